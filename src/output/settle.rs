//! What must be on the disk itself, and not in the system's memory alone, before the next step of
//! a commit: a power cut may otherwise keep a later step and lose an earlier one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::OutputError;
use super::disk::{self, STAGE, WORK};
use crate::artifact::OutPath;

/// From how many files or folders on the whole file system is asked to write out what it has in
/// memory, where the system has such a call. It waits for what other programs have written too,
/// which after a small change of a blog would take longer than the change.
const MANY: usize = 16;

/// Brings staged files to the disk, by their names in the stage, and the stage itself.
pub(super) fn stage(
    out: &Path,
    names: impl Iterator<Item = String> + Clone,
) -> Result<(), OutputError> {
    let stage = out.join(WORK).join(STAGE);
    if names.clone().nth(MANY - 1).is_some() && whole(out)? {
        return Ok(());
    }
    for name in names {
        let path = stage.join(name);
        // Windows brings only such files to the disk that are open for writing.
        let done = File::options().write(true).open(&path).and_then(|file| file.sync_all());
        done.map_err(|e| OutputError::io(&path, "write", e))?;
    }
    folder(&stage)?;
    folder(&out.join(WORK))
}

/// Brings to the disk which files are in the folders of some outputs.
pub(super) fn folders(out: &Path, paths: impl Iterator<Item = OutPath>) -> Result<(), OutputError> {
    let (mut folders, mut is_asked) = (BTreeSet::new(), false);
    for path in paths {
        for above in disk::ancestors(path.as_str()) {
            if !folders.contains(above) {
                folders.insert(above.to_owned());
            }
        }
        // Of 100,000 folders only the first are looked at where the system has that call.
        if folders.len() >= MANY && !is_asked {
            if whole(out)? {
                return Ok(());
            }
            is_asked = true;
        }
    }
    // A folder counts when the one that it is in does, the topmost of which is not ours.
    let above = out.parent().filter(|above| !above.as_os_str().is_empty());
    let below = folders.iter().map(|path| out.join(path));
    let all: Vec<PathBuf> =
        below.chain([out.join(WORK), out.to_path_buf()]).chain(above.map(Into::into)).collect();
    all.iter().try_for_each(|path| folder(path))
}

/// Brings to the disk which files are in a folder.
pub(super) fn folder(path: &Path) -> Result<(), OutputError> {
    #[cfg(unix)]
    let synced = {
        use rustix::fs::{Mode, OFlags};
        // Nothing else is opened: a FIFO in its place would be waited for.
        let opened = rustix::fs::open(path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
        opened.map_err(io::Error::from).and_then(|folder| File::from(folder).sync_all())
    };
    // Elsewhere folders are no files that can be opened.
    #[cfg(not(unix))]
    let synced = Ok(());
    match synced {
        Ok(()) => Ok(()),
        // A folder that is gone or may not be read, or a drive that cannot do this: the order is
        // then as good as it gets.
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        Err(e) => Err(OutputError::io(path, "write", e)),
    }
}

/// Brings to the disk whatever was written to the file system of a folder; false where the system
/// cannot.
fn whole(out: &Path) -> Result<bool, OutputError> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let sync = |folder| rustix::fs::syncfs(folder).map_err(io::Error::from);
        let done = File::open(out).and_then(sync);
        done.map(|()| true).map_err(|e| OutputError::io(out, "write", e))
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        let _ = out;
        Ok(false)
    }
}
