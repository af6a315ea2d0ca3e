//! An archive back into the files that it was made from, and the check that it is whole.
//!
//! Archives may come from anywhere: no path that one names is believed. Nothing is read through a
//! symbolic link in the bag, and nothing is written outside the folder that was named.

#![expect(clippy::disallowed_methods, reason = "this is the module that gives files back")]

mod bag;
mod verify;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use self::bag::CHUNK;
use crate::export::archive::read;
use crate::export::archive::schema::{FileEntry, KEPT_VANISHED};
use crate::folder::{Folder, Kind};
use crate::model::Digest;

pub use self::bag::Fault;
pub use self::verify::{Report, VerifyError, verify};

/// What was restored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restored {
    /// Files that are now there as they were archived, those included that were there already.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files of posts that are gone, and were wanted, whose paths other files have.
    pub older: u64,
}

/// What is restored, and over what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether files that differ are overwritten.
    pub force: bool,
    /// Whether files of posts that were gone when the archive was made are restored too.
    pub vanished: bool,
}

/// Why nothing was restored; with [`RestoreError::Io`], why not everything.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The folder is no archive.
    #[error("{}: is not an archive: {reason}", path.display())]
    NotAnArchive {
        /// The folder.
        path: PathBuf,
        /// What it lacks.
        reason: String,
    },
    /// Files of the archive are damaged or missing.
    #[error("the archive is damaged, and nothing was restored: {}", list(faults))]
    Damaged {
        /// Every bad file.
        faults: Vec<Fault>,
    },
    /// Files are there already that differ.
    #[error(
        "files are in the way that differ from the archive's: {}; move them away, or overwrite them with `--force`",
        list(paths)
    )]
    Exists {
        /// Their paths below the target folder.
        paths: Vec<String>,
    },
    /// Something is in the way that is never overwritten.
    #[error("{}: {what} is in the way; move it away", path.display())]
    Blocked {
        /// What is in the way.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The system refused something.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

/// A list as a message has it, cut where it gets long.
fn list(items: &[impl ToString]) -> String {
    const SHOWN: usize = 20;
    let mut text: Vec<_> = items.iter().take(SHOWN).map(ToString::to_string).collect();
    if items.len() > SHOWN {
        text.push(format!("and {} more", items.len() - SHOWN));
    }
    text.join(", ")
}

/// Puts every file of the archive's `data/source` back at its path below `to`.
///
/// All files are checked against the manifest before the first is written, and each once more
/// while it is copied. Files that are there already and equal are left alone; others are
/// overwritten with `force` only. Files that the archive kept beside the blog's own ones stay in
/// it, unless those of posts that are gone are wanted.
///
/// # Errors
/// When the archive is damaged, names a path outside `to`, or something is in the way: then
/// nothing was written.
pub fn restore(archive: &Path, to: &Path, options: Options) -> Result<Restored, RestoreError> {
    let (mut archive, Checked { mut files, vanished }) = checked_files(archive)?;
    let mut older = 0;
    for file in if options.vanished { vanished } else { Vec::new() } {
        if is_free(&files, &file.path) {
            files.insert(file.path.clone(), file);
        } else {
            older += 1;
        }
    }
    let mut target = Target::open(to)?;
    let mut plan = Vec::new();
    let mut exists = Vec::new();
    for file in files.values() {
        match target.obstacle(file)? {
            None => plan.push(file),
            Some(true) if options.force => plan.push(file),
            Some(true) => exists.push(file.path.clone()),
            Some(false) => {}
        }
    }
    if !exists.is_empty() {
        return Err(RestoreError::Exists { paths: exists });
    }
    for file in plan {
        target.write(&mut archive, file, options.force)?;
    }
    let bytes = files.values().map(|file| file.bytes).fold(0, u64::saturating_add);
    Ok(Restored { files: files.len() as u64, bytes, older })
}

/// The files of an archive, each of them as its manifest says.
#[derive(Default)]
struct Checked {
    /// Those of the blog, by path.
    files: BTreeMap<String, FileEntry>,
    /// Those of posts that are gone.
    vanished: Vec<FileEntry>,
}

/// Whether a file can have a path beside others.
fn is_free(files: &BTreeMap<String, FileEntry>, path: &str) -> bool {
    let mut above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    let below = format!("{path}/");
    !files.contains_key(path)
        && !above.any(|folder| files.contains_key(folder))
        && files.range(below.clone()..).next().is_none_or(|(next, _)| !next.starts_with(&below))
}

/// The files of an archive, each checked.
fn checked_files(path: &Path) -> Result<(Folder, Checked), RestoreError> {
    let not_an_archive = |reason| RestoreError::NotAnArchive { path: path.to_path_buf(), reason };
    let (mut bag, manifest) = bag::open(path).map_err(not_an_archive)?;
    let archive = &mut bag;
    let mut faults = manifest.faults;
    // Of the tag files only the lists matter here.
    faults.extend(bag::check(archive, bag::MANIFEST_NAME, &manifest.tags));
    faults.extend(bag::check(archive, bag::INDEX_NAME, &manifest.payload));
    if !faults.is_empty() {
        return Err(RestoreError::Damaged { faults });
    }
    let index = bag::document(archive, bag::INDEX_NAME)
        .and_then(|bytes| {
            read::index(bag::INDEX_NAME, &bytes)
                .map_err(|e| Fault::new(bag::INDEX_NAME, e.to_string()))
        })
        .map_err(|fault| RestoreError::Damaged { faults: vec![fault] })?;
    let mut stored: BTreeMap<&str, bool> = manifest
        .payload
        .keys()
        .filter(|path| path.starts_with(bag::SOURCE))
        .map(|path| (path.as_str(), false))
        .collect();
    let Checked { mut files, mut vanished } = Checked::default();
    for file in index.files {
        let here = || if cfg!(windows) { safe_on_windows(&file.path) } else { Ok(()) };
        if let Err(reason) = safe(&file.path).and_then(|()| here()) {
            faults.push(Fault::new(&file.path, reason));
            continue;
        }
        let Some(seen) = stored.get_mut(file.stored.as_str()) else {
            faults.push(Fault::new(&file.stored, "is in the index but not in the manifest"));
            continue;
        };
        *seen = true;
        if manifest.payload.get(&file.stored) != Some(&file.sha256) {
            faults.push(Fault::new(&file.stored, "index and manifest have different digests"));
        }
        faults.extend(bag::check(archive, &file.stored, &manifest.payload));
        if bag::reachable(archive, &file.stored).is_ok_and(|bytes| bytes != file.bytes) {
            faults.push(bag::other_size(&file));
        }
        match file.kept.as_deref() {
            None => {}
            Some(KEPT_VANISHED) => {
                vanished.push(file);
                continue;
            }
            Some(_) => continue,
        }
        if let Some(twice) = files.insert(file.path.clone(), file) {
            faults.push(Fault::new(&twice.path, "is in the index twice"));
        }
    }
    for (path, _) in stored.iter().filter(|(_, seen)| !**seen) {
        faults.push(Fault::new(path, "is in the manifest but not in the index"));
    }
    for path in files.keys() {
        let above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        if let Some(file) = above.into_iter().find(|folder| files.contains_key(*folder)) {
            faults.push(Fault::new(path, format!("lies below the file {file}")));
        }
    }
    if faults.is_empty() {
        Ok((bag, Checked { files, vanished }))
    } else {
        Err(RestoreError::Damaged { faults })
    }
}

/// Whether a path stays below the folder that it is joined to, on the system that made it.
fn safe(path: &str) -> Result<(), &'static str> {
    if path.contains('\0') {
        return Err("holds a character that a path cannot have");
    }
    if path.split('/').any(str::is_empty) {
        return Err("is absolute, or has an empty part");
    }
    if path.split('/').any(|part| matches!(part, "." | "..")) {
        return Err("leads out of the folder");
    }
    Ok(())
}

/// Whether Windows takes a path for the file that it names: a backslash parts names there, a colon
/// names a drive or a stream, and some names are devices wherever they are.
fn safe_on_windows(path: &str) -> Result<(), &'static str> {
    if path.contains(['\\', ':', '<', '>', '"', '|', '?', '*']) || path.contains(char::is_control) {
        return Err("holds a character that a path cannot have on this system");
    }
    for part in path.split('/') {
        if part.ends_with(['.', ' ']) {
            return Err("has a name that ends in a dot or space, which this system drops");
        }
        let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
        let numbered = ["com", "lpt"].iter().find_map(|device| stem.strip_prefix(device));
        let is_number = |c: char| c.is_ascii_digit() || "¹²³".contains(c);
        let numbered = numbered.is_some_and(|n| n.chars().count() == 1 && n.contains(is_number));
        if numbered || ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&&*stem) {
            return Err("is the name of a device on this system");
        }
    }
    Ok(())
}

/// Where files are restored to.
struct Target<'a> {
    path: &'a Path,
    /// None where there is no such folder yet.
    folder: Option<Folder>,
}

impl<'a> Target<'a> {
    fn open(path: &'a Path) -> Result<Self, RestoreError> {
        match Folder::open(path) {
            Ok(folder) => Ok(Self { path, folder: Some(folder) }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Self { path, folder: None }),
            Err(source) => {
                Err(RestoreError::Io { path: path.to_path_buf(), action: "open", source })
            }
        }
    }

    /// Whether a regular file lies at the place of a file, and if so, whether it differs; an error
    /// where something lies there that is never overwritten.
    fn obstacle(&mut self, file: &FileEntry) -> Result<Option<bool>, RestoreError> {
        let Some(folder) = &mut self.folder else { return Ok(None) };
        let blocked =
            |path: &str, what| Err(RestoreError::Blocked { path: self.path.join(path), what });
        let failed = |source| RestoreError::Io {
            path: self.path.join(&file.path),
            action: "look at",
            source,
        };
        for (slash, _) in file.path.match_indices('/') {
            let above = &file.path[..slash];
            match folder.kind(above).map_err(failed)? {
                Kind::Folder => {}
                Kind::Missing => return Ok(None),
                Kind::Link => return blocked(above, "a symbolic link"),
                Kind::File(_) | Kind::Other => return blocked(above, "a file"),
            }
        }
        match folder.kind(&file.path).map_err(failed)? {
            Kind::Missing => Ok(None),
            Kind::Link => blocked(&file.path, "a symbolic link"),
            Kind::Folder => blocked(&file.path, "a folder"),
            Kind::Other => blocked(&file.path, "a device or pipe"),
            Kind::File(bytes) => {
                let mut same =
                    || io::Result::Ok(bag::digest_of(folder.read(&file.path)?)?.0 == file.sha256);
                let is_same = bytes == file.bytes && same().unwrap_or(false);
                Ok(Some(!is_same))
            }
        }
    }

    /// Copies one file beside its place, checks it, and moves it there.
    fn write(
        &mut self,
        archive: &mut Folder,
        file: &FileEntry,
        force: bool,
    ) -> Result<(), RestoreError> {
        // What was checked may have changed since; and where letter case or Unicode form make no
        // difference, a file of this archive may have taken the place.
        if self.obstacle(file)? == Some(true) && !force {
            return Err(RestoreError::Exists { paths: vec![file.path.clone()] });
        }
        let path = self.path;
        let failed =
            |action, source| RestoreError::Io { path: path.join(&file.path), action, source };
        let folder = self.made().map_err(|e| failed("create the folder of", e))?;
        let (name, mut temporary) =
            create_beside(folder, &file.path).map_err(|e| failed("write", e))?;
        let beside = beside(&file.path, &name);
        let copied = copy(archive, file, &mut temporary, &failed)
            .and_then(|()| folder.rename(&name, &file.path).map_err(|e| failed("write", e)));
        if copied.is_err() {
            let _ = folder.remove_file(&beside);
        }
        copied
    }

    /// The folder, which is made where there is none.
    fn made(&mut self) -> io::Result<&mut Folder> {
        if self.folder.is_none() {
            fs::create_dir_all(self.path)?;
        }
        match &mut self.folder {
            Some(folder) => Ok(folder),
            missing => Ok(missing.insert(Folder::open(self.path)?)),
        }
    }
}

/// A path in the folder that another one is in.
fn beside(path: &str, name: &str) -> String {
    path.rsplit_once('/').map_or(name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// Makes a file in the folder that a path is in, and the folders on the way; its name.
fn create_beside(folder: &mut Folder, path: &str) -> io::Result<(String, File)> {
    let mut number = 0;
    loop {
        // What another run left there stays there.
        let name = format!(".restore-{number}");
        match folder.create(&beside(path, &name)) {
            Ok(file) => return Ok((name, file)),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                for (slash, _) in path.match_indices('/') {
                    match folder.create_folder(&path[..slash]) {
                        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
                        _ => {}
                    }
                }
                let file = folder.create(&beside(path, &name))?;
                return Ok((name, file));
            }
            Err(e) => return Err(e),
        }
    }
}

/// Copies a file out of an archive, and checks it.
fn copy(
    archive: &mut Folder,
    file: &FileEntry,
    to: &mut File,
    failed: &dyn Fn(&'static str, io::Error) -> RestoreError,
) -> Result<(), RestoreError> {
    let unreadable = |e| failed("read the archived copy of", e);
    let unwritable = |e| failed("write", e);
    let mut source = archive.read(&file.stored).map_err(unreadable)?;
    let (mut hash, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = source.read(&mut chunk).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        hash.update(&chunk[..read]);
        to.write_all(&chunk[..read]).map_err(unwritable)?;
    }
    if Digest(hash.finalize().into()).to_string() != file.sha256 {
        let fault = Fault::new(&file.stored, "was changed while it was restored");
        return Err(RestoreError::Damaged { faults: vec![fault] });
    }
    set_mode(to, file.executable).map_err(unwritable)
}

/// Restored files are as readable as those of a fresh checkout.
#[cfg(unix)]
fn set_mode(file: &File, executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(if executable { 0o755 } else { 0o644 }))
}

#[cfg(not(unix))]
fn set_mode(_: &File, _: bool) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
