//! What the last build was made from and has left, so that the next one makes again only what
//! must be other.
//!
//! A build is a function of the sources, the settings and templates, the program, the moment (which
//! tells what lies in the future), and of what the last build has left in the output folder. Where
//! all of these are what they were, so are its outputs and its findings, and nothing is made.
//!
//! A file whose stamp is as it was need not be read, unless it was touched so shortly before it was
//! looked at that a later touch might not show ([`crate::stamp`]). What was touched while a build
//! was at work is not known at all, and makes the next build read it again.

mod asset;
mod code;
mod entry;
mod handouts;
mod head;
mod key;
mod ledger;
mod recall;
mod trace;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

pub(super) use self::handouts::{Handout, Handouts};
use self::head::{Asked, Head, Input, Known, Moment, Output, moment};
pub(super) use self::ledger::{
    DocumentRecord, FeedRecord, Ledger, Product, Said, of_languages, of_names, own, record, version,
};
pub(super) use self::recall::{Recall, Same};
pub(super) use self::trace::Traced;
use super::outputs::Outputs;
use super::{Cause, Report, Request, previous};
use crate::artifact::OutPath;
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::export::Format;
use crate::model::Digest;
use crate::output::{Change, Done, Opened, Published, Standing, Written};
use crate::source::{Index, Kind, SourceEntry, Sources};
use crate::stamp::Stamp;

/// What identifies a build, before it is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    key: Option<Digest>,
    tree: Digest,
}

/// What is known of the last build.
pub(super) struct Last {
    head: Head,
    outputs: Vec<Output>,
}

impl Last {
    /// What is remembered in an output folder; nothing where that does not fit the outputs.
    pub(super) fn read(folder: &Opened) -> Option<Self> {
        let (head, outputs) = Head::read(&folder.remembered()?)?;
        folder.has_manifest(head.manifest, head.left_at).then_some(Self { head, outputs })
    }

    /// Its files as it left them, and when; its handouts; and what it has read.
    pub(super) fn split(self) -> (Vec<(OutPath, Stamp)>, i64, Vec<Handout>, Inputs) {
        let stamped = |output: Output| Some((output.path, output.left.stamp?));
        let left = self.outputs.into_iter().filter_map(stamped).collect();
        let inputs = Inputs { known: self.head.inputs, read_at: self.head.read_at };
        (left, self.head.left_at, self.head.handouts, inputs)
    }
}

/// What a build has read, and when it began to.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    known: Vec<Input>,
    read_at: i64,
}

impl Inputs {
    /// What can be recalled of the build with this ledger.
    pub(super) fn recall<'a>(&self, ledger: Option<&'a [u8]>, sources: &'a Sources) -> Recall<'a> {
        let read = |ledger| Recall::read(ledger, &self.known, self.read_at, sources);
        ledger.and_then(read).unwrap_or_default()
    }
}

/// What a build has read, for the next one to compare with.
#[derive(Debug)]
pub(super) struct Reads {
    /// What was read of each file of the content folders and then of the static folders.
    contents: Vec<Read>,
    /// Questions to the disk and their answers.
    asked: BTreeMap<(String, String), Option<String>>,
}

/// What was read of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    /// Nobody has read it.
    Not,
    /// It holds bytes of this digest.
    As(Digest),
    /// It could not be read, or was read in two versions.
    Uncertain,
}

/// The end of a build, as far as the next one wants to know.
pub(super) struct End<'a> {
    pub(super) sources: &'a Sources,
    pub(super) reads: Reads,
    /// When dates of posts come and are over.
    pub(super) turns: Turns,
    /// Whether the archive is made, so that each file of the content folders is wanted.
    pub(super) archives: bool,
    /// Whether the outputs depend on nothing that the last build left.
    pub(super) is_clean: bool,
    /// What was found, and what would be found once more.
    pub(super) findings: &'a [Diagnostic],
    pub(super) findings_again: &'a [Diagnostic],
    /// Posts, failed, drafts, future, vanished, pages.
    pub(super) counts: [usize; 6],
    /// The handouts that it made or kept, and those of the last build.
    pub(super) handouts: Vec<Handout>,
    pub(super) last_handouts: Handouts,
    /// The ledger.
    pub(super) ledger: Option<Written>,
    /// When the build began.
    pub(super) opened: i64,
}

/// The dates that are nearest to the moment of a build. They tell as long as what the content says
/// of the future stays true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Turns {
    last: Option<Moment>,
    next: Option<Moment>,
}

impl Turns {
    /// Takes a date into account.
    pub(super) fn add(&mut self, at: DateTime<Utc>, now: DateTime<Utc>) {
        let (at, now) = (moment(at), moment(now));
        if at <= now {
            self.last = self.last.max(Some(at));
        } else {
            self.next = Some(self.next.map_or(at, |next| next.min(at)));
        }
    }
}

impl Reads {
    /// For a build that has read none of the files yet.
    pub(super) fn new(sources: &Sources) -> Self {
        let files = sources.files.len() + sources.statics.len();
        Self { contents: vec![Read::Not; files], asked: BTreeMap::new() }
    }

    /// A file was read, by its place.
    pub(super) fn add(&mut self, place: u32, content: Option<Digest>) {
        let Some(read) = self.contents.get_mut(place as usize) else { return };
        *read = match (*read, content) {
            (Read::Not, Some(digest)) => Read::As(digest),
            (Read::As(known), Some(digest)) if known == digest => Read::As(known),
            _ => Read::Uncertain,
        };
    }

    /// The disk was asked.
    pub(super) fn ask(&mut self, asked: BTreeMap<(String, String), Option<String>>) {
        self.asked = asked;
    }
}

impl Memory {
    /// For a request and what a scan found.
    pub(super) fn of(request: &Request<'_>, sources: &Sources, found: &[Diagnostic]) -> Self {
        Self { key: key::of_request(request), tree: key::of_tree(sources, found) }
    }

    /// The report of a build that would change nothing; none where there may be something to do.
    pub(super) fn unchanged(
        self,
        request: &Request<'_>,
        folder: &Opened,
        last: &mut Last,
        sources: &Sources,
    ) -> Option<Report> {
        let Last { head, outputs } = last;
        let is_same = Some(head.key) == self.key && head.tree == self.tree && head.is_settled;
        // Copies of pictures may be missing, and servers answer again.
        if !is_same || !head.is_in_time(request.now) || request.remote.is_some() {
            return None;
        }
        if !head.absent.iter().all(|path| folder.lacks(path))
            || !answers(&head.asked, sources, request.config)
        {
            return None;
        }
        let read_again = read_again(head, sources)?;
        let found_again = found_again(outputs, folder, head.left_at)?;
        if read_again || found_again {
            head.read_at = folder.opened();
            folder.remember(|moment, to| {
                head.left_at = moment;
                let outputs = outputs.iter().map(|output| (&output.path, output.left));
                head.write(outputs, to)
            });
        }
        let [posts, failed, drafts, future, vanished, pages] =
            head.counts.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        let unchanged = outputs.len();
        let list = || outputs.iter().map(|o| (o.path.clone(), Change::Unchanged)).collect();
        Some(Report {
            diagnostics: head.findings.clone(),
            sources: Sources::default(),
            site: None,
            posts,
            failed,
            drafts,
            future,
            vanished,
            pages,
            published: Some(Published { unchanged, ..Published::default() }),
            outputs: if request.lists { list() } else { Vec::new() },
            cause: Cause::Sources,
        })
    }

    /// The ledger of the last build, where it has made what this one would make of the same files.
    pub(super) fn ledger(
        self,
        request: &Request<'_>,
        folder: &Opened,
        last: &Last,
    ) -> Option<Vec<u8>> {
        let same = self.key.is_some() && Some(last.head.key) == self.key;
        let still = same && last.head.is_in_time(request.now) && request.remote.is_none();
        still.then(|| folder.ledger(last.head.ledger?)).flatten()
    }

    /// Begins the ledger of this build, where the next one can use it.
    pub(super) fn begin_ledger(self, request: &Request<'_>, outputs: &Outputs) -> Ledger {
        let stage = outputs.stage().filter(|_| self.key.is_some() && request.remote.is_none());
        Ledger::new(stage.and_then(|stage| stage.ledger().ok()))
    }

    /// Why this build makes other outputs than the last one.
    pub(super) fn cause(self, last: &Last) -> Cause {
        if Some(last.head.key) == self.key { Cause::Sources } else { Cause::Settings }
    }

    /// Writes down what the next build wants to know.
    pub(super) fn write(
        self,
        end: End<'_>,
        request: &Request<'_>,
        done: &Done<'_>,
        left_at: i64,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(key) = self.key else { return Err(io::ErrorKind::Unsupported.into()) };
        let others = previous::PATHS.iter().copied().filter(|path| !done.has(path));
        let others: Vec<&str> = others.collect();
        let absent = |path: &&str| fs::symlink_metadata(request.out.join(path)).is_err();
        // Feeds that no build has written are read all the same, and nobody watches over them.
        let is_alone = others.iter().all(absent);
        let mut handouts = end.handouts;
        if !request.formats.contains(&Format::Pdf) {
            handouts = end.last_handouts.into_last();
        }
        handouts.retain(|handout| done.has(&format!("pdf/{}.pdf", handout.id)));
        let inputs = inputs(end.sources, &end.reads, end.archives, end.opened);
        let head = Head {
            key,
            tree: self.tree,
            turns: (end.turns.last, end.turns.next),
            is_settled: is_alone && (end.is_clean || done.at_rest),
            read_at: end.opened,
            left_at,
            manifest: done.manifest,
            counts: end.counts.map(|count| count as u64),
            absent: others.into_iter().map(str::to_owned).collect(),
            asked: end
                .reads
                .asked
                .iter()
                .map(|((source, reference), answer)| Asked {
                    source: source.clone(),
                    reference: reference.clone(),
                    answer: answer.clone(),
                })
                .collect(),
            inputs,
            handouts,
            ledger: end.ledger,
            findings: if done.at_rest { end.findings } else { end.findings_again }.to_vec(),
        };
        head.write(done.outputs(), to)
    }
}

/// Whether the disk answers as it did.
fn answers(asked: &[Asked], sources: &Sources, config: &Config) -> bool {
    if asked.is_empty() {
        return true;
    }
    let index = Index::new(sources, config);
    asked.iter().all(|Asked { source, reference, answer }| {
        index.on_disk(source, reference, &sources.root) == *answer
    })
}

/// Reads the files again that may have been touched. Whether there were any; nothing where one is
/// another now, or was not known.
fn read_again(head: &mut Head, sources: &Sources) -> Option<bool> {
    let files: Vec<&SourceEntry> = sources.files.iter().chain(&sources.statics).collect();
    if files.len() != head.inputs.len() {
        return None;
    }
    let read_at = head.read_at;
    let again = head.inputs.par_iter_mut().zip(files).map(|(input, file)| {
        let digest = match input.known {
            Known::Unneeded => return Some(false),
            Known::Unknown => return None,
            Known::Content(digest) => digest,
        };
        if input.stamp == file.stamp && file.stamp.is_before(read_at) {
            return Some(false);
        }
        let same = input.stamp.is_executable() == file.stamp.is_executable()
            && input.stamp.bytes == file.stamp.bytes
            && content(&file.disk()) == Some(digest);
        input.stamp = file.stamp;
        same.then_some(true)
    });
    again.try_reduce(|| false, |a, b| Some(a | b))
}

/// Looks at all outputs. Whether any was touched; nothing where one is another now.
fn found_again(outputs: &mut [Output], folder: &Opened, left_at: i64) -> Option<bool> {
    let mut folders: Vec<&str> = Vec::new();
    for output in &*outputs {
        let path = output.path.as_str();
        for (end, _) in path.rmatch_indices('/') {
            if folders.last() == Some(&&path[..end]) {
                break;
            }
            folders.push(&path[..end]);
        }
    }
    folders.sort_unstable();
    folders.dedup();
    if !folders.par_iter().all(|path| folder.has_folder(path)) {
        return None;
    }
    let touched = outputs.par_iter_mut().map(|output| {
        match folder.standing(&output.path, output.left, left_at) {
            Standing::Untouched => Some(false),
            Standing::Same(stamp) => {
                output.left.stamp = Some(stamp);
                Some(true)
            }
            Standing::Other => None,
        }
    });
    touched.try_reduce(|| false, |a, b| Some(a | b))
}

/// The digest of a file's bytes.
fn content(disk: &Path) -> Option<Digest> {
    let mut file = File::open(disk).ok()?;
    let (mut hash, mut chunk) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Some(Digest(hash.finalize().into())),
            Ok(read) => hash.update(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// What is known of each file when a build has ended.
fn inputs(sources: &Sources, reads: &Reads, archives: bool, opened: i64) -> Vec<Input> {
    let all = sources.files.par_iter().map(|file| (file, true));
    let all = all.chain(sources.statics.par_iter().map(|file| (file, false)));
    all.zip(&reads.contents)
        .map(|((file, is_content), read)| {
            let known = match read {
                Read::As(digest) => Known::Content(*digest),
                Read::Uncertain => Known::Unknown,
                Read::Not if is_content && (archives || file.kind == Kind::Post) => Known::Unknown,
                Read::Not => Known::Unneeded,
            };
            // Where it was touched since it was listed, some have read this and some that.
            let is_still = || {
                let found = fs::symlink_metadata(file.disk());
                found.is_ok_and(|found| Stamp::of(&found) == file.stamp)
                    && file.stamp.shows_touches_from(opened)
            };
            let known = match known {
                Known::Content(_) if !is_still() => Known::Unknown,
                known => known,
            };
            Input { stamp: file.stamp, known }
        })
        .collect()
}
