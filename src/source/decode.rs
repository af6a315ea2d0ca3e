//! Bytes of a file into text, with what was found out about its encoding and line ends.

use crate::diag::{Checked, Code, Diagnostic};
use crate::model::post::Newline;
use crate::model::text::first;
use crate::span::{FileId, Span};

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark; its line ends are as they were.
    pub text: String,
    /// `utf-8`, `utf-16le`, `utf-16be`, or `unknown` where bytes were replaced by U+FFFD.
    pub encoding: &'static str,
    /// How its lines end.
    pub newline: Newline,
    /// Whether it started with a byte order mark.
    pub bom: bool,
}

/// Decodes a file: UTF-8, or UTF-16 that says so by its byte order mark.
///
/// Other bytes become U+FFFD with a warning at the first of them.
#[must_use]
pub fn decode(bytes: Vec<u8>, file: FileId) -> Checked<Decoded> {
    let mut diagnostics = Vec::new();
    let (text, encoding, bom) = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            (utf16(rest, u16::from_le_bytes, file, &mut diagnostics), "utf-16le", true)
        }
        [0xfe, 0xff, rest @ ..] => {
            (utf16(rest, u16::from_be_bytes, file, &mut diagnostics), "utf-16be", true)
        }
        _ => utf8(bytes, file, &mut diagnostics),
    };
    let encoding = if diagnostics.is_empty() { encoding } else { "unknown" };
    let newline = survey(&text, file, &mut diagnostics);
    Checked { value: Decoded { text, encoding, newline, bom }, diagnostics }
}

fn utf8(
    mut bytes: Vec<u8>,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, &'static str, bool) {
    let bom = bytes.starts_with(b"\xef\xbb\xbf");
    if bom {
        bytes.drain(..3);
    }
    // The look of the standard library took 2 % of a build of feeds and archive, where texts are not
    // in Latin letters; this one and a copy take a tenth of that.
    if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
        return (text.to_owned(), "utf-8", bom);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let byte = bytes.get(valid).copied().unwrap_or_default();
            let message = format!("the byte 0x{byte:02X} is not valid UTF-8");
            diagnostics.push(bad_encoding(file, valid, message));
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    (text, "utf-8", bom)
}

fn utf16(
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut bad = None;
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if c.is_err() {
            bad.get_or_insert(text.len());
        }
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !rest.is_empty() {
        bad.get_or_insert(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    if let Some(at) = bad {
        diagnostics.push(bad_encoding(file, at, "half a character of UTF-16".to_owned()));
    }
    text
}

fn bad_encoding(file: FileId, at: usize, message: String) -> Diagnostic {
    let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
    Diagnostic::new(Code::Encoding, Span::new(file, at, end), message)
        .hint("save the file as UTF-8; what could not be read is shown as U+FFFD")
}

/// Looks at every character once: line ends, and characters that XML 1.0 (production 2)
/// cannot hold.
fn survey(text: &str, file: FileId, diagnostics: &mut Vec<Diagnostic>) -> Newline {
    let bytes = text.as_bytes();
    let (mut lf, mut crlf, mut cr) = (false, false, false);
    let mut odd = None;
    let mut count = 0_usize;
    let mut lost: Option<usize> = None;
    let mut i = 0;
    // Most bytes are letters, and passed over.
    let told = |byte| (byte < 0x20) | (byte == 0xef) | (byte == 0xc2);
    while let Some(run) = bytes.get(i..).and_then(|rest| first(rest, told)) {
        i += run;
        match bytes[i] {
            b'\n' if i > 0 && bytes[i - 1] == b'\r' => crlf = true,
            b'\n' => lf = true,
            b'\r' if bytes.get(i + 1) != Some(&b'\n') => cr = true,
            b'\t' | b'\r' => {}
            0..0x20 => {
                odd.get_or_insert((i, 1));
                count += 1;
            }
            // U+FFFD is EF BF BD.
            0xef if bytes.get(i + 1..i + 3) == Some(&[0xbf, 0xbd]) => {
                lost.get_or_insert(i);
            }
            // U+0080 to U+009F are C2 80 to C2 9F.
            0xc2 if matches!(bytes.get(i + 1), Some(0x80..=0x9f)) => {
                odd.get_or_insert((i, 2));
                count += 1;
            }
            // U+FFFE and U+FFFF are the only other characters that XML excludes.
            0xef if matches!(bytes.get(i + 1..i + 3), Some([0xbf, 0xbe | 0xbf])) => {
                odd.get_or_insert((i, 3));
                count += 1;
            }
            _ => {}
        }
        i += 1;
    }
    // Where bytes were replaced, that is what there is to say.
    if let Some(at) = lost.filter(|_| diagnostics.is_empty()) {
        let message = "the text holds U+FFFD, which stands for a character that was lost";
        diagnostics.push(
            Diagnostic::new(Code::ReplacementCharacter, Span::new(file, at, at + 3), message)
                .hint("write what was there; where the sign itself is meant, nothing is wrong"),
        );
    }
    if let Some((at, len)) = odd {
        let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
        let message = format!("the control character U+{:04X}{more}", u32::from(c));
        let place = Span::new(file, at, at + len);
        diagnostics.push(
            Diagnostic::new(Code::ControlCharacter, place, message)
                .hint("delete it: it is invisible, and feeds cannot hold it"),
        );
    }
    match (lf, crlf, cr) {
        (false, false, false) => Newline::None,
        (true, false, false) => Newline::Lf,
        (false, true, false) => Newline::CrLf,
        (false, false, true) => Newline::Cr,
        _ => Newline::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::diag::{Code, Place};
    use crate::model::post::Newline;
    use crate::span::{FileId, Span};

    #[test]
    fn encodings_are_told_apart() {
        for (bytes, text, encoding, bom) in [
            (&b"\xef\xbb\xbfa\n"[..], "a\n", "utf-8", true),
            ("한글".as_bytes(), "한글", "utf-8", false),
            (b"\xff\xfea\0\n\0", "a\n", "utf-16le", true),
            (b"\xfe\xff\0a\xd5\x5c", "a한", "utf-16be", true),
            (b"caf\xe9!", "caf\u{fffd}!", "unknown", false),
            (b"\xfe\xff\xd8\x00\0a", "\u{fffd}a", "unknown", true),
            (b"\xff\xfea\0b", "a\u{fffd}", "unknown", true),
        ] {
            let decoded = decode(bytes.to_vec(), FileId(0));
            assert_eq!(
                (decoded.value.text.as_str(), decoded.value.encoding, decoded.value.bom),
                (text, encoding, bom)
            );
            assert_eq!(decoded.diagnostics.is_empty(), encoding != "unknown", "{text}");
        }
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        let found = decode(b"a\nb\xff\xfec".to_vec(), FileId(7)).diagnostics;
        assert_eq!(found[0].code, Code::Encoding);
        assert_eq!(found[0].place, Place::Span(Span::new(FileId(7), 3, 6)));
    }

    #[test]
    fn line_ends_and_control_characters_are_seen() {
        for (text, newline) in [
            ("a", Newline::None),
            ("a\nb\n", Newline::Lf),
            ("a\r\nb", Newline::CrLf),
            ("a\rb\r", Newline::Cr),
            ("a\r\n\n", Newline::Mixed),
        ] {
            assert_eq!(decode(text.into(), FileId(0)).value.newline, newline, "{text:?}");
        }
        let found = decode(b"a\x08b\0\t".to_vec(), FileId(0)).diagnostics;
        assert_eq!(found[0].message, "the control character U+0008, and 1 more");
    }
}
