//! The tags of template languages in a text: where they begin and end, their names and arguments,
//! and which of them belong together.

use crate::limits;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Between which brackets a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Brackets {
    /// `{% … %}`: Liquid, Nunjucks (Hexo, Eleventy), Tera (Zola).
    Percent,
    /// `{{< … >}}` and `{{% … %}}`: Hugo.
    Hugo,
    /// `{{ … }}`: a value, or a shortcode without a body (Zola).
    Braces,
}

/// A tag.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) brackets: Brackets,
    /// With its brackets.
    pub(super) range: Range<usize>,
    /// The word that it begins with; empty where it begins with none.
    pub(super) name: String,
    /// What is behind the name, without `/` at the end.
    pub(super) rest: Range<usize>,
    /// Whether the name is followed by arguments in parentheses (Zola).
    pub(super) call: bool,
    /// The tag that ends it, by its place in the list.
    pub(super) end: Option<usize>,
    /// Whether it ends another.
    pub(super) closing: bool,
}

/// All tags outside of `code`, in order; those that belong together know it. What is between tags
/// whose name is `opaque` is not looked at.
pub(super) fn find(
    text: &str,
    code: &[Range<usize>],
    opaque: &dyn Fn(Brackets, &str) -> bool,
) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut at = 0;
    // Names whose end was looked for in vain: a search more would find nothing either.
    let mut endless: HashSet<(Brackets, String)> = HashSet::new();
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|i| at + i) {
        if let Some(code) = around(code, start) {
            at = code.end;
            continue;
        }
        let Some(tag) = tag_at(text, start) else {
            at = start + 1;
            continue;
        };
        at = tag.range.end;
        let key = (tag.brackets, tag.name.clone());
        let seek = !tag.closing && opaque(tag.brackets, &tag.name) && !endless.contains(&key);
        if seek {
            if let Some(mut end) = end_of(text, &tag) {
                at = end.range.end;
                end.closing = true;
                let place = tags.len() + 1;
                tags.push(Tag { end: Some(place), ..tag });
                tags.push(end);
                continue;
            }
            endless.insert(key);
        }
        tags.push(tag);
    }
    pair(&mut tags);
    tags
}

/// The range that a place is in, of sorted ranges that do not overlap.
pub(super) fn around(ranges: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let next = ranges.partition_point(|range| range.start <= at);
    ranges.get(next.checked_sub(1)?).filter(|range| range.end > at)
}

/// The tag that begins at a place.
fn tag_at(text: &str, start: usize) -> Option<Tag> {
    let rest = text.get(start..)?;
    let (open, close, brackets) = match rest.as_bytes() {
        [b'{', b'%', ..] => (2, "%}", Brackets::Percent),
        [b'{', b'{', b'<', ..] => (3, ">}}", Brackets::Hugo),
        [b'{', b'{', b'%', ..] => (3, "%}}", Brackets::Hugo),
        [b'{', b'{', ..] => (2, "}}", Brackets::Braces),
        _ => return None,
    };
    let longest = rest.floor_char_boundary(limits::TEMPLATE_TAG_BYTES);
    let end = end_outside_quotes(&rest[..longest], open, close)?;
    let inside = &rest[open..end];
    let lead = inside.len() - inside.trim_start_matches(['-', ' ', '\t', '\n', '\r']).len();
    let body = inside[lead..].trim_end_matches(['-', ' ', '\t', '\n', '\r']);
    let body = match brackets {
        Brackets::Hugo => body.strip_suffix('/').unwrap_or(body).trim_end(),
        _ => body,
    };
    let (slash, word) = match body.strip_prefix('/') {
        Some(word) => (body.len() - word.trim_start().len(), word.trim_start()),
        None => (0, body),
    };
    let named = |c: char| !(c.is_alphanumeric() || "_-/.".contains(c));
    let len = word.find(named).unwrap_or(word.len());
    let name = &word[..len];
    let from = start + open + lead + slash + len;
    let to = start + open + lead + body.len();
    let call = word[len..].starts_with('(') && word.ends_with(')');
    let closing = slash > 0 || brackets == Brackets::Percent && name.starts_with("end");
    Some(Tag {
        brackets,
        range: start..start + end + close.len(),
        name: name.to_owned(),
        rest: from..to.max(from),
        call,
        end: None,
        closing,
    })
}

/// Where a bracket closes that is not in a text in quotes; else where it closes at all.
fn end_outside_quotes(text: &str, from: usize, close: &str) -> Option<usize> {
    let mut quote = None;
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (None, _) if bytes[at..].starts_with(close.as_bytes()) => return Some(at),
            // Another tag begins: this one was none. It also keeps the search short.
            (None, b'{') if matches!(bytes.get(at + 1), Some(b'{' | b'%')) => return None,
            (None, mark @ (b'"' | b'`')) => quote = Some(mark),
            (Some(_), b'\\') => at += 1,
            (Some(open), mark) if open == mark => quote = None,
            (_, b'\n') if bytes[at..].starts_with(b"\n\n") => break,
            _ => {}
        }
        at += 1;
    }
    let plain = text.get(from..)?.find(close)?;
    (!text[from..from + plain].contains("\n\n")).then_some(from + plain)
}

/// The end of a tag whose inside is not looked at.
fn end_of(text: &str, open: &Tag) -> Option<Tag> {
    let mut at = open.range.end;
    loop {
        let start = at + text.get(at..)?.find('{')?;
        at = start + 1;
        let Some(tag) = tag_at(text, start).filter(|t| t.brackets == open.brackets) else {
            continue;
        };
        if ends(&tag, &open.name) {
            return Some(tag);
        }
    }
}

fn ends(tag: &Tag, name: &str) -> bool {
    match tag.brackets {
        Brackets::Hugo => tag.closing && tag.name == name,
        _ => tag.name.strip_prefix("end").is_some_and(|n| n == name || n.is_empty()),
    }
}

/// Finds for each end what it ends: the nearest open tag of its name.
fn pair(tags: &mut [Tag]) {
    let mut open: HashMap<(Brackets, String), Vec<usize>> = HashMap::new();
    let mut calls: Vec<usize> = Vec::new();
    for at in 0..tags.len() {
        if tags[at].end.is_some() || tags[at].brackets == Brackets::Braces {
            continue;
        }
        let brackets = tags[at].brackets;
        if !tags[at].closing {
            if tags[at].call && brackets == Brackets::Percent {
                calls.push(at);
            } else {
                open.entry((brackets, tags[at].name.clone())).or_default().push(at);
            }
            continue;
        }
        let name = match brackets {
            Brackets::Percent => tags[at].name.trim_start_matches("end").to_owned(),
            _ => tags[at].name.clone(),
        };
        let opener = if name.is_empty() {
            calls.pop()
        } else {
            open.get_mut(&(brackets, name)).and_then(Vec::pop)
        };
        if let Some(opener) = opener {
            tags[opener].end = Some(at);
        }
    }
}

/// The arguments of a tag: with names and without.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) plain: Vec<String>,
    pub(super) named: Vec<(String, String)>,
}

impl Arguments {
    /// Reads `a "b c" d=e f="g"`, with commas or without, in parentheses or not.
    pub(super) fn read(text: &str) -> Self {
        let text = text.trim();
        let text = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
        let mut arguments = Self::default();
        let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        while !rest.is_empty() {
            let name = rest.find(|c: char| !(c.is_alphanumeric() || "_-:.@".contains(c)));
            let name = name.filter(|&len| len > 0).and_then(|len| {
                let after = rest[len..].trim_start().strip_prefix('=')?;
                (!after.starts_with('=')).then(|| (&rest[..len], after.trim_start()))
            });
            let (value, after) = value(name.map_or(rest, |(_, after)| after));
            match name {
                Some((name, _)) => arguments.named.push((name.to_ascii_lowercase(), value)),
                None if value.is_empty() && after.len() == rest.len() => break,
                None => arguments.plain.push(value),
            }
            rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
        arguments
    }

    /// The first of some names that has a value.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let named = self.named.iter().find(|(key, value)| key == name && !value.is_empty());
            named.map(|(_, value)| value.as_str())
        })
    }

    /// An argument without a name, by its place.
    pub(super) fn at(&self, place: usize) -> Option<&str> {
        self.plain.get(place).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// All values, those with names first.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(_, value)| value).chain(&self.plain).map(String::as_str)
    }
}

/// A value, and what is behind it.
fn value(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        let stop = |c: char| c.is_whitespace() || c == ',';
        let end = text.find(stop).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return (out, &text[at + c.len_utf8()..]);
        }
        if c == '\\' && quote != '`' {
            match chars.next() {
                Some((_, 'n')) => out.push(' '),
                Some((_, c)) => out.push(c),
                None => {}
            }
        } else {
            out.push(c);
        }
    }
    // A quote that is never closed is an apostrophe.
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Brackets, find};

    #[test]
    fn arguments_are_read_as_people_write_them() {
        let read = Arguments::read(r#"a "b \"c\"" d=e f = "g h", `i`"#);
        assert_eq!(read.plain, ["a", "b \"c\"", "i"]);
        assert_eq!(read.get(&["x", "f"]), Some("g h"));
        assert_eq!(Arguments::read("(id=\"x\", n=2)").get(&["n"]), Some("2"));
        assert_eq!(Arguments::read("Jerry's book").plain, ["Jerry's", "book"]);
    }

    #[test]
    fn ends_belong_to_what_they_end() {
        let text = "{% a %}{{< b >}}{% raw %}{% a %}{% endraw %}{{< /b >}}{% enda %}{{ c }}";
        let tags = find(text, &[], &|_, name| name == "raw");
        let ends: Vec<_> = tags.iter().map(|tag| (tag.name.as_str(), tag.end)).collect();
        assert_eq!(
            ends,
            [
                ("a", Some(5)),
                ("b", Some(4)),
                ("raw", Some(3)),
                ("endraw", None),
                ("b", None),
                ("enda", None),
                ("c", None)
            ]
        );
        assert_eq!(tags[6].brackets, Brackets::Braces);
    }
}
