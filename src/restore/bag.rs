//! A bag on disk: its lists, and its files against them. No link in it is followed.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::export::archive::bag::{MANIFEST, TAG_MANIFEST, parse_manifest};
use crate::export::archive::schema::FileEntry;
use crate::folder::{Folder, Kind};
use crate::limits;
use crate::model::Digest;

/// How much of a file is hashed at a time, in bytes.
pub(super) const CHUNK: usize = 64 * 1024;

/// The list of payload files.
pub(super) const MANIFEST_NAME: &str = MANIFEST;

/// The index, relative to the bag.
pub(super) const INDEX_NAME: &str = "data/index.json";

/// What stored source files begin with.
pub(super) const SOURCE: &str = "data/source/";

/// Something that is wrong with an archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to the bag.
    pub path: String,
    /// What is wrong with it, to be read behind the path.
    pub reason: String,
}

impl Fault {
    pub(super) fn new(path: &str, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.path, self.reason)
    }
}

/// Path to digest, as a manifest has them.
pub(super) type Digests = BTreeMap<String, String>;

/// The two lists of a bag.
#[derive(Debug, Default)]
pub(super) struct Manifests {
    /// Of the payload.
    pub(super) payload: Digests,
    /// Of the tag files; empty where that list is missing.
    pub(super) tags: Digests,
    /// What is wrong with the lists themselves.
    pub(super) faults: Vec<Fault>,
}

/// Opens a bag and reads its lists; an error says why the folder is none.
pub(super) fn open(archive: &Path) -> Result<(Folder, Manifests), String> {
    let mut bag = Folder::open(archive).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "there is no such folder".to_owned()
        }
        _ => format!("it cannot be opened: {error}"),
    })?;
    let mut has = |name: &str| bag.kind(name).is_ok_and(|found| found != Kind::Missing);
    if !has("bagit.txt") && !has(MANIFEST) {
        return Err(format!("it has neither `bagit.txt` nor `{MANIFEST}`"));
    }
    let manifests = manifests(&mut bag);
    Ok((bag, manifests))
}

fn manifests(archive: &mut Folder) -> Manifests {
    let mut faults = Vec::new();
    let mut list = |name: &str| {
        let mut digests = Digests::new();
        let text = document(archive, name).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| Fault::new(name, "is not UTF-8"))
        });
        match text.map(|text| parse_manifest(&text)) {
            Err(fault) => faults.push(fault),
            Ok(Err(lines)) => faults.extend(lines.into_iter().map(|line| {
                Fault::new(name, format!("line {} is not a digest and a path", line.0))
            })),
            Ok(Ok(files)) => {
                for (path, digest) in files {
                    if digests.insert(path.clone(), digest).is_some() {
                        faults.push(Fault::new(name, format!("names {path:?} twice")));
                    }
                }
            }
        }
        digests
    };
    let payload = list(MANIFEST);
    let tags = list(TAG_MANIFEST);
    for path in payload.keys().filter(|path| !path.starts_with("data/")) {
        faults.push(Fault::new(MANIFEST, format!("names {path:?}, which is not below data/")));
    }
    for path in [MANIFEST, "bagit.txt"].into_iter().filter(|path| !tags.contains_key(*path)) {
        faults.push(Fault::new(path, format!("is not listed in {TAG_MANIFEST}")));
    }
    Manifests { payload, tags, faults }
}

/// Compares a file with its line in a list.
pub(super) fn check(archive: &mut Folder, path: &str, digests: &Digests) -> Option<Fault> {
    let Some(expected) = digests.get(path) else {
        return Some(Fault::new(path, "is not in the manifest"));
    };
    if let Err(fault) = reachable(archive, path) {
        return Some(fault);
    }
    match archive.read(path).and_then(digest_of) {
        Ok((digest, _)) if digest == *expected => None,
        Ok((_, bytes)) => Some(Fault::new(
            path,
            format!("was changed: its {bytes} bytes do not have the digest in the manifest"),
        )),
        Err(e) => Some(Fault::new(path, format!("cannot be read: {e}"))),
    }
}

/// Whether a path leads to a regular file of the bag without a link on the way; its size.
pub(super) fn reachable(archive: &mut Folder, path: &str) -> Result<u64, Fault> {
    if let Err(reason) = super::safe(path) {
        return Err(Fault::new(path, reason));
    }
    match archive.kind(path) {
        Ok(Kind::File(bytes)) => Ok(bytes),
        Ok(Kind::Link) => Err(Fault::new(path, "is a symbolic link")),
        Ok(Kind::Missing) => Err(Fault::new(path, "is missing")),
        Ok(_) => Err(Fault::new(path, "is not a regular file")),
        Err(e) => Err(Fault::new(path, format!("cannot be reached: {e}"))),
    }
}

/// A file whose size is not that of the index.
pub(super) fn other_size(file: &FileEntry) -> Fault {
    Fault::new(&file.stored, format!("does not have the {} bytes of the index", file.bytes))
}

/// The bytes of a document of the bag.
pub(super) fn document(archive: &mut Folder, path: &str) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::new(path, format!("is larger than {} bytes", limits::RECORD_BYTES));
    let size = reachable(archive, path)?;
    if size > limits::RECORD_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    let file = archive.read(path);
    file.and_then(|file| file.take(limits::RECORD_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|e| Fault::new(path, format!("cannot be read: {e}")))?;
    if bytes.len() as u64 > limits::RECORD_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// Digest, in hexadecimal digits, and size of a file, read in pieces.
pub(super) fn digest_of(mut file: File) -> io::Result<(String, u64)> {
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok((Digest(hash.finalize().into()).to_string(), bytes));
        }
        hash.update(&chunk[..read]);
        bytes += read as u64;
    }
}
