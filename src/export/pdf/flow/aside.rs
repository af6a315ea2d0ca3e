//! What stands apart from running text: quotes, notes and warnings, details, definitions, embedded
//! media, rules.

use super::super::length::{Abs, Em};
use super::super::page::{Color, Item, LinkTarget, Point, Role, Tag};
use super::super::paragraph::{Alignment, Piece};
use super::scan::BoxCode;
use super::text::{self, Ink};
use super::{Column, Decoration, Flow, Keep, Strip, absolute, address, blocks, link_target};
use crate::model::block::{Block, Definition, Embed, EmbedKind};
use crate::model::inline::{Inline, Target};
use crate::span::Span;

/// The bar beside quotes and notes.
const BAR: Abs = Abs::pt(2.25);

/// From a bar to the text.
const BAR_INDENT: Em = Em::new(1.4);

/// Sets a quotation: standing in, with a bar.
pub fn quote(flow: &mut Flow, column: Column, content: &[Block]) {
    let node = flow.tree.add(column.node, Role::BlockQuote);
    let color = flow.style.colors.rule;
    barred(flow, column.inside(node), color, |flow, inner| blocks(flow, inner, content));
}

/// Sets a note, tip or warning: a bar, and its title in bold.
pub fn admonition(
    flow: &mut Flow,
    column: Column,
    kind: &str,
    title: &[Inline],
    content: &[Block],
    span: Span,
) {
    let node = flow.tree.add(column.node, Role::Section);
    let warns = matches!(kind, "warning" | "caution" | "danger" | "important" | "error");
    let colors = flow.style.colors;
    let color = if warns { colors.warning } else { colors.accent };
    barred(flow, column.inside(node), color, |flow, inner| {
        let known = ["note", "tip", "important", "warning", "caution"].contains(&kind);
        let label = match if known { flow.label(kind) } else { "" } {
            // The author's own word, with a capital letter.
            "" => {
                let mut letters = kind.chars();
                letters
                    .next()
                    .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
            }
            label => label.to_owned(),
        };
        let own = [Inline::Text(label)];
        let title = if title.is_empty() { &own[..] } else { title };
        bold_line(flow, Column { color, ..inner }, title, span);
        below(flow, inner, content);
    });
}

/// Sets what can be opened on a screen: its summary in bold, and all that is inside.
pub fn details(flow: &mut Flow, column: Column, summary: &[Inline], content: &[Block], span: Span) {
    let node = flow.tree.add(column.node, Role::Section);
    let column = column.inside(node);
    flow.space(column.gap);
    bold_line(flow, column, summary, span);
    let inner = column.indented(BAR_INDENT.at(column.text.size), flow.right_to_left);
    below(flow, inner, content);
    flow.space(column.gap);
}

/// Sets blocks close below their title.
fn below(flow: &mut Flow, column: Column, content: &[Block]) {
    let first = flow.strips.len();
    blocks(flow, column, content);
    if let Some(strip) = flow.strips.get_mut(first) {
        strip.above = strip.above.min(column.gap * 0.35);
    }
}

/// Sets terms in bold, and what they mean standing in below.
pub fn definitions(flow: &mut Flow, column: Column, definitions: &[Definition], span: Span) {
    let node = flow.tree.add(column.node, Role::List { numbered: false });
    flow.space(column.gap);
    for definition in definitions {
        let item = flow.tree.add(node, Role::ListItem);
        let label = flow.tree.add(item, Role::Label);
        let body = flow.tree.add(item, Role::ListBody);
        flow.space(column.gap * 0.75);
        for term in &definition.terms {
            bold_line(flow, column.inside(label), term, span);
        }
        let inner =
            column.inside(body).indented(BAR_INDENT.at(column.text.size), flow.right_to_left);
        for detail in &definition.details {
            flow.space(column.gap * 0.25);
            blocks(flow, inner, detail);
        }
    }
    if let Some(last) = flow.strips.last_mut() {
        last.keep = Keep::Free;
    }
    flow.space(column.gap);
}

/// Sets what paper cannot play: a box with what it is, its title and its address.
pub fn embed(flow: &mut Flow, column: Column, embed: &Embed, span: Span) {
    let kind = flow.label(match embed.kind {
        EmbedKind::Video => "video",
        EmbedKind::Audio => "audio",
        EmbedKind::Frame => "frame",
    });
    let target = link_target(flow, &embed.target);
    let address = match (&target, &embed.target) {
        (Some(LinkTarget::Uri(address)), _) => address.clone(),
        (_, Target::Asset(asset)) => asset.path.clone(),
        (_, Target::Dead(written)) => written.clone(),
        _ => String::new(),
    };
    let code = absolute(&address).and_then(|address| BoxCode::of(flow, column, &address));
    boxed(flow, column, [kind, &embed.title, &address], code, None, None, span);
}

/// A framed box that stands for something that cannot be shown: what it is, its title, and its
/// address as a link where it is one. `link` is where a click on the thing itself would lead, and
/// `call` the number of that address.
pub fn boxed(
    flow: &mut Flow,
    column: Column,
    [kind, title, place]: [&str; 3],
    code: Option<BoxCode>,
    link: Option<LinkTarget>,
    call: Option<usize>,
    span: Span,
) {
    let node = flow.tree.add(column.node, Role::Paragraph);
    let colors = flow.style.colors;
    let padding = flow.style.code_padding.min(column.width * 0.1);
    let caption = flow.style.caption.scaled((column.text.size / flow.style.text.size).min(1.0));
    let mut inner = Column { x: column.x + padding, width: column.width - padding * 2.0, ..column };
    if let Some(code) = &code {
        inner.width -= code.width();
        if flow.right_to_left {
            inner.x += code.width();
        }
    }

    let small = Ink::new(Column { text: caption, color: colors.muted, ..column }, node);
    let strong = Ink::new(Column { bold: true, ..column }, node);
    let untitled = title.trim().is_empty();
    let (mut head, mut name) = (small.clone(), strong);
    if let Some(target) = link {
        let (ink, words) = if untitled { (&mut head, kind) } else { (&mut name, title) };
        *ink = text::into_link(flow, ink, target, words.to_owned());
    }
    let mut parts: Vec<Piece> = vec![head.text(kind)];
    if !untitled {
        parts.extend([Piece::Break, name.text(title)]);
    }
    if let Some(number) = call {
        let ink = if untitled { &head } else { &name };
        address::call(flow, &mut parts, ink, number);
    }
    if !place.is_empty() {
        let ink = match absolute(place) {
            Some(uri) => {
                let description = if untitled { place } else { title };
                text::into_link(flow, &small, LinkTarget::Uri(uri), description.to_owned())
            }
            None => small.clone(),
        };
        parts.extend([Piece::Break, ink.text(place)]);
    }
    let lines = flow.lines(&parts, inner.width, Alignment::Start, Some(span));

    let frame = Decoration {
        x: column.x,
        width: column.width,
        color: colors.rule,
        thickness: Some(Abs::pt(0.75)),
        radius: Abs::pt(2.0),
    };
    flow.space(column.gap);
    flow.decorated([frame], padding, |flow| {
        let start = flow.strips.len();
        flow.push_lines(inner.x, caption, lines, Keep::Always);
        flow.pad(start, padding * 0.75, padding * 0.75);
        if let Some(code) = code {
            code.place(flow, column, start);
        }
        for strip in &mut flow.strips[start..] {
            strip.keep = Keep::Always;
        }
        if let Some(last) = flow.strips.last_mut() {
            last.keep = Keep::Free;
        }
    });
    flow.space(column.gap);
}

/// A short line in the middle of the column.
pub fn rule(flow: &mut Flow, column: Column) {
    let length = column.width * 0.25;
    let x = column.x + (column.width - length) * 0.5;
    let line = Item::Line {
        from: Point { x, y: Abs::ZERO },
        to: Point { x: x + length, y: Abs::ZERO },
        color: flow.style.colors.rule,
        thickness: Abs::pt(0.75),
        tag: Tag::Artifact,
    };
    flow.space(column.gap * 2.0);
    flow.push(Strip { items: vec![line], height: Abs::pt(0.75), ..Strip::default() });
    flow.space(column.gap * 2.0);
}

/// Blocks that stand in behind a bar.
fn barred(flow: &mut Flow, column: Column, color: Color, inside: impl FnOnce(&mut Flow, Column)) {
    let bar = flow.bar(column, BAR, color);
    let inner = column.indented(BAR_INDENT.at(column.text.size), flow.right_to_left);
    flow.space(column.gap);
    // A panel of code inside has its own padding; a bar alone needs none.
    flow.decorated([bar], Abs::ZERO, |flow| inside(flow, inner));
    flow.space(column.gap);
}

/// A bold line that stays with what follows.
fn bold_line(flow: &mut Flow, column: Column, content: &[Inline], span: Span) {
    let bold = Column { bold: true, ..column };
    let node = flow.text_node(column, true);
    let pieces = text::pieces(flow, &Ink::new(bold, node), content, column.width, span);
    if pieces.is_empty() {
        return;
    }
    let lines = flow.lines(&pieces, column.width, Alignment::Start, Some(span));
    flow.push_lines(column.x, column.text, lines, Keep::Always);
    flow.space(column.gap * 0.35);
}
