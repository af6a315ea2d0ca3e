//! Finished files into the output folder: all of them or none.
//!
//! Files wait in `.postpress/stage` until [`Stage::commit`] has found nothing in their way; then a
//! journal is written, and from that moment the new build counts: files are renamed to their
//! places, the manifest follows, and what the last build wrote and this one did not is removed,
//! and nothing else. A build that is killed before the journal leaves the old outputs, one that is
//! killed later is completed by whoever opens the folder next: the next build ([`Stage::open`]),
//! and everyone who reads outputs ([`read`]). A web server that knows nothing of this may see files
//! of both builds for the moments that the renames take, each of them whole.
//!
//! A power cut is a kill that also forgets what was not on the disk itself (`settle`): staged
//! files are there before the journal, the journal before the first rename, and the renames before
//! the journal goes.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the module that stages and publishes files"
)]

mod cache;
mod commit;
mod create;
mod disk;
mod hashing;
mod journal;
mod ledger;
mod lock;
mod manifest;
mod opened;
mod paths;
mod plan;
mod previous;
mod settle;
mod writer;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use self::disk::{JOURNAL, MANIFEST, STAGE, WORK};
use self::hashing::Hashing;
use self::manifest::Manifest;
use self::paths::{Gathered, Sorted};
use crate::artifact::OutPath;
use crate::folder;
use crate::limits;
use crate::model::Digest;
use crate::stamp::Stamp;
use crate::table::{self, Table};

pub use self::cache::Cache;
pub use self::commit::{Change, Done};
pub use self::create::{create, create_below, replace};
pub use self::ledger::Ledger;
pub use self::lock::{Reading, read};
pub use self::manifest::BuildInfo;
pub use self::opened::{Left, Opened, Standing};
pub(crate) use self::plan::folded;
pub use self::writer::StageWriter;

/// Why outputs could not be published. Nothing was changed, except by [`OutputError::Interrupted`].
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Somebody else holds the lock.
    #[error("{}: another build{holder} is writing this folder; wait until it is done", path.display())]
    Busy {
        /// The output folder.
        path: PathBuf,
        /// ` (process 123)`, where that is known.
        holder: String,
    },
    /// The system refused something.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: `write`, `read`, `remove`…
        action: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused something when the commit was decided already.
    #[error(
        "{error}; the new outputs are complete, and what is not in its place yet is put there by the next `build` or `verify`"
    )]
    Interrupted {
        /// What it refused.
        #[source]
        error: Box<OutputError>,
    },
    /// Two outputs of one build have the same path.
    #[error("{path}: two outputs have this path; rename one of the posts or files behind them")]
    Twice {
        /// The path.
        path: OutPath,
    },
    /// Two outputs have paths that some systems take for the same.
    #[error(
        "{first} and {second} differ in letter case or Unicode form alone, which many systems take for the same; rename one of them"
    )]
    Alike {
        /// One of them.
        first: OutPath,
        /// The other.
        second: OutPath,
    },
    /// One output would be a file and a folder at once.
    #[error("{file} is a file, and {below} lies below it; rename one of the posts behind them")]
    Inside {
        /// The one that is a file.
        file: OutPath,
        /// The one that needs a folder there.
        below: OutPath,
    },
    /// The path belongs to the program itself.
    #[error("{path}: outputs may not lie in `{WORK}`")]
    Reserved {
        /// The path.
        path: OutPath,
    },
    /// A symbolic link lies in the output folder where something is to be written.
    #[error("{}: is a symbolic link, and nothing is written through one; remove it", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Something that no build has written lies where an output must be.
    #[error("{}: is in the way of an output and was not written by a build; move it away", path.display())]
    Occupied {
        /// What is in the way.
        path: PathBuf,
    },
    /// A file that is copied is no longer what it was when the build began.
    #[error("{}: was changed while the build ran; build again", path.display())]
    Changed {
        /// The file that was to be copied.
        path: PathBuf,
    },
}

impl OutputError {
    fn io(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::Io { path: path.to_path_buf(), action, source }
    }

    /// The same error after the commit was decided.
    fn interrupted(self) -> Self {
        Self::Interrupted { error: Box::new(self) }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Digest of the file's bytes.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
}

/// What a commit did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were as they should be, and were not touched.
    pub unchanged: usize,
    /// Files of the last build that are gone.
    pub removed: usize,
}

/// A build on its way into the output folder. Dropping it leaves the folder as it was.
#[derive(Debug)]
pub struct Stage {
    out: PathBuf,
    folder: PathBuf,
    force: bool,
    /// Whether the folder held nothing when it was opened, so that nothing in it may stay.
    empty: bool,
    previous: Manifest,
    /// What the last build wrote, by the folded paths.
    previous_keys: Table,
    /// The files that the last build left, and when, where it is known.
    left: Sorted<Stamp>,
    left_at: i64,
    opened: i64,
    notes: Vec<String>,
    next: AtomicU32,
    outputs: Mutex<Outputs>,
    /// Unlocked when the file is closed.
    lock: File,
}

/// What a commit will do, and that everything before it was done.
struct Decided {
    outputs: Sorted<Output>,
    /// The file of each output, in their order.
    stamps: Vec<Option<Stamp>>,
    /// Nothing where the folder is as it should be already.
    plan: Option<plan::Plan>,
    published: Published,
    manifest: Left,
}

/// What a build has put so far.
#[derive(Debug, Default)]
struct Outputs {
    files: Gathered<Output>,
    /// The files that are in their places already.
    stamps: Vec<Stamp>,
    /// The first path that was put twice.
    twice: Option<OutPath>,
}

/// One output of a build.
#[derive(Debug, Clone, Copy)]
struct Output {
    written: Written,
    /// Of a file in its place, which of [`Outputs::stamps`] is its own: in a first build none is.
    location: Location<u32>,
}

/// Where the file of an output is until the commit.
#[derive(Debug, Clone, Copy)]
enum Location<S> {
    /// In the stage, under this number; it is looked at when the commit is decided.
    Staged(u32),
    /// In its place, as it was the right one already.
    InPlace(S),
}

impl Stage {
    /// Opens an output folder, creates it where it does not exist, and completes a commit that was
    /// interrupted.
    ///
    /// # Errors
    /// When another build has it open, or the folder cannot be written.
    pub fn open(out: &Path) -> Result<Self, OutputError> {
        Opened::open(out)?.stage()
    }

    /// Begins in a folder whose lock is held.
    fn begin(
        out: PathBuf,
        lock: File,
        mut notes: Vec<String>,
        opened: i64,
    ) -> Result<Self, OutputError> {
        let work = out.join(WORK);
        let previous = match read_record(&work.join(MANIFEST)) {
            Ok(None) => Manifest::default(),
            Ok(Some(bytes)) => Manifest::from_json(&bytes).unwrap_or_else(|reason| {
                notes.push(format!("{WORK}/{MANIFEST} is damaged and was not used: {reason}"));
                Manifest::default()
            }),
            Err(e) => {
                notes.push(format!("{WORK}/{MANIFEST} is damaged and was not used: {e}"));
                Manifest::default()
            }
        };
        let foreign = |entry: &io::Result<fs::DirEntry>| {
            entry.as_ref().map_or(true, |entry| entry.file_name() != WORK)
        };
        let empty = fs::read_dir(&out).is_ok_and(|mut entries| !entries.any(|e| foreign(&e)));
        let folder = work.join(STAGE);
        fs::create_dir(&folder).map_err(|e| OutputError::io(&folder, "create", e))?;
        Ok(Self {
            out,
            folder,
            force: false,
            empty,
            previous_keys: plan::by_folded(&previous.files),
            previous,
            left: Sorted::default(),
            left_at: 0,
            opened,
            notes,
            next: AtomicU32::new(0),
            outputs: Mutex::default(),
            lock,
        })
    }

    /// With `force`, files are written anew that are as they should be already.
    #[must_use]
    pub fn with_force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// With what is known of the files that the last build left, and of the moment when it did:
    /// those that nobody has touched since are not read again.
    #[must_use]
    pub fn with_left(
        mut self,
        left: impl IntoIterator<Item = (OutPath, Stamp)>,
        moment: i64,
    ) -> Self {
        (self.left, self.left_at) = (left.into_iter().collect(), moment);
        self
    }

    /// Takes room for so many outputs: about as many as there will be.
    pub fn reserve(&self, outputs: usize) {
        self.outputs().files.reserve(outputs);
    }

    /// When the folder was opened, by the clock of its disk, as [`Stamp::modified`].
    pub fn opened(&self) -> i64 {
        self.opened
    }

    /// What was found out while the folder was opened, a line each: a commit that had to be
    /// completed, a manifest that could not be read.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Puts a file of these bytes at a path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<Written, OutputError> {
        self.put_known(path, bytes, Digest(Sha256::digest(bytes).into()))
    }

    /// Puts a file of bytes whose digest is known already.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_known(
        &self,
        path: &OutPath,
        bytes: &[u8],
        sha256: Digest,
    ) -> Result<Written, OutputError> {
        let written = Written { sha256, bytes: bytes.len() as u64 };
        let stamp = self.stays(path, written, |target| disk::holds(target, bytes));
        let location = if let Some(stamp) = stamp {
            Location::InPlace(stamp)
        } else {
            let (number, staged) = self.number();
            fs::write(&staged, bytes).map_err(|e| OutputError::io(&staged, "write", e))?;
            Location::Staged(number)
        };
        self.record(path, written, location)
    }

    /// Puts a copy of a regular file at a path; the file is read in pieces.
    ///
    /// # Errors
    /// When it cannot be read or written, or is no longer the `expected` one.
    pub fn copy(
        &self,
        path: &OutPath,
        from: &Path,
        expected: Option<Digest>,
    ) -> Result<Written, OutputError> {
        let unreadable = |e| OutputError::io(from, "read", e);
        let target = path.under(&self.out);
        let open = || folder::open_file(from).map_err(unreadable);
        let mut source = open()?;
        let size = source.metadata().map_err(unreadable)?.len();
        let mut copied = None;
        if self.may_stay(path) && disk::is_file_of(&target, size) {
            let here = disk::measure(&mut source).map_err(unreadable)?;
            source = open()?;
            let stamp = self.stays(path, here, |target| disk::contains(target, here));
            copied = stamp.map(|stamp| (here, Location::InPlace(stamp)));
        }
        let (written, location) = if let Some(copied) = copied {
            copied
        } else {
            let (number, staged) = self.number();
            let unwritable = |e| OutputError::io(&staged, "write", e);
            let mut file = Hashing::new(File::create(&staged).map_err(unwritable)?);
            let mut chunk = vec![0; disk::CHUNK];
            loop {
                let read = source.read(&mut chunk).map_err(unreadable)?;
                if read == 0 {
                    break;
                }
                file.write_all(&chunk[..read]).map_err(unwritable)?;
            }
            (file.finish(), Location::Staged(number))
        };
        if expected.is_some_and(|digest| digest != written.sha256) {
            return Err(OutputError::Changed { path: from.to_path_buf() });
        }
        self.record(path, written, location)
    }

    /// Begins a file that is written in pieces; it counts when it is finished.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn writer(&self, path: &OutPath) -> Result<StageWriter<'_>, OutputError> {
        let (number, staged) = self.number();
        Ok(StageWriter::create(self, path, number, staged))
    }

    /// Checks and prepares everything that comes before the journal; nothing where the folder is
    /// as it should be already.
    fn decide(&self, info: &BuildInfo) -> Result<Decided, OutputError> {
        let Outputs { files, stamps, twice } = std::mem::take(&mut *self.outputs());
        if let Some(path) = twice {
            return Err(OutputError::Twice { path });
        }
        let outputs = files.into_sorted();
        let plan = plan::plan(&self.out, &outputs, &self.previous.files)?;
        // Renaming a file changes neither its place nor its times.
        let stamps_of = |outputs: &Sorted<Output>| {
            let stamp = |output: &Output| match output.location {
                Location::Staged(number) => disk::stamp(&self.staged(number)),
                Location::InPlace(at) => stamps.get(at as usize).copied(),
            };
            outputs.iter().map(|(_, output)| stamp(output)).collect()
        };
        let at_rest = plan.place.is_empty() && plan.clear.is_empty() && plan.remove.is_empty();
        let manifest = self.out.join(WORK).join(MANIFEST);
        if at_rest {
            let stamp = disk::stamp(&manifest);
            let written = manifest::write(&outputs, info, io::sink());
            let written = written.map_err(|e| OutputError::io(&manifest, "write", e))?;
            if disk::contains(&manifest, written) {
                let unchanged = outputs.len();
                let published = Published { unchanged, ..Published::default() };
                let manifest = Left { written, stamp };
                let stamps = stamps_of(&outputs);
                return Ok(Decided { outputs, stamps, plan: None, published, manifest });
            }
        }
        let staged = self.folder.join(journal::STAGED_MANIFEST);
        let written = File::create(&staged).and_then(|file| manifest::write(&outputs, info, file));
        let written = written.map_err(|e| OutputError::io(&staged, "write", e))?;
        plan::make_folders(&self.out, &plan)?;
        let staged = plan.place.iter().map(|(number, _)| number.to_string());
        settle::stage(&self.out, staged.chain([journal::STAGED_MANIFEST.to_owned()]))?;
        let published = Published {
            written: plan.place.len(),
            unchanged: outputs.len() - plan.place.len(),
            removed: plan.clear.len() + plan.remove.len(),
        };
        let stamps = stamps_of(&outputs);
        let stamp = disk::stamp(&self.folder.join(journal::STAGED_MANIFEST));
        let manifest = Left { written, stamp };
        Ok(Decided { outputs, stamps, plan: Some(plan), published, manifest })
    }

    /// The file at a path, where it is the right one and may stay. `holds` reads it; that is done
    /// only where it may have been touched since the last build.
    fn stays(
        &self,
        path: &OutPath,
        written: Written,
        holds: impl FnOnce(&Path) -> bool,
    ) -> Option<Stamp> {
        if !self.may_stay(path) {
            return None;
        }
        let target = path.under(&self.out);
        // Before the bytes are read, so that who changes them now is seen the next time.
        let stamp = disk::stamp(&target)?;
        let is_known = self.previous.files.get(path) == Some(&written)
            && self.left.get(path).is_some_and(|left| left.is_still(&stamp, self.left_at));
        (stamp.bytes == written.bytes && (is_known || holds(&target))).then_some(stamp)
    }

    /// Whether a file that lies at the path may stay there if it is the right one.
    fn may_stay(&self, path: &OutPath) -> bool {
        // Where the last build wrote the file under another spelling, the file that is found here
        // may be that one, which is about to go (on systems that ignore letter case).
        !self.force
            && !self.empty
            && (self.previous.files.has(path)
                || !self.is_previous_key(&plan::folded(path.as_str())))
    }

    /// Whether the last build wrote something whose folded path is this one.
    fn is_previous_key(&self, key: &str) -> bool {
        let key_of = |place| plan::folded(self.previous.files.path(place).as_str());
        self.previous_keys.find(key, key_of).is_some()
    }

    /// The number and path of one more staged file.
    fn number(&self) -> (u32, PathBuf) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number, self.staged(number))
    }

    /// The path of a staged file.
    fn staged(&self, number: u32) -> PathBuf {
        self.folder.join(number.to_string())
    }

    fn record(
        &self,
        path: &OutPath,
        written: Written,
        location: Location<Stamp>,
    ) -> Result<Written, OutputError> {
        let first = path.as_str().split('/').next().unwrap_or_default();
        if first.eq_ignore_ascii_case(WORK) {
            return Err(OutputError::Reserved { path: path.clone() });
        }
        let mut outputs = self.outputs();
        let location = match location {
            Location::Staged(number) => Location::Staged(number),
            Location::InPlace(stamp) => {
                outputs.stamps.push(stamp);
                Location::InPlace(table::place(outputs.stamps.len() - 1))
            }
        };
        if !outputs.files.add(path, Output { written, location }) {
            outputs.twice.get_or_insert_with(|| path.clone());
        }
        Ok(written)
    }

    fn outputs(&self) -> MutexGuard<'_, Outputs> {
        // A thread that panicked has not left a half-made entry: each is inserted whole.
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // A decided commit still needs its stage. What cannot be removed now is removed when the
        // folder is opened next.
        if fs::symlink_metadata(self.out.join(WORK).join(JOURNAL)).is_err() {
            let _ = disk::take_back(&self.out);
        }
        let _ = self.lock.set_len(0);
    }
}

/// Completes a commit that was interrupted; returns whether there was one. Whoever reads outputs
/// calls [`read`], which calls this.
///
/// # Errors
/// When another build has the folder open, or the folder cannot be written.
pub fn recover(out: &Path) -> Result<bool, OutputError> {
    if fs::symlink_metadata(out.join(WORK).join(JOURNAL)).is_err() {
        return Ok(false);
    }
    let _lock = lock::build(out)?;
    roll_forward(out, &mut Vec::new())
}

/// With the build's lock held: completes a decided commit, or clears away an undecided one.
fn roll_forward(out: &Path, notes: &mut Vec<String>) -> Result<bool, OutputError> {
    let path = out.join(WORK).join(JOURNAL);
    let steps = match read_record(&path) {
        Ok(None) => return disk::take_back(out).map(|()| false),
        Ok(Some(bytes)) => journal::parse(&bytes),
        Err(e) => Err(e.to_string()),
    };
    match steps {
        Ok(steps) => {
            let _no_readers = lock::exclude_readers(out)?;
            journal::carry_out(out, &steps)?;
            notes.push("an interrupted build was completed".to_owned());
        }
        // A journal appears whole or not at all, so this is a damaged disk. A build compares every
        // file with what should be there, and so mends what the commit left undone.
        Err(reason) => {
            notes.push(format!("{WORK}/{JOURNAL} is damaged and was removed: {reason}"));
            journal::close(out)?;
        }
    }
    Ok(true)
}

/// The bytes of a manifest or journal; nothing where there is none.
fn read_record(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
        Ok(found) if found.is_file() && found.len() <= limits::RECORD_BYTES => {
            fs::read(path).map(Some)
        }
        Ok(_) => Err(io::Error::other("not a regular file of a sensible size")),
    }
}

#[cfg(test)]
mod tests;
