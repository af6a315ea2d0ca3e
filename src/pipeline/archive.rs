//! The archive as it grows: documents a post at a time, then the files, the index and the bag.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::kept::{self, KeptFile, LastArchive};
use super::lines::{Line, Lines};
use super::memory::Reads;
use super::outputs::Outputs;
use super::produce::{Found, handout_path, out_path};
use crate::artifact::OutPath;
use crate::export::Format;
use crate::export::archive::schema::{Counts, FileEntry, IndexEntry, KEPT_LAST_GOOD, Skipped};
use crate::export::archive::{bag, compact, list, read, write};
use crate::model::{Asset, Meta, Site};
use crate::output::{OutputError, Stage, Written};
use crate::previous::Posts;
use crate::source::SourceEntry;
use crate::table;

/// How many files are copied at once: enough that no thread waits for long.
const AT_ONCE: usize = 2048;

/// What the archive's lists say of a post.
pub(super) struct Archived {
    /// Its document's digest and size.
    pub(super) written: Written,
    /// The document on one line.
    pub(super) line: Line,
    /// Whether it has a handout.
    pub(super) has_pdf: bool,
    /// The copy of its file, where it was stored with the document.
    pub(super) source: Option<Written>,
    /// The local files that it names, by path.
    pub(super) assets: BTreeMap<String, Arc<Asset>>,
}

/// The archive of the last build, and what this one takes from it.
pub(super) struct Last<'a> {
    /// Gives it, where there is one that is whole.
    pub(super) archive: &'a dyn Fn() -> Option<&'a LastArchive>,
    /// The texts that stand in for those of posts in error.
    pub(super) good: Vec<KeptFile>,
}

/// The archive, while it is written; nothing where none is asked for.
pub(super) struct Archive<'a> {
    parts: Option<Parts<'a>>,
}

struct Parts<'a> {
    lines: Lines<'a>,
    /// The posts, and what the index says of their documents.
    posts: Vec<Listed>,
    /// The posts of which the document of an earlier build is kept.
    kept: Vec<IndexEntry>,
    assets: BTreeMap<String, Arc<Asset>>,
}

/// What the index says of a post that the site does not know.
struct Listed {
    /// Its place in the site.
    place: u32,
    has_pdf: bool,
}

/// A file of the blog that is in the archive. What was written there the outputs know.
struct Copied<'a> {
    path: &'a str,
    executable: bool,
}

/// All of them, by path.
struct AllCopied<'a> {
    files: Vec<Copied<'a>>,
    /// How many bytes they have together.
    bytes: u64,
}

impl Copied<'_> {
    /// Its entry of the index.
    fn entry(&self, alike: &BTreeSet<String>, outputs: &Outputs) -> Option<FileEntry> {
        let stored = stored_path(self.path, alike);
        let Written { sha256, bytes } = outputs.written(&OutPath::new(in_bag(&stored)).ok()?)?;
        let media_type = crate::assets::media_type_of_name(self.path).as_str();
        let entry = write::file_entry(self.path, stored, sha256, bytes, media_type);
        Some(FileEntry { executable: self.executable, ..entry })
    }
}

impl<'a> Archive<'a> {
    /// Begins the archive, where one is asked for.
    pub(super) fn open(request: &Request<'_>, outputs: &'a Outputs) -> Result<Self, OutputError> {
        if !request.formats.contains(&Format::Archive) {
            return Ok(Self { parts: None });
        }
        let lines = Lines::open(outputs)?;
        let (posts, kept) = (Vec::new(), Vec::new());
        Ok(Self { parts: Some(Parts { lines, posts, kept, assets: BTreeMap::new() }) })
    }

    /// Whether it can take lines of the last build.
    pub(super) fn has_last(&self) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.lines.has_last())
    }

    /// Adds the post of a place in the site; returns where its line stands.
    pub(super) fn push(
        &mut self,
        place: usize,
        archived: Option<Archived>,
    ) -> Result<Range<u64>, OutputError> {
        let (Some(parts), Some(archived)) = (&mut self.parts, archived) else { return Ok(0..0) };
        let start = parts.lines.bytes();
        parts.lines.push(archived.line)?;
        parts.posts.push(Listed { place: table::place(place), has_pdf: archived.has_pdf });
        parts.assets.extend(archived.assets);
        Ok(start..parts.lines.bytes())
    }

    /// Keeps the last good document and handout of posts that have errors now, and no older text
    /// that could be read again.
    pub(super) fn keep(&mut self, failed: &[Meta], outputs: &Outputs) -> Result<(), OutputError> {
        let Outputs::Staged(stage) = outputs else { return Ok(()) };
        for meta in failed {
            let pdf = handout_path(meta);
            let pdf = stage.keep(&out_path(&pdf))?.map(|_| pdf);
            let Some(parts) = &mut self.parts else { continue };
            let path = write::document_path(meta.id.as_str());
            let Some(bytes) = stage.read_previous(&out_path(&path), kept::MAX_BYTES) else {
                continue;
            };
            let Ok(document) = read::post(&path, &bytes) else { continue };
            // A post that was gone had this name, and is another one.
            if document.vanished.is_some() {
                continue;
            }
            let Some(written) = stage.keep(&out_path(&path))? else { continue };
            let entry =
                write::index_entry_of(&document, written.sha256, written.bytes, pdf.as_deref());
            parts.lines.push(Line::New(compact::compact(&bytes)))?;
            parts.kept.push(entry);
        }
        Ok(())
    }

    /// Copies the files, keeps what the last archive has beside them, and writes the lists. Returns
    /// how many posts are gone and kept. `reads` learns what was copied.
    pub(super) fn finish(
        self,
        request: &Request<'_>,
        posts: Posts<'_>,
        last: Last<'_>,
        found: Found<'_>,
        reads: &mut Reads,
        outputs: &Outputs,
    ) -> Result<usize, OutputError> {
        let Some(mut parts) = self.parts else { return Ok(0) };
        let site = posts.site;
        let copied = copy(found, &parts.assets, reads, outputs)?;
        let entries = || copied.files.iter().filter_map(|file| file.entry(found.alike, outputs));
        let files = || entries().collect::<Vec<_>>();
        let (mut gone, mut more) = (0, Vec::new());
        // Its index need not be read where all of its posts are there, and none is kept.
        let is_whole = last.good.is_empty() && found.recall.has_files_of(posts);
        let archive = if is_whole { None } else { (last.archive)() };
        if let (Outputs::Staged(stage), Some(archive)) = (outputs, archive) {
            let mut kept: Vec<_> =
                last.good.into_iter().map(|file| (file, KEPT_LAST_GOOD)).collect();
            if !request.prune {
                for vanished in archive.vanished(stage, posts, &files, request.now)? {
                    parts.lines.push(Line::New(vanished.line))?;
                    parts.kept.push(vanished.entry);
                    kept.extend(kept::of_vanished(vanished.files));
                    gone += 1;
                }
            }
            more = kept::store(kept, &files, stage)?;
            more.sort();
        }
        parts.lines.finish()?;
        let skipped = found
            .texts
            .sources
            .skipped
            .iter()
            .map(|s| Skipped { path: s.path.clone(), reason: s.reason.to_owned() })
            .collect::<Vec<_>>();
        let counts = Counts {
            posts: (parts.posts.len() + parts.kept.len()) as u64,
            files: (copied.files.len() + more.len()) as u64,
            bytes: copied.bytes + more.iter().map(|file| file.bytes).sum::<u64>(),
            skipped: skipped.len() as u64,
            vanished: parts.kept.iter().filter(|post| post.vanished.is_some()).count() as u64,
        };
        let listed = parts.posts.iter().filter_map(|post| {
            let meta = site.posts().get(post.place as usize)?;
            // It is put already, so that nothing of that need be kept here.
            let path = out_path(&write::document_path(meta.id.as_str()));
            let Written { sha256, bytes } = outputs.written(&path)?;
            let pdf = post.has_pdf.then(|| handout_path(meta));
            Some(write::index_entry(meta, sha256, bytes, pdf.as_deref()))
        });
        let lists = list::Lists {
            counts,
            posts: listed.chain(parts.kept),
            files: merged(entries(), more.into_iter()),
            skipped,
        };
        let index = |out: &mut dyn io::Write| list::index(out, &site.about, lists);
        outputs.stream(&out_path(&in_bag("data/index.json")), index)?;
        for (path, bytes) in write::fixed_files(&site.about) {
            outputs.put(&path, &bytes)?;
        }
        if let Outputs::Staged(stage) = outputs {
            bag(site, stage, outputs)?;
        }
        Ok(gone)
    }
}

/// Two lists in their order as one in its order.
fn merged<T: Ord>(
    a: impl Iterator<Item = T>,
    b: impl Iterator<Item = T>,
) -> impl Iterator<Item = T> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(first), Some(second)) if second < first => b.next(),
        (Some(_), _) => a.next(),
        (None, _) => b.next(),
    })
}

/// Writes the tag files of the bag. Its payload is what was put below it so far.
fn bag(site: &Site, stage: &Stage, outputs: &Outputs) -> Result<(), OutputError> {
    let mut sizes = (0_u64, 0_u64);
    let manifest = |out: &mut dyn io::Write| {
        stage.each_below(&in_bag("data"), |path, written| {
            sizes = (sizes.0.saturating_add(written.bytes), sizes.1 + 1);
            out.write_all(bag::line(&format!("data/{path}"), written.sha256).as_bytes())
        })
    };
    let Some(manifest) = outputs.stream(&out_path(&in_bag(bag::MANIFEST)), manifest)? else {
        return Ok(());
    };
    let oxum = format!("{}.{}", sizes.0, sizes.1);
    let newest = site.updated();
    for (path, bytes) in bag::tag_files(&site.about, newest.as_ref(), &oxum, manifest.sha256) {
        outputs.put(&path, &bytes)?;
    }
    Ok(())
}

/// Copies every file of the content folders that is not stored yet, and the static files that
/// posts use. `reads` learns what they hold.
fn copy<'a>(
    found: Found<'a>,
    assets: &'a BTreeMap<String, Arc<Asset>>,
    reads: &mut Reads,
    outputs: &Outputs,
) -> Result<AllCopied<'a>, OutputError> {
    let Found { texts, files, alike, recall } = found;
    let mut all: Vec<&SourceEntry> = texts.sources.files.iter().collect();
    all.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let copy = |path: &'a str, disk: &Path, executable: Option<bool>| {
        let Ok(out) = OutPath::new(in_bag(&stored_path(path, alike))) else { return Ok(None) };
        // The files of most posts were stored with their documents.
        let written = match outputs.written(&out) {
            Some(written) => written,
            None => match outputs.copy_known(&out, disk, recall.written(path)) {
                Ok(Some(written)) => written,
                Ok(None) => return Ok(None),
                // An unreadable file was reported when the folder was read; the others are kept.
                Err(OutputError::Io { action: "read", .. }) => return Ok(None),
                Err(error) => return Err(error),
            },
        };
        let executable = executable.unwrap_or_else(|| is_executable(disk));
        Ok(Some((Copied { path, executable }, written)))
    };
    let mut copied = AllCopied { files: Vec::with_capacity(all.len()), bytes: 0 };
    let mut add = |some: Vec<Option<(Copied<'a>, Written)>>| {
        for (file, written) in some.into_iter().flatten() {
            if let Some(place) = files.place(file.path) {
                reads.add(place, Some(written.sha256));
            }
            copied.bytes += written.bytes;
            copied.files.push(file);
        }
    };
    // A list of all with what became of each would take as much memory again.
    for some in all.chunks(AT_ONCE) {
        // Whether a file of the content folders may be run was seen when it was found.
        let some = some
            .par_iter()
            .map(|file| copy(&file.path, &file.disk(), Some(file.stamp.is_executable())));
        add(some.collect::<Result<_, OutputError>>()?);
    }
    let is_source = |path: &str| all.binary_search_by(|file| (*file.path).cmp(path)).is_ok();
    let others: Vec<_> = assets
        .iter()
        .filter(|(path, _)| !is_source(path))
        .filter_map(|(path, asset)| Some((path.as_str(), files.disk(asset)?)))
        .collect();
    let others = others.par_iter().map(|(path, disk)| copy(path, disk, None));
    add(others.collect::<Result<_, OutputError>>()?);
    copied.files.sort_unstable_by(|a, b| a.path.cmp(b.path));
    Ok(copied)
}

/// Where a source file goes, relative to the bag.
pub(super) fn stored_path(path: &str, alike: &BTreeSet<String>) -> String {
    if alike.contains(path) { write::stored_path_apart(path) } else { write::stored_path(path) }
}

/// Whether the owner of a file may run it; nothing can be on systems without such a right.
fn is_executable(disk: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(disk).is_ok_and(|m| m.permissions().mode() & 0o100 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = disk;
        false
    }
}

/// A path of the bag, relative to the output folder.
pub(super) fn in_bag(path: &str) -> String {
    format!("{}/{path}", write::FOLDER)
}
