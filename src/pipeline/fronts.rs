//! Front matter that is kept from the catalogue for when a post is read with its text.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::model::FrontMatter;
use crate::model::value::Value;
use crate::source::front_matter::Parts;
use crate::span::FileId;

/// How many bytes of front matter, and about how many of its values, are kept for when a post is read
/// with its text. It is what some ten thousand posts have; those of others are read again.
const KEPT_FRONT_MATTER: usize = 8 << 20;

/// Front matter as it was read for the catalogue. To read it a second time took 4 % of a build of
/// feeds and archive.
#[derive(Default)]
pub(super) struct Fronts(Mutex<HashMap<FileId, Front>>);

/// The front matter of one text.
pub(super) struct Front {
    /// The text up to the body.
    head: Box<str>,
    front: FrontMatter,
}

impl Front {
    pub(super) fn of(text: &str, parts: Parts) -> Option<Self> {
        let (front, _) = parts.front?;
        Some(Self { head: text.get(..parts.body.start)?.into(), front })
    }

    /// About how much memory it takes, in bytes.
    fn weight(&self) -> usize {
        fn of(value: &Value) -> usize {
            let inner = match value {
                Value::String(text) => text.len(),
                Value::List(list) => list.iter().map(of).sum(),
                Value::Map(map) => map.iter().map(|(key, value)| 48 + key.len() + of(value)).sum(),
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => 0,
            };
            48 + inner
        }
        100 + self.head.len() + of(&self.front.data)
    }
}

/// The room that is left for front matter.
pub(super) struct Room(AtomicUsize);

impl Default for Room {
    fn default() -> Self {
        Self(AtomicUsize::new(KEPT_FRONT_MATTER))
    }
}

impl Room {
    /// Whether one more fits; it takes its place then.
    pub(super) fn fits(&self, front: &Front) -> bool {
        let weight = front.weight();
        let take = |room: usize| room.checked_sub(weight);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

impl Fronts {
    pub(super) fn new(fronts: HashMap<FileId, Front>) -> Self {
        Self(Mutex::new(fronts))
    }

    /// Takes out the front matter of a text, and where the text's body begins; nothing where it was
    /// not kept, or the text has another since.
    pub(super) fn take(&self, file: FileId, text: &str) -> Option<(FrontMatter, usize)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Front { head, front } = all.remove(&file)?;
        if all.is_empty() {
            all.shrink_to_fit();
        }
        drop(all);
        // The file may have been touched since; what is behind front matter does not matter to it.
        text.starts_with(&*head).then_some((front, head.len()))
    }
}
