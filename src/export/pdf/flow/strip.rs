//! The parts of a vertical list, and how a list becomes one block where no page may cut it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::length::Abs;
use super::super::page::{Color, Item, Rect, Tag};
use super::super::paragraph::Line;
use super::super::style::Setting;

/// How firmly a strip holds on to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Keep {
    /// A page may end here.
    #[default]
    Free,
    /// A page should end elsewhere, if that does not leave much of it empty.
    Rather,
    /// A page ends here only if nothing else is possible.
    Always,
}

/// What no page break may cut. Items stand as if its top left corner, at the left edge of the
/// text, were at (0, 0).
#[derive(Debug, Clone, Default)]
pub struct Strip {
    /// Space above; dropped at the top of a page.
    pub above: Abs,
    /// Height.
    pub height: Abs,
    /// Baseline of its first line, from the top.
    pub baseline: Option<Abs>,
    /// What is drawn and clicked on.
    pub items: Vec<Item>,
    /// How firmly it holds on to the next strip.
    pub keep: Keep,
    /// The footnotes that it calls, by index.
    pub footnotes: Vec<usize>,
    /// The destinations that begin here.
    pub places: Vec<String>,
    /// The heading that begins here: its level and its words.
    pub heading: Option<(u8, String)>,
    /// What is drawn behind it: indices, the outermost first.
    pub decorations: Arc<[usize]>,
    /// What stays free above and below where a page cuts the panel that it is in.
    pub cut_padding: Abs,
    /// What is drawn again above it where it is the first on a page: the head of its table.
    pub repeat: Option<Arc<Repeat>>,
    /// Set where it is a picture that may be set smaller.
    pub scalable: Option<Scalable>,
    /// How many strips, this one included, move together where the text behind them takes their
    /// place on a page; 0 where it has to stay in its place.
    pub floats: usize,
    /// Whether it has a page of its own, with nothing above but what holds on to it.
    pub alone: bool,
}

/// Something that is drawn again on each page that its table goes on.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// Artifacts only.
    pub items: Vec<Item>,
    /// Height.
    pub height: Abs,
}

/// How a picture may change to fit a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scalable {
    /// The middle that it is scaled about.
    pub center: Abs,
    /// The smallest factor.
    pub least: f64,
}

/// A fill or a frame behind a run of strips, drawn once for each page that it is on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decoration {
    /// Left edge, from the left edge of the text.
    pub x: Abs,
    /// Width.
    pub width: Abs,
    /// Colour.
    pub color: Color,
    /// Thickness of a frame; `None` for a fill.
    pub thickness: Option<Abs>,
    /// Corner radius.
    pub radius: Abs,
}

/// Middle of the letters above the baseline, in ems: half the height of capitals, which is also
/// the middle of Hangul.
const LETTER_MIDDLE: f64 = 0.365;

impl Strip {
    /// A line of text, in the middle of its leading; higher where a picture needs it.
    #[must_use]
    pub fn line(line: Line, x: Abs, text: Setting) -> Self {
        let Line { items, ascent, descent, width: _, wraps: _, footnotes, anchors } = line;
        let natural = text.leading * 0.5 + text.size * LETTER_MIDDLE;
        let baseline = natural.max(ascent);
        let below = (text.leading - natural).max(descent);
        let mut strip = Self {
            height: baseline + below,
            baseline: Some(baseline),
            items,
            footnotes,
            places: anchors,
            ..Self::default()
        };
        for item in &mut strip.items {
            item.shift(x, baseline);
        }
        strip
    }

    /// Moves what is drawn.
    pub fn shift(&mut self, dx: Abs, dy: Abs) {
        for item in &mut self.items {
            item.shift(dx, dy);
        }
        self.baseline = self.baseline.map(|baseline| baseline + dy);
    }

    /// The strip with its pictures smaller.
    pub fn shrink(&mut self, factor: f64) {
        let Some(scalable) = self.scalable else { return };
        self.height = self.height * factor;
        for item in &mut self.items {
            if let Item::Picture { rect, .. } | Item::Link { rect, .. } = item {
                rect.x = scalable.center + (rect.x - scalable.center) * factor;
                rect.y = rect.y * factor;
                rect.width = rect.width * factor;
                rect.height = rect.height * factor;
            }
        }
    }
}

impl Decoration {
    /// The decoration behind what reaches from one height to another.
    #[must_use]
    pub fn item(&self, top: Abs, bottom: Abs) -> Item {
        let rect = Rect { x: self.x, y: top, width: self.width, height: bottom - top };
        let (color, radius, tag) = (self.color, self.radius, Tag::Artifact);
        match self.thickness {
            Some(thickness) => Item::Stroke { rect, color, thickness, radius, tag },
            None => Item::Fill { rect, color, radius, tag },
        }
    }
}

/// The height of strips below each other; the space above the first is dropped.
#[must_use]
pub fn height(strips: &[Strip]) -> Abs {
    let above: Abs = strips.iter().skip(1).map(|strip| strip.above).sum();
    above + strips.iter().map(|strip| strip.height).sum::<Abs>()
}

/// What is drawn behind strips that stand at heights: each decoration from the top of its first
/// strip to the bottom of its last one, the outermost first.
#[must_use]
pub fn backgrounds(placed: &[(Abs, Abs, &[usize])], decorations: &[Decoration]) -> Vec<Item> {
    let mut extents: BTreeMap<usize, (Abs, Abs)> = BTreeMap::new();
    for &(top, bottom, names) in placed {
        for &name in names {
            let extent = extents.entry(name).or_insert((top, bottom));
            *extent = (extent.0.min(top), extent.1.max(bottom));
        }
    }
    extents
        .iter()
        .filter_map(|(&name, &(top, bottom))| Some(decorations.get(name)?.item(top, bottom)))
        .collect()
}

/// Strips set below each other as one that cannot be cut.
#[must_use]
pub fn join(strips: Vec<Strip>, decorations: &[Decoration]) -> Strip {
    let mut joined = Strip::default();
    let mut placed = Vec::with_capacity(strips.len());
    let mut items = Vec::new();
    let mut y = Abs::ZERO;
    for (i, mut strip) in strips.into_iter().enumerate() {
        if i > 0 {
            y += strip.above;
        }
        if joined.baseline.is_none() {
            joined.baseline = strip.baseline.map(|baseline| baseline + y);
        }
        strip.shift(Abs::ZERO, y);
        placed.push((y, y + strip.height, Arc::clone(&strip.decorations)));
        y += strip.height;
        items.append(&mut strip.items);
        joined.footnotes.append(&mut strip.footnotes);
        joined.places.append(&mut strip.places);
        joined.heading = joined.heading.or(strip.heading);
    }
    let placed: Vec<_> = placed.iter().map(|(a, b, names)| (*a, *b, &**names)).collect();
    joined.items = backgrounds(&placed, decorations);
    joined.items.append(&mut items);
    joined.height = y;
    joined
}
