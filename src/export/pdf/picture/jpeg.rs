//! JPEG files, passed through as they are (ISO 32000-1, 7.4.8). Only those in CMYK are decoded,
//! because PDF/A with an RGB output intent has no room for them, and those with far more pixels
//! than print can show.

use lopdf::Stream;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::pixels::Chroma;
use super::reduce::{Limit, Reduced, Reducer};
use super::{PictureError, icc, pixels, within_budget};

/// Most pixels of a JPEG that is decoded to be made smaller; larger ones pass through, because
/// their decoder holds all of them at a time.
const MOST_REDUCED: u64 = 40_000_000;

/// What the header says.
#[derive(Debug, Default)]
struct Header {
    width: u32,
    height: u32,
    channels: u8,
    profile: Vec<u8>,
}

/// Reads a JPEG.
pub(super) fn read(bytes: &[u8], limit: Limit) -> Result<(u32, u32, Stream), PictureError> {
    let header = header(bytes)?;
    let (width, height) = (header.width, header.height);
    within_budget(width, height)?;
    let factor = limit.factor(width, height);
    let object = match header.channels {
        1 | 3 => {
            let colors = icc::space(usize::from(header.channels), Some(&header.profile));
            let small = u64::from(width) * u64::from(height) <= MOST_REDUCED;
            let reduced = if factor > 1 && small {
                // What the decoder does not like, a reader may show all the same.
                decode(bytes, &header, factor).ok().and_then(|reduced| {
                    let jpeg = pixels::encode_jpeg(&reduced, Chroma::Full)?;
                    (jpeg.len() < bytes.len()).then_some((reduced.width, reduced.height, jpeg))
                })
            } else {
                None
            };
            let (width, height, jpeg) = reduced.unwrap_or_else(|| (width, height, bytes.to_vec()));
            pixels::dct(width, height, colors, None, jpeg)
        }
        4 => {
            let rgb = decode(bytes, &header, factor)?;
            let space = icc::space(3, None);
            match pixels::encode_jpeg(&rgb, Chroma::Full) {
                Some(jpeg) => pixels::dct(rgb.width, rgb.height, space, None, jpeg),
                None => pixels::samples(&rgb, space),
            }
        }
        other => {
            return Err(PictureError::broken(format!("a JPEG cannot have {other} channels")));
        }
    };
    Ok((width, height, object))
}

/// Walks the segments up to the first scan (ITU-T T.81, annex B).
fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let cut = || PictureError::broken("the JPEG ends before its picture begins");
    let mut header = Header::default();
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return Err(PictureError::broken("the file is not a JPEG"));
    }
    let mut at = 2;
    loop {
        let marker = short(at).ok_or_else(cut)?;
        match marker {
            // Fill bytes may stand before a marker.
            0xffff => {
                at += 1;
                continue;
            }
            0xff01 | 0xffd0..=0xffd8 => {
                at += 2;
                continue;
            }
            0xff02.. => {}
            _ => return Err(PictureError::broken("the JPEG's segments are damaged")),
        }
        let length = usize::from(short(at + 2).ok_or_else(cut)?);
        let body = bytes.get(at + 4..at + 2 + length.max(2)).ok_or_else(cut)?;
        match marker {
            0xffc0..=0xffc2 => {
                let part = |from: usize| body.get(from).copied().unwrap_or(0);
                if part(0) != 8 {
                    return Err(PictureError::Unsupported("JPEG with 12 bits a sample"));
                }
                header.height = u32::from(u16::from_be_bytes([part(1), part(2)]));
                header.width = u32::from(u16::from_be_bytes([part(3), part(4)]));
                header.channels = part(5);
            }
            0xffc3 | 0xffc5..=0xffc7 | 0xffc9..=0xffcb | 0xffcd..=0xffcf => {
                return Err(PictureError::Unsupported("JPEG, lossless or arithmetically coded"));
            }
            0xffe2 => {
                if let Some(part) = body.strip_prefix(b"ICC_PROFILE\0") {
                    header.profile.extend_from_slice(part.get(2..).unwrap_or_default());
                }
            }
            0xffda if header.channels == 0 => {
                return Err(PictureError::broken("the JPEG's size is missing"));
            }
            0xffda => return Ok(header),
            0xffd9 => return Err(cut()),
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

/// Decodes to grey or RGB, each square of `factor` pixels a side as one.
fn decode(bytes: &[u8], header: &Header, factor: u32) -> Result<Reduced, PictureError> {
    let (width, height) = (header.width, header.height);
    let (space, channels) =
        if header.channels == 1 { (ColorSpace::Luma, 1) } else { (ColorSpace::RGB, 3) };
    let options = DecoderOptions::new_safe()
        .set_max_width(width as usize)
        .set_max_height(height as usize)
        .jpeg_set_out_colorspace(space);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let samples = decoder
        .decode()
        .map_err(|error| PictureError::broken(format!("the JPEG is damaged: {error:?}")))?;
    let line = width as usize * channels;
    if samples.len() != line * height as usize {
        return Err(PictureError::broken("the JPEG has fewer pixels than it says"));
    }
    let mut reducer = Reducer::new(factor, width, height, channels);
    samples.chunks_exact(line).for_each(|row| reducer.push(row));
    Ok(reducer.finish())
}
