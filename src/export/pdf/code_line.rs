//! Lines of code: kept as they are, and broken in their columns where they are too long.

use super::fallback::face_for;
use super::font::Fonts;
use super::length::Abs;
use super::linebreak::{BreakKind, Opportunity};
use super::page::{Glyph, Item, Point, Tag, TextRun, Turn};
use super::paragraph::{ParagraphOptions, TextStyle};
use super::shape::{Cluster, Kind};

/// Drawn where a line goes on.
const MARK: char = '↩';
/// A line is rather broken behind these than within a word.
const SIGNS: &str = ",;:|&/([{)]}>";
/// A line is broken behind a space or sign only if at least this part of it stays filled.
const FILLED: f64 = 0.5;
/// Rounding that is not taken for an overfull line, in points.
const EPSILON: f64 = 1e-6;

/// The ends of the lines that a line of code becomes: behind the last space or sign that leaves the line
/// well filled, else at the margin.
pub(super) fn code_lines(
    fonts: &Fonts,
    text: &str,
    clusters: &[Cluster],
    options: &ParagraphOptions,
) -> Vec<Opportunity> {
    let end = Opportunity { at: clusters.len(), kind: BreakKind::End };
    let mut measure = (options.width - options.first_indent).to_pt();
    let total: f64 = clusters.iter().map(|cluster| cluster.width).sum();
    if total <= measure + EPSILON {
        return vec![end];
    }
    let mark = options
        .wrap_mark
        .as_ref()
        .and_then(|style| mark_glyph(fonts, style))
        .map_or(0.0, |mark| mark.width);
    measure -= mark;
    let mut ends = Vec::new();
    let mut start = 0;
    let mut width = 0.0;
    let mut good = None;
    let mut index = 0;
    while let Some(cluster) = clusters.get(index) {
        if width + cluster.width > measure + EPSILON && index > start {
            let at = match good {
                Some((at, filled)) if filled >= measure * FILLED => at,
                _ => index,
            };
            ends.push(Opportunity { at, kind: BreakKind::Emergency });
            start = at;
            // At most one line is looked at again.
            index = at;
            width = 0.0;
            good = None;
            measure = (options.width - options.hanging_indent).to_pt() - mark;
            continue;
        }
        width += cluster.width;
        index += 1;
        let sign = text.get(cluster.start..cluster.end).is_some_and(|c| SIGNS.contains(c));
        if matches!(cluster.kind, Kind::Space(_)) || sign {
            good = Some((index, width));
        }
    }
    ends.push(end);
    ends
}

/// The mark as a glyph.
struct Mark {
    face: super::page::FaceId,
    glyph: u16,
    width: f64,
}

fn mark_glyph(fonts: &Fonts, style: &TextStyle) -> Option<Mark> {
    let mut buffer = [0; 4];
    let face = face_for(fonts, style.family, style.bold, false, MARK.encode_utf8(&mut buffer))?;
    let data = fonts.face(face);
    let glyph = data.glyph(MARK)?;
    let ems = f64::from(data.advance(glyph)) / f64::from(data.units_per_em.max(1));
    Some(Mark { face, glyph, width: ems * style.size.to_pt() })
}

/// The sign at the right margin that a line of code goes on; it is no part of the code.
pub(super) fn wrap_mark(fonts: &Fonts, style: &TextStyle, width: Abs) -> Option<Item> {
    let mark = mark_glyph(fonts, style)?;
    let text = MARK.to_string();
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    Some(Item::Text(TextRun {
        face: mark.face,
        size: style.size,
        origin: Point { x: width - Abs::pt(mark.width), y: -style.rise },
        turn: Turn::Upright,
        color: style.color,
        slant: 0.0,
        outline: Abs::ZERO,
        glyphs: vec![Glyph { id: mark.glyph, x: 0.0, y: 0.0, text: 0..end }],
        text,
        tag: Tag::Artifact,
    }))
}
