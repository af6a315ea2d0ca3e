//! One line: from the clusters that stand on it to items with positions.

mod decorate;

use std::ops::Range;
use std::sync::Arc;

use super::bidi::visual_order;
use super::collect::{Collected, Content};
use super::colr::Layer;
use super::fallback::face_for;
use super::fit::flexibility;
use super::font::{Fonts, builtin};
use super::length::Abs;
use super::page::{Color, FaceId, Glyph, Item, Point, Rect, Tag, TextRun, Turn};
use super::paragraph::{Family, Line, TextStyle};
use super::shape::{Cluster, Kind, SLANT, Shaped};
use super::squeeze::{self, Blank, edges};
use decorate::{decorate, dots_extent, links};

/// Height of a line above the baseline, in ems. Faces state line boxes of very different heights
/// (1.16 em in Noto Sans KR); this is what the letters take, so that leading is the layout's.
pub(super) const ASCENT: f64 = 0.88;
/// Depth of a line below the baseline, in ems.
pub(super) const DESCENT: f64 = 0.24;
/// Thickness of underlines, strikes and frames, in ems.
const RULE: f64 = 0.05;
/// Thickness of the outline of bold text in a face without a bold weight, in ems: its strokes come
/// out as thick as those of the bold Korean face.
const OUTLINE: f64 = 0.04;
/// Size of the digits in the box of a missing character, in ems.
const DIGITS: f64 = 0.3;
/// Size at which the layers of a colour emoji are drawn, in relation to its glyph, which is as wide
/// as the room that it has (1.15 em of the text). The face draws 1.11 em wide and from 0.18 em below
/// the baseline to 0.93 em above it; so they come out little taller than Hangul, and as high above
/// the baseline.
const LAYER: f64 = 0.83;
/// Characters that are instructions, and would only disturb a search in the text.
const SILENT: [char; 5] = ['\u{AD}', '\u{200B}', '\u{200E}', '\u{2060}', '\u{FEFF}'];

/// What a line is made of.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub(super) struct LinePlan<'a> {
    pub(super) collected: &'a Collected<'a>,
    pub(super) shaped: &'a Shaped,
    /// The clusters on the line, trailing spaces included.
    pub(super) clusters: Range<usize>,
    /// Whether the line ends in a hyphen that is not in the text.
    pub(super) hyphen: bool,
    /// Bidirectional level of the paragraph.
    pub(super) base_level: u8,
    /// From the left edge of the measure to where the line may begin, in points.
    pub(super) left: f64,
    /// From there to where it may end, in points.
    pub(super) available: f64,
    /// Where the line stands in this room: 0.0 left, 0.5 in the middle, 1.0 right.
    pub(super) shift: f64,
    /// Whether its spaces give way so that it fits this room.
    pub(super) justify: bool,
    /// Whether it ends the text, so that it need not fill the room.
    pub(super) last: bool,
    /// Whether code keeps its columns.
    pub(super) rigid: bool,
    /// Whether dots of emphasis stand below letters, as in Chinese, and not above them.
    pub(super) dots_below: bool,
}

/// A cluster at its place.
struct Placed<'a> {
    cluster: &'a Cluster,
    x: f64,
    width: f64,
    /// How far its glyphs stand from where they would, in points: at the start of a line, a bracket
    /// has lost what is empty in front of it.
    shift: f64,
    /// Whether it is a space that hangs over the end.
    hangs: bool,
}

/// Places the clusters of a line.
pub(super) fn line(fonts: &Fonts, plan: &LinePlan<'_>) -> Line {
    let clusters = &plan.shaped.clusters[plan.clusters.clone()];
    let trailing = clusters.iter().rev().take_while(|c| c.kind == Kind::Space(true)).count();
    let seen = clusters.len() - trailing;
    let hyphen = if plan.hyphen { hyphen(fonts, plan, clusters.get(..seen)) } else { None };

    let hyphen_width = hyphen.as_ref().map_or(0.0, |h| h.cluster.width);
    let lost = edges(&clusters[..seen]);
    let natural = clusters[..seen].iter().map(|c| c.width).sum::<f64>() - lost.sum() + hyphen_width;
    let ratio = if plan.justify { ratio(plan, &clusters[..seen], natural) } else { 0.0 };
    let hang: f64 = clusters[seen..].iter().map(|c| c.width).sum();
    let mut levels: Vec<u8> = clusters[..seen].iter().map(|c| c.level).collect();
    if hyphen.is_some() {
        levels.push(levels.last().copied().unwrap_or(plan.base_level));
    }
    // Spaces at the end of a line go to the end of the paragraph's direction (rule L1).
    levels.extend(std::iter::repeat_n(plan.base_level, trailing));

    let parts: Vec<(&Cluster, bool)> = clusters[..seen]
        .iter()
        .map(|c| (c, false))
        .chain(hyphen.iter().map(|h| (&h.cluster, false)))
        .chain(clusters[seen..].iter().map(|c| (c, true)))
        .collect();
    let widths: Vec<(f64, f64)> = parts
        .iter()
        .enumerate()
        .map(|(i, (c, hangs))| {
            let lost = Blank {
                before: if i == 0 { lost.before } else { 0.0 },
                after: if i + 1 == seen { lost.after } else { 0.0 },
            };
            // Nothing is added behind the last letter, so that it stands at the margin.
            let ratio = if i + 1 == seen { ratio.min(0.0) } else { ratio };
            if *hangs { (c.width, 0.0) } else { justified(plan, c, lost, ratio) }
        })
        .collect();
    let width: f64 = widths.iter().map(|(width, _)| width).sum::<f64>() - hang;
    // What is wider than the room begins at its start and sticks out of its end.
    let room = (plan.available - width).max(if plan.base_level == 1 { f64::MIN } else { 0.0 });
    let left = plan.left + room * plan.shift;

    let mut pen = if plan.base_level % 2 == 1 { left - hang } else { left };
    let mut placed = Vec::with_capacity(parts.len());
    for index in visual_order(&levels) {
        let (Some((cluster, hangs)), Some((width, shift))) = (parts.get(index), widths.get(index))
        else {
            continue;
        };
        placed.push(Placed { cluster, x: pen, width: *width, shift: *shift, hangs: *hangs });
        pen += width;
    }

    let mut line = Line { width: Abs::pt(left + width), ..Line::default() };
    extent(plan, clusters, &mut line);
    decorate(fonts, plan, &placed, &mut line.items);
    let mut drawn: Vec<(usize, Item)> = Vec::new();
    runs(fonts, plan, &placed, hyphen.as_ref(), &mut drawn);
    let layers: Vec<Item> = drawn.iter().flat_map(|(_, item)| layers(fonts, item)).collect();
    // Items are read in the order of the text.
    drawn.sort_by_key(|(start, _)| *start);
    line.items.extend(drawn.into_iter().map(|(_, item)| item));
    line.items.extend(layers);
    links(plan, &placed, &mut line.items);
    line
}

/// A hyphen that the text does not have.
struct Hyphen {
    cluster: Cluster,
    glyph: u16,
}

/// The hyphen at the end of a line, in the style of the word that it ends.
fn hyphen(fonts: &Fonts, plan: &LinePlan<'_>, seen: Option<&[Cluster]>) -> Option<Hyphen> {
    let last = seen?.last()?;
    let style = style(plan.collected, last.span)?;
    let (face, glyph, width) = hyphen_glyph(fonts, style)?;
    let cluster = Cluster {
        start: last.end,
        end: last.end,
        width,
        lead: 0.0,
        glyphs: 0..0,
        face,
        scale: 1.0,
        kind: Kind::Letter,
        ..last.clone()
    };
    Some(Hyphen { cluster, glyph })
}

/// Face, glyph and width of the hyphen in a style.
pub(super) fn hyphen_glyph(fonts: &Fonts, style: &TextStyle) -> Option<(FaceId, u16, f64)> {
    let id = face_for(fonts, style.family, style.bold, false, "-")?;
    let face = fonts.face(id);
    let glyph = face.glyph('-')?;
    let ems = f64::from(face.advance(glyph)) / f64::from(face.units_per_em.max(1));
    Some((id, glyph, ems * style.size.to_pt()))
}

/// The style of a text span.
pub(super) fn style<'a>(collected: &Collected<'a>, span: usize) -> Option<&'a TextStyle> {
    match collected.spans.get(span)?.content {
        Content::Text(style) => Some(style),
        Content::Picture { .. } => None,
    }
}

/// Whether a cluster keeps its width in a justified line.
pub(super) fn is_rigid(collected: &Collected<'_>, cluster: &Cluster) -> bool {
    style(collected, cluster.span).is_none_or(|style| style.family == Family::Code)
}

/// How much of its flexibility each cluster uses: 1.0 all its stretch, -1.0 all its shrink, 0.0
/// where the line would be too loose and is left ragged.
fn ratio(plan: &LinePlan<'_>, clusters: &[Cluster], natural: f64) -> f64 {
    let slack = plan.available - natural;
    let (stretch, shrink) = clusters.iter().fold((0.0, 0.0), |(stretch, shrink), c| {
        let (more, less) = flexibility(c, plan.rigid || is_rigid(plan.collected, c));
        (stretch + more, shrink + less)
    });
    let shrink = shrink - edges(clusters).sum() * squeeze::SHRINK;
    let last = clusters.last().filter(|c| !plan.rigid && !is_rigid(plan.collected, c));
    let stretch = stretch - last.map_or(0.0, |last| last.stretch);
    if plan.last && slack > 0.0 {
        0.0
    } else if slack > 0.0 && slack <= stretch * (1.0 + 1e-9) {
        slack / stretch
    } else if slack < 0.0 && -slack <= shrink * (1.0 + 1e-9) {
        (slack / shrink).max(-1.0)
    } else {
        0.0
    }
}

/// The width of a cluster that loses some of it at an end of its line, and how far its glyphs move.
fn justified(plan: &LinePlan<'_>, cluster: &Cluster, lost: Blank, ratio: f64) -> (f64, f64) {
    let (width, shift) = (cluster.width - lost.sum(), -lost.before);
    // A hyphen that is not in the text has no bytes.
    if ratio == 0.0 || cluster.start == cluster.end {
        return (width, shift);
    }
    let rigid = plan.rigid || is_rigid(plan.collected, cluster);
    let (stretch, shrink) = flexibility(cluster, rigid);
    if ratio > 0.0 {
        return (width + stretch * ratio, shift);
    }
    let shrink = shrink - lost.sum() * squeeze::SHRINK;
    let before = (cluster.blank.before - lost.before) * squeeze::SHRINK;
    (width + shrink * ratio, shift + before * ratio)
}

/// The height of a line above and below its baseline.
fn extent(plan: &LinePlan<'_>, clusters: &[Cluster], line: &mut Line) {
    let mut last = None;
    for cluster in clusters {
        if last == Some(cluster.span) {
            continue;
        }
        last = Some(cluster.span);
        let (ascent, descent) = match plan.collected.spans.get(cluster.span).map(|s| s.content) {
            Some(Content::Text(style)) => {
                let (above, below) = dots_extent(style, plan.dots_below);
                let (above, below) = (above.max(ASCENT), below.max(DESCENT));
                (style.size * above + style.rise, style.size * below - style.rise)
            }
            Some(Content::Picture { height, .. }) => (height, Abs::ZERO),
            None => continue,
        };
        line.ascent = line.ascent.max(ascent);
        line.descent = line.descent.max(descent);
    }
}

/// What the clusters of one run have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    face: FaceId,
    size: Abs,
    color: Color,
    rise: Abs,
    slanted: bool,
    outlined: bool,
    tag: Tag,
    level: u8,
}

/// Text runs, pictures and boxes of missing characters, each with its place in the text.
fn runs(
    fonts: &Fonts,
    plan: &LinePlan<'_>,
    placed: &[Placed<'_>],
    hyphen: Option<&Hyphen>,
    drawn: &mut Vec<(usize, Item)>,
) {
    let mut from = 0;
    while let Some(first) = placed.get(from) {
        let Some(span) = plan.collected.spans.get(first.cluster.span) else {
            from += 1;
            continue;
        };
        match (first.cluster.kind, span.content) {
            (_, Content::Picture { picture, width, height }) => {
                let rect = Rect { x: Abs::pt(first.x), y: -height, width, height };
                let picture = Arc::clone(picture);
                let (turn, tag) = (Turn::Upright, span.tag);
                drawn.push((first.cluster.start, Item::Picture { picture, rect, turn, tag }));
                from += 1;
            }
            (Kind::Missing(c), Content::Text(style)) => {
                missing(fonts, plan, first, style, span.tag, c, drawn);
                from += 1;
            }
            (_, Content::Text(_)) => {
                let Some(look) = look(plan, first.cluster) else {
                    from += 1;
                    continue;
                };
                let count = placed[from..]
                    .iter()
                    .take_while(|p| self::look(plan, p.cluster) == Some(look))
                    .count()
                    .max(1);
                let group = &placed[from..from + count];
                if let Some(run) = run(plan, look, group, hyphen) {
                    let start = group.iter().map(|p| p.cluster.start).min().unwrap_or(0);
                    drawn.push((start, Item::Text(run)));
                }
                from += count;
            }
        }
    }
}

/// The look of a cluster; none where it has no glyphs of its own.
fn look(plan: &LinePlan<'_>, cluster: &Cluster) -> Option<Look> {
    if matches!(cluster.kind, Kind::Missing(_) | Kind::Picture) {
        return None;
    }
    let style = style(plan.collected, cluster.span)?;
    Some(Look {
        face: cluster.face,
        size: style.size * cluster.scale,
        color: style.color,
        rise: style.rise,
        slanted: cluster.slanted,
        outlined: style.bold && cluster.face == builtin::HAN,
        tag: plan.collected.spans.get(cluster.span)?.tag,
        level: cluster.level,
    })
}

/// The glyphs of clusters that stand side by side and look the same.
fn run(
    plan: &LinePlan<'_>,
    look: Look,
    group: &[Placed<'_>],
    hyphen: Option<&Hyphen>,
) -> Option<TextRun> {
    let first = group.iter().find(|p| is_drawn(p, hyphen))?;
    let origin = first.x;
    let span = plan.collected.spans.get(first.cluster.span)?;
    let silent = matches!(span.content, Content::Text(style) if style.silent);
    let mut text = String::new();
    let mut ranges = vec![0..0_u32; group.len()];
    let reversed = look.level % 2 == 1;
    for step in 0..group.len() {
        let index = if reversed { group.len() - 1 - step } else { step };
        let part = &group[index];
        if !is_drawn(part, hyphen) {
            continue;
        }
        let start = offset(&text);
        if silent {
            continue;
        }
        if is_hyphen(part, hyphen) {
            // A soft hyphen: what is copied has the word in one piece.
            text.push('\u{AD}');
        } else if let Some(letters) = plan.collected.text.get(part.cluster.start..part.cluster.end)
        {
            text.extend(letters.chars().filter(|c| !SILENT.contains(c)));
        }
        ranges[index] = start..offset(&text);
    }
    let mut placed = Vec::new();
    for (part, range) in group.iter().zip(ranges) {
        let left = part.x + part.shift + part.cluster.lead - origin;
        for (nth, (id, x, y)) in glyphs(plan, part, hyphen).enumerate() {
            let text = if nth == 0 { range.clone() } else { range.end..range.end };
            placed.push(Glyph { id, x: single(left + x), y: single(y), text });
        }
    }
    Some(TextRun {
        face: look.face,
        size: look.size,
        origin: Point { x: Abs::pt(origin), y: -look.rise },
        turn: Turn::Upright,
        color: look.color,
        slant: if look.slanted { SLANT } else { 0.0 },
        outline: look.size * if look.outlined { OUTLINE } else { 0.0 },
        glyphs: placed,
        text,
        tag: look.tag,
    })
}

/// What the glyphs of a colour face are painted with. The glyphs themselves have no outline: they
/// carry the text, so that each emoji is read and copied once, and the layers stand for nothing.
fn layers(fonts: &Fonts, item: &Item) -> Vec<Item> {
    let Item::Text(run) = item else { return Vec::new() };
    if run.face != builtin::COLOR_EMOJI {
        return Vec::new();
    }
    let face = fonts.face(run.face);
    let size = run.size * LAYER;
    let inset = single((run.size - size).to_pt() / 2.0);
    let layer = |glyph: &Glyph, layer: Layer| {
        Item::Text(TextRun {
            size,
            color: layer.color.unwrap_or(run.color),
            glyphs: vec![Glyph { id: layer.glyph, x: glyph.x + inset, y: glyph.y, text: 0..0 }],
            text: String::new(),
            tag: Tag::Artifact,
            ..run.clone()
        })
    };
    run.glyphs
        .iter()
        .flat_map(|glyph| face.layers(glyph.id).into_iter().map(|it| layer(glyph, it)))
        .collect()
}

fn is_hyphen(part: &Placed<'_>, hyphen: Option<&Hyphen>) -> bool {
    hyphen.is_some_and(|h| std::ptr::eq(part.cluster, &raw const h.cluster))
}

/// Glyph, x and y of a cluster.
fn glyphs<'a>(
    plan: &LinePlan<'a>,
    part: &Placed<'_>,
    hyphen: Option<&Hyphen>,
) -> impl Iterator<Item = (u16, f64, f64)> + 'a {
    let hyphen = hyphen.filter(|_| is_hyphen(part, hyphen)).map(|h| (h.glyph, 0.0, 0.0));
    let glyphs = plan.shaped.glyphs.get(part.cluster.glyphs.clone()).unwrap_or_default();
    hyphen.into_iter().chain(glyphs.iter().map(|g| (g.id, g.x, g.y)))
}

/// Whether a cluster draws anything.
fn is_drawn(part: &Placed<'_>, hyphen: Option<&Hyphen>) -> bool {
    !part.cluster.glyphs.is_empty() || is_hyphen(part, hyphen)
}

/// A length of text as glyphs count it. A line is far shorter than 4 GiB.
fn offset(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// A position in a run.
#[expect(clippy::cast_possible_truncation, reason = "a position within a line")]
fn single(points: f64) -> f32 {
    points as f32
}

/// A box with the code point of a character that no face has. Its digits are the glyphs of the
/// character, so that the character itself is what is copied and read aloud.
fn missing(
    fonts: &Fonts,
    plan: &LinePlan<'_>,
    part: &Placed<'_>,
    style: &TextStyle,
    tag: Tag,
    c: char,
    drawn: &mut Vec<(usize, Item)>,
) {
    let size = style.size.to_pt();
    let start = part.cluster.start;
    let left = part.x + part.cluster.lead + 0.04 * size;
    let width = (part.width - style.tracking.to_pt() - part.cluster.lead - 0.08 * size).max(0.0);
    let height = 0.86 * size;
    let top = 0.74 * size;
    drawn.push((
        start,
        Item::Stroke {
            rect: Rect {
                x: Abs::pt(left),
                y: Abs::pt(-top) - style.rise,
                width: Abs::pt(width),
                height: Abs::pt(height),
            },
            color: style.color,
            thickness: style.size * RULE,
            radius: Abs::ZERO,
            tag: Tag::Artifact,
        },
    ));
    let digits = format!("{:04X}", u32::from(c));
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
    let columns = digits.len() / 2;
    let face = fonts.face(builtin::MONO);
    let ems = super::shape::column(fonts);
    #[expect(clippy::cast_precision_loss, reason = "two or three columns")]
    let fitting = width * 0.9 / (columns as f64 * ems);
    let digit_size = (DIGITS * size).min(fitting);
    let advance = digit_size * ems;
    #[expect(clippy::cast_precision_loss, reason = "two or three columns")]
    let inset = (width - columns as f64 * advance) / 2.0;
    let text: String = plan.collected.text.get(start..part.cluster.end).unwrap_or_default().into();
    let glyphs = digits
        .chars()
        .enumerate()
        .filter_map(|(index, digit)| {
            let (row, column) = (index / columns, index % columns);
            #[expect(clippy::cast_precision_loss, reason = "two or three columns")]
            let x = column as f64 * advance;
            let y = if row == 0 { 0.39 * size } else { 0.02 * size };
            let end = offset(&text);
            let range = if index == 0 { 0..end } else { end..end };
            Some(Glyph { id: face.glyph(digit)?, x: single(x), y: single(y), text: range })
        })
        .collect();
    drawn.push((
        start,
        Item::Text(TextRun {
            face: builtin::MONO,
            size: Abs::pt(digit_size),
            origin: Point { x: Abs::pt(left + inset), y: -style.rise },
            turn: Turn::Upright,
            color: style.color,
            slant: 0.0,
            outline: Abs::ZERO,
            glyphs,
            text,
            tag,
        }),
    ));
}
