//! What a blog has feeds of: itself, its categories, tags, authors and languages.

use std::collections::BTreeMap;

use crate::config::{By, FeedConfig};
use crate::export::category;
use crate::export::entry::language_tag;
use crate::export::feed::Topic;
use crate::model::{Meta, Person, Site, text};

/// A feed that is to be made.
pub(super) struct Planned {
    /// What kind of feed it is; none for that of the blog.
    pub(super) by: Option<By>,
    pub(super) topic: Topic,
    /// The folder of its files: empty, or with a slash at its end.
    pub(super) folder: String,
    /// The places of the posts that it may hold, newest first.
    pub(super) posts: Vec<usize>,
    /// Whether there are more posts than these.
    pub(super) more: bool,
}

/// All feeds of a site, that of the blog first.
pub(super) fn plan(site: &Site, config: &FeedConfig) -> Vec<Planned> {
    let mut all = vec![Planned {
        by: None,
        topic: Topic::Site,
        folder: String::new(),
        posts: (0..site.posts().len().min(config.limit)).collect(),
        more: site.posts().len() > config.limit,
    }];
    for &by in &config.by {
        let names = collect(site, by, config.limit);
        // A feed of the only author or language would be that of the blog again.
        if matches!(by, By::Author | By::Language) && names.len() < 2 {
            continue;
        }
        let slugs = category::slugs(names.keys().map(String::as_str));
        all.extend(names.into_iter().filter_map(|(name, found)| {
            let folder = format!("{}/{}/", by.folder(), slugs.get(&name)?);
            let Found { topic, posts, more } = found;
            Some(Planned { by: Some(by), topic, folder, posts, more })
        }));
    }
    all
}

struct Found {
    topic: Topic,
    posts: Vec<usize>,
    more: bool,
}

/// Each name with its topic and newest posts.
fn collect(site: &Site, by: By, limit: usize) -> BTreeMap<String, Found> {
    let mut all: BTreeMap<String, Found> = BTreeMap::new();
    for (place, meta) in site.posts().iter().enumerate() {
        for (name, topic) in topics(meta, by) {
            let new = Found { topic, posts: Vec::new(), more: false };
            let found = all.entry(name).or_insert(new);
            if found.posts.last() == Some(&place) {
                continue;
            }
            if found.posts.len() < limit {
                found.posts.push(place);
            } else {
                found.more = true;
            }
        }
    }
    all
}

/// What of a kind a post belongs to, by name.
fn topics(meta: &Meta, by: By) -> Vec<(String, Topic)> {
    let category = |name: &String| (name.clone(), Topic::Category(name.clone()));
    let author = |person: &Person| {
        let name = text::one_line(&person.name);
        (name.clone(), Topic::Author(Person { name, ..person.clone() }))
    };
    match by {
        By::Category => meta.categories.iter().map(category).collect(),
        By::Tag => meta.tags.iter().map(category).collect(),
        By::Author => meta.authors.iter().map(author).collect(),
        By::Language => language_tag(&meta.language)
            .map(|tag| (tag.to_ascii_lowercase(), Topic::Language(tag)))
            .into_iter()
            .collect(),
    }
}
