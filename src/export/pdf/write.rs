//! Finished pages to the bytes of a PDF. The one place that names printpdf.
//!
//! printpdf holds the document, its pages, faces and pictures, and turns them into PDF objects.
//! What it cannot say (structure, exact widths, named destinations, metadata) is added by
//! `finish`; content streams are our own, because glyphs come placed already.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, FontType, Mm, Op,
    ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfFontMetricsStub, PdfPage, PdfSaveOptions,
    Pt, TextItem, XObject, XObjectId,
};

use super::content::{self, face_name, picture_name};
use super::finish::{self, Parts};
use super::font::{Face, Fonts};
use super::page::{Document, Item, Page};
use super::picture::Picture;
use super::structure::Tree;
use super::subset::{self, Subset};

/// Writes a document as PDF 1.7 that keeps PDF/A-3a and PDF/UA-1 as far as writing it decides.
/// The same document always gives the same bytes.
#[must_use]
pub fn write(document: &Document, fonts: &Fonts) -> Vec<u8> {
    let subsets = subset::subsets(document, fonts);
    let mut tree = Tree::new(&document.nodes, document.pages.len());
    let drawings = content::draw(document, &subsets, &mut tree);

    let mut assembly = PdfDocument::new(&document.info.title);
    for (id, subset) in &subsets {
        let name = FontId(face_name(*id));
        assembly.resources.fonts.map.insert(name, font(fonts.face(*id), subset));
    }
    for (digest, picture) in pictures(document) {
        let object = XObject::External(ExternalXObject {
            stream: external(picture),
            width: None,
            height: None,
            dpi: None,
        });
        assembly.resources.xobjects.map.insert(XObjectId(picture_name(&digest)), object);
    }
    assembly.pages = document.pages.iter().map(blank).collect();
    // Faces are embedded where a page shows their glyphs: the first page names all of them, and
    // gets its real content when the document is finished.
    if let Some(first) = assembly.pages.first_mut() {
        for (id, subset) in &subsets {
            first.ops.extend(shown(&face_name(*id), subset));
        }
    }
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let pdf = assembly.to_lopdf_document(&options, &mut Vec::new());
    finish::finish(pdf, Parts { document, fonts, subsets: &subsets, drawings, tree })
}

/// The pictures of a document, each once.
pub(super) fn pictures(document: &Document) -> BTreeMap<crate::model::Digest, &Picture> {
    let items = document.pages.iter().flat_map(|page| &page.items);
    items
        .filter_map(|item| match item {
            Item::Picture { picture, .. } => Some((picture.digest, picture.as_ref())),
            _ => None,
        })
        .collect()
}

/// A picture's object without its bytes, which printpdf would copy: they are written from the picture
/// itself.
fn external(picture: &Picture) -> ExternalStream {
    let stream = picture.object();
    ExternalStream {
        dict: stream
            .dict
            .iter()
            .map(|(key, value)| {
                (String::from_utf8_lossy(key).into_owned(), DictItem::from_lopdf(value))
            })
            .collect(),
        content: Vec::new(),
        compress: false,
    }
}

fn blank(page: &Page) -> PdfPage {
    #[expect(clippy::cast_possible_truncation, reason = "set again in points when finished")]
    let side = |length: super::length::Abs| Mm::from(Pt(length.to_pt() as f32));
    PdfPage::new(side(page.width), side(page.height), Vec::new())
}

/// A face as printpdf takes it: the program is a subset already, its codes are its glyphs, and
/// all its units are thousandths of an em.
fn font(face: &Face, subset: &Subset) -> PdfFont {
    let scale = |units: i16| {
        let scaled = i32::from(units) * 1000 / i32::from(face.units_per_em.max(1));
        i16::try_from(scaled).unwrap_or(i16::MAX)
    };
    let [x_min, y_min, x_max, y_max] = face.bbox.map(scale);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of u16"
    )]
    let widths =
        (0u16..).zip(&subset.widths).map(|(code, w)| (code, w.clamp(0.0, 65_535.0) as u16));
    PdfFont::new(ParsedFont {
        original_bytes: subset.program.clone(),
        font_index: 0,
        font_name: Some(subset.name.clone()),
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: widths.collect(),
        units_per_em: 1000,
        font_metrics: FontMetrics { ascent: scale(face.ascent), descent: scale(face.descent) },
        font_type: FontType::TrueType,
        pdf_font_metrics: PdfFontMetricsStub {
            units_per_em: 1000,
            x_min,
            y_min,
            x_max,
            y_max,
            caret_slope_rise: 1,
            caret_slope_run: 0,
            us_weight_class: face.weight,
        },
    })
}

/// Operations that show each glyph of a subset once.
fn shown(name: &str, subset: &Subset) -> [Op; 2] {
    // Codes of the same glyph come behind the glyphs of the file.
    let glyphs = (0u16..).zip(&subset.texts).zip(&subset.glyphs);
    let glyphs = glyphs.filter(|((code, _), glyph)| code == *glyph).map(|(shown, _)| shown);
    let glyphs = glyphs.map(|(gid, text)| Codepoint { gid, offset: 0.0, cid: Some(text.clone()) });
    [
        Op::SetFont { font: PdfFontHandle::External(FontId(name.to_owned())), size: Pt(1.0) },
        Op::ShowText { items: vec![TextItem::GlyphIds(glyphs.collect())] },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use lopdf::{Document as Pdf, Object};

    use super::super::length::Abs;
    use super::super::page::{
        Color, FaceId, Glyph, Info, LinkTarget, Node, NodeId, OutlineEntry, Point, Position, Rect,
        Role, Tag, TextRun, Turn,
    };
    use super::super::picture::{Limit, intake};
    use super::*;
    use crate::assets;
    use crate::model::{Asset, Digest};

    const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>\
        <defs><linearGradient id='g'><stop stop-color='red'/><stop offset='1' stop-color='#00f'/>\
        </linearGradient></defs><rect width='40' height='20' fill='url(#g)' opacity='.5'/>\
        <text x='2' y='12' font-size='8'>가A</text></svg>";

    fn picture(bytes: &[u8], name: &str) -> Arc<Picture> {
        let told = assets::measure(bytes, name);
        let mut digest = [0; 32];
        digest[..name.len()].copy_from_slice(name.as_bytes());
        let asset = Asset {
            path: name.to_owned(),
            media_type: told.media_type,
            bytes: bytes.len() as u64,
            sha256: Digest(digest),
            size: told.size,
            orientation: told.orientation,
        };
        Arc::new(intake(bytes, &asset, Limit::NONE).expect("the picture is whole"))
    }

    /// A PNG of 4 × 4 pixels whose opacity grows.
    fn png() -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, 4, 4);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().expect("in memory");
        let pixels: Vec<u8> = (0..16).flat_map(|i| [200, 10 * i, 30, 16 * i]).collect();
        writer.write_image_data(&pixels).expect("in memory");
        drop(writer);
        out
    }

    fn run(fonts: &Fonts, text: &str, y: f64, node: u32) -> Item {
        let face = fonts.face(FaceId(0));
        let size = Abs::pt(12.0);
        let mut x = 0.0;
        let glyphs = text.char_indices().map(|(at, c)| {
            let id = face.glyph(c).expect("the face has the letter");
            let start = u32::try_from(at).expect("short");
            let end = start + u32::try_from(c.len_utf8()).expect("short");
            let glyph = Glyph { id, x, y: 0.0, text: start..end };
            x += f32::from(face.advance(id)) * 12.0 / f32::from(face.units_per_em);
            glyph
        });
        Item::Text(TextRun {
            face: FaceId(0),
            size,
            origin: Point { x: Abs::pt(50.0), y: Abs::pt(y) },
            turn: Turn::Upright,
            color: Color::BLACK,
            slant: 0.0,
            outline: Abs::ZERO,
            glyphs: glyphs.collect(),
            text: text.to_owned(),
            tag: Tag::Node(NodeId(node)),
        })
    }

    fn sample(fonts: &Fonts) -> Document {
        let node = |role, parent: Option<u32>| Node {
            role,
            parent: parent.map(NodeId),
            alt: (role == Role::Figure).then(|| "그림".to_owned()),
            language: None,
        };
        let cell = Role::TableData { columns: 1, rows: 1 };
        let head = Role::TableHead { column: true, columns: 1, rows: 1 };
        let nodes = vec![
            node(Role::Document, None),
            node(Role::Heading(1), Some(0)),
            node(Role::Paragraph, Some(0)),
            node(Role::Link, Some(2)),
            node(Role::Figure, Some(0)),
            node(Role::Table, Some(0)),
            node(Role::TableRow, Some(5)),
            node(head, Some(6)),
            node(head, Some(6)),
            node(Role::TableRow, Some(5)),
            node(cell, Some(9)),
            // Empty, but kept: its row has as many cells as the others.
            node(cell, Some(9)),
            // Never drawn: left out.
            node(Role::BlockQuote, Some(0)),
            node(Role::Figure, Some(0)),
        ];
        let rect = |y: f64, width: f64, height: f64| Rect {
            x: Abs::pt(50.0),
            y: Abs::pt(y),
            width: Abs::pt(width),
            height: Abs::pt(height),
        };
        let link = |y, target| Item::Link {
            rect: rect(y, 60.0, 12.0),
            target,
            description: "어딘가".to_owned(),
            node: NodeId(3),
        };
        let items = vec![
            Item::Fill {
                rect: rect(40.0, 400.0, 20.0),
                color: Color::rgb(240, 240, 250),
                radius: Abs::pt(3.0),
                tag: Tag::Artifact,
            },
            run(fonts, "제목 (title)", 55.0, 1),
            run(fonts, "첫 줄의 끝 ", 80.0, 2),
            run(fonts, "링크", 95.0, 3),
            link(85.0, LinkTarget::Uri("https://example.com/가".to_owned())),
            link(85.0, LinkTarget::Destination("top".to_owned())),
            link(85.0, LinkTarget::Destination("nowhere".to_owned())),
            Item::Picture {
                picture: picture(&png(), "a.png"),
                rect: rect(120.0, 80.0, 80.0),
                turn: Turn::Upright,
                tag: Tag::Node(NodeId(4)),
            },
            run(fonts, "a", 220.0, 7),
            run(fonts, "b", 220.0, 8),
            run(fonts, "c", 240.0, 10),
        ];
        let second = vec![
            run(fonts, "이어짐", 60.0, 2),
            Item::Picture {
                picture: picture(SVG.as_bytes(), "a.svg"),
                rect: rect(120.0, 160.0, 80.0),
                turn: Turn::Left,
                tag: Tag::Node(NodeId(13)),
            },
        ];
        let page = |items| Page { width: Abs::mm(210.0), height: Abs::mm(297.0), items };
        let top = Position { page: 0, y: Abs::pt(40.0) };
        let date = chrono::DateTime::parse_from_rfc3339("2024-05-06T07:08:09+09:00").ok();
        Document {
            info: Info {
                title: "제목 <&>".to_owned(),
                authors: vec!["Kim".to_owned(), "이".to_owned()],
                subject: "무엇에 대해".to_owned(),
                keywords: vec!["a".to_owned()],
                language: "ko".to_owned(),
                created: date,
                modified: date,
                url: "https://example.com/post/".to_owned(),
                source: Some(("index.md".to_owned(), b"# source\n".to_vec())),
            },
            pages: vec![page(items), page(second)],
            nodes,
            outline: vec![OutlineEntry { level: 1, title: "제목".to_owned(), position: top }],
            destinations: BTreeMap::from([("top".to_owned(), top)]),
            parts: Vec::new(),
        }
    }

    /// The types of the structure tree, indented by depth.
    fn types(pdf: &Pdf, element: &Object, depth: usize, out: &mut String) {
        let Ok(id) = element.as_reference() else { return };
        let element = pdf.get_dictionary(id).expect("an element");
        let role = element.get(b"S").and_then(Object::as_name).expect("a type");
        out.extend([">".repeat(depth), String::from_utf8_lossy(role).into_owned(), " ".to_owned()]);
        if let Ok(Object::Array(kids)) = element.get(b"K") {
            for kid in kids {
                types(pdf, kid, depth + 1, out);
            }
        }
    }

    #[test]
    fn a_document_is_written_whole_and_always_the_same() {
        let fonts = Fonts::builtin();
        let document = sample(fonts);
        let bytes = write(&document, fonts);
        assert_eq!(bytes, write(&document, fonts));

        let pdf = Pdf::load_mem(&bytes).expect("it can be read");
        assert_eq!(pdf.get_pages().len(), 2);
        let catalog = pdf.catalog().expect("a catalog");
        let root = catalog.get_deref(b"StructTreeRoot", &pdf).and_then(Object::as_dict);
        let root = root.expect("a structure tree");
        let mut tree = String::new();
        let top = root.get(b"K").expect("a document");
        types(&pdf, top, 0, &mut tree);
        assert_eq!(
            tree,
            "Document >H1 >P >>Link >Figure >Table >>TR >>>TH >>>TH >>TR >>>TD >>>TD >Figure "
        );

        // Each key of the parent tree leads to elements that lead back.
        let parents = root.get_deref(b"ParentTree", &pdf).and_then(Object::as_dict).expect("one");
        let numbers = parents.get(b"Nums").and_then(Object::as_array).expect("pairs");
        let (_, first) = pdf.dereference(&numbers[1]).expect("the owners of a page's marks");
        let first = first.as_array().expect("a list");
        assert_eq!(first.len(), 7);
        assert_eq!(numbers.len(), 2 * (2 + 2), "two pages and the two links that lead somewhere");
        let text = pdf.extract_text(&[1, 2]).expect("text");
        for part in ["제목", "첫 줄의 끝", "이어짐"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn an_empty_document_is_a_file_all_the_same() {
        let document = Document { pages: vec![Page::default()], ..Document::default() };
        let bytes = write(&document, Fonts::builtin());
        assert!(Pdf::load_mem(&bytes).is_ok());
    }
}
