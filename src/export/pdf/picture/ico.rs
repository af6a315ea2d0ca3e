//! Icons: the largest of their pictures, which is a PNG, or a bitmap with a mask of its clear
//! pixels.

use lopdf::Stream;

use super::bmp::Bitmap;
use super::reduce::Limit;
use super::{PictureError, icc, pixels, png};

/// Length of the head of the directory, and of its entries.
const HEAD: usize = 6;
const ENTRY: usize = 16;

/// Reads an icon or a cursor: the picture with the most pixels, of such the one with most colours.
pub(super) fn read(bytes: &[u8], limit: Limit) -> Result<(u32, u32, Stream), PictureError> {
    let broken = || PictureError::broken("the icon is damaged");
    let count = bytes.get(4..HEAD).map_or(0, |part| u16::from_le_bytes([part[0], part[1]]));
    let side = |byte: u8| if byte == 0 { 256u32 } else { u32::from(byte) };
    let entries = bytes.get(HEAD..).unwrap_or_default().chunks_exact(ENTRY);
    let largest = entries
        .take(usize::from(count))
        .max_by_key(|entry| {
            (side(entry[0]) * side(entry[1]), u16::from_le_bytes([entry[6], entry[7]]))
        })
        .ok_or_else(broken)?;
    let word = |at: usize| {
        u32::from_le_bytes([largest[at], largest[at + 1], largest[at + 2], largest[at + 3]])
    };
    let (length, start) = (word(8) as usize, word(12) as usize);
    let end = start.saturating_add(length).min(bytes.len());
    let picture = bytes.get(start..end).ok_or_else(broken)?;
    if picture.starts_with(b"\x89PNG") {
        return png::read(picture, limit);
    }
    let bitmap = Bitmap::read(picture, 0, None, true)?;
    let (width, height) = (bitmap.width, bitmap.height);
    let mask = bitmap.behind();
    // One bit a pixel, set where it is clear; rows from the bottom, of whole words.
    let stride = (width as usize).div_ceil(32) * 4;
    let clear = |x: u32, y: u32| {
        let row = (height - 1 - y) as usize * stride;
        let byte = mask.get(row + x as usize / 8).copied().unwrap_or(0);
        byte >> (7 - x % 8) & 1 == 1
    };
    let reduced = bitmap.decode(limit.factor(width, height), Some(&clear))?;
    let space = icc::space(reduced.channels, None);
    Ok((width, height, pixels::samples(&reduced, space)))
}
