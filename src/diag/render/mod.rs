//! Findings as text or data: for people, for tools that read lines, and as JSON.

mod human;
mod json;
mod short;

use std::borrow::Cow;

pub use human::human;
pub use json::json;
pub use short::{short, unplaced};

use super::{Diagnostic, Place, Severity};
use crate::span::FileId;

/// The files that findings point into.
pub trait FileTable {
    /// The path of a file relative to the root, with `/`.
    fn path(&self, file: FileId) -> &str;
    /// The text of a file as it was decoded; nothing where it cannot be read (any more).
    fn text(&self, file: FileId) -> Option<Cow<'_, str>>;
}

/// A severity as it is printed.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A place as a person counts: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    line: usize,
    column: usize,
}

/// Counts lines and columns. Findings come sorted by place, so that one file is held at a time,
/// and counting goes on from the place before.
struct Locator<'a> {
    files: &'a dyn FileTable,
    file: Option<FileId>,
    text: Cow<'a, str>,
    /// Where each line begins.
    starts: Vec<usize>,
    /// The last place that was counted: byte, line (from 0), column.
    last: (usize, usize, usize),
}

impl<'a> Locator<'a> {
    fn new(files: &'a dyn FileTable) -> Self {
        Self { files, file: None, text: Cow::Borrowed(""), starts: vec![0], last: (0, 0, 1) }
    }

    fn open(&mut self, file: FileId) {
        if self.file == Some(file) {
            return;
        }
        self.file = Some(file);
        self.text = self.files.text(file).unwrap_or_default();
        self.starts = vec![0];
        self.last = (0, 0, 1);
        let bytes = self.text.as_bytes();
        for (i, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || byte == b'\r' && bytes.get(i + 1) != Some(&b'\n') {
                self.starts.push(i + 1);
            }
        }
    }

    /// The position of a byte of the open file.
    fn position(&mut self, at: usize) -> Position {
        let at = self.text.floor_char_boundary(at);
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let (from, column) = match self.last {
            (byte, last, column) if last == line && (start..=at).contains(&byte) => (byte, column),
            _ => (start, 1),
        };
        let count = self.text.get(from..at).map_or(0, |text| text.chars().count());
        let column = column + count;
        self.last = (at, line, column);
        Position { line: line + 1, column }
    }

    /// The path and the position of a finding.
    fn locate(&mut self, diagnostic: &Diagnostic) -> (Option<String>, Option<Position>) {
        match &diagnostic.place {
            Place::Span(span) => {
                self.open(span.file);
                let path = self.files.path(span.file).to_owned();
                (Some(path), Some(self.position(span.start as usize)))
            }
            Place::Path(path) => (Some(path.clone()), None),
            Place::Site => (None, None),
        }
    }
}

/// Text from a file's name or content, safe for a terminal line: nothing in it moves the cursor,
/// changes colours, or turns the order of what is behind it.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether a character acts on the terminal or on the text around it (UAX #9, 2).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{FileTable, human, json, short};
    use crate::diag::{Code, Diagnostic, Place};
    use crate::span::{FileId, Span};

    struct Files(String);

    impl FileTable for Files {
        fn path(&self, _: FileId) -> &'static str {
            "content/a.md"
        }
        fn text(&self, _: FileId) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(&self.0))
        }
    }

    fn found() -> Vec<Diagnostic> {
        let span = Span::new(FileId(0), 12, 16);
        vec![
            Diagnostic::new(Code::BadDate, span, "`soon` is no date").hint("write a day"),
            Diagnostic::new(Code::FileName, Place::Path("b.md".into()), "odd name"),
        ]
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let files = Files("---\r한글: soon\r\n".to_owned());
        assert_eq!(
            short(&found(), &files),
            "content/a.md:2:5: warning[front-matter/bad-date]: `soon` is no date\n\
             b.md: warning[file/name]: odd name\n"
        );
        let json = json(&found(), &files);
        assert_eq!(json[0]["line"], 2);
        assert_eq!(json[0]["end_column"], 9);
        assert_eq!(json[1]["line"], serde_json::Value::Null);
    }

    #[test]
    fn people_see_the_line_and_the_hint() {
        let text = human(&found(), &Files("---\n한글: soon\n".to_owned()), false);
        snapbox::assert_data_eq!(
            text,
            snapbox::str![[r"
warning[front-matter/bad-date]: `soon` is no date
 --> content/a.md:2:5
  |
2 | 한글: soon
  |       ^^^^
  |
  = help: write a day

warning[file/name]: odd name
--> b.md


"]]
        );
    }

    #[test]
    fn findings_without_a_place_share_their_advice() {
        let assumed = |m: &str| Diagnostic::new(Code::ConfigAssumed, Place::Site, m).hint("say it");
        let found = [assumed("title is A"), assumed("url is B")];
        let text = human(&found, &Files(String::new()), false);
        assert_eq!(text.matches("= note: ").count(), 2, "{text}");
        assert_eq!(text.matches("= help: say it").count(), 1, "{text}");
    }

    #[test]
    fn long_lines_are_clipped() {
        let files = Files(format!("{}soon{}", "x".repeat(12), "y".repeat(1_000_000)));
        assert!(human(&found(), &files, true).len() < 2000);
    }
}
