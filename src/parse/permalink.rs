//! Where a post is read: patterns and the customs of site generators into absolute addresses.

mod slugs;
mod tokens;

use std::fmt::Write;

use url::Url;

use crate::config::{Config, Generator};
use crate::model::post::Date;

pub use tokens::expand;

/// What a pattern may hold, the longer names first.
pub(super) const TOKENS: &[&str] = &[
    ":slugorcontentbasename",
    ":slugorfilename",
    ":contentbasename",
    ":weekdayname",
    ":categories",
    ":collection",
    ":dated_path",
    ":file_path",
    ":output_ext",
    ":short_month",
    ":short_year",
    ":month_name",
    ":long_month",
    ":monthname",
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
    ":y_day",
    ":month",
    ":title",
    ":minute",
    ":hour",
    ":lang",
    ":name",
    ":path",
    ":slug",
    ":year",
    ":day",
];

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
    let known = |rest: &str| TOKENS.iter().any(|token| rest.starts_with(token));
    pattern.starts_with('/') && pattern.match_indices(':').all(|(at, _)| known(&pattern[at..]))
}

/// The pattern for the posts of a file: the one of the innermost folder that has its own, else
/// the blog's.
fn pattern<'a>(config: &'a Config, source: &str) -> &'a str {
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
    let pattern = pattern(config, parts.source);
    // An address of the file alone heeds no front matter.
    let own = address.or_else(whole).filter(|_| !pattern.contains(":file_path"));
    let mut path = encode(&match own {
        Some(own) => expand(jekyll_style(generator, own), config, parts),
        None => expand(pattern, config, parts),
    });
    if own.is_some() && generator == Generator::Gatsby && pattern.ends_with('/') {
        add_slash(&mut path);
    }
    if generator == Generator::Zola {
        // Every address ends with a slash, also one that the front matter gives as `path`.
        add_slash(&mut path);
    }
    let path = match parts.suffix.filter(|_| own.is_none()) {
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
        let (Some(&a), Some(&b)) = (bytes.get(4), bytes.get(7)) else { continue };
        let parted = matches!(a, b'-' | b'/' | b'_') && a == b;
        let end = matches!(bytes.get(10), None | Some(b'-' | b'_' | b'/' | b' '));
        if parted && end && digits(0..4) && digits(5..7) && digits(8..10) {
            let day = format!("{}-{}-{}", &text[..4], &text[5..7], &text[8..10]);
            let rest = text.get(11..).filter(|rest| !rest.is_empty()).unwrap_or(text);
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
