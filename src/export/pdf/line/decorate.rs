//! What a line shows beside its glyphs: backgrounds, frames, rules, dots of emphasis, and the areas
//! that can be clicked on.

use std::sync::Arc;

use super::super::collect::Content;
use super::super::emoji::is_emoji_by_default;
use super::super::font::Fonts;
use super::super::length::Abs;
use super::super::page::{Item, Point, Rect, Tag};
use super::super::paragraph::{Family, LinkInfo, TextStyle};
use super::super::shape::{Cluster, PADDING};
use super::{ASCENT, DESCENT, LinePlan, Placed, RULE, style};

/// Corner radius of backgrounds and frames, in ems.
const RADIUS: f64 = 0.15;
/// Diameter of a dot of emphasis, in ems.
const DOT: f64 = 0.15;
/// From the baseline up to the middle of a dot above a letter, in ems.
const DOT_ABOVE: f64 = 1.01;
/// From the baseline up to the middle of a dot below a letter, in ems.
const DOT_BELOW: f64 = -0.25;

/// The stretches of a line between whose clusters a property does not change, hanging spaces
/// apart: left and right end.
fn stretches<'a, T>(
    placed: &[Placed<'a>],
    property: impl Fn(&'a Cluster) -> Option<T>,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<(T, f64, f64)> {
    let mut all: Vec<(T, f64, f64)> = Vec::new();
    let mut open = false;
    for part in placed {
        let value = if part.hangs { None } else { property(part.cluster) };
        let Some(value) = value else {
            open = false;
            continue;
        };
        match all.last_mut() {
            Some((last, _, right)) if open && same(last, &value) => *right = part.x + part.width,
            _ => all.push((value, part.x, part.x + part.width)),
        }
        open = true;
    }
    all
}

/// Backgrounds, frames, underlines, strikes and dots.
pub(super) fn decorate(
    fonts: &Fonts,
    plan: &LinePlan<'_>,
    placed: &[Placed<'_>],
    items: &mut Vec<Item>,
) {
    // Of the line alone: a paragraph may have as many spans as lines.
    let decorated = placed.iter().any(|part| {
        style(plan.collected, part.cluster.span).is_some_and(|s| {
            s.underline || s.strike || s.emphasis || s.background.is_some() || s.frame.is_some()
        })
    });
    if !decorated {
        return;
    }
    let tag = Tag::Artifact;
    let text_style = |cluster: &Cluster| style(plan.collected, cluster.span);
    let boxed = |cluster: &Cluster| {
        text_style(cluster).filter(|s| s.background.is_some() || s.frame.is_some())
    };
    let same_box = |a: &&TextStyle, b: &&TextStyle| {
        (a.background, a.frame, a.size, a.rise) == (b.background, b.frame, b.size, b.rise)
    };
    for (style, left, right) in stretches(placed, boxed, same_box) {
        let size = style.size;
        let top = -(size * ASCENT) - style.rise;
        let rect = Rect {
            x: Abs::pt(left + PADDING * size.to_pt() * 0.2),
            y: top,
            width: Abs::pt((right - left - PADDING * size.to_pt() * 0.4).max(0.0)),
            height: size * (ASCENT + DESCENT),
        };
        let radius = size * RADIUS;
        if let Some(color) = style.background {
            items.push(Item::Fill { rect, color, radius, tag });
        }
        if let Some(color) = style.frame {
            items.push(Item::Stroke { rect, color, thickness: size * RULE, radius, tag });
        }
    }
    let mut rule = |style: &TextStyle, left: f64, right: f64, height: f64| {
        let y = style.size * -height - style.rise;
        items.push(Item::Line {
            from: Point { x: Abs::pt(left), y },
            to: Point { x: Abs::pt(right), y },
            color: style.color,
            thickness: style.size * RULE,
            tag,
        });
    };
    let same_rule =
        |a: &&TextStyle, b: &&TextStyle| (a.color, a.size, a.rise) == (b.color, b.size, b.rise);
    for (style, left, right) in
        stretches(placed, |c| text_style(c).filter(|s| s.underline), same_rule)
    {
        rule(style, left, right, -0.13);
    }
    for (style, left, right) in stretches(placed, |c| text_style(c).filter(|s| s.strike), same_rule)
    {
        rule(style, left, right, 0.31);
    }
    items.extend(placed.iter().filter_map(|part| dot(fonts, plan, part)));
}

/// How far the dots of a style reach above the baseline and below it, in ems.
pub(super) fn dots_extent(style: &TextStyle, below: bool) -> (f64, f64) {
    match (style.emphasis, below) {
        (false, _) => (0.0, 0.0),
        (true, false) => (DOT_ABOVE + DOT / 2.0, 0.0),
        (true, true) => (0.0, DOT / 2.0 - DOT_BELOW),
    }
}

/// The dot at an emphasised letter that does not slant: above it, below it in Chinese. Spaces and
/// punctuation have none (CSS Text Decoration 4, 3.4).
fn dot(fonts: &Fonts, plan: &LinePlan<'_>, part: &Placed<'_>) -> Option<Item> {
    let cluster = part.cluster;
    let style = style(plan.collected, cluster.span).filter(|style| style.emphasis)?;
    let plain = style.family == Family::Body && !cluster.slanted && cluster.level == 0;
    let c = plan.collected.text.get(cluster.start..cluster.end)?.chars().next()?;
    if !plain || part.hangs || !c.is_alphanumeric() || is_emoji_by_default(c) {
        return None;
    }
    let glyph = plan.shaped.glyphs.get(cluster.glyphs.start).filter(|_| !cluster.glyphs.is_empty());
    let face = fonts.face(cluster.face);
    let size = style.size.to_pt();
    let ems = f64::from(face.advance(glyph?.id)) / f64::from(face.units_per_em.max(1));
    let middle = part.x + part.shift + cluster.lead + ems * size * cluster.scale / 2.0;
    let (side, height) = (DOT * size, if plan.dots_below { DOT_BELOW } else { DOT_ABOVE });
    let rect = Rect {
        x: Abs::pt(middle - side / 2.0),
        y: Abs::pt(-height * size - side / 2.0) - style.rise,
        width: Abs::pt(side),
        height: Abs::pt(side),
    };
    let radius = Abs::pt(side / 2.0);
    Some(Item::Fill { rect, color: style.color, radius, tag: Tag::Artifact })
}

/// The areas that can be clicked on.
pub(super) fn links(plan: &LinePlan<'_>, placed: &[Placed<'_>], items: &mut Vec<Item>) {
    let link = |cluster: &Cluster| -> Option<(&Arc<LinkInfo>, Abs, Abs)> {
        let span = plan.collected.spans.get(cluster.span)?;
        let (ascent, descent) = match span.content {
            Content::Text(s) => (s.size * ASCENT + s.rise, s.size * DESCENT - s.rise),
            Content::Picture { height, .. } => (height, Abs::ZERO),
        };
        Some((span.link?, ascent, descent))
    };
    let same = |a: &(&Arc<LinkInfo>, Abs, Abs), b: &(&Arc<LinkInfo>, Abs, Abs)| {
        Arc::ptr_eq(a.0, b.0) && a.1 == b.1
    };
    for ((info, ascent, descent), left, right) in stretches(placed, link, same) {
        items.push(Item::Link {
            rect: Rect {
                x: Abs::pt(left),
                y: -ascent,
                width: Abs::pt((right - left).max(0.0)),
                height: (ascent + descent).max(Abs::ZERO),
            },
            target: info.target.clone(),
            description: info.description.clone(),
            node: info.node,
        });
    }
}
