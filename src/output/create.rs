//! Files of their own beside the posts: settings, posts and templates to begin with.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::folder::Folder;

/// Writes a new file.
///
/// # Errors
/// When something is there already, links that lead nowhere included, or the disk refuses.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a new file below a folder, and the folders on its way, none of which may be a link.
///
/// # Errors
/// When something is there already, or the disk refuses.
pub fn create_below(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let mut folder = Folder::open(root)?;
    for above in super::disk::ancestors(path) {
        match folder.create_folder(above) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    let mut file = folder.create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a file of a folder, over one of that name; its path. A link in its place is replaced,
/// not followed, and the folder is made where there is none.
///
/// # Errors
/// When a folder has that name, or the disk refuses.
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(name);
    let mut file = tempfile::Builder::new().prefix(".postpress-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    set_readable(file.as_file())?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(path)
}

/// Temporary files are private.
#[cfg(unix)]
fn set_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_readable(_: &File) -> io::Result<()> {
    Ok(())
}
