//! `postpress.toml` as text into settings: every key is known, of the right type and within its
//! bounds, or the error says where it is not and what would be.

mod feed;
mod site;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use globset::Glob;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::{BookBy, Config, Form, Imposition, LinkNotes, Media, Paper, Theme};
use crate::limits::CONFIG_BYTES;
use crate::model::email;
use crate::model::post::Person;
use crate::model::text::nearest;

/// The name of the settings file.
pub const FILE: &str = "postpress.toml";

/// Settings, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// What was assumed, in sentences for the author; empty where everything was said.
    pub assumed: Vec<String>,
    /// The settings file, where there is one.
    pub file: Option<PathBuf>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The root is no folder that can be read.
    #[error("the root `{}` is not a folder", .0.display())]
    Root(PathBuf),
    /// The settings file cannot be read.
    #[error("`{name}` cannot be read: {error}")]
    Read {
        /// The file's name.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// Something in the file is wrong.
    #[error("{name}:{line}:{column}: {message}")]
    Place {
        /// The file's name.
        name: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in characters.
        column: usize,
        /// What is wrong, and what would be right.
        message: String,
    },
}

/// Reads the settings of a root; what a missing `postpress.toml` would say is detected.
///
/// # Errors
/// When the root is no folder, or the file is there and cannot be used.
pub fn load(root: &Path) -> Result<Loaded, ConfigError> {
    if !root.is_dir() {
        return Err(ConfigError::Root(root.to_path_buf()));
    }
    match fs::metadata(root.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let config = Config::default();
            Ok(super::assume::complete(root, config, &Given::default(), None))
        }
        _ => load_file(root, root.join(FILE), FILE),
    }
}

/// Reads the settings of a root from a file that was named; what it does not say is detected.
///
/// # Errors
/// When the root is no folder, or the file is not there or cannot be used.
pub fn load_from(root: &Path, file: &Path) -> Result<Loaded, ConfigError> {
    if !root.is_dir() {
        return Err(ConfigError::Root(root.to_path_buf()));
    }
    load_file(root, file.to_path_buf(), &file.display().to_string())
}

fn load_file(root: &Path, path: PathBuf, name: &str) -> Result<Loaded, ConfigError> {
    let read = |error| ConfigError::Read { name: name.to_owned(), error };
    let data = fs::metadata(&path).map_err(read)?;
    if !data.is_file() {
        return Err(read(io::Error::other("it is no regular file")));
    }
    if data.len() > CONFIG_BYTES {
        let message = format!("it is larger than {CONFIG_BYTES} bytes");
        return Err(read(io::Error::other(message)));
    }
    let text = fs::read_to_string(&path).map_err(read)?;
    let (config, given) = Reader { text: &text, name }.config()?;
    Ok(super::assume::complete(root, config, &given, Some(path)))
}

/// Reads settings from a text; `name` is what errors call it. Keys that are not there have their
/// defaults.
///
/// # Errors
/// At the first key or value that cannot be used, with its place.
pub fn parse(text: &str, name: &str) -> Result<Config, ConfigError> {
    Reader { text, name }.config().map(|(config, _)| config)
}

/// Which keys were written; the others are found by looking at the blog.
#[derive(Debug, Default)]
pub(super) struct Given(BTreeSet<&'static str>);

impl Given {
    /// Whether a key was written.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains(key)
    }
}

struct Reader<'a> {
    text: &'a str,
    name: &'a str,
}

/// A value with its key and place.
struct Entry<'a> {
    key: String,
    value: &'a DeValue<'a>,
    place: Range<usize>,
}

impl Reader<'_> {
    fn error(&self, place: &Range<usize>, message: String) -> ConfigError {
        let start = self.text.floor_char_boundary(place.start);
        let before = &self.text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        ConfigError::Place { name: self.name.to_owned(), line, column, message }
    }

    fn config(&self) -> Result<(Config, Given), ConfigError> {
        let parsed = DeTable::parse(self.text.trim_start_matches('\u{feff}'));
        let table = parsed.map_err(|error| {
            self.error(&error.span().unwrap_or(0..0), error.message().replace('\n', " "))
        })?;
        let mut config = Config::default();
        let mut given = Given::default();
        let known = [
            "content",
            "static",
            "exclude",
            "timezone",
            "drafts",
            "future",
            "site",
            "publish",
            "feed",
            "pdf",
            "shortcodes",
        ];
        let mut publish = None;
        for entry in self.entries("", table.get_ref(), &known)? {
            match entry.key.as_str() {
                "content" => {
                    config.content = self.folders(&entry)?;
                    given.0.insert("content");
                }
                "static" => {
                    config.statics = self.folders(&entry)?;
                    given.0.insert("static");
                }
                "exclude" => {
                    config.exclude = self.patterns(&entry)?;
                    given.0.insert("exclude");
                }
                "timezone" => {
                    config.timezone = self.string(&entry)?.parse::<Tz>().map_err(|_| {
                        self.wrong(&entry, "the name of a time zone such as \"Asia/Seoul\"")
                    })?;
                    given.0.insert("timezone");
                }
                "drafts" => {
                    config.drafts = self.bool(&entry)?;
                    given.0.insert("drafts");
                }
                "future" => {
                    config.future = self.bool(&entry)?;
                    given.0.insert("future");
                }
                "site" => self.site(&entry, &mut config, &mut given)?,
                "shortcodes" => self.shortcodes(&entry, &mut config)?,
                "publish" => publish = self.publish(&entry, &mut config)?,
                "feed" => config.feed = self.feed(&entry)?,
                _ => self.pdf(&entry, &mut config)?,
            }
        }
        if publish.is_some() {
            given.0.insert("publish.url");
        }
        config.about.publish_url = publish.unwrap_or_else(|| config.about.url.clone());
        Ok((config, given))
    }

    fn publish(&self, publish: &Entry, config: &mut Config) -> Result<Option<String>, ConfigError> {
        let mut url = None;
        for entry in self.entries("publish.", self.table(publish)?, &["url", "media"])? {
            match entry.key.as_str() {
                "publish.url" => url = Some(self.base(&entry)?),
                _ => {
                    config.media = match self.string(&entry)? {
                        "copy" => Media::Copy,
                        "site" => Media::Site,
                        "inline" => Media::Inline,
                        _ => return Err(self.wrong(&entry, "\"copy\", \"site\" or \"inline\"")),
                    }
                }
            }
        }
        Ok(url.filter(|url| !url.is_empty()))
    }

    fn pdf(&self, pdf: &Entry, config: &mut Config) -> Result<(), ConfigError> {
        let keys =
            ["paper", "images_max_ppi", "imposition", "links", "theme", "line_numbers", "book"];
        for entry in self.entries("pdf.", self.table(pdf)?, &keys)? {
            match entry.key.as_str() {
                "pdf.paper" => {
                    config.pdf.paper = match self.string(&entry)?.to_ascii_lowercase().as_str() {
                        "a4" => Paper::A4,
                        "a5" => Paper::A5,
                        "letter" => Paper::Letter,
                        _ => return Err(self.wrong(&entry, "\"a4\", \"a5\" or \"letter\"")),
                    }
                }
                "pdf.imposition" => {
                    config.pdf.imposition = match self.string(&entry)? {
                        "none" => Imposition::None,
                        "two-up" => Imposition::TwoUp,
                        "booklet" => Imposition::Booklet,
                        _ => {
                            return Err(self.wrong(&entry, "\"none\", \"two-up\" or \"booklet\""));
                        }
                    }
                }
                "pdf.links" => {
                    config.pdf.links = match self.string(&entry)? {
                        "list" => LinkNotes::List,
                        "footnotes" => LinkNotes::Footnotes,
                        "none" => LinkNotes::None,
                        _ => return Err(self.wrong(&entry, "\"list\", \"footnotes\" or \"none\"")),
                    }
                }
                "pdf.theme" => {
                    config.pdf.theme = match self.string(&entry)? {
                        "default" => Theme::Default,
                        "large" => Theme::Large,
                        "compact" => Theme::Compact,
                        _ => {
                            return Err(self.wrong(&entry, "\"default\", \"large\" or \"compact\""));
                        }
                    }
                }
                "pdf.line_numbers" => config.pdf.line_numbers = self.bool(&entry)?,
                "pdf.book" => config.pdf.book = self.book(&entry)?,
                _ => {
                    let ppi = self.number(&entry, 36, 2400)?;
                    config.pdf.images_max_ppi = u32::try_from(ppi).unwrap_or(300);
                }
            }
        }
        Ok(())
    }

    fn book(&self, entry: &Entry) -> Result<Option<BookBy>, ConfigError> {
        if let Some(all) = entry.value.as_bool() {
            return Ok(all.then_some(BookBy::All));
        }
        match entry.value.as_str() {
            Some("all") => Ok(Some(BookBy::All)),
            Some("year") => Ok(Some(BookBy::Year)),
            Some("category") => Ok(Some(BookBy::Category)),
            Some("language") => Ok(Some(BookBy::Language)),
            _ => {
                let allowed = "true, false, \"all\", \"year\", \"category\" or \"language\"";
                Err(self.wrong(entry, allowed))
            }
        }
    }

    /// `name = "form"`: the names are the blog's own.
    fn shortcodes(&self, table: &Entry, config: &mut Config) -> Result<(), ConfigError> {
        for (key, value) in self.table(table)? {
            let name = key.get_ref();
            let key = format!("shortcodes.{name}");
            let entry = Entry { key, value: value.get_ref(), place: value.span() };
            let form = Form::named(self.string(&entry)?).ok_or_else(|| {
                let names: Vec<_> = Form::NAMES.iter().map(|(n, _)| format!("\"{n}\"")).collect();
                self.wrong(&entry, &format!("one of {}", names.join(", ")))
            })?;
            config.shortcodes.insert(name.to_string(), form);
        }
        Ok(())
    }

    fn authors(&self, entry: &Entry) -> Result<Vec<Person>, ConfigError> {
        let one = match entry.value {
            DeValue::Array(list) => {
                let mut people = Vec::new();
                for item in list {
                    let key = format!("an author in {}", entry.key);
                    let item = Entry { key, value: item.get_ref(), place: item.span() };
                    people.push(self.author(&item)?);
                }
                return Ok(people);
            }
            _ => self.author(entry)?,
        };
        Ok(vec![one])
    }

    fn author(&self, entry: &Entry) -> Result<Person, ConfigError> {
        let mut person = Person::default();
        match entry.value {
            DeValue::String(name) => name.trim().clone_into(&mut person.name),
            DeValue::Table(table) => {
                for field in self.entries("author.", table, &["name", "email", "url"])? {
                    let text = self.string(&field)?.trim().to_owned();
                    match field.key.as_str() {
                        "author.name" => person.name = text,
                        "author.email" if text.is_empty() || email::is_address(&text) => {
                            person.email = Some(text).filter(|t| !t.is_empty());
                        }
                        "author.email" => {
                            let right = "an e-mail address such as \"name@example.org\"";
                            return Err(self.wrong(&field, right));
                        }
                        _ if text.is_empty() || is_web(&text) => person.url = web(&text),
                        _ => return Err(self.wrong(&field, "an address such as \"https://…\"")),
                    }
                }
            }
            _ => return Err(self.wrong(entry, "a name or { name = \"…\", email = \"…\" }")),
        }
        if person.name.is_empty() {
            return Err(self.wrong(entry, "an author with a name"));
        }
        Ok(person)
    }

    /// The entries of a table; a key that is not known is an error with the nearest that is.
    fn entries<'t>(
        &self,
        prefix: &str,
        table: &'t DeTable<'t>,
        known: &[&str],
    ) -> Result<Vec<Entry<'t>>, ConfigError> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let name = key.get_ref();
            if !known.contains(&name.as_ref()) {
                let hint = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{prefix}{near}`?"),
                    None => format!("the keys here are {}", known.join(", ")),
                };
                let message = format!("unknown key `{prefix}{name}`; {hint}");
                return Err(self.error(&key.span(), message));
            }
            let place = value.span();
            entries.push((
                place.start,
                Entry { key: format!("{prefix}{name}"), value: value.get_ref(), place },
            ));
        }
        entries.sort_by_key(|(start, _)| *start);
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    fn wrong(&self, entry: &Entry, allowed: &str) -> ConfigError {
        let found = match entry.value {
            DeValue::String(text) => format!("{:?}", text.chars().take(60).collect::<String>()),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
            other => format!("a {}", other.type_str()),
        };
        self.error(&entry.place, format!("`{}` must be {allowed}, found {found}", entry.key))
    }

    fn table<'t>(&self, entry: &Entry<'t>) -> Result<&'t DeTable<'t>, ConfigError> {
        entry.value.as_table().ok_or_else(|| self.wrong(entry, "a table"))
    }

    fn string<'t>(&self, entry: &Entry<'t>) -> Result<&'t str, ConfigError> {
        entry.value.as_str().ok_or_else(|| self.wrong(entry, "a text in quotes"))
    }

    fn bool(&self, entry: &Entry) -> Result<bool, ConfigError> {
        entry.value.as_bool().ok_or_else(|| self.wrong(entry, "true or false"))
    }

    fn number(&self, entry: &Entry, least: usize, most: usize) -> Result<usize, ConfigError> {
        let number = entry
            .value
            .as_integer()
            .and_then(|number| usize::from_str_radix(number.as_str(), number.radix()).ok());
        number
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.wrong(entry, &format!("a whole number from {least} to {most}")))
    }

    /// A list of texts; a text alone is a list of one.
    fn strings<'t>(&self, entry: &Entry<'t>) -> Result<Vec<&'t str>, ConfigError> {
        match entry.value {
            DeValue::String(text) => Ok(vec![text]),
            DeValue::Array(list) => {
                let texts: Option<Vec<_>> =
                    list.iter().map(|item| item.get_ref().as_str()).collect();
                texts.ok_or_else(|| self.wrong(entry, "a list of texts"))
            }
            _ => Err(self.wrong(entry, "a list of texts")),
        }
    }

    fn folders(&self, entry: &Entry) -> Result<Vec<String>, ConfigError> {
        let mut folders = Vec::new();
        for text in self.strings(entry)? {
            let Some(folder) = folder(text) else {
                let allowed = "a folder inside the root, without `..` and not absolute";
                return Err(self.error(
                    &entry.place,
                    format!("`{}` must name {allowed}, found {text:?}", entry.key),
                ));
            };
            folders.push(folder);
        }
        Ok(folders)
    }

    fn patterns(&self, entry: &Entry) -> Result<Vec<String>, ConfigError> {
        let patterns = self.strings(entry)?;
        for pattern in &patterns {
            if let Err(error) = Glob::new(pattern) {
                return Err(self.error(&entry.place, format!("`{}`: {error}", entry.key)));
            }
        }
        Ok(patterns.into_iter().map(str::to_owned).collect())
    }

    fn base(&self, entry: &Entry) -> Result<String, ConfigError> {
        let text = self.string(entry)?.trim();
        if text.is_empty() {
            return Ok(String::new());
        }
        base(text).ok_or_else(|| self.wrong(entry, "an address such as \"https://example.org/\""))
    }

    fn permalink(&self, entry: &Entry) -> Result<String, ConfigError> {
        let text = self.string(entry)?;
        crate::parse::permalink::check(text)
            .map_err(|allowed| self.wrong(entry, &allowed))
            .map(|()| text.to_owned())
    }
}

/// A folder inside the root, normalised; nothing where it would leave the root.
#[must_use]
pub fn folder(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with(['/', '\\', '~']) || text.contains('\0') || text.get(1..2) == Some(":") {
        return None;
    }
    let mut parts = Vec::new();
    for part in text.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => return None,
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// Whether a text is an absolute address of the web.
pub(super) fn is_web(text: &str) -> bool {
    web(text).is_some()
}

/// An address on the web as it is written, with its scheme in lower case, as the schema of JSON
/// Feed has it. `https:/a.example`, which browsers mend, is none.
pub(super) fn web(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(Url::has_host)?;
    let (scheme, rest) = text.split_once("://")?;
    let is_web = matches!(url.scheme(), "http" | "https");
    (is_web && scheme.eq_ignore_ascii_case(url.scheme()))
        .then(|| format!("{}://{rest}", url.scheme()))
}

/// A web address that relative ones can be joined to: without query and fragment, ends in `/`.
pub(super) fn base(text: &str) -> Option<String> {
    let mut url = Url::parse(text).ok().filter(|_| is_web(text))?;
    url.set_query(None);
    url.set_fragment(None);
    let mut text = url.to_string();
    if !text.ends_with('/') {
        text.push('/');
    }
    Some(text)
}

#[cfg(test)]
mod tests;
