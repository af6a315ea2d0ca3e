//! Markup and style sheets: tags with what they embed, declarations, Markdown.

use super::grammars;
use super::scan::scan;
use super::session::lines;
use super::{Class, Part};

/// Whether a language is written in tags.
pub(super) fn is_markup(language: &str) -> bool {
    matches!(
        language,
        "html"
            | "htm"
            | "xhtml"
            | "htmlmixed"
            | "xml"
            | "xsl"
            | "xslt"
            | "xsd"
            | "plist"
            | "rss"
            | "atom"
            | "svg"
            | "xaml"
            | "vue"
            | "svelte"
            | "astro"
            | "ejs"
            | "erb"
            | "jsp"
            | "hbs"
            | "handlebars"
            | "mustache"
            | "liquid"
            | "twig"
            | "jinja"
            | "jinja2"
            | "njk"
            | "qml.xml"
    )
}

/// Elements, attributes and their values; scripts and styles by their own rules.
pub(super) fn tags(code: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = code[at..].find('<') {
        let start = at + found;
        let rest = &code[start..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(code.len(), |i| start + i + 3);
            out.push((start..end, Class::Comment));
            at = end;
            continue;
        }
        let name_at = start + if rest.starts_with("</") { 2 } else { 1 };
        let name = word(&code[name_at..], |c| "-:_.!?%=".contains(c));
        let opens = code[name_at..].starts_with(|c: char| c.is_alphabetic() || "!?%".contains(c));
        if name.is_empty() || !opens {
            at = name_at;
            continue;
        }
        out.push((name_at..name_at + name.len(), Class::Type));
        at = attributes(code, name_at + name.len(), &mut out);
        let embedded = match name.to_ascii_lowercase().as_str() {
            "script" if name_at == start + 1 => "</script",
            "style" if name_at == start + 1 => "</style",
            _ => continue,
        };
        let end = code[at..].find(embedded).map_or(code.len(), |i| at + i);
        let inner = &code[at..end];
        let parts = match (embedded, grammars::find("ts")) {
            ("</style", _) => css(inner),
            (_, Some(grammar)) => scan(grammar, inner),
            (_, None) => Vec::new(),
        };
        out.extend(parts.into_iter().map(|(r, class)| (r.start + at..r.end + at, class)));
        at = end;
    }
    out
}

/// Attributes up to the end of a tag; returns where it ends.
fn attributes(code: &str, mut at: usize, out: &mut Vec<Part>) -> usize {
    let mut is_value = false;
    while let Some(c) = code[at..].chars().next() {
        match c {
            '>' => return at + 1,
            '<' => return at,
            '"' | '\'' => {
                let end = code[at + 1..].find(c).map_or(code.len(), |i| at + i + 2);
                out.push((at..end, Class::String));
                at = end;
                is_value = false;
            }
            '=' => {
                is_value = true;
                at += 1;
            }
            _ => {
                let name = word(&code[at..], |c| "-:_.@#$*".contains(c));
                if name.is_empty() {
                    at += c.len_utf8();
                } else {
                    let class = if is_value { Class::String } else { Class::Constant };
                    out.push((at..at + name.len(), class));
                    at += name.len();
                }
                is_value = false;
            }
        }
    }
    at
}

/// The letters and digits at the start of a text, and the signs that count as such.
fn word(text: &str, also: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && !also(c)).unwrap_or(text.len());
    &text[..end]
}

/// Selectors, properties, values. Nested rules and variables of SCSS and Less too.
pub(super) fn css(code: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut at = 0;
    // Behind the colon of a declaration.
    let mut is_value = false;
    let mut starts = true;
    // Where the end of a statement was looked for, and whether it opens a block.
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(code.len(), |i| at + i + 2);
            out.push((at..end, Class::Comment));
            at = end;
        } else if rest.starts_with("//") && !is_value {
            let end = rest.find('\n').map_or(code.len(), |i| at + i);
            out.push((at..end, Class::Comment));
            at = end;
        } else if matches!(c, '"' | '\'') {
            let end = rest[1..].find([c, '\n']).map_or(code.len(), |i| at + i + 2);
            out.push((at..end, Class::String));
            at = end;
        } else if matches!(c, '{' | '}' | ';') {
            (is_value, starts) = (false, true);
            at += 1;
        } else if c == '@' || c == '$' {
            let name = word(&rest[1..], |c| c == '-' || c == '_');
            let class = if c == '@' { Class::Keyword } else { Class::Constant };
            out.push((at..at + 1 + name.len(), class));
            at += 1 + name.len();
            // What follows a rule's name is no selector.
            (is_value, starts) = (c == '@' || is_value, c == '$' && starts);
        } else if starts && !c.is_whitespace() {
            starts = false;
            let end = rest.find(['{', ';', '}']).map_or(code.len(), |i| at + i);
            if code[end..].starts_with('{') && !code[at..end].contains("/*") {
                let selector = code[at..end].trim_end();
                out.push((at..at + selector.len(), Class::Type));
                at = end;
            } else {
                let name = word(rest, |c| c == '-' || c == '_');
                if !name.is_empty() {
                    out.push((at..at + name.len(), Class::Constant));
                }
                at += name.len().max(c.len_utf8());
                is_value = true;
            }
        } else if is_value && (c.is_ascii_digit() || c == '#') {
            let length = 1 + word(&rest[1..], |c| c == '.' || c == '%').len();
            out.push((at..at + length, Class::Number));
            at += length;
        } else {
            let name = word(rest, |c| c == '-' || c == '_');
            let end = at + name.len();
            if is_value && code[end..].starts_with('(') && !name.is_empty() {
                out.push((at..end, Class::Function));
            }
            at = end.max(at + c.len_utf8());
        }
    }
    out
}

/// Headings, quotes, marks of lists, and code.
pub(super) fn markdown(code: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut fence: Option<&str> = None;
    for range in lines(code) {
        let line = &code[range.clone()];
        let bare = line.trim_start();
        let start = range.end - bare.len();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        if mark.is_some() && (fence.is_none() || fence == mark) {
            fence = if fence.is_none() { mark } else { None };
            out.push((start..range.end, Class::String));
        } else if bare.is_empty() {
        } else if fence.is_some() {
            out.push((start..range.end, Class::String));
        } else if bare.trim_start_matches('#').starts_with(' ') && bare.starts_with('#') {
            out.push((start..range.end, Class::Heading));
        } else if bare.starts_with('>') {
            out.push((start..range.end, Class::Comment));
        } else {
            let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let after = &bare[digits..];
            let is_item = if digits == 0 {
                ["- ", "* ", "+ "].iter().any(|mark| after.starts_with(mark))
            } else {
                after.starts_with(". ") || after.starts_with(") ")
            };
            let mut from = start;
            if is_item {
                out.push((start..start + digits + 1, Class::Keyword));
                from += digits + 1;
            }
            // Spans of code stand between every second pair of marks.
            let marks: Vec<usize> =
                code[from..range.end].match_indices('`').map(|m| from + m.0).collect();
            for pair in marks.chunks_exact(2) {
                if let [open, close] = pair {
                    out.push((*open..close + 1, Class::String));
                }
            }
        }
    }
    out
}
