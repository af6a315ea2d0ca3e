//! Places in the author's files: which file, which bytes.
//!
//! Spans are byte ranges of the text *as decoded from the file*, so that a diagnostic can put a
//! caret under the very characters that the author wrote. Nothing here knows what a file holds.

/// One of the files that a build read, by its place in [`crate::source::Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes of one file; `start == end` marks a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the range is in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte behind the last one; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of a file; an end before the start is taken as the start.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        Self { file, start, end }
    }

    /// The start of a file, for findings about the file as a whole.
    #[must_use]
    pub fn file(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The range as indices into the file's text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
