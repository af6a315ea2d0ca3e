//! Tables of places in a list, looked up by a text that the thing at a place has.
//!
//! A table that has the texts too takes some fifty to a hundred bytes for each; this one takes about
//! ten, as the list has them already.

use std::borrow::Borrow;
use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Places in a list by text, each text once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    places: HashTable<u32>,
    hasher: RandomState,
}

impl Table {
    /// An empty one with room for so many places.
    pub(crate) fn with_capacity(places: usize) -> Self {
        Self { places: HashTable::with_capacity(places), hasher: RandomState::new() }
    }

    /// The place of a text; `text_of` tells which text a place has.
    pub(crate) fn find<T: Borrow<str>>(
        &self,
        text: &str,
        text_of: impl Fn(u32) -> T,
    ) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.places.find(hash, |place| text_of(*place).borrow() == text).copied()
    }

    /// Gives a text its place, unless it has one; returns that then.
    pub(crate) fn insert<T: Borrow<str>>(
        &mut self,
        text: &str,
        place: u32,
        text_of: impl Fn(u32) -> T,
    ) -> Option<u32> {
        let hash = |text: &str| self.hasher.hash_one(text);
        let is_same = |other: &u32| text_of(*other).borrow() == text;
        match self.places.entry(hash(text), is_same, |place| hash(text_of(*place).borrow())) {
            Entry::Occupied(found) => Some(*found.get()),
            Entry::Vacant(room) => {
                room.insert(place);
                None
            }
        }
    }

    /// How many texts have a place.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

/// The place of a thing in a list as tables have it: no list has more.
pub(crate) fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
