//! Folders on disk, in memory where the system has one there.

#![allow(clippy::disallowed_methods, reason = "the folders are made for the targets")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A folder of its own, which is removed when it is dropped.
#[must_use]
pub fn new() -> TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).expect("a temporary folder can be made")
}

/// Writes files below a folder; those whose paths no file system takes are left out.
pub fn fill(root: &Path, files: &[(Cow<'_, str>, &[u8])]) {
    for (path, bytes) in files.iter().filter(|(path, _)| crate::input::is_writable(path)) {
        let file = root.join(&**path);
        // A file may be in the way of a folder, or the other way round.
        if let Some(parent) = file.parent()
            && fs::create_dir_all(parent).is_ok()
        {
            let _ = fs::write(&file, bytes);
        }
    }
}

/// What is below a folder: files with their bytes, links with where they lead, empty folders.
#[must_use]
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries: Vec<_> = fs::read_dir(&folder).into_iter().flatten().flatten().collect();
        for entry in entries {
            let path = entry.path();
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            let kind = entry.file_type().expect("an entry has a kind");
            if kind.is_symlink() {
                let to = fs::read_link(&path).expect("a link can be read");
                found.insert(name, format!("-> {}", to.display()).into_bytes());
            } else if kind.is_dir() {
                found.insert(name + "/", Vec::new());
                folders.push(path);
            } else {
                found.insert(name, fs::read(&path).expect("a file can be read"));
            }
        }
    }
    found
}
