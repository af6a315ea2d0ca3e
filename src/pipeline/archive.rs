//! The archive as it grows: documents a post at a time, then the files, the index and the bag.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::kept::{self, KeptFile, LastArchive};
use super::memory::Reads;
use super::outputs::{Outputs, PartWriter};
use super::produce::{Found, out_path};
use crate::artifact::OutPath;
use crate::export::Format;
use crate::export::archive::bag::{self, Payload};
use crate::export::archive::schema::{FileEntry, IndexEntry, KEPT_LAST_GOOD, Skipped};
use crate::export::archive::{compact, read, write};
use crate::model::{Asset, Meta};
use crate::output::{OutputError, Written};
use crate::previous::Posts;

/// What the archive's lists say of a post.
pub(super) struct Archived {
    /// Its document, relative to the output folder.
    pub(super) path: String,
    /// The document's digest and size.
    pub(super) written: Written,
    /// The document on one line.
    pub(super) line: Vec<u8>,
    /// Its entry of the index.
    pub(super) entry: IndexEntry,
    /// The path of its file and the copy of it, where it was stored with the document.
    pub(super) source: Option<(String, Written)>,
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
    lines: PartWriter<'a>,
    payload: Vec<Payload>,
    entries: Vec<IndexEntry>,
    /// The files that are stored already, by path.
    stored: HashMap<String, Written>,
    assets: BTreeMap<String, Arc<Asset>>,
}

impl<'a> Archive<'a> {
    /// Begins the archive, where one is asked for.
    pub(super) fn open(request: &Request<'_>, outputs: &'a Outputs) -> Result<Self, OutputError> {
        if !request.formats.contains(&Format::Archive) {
            return Ok(Self { parts: None });
        }
        let lines = outputs.writer(&out_path(&in_bag("data/posts.ndjson")))?;
        let (payload, entries) = (Vec::new(), Vec::new());
        let (stored, assets) = (HashMap::new(), BTreeMap::new());
        Ok(Self { parts: Some(Parts { lines, payload, entries, stored, assets }) })
    }

    /// Adds a post.
    pub(super) fn push(&mut self, archived: Option<Archived>) -> Result<(), OutputError> {
        let (Some(parts), Some(archived)) = (&mut self.parts, archived) else { return Ok(()) };
        parts.lines.write(&archived.line)?;
        parts.payload.push(payload(&archived.path, archived.written));
        parts.entries.push(archived.entry);
        parts.stored.extend(archived.source);
        parts.assets.extend(archived.assets);
        Ok(())
    }

    /// Keeps the last good document and handout of posts that have errors now, and no older text
    /// that could be read again.
    pub(super) fn keep(&mut self, failed: &[Meta], outputs: &Outputs) -> Result<(), OutputError> {
        let Outputs::Staged(stage) = outputs else { return Ok(()) };
        for meta in failed {
            let pdf = format!("pdf/{}.pdf", meta.id);
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
            parts.lines.write(&compact::compact(&bytes))?;
            parts.payload.push(payload(&path, written));
            parts.entries.push(entry);
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
        let (mut entries, copied) = copy(found, &parts.assets, &parts.stored, outputs)?;
        for (entry, copied) in entries.iter().zip(&copied) {
            reads.add(&entry.path, Some(copied.sha256));
        }
        parts.payload.extend(copied);
        let mut gone = 0;
        if let (Outputs::Staged(stage), Some(archive)) = (outputs, (last.archive)()) {
            let mut kept: Vec<_> =
                last.good.into_iter().map(|file| (file, KEPT_LAST_GOOD)).collect();
            if !request.prune {
                for vanished in archive.vanished(stage, posts, &entries, request.now)? {
                    parts.lines.write(&vanished.line)?;
                    parts.payload.push(payload(&vanished.path, vanished.written));
                    parts.entries.push(vanished.entry);
                    kept.extend(kept::of_vanished(vanished.files));
                    gone += 1;
                }
            }
            let stored = kept::store(kept, &mut entries, stage)?;
            parts.payload.extend(stored.iter().map(|(path, written)| payload(path, *written)));
        }
        if let Some(written) = parts.lines.finish()? {
            parts.payload.push(payload(&in_bag("data/posts.ndjson"), written));
        }
        let skipped = found
            .texts
            .sources
            .skipped
            .iter()
            .map(|s| Skipped { path: s.path.clone(), reason: s.reason.to_owned() })
            .collect();
        let path = in_bag("data/index.json");
        let index = |out: &mut dyn io::Write| {
            write::index(out, &site.about, parts.entries, entries, skipped)
        };
        if let Some(written) = outputs.stream(&out_path(&path), index)? {
            parts.payload.push(payload(&path, written));
        }
        for (path, bytes) in write::fixed_files(&site.about) {
            parts.payload.push(payload(path.as_str(), outputs.put(&path, &bytes)?));
        }
        parts.payload.sort();
        for (path, bytes) in bag::tag_files(&site.about, site.updated().as_ref(), &parts.payload) {
            outputs.put(&path, &bytes)?;
        }
        Ok(gone)
    }
}

/// Copies every file of the content folders that is not stored yet, and the static files that
/// posts use.
fn copy(
    found: Found<'_>,
    assets: &BTreeMap<String, Arc<Asset>>,
    stored: &HashMap<String, Written>,
    outputs: &Outputs,
) -> Result<(Vec<FileEntry>, Vec<Payload>), OutputError> {
    let Found { texts, files, alike } = found;
    // Where each is, and whether it may be run, where that was seen when it was found.
    let mut all: BTreeMap<&str, (Cow<'_, Path>, Option<bool>)> = texts
        .sources
        .files
        .iter()
        .map(|f| (f.path.as_str(), (f.disk.as_path().into(), Some(f.stamp.is_executable()))))
        .collect();
    for (path, asset) in assets {
        if let Some(disk) = files.disk(asset) {
            all.entry(path).or_insert((disk.into(), None));
        }
    }
    let all: Vec<_> = all.into_iter().collect();
    let copied: Vec<Option<(FileEntry, Payload)>> = all
        .par_iter()
        .map(|(path, (disk, executable))| {
            let place = stored_path(path, alike);
            let target = in_bag(&place);
            let Ok(out) = OutPath::new(target.clone()) else { return Ok(None) };
            let written = match stored.get(*path) {
                Some(written) => *written,
                None => match outputs.copy(&out, disk) {
                    Ok(Some(written)) => written,
                    Ok(None) => return Ok(None),
                    // An unreadable file was reported when the folder was read; the others are
                    // kept.
                    Err(OutputError::Io { action: "read", .. }) => return Ok(None),
                    Err(error) => return Err(error),
                },
            };
            let media_type = crate::assets::media_type_of_name(path).as_str();
            let mut entry =
                write::file_entry(path, place, written.sha256, written.bytes, media_type);
            entry.executable = executable.unwrap_or_else(|| is_executable(disk));
            Ok(Some((entry, payload(&target, written))))
        })
        .collect::<Result<_, OutputError>>()?;
    Ok(copied.into_iter().flatten().unzip())
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

/// A file of the payload; `path` is relative to the output folder.
fn payload(path: &str, written: Written) -> Payload {
    let path = path.strip_prefix(write::FOLDER).unwrap_or(path).trim_start_matches('/').to_owned();
    Payload { path, sha256: written.sha256, bytes: written.bytes }
}
