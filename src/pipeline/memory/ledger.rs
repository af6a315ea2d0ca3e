//! What a build writes down of each post while it is at work: what the catalogue said of its file,
//! and what was made of it. Beside them, what was measured of files, and what the feeds hold.
//!
//! Records stand one after another, each with its kind and length before it, in the order in which
//! they come up.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::asset;
use super::code::{Decoder, Encoder};
use super::entry;
use super::trace::Traced;
use crate::artifact::OutPath;
use crate::diag::Diagnostic;
use crate::model::{Asset, Digest, Meta, Translation};
use crate::output::{self, Written};
use crate::parse::languages::Languages;
use crate::pipeline::catalog::Entry;
use crate::source::Sources;

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// The digest of what names of files say of languages.
    Languages,
    /// What the catalogue said of a file.
    Entry,
    /// What was made of a post.
    Post,
    /// What was measured of a file.
    Asset,
    /// A feed, or an archive of one.
    Feed,
    /// The paths of all files, in the order of [`super::head::Head::inputs`].
    Paths,
    /// Nothing but the posts of the build is in the outputs that name ids.
    Alone,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Languages,
        Self::Entry,
        Self::Post,
        Self::Asset,
        Self::Feed,
        Self::Paths,
        Self::Alone,
    ];
}

/// What was made of a post.
#[derive(Debug)]
pub(in crate::pipeline) struct Product<'a> {
    /// What it was made from, the rest of the blog set aside ([`own`]).
    pub(in crate::pipeline) own: Digest,
    /// The local files that it names, by path.
    pub(in crate::pipeline) assets: Vec<&'a str>,
    /// Those that feeds point at.
    pub(in crate::pipeline) media: Vec<&'a str>,
    /// Whether it has a handout.
    pub(in crate::pipeline) has_pdf: bool,
    /// Its document in the archive.
    pub(in crate::pipeline) document: Option<Written>,
    /// Its file in the archive, where it was stored with the document.
    pub(in crate::pipeline) source: Option<Written>,
    /// What was found; the handout has its own.
    pub(in crate::pipeline) findings: Vec<Diagnostic>,
}

/// The same as it is remembered.
#[derive(Debug)]
pub(in crate::pipeline) struct Record<'a> {
    pub(in crate::pipeline) product: Product<'a>,
    /// What the rest of the blog has answered, and the questions.
    pub(super) answers: Digest,
    pub(super) questions: &'a [u8],
}

/// A feed as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct FeedRecord {
    /// What it was made from.
    pub(in crate::pipeline) key: Digest,
    /// What every entry was made from besides its post.
    pub(in crate::pipeline) common: Digest,
    /// How many posts it holds.
    pub(in crate::pipeline) held: usize,
    /// Its documents, in the order of their formats.
    pub(in crate::pipeline) documents: Vec<DocumentRecord>,
}

/// A document of a feed as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct DocumentRecord {
    /// Where it is published.
    pub(in crate::pipeline) path: OutPath,
    /// How many bytes stand before its entries.
    pub(in crate::pipeline) start: u64,
    /// Its size, as it is compared with the budget.
    pub(in crate::pipeline) bytes: usize,
}

/// Where a feed has what it says of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct Said {
    /// The path of the feed's first document.
    pub(in crate::pipeline) feed: String,
    /// The places of the entry in its documents, from the first entry on.
    pub(in crate::pipeline) places: Vec<Range<u64>>,
}

/// The digest of everything that is made of a post is made from, but the settings and what the rest
/// of the blog answers. `content` is the digest of its file; `warnings` are what the catalogue found;
/// `alike` tells which files have other names in the outputs.
pub(in crate::pipeline) fn own(
    meta: &Meta,
    content: Digest,
    translations: &[Translation],
    warnings: Option<&Vec<String>>,
    alike: Digest,
) -> Digest {
    let mut bytes = Vec::with_capacity(1024);
    let mut to = Encoder::new(&mut bytes);
    let warnings = warnings.map(Vec::as_slice).unwrap_or_default();
    let done = || -> io::Result<()> {
        to.digest(content)?;
        to.digest(alike)?;
        entry::put_meta(&mut to, meta)?;
        to.list(translations, |to, Translation { id, language, url }| {
            [id.as_str(), language, url].into_iter().try_for_each(|text| to.text(text))
        })?;
        to.list(warnings, |to, text| to.text(text))
    };
    in_memory(done);
    Digest(Sha256::digest(bytes).into())
}

/// Which version of a post this is, for those that link to its anchors.
pub(in crate::pipeline) fn version(meta: &Meta, content: Digest) -> Digest {
    own(meta, content, &[], None, Digest([0; 32]))
}

/// The key of what is made of a post: of its own and of the answers.
pub(super) fn key(own: Digest, answers: Digest) -> Digest {
    Digest(Sha256::new().chain_update(own.0).chain_update(answers.0).finalize().into())
}

/// Does what cannot fail, as it writes to memory.
fn in_memory(write: impl FnOnce() -> io::Result<()>) {
    write().expect("memory takes all bytes");
}

/// The record of a post, and its key; nothing where a finding is about more than its file.
pub(in crate::pipeline) fn record(
    meta: &Meta,
    product: Product<'_>,
    library: Traced<'_>,
) -> (Digest, Option<Vec<u8>>) {
    let Product { own, assets, media, has_pdf, document, source, findings } = product;
    let answers = library.digest();
    let key = key(own, answers);
    let findings: Option<Vec<_>> = findings.iter().map(|d| entry::apart(d, meta.file)).collect();
    let Some(findings) = findings else { return (key, None) };
    let questions = library.into_questions();
    let mut bytes = Vec::with_capacity(questions.len() + 256);
    let mut to = Encoder::new(&mut bytes);
    in_memory(|| {
        to.digest(own)?;
        to.list(assets, Encoder::text)?;
        to.list(media, Encoder::text)?;
        to.flag(has_pdf)?;
        to.option(document, Encoder::written)?;
        to.option(source, Encoder::written)?;
        to.list(&findings, Encoder::finding)?;
        to.digest(answers)?;
        to.bytes(&questions)
    });
    (key, Some(bytes))
}

impl<'a> Record<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut from = Decoder::new(bytes);
        let product = Product {
            own: from.digest()?,
            assets: from.list(Decoder::text)?,
            media: from.list(Decoder::text)?,
            has_pdf: from.flag()?,
            document: from.option(Decoder::written)?,
            source: from.option(Decoder::written)?,
            findings: from.list(Decoder::finding)?,
        };
        let record = Self { product, answers: from.digest()?, questions: from.bytes()? };
        from.is_done().then_some(record)
    }
}

/// The ledger of a build that is at work; of none where nothing is remembered.
pub(in crate::pipeline) struct Ledger {
    to: Option<output::Ledger>,
    /// One record.
    record: Vec<u8>,
}

impl Ledger {
    pub(super) fn new(to: Option<output::Ledger>) -> Self {
        Self { to, record: Vec::new() }
    }

    fn put(&mut self, kind: Kind, write: impl FnOnce(&mut Encoder<'_>) -> io::Result<bool>) {
        let Some(to) = &mut self.to else { return };
        self.record.clear();
        let mut record = Encoder::new(&mut self.record);
        let done = write(&mut record).and_then(|is_wanted| {
            if is_wanted {
                to.write_all(&[kind as u8])?;
                to.write_all(&(self.record.len() as u64).to_le_bytes())?;
                to.write_all(&self.record)?;
            }
            Ok(())
        });
        // One with a gap is none.
        if done.is_err() {
            self.to = None;
        }
    }

    /// What names of files say of languages.
    pub(in crate::pipeline) fn languages(&mut self, languages: Digest) {
        self.put(Kind::Languages, |to| to.digest(languages).map(|()| true));
    }

    /// A ledger of a build that leaves nothing for the next one.
    pub(in crate::pipeline) fn none() -> Self {
        Self::new(None)
    }

    /// What the catalogue says of a file.
    pub(in crate::pipeline) fn entry(&mut self, entry: &Entry) {
        self.put(Kind::Entry, |to| {
            to.text(&entry.meta.source)?;
            entry::write(entry, to)
        });
    }

    /// What was made of a post, where that can be remembered, where its line stands in the archive's
    /// list, and where a feed has its entry.
    pub(in crate::pipeline) fn post(
        &mut self,
        meta: &Meta,
        line: &Range<u64>,
        said: Option<&Said>,
        record: Option<&[u8]>,
    ) {
        self.put(Kind::Post, |to| {
            to.text(&meta.source)?;
            to.text(&meta.guid)?;
            put_range(to, line)?;
            to.option(said, |to, Said { feed, places }| {
                to.text(feed)?;
                to.list(places, put_range)
            })?;
            to.bytes(record.unwrap_or_default()).map(|()| true)
        });
    }

    /// A feed, by the path of its first document.
    pub(in crate::pipeline) fn feed(&mut self, feed: &FeedRecord) {
        self.put(Kind::Feed, |to| {
            let FeedRecord { key, common, held, documents } = feed;
            to.digest(*key)?;
            to.digest(*common)?;
            to.count(*held)?;
            to.list(documents, |to, DocumentRecord { path, start, bytes }| {
                to.text(path.as_str())?;
                to.number(*start)?;
                to.count(*bytes)
            })?;
            Ok(true)
        });
    }

    /// What was measured of a file.
    pub(in crate::pipeline) fn asset(&mut self, asset: &Asset) {
        self.put(Kind::Asset, |to| asset::write(to, asset));
    }

    /// Ends it with the paths of all files; `is_alone` says that the outputs that name ids have those
    /// of these posts and no others.
    pub(in crate::pipeline) fn finish(
        mut self,
        sources: &Sources,
        is_alone: bool,
    ) -> Option<Written> {
        if is_alone {
            self.put(Kind::Alone, |_| Ok(true));
        }
        self.put(Kind::Paths, |to| {
            let mut all = sources.files.iter().chain(&sources.statics);
            all.try_for_each(|file| to.text(&file.path)).map(|()| true)
        });
        self.to?.finish().ok()
    }
}

fn put_range(to: &mut Encoder<'_>, range: &Range<u64>) -> io::Result<()> {
    to.number(range.start)?;
    to.number(range.end)
}

fn range(from: &mut Decoder<'_>) -> Option<Range<u64>> {
    let range = from.number()?..from.number()?;
    (range.start <= range.end).then_some(range)
}

/// Where the line of a post stands, and where a feed has its entry.
pub(super) fn places(from: &mut Decoder<'_>) -> Option<(Range<u64>, Option<Said>)> {
    let line = range(from)?;
    let said = from.option(|from| Some(Said { feed: from.owned()?, places: from.list(range)? }))?;
    Some((line, said))
}

pub(super) fn feed(from: &mut Decoder<'_>) -> Option<FeedRecord> {
    Some(FeedRecord {
        key: from.digest()?,
        common: from.digest()?,
        held: from.size()?,
        documents: from.list(|from| {
            let path = OutPath::new(from.text()?).ok()?;
            let (start, bytes) = (from.number()?, from.size()?);
            Some(DocumentRecord { path, start, bytes })
        })?,
    })
}

/// The digest of what names of files say of languages.
pub(in crate::pipeline) fn of_languages(languages: &Languages) -> Digest {
    Digest(Sha256::digest(format!("{languages:?}")).into())
}

/// The digest of which files have other names in the outputs.
pub(in crate::pipeline) fn of_names(alike: &BTreeSet<String>) -> Digest {
    Digest(Sha256::digest(format!("{alike:?}")).into())
}
