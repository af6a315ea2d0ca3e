//! The site: what all posts have in common, and their order.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};

use super::post::{Meta, Person, PostId};

/// What the settings say of the blog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Plain text; not empty.
    pub title: String,
    /// Where the blog is read: absolute, ends in `/`. Empty where it is not known.
    pub url: String,
    /// Where `out/` is served: absolute, ends in `/`. Empty where it is not known.
    pub publish_url: String,
    /// One sentence; may be empty.
    pub description: String,
    /// BCP 47 language tag; empty where it is not known.
    pub language: String,
    /// Who writes.
    pub authors: Vec<Person>,
}

/// All posts, newest first, and what the settings say of the blog.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// What the settings say.
    pub about: About,
    /// Newest first; posts without a date last, by their source paths.
    posts: Vec<Meta>,
    /// Source path to place in `posts`.
    by_source: HashMap<String, usize>,
}

impl Site {
    /// Puts posts in their order: newest first, then by source path; undated ones last.
    ///
    /// The ids must be unique already: [`crate::parse::ids`] sees to that.
    #[must_use]
    pub fn assemble(about: About, mut posts: Vec<Meta>) -> Self {
        posts.sort_by(|a, b| {
            let key = |m: &Meta| m.dates.published.as_ref().map(|d| d.at);
            key(b).cmp(&key(a)).then_with(|| a.source.cmp(&b.source))
        });
        let by_source = posts.iter().enumerate().map(|(i, m)| (m.source.clone(), i)).collect();
        Self { about, posts, by_source }
    }

    /// The posts, newest first.
    #[must_use]
    pub fn posts(&self) -> &[Meta] {
        &self.posts
    }

    /// The post that was read from a file, by its path relative to the root.
    #[must_use]
    pub fn by_source(&self, path: &str) -> Option<&Meta> {
        self.by_source.get(path).map(|&i| &self.posts[i])
    }

    /// The post with an id.
    #[must_use]
    pub fn by_id(&self, id: &PostId) -> Option<&Meta> {
        self.posts.iter().find(|m| m.id == *id)
    }

    /// The newest moment that any post declares: what feeds call their own date.
    #[must_use]
    pub fn updated(&self) -> Option<DateTime<FixedOffset>> {
        let dates = |m: &Meta| {
            [m.dates.published.as_ref().map(|d| d.at), m.dates.updated.as_ref().map(|d| d.at)]
        };
        self.posts.iter().flat_map(dates).flatten().max()
    }
}
