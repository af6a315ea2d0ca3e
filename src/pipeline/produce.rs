//! One post, from its file to all outputs that are its own.

mod same;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

pub(super) use self::same::same;
use super::Request;
use super::archive::{Archived, in_bag, stored_path};
use super::feeds::{self, Feeds, Items};
use super::fronts::Fronts;
use super::library::Files;
use super::lines::Line;
use super::memory::{self, Handout, Handouts, Product, Recall, Said, Same, Traced};
use super::outputs::Outputs;
use super::pictures::Shelf;
use crate::artifact::OutPath;
use crate::config::FeedContent;
use crate::diag::{Code, Diagnostic, Place};
use crate::export::feed::Shared;
use crate::export::feed_format::FeedFormat;
use crate::export::pdf::font::Fonts;
use crate::export::template::TemplateError;
use crate::export::{Format, archive, entry, item, pdf};
use crate::html;
use crate::limits;
use crate::model::{Asset, Digest, MentionSource, Meta, Post, Site, SourceFile, text};
use crate::output::OutputError;
use crate::parse::{self, Input, Library};
use crate::source::{self, SourceEntry, Sources};
use crate::span::{FileId, Span};

/// The pages of a post that is guessed to take more memory than this are made alone, in bytes.
pub(super) const LONG: usize = 256 << 20;

/// Where the texts of posts are.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) sources: &'a Sources,
    /// Older texts that stand in for those of posts in error.
    pub(super) stand_ins: &'a BTreeMap<FileId, PathBuf>,
    /// The front matter that was read already.
    pub(super) fronts: &'a Fronts,
}

/// What was found in the blog's folders.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) texts: Texts<'a>,
    pub(super) files: &'a Files<'a>,
    /// Files that need another name in the outputs.
    pub(super) alike: &'a BTreeSet<String>,
    /// What is known of the last build.
    pub(super) recall: &'a Recall<'a>,
}

/// What every post is made with.
pub(super) struct Context<'a> {
    request: &'a Request<'a>,
    site: &'a Site,
    found: Found<'a>,
    outputs: &'a Outputs,
    /// What all feeds have in common.
    shared: &'a Shared<'a>,
    /// The formats of feeds that are made.
    feeds: Vec<FeedFormat>,
    /// Of each post, by its place in the site, whether it goes into a feed that is written.
    in_feeds: Vec<bool>,
    /// What the last build made of each post that would be the same now.
    same: Vec<Option<Same<'a>>>,
    /// The digest of `alike`.
    alike: Digest,
    /// What surrounds the text of each.
    item: Option<item::Compiled<'a>>,
    pictures: Shelf,
    /// The handouts of the last build.
    handouts: &'a Handouts,
    /// Held while a long post is laid out.
    long: Mutex<()>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        request: &'a Request<'a>,
        site: &'a Site,
        found: Found<'a>,
        outputs: &'a Outputs,
        feeds: &Feeds<'a>,
        handouts: &'a Handouts,
        (same, alike): (Vec<Option<Same<'a>>>, Digest),
    ) -> Self {
        let (in_feeds, shared) = (feeds.wanted(), feeds.shared());
        let feeds = feeds::formats(request);
        let pictures = Shelf::new(request.style, request.config.pdf.images_max_ppi);
        let long = Mutex::default();
        // It was checked when it was read.
        let item = request.item.and_then(|item| item.compile().ok());
        Self {
            request,
            site,
            found,
            outputs,
            shared,
            feeds,
            in_feeds,
            same,
            alike,
            item,
            pictures,
            handouts,
            long,
        }
    }

    /// Whether the post of a place goes into a feed that is written.
    fn is_in_feeds(&self, place: usize) -> bool {
        self.in_feeds.get(place).copied().unwrap_or_default()
    }
}

/// What was made of a post.
pub(super) struct Made {
    /// Its place in the site.
    pub(super) place: usize,
    /// What it was made from.
    pub(super) key: Digest,
    /// What feeds say of it, where one that holds it is written.
    pub(super) items: Option<Items>,
    /// Where a feed of the last build has that.
    pub(super) said: Option<Said>,
    /// The files that this points at.
    pub(super) media: Vec<Arc<Asset>>,
    /// What the archive's lists say of it, where an archive is made.
    pub(super) archived: Option<Archived>,
    /// Pages of its handout.
    pub(super) pages: usize,
    /// The handout, for the next build.
    pub(super) handout: Option<Handout>,
    /// The same of all else, where it can be remembered.
    pub(super) record: Option<Vec<u8>>,
    /// Digest of its file as it was read.
    pub(super) content: Digest,
    /// What was found.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Makes everything that is a post's own, where that of the last build is not the same.
pub(super) fn post(
    context: &Context<'_>,
    place: usize,
    meta: &Meta,
    warnings: Option<&Vec<String>>,
) -> Result<Made, OutputError> {
    if let Some(same) = context.same.get(place).and_then(Option::as_ref)
        && !context.is_in_feeds(place)
        && let Some(made) = same::keep(context, place, meta, same)?
    {
        return Ok(made);
    }
    let mut diagnostics = Vec::new();
    let library = Traced::new(context.found.files);
    let mut post = read_with(&context.found, context.site, meta, &library, &mut diagnostics);
    for mention in &post.mentions {
        if let MentionSource::Local(asset) = &mention.source
            && crate::assets::is_misnamed(asset)
        {
            let message = format!(
                "the file holds {}, which its name does not say",
                asset.media_type.as_str()
            );
            let place = Place::Path(asset.path.clone());
            diagnostics.push(Diagnostic::new(Code::AssetType, place, message));
        }
    }
    if let Some(warnings) = warnings {
        post.warnings.splice(0..0, warnings.iter().cloned());
    }
    let formats = context.request.formats;
    let mut pages = 0;
    let (mut handout, mut made_handout) = (None, None);
    let mut of_handout = Vec::new();
    let weight = if formats.contains(&Format::Pdf) { pdf::weight::of(&post) } else { 0 };
    if weight > limits::HANDOUT_MEMORY {
        diagnostics.push(too_long(meta, weight));
    } else if formats.contains(&Format::Pdf) {
        let path = handout_path(meta);
        let made = printed(context, &post, &out_path(&path), library.digest(), weight > LONG)?;
        (pages, of_handout, made_handout) = made;
        handout = Some(path);
    }
    let is_written = context.is_in_feeds(place);
    let mut of_items = Vec::new();
    let items = is_written.then(|| items(context, &post, &library, &mut of_items));
    let media = if context.feeds.is_empty() { Vec::new() } else { entry::media(&post) };
    let archived = if formats.contains(&Format::Archive) {
        Some(document(context, &post, handout.as_deref())?)
    } else {
        None
    };
    let (content, alike) = (post.source.sha256, context.alike);
    let local: BTreeSet<&str> = local(&post).map(|asset| asset.path.as_str()).collect();
    let product = Product {
        own: memory::own(meta, content, &post.translations, warnings, alike),
        assets: local.into_iter().collect(),
        media: media.iter().map(|asset| asset.path.as_str()).collect(),
        has_pdf: handout.is_some(),
        document: archived.as_ref().map(|archived| archived.written),
        source: archived.as_ref().and_then(|archived| archived.source),
        findings: diagnostics.clone(),
    };
    let (key, record) = memory::record(meta, product, library);
    // What was found in an older text was told then, and has no place in the file as it is now.
    let is_older = context.found.texts.stand_ins.contains_key(&meta.file);
    // What is wrong with an entry is told as long as a feed holds it, and no longer.
    let record = record.filter(|_| !is_older && of_items.is_empty());
    diagnostics.extend(of_items);
    diagnostics.extend(of_handout);
    if is_older {
        diagnostics.clear();
    }
    let handout = made_handout;
    Ok(Made {
        place,
        key,
        items,
        said: None,
        media,
        archived,
        pages,
        handout,
        record,
        content,
        diagnostics,
    })
}

/// The local files that a post names, each as often as it does.
fn local(post: &Post) -> impl Iterator<Item = &Arc<Asset>> {
    post.mentions.iter().filter_map(|mention| match &mention.source {
        MentionSource::Local(asset) => Some(asset),
        MentionSource::Remote(_) | MentionSource::Missing => None,
    })
}

/// The handout of a post, at its place: its pages, what was found, and what the next build wants to
/// know of it. It is made only where that of the last build is another.
fn printed(
    context: &Context<'_>,
    post: &Post,
    path: &OutPath,
    answers: Digest,
    is_long: bool,
) -> Result<(usize, Vec<Diagnostic>, Option<Handout>), OutputError> {
    let meta = &post.meta;
    let key = context.handouts.key(post, answers);
    let last = context.handouts.keep(meta.id.as_str(), key, path, context.outputs)?;
    if let Some(last) = last {
        return Ok((last.pages, last.findings(meta), Some(last)));
    }
    // One long post at a time.
    let _alone = is_long.then(|| context.long.lock().unwrap_or_else(PoisonError::into_inner));
    let (about, style) = (&context.site.about, context.request.style);
    let pictures = context.pictures.of(post, style, context.found.files);
    let imposition = context.request.config.pdf.imposition;
    let mut findings = Vec::new();
    let (bytes, pages) = pdf::export(about, post, &pictures, Fonts::builtin(), style, imposition)
        .split_into(&mut findings);
    context.outputs.put(path, &bytes)?;
    let made = Handouts::made(meta, key, pages, &findings);
    Ok((pages, findings, made))
}

/// The finding that the pages of a post would take too much memory, in bytes.
pub(super) fn too_long(meta: &Meta, weight: usize) -> Diagnostic {
    let message = format!(
        "the pages of the post would take about {} MiB of memory; the limit is {}",
        weight >> 20,
        limits::HANDOUT_MEMORY >> 20
    );
    Diagnostic::new(Code::HandoutTooLong, Span::file(meta.file), message)
}

/// What feeds say of a post that is read once more for them, and the files that this points at.
/// What is to be said to the author was said the first time.
pub(super) fn items_again(context: &Context<'_>, meta: &Meta) -> (Items, Vec<Arc<Asset>>) {
    let post = read(&context.found, context.site, meta, &mut Vec::new());
    let items = items(context, &post, context.found.files, &mut Vec::new());
    (items, entry::media(&post))
}

/// What feeds say of a post; `library` answers for the rest of the blog.
fn items(
    context: &Context<'_>,
    post: &Post,
    library: &dyn Library,
    diagnostics: &mut Vec<Diagnostic>,
) -> Items {
    let data = |asset: &Asset| -> Option<Arc<[u8]>> {
        let disk = context.found.files.disk(asset)?;
        crate::assets::read(&disk, limits::ASSET_BYTES).ok().map(Into::into)
    };
    let (about, config) = (&context.site.about, context.request.config);
    let options = entry::Options {
        media: config.media,
        content: config.feed.content,
        data: &data,
        alike: context.found.alike,
        markdown: None,
    };
    let markdown = config.feed.markdown.then(|| {
        let file_url = |asset: &Asset| entry::file_url(about, post, &options, asset);
        parse::absolute::markdown(post, library, &file_url)
    });
    let options = entry::Options { markdown: markdown.as_deref(), ..options };
    let mut entry = entry::of(about, post, &options);
    if let Some(wrapper) = &context.item
        && config.feed.content == FeedContent::Full
        && let Err(error) = wrapper.wrap(about, &mut entry)
    {
        diagnostics.push(template("templates/item.html", &error));
    }
    Items::write(&context.feeds, context.shared, &entry)
}

/// What is wrong with a template, for the author.
pub(super) fn template(path: &str, error: &TemplateError) -> Diagnostic {
    let TemplateError { line, column, message } = error;
    let message = format!("line {line}, column {column}: {message}");
    Diagnostic::new(Code::Template, Place::Path(path.to_owned()), message)
}

/// Reads a post's file again, now with its text.
pub(super) fn read(
    found: &Found<'_>,
    site: &Site,
    meta: &Meta,
    diagnostics: &mut Vec<Diagnostic>,
) -> Post {
    read_with(found, site, meta, found.files, diagnostics)
}

/// The same, with what answers for the rest of the blog.
fn read_with(
    found: &Found<'_>,
    site: &Site,
    meta: &Meta,
    library: &dyn Library,
    diagnostics: &mut Vec<Diagnostic>,
) -> Post {
    let input =
        Input { translations: site.translations(meta), ..input(found.texts, meta, diagnostics) };
    parse::post(input, library).split_into(diagnostics)
}

/// What is parsed of a post's file, without what other posts are to it.
pub(super) fn input(texts: Texts<'_>, meta: &Meta, diagnostics: &mut Vec<Diagnostic>) -> Input {
    let file = texts.sources.files.get(meta.file.0 as usize);
    let older = match (file, texts.stand_ins.get(&meta.file)) {
        (Some(file), Some(disk)) => {
            Some(SourceEntry { on_disk: source::OnDisk::At(disk.as_path().into()), ..file.clone() })
        }
        _ => None,
    };
    let file = older.as_ref().or(file);
    // What is wrong with the file and its front matter was told when it was catalogued; a file
    // that vanished since then is an empty post and an error.
    let bytes = match file.map(|file| source::read(file, limits::POST_BYTES)) {
        Some(Ok(bytes)) => bytes,
        Some(Err(error)) => {
            diagnostics.push(error.diagnostic(&meta.source));
            Vec::new()
        }
        None => Vec::new(),
    };
    let sha256 = Digest(Sha256::digest(&bytes).into());
    let size = bytes.len() as u64;
    let decoded = source::decode(bytes, meta.file).value;
    let known = texts.fronts.take(meta.file, &decoded.text);
    let (front_matter, start) = known.map_or_else(
        || {
            let parts = source::front_matter::read(&decoded.text, meta.file).value;
            (parts.front.map(|(front_matter, _)| front_matter), parts.body.start)
        },
        |(front_matter, start)| (Some(front_matter), start),
    );
    Input {
        meta: meta.clone(),
        source: SourceFile {
            bytes: size,
            sha256,
            encoding: decoded.encoding,
            newline: decoded.newline,
            bom: decoded.bom,
        },
        body: start..decoded.text.len(),
        text: decoded.text,
        front_matter,
        translations: Vec::new(),
    }
}

/// The post's document in the archive.
fn document(
    context: &Context<'_>,
    post: &Post,
    pdf: Option<&str>,
) -> Result<Archived, OutputError> {
    let depth = post.meta.id.as_str().matches('/').count() + 1;
    let up = "../".repeat(depth);
    // Relative to the document, so that the pictures show wherever the archive is opened.
    let asset_url = |asset: &Asset| {
        let stored = stored_path(&asset.path, context.found.alike);
        let mut url = up.clone();
        html::escape::push_percent_encoded(&mut url, stored.trim_start_matches("data/"), "");
        Some(url)
    };
    let options = html::Options {
        asset_url: &asset_url,
        anchors: html::Anchors::default(),
        post_url: &post.meta.url,
    };
    let mut page = String::with_capacity(post.text.len() + post.text.len() / 3);
    let mut words = String::with_capacity(post.text.len());
    if let Some(heading) = &post.title_heading {
        let heading = std::slice::from_ref(heading);
        html::render_into(&mut page, heading, &[], &options);
        text::push_blocks(&mut words, heading);
    }
    html::render_into(&mut page, &post.blocks, &post.footnotes, &options);
    text::push_blocks(&mut words, &post.blocks);
    for footnote in &post.footnotes {
        text::push_blocks(&mut words, &footnote.content);
    }
    let rendered = archive::write::Rendered { html: &page, text: words.trim_end(), pdf };
    let path = archive::write::document_path(post.meta.id.as_str());
    let archive::write::Document { file, line } = archive::write::document(post, &rendered);
    let written = context.outputs.put(&out_path(&path), &file)?;
    // The file as it was is at hand where it is UTF-8: it need not be read once more.
    let source = &post.source;
    let is_older = context.found.texts.stand_ins.contains_key(&post.meta.file);
    let whole = source.encoding == "utf-8" && !source.bom && !is_older;
    let stored = in_bag(&stored_path(&post.meta.source, context.found.alike));
    let source = match OutPath::new(stored).ok().filter(|_| whole) {
        Some(path) => {
            Some(context.outputs.put_known(&path, post.text.as_bytes(), source.sha256)?)
        }
        None => None,
    };
    Ok(Archived {
        written,
        line: Line::New(line),
        has_pdf: pdf.is_some(),
        source,
        assets: local(post).map(|asset| (asset.path.clone(), asset.clone())).collect(),
    })
}

/// Where the handout of a post goes, relative to the output folder.
pub(super) fn handout_path(meta: &Meta) -> String {
    format!("pdf/{}.pdf", meta.id)
}

/// A path that is made of an id: ids are valid parts by construction.
pub(super) fn out_path(path: &str) -> OutPath {
    OutPath::new(path).expect("`parse::ids` gives out ids that are parts of a path")
}
