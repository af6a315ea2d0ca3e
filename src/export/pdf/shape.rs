//! Text to glyphs: a string with styles becomes clusters with widths.
//!
//! Text is cut where direction, face, script or style change, at spaces, and around each Chinese
//! or Japanese letter; what is left between two cuts is a word, and words are shaped once and
//! remembered. So no glyph depends on what stands on the other side of a line break.

use std::collections::BTreeSet;
use std::ops::Range;

use icu_segmenter::GraphemeClusterSegmenter;
use unicode_script::Script;

use super::bidi::Directions;
use super::collect::{Collected, Content};
use super::emoji::{is_ignorable, is_wide};
use super::fallback::face_for;
use super::fit::stretch as stretchability;
use super::font::{Fonts, builtin};
use super::page::FaceId;
use super::paragraph::{Family, TextStyle, is_chinese};
use super::script::{is_ideographic, is_neutral, is_upright, runs_left, script};
use super::squeeze::{Blank, squeeze};
use super::word::{MEMORY, Memory, PlanKey, Word};
use crate::limits;

/// Longest word that is shaped as one, in bytes.
const WORD_LIMIT: usize = 512;
/// Air on both sides of text with a background or frame, in ems.
pub(super) const PADDING: f64 = 0.16;
/// Width of the box for a character that no face has, in ems of running text.
const MISSING_WIDTH: f64 = 0.86;
/// Width of a colour emoji, in ems of the text that it stands in.
const EMOJI_WIDTH: f64 = 1.15;
/// Room behind a slanted letter in front of an upright one, in ems.
const ITALIC_CORRECTION: f64 = 0.09;
/// Slant of upright faces set as italic: the tangent of about 11 degrees.
pub(super) const SLANT: f64 = 0.2;

/// The smallest part of a text that a line can begin or end with.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    /// First byte in the collected text.
    pub(super) start: usize,
    /// The byte behind the last one.
    pub(super) end: usize,
    /// Index of the span that it is part of.
    pub(super) span: usize,
    /// How far the next cluster is from this one, in points.
    pub(super) width: f64,
    /// How much of the width lies to the left of the glyphs, in points.
    pub(super) lead: f64,
    /// The glyphs, in [`Shaped::glyphs`].
    pub(super) glyphs: Range<usize>,
    /// The face of the glyphs.
    pub(super) face: FaceId,
    /// The size of the glyphs in relation to the style's.
    pub(super) scale: f64,
    /// Whether the glyphs are slanted.
    pub(super) slanted: bool,
    /// Bidirectional level.
    pub(super) level: u8,
    /// What it is to the line breaker.
    pub(super) kind: Kind,
    /// What a line may take from its width.
    pub(super) blank: Blank,
    /// How much a justified line may add to its width, in points.
    pub(super) stretch: f64,
}

/// What a cluster is to the line breaker and the drawer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter or sign.
    Letter,
    /// A Chinese or Japanese letter or sign.
    Ideograph,
    /// A space that may stretch; `true` where a line may end in it.
    Space(bool),
    /// A character that no face has.
    Missing(char),
    /// A picture.
    Picture,
}

/// A glyph of a cluster, in points from the left end of the cluster's glyphs.
#[derive(Debug, Clone)]
pub(super) struct PlacedGlyph {
    pub(super) id: u16,
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The clusters of a text in logical order.
#[derive(Debug, Default)]
pub(super) struct Shaped {
    pub(super) clusters: Vec<Cluster>,
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// Characters that no face has.
    pub(super) missing: BTreeSet<char>,
}

/// A stretch of text with the same properties.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: usize,
    span: usize,
    face: FaceId,
    script: Script,
    level: u8,
}

/// Shapes the part of a text between two forced line ends.
pub(super) fn shape(
    fonts: &Fonts,
    collected: &Collected<'_>,
    directions: &Directions,
    language: &str,
    segment: Range<usize>,
) -> Shaped {
    let mut out = Shaped::default();
    MEMORY.with_borrow_mut(|memory| {
        let chinese = is_chinese(language);
        let language = memory.language(language);
        let mut shaper = Shaper { fonts, collected, language, chinese, memory, out: &mut out };
        shaper.segment(directions, segment);
    });
    if !directions.right_to_left {
        squeeze(fonts, collected, language, &mut out);
    }
    straighten(collected, &mut out.clusters);
    pad(collected, &mut out.clusters);
    out
}

/// The state of shaping one segment.
struct Shaper<'a, 'b> {
    fonts: &'a Fonts,
    collected: &'a Collected<'a>,
    language: usize,
    /// Whether the text is Chinese.
    chinese: bool,
    memory: &'b mut Memory,
    out: &'b mut Shaped,
}

impl Shaper<'_, '_> {
    fn segment(&mut self, directions: &Directions, segment: Range<usize>) {
        let (fonts, collected) = (self.fonts, self.collected);
        let Some(whole) = collected.text.get(segment.clone()) else { return };
        let mut span = collected.spans.partition_point(|span| span.end <= segment.start);
        let mut current: Option<Stretch> = None;
        // Neutral characters at the start take the script of the first letter.
        let mut last_script =
            whole.chars().map(script).find(|s| !is_neutral(*s)).unwrap_or(Script::Common);
        for_each_grapheme(whole, |range| {
            let (start, end) = (segment.start + range.start, segment.start + range.end);
            while collected.spans.get(span).is_some_and(|s| s.end <= start) {
                span += 1;
            }
            let Some(styled) = collected.spans.get(span) else { return };
            let Some(first) = whole[range.clone()].chars().next() else { return };
            let level = directions.level(start);
            let style = match styled.content {
                Content::Text(style) => style,
                Content::Picture { width, .. } => {
                    self.finish(current.take(), start);
                    self.simple(start..end, span, level, Kind::Picture, width.to_pt());
                    return;
                }
            };
            if whole[range.clone()].chars().all(is_ignorable) {
                // It goes with the word that it stands in, and draws nothing at its start.
                if current.is_none_or(|c| c.span != span) {
                    self.finish(current.take(), start);
                    self.simple(start..end, span, level, Kind::Letter, 0.0);
                }
                return;
            }
            let own = script(first);
            let script = if is_neutral(own) { last_script } else { own };
            last_script = script;
            let cluster = &whole[range.clone()];
            let bold = style.bold || style.emphasis && runs_left(script);
            let Some(face) = face_for(fonts, style.family, bold, self.chinese, cluster) else {
                self.finish(current.take(), start);
                self.uncovered(start..end, span, style, script, level);
                return;
            };
            let next = Stretch { start, span, face, script, level };
            let alone = first.is_whitespace()
                || is_ideographic(first)
                || is_fullwidth_mark(first)
                || face == builtin::COLOR_EMOJI;
            let goes_on = current.is_some_and(|c| {
                !alone
                    && (c.span, c.face, c.script, c.level) == (span, face, script, level)
                    && end - c.start <= WORD_LIMIT
            });
            if !goes_on {
                self.finish(current.replace(next), start);
            }
            if alone {
                self.finish(current.take(), end);
            }
        });
        self.finish(current, segment.end);
    }

    /// A cluster without glyphs of its own.
    fn simple(&mut self, range: Range<usize>, span: usize, level: u8, kind: Kind, width: f64) {
        let glyphs = self.out.glyphs.len();
        self.out.clusters.push(Cluster {
            start: range.start,
            end: range.end,
            span,
            width,
            lead: 0.0,
            glyphs: glyphs..glyphs,
            face: builtin::KOREAN,
            scale: 1.0,
            slanted: false,
            level,
            kind,
            blank: Blank::default(),
            stretch: 0.0,
        });
    }

    /// A cluster that no face has as a whole: its characters one by one.
    fn uncovered(
        &mut self,
        range: Range<usize>,
        span: usize,
        style: &TextStyle,
        script: Script,
        level: u8,
    ) {
        let (fonts, collected) = (self.fonts, self.collected);
        let text = &collected.text;
        let mut start = range.start;
        for c in text[range].chars() {
            let end = start + c.len_utf8();
            if is_ignorable(c) {
                self.simple(start..end, span, level, Kind::Letter, 0.0);
            } else if let Some(face) =
                face_for(fonts, style.family, style.bold, self.chinese, &text[start..end])
            {
                self.finish(Some(Stretch { start, span, face, script, level }), end);
            } else {
                self.missing(start..end, span, style, level, c);
            }
            start = end;
        }
    }

    /// A box for a character that no face has.
    fn missing(&mut self, range: Range<usize>, span: usize, style: &TextStyle, level: u8, c: char) {
        self.out.missing.insert(c);
        let size = style.size.to_pt();
        let width = match style.family {
            Family::Body => MISSING_WIDTH * size,
            Family::Code => column(self.fonts) * size * if is_wide(c) { 2.0 } else { 1.0 },
        };
        self.simple(range, span, level, Kind::Missing(c), width + style.tracking.to_pt());
    }

    /// A colour emoji, or several side by side that stand for one sequence, each of a width. The
    /// glyphs carry the text and are as wide as their room, so that no reader sees a gap beside
    /// them; what is seen of them is drawn smaller.
    fn painted(
        &mut self,
        range: Range<usize>,
        stretch: &Stretch,
        style: &TextStyle,
        glyphs: &[(u16, i32, i32)],
        width: f64,
    ) {
        let em = style.size.to_pt();
        let from = self.out.glyphs.len();
        let mut all = 0.0;
        for (id, _, _) in glyphs {
            self.out.glyphs.push(PlacedGlyph { id: *id, x: all, y: 0.0 });
            all += width;
        }
        self.out.clusters.push(Cluster {
            start: range.start,
            end: range.end,
            span: stretch.span,
            width: all + style.tracking.to_pt(),
            lead: 0.0,
            glyphs: from..self.out.glyphs.len(),
            face: stretch.face,
            // All glyphs of this face are one em wide.
            scale: if em > 0.0 { width / em } else { 1.0 },
            slanted: false,
            level: stretch.level,
            kind: Kind::Letter,
            blank: Blank::default(),
            stretch: 0.0,
        });
    }

    /// Shapes a stretch that ends before a byte.
    fn finish(&mut self, stretch: Option<Stretch>, end: usize) {
        let Some(stretch) = stretch else { return };
        let (fonts, collected) = (self.fonts, self.collected);
        let text = &collected.text;
        let Some(word) = text.get(stretch.start..end) else { return };
        let Some(Content::Text(style)) = collected.spans.get(stretch.span).map(|span| span.content)
        else {
            return;
        };
        let mut key = PlanKey {
            face: stretch.face,
            script: tag(stretch.script),
            right_to_left: stretch.level % 2 == 1,
            // Without them an emoji sequence falls apart.
            ligatures: style.family == Family::Body || stretch.face == builtin::COLOR_EMOJI,
            language: self.language,
        };
        let mut shaped = self.memory.word(fonts, key, word);
        if stretch.face == builtin::COLOR_EMOJI && !is_painted(fonts, &shaped, 1) {
            // A sequence that the colour face lacks is one glyph of the other face, else its parts
            // side by side.
            let plain = self.memory.word(fonts, PlanKey { face: builtin::EMOJI, ..key }, word);
            let whole = matches!(plain.glyphs.as_slice(), [(id, _, _)] if *id != 0);
            if whole || !is_painted(fonts, &shaped, usize::MAX) {
                key.face = builtin::EMOJI;
                shaped = plain;
            }
        }
        let stretch = Stretch { face: key.face, ..stretch };
        let face = fonts.face(stretch.face);
        let per_unit = style.size.to_pt() / f64::from(face.units_per_em.max(1));
        let slanted = style.italic && !is_upright(stretch.script) && !is_emoji(stretch.face);
        let first = word.chars().next();
        let kind = match first {
            Some(' ') => Kind::Space(true),
            Some('\u{A0}') => Kind::Space(false),
            Some(c) if is_ideographic(c) || is_fullwidth_mark(c) => Kind::Ideograph,
            _ => Kind::Letter,
        };
        for cluster in &shaped.clusters {
            let range = stretch.start + cluster.text.start..stretch.start + cluster.text.end;
            let glyphs = &shaped.glyphs[cluster.glyphs.clone()];
            if glyphs.iter().any(|glyph| glyph.0 == 0) {
                let letters = &text[range.clone()];
                match letters.chars().find(|c| !face.covers(*c) && !is_ignorable(*c)) {
                    Some(c) => self.missing(range, stretch.span, style, stretch.level, c),
                    None => self.simple(range, stretch.span, stretch.level, Kind::Letter, 0.0),
                }
                continue;
            }
            let natural = f64::from(cluster.advance) * per_unit;
            let columns = column(fonts) * style.size.to_pt();
            let fitted = match style.family {
                _ if stretch.face == builtin::COLOR_EMOJI => {
                    let code = style.family == Family::Code;
                    let width = if code { 2.0 * columns } else { EMOJI_WIDTH * style.size.to_pt() };
                    self.painted(range, &stretch, style, glyphs, width);
                    continue;
                }
                Family::Code if !is_mono(stretch.face) && stretch.level.is_multiple_of(2) => {
                    let wide = text[range.clone()].chars().next().is_some_and(is_wide);
                    let (width, most) =
                        if wide { (2.0 * columns, WIDE_GROWTH) } else { (columns, 1.0) };
                    fit(natural, width, most)
                }
                _ => Fitted { width: natural, lead: 0.0, scale: 1.0 },
            };
            let width = fitted.width + style.tracking.to_pt();
            let from = self.out.glyphs.len();
            self.out.glyphs.extend(glyphs.iter().map(|(id, x, y)| PlacedGlyph {
                id: *id,
                x: f64::from(*x) * per_unit * fitted.scale,
                y: f64::from(*y) * per_unit * fitted.scale,
            }));
            self.out.clusters.push(Cluster {
                start: range.start,
                end: range.end,
                span: stretch.span,
                width,
                lead: fitted.lead,
                glyphs: from..self.out.glyphs.len(),
                face: stretch.face,
                scale: fitted.scale,
                slanted,
                level: stretch.level,
                kind,
                blank: Blank::default(),
                stretch: stretchability(kind, stretch.script, stretch.level, width),
            });
        }
    }
}

/// How much larger East Asian letters may become in code: they are narrower than two columns, and
/// at their own size a word of Hangul falls apart into letters.
const WIDE_GROWTH: f64 = 1.2;

/// Whether a face is one of emoji.
fn is_emoji(face: FaceId) -> bool {
    matches!(face, builtin::EMOJI | builtin::COLOR_EMOJI)
}

/// Whether a word is one or more glyphs of the colour face, at most so many, and nothing else.
fn is_painted(fonts: &Fonts, word: &Word, most: usize) -> bool {
    let face = fonts.face(builtin::COLOR_EMOJI);
    let ids = word.glyphs.iter().map(|(id, _, _)| *id);
    (1..=most).contains(&word.glyphs.len()) && ids.into_iter().all(|id| face.is_layered(id))
}

/// How glyphs of another face sit in the columns of code.
struct Fitted {
    width: f64,
    lead: f64,
    scale: f64,
}

/// Centres glyphs in a number of columns: smaller where they are too wide, and larger, up to a
/// factor, where they would stand apart.
fn fit(natural: f64, width: f64, most: f64) -> Fitted {
    if natural <= 0.0 {
        return Fitted { width: 0.0, lead: 0.0, scale: 1.0 };
    }
    let scale = (width / natural).min(most);
    Fitted { width, lead: (width - natural * scale) / 2.0, scale }
}

/// The width of a column of code, in ems.
pub(super) fn column(fonts: &Fonts) -> f64 {
    let mono = fonts.face(builtin::MONO);
    let advance = mono.glyph('m').map_or(mono.units_per_em / 2, |glyph| mono.advance(glyph));
    f64::from(advance) / f64::from(mono.units_per_em.max(1))
}

/// Whether a face is one of the monospaced ones.
fn is_mono(face: FaceId) -> bool {
    face == builtin::MONO || face.0 == builtin::MONO.0 + 1
}

/// Whether a character is punctuation, or a sign among Japanese letters, as wide as an ideograph.
fn is_fullwidth_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{30A0}' | '\u{30FB}' | '\u{30FC}'
        | '\u{FF01}'..='\u{FF60}')
}

/// The ISO 15924 tag of a script.
fn tag(script: Script) -> [u8; 4] {
    script.short_name().as_bytes().try_into().unwrap_or(*b"Zyyy")
}

/// Makes room between a slanted letter and an upright one behind it, into which its top would lean.
fn straighten(collected: &Collected<'_>, clusters: &mut [Cluster]) {
    for i in 1..clusters.len() {
        let [slanted, upright] = &mut clusters[i - 1..=i] else { continue };
        let leans = slanted.slanted && !upright.slanted && slanted.level.is_multiple_of(2);
        let style = collected.spans.get(slanted.span).map(|span| span.content);
        let Some(Content::Text(style)) = style.filter(|_| leans) else { continue };
        let next = collected.text.get(upright.start..upright.end).and_then(|t| t.chars().next());
        // Points stand below the top of the letter.
        let tall = next.is_some_and(|c| !c.is_whitespace() && !".,:;…".contains(c));
        if tall && style.family == Family::Body {
            slanted.width += ITALIC_CORRECTION * style.size.to_pt();
        }
    }
}

/// Makes room beside text with a background or a frame.
fn pad(collected: &Collected<'_>, clusters: &mut [Cluster]) {
    let boxed = |span: usize| match collected.spans.get(span).map(|s| s.content) {
        Some(Content::Text(style)) if style.background.is_some() || style.frame.is_some() => {
            Some(style)
        }
        _ => None,
    };
    let alike = |a: usize, b: usize| match (boxed(a), boxed(b)) {
        (Some(a), Some(b)) => (a.background, a.frame) == (b.background, b.frame),
        _ => false,
    };
    for i in 0..clusters.len() {
        let span = clusters[i].span;
        let Some(style) = boxed(span) else { continue };
        let air = PADDING * style.size.to_pt();
        let first = i == 0 || (clusters[i - 1].span != span && !alike(clusters[i - 1].span, span));
        let last = clusters.get(i + 1).is_none_or(|n| n.span != span && !alike(n.span, span));
        let cluster = &mut clusters[i];
        let reversed = cluster.level % 2 == 1;
        if first || last {
            let both = if first && last { 2.0 } else { 1.0 };
            cluster.width += air * both;
            if (first && !reversed) || (last && reversed) {
                cluster.lead += air;
            }
        }
    }
}

/// Calls back with the byte range of each extended grapheme cluster.
fn for_each_grapheme(text: &str, mut call: impl FnMut(Range<usize>)) {
    // Most text has one character a cluster; it need not be asked for.
    if text.chars().all(stands_alone) {
        for (at, c) in text.char_indices() {
            call(at..at + c.len_utf8());
        }
        return;
    }
    let mut start = 0;
    for end in GraphemeClusterSegmenter::new().segment_str(text) {
        // A cluster without end would take the square of its length.
        while let Some((cut, _)) =
            text[start..end].char_indices().nth(limits::CLUSTER_CHARACTERS).filter(|_| end > start)
        {
            call(start..start + cut);
            start += cut;
        }
        if end > start {
            call(start..end);
            start = end;
        }
    }
}

/// Whether a character never joins another one into a grapheme cluster.
fn stands_alone(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '\u{A0}'..='\u{AC}'
            | '\u{AE}'..='\u{2FF}'
            | '\u{370}'..='\u{482}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205E}'
            | '\u{2190}'..='\u{2BFF}'
            | '\u{3000}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{309B}'..='\u{312F}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{FF01}'..='\u{FF9D}'
    )
}
