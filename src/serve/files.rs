//! Outputs as open files, and what tells their versions apart.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{self, Read as _, Seek as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::artifact::OutPath;
use crate::folder::Folder;
use crate::limits;
use crate::model::Digest;

/// How many digests are kept.
const KEPT: usize = 8192;

/// How much of a file is in memory at a time, in bytes.
pub(super) const CHUNK: usize = 64 * 1024;

/// An output that is being served. It stays what it is, whatever is published meanwhile: files are
/// replaced and never written to.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) file: File,
    pub(super) size: u64,
    pub(super) modified: Option<SystemTime>,
    pub(super) digest: Digest,
}

/// The digests of files that were asked for lately, each with what the file was then.
#[derive(Debug, Default)]
pub(super) struct Digests(Mutex<HashMap<String, (Stamp, Digest)>>);

/// What another version of a file cannot have all of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    number: u64,
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(found);
        #[cfg(not(unix))]
        let number = 0;
        Self { size: found.len(), modified: found.modified().ok(), number }
    }
}

/// Opens an output: a regular file that no link leads to.
pub(super) fn open(out: &Path, path: &OutPath, digests: &Digests) -> io::Result<Open> {
    let mut file = Folder::open(out)?.read(path.as_str())?;
    let stamp = Stamp::of(&file.metadata()?);
    let Stamp { size, modified, .. } = stamp;
    let known = digests.get(path.as_str(), stamp);
    let digest = if let Some(digest) = known {
        digest
    } else {
        let digest = measure(&mut file)?;
        digests.keep(path.as_str(), stamp, digest);
        digest
    };
    Ok(Open { file, size, modified, digest })
}

impl Digests {
    fn get(&self, path: &str, stamp: Stamp) -> Option<Digest> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(path).filter(|(was, _)| *was == stamp).map(|(_, digest)| *digest)
    }

    fn keep(&self, path: &str, stamp: Stamp, digest: Digest) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(path.to_owned(), (stamp, digest));
    }
}

/// The digest of a file, which is at its start before and after.
fn measure(file: &mut File) -> io::Result<Digest> {
    let (mut hash, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        match file.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => match read? {
                0 => break,
                read => hash.update(&chunk[..read]),
            },
        }
    }
    file.rewind()?;
    Ok(Digest(hash.finalize().into()))
}

/// The output that is the cover picture of a post, by the post's id: its archive document says
/// which file it is, and the archive has that file.
pub(super) fn cover(out: &Path, id: &OutPath) -> Option<OutPath> {
    #[derive(Deserialize)]
    struct Document {
        assets: Vec<Asset>,
    }
    #[derive(Deserialize)]
    struct Asset {
        role: String,
        path: Option<String>,
    }
    let path = format!("archive/data/posts/{}.json", id.as_str());
    let file = Folder::open(out).ok()?.read(&path).ok()?;
    let mut bytes = Vec::new();
    file.take(limits::SERVED_DOCUMENT_BYTES).read_to_end(&mut bytes).ok()?;
    let document: Document = serde_json::from_slice(&bytes).ok()?;
    let mut covers = document.assets.into_iter().filter(|asset| asset.role == "thumbnail");
    let cover = covers.find_map(|asset| asset.path)?;
    OutPath::new(format!("archive/data/source/{cover}")).ok()
}
