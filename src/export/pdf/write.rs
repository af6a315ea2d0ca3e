//! Finished pages to the bytes of a PDF. The one place that names printpdf.
//!
//! printpdf holds the document, its pages, faces and pictures, and turns them into PDF objects.
//! What it cannot say (structure, exact widths, named destinations, metadata) is added by
//! [`super::finish`]; content streams are our own, because glyphs come placed already.

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
    let drawings = document
        .pages
        .iter()
        .enumerate()
        .map(|(index, page)| content::draw(document, &subsets, &mut tree, index, page))
        .collect();

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
fn pictures(document: &Document) -> BTreeMap<crate::model::Digest, &Picture> {
    let items = document.pages.iter().flat_map(|page| &page.items);
    items
        .filter_map(|item| match item {
            Item::Picture { picture, .. } => Some((picture.digest, picture.as_ref())),
            _ => None,
        })
        .collect()
}

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
        content: stream.content.clone(),
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
    let widths = (0u16..).zip(&subset.widths).map(|(code, w)| (code, w.clamp(0.0, 65_535.0) as u16));
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
    let glyphs = (0u16..).zip(&subset.texts);
    let glyphs = glyphs.map(|(gid, text)| Codepoint { gid, offset: 0.0, cid: Some(text.clone()) });
    [
        Op::SetFont { font: PdfFontHandle::External(FontId(name.to_owned())), size: Pt(1.0) },
        Op::ShowText { items: vec![TextItem::GlyphIds(glyphs.collect())] },
    ]
}
