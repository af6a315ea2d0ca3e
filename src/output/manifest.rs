//! What a build wrote, as `.postpress/manifest.json` keeps it for the next build.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Written;
use crate::artifact::OutPath;
use crate::model::Digest;

/// Version of the file's format; a manifest of another version counts as none.
const VERSION: u32 = 1;

/// What an output was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildInfo {
    /// The files that were read: path relative to the root, and digest.
    pub sources: BTreeMap<String, Digest>,
}

/// The outputs of a build, and what they were made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Every output.
    pub(super) files: BTreeMap<OutPath, Written>,
    /// What was read.
    pub(super) info: BuildInfo,
}

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    generator: String,
    files: Vec<File>,
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Serialize, Deserialize)]
struct File {
    path: String,
    sha256: String,
    bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct Source {
    path: String,
    sha256: String,
}

impl Manifest {
    /// The file's bytes: sorted by path.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let document = Document {
            version: VERSION,
            generator: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
            files: self
                .files
                .iter()
                .map(|(path, written)| File {
                    path: path.as_str().to_owned(),
                    sha256: written.sha256.to_string(),
                    bytes: written.bytes,
                })
                .collect(),
            sources: self
                .info
                .sources
                .iter()
                .map(|(path, sha256)| Source { path: path.clone(), sha256: sha256.to_string() })
                .collect(),
        };
        let mut bytes = serde_json::to_vec_pretty(&document).expect("all keys are text");
        bytes.push(b'\n');
        bytes
    }

    /// Reads the file back; the error says what is wrong with it.
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        if document.version != VERSION {
            return Err(format!("its version is {}, not {VERSION}", document.version));
        }
        let mut files = BTreeMap::new();
        for File { path, sha256, bytes } in document.files {
            let sha256 = digest(&sha256).ok_or_else(|| format!("`{sha256}` is no digest"))?;
            let path = OutPath::new(path).map_err(|e| e.to_string())?;
            files.insert(path, Written { sha256, bytes });
        }
        let sources = document
            .sources
            .into_iter()
            .filter_map(|source| Some((source.path, digest(&source.sha256)?)))
            .collect();
        Ok(Self { files, info: BuildInfo { sources } })
    }
}

/// A digest from its 64 hexadecimal digits.
fn digest(hex: &str) -> Option<Digest> {
    let mut digest = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (i, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(Digest(digest))
}
