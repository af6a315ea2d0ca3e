//! Pictures on their way into a PDF: passed through as they are wherever the format allows.

mod bmp;
mod gif;
mod icc;
mod ico;
mod jpeg;
mod pixels;
mod png;
pub mod qr;
mod reduce;
mod tiff;
mod webp;

use lopdf::Stream;

pub use self::reduce::Limit;
use super::svg;
use crate::limits;
use crate::model::{Asset, Digest, MediaType, Orientation};

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
    if let Some(what) = damage(bytes) {
        return Err(PictureError::broken(what));
    }
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

/// What befell a file that was a picture once, where its first bytes tell: Git keeps large files
/// elsewhere, and converts the line ends of what it takes for text, which the signature of PNG is
/// made to show (PNG, 5.2).
fn damage(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Some("it is a pointer of Git LFS, and `git lfs pull` brings the picture");
    }
    let converted: [&[u8]; 2] = [b"\x89PNG\n\x1a\n", b"\x89PNG\r\r\n\x1a\r\n"];
    converted.iter().any(|start| bytes.starts_with(start)).then_some(
        "its line ends were converted as if it were text: store the picture anew, as binary",
    )
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
        MediaType::Bmp => bmp::read(bytes, limit),
        MediaType::Tiff => tiff::read(bytes, limit),
        MediaType::Ico => ico::read(bytes, limit),
        other => Err(PictureError::Unsupported(other.as_str())),
    }
}

/// Checks a size before anything is decoded.
fn within_budget(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::broken("the picture has no pixels"));
    }
    if u64::from(width) * u64::from(height) > limits::PIXELS {
        return Err(PictureError::TooLarge(format!(
            "the picture has {width} × {height} pixels; the limit is {} million",
            limits::PIXELS / 1_000_000
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
