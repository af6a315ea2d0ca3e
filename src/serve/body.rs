//! Bodies on their way out: in pieces, compressed where that was agreed, and never for ever.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::files::CHUNK;

/// How long a client may take to read anything at all.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// How slowly a client may read, in bytes a second, beyond that.
const SLOWEST: u64 = 16 * 1024;

/// A connection that is given up when the client reads too slowly for what is sent.
pub(super) struct Paced<'a> {
    to: &'a TcpStream,
    until: Instant,
}

impl<'a> Paced<'a> {
    /// For an answer of about so many bytes.
    pub(super) fn new(to: &'a TcpStream, bytes: u64) -> Self {
        Self { to, until: now() + PATIENCE + Duration::from_secs(bytes / SLOWEST) }
    }
}

impl Write for Paced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if now() > self.until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[expect(clippy::disallowed_methods, reason = "clients may be slow, but not for ever")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Copies exactly so many bytes.
pub(super) fn copy(from: impl Read, length: u64, to: &mut impl Write) -> io::Result<()> {
    let copied = io::copy(&mut io::BufReader::with_capacity(CHUNK, from.take(length)), to)?;
    if copied == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Compresses what is read, as chunks where the connection shall stay open (RFC 9112, 7.1).
pub(super) fn compress(from: impl Read, chunked: bool, to: &mut impl Write) -> io::Result<()> {
    let chunks = Chunks { to, chunked, waiting: Vec::with_capacity(CHUNK) };
    let mut encoder = GzEncoder::new(chunks, Compression::new(5));
    io::copy(&mut io::BufReader::with_capacity(CHUNK, from), &mut encoder)?;
    encoder.finish()?.finish()
}

/// Gathers small pieces into chunks.
struct Chunks<W: Write> {
    to: W,
    chunked: bool,
    waiting: Vec<u8>,
}

impl<W: Write> Chunks<W> {
    fn send(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        if self.chunked {
            write!(self.to, "{:x}\r\n", self.waiting.len())?;
        }
        self.to.write_all(&self.waiting)?;
        if self.chunked {
            self.to.write_all(b"\r\n")?;
        }
        self.waiting.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.send()?;
        if self.chunked { self.to.write_all(b"0\r\n\r\n") } else { Ok(()) }
    }
}

impl<W: Write> Write for Chunks<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()?;
        self.to.flush()
    }
}
