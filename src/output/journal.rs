//! A decided commit as a list of steps that can be taken again from the start.
//!
//! Once `.postpress/commit.json` is there, the new build counts as published: whoever opens the
//! folder next takes all steps once more, and a step that was taken already does nothing. As long
//! as it is not there, the old build is whole, and staged files are litter.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, JOURNAL, MANIFEST, STAGE, Seen, WORK};
use super::{OutputError, settle};
use crate::artifact::OutPath;

/// Version of the file's format.
const VERSION: u32 = 1;

/// The staged file that becomes the manifest.
pub(super) const STAGED_MANIFEST: &str = "manifest";

/// One step of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Deletes an output of the old build, and the folders that this empties.
    Remove(OutPath),
    /// Moves a staged file, by its number, to its place.
    Place(u64, OutPath),
    /// Moves the new manifest to its place.
    Manifest,
}

/// Steps as they stand in the file.
#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    /// Removed first, as they stand where new files go.
    clear: Vec<String>,
    place: Vec<(u64, String)>,
    /// Removed last.
    remove: Vec<String>,
}

/// Writes the journal of a commit. When this returns, the commit is decided, and stays so through
/// a power cut.
pub(super) fn write(
    out: &Path,
    clear: &[OutPath],
    place: &[(u64, OutPath)],
    remove: &[OutPath],
) -> Result<(), OutputError> {
    let names = |paths: &[OutPath]| paths.iter().map(|p| p.as_str().to_owned()).collect();
    let document = Document {
        version: VERSION,
        clear: names(clear),
        place: place.iter().map(|(n, path)| (*n, path.as_str().to_owned())).collect(),
        remove: names(remove),
    };
    let bytes = serde_json::to_vec(&document).expect("all keys are text");
    let work = out.join(WORK);
    // The temporary file lies in the stage, so that it goes with it.
    let temporary = work.join(STAGE).join("commit");
    let done = || -> io::Result<()> {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, work.join(JOURNAL))
    };
    done().map_err(|e| OutputError::io(&work.join(JOURNAL), "write", e))?;
    settle::folder(&work).map_err(OutputError::interrupted)
}

/// The steps of a journal; the error says what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Step>, String> {
    let document: Document = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    if document.version != VERSION {
        return Err(format!("its version is {}, not {VERSION}", document.version));
    }
    let path = |path: String| OutPath::new(path).map_err(|e| e.to_string());
    let mut steps = Vec::new();
    for name in document.clear {
        steps.push(Step::Remove(path(name)?));
    }
    for (number, name) in document.place {
        steps.push(Step::Place(number, path(name)?));
    }
    steps.push(Step::Manifest);
    for name in document.remove {
        steps.push(Step::Remove(path(name)?));
    }
    Ok(steps)
}

/// Takes all steps and ends the commit.
pub(super) fn carry_out(out: &Path, steps: &[Step]) -> Result<(), OutputError> {
    take(out, steps)?;
    let paths = steps.iter().filter_map(|step| match step {
        Step::Remove(path) | Step::Place(_, path) => Some(path),
        Step::Manifest => None,
    });
    settle::folders(out, paths)?;
    close(out)
}

/// Takes steps in their order; one that was taken before does nothing.
pub(super) fn take<'a>(
    out: &Path,
    steps: impl IntoIterator<Item = &'a Step>,
) -> Result<(), OutputError> {
    let mut seen = Seen::default();
    steps.into_iter().try_for_each(|step| take_one(out, step, &mut seen))
}

fn take_one(out: &Path, step: &Step, seen: &mut Seen) -> Result<(), OutputError> {
    let stage = out.join(WORK).join(STAGE);
    match step {
        Step::Remove(path) => remove(out, path, seen),
        Step::Place(number, path) => {
            let target = path.under(out);
            place(out, &stage.join(number.to_string()), path, seen)
                .map_err(|e| OutputError::io(&target, "write", e))
        }
        Step::Manifest => {
            let (staged, target) = (stage.join(STAGED_MANIFEST), out.join(WORK).join(MANIFEST));
            match fs::rename(&staged, &target) {
                Err(e) if e.kind() == io::ErrorKind::NotFound && target.exists() => Ok(()),
                done => done.map_err(|e| OutputError::io(&target, "write", e)),
            }
        }
    }
}

/// Ends a commit whose steps were all taken.
pub(super) fn close(out: &Path) -> Result<(), OutputError> {
    let journal = out.join(WORK).join(JOURNAL);
    // The journal goes first: a stage without one is litter, one without a stage cannot be taken.
    match fs::remove_file(&journal) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            return Err(OutputError::io(&journal, "remove", e));
        }
        _ => {}
    }
    // A journal that came back would take the next build's stage for its own.
    settle::folder(&out.join(WORK))?;
    disk::remove_stage(out)
}

fn remove(out: &Path, path: &OutPath, seen: &mut Seen) -> Result<(), OutputError> {
    // What somebody has put behind a link since is not ours to delete.
    if seen.link_above(out, path).is_some() {
        return Ok(());
    }
    let target = path.under(out);
    match fs::symlink_metadata(&target) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => fs::remove_file(&target).map_err(|e| OutputError::io(&target, "remove", e))?,
        Err(_) => {}
    }
    let mut folder = target.parent();
    while let Some(empty) = folder.filter(|f| *f != out && f.starts_with(out)) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

fn place(out: &Path, staged: &Path, path: &OutPath, seen: &mut Seen) -> io::Result<()> {
    if let Some(link) = seen.link_above(out, path) {
        return Err(io::Error::other(format!("{} is a symbolic link", link.display())));
    }
    let target = path.under(out);
    let Err(error) = move_to(staged, &target) else { return Ok(()) };
    if fs::symlink_metadata(staged).is_err() {
        // The file was placed before the last attempt ended.
        let placed = fs::symlink_metadata(&target).is_ok_and(|found| found.is_file());
        return if placed { Ok(()) } else { Err(error) };
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    if fs::symlink_metadata(&target).is_ok_and(|found| found.is_dir()) {
        disk::remove_empty_folders(&target)?;
    }
    move_to(staged, &target)
}

/// Moves a staged file to its place, which may be in a folder that lies on another disk (a volume
/// of a container, say).
fn move_to(staged: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(staged, target) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {}
        done => return done,
    }
    // The same name each time, so that an attempt after a kill takes the place of what that left.
    let mut name = std::ffi::OsString::from(".postpress-");
    name.push(staged.file_name().unwrap_or_default());
    let beside = target.with_file_name(name);
    match fs::remove_file(&beside) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = fs::File::create_new(&beside)?;
    io::copy(&mut fs::File::open(staged)?, &mut file)?;
    file.sync_all()?;
    fs::rename(&beside, target)?;
    fs::remove_file(staged)
}
