//! Where finished files go: to the stage, or nowhere when a blog is only checked.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::artifact::OutPath;
use crate::model::Digest;
use crate::output::{BuildInfo, Change, Done, OutputError, Published, Stage, StageWriter, Written};

/// How much of a file that is written in small pieces is handed on at a time, in bytes.
const BUFFER: usize = 64 << 10;

/// The receiver of all outputs.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of it")]
pub(super) enum Outputs {
    /// They wait for the commit.
    Staged(Stage),
    /// They are measured and dropped.
    Discarded,
}

impl Outputs {
    /// The stage, where there is one.
    pub(super) fn stage(&self) -> Option<&Stage> {
        match self {
            Self::Staged(stage) => Some(stage),
            Self::Discarded => None,
        }
    }

    /// Takes room for so many files: about as many as there will be.
    pub(super) fn reserve(&self, files: usize) {
        if let Some(stage) = self.stage() {
            stage.reserve(files);
        }
    }

    /// What was taken at a path so far; nothing where files are dropped.
    pub(super) fn written(&self, path: &OutPath) -> Option<Written> {
        self.stage()?.written(path)
    }

    /// Takes a file.
    pub(super) fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<Written, OutputError> {
        match self {
            Self::Staged(stage) => stage.put(path, bytes),
            Self::Discarded => Ok(Written {
                sha256: Digest(Sha256::digest(bytes).into()),
                bytes: bytes.len() as u64,
            }),
        }
    }

    /// Takes a file whose digest is known.
    pub(super) fn put_known(
        &self,
        path: &OutPath,
        bytes: &[u8],
        sha256: Digest,
    ) -> Result<Written, OutputError> {
        match self {
            Self::Staged(stage) => stage.put_known(path, bytes, sha256),
            Self::Discarded => Ok(Written { sha256, bytes: bytes.len() as u64 }),
        }
    }

    /// Takes a copy of a file; nothing where files are dropped.
    pub(super) fn copy(&self, path: &OutPath, from: &Path) -> Result<Option<Written>, OutputError> {
        match self {
            Self::Staged(stage) => stage.copy(path, from, None).map(Some),
            Self::Discarded => Ok(None),
        }
    }

    /// The same, where it may be known what the file holds: it is not read then if its copy is there
    /// already.
    pub(super) fn copy_known(
        &self,
        path: &OutPath,
        from: &Path,
        known: Option<Written>,
    ) -> Result<Option<Written>, OutputError> {
        if let Some(known) = known
            && self.keep_all(&[(path.clone(), Some(known))])?
        {
            return Ok(Some(known));
        }
        self.copy(path, from)
    }

    /// Keeps an output of the last build that nobody has changed since; whether there is one.
    pub(super) fn keep(&self, path: &OutPath) -> Result<bool, OutputError> {
        match self {
            Self::Staged(stage) => Ok(stage.keep(path)?.is_some()),
            Self::Discarded => Ok(false),
        }
    }

    /// Keeps outputs of the last build that nobody has changed since, all or none of them; whether
    /// they are there. Those whose bytes are told must be of these.
    pub(super) fn keep_all(
        &self,
        paths: &[(OutPath, Option<Written>)],
    ) -> Result<bool, OutputError> {
        match self {
            Self::Staged(stage) => stage.keep_all(paths),
            Self::Discarded => Ok(false),
        }
    }

    /// An output of the last build that nobody has changed since, to read from.
    pub(super) fn last(&self, path: &OutPath) -> Option<File> {
        self.stage()?.open_untouched(path)
    }

    /// Whether what the last build left at a path is there, and nothing where it left nothing.
    pub(super) fn is_as_left(&self, path: &str) -> bool {
        let path = OutPath::new(path).ok();
        self.stage().zip(path).is_some_and(|(stage, path)| stage.is_as_left(&path))
    }

    /// Begins a file that is written in parts.
    pub(super) fn writer(&self, path: &OutPath) -> Result<PartWriter<'_>, OutputError> {
        Ok(PartWriter {
            path: path.clone(),
            inner: match self {
                Self::Staged(stage) => Some(stage.writer(path)?),
                Self::Discarded => None,
            },
        })
    }

    /// Takes what is written in small pieces; nothing where files are dropped.
    pub(super) fn stream(
        &self,
        path: &OutPath,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Option<Written>, OutputError> {
        let Self::Staged(stage) = self else { return Ok(None) };
        let mut out = BufWriter::with_capacity(BUFFER, stage.writer(path)?);
        let failed =
            |source| OutputError::Io { path: path.as_str().into(), action: "write", source };
        write(&mut out).map_err(failed)?;
        let writer = out.into_inner().map_err(|error| failed(error.into_error()))?;
        writer.finish().map(Some)
    }

    /// Publishes what was taken, and remembers something for the next build.
    pub(super) fn commit(
        self,
        info: &BuildInfo,
        changes: Option<&mut Vec<(OutPath, Change)>>,
        remember: impl FnOnce(&Done<'_>, i64, &mut dyn Write) -> io::Result<()>,
    ) -> Result<Option<Published>, OutputError> {
        match self {
            Self::Staged(stage) => stage.commit_and_remember(info, changes, remember).map(Some),
            Self::Discarded => Ok(None),
        }
    }
}

/// A file that is written in parts.
pub(super) struct PartWriter<'a> {
    path: OutPath,
    inner: Option<StageWriter<'a>>,
}

impl PartWriter<'_> {
    /// Appends a part.
    pub(super) fn write(&mut self, part: &[u8]) -> Result<(), OutputError> {
        let Some(writer) = &mut self.inner else { return Ok(()) };
        writer.write_all(part).map_err(|source| OutputError::Io {
            path: self.path.as_str().into(),
            action: "write",
            source,
        })
    }

    /// Appends a part of an output of the last build.
    pub(super) fn append(&mut self, from: &mut File, part: Range<u64>) -> Result<(), OutputError> {
        let Some(writer) = &mut self.inner else { return Ok(()) };
        let sought = from.seek(SeekFrom::Start(part.start));
        let done = sought.and_then(|_| writer.append(from, part.end.saturating_sub(part.start)));
        done.map_err(|source| OutputError::Io {
            path: self.path.as_str().into(),
            action: "copy what the last build wrote into",
            source,
        })
    }

    /// How many bytes wait in memory.
    pub(super) fn pending(&self) -> usize {
        self.inner.as_ref().map_or(0, StageWriter::pending)
    }

    /// Writes out what waits in memory.
    pub(super) fn unload(&mut self) -> Result<(), OutputError> {
        self.inner.as_mut().map_or(Ok(()), StageWriter::unload)
    }

    /// Puts something in the place of the first bytes that were written, and ends the file.
    pub(super) fn finish_instead(self, first: usize, start: &[u8]) -> Result<(), OutputError> {
        self.inner.map_or(Ok(()), |writer| writer.finish_instead(first, start).map(drop))
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<Option<Written>, OutputError> {
        self.inner.map(StageWriter::finish).transpose()
    }
}
