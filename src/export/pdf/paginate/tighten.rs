//! The last page: a few lines alone on a sheet of paper are a waste of it, so the pages before take
//! them in where a little less space is enough, and else give some of theirs away.

use super::super::flow::strip::Strip;
use super::super::length::Abs;
use super::super::style::Style;
use super::{List, pages};

/// A last page with less than this share of text is worth to be saved.
const SHORT: f64 = 0.2;

/// How many lines a last page should have at least.
const LEAST_LINES: f64 = 5.0;

/// What is tried to save a page, the gentlest first: factors of the space between blocks, and of
/// pictures.
const TIGHTER: [(f64, f64); 4] = [(0.92, 1.0), (0.85, 1.0), (0.9, 0.88), (0.8, 0.75)];

/// What is tried to fill the last page.
const LOOSER: [(f64, f64); 3] = [(1.08, 1.0), (1.16, 1.0), (1.3, 1.0)];

/// Changes the space of a list so that its last page is worth its paper, where that can be.
pub(super) fn tighten(list: &mut List, style: &Style) {
    let bare = skeleton(list);
    let plan = pages(bare.clone(), style);
    let count = plan.pages.len();
    if count < 2 || plan.used > style.page.depth() * SHORT {
        return;
    }
    for change in TIGHTER {
        let mut tried = bare.clone();
        apply(&mut tried, change);
        if pages(tried, style).pages.len() < count {
            return apply(list, change);
        }
    }
    let least = style.text.leading * LEAST_LINES;
    if plan.used >= least {
        return;
    }
    for change in LOOSER {
        let mut tried = bare.clone();
        apply(&mut tried, change);
        let tried = pages(tried, style);
        if tried.pages.len() == count && tried.used >= least {
            return apply(list, change);
        }
    }
}

/// A list with nothing to draw: all that decides where pages end.
pub(super) fn skeleton(list: &List) -> List {
    let bare = |strip: &Strip| Strip {
        above: strip.above,
        height: strip.height,
        baseline: strip.baseline,
        items: Vec::new(),
        keep: strip.keep,
        footnotes: strip.footnotes.clone(),
        places: strip.places.clone(),
        heading: strip.heading.clone(),
        decorations: strip.decorations.clone(),
        cut_padding: strip.cut_padding,
        repeat: strip.repeat.clone(),
        scalable: strip.scalable,
        floats: strip.floats,
        alone: strip.alone,
    };
    List {
        strips: list.strips.iter().map(bare).collect(),
        notes: list.notes.iter().map(|note| note.iter().map(bare).collect()).collect(),
        decorations: list.decorations.clone(),
    }
}

fn apply(list: &mut List, (space, pictures): (f64, f64)) {
    for strip in &mut list.strips {
        // Lines of a paragraph have no space between them, and so keep their leading.
        strip.above = strip.above * space;
        if let Some(scalable) = strip.scalable.filter(|_| strip.height > Abs::ZERO) {
            strip.shrink(pictures.max(scalable.least));
        }
    }
}
