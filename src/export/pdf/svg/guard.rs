//! What a drawing may be before a parser is let at it: bounded in length, elements, nesting,
//! references and entities.

use super::super::picture::PictureError;
use crate::limits;

/// Checks a drawing: its tags in one pass, then what its parts grow to.
pub(super) fn check(text: &str) -> Result<(), PictureError> {
    let too_large = |what: String| PictureError::TooLarge(format!("the SVG {what}"));
    if text.len() > limits::SVG_BYTES {
        return Err(too_large(format!("is longer than {} bytes", limits::SVG_BYTES)));
    }
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut elements, mut expanded) = (0, 0usize, 0usize, 0usize);
    let mut uses: Vec<usize> = Vec::new();
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'<') {
        at += found;
        let rest = &text[at..];
        if rest.starts_with("<!--") {
            at += skip(rest, "-->");
        } else if rest.starts_with("<![CDATA[") {
            at += skip(rest, "]]>");
        } else if rest.starts_with("<?") {
            at += skip(rest, "?>");
        } else if rest.starts_with("<!ENTITY") {
            let (length, _) = tag(rest.as_bytes());
            expanded = expanded.saturating_add(entity(&rest[..length], text)?);
            at += length;
            if expanded > limits::SVG_ENTITY_BYTES {
                let most = limits::SVG_ENTITY_BYTES;
                return Err(too_large(format!(
                    "has entities that stand for more than {most} bytes"
                )));
            }
        } else if rest.starts_with("<!") {
            // A document type: step inside, so that its declarations are seen.
            at += 2;
        } else if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
            at += 2;
        } else {
            elements += 1;
            let (length, empty) = tag(rest.as_bytes());
            if is_use(rest) {
                uses.push(depth);
            }
            if !empty {
                depth += 1;
            }
            if depth > limits::SVG_NESTING {
                return Err(too_large(format!("is nested more than {} deep", limits::SVG_NESTING)));
            }
            at += length;
        }
        if elements > limits::SVG_ELEMENTS || uses.len() > limits::SVG_USES {
            let (parts, uses) = (limits::SVG_ELEMENTS, limits::SVG_USES);
            return Err(too_large(format!("has more than {parts} elements or {uses} `use`")));
        }
        at = at.min(bytes.len());
    }
    let options = usvg::roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let Ok(document) = usvg::roxmltree::Document::parse_with_options(text, options) else {
        // The parser will say what is wrong with it.
        return Ok(());
    };
    if expansion(&document) > limits::SVG_ELEMENTS {
        let most = limits::SVG_ELEMENTS;
        return Err(too_large(format!("grows to more than {most} elements by its own `use`")));
    }
    // Each `use` may repeat all of it.
    let squared = squared_text(&document).saturating_mul(uses.len() + 1);
    if squared > limits::SVG_TEXT * limits::SVG_TEXT {
        let most = limits::SVG_TEXT;
        return Err(too_large(format!("holds more than {most} characters of text")));
    }
    Ok(())
}

/// How many bytes an entity stands for in a drawing, at all its places together. Drawing programs
/// declare names for their name spaces; what names other entities, files or elements is refused.
fn entity(declaration: &str, text: &str) -> Result<usize, PictureError> {
    let refused =
        || PictureError::Broken("the SVG declares entities that are more than a text".to_owned());
    let rest = declaration.strip_prefix("<!ENTITY").unwrap_or_default().trim_start();
    let (name, rest) = rest.split_once(|c: char| c.is_ascii_whitespace()).ok_or_else(refused)?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(refused)?;
    let value = rest[1..].split(quote).next().unwrap_or_default();
    if name == "%" || value.contains(['&', '%', '<']) {
        return Err(refused());
    }
    Ok(text.matches(&format!("&{name};")).count().saturating_mul(value.len()))
}

/// The sum of the squares of the lengths of all texts, in bytes.
fn squared_text(document: &usvg::roxmltree::Document<'_>) -> usize {
    let texts = document.descendants().filter(|node| node.tag_name().name() == "text");
    texts.fold(0, |sum: usize, node| {
        let length = node.descendants().filter_map(|n| n.text().filter(|_| n.is_text()));
        let length: usize = length.map(str::len).sum();
        sum.saturating_add(length.saturating_mul(length))
    })
}

/// The length of something up to and with its end.
fn skip(rest: &str, end: &str) -> usize {
    rest.find(end).map_or(rest.len(), |found| found + end.len())
}

/// The length of a start tag, quoted values skipped, and whether it is an empty element.
fn tag(rest: &[u8]) -> (usize, bool) {
    let mut quote = None;
    for (index, &byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return (index + 1, rest[..index].ends_with(b"/")),
            _ => {}
        }
    }
    (rest.len(), true)
}

fn is_use(rest: &str) -> bool {
    let name = rest[1..].split(|c: char| c.is_whitespace() || c == '/' || c == '>').next();
    name.and_then(|name| name.rsplit(':').next()) == Some("use")
}

/// How many elements there are once each `use` is replaced by what it names, capped above the
/// limit. A `use` that leads back to itself counts as too many.
fn expansion(document: &usvg::roxmltree::Document<'_>) -> usize {
    // In document order a parent comes before its children, so sizes add up from the end; passes
    // are repeated until references to later elements have settled.
    let nodes: Vec<_> = document.root().descendants().collect();
    let index_of = |node: usvg::roxmltree::Node<'_, '_>| node.id().get_usize();
    let count = nodes.iter().map(|node| index_of(*node) + 1).max().unwrap_or(0);
    let mut named = std::collections::BTreeMap::new();
    for node in &nodes {
        if let Some(id) = node.attribute("id") {
            named.entry(id).or_insert_with(|| index_of(*node));
        }
    }
    let targets: Vec<Option<usize>> = nodes
        .iter()
        .map(|node| {
            let reference = node
                .attribute("href")
                .or_else(|| node.attribute(("http://www.w3.org/1999/xlink", "href")));
            let used = node.tag_name().name() == "use";
            reference.filter(|_| used)?.strip_prefix('#').and_then(|id| named.get(id).copied())
        })
        .collect();
    let mut sizes = vec![0usize; count];
    for _ in 0..16 {
        let before = sizes.clone();
        let mut sum = vec![1usize; count];
        for (node, target) in nodes.iter().zip(&targets).rev() {
            let own = index_of(*node);
            if let Some(target) = target {
                sum[own] =
                    sum[own].saturating_add(before[*target].max(1)).min(limits::SVG_ELEMENTS + 1);
            }
            sizes[own] = sum[own];
            if let Some(parent) = node.parent() {
                let parent = index_of(parent);
                sum[parent] = sum[parent].saturating_add(sum[own]).min(limits::SVG_ELEMENTS + 1);
            }
        }
        if sizes == before {
            return sizes.first().copied().unwrap_or(0);
        }
    }
    // Sixteen levels of parts that use parts: no drawing is built like that.
    limits::SVG_ELEMENTS + 1
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn bombs_are_refused_before_they_go_off() {
        let deep = format!("<svg>{}{}</svg>", "<g>".repeat(50_000), "</g>".repeat(50_000));
        assert!(check(&deep).is_err());
        for entity in ["a SYSTEM 'x'", "% a 'b'", "a '<g/>'", "a '&b;'"] {
            let text = format!("<!DOCTYPE svg [<!ENTITY {entity}>]><svg>&a;</svg>");
            assert!(check(&text).is_err(), "{entity}");
        }
        let mut uses = String::from("<svg><g id='n0'><path d='M0 0'/></g>");
        for level in 1..12 {
            let use_below = format!("<use href='#n{}'/>", level - 1).repeat(10);
            uses.extend(["<g id='n", &level.to_string(), "'>", &use_below, "</g>"]);
        }
        uses.push_str("</svg>");
        assert!(check(&uses).is_err());
        assert!(check("<svg><g id='a'><use href='#a'/></g></svg>").is_err());
        let words = "x".repeat(100_000);
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg'><text>{words}</text></svg>");
        assert!(check(&text).is_err());
    }

    #[test]
    fn drawings_pass() {
        let text = "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'>\
            <!-- <g> --><svg><defs><g id='a'><path d='M0 0'/></g></defs>\
            <use href='#a'/><text a='>'>b</text></svg>";
        assert_eq!(check(text), Ok(()));
        assert_eq!(check("<!DOCTYPE svg [<!ENTITY a 'aaa'>]><svg>&a;</svg>"), Ok(()));
    }
}
