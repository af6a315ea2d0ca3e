//! What a build wrote, as `.postpress/manifest.json` keeps it for the next build.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde::{Deserialize, Serialize, Serializer};

use super::disk::CHUNK;
use super::paths::Sorted;
use super::{Hashing, Output, Written};
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
    pub(super) files: Sorted<Written>,
    /// What was read.
    pub(super) info: BuildInfo,
}

#[derive(Deserialize)]
struct Document {
    version: u32,
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

/// The document as it is written: what it lists is made when it is its turn.
#[derive(Serialize)]
struct Listing<'a> {
    version: u32,
    generator: &'static str,
    files: Files<'a>,
    sources: Sources<'a>,
}

struct Files<'a>(&'a Sorted<Output>);

struct Sources<'a>(&'a BTreeMap<String, Digest>);

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(|(path, output)| File {
            path: path.as_str().to_owned(),
            sha256: output.written.sha256.to_string(),
            bytes: output.written.bytes,
        }))
    }
}

impl Serialize for Sources<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(
            self.0
                .iter()
                .map(|(path, sha256)| Source { path: path.clone(), sha256: sha256.to_string() }),
        )
    }
}

/// Writes the file: outputs sorted by path. It is never in memory whole: at 100,000 posts that would
/// be 35 MB.
pub(super) fn write(
    files: &Sorted<Output>,
    info: &BuildInfo,
    to: impl Write,
) -> io::Result<Written> {
    let document = Listing {
        version: VERSION,
        generator: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")),
        files: Files(files),
        sources: Sources(&info.sources),
    };
    let mut to = BufWriter::with_capacity(CHUNK, Hashing::new(to));
    serde_json::to_writer_pretty(&mut to, &document)?;
    to.write_all(b"\n")?;
    Ok(to.into_inner().map_err(io::IntoInnerError::into_error)?.finish())
}

impl Manifest {
    /// Reads the file back; the error says what is wrong with it.
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        if document.version != VERSION {
            return Err(format!("its version is {}, not {VERSION}", document.version));
        }
        let file = |File { path, sha256, bytes }: File| {
            let sha256 = digest(&sha256).ok_or_else(|| format!("`{sha256}` is no digest"))?;
            let path = OutPath::new(path).map_err(|e| e.to_string())?;
            Ok::<_, String>((path, Written { sha256, bytes }))
        };
        let files = document.files.into_iter().map(file).collect::<Result<_, _>>()?;
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
