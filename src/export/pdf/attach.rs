//! The post's Markdown, attached as the source of the document (ISO 19005-3, 6.8).

use lopdf::{Dictionary, Document as Pdf, Object};

use super::metadata::pdf_date;
use super::number::{dict, integer, name, packed, text};
use super::page::Info;
use super::spelling::readable;

/// Attaches the source: an entry of the names' `EmbeddedFiles`, and the catalog's `AF`.
pub(super) fn write(pdf: &mut Pdf, info: &Info, catalog: &mut Dictionary, names: &mut Dictionary) {
    let Some((file, bytes)) = &info.source else { return };
    let file = readable(file);
    let mut parameters = dict([("Size", integer(bytes.len()))]);
    if let Some(date) = info.modified.as_ref().or(info.created.as_ref()) {
        parameters.set("ModDate", pdf_date(date));
    }
    let stream = packed(
        dict([
            ("Type", name("EmbeddedFile")),
            ("Subtype", name("text/markdown")),
            ("Params", Object::Dictionary(parameters)),
        ]),
        bytes,
    );
    let stream = pdf.add_object(stream);
    let embedded = dict([("F", Object::Reference(stream)), ("UF", Object::Reference(stream))]);
    let specification = pdf.add_object(dict([
        ("Type", name("Filespec")),
        ("F", text(&file)),
        ("UF", text(&file)),
        ("Desc", text("Source of this document in Markdown")),
        ("AFRelationship", name("Source")),
        ("EF", Object::Dictionary(embedded)),
    ]));
    let tree =
        dict([("Names", Object::Array(vec![text(&file), Object::Reference(specification)]))]);
    names.set("EmbeddedFiles", Object::Dictionary(tree));
    catalog.set("AF", Object::Array(vec![Object::Reference(specification)]));
}
