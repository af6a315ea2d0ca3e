//! GIF files: the first frame, with its palette.

use lopdf::{Object, Stream, StringFormat};

use super::super::number::{integer, name, packed};
use super::{PictureError, pixels, within_budget};
use crate::limits;

/// Reads a GIF.
pub(super) fn read(bytes: &[u8]) -> Result<(u32, u32, Stream), PictureError> {
    let told =
        |error: gif::DecodingError| PictureError::broken(format!("the GIF is damaged: {error}"));
    if !bytes.starts_with(b"GIF8") {
        return Err(PictureError::broken("the file is not a GIF"));
    }
    // The logical screen is checked before the decoder sees it.
    let side = |at: usize| {
        let part = bytes.get(at..at + 2).and_then(|part| part.try_into().ok());
        part.map_or(0, |part| u32::from(u16::from_le_bytes(part)))
    };
    let (width, height) = (side(6), side(8));
    within_budget(width, height)?;
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let memory =
        std::num::NonZeroU64::new(limits::PICTURE_MEMORY as u64).expect("the limit is not zero");
    options.set_memory_limit(gif::MemoryLimit::Bytes(memory));
    let mut decoder = options.read_info(bytes).map_err(told)?;
    let global = decoder.global_palette().map(<[u8]>::to_vec);
    let background = decoder.bg_color();
    let frame = decoder
        .read_next_frame()
        .map_err(told)?
        .ok_or_else(|| PictureError::broken("the GIF has no picture"))?;
    let palette = frame
        .palette
        .clone()
        .or(global)
        .filter(|palette| palette.len() >= 3)
        .ok_or_else(|| PictureError::broken("the GIF has no palette"))?;
    let colors = palette.len() / 3;

    // The frame on its screen; what it leaves free is clear, or of the background's colour.
    let free = match (frame.transparent, background) {
        (Some(index), _) => index,
        (None, Some(index)) => u8::try_from(index).unwrap_or(0),
        (None, None) => 0,
    };
    let line = width as usize;
    let mut screen = vec![free; line * height as usize];
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let shown = usize::from(frame.width).min(line.saturating_sub(left));
    for (index, row) in frame.buffer.chunks_exact(usize::from(frame.width).max(1)).enumerate() {
        let start = (top + index) * line + left;
        if let Some(target) = screen.get_mut(start..start + shown).filter(|_| shown > 0) {
            target.copy_from_slice(&row[..shown]);
        }
    }
    let last = u8::try_from(colors.min(256) - 1).unwrap_or(255);
    let transparent = frame.transparent.filter(|index| *index <= last);
    for index in &mut screen {
        *index = (*index).min(last);
    }
    let space = Object::Array(vec![
        name("Indexed"),
        name("DeviceRGB"),
        integer(usize::from(last)),
        Object::String(palette[..3 * (usize::from(last) + 1)].to_vec(), StringFormat::Hexadecimal),
    ]);
    let mut head = pixels::image(width, height, space, 8);
    if let Some(index) = transparent {
        head.set("Mask", Object::Array(vec![integer(usize::from(index)); 2]));
    }
    Ok((width, height, packed(head, &screen)))
}
