//! Blocks of code on a light panel, with their language and their parts told apart, and formulas as their
//! source.

use super::super::highlight;
use super::super::length::{Abs, Em};
use super::super::page::{Role, Tag};
use super::super::paragraph::{self, Alignment, Family, Line, Piece, TextStyle};
use super::super::style::Setting;
use super::text::{formula as report_formula, plain_style};
use super::{Column, Decoration, Flow, Keep, Strip, strip};
use crate::span::Span;

/// The bar at the start side of a panel.
const BAR: Abs = Abs::pt(2.0);

/// Size of the label and of line numbers, as a share of the code's.
const SMALL: f64 = 0.8;

/// Least space between a line of code and the label beside it.
const LABEL_GAP: Em = Em::new(1.5);

/// What a label above the first line of code adds to its height, as a share of the leading: the
/// mark of a line that goes on stands clear of it.
const LABEL_ABOVE: f64 = 0.95;

/// The smallest share of its size that code is set at so that none of its lines is broken: about
/// eighty letters, which programs are written to, then fit on A4.
const LEAST_SCALE: f64 = 0.82;

/// The same for drawings made of letters, which mean nothing once a line of them is broken.
const LEAST_SCALE_OF_DRAWINGS: f64 = 0.65;

/// The largest drawing of letters that no page cuts, as a share of the page.
const LARGEST_WHOLE: f64 = 0.4;

/// How many lines of code that say something stay together on either side of a page break.
const TOGETHER: usize = 2;

/// Between line numbers and the code.
const NUMBER_GAP: Em = Em::new(1.2);

/// Sets a block of code. The panel is drawn on each page that the code is on.
pub fn block(flow: &mut Flow, column: Column, language: &str, text: &str, span: Span) {
    let outer = flow.tree.add(column.node, Role::Paragraph);
    let node = flow.tree.add(outer, Role::Code);
    let style = flow.style;
    let padding = style.code_padding.min(column.width * 0.1);
    let panel = Decoration {
        x: column.x,
        width: column.width,
        color: style.colors.panel,
        thickness: None,
        radius: Abs::ZERO,
    };
    let bar = flow.bar(column, BAR, style.colors.rule);
    let inner = Column { x: column.x + padding, width: column.width - padding * 2.0, ..column };

    flow.space(column.gap);
    flow.decorated([panel, bar], padding, |flow| {
        let start = flow.strips.len();
        let first = source(flow, inner, language, text, Tag::Node(node), span);
        flow.pad(start, padding * 0.75, padding * 0.75);
        if let Some(label) = highlight::label(language) {
            tell_language(flow, inner, start, first, label);
        }
    });
    flow.space(column.gap * 1.25);
}

/// Sets a formula as its TeX source.
pub fn formula(flow: &mut Flow, column: Column, tex: &str, span: Span) {
    report_formula(flow, span);
    let outer = flow.tree.add(column.node, Role::Paragraph);
    let node = flow.tree.add_alt(outer, Role::Formula, tex);
    flow.space(column.gap);
    let inner = column.indented(column.text.size * 2.0, flow.right_to_left);
    let set = code_setting(flow, column);
    let style = code_style(flow, set);
    let pieces = [Piece::Text { text: tex.into(), style, tag: Tag::Node(node), link: None }];
    let lines = code_lines(flow, &pieces, inner.width, set, span);
    flow.push_lines(inner.x, set, lines, Keep::Free);
    flow.space(column.gap);
}

/// In cells and notes code shrinks along with the text.
fn code_setting(flow: &Flow, column: Column) -> Setting {
    flow.style.code.scaled((column.text.size / flow.style.text.size).min(1.0))
}

fn code_style(flow: &Flow, set: Setting) -> TextStyle {
    TextStyle { family: Family::Code, ..plain_style(set, flow.style.colors.text) }
}

/// The share of its size at which no line of a block is broken, where that is not too small and there is need.
fn fitting(
    flow: &Flow,
    column: Column,
    language: &str,
    text: &str,
    lines: &[Line],
    pieces: &[Piece],
    width: Abs,
) -> Option<f64> {
    if !lines.iter().any(|line| line.wraps) {
        return None;
    }
    let mut options = flow.options(width, Alignment::Left, None);
    options.preserve = true;
    options.right_to_left = Some(false);
    let (_, longest) = paragraph::widths(flow.fonts, pieces, &options);
    let least = if is_drawing(language, text) { LEAST_SCALE_OF_DRAWINGS } else { LEAST_SCALE };
    // What is in a cell or a note is small already.
    let least = least * (flow.style.text.size / column.text.size).max(1.0);
    // A hair less, so that rounding breaks no line.
    let scale = width / longest * 0.999;
    (scale >= least && scale < 1.0).then_some(scale)
}

/// Whether a text without a language is a drawing: boxes, trees, arrows, tables.
fn is_drawing(language: &str, text: &str) -> bool {
    if !matches!(language, "" | "text" | "txt" | "plain" | "plaintext" | "ascii" | "none") {
        return false;
    }
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let drawn = |line: &&str| {
        line.contains(['|', '\u{2191}', '\u{2193}'])
            || line.contains("--")
            || line.contains("__")
            || line.contains(|c| matches!(c, '\u{2500}'..='\u{259F}'))
    };
    lines().filter(drawn).count() * 2 >= lines().count()
}

/// Keeps lines that say something together at either end of a block, so that no page ends with a lone first
/// line and the blank one below it; lines that go on; and all of a block that is to stay whole. `lines` tells
/// for each strip whether a line of the text begins in it.
fn keep_together(strips: &mut [Strip], text: &str, lines: &[bool], whole: bool) {
    // Which strips show a line that is not blank; what a line goes on with is not.
    let mut source = text.lines().map(|line| !line.trim().is_empty());
    let mut says = Vec::with_capacity(strips.len());
    for &starts in lines {
        let says_something =
            if starts { source.next().unwrap_or(false) } else { says.last() == Some(&true) };
        says.push(says_something);
    }
    let ends = |says: &mut dyn Iterator<Item = &bool>| {
        let mut seen = 0;
        says.take_while(|says| {
            seen += usize::from(**says);
            seen < TOGETHER
        })
        .count()
    };
    let (head, tail) = (ends(&mut says.iter()), ends(&mut says.iter().rev()));
    let count = strips.len();
    for (i, strip) in strips.iter_mut().enumerate().take(count.saturating_sub(1)) {
        let goes_on = lines.get(i + 1) == Some(&false);
        strip.keep = match () {
            () if whole || i < head || i + 1 + tail >= count => Keep::Always,
            () if goes_on => Keep::Rather,
            () => Keep::Free,
        };
    }
}

/// Lines of code: spaces and blank lines kept, long lines wrapped with a mark. Returns how far the first
/// line reaches.
fn source(
    flow: &mut Flow,
    column: Column,
    language: &str,
    text: &str,
    tag: Tag,
    span: Span,
) -> Abs {
    let mut set = code_setting(flow, column);
    let plain = code_style(flow, set);
    let piece = |text: &str, style: &TextStyle| Piece::Text {
        text: text.into(),
        style: style.clone(),
        tag,
        link: None,
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    for (range, class) in highlight::highlight(language, text) {
        if from < range.start {
            pieces.push(piece(&text[from..range.start], &plain));
        }
        let ink = flow.style.code_ink(class);
        let style =
            TextStyle { color: ink.color, bold: ink.bold, italic: ink.italic, ..plain.clone() };
        pieces.push(piece(&text[range.clone()], &style));
        from = range.end;
    }
    if from < text.len() || pieces.is_empty() {
        pieces.push(piece(&text[from..], &plain));
    }

    let count = text.lines().count();
    let numbers = if flow.style.line_numbers && count > 1 {
        let small = small_style(flow, set);
        (1..=count).map(|number| small_line(flow, &number.to_string(), &small)).collect()
    } else {
        Vec::new()
    };
    let gutter = match numbers.last() {
        Some(widest) => widest.width + NUMBER_GAP.at(set.size),
        None => Abs::ZERO,
    };
    let width = column.width - gutter;
    let found = flow.findings.len();
    let mut lines = code_lines(flow, &pieces, width, set, span);
    if let Some(scale) = fitting(flow, column, language, text, &lines, &pieces, width) {
        set = set.scaled(scale);
        for piece in &mut pieces {
            if let Piece::Text { style, .. } = piece {
                style.size = set.size;
            }
        }
        flow.findings.truncate(found);
        lines = code_lines(flow, &pieces, width, set, span);
    }
    // The mark of a line that goes on is at the end of the measure.
    let first = lines.first().map_or(Abs::ZERO, |line| if line.wraps { width } else { line.width });
    let starts: Vec<bool> = std::iter::once(true)
        .chain(lines.iter().map(|line| !line.wraps))
        .take(lines.len())
        .collect();
    let start = flow.strips.len();
    flow.push_lines(column.x + gutter, set, lines, Keep::Free);
    let set_lines = &mut flow.strips[start..];
    let whole = is_drawing(language, text)
        && strip::height(set_lines) < flow.style.page.depth() * LARGEST_WHOLE;
    keep_together(set_lines, text, &starts, whole);

    // A line that goes on below keeps its one number.
    let mut numbers = numbers.into_iter();
    for (strip, _) in flow.strips[start..].iter_mut().zip(starts).filter(|(_, starts)| *starts) {
        let Some(number) = numbers.next() else { break };
        let x = column.x + gutter - NUMBER_GAP.at(set.size) - number.width;
        let y = strip.baseline.unwrap_or(set.size);
        strip.items.extend(number.items.into_iter().map(|mut item| {
            item.shift(x, y);
            item
        }));
    }
    first + gutter
}

/// Breaks code into lines.
fn code_lines(
    flow: &mut Flow,
    pieces: &[Piece],
    width: Abs,
    set: Setting,
    span: Span,
) -> Vec<Line> {
    let mut mark = code_style(flow, set);
    mark.color = flow.style.colors.muted;
    let mut options = flow.options(width, Alignment::Left, Some(span));
    options.preserve = true;
    options.hyphenate = false;
    options.right_to_left = Some(false);
    options.hanging_indent = Em::new(1.2).at(set.size).min(width * 0.2);
    options.wrap_mark = Some(mark);
    paragraph::paragraph(flow.fonts, pieces, &options, &mut flow.findings)
}

/// How what is no part of the code looks.
fn small_style(flow: &Flow, set: Setting) -> TextStyle {
    plain_style(set.scaled(SMALL), flow.style.colors.muted)
}

/// A short text that is no part of the code.
fn small_line(flow: &mut Flow, text: &str, style: &TextStyle) -> Line {
    let pieces =
        [Piece::Text { text: text.into(), style: style.clone(), tag: Tag::Artifact, link: None }];
    let mut options = flow.options(flow.style.page.width, Alignment::Left, None);
    options.right_to_left = Some(false);
    let lines = paragraph::paragraph(flow.fonts, &pieces, &options, &mut Vec::new());
    lines.into_iter().next().unwrap_or_default()
}

/// Writes the language into the upper right corner of a panel: beside the first line of code where that
/// leaves room, else above it.
fn tell_language(flow: &mut Flow, column: Column, start: usize, first: Abs, language: &str) {
    let set = code_setting(flow, column);
    let style = small_style(flow, set);
    let label = small_line(flow, language, &style);
    let beside = first + LABEL_GAP.at(set.size) + label.width <= column.width;
    let x = column.x + column.width - label.width;
    if label.width > column.width {
        return;
    }
    let Some(strip) = flow.strips.get_mut(start) else { return };
    if !beside {
        let above = set.leading * LABEL_ABOVE;
        strip.shift(Abs::ZERO, above);
        strip.height += above;
    }
    let baseline = strip.baseline.unwrap_or(set.size);
    let y = if beside { baseline } else { baseline - set.leading * 1.1 };
    strip.items.extend(label.items.into_iter().map(|mut item| {
        item.shift(x, y);
        item
    }));
}
