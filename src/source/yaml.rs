//! What YAML front matter needs before it is parsed: bounds, exact numbers, the order and places
//! of its keys, and the mending of a few common mistakes that have one possible meaning.
//!
//! Nothing here changes the number of lines of a text, so that places stay true.

mod indent;
mod opening;

use std::collections::BTreeMap;

use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::scanner::{ScanError, TScalarStyle};

use super::fence::{key_of, lines};
use crate::limits::{
    FRONT_MATTER_INDENTS, FRONT_MATTER_NESTING, FRONT_MATTER_REPAIRS, YAML_EXPANDED_BYTES,
    YAML_NODE_BYTES,
};

/// Text that is safe to be parsed, and what is known of it.
pub(super) struct Prepared {
    /// The text, with `\n` at its line ends.
    pub(super) text: String,
    /// The keys of the outer map in the author's order with their lines, counted from 0. A key
    /// that is written twice is here once, with the line of the last.
    pub(super) keys: Vec<(String, usize)>,
    /// What was mended: the line, counted from 0, and what was wrong.
    pub(super) repairs: Vec<(usize, String)>,
}

/// Why a text cannot be used.
pub(super) enum Fault {
    /// It is no YAML: what is wrong, the line (from 0) and the character in it (from 0).
    Syntax(String, usize, usize),
    /// It is larger than a limit allows.
    ///
    /// With the line (from 0) where it is met.
    Limit(String, usize),
    /// It is a list or a single value, not keys and values.
    NoMap,
}

impl From<ScanError> for Fault {
    fn from(error: ScanError) -> Self {
        let place = error.marker();
        let line = place.line().saturating_sub(1);
        // The scanner bounds lists in brackets by itself.
        if error.info().contains("recursion limit") {
            let message = format!("it is nested more than {FRONT_MATTER_NESTING} deep");
            return Self::Limit(message, line);
        }
        Self::Syntax(error.info().to_owned(), line, place.col())
    }
}

/// Makes front matter ready for its engine.
pub(super) fn prepare(raw: &str) -> Result<Prepared, Fault> {
    let mut rows: Vec<String> = lines(raw, 0).map(|line| clean(line.text)).collect();
    let mut repairs = Vec::new();
    let mut indents = 0;
    let survey = loop {
        match survey(&rows.join("\n")) {
            Ok(survey) => break survey,
            // Readers of YAML in JavaScript and Ruby take no offence at this.
            Err(Fault::Syntax(message, line, _))
                if indents < FRONT_MATTER_INDENTS && indent::mend(&mut rows, &message, line) =>
            {
                indents += 1;
            }
            Err(Fault::Syntax(message, line, column)) => {
                if repairs.len() >= FRONT_MATTER_REPAIRS || !repair(&mut rows, line, &mut repairs) {
                    return Err(opening::explain(raw, message, line, column));
                }
            }
            Err(fault) => return Err(fault),
        }
    };
    let text = quote(&rows.join("\n"), &survey.numbers);
    let (keys, doubles) = unique(survey.keys);
    let text = if doubles.is_empty() { text } else { drop_doubles(&text, &doubles, &mut repairs) };
    Ok(Prepared { text, keys, repairs })
}

/// YAML forbids control characters (1.2.2, production 1); NUL would even end the text.
fn clean(line: &str) -> String {
    line.replace(|c: char| c.is_control() && !matches!(c, '\t' | '\u{85}'), "\u{fffd}")
}

struct Survey {
    /// Key, line (from 0).
    keys: Vec<(String, usize)>,
    /// Numbers to be kept as they are written: character index, text.
    numbers: Vec<(usize, String)>,
}

struct Frame {
    anchor: usize,
    size: u64,
    map: bool,
    /// In a map: whether the next node is a key.
    key: bool,
}

/// Walks through the events of a text, without recursion and without expanding aliases.
fn survey(text: &str) -> Result<Survey, Fault> {
    let mut parser = Parser::new_from_str(text);
    let mut found = Survey { keys: Vec::new(), numbers: Vec::new() };
    let mut stack: Vec<Frame> = Vec::new();
    let mut sizes: BTreeMap<usize, u64> = BTreeMap::new();
    let mut documents = 0;
    loop {
        let (event, place) = parser.next_token()?;
        let line = place.line().saturating_sub(1);
        let is_key = stack.last().is_some_and(|frame| frame.map && frame.key);
        let size = match event {
            Event::StreamEnd => return Ok(found),
            Event::DocumentStart => {
                documents += 1;
                if documents > 1 {
                    let message = "a second document begins here".to_owned();
                    return Err(Fault::Syntax(message, line, 0));
                }
                continue;
            }
            Event::Nothing | Event::StreamStart | Event::DocumentEnd => continue,
            Event::Alias(id) => match sizes.get(&id) {
                Some(size) => *size,
                None => {
                    return Err(Fault::Limit("an alias stands for itself".to_owned(), line));
                }
            },
            Event::Scalar(value, style, anchor, tag) => {
                if stack.is_empty()
                    && !(value == "~" && style == TScalarStyle::Plain && text.trim().is_empty())
                {
                    let blank = text
                        .lines()
                        .all(|l| l.trim().is_empty() || l.trim_start().starts_with('#'));
                    if blank {
                        continue;
                    }
                    return Err(Fault::NoMap);
                }
                let size = YAML_NODE_BYTES + value.len() as u64;
                if anchor > 0 {
                    sizes.insert(anchor, size);
                }
                if is_key && stack.len() == 1 {
                    found.keys.push((value, line));
                } else if style == TScalarStyle::Plain && tag.is_none() && is_odd_number(&value) {
                    found.numbers.push((place.index(), value));
                }
                size
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                let map = matches!(event, Event::MappingStart(..));
                if stack.is_empty() && !map {
                    return Err(Fault::NoMap);
                }
                if stack.len() >= FRONT_MATTER_NESTING {
                    return Err(Fault::Limit(
                        format!("it is nested more than {FRONT_MATTER_NESTING} deep"),
                        line,
                    ));
                }
                stack.push(Frame { anchor, size: YAML_NODE_BYTES, map, key: true });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = stack.pop() else { continue };
                if frame.anchor > 0 {
                    sizes.insert(frame.anchor, frame.size);
                }
                frame.size
            }
        };
        if let Some(parent) = stack.last_mut() {
            parent.key = !parent.key;
            parent.size = parent.size.saturating_add(size);
            if parent.size > YAML_EXPANDED_BYTES {
                let message =
                    format!("its aliases expand to more than {YAML_EXPANDED_BYTES} bytes");
                return Err(Fault::Limit(message, line));
            }
        }
    }
}

/// Whether a plain scalar is a number that would not come back as it is written: `1.10`, `0777`,
/// `0x1F`, `1e3`, `.nan`, and whole numbers that fit no `i64`. Such a scalar is kept as text.
fn is_odd_number(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return false;
    }
    if let Ok(number) = text.parse::<i64>() {
        return number.to_string() != text;
    }
    if let Ok(number) = text.parse::<f64>() {
        return number.to_string() != text;
    }
    let lower = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    lower.starts_with("0x") || lower.starts_with("0o") || matches!(lower.as_str(), ".inf" | ".nan")
}

/// Puts numbers in quotes, by their character indices in ascending order.
fn quote(text: &str, numbers: &[(usize, String)]) -> String {
    let mut out = String::with_capacity(text.len() + numbers.len() * 2);
    let mut numbers = numbers.iter().peekable();
    let mut skip = 0;
    for (index, (at, c)) in text.char_indices().enumerate() {
        if let Some((place, number)) = numbers.peek()
            && *place == index
        {
            numbers.next();
            if text[at..].starts_with(number.as_str()) {
                out.push('\'');
                out.push_str(number);
                out.push('\'');
                skip = at + number.len();
            }
        }
        if at >= skip {
            out.push(c);
        }
    }
    out
}

/// A key that is written twice: the lines (from 0) of the entry that is dropped.
struct Double {
    name: String,
    first: usize,
    end: usize,
    last: usize,
}

fn unique(all: Vec<(String, usize)>) -> (Vec<(String, usize)>, Vec<Double>) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut keys: Vec<(String, usize)> = Vec::new();
    let mut doubles = Vec::new();
    let starts: Vec<usize> = all.iter().map(|(_, line)| *line).collect();
    let end_of = |line: usize| {
        let next = starts.partition_point(|start| *start <= line);
        starts.get(next).copied().unwrap_or(line + 1)
    };
    for (name, line) in all {
        match places.get(&name) {
            Some(&i) => {
                let first = keys[i].1;
                keys[i].1 = line;
                doubles.push(Double { name, first, end: end_of(first), last: line });
            }
            None => {
                places.insert(name.clone(), keys.len());
                keys.push((name, line));
            }
        }
    }
    (keys, doubles)
}

/// Turns all but the last entry of a key into comments, where the entries are lines of their own.
fn drop_doubles(text: &str, doubles: &[Double], repairs: &mut Vec<(usize, String)>) -> String {
    let mut rows: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for double in doubles {
        let own = |line: usize| rows.get(line).is_some_and(|row| key_of(row).is_some());
        if double.first == double.last || !own(double.first) || !own(double.last) {
            continue;
        }
        for row in rows.iter_mut().take(double.end).skip(double.first) {
            row.insert(0, '#');
        }
        let message = format!("the key `{}` is written twice, the last one counts", double.name);
        repairs.push((double.last, message));
    }
    rows.join("\n")
}

/// Mends the line of a syntax error, or the line before it. Says whether anything was mended.
fn repair(rows: &mut [String], line: usize, repairs: &mut Vec<(usize, String)>) -> bool {
    if let Some(at) = text_below(rows, line) {
        rows[at].truncate(rows[at].trim_end().len());
        rows[at].push_str(" |");
        repairs.push((at, "the text below needs `|` in YAML, and was read as text".to_owned()));
        return true;
    }
    for at in [Some(line), line.checked_sub(1)].into_iter().flatten() {
        let Some(row) = rows.get_mut(at) else { continue };
        if let Some(mended) = quoted(row) {
            *row = mended;
            repairs.push((at, "the value needs quotes in YAML, and was read as text".to_owned()));
            return true;
        }
        if let Some(mended) = spaced(row) {
            *row = mended;
            let message = "a tab or a space of another kind stands where YAML wants a plain space";
            repairs.push((at, message.to_owned()));
            return true;
        }
    }
    // The error of a tab is found wherever what began before it ends.
    for (at, row) in rows.iter_mut().enumerate() {
        let tabs = row.bytes().take_while(|b| matches!(b, b'\t' | b' ')).count();
        if row[..tabs].contains('\t') {
            *row = row[..tabs].replace('\t', "  ") + &row[tabs..];
            repairs.push((at, "a tab indents the line, where YAML wants spaces".to_owned()));
            return true;
        }
    }
    false
}

/// The line of a key that stands alone and has indented text below it, up to a line of that text:
/// `head:` above HTML or styles, as Python-Markdown's metadata are written.
fn text_below(rows: &[String], line: usize) -> Option<usize> {
    let above = rows.get(..=line)?;
    let at = above.iter().rposition(|row| !row.is_empty() && !row.starts_with([' ', '\t']))?;
    let key = key_of(&rows[at])?;
    let is_alone = rows[at].trim_end().len() == key.len() + 1;
    let first = rows.get(at + 1..)?.iter().map(|row| row.trim()).find(|row| !row.is_empty())?;
    // What begins as YAML does is to be mended as such.
    let is_text = first.starts_with('<') || !first.starts_with(|c: char| c.is_ascii_punctuation());
    (is_alone && is_text && key_of(first).is_none()).then_some(at).filter(|at| *at < line)
}

/// `key: value` with a plain space, where a tab or a space that does not break stands around it.
fn spaced(row: &str) -> Option<String> {
    let odd = |c: char| c == '\u{a0}' || c == '\u{3000}' || c == '\t';
    let colon = row.find(':')?;
    let rest = &row[colon + 1..];
    let inner = row[..colon].contains(['\u{a0}', '\u{3000}']);
    if !rest.starts_with(odd) && !inner {
        return None;
    }
    let key = row[..colon].replace(['\u{a0}', '\u{3000}'], " ");
    let value = rest.trim_start_matches(|c: char| odd(c) || c == ' ');
    Some(format!("{key}: {value}"))
}

/// `key: value` with the value in quotes, where the value cannot stand without them.
fn quoted(row: &str) -> Option<String> {
    let indent = row.len() - row.trim_start_matches([' ', '-']).len();
    let entry = &row[indent..];
    let key = key_of(entry)?;
    let colon = entry.find(key)? + key.len();
    let colon = colon + entry[colon..].find(':')? + 1;
    let value = entry[colon..].trim();
    let value = value.split_once(" #").map_or(value, |(value, _)| value.trim_end());
    let first = value.chars().next()?;
    let closed_early = |close: char| {
        value[1..].find(close).is_some_and(|end| !value[end + 2..].trim().is_empty())
            && !value.ends_with(close)
    };
    // What is quoted and has the same quotes inside means the text between the outer two.
    if let quote @ ('"' | '\'') = first
        && let Some(inner) = value.strip_prefix(quote).and_then(|v| v.strip_suffix(quote))
        && is_ended_within(inner, quote)
    {
        let inner = inner.replace('\'', "''");
        return Some(format!("{}{} '{inner}'", &row[..indent], &entry[..colon]));
    }
    let wrong = match first {
        '|' | '>' | '#' => false,
        '"' | '\'' => closed_early(first),
        '[' => closed_early(']'),
        '{' => closed_early('}'),
        '@' | '`' | '%' | '*' | '&' | '!' | ',' | ']' | '}' => true,
        _ => value.contains(": ") || value.contains(":\t") || value.ends_with(':'),
    };
    wrong.then(|| format!("{}{} '{}'", &row[..indent], &entry[..colon], value.replace('\'', "''")))
}

/// Whether a quote stands in a quoted text as it would at its end: not behind a backslash between
/// double ones, nor doubled between single ones (YAML 1.2.2, 7.3).
fn is_ended_within(inner: &str, quote: char) -> bool {
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote && !(quote == '\'' && chars.next_if_eq(&quote).is_some()) {
            return true;
        }
    }
    false
}
