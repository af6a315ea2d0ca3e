//! Front matter of a text: found, bounded, parsed by gray_matter's engines, and turned into our
//! own values with the author's order and the places of the keys.
//!
//! The engines alone would expand alias bombs, round large numbers, lose the order of keys and
//! say nothing of places; all of that is dealt with before or after they run.

use std::collections::BTreeMap;
use std::ops::Range;

use gray_matter::Pod;
use gray_matter::engine::{Engine, JSON, TOML, YAML};

use super::fence::{self, Block, Dialect, Fence};
use super::{json, toml, yaml};
use crate::diag::{Checked, Code, Diagnostic, Severity};
use crate::limits::{FRONT_MATTER_BYTES, FRONT_MATTER_NESTING};
use crate::model::post::{FrontMatter, FrontMatterFormat};
use crate::model::value::Value;
use crate::span::{FileId, Span};

/// Where the values of the top-level keys are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeySpans(BTreeMap<String, Span>);

impl KeySpans {
    /// The place of a key's value; the key as it is written.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Span> {
        self.0.get(key).copied()
    }
}

/// The two parts of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The front matter, where there is any that could be read.
    pub front: Option<(FrontMatter, KeySpans)>,
    /// Where the Markdown is.
    pub body: Range<usize>,
}

/// How a file of settings is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// YAML
    Yaml,
    /// TOML
    Toml,
    /// JSON
    Json,
}

/// A whole file of settings as data, behind the same guards as front matter; nothing where it
/// cannot be read.
#[must_use]
pub fn data(text: &str, format: FileFormat) -> Option<Value> {
    // A document may begin with `---` and end with `...`, and holds one of them.
    let start = text.trim_start().strip_prefix("---").filter(|rest| rest.starts_with(['\n', '\r']));
    let raw = start.filter(|_| format == FileFormat::Yaml).unwrap_or(text);
    let raw = raw.split("\n---").next().filter(|_| format == FileFormat::Yaml).unwrap_or(raw);
    if raw.len() > FRONT_MATTER_BYTES {
        return None;
    }
    let reader = Reader { raw, place: Span::new(FileId(0), 0, raw.len()) };
    let read = match format {
        FileFormat::Yaml => reader.yaml(&mut Vec::new()),
        FileFormat::Toml => reader.toml(),
        FileFormat::Json => reader.json(Dialect::Standard),
    };
    read.ok().map(|(value, _)| value)
}

/// Takes a text apart. Front matter that cannot be read is an error among the findings, and the
/// body is what is behind it all the same.
#[must_use]
pub fn read(text: &str, file: FileId) -> Checked<Parts> {
    let whole = 0..text.len();
    match fence::find(text) {
        Fence::None => {
            let note = Diagnostic::new(Code::FrontMatterEmpty, Span::file(file), "no front matter");
            Checked { value: Parts { front: None, body: whole }, diagnostics: vec![note] }
        }
        Fence::Rule(line) => {
            let message = "the text below the first `---` holds no keys, and is read as Markdown";
            let place = Span::new(file, line.start, line.end);
            let warning = Diagnostic::new(Code::FrontMatterType, place, message)
                .hint("write `key: value` lines, or put a blank line above the rule");
            Checked { value: Parts { front: None, body: whole }, diagnostics: vec![warning] }
        }
        Fence::Unclosed(line) => {
            let fence = text.get(line.clone()).unwrap_or_default().trim();
            let fence: String = fence.chars().take(20).collect();
            let message = format!("front matter is opened by `{fence}` and never closed");
            let place = Span::new(file, line.start, line.end);
            let error = Diagnostic::new(Code::FrontMatterUnclosed, place, message)
                .hint("close it with the same fence on a line of its own");
            Checked { value: Parts { front: None, body: whole }, diagnostics: vec![error] }
        }
        Fence::Found(block) => {
            let mut diagnostics = Vec::new();
            let front = parse(text, file, &block, &mut diagnostics);
            Checked { value: Parts { front, body: block.body }, diagnostics }
        }
    }
}

fn parse(
    text: &str,
    file: FileId,
    block: &Block,
    found: &mut Vec<Diagnostic>,
) -> Option<(FrontMatter, KeySpans)> {
    let raw = text.get(block.raw.clone())?;
    let place = Span::new(file, block.raw.start, block.raw.end);
    if raw.len() > FRONT_MATTER_BYTES {
        let message = format!("front matter of {} bytes is over the limit", raw.len());
        let hint = format!("at most {FRONT_MATTER_BYTES} bytes are read; move text into the body");
        let start = Span::new(file, block.raw.start, block.raw.start);
        found.push(Diagnostic::new(Code::FrontMatterLimit, start, message).hint(hint));
        return None;
    }
    let reader = Reader { raw, place };
    let read = match (block.format, block.dialect) {
        (_, Dialect::Plain) => Ok(reader.plain()),
        (FrontMatterFormat::Yaml, _) => reader.yaml(found),
        (FrontMatterFormat::Toml, _) => reader.toml(),
        (FrontMatterFormat::Json, dialect) => reader.json(dialect),
    };
    match read {
        Ok((data, spans)) => {
            let raw = block.raw.clone();
            Some((FrontMatter { format: block.format, raw, data }, spans))
        }
        Err(error) => {
            found.push(*error);
            None
        }
    }
}

/// The text between the fences and its place in the file.
struct Reader<'a> {
    raw: &'a str,
    place: Span,
}

type Read = Result<(Value, KeySpans), Box<Diagnostic>>;

#[expect(clippy::unnecessary_box_returns, reason = "the error of `Read` is boxed")]
impl Reader<'_> {
    /// A range of the raw text as a place in the file.
    ///
    /// Engines count bytes or characters; a place inside a character is moved to its start.
    fn span(&self, range: &Range<usize>) -> Span {
        let start = self.place.start as usize;
        let from = self.raw.floor_char_boundary(range.start);
        let to = self.raw.floor_char_boundary(range.end);
        Span::new(self.place.file, start + from, start + to)
    }

    fn syntax(&self, range: &Range<usize>, message: String) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::FrontMatterSyntax, self.span(range), message))
    }

    fn no_map(&self) -> Box<Diagnostic> {
        let end = self.raw.trim_end().len();
        self.syntax(&(0..end), "front matter is no list of keys and values".to_owned())
            .hint("write `key: value` lines")
            .into()
    }

    fn limit(&self, message: &str, range: &Range<usize>) -> Box<Diagnostic> {
        let place = self.span(range);
        let message = format!("front matter cannot be read: {message}");
        Box::new(Diagnostic::new(Code::FrontMatterLimit, place, message))
    }

    fn yaml(&self, found: &mut Vec<Diagnostic>) -> Read {
        let rows: Vec<_> = fence::lines(self.raw, 0).collect();
        let row = |line: usize| match rows.get(line) {
            Some(row) => (row.start, row.text),
            None => (self.raw.len(), ""),
        };
        let prepared = yaml::prepare(self.raw).map_err(|fault| match fault {
            yaml::Fault::Syntax(message, line, column) => {
                let (start, text) = row(line);
                let at = text.char_indices().nth(column).map_or(text.len(), |(i, _)| i);
                let key = fence::key_of(text.trim_start())
                    .map_or(String::new(), |key| format!(" at `{key}`"));
                self.syntax(
                    &(start + at..start + text.len()),
                    format!("front matter is not valid YAML{key}: {}", tidy(&message)),
                )
                .hint("put the value in quotes, or see whether brackets and indents are even")
                .into()
            }
            yaml::Fault::Limit(message, line) => {
                let (start, text) = row(line);
                self.limit(&message, &(start..start + text.trim_end().len()))
            }
            yaml::Fault::NoMap => self.no_map(),
        })?;
        for (line, message) in prepared.repairs {
            let (start, text) = row(line);
            let place = self.span(&(start..start + text.trim_end().len()));
            let mut warning = Diagnostic::new(Code::FrontMatterSyntax, place, message)
                .hint("other programs may stop at this line");
            warning.severity = Severity::Warning;
            found.push(warning);
        }
        let pod = YAML::parse(&prepared.text).map_err(|error| {
            let message = format!("front matter is not valid YAML: {}", tidy(&error.to_string()));
            self.syntax(&(0..0), message)
        })?;
        let mut lines: Vec<usize> = prepared.keys.iter().map(|(_, line)| *line).collect();
        lines.sort_unstable();
        let mut spans = BTreeMap::new();
        for (key, line) in &prepared.keys {
            let (start, text) = row(*line);
            let next = lines.get(lines.partition_point(|other| other <= line));
            let end = next.map_or(self.raw.len(), |next| row(*next).0);
            let value = text.find(':').map_or(0, |colon| colon + 1);
            let from = start + value;
            let shown = self.raw.get(from..end.max(from)).unwrap_or_default();
            let from = from + (shown.len() - shown.trim_start().len());
            let shown = shown.trim();
            spans.insert(key.clone(), self.span(&(from..from + shown.len())));
        }
        let order = prepared.keys.into_iter().map(|(key, _)| key);
        Ok((top(pod, order).ok_or_else(|| self.no_map())?, KeySpans(spans)))
    }

    fn toml(&self) -> Read {
        if toml::too_deep(self.raw) {
            let message = format!("a key has more than {FRONT_MATTER_NESTING} parts");
            return Err(self.limit(&message, &(0..0)));
        }
        // A lone carriage return and control characters are errors in TOML; the replacements
        // have one byte as they do, so that places stay true.
        let old_mac = self.raw.contains('\r') && !self.raw.contains('\n');
        let text = if old_mac { self.raw.replace('\r', "\n") } else { self.raw.to_owned() };
        let text =
            text.replace(|c: char| c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t'), "?");
        let fault = |fault: toml::Fault| {
            let message = format!("front matter is not valid TOML: {}", tidy(&fault.message));
            self.syntax(&fault.place, message)
        };
        let keys = toml::keys(&text).map_err(fault)?;
        let pod = TOML::parse(&text).map_err(|error| {
            let message = format!("front matter is not valid TOML: {}", tidy(&error.to_string()));
            self.syntax(&(0..0), message)
        })?;
        let order = keys.iter().map(|key| key.name.clone());
        let mut data = top(pod, order).ok_or_else(|| self.no_map())?;
        if let Value::Map(entries) = &mut data {
            for (name, value) in entries {
                let written = keys.iter().find(|key| key.name == *name && key.date.is_some());
                if let Some(date) = written.and_then(|key| key.date.clone()) {
                    *value = Value::String(date);
                }
            }
        }
        let spans = keys.iter().map(|key| (key.name.clone(), self.span(&key.value))).collect();
        Ok((data, KeySpans(spans)))
    }

    fn json(&self, dialect: Dialect) -> Read {
        // The braces that Hexo leaves out are put on lines of their own.
        let braceless = dialect == Dialect::Braceless;
        let text = if braceless { format!("{{\n{}\n}}", self.raw) } else { self.raw.to_owned() };
        let shift = if braceless { 2 } else { 0 };
        if json::depth(&text) > FRONT_MATTER_NESTING {
            let message = format!("it is nested more than {FRONT_MATTER_NESTING} deep");
            return Err(self.limit(&message, &(0..self.raw.find('\n').unwrap_or(self.raw.len()))));
        }
        let hard = json::harden(&text);
        let pod = match serde_json::from_str::<serde::de::IgnoredAny>(&hard) {
            Ok(_) => JSON::parse(&hard).map_err(|error| error.to_string()),
            Err(error) => {
                let line = error.line().saturating_sub(1 + usize::from(braceless));
                let row = fence::lines(self.raw, 0).nth(line);
                let (start, len) = row.map_or((self.raw.len(), 0), |r| (r.start, r.text.len()));
                let column = error.column().saturating_sub(1).min(len);
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                let message = format!("front matter is not valid JSON: {}", tidy(message));
                return Err(self.syntax(&(start + column..start + len), message));
            }
        };
        let pod = pod.map_err(|error| {
            self.syntax(&(0..0), format!("front matter is not valid JSON: {}", tidy(&error)))
        })?;
        let keys = json::keys(&text);
        let order = keys.iter().map(|(key, _)| key.clone());
        let data = top(pod, order).ok_or_else(|| self.no_map())?;
        let spans = keys.iter().map(|(key, range)| {
            let start = range.start.saturating_sub(shift);
            (key.clone(), self.span(&(start..range.end.saturating_sub(shift).max(start))))
        });
        Ok((data, KeySpans(spans.collect())))
    }

    /// `Key: text` lines; lines that are indented continue a value.
    fn plain(&self) -> (Value, KeySpans) {
        let mut entries: Vec<(String, String)> = Vec::new();
        let mut spans = BTreeMap::new();
        for line in fence::lines(self.raw, 0) {
            if let Some(key) = fence::key_of(line.text) {
                let rest = line.text.split_once(':').map_or("", |(_, rest)| rest);
                let value = rest.trim();
                let from = line.start + line.text.len() - rest.trim_start().len();
                spans.insert(key.to_owned(), self.span(&(from..from + value.len())));
                entries.retain(|(other, _)| other != key);
                entries.push((key.to_owned(), value.to_owned()));
            } else if let Some((_, value)) = entries.last_mut() {
                value.push('\n');
                value.push_str(line.text.trim());
            }
        }
        let map = entries.into_iter().map(|(key, value)| (key, Value::String(value)));
        (Value::Map(map.collect()), KeySpans(spans))
    }
}

/// One line of another crate's message, in our style.
fn tidy(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line: String = line.chars().filter(|c| !c.is_control()).take(160).collect();
    line.trim_end_matches('.').to_owned()
}

/// The outer map in the author's order; nothing where the value is no map.
fn top(pod: Pod, order: impl Iterator<Item = String>) -> Option<Value> {
    let mut map = match pod {
        Pod::Hash(map) => map,
        Pod::Null => return Some(Value::Map(Vec::new())),
        _ => return None,
    };
    let mut entries = Vec::with_capacity(map.len());
    for key in order {
        if let Some(pod) = map.remove(&key) {
            entries.push((key, value(pod)));
        }
    }
    let mut rest: Vec<_> = map.into_iter().collect();
    rest.sort_by(|a, b| a.0.cmp(&b.0));
    entries.extend(rest.into_iter().map(|(key, pod)| (key, value(pod))));
    Some(Value::Map(entries))
}

/// The nesting is bounded before this runs, by our own guard or by the engine's.
fn value(pod: Pod) -> Value {
    match pod {
        Pod::Null => Value::Null,
        Pod::String(text) => Value::String(text),
        Pod::Integer(number) => Value::Int(number),
        Pod::Float(number) if number.is_finite() => Value::Float(number),
        Pod::Float(number) => Value::String(number.to_string()),
        Pod::Boolean(yes) => Value::Bool(yes),
        Pod::Array(list) => Value::List(list.into_iter().map(value).collect()),
        Pod::Hash(map) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Map(entries.into_iter().map(|(key, pod)| (key, value(pod))).collect())
        }
    }
}

#[cfg(test)]
mod tests;
