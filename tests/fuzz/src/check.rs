//! What must hold of findings, posts, HTML and feeds, whatever was read. A check that fails is a
//! panic, which is what the fuzzer looks for.

use std::collections::BTreeSet;

use chrono::DateTime;
use html5gum::{StartTag, Token, Tokenizer};
use postpress::diag::render::{self, FileTable};
use postpress::diag::{Diagnostic, Place};
use postpress::html::{self, Anchors, Options};
use postpress::model::walk::{self, Visitor};
use postpress::model::{Asset, Block, Inline, Post, text};
use postpress::source::front_matter::Parts;
use postpress::span::{FileId, Span};
use roxmltree::{Document, Node};
use serde_json::Value;
use url::Url;

/// How many findings are printed: the cost of each grows with the text.
const PRINTED: usize = 12;

/// Places lie in their texts and on characters; messages are one line in our style; printing them
/// works.
pub fn findings(found: &[Diagnostic], files: &dyn FileTable) {
    for diagnostic in found {
        for line in std::iter::once(&diagnostic.message).chain(&diagnostic.hints) {
            assert!(!line.is_empty() && !line.contains('\n'), "{line:?}");
        }
        if let Place::Span(place) = &diagnostic.place {
            let text = files.text(place.file).unwrap_or_default();
            span(*place, &text);
        }
    }
    let some = &found[..found.len().min(PRINTED)];
    let printed = [render::human(some, files, false), render::short(some, files)];
    for page in printed {
        assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page:?}");
    }
    let _ = render::json(some, files);
}

/// A place lies in its text, between two characters.
pub fn span(place: Span, text: &str) {
    assert!(text.get(place.range()).is_some(), "{place:?} in {} bytes", text.len());
}

/// Front matter and body lie in the text, one behind the other.
pub fn parts(parts: &Parts, text: &str) {
    assert!(text.get(parts.body.clone()).is_some(), "{:?}", parts.body);
    let Some((front, keys)) = &parts.front else { return };
    assert!(text.get(front.raw.clone()).is_some(), "{:?}", front.raw);
    assert!(front.raw.end <= parts.body.start);
    let postpress::model::Value::Map(entries) = &front.data else {
        panic!("front matter is a map: {:?}", front.data)
    };
    for place in entries.iter().filter_map(|(key, _)| keys.get(key)) {
        span(place, text);
    }
}

/// Looks at every part of a tree.
struct TreeCheck<'a> {
    post: &'a Post,
}

impl Visitor for TreeCheck<'_> {
    fn block(&mut self, block: &Block) {
        if block.span.file == self.post.meta.file {
            span(block.span, &self.post.text);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        if let Inline::FootnoteCall { footnote, .. } = inline {
            assert!(self.post.footnotes.len() > *footnote, "a call of no footnote");
        }
    }
}

/// A post that was read is whole: places, footnotes, HTML, words.
pub fn post(post: &Post) {
    let mut tree = TreeCheck { post };
    walk::blocks(&mut tree, &post.blocks);
    for note in &post.footnotes {
        walk::blocks(&mut tree, &note.content);
    }
    assert!(!post.meta.title.is_empty() && !post.meta.title.contains('\n'));
    assert!(post.markdown().len() <= post.text.len());
    let options = Options {
        asset_url: &|asset: &Asset| Some(format!("../{}", asset.path.replace(' ', "%20"))),
        anchors: Anchors::default(),
        post_url: &post.meta.url,
    };
    fragment(&html::render(&post.blocks, &post.footnotes, &options));
    let words = text::of_blocks(&post.blocks);
    assert!(text::excerpt(&words, 100).chars().count() <= 101);
}

/// A fragment of HTML is well-formed, holds nothing that acts, and no id twice.
pub fn fragment(html: &str) {
    let fault = crate::html::fault(html);
    assert!(fault.is_none(), "{fault:?}\n{html}");
    let mut ids = BTreeSet::new();
    for tag in tags(html) {
        passive(&tag, html);
        if let Some(id) = tag.attributes.get(b"id".as_slice()) {
            assert!(ids.insert(id.value.clone()), "the id {:?} twice\n{html}", id.value);
        }
    }
}

/// A whole page is well-formed.
pub fn page(html: &str) {
    let fault = crate::html::fault(html);
    assert!(fault.is_none(), "{fault:?}\n{html}");
}

fn tags(html: &str) -> impl Iterator<Item = StartTag<()>> {
    Tokenizer::new(html).filter_map(|token| match token {
        Ok(Token::StartTag(tag)) => Some(tag),
        _ => None,
    })
}

/// Elements that run, load, style or ask for something.
const ACTIVE: &[&str] = &[
    "script", "style", "iframe", "frame", "object", "embed", "applet", "form", "input", "button",
    "textarea", "select", "base", "meta", "link", "svg", "math", "template", "noscript", "video",
    "audio", "source", "portal",
];

/// Schemes of addresses that run something, or open a file of the reader's machine.
const UNSAFE: &[&str] = &["javascript", "vbscript", "file", "blob", "filesystem", "about"];

fn passive(tag: &StartTag<()>, html: &str) {
    let name = String::from_utf8_lossy(&tag.name);
    assert!(!ACTIVE.contains(&&*name), "<{name}>\n{html}");
    for (key, value) in &tag.attributes {
        let key = String::from_utf8_lossy(key);
        assert!(!key.starts_with("on") && key != "srcdoc", "{key}=\n{html}");
        let aligned = value.value.starts_with(b"text-align: ") && value.value.len() < 19;
        assert!(key != "style" || aligned, "{value:?}\n{html}");
        if is_address(&key) {
            let value = String::from_utf8_lossy(&value.value);
            let Some(scheme) = browser_scheme(&value) else { continue };
            assert!(!UNSAFE.contains(&scheme.as_str()), "{value}\n{html}");
            let picture = key == "src" && value.starts_with("data:image/");
            assert!(scheme != "data" || picture, "{value}\n{html}");
        }
    }
}

fn is_address(key: &str) -> bool {
    matches!(key, "href" | "src" | "cite" | "poster" | "action" | "longdesc" | "background")
}

/// The scheme that a browser sees: without what the URL standard takes out (tabs, line ends, and
/// control characters and spaces in front).
fn browser_scheme(address: &str) -> Option<String> {
    let seen: String = address
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, _) = seen.split_once(':')?;
    let word = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (word && !scheme.is_empty()).then(|| scheme.to_ascii_lowercase())
}

/// The HTML of a feed is as [`fragment`] says, and every address in it is absolute; `local` says
/// whether places in the text itself may be linked.
pub fn content(html: &str, local: bool) {
    fragment(html);
    for tag in tags(html) {
        for (key, value) in
            tag.attributes.iter().filter(|(key, _)| std::str::from_utf8(key).is_ok_and(is_address))
        {
            let value = String::from_utf8_lossy(&value.value);
            if local && value.starts_with('#') {
                continue;
            }
            let url = Url::parse(&value);
            assert!(
                url.is_ok(),
                "{}={value:?} is not absolute\n{html}",
                String::from_utf8_lossy(key)
            );
        }
    }
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    let namespace = node.tag_name().namespace();
    node.children().find(|n| n.tag_name().name() == name && n.tag_name().namespace() == namespace)
}

fn words<'a>(node: Node<'a, 'a>, name: &str, document: &str) -> &'a str {
    let found = child(node, name).and_then(|n| n.text());
    found.unwrap_or_else(|| panic!("no <{name}>\n{document}"))
}

fn absolute(url: &str, document: &str) {
    assert!(Url::parse(url).is_ok(), "{url:?} is not absolute\n{document}");
}

/// RSS 2.0: parsed strictly, with what the specification demands; its number of items. With
/// `absolute_urls` the blog's address is known.
#[must_use]
pub fn rss(document: &str, absolute_urls: bool) -> usize {
    let tree = Document::parse(document).unwrap_or_else(|e| panic!("{e}\n{document}"));
    let root = tree.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("version")), ("rss", Some("2.0")));
    let channel = child(root, "channel").expect("a channel");
    assert!(!words(channel, "title", document).is_empty());
    for name in ["link", "description"] {
        assert!(child(channel, name).is_some(), "no <{name}>\n{document}");
    }
    let mut guids = BTreeSet::new();
    let items: Vec<_> = channel.children().filter(|n| n.has_tag_name("item")).collect();
    for item in &items {
        assert!(!words(*item, "title", document).is_empty());
        let guid = words(*item, "guid", document);
        assert!(guids.insert(guid), "the guid {guid:?} twice\n{document}");
        let date = child(*item, "pubDate").and_then(|n| n.text());
        if let Some(date) = date {
            assert!(DateTime::parse_from_rfc2822(date).is_ok(), "{date}\n{document}");
        }
        for html in item.children().filter(|n| n.tag_name().name() == "encoded") {
            let html = html.text().unwrap_or_default();
            if absolute_urls { content(html, false) } else { fragment(html) }
        }
        if absolute_urls {
            absolute(words(*item, "link", document), document);
            for file in item.children().filter(|n| n.has_tag_name("enclosure")) {
                absolute(file.attribute("url").unwrap_or_default(), document);
                let length = file.attribute("length").map(str::parse::<u64>);
                assert!(matches!(length, Some(Ok(_))), "{document}");
            }
        }
    }
    items.len()
}

/// Atom 1.0, likewise (RFC 4287, sections 4.1.1 and 4.1.2).
#[must_use]
pub fn atom(document: &str, absolute_urls: bool) -> usize {
    let tree = Document::parse(document).unwrap_or_else(|e| panic!("{e}\n{document}"));
    let feed = tree.root_element();
    let name = feed.tag_name();
    assert_eq!((name.name(), name.namespace()), ("feed", Some("http://www.w3.org/2005/Atom")));
    let entries: Vec<_> = feed.children().filter(|n| n.tag_name().name() == "entry").collect();
    let (mut ids, mut moments) = (BTreeSet::new(), BTreeSet::new());
    for node in entries.iter().chain([&feed]) {
        let id = words(*node, "id", document);
        absolute(id, document);
        assert!(ids.insert(id), "the id {id:?} twice\n{document}");
        assert!(child(*node, "title").is_some(), "no <title>\n{document}");
        let updated = words(*node, "updated", document);
        assert!(DateTime::parse_from_rfc3339(updated).is_ok(), "{updated}\n{document}");
        moments.insert((id, updated));
        for link in node.children().filter(|n| n.tag_name().name() == "link") {
            let href = link.attribute("href").unwrap_or_default();
            if absolute_urls {
                absolute(href, document);
            }
        }
        for person in node.children().filter(|n| n.tag_name().name() == "author") {
            assert!(!words(person, "name", document).is_empty());
        }
    }
    for entry in &entries {
        let Some(html) = child(*entry, "content").and_then(|n| n.text()) else { continue };
        if absolute_urls { content(html, true) } else { fragment(html) }
    }
    entries.len()
}

/// JSON Feed 1.1 by its schema, likewise.
#[must_use]
pub fn json_feed(document: &str, absolute_urls: bool) -> usize {
    let json: Value = serde_json::from_str(document).unwrap_or_else(|e| panic!("{e}\n{document}"));
    // Without `site.url` addresses are relative, which the schema does not allow.
    if absolute_urls {
        let schema = include_str!("../../feeds/jsonfeed-1.1.schema.json");
        let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
        let faults = crate::json_schema::faults(&schema, &json);
        assert!(faults.is_empty(), "{faults:#?}\n{document}");
    }
    let items = json["items"].as_array().expect("a list of items");
    let mut ids = BTreeSet::new();
    for item in items {
        let id = item["id"].as_str().expect("an item has an id");
        assert!(ids.insert(id), "the id {id:?} twice\n{document}");
        if let Some(html) = item["content_html"].as_str() {
            if absolute_urls { content(html, true) } else { fragment(html) }
        }
    }
    items.len()
}

/// A file that a single text is.
pub struct OneFile<'a>(pub &'a str);

impl FileTable for OneFile<'_> {
    fn path(&self, _: FileId) -> &'static str {
        "content/a.md"
    }

    fn text(&self, _: FileId) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }
}
