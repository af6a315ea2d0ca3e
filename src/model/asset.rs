//! The files that posts show or link: pictures, PDFs, anything beside the text.

use std::fmt;
use std::sync::Arc;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
        // At once: a build of thousands of posts writes tens of thousands of them.
        let text: String = self.0.iter().flat_map(|byte| [byte >> 4, *byte]).map(digit).collect();
        f.write_str(&text)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// What a file is, by its first bytes where they tell, else by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaType {
    /// `image/png`
    Png,
    /// `image/jpeg`
    Jpeg,
    /// `image/gif`
    Gif,
    /// `image/webp`
    WebP,
    /// `image/svg+xml`
    Svg,
    /// `image/avif`
    Avif,
    /// `image/bmp`
    Bmp,
    /// `image/tiff`
    Tiff,
    /// `image/vnd.microsoft.icon`
    Ico,
    /// Anything else, by its registered name.
    Other(&'static str),
}

impl MediaType {
    /// The name registered with IANA.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
            Self::Avif => "image/avif",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Ico => "image/vnd.microsoft.icon",
            Self::Other(name) => name,
        }
    }

    /// Whether the file is a picture.
    #[must_use]
    pub fn is_image(self) -> bool {
        self.as_str().starts_with("image/")
    }
}

/// How a JPEG's rows and columns lie in the picture as seen: EXIF tag 0x0112, 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Normal,
    /// 2: mirrored left to right.
    MirrorX,
    /// 3: turned by 180°.
    Half,
    /// 4: mirrored top to bottom.
    MirrorY,
    /// 5: mirrored, then turned by 90° counter-clockwise (transposed).
    Transpose,
    /// 6: to be turned by 90° clockwise.
    Right,
    /// 7: mirrored, then turned by 90° clockwise (transversed).
    Transverse,
    /// 8: to be turned by 90° counter-clockwise.
    Left,
}

impl Orientation {
    /// The orientation with an EXIF number; what is not 1 to 8 is `Normal`.
    #[must_use]
    pub fn from_exif(number: u16) -> Self {
        match number {
            2 => Self::MirrorX,
            3 => Self::Half,
            4 => Self::MirrorY,
            5 => Self::Transpose,
            6 => Self::Right,
            7 => Self::Transverse,
            8 => Self::Left,
            _ => Self::Normal,
        }
    }

    /// Whether width and height change places.
    #[must_use]
    pub fn swaps_sides(self) -> bool {
        matches!(self, Self::Transpose | Self::Right | Self::Transverse | Self::Left)
    }
}

/// Width and height in pixels, as seen (EXIF orientation applied). For an SVG: its size in CSS
/// pixels, rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelSize {
    /// Pixels across, at least 1.
    pub width: u32,
    /// Pixels down, at least 1.
    pub height: u32,
}

/// A local file that a post uses, measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path relative to the root, `/` between parts, as on disk. Unique.
    pub path: String,
    /// What the file is.
    pub media_type: MediaType,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Digest of its bytes.
    pub sha256: Digest,
    /// Size as seen, for pictures whose header could be read.
    pub size: Option<PixelSize>,
    /// EXIF orientation; `Normal` for all but JPEGs.
    pub orientation: Orientation,
}

/// What a post uses a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Shown in the text.
    Inline,
    /// The cover picture of the front matter.
    Thumbnail,
    /// The target of a link.
    Linked,
}

/// What a mention leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MentionSource {
    /// A local file.
    Local(Arc<Asset>),
    /// A picture on another server, by its absolute address.
    Remote(String),
    /// Nothing that exists.
    Missing,
}

/// One place where a post names a file or a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The reference as the author wrote it.
    pub as_written: String,
    /// What it is used for.
    pub role: Role,
    /// Alternative text; empty where there is none.
    pub alt: String,
    /// Where it leads.
    pub source: MentionSource,
}
