//! Headings to the outline of a PDF (ISO 32000-1, 12.3.3), nested by their levels.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::number::{dict, integer, name, real, text};
use super::page::{OutlineEntry, Position};
use super::spelling::readable;
use super::structure::PageObjects;

/// Writes the outline and returns its root; `None` where there is no heading.
pub(super) fn write(
    pdf: &mut Pdf,
    entries: &[OutlineEntry],
    pages: &[PageObjects],
) -> Option<ObjectId> {
    if entries.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| pdf.new_object_id()).collect();
    let parents = parents(entries);

    // Children of each entry; those of the root come last.
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); entries.len() + 1];
    for (index, parent) in parents.iter().enumerate() {
        children[parent.unwrap_or(entries.len())].push(index);
    }
    // All entries below each entry: later entries lie deeper, so count from the end.
    let mut below = vec![0usize; entries.len()];
    for index in (0..entries.len()).rev() {
        if let Some(parent) = parents[index] {
            below[parent] += below[index] + 1;
        }
    }
    let mut siblings: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); entries.len()];
    for family in &children {
        for pair in family.windows(2) {
            siblings[pair[0]].1 = Some(pair[1]);
            siblings[pair[1]].0 = Some(pair[0]);
        }
    }
    for (index, entry) in entries.iter().enumerate() {
        let parent = parents[index].map_or(root, |parent| ids[parent]);
        let title = readable(&entry.title);
        let title = if title.trim().is_empty() { "…" } else { title.trim() };
        let mut item = dict([
            ("Title", text(title)),
            ("Parent", Object::Reference(parent)),
            ("Dest", destination(entry.position, pages)),
        ]);
        for (key, other) in [("Prev", siblings[index].0), ("Next", siblings[index].1)] {
            if let Some(other) = other {
                item.set(key, Object::Reference(ids[other]));
            }
        }
        link_children(&mut item, &children[index], &ids, below[index]);
        pdf.set_object(ids[index], item);
    }
    let mut top = dict([("Type", name("Outlines"))]);
    link_children(&mut top, &children[entries.len()], &ids, entries.len());
    pdf.set_object(root, top);
    Some(root)
}

/// For each entry the one that it lies below: the nearest before it with a smaller level.
fn parents(entries: &[OutlineEntry]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            while open.last().is_some_and(|&last| entries[last].level >= entry.level) {
                open.pop();
            }
            let parent = open.last().copied();
            open.push(index);
            parent
        })
        .collect()
}

fn link_children(item: &mut Dictionary, children: &[usize], ids: &[ObjectId], count: usize) {
    if let (Some(first), Some(last)) = (children.first(), children.last()) {
        item.set("First", Object::Reference(ids[*first]));
        item.set("Last", Object::Reference(ids[*last]));
        item.set("Count", integer(count));
    }
}

/// An explicit destination: a page and a height on it, the magnification left as it is.
pub(super) fn destination(position: Position, pages: &[PageObjects]) -> Object {
    let Some(page) = pages.get(position.page).or(pages.last()) else { return Object::Null };
    let y = (page.height - position.y.to_pt()).clamp(0.0, page.height);
    Object::Array(vec![
        Object::Reference(page.id),
        name("XYZ"),
        Object::Null,
        real(y),
        Object::Null,
    ])
}

#[cfg(test)]
mod tests {
    use super::parents;
    use crate::export::pdf::page::{OutlineEntry, Position};

    #[test]
    fn levels_nest_also_where_some_are_skipped() {
        let entries: Vec<_> = [2, 4, 3, 2, 1, 3]
            .map(|level| OutlineEntry {
                level,
                title: "t".into(),
                position: Position { page: 0, y: crate::export::pdf::length::Abs::ZERO },
            })
            .into();
        assert_eq!(parents(&entries), [None, Some(0), Some(0), None, None, Some(4)]);
    }
}
