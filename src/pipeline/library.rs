//! All files of the blog, for the parser to look references up in: each is measured once, when a
//! post first asks for it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use crate::assets;
use crate::config::Form;
use crate::model::{Asset, Meta, Site};
use crate::parse::{Library, Resolved, ids, permalink};
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
    shortcodes: &'a BTreeMap<String, Form>,
    /// Paths by name, made when a name is first asked for; nothing where two have the same.
    names: OnceLock<HashMap<String, Option<String>>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(
        index: &'a Index,
        site: &'a Site,
        shortcodes: &'a BTreeMap<String, Form>,
    ) -> Self {
        Self { index, site, measured: Mutex::default(), shortcodes, names: OnceLock::new() }
    }

    /// The path of the one post or file of a name.
    fn by_name(&self, name: &str) -> Option<&str> {
        let names = self.names.get_or_init(|| {
            let mut names: HashMap<String, Option<String>> = HashMap::new();
            let mut add = |name: &str, path: &str| {
                let entry = names.entry(name_key(name)).or_insert_with(|| Some(path.to_owned()));
                if entry.as_deref() != Some(path) {
                    *entry = None;
                }
            };
            for post in self.site.posts() {
                let stem = ids::stem(&post.source);
                let stem = stem.strip_suffix("/index").unwrap_or(stem);
                add(stem.rsplit('/').next().unwrap_or(stem), &post.source);
            }
            for path in self.index.paths() {
                if self.site.by_source(path).is_none() {
                    add(path.rsplit('/').next().unwrap_or(path), path);
                }
            }
            // Titles and names without their dates count where no file has the name.
            let mut more: BTreeMap<String, Option<String>> = BTreeMap::new();
            for post in self.site.posts() {
                let stem = ids::stem(&post.source);
                let undated = permalink::undated(stem).map(|(_, rest)| rest);
                for name in
                    [Some(post.title.clone()), undated.map(str::to_owned)].into_iter().flatten()
                {
                    let name = name.rsplit('/').next().unwrap_or(&name);
                    let entry =
                        more.entry(name_key(name)).or_insert_with(|| Some(post.source.clone()));
                    if entry.as_deref() != Some(post.source.as_str()) {
                        *entry = None;
                    }
                }
            }
            for (name, path) in more {
                names.entry(name).or_insert(path);
            }
            names
        });
        names.get(&name_key(name)).and_then(Option::as_deref)
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
        let meta = self.site.by_url(address).or_else(bare);
        let Some(meta) = meta else {
            // A path may count from the page's address, which is another than the file's place.
            let top = address.strip_prefix(&self.site.about.url).or(address.strip_prefix('/'))?;
            let found = self.index.lookup(&post.source, &format!("/{top}"));
            let Lookup::File { path, disk, exact, .. } = found else { return None };
            return Some(match self.asset(&path, &disk) {
                Ok(asset) => Resolved::Asset { asset, exact },
                Err(why) => Resolved::Unreadable(why),
            });
        };
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

    fn site_title(&self) -> &str {
        &self.site.about.title
    }

    fn named(&self, name: &str) -> Option<String> {
        let (name, fragment) = match name.split_once('#') {
            Some((name, fragment)) => (name, format!("#{fragment}")),
            None => (name, String::new()),
        };
        let name = name.trim_matches('/');
        let last = name.rsplit('/').next().unwrap_or(name);
        let stem = ids::stem(last);
        let path = self.by_name(last).or_else(|| self.by_name(stem))?;
        Some(format!("/{path}{fragment}"))
    }

    fn title(&self, reference: &str) -> Option<String> {
        let path = reference.split('#').next().unwrap_or_default().trim_start_matches('/');
        self.site.by_source(path).map(|post| post.title.clone())
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        self.shortcodes.get(name).copied()
    }
}

/// How names of posts and files are compared: without regard to letter case, spaces and hyphens.
fn name_key(name: &str) -> String {
    let letters = name.trim().nfc().flat_map(char::to_lowercase);
    letters.map(|c| if matches!(c, ' ' | '_') { '-' } else { c }).collect()
}
