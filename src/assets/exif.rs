//! The orientation that a camera noted (EXIF 2.3, tag 0x0112).

use crate::model::Orientation;

/// The orientation of a JPEG; `Normal` where none is noted.
pub(super) fn orientation(bytes: &[u8]) -> Orientation {
    let mut at = 2;
    // Segments before the first scan; each is longer than nothing, so the walk ends.
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda {
            break;
        }
        let length = usize::from(u16::from_be_bytes([high, low])).max(2);
        let body = bytes.get(at + 4..at + 2 + length).unwrap_or_default();
        if let Some(tiff) = body.strip_prefix(b"Exif\0\0").filter(|_| marker == 0xe1) {
            return of_tiff(tiff);
        }
        at += 2 + length;
    }
    Orientation::Normal
}

/// The orientation of a TIFF, which is what EXIF's data are too; `Normal` where none is noted.
pub(super) fn of_tiff(bytes: &[u8]) -> Orientation {
    from_tiff(bytes).map_or(Orientation::Normal, Orientation::from_exif)
}

/// The value of the tag in the first directory (TIFF 6.0, section 2).
fn from_tiff(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let word = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = word(4)? as usize;
    let count = usize::from(short(directory)?);
    (0..count)
        .map(|index| directory.saturating_add(2 + 12 * index))
        .find(|entry| short(*entry) == Some(0x0112))
        .and_then(|entry| short(entry.saturating_add(8)))
}
