//! Every post's front matter: what lists and links need to know before any text is read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::fronts::{Front, Fronts, Room};
use super::memory::{self, Ledger, Recall, Turns};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::limits;
use crate::model::{Digest, Meta, PostId};
use crate::parse::guids::Own;
use crate::parse::header::{self, State};
use crate::parse::languages::Languages;
use crate::parse::translations::{self, Kinship};
use crate::parse::{guids, ids};
use crate::source::{self, Kind, SourceEntry, Sources};
use crate::span::FileId;

/// The posts that there are.
pub(super) struct Catalog {
    /// Those that are exported, in the order of their files.
    pub(super) metas: Vec<Meta>,
    /// Those whose front matter, or file, is in error, and for which no earlier text stands in.
    pub(super) failed: Vec<Meta>,
    /// The last good texts that stand in for those of posts in error.
    pub(super) stand_ins: BTreeMap<FileId, PathBuf>,
    /// Drafts and posts of the future, which stay out.
    pub(super) withheld: Vec<Meta>,
    /// How many drafts stay out.
    pub(super) drafts: usize,
    /// How many posts of the future stay out.
    pub(super) future: usize,
    /// What was found about each file, for the archive: code and message.
    pub(super) warnings: HashMap<FileId, Vec<String>>,
    /// The dates that are nearest to the moment of the build.
    pub(super) turns: Turns,
    /// Digests of the files that are read here alone, as they stay out.
    pub(super) contents: BTreeMap<FileId, Digest>,
    /// Digests of the files that the last build has read, and that are what they were.
    pub(super) kept: HashMap<FileId, Digest>,
    /// The front matter of posts that are exported, as much as is kept of it.
    pub(super) fronts: Fronts,
}

/// How many files are read at once: enough that no thread waits for long.
const AT_ONCE: usize = 2048;

/// A file of this many bytes is not asked whether it is empty.
const EMPTY_BYTES: u64 = 4096;

/// What became of one file.
pub(super) struct Entry {
    pub(super) meta: Meta,
    pub(super) guid: Option<Own>,
    pub(super) kinship: Kinship,
    pub(super) state: State,
    pub(super) failed: bool,
    pub(super) turns: Vec<DateTime<Utc>>,
    /// The digest of the file, where it stays out.
    pub(super) content: Option<Digest>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What was found about the text that stands in for one in error, and where that is.
    pub(super) stand_in: Option<(PathBuf, Vec<Diagnostic>)>,
    /// The digest of the file, where the last build has read the same and said this of it.
    pub(super) kept: Option<Digest>,
    pub(super) front: Option<Front>,
}

/// Reads the front matter of every post whose file is not as `recall` knows it. Where that, or the
/// file, is in error, what `last_good` gives for the file's path is read instead, if it has none.
/// What is found goes to the `ledger`.
pub(super) fn read(
    sources: &Sources,
    config: &Config,
    now: DateTime<Utc>,
    last_good: &(dyn Fn(&str) -> Option<PathBuf> + Sync),
    (recall, ledger): (&Recall<'_>, &mut Ledger),
    diagnostics: &mut Vec<Diagnostic>,
) -> Catalog {
    let posts: Vec<(usize, &SourceEntry)> =
        sources.files.iter().enumerate().filter(|(_, f)| f.kind == Kind::Post).collect();
    let files: Vec<&SourceEntry> = posts.iter().map(|(_, file)| *file).collect();
    let languages = Languages::of(&files, config);
    let of_languages = memory::of_languages(&languages);
    ledger.languages(of_languages);
    let room = Room::default();
    let read_one = |(place, file): &(usize, &SourceEntry)| {
        let id = FileId(u32::try_from(*place).unwrap_or(u32::MAX));
        if let Some(entry) = recall.entry(file, id, of_languages) {
            return entry;
        }
        let read = |file: &SourceEntry| entry(file, id, config, &languages, now);
        let mut entry = read(file);
        if entry.failed {
            return or_last_good(entry, file, last_good, read);
        }
        entry.front = entry.front.filter(|front| room.fits(front));
        entry
    };

    let mut catalog = Catalog {
        metas: Vec::new(),
        failed: Vec::new(),
        stand_ins: BTreeMap::new(),
        withheld: Vec::new(),
        drafts: 0,
        future: 0,
        warnings: HashMap::new(),
        turns: Turns::default(),
        contents: BTreeMap::new(),
        kept: HashMap::new(),
        fronts: Fronts::default(),
    };
    let mut fronts = HashMap::new();
    // Failed posts take part in giving out ids, so that a broken file changes no other's name.
    let mut metas = Vec::with_capacity(posts.len());
    let mut states = Vec::with_capacity(posts.len());
    let mut guids = Vec::with_capacity(posts.len());
    let mut translation_keys = BTreeMap::new();
    let (mut lists_once, mut languages_once) = (Once::<[String]>::default(), Once::default());
    // An entry takes twice the memory of what stays of it.
    let chunks = posts.chunks(AT_ONCE).map(|chunk| chunk.par_iter().map(read_one));
    for entry in chunks.flat_map(ParallelIterator::collect::<Vec<Entry>>) {
        ledger.entry(&entry);
        if let Some(content) = entry.kept {
            catalog.kept.insert(entry.meta.file, content);
        }
        let told = entry.stand_in.as_ref().map_or(&entry.diagnostics, |(_, told)| told);
        if !told.is_empty() {
            let lines = told.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message));
            catalog.warnings.insert(entry.meta.file, lines.collect());
        }
        entry.turns.iter().for_each(|turn| catalog.turns.add(*turn, now));
        if let Some(content) = entry.content {
            catalog.contents.insert(entry.meta.file, content);
        }
        let failed = entry.failed && entry.stand_in.is_none();
        if let Some((disk, _)) = entry.stand_in {
            catalog.stand_ins.insert(entry.meta.file, disk);
        }
        diagnostics.extend(entry.diagnostics);
        fronts.extend(entry.front.map(|front| (entry.meta.file, front)));
        // What stays is copied, so that it lies together and not between all that was of use while
        // the file was read.
        let mut meta = entry.meta.clone();
        meta.id = PostId::new(meta.id.as_str());
        // Most posts of a blog are by the same people, in one language, and about a few things.
        meta.language = languages_once.of(&meta.language);
        meta.categories = lists_once.of(&meta.categories);
        meta.tags = lists_once.of(&meta.tags);
        if let Some(last) = metas.last().filter(|last: &&Meta| last.authors == meta.authors) {
            meta.authors = last.authors.clone();
        }
        metas.push(meta);
        translation_keys.extend(entry.kinship.key.map(|key| (guids.len(), key)));
        guids.push(entry.guid);
        states.push((entry.state, failed));
    }
    catalog.fronts = Fronts::new(fronts);
    diagnostics.extend(ids::assign(&mut metas));
    diagnostics.extend(guids::assign(&mut metas, &guids, config.feed.id));
    if translations::are_possible(&metas) {
        // What paths share is told by the paths: most blogs have one language, and need no list of it.
        let trunk = |(_, file): &(usize, &SourceEntry)| languages.place(file).trunk;
        let kinship = |(i, trunk)| Kinship { key: translation_keys.remove(&i), trunk };
        let kinships: Vec<_> = posts.iter().map(trunk).enumerate().map(kinship).collect();
        translations::assign(&mut metas, &kinships);
    }
    // Those that are exported stay where they are: they are nearly all, and a second list of them
    // would take as much memory again.
    let stays = |(state, failed): &(State, bool)| !failed && *state == State::Published;
    let mut at = 0..;
    let leaves = |_: &mut Meta| at.next().and_then(|at| states.get(at)).is_some_and(|s| !stays(s));
    let others: Vec<Meta> = metas.extract_if(.., leaves).collect();
    catalog.metas = metas;
    let states = states.iter().filter(|state| !stays(state));
    for (meta, &(state, failed)) in others.into_iter().zip(states) {
        match state {
            _ if failed => catalog.failed.push(meta),
            State::Draft => {
                catalog.drafts += 1;
                let message = "the post is a draft, and stays out";
                diagnostics.push(left_out(&meta, message).hint("`--drafts` brings it in"));
                catalog.withheld.push(meta);
            }
            State::Future => {
                catalog.future += 1;
                let message = "the post is dated in the future, and stays out";
                diagnostics.push(left_out(&meta, message).hint("`--future` brings it in"));
                catalog.withheld.push(meta);
            }
            State::Expired => {
                diagnostics.push(left_out(&meta, "the post has expired, and stays out"));
                catalog.withheld.push(meta);
            }
            State::Empty => catalog.withheld.push(meta),
            State::Published => catalog.metas.push(meta),
        }
    }
    catalog
}

/// Things that many posts have alike, each kept once.
struct Once<T: ?Sized>(HashSet<Arc<T>>);

impl<T: ?Sized> Default for Once<T> {
    fn default() -> Self {
        Self(HashSet::new())
    }
}

impl<T: ?Sized + Eq + Hash> Once<T>
where
    for<'a> Arc<T>: From<&'a T>,
{
    /// The one that is kept of a thing: a copy of the first that came up.
    fn of(&mut self, thing: &T) -> Arc<T> {
        if let Some(kept) = self.0.get(thing) {
            return kept.clone();
        }
        let kept: Arc<T> = thing.into();
        self.0.insert(kept.clone());
        kept
    }
}

/// An entry in error with what the last good text of its file says instead, where there is one.
fn or_last_good(
    entry: Entry,
    file: &SourceEntry,
    last_good: &(dyn Fn(&str) -> Option<PathBuf> + Sync),
    read: impl Fn(&SourceEntry) -> Entry,
) -> Entry {
    let Some(disk) = last_good(&file.path) else { return entry };
    let good =
        read(&SourceEntry { on_disk: source::OnDisk::At(disk.as_path().into()), ..file.clone() });
    if good.failed {
        return entry;
    }
    let stand_in = Some((disk, good.diagnostics));
    Entry { failed: true, diagnostics: entry.diagnostics, stand_in, front: None, ..good }
}

/// The digest of a file that stays out: few do, so that it is read once more.
fn content_of(file: &SourceEntry) -> Option<Digest> {
    let bytes = source::read(file, limits::POST_BYTES).ok()?;
    Some(Digest(Sha256::digest(bytes).into()))
}

/// Tells that a post is not published yet.
fn left_out(meta: &Meta, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Draft, Place::Path(meta.source.to_string()), message)
}

fn entry(
    file: &SourceEntry,
    id: FileId,
    config: &Config,
    languages: &Languages,
    now: DateTime<Utc>,
) -> Entry {
    let mut diagnostics = Vec::new();
    let bytes = source::read(file, limits::POST_BYTES).unwrap_or_else(|error| {
        diagnostics.push(error.diagnostic(&file.path));
        Vec::new()
    });
    let decoded = source::decode(bytes, id).split_into(&mut diagnostics);
    let parts = source::front_matter::read(&decoded.text, id).split_into(&mut diagnostics);
    let header = header::header(file, id, &decoded.text, &parts, config, languages, now)
        .split_into(&mut diagnostics);
    let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
    if failed {
        // What is missing from front matter that could not be read was never looked for.
        diagnostics.retain(|d| d.severity != Severity::Note);
    }
    let header::Header { meta, guid, kinship, state, turns } = header;
    let empty = !failed && file.bytes < EMPTY_BYTES && decoded.text.trim().is_empty();
    if empty {
        // Nothing else that is missing from it matters.
        diagnostics.clear();
        diagnostics.push(Diagnostic::new(
            Code::EmptyFile,
            Place::Path(file.path.to_string()),
            "the file is empty, and is no post",
        ));
    }
    let state = if empty { State::Empty } else { state };
    let is_exported = state == State::Published && !failed;
    Entry {
        meta,
        guid,
        kinship,
        state,
        failed,
        turns,
        content: (state != State::Published && !failed).then(|| content_of(file)).flatten(),
        diagnostics,
        stand_in: None,
        kept: None,
        front: if is_exported { Front::of(&decoded.text, parts) } else { None },
    }
}
