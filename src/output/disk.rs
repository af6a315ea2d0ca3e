//! The few things that publishing asks of a disk: what lies where, without following links.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::{OutputError, Written};
use crate::artifact::OutPath;
pub(super) use crate::artifact::{MANIFEST, WORK};
use crate::model::Digest;

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

/// The folders below an output folder that were seen to be no links: each is looked at once a
/// commit, as its files share most of the folders above them.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<String>);

impl Seen {
    /// The first link above a path and below `out`, if there is one.
    pub(super) fn link_above(&mut self, out: &Path, path: &OutPath) -> Option<PathBuf> {
        for folder in ancestors(path.as_str()) {
            if self.0.contains(folder) {
                continue;
            }
            let disk = out.join(folder);
            match fs::symlink_metadata(&disk) {
                Ok(found) if found.is_symlink() => return Some(disk),
                Ok(_) => drop(self.0.insert(folder.to_owned())),
                Err(_) => {}
            }
        }
        None
    }
}

/// The folders above a relative path, the topmost first.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(slash, _)| &path[..slash])
}

/// Deletes the staging folder, if there is one.
pub(super) fn remove_stage(out: &Path) -> Result<(), OutputError> {
    let stage = out.join(WORK).join(STAGE);
    match fs::symlink_metadata(&stage) {
        Err(_) => Ok(()),
        Ok(found) if found.is_dir() => {
            fs::remove_dir_all(&stage).map_err(|e| OutputError::io(&stage, "remove", e))
        }
        Ok(_) => Err(OutputError::Occupied { path: stage }),
    }
}

/// Takes back what a commit did before it was decided: the folders that it made, where they are
/// still empty, and its stage.
pub(super) fn take_back(out: &Path) -> Result<(), OutputError> {
    let made = out.join(WORK).join(STAGE).join(FOLDERS);
    let is_file = fs::symlink_metadata(&made).is_ok_and(|found| found.is_file());
    let list = if is_file { fs::read_to_string(&made).unwrap_or_default() } else { String::new() };
    let mut seen = Seen::default();
    for line in list.lines().rev() {
        let Ok(folder) = OutPath::new(line) else { continue };
        if seen.link_above(out, &folder).is_none() {
            // What is not empty has been put there by somebody else.
            let _ = fs::remove_dir(folder.under(out));
        }
    }
    remove_stage(out)
}

/// Deletes a folder that holds nothing but folders.
pub(super) fn remove_empty_folders(folder: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(folder).contents_first(true) {
        fs::remove_dir(entry?.path())?;
    }
    Ok(())
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
        let (mut file, mut chunk, mut rest) = (File::open(path)?, vec![0; CHUNK], bytes);
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
