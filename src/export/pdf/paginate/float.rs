//! Figures and turned tables that would leave a page too empty: the text behind them comes first.

use std::ops::Range;

use super::super::flow::strip::{self, Keep, Strip};
use super::super::length::Abs;
use super::{LOOK_AHEAD, Notes, fill, lead};

/// A larger empty share of a page is filled with the text that follows a figure.
const LARGE_GAP: f64 = 0.2;

/// The same for what has a page of its own: text flows past it in any case.
const ALONE_GAP: f64 = 0.05;

/// A larger one is filled with the text of the next section, too, and parts a figure from the
/// line that announces it.
const HUGE_GAP: f64 = 1.0 / 3.0;

/// Whether the page ends too early because of something that the text behind it could trade
/// places with: its strips.
pub(super) fn next(strips: &[Strip], start: usize, end: usize, depth: Abs) -> Option<Range<usize>> {
    let page = strips.get(start..end)?;
    if page.last()?.alone {
        return None;
    }
    // A heading in between goes where the text below it goes. What announces the figure should
    // be followed by it, but not at any price.
    let behind = strips.get(end..)?;
    let leading = behind.iter().take(LOOK_AHEAD);
    let leading = leading.take_while(|s| s.floats == 0 && s.keep != Keep::Free).count();
    let announced = behind[..leading].iter().any(|strip| strip.keep == Keep::Rather);
    let at = end + leading;
    let first = strips.get(at).filter(|first| first.floats > 0)?;
    let limit = match (first.alone, announced) {
        (true, _) => ALONE_GAP,
        (false, false) => LARGE_GAP,
        (false, true) => HUGE_GAP,
    };
    let is_gap = empty(strips, start, end, depth) > limit;
    is_gap.then_some(at..at + first.floats)
}

/// Moves text from behind a figure before it, as much as fits on the page, and returns where the
/// page ends then. The figure is first on the next one.
pub(super) fn fill_with_text(
    strips: &mut [Strip],
    start: usize,
    end: usize,
    figure: Range<usize>,
    notes: &Notes,
    depth: Abs,
) -> usize {
    let is_text = |strip: &&Strip| strip.scalable.is_none() && strip.floats == 0 && !strip.alone;
    let behind = || strips.get(figure.end..).unwrap_or_default().iter().take(LOOK_AHEAD);
    // Text of the next section comes before a figure of this one only where it has to.
    let section = behind().take_while(|s| is_text(s) && s.heading.is_none()).count();
    let sections = behind().take_while(is_text).count();
    let (mut reached, gap) = trade(strips, start, end, &figure, section, notes, depth);
    // A heading of its own is no heading for text of the next section.
    let above = strips.get(start..figure.start).and_then(<[Strip]>::last);
    let is_led = above.is_some_and(|strip| strip.keep == Keep::Always);
    if gap > HUGE_GAP && sections > section && (section > 0 || !is_led) {
        reached = trade(strips, start, end, &figure, sections, notes, depth).0;
    }
    if reached <= figure.start {
        return end;
    }
    if let Some(first) = strips.get_mut(figure.start) {
        first.floats = 0;
    }
    let count = figure.len();
    // A paragraph that is parted by the figure goes on with the space that was above it.
    let above = strips.get(figure.start).map_or(Abs::ZERO, |first| first.above);
    if let Some(traded) = strips.get_mut(figure.start..reached + count) {
        traded.rotate_left(count);
    }
    if let Some(next) = strips.get_mut(reached + count) {
        next.above = next.above.max(above);
    }
    reached
}

/// Where the page would end, and the share of it that would stay empty, if so many strips behind
/// a figure stood before it. Leaves all in its order.
fn trade(
    strips: &mut [Strip],
    start: usize,
    end: usize,
    figure: &Range<usize>,
    text: usize,
    notes: &Notes,
    depth: Abs,
) -> (usize, f64) {
    let count = figure.len();
    let behind = strips.get(figure.end..figure.end + text).unwrap_or_default();
    // What holds on to something that does not come with it stays behind.
    let kept = behind.iter().rev().take_while(|strip| strip.keep == Keep::Always).count();
    let text = behind.len() - kept;
    if text == 0 {
        return (end, empty(strips, start, end, depth));
    }
    let traded = figure.start..figure.end + text;
    strips[traded.clone()].rotate_left(count);
    // The figure is hidden from the filling, so that the page ends within the text.
    let reached = fill(&mut strips[..figure.start + text], start, notes, depth).max(end);
    let gap = empty(strips, start, reached, depth);
    strips[traded].rotate_right(count);
    (reached, gap)
}

/// The share of a page that some strips leave empty.
fn empty(strips: &[Strip], start: usize, end: usize, depth: Abs) -> f64 {
    let used = lead(strips, start) + strip::height(strips.get(start..end).unwrap_or_default());
    (depth - used) / depth
}
