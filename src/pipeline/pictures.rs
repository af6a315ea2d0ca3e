//! The pictures of a post, read for print: each file once, however many posts show it, and at the
//! same time at that.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::library::Files;
use crate::export::pdf::Pictures;
use crate::export::pdf::flow::cover;
use crate::export::pdf::picture::{self, Limit, Picture, PictureError};
use crate::export::pdf::style::Style;
use crate::limits;
use crate::model::walk::{self, Visitor};
use crate::model::{Asset, Digest, Image, ImageSource, MediaType, Post};

/// How many bytes of files are remembered for other posts that show the same pictures. Above, those
/// that were not shown for the longest time are forgotten first, so that what all posts show stays.
const REMEMBERED_BYTES: u64 = 32 << 20;

/// Pictures that were read, until they are too many.
pub(super) struct Shelf {
    /// For pictures in the text.
    limit: Limit,
    /// For covers.
    cover: Limit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bytes: u64,
    /// How often a picture was asked for.
    asked: u64,
    /// By what is in the file, as posts of many a blog bring the same picture along under names of
    /// their own: a sixth of the pictures of one were such copies.
    places: BTreeMap<(Digest, MediaType, Use), Place>,
}

/// What a picture is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Text,
    Cover,
}

/// A picture on the shelf.
struct Place {
    bytes: u64,
    /// When it was asked for last, as a count of all questions.
    last: u64,
    /// Filled by the first who asks; others wait for it instead of reading the file too.
    picture: Arc<OnceLock<Result<Arc<Picture>, PictureError>>>,
}

impl State {
    /// The place of a picture, made where there is none.
    fn place(
        &mut self,
        asset: &Asset,
        used: Use,
    ) -> Arc<OnceLock<Result<Arc<Picture>, PictureError>>> {
        self.asked += 1;
        let key = (asset.sha256, asset.media_type, used);
        if let Some(place) = self.places.get_mut(&key) {
            place.last = self.asked;
            return Arc::clone(&place.picture);
        }
        while self.bytes + asset.bytes > REMEMBERED_BYTES {
            let oldest = self.places.iter().min_by_key(|(_, place)| place.last);
            let Some(oldest) = oldest.map(|(key, _)| *key) else { break };
            self.bytes -= self.places.remove(&oldest).map_or(0, |place| place.bytes);
        }
        let picture = Arc::new(OnceLock::new());
        let place = Place { bytes: asset.bytes, last: self.asked, picture: Arc::clone(&picture) };
        self.bytes += asset.bytes;
        self.places.insert(key, place);
        picture
    }
}

impl Shelf {
    /// An empty one, for pages of a style that show so many pixels an inch at most.
    pub(super) fn new(style: &Style, pixels_per_inch: u32) -> Self {
        let limit = Limit::of(&style.page, pixels_per_inch);
        let cover = Limit::of_decoration(&style.page, pixels_per_inch, style.cover_height);
        Self { limit, cover, state: Mutex::default() }
    }

    /// All local pictures that the handout of a post shows.
    pub(super) fn of(&self, post: &Post, style: &Style, files: &Files<'_>) -> Pictures {
        let mut shown = Shown(BTreeMap::new());
        walk::blocks(&mut shown, &post.blocks);
        for footnote in &post.footnotes {
            walk::blocks(&mut shown, &footnote.content);
        }
        let cover = cover::printed(post, style).map(|cover| (cover.clone(), None, Use::Cover));
        let shown = shown.0.into_values().map(|(asset, bytes)| (asset, bytes, Use::Text));
        let read = |(asset, bytes, used): (Arc<Asset>, Option<Arc<[u8]>>, Use)| {
            (asset.path.clone(), self.picture(&asset, bytes.as_deref(), used, files))
        };
        shown.chain(cover).map(read).collect()
    }

    fn picture(
        &self,
        asset: &Asset,
        bytes: Option<&[u8]>,
        used: Use,
        files: &Files<'_>,
    ) -> Result<Arc<Picture>, PictureError> {
        // The lock is held for the place alone, never while a file is read.
        let place = self.state.lock().unwrap_or_else(PoisonError::into_inner).place(asset, used);
        let limit = match used {
            Use::Text => self.limit,
            Use::Cover => self.cover,
        };
        let read = || match bytes {
            Some(bytes) => picture::intake(bytes, asset, limit).map(Arc::new),
            None => read(asset, files, limit),
        };
        place.get_or_init(read).clone()
    }
}

fn read(asset: &Asset, files: &Files<'_>, limit: Limit) -> Result<Arc<Picture>, PictureError> {
    let disk = files.disk(asset).ok_or_else(|| PictureError::Broken("the file is gone".into()))?;
    let bytes = crate::assets::read(&disk, limits::ASSET_BYTES)
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    picture::intake(&bytes, asset, limit).map(Arc::new)
}

/// Pictures by their paths, with their bytes where no file holds them.
struct Shown(BTreeMap<String, (Arc<Asset>, OwnBytes)>);

/// The bytes of a picture that is in no file.
type OwnBytes = Option<Arc<[u8]>>;

impl Visitor for Shown {
    fn image(&mut self, image: &Image) {
        let (asset, bytes) = match &image.source {
            ImageSource::Local(asset) => (asset, None),
            ImageSource::Copied { copy, bytes, .. } => (copy, bytes.as_ref()),
            ImageSource::Remote(_) | ImageSource::Missing(_) => return,
        };
        let shown = || (asset.clone(), bytes.cloned());
        self.0.entry(asset.path.clone()).or_insert_with(shown);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{REMEMBERED_BYTES, State, Use};
    use crate::model::{Asset, Digest, MediaType, Orientation};

    fn asset(content: u8, bytes: u64) -> Asset {
        Asset {
            path: format!("{content}.png"),
            media_type: MediaType::Png,
            bytes,
            sha256: Digest([content; 32]),
            size: None,
            orientation: Orientation::Normal,
        }
    }

    #[test]
    fn what_all_posts_show_stays_and_the_shelf_stays_small() {
        let mut state = State::default();
        let logo = state.place(&asset(255, 1 << 10), Use::Text);
        for post in 0..100 {
            state.place(&asset(post, REMEMBERED_BYTES / 5), Use::Text);
            let copy = Asset { path: format!("{post}/logo.png"), ..asset(255, 1 << 10) };
            assert!(Arc::ptr_eq(&logo, &state.place(&copy, Use::Text)));
            assert!(state.bytes <= REMEMBERED_BYTES && state.places.len() <= 6);
        }
        // Larger than the shelf: alone on it, and gone with the next.
        state.place(&asset(101, REMEMBERED_BYTES * 2), Use::Text);
        assert_eq!(state.places.len(), 1);
        state.place(&asset(102, 1), Use::Text);
        assert_eq!(state.places.len(), 1);
    }
}
