//! What a document says of itself: the information dictionary (ISO 32000-1, 14.3.3) and the XMP
//! packet (ISO 16684-1) that says the same, and that it is PDF/A-3a and PDF/UA-1.

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset};
use lopdf::{Dictionary, Object};

use super::number::text;
use super::page::Info;
use super::spelling::readable;

/// The program, as it signs its documents.
const PRODUCER: &str = concat!("postpress ", env!("CARGO_PKG_VERSION"));

/// The declaration of the `pdfuaid` properties, which PDF/A does not know by itself
/// (ISO 19005-3, 6.6.2.3.3).
const EXTENSION: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Indicates which part of ISO 14289 the document conforms to</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"#;

/// The information dictionary.
pub(super) fn information(info: &Info) -> Dictionary {
    let mut out = Dictionary::new();
    out.set("Title", text(&title(info)));
    let authors = info.authors.join("; ");
    let keywords = info.keywords.join(", ");
    for (key, value) in
        [("Author", authors.as_str()), ("Subject", &info.subject), ("Keywords", &keywords)]
    {
        if !value.is_empty() {
            out.set(key, text(&readable(value)));
        }
    }
    out.set("Creator", text("postpress"));
    out.set("Producer", text(PRODUCER));
    for (key, date) in [("CreationDate", &info.created), ("ModDate", &info.modified)] {
        if let Some(date) = date {
            out.set(key, pdf_date(date));
        }
    }
    out
}

/// A date as PDF writes it (ISO 32000-1, 7.9.4).
pub(super) fn pdf_date(date: &DateTime<FixedOffset>) -> Object {
    let zone = date.format("%:z").to_string().replace(':', "'");
    text(&format!("D:{}{zone}'", date.format("%Y%m%d%H%M%S")))
}

/// The title; a document has to have one (ISO 14289-1, 7.1).
fn title(info: &Info) -> String {
    let title = readable(&info.title);
    if title.trim().is_empty() { "Untitled".to_owned() } else { title.into_owned() }
}

/// The XMP packet.
pub(super) fn packet(info: &Info) -> Vec<u8> {
    let mut out = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
    );
    out.push_str(EXTENSION);
    out.push_str(
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">",
    );
    simple(&mut out, "pdfaid:part", "3");
    simple(&mut out, "pdfaid:conformance", "A");
    simple(&mut out, "pdfuaid:part", "1");
    simple(&mut out, "dc:format", "application/pdf");
    language_alternative(&mut out, "dc:title", &title(info));
    array(&mut out, "dc:creator", "Seq", &info.authors);
    if !info.subject.is_empty() {
        language_alternative(&mut out, "dc:description", &info.subject);
    }
    array(&mut out, "dc:subject", "Bag", &info.keywords);
    if let Some(language) = language(&info.language) {
        array(&mut out, "dc:language", "Bag", &[language.to_owned()]);
    }
    if !info.url.is_empty() {
        simple(&mut out, "dc:source", &info.url);
    }
    if !info.keywords.is_empty() {
        simple(&mut out, "pdf:Keywords", &info.keywords.join(", "));
    }
    simple(&mut out, "pdf:Producer", PRODUCER);
    simple(&mut out, "xmp:CreatorTool", "postpress");
    for (key, date) in [
        ("xmp:CreateDate", &info.created),
        ("xmp:ModifyDate", &info.modified),
        ("xmp:MetadataDate", &info.modified),
    ] {
        if let Some(date) = date {
            simple(&mut out, key, &date.format("%Y-%m-%dT%H:%M:%S%:z").to_string());
        }
    }
    out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    out.into_bytes()
}

/// A tag, where it names a language.
pub(super) fn language(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    let known = !tag.is_empty()
        && tag != "und"
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    known.then_some(tag)
}

fn simple(out: &mut String, key: &str, value: &str) {
    write!(out, "<{key}>").expect("a String takes all");
    escape(out, value);
    write!(out, "</{key}>").expect("a String takes all");
}

fn language_alternative(out: &mut String, key: &str, value: &str) {
    write!(out, "<{key}><rdf:Alt><rdf:li xml:lang=\"x-default\">").expect("a String takes all");
    escape(out, value);
    write!(out, "</rdf:li></rdf:Alt></{key}>").expect("a String takes all");
}

fn array(out: &mut String, key: &str, kind: &str, values: &[String]) {
    if values.is_empty() {
        return;
    }
    write!(out, "<{key}><rdf:{kind}>").expect("a String takes all");
    for value in values {
        out.push_str("<rdf:li>");
        escape(out, value);
        out.push_str("</rdf:li>");
    }
    write!(out, "</rdf:{kind}></{key}>").expect("a String takes all");
}

/// Text between tags: what XML cannot hold is left out.
fn escape(out: &mut String, value: &str) {
    for c in readable(value).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}
