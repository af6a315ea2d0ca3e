//! One document of a feed, in one format, while it is written.
//!
//! What a document says of itself stands at its start, and depends on whether it holds all posts.
//! That is all but sure before: only the size budget can cut a feed. So the start is written with
//! the first entry, and the document anew where the end has shown something else. Putting the start
//! in front of every finished document wrote all feeds twice, and was 9 % of a build of feeds and
//! archive.

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
    /// Which posts it is expected to hold.
    history: History,
    /// The length of the start that was written; nothing before the first entry.
    start: Option<usize>,
    entries: usize,
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
        Ok(Self { feed, format, path, bytes, history, start: None, entries: 0, writer })
    }

    /// Adds an entry as its format has it.
    pub(super) fn push(&mut self, item: &str) -> Result<(), OutputError> {
        if self.start.is_none() {
            let start = self.format.open(&self.feed, &self.history);
            self.writer.write(start.as_bytes())?;
            self.start = Some(start.len());
        }
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
        match self.start {
            Some(_) if self.history == *history => self.writer.finish().map(drop),
            written => {
                let start = self.format.open(&self.feed, history);
                self.writer.finish_instead(written.unwrap_or(0), start.as_bytes())
            }
        }
    }
}
