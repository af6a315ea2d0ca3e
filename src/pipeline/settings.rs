//! What the settings name is looked up: the pictures of the feeds.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::library::Files;
use crate::config::FeedConfig;
use crate::diag::{Code, Diagnostic, Place};
use crate::export::entry;
use crate::export::feed::{self, Shared};
use crate::model::{Asset, MediaType, Site};

/// Where the settings are.
const FILE: &str = "postpress.toml";

/// The pictures of the feeds.
pub(super) struct Pictures {
    image: Option<Named>,
    icon: Option<Named>,
    /// The local files among them.
    pub(super) files: Vec<Arc<Asset>>,
}

/// A picture, and the path below the output folder where a local one is published.
enum Named {
    Remote(String),
    Local(Arc<Asset>, String),
}

/// Looks up the pictures that the settings name.
pub(super) fn pictures(
    config: &FeedConfig,
    files: &Files<'_>,
    alike: &BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let mut pictures = Pictures { image: None, icon: None, files: Vec::new() };
    for (key, setting) in [("image", &config.image), ("icon", &config.icon)] {
        let Some(reference) = setting else { continue };
        let named = match look_up(reference, files) {
            Ok(None) => Named::Remote(reference.clone()),
            Ok(Some(asset)) => {
                pictures.files.push(asset.clone());
                let path = entry::media_path(&asset, alike).to_string();
                Named::Local(asset, path)
            }
            Err(why) => {
                let message = format!("the picture `{reference}` of `feed.{key}` {why}");
                let hint = "name a PNG, JPEG or GIF in a static or content folder, or its address";
                let place = Place::Path(FILE.to_owned());
                diagnostics.push(Diagnostic::new(Code::FeedImage, place, message).hint(hint));
                continue;
            }
        };
        let slot = if key == "image" { &mut pictures.image } else { &mut pictures.icon };
        *slot = Some(named);
    }
    pictures
}

/// The file that is named; none for an address. Else what is the matter with it.
fn look_up(reference: &str, files: &Files<'_>) -> Result<Option<Arc<Asset>>, String> {
    if reference.contains("://") {
        return Ok(None);
    }
    match files.setting(reference) {
        Some(Ok(asset)) if is_shown(asset.media_type) => Ok(Some(asset)),
        Some(Ok(asset)) => Err(format!("is {}", asset.media_type.as_str())),
        Some(Err(why)) => Err(format!("cannot be read: {why}")),
        None => Err("does not exist".to_owned()),
    }
}

/// Whether readers show a type of picture: RSS knows no other, and an icon may be an ICO.
fn is_shown(media_type: MediaType) -> bool {
    matches!(media_type, MediaType::Png | MediaType::Jpeg | MediaType::Gif | MediaType::Ico)
}

/// What all feeds have in common.
pub(super) fn shared<'a>(
    site: &'a Site,
    config: &'a FeedConfig,
    pictures: &Pictures,
) -> Shared<'a> {
    let picture = |named: &Option<Named>| match named.as_ref()? {
        Named::Remote(url) => {
            Some(feed::Picture { url: url.clone(), media_type: None, size: None })
        }
        Named::Local(asset, path) => Some(feed::Picture {
            url: entry::published(&site.about, path)?,
            media_type: Some(asset.media_type),
            size: asset.size,
        }),
    };
    let dates = site.posts().iter().filter_map(|meta| meta.dates.published.as_ref());
    Shared {
        about: &site.about,
        config,
        image: picture(&pictures.image),
        icon: picture(&pictures.icon),
        undated: dates.map(|date| date.at).min(),
    }
}
