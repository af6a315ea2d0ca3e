//! Folders as paths, each part of which is looked at before it is used.

#![expect(clippy::disallowed_methods, reason = "`output` and `restore` make their files with this")]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{Kind, no_folder, not_regular, split};

/// A folder. Paths are relative, with `/` between their parts, which are names.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// The folder of the last path, which is no link: the next path mostly has the same.
    seen: String,
}

impl Folder {
    /// Opens a folder; links on the way to it are followed.
    ///
    /// # Errors
    /// When it is none.
    pub fn open(path: &Path) -> io::Result<Self> {
        if !fs::metadata(path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { root: path.to_path_buf(), seen: String::new() })
    }

    /// Opens a folder below this one.
    ///
    /// # Errors
    /// When it is none, or lies behind a link.
    pub fn below(&mut self, path: &str) -> io::Result<Self> {
        Ok(Self { root: self.enter(path)?, seen: String::new() })
    }

    /// What lies at a path.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotADirectory`] where the way leads through a link or a file.
    pub fn kind(&mut self, path: &str) -> io::Result<Kind> {
        match self.at(path).and_then(|path| kind_of(&path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Missing),
            found => found,
        }
    }

    /// Opens a regular file to read it.
    ///
    /// # Errors
    /// As of [`super::open_file`].
    pub fn read(&mut self, path: &str) -> io::Result<File> {
        super::open_file(&self.at(path)?)
    }

    /// Makes a file to write it.
    ///
    /// # Errors
    /// When something is there already.
    pub fn create(&mut self, path: &str) -> io::Result<File> {
        File::create_new(self.at(path)?)
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// When something is there already.
    pub fn create_folder(&mut self, path: &str) -> io::Result<()> {
        fs::create_dir(self.at(path)?)
    }

    /// Moves a file within its folder.
    ///
    /// # Errors
    /// When there is none, or a folder has that name.
    pub fn rename(&mut self, name: &str, path: &str) -> io::Result<()> {
        let to = self.at(path)?;
        fs::rename(to.with_file_name(name), to)
    }

    /// Moves a file that lies in another folder to a path.
    ///
    /// # Errors
    /// When there is none, a folder has that path, or the two are on different disks.
    pub fn take(&mut self, from: &Self, name: &str, path: &str) -> io::Result<()> {
        fs::rename(from.root.join(name), self.at(path)?)
    }

    /// Deletes what is no folder.
    ///
    /// # Errors
    /// When nothing or a folder is there.
    pub fn remove_file(&mut self, path: &str) -> io::Result<()> {
        fs::remove_file(self.at(path)?)
    }

    /// Deletes an empty folder.
    ///
    /// # Errors
    /// When it is none, or not empty.
    pub fn remove_folder(&mut self, path: &str) -> io::Result<()> {
        fs::remove_dir(self.at(path)?)?;
        // Another folder may get its name.
        self.seen.clear();
        Ok(())
    }

    /// Deletes a folder with the folders in it, and with `files` all else in it too.
    ///
    /// # Errors
    /// When it is none, or something in it stays.
    pub fn remove_all(&mut self, path: &str, files: bool) -> io::Result<()> {
        if self.kind(path)? != Kind::Folder {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        empty(&self.at(path)?, files)?;
        self.remove_folder(path)
    }

    /// The path on disk, once no folder on the way to it is a link.
    fn at(&mut self, path: &str) -> io::Result<PathBuf> {
        let (folder, name) = split(path);
        Ok(self.enter(folder)?.join(name))
    }

    fn enter(&mut self, folder: &str) -> io::Result<PathBuf> {
        let disk = self.root.join(folder);
        if folder == self.seen {
            return Ok(disk);
        }
        let ends = folder.match_indices('/').map(|(slash, _)| slash).chain([folder.len()]);
        for end in ends {
            let part = &folder[..end];
            match kind_of(&self.root.join(part))? {
                Kind::Folder => {}
                kind => return Err(no_folder(split(part).1, kind)),
            }
        }
        folder.clone_into(&mut self.seen);
        Ok(disk)
    }
}

fn kind_of(path: &Path) -> io::Result<Kind> {
    let found = fs::symlink_metadata(path)?;
    Ok(if found.is_symlink() {
        Kind::Link
    } else if found.is_dir() {
        Kind::Folder
    } else if found.is_file() {
        Kind::File(found.len())
    } else {
        Kind::Other
    })
}

/// Deletes what is in a folder: the folders, and with `files` all else too.
fn empty(folder: &Path, files: bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if kind_of(&path)? == Kind::Folder {
            empty(&path, files)?;
            fs::remove_dir(&path)?;
        } else if files {
            fs::remove_file(&path)?;
        } else {
            return Err(not_regular());
        }
    }
    Ok(())
}
