//! Where a post is read: patterns and the customs of site generators into absolute addresses.

use std::fmt::Write;

use chrono::Datelike;
use url::Url;

use crate::config::Config;
use crate::model::post::Date;

/// Names that stand for a pattern, with their patterns.
const PRESETS: &[(&str, &str)] = &[
    ("gatsby", "/:path/"),
    ("hugo", "/:path/"),
    ("zola", "/:path/"),
    ("astro", "/:path/"),
    ("eleventy", "/:path/"),
    ("jekyll", "/:categories/:year/:month/:day/:title.html"),
    ("hexo", "/:year/:month/:day/:title/"),
    ("docusaurus", "/blog/:year/:month/:day/:slug"),
    ("pelican", "/:slug.html"),
];

/// What a pattern may hold, the longer names first.
const TOKENS: &[&str] = &[
    ":categories",
    ":category",
    ":filename",
    ":month",
    ":title",
    ":path",
    ":slug",
    ":year",
    ":day",
];

/// What an address is made of.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
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
    /// `permalink`, `url` or `path` of the front matter.
    pub address: Option<&'a str>,
    /// Categories.
    pub categories: &'a [String],
}

/// Whether the setting `permalink` is a preset or a pattern.
///
/// # Errors
/// What is allowed, where it is neither.
pub fn check(pattern: &str) -> Result<(), String> {
    let known = PRESETS.iter().any(|(name, _)| *name == pattern);
    let tokens = || {
        pattern
            .split('/')
            .flat_map(|part| part.match_indices(':').map(|(i, _)| &part[i..]))
            .all(|rest| TOKENS.iter().any(|token| rest.starts_with(token)))
    };
    if known || pattern.starts_with('/') && tokens() {
        return Ok(());
    }
    let names: Vec<_> = PRESETS.iter().map(|(name, _)| *name).collect();
    Err(format!("a pattern of / and {}, or one of {}", TOKENS.join(" "), names.join(" ")))
}

/// The address of a post: absolute where `site.url` is known, else from the top (`/slug/`).
/// Percent-encoded; never with `.` or `..`.
#[must_use]
pub fn url(config: &Config, parts: &Parts) -> String {
    let preset = config.permalink.as_str();
    let pattern = PRESETS.iter().find(|(name, _)| *name == preset).map_or(preset, |(_, p)| p);
    let address = parts.address.map(str::trim).filter(|text| !text.is_empty());
    if let Some(url) = address.and_then(|text| Url::parse(text).ok())
        && matches!(url.scheme(), "http" | "https")
    {
        return url.to_string();
    }
    let path = match address {
        Some(address) => expand(address, preset, parts),
        None => expand(pattern, preset, parts),
    };
    let mut path = encode(&path);
    if preset == "zola" && !path.ends_with('/') {
        // Zola ends every address with a slash, also one that the front matter gives as `path`.
        path.push('/');
    }
    // Hugo and Zola put translations into a folder of their language.
    let path = match parts.suffix {
        Some(suffix) if matches!(preset, "hugo" | "zola") && address.is_none() => {
            format!("/{}{path}", encode(suffix).trim_start_matches('/'))
        }
        Some(suffix) if address.is_none() => match path.strip_suffix('/') {
            Some(path) => format!("{path}.{}/", encode(suffix).trim_start_matches('/')),
            None => format!("{path}.{}", encode(suffix).trim_start_matches('/')),
        },
        _ => path,
    };
    match config.about.url.strip_suffix('/') {
        Some(base) => format!("{base}{path}"),
        None => path,
    }
}

/// Puts the parts of a post into a pattern.
fn expand(pattern: &str, preset: &str, parts: &Parts) -> String {
    let name = parts.path.rsplit('/').next().unwrap_or(parts.path);
    let bare = match undated(parts.path) {
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest),
        None => name,
    };
    let slug = parts.slug.map(str::trim).filter(|slug| !slug.is_empty());
    let path = || {
        let folder = parts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match slug {
            // Jekyll's and Hugo's `slug` names the last part, Docusaurus' the whole path.
            Some(slug) => format!("{folder}/{slug}"),
            None if preset == "zola" => format!("{folder}/{bare}"),
            None if parts.path == "index" => String::new(),
            None => parts.path.to_owned(),
        }
    };
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(token) = TOKENS.iter().find(|token| rest.starts_with(**token)) else {
            out.push(':');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[token.len()..];
        let date = parts.date.map(|date| date.at);
        // Writing to a string cannot fail.
        let _ = match *token {
            ":path" => out.write_str(&path()),
            ":filename" => out.write_str(name),
            ":title" => out.write_str(slug.unwrap_or(bare)),
            ":slug" => match slug {
                Some(slug) => out.write_str(slug),
                None if preset == "pelican" => out.write_str(&slugify(parts.title)),
                None => out.write_str(bare),
            },
            ":year" => date.map_or(Ok(()), |d| write!(out, "{:04}", d.year())),
            ":month" => date.map_or(Ok(()), |d| write!(out, "{:02}", d.month())),
            ":day" => date.map_or(Ok(()), |d| write!(out, "{:02}", d.day())),
            ":category" => {
                out.write_str(&parts.categories.first().map_or(String::new(), |c| slugify(c)))
            }
            _ => {
                let all: Vec<_> = parts.categories.iter().map(|c| slugify(c)).collect();
                out.write_str(&all.join("/"))
            }
        };
    }
    out.push_str(rest);
    out
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

/// Lower case, with `-` for all that is no letter or digit of any script.
#[must_use]
pub fn slugify(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '_' | '\u{300}'..='\u{36f}' | '\u{200c}') {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// A path from the top: percent-encoded (RFC 3986, 3.3), what is encoded already stays; empty
/// parts, `.` and `..`, in whatever spelling, are left out.
fn encode(path: &str) -> String {
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
            } else if byte >= 0x20 && byte != 0x7f {
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
mod tests {
    use chrono_tz::Tz;

    use super::{Parts, check, undated, url};
    use crate::config::Config;
    use crate::parse::dates;

    fn address(permalink: &str, path: &str, slug: Option<&str>, address: Option<&str>) -> String {
        let mut config = Config::default();
        permalink.clone_into(&mut config.permalink);
        "https://a.example/b/".clone_into(&mut config.about.url);
        let date = dates::parse("2024-01-02", Tz::UTC).expect("a date");
        let categories = ["Dev Ops".to_owned()];
        let parts = Parts {
            path,
            suffix: None,
            title: "A Title",
            date: Some(&date),
            slug,
            address,
            categories: &categories,
        };
        url(&config, &parts).strip_prefix("https://a.example/b").expect("below the site").to_owned()
    }

    #[test]
    fn generators_have_their_customs() {
        for (permalink, path, slug, own, expected) in [
            ("/:path/", "slug", None, None, "/slug/"),
            ("/:path/", "한글 글", None, None, "/%ED%95%9C%EA%B8%80%20%EA%B8%80/"),
            ("/:path/", "index", None, None, "/"),
            ("hugo", "post/a", Some("b"), None, "/post/b/"),
            ("hugo", "post/a", None, Some("c"), "/c"),
            ("zola", "x/2019-04-27-a", None, None, "/x/a/"),
            ("zola", "a", None, Some("ar/b"), "/ar/b/"),
            ("jekyll", "2024-01-02-a-b", None, None, "/dev-ops/2024/01/02/a-b.html"),
            ("jekyll", "2024-01-02-a-b", None, Some("/:year/:title/"), "/2024/a-b/"),
            ("docusaurus", "2024-01-02-a", None, None, "/blog/2024/01/02/a"),
            ("pelican", "a", None, None, "/a-title.html"),
            ("/:category/:slug/", "a", None, None, "/dev-ops/a/"),
        ] {
            assert_eq!(address(permalink, path, slug, own), expected, "{permalink} {path}");
        }
    }

    #[test]
    fn no_address_leaves_the_site() {
        for own in ["../../x", "/a/../b", "%2e%2e%2f%2e%2e%2fevil", "..\\x", ".", "a\0b", "a b?c#d"]
        {
            for permalink in ["/:path/", "hugo"] {
                let found = address(permalink, own, Some(own), Some(own));
                assert!(!found.contains(".."), "{found}");
                assert!(!found.to_lowercase().contains("%2e%2e"), "{found}");
                assert!(!found.contains(['?', '#', '\0', ' ']), "{found}");
            }
        }
    }

    #[test]
    fn patterns_are_checked() {
        assert!(check("/:year/:slug.html").is_ok() && check("jekyll").is_ok());
        assert!(check("wordpress").is_err() && check("/:yeer/").is_err());
    }

    #[test]
    fn days_are_found_in_paths() {
        for (path, day, rest) in [
            ("2024-01-02-a-b", "2024-01-02", "a-b"),
            ("x/2024-01-02-a", "2024-01-02", "a"),
            ("2024/01/02/a", "2024-01-02", "a"),
            ("2024-01-02/a", "2024-01-02", "a"),
        ] {
            assert_eq!(undated(path), Some((day.to_owned(), rest)), "{path}");
        }
        assert_eq!(undated("02-entering-longmode"), None);
    }
}
