//! Where a post is read: patterns and the customs of site generators into absolute addresses.

mod former;
mod slugs;
mod tokens;

use std::fmt::Write;

use url::Url;

use crate::config::{Config, Generator};
use crate::model::post::Date;
use crate::model::value::Value;

pub use former::former;
pub use slugs::file_name;
pub use tokens::{expand, fix_sections};

/// What a pattern may hold, the longer names first.
pub(super) const TOKENS: &[&str] = &[
    ":slugorcontentbasename",
    ":slugordatedname",
    ":slugorfilename",
    ":contentbasename",
    ":weekdayname",
    ":post_title",
    ":categories",
    ":collection",
    ":dated_path",
    ":file_path",
    ":output_ext",
    ":short_month",
    ":short_year",
    ":month_name",
    ":long_month",
    ":short_day",
    ":monthname",
    ":long_day",
    ":sections",
    ":category",
    ":filename",
    ":basename",
    ":i_month",
    ":section",
    ":weekday",
    ":yearday",
    ":second",
    ":author",
    ":i_day",
    ":w_year",
    ":y_day",
    ":w_day",
    ":month",
    ":title",
    ":minute",
    ":hour",
    ":lang",
    ":name",
    ":path",
    ":slug",
    ":week",
    ":year",
    ":day",
];

/// How a pattern names a key of the front matter, with what stands for it where the post has no
/// such key: `:{abbrlink}`, `:{category|misc}`.
const KEY: &str = ":{";

/// What an address is made of.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// The path of the post's file, relative to the root.
    pub source: &'a str,
    /// The path of the file below its content folder, without its ending and a last `/index`.
    pub path: &'a str,
    /// The language suffix of the file's name (`index.ko.md`), which is not in `path`.
    pub suffix: Option<&'a str>,
    /// The title, plain.
    pub title: &'a str,
    /// When it came out.
    pub date: Option<&'a Date>,
    /// `slug` of the front matter.
    pub slug: Option<&'a str>,
    /// What the front matter says of the address: the value of one of [`address_keys`].
    pub address: Option<&'a str>,
    /// Categories.
    pub categories: &'a [String],
    /// All that the front matter says.
    pub front: Option<&'a Value>,
    /// The name of the first author.
    pub author: &'a str,
    /// Its language.
    pub language: &'a str,
}

/// The keys of front matter that give the address of a post, in lower case.
#[must_use]
pub fn address_keys(generator: Generator) -> &'static [&'static str] {
    match generator {
        Generator::Hugo | Generator::Pelican => &["url"],
        Generator::Zola => &["path"],
        Generator::Jekyll | Generator::Hexo | Generator::Eleventy => &["permalink"],
        // `slug` says it all.
        Generator::Docusaurus => &[],
        Generator::Plain | Generator::Astro | Generator::Gatsby | Generator::Next => {
            &["permalink", "url", "path"]
        }
    }
}

/// Whether the setting `permalink` is a preset or a pattern.
///
/// # Errors
/// What is allowed, where it is neither.
pub fn check(pattern: &str) -> Result<(), String> {
    if Generator::named(pattern).is_some() || check_pattern(pattern) {
        return Ok(());
    }
    let names: Vec<_> = Generator::names().collect();
    Err(format!("a pattern of / and {}, or one of {}", TOKENS.join(" "), names.join(" ")))
}

/// Whether a text is a pattern: from the top, with tokens that are known.
#[must_use]
pub fn check_pattern(pattern: &str) -> bool {
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        match tokens::token(&rest[at..]) {
            Some(token) => rest = &rest[at + token.len..],
            None => return false,
        }
    }
    pattern.starts_with('/')
}

/// The pattern for a post: the one of other languages, that of the innermost folder that has its
/// own, or the blog's.
fn pattern<'a>(config: &'a Config, parts: &Parts) -> &'a str {
    let source = parts.source;
    let own =
        parts.language.is_empty() || parts.language.eq_ignore_ascii_case(&config.about.language);
    if !own && !config.permalink_translations.is_empty() {
        return &config.permalink_translations;
    }
    let mut best: Option<(usize, &str)> = None;
    for (folder, pattern) in &config.permalinks {
        let rest = if folder == "." { Some("/") } else { source.strip_prefix(folder.as_str()) };
        let length = if folder == "." { 0 } else { folder.len() };
        let inside = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if inside && best.is_none_or(|(other, _)| length >= other) {
            best = Some((length, pattern));
        }
    }
    let pattern = best.map_or(config.permalink.as_str(), |(_, pattern)| pattern);
    match Generator::named(pattern) {
        Some(generator) => generator.pattern(),
        None => pattern,
    }
}

/// The address of a post: absolute where `site.url` is known, else from the top (`/slug/`).
/// Percent-encoded; never with `.` or `..`.
#[must_use]
pub fn url(config: &Config, parts: &Parts) -> String {
    let generator = config.generator;
    let address = parts.address.map(str::trim).filter(|text| !text.is_empty());
    let address = address.filter(|text| {
        // A template that only its generator can run.
        !text.contains("{{") && !text.contains("{%")
    });
    if let Some(url) = address.and_then(|text| Url::parse(text).ok())
        && matches!(url.scheme(), "http" | "https")
    {
        return url.to_string();
    }
    // A slug from the top is an address where the generator's own code says what a slug is.
    let whole = || {
        let free = matches!(
            generator,
            Generator::Plain | Generator::Astro | Generator::Gatsby | Generator::Next
        );
        parts.slug.map(str::trim).filter(|slug| free && slug.len() > 1 && slug.starts_with('/'))
    };
    let pattern = pattern(config, parts);
    // An address of the file alone heeds no front matter.
    let own = address.or_else(whole).filter(|_| !pattern.contains(":file_path"));
    let mut path = encode(&match own {
        Some(own) => expand(jekyll_style(generator, own), config, parts),
        None => expand(pattern, config, parts),
    });
    if own.is_some() && generator == Generator::Gatsby && pattern.ends_with('/') {
        add_slash(&mut path);
    }
    if own.is_some() && generator == Generator::Next && !pattern.ends_with('/') && path.len() > 1 {
        // Next.js leads to the address without the slash.
        path.truncate(path.trim_end_matches('/').len());
    }
    // Every address of Zola's ends with a slash, also one that the front matter gives as `path`; of
    // Hugo's `url` those that name no file.
    let names_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if generator == Generator::Zola || generator == Generator::Hugo && own.is_some() && !names_file
    {
        add_slash(&mut path);
    }
    let has_language = generator == Generator::Hugo && pattern.contains(":lang");
    let path = match parts.suffix.filter(|_| own.is_none() && !has_language) {
        Some(suffix) => translated(generator, &config.about.language, suffix, path),
        None => path,
    };
    match config.about.url.strip_suffix('/') {
        Some(base) => format!("{base}{path}"),
        None => path,
    }
}

fn add_slash(path: &mut String) {
    if !path.ends_with('/') {
        path.push('/');
    }
}

/// The address of a translation. Hugo and Zola put translations into a folder of their language,
/// those in the blog's own language excepted; for others the suffix is a part of the name.
fn translated(generator: Generator, language: &str, suffix: &str, path: String) -> String {
    let encoded = encode(suffix);
    match generator {
        Generator::Hugo | Generator::Zola
            if suffix.eq_ignore_ascii_case(language)
                // The settings may say `en-us` of what the files call `en`.
                || language.split('-').next().is_some_and(|l| l.eq_ignore_ascii_case(suffix)) =>
        {
            path
        }
        Generator::Hugo => format!("{}{path}", encoded.to_lowercase()),
        Generator::Zola => format!("{encoded}{path}"),
        _ => {
            let suffix = encoded.trim_start_matches('/');
            match path.strip_suffix('/') {
                Some(path) => format!("{path}.{suffix}/"),
                None => format!("{path}.{suffix}"),
            }
        }
    }
}

/// The pattern of a style that Jekyll knows by name; other texts are patterns themselves.
#[must_use]
pub fn jekyll_style(generator: Generator, text: &str) -> &str {
    if generator != Generator::Jekyll {
        return text;
    }
    match text {
        "date" => "/:categories/:year/:month/:day/:title.html",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title.html",
        "ordinal" => "/:categories/:year/:y_day/:title.html",
        "none" => "/:categories/:title.html",
        text => text,
    }
}

/// A path that begins its name, or its folders, with a day: the day as `YYYY-MM-DD`, and the path
/// behind it (`2024-01-02-slug`, `2024/01/02/slug`, `2024-01-02/slug`).
#[must_use]
pub fn undated(path: &str) -> Option<(String, &str)> {
    // Where a part of the path begins, the last first: the name counts before its folders.
    let starts = path.rmatch_indices('/').map(|(i, _)| i + 1).chain([0]);
    for start in starts.take(5) {
        let text = &path[start..];
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit))
        };
        let Some(&sign @ (b'-' | b'/' | b'_')) = bytes.get(4) else { continue };
        if !digits(0..4) {
            continue;
        }
        // Two digits each, or one between hyphens: `2024-1-5-name`.
        let number = |from: usize| match (digits(from..from + 2), digits(from..from + 1)) {
            (true, _) => Some(from + 2),
            (_, true) if sign == b'-' => Some(from + 1),
            _ => None,
        };
        let Some(month) = number(5).filter(|end| bytes.get(*end) == Some(&sign)) else { continue };
        let Some(end) = number(month + 1) else { continue };
        if matches!(bytes.get(end), None | Some(b'-' | b'_' | b'/' | b' ')) {
            let (m, d) = (&text[5..month], &text[month + 1..end]);
            let day = format!("{}-{m:0>2}-{d:0>2}", &text[..4]);
            let rest = text.get(end + 1..).filter(|rest| !rest.is_empty()).unwrap_or(text);
            return Some((day, rest));
        }
    }
    None
}

/// The day that a path begins a name or its folders with, as `YYYY-MM-DD`: besides what
/// [`undated`] finds also `2024-1-2-slug`, `2024/01-02-slug` and `20240102-slug`, which are dates
/// and no custom of any generator's addresses.
#[must_use]
pub fn day_of(path: &str) -> Option<String> {
    if let Some((day, _)) = undated(path) {
        return Some(day);
    }
    let starts = path.rmatch_indices('/').map(|(i, _)| i + 1).chain([0]);
    starts.take(5).find_map(|start| loose_day(&path[start..]))
}

fn loose_day(text: &str) -> Option<String> {
    let number = |text: &str, most: usize| {
        let len = text.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        (1..=most).contains(&len).then_some(len)
    };
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['-', '_', '/', ' ']);
    // Where month and day begin and end.
    let ranges = if number(text, 8) == Some(8) {
        [4..6, 6..8]
    } else {
        let parted = |at: usize| text[at..].starts_with(['-', '_', '/']).then_some(at + 1);
        let month = parted(number(text, 4).filter(|len| *len == 4)?)?;
        let month_end = month + number(&text[month..], 2)?;
        let day = parted(month_end)?;
        [month..month_end, day..day + number(&text[day..], 2)?]
    };
    let rest = &text[ranges[1].end..];
    let [month, day] = ranges.map(|range| &text[range]);
    let year = &text[..4];
    let year: u32 = year.parse().ok().filter(|year| (1970..2100).contains(year))?;
    let month: u32 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day: u32 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    ends(rest).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// A path from the top: percent-encoded (RFC 3986, 3.3), what is encoded already stays; empty
/// parts, `.` and `..`, in whatever spelling, are left out, and so are control characters.
fn encode(path: &str) -> String {
    // Before anything is compared: what is left of a part without them may be empty, or a dot.
    let path: String = path.chars().filter(|c| !c.is_ascii_control()).collect();
    let path = path.replace('\\', "/");
    let mut out = String::with_capacity(path.len() + 1);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.trim().is_empty()).collect();
    for part in parts {
        let plain =
            part.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
        if plain.split('/').any(|part| matches!(part.trim(), "." | "..")) {
            continue;
        }
        out.push('/');
        let bytes = part.as_bytes();
        for (i, &byte) in bytes.iter().enumerate() {
            let encoded = byte == b'%'
                && bytes.get(i + 1..i + 3).is_some_and(|b| b.iter().all(u8::is_ascii_hexdigit));
            if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) || encoded {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    if out.is_empty() || path.ends_with('/') {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests;
