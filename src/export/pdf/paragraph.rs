//! Styled text to lines: shaping, line breaking and justification behind one function.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::bidi::directions;
use super::code_line::{code_lines, wrap_mark};
use super::collect::{Collected, Content, Mark, collect};
use super::fit::{Measure, Sums, choose, flexibility};
use super::font::Fonts;
use super::hyphen::{hyphens, merge};
use super::length::Abs;
use super::line::{ASCENT, DESCENT, LinePlan, hyphen_glyph, is_rigid, line};
use super::linebreak::{BreakKind, Opportunity, emergencies, opportunities};
use super::page::{Color, Item, LinkTarget, NodeId, Tag};
use super::picture::Picture;
use super::shape::{Cluster, Kind, Shaped, shape};
use super::squeeze::edges;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::language;
use crate::span::Span;

/// Which family of faces a text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Running text and headings.
    Body,
    /// Code: every glyph as wide as the others, East Asian ones twice as wide.
    Code,
}

/// How a piece of text looks.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct TextStyle {
    /// Family of faces.
    pub family: Family,
    /// Bold.
    pub bold: bool,
    /// Italic, or set apart by a slant where the face has none. Korean, Chinese, Japanese, Arabic
    /// and Hebrew letters stay upright.
    pub italic: bool,
    /// Whether letters that stay upright are marked as their readers know it: a dot at each Korean,
    /// Chinese or Japanese letter, bold Arabic and Hebrew.
    pub emphasis: bool,
    /// Type size.
    pub size: Abs,
    /// Colour.
    pub color: Color,
    /// How far the baseline is raised (superscript) or lowered (negative).
    pub rise: Abs,
    /// A line under the text.
    pub underline: bool,
    /// A line through the text.
    pub strike: bool,
    /// A colour behind the text, with a little air around it: code, marked text.
    pub background: Option<Color>,
    /// A thin frame around the text: keys.
    pub frame: Option<Color>,
    /// Extra space between glyphs.
    pub tracking: Abs,
    /// Whether the text is for the eye alone: nothing is copied or read aloud in its place.
    pub silent: bool,
}

/// A link that a piece of text belongs to. Each line that the link runs over gets an area of its
/// own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkInfo {
    /// Where it leads.
    pub target: LinkTarget,
    /// What it is called; not empty.
    pub description: String,
    /// Its node in the structure tree.
    pub node: NodeId,
}

/// A part of a paragraph, in reading order.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Text in one style. Line ends in it are spaces unless `Style::preserve` is set.
    Text {
        /// The words.
        text: String,
        /// How they look.
        style: TextStyle,
        /// What they mean.
        tag: Tag,
        /// The link that they belong to.
        link: Option<Arc<LinkInfo>>,
    },
    /// A forced line end.
    Break,
    /// A picture in the line, its foot on the baseline.
    Picture {
        /// What is shown.
        picture: Arc<Picture>,
        /// How wide.
        width: Abs,
        /// How high.
        height: Abs,
        /// What it means.
        tag: Tag,
        /// The link that it belongs to.
        link: Option<Arc<LinkInfo>>,
    },
    /// Here begins something that links lead to: the name of a destination.
    Anchor(String),
    /// A footnote is called here (its number is a text piece of its own). An index into the
    /// post's footnotes.
    Footnote(usize),
}

/// How the lines of a paragraph end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// Even on both sides.
    Justify,
    /// Even at the start: left, or right in a text that runs from right to left.
    Start,
    /// In the middle.
    Center,
    /// Even at the end.
    End,
    /// Even on the left whatever the direction (code).
    Left,
    /// Even on the right whatever the direction.
    Right,
}

/// What a paragraph needs beyond its text.
#[derive(Debug, Clone)]
pub struct ParagraphOptions {
    /// The measure.
    pub width: Abs,
    /// How lines end.
    pub align: Alignment,
    /// Space before the first line, from the start side.
    pub first_indent: Abs,
    /// Space before the lines that follow (a hanging indent of wrapped code).
    pub hanging_indent: Abs,
    /// Base direction: `Some(true)` right to left, `None` by the first strong letter (UAX #9 P2).
    pub right_to_left: Option<bool>,
    /// BCP 47 tag of the text, for shaping and hyphenation.
    pub language: String,
    /// Whether Latin words may be hyphenated.
    pub hyphenate: bool,
    /// Whether spaces and line ends are kept as they are (code): tabs go to every fourth column,
    /// lines break anywhere when they are too long, and go on behind the hanging indent.
    pub preserve: bool,
    /// Drawn at the end of each line that was wrapped in `preserve` mode, as an artifact: `↩`.
    pub wrap_mark: Option<TextStyle>,
    /// Where the paragraph is in the source, for findings.
    pub span: Option<Span>,
}

/// A finished line. Its items stand as if the line's left edge and baseline were at (0, 0).
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// What is drawn and clicked on.
    pub items: Vec<Item>,
    /// Highest point above the baseline: of the faces used, or of a picture.
    pub ascent: Abs,
    /// Lowest point below the baseline, not negative.
    pub descent: Abs,
    /// From the left edge of the measure to the end of the last glyph.
    pub width: Abs,
    /// Whether the text goes on in the next line without a forced line end.
    pub wraps: bool,
    /// The footnotes called in this line, in order.
    pub footnotes: Vec<usize>,
    /// The destinations that begin in this line.
    pub anchors: Vec<String>,
}

/// Sets a paragraph: shapes its text, breaks it into lines, and places the glyphs.
///
/// Line breaks follow UAX #14 with Korean words kept whole; a word is broken only where it alone
/// is longer than a line. Findings are characters that no face has, drawn as a box with the code
/// point in it.
///
/// Never fails, and never returns an empty list: a paragraph without text is one empty line as
/// high as its first text piece would have been, or as 10 point type.
pub fn paragraph(
    fonts: &Fonts,
    pieces: &[Piece],
    options: &ParagraphOptions,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Line> {
    let collected = collect(pieces, options.preserve);
    let directions = directions(&collected.text, options.right_to_left);
    let mut marks = collected.marks.iter().peekable();
    let mut missing: BTreeSet<char> = BTreeSet::new();
    let mut lines = Vec::new();
    for segment in &collected.segments {
        let shaped = shape(fonts, &collected, &directions, &options.language, segment.clone());
        missing.extend(&shaped.missing);
        let first = lines.is_empty();
        let ends = if options.preserve {
            code_lines(fonts, &collected.text, &shaped.clusters, options)
        } else {
            text_lines(fonts, &collected, &shaped, segment, options, first)
        };
        let mut start = 0;
        for (index, end) in ends.iter().enumerate() {
            let last = index + 1 == ends.len();
            let indented = if options.preserve { index == 0 } else { lines.is_empty() };
            let indent = if indented { options.first_indent } else { options.hanging_indent };
            let plan = LinePlan {
                collected: &collected,
                shaped: &shaped,
                clusters: start..end.at,
                hyphen: end.kind == BreakKind::Hyphen,
                base_level: directions.base(),
                left: if directions.right_to_left { 0.0 } else { indent.to_pt() },
                available: (options.width - indent).to_pt(),
                shift: shift(options.align, directions.right_to_left),
                justify: options.align == Alignment::Justify && !options.preserve,
                last,
                rigid: options.preserve,
                dots_below: is_chinese(&options.language),
            };
            let mut line = line(fonts, &plan);
            line.wraps = !last;
            if line.ascent + line.descent == Abs::ZERO {
                (line.ascent, line.descent) = empty_extent(&collected, segment.start);
            }
            if let Some(style) = options.wrap_mark.as_ref().filter(|_| options.preserve && !last) {
                line.items.extend(wrap_mark(fonts, style, options.width));
            }
            // What stands before the next line's first letter belongs to this line.
            let line_end = match shaped.clusters.get(end.at) {
                Some(next) if !last => next.start,
                _ => segment.end + 1,
            };
            while let Some((_, mark)) = marks.next_if(|(at, _)| *at < line_end) {
                match mark {
                    Mark::Anchor(name) => line.anchors.push(name.clone()),
                    Mark::Footnote(number) => line.footnotes.push(*number),
                }
            }
            lines.push(line);
            start = end.at;
        }
    }
    for c in missing {
        let place = options.span.map_or(Place::Site, Place::Span);
        let shown = if c.is_control() { ' ' } else { c };
        let message = format!("{NO_GLYPH}`{shown}` (U+{:04X})", u32::from(c));
        findings.push(Diagnostic::new(Code::GlyphMissing, place, message).hint(NO_GLYPH_HINT));
    }
    lines
}

/// What the finding about a missing glyph begins with; the character follows.
const NO_GLYPH: &str = "no font has a glyph for ";

const NO_GLYPH_HINT: &str = "a box with the code point is printed instead";

/// Most characters that a finding about missing glyphs names.
const GLYPHS_NAMED: usize = 8;

/// Tells the characters of a post that no font has in one finding, at the first of them: a post
/// in a script without a font would be one finding a word.
pub fn fold_missing(findings: &mut Vec<Diagnostic>) {
    let named = |d: &Diagnostic| d.message.strip_prefix(NO_GLYPH).map(str::to_owned);
    let mut characters: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for finding in findings.iter().filter(|d| d.code == Code::GlyphMissing) {
        if let Some(name) = named(finding)
            && seen.insert(name.clone())
        {
            characters.push(name);
        }
    }
    let Some(first) = findings.iter().position(|d| d.code == Code::GlyphMissing) else { return };
    if characters.len() > 1 {
        let count = characters.len();
        characters.truncate(GLYPHS_NAMED);
        let more = if count > GLYPHS_NAMED { ", …" } else { "" };
        findings[first].message =
            format!("{NO_GLYPH}{count} characters: {}{more}", characters.join(", "));
        findings[first].hints = vec!["boxes with their code points are printed instead".to_owned()];
    }
    let mut kept = false;
    findings.retain(|d| d.code != Code::GlyphMissing || !std::mem::replace(&mut kept, true));
}

/// The widths that a text could take, as tables ask for them (CSS 2.1, 17.5.2.2): the longest
/// part that cannot be broken, and the longest line with no break but the forced ones.
#[must_use]
pub fn widths(fonts: &Fonts, pieces: &[Piece], options: &ParagraphOptions) -> (Abs, Abs) {
    let collected = collect(pieces, options.preserve);
    let directions = directions(&collected.text, options.right_to_left);
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for segment in &collected.segments {
        let shaped = shape(fonts, &collected, &directions, &options.language, segment.clone());
        let clusters = &shaped.clusters;
        if options.preserve {
            // Blanks at the end take their room.
            most = most.max(clusters.iter().map(|c| c.width).sum());
            least = clusters.iter().fold(least, |least, c| least.max(c.width));
            continue;
        }
        most = most.max(seen_width(clusters));
        let hyphen = hyphen_width(fonts, &collected);
        let mut start = 0;
        let end = Opportunity { at: clusters.len(), kind: BreakKind::End };
        for place in
            opportunities(&collected, clusters, segment, &options.language).into_iter().chain([end])
        {
            let hyphen = if place.kind == BreakKind::Hyphen { hyphen } else { 0.0 };
            let part = clusters.get(start..place.at).unwrap_or_default();
            least = least.max(seen_width(part) + hyphen);
            start = place.at;
        }
    }
    let indent = options.first_indent.max(options.hanging_indent);
    (Abs::pt(least) + indent, Abs::pt(most.max(least)) + indent)
}

/// The width of clusters on a line of their own, without the spaces that hang over its end.
fn seen_width(clusters: &[Cluster]) -> f64 {
    let trailing = clusters.iter().rev().take_while(|c| c.kind == Kind::Space(true)).count();
    let seen = &clusters[..clusters.len() - trailing];
    seen.iter().map(|c| c.width).sum::<f64>() - edges(seen).sum()
}

/// The line ends of running text.
fn text_lines(
    fonts: &Fonts,
    collected: &Collected<'_>,
    shaped: &Shaped,
    segment: &Range<usize>,
    options: &ParagraphOptions,
    first: bool,
) -> Vec<Opportunity> {
    let clusters = &shaped.clusters;
    let end = Opportunity { at: clusters.len(), kind: BreakKind::End };
    let rest = (options.width - options.hanging_indent).to_pt();
    let first = if first { (options.width - options.first_indent).to_pt() } else { rest };
    if seen_width(clusters) <= first {
        return vec![end];
    }
    let justify = options.align == Alignment::Justify;
    let mut sums = Vec::with_capacity(clusters.len() + 1);
    let mut sum = Sums::default();
    sums.push(sum);
    for cluster in clusters {
        let (stretch, shrink) = flexibility(cluster, is_rigid(collected, cluster));
        sum.width += cluster.width;
        sum.stretch += stretch;
        sum.shrink += shrink;
        sums.push(sum);
    }
    let hyphen = hyphen_width(fonts, collected);
    let measure = Measure { clusters, first, rest, hyphen, justify };
    let plain = opportunities(collected, clusters, segment, &options.language);
    let choose_from = |places: &[Opportunity]| {
        let mut places = emergencies(clusters, places, first.min(rest));
        if places.last().is_none_or(|place| *place != end) {
            places.push(end);
        }
        choose(&measure, &sums, &places)
    };
    let choice = choose_from(&plain);
    if choice.good || !options.hyphenate {
        return choice.ends;
    }
    let hyphens = hyphens(collected, clusters, segment, &options.language);
    if hyphens.is_empty() { choice.ends } else { choose_from(&merge(&plain, &hyphens)).ends }
}

/// The width of a hyphen in the widest style of a paragraph, in points.
fn hyphen_width(fonts: &Fonts, collected: &Collected<'_>) -> f64 {
    let mut widest: Option<&TextStyle> = None;
    for span in &collected.spans {
        if let Content::Text(style) = span.content
            && widest
                .is_none_or(|w| (style.size, style.family, style.bold) > (w.size, w.family, w.bold))
        {
            widest = Some(style);
        }
    }
    widest.and_then(|style| hyphen_glyph(fonts, style)).map_or(0.0, |(_, _, width)| width)
}

/// Whether a BCP 47 tag names Chinese.
pub(super) fn is_chinese(language: &str) -> bool {
    language::primary(language) == "zh"
}

/// Where a line stands in its room: 0.0 left, 1.0 right.
fn shift(align: Alignment, right_to_left: bool) -> f64 {
    match align {
        Alignment::Justify | Alignment::Start => f64::from(u8::from(right_to_left)),
        Alignment::End => f64::from(u8::from(!right_to_left)),
        Alignment::Center => 0.5,
        Alignment::Left => 0.0,
        Alignment::Right => 1.0,
    }
}

/// Height and depth of a line without text: those of the text before it, or after it.
fn empty_extent(collected: &Collected<'_>, at: usize) -> (Abs, Abs) {
    let index = collected.spans.partition_point(|span| span.end < at);
    let size = collected
        .spans
        .get(index)
        .or(collected.spans.last())
        .and_then(|span| match span.content {
            Content::Text(style) => Some(style.size),
            Content::Picture { .. } => None,
        })
        .unwrap_or(Abs::pt(10.0));
    (size * ASCENT, size * DESCENT)
}

#[cfg(test)]
mod tests;
