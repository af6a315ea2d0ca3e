//! Finished pages onto sheets: two side by side, or as a booklet to be folded.
//!
//! A sheet is one side of the same paper, turned to landscape; a page on it is scaled by 1/√2 for
//! the ISO formats. The reading order stays that of the pages, whatever their places are: see
//! [`Document::parts`].

use super::length::Abs;
use super::page::{Document, Item, Page, Part, Point, Position, Rect};
use crate::config::Imposition;

/// Puts the pages of a document onto sheets.
#[must_use]
pub fn impose(document: Document, imposition: Imposition) -> Document {
    let order: Vec<Option<usize>> = match imposition {
        Imposition::None => return document,
        Imposition::TwoUp => (0..document.pages.len()).map(Some).collect(),
        Imposition::Booklet => booklet(document.pages.len()),
    };
    let Some(first) = document.pages.first() else { return document };
    let (width, height) = (first.height, first.width);
    // Of pages with one size, which all of a document are.
    let scale = (width / 2.0 / first.width).min(height / first.height);
    let (left, top) =
        ((width / 2.0 - first.width * scale) / 2.0, (height - first.height * scale) / 2.0);

    let Document { info, pages, nodes, outline, destinations, parts: _ } = document;
    // Where each page goes: its sheet, and the shift of its top left corner.
    let mut places = vec![(0, Abs::ZERO); pages.len()];
    for (slot, page) in order.iter().enumerate() {
        if let Some(place) = page.and_then(|page| places.get_mut(page)) {
            *place = (slot / 2, left + width * (0.5 * (slot % 2) as f64));
        }
    }
    let blank = || Page { width, height, items: Vec::new() };
    let mut sheets: Vec<Page> = (0..order.len().div_ceil(2)).map(|_| blank()).collect();
    let mut parts = Vec::with_capacity(pages.len());
    for (page, &(sheet, dx)) in pages.into_iter().zip(&places) {
        let Some(items) = sheets.get_mut(sheet).map(|sheet| &mut sheet.items) else { continue };
        let start = items.len();
        items.extend(page.items.into_iter().map(|mut item| {
            shrink(&mut item, scale);
            item.shift(dx, top);
            item
        }));
        parts.push(Part { page: sheet, items: start..items.len() });
    }
    let moved = |position: Position| {
        let sheet = places.get(position.page).map_or(0, |place| place.0);
        Position { page: sheet, y: top + position.y * scale }
    };
    let outline = outline
        .into_iter()
        .map(|mut entry| {
            entry.position = moved(entry.position);
            entry
        })
        .collect();
    let destinations = destinations.into_iter().map(|(name, at)| (name, moved(at))).collect();
    Document { info, pages: sheets, nodes, outline, destinations, parts }
}

/// Which page stands at which place of a booklet: four pages a leaf, printed on both sides along
/// the short edge, folded together; `None` is a blank page.
fn booklet(pages: usize) -> Vec<Option<usize>> {
    let places = pages.div_ceil(4) * 4;
    let page = |n: usize| (n < pages).then_some(n);
    let mut order = Vec::with_capacity(places);
    for leaf in 0..places / 4 {
        let (front, back) = (2 * leaf, places - 1 - 2 * leaf);
        order.extend([page(back), page(front), page(front + 1), page(back - 1)]);
    }
    order
}

/// Makes an item smaller, with its distance from the top left corner.
fn shrink(item: &mut Item, scale: f64) {
    let point = |p: &mut Point| *p = Point { x: p.x * scale, y: p.y * scale };
    let area = |r: &mut Rect| {
        *r = Rect {
            x: r.x * scale,
            y: r.y * scale,
            width: r.width * scale,
            height: r.height * scale,
        };
    };
    match item {
        Item::Text(run) => {
            point(&mut run.origin);
            run.size = run.size * scale;
            for glyph in &mut run.glyphs {
                #[expect(clippy::cast_possible_truncation, reason = "positions on a page")]
                let factor = scale as f32;
                glyph.x *= factor;
                glyph.y *= factor;
            }
        }
        Item::Fill { rect, radius, .. } => {
            area(rect);
            *radius = *radius * scale;
        }
        Item::Stroke { rect, radius, thickness, .. } => {
            area(rect);
            *radius = *radius * scale;
            *thickness = *thickness * scale;
        }
        Item::Line { from, to, thickness, .. } => {
            point(from);
            point(to);
            *thickness = *thickness * scale;
        }
        Item::Picture { rect, .. } | Item::Link { rect, .. } => area(rect),
    }
}

#[cfg(test)]
mod tests {
    use super::{booklet, impose};
    use crate::config::Imposition;
    use crate::export::pdf::length::Abs;
    use crate::export::pdf::page::{Document, Page};

    #[test]
    fn a_folded_booklet_reads_in_order() {
        assert_eq!(booklet(4), [Some(3), Some(0), Some(1), Some(2)]);
        assert_eq!(booklet(5), [None, Some(0), Some(1), None, None, Some(2), Some(3), Some(4)]);
        assert_eq!(booklet(0), []);
    }

    #[test]
    fn sheets_are_landscape_and_keep_the_reading_order() {
        let page = || Page { width: Abs::mm(210.0), height: Abs::mm(297.0), items: Vec::new() };
        let document = Document { pages: vec![page(), page(), page()], ..Document::default() };
        let sheets = impose(document.clone(), Imposition::TwoUp);
        assert_eq!(sheets.pages.len(), 2);
        assert_eq!(sheets.pages[0].width, Abs::mm(297.0));
        let booklet = impose(document, Imposition::Booklet);
        let order: Vec<usize> = booklet.parts.iter().map(|part| part.page).collect();
        assert_eq!(order, [0, 1, 1]);
    }
}
