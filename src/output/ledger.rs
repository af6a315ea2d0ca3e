//! What a build writes down, while it is at work, of what it makes: too much to keep in memory, and
//! as little needed as the cache, which has the digest of it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;

use super::disk::{self, WORK};
use super::{Hashing, Opened, Stage, Written};
use crate::folder;
use crate::limits;

/// The file's name, in the stage and beside it.
const LEDGER: &str = "ledger";

/// The ledger of a build that is at work. It counts when [`Ledger::finish`] was called and what that
/// returned was remembered.
#[derive(Debug)]
pub struct Ledger {
    to: BufWriter<Hashing<File>>,
}

impl Stage {
    /// Begins the ledger.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn ledger(&self) -> io::Result<Ledger> {
        let file = File::create_new(self.folder.join(LEDGER))?;
        Ok(Ledger { to: BufWriter::with_capacity(disk::CHUNK, Hashing::new(file)) })
    }

    /// Puts the ledger where the next build finds it. That it fails is no matter: the cache tells
    /// whether it is the right one.
    pub(super) fn keep_ledger(&self) {
        let (new, place) = (self.folder.join(LEDGER), self.out.join(WORK).join(LEDGER));
        if fs::rename(new, &place).is_err() {
            // This one is of an older build.
            let _ = fs::remove_file(place);
        }
    }
}

impl Ledger {
    /// Ends it; returns its digest and size.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> io::Result<Written> {
        let mut to = self.to.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(to.finish())
    }
}

impl Write for Ledger {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Opened {
    /// The ledger of the last build; nothing where there is none, or another one.
    #[must_use]
    pub fn ledger(&self, expected: Written) -> Option<Vec<u8>> {
        read(&self.out.join(WORK).join(LEDGER), expected)
    }
}

fn read(path: &Path, expected: Written) -> Option<Vec<u8>> {
    if expected.bytes > limits::RECORD_BYTES || !disk::is_file_of(path, expected.bytes) {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected.bytes).ok()?);
    folder::open_file(path).ok()?.take(expected.bytes).read_to_end(&mut bytes).ok()?;
    (disk::measure(&*bytes).ok()? == expected).then_some(bytes)
}
