//! Which of the possible breaks are taken: the choice that makes the whole paragraph look best
//! (Knuth and Plass, "Breaking Paragraphs into Lines", 1981).

use unicode_script::Script;

use super::linebreak::{BreakKind, Opportunity};
use super::shape::{Cluster, Kind};
use super::squeeze::{self, edges};

/// More places than this are broken one line at a time: such a text is no paragraph.
const OPTIMUM_LIMIT: usize = 5000;
/// Rounding that is not taken for an overfull line, in points.
const EPSILON: f64 = 1e-6;
/// How much of a justified space may be lost.
const SPACE_SHRINK: f64 = 0.25;
/// How much a justified space may gain, in relation to itself. The space of Noto Sans KR is narrow
/// (0.224 em), so that this is less than it seems.
const SPACE_STRETCH: f64 = 1.1;
/// The same in Korean, which keeps its words whole: few breaks are worth an even edge.
const KOREAN_SPACE_STRETCH: f64 = 1.7;
/// How much a letter may be set apart from the next one, in relation to its width.
const LETTER_STRETCH: f64 = 0.018;
/// The same in Korean, whose letters stand in squares with air around them.
const KOREAN_LETTER_STRETCH: f64 = 0.035;
/// How much a Chinese or Japanese letter may be set apart, in relation to its width.
const IDEOGRAPH_STRETCH: f64 = 0.12;
/// Demerits of a line as such: fewer lines are better.
const LINE_COST: f64 = 10.0;
/// Badness that nothing exceeds.
const WORST: f64 = 10_000.0;
/// A last line shorter than this part of the measure looks lost.
const RUNT: f64 = 0.08;

/// A text to be broken.
#[derive(Debug)]
pub(super) struct Measure<'a> {
    /// The clusters of the segment.
    pub(super) clusters: &'a [Cluster],
    /// Width of the first line, in points.
    pub(super) first: f64,
    /// Width of the other lines, in points.
    pub(super) rest: f64,
    /// Width of a hyphen, in points.
    pub(super) hyphen: f64,
    /// Whether lines are even on both sides.
    pub(super) justify: bool,
}

/// Width and flexibility of the clusters before each one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) width: f64,
    pub(super) stretch: f64,
    pub(super) shrink: f64,
}

/// How much a cluster may gain and lose when its line is justified, in points. Code stays in its
/// columns.
pub(super) fn flexibility(cluster: &Cluster, rigid: bool) -> (f64, f64) {
    if rigid {
        return (0.0, 0.0);
    }
    let shrink = match cluster.kind {
        Kind::Space(_) => cluster.width * SPACE_SHRINK,
        _ => cluster.blank.sum() * squeeze::SHRINK,
    };
    (cluster.stretch, shrink)
}

/// How much a cluster of a script may gain when its line is justified, in points. The parts of
/// cursive scripts stay joined.
pub(super) fn stretch(kind: Kind, script: Script, level: u8, width: f64) -> f64 {
    let korean = script == Script::Hangul;
    width
        * match kind {
            Kind::Space(_) if korean => KOREAN_SPACE_STRETCH,
            Kind::Space(_) => SPACE_STRETCH,
            Kind::Ideograph => IDEOGRAPH_STRETCH,
            Kind::Letter if level % 2 == 1 => 0.0,
            Kind::Letter if korean => KOREAN_LETTER_STRETCH,
            Kind::Letter => LETTER_STRETCH,
            Kind::Missing(_) | Kind::Picture => 0.0,
        }
}

/// The line ends that were chosen, and whether the result is good enough to stay.
#[derive(Debug)]
pub(super) struct Choice {
    /// In order; the last is the end of the segment.
    pub(super) ends: Vec<Opportunity>,
    /// Whether no line is so loose that hyphenation should be tried.
    pub(super) good: bool,
}

/// A line end that can be reached.
#[derive(Debug, Clone, Copy)]
struct Node {
    at: usize,
    /// Index of the opportunity; none at the start.
    opportunity: Option<usize>,
    /// The node where the line starts that ends here.
    previous: usize,
    demerits: f64,
    /// Whether a line on the way here is too loose or too wide.
    poor: bool,
}

/// Chooses line ends among the opportunities, the last of which is the end.
pub(super) fn choose(measure: &Measure<'_>, sums: &[Sums], places: &[Opportunity]) -> Choice {
    let ends = trimmed_ends(measure.clusters, places);
    if places.len() > OPTIMUM_LIMIT {
        first_fit(measure, sums, places, &ends)
    } else {
        optimum_fit(measure, sums, places, &ends)
    }
}

/// For each opportunity the index behind the last cluster that is seen on the line.
fn trimmed_ends(clusters: &[Cluster], places: &[Opportunity]) -> Vec<usize> {
    let mut ends = Vec::with_capacity(places.len());
    let mut seen = 0;
    let mut at = 0;
    for place in places {
        while at < place.at {
            if clusters[at].kind != Kind::Space(true) {
                seen = at + 1;
            }
            at += 1;
        }
        ends.push(seen);
    }
    ends
}

/// A line that could be.
struct Trial {
    natural: f64,
    stretch: f64,
    shrink: f64,
    available: f64,
}

fn trial(measure: &Measure<'_>, sums: &[Sums], start: usize, end: usize, hyphen: bool) -> Trial {
    let end = end.max(start);
    let (from, to) = (sums[start], sums[end]);
    let lost = edges(measure.clusters.get(start..end).unwrap_or_default()).sum();
    // Nothing is added behind the last letter of a line.
    let inner = sums[end.saturating_sub(1).max(start)];
    Trial {
        natural: to.width - from.width - lost + if hyphen { measure.hyphen } else { 0.0 },
        stretch: inner.stretch - from.stretch,
        shrink: (to.shrink - from.shrink - lost * squeeze::SHRINK).max(0.0),
        available: if start == 0 { measure.first } else { measure.rest },
    }
}

/// The best way through all places.
fn optimum_fit(
    measure: &Measure<'_>,
    sums: &[Sums],
    places: &[Opportunity],
    ends: &[usize],
) -> Choice {
    let start = Node { at: 0, opportunity: None, previous: 0, demerits: 0.0, poor: false };
    let mut nodes = vec![start];
    let mut active = vec![0_usize];
    for (index, (place, end)) in places.iter().zip(ends).enumerate() {
        let mut best: Option<Node> = None;
        let mut latest = None;
        active.retain(|id| {
            let node = nodes[*id];
            let hyphen = place.kind == BreakKind::Hyphen;
            let line = trial(measure, sums, node.at, *end, hyphen);
            let shrink = if measure.justify { line.shrink } else { 0.0 };
            if line.natural - shrink > line.available + EPSILON {
                latest = Some(*id);
                // Without its hyphen, a later line may fit yet.
                return hyphen && line.natural - measure.hyphen - shrink <= line.available;
            }
            let (badness, poor) = badness(&line, measure.justify, place.kind);
            let double_hyphen = hyphen
                && node
                    .opportunity
                    .and_then(|i| places.get(i))
                    .is_some_and(|p| p.kind == BreakKind::Hyphen);
            let demerits = node.demerits
                + (LINE_COST + badness).powi(2)
                + penalty(place.kind, measure.justify).powi(2)
                + if double_hyphen { 10_000.0 } else { 0.0 };
            if best.is_none_or(|best| demerits < best.demerits) {
                best = Some(Node {
                    at: place.at,
                    opportunity: Some(index),
                    previous: *id,
                    demerits,
                    poor: node.poor || poor || place.kind == BreakKind::Emergency,
                });
            }
            true
        });
        // A part that is wider than the line, and cannot be broken, sticks out of it.
        if best.is_none() && (active.is_empty() || place.kind == BreakKind::End) {
            let from = latest.or(active.last().copied()).unwrap_or(0);
            best = Some(Node {
                at: place.at,
                opportunity: Some(index),
                previous: from,
                demerits: nodes[from].demerits + (LINE_COST + WORST).powi(2),
                poor: true,
            });
        }
        if let Some(node) = best {
            active.push(nodes.len());
            nodes.push(node);
        }
    }
    let last = nodes[nodes.len() - 1];
    let mut chosen = Vec::new();
    let mut node = last;
    while let Some(place) = node.opportunity.and_then(|i| places.get(i)) {
        chosen.push(*place);
        node = nodes[node.previous];
    }
    chosen.reverse();
    Choice { ends: chosen, good: !last.poor }
}

/// How bad a line that is not overfull looks, and whether it is too loose.
fn badness(line: &Trial, justify: bool, kind: BreakKind) -> (f64, bool) {
    let slack = line.available - line.natural;
    if kind == BreakKind::End {
        let runt = line.natural < line.available * RUNT;
        return (if runt { 40.0 } else { 0.0 }, false);
    }
    let empty = (slack / line.available.max(EPSILON)).clamp(0.0, 1.0);
    if !justify {
        return (100.0 * (2.0 * empty).powi(2), empty > 0.25);
    }
    if slack < 0.0 {
        return (100.0 * (-slack / line.shrink.max(EPSILON)).powi(3), false);
    }
    let ratio = slack / line.stretch.max(EPSILON);
    if ratio <= 1.0 {
        (100.0 * ratio.powi(3), false)
    } else {
        // Such a line is set ragged.
        ((200.0 + 2000.0 * empty).min(WORST), true)
    }
}

/// What a break costs besides the look of the line.
fn penalty(kind: BreakKind, justify: bool) -> f64 {
    match kind {
        BreakKind::Plain | BreakKind::End => 0.0,
        BreakKind::Separator => 40.0,
        BreakKind::Hyphen => {
            if justify {
                50.0
            } else {
                80.0
            }
        }
        BreakKind::Emergency => 2000.0,
    }
}

/// Each line as full as it can be.
fn first_fit(
    measure: &Measure<'_>,
    sums: &[Sums],
    places: &[Opportunity],
    ends: &[usize],
) -> Choice {
    let mut chosen: Vec<Opportunity> = Vec::new();
    let mut start = 0;
    let mut fitting: Option<Opportunity> = None;
    for (place, end) in places.iter().zip(ends) {
        let fits = |start: usize| {
            let line = trial(measure, sums, start, *end, place.kind == BreakKind::Hyphen);
            line.natural <= line.available + EPSILON
        };
        if !fits(start)
            && let Some(last) = fitting.take()
        {
            chosen.push(last);
            start = last.at;
        }
        if fits(start) {
            fitting = Some(*place);
        } else {
            // Wider than a line by itself.
            chosen.push(*place);
            start = place.at;
            fitting = None;
        }
    }
    let end = Opportunity { at: measure.clusters.len(), kind: BreakKind::End };
    if chosen.last() != Some(&end) {
        chosen.push(end);
    }
    Choice { ends: chosen, good: true }
}
