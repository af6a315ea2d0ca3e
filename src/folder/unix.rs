//! Folders as descriptors.

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::{Kind, no_folder, not_regular, split};

/// To go through a folder the right to list it is not needed, where the system can tell the two
/// apart.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASS: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASS: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

const READ: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);
const LIST: OFlags = OFlags::DIRECTORY.union(READ);
const CREATE: OFlags =
    OFlags::WRONLY.union(OFlags::CREATE).union(OFlags::EXCL).union(OFlags::CLOEXEC);

/// An open folder. Paths are relative, with `/` between their parts, which are names.
#[derive(Debug)]
pub struct Folder {
    root: OwnedFd,
    /// The folders on the way to the last path, each in the one before it: the next path mostly
    /// has the same.
    way: Vec<(String, OwnedFd)>,
}

impl Folder {
    /// Opens a folder; links on the way to it are followed.
    ///
    /// # Errors
    /// When it is none, or may not be entered.
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = rustix::fs::openat(CWD, path, PASS, Mode::empty())?;
        Ok(Self { root, way: Vec::new() })
    }

    /// Opens a folder below this one.
    ///
    /// # Errors
    /// When it is none, or lies behind a link.
    pub fn below(&mut self, path: &str) -> io::Result<Self> {
        let root = self.enter(path)?.try_clone_to_owned()?;
        Ok(Self { root, way: Vec::new() })
    }

    /// What lies at a path.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotADirectory`] where the way leads through a link or a file.
    pub fn kind(&mut self, path: &str) -> io::Result<Kind> {
        let found = self.at(path).and_then(|(folder, name)| Ok(kind_at(folder, name)?));
        match found {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Missing),
            found => found,
        }
    }

    /// Opens a regular file to read it.
    ///
    /// # Errors
    /// As of [`super::open_file`].
    pub fn read(&mut self, path: &str) -> io::Result<File> {
        let (folder, name) = self.at(path)?;
        if !matches!(kind_at(folder, name)?, Kind::File(_)) {
            return Err(not_regular());
        }
        let file = File::from(rustix::fs::openat(folder, name, READ, Mode::empty())?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(not_regular()) }
    }

    /// Makes a file to write it.
    ///
    /// # Errors
    /// When something is there already.
    pub fn create(&mut self, path: &str) -> io::Result<File> {
        let (folder, name) = self.at(path)?;
        Ok(rustix::fs::openat(folder, name, CREATE, Mode::from_raw_mode(0o666))?.into())
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// When something is there already.
    pub fn create_folder(&mut self, path: &str) -> io::Result<()> {
        let (folder, name) = self.at(path)?;
        Ok(rustix::fs::mkdirat(folder, name, Mode::from_raw_mode(0o777))?)
    }

    /// Moves a file within its folder.
    ///
    /// # Errors
    /// When there is none, or a folder has that name.
    pub fn rename(&mut self, name: &str, path: &str) -> io::Result<()> {
        let (folder, to) = self.at(path)?;
        Ok(rustix::fs::renameat(folder, name, folder, to)?)
    }

    /// Moves a file that lies in another folder to a path.
    ///
    /// # Errors
    /// When there is none, a folder has that path, or the two are on different disks.
    pub fn take(&mut self, from: &Self, name: &str, path: &str) -> io::Result<()> {
        let (folder, to) = self.at(path)?;
        Ok(rustix::fs::renameat(&from.root, name, folder, to)?)
    }

    /// Deletes what is no folder.
    ///
    /// # Errors
    /// When nothing or a folder is there.
    pub fn remove_file(&mut self, path: &str) -> io::Result<()> {
        let (folder, name) = self.at(path)?;
        Ok(rustix::fs::unlinkat(folder, name, AtFlags::empty())?)
    }

    /// Deletes an empty folder.
    ///
    /// # Errors
    /// When it is none, or not empty.
    pub fn remove_folder(&mut self, path: &str) -> io::Result<()> {
        let (folder, name) = self.at(path)?;
        rustix::fs::unlinkat(folder, name, AtFlags::REMOVEDIR)?;
        // Another folder may get its name.
        self.way.truncate(path.matches('/').count());
        Ok(())
    }

    /// Deletes a folder with the folders in it, and with `files` all else in it too.
    ///
    /// # Errors
    /// When it is none, or something in it stays.
    pub fn remove_all(&mut self, path: &str, files: bool) -> io::Result<()> {
        let (folder, name) = self.at(path)?;
        empty(&rustix::fs::openat(folder, name, LIST, Mode::empty())?, files)?;
        self.remove_folder(path)
    }

    /// The folder that a path lies in, and its name there.
    fn at<'p>(&mut self, path: &'p str) -> io::Result<(BorrowedFd<'_>, &'p str)> {
        let (folder, name) = split(path);
        Ok((self.enter(folder)?, name))
    }

    fn enter(&mut self, folder: &str) -> io::Result<BorrowedFd<'_>> {
        let mut depth = 0;
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            if self.way.get(depth).is_none_or(|(name, _)| name != part) {
                self.way.truncate(depth);
                let above = self.way.last().map_or(&self.root, |(_, open)| open);
                let open = rustix::fs::openat(above, part, PASS | OFlags::NOFOLLOW, Mode::empty())
                    .map_err(|error| match kind_at(above.as_fd(), part) {
                        Err(_) | Ok(Kind::Folder) => error.into(),
                        Ok(kind) => no_folder(part, kind),
                    })?;
                self.way.push((part.to_owned(), open));
            }
            depth += 1;
        }
        let last = depth.checked_sub(1).and_then(|last| self.way.get(last));
        Ok(last.map_or(&self.root, |(_, open)| open).as_fd())
    }
}

fn kind_at(folder: BorrowedFd<'_>, name: &str) -> Result<Kind, Errno> {
    let Stat { st_mode, st_size, .. } =
        rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(match FileType::from_raw_mode(st_mode) {
        FileType::RegularFile => Kind::File(u64::try_from(st_size).unwrap_or_default()),
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        _ => Kind::Other,
    })
}

/// Deletes what is in an open folder: the folders, and with `files` all else too.
fn empty(folder: &OwnedFd, files: bool) -> io::Result<()> {
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name: &CStr = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        match rustix::fs::openat(folder, name, LIST, Mode::empty()) {
            Ok(inner) => {
                empty(&inner, files)?;
                rustix::fs::unlinkat(folder, name, AtFlags::REMOVEDIR)?;
            }
            Err(Errno::NOTDIR | Errno::LOOP) if files => {
                rustix::fs::unlinkat(folder, name, AtFlags::empty())?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
