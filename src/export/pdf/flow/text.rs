//! Running text to styled pieces: emphasis, code, keys, links, footnote calls, pictures in a line.

use std::sync::Arc;

use super::super::length::Abs;
use super::super::page::{Color, LinkTarget, NodeId, Role, Tag};
use super::super::paragraph::{Family, LinkInfo, Piece, TextStyle};
use super::super::script::{is_hangul, is_ideographic};
use super::super::style::Setting;
use super::{Column, Flow, address, figure, link_target};
use crate::diag::{Code, Diagnostic};
use crate::model::inline::{Image, Inline, Link};
use crate::model::text as plain;
use crate::span::Span;

/// Type is not made smaller than this by superscripts in superscripts.
const LEAST_SIZE: Abs = Abs::pt(4.5);

/// How the text at hand looks and what it belongs to.
#[derive(Debug, Clone)]
pub struct Ink {
    /// How it looks.
    pub style: TextStyle,
    /// The node that it belongs to.
    pub node: NodeId,
    /// The link that it belongs to.
    pub link: Option<Arc<LinkInfo>>,
}

impl Ink {
    /// The ink of a column's running text.
    #[must_use]
    pub fn new(column: Column, node: NodeId) -> Self {
        let mut style = plain_style(column.text, column.color);
        style.bold = column.bold;
        Self { style, node, link: None }
    }

    /// A piece of text.
    #[must_use]
    pub fn text(&self, text: impl Into<String>) -> Piece {
        Piece::Text {
            text: text.into(),
            style: self.style.clone(),
            tag: Tag::Node(self.node),
            link: self.link.clone(),
        }
    }

    /// The ink, changed.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut TextStyle)) -> Self {
        let mut ink = self.clone();
        change(&mut ink.style);
        ink
    }
}

/// Upright text of the body face.
#[must_use]
pub fn plain_style(text: Setting, color: Color) -> TextStyle {
    TextStyle {
        family: Family::Body,
        bold: false,
        italic: false,
        emphasis: false,
        size: text.size,
        color,
        rise: Abs::ZERO,
        underline: false,
        strike: false,
        background: None,
        frame: None,
        tracking: Abs::ZERO,
        silent: false,
    }
}

/// The words of a paragraph that is emphasised from end to end: a remark about the text, or the
/// caption of the picture above it, and no word that stands out. `None` where its letters slant,
/// which says the same.
#[must_use]
pub fn remark(content: &[Inline]) -> Option<&[Inline]> {
    let [Inline::Emphasis(inner)] = content else { return None };
    let upright = |c: char| is_hangul(c) || is_ideographic(c);
    plain::of_inlines(inner).contains(upright).then_some(inner)
}

/// Turns running text into pieces. `width` is the measure, which no picture exceeds.
#[must_use]
pub fn pieces(
    flow: &mut Flow,
    ink: &Ink,
    content: &[Inline],
    width: Abs,
    span: Span,
) -> Vec<Piece> {
    let mut out = Vec::new();
    push(flow, &mut out, ink, content, width, span);
    out
}

fn push(
    flow: &mut Flow,
    out: &mut Vec<Piece>,
    ink: &Ink,
    content: &[Inline],
    width: Abs,
    span: Span,
) {
    for (i, inline) in content.iter().enumerate() {
        match inline {
            Inline::Text(text) => out.push(ink.text(text.as_str())),
            Inline::SoftBreak => {
                if !joins(out.last(), content.get(i + 1)) {
                    out.push(ink.text(" "));
                }
            }
            Inline::LineBreak => out.push(Piece::Break),
            Inline::Emphasis(inner) => {
                let emphasis = ink.with(|s| {
                    s.italic = true;
                    s.emphasis = true;
                });
                push(flow, out, &emphasis, inner, width, span);
            }
            Inline::Strong(inner) => {
                push(flow, out, &ink.with(|s| s.bold = true), inner, width, span);
            }
            Inline::Strikethrough(inner) => {
                push(flow, out, &ink.with(|s| s.strike = true), inner, width, span);
            }
            Inline::Underline(inner) => {
                push(flow, out, &ink.with(|s| s.underline = true), inner, width, span);
            }
            Inline::Mark(inner) => {
                let mark = flow.style.colors.mark;
                push(flow, out, &ink.with(|s| s.background = Some(mark)), inner, width, span);
            }
            Inline::Small(inner) => {
                let small = ink.with(|s| s.size = (s.size * 0.85).max(LEAST_SIZE));
                push(flow, out, &small, inner, width, span);
            }
            Inline::Superscript(inner) => {
                push(flow, out, &raised(ink, 0.36), inner, width, span);
            }
            Inline::Subscript(inner) => {
                push(flow, out, &raised(ink, -0.14), inner, width, span);
            }
            Inline::Keyboard(inner) => {
                let frame = flow.style.colors.muted;
                let key = ink.with(|s| {
                    s.family = Family::Code;
                    s.size = (s.size * 0.86).max(LEAST_SIZE);
                    s.frame = Some(frame);
                });
                push(flow, out, &key, inner, width, span);
            }
            Inline::Code(text) => {
                let (share, background) = (flow.style.code_inline, flow.style.colors.inline);
                let mut code = ink.with(|s| {
                    s.family = Family::Code;
                    s.italic = false;
                    s.emphasis = false;
                    s.size = (s.size * share).max(LEAST_SIZE);
                    s.background = Some(background);
                });
                code.node = flow.tree.add(ink.node, Role::Code);
                if flow.right_to_left {
                    // Isolated, so that its signs stay in its own order (UAX #9, 2.4).
                    out.push(code.text(format!("\u{2066}{text}\u{2069}")));
                } else {
                    out.push(code.text(text.as_str()));
                }
            }
            Inline::Math { tex, display: _ } => {
                formula(flow, span);
                let share = flow.style.code_inline;
                let mut math = ink.with(|s| {
                    s.family = Family::Code;
                    s.size = (s.size * share).max(LEAST_SIZE);
                });
                math.node = flow.tree.add_alt(ink.node, Role::Formula, tex.as_str());
                out.push(math.text(tex.as_str()));
            }
            Inline::Link(inner) => push_link(flow, out, ink, inner, width, span),
            Inline::Image(image) => push_image(flow, out, ink, image, width, span),
            Inline::FootnoteCall { footnote, call } => {
                push_call(flow, out, ink, *footnote, *call);
            }
            Inline::Anchor(name) => out.push(Piece::Anchor(name.clone())),
        }
    }
}

/// Reports, once a block, that a formula is printed as its source.
pub fn formula(flow: &mut Flow, span: Span) {
    let finding =
        Diagnostic::new(Code::MathAsSource, span, "a formula is printed as its TeX source");
    if flow.findings.last() != Some(&finding) {
        flow.findings.push(finding);
    }
}

/// Ink for a superscript, or with a negative height a subscript.
#[must_use]
pub fn raised(ink: &Ink, ems: f64) -> Ink {
    ink.with(|s| {
        s.rise += s.size * ems;
        s.size = (s.size * 0.66).max(LEAST_SIZE);
    })
}

/// Whether a line end between two texts is no space: Chinese and Japanese are written without.
fn joins(before: Option<&Piece>, after: Option<&Inline>) -> bool {
    let (Some(Piece::Text { text: before, .. }), Some(Inline::Text(after))) = (before, after)
    else {
        return false;
    };
    let unspaced = |c: char| {
        matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
    };
    before.chars().next_back().is_some_and(unspaced) && after.chars().next().is_some_and(unspaced)
}

fn push_link(
    flow: &mut Flow,
    out: &mut Vec<Piece>,
    ink: &Ink,
    inline: &Link,
    width: Abs,
    span: Span,
) {
    let words = plain::one_line(&plain::of_inlines(&inline.content));
    let shows = !words.is_empty() || inline.content.iter().any(|i| matches!(i, Inline::Image(_)));
    let target = link_target(flow, &inline.target).filter(|_| shows && ink.link.is_none());
    let Some(target) = target else {
        return push(flow, out, ink, &inline.content, width, span);
    };
    let address = match &target {
        LinkTarget::Uri(address)
        | LinkTarget::Handout(address)
        | LinkTarget::Destination(address) => address.clone(),
        LinkTarget::Within(id, _) => id.to_string(),
    };
    let call = address::number_of(flow, &target, &words);
    let description = [inline.title.clone().unwrap_or_default(), words, address]
        .into_iter()
        .find(|text| !text.trim().is_empty())
        .unwrap_or_else(|| "link".into());
    let linked = into_link(flow, ink, target, description);
    push(flow, out, &linked, &inline.content, width, span);
    if let Some(number) = call {
        address::call(flow, out, ink, number);
    }
}

/// Ink that belongs to a link.
#[must_use]
pub fn into_link(flow: &mut Flow, ink: &Ink, target: LinkTarget, description: String) -> Ink {
    let node = flow.tree.add(ink.node, Role::Link);
    let accent = flow.style.colors.accent;
    let mut linked = ink.with(|s| s.color = accent);
    linked.node = node;
    linked.link = Some(Arc::new(LinkInfo { target, description, node }));
    linked
}

/// A picture in the line: never wider than the measure nor higher than a good part of a page.
fn push_image(
    flow: &mut Flow,
    out: &mut Vec<Piece>,
    ink: &Ink,
    image: &Image,
    width: Abs,
    span: Span,
) {
    let Some(picture) = figure::picture(flow, image, span) else {
        // What is not there is named in place, so that the line still reads.
        let muted = flow.style.colors.muted;
        let name = figure::name(image);
        let text = if image.alt.trim().is_empty() { name } else { image.alt.clone() };
        let missing = ink.with(|s| {
            s.color = muted;
            s.italic = true;
        });
        out.push(missing.text(format!("[{}]", plain::one_line(&text))));
        return;
    };
    let (natural_width, natural_height) = figure::wanted(&picture, image);
    let bound = flow.style.page.depth() * 0.4;
    let factor = (width / natural_width).min(bound / natural_height).min(1.0);
    let alt = figure::alt(image, "");
    let node = flow.tree.add_alt(ink.node, Role::Figure, alt);
    out.push(Piece::Picture {
        picture,
        width: natural_width * factor,
        height: natural_height * factor,
        tag: Tag::Node(node),
        link: ink.link.clone(),
    });
}

/// The call of a footnote: a raised number that leads to the note, and can be come back to.
fn push_call(flow: &mut Flow, out: &mut Vec<Piece>, ink: &Ink, footnote: usize, call: usize) {
    if footnote >= flow.post.footnotes.len() {
        return;
    }
    let number = footnote + 1;
    let mut note = raised(ink, 0.36);
    note.node = flow.tree.add(ink.node, Role::Reference);
    let target = LinkTarget::Destination(format!("fn-{number}"));
    let linked =
        if ink.link.is_some() { note } else { into_link(flow, &note, target, format!("{number}")) };
    out.push(Piece::Anchor(format!("fnref-{number}-{call}")));
    out.push(linked.text(number.to_string()));
    out.push(Piece::Footnote(footnote));
}
