//! Is an archive whole? Every file against its digest, every document against its form, and the
//! index against what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::bag::{self, Fault, Manifests};
use crate::export::archive::bag::{DECLARATION, TAG_MANIFEST, oxum};
use crate::export::archive::read;
use crate::export::archive::schema::Index;
use crate::folder::Folder;
use crate::limits;

/// What stands in front of a path of the bag where the index gives it relative to `out/`.
const FOLDER: &str = "archive/";

/// What document paths begin with, relative to the bag.
const POSTS: &str = "data/posts/";

/// All documents in one file.
const LINES: &str = "data/posts.ndjson";

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many files were looked at.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many posts the index lists.
    pub posts: u64,
    /// Everything that is wrong, by path; empty for an archive that is whole.
    pub faults: Vec<Fault>,
}

/// Why an archive could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The folder is no archive.
    #[error("{}: is not an archive: {reason}", path.display())]
    NotAnArchive {
        /// The folder.
        path: PathBuf,
        /// What it lacks.
        reason: String,
    },
}

/// Looks at every file of an archive.
///
/// # Errors
/// When the folder is no archive at all; everything else is a fault in the report.
pub fn verify(archive: &Path) -> Result<Report, VerifyError> {
    let (mut bag, manifests) = bag::open(archive)
        .map_err(|reason| VerifyError::NotAnArchive { path: archive.to_path_buf(), reason })?;
    let mut report = Report { faults: manifests.faults.clone(), ..Report::default() };
    let sizes = files(archive, &mut bag, &manifests, &mut report);
    declaration(&mut bag, &sizes, &mut report.faults);
    documents(&mut bag, &manifests, &mut report);
    report.faults.sort();
    report.faults.dedup();
    Ok(report)
}

/// Checks every file, listed or there; returns the sizes of those that are there.
fn files(
    archive: &Path,
    bag: &mut Folder,
    manifests: &Manifests,
    report: &mut Report,
) -> BTreeMap<String, u64> {
    let mut sizes = BTreeMap::new();
    for entry in walkdir::WalkDir::new(archive).min_depth(1).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let path = e.path().unwrap_or(archive).display().to_string();
                report.faults.push(Fault::new(&path, format!("cannot be read: {e}")));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(archive).unwrap_or(entry.path());
        let path = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let listed = manifests.payload.contains_key(&path) || manifests.tags.contains_key(&path);
        if !listed && path != TAG_MANIFEST {
            report.faults.push(Fault::new(&path, "was added: no manifest lists it"));
        }
        let bytes = entry.metadata().map_or(0, |found| found.len());
        report.files += 1;
        report.bytes += bytes;
        sizes.insert(path, bytes);
    }
    for digests in [&manifests.payload, &manifests.tags] {
        report.faults.extend(digests.keys().filter_map(|path| bag::check(bag, path, digests)));
    }
    sizes
}

/// Checks `bagit.txt` and what `bag-info.txt` says of the payload.
fn declaration(archive: &mut Folder, sizes: &BTreeMap<String, u64>, faults: &mut Vec<Fault>) {
    match bag::document(archive, "bagit.txt") {
        Ok(bytes) if bytes == DECLARATION.as_bytes() => {}
        Ok(_) => faults.push(Fault::new("bagit.txt", "does not declare BagIt 1.0 in UTF-8")),
        Err(fault) => faults.push(fault),
    }
    let info = match bag::document(archive, "bag-info.txt") {
        Ok(bytes) => bytes,
        Err(fault) => return faults.push(fault),
    };
    let info = String::from_utf8_lossy(&info);
    let found = oxum(sizes.iter().filter(|(p, _)| p.starts_with("data/")).map(|(_, size)| *size));
    match info.lines().find_map(|line| line.strip_prefix("Payload-Oxum: ")) {
        Some(declared) if declared == found => {}
        Some(declared) => faults.push(Fault::new(
            "bag-info.txt",
            format!("declares {declared} bytes and files (Payload-Oxum), but there are {found}"),
        )),
        None => faults.push(Fault::new("bag-info.txt", "has no Payload-Oxum")),
    }
}

/// Checks the index and the documents that it lists.
fn documents(archive: &mut Folder, manifests: &Manifests, report: &mut Report) {
    let index = bag::document(archive, bag::INDEX_NAME).and_then(|bytes| {
        read::index(bag::INDEX_NAME, &bytes).map_err(|e| Fault::new(bag::INDEX_NAME, e.to_string()))
    });
    let index = match index {
        Ok(index) => index,
        Err(fault) => return report.faults.push(fault),
    };
    report.posts = index.posts.len() as u64;
    let faults = &mut report.faults;
    let counts = index.counts;
    for (what, declared, found) in [
        ("posts", counts.posts, index.posts.len() as u64),
        ("files", counts.files, index.files.len() as u64),
        ("skipped", counts.skipped, index.skipped.len() as u64),
        (
            "vanished posts",
            counts.vanished,
            index.posts.iter().filter(|p| p.vanished.is_some()).count() as u64,
        ),
        ("bytes", counts.bytes, index.files.iter().map(|f| f.bytes).fold(0, u64::saturating_add)),
    ] {
        if declared != found {
            let reason = format!("counts {declared} {what}, but lists {found}");
            faults.push(Fault::new(bag::INDEX_NAME, reason));
        }
    }
    sources(archive, &index, manifests, faults);
    let mut listed = BTreeSet::new();
    for entry in &index.posts {
        let path = entry.archive.strip_prefix(FOLDER).unwrap_or(&entry.archive);
        listed.insert(path);
        if manifests.payload.get(path) != Some(&entry.sha256) {
            faults.push(Fault::new(path, "index and manifest have different digests"));
        }
        match bag::document(archive, path) {
            Err(fault) => faults.push(fault),
            Ok(bytes) => {
                if bytes.len() as u64 != entry.bytes {
                    let reason = format!("has {} bytes, not {}", bytes.len(), entry.bytes);
                    faults.push(Fault::new(path, reason));
                }
                match read::post(path, &bytes) {
                    Err(e) => faults.push(Fault::new(path, e.to_string())),
                    Ok(post) if post.id != entry.id || post.source.path != entry.source => {
                        let reason = format!("is the document of another post than {:?}", entry.id);
                        faults.push(Fault::new(path, reason));
                    }
                    Ok(_) => {}
                }
            }
        }
    }
    for path in manifests.payload.keys().filter(|path| path.starts_with(POSTS)) {
        if !listed.contains(path.as_str()) {
            faults.push(Fault::new(path, "is not listed in the index"));
        }
    }
    if let Err(fault) = lines(archive, &index) {
        faults.push(fault);
    }
}

/// Checks that index and manifest agree on the source files.
fn sources(archive: &mut Folder, index: &Index, manifests: &Manifests, faults: &mut Vec<Fault>) {
    let (mut stored, mut paths) = (BTreeSet::new(), BTreeSet::new());
    for file in &index.files {
        if let Err(reason) = super::safe(&file.path) {
            faults.push(Fault::new(&file.path, reason));
        }
        if file.kept.is_none() && !paths.insert(file.path.as_str()) {
            faults.push(Fault::new(&file.path, "is in the index twice"));
        }
        if !stored.insert(file.stored.as_str()) {
            faults.push(Fault::new(&file.stored, "is listed in the index twice"));
        }
        if manifests.payload.get(&file.stored) != Some(&file.sha256) {
            faults.push(Fault::new(&file.stored, "index and manifest have different digests"));
        }
        if bag::reachable(archive, &file.stored).is_ok_and(|bytes| bytes != file.bytes) {
            faults.push(bag::other_size(file));
        }
    }
    for path in manifests.payload.keys().filter(|path| path.starts_with(bag::SOURCE)) {
        if !stored.contains(path.as_str()) {
            faults.push(Fault::new(path, "is not listed in the index"));
        }
    }
}

/// Checks that the lines are the posts of the index, in its order.
fn lines(archive: &mut Folder, index: &Index) -> Result<(), Fault> {
    /// What is looked at of a line; its other keys are those of the document, whose digest counts.
    #[derive(Deserialize)]
    struct Line {
        id: String,
    }
    bag::reachable(archive, LINES)?;
    let fault = |reason: String| Fault::new(LINES, reason);
    let file = archive.read(LINES).map_err(|e| fault(e.to_string()))?;
    let mut reader = BufReader::new(file);
    let mut count = 0;
    loop {
        let mut line = Vec::new();
        let read = (&mut reader).take(limits::RECORD_BYTES).read_until(b'\n', &mut line);
        if read.map_err(|e| fault(format!("cannot be read: {e}")))? == 0 {
            break;
        }
        count += 1;
        let line: Line = serde_json::from_slice(&line)
            .map_err(|e| fault(format!("line {count} is no document: {e}")))?;
        if index.posts.get(count - 1).is_none_or(|entry| entry.id != line.id) {
            return Err(fault(format!("line {count} is not the post that the index has there")));
        }
    }
    if count == index.posts.len() {
        Ok(())
    } else {
        Err(fault(format!("has {count} lines for {} posts", index.posts.len())))
    }
}
