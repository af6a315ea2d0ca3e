//! RSS and Atom, as loosely as other generators write them: names count without their prefixes,
//! what is not closed ends with its entry, and a mistake keeps what was read before it.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Known, date};
use crate::limits;
use crate::model::text::one_line;

/// The entries; none where the text is no feed.
pub(super) fn read(text: &str) -> Option<Vec<Known>> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut feed = Feed::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => feed.start(&tag),
            Ok(Event::Empty(tag)) => {
                feed.start(&tag);
                feed.end(&name(tag.name().into_inner()));
            }
            Ok(Event::End(tag)) => feed.end(&name(tag.name().into_inner())),
            Ok(Event::Text(text)) => feed.text(&String::from_utf8_lossy(&text)),
            Ok(Event::CData(text)) => feed.text(&String::from_utf8_lossy(&text)),
            Ok(Event::GeneralRef(reference)) => feed.text(&character(&reference)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if feed.open.len() > limits::FEED_NESTING {
            break;
        }
    }
    feed.is_one.then_some(feed.entries)
}

/// What a reference stands for; a name that XML does not know stands for nothing.
fn character(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name = String::from_utf8_lossy(reference);
    resolve_predefined_entity(&name).unwrap_or_default().to_owned()
}

/// An element's name without its prefix, in lower case.
fn name(qualified: &[u8]) -> String {
    let name = String::from_utf8_lossy(qualified).to_ascii_lowercase();
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// A feed as it is read.
#[derive(Default)]
struct Feed {
    is_one: bool,
    /// The names of the open elements.
    open: Vec<String>,
    /// The entry that is open: at what depth, what is known of it, and its date of change.
    entry: Option<(usize, Known, String)>,
    /// The text of the child of the entry that is open.
    words: String,
    entries: Vec<Known>,
}

impl Feed {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = name(tag.name().into_inner());
        if self.open.is_empty() {
            self.is_one |= matches!(name.as_str(), "rss" | "feed" | "rdf");
        }
        let depth = self.open.len();
        match &mut self.entry {
            None if matches!(name.as_str(), "item" | "entry") => {
                let known = Known { id: attribute(tag, "about"), ..Known::default() };
                self.entry = Some((depth, known, String::new()));
            }
            Some((at, known, _)) if depth == *at + 1 => {
                self.words.clear();
                // Atom's link is an attribute; `alternate` is what a link without a relation is.
                let (href, rel) = (attribute(tag, "href"), attribute(tag, "rel"));
                if name == "link" && !href.is_empty() && matches!(rel.as_str(), "" | "alternate") {
                    known.link = href;
                }
            }
            _ => {}
        }
        self.open.push(name);
    }

    fn text(&mut self, text: &str) {
        // Children of children (Atom's `source`, a person's `name`) say nothing of the entry.
        if self.entry.as_ref().is_some_and(|(at, ..)| self.open.len() == at + 2) {
            self.words.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        // An end closes what was left open inside; one of nothing closes nothing.
        let Some(depth) = self.open.iter().rposition(|open| open == name) else { return };
        self.open.truncate(depth);
        let Some((at, known, changed)) = &mut self.entry else { return };
        if depth == *at + 1 {
            let words = std::mem::take(&mut self.words);
            let words = words.trim();
            match name {
                "guid" | "id" => words.clone_into(&mut known.id),
                "link" if !words.is_empty() => words.clone_into(&mut known.link),
                "title" if known.title.is_empty() => known.title = one_line(words),
                "pubdate" | "published" | "date" => known.date = date(words).or(known.date),
                "updated" => words.clone_into(changed),
                _ => {}
            }
        } else if depth <= *at {
            known.date = known.date.or_else(|| date(changed));
            self.entries.extend(self.entry.take().map(|(_, known, _)| known));
        }
    }
}

/// The value of an attribute by its name without prefix; empty where there is none.
fn attribute(tag: &BytesStart<'_>, wanted: &str) -> String {
    let mut attributes = tag.html_attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|a| name(a.key.into_inner()) == wanted);
    found.map_or_else(String::new, |attribute| {
        let raw = String::from_utf8_lossy(&attribute.value).into_owned();
        quick_xml::escape::unescape(&raw).map_or(raw.clone(), Into::into).trim().to_owned()
    })
}
