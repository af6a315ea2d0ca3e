//! Full-width punctuation. Each mark stands in a square that is half empty; it gives the empty half
//! up beside another mark and at the ends of lines, and some of it where a line is too full (JLREQ
//! 3.1.4, 3.1.5, 3.1.9 and 3.8.3; CSS Text 4, `text-spacing-trim`).
//!
//! Faces offer half-width forms (`halt`), but few know which neighbours ask for them (`chws`), so
//! the rules are here and the widths come from the ink of the glyphs.

use unicode_script::Script;

use super::collect::{Collected, Content};
use super::font::Fonts;
use super::paragraph::{Family, TextStyle};
use super::script::{is_ideographic, script};
use super::shape::{Cluster, Kind, Shaped};
use crate::model::language;

/// What stays free beside the ink of a mark that has given up its empty half, in ems.
const AIR: f64 = 0.03;
/// The empty part of a bracket, comma or full stop, in ems.
const HALF: f64 = 0.5;
/// The empty part on either side of a mark in the middle of its square, in ems.
const QUARTER: f64 = 0.25;
/// A mark whose ink begins before this stands at the left of its square, in ems.
const LEFT: f64 = 0.25;
/// Between Chinese or Japanese letters and Latin ones or digits, in ems (JLREQ 3.2.3 and CLREQ
/// 3.2.2 allow up to a quarter).
const SCRIPT_GAP: f64 = 0.17;
/// How much of what is empty a line that is too full takes away.
pub(super) const SHRINK: f64 = 0.6;

/// The empty parts of a cluster that a line may do without, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Blank {
    /// Left of the ink: nothing of it stays at the start of a line.
    pub(super) before: f64,
    /// Right of the ink: nothing of it stays at the end of a line.
    pub(super) after: f64,
}

impl Blank {
    /// Both parts.
    pub(super) fn sum(self) -> f64 {
        self.before + self.after
    }
}

/// What clusters that stand on one line lose at its ends, in points.
pub(super) fn edges(clusters: &[Cluster]) -> Blank {
    Blank {
        before: clusters.first().map_or(0.0, |cluster| cluster.blank.before),
        after: clusters.last().map_or(0.0, |cluster| cluster.blank.after),
    }
}

/// Where a mark stands in its square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// An opening bracket: at the right.
    Opening,
    /// A closing bracket: at the left.
    Closing,
    /// A comma or full stop: at the left.
    Point,
    /// A colon, semicolon or dot: in the middle.
    Middle,
}

fn mark(c: char) -> Option<Mark> {
    match c {
        '「' | '『' | '（' | '〔' | '［' | '｛' | '〈' | '《' | '【' | '〖' | '〘' | '〚'
        | '｟' | '〝' => Some(Mark::Opening),
        '」' | '』' | '）' | '〕' | '］' | '｝' | '〉' | '》' | '】' | '〗' | '〙' | '〛'
        | '｠' | '〞' | '〟' => Some(Mark::Closing),
        '、' | '。' | '，' | '．' => Some(Mark::Point),
        '・' | '：' | '；' => Some(Mark::Middle),
        _ => None,
    }
}

/// Sets full-width marks closer to each other, and notes what lines may still take from them.
/// `language` is that of the text, as a BCP 47 tag.
///
/// Chinese and Japanese have no spaces between words: there the empty half of a mark is the space,
/// and a little of it stands where the script changes. In other languages brackets stand beside
/// words that have their own spaces, and are half as wide.
pub(super) fn squeeze(
    fonts: &Fonts,
    collected: &Collected<'_>,
    language: &str,
    shaped: &mut Shaped,
) {
    if shaped.clusters.iter().all(|cluster| cluster.kind != Kind::Ideograph) {
        return;
    }
    let unspaced = ["ja", "zh"].contains(&language::primary(language).as_str());
    let styles: Vec<_> = shaped.clusters.iter().map(|c| running(collected, c)).collect();
    for (index, style) in styles.iter().enumerate() {
        if let Some(style) = style {
            shaped.clusters[index].blank = blank(fonts, collected, shaped, index, style);
        }
    }
    let clusters = &mut shaped.clusters;
    for index in 0..clusters.len() {
        let next = clusters.get(index + 1).and_then(|next| letter(collected, next, Side::First));
        if index == 0 {
            let outer = letter(collected, &clusters[0], Side::First);
            if !unspaced && outer.and_then(mark) == Some(Mark::Opening) {
                lose_before(&mut clusters[0]);
            }
        }
        let Some(last) = letter(collected, &clusters[index], Side::Last) else { continue };
        let Some(next) = next else {
            if !unspaced && mark(last) == Some(Mark::Closing) {
                lose_after(&mut clusters[index]);
            }
            continue;
        };
        let (left, right) = (mark(last), mark(next));
        if loses_after(last, next, unspaced) {
            lose_after(&mut clusters[index]);
        }
        if loses_before(last, next, unspaced) {
            lose_before(&mut clusters[index + 1]);
        }
        // Nothing is added inside of brackets, nor in front of commas.
        if matches!(left, Some(Mark::Opening | Mark::Middle))
            || right.is_some_and(|right| right != Mark::Opening)
        {
            clusters[index].stretch = 0.0;
        }
        let pair = (styles[index], styles[index + 1]);
        if let (true, (Some(a), Some(b))) = (unspaced, pair)
            && changes_script(last, next)
            && [a, b].iter().all(|s| s.background.is_none() && s.frame.is_none())
            && a.rise == b.rise
        {
            let gap = SCRIPT_GAP * a.size.min(b.size).to_pt();
            clusters[index].width += gap;
            clusters[index].blank.after += gap;
        }
    }
}

/// The style of a cluster of running text from left to right.
fn running<'a>(collected: &Collected<'a>, cluster: &Cluster) -> Option<&'a TextStyle> {
    match collected.spans.get(cluster.span)?.content {
        Content::Text(style) if style.family == Family::Body && cluster.level == 0 => Some(style),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    First,
    Last,
}

fn letter(collected: &Collected<'_>, cluster: &Cluster, side: Side) -> Option<char> {
    let mut text = collected.text.get(cluster.start..cluster.end)?.chars();
    if side == Side::First { text.next() } else { text.next_back() }
}

/// What is empty in the square of a cluster, by its ink.
fn blank(
    fonts: &Fonts,
    collected: &Collected<'_>,
    shaped: &Shaped,
    index: usize,
    style: &TextStyle,
) -> Blank {
    let cluster = &shaped.clusters[index];
    let Some(kind) = letter(collected, cluster, Side::First).and_then(mark) else {
        return Blank::default();
    };
    let [glyph] = shaped.glyphs.get(cluster.glyphs.clone()).unwrap_or_default() else {
        return Blank::default();
    };
    let face = fonts.face(cluster.face);
    let em = f64::from(face.units_per_em.max(1));
    let advance = f64::from(face.advance(glyph.id)) / em;
    let Some((left, right)) = face.ink(glyph.id).filter(|_| advance > 0.9) else {
        return Blank::default();
    };
    let (left, right) = (f64::from(left) / em, advance - f64::from(right) / em);
    let free = |side: f64, most: f64| (side - AIR).clamp(0.0, most);
    let (before, after) = match kind {
        Mark::Opening => (free(left, HALF), 0.0),
        Mark::Middle if left >= LEFT => (free(left, QUARTER), free(right, QUARTER)),
        Mark::Closing | Mark::Point | Mark::Middle => (0.0, free(right, HALF)),
    };
    let size = style.size.to_pt() * cluster.scale;
    Blank { before: before * size, after: after * size }
}

fn lose_before(cluster: &mut Cluster) {
    cluster.width -= cluster.blank.before;
    cluster.lead -= cluster.blank.before;
    cluster.blank.before = 0.0;
}

fn lose_after(cluster: &mut Cluster) {
    cluster.width -= cluster.blank.after;
    cluster.blank.after = 0.0;
}

/// Whether a mark loses what is empty behind it because of what follows.
fn loses_after(c: char, next: char, unspaced: bool) -> bool {
    match (mark(c), mark(next)) {
        (Some(Mark::Closing | Mark::Point), Some(Mark::Closing | Mark::Point | Mark::Middle)) => {
            true
        }
        (Some(Mark::Closing | Mark::Point), None) if "\u{3000})]}.,:;!?".contains(next) => true,
        (Some(Mark::Closing), _) if !unspaced => !is_east_asian(next),
        _ => false,
    }
}

/// Whether a mark loses what is empty in front of it because of what it follows.
fn loses_before(previous: char, c: char, unspaced: bool) -> bool {
    match (mark(previous), mark(c)) {
        // One of the two halves between them is enough.
        (Some(_), Some(Mark::Opening)) => true,
        (None, Some(Mark::Opening)) if "\u{3000}([{".contains(previous) => true,
        (_, Some(Mark::Opening)) if !unspaced => !is_east_asian(previous),
        _ => false,
    }
}

/// Whether a character is set without spaces around it: Chinese, Japanese, and their marks.
fn is_east_asian(c: char) -> bool {
    is_ideographic(c) || matches!(c, '\u{3000}'..='\u{30FF}' | '\u{FF01}'..='\u{FF60}')
}

/// Whether a Chinese or Japanese letter and a Latin one or a digit stand side by side.
fn changes_script(a: char, b: char) -> bool {
    let western = |c: char| {
        c.is_ascii_digit() || matches!(script(c), Script::Latin | Script::Greek | Script::Cyrillic)
    };
    (is_ideographic(a) && western(b)) || (western(a) && is_ideographic(b))
}
