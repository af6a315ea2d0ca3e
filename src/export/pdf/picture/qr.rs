//! An address to a QR code (ISO/IEC 18004) as a drawing: sharp at any size, with its quiet zone.

use lopdf::{Dictionary, Object};
use qrcodegen::{QrCode, QrCodeEcc};
use sha2::{Digest as _, Sha256};

use super::super::number::{dict, name, operator, packed};
use super::Picture;
use crate::model::{Digest, Orientation};

/// The light modules around the code that cameras need to find it (ISO/IEC 18004, 5.3.8).
pub const QUIET: i32 = 4;

/// The QR code of a text; one module is one pixel of the picture's size. `None` where the text is
/// longer than any code.
#[must_use]
pub fn code(text: &str) -> Option<Picture> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let modules = code.size();
    let side = f64::from(modules + QUIET * 2);
    let mut content = Vec::new();
    operator(&mut content, &[1.0, 1.0, 1.0], "rg");
    operator(&mut content, &[0.0, 0.0, side, side], "re");
    operator(&mut content, &[], "f");
    operator(&mut content, &[0.0, 0.0, 0.0], "rg");
    for y in 0..modules {
        let mut x = 0;
        while x < modules {
            let run = (x..modules).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                // Rows go down, and the drawing's axis up.
                let (left, bottom) = (x + QUIET, modules + QUIET - 1 - y);
                let area = [f64::from(left), f64::from(bottom), f64::from(run), 1.0];
                operator(&mut content, &area, "re");
            }
            x += run + 1;
        }
    }
    operator(&mut content, &[], "f");
    #[expect(clippy::cast_possible_truncation, reason = "readers take single precision")]
    let real = |value: f64| Object::Real(value as f32);
    let square = |a: [f64; 4]| Object::Array(a.map(real).to_vec());
    let unit = [1.0 / side, 0.0, 0.0, 1.0 / side, 0.0, 0.0];
    let head = dict([
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", square([0.0, 0.0, side, side])),
        ("Matrix", Object::Array(unit.map(real).to_vec())),
        ("Resources", Object::Dictionary(Dictionary::new())),
    ]);
    Some(Picture {
        digest: Digest(Sha256::digest(text.as_bytes()).into()),
        width: side,
        height: side,
        orientation: Orientation::default(),
        object: packed(head, &content),
    })
}

#[cfg(test)]
mod tests {
    use super::{QUIET, code};

    #[test]
    fn an_address_is_a_small_square_and_a_book_is_none() {
        let picture = code("https://example.org/a/").unwrap();
        let modules = picture.width - f64::from(QUIET * 2);
        assert!((21.0..=29.0).contains(&modules), "{modules}");
        assert!((picture.width - picture.height).abs() < 1e-9);
        assert!(code(&"a".repeat(4000)).is_none());
    }
}
