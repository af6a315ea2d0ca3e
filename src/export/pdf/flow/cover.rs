//! The cover picture under the title, where the post shows no picture of its own, and where it
//! costs no page.

use std::sync::Arc;

use super::super::length::Abs;
use super::super::page::{Item, Rect, Tag, Turn};
use super::super::style::Style;
use super::{Column, Flow, Keep, Strip, figure};
use crate::model::walk::{self, Visitor};
use crate::model::{Asset, Image, Post};
use crate::span::Span;

/// A cover that is narrower is an icon for lists of posts, in CSS pixels.
const LEAST_WIDTH: u32 = 240;

/// The cover picture that a handout prints: a local file of some size. None where the post shows
/// pictures, which say more than a decoration, and where the style wants none.
#[must_use]
pub fn printed<'a>(post: &'a Post, style: &Style) -> Option<&'a Arc<Asset>> {
    let cover = post.cover.as_ref().filter(|_| style.cover)?;
    let wide = cover.media_type.is_image() && cover.size?.width >= LEAST_WIDTH;
    let mut pictures = Pictures(false);
    walk::blocks(&mut pictures, &post.blocks);
    for footnote in &post.footnotes {
        walk::blocks(&mut pictures, &footnote.content);
    }
    (wide && !pictures.0).then_some(cover)
}

/// Whether a text shows any picture.
struct Pictures(bool);

impl Visitor for Pictures {
    fn image(&mut self, _: &Image) {
        self.0 = true;
    }
}

/// Sets the cover picture. It is decoration: nothing tells what it shows, and the title is read
/// out already.
pub fn cover(flow: &mut Flow, column: Column) {
    let post = flow.post;
    let Some(asset) = printed(post, flow.style) else { return };
    let span = Span::file(post.meta.file);
    let hint = "the handout is printed without its cover picture; `cover = false` under [title] of \
        templates/handout.toml asks for none";
    let Some(picture) = figure::read(flow, asset, span, hint) else { return };
    let (width, height) = (Abs::px(picture.width), Abs::px(picture.height));
    let bound = flow.style.page.depth() * flow.style.cover_height;
    let factor = (column.width / width).min(bound / height).min(1.0);
    let (width, height) = (width * factor, height * factor);
    let x = column.x + (column.width - width) * 0.5;
    let rect = Rect { x, y: Abs::ZERO, width, height };
    let items = vec![Item::Picture { picture, rect, turn: Turn::Upright, tag: Tag::Artifact }];
    flow.push(Strip { height, items, keep: Keep::Rather, ..Strip::default() });
    flow.space(column.text.leading * 1.25);
}
