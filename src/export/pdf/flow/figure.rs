//! Pictures of their own: scaled to the column, side by side where they are small, kept with their
//! caption, replaced by a box where they cannot be shown.

use std::sync::Arc;

use super::super::length::Abs;
use super::super::page::{Item, LinkTarget, NodeId, Rect, Role, Tag, Turn};
use super::super::paragraph::{Alignment, Piece};
use super::super::picture::{Picture, PictureError};
use super::super::tree::Tree;
use super::text::{self, Ink};
use super::{Column, Flow, Keep, Scalable, Strip, address, aside, link_target};
use crate::diag::{Code, Diagnostic};
use crate::model::asset::Asset;
use crate::model::block::Figure;
use crate::model::inline::{Image, ImageSource, Inline};
use crate::model::text as plain;
use crate::span::Span;

/// Between pictures side by side or below each other.
const GUTTER: Abs = Abs::pt(9.0);

/// How far a picture is scaled down to fill a page rather than to leave a gap.
const LEAST_SCALE: f64 = 0.6;

/// How much of an address is printed in a picture's place, in characters: some hold the picture.
const LONGEST_ADDRESS: usize = 300;

/// A picture with its size on the page.
struct Placed<'a> {
    picture: Arc<Picture>,
    image: &'a Image,
    width: Abs,
    height: Abs,
}

/// Sets a figure.
pub fn figure(flow: &mut Flow, column: Column, figure: &Figure, span: Span) {
    let caption_words = plain::one_line(&plain::of_inlines(&figure.caption));
    let bound = flow.style.page.depth() * flow.style.figure_height;
    let start = flow.strips.len();
    let mut figure_node = None;
    let mut row: Vec<Placed> = Vec::new();
    let link = figure.link.as_ref().and_then(|target| link_target(flow, target));
    let mut call = link.as_ref().and_then(|link| address::number_of(flow, link, &caption_words));
    // A box in place of a picture says what the picture would show.
    let mut said = false;

    flow.space(column.gap * 1.4);
    for image in &figure.images {
        if let Some(picture) = picture(flow, image, span) {
            let (width, height) = wanted(&picture, image);
            let factor = (column.width / width).min(bound / height).min(1.0);
            let placed = Placed { picture, image, width: width * factor, height: height * factor };
            let taken: Abs = row.iter().map(|p| p.width + GUTTER).sum();
            if taken + placed.width > column.width {
                figure_node = push_row(flow, column, &mut row, figure, &caption_words);
            }
            row.push(placed);
        } else {
            push_row(flow, column, &mut row, figure, &caption_words);
            said |= plain::one_line(&image.alt) == caption_words;
            placeholder(flow, column, image, link.clone(), call.take(), span);
        }
    }
    if !row.is_empty() {
        figure_node = push_row(flow, column, &mut row, figure, &caption_words);
    }
    for strip in &mut flow.strips[start..] {
        strip.keep = Keep::Always;
    }

    let words = if said { &[][..] } else { &figure.caption[..] };
    if !words.is_empty() || call.is_some() {
        flow.space(Abs::pt(5.0));
        // A figure's words are skipped where its alternative text is read out, so what can be
        // clicked on stands beside it.
        let simple = figure.images.len() == 1 && figure.caption.iter().all(is_plain);
        let node = match figure_node.filter(|_| simple) {
            Some(node) => flow.tree.add(node, Role::Caption),
            None => flow.tree.add(column.node, Role::Paragraph),
        };
        caption(flow, column, words, call, node, span);
    }
    let count = flow.strips.len() - start;
    if let Some(last) = flow.strips.last_mut().filter(|_| count > 0) {
        last.keep = Keep::Free;
    }
    // Only figures between the paragraphs of the page itself may trade places with text.
    if column.node == Tree::ROOT
        && let Some(first) = flow.strips.get_mut(start).filter(|first| first.scalable.is_some())
    {
        first.floats = count;
    }
    flow.space(column.gap * 1.4);
}

/// Sets a caption: small, grey, in the middle, and behind it the number of an address that a click
/// leads to.
pub fn caption(
    flow: &mut Flow,
    column: Column,
    content: &[Inline],
    call: Option<usize>,
    node: NodeId,
    span: Span,
) {
    let set = flow.style.caption.scaled((column.text.size / flow.style.text.size).min(1.0));
    let look = Column { text: set, color: flow.style.colors.muted, ..column };
    let ink = Ink::new(look, node);
    let mut pieces = text::pieces(flow, &ink, content, column.width, span);
    if let Some(number) = call {
        let alone = pieces.is_empty();
        address::call(flow, &mut pieces, &ink, number);
        if let Some(Piece::Text { style, .. }) = pieces.last_mut().filter(|_| alone) {
            (style.size, style.rise) = (set.size, Abs::ZERO);
        }
    }
    if pieces.is_empty() {
        return;
    }
    let lines = flow.lines(&pieces, column.width, Alignment::Center, Some(span));
    flow.push_lines(column.x, set, lines, Keep::Always);
}

fn is_plain(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(_) | Inline::SoftBreak | Inline::LineBreak | Inline::Code(_))
}

/// Appends a row of pictures, in the middle of the column, and returns the last one's node.
fn push_row(
    flow: &mut Flow,
    column: Column,
    row: &mut Vec<Placed>,
    figure: &Figure,
    caption: &str,
) -> Option<NodeId> {
    if row.is_empty() {
        return None;
    }
    let gutters = GUTTER * (row.len() - 1) as f64;
    let width = row.iter().map(|p| p.width).sum::<Abs>() + gutters;
    let height = row.iter().fold(Abs::ZERO, |height, p| height.max(p.height));
    let target = figure.link.as_ref().and_then(|target| link_target(flow, target));
    let mut x = column.x + (column.width - width) * 0.5;
    let mut items = Vec::new();
    let mut last = None;
    for Placed { picture, image, width, height: own } in row.drain(..) {
        let rect = Rect { x, y: height - own, width, height: own };
        let words = alt(image, caption);
        let link = target.as_ref().map(|_| flow.tree.add(column.node, Role::Link));
        let node = flow.tree.add_alt(link.unwrap_or(column.node), Role::Figure, words.clone());
        items.push(Item::Picture { picture, rect, turn: Turn::Upright, tag: Tag::Node(node) });
        if let (Some(node), Some(target)) = (link, &target) {
            items.push(Item::Link { rect, target: target.clone(), description: words, node });
        }
        x += width + GUTTER;
        last = Some(node);
    }
    flow.space(GUTTER);
    flow.push(Strip {
        height,
        items,
        scalable: Some(Scalable { center: column.x + column.width * 0.5, least: LEAST_SCALE }),
        ..Strip::default()
    });
    last
}

/// A box in place of a picture: what it would show, and where it is.
fn placeholder(
    flow: &mut Flow,
    column: Column,
    image: &Image,
    link: Option<LinkTarget>,
    call: Option<usize>,
    span: Span,
) {
    let kind = flow.label("picture");
    let address = match &image.source {
        ImageSource::Local(asset) => asset.path.clone(),
        ImageSource::Copied { url, .. } => plain::excerpt(url, LONGEST_ADDRESS),
        ImageSource::Remote(address) | ImageSource::Missing(address) => address.clone(),
    };
    aside::boxed(flow, column, [kind, &image.alt, &address], None, link, call, span);
}

/// The picture of an image, where it can be shown. What is wrong with a file is reported; remote
/// and missing ones were reported when the post was read.
#[must_use]
pub fn picture(flow: &mut Flow, image: &Image, span: Span) -> Option<Arc<Picture>> {
    let (ImageSource::Local(asset) | ImageSource::Copied { copy: asset, .. }) = &image.source
    else {
        return None;
    };
    let hint = "a box with its name is printed; save it as PNG, JPEG, WebP, GIF, TIFF, BMP or SVG";
    read(flow, asset, span, hint)
}

/// The picture of a file, where it can be shown; `hint` tells what happens where it cannot.
#[must_use]
pub fn read(flow: &mut Flow, asset: &Asset, span: Span, hint: &str) -> Option<Arc<Picture>> {
    let (code, message) = match flow.pictures.get(&asset.path) {
        Some(Ok(picture)) => {
            let sound = |side: f64| side.is_finite() && side > 0.0;
            return (sound(picture.width) && sound(picture.height)).then(|| Arc::clone(picture));
        }
        Some(Err(error)) => {
            let code = match error {
                PictureError::TooLarge(_) => Code::AssetTooLarge,
                PictureError::Broken(_) | PictureError::Unsupported(_) => Code::AssetBroken,
            };
            (code, format!("`{}` cannot be printed: {error}", asset.path))
        }
        None => (Code::AssetBroken, format!("`{}` cannot be printed: not read", asset.path)),
    };
    flow.findings.push(Diagnostic::new(code, span, message).hint(hint));
    None
}

/// The size that a picture would like: the author's wish, else its own at 96 pixels an inch.
#[must_use]
pub fn wanted(picture: &Picture, image: &Image) -> (Abs, Abs) {
    let (width, height) = (picture.width.max(0.01), picture.height.max(0.01));
    let wish = |pixels: Option<u32>| pixels.filter(|p| *p > 0).map(f64::from);
    // One factor for both sides, so that nobody gets a distorted face: a width goes before a
    // height.
    let factor = match (wish(image.width), wish(image.height)) {
        (Some(wish), _) => wish / width,
        (None, Some(wish)) => wish / height,
        (None, None) => 1.0,
    };
    (Abs::px(width * factor), Abs::px(height * factor))
}

/// What is said instead of a picture: its alternative text, else its caption, else its name.
#[must_use]
pub fn alt(image: &Image, caption: &str) -> String {
    let title = image.title.as_deref().unwrap_or_default();
    [image.alt.as_str(), caption, title]
        .into_iter()
        .map(plain::one_line)
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| name(image))
}

/// The name of a picture's file.
#[must_use]
pub fn name(image: &Image) -> String {
    let path = match &image.source {
        ImageSource::Local(asset) => &asset.path,
        ImageSource::Copied { url, .. } if url.starts_with("data:") => "",
        ImageSource::Remote(path)
        | ImageSource::Missing(path)
        | ImageSource::Copied { url: path, .. } => path,
    };
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = name.split(['?', '#']).next().unwrap_or_default();
    if name.is_empty() { "picture".into() } else { name.into() }
}
