//! Digest and size of a file while it is written.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::Written;
use crate::model::Digest;

/// A writer that keeps digest and size of what went through.
#[derive(Debug)]
pub(super) struct Hashing<W> {
    to: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Hashing<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, hash: Sha256::new(), bytes: 0 }
    }

    pub(super) fn finish(&mut self) -> Written {
        let hash = std::mem::take(&mut self.hash);
        Written { sha256: Digest(hash.finalize().into()), bytes: self.bytes }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
