//! Staged files that are written in pieces: any number of them at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::disk;
use super::{Location, OutputError, Stage, Written};
use crate::artifact::OutPath;
use crate::model::Digest;

/// How much of a file waits in memory before it is written, in bytes. Four times the piece in which
/// files are read: each piece opens its file, which at 64 KiB was 1 % of a build of feeds and archive.
const PIECE: usize = 256 << 10;

/// A staged file that is written in pieces. It counts when [`StageWriter::finish`] was called.
///
/// The file is open only while a piece is written to it: systems allow a process a few hundred
/// open files, and a blog may have thousands of feeds.
#[derive(Debug)]
pub struct StageWriter<'a> {
    stage: &'a Stage,
    path: OutPath,
    number: u32,
    staged: PathBuf,
    /// What is not in the file yet; less than a piece.
    pending: Vec<u8>,
    hash: Sha256,
    bytes: u64,
}

impl<'a> StageWriter<'a> {
    pub(super) fn create(stage: &'a Stage, path: &OutPath, number: u32, staged: PathBuf) -> Self {
        let (pending, hash) = (Vec::new(), Sha256::new());
        Self { stage, path: path.clone(), number, staged, pending, hash, bytes: 0 }
    }

    /// Whether nothing is in the file yet: it is made when the first bytes go into it.
    fn is_in_memory(&self) -> bool {
        self.bytes == self.pending.len() as u64
    }

    /// How many bytes wait in memory.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Writes out what waits in memory, and gives the memory back.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn unload(&mut self) -> Result<(), OutputError> {
        self.flush().map_err(|e| OutputError::io(&self.staged, "write", e))?;
        self.pending = Vec::new();
        Ok(())
    }

    /// Appends `length` bytes of another file, from where it stands. They are read to where they wait:
    /// none is copied from one buffer to another.
    ///
    /// # Errors
    /// When the file ends before, or the disk refuses.
    pub fn append(&mut self, from: &mut File, length: u64) -> io::Result<()> {
        let mut rest = length;
        while rest > 0 {
            let start = self.pending.len();
            let part = rest.min((PIECE - start) as u64);
            rest -= part;
            self.pending.resize(start + usize::try_from(part).unwrap_or(PIECE), 0);
            from.read_exact(&mut self.pending[start..])?;
            self.hash.update(&self.pending[start..]);
            self.bytes += part;
            if self.pending.len() >= PIECE {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Puts something in the place of the first bytes that were written, and ends the file as
    /// [`StageWriter::finish`] does.
    ///
    /// # Errors
    /// When the file cannot be read or written once more.
    pub fn finish_instead(mut self, first: usize, start: &[u8]) -> Result<Written, OutputError> {
        let failed = |staged: &Path, error| OutputError::io(staged, "write", error);
        let in_memory = self.is_in_memory();
        if !in_memory {
            self.unload()?;
        }
        let rest = std::mem::take(&mut self.pending);
        let (number, staged) =
            if in_memory { (self.number, self.staged.clone()) } else { self.stage.number() };
        let mut whole = Self::create(self.stage, &self.path, number, staged);
        whole.write_all(start).map_err(|e| failed(&whole.staged, e))?;
        if in_memory {
            let rest = rest.get(first..).unwrap_or_default();
            whole.write_all(rest).map_err(|e| failed(&whole.staged, e))?;
        } else {
            let unreadable = |e| OutputError::io(&self.staged, "read", e);
            let mut written = File::open(&self.staged).map_err(unreadable)?;
            written.seek(SeekFrom::Start(first as u64)).map_err(unreadable)?;
            io::copy(&mut written, &mut whole).map_err(|e| failed(&whole.staged, e))?;
            fs::remove_file(&self.staged)
                .map_err(|e| OutputError::io(&self.staged, "remove", e))?;
        }
        whole.finish()
    }

    /// Ends the file and puts it at its path.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn finish(mut self) -> Result<Written, OutputError> {
        self.unload()?;
        if self.bytes == 0 {
            File::create(&self.staged).map_err(|e| OutputError::io(&self.staged, "create", e))?;
        }
        let sha256 = Digest(self.hash.finalize().into());
        let written = Written { sha256, bytes: self.bytes };
        let stamp = self.stage.stays(&self.path, written, |target| disk::contains(target, written));
        let location = if let Some(stamp) = stamp {
            fs::remove_file(&self.staged)
                .map_err(|e| OutputError::io(&self.staged, "remove", e))?;
            Location::InPlace(stamp)
        } else {
            Location::Staged(self.number)
        };
        self.stage.record(&self.path, written, location)
    }
}

impl Write for StageWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.pending.is_empty() {
            let mut file = if self.is_in_memory() {
                File::create(&self.staged)?
            } else {
                OpenOptions::new().append(true).open(&self.staged)?
            };
            file.write_all(&self.pending)?;
            // The room for a long piece is not kept: there may be thousands of such files.
            self.pending.clear();
            self.pending.shrink_to(PIECE);
        }
        Ok(())
    }
}
