//! Where a mistake of YAML begins: the scanner stops at the first place where no YAML is possible,
//! which is often lines behind the bracket or quote that was never closed.

use super::Fault;
use crate::source::fence::{key_of, lines};

/// The fault of a text that cannot be mended, at its beginning where that is known. The line and
/// the character are where the scanner stopped, from 0.
pub(super) fn explain(raw: &str, message: String, line: usize, column: usize) -> Fault {
    let rows: Vec<&str> = lines(raw, 0).map(|line| line.text).collect();
    if let Some((at, character, sign)) = unclosed(&rows, line) {
        return Fault::Syntax(format!("`{sign}` is never closed"), at, character);
    }
    let indent = |at: usize| {
        let row = rows.get(at)?;
        row[..row.len() - row.trim_start().len()].contains('\t').then_some(at)
    };
    if let Some(at) = indent(line).or_else(|| indent(line.checked_sub(1)?)) {
        return Fault::Syntax("a tab indents the line, where YAML wants spaces".to_owned(), at, 0);
    }
    Fault::Syntax(message, line, column)
}

/// The bracket or quote that a value begins with and that nothing closes up to a line: the line,
/// the character in it, the sign.
fn unclosed(rows: &[&str], last: usize) -> Option<(usize, usize, char)> {
    let mut at = 0;
    while let Some(row) = rows.get(at).filter(|_| at <= last) {
        let start = value_start(row);
        match row[start..].chars().next() {
            Some(sign @ ('[' | '{' | '"' | '\'')) => match end(rows, at, start, last) {
                Some(end) => at = end + 1,
                None => return Some((at, row[..start].chars().count(), sign)),
            },
            // Text that is taken as it is.
            Some('|' | '>') => {
                let depth = indent(row);
                at += 1;
                while rows.get(at).is_some_and(|row| row.trim().is_empty() || indent(row) > depth) {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    None
}

fn indent(row: &str) -> usize {
    row.len() - row.trim_start_matches([' ', '\t']).len()
}

/// Where the value of a line begins: behind its key, or the mark of an item.
fn value_start(row: &str) -> usize {
    let mut start = indent(row);
    while row[start..].starts_with("- ") {
        start += 2 + indent(&row[start + 2..]);
    }
    let entry = &row[start..];
    let Some(key) = key_of(entry) else { return start };
    let behind = entry.find(key).map_or(0, |at| at + key.len());
    let Some(colon) = entry[behind..].find(':') else { return start };
    let value = start + behind + colon + 1;
    value + indent(&row[value..])
}

/// The line in which the value that begins there ends.
fn end(rows: &[&str], first: usize, start: usize, last: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, row) in rows.iter().enumerate().take(last + 1).skip(first) {
        let from = if at == first { start } else { 0 };
        // Keys of the outer map stand in no bracket; and a quote that opens a value closes none.
        if at > first && quote.is_none() && indent(row) == 0 && key_of(row).is_some() {
            return None;
        }
        let opens = value_start(row);
        let mut before = ' ';
        let mut chars = row[from..].char_indices();
        while let Some((i, c)) = chars.next() {
            match (quote, c) {
                (Some('"'), '\\') => {
                    chars.next();
                }
                (Some(open), c) if c == open => {
                    if at > first && from + i == opens && key_of(row).is_some() {
                        return None;
                    }
                    quote = None;
                }
                (Some(_), _) => {}
                // A quote opens a text only where a value begins.
                (None, '"' | '\'') if matches!(before, ' ' | '\t' | '[' | '{' | ',' | ':') => {
                    quote = Some(c);
                }
                (None, '#') if before == ' ' && i > 0 => break,
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => depth = depth.saturating_sub(1),
                (None, _) => {}
            }
            before = c;
        }
        if depth == 0 && quote.is_none() {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unclosed;

    #[test]
    fn what_is_never_closed_is_found_where_it_begins() {
        for (text, found) in [
            ("title: A\ntags: [a, b\ndate: 2024-01-02", Some((1, 6, '['))),
            ("title: A\ntags: [a,\n  b]\ndate: x", None),
            ("x: {a: [1, 2}\ny: 1", Some((0, 3, '{'))),
            ("title: \"a\ndate: x", Some((0, 7, '"'))),
            ("title: \"a\nsubtitle: \"b\"", Some((0, 7, '"'))),
            ("title: 'it''s'\ntags: ['a]", Some((1, 6, '['))),
            ("title: \"a \\\" b\"\nx: y", None),
            ("text: |\n  [not\n  \"a\nx: y", None),
            ("list:\n  - [a\n  - b", Some((1, 4, '['))),
            ("a: [it's, 5\" wide] # [\nb: c", None),
        ] {
            let rows: Vec<&str> = text.lines().collect();
            assert_eq!(unclosed(&rows, rows.len() - 1), found, "{text}");
        }
    }
}
