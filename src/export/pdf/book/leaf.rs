//! A post, or the page that opens a part, as pages that do not know their numbers yet.

use super::{Book, Leaf, Part, front};
use crate::diag::{self, Checked};
use crate::export::pdf::flow::{self, Column, Flow};
use crate::export::pdf::font::Fonts;
use crate::export::pdf::page::{Document, Node, Role};
use crate::export::pdf::paginate::{self, Paged};
use crate::export::pdf::style::Style;
use crate::export::pdf::subset::{self, Used};
use crate::export::pdf::{Pictures, furniture, listed, metadata, paragraph};
use crate::model::{Post, PostId};

/// Pages that belong together, without their numbers.
#[derive(Debug)]
pub struct Laid {
    pub(super) kind: Kind,
    /// How the contents call it.
    pub(super) title: String,
    /// A BCP 47 tag; empty where it is not known.
    pub(super) language: String,
    /// Pages, nodes, outline and destinations.
    pub(super) document: Document,
    /// What its pages draw.
    pub(super) used: Used,
}

/// What pages are in a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Cover and contents.
    Front,
    /// The page that opens a part.
    Part,
    /// A post.
    Post(PostId),
}

impl Laid {
    pub(super) fn new(
        kind: Kind,
        title: &str,
        language: &str,
        document: Document,
        fonts: &Fonts,
    ) -> Self {
        let used = subset::used(document.pages.iter().flat_map(|page| &page.items), fonts);
        Self { kind, title: title.to_owned(), language: language.to_owned(), document, used }
    }
}

/// Lays out a post of a book. Findings are those of a handout ([`crate::export::pdf::layout`]).
#[must_use]
pub fn lay_out(
    book: &Book<'_>,
    part: &Part<'_>,
    post: &Post,
    pictures: &Pictures,
    fonts: &Fonts,
    style: &Style,
) -> Checked<Laid> {
    let set = |cover| pages(book, part, post, pictures, fonts, style, cover);
    let plain = set(false);
    if flow::cover::printed(post, style).is_none() {
        return plain;
    }
    // As in a handout, decoration is not worth a sheet of paper.
    let covered = set(true);
    let more = covered.value.document.pages.len() > plain.value.document.pages.len();
    if more { plain } else { covered }
}

fn pages(
    book: &Book<'_>,
    part: &Part<'_>,
    post: &Post,
    pictures: &Pictures,
    fonts: &Fonts,
    style: &Style,
    cover: bool,
) -> Checked<Laid> {
    let mut flow = Flow::new(post, pictures, fonts, style);
    flow.book = Some(&book.posts);
    let (list, _) = listed(&mut flow, Column::page(style), cover);
    let mut paged = paginate::paginate(list, style);
    let outer = match part.year.filter(|_| book.has_parts()) {
        Some(year) => format!("{} · {year}", book.title()),
        None => book.title(),
    };
    furniture::heads(&mut flow, &outer, &mut paged.pages);
    paginate::complete_destinations(&mut paged);
    let language = flow.language.clone().into_owned();
    let below = u8::from(book.has_parts());
    let document = document(paged, flow.tree.into_nodes(), below, own(&language, book));
    let mut findings = flow.findings;
    diag::fold_notes(&mut findings);
    paragraph::fold_missing(&mut findings);
    let kind = Kind::Post(post.meta.id.clone());
    let value = Laid::new(kind, &post.meta.title, &language, document, fonts);
    Checked { value, diagnostics: findings }
}

/// The page that opens a part.
#[must_use]
pub fn part_page(book: &Book<'_>, part: &Part<'_>, fonts: &Fonts, style: &Style) -> Laid {
    let post = front::blank(book);
    let pictures = Pictures::new();
    let mut flow = Flow::new(&post, &pictures, fonts, style);
    let title = front::part_title(&flow, part);
    let paged = front::part(&mut flow, &title, part.posts.len());
    let language = flow.language.clone().into_owned();
    let document = document(paged, flow.tree.into_nodes(), 0, None);
    Laid::new(Kind::Part, &title, &language, document, fonts)
}

/// A language, where it is another than the book's.
fn own(language: &str, book: &Book<'_>) -> Option<String> {
    let tag = metadata::language(language)?;
    (tag != book.language).then(|| tag.to_owned())
}

/// Pages as a section of a book, whose headings are so many levels below those of a handout.
pub(super) fn document(
    paged: Paged,
    mut nodes: Vec<Node>,
    below: u8,
    language: Option<String>,
) -> Document {
    for node in &mut nodes {
        if let Role::Heading(level) = &mut node.role {
            *level = (*level + below).min(6);
        }
    }
    if let Some(root) = nodes.first_mut() {
        root.role = Role::Section;
        root.language = language;
    }
    let mut outline = paged.outline;
    for entry in &mut outline {
        entry.level += below;
    }
    Document {
        pages: paged.pages,
        nodes,
        outline,
        destinations: paged.destinations,
        ..Document::default()
    }
}

impl<'b> Leaf<'b> {
    /// The post, where it is one.
    #[must_use]
    pub fn meta(&self) -> Option<&'b crate::model::Meta> {
        match self {
            Self::Part(_) => None,
            Self::Post(meta, _) => Some(meta),
        }
    }
}
