//! What readers know already -> what a build would make them see twice, or never again.
//!
//! A reader keeps an entry by its id. A build whose post has another id than the feed that
//! subscribers have fetched shows it to all of them as new; this module tells before it happens.
//! Feeds come as bytes: it is the caller who opens files or asks servers.

mod compare;
mod json;
mod xml;

use chrono::{DateTime, FixedOffset};

pub use compare::{Posts, are_there, compare};

/// An entry that readers have seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// What the feed called it: `guid` or `id`, else the link, as readers take it.
    pub id: String,
    /// Where it was read; may be empty.
    pub link: String,
    /// Its title on one line; may be empty.
    pub title: String,
    /// When it came out.
    pub date: Option<DateTime<FixedOffset>>,
}

/// A feed of the past, or the archive's index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousFeed {
    /// What messages call it: a path or an address.
    pub name: String,
    /// Its entries, in its order.
    pub entries: Vec<Known>,
}

/// Reads RSS (0.9x, 1.0, 2.0), Atom, JSON Feed or an archive's `index.json`, whichever it is.
/// Whatever cannot be read of an entry is left empty; one without any id and link is left out.
/// None where the bytes are no feed.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Vec<Known>> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut entries = if text.starts_with('{') { json::read(text) } else { xml::read(text) }?;
    for entry in &mut entries {
        if entry.id.is_empty() {
            entry.id.clone_from(&entry.link);
        }
    }
    entries.retain(|entry| !entry.id.is_empty());
    Some(entries)
}

/// A date of RFC 3339 or RFC 2822, the two that feeds have.
fn date(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    let date = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    date.ok()
}

#[cfg(test)]
mod tests;
