//! Many posts in one file: a cover, contents with the numbers of pages, parts by year, and each
//! post as its handout shows it, from a new page on.
//!
//! A post is laid out ([`lay_out`]) without knowing what page it comes to stand on, so that many
//! can be at once. [`Volume`] takes them in their order: it numbers their pages and their glyphs
//! ([`Volume::admit`]), draws them ([`Volume::draw`], many at once again), writes them and forgets
//! them ([`Volume::push`]). What has to know all of them (cover, contents, outline, fonts) is
//! written last, wherever its pages stand.

mod codes;
mod front;
mod leaf;
mod volume;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::model::site::About;
use crate::model::{Meta, PostId};

pub use leaf::{Laid, lay_out, part_page};
pub use volume::{Drawn, TooLarge, Volume};

/// What a book holds, in its order.
#[derive(Debug)]
pub struct Book<'a> {
    about: &'a About,
    /// What of the blog it holds: a year or a category; nothing where it holds all.
    topic: Option<String>,
    parts: Vec<Part<'a>>,
    posts: BTreeSet<PostId>,
    /// The language that most of it is in: a BCP 47 tag, empty where it is not known.
    language: String,
}

/// The posts of a year.
#[derive(Debug)]
pub struct Part<'a> {
    /// The year; none for posts without a date.
    year: Option<i32>,
    posts: Vec<&'a Meta>,
}

/// What a book is made of.
#[derive(Debug, Clone, Copy)]
pub enum Leaf<'b> {
    /// The page that opens a part.
    Part(&'b Part<'b>),
    /// A post, and the part that it is in.
    Post(&'b Meta, &'b Part<'b>),
}

impl<'a> Book<'a> {
    /// A book of some posts, the oldest first; those without a date come last.
    #[must_use]
    pub fn new(about: &'a About, topic: Option<String>, mut posts: Vec<&'a Meta>) -> Self {
        let date = |meta: &Meta| meta.dates.published.as_ref().map(|date| date.at);
        posts.sort_by(|a, b| {
            let key = |meta: &Meta| (date(meta).is_none(), date(meta));
            key(a).cmp(&key(b)).then_with(|| a.source.cmp(&b.source))
        });
        let language = language(about, &posts);
        let ids = posts.iter().map(|meta| meta.id.clone()).collect();
        let mut parts: Vec<Part<'a>> = Vec::new();
        for meta in posts {
            let year = date(meta).map(|date| date.year());
            match parts.last_mut().filter(|part| part.year == year) {
                Some(part) => part.posts.push(meta),
                None => parts.push(Part { year, posts: vec![meta] }),
            }
        }
        Self { about, topic, parts, posts: ids, language }
    }

    /// Everything behind the contents, in order. A book of one year has no parts.
    #[must_use]
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::with_capacity(self.posts.len() + self.parts.len());
        for part in &self.parts {
            leaves.extend(self.has_parts().then_some(Leaf::Part(part)));
            leaves.extend(part.posts.iter().map(|meta| Leaf::Post(meta, part)));
        }
        leaves
    }

    /// Whether it spans more than a year.
    fn has_parts(&self) -> bool {
        self.parts.len() > 1
    }

    fn title(&self) -> String {
        match &self.topic {
            Some(topic) => format!("{} · {topic}", self.about.title),
            None => self.about.title.clone(),
        }
    }

    fn metas(&self) -> impl Iterator<Item = &'a Meta> {
        self.parts.iter().flat_map(|part| part.posts.iter().copied())
    }
}

/// The language of a book: that of all its posts, else the blog's own, else that of most posts.
fn language(about: &About, posts: &[&Meta]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for meta in posts {
        *counts.entry(&meta.language).or_default() += 1;
    }
    counts.remove("");
    let most = counts.iter().max_by_key(|(tag, count)| (**count, std::cmp::Reverse(**tag)));
    let (tag, count) = most.map_or(("", 0), |(tag, count)| (*tag, *count));
    let own = about.language.as_str();
    if own.is_empty() || count == posts.len() { tag.to_owned() } else { own.to_owned() }
}

/// The name of a place of a book: where a post begins, or an anchor in it. No id has a colon.
#[must_use]
pub fn place_name(post: &PostId, anchor: Option<&str>) -> String {
    match anchor {
        Some(anchor) => format!("{post}:{anchor}"),
        None => post.to_string(),
    }
}

#[cfg(test)]
mod tests;
