//! A finished output that is not on disk yet, and the only kind of path that it may have.

use std::fmt;
use std::sync::Arc;

/// A path below the output folder: relative, `/` between parts, no empty part, no `.` or `..`,
/// no backslash, colon or control character, each part at most [`MAX_PART`] bytes.
///
/// Whatever a post, an archive or a setting says, a value of this type cannot leave the folder
/// that it is joined to. A commit has each in several lists, which share its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

/// Longest part of a path in bytes: what ext4, APFS and NTFS take (255), less room for the
/// suffix of a staged file.
pub const MAX_PART: usize = 240;

/// The folder below an output folder that is the program's alone.
pub const WORK: &str = ".postpress";

/// The file in [`WORK`] that says what the last build wrote. A folder that has it is an output.
pub const MANIFEST: &str = "manifest.json";

/// Why a text is no [`OutPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutPathError {
    /// The path, or a part of it, is empty (`a//b`, a leading or trailing slash).
    #[error("a part of the path is empty")]
    Empty,
    /// A part is `.` or `..`.
    #[error("`.` and `..` are not allowed in a path")]
    Dots,
    /// A backslash, a colon or a control character: other systems read them as something else.
    #[error("the character {0:?} is not allowed in a path")]
    Character(char),
    /// A part is longer than [`MAX_PART`] bytes.
    #[error("a part of the path is longer than {MAX_PART} bytes")]
    Long,
}

impl OutPath {
    /// Checks a relative path with `/` between its parts.
    ///
    /// # Errors
    /// When the text could mean another place than one below the output folder.
    pub fn new(path: impl Into<String>) -> Result<Self, OutPathError> {
        let path = path.into();
        for part in path.split('/') {
            match part {
                "" => return Err(OutPathError::Empty),
                "." | ".." => return Err(OutPathError::Dots),
                _ if part.len() > MAX_PART => return Err(OutPathError::Long),
                _ => {}
            }
        }
        match path.chars().find(|c| matches!(c, '\\' | ':') || c.is_control()) {
            Some(c) => Err(OutPathError::Character(c)),
            None => Ok(Self(path.into())),
        }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below a folder on disk.
    #[must_use]
    pub fn under(&self, folder: &std::path::Path) -> std::path::PathBuf {
        let mut path = folder.to_path_buf();
        path.extend(self.0.split('/'));
        path
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A finished file: where below the output folder it belongs, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where the file goes.
    pub path: OutPath,
    /// What is in it.
    pub bytes: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::{OutPath, OutPathError};

    #[test]
    fn only_paths_below_the_folder_pass() {
        assert!(OutPath::new("pdf/한글 글/a.pdf").is_ok());
        for (path, why) in [
            ("", OutPathError::Empty),
            ("/etc/passwd", OutPathError::Empty),
            ("a//b", OutPathError::Empty),
            ("a/../b", OutPathError::Dots),
            ("./a", OutPathError::Dots),
            ("a\\b", OutPathError::Character('\\')),
            ("C:/a", OutPathError::Character(':')),
            ("a\0b", OutPathError::Character('\0')),
        ] {
            assert_eq!(OutPath::new(path), Err(why), "{path:?}");
        }
        assert_eq!(OutPath::new("x".repeat(241)), Err(OutPathError::Long));
    }
}
