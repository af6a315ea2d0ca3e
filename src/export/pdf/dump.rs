//! A laid out document as text, a line an item: what tests compare.

use std::fmt::Write;

use super::book;
use super::page::{Document, Item, LinkTarget, NodeId, Rect, Tag, Turn};
use super::structure::role_name;

/// The document as text: per page its size, then per item its kind, its place in points (rounded
/// to a tenth; the origin of the baseline for text), its path in the structure tree, its text.
#[must_use]
pub fn dump(document: &Document) -> String {
    let mut out = String::new();
    for (i, page) in document.pages.iter().enumerate() {
        let size = (page.width.to_pt(), page.height.to_pt());
        let _ = writeln!(out, "page {} {:.1}x{:.1}", i + 1, size.0, size.1);
        for item in &page.items {
            let rect = place(item);
            let (x, y) = (rect.x.to_pt(), rect.y.to_pt());
            let (w, h) = (rect.width.to_pt(), rect.height.to_pt());
            let _ = match item {
                // The layers of a colour glyph repeat what the glyph says.
                Item::Text(run) if run.text.is_empty() && run.tag == Tag::Artifact => continue,
                Item::Text(run) => {
                    let (size, text) = (run.size.to_pt(), &run.text);
                    let (path, way) = (path(document, run.tag), way(run.turn));
                    writeln!(out, "  text {x:.1},{y:.1} {size:.1}pt{way} {path} {text:?}")
                }
                Item::Fill { tag, .. } => {
                    writeln!(out, "  fill {x:.1},{y:.1} {w:.1}x{h:.1} {}", path(document, *tag))
                }
                Item::Stroke { tag, .. } => {
                    writeln!(out, "  frame {x:.1},{y:.1} {w:.1}x{h:.1} {}", path(document, *tag))
                }
                Item::Line { tag, .. } => {
                    writeln!(out, "  line {x:.1},{y:.1} {w:.1}x{h:.1} {}", path(document, *tag))
                }
                Item::Picture { turn, tag, .. } => {
                    let (path, way) = (path(document, *tag), way(*turn));
                    writeln!(out, "  picture {x:.1},{y:.1} {w:.1}x{h:.1}{way} {path}")
                }
                Item::Link { target, node, .. } => {
                    let target = match target {
                        LinkTarget::Uri(address) | LinkTarget::Handout(address) => address.clone(),
                        LinkTarget::Destination(name) => format!("#{name}"),
                        LinkTarget::Within(id, anchor) => book::place_name(id, anchor.as_deref()),
                    };
                    let path = path(document, Tag::Node(*node));
                    writeln!(out, "  link {x:.1},{y:.1} {w:.1}x{h:.1} {path} {target}")
                }
            };
        }
    }
    for entry in &document.outline {
        let (page, y) = (entry.position.page + 1, entry.position.y.to_pt());
        let _ = writeln!(out, "outline {} page {page} {y:.1} {:?}", entry.level, entry.title);
    }
    for (name, position) in &document.destinations {
        let (page, y) = (position.page + 1, position.y.to_pt());
        let _ = writeln!(out, "place {name:?} page {page} {y:.1}");
    }
    out
}

/// The roles from the document down to a tag's node, as `Document/L/LI/Lbl`.
#[must_use]
pub fn path(document: &Document, tag: Tag) -> String {
    let Tag::Node(id) = tag else { return "Artifact".into() };
    let node = |id: NodeId| document.nodes.get(id.0 as usize);
    let mut names = Vec::new();
    let mut next = node(id);
    while let Some(node_here) = next {
        names.push(role_name(node_here.role));
        // A parent comes before its children, so that this ends.
        next = node_here.parent.and_then(node);
    }
    names.reverse();
    names.join("/")
}

fn way(turn: Turn) -> &'static str {
    match turn {
        Turn::Upright => "",
        Turn::Left => " turned",
    }
}

/// The rectangle of an item; glyphs have the place of their origin.
fn place(item: &Item) -> Rect {
    match item {
        Item::Text(run) => Rect { x: run.origin.x, y: run.origin.y, ..Rect::default() },
        Item::Line { from, to, .. } => Rect {
            x: from.x,
            y: from.y,
            width: (to.x - from.x).abs(),
            height: (to.y - from.y).abs(),
        },
        Item::Fill { rect, .. }
        | Item::Stroke { rect, .. }
        | Item::Picture { rect, .. }
        | Item::Link { rect, .. } => *rect,
    }
}
