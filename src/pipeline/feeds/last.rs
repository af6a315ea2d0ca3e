//! Entries in the feeds of the last build, of posts that are as they were: a feed that is written
//! anew takes them from there.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::ops::Range;

use super::Items;
use super::document::Document;
use crate::model::Digest;
use crate::output::OutputError;
use crate::pipeline::memory::{DocumentRecord, Recall, Said, Same};
use crate::pipeline::outputs::Outputs;

/// All of them.
pub(super) struct LastEntries<'a> {
    outputs: &'a Outputs,
    /// The documents that hold them, by the path of the first one of each feed.
    feeds: HashMap<String, Vec<DocumentRecord>>,
    /// Where the entry of each post is, by its place in the site.
    entries: BTreeMap<usize, Said>,
    /// The feed that was asked for last, by its first document.
    open: Option<(String, Vec<File>)>,
}

/// Where an entry is in one document.
pub(super) struct Entry<'f> {
    file: &'f mut File,
    part: Range<u64>,
}

/// What feeds say of a post, in each format.
pub(super) enum Entries<'e> {
    /// It was written now.
    New(&'e Items),
    /// It stands in documents of the last build.
    Last(Vec<Entry<'e>>),
}

impl<'a> LastEntries<'a> {
    pub(super) fn none(outputs: &'a Outputs) -> Self {
        Self { outputs, feeds: HashMap::new(), entries: BTreeMap::new(), open: None }
    }

    /// Those of some posts that are as they were; `formats` is how many documents a feed has, and
    /// `common` what entries are made from besides their posts.
    pub(super) fn find<'s>(
        outputs: &'a Outputs,
        recall: &Recall<'_>,
        posts: impl Iterator<Item = (usize, &'s Same<'s>)>,
        common: Digest,
        formats: usize,
    ) -> Self {
        let mut last = Self::none(outputs);
        let mut refused: Vec<&str> = Vec::new();
        for (place, same) in posts {
            let Some(said) = same.said.as_ref().filter(|said| said.places.len() == formats) else {
                continue;
            };
            if refused.contains(&said.feed.as_str()) {
                continue;
            }
            if !last.feeds.contains_key(&said.feed) {
                let known = recall.feed(&said.feed).filter(|known| known.common == common);
                let known = known.filter(|known| {
                    known.documents.len() == formats
                        && known
                            .documents
                            .iter()
                            .all(|document| outputs.last(&document.path).is_some())
                });
                let Some(known) = known else {
                    refused.push(&said.feed);
                    continue;
                };
                last.feeds.insert(said.feed.clone(), known.documents.clone());
            }
            last.entries.insert(place, said.clone());
        }
        last
    }

    /// Whether the entry of a post is there.
    pub(super) fn has(&self, place: usize) -> bool {
        self.entries.contains_key(&place)
    }

    /// Where the entry of a post is, in each document.
    pub(super) fn get(&mut self, place: usize) -> Result<Option<Vec<Entry<'_>>>, OutputError> {
        let Some(Said { feed, places }) = self.entries.get(&place) else { return Ok(None) };
        let Some(documents) = self.feeds.get(feed) else { return Ok(None) };
        if self.open.as_ref().is_none_or(|(open, _)| open != feed) {
            let open = |document: &DocumentRecord| {
                let changed = || OutputError::Changed { path: document.path.as_str().into() };
                self.outputs.last(&document.path).ok_or_else(changed)
            };
            let files = documents.iter().map(open).collect::<Result<_, OutputError>>()?;
            self.open = Some((feed.clone(), files));
        }
        let files = self.open.iter_mut().flat_map(|(_, files)| files);
        let entry = |((file, document), part): ((_, &DocumentRecord), &Range<u64>)| Entry {
            file,
            part: document.start.saturating_add(part.start)
                ..document.start.saturating_add(part.end),
        };
        Ok(Some(files.zip(documents).zip(places).map(entry).collect()))
    }
}

impl Entries<'_> {
    /// The size in each document, in bytes.
    pub(super) fn sizes(&self) -> Vec<usize> {
        let size = |entry: &Entry<'_>| entry.part.end.saturating_sub(entry.part.start);
        match self {
            Self::New(items) => items.0.iter().map(String::len).collect(),
            Self::Last(entries) => entries
                .iter()
                .map(|entry| usize::try_from(size(entry)).unwrap_or(usize::MAX))
                .collect(),
        }
    }

    /// Adds it to the documents of a feed; returns where it stands in each.
    pub(super) fn add_to(
        &mut self,
        documents: &mut [Document<'_>],
    ) -> Result<Vec<Range<u64>>, OutputError> {
        match self {
            Self::New(items) => {
                documents.iter_mut().zip(&items.0).map(|(to, item)| to.push(item)).collect()
            }
            Self::Last(entries) => {
                let all = documents.iter_mut().zip(entries);
                all.map(|(to, entry)| to.append(entry.file, entry.part.clone())).collect()
            }
        }
    }
}
