//! Who may do what with an output folder at a time: one build makes outputs, and none puts them
//! in place while somebody reads them.
//!
//! Both locks are the kernel's, so that they end with their process however that ends; the files
//! stay, and mean nothing by themselves.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::OutputError;
use super::disk::{JOURNAL, LOCK, READERS, WORK};

/// Held while outputs are read: none is put in place until it is dropped.
#[derive(Debug)]
pub struct Reading {
    /// Unlocked when the file is closed; none where the folder has no such file.
    _lock: Option<File>,
}

/// Takes the lock of a build, or says who has it.
pub(super) fn build(out: &Path) -> Result<File, OutputError> {
    let work = out.join(WORK);
    match fs::symlink_metadata(&work) {
        Ok(found) if found.is_symlink() => return Err(OutputError::Link { path: work }),
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(OutputError::Occupied { path: work }),
        Err(_) => match fs::create_dir(&work) {
            // Another build may have been a moment faster.
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                return Err(OutputError::io(&work, "create", e));
            }
            _ => {}
        },
    }
    let path = work.join(LOCK);
    let mut file = open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        // Some network drives have no locks; there the folder is used without one.
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(e)) => return Err(OutputError::io(&path, "lock", e)),
        Err(TryLockError::WouldBlock) => {
            return Err(OutputError::Busy { path: out.to_path_buf(), holder: holder(&mut file) });
        }
    }
    // For the message of the other build alone, so that a full disk is no matter.
    let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    Ok(file)
}

/// Who holds the lock, as far as its file tells: ` (process 123, since 2026-11-24 21:50:03 UTC)`.
fn holder(file: &mut File) -> String {
    let mut holder = String::new();
    let read = file.take(20).read_to_string(&mut holder).is_ok();
    if !read || holder.parse::<u32>().is_err() {
        return String::new();
    }
    // The holder wrote its number when it came.
    match file.metadata().and_then(|found| found.modified()) {
        Ok(since) => {
            let since = DateTime::<Utc>::from(since).format("%Y-%m-%d %H:%M:%S UTC");
            format!(" (process {holder}, since {since})")
        }
        Err(_) => format!(" (process {holder})"),
    }
}

/// Waits until nobody reads the outputs, and keeps readers away until the file is closed. This
/// takes as long as they do: moments, or a copy of the whole archive.
pub(super) fn exclude_readers(out: &Path) -> Result<File, OutputError> {
    let path = out.join(WORK).join(READERS);
    let file = open(&path)?;
    match file.lock() {
        Err(e) if e.kind() != io::ErrorKind::Unsupported => Err(OutputError::io(&path, "lock", e)),
        _ => Ok(file),
    }
}

/// Keeps outputs from being put in place while they are read, after a commit that was interrupted
/// has been completed: half of the files would be the old ones, half the new ones.
///
/// # Errors
/// When an interrupted commit cannot be completed.
pub fn read(out: &Path) -> Result<Reading, OutputError> {
    let journal = out.join(WORK).join(JOURNAL);
    let path = out.join(WORK).join(READERS);
    loop {
        // A copy of the outputs without that file, or on a medium that nobody writes to, is read
        // without a lock: no build is at work there.
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        let lock = if is_file { File::open(&path).ok() } else { None };
        if let Some(lock) = &lock {
            match lock.lock_shared() {
                Err(e) if e.kind() != io::ErrorKind::Unsupported => {
                    return Err(OutputError::io(&path, "lock", e));
                }
                _ => {}
            }
        }
        if fs::symlink_metadata(&journal).is_err() {
            return Ok(Reading { _lock: lock });
        }
        // Whoever wrote the journal is gone, or else it would hold the lock.
        drop(lock);
        super::recover(out)?;
    }
}

/// Opens a file to lock, and makes it where there is none.
fn open(path: &Path) -> Result<File, OutputError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            return Err(OutputError::Link { path: path.to_path_buf() });
        }
        Ok(found) if !found.is_file() => {
            return Err(OutputError::Occupied { path: path.to_path_buf() });
        }
        _ => {}
    }
    let mut options = File::options();
    let file = options.read(true).write(true).create(true).truncate(false).open(path);
    file.map_err(|e| OutputError::io(path, "write", e))
}
