//! What the front matter of a blog's posts looks like, where they agree, and a new one like it.

use std::collections::BTreeMap;

use chrono::format::{Parsed, StrftimeItems};
use chrono::{DateTime, FixedOffset, Utc};

use crate::export::template::quoted;
use crate::model::post::FrontMatterFormat;
use crate::model::value::Value;
use crate::parse::header::DATE_KEYS;
use crate::source::front_matter::{self, FileFormat};
use crate::span::FileId;

/// How many of the newest posts are asked.
const ASKED: usize = 30;

/// Ways to write a date, each with whether it is in UTC.
const DATES: &[(&str, bool)] = &[
    ("%Y-%m-%d", false),
    ("%Y-%m-%d %H:%M", false),
    ("%Y-%m-%d %H:%M:%S", false),
    ("%Y-%m-%d %H:%M:%S %z", false),
    ("%Y-%m-%d %H:%M:%S %:z", false),
    ("%Y-%m-%d %H:%M %z", false),
    ("%Y-%m-%dT%H:%M:%SZ", true),
    ("%Y-%m-%dT%H:%M:%S.000Z", true),
    ("%Y-%m-%dT%H:%M:%S%:z", false),
    ("%Y-%m-%dT%H:%M:%S%z", false),
    ("%Y-%m-%dT%H:%M:%S", false),
    ("%Y-%m-%dT%H:%M", false),
    ("%Y/%m/%d", false),
    ("%Y/%m/%d %H:%M:%S", false),
    ("%Y.%m.%d", false),
    ("%b %d %Y", false),
    ("%b %d, %Y", false),
    ("%B %d, %Y", false),
    ("%d %b %Y", false),
    ("%d %B %Y", false),
];

/// The way that is used where posts do not tell (RFC 3339).
const MOMENT: (&str, bool) = ("%Y-%m-%dT%H:%M:%S%:z", false);

/// Keys that are left to be filled in, in lower case without `_` and `-`.
const OPEN_KEYS: &[&str] = &[
    "tags",
    "tag",
    "keywords",
    "categories",
    "category",
    "summary",
    "description",
    "excerpt",
    "spoiler",
    "abstract",
    "subtitle",
    "authors",
    "author",
    "series",
];

/// Tables of other generators that hold keys of their own.
const TABLES: &[&str] = &["extra", "taxonomies", "params"];

/// What the posts of a blog begin with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    style: Style,
    keys: Vec<(String, Part)>,
    /// How a date is written.
    date: (&'static str, bool),
    /// Whether the title is a heading of the text.
    pub(super) heading: bool,
}

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    /// None at all.
    None,
    /// YAML between `---`.
    Yaml,
    /// YAML without an opening fence (Hexo).
    Bare,
    /// TOML between `+++`.
    Toml,
    /// `Key: any text` lines and a blank line (Pelican).
    Plain,
}

/// What is behind a key.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Title(Quote),
    Date(Quote),
    Slug(Quote),
    /// What all posts have, as it is written.
    Same(String),
    /// To be filled in: a list or a text.
    List,
    Text,
    Table(Vec<(String, Part)>),
}

/// How a text is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Quote {
    Bare,
    Single,
    Double,
}

/// One post that is asked.
struct Asked {
    style: Style,
    /// Its keys, with their values as they are written where that is one line.
    keys: Vec<(String, Value, Option<String>)>,
    heading: bool,
    newest: String,
}

impl Default for Head {
    /// What a first post begins with.
    fn default() -> Self {
        let key = |name: &str, part| (name.to_owned(), part);
        let keys =
            vec![key("title", Part::Title(Quote::Bare)), key("date", Part::Date(Quote::Bare))];
        Self { style: Style::Yaml, keys, date: MOMENT, heading: false }
    }
}

impl Head {
    /// What the texts of some posts begin with, where most of them agree.
    pub(super) fn usual(texts: &[String]) -> Self {
        let mut asked: Vec<Asked> = texts.iter().map(|text| ask(text)).collect();
        asked.sort_by(|a, b| b.newest.cmp(&a.newest));
        asked.truncate(ASKED);
        let Some(style) = most(asked.iter().map(|post| post.style)) else {
            return Self::default();
        };
        asked.retain(|post| post.style == style);
        let heading = agree(asked.iter().filter(|post| post.heading).count(), asked.len());
        let maps: Vec<_> = asked.into_iter().map(|post| post.keys).collect();
        let dates = maps.iter().flatten().filter(|(key, ..)| is_one_of(key, DATE_KEYS));
        let date = most(dates.filter_map(|(_, value, _)| date_form(&value.scalar()?)));
        let date = date.map_or(MOMENT, |at| DATES[at]);
        let mut keys = keys(&maps, style, true);
        let has_title = keys.iter().any(|(_, part)| matches!(part, Part::Title(_)));
        // What posts without a title in front begin with is theirs to say.
        let heading = heading || (!has_title && style == Style::None);
        if !has_title && !heading {
            keys.insert(0, ("title".to_owned(), Part::Title(Quote::Bare)));
        }
        // Tables of TOML end with the next one, and what stands below is in them.
        keys.sort_by_key(|(_, part)| style == Style::Toml && matches!(part, Part::Table(_)));
        Self { style, keys, date, heading }
    }

    /// With a date, for posts whose place does not tell one.
    pub(super) fn with_date(mut self, place_is_dated: bool) -> Self {
        let has = self.keys.iter().any(|(_, part)| matches!(part, Part::Date(_)));
        if !has && !place_is_dated && self.style != Style::None {
            let after = self.keys.iter().position(|(_, part)| matches!(part, Part::Title(_)));
            let at = after.map_or(0, |at| at + 1);
            self.keys.insert(at, ("date".to_owned(), Part::Date(Quote::Bare)));
        }
        self
    }

    /// A moment as the posts write it.
    pub(super) fn date(&self, now: DateTime<FixedOffset>) -> String {
        let (format, utc) = self.date;
        if utc {
            now.with_timezone(&Utc).format(format).to_string()
        } else {
            now.format(format).to_string()
        }
    }

    /// The front matter of a new post, its last line ended; empty where the posts have none.
    pub(super) fn write(&self, title: &str, slug: &str, now: DateTime<FixedOffset>) -> String {
        let (open, close) = match self.style {
            Style::None => return String::new(),
            Style::Yaml => ("---\n", "---\n"),
            Style::Bare => ("", "---\n"),
            Style::Toml => ("+++\n", "+++\n"),
            Style::Plain => ("", ""),
        };
        let mut out = open.to_owned();
        let own = Own { title, slug, date: self.date(now), style: self.style };
        own.push(&mut out, &self.keys, "");
        out.push_str(close);
        out
    }
}

/// What is a new post's own.
struct Own<'a> {
    title: &'a str,
    slug: &'a str,
    date: String,
    style: Style,
}

impl Own<'_> {
    fn push(&self, out: &mut String, keys: &[(String, Part)], indent: &str) {
        for (key, part) in keys {
            let value = match part {
                Part::Title(quote) => self.text(self.title, *quote),
                Part::Date(quote) => self.text(&self.date, *quote),
                Part::Slug(quote) => self.text(self.slug, *quote),
                Part::Same(value) => value.clone(),
                Part::List if self.style != Style::Plain => "[]".to_owned(),
                Part::Text if self.style != Style::Plain => "\"\"".to_owned(),
                Part::List | Part::Text => String::new(),
                Part::Table(inner) if self.style == Style::Toml => {
                    out.push_str(&format!("\n[{key}]\n"));
                    self.push(out, inner, "");
                    continue;
                }
                Part::Table(inner) => {
                    out.push_str(&format!("{key}:\n"));
                    self.push(out, inner, "  ");
                    continue;
                }
            };
            let line = match self.style {
                Style::Toml => format!("{key} = {value}"),
                _ => format!("{indent}{key}: {value}"),
            };
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }

    /// A text as the posts quote theirs, where that reads back as the same text.
    fn text(&self, text: &str, quote: Quote) -> String {
        let reads_back = |written: &str| {
            let format =
                if self.style == Style::Toml { FileFormat::Toml } else { FileFormat::Yaml };
            let line = match format {
                FileFormat::Toml => format!("k = {written}\n"),
                _ => format!("k: {written}\n"),
            };
            let read = front_matter::data(&line, format);
            read.as_ref().and_then(|read| read.get("k")?.as_str()) == Some(text)
        };
        // Other programs are less patient than the reader here: no sign of YAML at all.
        let bare = text.starts_with(char::is_alphanumeric)
            && !text.contains(": ")
            && !text.contains(" #")
            && !text.ends_with(':');
        match quote {
            _ if self.style == Style::Plain => return text.to_owned(),
            Quote::Bare if bare && reads_back(text) => return text.to_owned(),
            Quote::Single => {
                let doubled = if self.style == Style::Toml { "'" } else { "''" };
                let written = format!("'{}'", text.replace('\'', doubled));
                if reads_back(&written) {
                    return written;
                }
            }
            Quote::Bare | Quote::Double => {}
        }
        quoted(text)
    }
}

fn ask(text: &str) -> Asked {
    let parts = front_matter::read(text, FileId(0)).value;
    let body = text.get(parts.body.clone()).unwrap_or_default();
    let heading = body.trim_start().starts_with("# ");
    let Some((front, spans)) = parts.front else {
        return Asked { style: Style::None, keys: Vec::new(), heading, newest: String::new() };
    };
    let opened = text.get(..front.raw.start).is_some_and(|open| !open.trim().is_empty());
    let close = text.get(front.raw.end..parts.body.start).unwrap_or_default().trim();
    let style = match front.format {
        FrontMatterFormat::Toml => Style::Toml,
        FrontMatterFormat::Yaml if !opened && close.is_empty() => Style::Plain,
        FrontMatterFormat::Yaml if !opened => Style::Bare,
        // What JSON says, YAML says with fewer signs.
        FrontMatterFormat::Yaml | FrontMatterFormat::Json => Style::Yaml,
    };
    let Value::Map(entries) = front.data else {
        return Asked { style, keys: Vec::new(), heading, newest: String::new() };
    };
    let newest = entries.iter().find(|(key, _)| is_one_of(key, DATE_KEYS));
    let newest = newest.and_then(|(_, value)| value.scalar()).unwrap_or_default();
    let written = |key: &str| {
        let written = text.get(spans.get(key)?.range())?.trim();
        let json = front.format == FrontMatterFormat::Json;
        (!json && !written.contains('\n')).then(|| written.to_owned())
    };
    let keys = entries.into_iter().map(|(key, value)| {
        let written = written(&key);
        (key, value, written)
    });
    Asked { style, keys: keys.collect(), heading, newest }
}

/// The keys that most of some maps have, in their order.
fn keys(
    maps: &[Vec<(String, Value, Option<String>)>],
    style: Style,
    top: bool,
) -> Vec<(String, Part)> {
    type Values<'a> = Vec<(usize, &'a Value, Option<&'a str>)>;
    let mut found: BTreeMap<&str, Values> = BTreeMap::new();
    for (key, at, value, written) in maps.iter().flat_map(|map| {
        map.iter().enumerate().map(|(at, (key, value, w))| (key.as_str(), at, value, w.as_deref()))
    }) {
        found.entry(key).or_default().push((at, value, written));
    }
    let mut kept = Vec::new();
    for (key, values) in found {
        if !agree(values.len(), maps.len()) {
            continue;
        }
        if let Some(part) = part(key, &values, style, top) {
            let place: usize = values.iter().map(|(at, ..)| *at).sum();
            // In thousandths, as the order of two keys may be that of one post in many.
            kept.push((place * 1000 / values.len(), key.to_owned(), part));
        }
    }
    kept.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    kept.into_iter().map(|(_, key, part)| (key, part)).collect()
}

/// What a key holds in a new post.
fn part(
    key: &str,
    values: &[(usize, &Value, Option<&str>)],
    style: Style,
    top: bool,
) -> Option<Part> {
    let quote =
        || most(values.iter().filter_map(|(_, _, w)| w.map(quote_of))).unwrap_or(Quote::Bare);
    let is_date = |value: &Value| value.scalar().is_some_and(|text| date_form(&text).is_some());
    if top {
        if is_one_of(key, &["title"]) {
            return Some(Part::Title(quote()));
        }
        if is_one_of(key, DATE_KEYS) && values.iter().any(|(_, value, _)| is_date(value)) {
            return Some(Part::Date(quote()));
        }
        if is_one_of(key, &["slug"]) {
            return Some(Part::Slug(quote()));
        }
        if is_one_of(key, TABLES) {
            let inner: Vec<Vec<(String, Value, Option<String>)>> = values
                .iter()
                .filter_map(|(_, value, _)| match value {
                    Value::Map(entries) => {
                        Some(entries.iter().map(|(k, v)| (k.clone(), v.clone(), None)).collect())
                    }
                    _ => None,
                })
                .collect();
            let inner = keys(&inner, style, false);
            return (!inner.is_empty()).then_some(Part::Table(inner));
        }
    }
    // What all have is no post's own; of a few posts switches and layouts alone tell.
    let same = |value: &Value| values.iter().filter(|(_, other, _)| *other == value).count();
    let (_, first, _) = *values.iter().max_by_key(|(_, value, _)| same(value))?;
    let custom = matches!(first, Value::Bool(_)) || is_one_of(key, &["layout", "type", "lang"]);
    let enough = values.len() >= 3 || custom;
    let plain = !matches!(first, Value::Map(_) | Value::Null) && !is_date(first);
    let open = is_one_of(key, OPEN_KEYS);
    // One author writes a blog, but two posts in three may well have one tag.
    let agreed =
        if open { same(first) * 10 >= values.len() * 9 } else { agree(same(first), values.len()) };
    if enough && plain && agreed {
        let written = values.iter().find(|(_, value, _)| *value == first)?.2;
        return match (written, style) {
            (Some(written), _) => Some(Part::Same(written.to_owned())),
            (None, Style::Plain) => first.scalar().map(Part::Same),
            (None, _) => json(first).map(Part::Same),
        };
    }
    if !open {
        return None;
    }
    let lists = values.iter().filter(|(_, value, _)| matches!(value, Value::List(_))).count();
    let empty = values.iter().filter(|(_, value, _)| **value == Value::Null).count();
    Some(match () {
        () if empty * 2 > values.len() => Part::Same(String::new()),
        () if lists * 2 > values.len() - empty => Part::List,
        () => Part::Text,
    })
}

/// A value as JSON has it, which YAML and TOML read as well.
fn json(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(quoted(text)),
        Value::List(list) => {
            let items: Option<Vec<String>> = list.iter().map(json).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Map(_) | Value::Null => None,
        value => value.scalar(),
    }
}

/// Whether so many are most of all: two thirds.
fn agree(some: usize, all: usize) -> bool {
    some > 0 && some * 3 >= all * 2
}

/// What there is most of; of as many the first in order.
fn most<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == best).map(|(one, _)| one)
}

/// The way that a date is written, by its place in the list.
fn date_form(text: &str) -> Option<usize> {
    let reads = |format: &str| {
        chrono::format::parse(&mut Parsed::new(), text.trim(), StrftimeItems::new(format)).is_ok()
    };
    DATES.iter().position(|(format, _)| reads(format))
}

fn quote_of(written: &str) -> Quote {
    match written.chars().next() {
        Some('\'') => Quote::Single,
        Some('"') => Quote::Double,
        _ => Quote::Bare,
    }
}

/// Whether a key has one of some names, without regard to letter case, `_` and `-`.
fn is_one_of(key: &str, names: &[&str]) -> bool {
    let plain: String = key.chars().filter(|c| !matches!(c, '_' | '-')).collect();
    names.contains(&plain.to_lowercase().as_str())
}

#[cfg(test)]
mod tests;
