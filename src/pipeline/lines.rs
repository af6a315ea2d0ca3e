//! `posts.ndjson` as it grows. Lines of posts that are as they were are copied from that of the last
//! build.

use std::fs::File;
use std::ops::Range;

use super::archive::in_bag;
use super::outputs::{Outputs, PartWriter};
use super::produce::out_path;
use crate::output::{OutputError, Written};

/// A line of `posts.ndjson`.
pub(super) enum Line {
    /// One that was written now.
    New(Vec<u8>),
    /// One of the last build, by its place in that file.
    Last(Range<u64>),
}

/// `posts.ndjson` as it grows.
pub(super) struct Lines<'a> {
    to: PartWriter<'a>,
    /// How many bytes it has.
    bytes: u64,
    /// That of the last build.
    last: Option<File>,
    /// The part of that which comes next and is not copied yet: lines that follow each other are
    /// copied at once.
    next: Range<u64>,
}

impl<'a> Lines<'a> {
    pub(super) fn open(outputs: &'a Outputs) -> Result<Self, OutputError> {
        let path = out_path(&in_bag("data/posts.ndjson"));
        let last = outputs.last(&path);
        Ok(Self { to: outputs.writer(&path)?, bytes: 0, last, next: 0..0 })
    }

    /// Whether it can take lines of the last build.
    pub(super) fn has_last(&self) -> bool {
        self.last.is_some()
    }

    /// How many bytes it has.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Adds a line.
    pub(super) fn push(&mut self, line: Line) -> Result<(), OutputError> {
        match line {
            Line::New(line) => {
                self.catch_up()?;
                self.bytes += line.len() as u64;
                self.to.write(&line)
            }
            Line::Last(place) => {
                if place.start != self.next.end {
                    self.catch_up()?;
                    self.next = place.start..place.start;
                }
                self.bytes += place.end - place.start;
                self.next.end = place.end;
                Ok(())
            }
        }
    }

    /// Copies what waits to be copied from the last build.
    fn catch_up(&mut self) -> Result<(), OutputError> {
        let next = std::mem::take(&mut self.next);
        match &mut self.last {
            Some(file) if !next.is_empty() => self.to.append(file, next),
            _ => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<Option<Written>, OutputError> {
        self.catch_up()?;
        self.to.finish()
    }
}
