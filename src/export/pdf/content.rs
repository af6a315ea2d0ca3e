//! The items of a page to a content stream (ISO 32000-1, 7.8 and 8.2), marked for the structure
//! tree.

use std::collections::{BTreeMap, BTreeSet};

use super::length::Abs;
use super::number::{literal, number, operator, text_bytes};
use super::page::{
    Color, Document, FaceId, Item, LinkTarget, Page, Part, Rect, Role, Tag, TextRun, Turn,
};
use super::spelling::{Spelled, clusters, readable, spell};
use super::structure::{Tree, role_name};
use super::subset::Subset;
use crate::model::{Digest, Orientation};

/// How far a quarter of a circle's control points lie from its ends, in radii.
const ARC: f64 = 0.552_284_75;

/// Adjustments smaller than this many thousandths of an em are carried on, not written.
const SLACK: f64 = 0.5;

/// A page as drawn.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// The content stream, not packed.
    pub(super) bytes: Vec<u8>,
    /// Which faces it uses.
    pub(super) faces: BTreeSet<FaceId>,
    /// Which pictures it shows.
    pub(super) pictures: BTreeSet<Digest>,
    /// Its links, in the order in which the tree knows them.
    pub(super) links: Vec<Area>,
}

/// An area to click on.
#[derive(Debug)]
pub(super) struct Area {
    /// Where.
    pub(super) rect: Rect,
    /// Where it leads.
    pub(super) target: LinkTarget,
    /// What it is called.
    pub(super) description: String,
}

/// The name of a face's resource.
pub(super) fn face_name(face: FaceId) -> String {
    format!("F{}", face.0)
}

/// The name of a picture's resource.
pub(super) fn picture_name(digest: &Digest) -> String {
    digest.0.iter().take(8).fold(String::from("X"), |name, byte| format!("{name}{byte:02x}"))
}

/// What is set in the content stream at the moment, so that it is not set again.
#[derive(Debug, Default)]
struct State {
    mark: Option<Tag>,
    fill: Option<Color>,
    stroke: Option<Color>,
    thickness: Option<f64>,
}

/// Draws all pages, in reading order.
pub(super) fn draw(
    document: &Document,
    subsets: &BTreeMap<FaceId, Subset>,
    tree: &mut Tree<'_>,
) -> Vec<Drawing> {
    let mut drawings: Vec<Drawing> = Vec::new();
    drawings.resize_with(document.pages.len(), Drawing::default);
    let whole = |(page, content): (usize, &Page)| Part { page, items: 0..content.items.len() };
    let pages: Vec<Part> = document.pages.iter().enumerate().map(whole).collect();
    for part in if document.parts.is_empty() { &pages } else { &document.parts } {
        let (Some(page), Some(drawing)) =
            (document.pages.get(part.page), drawings.get_mut(part.page))
        else {
            continue;
        };
        let items = page.items.get(part.items.clone()).unwrap_or_default();
        draw_part(document, subsets, tree, part.page, page.height.to_pt(), items, drawing);
    }
    drawings
}

/// Draws some items of a page, which is `height` points high.
fn draw_part(
    document: &Document,
    subsets: &BTreeMap<FaceId, Subset>,
    tree: &mut Tree<'_>,
    index: usize,
    height: f64,
    items: &[Item],
    drawing: &mut Drawing,
) {
    let mut state = State::default();
    for item in items {
        match item {
            Item::Text(run) => {
                let Some(subset) = subsets.get(&run.face) else { continue };
                if run.glyphs.is_empty() {
                    continue;
                }
                mark(&mut drawing.bytes, &mut state, tree, index, run.tag);
                set_fill(&mut drawing.bytes, &mut state, run.color);
                if run.outline > Abs::ZERO {
                    set_stroke(&mut drawing.bytes, &mut state, run.color, run.outline.to_pt());
                }
                drawing.faces.insert(run.face);
                if state.mark == Some(Tag::Artifact) {
                    // Running heads and turn marks are no part of the text: without a text of
                    // their own they do not cut what is copied or searched in two.
                    drawing.bytes.extend_from_slice(b"/Span <</ActualText ()>> BDC\n");
                    text(&mut drawing.bytes, subset, run, height, false);
                    drawing.bytes.extend_from_slice(b"EMC\n");
                } else {
                    text(&mut drawing.bytes, subset, run, height, true);
                }
            }
            Item::Fill { rect, color, radius, tag } => {
                mark(&mut drawing.bytes, &mut state, tree, index, *tag);
                set_fill(&mut drawing.bytes, &mut state, *color);
                rectangle(&mut drawing.bytes, *rect, radius.to_pt(), height);
                drawing.bytes.extend_from_slice(b"f\n");
            }
            Item::Stroke { rect, color, thickness, radius, tag } => {
                mark(&mut drawing.bytes, &mut state, tree, index, *tag);
                set_stroke(&mut drawing.bytes, &mut state, *color, thickness.to_pt());
                rectangle(&mut drawing.bytes, *rect, radius.to_pt(), height);
                drawing.bytes.extend_from_slice(b"S\n");
            }
            Item::Line { from, to, color, thickness, tag } => {
                mark(&mut drawing.bytes, &mut state, tree, index, *tag);
                set_stroke(&mut drawing.bytes, &mut state, *color, thickness.to_pt());
                operator(&mut drawing.bytes, &[from.x.to_pt(), height - from.y.to_pt()], "m");
                operator(&mut drawing.bytes, &[to.x.to_pt(), height - to.y.to_pt()], "l S");
            }
            Item::Picture { picture, rect, turn, tag } => {
                mark(&mut drawing.bytes, &mut state, tree, index, *tag);
                if let Tag::Node(node) = tag {
                    tree.cover(*node, index, *rect);
                }
                drawing.pictures.insert(picture.digest);
                let out = &mut drawing.bytes;
                out.extend_from_slice(b"q ");
                operator(out, &placement(*rect, *turn, picture.orientation(), height), "cm");
                out.extend_from_slice(
                    format!("/{} Do Q\n", picture_name(&picture.digest)).as_bytes(),
                );
            }
            Item::Link { rect, target, description, node } => {
                // A link that leads nowhere would be an error in the file.
                let known = match target {
                    LinkTarget::Uri(_) | LinkTarget::Handout(_) | LinkTarget::Within(..) => true,
                    LinkTarget::Destination(name) => document.destinations.contains_key(name),
                };
                if known && tree.node(*node).is_some_and(|node| node.role == Role::Link) {
                    tree.annotate(*node, index, drawing.links.len());
                    drawing.links.push(Area {
                        rect: *rect,
                        target: target.clone(),
                        description: description.clone(),
                    });
                }
            }
        }
    }
    if state.mark.is_some() {
        drawing.bytes.extend_from_slice(b"EMC\n");
    }
}

/// Sees to it that what is drawn next is marked as belonging to a tag. Consecutive items of one
/// tag share a mark.
fn mark(out: &mut Vec<u8>, state: &mut State, tree: &mut Tree<'_>, page: usize, tag: Tag) {
    let tag = match tag {
        Tag::Node(id) if tree.node(id).is_some() => tag,
        _ => Tag::Artifact,
    };
    if state.mark == Some(tag) {
        return;
    }
    if state.mark.is_some() {
        out.extend_from_slice(b"EMC\n");
    }
    state.mark = Some(tag);
    match tag {
        Tag::Artifact => out.extend_from_slice(b"/Artifact BMC\n"),
        Tag::Node(id) => {
            let role = tree.node(id).map_or(Role::Span, |node| node.role);
            let number = tree.mark(id, page);
            out.extend_from_slice(
                format!("/{} <</MCID {number}>> BDC\n", role_name(role)).as_bytes(),
            );
        }
    }
}

fn set_fill(out: &mut Vec<u8>, state: &mut State, color: Color) {
    if state.fill != Some(color) {
        state.fill = Some(color);
        set_color(out, color, ["g", "rg"]);
    }
}

fn set_stroke(out: &mut Vec<u8>, state: &mut State, color: Color, thickness: f64) {
    if state.stroke != Some(color) {
        state.stroke = Some(color);
        set_color(out, color, ["G", "RG"]);
    }
    if state.thickness != Some(thickness) {
        state.thickness = Some(thickness);
        operator(out, &[thickness], "w");
    }
}

fn set_color(out: &mut Vec<u8>, color: Color, operators: [&str; 2]) {
    let [r, g, b] = [color.r, color.g, color.b].map(|part| f64::from(part) / 255.0);
    if color.r == color.g && color.g == color.b {
        operator(out, &[r], operators[0]);
    } else {
        operator(out, &[r, g, b], operators[1]);
    }
}

/// Writes a path around a rectangle, its corners rounded where there is a radius.
fn rectangle(out: &mut Vec<u8>, rect: Rect, radius: f64, page_height: f64) {
    let (x, width, height) = (rect.x.to_pt(), rect.width.to_pt(), rect.height.to_pt());
    let y = page_height - rect.y.to_pt() - height;
    let r = radius.min(width / 2.0).min(height / 2.0);
    if r <= 0.0 {
        operator(out, &[x, y, width, height], "re");
        return;
    }
    let (right, top, c) = (x + width, y + height, r * (1.0 - ARC));
    operator(out, &[x + r, y], "m");
    operator(out, &[right - r, y], "l");
    operator(out, &[right - c, y, right, y + c, right, y + r], "c");
    operator(out, &[right, top - r], "l");
    operator(out, &[right, top - c, right - c, top, right - r, top], "c");
    operator(out, &[x + r, top], "l");
    operator(out, &[x + c, top, x, top - c, x, top - r], "c");
    operator(out, &[x, y + r], "l");
    operator(out, &[x, y + c, x + c, y, x + r, y], "c h");
}

/// The matrix that takes the unit square, in which pictures are, to a rectangle of the page.
fn placement(rect: Rect, turn: Turn, orientation: Orientation, page_height: f64) -> [f64; 6] {
    let (x, width, height) = (rect.x.to_pt(), rect.width.to_pt(), rect.height.to_pt());
    let y = page_height - rect.y.to_pt() - height;
    match turn {
        Turn::Upright => oriented(x, y, width, height, orientation),
        Turn::Left => {
            // Upright at the origin first; a quarter turn takes (p, q) to (-q, p).
            let m = oriented(0.0, 0.0, height, width, orientation);
            [-m[1], m[0], -m[3], m[2], x + width - m[5], y + m[4]]
        }
    }
}

/// The matrix that takes the unit square to a rectangle with its foot at `y`, upwards, so that a
/// picture stored in some orientation is upright.
fn oriented(x: f64, y: f64, w: f64, h: f64, orientation: Orientation) -> [f64; 6] {
    match orientation {
        Orientation::Normal => [w, 0.0, 0.0, h, x, y],
        Orientation::MirrorX => [-w, 0.0, 0.0, h, x + w, y],
        Orientation::Half => [-w, 0.0, 0.0, -h, x + w, y + h],
        Orientation::MirrorY => [w, 0.0, 0.0, -h, x, y + h],
        Orientation::Transpose => [0.0, -h, -w, 0.0, x + w, y + h],
        Orientation::Right => [0.0, -h, w, 0.0, x, y + h],
        Orientation::Transverse => [0.0, h, w, 0.0, x, y],
        Orientation::Left => [0.0, h, -w, 0.0, x + w, y],
    }
}

/// Where the pen stands while a run is written.
struct Pen<'a> {
    subset: &'a Subset,
    size: f64,
    x: f64,
    rise: f64,
    /// Whether a `TJ` array is open, and within it a string.
    array: bool,
    string: Vec<u8>,
}

/// Writes a run as a text object; `spelled` where its clusters say what they stand for.
fn text(out: &mut Vec<u8>, subset: &Subset, run: &TextRun, page_height: f64, spelled: bool) {
    let size = run.size.to_pt();
    if size <= 0.0 {
        return;
    }
    let outlined = run.outline > Abs::ZERO;
    if outlined {
        // Filled and stroked, with round corners: a sharp one would stick out of a thin letter.
        out.extend_from_slice(b"1 j 2 Tr\n");
    }
    out.extend_from_slice(format!("BT /{} ", face_name(run.face)).as_bytes());
    number(out, size);
    out.extend_from_slice(b"Tf ");
    let first = run.glyphs.first().map_or(0.0, |glyph| f64::from(glyph.x));
    let (x, y) = (run.origin.x.to_pt(), page_height - run.origin.y.to_pt());
    let matrix = match run.turn {
        Turn::Upright => [1.0, 0.0, run.slant, 1.0, x + first, y],
        Turn::Left => [0.0, 1.0, -1.0, run.slant, x, y + first],
    };
    operator(out, &matrix, "Tm");
    let mut pen = Pen { subset, size, x: first, rise: 0.0, array: false, string: Vec::new() };
    let mut parts = Vec::new();
    for cluster in clusters(run) {
        let said = spell(&cluster, subset.blank, &mut parts)
            && parts.iter().all(|part| has_code(subset, part));
        if !spelled || said {
            show(out, &mut pen, &parts);
        } else {
            close(out, &mut pen);
            out.extend_from_slice(b"/Span <</ActualText ");
            literal(out, &text_bytes(&readable(cluster.text)));
            out.extend_from_slice(b">> BDC\n");
            show(out, &mut pen, &parts);
            close(out, &mut pen);
            out.extend_from_slice(b"EMC\n");
        }
    }
    close(out, &mut pen);
    if pen.rise != 0.0 {
        out.extend_from_slice(b"0 Ts ");
    }
    out.extend_from_slice(b"ET\n");
    if outlined {
        out.extend_from_slice(b"0 j 0 Tr\n");
    }
}

/// Whether a glyph has a code for what it says.
fn has_code(subset: &Subset, part: &Spelled<'_>) -> bool {
    part.text.as_ref().is_some_and(|text| subset.code_of(part.glyph, text).is_some())
}

/// Adds a cluster's glyphs to the open array.
fn show(out: &mut Vec<u8>, pen: &mut Pen<'_>, parts: &[Spelled<'_>]) {
    for part in parts {
        let rise = f64::from(part.y);
        if (rise - pen.rise).abs() > 0.001 {
            close(out, pen);
            operator(out, &[rise], "Ts");
            pen.rise = rise;
        }
        if !pen.array {
            out.push(b'[');
            pen.array = true;
        }
        let x = part.x.map_or(pen.x, f64::from);
        let back = ((pen.x - x) * 1000.0 / pen.size).round();
        if back.abs() > SLACK {
            flush(out, pen);
            number(out, back);
            pen.x -= back * pen.size / 1000.0;
        }
        let own = part.text.as_ref().and_then(|text| pen.subset.code_of(part.glyph, text));
        let code = own.unwrap_or_else(|| pen.subset.code(part.glyph));
        pen.string.extend_from_slice(&code.to_be_bytes());
        pen.x += pen.subset.width(code) * pen.size / 1000.0;
    }
}

fn flush(out: &mut Vec<u8>, pen: &mut Pen<'_>) {
    if !pen.string.is_empty() {
        literal(out, &pen.string);
        pen.string.clear();
    }
}

fn close(out: &mut Vec<u8>, pen: &mut Pen<'_>) {
    flush(out, pen);
    if pen.array {
        out.extend_from_slice(b"] TJ\n");
        pen.array = false;
    }
}
