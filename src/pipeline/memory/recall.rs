//! What the last build made, for one that is of the same settings: what would be the same now.
//!
//! After one edit among 10,000 posts, feeds and archive took 7.7 CPU seconds when every post was read
//! for them, and take 0.9 with this, where a build without any edit takes 0.2. A quarter of the rest
//! is copying `posts.ndjson`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::asset;
use super::code::Decoder;
use super::entry;
use super::head::{Input, Known};
use super::ledger::{self, FeedRecord, Kind, Record, Said};
use super::trace::Traced;
use crate::diag::Diagnostic;
use crate::model::{Asset, Digest, Meta};
use crate::output::Written;
use crate::pipeline::catalog::Entry;
use crate::pipeline::library::Files;
use crate::previous::Posts;
use crate::source::{SourceEntry, Sources};
use crate::span::FileId;

/// What is known of the last build; nothing by default.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Recall<'a> {
    /// The files that it knew and that are there, by path.
    files: HashMap<&'a str, File<'a>>,
    languages: Option<Digest>,
    entries: HashMap<&'a str, &'a [u8]>,
    posts: HashMap<&'a str, Post<'a>>,
    /// Whether the outputs that name ids have those of these posts and no others.
    is_alone: bool,
    assets: HashMap<String, Asset>,
    feeds: HashMap<String, FeedRecord>,
}

#[derive(Debug)]
struct File<'a> {
    /// What was in it.
    content: Option<Digest>,
    /// Whether that is in it still, by what the system says.
    is_untouched: bool,
    found: &'a SourceEntry,
}

#[derive(Debug)]
struct Post<'a> {
    /// What feeds call it.
    guid: &'a str,
    /// Where its line stands in the archive's list.
    line: Range<u64>,
    /// Where a feed has its entry.
    said: Option<Said>,
    record: &'a [u8],
}

/// What the last build made of a post, where this one would make the same.
pub(in crate::pipeline) struct Same<'a> {
    /// What it was made from.
    pub(in crate::pipeline) key: Digest,
    /// Digest of its file.
    pub(in crate::pipeline) content: Digest,
    /// Where its line stands in the last archive's list.
    pub(in crate::pipeline) line: Range<u64>,
    /// Where a feed of the last build has its entry.
    pub(in crate::pipeline) said: Option<Said>,
    /// What is known of it.
    pub(in crate::pipeline) record: Record<'a>,
    /// The same as it was written down.
    pub(in crate::pipeline) written: &'a [u8],
}

impl Same<'_> {
    /// What was found while it was made, as if it were made now.
    pub(in crate::pipeline) fn findings(&self, meta: &Meta) -> Vec<Diagnostic> {
        self.record
            .product
            .findings
            .iter()
            .map(|finding| entry::placed(finding, meta.file))
            .collect()
    }
}

impl<'a> Recall<'a> {
    /// For the ledger of the last build and the files that it knew.
    pub(super) fn read(
        ledger: &'a [u8],
        inputs: &[Input],
        read_at: i64,
        sources: &'a Sources,
    ) -> Option<Self> {
        let mut recall = Self::default();
        let mut paths = None;
        let mut from = Decoder::new(ledger);
        while !from.is_done() {
            let (kind, record) = (from.byte()?, from.bytes()?);
            let mut record = Decoder::new(record);
            match *Kind::ALL.get(usize::from(kind))? {
                Kind::Languages => recall.languages = record.digest(),
                Kind::Entry => {
                    recall.entries.insert(record.text()?, record.rest());
                }
                Kind::Post => {
                    let (source, guid) = (record.text()?, record.text()?);
                    let (line, said) = ledger::places(&mut record)?;
                    let record = record.bytes()?;
                    recall.posts.insert(source, Post { guid, line, said, record });
                }
                Kind::Asset => {
                    let asset = asset::read(&mut record)?;
                    recall.assets.insert(asset.path.clone(), asset);
                }
                Kind::Feed => {
                    let feed = ledger::feed(&mut record)?;
                    recall.feeds.insert(feed.documents.first()?.path.as_str().to_owned(), feed);
                }
                Kind::Paths => paths = Some(record),
                Kind::Alone => recall.is_alone = true,
            }
        }
        let (mut paths, mut known) = (paths?, HashMap::with_capacity(inputs.len()));
        for input in inputs {
            known.insert(paths.text()?, input);
        }
        for found in sources.files.iter().chain(&sources.statics) {
            let Some(input) = known.get(&*found.path) else { continue };
            let content = match input.known {
                Known::Content(digest) => Some(digest),
                Known::Unneeded | Known::Unknown => None,
            };
            let is_untouched = input.stamp == found.stamp && found.stamp.is_before(read_at);
            recall.files.insert(&found.path, File { content, is_untouched, found });
        }
        Some(recall)
    }

    /// The digest of a file that the last build has read, as it is now. It is read again where it
    /// may have been touched.
    pub(in crate::pipeline) fn content(&self, path: &str) -> Option<Digest> {
        let file = self.files.get(path)?;
        if file.is_untouched && file.content.is_some() {
            return file.content;
        }
        super::content(&file.found.disk())
    }

    /// Whether a file holds what the last build has read.
    fn holds(&self, path: &str) -> Option<Digest> {
        let was = self.files.get(path)?.content?;
        self.content(path).filter(|now| *now == was)
    }

    /// What the catalogue said of a file that is as it was, where names of files say what they
    /// said.
    pub(in crate::pipeline) fn entry(
        &self,
        file: &SourceEntry,
        id: FileId,
        languages: Digest,
    ) -> Option<Entry> {
        let bytes = self.entries.get(&*file.path)?;
        if self.languages != Some(languages) {
            return None;
        }
        let kept = Some(self.holds(&file.path)?);
        Some(Entry { kept, ..entry::read(bytes, id)? })
    }

    /// What was measured of a file that is as it was.
    pub(in crate::pipeline) fn asset(&self, path: &str) -> Option<Asset> {
        let asset = self.assets.get(path)?;
        (self.content(path)? == asset.sha256).then(|| asset.clone())
    }

    /// What a file holds that the last build has read, where it is known without reading it.
    pub(in crate::pipeline) fn written(&self, path: &str) -> Option<Written> {
        let file = self.files.get(path).filter(|file| file.is_untouched)?;
        Some(Written { sha256: file.content?, bytes: file.found.bytes })
    }

    /// What was made of a post, where that would be the same now: its file has the digest `content`,
    /// `own` is what it is made from, and `library` answers as it did.
    pub(in crate::pipeline) fn post(
        &self,
        meta: &Meta,
        content: Digest,
        own: Digest,
        library: &Files<'_>,
    ) -> Option<Same<'a>> {
        let Post { guid: _, line, said, record: written } = self.posts.get(&*meta.source)?;
        let record = Record::read(written)?;
        if record.product.own != own {
            return None;
        }
        let traced = Traced::new(library);
        traced.ask_again(meta, record.questions)?;
        if traced.digest() != record.answers {
            return None;
        }
        let key = ledger::key(own, record.answers);
        let (line, said) = (line.clone(), said.clone());
        Some(Same { key, content, line, said, record, written })
    }

    /// Whether every id that the outputs of the last build name is one of a post that is there.
    pub(in crate::pipeline) fn has_ids_of(&self, posts: Posts<'_>) -> bool {
        let all = posts.site.posts().iter().chain(posts.failed);
        let ids: HashSet<&str> = all.map(|meta| meta.guid.as_str()).collect();
        self.is_alone && self.posts.values().all(|post| ids.contains(post.guid))
    }

    /// Whether the file of every post of the last archive is one of a post that is there.
    pub(in crate::pipeline) fn has_files_of(&self, posts: Posts<'_>) -> bool {
        let all = posts.site.posts().iter().chain(posts.failed).chain(posts.withheld);
        let files: HashSet<&str> = all.map(|meta| &*meta.source).collect();
        self.is_alone && self.posts.keys().all(|source| files.contains(source))
    }

    /// What is known of a feed, by the path of its first document.
    pub(in crate::pipeline) fn feed(&self, path: &str) -> Option<&FeedRecord> {
        self.feeds.get(path)
    }
}
