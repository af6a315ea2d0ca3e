//! Where a blog's posts lie and how their files are called: what most of them have in common.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use crate::config::{Config, Generator};
use crate::model::language;

/// Where a post lies, but for what is its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The folder, relative to the root, without what comes of the date; empty for the root.
    folder: String,
    /// How many folders of the date are in it: year, month, day.
    dates: usize,
    /// Whether the name begins with the date: `2024-03-01-slug`.
    dated: bool,
    /// Whether the post is `index` in a folder of its name, with its pictures.
    bundle: bool,
    /// `md`, `markdown` or `mdx`.
    ending: String,
}

impl Place {
    /// The place of a post.
    pub(super) fn of(path: &str) -> Option<Self> {
        let (stem, ending) = path.rsplit_once('.')?;
        let mut parts: Vec<&str> = stem.split('/').collect();
        let mut name = parts.pop()?;
        // A translation lies where its original lies: `index.ko.md`.
        if let Some((original, language)) = name.rsplit_once('.')
            && language::tag(language).is_some()
        {
            name = original;
        }
        let bundle = name == "index";
        if bundle {
            name = parts.pop()?;
        }
        let dated = date_length(name).is_some();
        // From the outside in: 2024, 2024/03, 2024/03/01.
        let is_number = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())
        };
        let of_date = |count: usize| {
            let Some(tail) = parts.len().checked_sub(count).map(|from| &parts[from..]) else {
                return false;
            };
            let is_part = |(at, part): (usize, &&str)| is_number(part, if at == 0 { 4 } else { 2 });
            tail.iter().enumerate().all(is_part)
        };
        let dates = (1..=3).rev().find(|count| of_date(*count)).unwrap_or(0);
        parts.truncate(parts.len() - dates);
        let (folder, ending) = (parts.join("/"), ending.to_owned());
        Some(Self { folder, dates, dated, bundle, ending })
    }

    /// The place that most posts have; of places with as many, the one of the last path.
    pub(super) fn usual<'a>(paths: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut counts: BTreeMap<Self, (usize, usize)> = BTreeMap::new();
        for (at, path) in paths.enumerate() {
            if let Some(place) = Self::of(path) {
                let count = counts.entry(place).or_default();
                *count = (count.0 + 1, at);
            }
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(place, _)| place)
    }

    /// Where the first post of a blog lies.
    pub(super) fn first(config: &Config) -> Self {
        let folder = config.content.first().map(String::as_str).unwrap_or_default();
        let folder = if folder == "." { String::new() } else { folder.to_owned() };
        let dated = matches!(config.generator, Generator::Jekyll | Generator::Docusaurus);
        let bundle = config.generator == Generator::Plain;
        Self { folder, dates: 0, dated, bundle, ending: "md".to_owned() }
    }

    /// Whether the name tells the day.
    pub(super) fn is_dated(&self) -> bool {
        self.dated || self.dates == 3
    }

    /// The path of a post, relative to the root.
    pub(super) fn path(&self, slug: &str, day: NaiveDate) -> String {
        self.with(slug, day, self.bundle)
    }

    /// The path that it would have if it were, or were not, in a folder of its name.
    pub(super) fn other_path(&self, slug: &str, day: NaiveDate) -> String {
        self.with(slug, day, !self.bundle)
    }

    fn with(&self, slug: &str, day: NaiveDate, bundle: bool) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.folder.is_empty() {
            parts.push(self.folder.clone());
        }
        let dates = [
            format!("{:04}", day.year()),
            format!("{:02}", day.month()),
            format!("{:02}", day.day()),
        ];
        parts.extend(dates.into_iter().take(self.dates));
        let name =
            if self.dated { format!("{}-{slug}", day.format("%Y-%m-%d")) } else { slug.into() };
        parts.push(name);
        if bundle {
            parts.push("index".to_owned());
        }
        format!("{}.{}", parts.join("/"), self.ending)
    }
}

/// How many bytes of a name are its date, `2024-03-01-`.
fn date_length(name: &str) -> Option<usize> {
    let date = name.get(..10).filter(|_| name.len() > 11 && name.as_bytes()[10] == b'-')?;
    NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().map(|_| 11)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Place;

    #[test]
    fn a_new_post_lies_where_most_posts_lie() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 9).unwrap();
        for (paths, path) in [
            (
                &["content/a/index.md", "content/b/index.md", "content/about.md"][..],
                "content/x/index.md",
            ),
            (&["_posts/2020-01-02-a.md", "_posts/2021-01-02-b.md"], "_posts/2024-03-09-x.md"),
            (&["blog/2020-01-02-a/index.mdx"], "blog/2024-03-09-x/index.mdx"),
            (&["posts/2020/01/a.md", "posts/2021/12/b.md"], "posts/2024/03/x.md"),
            (&["posts/2020/a/index.md"], "posts/2024/x/index.md"),
            (&["posts/2020/01/31/a.markdown"], "posts/2024/03/09/x.markdown"),
            (&["a.md", "b.md", "2020-01-02-c.md"], "x.md"),
            // Of as many the last.
            (&["a/one.md", "b/two.md"], "b/x.md"),
            (&["posts/2020-13-02-a.md"], "posts/x.md"),
            (&["p/a/index.md", "p/b/index.ko.md", "p/c.md"], "p/x/index.md"),
        ] {
            let place = Place::usual(paths.iter().copied()).unwrap();
            assert_eq!(place.path("x", day), path);
        }
        assert_eq!(Place::usual(std::iter::empty()), None);
    }
}
