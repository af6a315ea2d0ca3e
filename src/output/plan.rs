//! The outputs of the last build and of this one into the steps between them, or the reason why
//! there are none.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write as _};
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::disk::{self, FOLDERS, STAGE, WORK};
use super::journal::Step;
use super::paths::Sorted;
use super::{Location, Output, OutputError, Written};
use crate::artifact::OutPath;
use crate::folder::Kind;
use crate::table::Table;

/// What a commit will do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Old outputs that stand where new ones go.
    pub(super) clear: Vec<OutPath>,
    /// Staged files and their places.
    pub(super) place: Vec<(u64, OutPath)>,
    /// Old outputs that no new one replaces.
    pub(super) remove: Vec<OutPath>,
    /// The folders of all outputs, relative; a folder comes before what is in it.
    folders: BTreeSet<String>,
}

impl Plan {
    /// The steps in their order.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step> + Clone {
        let clear = self.clear.iter().cloned().map(Step::Remove);
        let place = self.place.iter().cloned().map(|(number, path)| Step::Place(number, path));
        let remove = self.remove.iter().cloned().map(Step::Remove);
        clear.chain(place).chain([Step::Manifest]).chain(remove)
    }
}

/// A path as systems see it that ignore letter case and Unicode form.
pub(crate) fn folded(path: &str) -> Cow<'_, str> {
    // Most paths are so already, and each is folded several times in a commit.
    match path {
        _ if !path.is_ascii() => path.nfc().flat_map(char::to_lowercase).collect(),
        _ if path.bytes().any(|byte| byte.is_ascii_uppercase()) => path.to_ascii_lowercase().into(),
        _ => path.into(),
    }
}

/// Decides what to do, and changes nothing.
pub(super) fn plan(
    out: &Path,
    files: &Sorted<Output>,
    previous: &Sorted<Written>,
) -> Result<Plan, OutputError> {
    let keys = by_folded(files);
    check(files, &keys)?;
    let has_key = |key: &str| keys.find(key, |place| folded(files.path(place).as_str())).is_some();
    let mut plan = Plan::default();
    for (path, output) in files.iter() {
        for folder in disk::ancestors(path.as_str()) {
            if !plan.folders.contains(folder) {
                plan.folders.insert(folder.to_owned());
            }
        }
        if let Location::Staged(number) = output.location {
            plan.place.push((number.into(), path.clone()));
        }
    }
    let gone: Vec<&OutPath> =
        previous.iter().map(|(path, _)| path).filter(|path| !files.has(path)).collect();
    let folded_folders: HashSet<Cow<'_, str>> = match gone.len() {
        // Most builds have nothing to take away.
        0 => HashSet::new(),
        _ => plan.folders.iter().map(|folder| folded(folder)).collect(),
    };
    let is_in_the_way = |path: &&OutPath| {
        let key = folded(path.as_str());
        has_key(&key) || folded_folders.contains(&*key) || disk::ancestors(&key).any(has_key)
    };
    let (clear, remove): (Vec<&OutPath>, _) = gone.into_iter().partition(is_in_the_way);
    drop(folded_folders);
    // What follows has lists of its own.
    drop(keys);
    plan.clear = clear.into_iter().cloned().collect();
    plan.remove = remove.into_iter().cloned().collect();
    check_disk(out, &plan)?;
    Ok(plan)
}

/// Places of outputs by their folded paths, the first of each.
pub(super) fn by_folded<T>(files: &Sorted<T>) -> Table {
    let mut keys = Table::with_capacity(files.len());
    for (place, path) in files.paths() {
        keys.insert(&folded(path.as_str()), place, |place| folded(files.path(place).as_str()));
    }
    keys
}

/// Whether all outputs can be there at once; `keys` are their folded paths.
fn check(files: &Sorted<Output>, keys: &Table) -> Result<(), OutputError> {
    let place_of = |key: &str| keys.find(key, |place| folded(files.path(place).as_str()));
    if keys.len() < files.len() {
        for (place, path) in files.paths() {
            let other = place_of(&folded(path.as_str())).filter(|other| *other != place);
            if let Some(first) = other.map(|other| files.path(other).clone()) {
                return Err(OutputError::Alike { first, second: path.clone() });
            }
        }
    }
    for (_, path) in files.paths() {
        let key = folded(path.as_str());
        if let Some(file) = disk::ancestors(&key).find_map(place_of) {
            let (file, below) = (files.path(file).clone(), path.clone());
            return Err(OutputError::Inside { file, below });
        }
    }
    Ok(())
}

/// Whether anything on the disk is in the way that is not cleared away.
fn check_disk(out: &Path, plan: &Plan) -> Result<(), OutputError> {
    let clear: HashSet<&str> = plan.clear.iter().map(OutPath::as_str).collect();
    let mut disk = disk::open(out)?;
    // Where a folder is missing, so is all that would be in it, and need not be looked for; where
    // it is a file that goes, too.
    let mut missing: HashSet<&str> = HashSet::new();
    let parent = |path: &str| path.rfind('/').unwrap_or(0);
    let mut look =
        |path: &str| disk.kind(path).map_err(|e| OutputError::io(&out.join(path), "read", e));
    for folder in &plan.folders {
        if missing.contains(&folder[..parent(folder)]) {
            missing.insert(folder);
            continue;
        }
        match look(folder)? {
            Kind::Folder => {}
            Kind::Missing => drop(missing.insert(folder)),
            Kind::Link => return Err(OutputError::Link { path: out.join(folder) }),
            _ if clear.contains(folder.as_str()) => drop(missing.insert(folder)),
            _ => return Err(OutputError::Occupied { path: out.join(folder) }),
        }
    }
    for (_, output) in &plan.place {
        if missing.contains(&output.as_str()[..parent(output.as_str())]) {
            continue;
        }
        let path = output.under(out);
        match look(output.as_str())? {
            Kind::Missing | Kind::File(_) => {}
            Kind::Link => return Err(OutputError::Link { path }),
            Kind::Folder => check_folder(out, &path, &clear)?,
            Kind::Other => return Err(OutputError::Occupied { path }),
        }
    }
    check_rights(out, plan, &missing)
}

/// Whether files may be put into and taken out of all folders that this is done to; `missing` are
/// those that are not there.
fn check_rights(out: &Path, plan: &Plan, missing: &HashSet<&str>) -> Result<(), OutputError> {
    let places = plan.place.iter().map(|(_, path)| path);
    let mut seen = HashSet::new();
    for path in places.chain(&plan.clear).chain(&plan.remove) {
        let folders = disk::ancestors(path.as_str()).collect::<Vec<_>>().into_iter().rev();
        // Where a folder is missing, the one that it is made in counts.
        for folder in folders.chain([""]) {
            if !seen.insert(folder) {
                break;
            }
            if missing.contains(folder) {
                continue;
            }
            let path = out.join(folder);
            match disk::may_change(&path) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(OutputError::io(&path, "change what is in", e)),
                Ok(()) => break,
            }
        }
    }
    Ok(())
}

/// Whether a folder that stands where a file goes holds only files that are cleared away.
fn check_folder(out: &Path, folder: &Path, clear: &HashSet<&str>) -> Result<(), OutputError> {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|e| OutputError::io(folder, "read", e.into()))?;
        let relative = entry.path().strip_prefix(out).ok().and_then(Path::to_str);
        let relative = relative.map(|path| path.replace(std::path::MAIN_SEPARATOR, "/"));
        let goes = relative.is_some_and(|path| clear.contains(path.as_str()));
        if !entry.file_type().is_dir() && !goes {
            return Err(OutputError::Occupied { path: entry.into_path() });
        }
    }
    Ok(())
}

/// Makes the folders that the outputs need, so that a full disk shows before the commit is
/// decided. Those below a file that must go first are made when it is gone.
pub(super) fn make_folders(out: &Path, plan: &Plan) -> Result<(), OutputError> {
    let clear: HashSet<&str> = plan.clear.iter().map(OutPath::as_str).collect();
    let folders: Vec<&str> = plan.folders.iter().map(String::as_str).collect();
    let wanted = folders.into_iter().filter(|folder| {
        !clear.contains(folder) && !disk::ancestors(folder).any(|f| clear.contains(f))
    });
    let mut disk = disk::open(out)?;
    let mut missing: HashSet<&str> = HashSet::new();
    let mut new = Vec::new();
    for folder in wanted {
        let above = folder.rsplit_once('/').is_some_and(|(above, _)| missing.contains(above));
        let found = if above { Ok(Kind::Missing) } else { disk.kind(folder) };
        if found.map_err(|e| OutputError::io(&out.join(folder), "create", e))? == Kind::Missing {
            missing.insert(folder);
            new.push(folder);
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    // So that whoever finds an undecided commit takes them back with it.
    let list = format!("{WORK}/{STAGE}/{FOLDERS}");
    let written = disk.create(&list).and_then(|mut file| file.write_all(new.join("\n").as_bytes()));
    written.map_err(|e| OutputError::io(&out.join(&list), "write", e))?;
    for folder in new {
        match disk.create_folder(folder) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                return Err(OutputError::io(&out.join(folder), "create", e));
            }
            _ => {}
        }
    }
    Ok(())
}
