//! What was found out about a blog, with the files that say so.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::view::View;
use crate::config::{Generator, Slugs, load};
use crate::model::post::Person;
use crate::model::text::one_line;
use crate::model::value::Value;
use crate::model::{email, language};
use crate::parse::permalink;

/// A value, and the file that says so, relative to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct Said<T> {
    pub(in crate::config) value: T,
    pub(in crate::config) file: String,
}

/// The settings of a blog as far as they are known. Paths are relative to the root.
#[derive(Debug, Clone, Default)]
pub(in crate::config) struct Settings {
    pub(in crate::config) generator: Generator,
    /// The file that the generator is known by; empty where there is none.
    pub(in crate::config) file: String,
    pub(in crate::config) content: Vec<String>,
    pub(in crate::config) statics: Vec<String>,
    pub(in crate::config) exclude: Vec<String>,
    pub(in crate::config) title: Option<Said<String>>,
    pub(in crate::config) url: Option<Said<String>>,
    pub(in crate::config) description: Option<Said<String>>,
    pub(in crate::config) language: Option<Said<String>>,
    /// The languages as files name them, each with the folders of its own.
    pub(in crate::config) languages: BTreeMap<String, Vec<String>>,
    pub(in crate::config) timezone: Option<Said<Tz>>,
    pub(in crate::config) authors: Option<Said<Vec<Person>>>,
    pub(in crate::config) people: Option<Said<BTreeMap<String, Person>>>,
    /// A pattern that [`permalink::check`] accepts.
    pub(in crate::config) permalink: Option<Said<String>>,
    pub(in crate::config) permalinks: Vec<(String, String)>,
    /// A pattern that [`permalink::check`] accepts, or empty.
    pub(in crate::config) permalink_translations: String,
    pub(in crate::config) default_category: String,
    pub(in crate::config) slugs: Slugs,
    pub(in crate::config) drafts: bool,
    pub(in crate::config) future: bool,
    /// What was not understood, in sentences for the author.
    pub(in crate::config) unclear: Vec<String>,
}

impl Settings {
    pub(super) fn new(generator: Generator, view: &View, file: &str) -> Self {
        Self { generator, file: view.path(file).unwrap_or_default(), ..Self::default() }
    }

    /// Sets the title where none is set, from a file, relative to the root.
    pub(super) fn say_title(&mut self, title: Option<String>, file: &str) {
        let title = title.map(|title| one_line(&title)).filter(|title| !title.is_empty());
        say(&mut self.title, title, file);
    }

    pub(super) fn say_description(&mut self, text: Option<String>, file: &str) {
        let text = text.map(|text| one_line(&text)).filter(|text| !text.is_empty());
        say(&mut self.description, text, file);
    }

    /// Sets the address; `path` is added where the site does not lie at the top of its host.
    pub(super) fn say_url(&mut self, url: Option<String>, path: Option<String>, file: &str) {
        let Some(url) = url.map(|url| url.trim().to_owned()) else { return };
        let url = if url.starts_with("//") { format!("https:{url}") } else { url };
        let url = match url.contains("://") {
            _ if url.is_empty() => return,
            true => url,
            false => format!("https://{url}"),
        };
        // What generators put into new projects, and addresses of the author's own machine.
        let host = url.split("://").nth(1).unwrap_or_default().split(['/', ':']).next();
        let host = host.unwrap_or_default();
        if !host.contains('.') || matches!(host, "127.0.0.1" | "0.0.0.0") {
            return;
        }
        let path = path.unwrap_or_default();
        let path = path.trim().trim_matches('/');
        let base = url.trim_end_matches('/');
        let is_there = path.is_empty() || base.ends_with(&format!("/{path}"));
        let url = if is_there { base.to_owned() } else { format!("{base}/{path}") };
        say(&mut self.url, load::base(&url), file);
    }

    /// Sets the language, from a tag that may be written with `_`.
    pub(super) fn say_language(&mut self, tag: Option<String>, file: &str) {
        let tag = tag.and_then(|tag| {
            let tag = tag.trim().split('.').next().unwrap_or_default();
            language::tag(language::meant(tag).unwrap_or(tag))
        });
        say(&mut self.language, tag, file);
    }

    /// Adds a language, and a folder that holds its posts where it has one of its own. What is no
    /// language tag (a country, a name) is none that names of files could tell.
    pub(super) fn say_one_language(&mut self, language: &str, folder: Option<String>) {
        if language::tag(language).is_some() {
            self.languages.entry(language.to_owned()).or_default().extend(folder);
        }
    }

    pub(super) fn say_timezone(&mut self, zone: Option<String>, file: &str) {
        let zone = zone.and_then(|zone| zone.trim().parse::<Tz>().ok());
        say(&mut self.timezone, zone, file);
    }

    pub(super) fn say_authors(&mut self, value: Option<&Value>, file: &str) {
        let people = value.map(people).filter(|people| !people.is_empty());
        say(&mut self.authors, people, file);
    }

    /// Sets the pattern of addresses; one that is not understood is told.
    pub(super) fn say_permalink(&mut self, pattern: &str, file: &str) {
        let pattern = from_top(pattern);
        if permalink::check_pattern(&pattern) {
            say(&mut self.permalink, Some(pattern), file);
        } else {
            self.unclear.push(unclear(&pattern, file));
        }
    }

    /// Sets the pattern of a folder's addresses.
    pub(super) fn say_permalink_of(&mut self, folder: String, pattern: &str, file: &str) {
        let pattern = from_top(pattern);
        if permalink::check_pattern(&pattern) {
            self.permalinks.push((folder, pattern));
        } else {
            self.unclear.push(unclear(&pattern, file));
        }
    }

    /// Reads people by their ids from the first of some files that is there.
    pub(super) fn say_people(&mut self, view: &View, files: &[String]) {
        let there = files.iter().find(|file| view.is_file(file));
        let Some((file, Value::Map(entries))) = there.and_then(|f| Some((f, view.data(f)?))) else {
            return;
        };
        let mut known = BTreeMap::new();
        for (id, value) in &entries {
            let mut people = people(value);
            if people.len() == 1
                && let Some(person) = people.pop()
            {
                known.insert(id.clone(), person);
            }
        }
        if !known.is_empty() {
            let file = view.path(file).unwrap_or_default();
            say(&mut self.people, Some(known), &file);
        }
    }

    /// Drops folders that are not there, that hold no posts, or that lie in one another.
    pub(super) fn keep_what_is_there(&mut self, root: &View) {
        let mut content: Vec<String> = Vec::new();
        for folder in std::mem::take(&mut self.content) {
            let inside = |other: &String| other == "." || folder.starts_with(&format!("{other}/"));
            // A draft's folder counts without posts of its own beside it.
            if root.has_posts(&folder) && !content.contains(&folder) && !content.iter().any(inside)
            {
                content.push(folder);
            }
        }
        self.content = content;
        let mut statics: Vec<String> = Vec::new();
        for folder in std::mem::take(&mut self.statics) {
            if root.is_dir(&folder) && !statics.contains(&folder) {
                statics.push(folder);
            }
        }
        self.statics = statics;
    }

    /// Drops folders whose names the settings cannot say (`b:log`, a name that ends in a space).
    pub(super) fn keep_what_can_be_said(&mut self) {
        let can = |folder: &str| load::folder(folder).as_deref() == Some(folder);
        self.content.retain(|folder| can(folder));
        self.statics.retain(|folder| can(folder));
        self.permalinks.retain(|(folder, _)| can(folder));
        self.languages.values_mut().for_each(|folders| folders.retain(|folder| can(folder)));
    }

    /// Takes over what a configuration says of the blog, but not where its posts are.
    pub(super) fn take_what_is_said(&mut self, other: Self) {
        self.generator = other.generator;
        self.file = other.file;
        self.title = other.title.or(self.title.take());
        self.url = other.url.or(self.url.take());
        self.description = other.description.or(self.description.take());
        self.language = other.language.or(self.language.take());
        self.timezone = other.timezone.or(self.timezone.take());
        self.languages.extend(other.languages);
        self.authors = other.authors.or(self.authors.take());
        self.people = other.people.or(self.people.take());
        let more = other.statics.into_iter().filter(|folder| !self.statics.contains(folder));
        let more: Vec<String> = more.collect();
        self.statics.extend(more);
        self.unclear.extend(other.unclear);
    }
}

fn say<T>(slot: &mut Option<Said<T>>, value: Option<T>, file: &str) {
    if slot.is_none()
        && let Some(value) = value
    {
        *slot = Some(Said { value, file: file.to_owned() });
    }
}

fn from_top(pattern: &str) -> String {
    let pattern = pattern.trim();
    if pattern.starts_with('/') { pattern.to_owned() } else { format!("/{pattern}") }
}

fn unclear(pattern: &str, file: &str) -> String {
    let shown: String = one_line(pattern).chars().take(80).collect();
    format!("the addresses `{shown}` in `{file}` are not understood; set site.permalink")
}

/// People as configurations name them: a name, a map, or a list of these.
pub(super) fn people(value: &Value) -> Vec<Person> {
    let list = match value {
        Value::List(list) => list.as_slice(),
        value => std::slice::from_ref(value),
    };
    list.iter().filter_map(person).take(100).collect()
}

fn person(value: &Value) -> Option<Person> {
    let clean = |text: &str| Some(one_line(text)).filter(|text| !text.is_empty());
    match value {
        Value::Map(entries) => {
            let get = |keys: &[&str]| {
                let is = |key: &str| keys.iter().any(|other| key.eq_ignore_ascii_case(other));
                let value = entries.iter().find(|(key, value)| is(key) && value.as_str().is_some());
                value.and_then(|(_, value)| clean(value.as_str()?))
            };
            Some(Person {
                name: get(&["name", "display_name", "fullname", "full_name", "title"])?,
                email: get(&["email", "mail"]).filter(|mail| email::is_address(mail)),
                url: get(&["url", "uri", "link", "website", "web", "homepage"])
                    .and_then(|url| load::web(&url)),
            })
        }
        Value::String(text) => {
            // `Name <mail@example.org> (https://example.org)`, as in package.json
            let (rest, url) = match text.split_once('(') {
                Some((rest, url)) if url.contains("://") => {
                    (rest, clean(url.trim_end().trim_end_matches(')')))
                }
                _ => (text.as_str(), None),
            };
            let (name, email) = match rest.split_once('<') {
                Some((name, mail)) if mail.contains('@') => {
                    let mail = clean(mail.trim_end().trim_end_matches('>'));
                    (name, mail.filter(|mail| email::is_address(mail)))
                }
                _ => (rest, None),
            };
            let name = clean(name)?;
            Some(Person { name, email, url: url.and_then(|url| load::web(&url)) })
        }
        _ => None,
    }
}

/// The value at a path of keys, in any letter case.
pub(super) fn get<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    let step = |value: &'a Value, key: &&str| match value {
        Value::Map(entries) => {
            let exact = entries.iter().find(|(other, _)| other == key);
            let alike = || entries.iter().find(|(other, _)| other.eq_ignore_ascii_case(key));
            exact.or_else(alike).map(|(_, value)| value)
        }
        _ => None,
    };
    path.iter().try_fold(value, step).filter(|value| **value != Value::Null)
}

/// The text of the first of some paths of keys that has one.
pub(super) fn text(value: &Value, paths: &[&[&str]]) -> Option<String> {
    paths.iter().find_map(|path| {
        let text = get(value, path)?.scalar()?;
        (!text.trim().is_empty()).then_some(text)
    })
}

/// The texts of a key: one, or a list of them.
pub(super) fn texts(value: &Value, path: &[&str]) -> Vec<String> {
    match get(value, path) {
        Some(Value::List(list)) => list.iter().filter_map(Value::scalar).collect(),
        Some(value) => value.scalar().into_iter().collect(),
        None => Vec::new(),
    }
}

/// Whether a switch is on.
pub(super) fn is_on(value: &Value, path: &[&str]) -> bool {
    matches!(get(value, path), Some(Value::Bool(true)))
}
