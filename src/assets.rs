//! The files that posts show or link: read once, and measured by their headers.
//!
//! What a file is, is decided by its first bytes where they tell, else by its name. Nothing is
//! decoded here.

pub mod data_uri;
mod exif;
mod header;
mod vector;

use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::folder;
use crate::model::{Asset, Digest, MediaType, Orientation, PixelSize};

/// What the header of a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// What it is.
    pub media_type: MediaType,
    /// Its size as seen, orientation applied.
    pub size: Option<PixelSize>,
    /// How a JPEG or TIFF is turned.
    pub orientation: Orientation,
}

/// Why a file could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It is a folder, FIFO, socket or device: never opened, because reading could block for ever.
    #[error("not a regular file")]
    NotRegular,
    /// It is longer than the limit.
    #[error("{bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// How long it is.
        bytes: u64,
        /// How long it may be.
        limit: u64,
    },
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What a file is, by the bytes that it begins with; the name decides where they do not tell.
///
/// The longer the beginning, the better: the size of a JPEG may stand behind a large preview.
#[must_use]
pub fn measure(bytes: &[u8], name: &str) -> Measured {
    let media_type = header::sniff(bytes).unwrap_or_else(|| media_type_of_name(name));
    let orientation = match media_type {
        MediaType::Jpeg => exif::orientation(bytes),
        MediaType::Tiff => exif::of_tiff(bytes),
        _ => Orientation::Normal,
    };
    let stored = match media_type {
        MediaType::Svg => vector::size(bytes),
        other => header::size(bytes, other),
    };
    let size = stored.filter(|(width, height)| *width > 0 && *height > 0).map(|(width, height)| {
        let turned = orientation.swaps_sides();
        let (width, height) = if turned { (height, width) } else { (width, height) };
        PixelSize { width, height }
    });
    Measured { media_type, size, orientation }
}

/// Reads a file once: its bytes, their digest, and what their header tells. `path` is what the
/// asset is called (relative to the root, `/` between parts), `disk` where it lies, `limit` how
/// many bytes it may have.
///
/// # Errors
/// When it is no regular file, longer than the limit, or cannot be read.
pub fn load(path: &str, disk: &Path, limit: u64) -> Result<(Asset, Vec<u8>), LoadError> {
    let bytes = read(disk, limit)?;
    let length = bytes.len() as u64;
    let Measured { media_type, size, orientation } = measure(&bytes, path);
    let sha256 = Digest(Sha256::digest(&bytes).into());
    let asset =
        Asset { path: path.to_owned(), media_type, bytes: length, sha256, size, orientation };
    Ok((asset, bytes))
}

/// Whether a file's content is of another kind than its name says, where both are told.
#[must_use]
pub fn is_misnamed(asset: &Asset) -> bool {
    let named = media_type_of_name(&asset.path);
    let told = |kind: MediaType| kind.as_str() != "application/octet-stream";
    told(named) && told(asset.media_type) && named != asset.media_type
}

/// Reads a file of at most `limit` bytes. A symbolic link is not followed.
///
/// # Errors
/// When it is no regular file, longer than the limit, or cannot be read.
pub fn read(disk: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let file = folder::open_file(disk).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => LoadError::NotRegular,
        _ => LoadError::Io(error),
    })?;
    let told = file.metadata()?.len();
    if told > limit {
        return Err(LoadError::TooLarge { bytes: told, limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(told).unwrap_or(0));
    // The file may grow while it is read.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    if length > limit {
        return Err(LoadError::TooLarge { bytes: length, limit });
    }
    Ok(bytes)
}

/// What a file is by the end of its name (IANA media types).
#[must_use]
pub fn media_type_of_name(name: &str) -> MediaType {
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    MediaType::Other(match ending.as_deref().unwrap_or_default() {
        "png" => return MediaType::Png,
        "jpg" | "jpeg" | "jfif" => return MediaType::Jpeg,
        "gif" => return MediaType::Gif,
        "webp" => return MediaType::WebP,
        "svg" => return MediaType::Svg,
        "avif" => return MediaType::Avif,
        "bmp" => return MediaType::Bmp,
        "tif" | "tiff" => return MediaType::Tiff,
        "ico" => return MediaType::Ico,
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        "json" => "application/json",
        "xml" => "application/xml",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "ogv" => "video/ogg",
        "txt" | "log" => "text/plain",
        "md" | "markdown" => "text/markdown",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "js" | "mjs" => "text/javascript",
        "ics" => "text/calendar",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "epub" => "application/epub+zip",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "heic" => "image/heic",
        "jxl" => "image/jxl",
        "jp2" | "j2k" | "jpx" => "image/jp2",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::{LoadError, Orientation, load, measure};
    use crate::model::{MediaType, PixelSize};

    #[test]
    fn sizes_are_read_from_headers() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";
        let gif = b"GIF89a\x05\0\x04\0\0\0\0";
        let bmp = [
            b"BM".as_slice(),
            &[0; 12],
            &40u32.to_le_bytes(),
            &7i32.to_le_bytes(),
            &(-6i32).to_le_bytes(),
        ]
        .concat();
        let lossless =
            [b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f".as_slice(), &(8u32 | 7 << 14).to_le_bytes()]
                .concat();
        let extended =
            [b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".as_slice(), &[9, 0, 0, 1, 1, 0]].concat();
        let svg =
            b"<?xml version='1.0'?><!-- <svg width='1'> --><svg viewBox='0 0 30 20' width='10mm'/>";
        for (bytes, kind, size) in [
            (png.as_slice(), MediaType::Png, (3, 2)),
            (gif, MediaType::Gif, (5, 4)),
            (&bmp, MediaType::Bmp, (7, 6)),
            (&lossless, MediaType::WebP, (9, 8)),
            (&extended, MediaType::WebP, (10, 258)),
            (svg, MediaType::Svg, (38, 25)),
        ] {
            let measured = measure(bytes, "wrong.pdf");
            assert_eq!(measured.media_type, kind);
            assert_eq!(
                measured.size,
                Some(PixelSize { width: size.0, height: size.1 }),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn turned_jpegs_change_sides_in_both_byte_orders() {
        let intel = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let motorola = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        for tiff in [intel.as_slice(), motorola] {
            let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
            jpeg.extend_from_slice(&u16::try_from(8 + tiff.len()).unwrap().to_be_bytes());
            jpeg.extend_from_slice(b"Exif\0\0");
            jpeg.extend_from_slice(tiff);
            jpeg.extend_from_slice(b"\xff\xc0\0\x0b\x08\0\x14\0\x1e\x01\x01\x11\0");
            let measured = measure(&jpeg, "a.jpg");
            assert_eq!(measured.orientation, Orientation::Right);
            assert_eq!(measured.size, Some(PixelSize { width: 20, height: 30 }));
        }
    }

    #[test]
    fn names_decide_where_bytes_do_not() {
        assert_eq!(measure(b"", "a/b.MP4").media_type.as_str(), "video/mp4");
        assert_eq!(measure(b"%PDF-1.7", "a.txt").media_type.as_str(), "application/pdf");
        assert_eq!(measure(b"", "a.b/c").media_type.as_str(), "application/octet-stream");
        assert_eq!(measure(b"\x89PNG\r\n\x1a\n", "a.png").size, None);
    }

    #[test]
    fn folders_and_long_files_are_not_loaded() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load("d", folder.path(), 9), Err(LoadError::NotRegular)));
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "abc").unwrap();
        assert!(matches!(load("a.txt", &file, 2), Err(LoadError::TooLarge { bytes: 3, limit: 2 })));
        let (asset, bytes) = load("a.txt", &file, 3).unwrap();
        assert_eq!(bytes, b"abc");
        assert!(asset.sha256.to_string().starts_with("ba7816bf"));
    }
}
