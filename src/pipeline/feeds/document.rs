//! One document of a feed, in one format, while it is written.
//!
//! What a document says of itself stands at its start, and depends on whether it holds all posts.
//! That is all but sure before: only the size budget can cut a feed. So the start is written with
//! the first entry, and the document anew where the end has shown something else. Putting the start
//! in front of every finished document wrote all feeds twice, and was 9 % of the samples of a build
//! of feeds and archive.

use std::fs::File;
use std::ops::Range;

use crate::export::feed::{Feed, History};
use crate::export::feed_format::FeedFormat;
use crate::output::OutputError;
use crate::pipeline::memory::DocumentRecord;
use crate::pipeline::outputs::{Outputs, PartWriter};
use crate::pipeline::produce::out_path;

/// A document that takes entries until it is finished.
pub(super) struct Document<'a> {
    pub(super) feed: Feed<'a>,
    pub(super) format: FeedFormat,
    /// Where it is published, below the output folder.
    pub(super) path: String,
    /// How many bytes it has so far.
    pub(super) bytes: usize,
    /// Which posts it is expected to hold.
    history: History,
    /// The length of the start that was written; nothing before the first entry.
    start: Option<usize>,
    entries: usize,
    /// How many bytes are behind the start.
    body: u64,
    writer: PartWriter<'a>,
}

impl<'a> Document<'a> {
    pub(super) fn open(
        feed: Feed<'a>,
        format: FeedFormat,
        path: String,
        history: History,
        outputs: &'a Outputs,
    ) -> Result<Self, OutputError> {
        let writer = outputs.writer(&out_path(&path))?;
        let bytes = format.open(&feed, &History::Newest).len();
        Ok(Self { feed, format, path, bytes, history, start: None, entries: 0, body: 0, writer })
    }

    /// Adds an entry as its format has it; returns where it stands behind the start.
    pub(super) fn push(&mut self, item: &str) -> Result<Range<u64>, OutputError> {
        let place = self.begin_entry(item.len() as u64)?;
        self.write(item)?;
        Ok(place)
    }

    /// Adds an entry that stands in a document of the last build.
    pub(super) fn append(
        &mut self,
        from: &mut File,
        part: Range<u64>,
    ) -> Result<Range<u64>, OutputError> {
        let length = part.end.saturating_sub(part.start);
        let place = self.begin_entry(length)?;
        self.bytes += usize::try_from(length).unwrap_or(usize::MAX);
        self.body += length;
        self.writer.append(from, part)?;
        Ok(place)
    }

    fn begin_entry(&mut self, length: u64) -> Result<Range<u64>, OutputError> {
        if self.start.is_none() {
            let start = self.format.open(&self.feed, &self.history);
            self.writer.write(start.as_bytes())?;
            self.start = Some(start.len());
        }
        self.write(self.format.separator(self.entries))?;
        self.entries += 1;
        Ok(self.body..self.body + length)
    }

    fn write(&mut self, part: &str) -> Result<(), OutputError> {
        self.bytes += part.len();
        self.body += part.len() as u64;
        self.writer.write(part.as_bytes())
    }

    /// What the next build wants to know of it, where its start is as it was foreseen.
    pub(super) fn known(&self) -> DocumentRecord {
        let start = self.start.unwrap_or(0) as u64;
        DocumentRecord { path: out_path(&self.path), start, bytes: self.bytes }
    }

    /// How many bytes of it wait in memory.
    pub(super) fn pending(&self) -> usize {
        self.writer.pending()
    }

    /// Writes out what waits in memory.
    pub(super) fn unload(&mut self) -> Result<(), OutputError> {
        self.writer.unload()
    }

    pub(super) fn finish(mut self, history: &History) -> Result<(), OutputError> {
        self.write(self.format.close())?;
        match self.start {
            Some(_) if self.history == *history => self.writer.finish().map(drop),
            written => {
                let start = self.format.open(&self.feed, history);
                self.writer.finish_instead(written.unwrap_or(0), start.as_bytes())
            }
        }
    }
}
