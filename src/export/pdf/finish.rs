//! An assembled PDF to one that keeps PDF/A-3a and PDF/UA-1: exact fonts, pruned resources, links,
//! structure, outline, named destinations, metadata.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use sha2::{Digest as _, Sha256};

use super::content::{Area, Drawing, face_name, picture_name};
use super::file::File;
use super::font::{Face, Fonts};
use super::number::{bytes, dict, integer, name, packed, real, reals, text};
use super::page::{Document, FaceId, Info, LinkTarget};
use super::picture::Picture;
use super::structure::{PageObjects, Tree};
use super::subset::{Subset, to_unicode};
use super::{attach, book, metadata, objects, outline, srgb, structure, write};

/// Everything that was made of a document before the file was assembled.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// Its faces.
    pub(super) fonts: &'a Fonts,
    /// What it uses of them.
    pub(super) subsets: &'a BTreeMap<FaceId, Subset>,
    /// Its pages as drawn.
    pub(super) drawings: Vec<Drawing>,
    /// What is drawn, and what it means.
    pub(super) tree: Tree<'a>,
}

/// Finishes the file and writes it. The resources are named as [`face_name`] and
/// [`picture_name`] say, and all pages have them at first.
pub(super) fn finish(mut pdf: Pdf, parts: Parts<'_>) -> Vec<u8> {
    let Parts { document, fonts, subsets, drawings, tree } = parts;
    let page_ids: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let all = resources(&pdf, &page_ids);
    for (id, subset) in subsets {
        if let Some(font) = all.get(&face_name(*id)) {
            exact_font(&mut pdf, *font, fonts.face(*id), subset);
        }
    }
    let packet = metadata::packet(&document.info);
    let identity = identity(document, subsets, &drawings, &packet);

    let mut pages = Vec::with_capacity(page_ids.len());
    for (index, (id, drawing)) in page_ids.into_iter().zip(drawings).enumerate() {
        let annotations = drawing.links.iter();
        let height = document.pages.get(index).map_or(0.0, |page| page.height.to_pt());
        let annotations: Vec<ObjectId> =
            annotations.map(|area| pdf.add_object(annotation(area, height))).collect();
        page(&mut pdf, id, document, index, &drawing, &annotations, &all);
        pages.push(PageObjects { id, height, annotations });
    }

    structure::tie(&mut pdf, &pages);
    // Written at last; until then its place is kept.
    let structure = pdf.add_object(Object::Null);
    let outline = outline::write(&mut pdf, &document.outline, &pages);
    let mut names = Dictionary::new();
    if !document.destinations.is_empty() {
        let entries = document.destinations.iter();
        let entries = entries.flat_map(|(name, position)| {
            [bytes(name.as_bytes()), outline::destination(*position, &pages)]
        });
        let tree = dict([("Names", Object::Array(entries.collect()))]);
        names.set("Dests", Object::Dictionary(tree));
    }

    let mut catalog = pdf.catalog().cloned().unwrap_or_default();
    catalog.set("StructTreeRoot", Object::Reference(structure));
    if let Some(outline) = outline {
        catalog.set("Outlines", Object::Reference(outline));
        catalog.set("PageMode", name("UseOutlines"));
    }
    attach::write(&mut pdf, &document.info, &mut catalog, &mut names);
    if !names.is_empty() {
        catalog.set("Names", Object::Dictionary(names));
    }
    declare(&mut pdf, &document.info, packet, &mut catalog);
    let root = pdf.trailer.get(b"Root").and_then(Object::as_reference);
    if let Ok(root) = root {
        pdf.set_object(root, catalog);
    }
    if let Ok(info) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        pdf.set_object(info, metadata::information(&document.info));
    }
    pdf.trailer.set("ID", Object::Array(identity.map(|part| bytes(&part)).to_vec()));
    let pictures = write::pictures(document).into_iter();
    let pictures = pictures
        .filter_map(|(digest, picture)| Some((*all.get(&picture_name(&digest))?, picture)))
        .collect();
    save(pdf, tree, pages, structure, pictures)
}

/// Adds to a catalog what each file declares: that it is tagged, its language, its metadata and
/// the colours that it is meant in.
pub(super) fn declare(pdf: &mut Pdf, info: &Info, packet: Vec<u8>, catalog: &mut Dictionary) {
    catalog.set("MarkInfo", Object::Dictionary(dict([("Marked", Object::Boolean(true))])));
    catalog.set(
        "ViewerPreferences",
        Object::Dictionary(dict([("DisplayDocTitle", Object::Boolean(true))])),
    );
    catalog.set("Lang", text(metadata::language(&info.language).unwrap_or("und")));
    // Metadata is not packed, so that programs that know no PDF can find it.
    let kind = dict([("Type", name("Metadata")), ("Subtype", name("XML"))]);
    let metadata = pdf.add_object(Stream::new(kind, packet).with_compression(false));
    catalog.set("Metadata", Object::Reference(metadata));
    let profile = packed(dict([("N", Object::Integer(3))]), &srgb::profile());
    let profile = pdf.add_object(profile);
    let intent = dict([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", text("sRGB")),
        ("Info", text("sRGB IEC61966-2.1")),
        ("DestOutputProfile", Object::Reference(profile)),
    ]);
    catalog.set("OutputIntents", Object::Array(vec![Object::Dictionary(intent)]));
}

/// The objects behind the names of resources.
fn resources(pdf: &Pdf, pages: &[ObjectId]) -> BTreeMap<String, ObjectId> {
    let mut all = BTreeMap::new();
    let first = pages.first().and_then(|page| pdf.get_dictionary(*page).ok());
    let Some(shared) =
        first.and_then(|page| page.get_deref(b"Resources", pdf).ok()?.as_dict().ok())
    else {
        return all;
    };
    for kind in [b"Font".as_slice(), b"XObject"] {
        let Some(named) = shared.get_deref(kind, pdf).ok().and_then(|named| named.as_dict().ok())
        else {
            continue;
        };
        for (name, object) in named {
            if let Ok(id) = object.as_reference() {
                all.insert(String::from_utf8_lossy(name).into_owned(), id);
            }
        }
    }
    all
}

/// Gives a page its content, its annotations, and the resources that it uses.
fn page(
    pdf: &mut Pdf,
    id: ObjectId,
    document: &Document,
    index: usize,
    drawing: &Drawing,
    annotations: &[ObjectId],
    all: &BTreeMap<String, ObjectId>,
) {
    let mut used = Dictionary::new();
    let faces: Vec<String> = drawing.faces.iter().map(|face| face_name(*face)).collect();
    let pictures: Vec<String> = drawing.pictures.iter().map(picture_name).collect();
    for (kind, names) in [("Font", faces), ("XObject", pictures)] {
        let entries: Dictionary = names
            .into_iter()
            .filter_map(|name| all.get(&name).map(|id| (name, Object::Reference(*id))))
            .collect();
        if !entries.is_empty() {
            used.set(kind, Object::Dictionary(entries));
        }
    }
    let content = packed(Dictionary::new(), &drawing.bytes);
    let Ok(page) = pdf.get_dictionary_mut(id) else { return };
    for key in [b"TrimBox".as_slice(), b"CropBox", b"Annots"] {
        page.remove(key);
    }
    page.set("Resources", Object::Dictionary(used));
    if let Some(size) = document.pages.get(index) {
        page.set("MediaBox", reals(&[0.0, 0.0, size.width.to_pt(), size.height.to_pt()]));
    }
    if !annotations.is_empty() {
        let references = annotations.iter().map(|id| Object::Reference(*id));
        page.set("Annots", Object::Array(references.collect()));
    }
    let stream = page.get(b"Contents").and_then(Object::as_reference);
    if let Ok(stream) = stream {
        pdf.set_object(stream, content);
    }
}

/// A link annotation (ISO 32000-1, 12.5.6.5).
pub(super) fn annotation(area: &Area, page_height: f64) -> Dictionary {
    let rect = area.rect;
    let (left, top) = (rect.x.to_pt(), page_height - rect.y.to_pt());
    let corners = [left, top - rect.height.to_pt(), left + rect.width.to_pt(), top];
    let mut link = dict([
        ("Type", name("Annot")),
        ("Subtype", name("Link")),
        ("Rect", reals(&corners)),
        ("Border", reals(&[0.0, 0.0, 0.0])),
        ("F", Object::Integer(4)),
        ("Contents", text(area.description.trim())),
    ]);
    match &area.target {
        LinkTarget::Uri(address) | LinkTarget::Handout(address) => {
            let action = dict([("S", name("URI")), ("URI", bytes(&ascii(address)))]);
            link.set("A", Object::Dictionary(action));
        }
        LinkTarget::Destination(place) => link.set("Dest", bytes(place.as_bytes())),
        LinkTarget::Within(id, anchor) => {
            link.set("Dest", bytes(book::place_name(id, anchor.as_deref()).as_bytes()));
        }
    }
    link
}

/// An address in seven bits (ISO 32000-1, 12.6.4.7).
fn ascii(address: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(address.len());
    for byte in address.bytes() {
        if (0x21..0x7f).contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

/// Gives a composite font the names, widths and texts of its subset.
pub(super) fn exact_font(pdf: &mut Pdf, font: ObjectId, face: &Face, subset: &Subset) {
    let to_unicode = pdf.add_object(packed(Dictionary::new(), &to_unicode(subset)));
    let Ok(composite) = pdf.get_dictionary_mut(font) else { return };
    composite.set("BaseFont", name(&subset.name));
    composite.set("ToUnicode", Object::Reference(to_unicode));
    let descendants = composite.get(b"DescendantFonts").cloned().unwrap_or(Object::Null);
    let single = descendants.as_array().ok().and_then(|fonts| fonts.first()).cloned();
    let owned = match single {
        Some(Object::Reference(id)) => pdf.get_dictionary(id).ok().cloned(),
        Some(Object::Dictionary(font)) => Some(font),
        _ => None,
    };
    let Some(mut descendant) = owned else { return };
    descendant.set("BaseFont", name(&subset.name));
    descendant.set(
        "CIDSystemInfo",
        Object::Dictionary(dict([
            ("Registry", text("Adobe")),
            ("Ordering", text("Identity")),
            ("Supplement", Object::Integer(0)),
        ])),
    );
    let map = match subset.glyph_map() {
        Some(map) => Object::Reference(pdf.add_object(packed(Dictionary::new(), &map))),
        None => name("Identity"),
    };
    descendant.set("CIDToGIDMap", map);
    descendant.set("W", Object::Array(vec![Object::Integer(0), reals(&subset.widths)]));
    descendant.set("DW", Object::Integer(0));
    let descriptor = match descendant.get(b"FontDescriptor") {
        Ok(Object::Reference(id)) => pdf.get_dictionary(*id).ok().cloned(),
        Ok(Object::Dictionary(descriptor)) => Some(descriptor.clone()),
        _ => None,
    };
    let program = descriptor
        .as_ref()
        .and_then(|descriptor| descriptor.get(b"FontFile2").ok()?.as_reference().ok());
    let length = dict([("Length1", integer(subset.program.len()))]);
    let stream = packed(length, &subset.program);
    let program = match program {
        Some(id) => {
            pdf.set_object(id, stream);
            id
        }
        None => pdf.add_object(stream),
    };
    let descriptor = pdf.add_object(described(face, subset, program));
    descendant.set("FontDescriptor", Object::Reference(descriptor));
    let descendant = pdf.add_object(descendant);
    if let Ok(composite) = pdf.get_dictionary_mut(font) {
        composite.set("DescendantFonts", Object::Array(vec![Object::Reference(descendant)]));
    }
}

/// The descriptor of a face (ISO 32000-1, 9.8).
fn described(face: &Face, subset: &Subset, program: ObjectId) -> Dictionary {
    let scale = |units: i16| {
        real((f64::from(units) * 1000.0 / f64::from(face.units_per_em.max(1))).round())
    };
    // Symbolic, because codes are glyphs; and what else is known of the face.
    let fixed = i64::from(face.fixed_pitch);
    let italic = if face.italic_angle == 0.0 { 0 } else { 64 };
    dict([
        ("Type", name("FontDescriptor")),
        ("FontName", name(&subset.name)),
        ("Flags", Object::Integer(4 + fixed + italic)),
        ("FontBBox", Object::Array(face.bbox.map(scale).to_vec())),
        ("ItalicAngle", real(face.italic_angle)),
        ("Ascent", scale(face.ascent)),
        ("Descent", scale(face.descent)),
        ("CapHeight", scale(face.cap_height)),
        ("XHeight", scale(face.x_height)),
        // No table holds the width of stems; they grow with the weight about like this.
        ("StemV", Object::Integer(50 + (i64::from(face.weight) / 65).pow(2))),
        ("FontFile2", Object::Reference(program)),
    ])
}

/// The file's identifier: what document it is, and which version of it.
fn identity(
    document: &Document,
    subsets: &BTreeMap<FaceId, Subset>,
    drawings: &[Drawing],
    packet: &[u8],
) -> [Vec<u8>; 2] {
    let mut first = Sha256::new();
    first.update(document.info.url.as_bytes());
    first.update([0]);
    first.update(document.info.title.as_bytes());
    let mut second = Sha256::new();
    second.update(packet);
    for subset in subsets.values() {
        second.update(subset.name.as_bytes());
    }
    for drawing in drawings {
        second.update(&drawing.bytes);
        for digest in &drawing.pictures {
            second.update(digest.0);
        }
        for link in &drawing.links {
            second.update(format!("{link:?}").as_bytes());
        }
    }
    for node in &document.nodes {
        second.update(format!("{node:?}").as_bytes());
    }
    second.update(format!("{:?}{:?}", document.outline, document.destinations).as_bytes());
    if let Some((name, source)) = &document.info.source {
        second.update(name.as_bytes());
        second.update(source);
    }
    [first, second].map(|hash| hash.finalize().iter().take(16).copied().collect())
}

/// Writes the file: what is in `pdf`, the structure tree as an object, and the bytes of pictures.
fn save(
    mut pdf: Pdf,
    tree: Tree<'_>,
    mut pages: Vec<PageObjects>,
    structure: ObjectId,
    mut pictures: Vec<(ObjectId, &Picture)>,
) -> Vec<u8> {
    let numbers = objects::drop_unused(&mut pdf);
    let renumber = |id: &mut ObjectId| *id = numbers.get(id).copied().unwrap_or(*id);
    for page in &mut pages {
        renumber(&mut page.id);
        page.annotations.iter_mut().for_each(renumber);
    }
    for (id, _) in &mut pictures {
        renumber(id);
    }
    let pictures: BTreeMap<ObjectId, &Picture> = pictures.into_iter().collect();
    let (root, _) = numbers.get(&structure).copied().unwrap_or(structure);

    let mut file = File::new(pdf.max_id);
    for (id, object) in std::mem::take(&mut pdf.objects) {
        match (pictures.get(&id), object) {
            _ if id.0 == root => {}
            (Some(picture), Object::Stream(stream)) => {
                file.stream(id.0, stream.dict, &picture.object().content);
            }
            (_, object) => file.object(id.0, &object),
        }
    }
    structure::write(&mut file, tree, &pages, root);
    let kept = [b"Root".as_slice(), b"Info", b"ID"];
    let trailer = std::mem::take(&mut pdf.trailer).into_iter();
    file.finish(trailer.filter(|(key, _)| kept.contains(&key.as_slice())).collect())
}
