//! One file to one [`Post`]: Markdown and the HTML in it become the document model.
//!
//! Pure and total: no file is read, and whatever the author wrote becomes a post and a list of
//! findings. What a reference leads to is asked of a [`Library`], which knows all files.

pub mod absolute;
pub mod dates;
pub mod guids;
pub mod header;
pub mod ids;
pub mod permalink;
pub mod plain;

mod anchors;
mod autolink;
mod builder;
mod container;
mod fenced;
mod flow;
mod markdown;
mod raw_html;
mod references;
mod strong;

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{self, Checked, Code, Diagnostic};
use crate::model::{
    Asset, Block, BlockKind, FrontMatter, Mention, MentionSource, Meta, Post, PostId, Role,
    SourceFile, text,
};
use crate::span::Span;

/// Longest summary that is made from the text, in characters.
const EXCERPT_CHARACTERS: usize = 200;

/// What a local reference leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {
    /// A file that is no post.
    Asset {
        /// The file, measured.
        asset: Arc<Asset>,
        /// Whether its name is spelled as on disk: letter case and Unicode form.
        exact: bool,
    },
    /// A post.
    Post {
        /// Its id.
        id: PostId,
        /// Its address, without a fragment.
        url: String,
        /// The fragment that the reference had.
        fragment: Option<String>,
    },
    /// A place out of the root and the static folders.
    Outside,
    /// Nothing.
    Missing,
    /// A file that could not be read or is too large, and why.
    Unreadable(String),
}

/// Knows all files of the blog.
pub trait Library {
    /// Looks up a reference (`./a.png`, `/img/x.png?v=1`, `../other/`) of a post.
    fn resolve(&self, post: &Meta, reference: &str) -> Resolved;

    /// The address of the blog, which paths without a file are joined to: absolute, ends in `/`;
    /// empty where it is not known.
    fn site_url(&self) -> &str;
}

/// A file whose front matter was read, on its way to become a post.
#[derive(Debug, Clone)]
pub struct Input {
    /// What is known from the front matter and the path.
    pub meta: Meta,
    /// The file as it was found.
    pub source: SourceFile,
    /// Its text.
    pub text: String,
    /// Its front matter.
    pub front_matter: Option<FrontMatter>,
    /// The Markdown, as a range of `text` on character boundaries.
    pub body: Range<usize>,
}

/// Reads the Markdown of a post.
#[must_use]
pub fn post(input: Input, library: &dyn Library) -> Checked<Post> {
    let Input { meta, source, text, front_matter, body } = input;
    let mut references = references::References::new(&meta, library);
    let cover = cover(&meta, &mut references);
    let tree = markdown::read(&text, body.clone(), &mut references);
    let references::Findings { mut mentions, diagnostics } = references.finish();
    let mut diagnostics = diagnostics;
    let mut tree = tree.split_into(&mut diagnostics);
    anchors::resolve(&mut tree, &mut diagnostics);
    diag::fold_notes(&mut diagnostics);

    let title_heading = take_title_heading(&mut tree.blocks, &meta.title);
    let summary =
        if meta.summary.is_empty() { excerpt(&tree.blocks) } else { meta.summary.clone() };
    if let Some(cover) = cover.as_ref() {
        mentions.insert(0, cover.clone());
    }
    let cover = cover.and_then(|mention| match mention.source {
        MentionSource::Local(asset) if asset.media_type.is_image() => Some(asset),
        _ => None,
    });
    let warnings =
        diagnostics.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect();
    let post = Post {
        meta,
        source,
        text,
        front_matter,
        body,
        title_heading,
        blocks: tree.blocks,
        footnotes: tree.footnotes,
        mentions,
        cover,
        summary,
        warnings,
    };
    Checked { value: post, diagnostics }
}

/// The cover picture that the front matter names.
fn cover(meta: &Meta, references: &mut references::References<'_>) -> Option<Mention> {
    let as_written = meta.thumbnail.clone()?;
    let source = references.picture(&as_written, Span::file(meta.file)).into_mention();
    Some(Mention { as_written, role: Role::Thumbnail, alt: String::new(), source })
}

/// Takes the first heading out of a text where it says what the title says. Only pictures may
/// stand before it, as they do on pages that open with a banner.
fn take_title_heading(blocks: &mut Vec<Block>, title: &str) -> Option<Block> {
    let first = blocks.iter().position(|b| !matches!(b.kind, BlockKind::Figure(_)))?;
    match &blocks[first].kind {
        BlockKind::Heading { level: 1, content, .. }
            if same_words(&text::of_inlines(content), title) =>
        {
            Some(blocks.remove(first))
        }
        _ => None,
    }
}

/// Whether two titles differ in nothing but quotes, punctuation, spaces and letter case.
fn same_words(a: &str, b: &str) -> bool {
    let letters = |s: &str| -> String {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && a == b
}

/// The start of the first paragraph that says something.
fn excerpt(blocks: &[Block]) -> String {
    let paragraph = |b: &Block| match &b.kind {
        BlockKind::Paragraph(content) => Some(text::of_inlines(content)),
        _ => None,
    };
    let first = blocks.iter().filter_map(paragraph).find(|t| t.chars().any(char::is_alphanumeric));
    let words = first.unwrap_or_else(|| text::of_blocks(blocks));
    text::excerpt(&words, EXCERPT_CHARACTERS)
}

/// A finding about a range of the post.
fn finding(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, span, message)
}
