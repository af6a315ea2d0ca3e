//! A folder on disk, and what lies below it, reached without passing a symbolic link.
//!
//! Between a look at a path and the use of it anybody can put a link in its place. Where the system
//! can, folders are therefore opened one inside the other, and files are made, moved and deleted in
//! the folder that is open ([`openat(2)`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/openat.html)
//! with `O_NOFOLLOW`); elsewhere each path is looked at right before it is used.

#[cfg(not(unix))]
mod plain;
#[cfg(unix)]
mod unix;

use std::fs::{self, File};
use std::io;
use std::path::Path;

#[cfg(not(unix))]
pub use self::plain::Folder;
#[cfg(unix)]
pub use self::unix::Folder;

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Missing,
    /// A regular file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A FIFO, a device or a socket.
    Other,
}

/// Opens a regular file to read it, and nothing else: no symbolic link is followed in the last part
/// of the path, and a FIFO is not waited for.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] where something else lies there; what the system says where
/// nothing does, or it may not be read.
pub fn open_file(path: &Path) -> io::Result<File> {
    open_measured(path).map(|(file, _)| file)
}

/// The same, with what the system says of the file that is open.
///
/// # Errors
/// As of [`open_file`].
pub fn open_measured(path: &Path) -> io::Result<(File, fs::Metadata)> {
    // To open a device can do something to it, so that its kind is asked for first.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_regular());
    }
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    let file = options.open(path)?;
    let found = file.metadata()?;
    if found.is_file() { Ok((file, found)) } else { Err(not_regular()) }
}

fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")
}

/// The error where the way to a path leads through something that is no folder.
fn no_folder(part: &str, kind: Kind) -> io::Error {
    let what = if kind == Kind::Link { "a symbolic link" } else { "not a folder" };
    io::Error::new(io::ErrorKind::NotADirectory, format!("{part} is {what}"))
}

/// The folder that a relative path lies in, and its name there.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests;
