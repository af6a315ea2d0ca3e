//! Things that are known of paths, in two forms: as they come up, and in the order of the paths.
//!
//! Both take the room of their entries and little more: of a hundred thousand posts there are twice
//! as many outputs, and a tree or table with wide entries took half as much again.

use crate::artifact::OutPath;
use crate::table::{self, Table};

/// Something for each of some paths, in the order of the paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sorted<T>(Box<[(OutPath, T)]>);

impl<T> Sorted<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What there is for a path.
    pub(super) fn get(&self, path: &OutPath) -> Option<&T> {
        let found = self.0.binary_search_by(|(other, _)| other.cmp(path));
        found.ok().map(|at| &self.0[at].1)
    }

    /// Whether there is something for a path.
    pub(super) fn has(&self, path: &OutPath) -> bool {
        self.get(path).is_some()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&OutPath, &T)> {
        self.0.iter().map(|(path, of)| (path, of))
    }

    /// The path at a place.
    pub(super) fn path(&self, place: u32) -> &OutPath {
        &self.0[place as usize].0
    }

    /// The paths with their places.
    pub(super) fn paths(&self) -> impl ExactSizeIterator<Item = (u32, &OutPath)> {
        self.0.iter().enumerate().map(|(at, (path, _))| (table::place(at), path))
    }
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self([].into())
    }
}

impl<T> FromIterator<(OutPath, T)> for Sorted<T> {
    /// Of several with one path one stays.
    fn from_iter<I: IntoIterator<Item = (OutPath, T)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        entries.dedup_by(|(a, _), (b, _)| a == b);
        Self(entries.into())
    }
}

/// Something for each of some paths, as they come up.
#[derive(Debug)]
pub(super) struct Gathered<T> {
    entries: Vec<(OutPath, T)>,
    places: Table,
}

impl<T> Gathered<T> {
    /// Takes room for so many more: a list that grows by itself is in memory twice while it does.
    pub(super) fn reserve(&mut self, more: usize) {
        self.entries.reserve_exact(more);
    }

    /// Adds a path; whether it is new. The first that came up stays.
    pub(super) fn add(&mut self, path: &OutPath, of: T) -> bool {
        let place = table::place(self.entries.len());
        let path_of = |place: u32| self.entries[place as usize].0.as_str();
        let is_new = self.places.insert(path.as_str(), place, path_of).is_none();
        if is_new {
            self.entries.push((path.clone(), of));
        }
        is_new
    }

    /// What there is for a path.
    pub(super) fn get(&self, path: &OutPath) -> Option<&T> {
        let path_of = |place: u32| self.entries[place as usize].0.as_str();
        let place = self.places.find(path.as_str(), path_of)?;
        self.entries.get(place as usize).map(|(_, of)| of)
    }

    /// Those below a folder, in the order of their paths.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = (&OutPath, &T)> {
        let is_below = |path: &OutPath| {
            path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        let all = self.entries.iter().enumerate().filter(|(_, (path, _))| is_below(path));
        let mut places: Vec<u32> = all.map(|(at, _)| table::place(at)).collect();
        let entry = |place: u32| &self.entries[place as usize];
        places.sort_unstable_by(|a, b| entry(*a).0.cmp(&entry(*b).0));
        places.into_iter().map(move |place| (&entry(place).0, &entry(place).1))
    }

    /// All of them in the order of their paths.
    pub(super) fn into_sorted(self) -> Sorted<T> {
        self.entries.into_iter().collect()
    }
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: Table::default() }
    }
}
