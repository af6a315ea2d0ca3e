//! What the first bytes of a file say: its kind, and the size of a picture in pixels.

use crate::model::MediaType;

/// The kind of a file by its magic bytes.
pub(super) fn sniff(bytes: &[u8]) -> Option<MediaType> {
    let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(magic));
    let brand = bytes.get(8..12).filter(|_| at(4, b"ftyp"));
    Some(match () {
        () if at(0, b"\x89PNG\r\n\x1a\n") => MediaType::Png,
        () if at(0, b"\xff\xd8\xff") => MediaType::Jpeg,
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => MediaType::Gif,
        () if at(0, b"RIFF") && at(8, b"WEBP") => MediaType::WebP,
        () if at(0, b"RIFF") && at(8, b"WAVE") => MediaType::Other("audio/wav"),
        () if at(0, b"II\x2a\0") || at(0, b"MM\0\x2a") => MediaType::Tiff,
        () if at(0, b"\0\0\x01\0") && bytes.len() >= 22 && at(5, b"\0") => MediaType::Ico,
        () if at(0, b"BM")
            && matches!(bytes.get(14..18), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])) =>
        {
            MediaType::Bmp
        }
        () if at(0, b"%PDF-") => MediaType::Other("application/pdf"),
        () if at(0, b"\x1f\x8b") => MediaType::Other("application/gzip"),
        () if at(0, b"ID3") => MediaType::Other("audio/mpeg"),
        () if at(0, b"fLaC") => MediaType::Other("audio/flac"),
        () if at(0, b"\x1a\x45\xdf\xa3") => MediaType::Other("video/webm"),
        () => match brand {
            Some(b"avif" | b"avis") => MediaType::Avif,
            Some(b"heic" | b"heix" | b"mif1") => MediaType::Other("image/heic"),
            Some(b"qt  ") => MediaType::Other("video/quicktime"),
            Some(b"M4A ") => MediaType::Other("audio/mp4"),
            Some(_) => MediaType::Other("video/mp4"),
            None if super::vector::is_svg(bytes) => MediaType::Svg,
            None => return None,
        },
    })
}

/// Width and height of a picture as stored.
pub(super) fn size(bytes: &[u8], kind: MediaType) -> Option<(u32, u32)> {
    match kind {
        MediaType::Png => {
            bytes.get(12..16).filter(|kind| kind == b"IHDR")?;
            Some((big(bytes, 16)?, big(bytes, 20)?))
        }
        MediaType::Gif => Some((little_short(bytes, 6)?, little_short(bytes, 8)?)),
        MediaType::Jpeg => jpeg(bytes),
        MediaType::WebP => webp(bytes),
        MediaType::Bmp if bytes.get(14) == Some(&12) => {
            Some((little_short(bytes, 18)?, little_short(bytes, 20)?))
        }
        MediaType::Bmp => {
            // The height is negative where rows go from top to bottom.
            Some((little(bytes, 18)?, little(bytes, 22)?.cast_signed().unsigned_abs()))
        }
        MediaType::Ico => ico(bytes),
        MediaType::Tiff => tiff(bytes),
        MediaType::Avif => avif(bytes),
        MediaType::Svg | MediaType::Other(_) => None,
    }
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn big_short(bytes: &[u8], at: usize) -> Option<u32> {
    let pair = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u32::from(u16::from_be_bytes(pair)))
}

fn little_short(bytes: &[u8], at: usize) -> Option<u32> {
    let pair = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u32::from(u16::from_le_bytes(pair)))
}

/// The frame header of a JPEG (ITU-T T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let &[0xff, marker] = bytes.get(at..at + 2)? else { return None };
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big_short(bytes, at + 7)?, big_short(bytes, at + 5)?));
            }
            0xd9 | 0xda => return None,
            _ => at += 2 + (big_short(bytes, at + 2)? as usize).max(2),
        }
    }
}

/// The first chunk of a WebP (RFC 9649, 2.5 to 2.7).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((little_short(bytes, 26)? & 0x3fff, little_short(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = little(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |at: usize| Some((little(bytes, at)? & 0x00ff_ffff) + 1);
            let high = bytes.get(27..30)?;
            let height = u32::from_le_bytes([high[0], high[1], high[2], 0]) + 1;
            Some((side(24)?, height))
        }
        _ => None,
    }
}

/// The largest picture of an icon, of such the one with most colours; in the directory 0 stands for
/// 256. What the picture says of itself counts, as that is what is shown.
fn ico(bytes: &[u8]) -> Option<(u32, u32)> {
    let count = little_short(bytes, 4)? as usize;
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let entries = bytes.get(6..)?.chunks_exact(16).take(count);
    let entry = entries.max_by_key(|e| (side(e[0]) * side(e[1]), little_short(e, 6)))?;
    let picture = bytes.get(little(entry, 12)? as usize..).unwrap_or_default();
    let said = if picture.starts_with(b"\x89PNG") {
        big(picture, 16).zip(big(picture, 20))
    } else {
        // A bitmap's head; its height counts the mask too.
        little(picture, 0).filter(|length| *length >= 40).and_then(|_| {
            let height = little(picture, 8)?.cast_signed().unsigned_abs() / 2;
            Some((little(picture, 4)?, height))
        })
    };
    let is_there = |size: &(u32, u32)| size.0 > 0 && size.1 > 0;
    Some(said.filter(is_there).unwrap_or((side(entry[0]), side(entry[1]))))
}

/// Width and length in the first directory (TIFF 6.0, section 2 and 8).
fn tiff(bytes: &[u8]) -> Option<(u32, u32)> {
    let intel = bytes.starts_with(b"II");
    let word = |at| if intel { little(bytes, at) } else { big(bytes, at) };
    let short = |at| if intel { little_short(bytes, at) } else { big_short(bytes, at) };
    let directory = word(4)? as usize;
    let count = short(directory)? as usize;
    let value = |tag: u32| {
        let entries = (0..count).map(|index| directory.saturating_add(2 + 12 * index));
        let entry = entries.take(4096).find(|entry| short(*entry) == Some(tag))?;
        let at = entry.saturating_add(8);
        if short(entry.saturating_add(2))? == 3 { short(at) } else { word(at) }
    };
    Some((value(256)?, value(257)?))
}

/// The spatial extents of an AVIF (ISO/IEC 23008-12, 6.5.3): of several items' the largest.
fn avif(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.get(..bytes.len().min(64 << 10))?;
    head.windows(4)
        .enumerate()
        .filter(|(_, kind)| kind == b"ispe")
        .filter_map(|(at, _)| Some((big(bytes, at + 8)?, big(bytes, at + 12)?)))
        .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}
