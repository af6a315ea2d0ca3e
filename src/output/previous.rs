//! What the last build wrote, for the build that comes after it.

use std::fs::{self, File};
use std::path::PathBuf;

use super::{Output, OutputError, Stage, Written, disk};
use crate::artifact::OutPath;

impl Stage {
    /// What the last build wrote, by path.
    pub fn previous(&self) -> impl Iterator<Item = (&OutPath, Written)> {
        self.previous.files.iter().map(|(path, written)| (path, *written))
    }

    /// Where an output of the last build is on disk; none where it has not written it or the file
    /// was changed since.
    #[must_use]
    pub fn previous_file(&self, path: &OutPath) -> Option<PathBuf> {
        let written = self.previous.files.get(path)?;
        let target = path.under(&self.out);
        let linked = disk::Seen::default().link_above(&self.out, path).is_some();
        let whole = !linked
            && disk::is_file_of(&target, written.bytes)
            && File::open(&target).and_then(disk::measure).ok() == Some(*written);
        whole.then_some(target)
    }

    /// The bytes of an output of the last build; none where it has not written it, it was changed
    /// since, or it has more than `most` bytes.
    #[must_use]
    pub fn read_previous(&self, path: &OutPath, most: u64) -> Option<Vec<u8>> {
        if self.previous.files.get(path)?.bytes > most {
            return None;
        }
        fs::read(self.previous_file(path)?).ok()
    }

    /// Keeps an output of the last build though this one has not written it. Nothing is kept, and
    /// nothing returned, where the last build has not written it or it was changed since.
    ///
    /// # Errors
    /// When the path is not one for outputs.
    pub fn keep(&self, path: &OutPath) -> Result<Option<Written>, OutputError> {
        let Some(&written) = self.previous.files.get(path) else { return Ok(None) };
        if self.previous_file(path).is_none() {
            return Ok(None);
        }
        self.record(path, Output { written, staged: None }).map(Some)
    }
}
