//! A post on paper: blocks become strips of a vertical list, strips become pages, pages become
//! bytes.

mod attach;
mod bidi;
pub mod book;
mod code_line;
mod collect;
mod colr;
mod content;
mod contents;
pub mod dump;
mod emoji;
mod fallback;
mod file;
mod finish;
mod fit;
pub mod flow;
pub mod font;
pub mod furniture;
pub mod highlight;
mod hyphen;
pub mod impose;
mod language;
pub mod length;
mod line;
mod linebreak;
mod metadata;
mod number;
mod objects;
mod outline;
pub mod page;
pub mod paginate;
pub mod paragraph;
pub mod picture;
mod script;
mod shape;
mod spelling;
mod squeeze;
mod srgb;
mod structure;
pub mod style;
pub mod subset;
mod svg;
pub mod tree;
mod truetype;
pub mod weight;
mod word;
pub mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Imposition;
use crate::diag::{self, Checked};
use crate::model::post::Post;
use crate::model::site::About;
use crate::model::text;
use flow::{Column, Flow};
use font::Fonts;
use page::{Document, Info};
use picture::{Picture, PictureError};
use style::Style;

/// The pictures that posts show, by [`crate::model::Asset::path`].
pub type Pictures = BTreeMap<String, Result<Arc<Picture>, PictureError>>;

/// Lays a post out: title block, text, footnotes, running heads.
///
/// Findings are characters without a glyph, pictures that cannot be shown, tables that are set
/// smaller to fit, and formulas that are printed as their source.
#[must_use]
pub fn layout(
    about: &About,
    post: &Post,
    pictures: &Pictures,
    fonts: &Fonts,
    style: &Style,
) -> Checked<Document> {
    let plain = laid_out(about, post, pictures, fonts, style, false);
    if flow::cover::printed(post, style).is_none() {
        return plain;
    }
    // Decoration is not worth a sheet of paper.
    let covered = laid_out(about, post, pictures, fonts, style, true);
    if covered.value.pages.len() > plain.value.pages.len() { plain } else { covered }
}

/// Lays a post out, with its cover picture or without.
fn laid_out(
    about: &About,
    post: &Post,
    pictures: &Pictures,
    fonts: &Fonts,
    style: &Style,
    cover: bool,
) -> Checked<Document> {
    let mut flow = Flow::new(post, pictures, fonts, style);
    let column = Column::page(style);
    let (mut list, title_end) = listed(&mut flow, column, cover);
    contents::insert(&mut flow, &mut list, column, title_end);
    let mut paged = paginate::paginate(list, style);
    furniture::running(&mut flow, about, &mut paged.pages);
    paginate::complete_destinations(&mut paged);

    let document = Document {
        info: info(post, &flow.language),
        pages: paged.pages,
        nodes: flow.tree.into_nodes(),
        outline: paged.outline,
        destinations: paged.destinations,
        parts: Vec::new(),
    };
    let mut findings = flow.findings;
    diag::fold_notes(&mut findings);
    paragraph::fold_missing(&mut findings);
    Checked { value: document, diagnostics: findings }
}

/// A post as a vertical list, and where in it the text begins behind the title.
fn listed(flow: &mut Flow, column: Column, cover: bool) -> (paginate::List, usize) {
    furniture::title_block(flow, column);
    if cover {
        flow::cover::cover(flow, column);
    }
    let title_end = flow.strips.len();
    let post = flow.post;
    flow::blocks(flow, column, &post.blocks);
    let mut notes = flow::footnote::all(flow, column);
    notes.append(&mut flow::address::notes(flow, column));
    flow::address::list_of_all(flow, column);
    let list = paginate::List {
        strips: std::mem::take(&mut flow.strips),
        notes,
        decorations: std::mem::take(&mut flow.decorations),
    };
    (list, title_end)
}

/// The handout of a post: its bytes, and how many pages it has, or sheets when they are imposed.
#[must_use]
pub fn export(
    about: &About,
    post: &Post,
    pictures: &Pictures,
    fonts: &Fonts,
    style: &Style,
    imposition: Imposition,
) -> Checked<(Vec<u8>, usize)> {
    let Checked { value: document, diagnostics } = layout(about, post, pictures, fonts, style);
    Checked { value: file(document, fonts, imposition), diagnostics }
}

/// The file of a handout that was laid out, and how many pages it has, or sheets when they are
/// imposed.
#[must_use]
pub fn file(document: Document, fonts: &Fonts, imposition: Imposition) -> (Vec<u8>, usize) {
    let document = impose::impose(document, imposition);
    (write::write(&document, fonts), document.pages.len())
}

/// What the document says of itself.
fn info(post: &Post, language: &str) -> Info {
    let meta = &post.meta;
    let published = meta.dates.published.as_ref().map(|date| date.at);
    let language = if language.is_empty() { "und" } else { language };
    let name = meta.source.rsplit('/').next().unwrap_or(&meta.source);
    Info {
        title: meta.title.clone(),
        authors: meta.authors.iter().map(|person| person.name.clone()).collect(),
        subject: text::one_line(&post.summary),
        keywords: meta.categories.iter().chain(&*meta.tags).cloned().collect(),
        language: language.into(),
        created: published,
        modified: meta.dates.updated.as_ref().map(|date| date.at).or(published),
        url: meta.url.clone(),
        source: Some((name.into(), post.text.clone().into_bytes())),
    }
}

#[cfg(test)]
mod tests;
