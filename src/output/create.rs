//! A file of its own beside the posts, which is never overwritten.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a new file.
///
/// # Errors
/// When something is there already, links that lead nowhere included, or the disk refuses.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
