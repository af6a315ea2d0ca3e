//! A text that was written anew, and where each part of it stands in the file.

use std::ops::Range;

/// From places in the rewritten text to places in the file.
#[derive(Debug, Default)]
pub(in crate::parse) struct SourceMap {
    /// Where the text begins in the file, in bytes.
    base: usize,
    /// Where the text ends in its source.
    end: usize,
    /// In order; empty where nothing was rewritten.
    pieces: Vec<Piece>,
}

/// A part of the rewritten text, up to the next.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it begins in the rewritten text.
    at: usize,
    /// Where its source begins.
    source: usize,
    /// Whether it is the source's own text, byte for byte.
    copied: bool,
}

impl SourceMap {
    /// For a text that stands at `base` of the file as it is.
    pub(in crate::parse) fn identity(base: usize) -> Self {
        Self { base, ..Self::default() }
    }

    /// A range of the rewritten text as a range of the file: what was written anew stands for all
    /// of its source.
    pub(in crate::parse) fn range(&self, range: Range<usize>) -> Range<usize> {
        let (start, _) = self.place(range.start);
        let end = match range.end.checked_sub(1) {
            Some(last) if range.end > range.start => self.place(last).1,
            _ => start,
        };
        start..end.max(start)
    }

    /// Where a byte of the rewritten text begins and ends in the file.
    fn place(&self, at: usize) -> (usize, usize) {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        let Some(piece) = next.checked_sub(1).and_then(|i| self.pieces.get(i)) else {
            return (self.base + at, self.base + at + 1);
        };
        if piece.copied {
            let start = self.base + piece.source + (at - piece.at);
            return (start, start + 1);
        }
        let end = self.pieces.get(next).map_or(self.end, |next| next.source);
        (self.base + piece.source, self.base + end.max(piece.source))
    }
}

/// A text in the making.
#[derive(Debug)]
pub(super) struct Draft<'t> {
    source: &'t str,
    out: String,
    pieces: Vec<Piece>,
}

impl<'t> Draft<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Self { source, out: String::with_capacity(source.len() + 256), pieces: Vec::new() }
    }

    /// Takes over a range of the source.
    pub(super) fn copy(&mut self, range: Range<usize>) {
        let Some(text) = self.source.get(range.clone()).filter(|text| !text.is_empty()) else {
            return;
        };
        self.pieces.push(Piece { at: self.out.len(), source: range.start, copied: true });
        self.out.push_str(text);
    }

    /// Writes text for what stands at a place of the source.
    pub(super) fn write(&mut self, text: &str, source: usize) {
        if !text.is_empty() {
            self.pieces.push(Piece { at: self.out.len(), source, copied: false });
            self.out.push_str(text);
        }
    }

    /// Takes the last line back that has text.
    pub(super) fn cut_line(&mut self) {
        let kept = self.out.trim_end().rfind('\n').map_or(0, |i| i + 1);
        self.out.truncate(kept);
        self.pieces.retain(|piece| piece.at < kept);
    }

    /// Writes text to the end of the last line that has text.
    pub(super) fn end_line(&mut self, text: &str, source: usize) {
        let kept = self.out.trim_end().len();
        let rest = self.out.split_off(kept);
        self.pieces.retain(|piece| piece.at < kept);
        self.write(text, source);
        self.write(&rest, source);
    }

    /// The text, and where it is from.
    pub(super) fn finish(self, base: usize) -> (String, SourceMap) {
        (self.out, SourceMap { base, end: self.source.len(), pieces: self.pieces })
    }
}
