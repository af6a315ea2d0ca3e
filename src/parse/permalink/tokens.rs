//! What each token of a pattern stands for, with every generator in its own way.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};

use super::{KEY, Parts, TOKENS, slugs, undated};
use crate::config::{Config, Generator, Slugs};
use crate::model::value::Value;

/// A token at the beginning of a text.
pub(super) struct Token<'t> {
    /// How long it is written, in bytes.
    pub(super) len: usize,
    kind: Kind<'t>,
}

enum Kind<'t> {
    /// One of [`TOKENS`].
    Named(&'static str),
    /// `:sections[1:]`: some of the folders.
    Sections(&'t str),
    /// `:{key|other}`
    Key(&'t str, &'t str),
}

/// The token that a text, which begins with `:`, begins with.
pub(super) fn token(text: &str) -> Option<Token<'_>> {
    if let Some(inside) = text.strip_prefix(KEY) {
        let (inside, _) = inside.split_once('}')?;
        let (key, other) = inside.split_once('|').unwrap_or((inside, ""));
        let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let len = KEY.len() + inside.len() + 1;
        let known = !key.is_empty() && key.chars().all(is_key) && !other.contains(['{', ':']);
        return known.then_some(Token { len, kind: Kind::Key(key, other) });
    }
    let name = TOKENS.iter().find(|token| text.starts_with(**token))?;
    let rest = &text[name.len()..];
    if *name == ":sections"
        && let Some((slice, _)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
    {
        let known = slice.split(':').count() <= 2 && slice.split(':').all(is_place);
        let len = name.len() + slice.len() + 2;
        return known.then_some(Token { len, kind: Kind::Sections(slice) });
    }
    Some(Token { len: name.len(), kind: Kind::Named(name) })
}

/// Whether a text is a place in Hugo's slices of sections.
fn is_place(text: &str) -> bool {
    matches!(text, "" | "last" | "first") || text.parse::<u16>().is_ok()
}

/// The folders that a slice names, as Hugo counts them: from 0, the end exclusive.
fn slice<'p>(parts: &[&'p str], slice: &str) -> Vec<&'p str> {
    let last = parts.len().saturating_sub(1);
    let place = |text: &str, default: usize| match text {
        "" => default,
        "first" => 0,
        "last" => last,
        number => number.parse().unwrap_or(default),
    };
    let (from, to) = match slice.split_once(':') {
        Some((from, to)) => (place(from, 0), place(to, parts.len())),
        None => (place(slice, 0), place(slice, 0) + 1),
    };
    let from = from.min(parts.len());
    parts[from..to.clamp(from, parts.len())].to_vec()
}

/// Puts the parts of a post into a pattern.
#[must_use]
pub fn expand(pattern: &str, config: &Config, parts: &Parts) -> String {
    let values = Values::new(config, parts);
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(Token { len, kind }) = token(rest) else {
            out.push(':');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[len..];
        out.push_str(&match kind {
            Kind::Named(name) => values.of(name),
            Kind::Sections(slice) => values.sections(slice),
            Kind::Key(key, other) => values.key(key, other),
        });
    }
    out.push_str(rest);
    out
}

/// A pattern with the folders of a section of Hugo in the place of its `:sections`.
#[must_use]
pub fn fix_sections(pattern: &str, section: &str, slugs: Slugs) -> String {
    let config = Config { generator: Generator::Hugo, slugs, ..Config::default() };
    let parts: Vec<&str> = section.split('/').collect();
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(":sections") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (len, part) = match token(rest) {
            Some(Token { len, kind: Kind::Sections(part) }) => (len, part),
            _ => (":sections".len(), ":"),
        };
        // A colon in a folder's name would begin a token.
        let folders = slice(&parts, part).join("/").replace(':', "");
        out.push_str(&slugs_of_path(&config, &folders));
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

struct Values<'a> {
    config: &'a Config,
    parts: &'a Parts<'a>,
    /// The folders of the path, without its last part.
    folder: &'a str,
    /// The last part of the path.
    name: &'a str,
    /// The path of the file as Hexo takes it for a title: `index` and language counted in.
    whole: String,
    /// The same without a date at its beginning.
    bare: &'a str,
    slug: Option<&'a str>,
    date: Option<DateTime<FixedOffset>>,
}

impl<'a> Values<'a> {
    fn new(config: &'a Config, parts: &'a Parts<'a>) -> Self {
        let (folder, name) = parts.path.rsplit_once('/').unwrap_or(("", parts.path));
        let bare = match undated(parts.path) {
            Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest),
            None => name,
        };
        let slug = parts.slug.map(str::trim).filter(|slug| !slug.is_empty());
        let date = parts.date.map(|date| match config.generator {
            // Jekyll's dates are those of the site's zone, also where a post names another.
            Generator::Jekyll => date.at.with_timezone(&config.timezone).fixed_offset(),
            _ => date.at,
        });
        let file = parts.source.rsplit('/').next().unwrap_or_default();
        let index = if file.starts_with("index.") && name != "index" { "/index" } else { "" };
        let whole = match config.generator {
            Generator::Hexo => format!("{}{index}", parts.path),
            _ => String::new(),
        };
        Self { config, parts, folder, name, whole, bare, slug, date }
    }

    /// Some of the folders.
    fn sections(&self, slice: &str) -> String {
        let parts: Vec<&str> = self.folder.split('/').collect();
        slugs_of_path(self.config, &self::slice(&parts, slice).join("/"))
    }

    /// What the front matter says under a key.
    fn key(&self, key: &str, other: &str) -> String {
        let found = match self.parts.front {
            Some(Value::Map(entries)) => {
                entries.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))
            }
            _ => None,
        };
        let text = found.and_then(|(_, value)| match value {
            Value::List(list) => list.first().and_then(Value::scalar),
            value => value.scalar(),
        });
        let text = text.filter(|text| !text.trim().is_empty());
        match self.config.generator {
            // Keys of the front matter come into Hexo's addresses as they are.
            Generator::Hexo => text.unwrap_or_else(|| other.to_owned()),
            _ => self.text(text.as_deref().unwrap_or(other)),
        }
    }

    fn of(&self, token: &str) -> String {
        let date =
            |write: fn(DateTime<FixedOffset>) -> String| self.date.map_or_else(String::new, write);
        match token {
            ":path" => self.path(),
            ":dated_path" => self.dated_path(),
            ":file_path" if self.parts.path == "index" => String::new(),
            ":file_path" => self.parts.path.to_owned(),
            ":title" => self.title(),
            ":slug" => self.slug(),
            ":slugorfilename" | ":slugorcontentbasename" => {
                self.slug.map_or_else(|| self.file_name(), |slug| self.text(slug))
            }
            // The name counts where it begins with a date, as with Pelican's `FILENAME_METADATA`.
            ":slugordatedname" if self.slug.is_none() && self.bare != self.name => {
                self.bare.to_owned()
            }
            ":slugordatedname" => self.slug(),
            ":filename" | ":contentbasename" | ":basename" | ":name" => self.file_name(),
            ":section" => {
                let section = self.folder.split('/').next().unwrap_or_default();
                slugs_of_path(self.config, section)
            }
            ":sections" => slugs_of_path(self.config, self.folder),
            ":post_title" => self.text(self.parts.title).to_lowercase(),
            ":week" => date(|d| format!("{:02}", d.iso_week().week())),
            ":w_year" => date(|d| d.iso_week().year().to_string()),
            ":w_day" => date(|d| d.weekday().number_from_monday().to_string()),
            ":short_day" => date(|d| d.format("%a").to_string()),
            ":long_day" => date(|d| d.format("%A").to_string()),
            ":category" => self.category(),
            ":categories" => self.categories(),
            ":author" => self.text(self.parts.author),
            ":lang" if self.config.generator == Generator::Hugo => {
                self.parts.language.to_lowercase()
            }
            ":lang" => self.parts.language.to_owned(),
            ":collection" => "posts".to_owned(),
            ":output_ext" => ".html".to_owned(),
            ":year" => date(|d| format!("{:04}", d.year())),
            ":short_year" => date(|d| format!("{:02}", d.year().rem_euclid(100))),
            ":month" => date(|d| format!("{:02}", d.month())),
            ":i_month" => date(|d| d.month().to_string()),
            ":day" => date(|d| format!("{:02}", d.day())),
            ":i_day" => date(|d| d.day().to_string()),
            ":y_day" => date(|d| format!("{:03}", d.ordinal())),
            ":yearday" => date(|d| d.ordinal().to_string()),
            ":hour" => date(|d| format!("{:02}", d.hour())),
            ":minute" => date(|d| format!("{:02}", d.minute())),
            ":second" => date(|d| format!("{:02}", d.second())),
            ":weekday" => date(|d| d.weekday().num_days_from_sunday().to_string()),
            ":weekdayname" => date(|d| {
                let days =
                    ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
                days[d.weekday().num_days_from_sunday() as usize].to_owned()
            }),
            ":monthname" => date(|d| d.format("%B").to_string().to_lowercase()),
            ":long_month" | ":month_name" => date(|d| d.format("%B").to_string()),
            ":short_month" => date(|d| d.format("%b").to_string()),
            _ => String::new(),
        }
    }

    /// A title or slug as the generator makes it.
    fn text(&self, text: &str) -> String {
        let slugs = self.config.slugs;
        match self.config.generator {
            _ if slugs == Slugs::Off => text.to_owned(),
            Generator::Hugo => self.cased(slugs::hugo(text)),
            Generator::Zola if slugs == Slugs::Unicode => slugs::safe(text),
            Generator::Zola => slugs::ascii(text),
            Generator::Pelican => slugs::pelican(text, slugs != Slugs::Unicode),
            Generator::Jekyll => slugs::jekyll(text),
            Generator::Hexo => slugs::hexo(text),
            Generator::Astro => slugs::github(text),
            _ if slugs == Slugs::Ascii => slugs::ascii(text),
            _ => slugs::unicode(text),
        }
    }

    /// A part of an address of Hugo's: in small letters where capitals are not kept.
    fn cased(&self, text: String) -> String {
        if self.config.slugs == Slugs::Cased { text } else { text.to_lowercase() }
    }

    fn file_name(&self) -> String {
        match self.config.generator {
            Generator::Hugo => self.cased(slugs::hugo_pattern(self.name)),
            Generator::Pelican => self.text(self.name),
            Generator::Eleventy | Generator::Jekyll | Generator::Zola => self.bare.to_owned(),
            _ => self.name.to_owned(),
        }
    }

    fn title(&self) -> String {
        match self.config.generator {
            Generator::Hugo => self.cased(slugs::hugo_pattern(self.parts.title)),
            Generator::Pelican | Generator::Gatsby => self.text(self.parts.title),
            Generator::Jekyll => slugs::jekyll_pretty(self.slug.unwrap_or(self.bare)),
            // Hexo's titles are the paths of files; a date that `new_post_name` puts first is none.
            Generator::Hexo => match undated(&self.whole) {
                Some((_, rest)) => rest.to_owned(),
                None => self.whole.clone(),
            },
            _ => self.slug.unwrap_or(self.bare).to_owned(),
        }
    }

    fn slug(&self) -> String {
        match (self.config.generator, self.slug) {
            (Generator::Hugo, Some(slug)) => self.text(slug.trim_matches('-')),
            (Generator::Hugo, None) => self.title(),
            (Generator::Jekyll | Generator::Zola, slug) => self.text(slug.unwrap_or(self.bare)),
            (_, Some(slug)) => slug.to_owned(),
            (Generator::Gatsby, None) => self.parts.path.to_owned(),
            (Generator::Pelican, None) => self.text(self.parts.title),
            (Generator::Astro, None) => self.text(self.bare),
            (_, None) => self.bare.to_owned(),
        }
    }

    /// The path below the content folder, its last part replaced by a slug where there is one.
    fn path(&self) -> String {
        let within = |last: &str| match self.folder {
            "" => last.to_owned(),
            folder => format!("{folder}/{last}"),
        };
        if self.parts.path == "index" && self.slug.is_none() {
            return String::new();
        }
        match (self.config.generator, self.slug) {
            // The path of the file is the title of Hexo's posts.
            (Generator::Hexo, _) => self.whole.clone(),
            (Generator::Hugo, Some(slug)) => {
                let folder = slugs_of_path(self.config, self.folder);
                format!("{folder}/{}", self.text(slug.trim_matches('-')))
            }
            (Generator::Hugo, None) => slugs_of_path(self.config, self.parts.path),
            (Generator::Zola, slug) => within(
                &self.text(slug.unwrap_or_else(|| day_first(self.name).unwrap_or(self.name))),
            ),
            (Generator::Eleventy, _) if self.is_bundle() => self.parts.path.to_owned(),
            (Generator::Eleventy, _) => within(day_first(self.name).unwrap_or(self.name)),
            // The slug of a collection's entry replaces all of its path.
            (Generator::Astro, Some(slug)) => slug.to_owned(),
            (Generator::Astro, None) => slugs_of_path(self.config, self.parts.path),
            // `app/blog/x/page.mdx` is the page of its folder.
            (Generator::Next, _) if self.name == "page" => self.folder.to_owned(),
            (_, Some(slug)) => within(slug),
            (_, None) => self.parts.path.to_owned(),
        }
    }

    /// Docusaurus: the date in the path, as it is written, goes first, and the rest behind it; a
    /// slug replaces all of it.
    fn dated_path(&self) -> String {
        if let Some(slug) = self.slug {
            return slug.to_owned();
        }
        let path = self.parts.path;
        for start in [0].into_iter().chain(path.match_indices('/').map(|(i, _)| i + 1)) {
            if let Some((day, rest)) = date_first(&path[start..]) {
                let rest = rest.strip_prefix(['-', '/']).unwrap_or(rest);
                return format!("{}/{}{rest}", day.replace('-', "/"), &path[..start]);
            }
        }
        path.to_owned()
    }

    fn category(&self) -> String {
        let categories = self.parts.categories;
        match self.config.generator {
            // Hexo's categories lie in one another.
            Generator::Hexo if categories.is_empty() => match &self.config.default_category {
                none if none.is_empty() => "uncategorized".to_owned(),
                other => slugs::hexo(other),
            },
            Generator::Hexo => {
                categories.iter().map(|c| slugs::hexo(c)).collect::<Vec<_>>().join("/")
            }
            Generator::Pelican => match categories.first() {
                Some(category) => self.text(category),
                // The folder is the category (`USE_FOLDER_AS_CATEGORY`), or there is none.
                None => match self.folder.rsplit('/').next() {
                    Some(folder) if !folder.is_empty() => self.text(folder),
                    _ if self.config.default_category.is_empty() => "misc".to_owned(),
                    _ => self.text(&self.config.default_category),
                },
            },
            _ => categories.first().map_or_else(String::new, |category| self.text(category)),
        }
    }

    fn categories(&self) -> String {
        let all: Vec<_> = match self.config.generator {
            Generator::Jekyll => self.parts.categories.iter().map(|c| c.to_lowercase()).collect(),
            _ => self.parts.categories.iter().map(|c| self.text(c)).collect(),
        };
        all.join("/")
    }

    /// Whether the post is an `index` in a folder of its own.
    fn is_bundle(&self) -> bool {
        let name = self.parts.source.rsplit('/').next().unwrap_or_default();
        name.starts_with("index.") && self.parts.path != "index"
    }
}

/// What is behind a day at the beginning of a name.
fn day_first(name: &str) -> Option<&str> {
    undated(name).map(|(_, rest)| rest)
}

/// The day that a path begins with, as it is written (`2021-1-5`, `2021/01/05`), and the rest.
fn date_first(path: &str) -> Option<(&str, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let month_at = 5;
    let day_at = match path.as_bytes().get(4) {
        Some(b'-' | b'/') if digits(path) == 4 => {
            let length = digits(&path[month_at..]);
            let parted = matches!(path.as_bytes().get(month_at + length), Some(b'-' | b'/'));
            (1..=2).contains(&length).then_some(month_at + length + 1).filter(|_| parted)?
        }
        _ => return None,
    };
    let length = digits(&path[day_at..]).min(2);
    (length > 0).then(|| path.split_at(day_at + length))
}

fn slugs_of_path(config: &Config, path: &str) -> String {
    let part = |part: &str| match config.generator {
        Generator::Hugo if config.slugs == Slugs::Cased => slugs::hugo_path(part),
        Generator::Hugo => slugs::hugo_path(part).to_lowercase(),
        Generator::Astro => slugs::github(part),
        _ => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
