//! WebP files: lossless ones as packed samples, lossy ones as JPEG, which keeps them small.

use std::io::Cursor;

use lopdf::Stream;

use super::pixels::Chroma;
use super::reduce::{Limit, Reduced, Reducer};
use super::{PictureError, icc, pixels, within_budget};
use crate::limits;

/// Reads a WebP; of an animation its first frame.
pub(super) fn read(bytes: &[u8], limit: Limit) -> Result<(u32, u32, Stream), PictureError> {
    let told = |error: image_webp::DecodingError| {
        PictureError::broken(format!("the WebP is damaged: {error}"))
    };
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(told)?;
    decoder.set_memory_limit(limits::PICTURE_MEMORY);
    let (width, height) = decoder.dimensions();
    within_budget(width, height)?;
    let size =
        decoder.output_buffer_size().filter(|size| *size <= limits::PICTURE_MEMORY).ok_or_else(
            || PictureError::TooLarge("the WebP needs too much memory to be read".to_owned()),
        )?;
    let mut samples = vec![0u8; size];
    if decoder.is_animated() {
        decoder.read_frame(&mut samples).map_err(told)?;
    } else {
        decoder.read_image(&mut samples).map_err(told)?;
    }
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let factor = limit.factor(width, height);
    let reduced = if factor == 1 && channels == 3 {
        Reduced { width, height, channels, colors: samples, opacity: None }
    } else {
        let mut reducer = Reducer::new(factor, width, height, channels);
        samples.chunks_exact(width as usize * channels).for_each(|row| reducer.push(row));
        drop(samples);
        reducer.finish()
    };
    // VP8 has colours for each square of four pixels (RFC 6386, 2). Of fewer pixels each has its own.
    let chroma = if factor == 1 { Chroma::Quarter } else { Chroma::Full };
    let jpeg = if decoder.is_lossy() { pixels::encode_jpeg(&reduced, chroma) } else { None };
    let space = icc::space(3, None);
    let object = match jpeg {
        Some(jpeg) => {
            let opacity = reduced.opacity.as_deref();
            pixels::dct(reduced.width, reduced.height, space, opacity, jpeg)
        }
        None => pixels::samples(&reduced, space),
    };
    Ok((width, height, object))
}
