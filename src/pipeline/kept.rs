//! What the archive of the last build knows and the content folders do not tell any more: posts
//! that are gone, and the last good text of posts that have errors now.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};

use super::archive::in_bag;
use super::outputs::Outputs;
use crate::artifact::OutPath;
use crate::export::archive::schema::{FileEntry, Index, IndexEntry, KEPT_VANISHED, PostDocument};
use crate::export::archive::{compact, read, write};
use crate::output::{self, OutputError, Stage};
use crate::previous::{self, Known, Posts};

/// An index or document of more bytes is none of ours.
pub(super) const MAX_BYTES: u64 = 256 << 20;

/// The archive of the last build.
pub(super) struct LastArchive {
    index: Index,
    /// The places of the posts that were there, by the paths of their files.
    posts: HashMap<String, usize>,
    /// The places of its files by path and digest.
    files: HashMap<(String, String), usize>,
}

/// A file of the last archive on its way into this one.
pub(super) struct KeptFile {
    /// Its entry, whose place in the bag may be taken by another file now.
    pub(super) entry: FileEntry,
    /// Where its bytes are on disk.
    pub(super) disk: PathBuf,
}

/// A post that is gone.
pub(super) struct Vanished {
    /// Its document on one line.
    pub(super) line: Vec<u8>,
    /// Its entry of the index.
    pub(super) entry: IndexEntry,
    /// Its file and those that it names, as they were.
    pub(super) files: Vec<KeptFile>,
}

impl LastArchive {
    /// Reads its index; nothing where there is none that is as it was written.
    pub(super) fn read(outputs: &Outputs) -> Option<Self> {
        let Outputs::Staged(stage) = outputs else { return None };
        let path = in_bag("data/index.json");
        let bytes = stage.read_previous(&OutPath::new(&*path).ok()?, MAX_BYTES)?;
        let index = read::index(&path, &bytes).ok()?;
        let key = |file: &FileEntry| (file.path.clone(), file.sha256.clone());
        let files = index.files.iter().enumerate().map(|(i, file)| (key(file), i)).collect();
        let posts = index.posts.iter().enumerate().filter(|(_, post)| post.vanished.is_none());
        let posts = posts.map(|(i, post)| (post.source.clone(), i)).collect();
        Some(Self { index, posts, files })
    }

    /// The text of a post as it was when it last had no errors, by the path of its file.
    pub(super) fn last_good(&self, stage: &Stage, source: &str) -> Option<KeptFile> {
        let (_, document) = document(stage, &self.index.posts[*self.posts.get(source)?])?;
        self.file(stage, source, &document.source.sha256)
    }

    /// A file by path and digest.
    fn file(&self, stage: &Stage, path: &str, sha256: &str) -> Option<KeptFile> {
        let place = self.files.get(&(path.to_owned(), sha256.to_owned()))?;
        let entry = self.index.files[*place].clone();
        let disk = stage.previous_file(&OutPath::new(in_bag(&entry.stored)).ok()?)?;
        Some(KeptFile { entry, disk })
    }

    /// The posts that are gone, in the order of the last index: those that this build misses
    /// first, and those that an earlier one has missed. `files` are those of this build.
    ///
    /// A post is there as long as one has its name, its file, its id or address, or its title and
    /// day; or as long as the bytes of its file are there, which was moved then.
    pub(super) fn vanished(
        &self,
        stage: &Stage,
        posts: Posts<'_>,
        files: &dyn Fn() -> Vec<FileEntry>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Vanished>, OutputError> {
        let all = || posts.site.posts().iter().chain(posts.failed).chain(posts.withheld);
        let sources: HashSet<&str> = all().map(|meta| &*meta.source).collect();
        let mut taken = Taken::default();
        let mut ids = HashSet::new();
        for meta in all() {
            ids.insert(output::folded(meta.id.as_str()).into_owned());
            taken.take(&write::document_path(meta.id.as_str()));
        }
        let candidates = self.index.posts.iter().filter(|post| {
            !sources.contains(post.source.as_str()) && !ids.contains(&*output::folded(&post.id))
        });
        let candidates: Vec<&IndexEntry> = candidates.collect();
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let known: Vec<Known> = candidates.iter().map(|post| known(post)).collect();
        let there = previous::are_there(&known, posts);
        let files = files();
        let digests: HashSet<&str> = files.iter().map(|file| file.sha256.as_str()).collect();
        let same: HashSet<(&str, &str)> =
            files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())).collect();
        let mut vanished = Vec::new();
        for (entry, _) in candidates.into_iter().zip(there).filter(|(_, there)| !there) {
            let path = write::document_path(&entry.id);
            let Some((bytes, mut document)) = document(stage, entry) else { continue };
            if digests.contains(&*document.source.sha256) || !taken.take(&path) {
                continue;
            }
            let Ok(target) = OutPath::new(&*path) else { continue };
            let wanted = document.assets.iter().filter_map(|asset| {
                Some((asset.path.as_deref()?.to_owned(), asset.sha256.clone()?))
            });
            let own = (document.source.path.to_string(), document.source.sha256.to_string());
            let wanted: BTreeSet<(String, String)> = wanted.chain([own]).collect();
            let wanted = wanted.iter().filter(|(p, d)| !same.contains(&(p.as_str(), d.as_str())));
            let files =
                wanted.filter_map(|(path, digest)| self.file(stage, path, digest)).collect();
            let since = match &entry.vanished {
                Some(since) => since.clone(),
                None => now.to_rfc3339_opts(SecondsFormat::Secs, true),
            };
            let bytes = if document.vanished.as_deref() == Some(&since) {
                bytes
            } else {
                document.vanished = Some(since.clone().into());
                document.pdf = None;
                write::pretty_document(&document)
            };
            let written = stage.put(&target, &bytes)?;
            let line = compact::compact(&bytes);
            let (sha256, bytes) = (written.sha256.to_string(), written.bytes);
            let entry =
                IndexEntry { vanished: Some(since), pdf: None, sha256, bytes, ..entry.clone() };
            vanished.push(Vanished { line, entry, files });
        }
        Ok(vanished)
    }
}

/// The document of a post and its bytes.
fn document(stage: &Stage, entry: &IndexEntry) -> Option<(Vec<u8>, PostDocument<'static>)> {
    let path = write::document_path(&entry.id);
    let bytes = stage.read_previous(&OutPath::new(&*path).ok()?, MAX_BYTES)?;
    let document = read::post(&path, &bytes).ok()?;
    Some((bytes, document))
}

/// A post as readers of feeds know it.
fn known(post: &IndexEntry) -> Known {
    Known {
        id: post.guid.clone().unwrap_or_default(),
        link: post.url.clone(),
        title: post.title.clone(),
        date: post.date.as_deref().and_then(|date| DateTime::parse_from_rfc3339(date).ok()),
    }
}

/// Puts kept files into the archive beside those that are `there` already: each at the place that it
/// had, or at one of its own where another file is there now.
pub(super) fn store(
    kept: Vec<(KeptFile, &'static str)>,
    there: &dyn Fn() -> Vec<FileEntry>,
    stage: &Stage,
) -> Result<Vec<FileEntry>, OutputError> {
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let mut taken = Taken::default();
    for entry in there() {
        taken.take(&entry.stored);
    }
    // Two posts may have named one file; a file of a post that is gone may be the last good text
    // of one that has its path now.
    let mut all: BTreeMap<(String, String), (KeptFile, &'static str)> = BTreeMap::new();
    for (file, why) in kept {
        let key = (file.entry.path.clone(), file.entry.sha256.clone());
        all.entry(key).or_insert((file, why));
    }
    let mut entries = Vec::new();
    for (KeptFile { entry, disk }, why) in all.into_values() {
        let apart = write::stored_path_kept(&entry.path, &entry.sha256);
        let Some(stored) = [entry.stored.clone(), apart].into_iter().find(|p| taken.take(p)) else {
            continue;
        };
        let Ok(target) = OutPath::new(in_bag(&stored)) else { continue };
        let copied = stage.copy(&target, &disk, None)?;
        if copied.sha256.to_string() != entry.sha256 {
            return Err(OutputError::Changed { path: disk });
        }
        entries.push(FileEntry { stored, kept: Some(why.to_owned()), ..entry });
    }
    Ok(entries)
}

/// Files of posts that are gone, as [`store`] takes them.
pub(super) fn of_vanished(files: Vec<KeptFile>) -> impl Iterator<Item = (KeptFile, &'static str)> {
    files.into_iter().map(|file| (file, KEPT_VANISHED))
}

/// Paths that can be in one folder together on any system.
#[derive(Default)]
struct Taken {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Taken {
    /// Takes a path; false where a file or folder is in its way.
    fn take(&mut self, path: &str) -> bool {
        let key = output::folded(path).into_owned();
        let above = || key.match_indices('/').map(|(slash, _)| &key[..slash]);
        if self.files.contains(&key)
            || self.folders.contains(&key)
            || above().any(|folder| self.files.contains(folder))
        {
            return false;
        }
        for folder in above() {
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
        self.files.insert(key);
        true
    }
}
