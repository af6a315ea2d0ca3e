//! A blog in memory: what the pipeline does between the disk and the exporters, without either.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Days, Utc};
use postpress::assets::{self, Measured};
use postpress::config::{self, Config, Form};
use postpress::diag::Diagnostic;
use postpress::diag::render::FileTable;
use postpress::model::{Asset, Digest, Meta, Post, Site, SourceFile};
use postpress::parse::languages::Languages;
use postpress::parse::{self, Input, Library, Resolved, guids, header, ids, translations};
use postpress::source::{self, Index, Kind, Lookup, OnDisk, SourceEntry, Sources, front_matter};
use postpress::span::FileId;
use sha2::{Digest as _, Sha256};

/// The settings where an input has none.
const SETTINGS: &str = "[site]\ntitle = 'A blog'\nurl = 'https://example.org/'\n";

/// Where a post lies that has no name.
const UNNAMED: &str = "content/a/index.md";

/// A blog, its posts read but for their text.
pub struct Blog {
    /// The settings.
    pub config: Config,
    /// The posts.
    pub site: Site,
    /// What was found until now.
    pub findings: Vec<Diagnostic>,
    sources: Sources,
    bytes: BTreeMap<String, Vec<u8>>,
    texts: BTreeMap<FileId, String>,
    assets: BTreeMap<String, Arc<Asset>>,
}

/// The moment of every build, so that some dates lie in the future.
fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Days::new(20_000)
}

impl Blog {
    /// A blog of some files; `postpress.toml` among them holds its settings. A file without a name
    /// is a post.
    #[must_use]
    pub fn new(files: &[(Cow<'_, str>, &[u8])]) -> Self {
        let settings = files.iter().find(|(path, _)| path == config::FILE);
        let config = settings
            .and_then(|(_, bytes)| config::parse(std::str::from_utf8(bytes).ok()?, "x").ok())
            .or_else(|| config::parse(SETTINGS, "x").ok())
            .unwrap_or_default();
        Self::with(config, files)
    }

    /// A blog with settings and files.
    #[must_use]
    pub fn with(config: Config, files: &[(Cow<'_, str>, &[u8])]) -> Self {
        let mut bytes: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut entries = Vec::new();
        let mut assets = BTreeMap::new();
        for (path, content) in files {
            let path = if path.is_empty() { UNNAMED } else { path };
            let known = bytes.contains_key(path) || path == config::FILE;
            if known || !crate::input::is_writable(path) {
                continue;
            }
            let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            let post = matches!(ending.as_str(), "md" | "markdown" | "mdx");
            let kind = if post { Kind::Post } else { Kind::Other };
            let content_folder = path.split('/').next().unwrap_or_default();
            entries.push(SourceEntry {
                path: path.into(),
                on_disk: OnDisk::At(Path::new(path).into()),
                bytes: content.len() as u64,
                stamp: postpress::stamp::Stamp::default(),
                kind,
                content: content_folder.into(),
            });
            if !post {
                assets.insert(path.to_owned(), Arc::new(asset(path, content)));
            }
            bytes.insert(path.to_owned(), content.to_vec());
        }
        let sources = Sources { files: entries, ..Sources::default() };
        let mut blog = Self {
            config,
            site: Site::default(),
            findings: Vec::new(),
            sources,
            bytes,
            texts: BTreeMap::new(),
            assets,
        };
        blog.catalog();
        blog
    }

    fn catalog(&mut self) {
        let (mut metas, mut own, mut kinships) = (Vec::new(), Vec::new(), Vec::new());
        let posts = self.sources.files.iter().filter(|entry| entry.kind == Kind::Post);
        let languages = Languages::of(&posts.collect::<Vec<_>>(), &self.config);
        for (place, entry) in self.sources.files.iter().enumerate() {
            if entry.kind != Kind::Post {
                continue;
            }
            let file = FileId(u32::try_from(place).expect("there are a few"));
            let bytes = self.bytes.get(&*entry.path).cloned().unwrap_or_default();
            let text = source::decode(bytes, file).split_into(&mut self.findings).text;
            let parts = front_matter::read(&text, file).split_into(&mut self.findings);
            let header =
                header::header(entry, file, &text, &parts, &self.config, &languages, now())
                    .split_into(&mut self.findings);
            metas.push(header.meta);
            own.push(header.guid);
            kinships.push(header.kinship);
            self.texts.insert(file, text);
        }
        self.findings.extend(ids::assign(&mut metas));
        self.findings.extend(guids::assign(&mut metas, &own, self.config.feed.id));
        translations::assign(&mut metas, &kinships);
        self.site = Site::assemble(self.config.about.clone(), metas);
    }

    /// A post with its text, and what was found in it.
    #[must_use]
    pub fn post(&self, meta: &Meta) -> (Post, Vec<Diagnostic>) {
        let bytes = self.bytes.get(&*meta.source).cloned().unwrap_or_default();
        let (size, sha256) = (bytes.len() as u64, Digest(Sha256::digest(&bytes).into()));
        let decoded = source::decode(bytes, meta.file).value;
        let parts = front_matter::read(&decoded.text, meta.file).value;
        let source = SourceFile {
            bytes: size,
            sha256,
            encoding: decoded.encoding,
            newline: decoded.newline,
            bom: decoded.bom,
        };
        let front_matter = parts.front.map(|(front_matter, _)| front_matter);
        let input = Input {
            meta: meta.clone(),
            source,
            text: decoded.text,
            front_matter,
            body: parts.body,
            translations: self.site.translations(meta),
        };
        let read = parse::post(input, &self.files());
        (read.value, read.diagnostics)
    }

    /// What answers for the rest of the blog while a post is read.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        Files { blog: self, index: Index::new(&self.sources, &self.config) }
    }

    /// The bytes of a file.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.bytes.get(path).map(Vec::as_slice)
    }

    /// All files that are no posts.
    pub fn assets(&self) -> impl Iterator<Item = &Arc<Asset>> {
        self.assets.values()
    }
}

/// A file, measured.
#[must_use]
pub fn asset(path: &str, bytes: &[u8]) -> Asset {
    let Measured { media_type, size, orientation } = assets::measure(bytes, path);
    let sha256 = Digest(Sha256::digest(bytes).into());
    Asset {
        path: path.to_owned(),
        media_type,
        bytes: bytes.len() as u64,
        sha256,
        size,
        orientation,
    }
}

/// The files of a blog, as its posts ask for them.
pub struct Files<'a> {
    blog: &'a Blog,
    index: Index<'a>,
}

impl Library for Files<'_> {
    fn resolve(&self, post: &Meta, reference: &str) -> Resolved {
        match self.index.lookup(&post.source, reference) {
            Lookup::File { path, exact, .. } => match self.blog.assets.get(&path) {
                Some(asset) => Resolved::Asset { asset: asset.clone(), exact },
                None => Resolved::Unreadable("gone".to_owned()),
            },
            Lookup::Post { path, fragment } => match self.blog.site.by_source(&path) {
                Some(meta) => {
                    Resolved::Post { id: meta.id.clone(), url: meta.url.clone(), fragment }
                }
                None => Resolved::Missing { instead: None },
            },
            Lookup::Page { .. } => Resolved::Page { url: None },
            Lookup::Outside => Resolved::Outside,
            Lookup::Missing => Resolved::Missing { instead: None },
        }
    }

    fn site_url(&self) -> &str {
        &self.blog.site.about.url
    }

    fn site_title(&self) -> &str {
        &self.blog.site.about.title
    }

    fn named(&self, name: &str) -> Option<String> {
        let meta = self.blog.site.by_name(name.split('#').next().unwrap_or(name))?;
        Some(format!("/{}", meta.source))
    }

    fn title(&self, reference: &str) -> Option<String> {
        self.blog.site.by_source(reference.trim_start_matches('/')).map(|meta| meta.title.clone())
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        self.blog.config.shortcodes.get(name).copied()
    }
}

impl FileTable for Blog {
    fn path(&self, file: FileId) -> &str {
        self.sources.files.get(file.0 as usize).map_or("?", |entry| &*entry.path)
    }

    fn text(&self, file: FileId) -> Option<Cow<'_, str>> {
        self.texts.get(&file).map(|text| text.as_str().into())
    }
}
