//! What was fetched from other servers, kept below the output folder's `.postpress/`, so that the
//! next build asks nobody and makes the same outputs.
//!
//! A file is named by the digest of its address, and is what the server sent. What no post shows
//! any more is removed when a build ends well.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::OutputError;
use super::disk::WORK;
use crate::model::Digest;

/// The folder of the fetched files.
const REMOTE: &str = "remote";

/// Fetched files, by their addresses.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// The names of the files that this build asked for.
    used: Mutex<BTreeSet<String>>,
}

impl Cache {
    /// The cache of an output folder, which [`super::Stage::open`] made.
    ///
    /// # Errors
    /// When its folder cannot be made, or something else has its name.
    pub fn open(out: &Path) -> Result<Self, OutputError> {
        let folder = out.join(WORK).join(REMOTE);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(OutputError::io(&folder, "create", error));
            }
            _ => {}
        }
        // A link would lead files out of the output folder.
        if !fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
            return Err(OutputError::Occupied { path: folder });
        }
        Ok(Self { folder, used: Mutex::default() })
    }

    /// Where the file of an address lies, if it is there.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<PathBuf> {
        let path = self.path(address);
        fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()).then_some(path)
    }

    /// Keeps the file of an address, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, address: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        let path = self.path(address);
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }

    /// Removes what this build did not ask for. Other files in the folder stay.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file not be removed.
    pub fn prune(&self) -> io::Result<()> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let own = |name: &str| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
            if name.to_str().is_some_and(|name| own(name) && !used.contains(name)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn path(&self, address: &str) -> PathBuf {
        let name = Digest(Sha256::digest(address).into()).to_string();
        let path = self.folder.join(&name);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        path
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;
    use crate::output::Stage;

    #[test]
    fn files_are_kept_by_address_until_no_build_asks_for_them() {
        let out = tempfile::tempdir().unwrap();
        let _stage = Stage::open(out.path()).unwrap();
        let first = Cache::open(out.path()).unwrap();
        assert_eq!(first.find("https://a.example/x.png"), None);
        let kept = first.keep("https://a.example/x.png", b"x").unwrap();
        first.keep("https://a.example/y.png", b"y").unwrap();
        std::fs::write(out.path().join(".postpress/remote/notes.txt"), "mine").unwrap();
        first.prune().unwrap();

        let second = Cache::open(out.path()).unwrap();
        assert_eq!(second.find("https://a.example/x.png"), Some(kept.clone()));
        second.prune().unwrap();
        assert_eq!(std::fs::read(kept).unwrap(), b"x");
        assert_eq!(second.find("https://a.example/y.png"), None);
        assert!(out.path().join(".postpress/remote/notes.txt").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_folder_is_refused() {
        let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let _stage = Stage::open(out.path()).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), out.path().join(".postpress/remote")).unwrap();
        assert!(Cache::open(out.path()).is_err());
    }
}
