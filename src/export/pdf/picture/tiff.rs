//! TIFF files: the first picture, in eight bits a sample.

use std::io::Cursor;

use lopdf::Stream;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::reduce::{Limit, Reducer};
use super::{PictureError, icc, pixels, within_budget};
use crate::limits;

/// Reads a TIFF.
pub(super) fn read(bytes: &[u8], limit: Limit) -> Result<(u32, u32, Stream), PictureError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = limits::PICTURE_MEMORY;
    limits.intermediate_buffer_size = limits::PICTURE_MEMORY;
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(told)?.with_limits(limits);
    let (width, height) = decoder.dimensions().map_err(told)?;
    within_budget(width, height)?;
    let kind = decoder.colortype().map_err(told)?;
    // All planes of what is stored plane by plane.
    let mut stored = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut stored).map_err(told)?;
    let planes =
        if stored.as_buffer(0).byte_len() >= layout.complete_len { layout.planes } else { 1 };
    let samples = into_bytes(stored)?;

    let (kept, channels, bits) = match kind {
        ColorType::Gray(bits) => (1, 1, bits),
        ColorType::GrayA(bits) | ColorType::Multiband { bit_depth: bits, num_samples: 2 } => {
            (2, 2, bits)
        }
        ColorType::RGB(bits) | ColorType::YCbCr(bits) => (3, 3, bits),
        ColorType::RGBA(bits) => (4, 4, bits),
        ColorType::CMYK(bits) => (4, 3, bits),
        _ => return Err(PictureError::Unsupported("TIFF in a rare colour space")),
    };
    if bits < 8 && (planes > 1 || !matches!(kind, ColorType::Gray(_))) {
        return Err(PictureError::Unsupported("TIFF in colours of few bits"));
    }
    let profile = decoder.find_tag(Tag::IccProfile).ok().flatten();
    let profile = profile.and_then(|profile| profile.into_u8_vec().ok());
    // A profile of what was not converted.
    let profile = profile.filter(|_| matches!(kind, ColorType::Gray(_) | ColorType::RGB(_)));

    let columns = width as usize;
    let line =
        if bits < 8 { (columns * kept * usize::from(bits)).div_ceil(8) } else { columns * kept };
    let plane = columns * height as usize;
    let mut reducer = Reducer::new(limit.factor(width, height), width, height, channels);
    let mut row = Vec::with_capacity(columns * channels);
    for y in 0..height as usize {
        row.clear();
        let start = if planes > 1 { y * columns } else { y * line };
        for x in 0..columns {
            let sample = |index: usize| {
                let at = match () {
                    () if bits < 8 => {
                        let bit = (x * kept + index) * usize::from(bits);
                        let byte = samples.get(start + bit / 8).copied().unwrap_or(0);
                        return byte >> (8 - usize::from(bits) - bit % 8) & ((1 << bits) - 1);
                    }
                    () if planes > 1 => start + x + index * plane,
                    () => start + x * kept + index,
                };
                samples.get(at).copied().unwrap_or(0)
            };
            match kind {
                ColorType::Gray(_) if bits < 8 => {
                    let most = (1u16 << bits) - 1;
                    row.push(u8::try_from(u16::from(sample(0)) * 255 / most).unwrap_or(255));
                }
                ColorType::CMYK(_) => {
                    let light = 255 - u16::from(sample(3));
                    row.extend([0, 1, 2].map(|index| {
                        let mixed = (255 - u16::from(sample(index))) * light / 255;
                        u8::try_from(mixed).unwrap_or(255)
                    }));
                }
                ColorType::YCbCr(_) => row.extend(rgb([sample(0), sample(1), sample(2)])),
                _ => row.extend((0..channels).map(sample)),
            }
        }
        reducer.push(&row);
    }
    let reduced = reducer.finish();
    let space = icc::space(reduced.channels, profile.as_deref());
    Ok((width, height, pixels::samples(&reduced, space)))
}

fn told(error: TiffError) -> PictureError {
    match error {
        TiffError::UnsupportedError(_) => PictureError::Unsupported("TIFF in a rare coding"),
        TiffError::LimitsExceeded => {
            PictureError::TooLarge("the TIFF needs too much memory to be read".to_owned())
        }
        error => PictureError::broken(format!("the TIFF is damaged: {error}")),
    }
}

/// The higher byte of each sample.
fn into_bytes(stored: DecodingResult) -> Result<Vec<u8>, PictureError> {
    match stored {
        DecodingResult::U8(samples) => Ok(samples),
        DecodingResult::U16(samples) => {
            Ok(samples.into_iter().map(|sample| sample.to_be_bytes()[0]).collect())
        }
        DecodingResult::U32(samples) => {
            Ok(samples.into_iter().map(|sample| sample.to_be_bytes()[0]).collect())
        }
        _ => Err(PictureError::Unsupported("TIFF with measurements for samples")),
    }
}

/// Brightness and two differences of colour to RGB (TIFF 6.0, section 21, with its defaults).
fn rgb([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    [byte(y + 1.402 * cr), byte(y - 0.344_136 * cb - 0.714_136 * cr), byte(y + 1.772 * cb)]
}
