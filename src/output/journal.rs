//! A decided commit as a list of steps that can be taken again from the start.
//!
//! Once `.postpress/commit.json` is there, the new build counts as published: whoever opens the
//! folder next takes all steps once more, and a step that was taken already does nothing. As long
//! as it is not there, the old build is whole, and staged files are litter.

use std::borrow::Borrow;
use std::io::{self, BufWriter};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, JOURNAL, MANIFEST, WORK};
use super::{OutputError, settle};
use crate::artifact::OutPath;
use crate::folder::{Folder, Kind};

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
struct Document<P> {
    version: u32,
    /// Removed first, as they stand where new files go.
    clear: Vec<P>,
    place: Vec<(u64, P)>,
    /// Removed last.
    remove: Vec<P>,
}

/// Writes the journal of a commit. When this returns, the commit is decided, and stays so through
/// a power cut.
pub(super) fn write(
    out: &Path,
    clear: &[OutPath],
    place: &[(u64, OutPath)],
    remove: &[OutPath],
) -> Result<(), OutputError> {
    let document = Document {
        version: VERSION,
        clear: clear.iter().map(OutPath::as_str).collect(),
        place: place.iter().map(|(n, path)| (*n, path.as_str())).collect(),
        remove: remove.iter().map(OutPath::as_str).collect(),
    };
    let mut folder = disk::open(out)?;
    let mut stage = disk::stage(out, &mut folder)?;
    let journal = format!("{WORK}/{JOURNAL}");
    // The temporary file lies in the stage, so that it goes with it.
    let temporary = "commit";
    let mut done = || -> io::Result<()> {
        let mut file = BufWriter::with_capacity(disk::CHUNK, stage.create(temporary)?);
        serde_json::to_writer(&mut file, &document)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        folder.take(&stage, temporary, &journal)
    };
    done().map_err(|e| OutputError::io(&out.join(&journal), "write", e))?;
    settle::folder(&out.join(WORK)).map_err(OutputError::interrupted)
}

/// The steps of a journal; the error says what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Step>, String> {
    let document: Document<String> = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
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
pub(super) fn carry_out(
    out: &Path,
    steps: impl IntoIterator<Item: Borrow<Step>> + Clone,
) -> Result<(), OutputError> {
    take(out, steps.clone())?;
    let paths = steps.into_iter().filter_map(|step| match step.borrow() {
        Step::Remove(path) | Step::Place(_, path) => Some(path.clone()),
        Step::Manifest => None,
    });
    settle::folders(out, paths)?;
    close(out)
}

/// Takes steps in their order; one that was taken before does nothing.
pub(super) fn take(
    out: &Path,
    steps: impl IntoIterator<Item: Borrow<Step>>,
) -> Result<(), OutputError> {
    let mut folder = disk::open(out)?;
    let mut stage = disk::stage(out, &mut folder)?;
    for step in steps {
        match step.borrow() {
            Step::Remove(path) => {
                remove(&mut folder, path)
                    .map_err(|e| OutputError::io(&path.under(out), "remove", e))?;
            }
            Step::Place(number, path) => {
                place(&mut folder, &mut stage, &number.to_string(), path.as_str())
                    .map_err(|e| OutputError::io(&path.under(out), "write", e))?;
            }
            Step::Manifest => {
                let path = format!("{WORK}/{MANIFEST}");
                place(&mut folder, &mut stage, STAGED_MANIFEST, &path)
                    .map_err(|e| OutputError::io(&out.join(&path), "write", e))?;
            }
        }
    }
    Ok(())
}

/// Ends a commit whose steps were all taken.
pub(super) fn close(out: &Path) -> Result<(), OutputError> {
    let journal = format!("{WORK}/{JOURNAL}");
    // The journal goes first: a stage without one is litter, one without a stage cannot be taken.
    match disk::open(out)?.remove_file(&journal) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            return Err(OutputError::io(&out.join(&journal), "remove", e));
        }
        _ => {}
    }
    // A journal that came back would take the next build's stage for its own.
    settle::folder(&out.join(WORK))?;
    disk::remove_stage(out)
}

/// Deletes a file, and the folders that this empties.
fn remove(out: &mut Folder, path: &OutPath) -> io::Result<()> {
    match out.kind(path.as_str()) {
        Ok(Kind::Missing) => {}
        // What somebody has put there, or behind a link, since is not ours to delete.
        Ok(Kind::Folder) => return Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => return Ok(()),
        Err(e) => return Err(e),
        Ok(_) => out.remove_file(path.as_str())?,
    }
    for folder in disk::ancestors(path.as_str()).collect::<Vec<_>>().into_iter().rev() {
        if out.remove_folder(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// Moves a staged file to its place.
fn place(out: &mut Folder, stage: &mut Folder, name: &str, path: &str) -> io::Result<()> {
    let Err(error) = move_to(out, stage, name, path) else { return Ok(()) };
    match error.kind() {
        io::ErrorKind::NotADirectory => return Err(error),
        // The file was placed before the last attempt ended.
        io::ErrorKind::NotFound if matches!(out.kind(path)?, Kind::File(_)) => return Ok(()),
        _ => {}
    }
    for folder in disk::ancestors(path) {
        match out.create_folder(folder) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
            _ => {}
        }
    }
    if out.kind(path)? == Kind::Folder {
        // Those of the last build's outputs, which are gone by now.
        out.remove_all(path, false)?;
    }
    move_to(out, stage, name, path)
}

/// Moves a staged file to its place, which may be in a folder that lies on another disk (a volume
/// of a container, say).
fn move_to(out: &mut Folder, stage: &mut Folder, name: &str, path: &str) -> io::Result<()> {
    match out.take(stage, name, path) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {}
        done => return done,
    }
    // The same name each time, so that an attempt after a kill takes the place of what that left.
    let beside = format!(".postpress-{name}");
    let place = path.rsplit_once('/');
    let temporary = place.map_or(beside.clone(), |(folder, _)| format!("{folder}/{beside}"));
    match out.remove_file(&temporary) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = out.create(&temporary)?;
    io::copy(&mut stage.read(name)?, &mut file)?;
    file.sync_all()?;
    out.rename(&beside, path)?;
    stage.remove_file(name)
}
