//! All files of the blog, for the parser to look references up in: each is measured once, when a
//! post first asks for it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use url::Url;

use crate::assets;
use crate::model::{Asset, Meta, Site};
use crate::parse::{Library, Resolved};
use crate::source::{Index, Lookup, limits};

/// Stands for the server of a blog whose address is not known; a path from the top is behind it.
const NOWHERE: &str = "http://blog.invalid";

/// A file that was asked for: measured, or why it could not be.
type Measured = Arc<OnceLock<Result<Arc<Asset>, String>>>;

/// The files of the blog.
pub(super) struct Files<'a> {
    index: &'a Index,
    site: &'a Site,
    measured: Mutex<HashMap<String, (PathBuf, Measured)>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(index: &'a Index, site: &'a Site) -> Self {
        Self { index, site, measured: Mutex::default() }
    }

    /// Measures a file, once.
    fn asset(&self, path: &str, disk: &Path) -> Result<Arc<Asset>, String> {
        let cell = {
            let mut measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
            let (_, cell) = measured
                .entry(path.to_owned())
                .or_insert_with(|| (disk.to_path_buf(), Measured::default()));
            cell.clone()
        };
        cell.get_or_init(|| {
            assets::load(path, disk, limits::ASSET_BYTES)
                .map(|(asset, _)| Arc::new(asset))
                .map_err(|error| error.to_string())
        })
        .clone()
    }

    /// The file that the settings name (`logo.png`, `/img/logo.png`), as a post in the root would.
    pub(super) fn setting(&self, reference: &str) -> Option<Result<Arc<Asset>, String>> {
        match self.index.lookup("", reference) {
            Lookup::File { path, disk, .. } => Some(self.asset(&path, &disk)),
            Lookup::Post { .. } | Lookup::Outside | Lookup::Missing => None,
        }
    }

    /// The post whose page a reference leads to from the post's own page, as a browser sees it;
    /// else the one post of that name, for a bare name.
    fn page(&self, post: &Meta, reference: &str) -> Option<Resolved> {
        let base = Url::parse(&post.url).or_else(|_| Url::parse(NOWHERE)?.join(&post.url)).ok()?;
        let url = base.join(reference).ok()?;
        let address = url.as_str().strip_prefix(NOWHERE).map_or(url.as_str(), |path| path);
        let bare = || {
            let name = url.path_segments()?.next_back()?;
            let path = reference.split(['?', '#']).next()?;
            (!path.contains('/')).then(|| self.site.by_name(name)).flatten()
        };
        // A file beside another post's text is beside that post's page.
        if let Some((page, name)) = address.rsplit_once('/')
            && let Some(owner) = self.site.by_url(page)
            && let Lookup::File { path, disk, exact, .. } =
                self.index.lookup(&owner.source, &format!("./{name}"))
        {
            return Some(match self.asset(&path, &disk) {
                Ok(asset) => Resolved::Asset { asset, exact },
                Err(why) => Resolved::Unreadable(why),
            });
        }
        let meta = self.site.by_url(address).or_else(bare)?;
        let fragment = reference.split_once('#').map(|(_, fragment)| fragment.to_owned());
        Some(Resolved::Post { id: meta.id.clone(), url: meta.url.clone(), fragment })
    }

    /// Where a file that was measured is on disk.
    pub(super) fn disk(&self, asset: &Asset) -> Option<PathBuf> {
        let measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        measured.get(&asset.path).map(|(disk, _)| disk.clone())
    }
}

impl Library for Files<'_> {
    fn resolve(&self, post: &Meta, reference: &str) -> Resolved {
        match self.index.lookup(&post.source, reference) {
            Lookup::File { path, disk, exact, fragment: _ } => match self.asset(&path, &disk) {
                Ok(asset) => Resolved::Asset { asset, exact },
                Err(why) => Resolved::Unreadable(why),
            },
            Lookup::Post { path, fragment } => match self.site.by_source(&path) {
                Some(meta) => {
                    Resolved::Post { id: meta.id.clone(), url: meta.url.clone(), fragment }
                }
                None => Resolved::Missing,
            },
            Lookup::Outside => self.page(post, reference).unwrap_or(Resolved::Outside),
            Lookup::Missing => self.page(post, reference).unwrap_or(Resolved::Missing),
        }
    }

    fn site_url(&self) -> &str {
        &self.site.about.url
    }
}
