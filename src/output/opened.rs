//! An output folder with the lock of a build, before its manifest is read: a build that finds
//! everything as the last one left it needs no more than this.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use super::disk::{self, MANIFEST, WORK};
use super::{OutputError, Stage, Written, lock, roll_forward};
use crate::artifact::OutPath;
use crate::limits;
use crate::stamp::Stamp;

/// What a build remembers for the next one. It is never needed: whoever deletes it, or damages it,
/// makes the next build take longer.
const CACHE: &str = "cache";

/// The same, while it is written.
const NEW_CACHE: &str = "cache.new";

/// An output folder that this build has for itself.
#[derive(Debug)]
pub struct Opened {
    pub(super) out: PathBuf,
    /// Unlocked when the file is closed; taken by the stage.
    lock: Option<File>,
    notes: Vec<String>,
    /// When, in nanoseconds since 1970.
    moment: i64,
}

/// An output as a build left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Its bytes.
    pub written: Written,
    /// The file that holds them; none where that was not looked at.
    pub stamp: Option<Stamp>,
}

/// How an output is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has touched it.
    Untouched,
    /// It was, or may have been, touched, and holds the same bytes.
    Same(Stamp),
    /// It is gone, or another one.
    Other,
}

impl Opened {
    /// Opens an output folder, creates it where it does not exist, and completes a commit that was
    /// interrupted.
    ///
    /// # Errors
    /// When another build has it open, or the folder cannot be written.
    pub fn open(out: &Path) -> Result<Self, OutputError> {
        fs::create_dir_all(out).map_err(|e| OutputError::io(out, "create", e))?;
        let lock = lock::build(out)?;
        let mut notes = Vec::new();
        roll_forward(out, &mut notes)?;
        // The number of the process was written into it just now: this is what the disk's clock
        // says, which the times of files are compared with.
        let moment = lock.metadata().map_or(0, |found| Stamp::of(&found).modified);
        Ok(Self { out: out.to_path_buf(), lock: Some(lock), notes, moment })
    }

    /// When it was opened, by the clock of its disk, as [`Stamp::modified`].
    #[must_use]
    pub fn opened(&self) -> i64 {
        self.moment
    }

    /// Begins to stage outputs.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn stage(mut self) -> Result<Stage, OutputError> {
        let (out, notes) = (std::mem::take(&mut self.out), std::mem::take(&mut self.notes));
        let Some(lock) = self.lock.take() else {
            return Err(OutputError::io(&out, "lock", io::Error::other("it was not locked")));
        };
        Stage::begin(out, lock, notes, self.moment)
    }

    /// What the last build remembered; nothing where there is nothing that can be read.
    #[must_use]
    pub fn remembered(&self) -> Option<Vec<u8>> {
        remembered(&self.out)
    }

    /// Whether the manifest is the one of these bytes.
    #[must_use]
    pub fn has_manifest(&self, left: Left, moment: i64) -> bool {
        let path = self.out.join(WORK).join(MANIFEST);
        standing_at(&path, left, moment) != Standing::Other
    }

    /// How an output of the last build is found; `moment` is when it was left. The folders above it
    /// are not looked at.
    #[must_use]
    pub fn standing(&self, path: &OutPath, left: Left, moment: i64) -> Standing {
        standing_at(&path.under(&self.out), left, moment)
    }

    /// Whether a path below the output folder is a folder, and no link to one.
    #[must_use]
    pub fn has_folder(&self, path: &str) -> bool {
        fs::symlink_metadata(self.out.join(path)).is_ok_and(|found| found.is_dir())
    }

    /// Whether nothing has a path below the output folder.
    #[must_use]
    pub fn lacks(&self, path: &str) -> bool {
        fs::symlink_metadata(self.out.join(path)).is_err()
    }

    /// Remembers something else than before; `write` is told the time, by the clock of the disk.
    pub fn remember(&self, write: impl FnOnce(i64, &mut dyn Write) -> io::Result<()>) {
        remember(&self.out, write);
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(lock) = &self.lock {
            let _ = lock.set_len(0);
        }
    }
}

/// How the file at a path is found.
pub(super) fn standing_at(path: &Path, left: Left, moment: i64) -> Standing {
    let Some(stamp) = disk::stamp(path) else { return Standing::Other };
    if left.stamp.is_some_and(|left| left.is_still(&stamp, moment)) {
        return Standing::Untouched;
    }
    // The stamp is older than the look at the bytes: who changes them now is seen the next time.
    let same = stamp.bytes == left.written.bytes && disk::contains(path, left.written);
    if same { Standing::Same(stamp) } else { Standing::Other }
}

/// What is remembered in an output folder.
fn remembered(out: &Path) -> Option<Vec<u8>> {
    let path = out.join(WORK).join(CACHE);
    let found = fs::symlink_metadata(&path).ok()?;
    if !found.is_file() || found.len() > limits::RECORD_BYTES {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).ok()?);
    File::open(&path).ok()?.take(limits::RECORD_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Writes down what is to be remembered, whole or not at all. That it fails is no matter.
pub(super) fn remember(out: &Path, write: impl FnOnce(i64, &mut dyn Write) -> io::Result<()>) {
    let work = out.join(WORK);
    let (new, path) = (work.join(NEW_CACHE), work.join(CACHE));
    let done = || -> io::Result<()> {
        // What a killed build left; a link is not followed.
        let _ = fs::remove_file(&new);
        let file = File::create_new(&new)?;
        let moment = Stamp::of(&file.metadata()?).modified;
        let mut file = BufWriter::with_capacity(disk::CHUNK, file);
        write(moment, &mut file)?;
        file.flush()?;
        drop(file);
        fs::rename(&new, &path)
    };
    if done().is_err() {
        let _ = fs::remove_file(&new);
        forget(out);
    }
}

/// Forgets what the last build remembered.
pub(super) fn forget(out: &Path) {
    let _ = fs::remove_file(out.join(WORK).join(CACHE));
}
