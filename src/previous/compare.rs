//! Entries that readers know against the posts that there are: by id, else by address, else by
//! title and day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::{Known, PreviousFeed};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::guid::iri;
use crate::model::text::excerpt;
use crate::model::{Meta, Site};
use crate::span::Span;

/// Dates of one post may differ by the zone that a generator assumed.
const SAME_DAY: Duration = Duration::hours(26);

/// The posts of the blog.
#[derive(Clone, Copy)]
pub struct Posts<'a> {
    /// Those that are published.
    pub site: &'a Site,
    /// Those that are in error, and are published again when they are mended.
    pub failed: &'a [Meta],
    /// Drafts and posts of the future.
    pub withheld: &'a [Meta],
}

/// What would change for those who have read a feed of the past. A post that is older than a feed
/// reaches is a post all the same, so that a feed that is cut shorter is no finding.
#[must_use]
pub fn compare(previous: &[PreviousFeed], posts: Posts<'_>) -> Vec<Diagnostic> {
    let index = Index::new(posts);
    let mut said = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for feed in previous {
        for known in &feed.entries {
            if index.ids.contains(known.id.as_str()) || !said.insert(known.id.as_str()) {
                continue;
            }
            match index.find(known, posts) {
                Some(Found::Published(meta)) => diagnostics.push(changed(known, meta)),
                Some(Found::Failed) => {}
                Some(Found::Withheld(meta)) => {
                    let place = Place::Path(meta.source.to_string());
                    let message = format!(
                        "readers know the post as `{}`, and it is not published any more",
                        shown(known)
                    );
                    let hint =
                        "it is a draft, or dated in the future; subscribers keep what they have";
                    diagnostics.push(Diagnostic::new(Code::EntryGone, place, message).hint(hint));
                }
                None => {
                    let title = excerpt(&known.title, 60);
                    let message = format!(
                        "no post is the entry `{}` any more, titled `{title}`",
                        shown(known)
                    );
                    let hint = "where its file was renamed and its date changed too, write `guid:` with that id into its front matter";
                    let place = Place::Path(feed.name.clone());
                    diagnostics.push(Diagnostic::new(Code::EntryGone, place, message).hint(hint));
                }
            }
        }
    }
    diagnostics
}

/// For each of some entries, whether it is a post that is there, under whatever id.
#[must_use]
pub fn are_there(known: &[Known], posts: Posts<'_>) -> Vec<bool> {
    let index = Index::new(posts);
    let is_there = |k: &Known| index.ids.contains(k.id.as_str()) || index.find(k, posts).is_some();
    known.iter().map(is_there).collect()
}

fn changed(known: &Known, meta: &Meta) -> Diagnostic {
    let (old, new) = (shown(known), &meta.guid);
    let message = format!("readers know the post as `{old}`, and would get it again as `{new}`");
    let keep = format!("keep the id: write `guid: \"{old}\"` into the front matter");
    let found = Diagnostic::new(Code::GuidChanged, Span::file(meta.file), message).hint(keep);
    // A generator that calls posts by their addresses does so with all of them.
    if known.id == meta.url {
        return found
            .hint("or keep those of all posts: `--feed-id permalink`, `feed.id = \"permalink\"`");
    }
    found
}

/// An id, however long a stranger made it.
fn shown(known: &Known) -> String {
    excerpt(&known.id, 300)
}

/// A post that an entry is of.
enum Found<'a> {
    Published(&'a Meta),
    Failed,
    Withheld(&'a Meta),
}

/// All posts by what they are found by.
struct Index<'a> {
    /// The ids of published posts and of those in error, as RSS and as Atom spell them.
    ids: BTreeSet<String>,
    /// Addresses that posts other than published ones have.
    others: BTreeMap<&'a str, usize>,
    titles: BTreeMap<&'a str, Vec<usize>>,
    /// All posts: published, failed, withheld.
    all: Vec<&'a Meta>,
}

impl<'a> Index<'a> {
    fn new(posts: Posts<'a>) -> Self {
        let all: Vec<&Meta> =
            posts.site.posts().iter().chain(posts.failed).chain(posts.withheld).collect();
        let mut titles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut others = BTreeMap::new();
        let kept = posts.site.posts().len() + posts.failed.len();
        let mut ids = BTreeSet::new();
        for (place, meta) in all.iter().enumerate() {
            titles.entry(&meta.title).or_default().push(place);
            if place >= posts.site.posts().len() {
                others.entry(meta.url.as_str()).or_insert(place);
            }
            if place < kept {
                ids.insert(meta.guid.clone());
                ids.insert(iri(&meta.guid));
            }
        }
        Self { ids, others, titles, all }
    }

    /// The post that an entry is of, though its id is another.
    fn find(&self, known: &Known, posts: Posts<'a>) -> Option<Found<'a>> {
        if let Some(meta) = posts.site.by_url(&known.link).filter(|_| !known.link.is_empty()) {
            return Some(Found::Published(meta));
        }
        let place = self.others.get(known.link.as_str()).copied();
        let same_guid =
            || self.all.iter().position(|m| m.guid == known.id || iri(&m.guid) == known.id);
        let place = place.or_else(same_guid).or_else(|| self.by_title(known))?;
        let meta = self.all[place];
        let published = posts.site.posts().len();
        Some(if place < published {
            Found::Published(meta)
        } else if place < published + posts.failed.len() {
            Found::Failed
        } else {
            Found::Withheld(meta)
        })
    }

    /// The one post of the title that came out on the same day.
    fn by_title(&self, known: &Known) -> Option<usize> {
        let date = known.date?;
        let same_day = |place: &&usize| {
            let published = self.all[**place].dates.published.as_ref();
            published.is_some_and(|p| (p.at - date).abs() < SAME_DAY)
        };
        let mut places = self.titles.get(known.title.as_str())?.iter().filter(same_day);
        places.next().copied().filter(|_| places.next().is_none())
    }
}
