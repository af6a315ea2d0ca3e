//! All files of the blog, for the parser to look references up in: each is measured once, when a
//! post first asks for it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::copies::{self, Copies};
use super::memory::{self, Ledger, Reads, Recall};
use super::places::{self, Places};
use super::produce::{self, Texts};
use crate::assets;
use crate::config::{Config, Form, Generator};
use crate::limits;
use crate::model::{Asset, Digest, Meta, PostId, Site};
use crate::parse::{self, AnchorSet, Copied, Library, Resolved, ids, permalink};
use crate::source::{Index, Lookup, percent_decode};

/// Stands for the server of a blog whose address is not known; a path from the top is behind it.
const NOWHERE: &str = "http://blog.invalid";

/// Of how many posts the anchors are remembered; those of others are read again when they are asked
/// for.
const REMEMBERED_ANCHORS: usize = 1000;

/// A file that was asked for: measured, or why it could not be.
type Measured = Arc<OnceLock<Result<Arc<Asset>, String>>>;

/// The anchors of a post, and which version of it has them.
type Anchors = (AnchorSet, Digest);

/// The files of the blog.
pub(super) struct Files<'a> {
    index: &'a Index<'a>,
    site: &'a Site,
    measured: Mutex<BTreeMap<String, (PathBuf, Measured)>>,
    shortcodes: &'a BTreeMap<String, Form>,
    generator: Generator,
    texts: Texts<'a>,
    /// Copies of what other servers have, where they are made.
    copies: Option<&'a Copies<'a>>,
    /// What is known of the last build.
    recall: &'a Recall<'a>,
    /// Anchors of posts that others link to, by their ids, and which versions of the posts these
    /// are; the first [`REMEMBERED_ANCHORS`].
    anchors: Mutex<HashMap<PostId, Arc<OnceLock<Anchors>>>>,
    /// What the disk was asked for a reference of a post, and what it said.
    asked: Mutex<BTreeMap<(String, String), Option<String>>>,
    /// Where posts are read, made when something is first not found.
    places: OnceLock<Places>,
    /// Paths by name, made when a name is first asked for; nothing where two have the same.
    names: OnceLock<HashMap<String, Option<String>>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(
        index: &'a Index<'a>,
        site: &'a Site,
        config: &'a Config,
        texts: Texts<'a>,
        copies: Option<&'a Copies<'a>>,
        recall: &'a Recall<'a>,
    ) -> Self {
        Self {
            index,
            site,
            measured: Mutex::default(),
            shortcodes: &config.shortcodes,
            generator: config.generator,
            texts,
            copies,
            recall,
            anchors: Mutex::default(),
            asked: Mutex::default(),
            places: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// What is at a reference that leads to no post and no file: a page that the generator may
    /// make, or nothing.
    fn elsewhere(&self, post: &Meta, reference: &str) -> Resolved {
        let path = reference.split(['?', '#']).next().unwrap_or_default();
        if places::is_source(path) {
            let found = self.index.on_disk(&post.source, path, &self.texts.sources.root);
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.insert((post.source.to_string(), path.to_owned()), found.clone());
            drop(asked);
            if let Some(path) = found {
                return Resolved::Text(path);
            }
        }
        let address = join(&post.url, reference);
        let places = self.places.get_or_init(|| Places::of(self.site));
        if places.is_for_posts(self.site, reference, address.as_deref()) {
            Resolved::Missing { instead: self.instead(post, path) }
        } else {
            Resolved::Page { url: None }
        }
    }

    /// What an author may have meant: the one post or file of that name elsewhere, or the same
    /// text in another language.
    fn instead(&self, post: &Meta, path: &str) -> Option<String> {
        let name = path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())?;
        let stem = ids::stem(name);
        let named = || self.by_name(name).or_else(|| self.by_name(stem));
        let named = if stem == "index" { None } else { named() };
        named.or_else(|| self.index.translation(&post.source, path)).map(str::to_owned)
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
                        more.entry(name_key(name)).or_insert_with(|| Some(post.source.to_string()));
                    if entry.as_deref() != Some(&*post.source) {
                        *entry = None;
                    }
                }
            }
            for (name, path) in more {
                names.entry(name).or_insert(path);
            }
            // Notes of a vault have more names: `aliases`.
            for post in self.site.posts() {
                for url in &post.former {
                    let name = percent_decode(url.trim_end_matches('/'));
                    let name = name_key(name.rsplit('/').next().unwrap_or(&name));
                    names.entry(name).or_insert_with(|| Some(post.source.to_string()));
                }
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
            if let Some(asset) = self.recall.asset(path) {
                return Ok(Arc::new(asset));
            }
            assets::load(path, disk, limits::ASSET_BYTES)
                .map(|(asset, _)| Arc::new(asset))
                .map_err(|error| error.to_string())
        })
        .clone()
    }

    /// A file that was measured.
    pub(super) fn measured(&self, path: &str) -> Option<Arc<Asset>> {
        let measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        measured.get(path)?.1.get()?.as_ref().ok().cloned()
    }

    /// Tells what the files and the disk have said, for the next build to compare with.
    pub(super) fn tell(&self, reads: &mut Reads, ledger: &mut Ledger) {
        let measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        for (path, (_, cell)) in &*measured {
            if let Some(asset) = cell.get() {
                if let Some(place) = self.place(path) {
                    reads.add(place, asset.as_ref().ok().map(|asset| asset.sha256));
                }
                if let Ok(asset) = asset {
                    ledger.asset(asset);
                }
            }
        }
        reads.ask(self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone());
    }

    /// The place of a file that a scan found, by its path.
    pub(super) fn place(&self, path: &str) -> Option<u32> {
        self.index.place(path)
    }

    /// The file that the settings name (`logo.png`, `/img/logo.png`), as a post in the root would.
    pub(super) fn setting(&self, reference: &str) -> Option<Result<Arc<Asset>, String>> {
        match self.index.lookup("", reference) {
            Lookup::File { path, disk, .. } => Some(self.asset(&path, &disk)),
            _ => None,
        }
    }

    /// The post whose page a reference leads to from the post's own page, as a browser sees it;
    /// else the one post of that name, for a bare name.
    fn page(&self, post: &Meta, reference: &str) -> Option<Resolved> {
        let address = join(&post.url, reference)?;
        // Authors leave the blog's own path out of addresses from the top, as templates put it in.
        let from_top = || {
            let path = reference.strip_prefix('/').filter(|path| !path.starts_with('/'))?;
            Some(Url::parse(&self.site.about.url).ok()?.join(path).ok()?.to_string())
        };
        let addresses: Vec<String> = [Some(address), from_top()].into_iter().flatten().collect();
        let bare = || {
            let path = reference.split(['?', '#']).next()?;
            let name = addresses[0].split(['?', '#']).next()?.rsplit('/').next()?;
            (!path.contains('/')).then(|| self.site.by_name(name)).flatten()
        };
        let file = |lookup: Lookup| match lookup {
            Lookup::File { path, disk, exact, .. } => Some(match self.asset(&path, &disk) {
                Ok(asset) => Resolved::Asset { asset, exact },
                Err(why) => Resolved::Unreadable(why),
            }),
            _ => None,
        };
        // A file beside another post's text is beside that post's page.
        let beside = addresses.iter().find_map(|address| {
            let (page, name) = address.rsplit_once('/')?;
            let owner = self.site.by_url(page)?;
            file(self.index.lookup(&owner.source, &format!("./{name}")))
        });
        if beside.is_some() {
            return beside;
        }
        let meta = addresses.iter().find_map(|address| self.site.by_url(address)).or_else(bare);
        let Some(meta) = meta else {
            // A path may count from the page's address, which is another than the file's place.
            // Whether that ends in a slash is often the server's choice.
            let toggled = match post.url.strip_suffix('/') {
                Some(url) => url.to_owned(),
                None => format!("{}/", post.url),
            };
            let places = [Some(addresses[0].clone()), join(&toggled, reference)];
            return places.into_iter().flatten().find_map(|address| {
                let own = address.strip_prefix(&self.site.about.url);
                let top = own.or_else(|| address.strip_prefix('/'))?;
                file(self.index.lookup(&post.source, &format!("/{top}")))
            });
        };
        let fragment = reference.split_once('#').map(|(_, fragment)| fragment.to_owned());
        Some(Resolved::Post { id: meta.id.clone(), url: meta.url.clone(), fragment })
    }

    /// The anchor of a post, and which version of the post has it; none of one that is not there.
    pub(super) fn anchor_and_version(
        &self,
        post: &PostId,
        fragment: &str,
    ) -> (Result<(), Option<String>>, Option<Digest>) {
        let Some(meta) = self.site.by_id(post) else { return (Ok(()), None) };
        let read = || {
            let input = produce::input(self.texts, meta, &mut Vec::new());
            let version = memory::version(meta, input.source.sha256);
            (parse::anchors(&input, self), version)
        };
        let cell = {
            let mut anchors = self.anchors.lock().unwrap_or_else(PoisonError::into_inner);
            let room = anchors.len() < REMEMBERED_ANCHORS;
            match anchors.get(post) {
                Some(cell) => Some(cell.clone()),
                None if room => Some(anchors.entry(post.clone()).or_default().clone()),
                None => None,
            }
        };
        let found = |(anchors, version): &Anchors| (anchors.find(fragment), Some(*version));
        cell.map_or_else(|| found(&read()), |cell| found(cell.get_or_init(read)))
    }

    /// Which version of a post there is now; nothing where only reading it would tell.
    pub(super) fn version(&self, post: &PostId) -> Option<Digest> {
        let meta = self.site.by_id(post)?;
        Some(memory::version(meta, self.recall.content(&meta.source)?))
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
                None => Resolved::Withheld(path),
            },
            Lookup::Page { address, .. } => Resolved::Page {
                url: address.filter(|_| !self.site.about.url.is_empty()).map(|path| {
                    let top = self.site.about.url.trim_end_matches('/');
                    Url::parse(&format!("{top}{path}")).map_or_else(|_| path, Into::into)
                }),
            },
            Lookup::Outside => self.page(post, reference).unwrap_or(Resolved::Outside),
            Lookup::Missing => {
                self.page(post, reference).unwrap_or_else(|| self.elsewhere(post, reference))
            }
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

    fn copy(&self, url: &str) -> Result<Option<Copied>, String> {
        if url.starts_with("data:") {
            return copies::within(url).map(Some);
        }
        let Some(copies) = self.copies else { return Ok(None) };
        let cell = {
            let mut measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
            let (_, cell) = measured
                .entry(url.to_owned())
                .or_insert_with(|| (PathBuf::new(), Measured::default()));
            cell.clone()
        };
        let fetched = cell.get_or_init(|| {
            let (asset, disk) = copies.load(url)?;
            let mut measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((place, _)) = measured.get_mut(url) {
                *place = disk;
            }
            Ok(Arc::new(asset))
        });
        fetched.clone().map(|asset| Some(Copied { asset, bytes: None }))
    }

    fn anchor(&self, post: &PostId, fragment: &str) -> Result<(), Option<String>> {
        self.anchor_and_version(post, fragment).0
    }

    fn runs_templates(&self) -> bool {
        matches!(self.generator, Generator::Jekyll | Generator::Hexo | Generator::Eleventy)
    }

    fn holds_notes(&self) -> bool {
        self.generator == Generator::Plain
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        self.shortcodes.get(name).copied()
    }
}

/// A reference on the page of an address, which may be a path.
fn join(page: &str, reference: &str) -> Option<String> {
    let base = Url::parse(page).or_else(|_| Url::parse(NOWHERE)?.join(page)).ok()?;
    let url = base.join(reference).ok()?;
    Some(url.as_str().strip_prefix(NOWHERE).unwrap_or(url.as_str()).to_owned())
}

/// How names of posts and files are compared: without regard to letter case, spaces and hyphens.
fn name_key(name: &str) -> String {
    let letters = name.trim().nfc().flat_map(char::to_lowercase);
    letters.map(|c| if matches!(c, ' ' | '_') { '-' } else { c }).collect()
}
