//! Pictures on their way into a PDF: passed through as they are wherever the format allows.

mod gif;
mod icc;
mod jpeg;
mod pixels;
mod png;
pub mod qr;
mod reduce;
mod webp;

use lopdf::Stream;

pub use self::reduce::Limit;
use super::svg;
use crate::model::{Asset, Digest, MediaType, Orientation};

/// Most pixels that a picture may have: more would neither print better nor fit into memory.
const MOST_PIXELS: u64 = 100_000_000;

/// Most bytes that a decoder may ask for.
const MOST_MEMORY: usize = 512 << 20;

/// A picture, ready to be embedded.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Digest of the file: equal pictures are embedded once a document.
    pub digest: Digest,
    /// Width as seen (orientation applied), in CSS pixels; more than 0.
    pub width: f64,
    /// Height as seen, in CSS pixels; more than 0.
    pub height: f64,
    orientation: Orientation,
    object: Stream,
}

impl Picture {
    /// The external object: an image, or a form that fills the unit square. Streams that belong
    /// to it (masks, profiles) lie inside its dictionary.
    pub(super) fn object(&self) -> &Stream {
        &self.object
    }

    /// How the object is turned when it is drawn.
    pub(super) fn orientation(&self) -> Orientation {
        self.orientation
    }
}

/// Why a picture cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The file is damaged.
    #[error("{0}")]
    Broken(String),
    /// It has more pixels, or its drawing more parts, than the limit.
    #[error("{0}")]
    TooLarge(String),
    /// The format is not supported.
    #[error("pictures of type {0} are not supported")]
    Unsupported(&'static str),
}

impl PictureError {
    fn broken(message: impl Into<String>) -> Self {
        Self::Broken(message.into())
    }
}

/// Reads a picture. One with more pixels than twice the limit is made smaller, where that makes
/// its bytes fewer.
///
/// # Errors
/// When it is damaged, larger than can be read, or of a format that cannot be read.
pub fn intake(bytes: &[u8], asset: &Asset, limit: Limit) -> Result<Picture, PictureError> {
    let turned = asset.orientation.swaps_sides();
    let limit = if turned { limit.turned() } else { limit };
    let (width, height, object) = match asset.media_type {
        MediaType::Svg => svg::read(bytes)?,
        media_type => {
            let (width, height, object) = raster(bytes, media_type, limit)?;
            (f64::from(width), f64::from(height), object)
        }
    };
    let (width, height) = if turned { (height, width) } else { (width, height) };
    Ok(Picture { digest: asset.sha256, width, height, orientation: asset.orientation, object })
}

/// Reads a picture made of pixels: its width and height as stored, and the image object.
pub(super) fn raster(
    bytes: &[u8],
    media_type: MediaType,
    limit: Limit,
) -> Result<(u32, u32, Stream), PictureError> {
    match media_type {
        MediaType::Png => png::read(bytes, limit),
        MediaType::Jpeg => jpeg::read(bytes, limit),
        MediaType::Gif => gif::read(bytes),
        MediaType::WebP => webp::read(bytes, limit),
        other => Err(PictureError::Unsupported(other.as_str())),
    }
}

/// Checks a size before anything is decoded.
fn within_budget(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::broken("the picture has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooLarge(format!(
            "the picture has {width} × {height} pixels; the limit is {} million",
            MOST_PIXELS / 1_000_000
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use lopdf::Object;

    use super::{Limit, raster};
    use crate::export::pdf::style::Style;
    use crate::model::MediaType;

    /// Colours that hardly repeat, as those of a photograph.
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    fn pixels(side: u32, channels: u32) -> Vec<u8> {
        (0..side * side)
            .flat_map(|at| (0..channels).map(move |channel| ((at * at * (channel + 7)) >> 5) as u8))
            .collect()
    }

    fn png(side: u32, color: png::ColorType) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, side, side);
        encoder.set_color(color);
        let mut writer = encoder.write_header().expect("in memory");
        let channels = u32::try_from(color.samples()).expect("at most four");
        writer.write_image_data(&pixels(side, channels)).expect("in memory");
        drop(writer);
        out
    }

    #[test]
    fn a_picture_that_print_cannot_show_is_made_smaller_and_keeps_its_size_on_the_page() {
        let mut jpeg = Vec::new();
        jpeg_encoder::Encoder::new(&mut jpeg, 90)
            .encode(&pixels(80, 3), 80, 80, jpeg_encoder::ColorType::Rgb)
            .expect("in memory");
        let files = [
            (MediaType::Jpeg, jpeg),
            (MediaType::Png, png(80, png::ColorType::Rgba)),
            (MediaType::Png, png(80, png::ColorType::Rgb)),
        ];
        // At four pixels an inch a page shows about 25 of them.
        let page = Style::builtin().page;
        let limit = Limit::of(&page, 4);
        let side = 80u32.div_ceil(limit.factor(80, 80));
        assert!(side < 60);
        for (media_type, file) in files {
            for (limit, expected) in [(limit, side), (Limit::of(&page, 300), 80)] {
                let (width, height, object) = raster(&file, media_type, limit).expect("whole");
                assert_eq!((width, height), (80, 80));
                let stored = object.dict.get(b"Width").and_then(Object::as_i64).expect("a width");
                assert_eq!(stored, i64::from(expected), "{media_type:?}");
            }
        }
    }
}
