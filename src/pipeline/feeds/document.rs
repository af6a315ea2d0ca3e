//! One document of a feed, in one format, while it is written.
//!
//! What a document says of itself stands at its start, and depends on whether it holds all posts,
//! which is known at its end: the start is put in front of the entries when they are all written.

use crate::export::feed::{Feed, History};
use crate::export::feed_format::FeedFormat;
use crate::output::OutputError;
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
    entries: usize,
    writer: PartWriter<'a>,
}

impl<'a> Document<'a> {
    pub(super) fn open(
        feed: Feed<'a>,
        format: FeedFormat,
        path: String,
        outputs: &'a Outputs,
    ) -> Result<Self, OutputError> {
        let writer = outputs.writer(&out_path(&path))?;
        let bytes = format.open(&feed, &History::Newest).len();
        Ok(Self { feed, format, path, bytes, entries: 0, writer })
    }

    /// Adds an entry as its format has it.
    pub(super) fn push(&mut self, item: &str) -> Result<(), OutputError> {
        self.write(self.format.separator(self.entries))?;
        self.entries += 1;
        self.write(item)
    }

    fn write(&mut self, part: &str) -> Result<(), OutputError> {
        self.bytes += part.len();
        self.writer.write(part.as_bytes())
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
        self.writer.finish_after(self.format.open(&self.feed, history).as_bytes())
    }
}
