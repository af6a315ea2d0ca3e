//! The books: which there are, and each from its posts to its file, some posts at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::Datelike;
use rayon::prelude::*;

use super::Request;
use super::outputs::Outputs;
use super::pictures::Shelf;
use super::produce::{self, Found, LONG, out_path};
use crate::config::BookBy;
use crate::diag::{Code, Diagnostic, Place};
use crate::export::category;
use crate::export::pdf::book::{Book, Laid, Leaf, Volume, lay_out, part_page};
use crate::export::pdf::font::Fonts;
use crate::export::{Format, pdf};
use crate::limits;
use crate::model::{Meta, Site, language};
use crate::output::OutputError;

/// How many posts of a book are laid out at once: their pages are in memory until they are
/// written.
const POSTS_AT_ONCE: usize = 32;

/// How many bytes their files have, unless there is but one: pages take some hundred times as much.
const BYTES_AT_ONCE: u64 = 512 << 10;

/// A book that is to be made.
struct Planned<'a> {
    /// The name of its file, without its ending.
    name: String,
    book: Book<'a>,
}

/// Makes the books that are asked for, and returns the number of their pages.
pub(super) fn make(
    request: &Request<'_>,
    site: &Site,
    found: Found<'_>,
    outputs: &Outputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<usize, OutputError> {
    if !request.formats.contains(&Format::Book) {
        return Ok(0);
    }
    let pictures = Shelf::new(request.style, request.config.pdf.images_max_ppi);
    let maker = Maker { request, site, found, outputs, pictures, long: Mutex::default() };
    let mut told = BTreeSet::new();
    let mut pages = 0;
    for Planned { name, book } in plan(site, request.config.pdf.book.unwrap_or(BookBy::All)) {
        pages += maker.book(&format!("book/{name}.pdf"), &book, &mut told, diagnostics)?;
    }
    Ok(pages)
}

/// The books of a site. A post with several categories is in the books of all of them.
fn plan(site: &Site, by: BookBy) -> Vec<Planned<'_>> {
    let posts = site.posts();
    if by == BookBy::All {
        let name = "all".to_owned();
        let book = Book::new(&site.about, None, posts.iter().collect());
        return if posts.is_empty() { Vec::new() } else { vec![Planned { name, book }] };
    }
    // What it is about, by what its file is called after. A post without a date, a category or a
    // language is in a book of all posts alone.
    let mut groups: BTreeMap<String, (String, Vec<&Meta>)> = BTreeMap::new();
    for meta in posts {
        let same = |name: String| (name.clone(), name);
        let names: Vec<(String, String)> = match by {
            BookBy::Category => meta.categories.iter().cloned().map(same).collect(),
            BookBy::Language => {
                let tag = Some(&*meta.language).filter(|tag| !tag.is_empty());
                tag.map(|tag| (tag.to_owned(), language::name(tag).unwrap_or(tag).to_owned()))
                    .into_iter()
                    .collect()
            }
            BookBy::Year | BookBy::All => {
                let year = meta.dates.published.iter().map(|date| date.at.year().to_string());
                year.map(same).collect()
            }
        };
        for (name, topic) in names {
            groups.entry(name).or_insert_with(|| (topic, Vec::new())).1.push(meta);
        }
    }
    let slugs = category::slugs(groups.keys().map(String::as_str));
    let planned = groups.into_iter().filter_map(|(name, (topic, posts))| {
        let name = slugs.get(&name)?.clone();
        Some(Planned { name, book: Book::new(&site.about, Some(topic), posts) })
    });
    planned.collect()
}

/// What every book is made with.
struct Maker<'a> {
    request: &'a Request<'a>,
    site: &'a Site,
    found: Found<'a>,
    outputs: &'a Outputs,
    pictures: Shelf,
    /// Held while a long post is laid out.
    long: Mutex<()>,
}

impl Maker<'_> {
    /// Makes a book; `told` are the posts whose findings are known.
    fn book(
        &self,
        path: &str,
        book: &Book<'_>,
        told: &mut BTreeSet<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<usize, OutputError> {
        let style = self.request.style;
        let mut file = self.outputs.writer(&out_path(path))?;
        let mut volume = Volume::new(book, Fonts::builtin(), style);
        // Handouts have told of what cannot be printed.
        let silent = self.request.formats.contains(&Format::Pdf);
        let leaves = book.leaves();
        let mut rest = leaves.as_slice();
        while !rest.is_empty() {
            let (leaves, others) = rest.split_at(self.at_once(rest));
            rest = others;
            let made: Vec<_> = leaves.par_iter().map(|leaf| self.lay_out(book, *leaf)).collect();
            let mut laid = Vec::with_capacity(made.len());
            for (leaf, (pages, findings)) in leaves.iter().zip(made) {
                laid.extend(pages);
                let new = leaf.meta().is_none_or(|meta| told.insert(meta.id.to_string()));
                if new && !silent {
                    diagnostics.extend(findings);
                }
            }
            volume.admit(&mut laid);
            let drawn: Vec<_> = laid.par_iter().map(|laid| volume.draw(laid)).collect();
            for drawn in drawn {
                match volume.push(drawn) {
                    Ok(bytes) => file.write(&bytes)?,
                    Err(too_large) => {
                        let place = Place::Path(path.to_owned());
                        let finding =
                            Diagnostic::new(Code::HandoutTooLong, place, too_large.to_string());
                        diagnostics.push(finding);
                        return Ok(0);
                    }
                }
            }
        }
        let (bytes, pages) = volume.finish();
        file.write(&bytes)?;
        file.finish()?;
        Ok(pages)
    }

    /// How many of the next leaves are made at once; at least one.
    fn at_once(&self, leaves: &[Leaf<'_>]) -> usize {
        let files = &self.found.texts.sources.files;
        let bytes = |leaf: &Leaf<'_>| {
            leaf.meta().and_then(|meta| files.get(meta.file.0 as usize)).map_or(0, |f| f.bytes)
        };
        let mut sum = 0;
        let few = leaves.iter().take(POSTS_AT_ONCE).take_while(|leaf| {
            sum += bytes(leaf);
            sum <= BYTES_AT_ONCE
        });
        few.count().max(1)
    }

    /// Reads a post and lays it out; nothing where it is too long.
    fn lay_out(&self, book: &Book<'_>, leaf: Leaf<'_>) -> (Option<Laid>, Vec<Diagnostic>) {
        let (style, fonts) = (self.request.style, Fonts::builtin());
        let (meta, part) = match leaf {
            Leaf::Part(part) => return (Some(part_page(book, part, fonts, style)), Vec::new()),
            Leaf::Post(meta, part) => (meta, part),
        };
        // What is wrong with the text was told when its other outputs were made.
        let post = produce::read(&self.found, self.site, meta, &mut Vec::new());
        let weight = pdf::weight::of(&post);
        let mut findings = Vec::new();
        if weight > limits::HANDOUT_MEMORY {
            findings.push(produce::too_long(meta, weight));
            return (None, findings);
        }
        let _alone =
            (weight > LONG).then(|| self.long.lock().unwrap_or_else(PoisonError::into_inner));
        let pictures = self.pictures.of(&post, style, self.found.files);
        let laid = lay_out(book, part, &post, &pictures, fonts, style).split_into(&mut findings);
        // What was found in an older text has no place in the file as it is now.
        if self.found.texts.stand_ins.contains_key(&meta.file) {
            findings.clear();
        }
        (Some(laid), findings)
    }
}
