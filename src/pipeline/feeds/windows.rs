//! The archives of a feed (RFC 5005, section 4): which posts each holds.
//!
//! An archive must not change once newer posts are in others. So the posts are cut by years, and
//! the posts of a year from the oldest on: posts that come later open new archives and leave the
//! old ones as they are.

use std::ops::Range;

use chrono::Datelike as _;
use chrono_tz::Tz;

use crate::model::Meta;

/// How many posts an archive holds at most: about as many as readers take at once.
const POSTS: usize = 50;

/// The posts of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// What its files are called after: `2024`, `2024-2`, `undated`.
    pub(super) name: String,
    /// The places of its posts.
    pub(super) posts: Range<usize>,
}

/// The archives of posts that are in the site's order: newest first, undated ones last. `zone`
/// tells the year that a moment is in.
pub(super) fn cut(posts: &[Meta], zone: Tz) -> Vec<Window> {
    let year =
        |meta: &Meta| meta.dates.published.as_ref().map(|date| date.at.with_timezone(&zone).year());
    let mut windows = Vec::new();
    let mut start = 0;
    for same in posts.chunk_by(|a, b| year(a) == year(b)) {
        let name = match same.first().and_then(year) {
            Some(year) => format!("{year:04}"),
            None => "undated".to_owned(),
        };
        let end = start + same.len();
        for part in (0..same.len().div_ceil(POSTS)).rev() {
            let oldest = end - part * POSTS;
            let name = if part == 0 { name.clone() } else { format!("{name}-{}", part + 1) };
            windows.push(Window { name, posts: oldest.saturating_sub(POSTS).max(start)..oldest });
        }
        start = end;
    }
    windows
}
