//! One feed in all its formats, while it is written.

use super::document::Document;
use super::key::Key;
use super::last::Entries;
use crate::config::By;
use crate::diag::{Code, Diagnostic, Place};
use crate::output::OutputError;
use crate::pipeline::memory::{FeedRecord, Said};

/// A feed of more bytes burdens readers and hubs (JSON Feed 1.1, "Suggestions for Publishers").
const LARGE_FEED: usize = 250_000;

/// One feed in all its formats: they hold the same posts.
pub(super) struct Group<'a> {
    pub(super) by: Option<By>,
    pub(super) documents: Vec<Document<'a>>,
    /// What it is made from so far.
    pub(super) key: Key,
    /// What is known of it, where the documents of the last build stay, as they are made from the
    /// same.
    pub(super) stays: Option<FeedRecord>,
    /// How many posts it holds, and may hold.
    pub(super) held: usize,
    pub(super) posts: usize,
    /// Whether there are more posts than it may hold.
    pub(super) more: bool,
    /// Whether the size budget has cut the list.
    pub(super) cut: bool,
}

impl Group<'_> {
    /// Adds a post, unless the size budget is used up in any of the formats; returns where it stands
    /// then.
    pub(super) fn push(
        &mut self,
        entries: &mut Entries<'_>,
        max_bytes: usize,
    ) -> Result<Option<Said>, OutputError> {
        if self.cut {
            return Ok(None);
        }
        let full = |(document, size): (&Document<'_>, usize)| document.bytes + size > max_bytes;
        // The newest post is in the feed however large it is.
        if self.held > 0 && self.documents.iter().zip(entries.sizes()).any(full) {
            self.cut = true;
            return Ok(None);
        }
        self.held += 1;
        let places = entries.add_to(&mut self.documents)?;
        Ok(self.documents.first().map(|first| Said { feed: first.path.clone(), places }))
    }

    /// How many bytes of its documents wait in memory.
    pub(super) fn pending(&self) -> usize {
        self.documents.iter().map(Document::pending).sum()
    }

    /// Its largest document.
    fn largest(&self) -> Option<&Document<'_>> {
        self.documents.iter().max_by_key(|document| document.bytes)
    }

    /// Whether readers and hubs mind its size.
    fn is_large(&self) -> bool {
        self.cut || self.largest().is_some_and(|document| document.bytes > LARGE_FEED)
    }
}

/// Writes out the documents that hold at least half as much as the mean: what stays is less than
/// half of all, and returned. Each of thousands of feeds is then opened a few times, when that is
/// worth it.
pub(super) fn unload(groups: &mut [Group<'_>], pending: usize) -> Result<usize, OutputError> {
    let documents: usize = groups.iter().map(|group| group.documents.len()).sum();
    let little = pending / (2 * documents.max(1));
    for document in groups.iter_mut().flat_map(|group| &mut group.documents) {
        if document.pending() > little {
            document.unload()?;
        }
    }
    Ok(groups.iter().map(Group::pending).sum())
}

/// Says where feeds are larger than readers like them: the feed of the blog, or else the largest
/// of the others, as what to do about them is the same.
pub(super) fn measure(groups: &[Group<'_>], max_bytes: usize, diagnostics: &mut Vec<Diagnostic>) {
    let large: Vec<&Group<'_>> = groups.iter().filter(|group| group.is_large()).collect();
    let size = |group: &Group<'_>| group.largest().map_or(0, |document| document.bytes);
    let main = large.first().filter(|group| group.by.is_none());
    let Some(worst) = main.copied().or_else(|| large.iter().copied().max_by_key(|g| size(g)))
    else {
        return;
    };
    let Some(largest) = worst.largest() else { return };
    let others = match large.len() - 1 {
        0 => String::new(),
        1 => "; so does one more feed".to_owned(),
        more => format!("; so do {more} more feeds"),
    };
    let (message, hint) = if worst.cut {
        let (held, posts) = (worst.held, worst.posts);
        (
            format!(
                "the feed holds the newest {held} of {posts} posts, to stay below {max_bytes} bytes"
            ),
            "raise `feed.max_bytes`, or set `feed.content = \"summary\"`",
        )
    } else {
        (
            format!("the feed has {} kB, and readers fetch it often", largest.bytes / 1000),
            "lower `feed.limit`, or set `feed.content = \"summary\"`",
        )
    };
    let place = Place::Path(largest.path.clone());
    diagnostics.push(Diagnostic::new(Code::FeedSize, place, message + &others).hint(hint));
}
