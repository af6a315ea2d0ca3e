//! The few things that publishing asks of a disk: what lies where, without following links.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{OutputError, Written};
use crate::artifact::OutPath;
pub(super) use crate::artifact::{MANIFEST, WORK};
use crate::folder::{self, Folder, Kind};
use crate::model::Digest;
use crate::stamp::Stamp;

/// A commit that was decided and not finished.
pub(super) const JOURNAL: &str = "commit.json";
/// Who makes outputs.
pub(super) const LOCK: &str = "lock";
/// Who reads them, or puts them in place.
pub(super) const READERS: &str = "readers";
/// In the stage: the folders that a commit makes before it is decided, a line each.
pub(super) const FOLDERS: &str = "folders";
/// Files on their way.
pub(super) const STAGE: &str = "stage";

/// How much of a file is in memory at a time, in bytes.
pub(super) const CHUNK: usize = 64 * 1024;

/// Opens an output folder.
pub(super) fn open(out: &Path) -> Result<Folder, OutputError> {
    Folder::open(out).map_err(|e| OutputError::io(out, "open", e))
}

/// Opens the staging folder of an open output folder.
pub(super) fn stage(out: &Path, folder: &mut Folder) -> Result<Folder, OutputError> {
    let stage = format!("{WORK}/{STAGE}");
    let opened = match folder.below(&stage) {
        // Somebody took it away; what was in it may have been placed before.
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            folder.create_folder(&stage).and_then(|()| folder.below(&stage))
        }
        opened => opened,
    };
    opened.map_err(|e| OutputError::io(&out.join(&stage), "open", e))
}

/// The folders above a relative path, the topmost first.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(slash, _)| &path[..slash])
}

/// Deletes the staging folder, if there is one.
pub(super) fn remove_stage(out: &Path) -> Result<(), OutputError> {
    let stage = format!("{WORK}/{STAGE}");
    let mut folder = open(out)?;
    let disk = || out.join(&stage);
    match folder.kind(&stage).map_err(|e| OutputError::io(&disk(), "remove", e))? {
        Kind::Missing => Ok(()),
        Kind::Folder => {
            folder.remove_all(&stage, true).map_err(|e| OutputError::io(&disk(), "remove", e))
        }
        _ => Err(OutputError::Occupied { path: disk() }),
    }
}

/// Takes back what a commit did before it was decided: the folders that it made, where they are
/// still empty, and its stage.
pub(super) fn take_back(out: &Path) -> Result<(), OutputError> {
    let mut folder = open(out)?;
    let mut list = String::new();
    if let Ok(mut file) = folder.read(&format!("{WORK}/{STAGE}/{FOLDERS}")) {
        let _ = file.read_to_string(&mut list);
    }
    for line in list.lines().rev() {
        let Ok(path) = OutPath::new(line) else { continue };
        // What is not empty has been put there by somebody else.
        let _ = folder.remove_folder(path.as_str());
    }
    remove_stage(out)
}

/// Whether files may be made, renamed and deleted in a folder; what is no folder is not found.
pub(super) fn may_change(folder: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Err(io::ErrorKind::NotFound.into());
    }
    #[cfg(unix)]
    {
        use rustix::fs::Access;
        rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).map_err(io::Error::from)
    }
    #[cfg(not(unix))]
    {
        Ok(())
    }
}

/// Whether a regular file of exactly these bytes lies there.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same = || -> io::Result<bool> {
        if !is_file_of(path, bytes.len() as u64) {
            return Ok(false);
        }
        let (mut file, mut chunk, mut rest) = (folder::open_file(path)?, vec![0; CHUNK], bytes);
        loop {
            let read = file.read(&mut chunk)?;
            if read == 0 {
                return Ok(rest.is_empty());
            }
            match rest.split_at_checked(read) {
                Some((expected, behind)) if expected == &chunk[..read] => rest = behind,
                _ => return Ok(false),
            }
        }
    };
    same().unwrap_or(false)
}

/// Whether a regular file of this size and digest lies there.
pub(super) fn contains(path: &Path, written: Written) -> bool {
    is_file_of(path, written.bytes)
        && folder::open_file(path).and_then(measure).ok() == Some(written)
}

/// The stamp of a regular file; nothing where there is none, or a link to one.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(Stamp::of(&found))
}

/// Whether a regular file, not a link to one, of this size lies there.
pub(super) fn is_file_of(path: &Path, size: u64) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == size)
}

/// Digest and size of what a reader gives.
pub(super) fn measure(mut from: impl Read) -> io::Result<Written> {
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = match from.read(&mut chunk) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok(Written { sha256: Digest(hash.finalize().into()), bytes });
        }
        hash.update(&chunk[..read]);
        bytes += read as u64;
    }
}
