//! Staged files that are written in pieces: any number of them at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::disk::{self, CHUNK};
use super::{Output, OutputError, Stage, Written};
use crate::artifact::OutPath;
use crate::model::Digest;

/// A staged file that is written in pieces. It counts when [`StageWriter::finish`] was called.
///
/// The file is open only while a piece is written to it: systems allow a process a few hundred
/// open files, and a blog may have thousands of feeds.
#[derive(Debug)]
pub struct StageWriter<'a> {
    stage: &'a Stage,
    path: OutPath,
    number: u64,
    staged: PathBuf,
    /// What is not in the file yet; less than a chunk.
    pending: Vec<u8>,
    hash: Sha256,
    bytes: u64,
}

impl<'a> StageWriter<'a> {
    pub(super) fn create(
        stage: &'a Stage,
        path: &OutPath,
        number: u64,
        staged: PathBuf,
    ) -> Result<Self, OutputError> {
        File::create(&staged).map_err(|e| OutputError::io(&staged, "create", e))?;
        let (pending, hash) = (Vec::new(), Sha256::new());
        Ok(Self { stage, path: path.clone(), number, staged, pending, hash, bytes: 0 })
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

    /// Ends the file and puts it at its path.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn finish(mut self) -> Result<Written, OutputError> {
        self.unload()?;
        let sha256 = Digest(self.hash.finalize().into());
        let written = Written { sha256, bytes: self.bytes };
        let target = self.path.under(&self.stage.out);
        let same = self.stage.may_stay(&self.path)
            && disk::is_file_of(&target, written.bytes)
            && File::open(&target).and_then(disk::measure).ok() == Some(written);
        let staged = if same {
            fs::remove_file(&self.staged)
                .map_err(|e| OutputError::io(&self.staged, "remove", e))?;
            None
        } else {
            Some(self.number)
        };
        self.stage.record(&self.path, Output { written, staged })
    }
}

impl Write for StageWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.pending.is_empty() {
            OpenOptions::new().append(true).open(&self.staged)?.write_all(&self.pending)?;
            self.pending.clear();
        }
        Ok(())
    }
}
