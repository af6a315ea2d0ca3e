//! Values as bytes and back, for what a build remembers: numbers in eight bytes, texts with their
//! lengths before them.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::model::Digest;
use crate::output::Written;
use crate::span::{FileId, Span};
use crate::stamp::Stamp;

/// Takes bytes, and ends them with their digest.
pub(super) struct Sealed<'a> {
    to: &'a mut dyn Write,
    hash: Sha256,
}

impl<'a> Sealed<'a> {
    pub(super) fn new(to: &'a mut dyn Write) -> Self {
        Self { to, hash: Sha256::new() }
    }

    /// Ends with the digest of everything before.
    pub(super) fn finish(self) -> io::Result<()> {
        let digest = self.hash.finalize();
        self.to.write_all(&digest)
    }
}

impl Write for Sealed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes values.
pub(super) struct Encoder<'a> {
    to: &'a mut dyn Write,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(to: &'a mut dyn Write) -> Self {
        Self { to }
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)
    }

    /// Bytes with their number before them.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.count(bytes.len())?;
        self.raw(bytes)
    }

    /// A list with its length before it.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        mut write: impl FnMut(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut items = items.into_iter();
        self.count(items.len())?;
        items.try_for_each(|item| write(self, item))
    }

    pub(super) fn number(&mut self, number: u64) -> io::Result<()> {
        self.raw(&number.to_le_bytes())
    }

    pub(super) fn count(&mut self, count: usize) -> io::Result<()> {
        self.number(count as u64)
    }

    pub(super) fn time(&mut self, time: i64) -> io::Result<()> {
        self.raw(&time.to_le_bytes())
    }

    pub(super) fn flag(&mut self, flag: bool) -> io::Result<()> {
        self.raw(&[u8::from(flag)])
    }

    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.bytes(text.as_bytes())
    }

    pub(super) fn digest(&mut self, digest: Digest) -> io::Result<()> {
        self.raw(&digest.0)
    }

    pub(super) fn written(&mut self, written: Written) -> io::Result<()> {
        self.digest(written.sha256)?;
        self.number(written.bytes)
    }

    pub(super) fn stamp(&mut self, stamp: &Stamp) -> io::Result<()> {
        self.number(stamp.bytes)?;
        self.time(stamp.modified)?;
        self.time(stamp.changed)?;
        self.number(stamp.inode)?;
        self.number(u64::from(stamp.mode))
    }

    pub(super) fn option<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.flag(value.is_some())?;
        value.map_or(Ok(()), |value| write(self, value))
    }

    pub(super) fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        self.text(finding.code.as_str())?;
        self.raw(&[match finding.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        }])?;
        match &finding.place {
            Place::Span(span) => {
                self.raw(&[0])?;
                self.number(u64::from(span.file.0))?;
                self.number(u64::from(span.start))?;
                self.number(u64::from(span.end))?;
            }
            Place::Path(path) => {
                self.raw(&[1])?;
                self.text(path)?;
            }
            Place::Site => self.raw(&[2])?,
        }
        self.text(&finding.message)?;
        self.list(&finding.hints, |to, hint| to.text(hint))
    }
}

/// Reads values; nothing where the bytes are not what was written.
pub(super) struct Decoder<'a>(&'a [u8]);

impl<'a> Decoder<'a> {
    /// For bytes that are known to be what was written.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// For bytes that end with their digest.
    pub(super) fn whole(bytes: &'a [u8]) -> Option<Self> {
        let (bytes, digest) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        (Sha256::digest(bytes)[..] == *digest).then_some(Self(bytes))
    }

    pub(super) fn raw(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.raw(8)?.try_into().ok()?))
    }

    /// A number of things, each of which takes a byte at least.
    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    /// A number of bytes or things that are not here.
    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(super) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub(super) fn time(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.raw(8)?.try_into().ok()?))
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.raw(1)?.first().copied()
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.raw(count)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(super) fn owned(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    pub(super) fn digest(&mut self) -> Option<Digest> {
        Some(Digest(self.raw(32)?.try_into().ok()?))
    }

    pub(super) fn written(&mut self) -> Option<Written> {
        Some(Written { sha256: self.digest()?, bytes: self.number()? })
    }

    pub(super) fn stamp(&mut self) -> Option<Stamp> {
        Some(Stamp {
            bytes: self.number()?,
            modified: self.time()?,
            changed: self.time()?,
            inode: self.number()?,
            mode: self.small()?,
        })
    }

    #[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
    pub(super) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    pub(super) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| read(self)).collect()
    }

    pub(super) fn finding(&mut self) -> Option<Diagnostic> {
        let name = self.text()?;
        let code = Code::ALL.iter().copied().find(|code| code.as_str() == name)?;
        let severity = match self.byte()? {
            0 => Severity::Error,
            1 => Severity::Warning,
            2 => Severity::Note,
            _ => return None,
        };
        let place = match self.byte()? {
            0 => {
                let (file, start, end) = (FileId(self.small()?), self.small()?, self.small()?);
                Place::Span(Span { file, start, end })
            }
            1 => Place::Path(self.text()?.to_owned()),
            2 => Place::Site,
            _ => return None,
        };
        let message = self.text()?.to_owned();
        let hints = self.list(Self::owned)?;
        Some(Diagnostic { code, severity, place, message, hints })
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Whether everything was read.
    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}
