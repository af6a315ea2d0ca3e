//! The documents of an archive back into their types, with messages that say where a fault is.
//!
//! Keys that are not known are passed over; a key that is missing or of another type is an error,
//! and so is a format of another first number.

use serde::de::DeserializeOwned;

use super::schema::{FORMAT, FORMAT_VERSION, Index, PostDocument};

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes are no JSON, or a key is missing or of another type.
    #[error("{path}: {reason}")]
    Document {
        /// The document.
        path: String,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// It is another kind of document.
    #[error("{path}: the format is `{found}`, not `{FORMAT}`")]
    Format {
        /// The document.
        path: String,
        /// What it says that it is.
        found: String,
    },
    /// It is of a format that this program does not know.
    #[error(
        "{path}: format version `{found}` is not one that this program reads ({FORMAT_VERSION})"
    )]
    Version {
        /// The document.
        path: String,
        /// What it says that it is.
        found: String,
    },
}

/// Reads `index.json`; `path` is its name in messages.
///
/// # Errors
/// When it is no index of format 1.x.
pub fn index(path: &str, bytes: &[u8]) -> Result<Index, ReadError> {
    let index: Index = document(path, bytes)?;
    if index.format != FORMAT {
        return Err(ReadError::Format { path: path.to_owned(), found: index.format });
    }
    version(path, &index.format_version)?;
    Ok(index)
}

/// Reads the document of a post; `path` is its name in messages.
///
/// # Errors
/// When it is no document of format 1.x.
pub fn post(path: &str, bytes: &[u8]) -> Result<PostDocument<'static>, ReadError> {
    let post: PostDocument<'static> = document(path, bytes)?;
    version(path, &post.format_version)?;
    Ok(post)
}

fn document<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, ReadError> {
    serde_json::from_slice(bytes)
        .map_err(|error| ReadError::Document { path: path.to_owned(), reason: error.to_string() })
}

fn version(path: &str, found: &str) -> Result<(), ReadError> {
    let first = |version: &str| version.split('.').next().map(str::to_owned);
    if first(found) == first(FORMAT_VERSION) {
        Ok(())
    } else {
        Err(ReadError::Version { path: path.to_owned(), found: found.to_owned() })
    }
}
