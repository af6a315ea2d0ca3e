//! WebP files: lossless ones as packed samples, lossy ones as JPEG, which keeps them small.

use std::io::Cursor;

use lopdf::Stream;

use super::{MOST_MEMORY, PictureError, icc, pixels, within_budget};

/// Reads a WebP; of an animation its first frame.
pub(super) fn read(bytes: &[u8]) -> Result<(u32, u32, Stream), PictureError> {
    let told = |error: image_webp::DecodingError| {
        PictureError::broken(format!("the WebP is damaged: {error}"))
    };
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(told)?;
    decoder.set_memory_limit(MOST_MEMORY);
    let (width, height) = decoder.dimensions();
    within_budget(width, height)?;
    let size =
        decoder.output_buffer_size().filter(|size| *size <= MOST_MEMORY).ok_or_else(|| {
            PictureError::TooLarge("the WebP needs too much memory to be read".to_owned())
        })?;
    let mut samples = vec![0u8; size];
    if decoder.is_animated() {
        decoder.read_frame(&mut samples).map_err(told)?;
    } else {
        decoder.read_image(&mut samples).map_err(told)?;
    }
    let (colors, opacity) = if decoder.has_alpha() {
        let (colors, opacity) = pixels::split_rgba(&samples);
        (colors, Some(opacity))
    } else {
        (samples, None)
    };
    let opacity = opacity.as_deref();
    let jpeg = if decoder.is_lossy() { pixels::encode_jpeg(width, height, &colors) } else { None };
    let object = match jpeg {
        Some(jpeg) => pixels::dct(width, height, icc::space(3, None), opacity, jpeg),
        None => pixels::samples(width, height, 3, &colors, opacity),
    };
    Ok((width, height, object))
}
