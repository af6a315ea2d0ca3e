//! What is known of a post before its text is read: front matter under all its names, the file's
//! name and place, and the settings, into one [`Meta`].
//!
//! Keys are compared without regard to letter case, `_` and `-`, at the top level and in the
//! tables `extra`, `taxonomies` and `params` (Zola, Hugo). Of several names of a thing the first
//! in `names::ALIASES` that has a value counts.

mod checks;
mod names;
mod values;

use chrono::{DateTime, Utc};

pub use self::names::DATE_KEYS;
use self::names::{ALIASES, Field, TABLES};
use super::guids::Own;
use super::languages::{Languages, Place};
use super::plain::{first_heading, plain};
use super::translations::Kinship;
use super::{dates, ids, permalink};
use crate::config::{Config, Generator};
use crate::diag::{Checked, Code, Diagnostic};
use crate::limits::HEADING_BYTES;
use crate::model::guid::is_uuid;
use crate::model::language::tag;
use crate::model::post::{Date, Dates, FrontMatter, Meta, Person};
use crate::model::text::one_line;
use crate::model::value::Value;
use crate::source::front_matter::Parts;
use crate::source::{KeySpans, SourceEntry};
use crate::span::{FileId, Span};

/// What is known of a post, and whether it is to be published.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// What lists and links need. Its id is a wish until [`ids::assign`] has seen all posts, and
    /// what feeds call it is empty until [`super::guids::assign`] has.
    pub meta: Meta,
    /// What feeds call it, by the front matter.
    pub guid: Option<Own>,
    /// What its translations have in common with it.
    pub kinship: Kinship,
    /// Whether it is out.
    pub state: State,
    /// The moments from which on something of this, or of what was found, is another: `now` is
    /// compared with these alone.
    pub turns: Vec<DateTime<Utc>>,
}

/// Whether a post is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is.
    Published,
    /// It is marked as a draft.
    Draft,
    /// Its date has not come.
    Future,
    /// Its time is over.
    Expired,
    /// Its file is empty.
    Empty,
}

/// The title of front matter as it is written.
#[must_use]
pub fn written_title(front: &FrontMatter, file: FileId) -> Option<String> {
    Keys { data: Some(&front.data), spans: None, file }.find(Field::Title)?.2.scalar()
}

/// Reads the header of a post. `parts` are those of `text`; `now` tells what lies in the future.
#[must_use]
pub fn header(
    entry: &SourceEntry,
    file: FileId,
    text: &str,
    parts: &Parts,
    config: &Config,
    languages: &Languages,
    now: DateTime<Utc>,
) -> Checked<Header> {
    let mut diagnostics = Vec::new();
    let (front, body) = (parts.front.as_ref(), &parts.body);
    let keys =
        Keys { data: front.map(|(front, _)| &front.data), spans: front.map(|(_, s)| s), file };
    let Place { path, suffix, language: said_by_place, trunk } = languages.place(entry);
    let name = path.rsplit('/').next().unwrap_or(path);

    let date = date(&keys, Field::Date, config, &mut diagnostics);
    let had_bad_date = !diagnostics.is_empty();
    let updated = date_of_update(&keys, config, &mut diagnostics);
    let dated = permalink::undated(path);
    let published = date.or_else(|| {
        let day = permalink::day_of(path).filter(|_| !had_bad_date)?;
        dates::parse(&day, config.timezone).ok()
    });
    let address = permalink::address_keys(config.generator)
        .iter()
        .find_map(|name| keys.named(name).into_iter().find_map(|(_, value)| value.as_str()));
    let published = published.or_else(|| {
        let address = address.filter(|_| !had_bad_date);
        let day = permalink::day_of(address?.trim_end_matches('/'))?;
        dates::parse(&day, config.timezone).ok()
    });
    if published.is_none() && !had_bad_date {
        let empty = keys.named("date").first().map(|(key, _)| keys.span(key));
        diagnostics.push(
            Diagnostic::new(
                Code::NoDate,
                empty.unwrap_or(Span::file(file)),
                "the post has no date",
            )
            .hint("write `date: 2024-01-31` into the front matter"),
        );
    }

    let heading_end = text.floor_char_boundary(body.end.min(body.start + HEADING_BYTES));
    let heading = || first_heading(text.get(body.start..heading_end).unwrap_or_default());
    let title = keys.text(Field::Title, &mut diagnostics).map(|title| plain(&title));
    let written =
        title.filter(|t| values::shows(t)).or_else(|| heading().filter(|t| values::shows(t)));
    let mut title = written.unwrap_or_else(|| {
        let bare = dated.as_ref().map_or(name, |(_, rest)| rest.rsplit('/').next().unwrap_or(rest));
        let title = one_line(bare);
        let title = if values::shows(&title) { title } else { "untitled".to_owned() };
        let empty = keys.named("title").first().map(|(key, _)| keys.span(key));
        diagnostics.push(
            Diagnostic::new(
                Code::NoTitle,
                empty.unwrap_or(Span::file(file)),
                "the post has no title",
            )
            .hint(format!("it is called `{title}`; write `title:` into the front matter")),
        );
        title
    });

    let mut summary = keys.text(Field::Summary, &mut diagnostics).map(|text| plain(&text));
    let mut categories = match keys.find(Field::Categories) {
        // Jekyll's `categories: a b` are two, its `category: a b` is one.
        Some((_, "categories", Value::String(text)))
            if config.generator == Generator::Jekyll && !text.contains(',') =>
        {
            list(&Value::String(text.clone()), Split::CommasOrSpaces)
        }
        Some((_, _, value)) => list(value, Split::Commas),
        None => Vec::new(),
    };
    if config.generator == Generator::Jekyll {
        // `category` counts beside `categories`.
        let one = keys.named("category").into_iter().filter_map(|(_, value)| value.scalar());
        for one in one.map(|one| one_line(&one)).filter(|one| !one.is_empty()) {
            if !categories.contains(&one) {
                categories.push(one);
            }
        }
    }
    if config.generator == Generator::Pelican && categories.is_empty() {
        // The folder is the category (`USE_FOLDER_AS_CATEGORY`).
        let by_folder = !config.permalink.contains(":{category|");
        let folder = path.rsplit('/').nth(1).filter(|folder| by_folder && !folder.is_empty());
        categories.extend(folder.map(str::to_owned));
    }
    let tags =
        keys.find(Field::Tags).map_or(Vec::new(), |(_, _, v)| list(v, Split::CommasOrSpaces));
    let mut tags = unsigned(tags);
    let mut authors = keys.find(Field::Authors).map_or(Vec::new(), |(_, key, v)| people(key, v));
    for person in &mut authors {
        // A name that is somebody's id in `authors.yml`.
        if let Some(known) = config.people.get(&person.name) {
            *person = known.clone();
        }
    }
    values::settle(
        &keys,
        values::Shown {
            title: &mut title,
            summary: &mut summary,
            categories: &mut categories,
            tags: &mut tags,
            authors: &mut authors,
        },
        &mut diagnostics,
    );
    if authors.is_empty() {
        authors.clone_from(&config.about.authors);
    }
    let language = keys.text(Field::Language, &mut diagnostics);
    let language = language
        .filter(|text| is_language(text))
        .and_then(|text| tag(&text))
        .or_else(|| said_by_place.clone())
        .unwrap_or_else(|| config.about.language.clone());

    let draft = is_draft(&keys, entry);
    // Hugo goes by the day of publishing where it is another than the date.
    let out = keys.day("publishdate", config).or_else(|| published.clone());
    let until = keys.day("expirydate", config).or_else(|| keys.day("unpublishdate", config));
    let until = until.filter(|_| config.generator == Generator::Hugo);
    let turns = [out.as_ref(), until.as_ref()].into_iter().flatten().map(|date| date.at.into());
    let turns = turns.chain(checks::turn(updated.as_ref())).collect();
    let state = match &out {
        _ if draft => State::Draft,
        Some(date) if date.at > now && !config.future => State::Future,
        _ if until.is_some_and(|until| until.at <= now) => State::Expired,
        _ => State::Published,
    };
    let slug = keys.text(Field::Slug, &mut diagnostics);
    let url = permalink::url(
        config,
        &permalink::Parts {
            source: &entry.path,
            path,
            suffix,
            title: &title,
            date: published.as_ref(),
            slug: slug.as_deref(),
            address,
            categories: &categories,
            front: keys.data,
            author: authors.first().map_or("", |person| person.name.as_str()),
            language: &language,
        },
    );
    let former = former(&keys, config, &url);
    let meta = Meta {
        id: ids::wish(entry.below()),
        file,
        source: entry.path.clone(),
        url,
        title,
        summary: summary.unwrap_or_default(),
        dates: Dates { published, updated: updated.map(Box::new) },
        authors: authors.into(),
        categories: categories.into(),
        tags: tags.into(),
        language: language.into(),
        draft,
        guid: String::new(),
        thumbnail: cover(&keys).map(String::into_boxed_str),
        family: None,
        former: former.into(),
    };
    checks::check(&keys, &meta, config, said_by_place.as_deref(), now, &mut diagnostics);
    let kinship = Kinship { key: translation_key(&keys, config.generator), trunk };
    Checked { value: Header { meta, guid: guid(&keys), kinship, state, turns }, diagnostics }
}

/// Where the post was read before: `aliases` of Hugo and Zola, `redirect_from` of Jekyll.
fn former(keys: &Keys, config: &Config, url: &str) -> Vec<String> {
    let mut written = Vec::new();
    if let Some((_, _, value)) = keys.find(Field::Former) {
        flatten(value, &mut written);
    }
    permalink::former(&config.about.url, url, &written)
}

/// Keys that posts in several languages share, in lower case without `_` and `-`.
const TRANSLATION_KEYS: &[&str] =
    &["translationkey", "translationid", "i18nkey", "i18nid", "langref", "ref", "pageid"];

/// What the front matter says that its translations say, too. To Pelican, articles with one slug
/// are translations of each other.
fn translation_key(keys: &Keys, generator: Generator) -> Option<String> {
    let pelican = if generator == Generator::Pelican { &["slug"][..] } else { &[] };
    TRANSLATION_KEYS.iter().chain(pelican).find_map(|name| {
        let text = keys.named(name).into_iter().find_map(|(_, value)| value.scalar())?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    })
}

/// Whether a text has the shape of a language tag (BCP 47), `_` allowed.
fn is_language(text: &str) -> bool {
    text.split(['-', '_']).enumerate().all(|(i, part)| {
        (if i == 0 { 2..=8 } else { 1..=8 }).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
            && (i > 0 || part.bytes().all(|b| b.is_ascii_alphabetic()))
    })
}

/// Front matter, to be asked for things under all their names.
struct Keys<'a> {
    data: Option<&'a Value>,
    spans: Option<&'a KeySpans>,
    file: FileId,
}

/// Whether a key is a name, letter case, dashes and underscores aside. It is asked for each key
/// and each name that a thing may have, so that no text is made of it.
fn is_called(key: &str, name: &str) -> bool {
    // Nearly all of them differ in their first letter.
    if let (Some(a @ b'0'..=b'z'), Some(b)) = (key.as_bytes().first(), name.as_bytes().first())
        && *a != b'_'
        && !a.eq_ignore_ascii_case(b)
    {
        return false;
    }
    let letters = key.chars().filter(|c| !matches!(c, '_' | '-'));
    letters.flat_map(char::to_lowercase).eq(name.chars())
}

impl<'a> Keys<'a> {
    /// The values under a name, in the top level first. With each the top-level key it hangs from.
    fn named(&self, name: &str) -> Vec<(&'a str, &'a Value)> {
        let Some(Value::Map(entries)) = self.data else { return Vec::new() };
        let mut found = Vec::new();
        for (key, value) in entries {
            if is_called(key, name) {
                found.push((key.as_str(), value));
            }
        }
        for (key, value) in entries {
            let Value::Map(inner) = value else { continue };
            if TABLES.iter().any(|table| is_called(key, table)) {
                let inner = inner.iter().filter(|(k, _)| is_called(k, name));
                found.extend(inner.map(|(_, value)| (key.as_str(), value)));
            }
        }
        found
    }

    /// The value of a thing: the top-level key, the name, the value.
    fn find(&self, field: Field) -> Option<(&'a str, &'static str, &'a Value)> {
        let (_, names) = ALIASES.iter().find(|(other, _)| *other == field)?;
        for name in *names {
            for (key, value) in self.named(name) {
                let empty = match value {
                    Value::Null => true,
                    Value::String(text) => text.trim().is_empty(),
                    Value::List(list) => list.is_empty(),
                    // `published: false` is no date.
                    Value::Bool(_) => field == Field::Date,
                    _ => false,
                };
                if !empty {
                    return Some((key, name, value));
                }
            }
        }
        None
    }

    fn span(&self, key: &str) -> Span {
        self.spans.and_then(|spans| spans.get(key)).unwrap_or(Span::file(self.file))
    }

    /// A date under a name, where it is one.
    fn day(&self, name: &str, config: &Config) -> Option<Date> {
        let text = self.named(name).into_iter().find_map(|(_, value)| value.scalar())?;
        dates::parse(&text, config.timezone).ok()
    }

    /// A thing that is one text.
    fn text(&self, field: Field, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        let (key, name, value) = self.find(field)?;
        // Rust-like generators write `name` for other things; only a text is meant.
        let text = value.scalar();
        if text.is_none() {
            let message = format!("`{name}` is not one text, and is left out");
            let place = self.span(key);
            diagnostics.push(
                Diagnostic::new(Code::FrontMatterType, place, message)
                    .hint("put the value in quotes"),
            );
        }
        text
    }

    /// Whether a switch is on: `true`, or a text that says so.
    fn switch(&self, name: &str) -> Option<bool> {
        self.named(name).into_iter().find_map(|(_, value)| match value {
            Value::Bool(on) => Some(*on),
            Value::Int(number @ 0..=1) => Some(*number == 1),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "y" => Some(true),
                "false" | "no" | "off" | "n" => Some(false),
                _ => None,
            },
            _ => None,
        })
    }
}

fn is_draft(keys: &Keys, entry: &SourceEntry) -> bool {
    let status = keys.named("status").into_iter().find_map(|(_, value)| value.as_str());
    let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    keys.switch("draft") == Some(true)
        || keys.switch("published") == Some(false)
        || status.is_some_and(|s| {
            matches!(s.trim().to_ascii_lowercase().as_str(), "draft" | "private" | "hidden")
        })
        || folder.split('/').any(|part| part == "_drafts")
}

fn date(
    keys: &Keys,
    field: Field,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Date> {
    let (key, name, value) = keys.find(field)?;
    // Docusaurus: `last_update: { date: … }`.
    let inner = match value {
        Value::Map(entries) => entries.iter().find(|(key, _)| is_called(key, "date")),
        _ => None,
    };
    let text = match inner.map_or(value, |(_, value)| value) {
        Value::String(text) => text.clone(),
        // `date: 20240131` is a number to YAML.
        Value::Int(number) => number.to_string(),
        _ => {
            let message = format!("`{name}` is no date");
            diagnostics.push(Diagnostic::new(Code::BadDate, keys.span(key), message));
            return None;
        }
    };
    match dates::parse(&text, config.timezone) {
        Ok(date) => Some(date),
        Err(error) => {
            let shown: String = one_line(&text).chars().take(40).collect();
            let message = format!("`{shown}` is no date: {error}");
            diagnostics.push(
                Diagnostic::new(Code::BadDate, keys.span(key), message)
                    .hint("write it as `2024-01-31` or `2024-01-31T12:00:00+09:00`"),
            );
            // A day stays certain when its time is none.
            dates::day_alone(&text, config.timezone)
        }
    }
}

/// The date of the last change; `updated: true` and the like say nothing.
fn date_of_update(keys: &Keys, config: &Config, found: &mut Vec<Diagnostic>) -> Option<Date> {
    match keys.find(Field::Updated) {
        Some((_, _, Value::String(_) | Value::Int(_) | Value::Map(_))) => {
            date(keys, Field::Updated, config, found)
        }
        _ => None,
    }
}

/// How a text is taken for a list.
#[derive(Clone, Copy)]
enum Split {
    Commas,
    CommasOrSpaces,
}

/// A flat list without repetitions, in order: nested lists are flattened, maps give their keys.
fn list(value: &Value, split: Split) -> Vec<String> {
    let mut all = Vec::new();
    match value {
        Value::String(text) if text.contains([',', ';']) => {
            // Names with commas are parted by semicolons (Pelican).
            let sign = if text.contains(';') { ';' } else { ',' };
            all.extend(text.split(sign).map(str::to_owned));
        }
        Value::String(text) if matches!(split, Split::CommasOrSpaces) => {
            all.extend(text.split_whitespace().map(str::to_owned));
        }
        value => flatten(value, &mut all),
    }
    let mut seen = std::collections::BTreeSet::new();
    all.iter().map(|text| plain(text)).filter(|t| !t.is_empty() && seen.insert(t.clone())).collect()
}

/// Tags without the sign that marks them in running text: `#rust` is `rust`.
fn unsigned(tags: Vec<String>) -> Vec<String> {
    let mut bare: Vec<String> = Vec::with_capacity(tags.len());
    let mut seen = std::collections::BTreeSet::new();
    for tag in tags {
        let word = tag.strip_prefix('#').filter(|rest| rest.starts_with(char::is_alphanumeric));
        let word = word.map_or_else(|| tag.clone(), str::to_owned);
        if seen.insert(word.clone()) {
            bare.push(word);
        }
    }
    bare
}

/// The nesting of front matter is bounded when it is read.
fn flatten(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::List(list) => {
            for value in list {
                // `- name: Rust` is a thing with more to say of it.
                let names = ["name", "title", "label"];
                let name = match value {
                    Value::Map(entries) => names.iter().find_map(|name| {
                        let (_, value) = entries.iter().find(|(key, _)| is_called(key, name))?;
                        value.scalar()
                    }),
                    _ => None,
                };
                match name {
                    Some(name) => all.push(name),
                    None => flatten(value, all),
                }
            }
        }
        Value::Map(entries) => all.extend(entries.iter().map(|(key, _)| key.clone())),
        value => all.extend(value.scalar()),
    }
}

fn people(key: &str, value: &Value) -> Vec<Person> {
    let mut people: Vec<Person> = match value {
        // Only the key in the plural makes a list of a text: `author: Kim, Jr.` is one.
        Value::String(text) if key == "authors" => {
            // Between semicolons a comma is a part of a name: `Roe, John; Doe, Jane`.
            let sign = if text.contains(';') { ';' } else { ',' };
            text.split(sign).filter_map(person_of_text).collect()
        }
        Value::List(list) => list.iter().filter_map(person).collect(),
        value => person(value).into_iter().collect(),
    };
    people.retain(|person| !person.name.is_empty());
    people
}

fn person(value: &Value) -> Option<Person> {
    match value {
        Value::Map(entries) => {
            let get = |names: &[&str]| {
                let find = |name: &&str| entries.iter().find(|(key, _)| is_called(key, name));
                let text = names.iter().find_map(find).and_then(|(_, value)| value.scalar());
                text.map(|text| one_line(&text)).filter(|text| !text.is_empty())
            };
            let url = get(&["url", "link", "uri", "homepage", "website"]);
            Some(Person {
                name: plain(&get(&["name", "title"])?),
                email: get(&["email", "mail"]),
                url: url.filter(|url| url.starts_with("https://") || url.starts_with("http://")),
            })
        }
        value => person_of_text(&value.scalar()?),
    }
}

/// `Name` or `Name <name@example.org>`.
fn person_of_text(text: &str) -> Option<Person> {
    let text = text.trim();
    let mail = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let person = match mail.filter(|(_, mail)| mail.contains('@') && !mail.contains(' ')) {
        Some((name, mail)) => Person { name: plain(name), email: Some(mail.to_owned()), url: None },
        None => Person { name: plain(text), ..Person::default() },
    };
    Some(person).filter(|person| !person.name.is_empty())
}

/// The cover picture, also where a theme of Jekyll has it (`header: { teaser: … }`).
fn cover(keys: &Keys) -> Option<String> {
    let own = keys.find(Field::Thumbnail).and_then(|(_, _, value)| thumbnail(value));
    own.or_else(|| {
        let mut header = keys.named("header").into_iter().map(|(_, value)| value);
        header.find_map(thumbnail)
    })
}

/// A picture as a text, or as the map or list that holds it.
fn thumbnail(value: &Value) -> Option<String> {
    let text = match value {
        Value::Map(entries) => {
            let names =
                ["image", "src", "url", "path", "relative", "feature", "teaser", "overlayimage"];
            let get = |name: &&str| entries.iter().find(|(key, _)| is_called(key, name));
            names.iter().find_map(get)?.1.as_str()?
        }
        Value::List(list) => list.first()?.as_str()?,
        value => value.as_str()?,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// An id that is meant to be one: a URI or a UUID. Docusaurus' `id` is a slug.
fn guid(keys: &Keys) -> Option<Own> {
    ["guid", "id", "uuid"].iter().find_map(|name| {
        keys.named(name).into_iter().find_map(|(key, value)| {
            let text = value.as_str()?.trim();
            let uri = text.split_once(':').is_some_and(|(scheme, rest)| {
                !rest.is_empty()
                    && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
            });
            // U+FFFD and what XML forbids cannot be in a feed.
            let clean = !text.is_empty()
                && !text.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || matches!(c, '\u{fffd}'..='\u{ffff}')
                });
            (clean && (uri || is_uuid(text) || *name == "guid"))
                .then(|| Own { text: text.to_owned(), span: keys.span(key) })
        })
    })
}
