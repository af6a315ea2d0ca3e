//! The list of all that is in the archive, an entry at a time.

use std::cell::RefCell;
use std::io;

use serde::{Serialize, Serializer};

use super::schema::{
    Counts, FORMAT, FORMAT_VERSION, FileEntry, Generator, Index, IndexEntry, SiteInfo, Skipped,
};
use super::write::authors;
use crate::model::site::About;

/// What `data/index.json` lists: entries are made when it is their turn, as all at once took 1,500
/// bytes a post.
pub struct Lists<P, F> {
    /// How many there are.
    pub counts: Counts,
    /// Posts, newest first.
    pub posts: P,
    /// Files, by path.
    pub files: F,
    /// What was passed over, in any order.
    pub skipped: Vec<Skipped>,
}

/// Writes `data/index.json`. It is never in memory as a text: at 100,000 posts that would be 90 MB.
///
/// # Errors
/// What the writer says.
pub fn index<P, F>(out: &mut dyn io::Write, about: &About, lists: Lists<P, F>) -> io::Result<()>
where
    P: Iterator<Item = IndexEntry>,
    F: Iterator<Item = FileEntry>,
{
    let Lists { counts, posts, files, mut skipped } = lists;
    skipped.sort();
    let index = Index {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION.to_owned(),
        generator: Generator {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        site: SiteInfo {
            title: about.title.clone(),
            url: about.url.clone(),
            language: about.language.clone(),
            description: about.description.clone(),
            authors: authors(&about.authors),
        },
        counts,
        posts: Once(RefCell::new(Some(posts))),
        files: Once(RefCell::new(Some(files))),
        skipped,
    };
    serde_json::to_writer_pretty(&mut *out, &index)?;
    out.write_all(b"\n")
}

/// A list whose items are made while it is written, which happens once.
struct Once<I>(RefCell<Option<I>>);

impl<I: Iterator<Item: Serialize>> Serialize for Once<I> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.take().into_iter().flatten())
    }
}
