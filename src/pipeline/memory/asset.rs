//! What was measured of a file, as bytes and back.

use std::io;

use super::code::{Decoder, Encoder};
use crate::assets;
use crate::model::{Asset, MediaType, Orientation, PixelSize};

/// Writes it down; whether it can be. A media type that is neither one of ours nor told by the name is
/// not remembered: the file is read again.
pub(super) fn write(to: &mut Encoder<'_>, asset: &Asset) -> io::Result<bool> {
    let Asset { path, media_type, bytes, sha256, size, orientation } = asset;
    if media_type_of(media_type.as_str(), path) != Some(*media_type) {
        return Ok(false);
    }
    to.text(path)?;
    to.text(media_type.as_str())?;
    to.number(*bytes)?;
    to.digest(*sha256)?;
    to.option(*size, |to, PixelSize { width, height }| {
        to.number(u64::from(width))?;
        to.number(u64::from(height))
    })?;
    to.raw(&[exif(*orientation)])?;
    Ok(true)
}

/// Reads it back.
pub(super) fn read(from: &mut Decoder<'_>) -> Option<Asset> {
    let path = from.owned()?;
    Some(Asset {
        media_type: media_type_of(from.text()?, &path)?,
        path,
        bytes: from.number()?,
        sha256: from.digest()?,
        size: from
            .option(|from| Some(PixelSize { width: from.small()?, height: from.small()? }))?,
        orientation: Orientation::from_exif(u16::from(from.byte()?)),
    })
}

/// The EXIF number of an orientation.
fn exif(orientation: Orientation) -> u8 {
    let is = |number: &u8| Orientation::from_exif(u16::from(*number)) == orientation;
    (1..=8).find(is).unwrap_or(1)
}

fn media_type_of(name: &str, path: &str) -> Option<MediaType> {
    let ours = [
        MediaType::Png,
        MediaType::Jpeg,
        MediaType::Gif,
        MediaType::WebP,
        MediaType::Svg,
        MediaType::Avif,
        MediaType::Bmp,
        MediaType::Tiff,
        MediaType::Ico,
        assets::media_type_of_name(path),
    ];
    ours.into_iter().find(|kind| kind.as_str() == name)
}
