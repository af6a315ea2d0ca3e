//! What the last build wrote, for the build that comes after it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::PathBuf;

use super::{Location, OutputError, Stage, Written, disk};
use crate::artifact::OutPath;
use crate::folder::{Folder, Kind};
use crate::stamp::Stamp;

impl Stage {
    /// What the last build wrote, by path.
    pub fn previous(&self) -> impl Iterator<Item = (&OutPath, Written)> {
        self.previous.files.iter().map(|(path, written)| (path, *written))
    }

    /// Where an output of the last build is on disk; none where it has not written it or the file
    /// was changed since.
    #[must_use]
    pub fn previous_file(&self, path: &OutPath) -> Option<PathBuf> {
        self.found(path).map(|_| path.under(&self.out))
    }

    /// The file of an output of the last build, where it is as it was written.
    fn found(&self, path: &OutPath) -> Option<Stamp> {
        let written = self.previous.files.get(path)?;
        let file = self.open_previous(path)?;
        let stamp = Stamp::of(&file.metadata().ok()?);
        let left = self.left.get(path);
        let is_known = left.is_some_and(|left| left.is_still(&stamp, self.left_at));
        (is_known || disk::measure(file).ok()? == *written).then_some(stamp)
    }

    /// An output of the last build that has its size still.
    fn open_previous(&self, path: &OutPath) -> Option<File> {
        let size = self.previous.files.get(path)?.bytes;
        let mut out = Folder::open(&self.out).ok()?;
        if out.kind(path.as_str()).ok()? != Kind::File(size) {
            return None;
        }
        out.read(path.as_str()).ok()
    }

    /// An output of the last build that is as it was written, to read from.
    #[must_use]
    pub fn open_untouched(&self, path: &OutPath) -> Option<File> {
        self.found(path)?;
        self.open_previous(path)
    }

    /// Whether nothing has a path below the output folder.
    #[must_use]
    pub fn lacks(&self, path: &str) -> bool {
        fs::symlink_metadata(self.out.join(path)).is_err()
    }

    /// Whether there is an output of the last build of this path, and nobody has changed it since; or
    /// none, and nothing lies there.
    #[must_use]
    pub fn is_as_left(&self, path: &OutPath) -> bool {
        if self.previous.files.has(path) {
            return self.found(path).is_some();
        }
        self.lacks(path.as_str())
    }

    /// The bytes of an output of the last build; none where it has not written it, it was changed
    /// since, or it has more than `most` bytes.
    #[must_use]
    pub fn read_previous(&self, path: &OutPath, most: u64) -> Option<Vec<u8>> {
        let written = self.previous.files.get(path).filter(|written| written.bytes <= most)?;
        let mut bytes = Vec::new();
        // The file may grow while it is read.
        self.open_previous(path)?.take(written.bytes).read_to_end(&mut bytes).ok()?;
        (disk::measure(&*bytes).ok()? == *written).then_some(bytes)
    }

    /// Whether this build has an output of this path already.
    #[must_use]
    pub fn has(&self, path: &OutPath) -> bool {
        self.outputs().files.get(path).is_some()
    }

    /// What this build has put at a path so far.
    #[must_use]
    pub fn written(&self, path: &OutPath) -> Option<Written> {
        self.outputs().files.get(path).map(|output| output.written)
    }

    /// Calls `each` with what this build has put below a folder so far, by path relative to that.
    ///
    /// # Errors
    /// What `each` says.
    pub fn each_below(
        &self,
        folder: &str,
        mut each: impl FnMut(&str, Written) -> io::Result<()>,
    ) -> io::Result<()> {
        let outputs = self.outputs();
        let mut below = outputs.files.below(folder);
        below
            .try_for_each(|(path, output)| each(&path.as_str()[folder.len() + 1..], output.written))
    }

    /// Keeps an output of the last build though this one has not written it. Nothing is kept, and
    /// nothing returned, where the last build has not written it or it was changed since.
    ///
    /// # Errors
    /// When the path is not one for outputs.
    pub fn keep(&self, path: &OutPath) -> Result<Option<Written>, OutputError> {
        let Some(&written) = self.previous.files.get(path) else { return Ok(None) };
        let Some(stamp) = self.found(path) else { return Ok(None) };
        self.record(path, written, Location::InPlace(stamp)).map(Some)
    }

    /// Keeps several outputs of the last build as [`Stage::keep`] does, all of them or none. Those
    /// whose bytes are told must be of these.
    ///
    /// # Errors
    /// When one of the paths is not one for outputs.
    pub fn keep_all(&self, paths: &[(OutPath, Option<Written>)]) -> Result<bool, OutputError> {
        let mut found = Vec::with_capacity(paths.len());
        for (path, expected) in paths {
            let Some(&written) = self.previous.files.get(path) else { return Ok(false) };
            if expected.is_some_and(|expected| expected != written) {
                return Ok(false);
            }
            // That no folder above it is a link is seen to when the commit is decided.
            let still = |stamp: &Stamp| {
                self.left.get(path).is_some_and(|left| left.is_still(stamp, self.left_at))
            };
            let stamp = disk::stamp(&path.under(&self.out)).filter(still);
            let Some(stamp) = stamp.or_else(|| self.found(path)) else { return Ok(false) };
            found.push((written, Location::InPlace(stamp)));
        }
        for ((path, _), (written, location)) in paths.iter().zip(found) {
            self.record(path, written, location)?;
        }
        Ok(true)
    }
}
