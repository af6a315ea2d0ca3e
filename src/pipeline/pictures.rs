//! The pictures of a post, read for print: each file once, however many posts show it at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::library::Files;
use crate::export::pdf::Pictures;
use crate::export::pdf::flow::cover;
use crate::export::pdf::picture::{self, Limit, Picture, PictureError};
use crate::export::pdf::style::Style;
use crate::model::walk::{self, Visitor};
use crate::model::{Asset, Image, ImageSource, Post};
use crate::source::limits;

/// How many bytes of files are remembered for other posts that show the same pictures.
const REMEMBERED_BYTES: u64 = 32 << 20;

/// Pictures that were read, until they are too many.
pub(super) struct Shelf {
    limit: Limit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bytes: u64,
    pictures: BTreeMap<String, Result<Arc<Picture>, PictureError>>,
}

impl Shelf {
    /// An empty one, for pages that show so many pixels at most.
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// All local pictures that the handout of a post shows.
    pub(super) fn of(&self, post: &Post, style: &Style, files: &Files<'_>) -> Pictures {
        let mut shown = Shown(BTreeMap::new());
        walk::blocks(&mut shown, &post.blocks);
        for footnote in &post.footnotes {
            walk::blocks(&mut shown, &footnote.content);
        }
        if let Some(cover) = cover::printed(post, style) {
            shown.0.entry(cover.path.clone()).or_insert_with(|| cover.clone());
        }
        shown
            .0
            .into_values()
            .map(|asset| (asset.path.clone(), self.picture(&asset, files)))
            .collect()
    }

    fn picture(&self, asset: &Asset, files: &Files<'_>) -> Result<Arc<Picture>, PictureError> {
        let state = || self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = state().pictures.get(&asset.path) {
            return known.clone();
        }
        let read = read(asset, files, self.limit);
        let mut state = state();
        if state.bytes + asset.bytes > REMEMBERED_BYTES {
            *state = State::default();
        }
        state.bytes += asset.bytes;
        state.pictures.insert(asset.path.clone(), read.clone());
        read
    }
}

fn read(asset: &Asset, files: &Files<'_>, limit: Limit) -> Result<Arc<Picture>, PictureError> {
    let disk = files.disk(asset).ok_or_else(|| PictureError::Broken("the file is gone".into()))?;
    let bytes = crate::assets::read(&disk, limits::ASSET_BYTES)
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    picture::intake(&bytes, asset, limit).map(Arc::new)
}

struct Shown(BTreeMap<String, Arc<Asset>>);

impl Visitor for Shown {
    fn image(&mut self, image: &Image) {
        if let ImageSource::Local(asset) = &image.source {
            self.0.entry(asset.path.clone()).or_insert_with(|| asset.clone());
        }
    }
}
