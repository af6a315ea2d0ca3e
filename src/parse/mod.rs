//! One file to one [`Post`]: Markdown and the HTML in it become the document model.
//!
//! Pure and total: no file is read, and whatever the author wrote becomes a post and a list of
//! findings. What a reference leads to is asked of a [`Library`], which knows all files.

pub mod absolute;
pub mod dates;
pub mod guids;
pub mod header;
pub mod ids;
pub mod languages;
pub mod permalink;
pub mod plain;
pub mod translations;

mod anchors;
mod autolink;
mod builder;
mod container;
mod dialect;
mod direction;
mod fenced;
mod flow;
mod markdown;
mod raw_html;
mod references;
mod strong;
mod summary;
mod title;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

pub use anchors::AnchorSet;
use dialect::SourceMap;

use crate::config::Form;
use crate::diag::{self, Checked, Code, Diagnostic};
use crate::model::{
    Asset, Block, BlockKind, FrontMatter, Mention, MentionSource, Meta, Post, PostId, Role,
    SourceFile, Translation, text,
};
use crate::span::Span;

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
    /// A page of the blog that is no post, or may well be one: what generators make of no file
    /// (home, lists, tags, feeds).
    Page {
        /// Its address where it is known: absolute, without a fragment. Else it is what a browser
        /// makes of the reference on the post's own page.
        url: Option<String>,
    },
    /// A post that stays out: a draft, one dated in the future, or one in error. Its file's path.
    Withheld(String),
    /// A text of the blog's folder that is no post here, so that its address is not known. Its
    /// file's path.
    Text(String),
    /// A place out of the root and the static folders.
    Outside,
    /// Nothing, where a post or a file should be.
    Missing {
        /// What the author may have meant, relative to the root.
        instead: Option<String>,
    },
    /// A file that could not be read or is too large, and why.
    Unreadable(String),
}

/// A copy of a picture that is elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// The copy, measured.
    pub asset: Arc<Asset>,
    /// Its bytes, where no file holds them.
    pub bytes: Option<Arc<[u8]>>,
}

/// Knows all files of the blog.
pub trait Library {
    /// Looks up a reference (`./a.png`, `/img/x.png?v=1`, `../other/`) of a post.
    fn resolve(&self, post: &Meta, reference: &str) -> Resolved;

    /// The address of the blog, which paths without a file are joined to: absolute, ends in `/`;
    /// empty where it is not known.
    fn site_url(&self) -> &str;

    /// The name of the blog; empty where it is not known.
    #[expect(clippy::unnecessary_literal_bound, reason = "libraries that know a name hold it")]
    fn site_title(&self) -> &str {
        ""
    }

    /// A reference to the one post or file that has a name: a file's name with or without its
    /// ending, a folder's, or a title, with a fragment or without.
    fn named(&self, _name: &str) -> Option<String> {
        None
    }

    /// The title of the post that a reference leads to from the top.
    fn title(&self, _reference: &str) -> Option<String> {
        None
    }

    /// A copy of a picture that is not among the blog's files, by its address: `http:`, `https:` or
    /// `data:`. None where no copies are made.
    ///
    /// # Errors
    /// Why there is no copy.
    fn copy(&self, _url: &str) -> Result<Option<Copied>, String> {
        Ok(None)
    }

    /// Looks up the anchor that a fragment of a post's address names, in any generator's spelling.
    /// Where that is not known, it is taken to be there.
    ///
    /// # Errors
    /// When the post has no such anchor: the one that is most like it, if any is.
    fn anchor(&self, _post: &PostId, _fragment: &str) -> Result<(), Option<String>> {
        Ok(())
    }

    /// Whether the blog's generator reads posts as templates, so that `{{ x }}` is a value there
    /// and nothing that a reader has seen.
    fn runs_templates(&self) -> bool {
        false
    }

    /// Whether the blog is a plain folder of notes, whose programs take every `[[name]]` for a link.
    fn holds_notes(&self) -> bool {
        false
    }

    /// What a shortcode of the blog's own stands for.
    fn shortcode(&self, _name: &str) -> Option<Form> {
        None
    }
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
    /// The same text in other languages.
    pub translations: Vec<Translation>,
}

/// Reads the Markdown of a post.
#[must_use]
pub fn post(input: Input, library: &dyn Library) -> Checked<Post> {
    let Input { meta, source, text, front_matter, body, translations } = input;
    let mut references = references::References::new(&meta, library);
    let cover = cover(&meta, &text, front_matter.as_ref(), &mut references);
    let markdown = text.get(body.clone()).unwrap_or_default();
    let context = dialect::Context { meta: &meta, library, front: front_matter.as_ref() };
    let rewritten = dialect::rewrite(markdown, body.start, &context);
    let (markdown, map) = match rewritten {
        Some(rewritten) => {
            for (kind, name, range) in rewritten.unknown {
                let span = Span::new(meta.file, body.start + range.start, body.start + range.end);
                if kind == "link" {
                    let message = format!("`[[{name}]]` leads to no post and no file");
                    references.say(Code::LinkDead, span, message);
                } else {
                    let what = match kind {
                        "expression" => "is computed when the page is shown, and is left out",
                        "value" => "is not known, and is left out",
                        "open" => "has no end; what is behind it is kept",
                        _ => "is not known; what is in it is kept",
                    };
                    let kind = if kind == "open" { "shortcode" } else { kind };
                    let message = format!("the {kind} `{name}` {what}");
                    references.say(Code::UnknownShortcode, span, message);
                }
            }
            (Cow::Owned(rewritten.text), rewritten.map)
        }
        None => (Cow::Borrowed(markdown), SourceMap::identity(body.start)),
    };
    let mut tree = markdown::read(&markdown, map, &mut references);
    let mut lead = tree.more.filter(|_| meta.summary.is_empty()).and_then(|end| {
        // What is before the mark is read once more, for itself: the mark may stand anywhere.
        let mut aside = references::References::new(&meta, library);
        let lead = summary::with_definitions(markdown.get(..end)?, markdown.get(end..)?);
        Some(markdown::read(&lead, SourceMap::identity(body.start), &mut aside).blocks)
    });
    drop(markdown);
    let references::Findings { mut mentions, mut diagnostics } = references.finish();
    let written = text.get(body.clone()).unwrap_or_default();
    anchors::resolve(&mut tree, &meta.url, written, &mut diagnostics);
    diag::fold_notes(&mut diagnostics);
    let mut settler = direction::Settler::new(&text, meta.file);
    if settler.is_needed() {
        settler.blocks(&mut tree.blocks);
        for footnote in &mut tree.footnotes {
            settler.blocks(&mut footnote.content);
        }
        settler.finish(&mut diagnostics);
        // What the lead says is said by the text.
        direction::Settler::new(&text, meta.file).blocks(lead.as_deref_mut().unwrap_or_default());
        for mention in &mut mentions {
            direction::settled(&mut mention.alt);
        }
    }

    let title_heading = take_title_heading(&mut tree.blocks, &meta.title);
    let title = title::inlines(&meta, front_matter.as_ref(), title_heading.as_ref());
    let mut summary = if meta.summary.is_empty() {
        let lead = lead.and_then(|mut lead| {
            take_title_heading(&mut lead, &meta.title);
            summary::of_lead(&lead)
        });
        lead.unwrap_or_else(|| summary::of_start(&tree.blocks))
    } else {
        meta.summary.clone()
    };
    // It may be cut between the halves of a pair.
    direction::settled(&mut summary);
    if let Some(cover) = cover.as_ref() {
        mentions.insert(0, cover.clone());
    }
    let cover = cover.and_then(|mention| match mention.source {
        MentionSource::Local(asset) if asset.media_type.is_image() => Some(asset),
        _ => None,
    });
    let mut told = BTreeSet::new();
    let lines = diagnostics.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message));
    let warnings = lines.filter(|line| told.insert(line.clone())).collect();
    let post = Post {
        meta,
        source,
        text,
        front_matter,
        body,
        title,
        title_heading,
        blocks: tree.blocks,
        footnotes: tree.footnotes,
        mentions,
        cover,
        summary,
        translations,
        warnings,
    };
    Checked { value: post, diagnostics }
}

/// The anchors of a post that others link to. Nothing that it refers to is looked up.
#[must_use]
pub fn anchors(input: &Input, library: &dyn Library) -> AnchorSet {
    let Input { meta, text, front_matter, body, source: _, translations: _ } = input;
    let alone = Alone(library);
    let mut references = references::References::new(meta, &alone);
    let markdown = text.get(body.clone()).unwrap_or_default();
    let context = dialect::Context { meta, library: &alone, front: front_matter.as_ref() };
    let tree = match dialect::rewrite(markdown, body.start, &context) {
        Some(rewritten) => markdown::read(&rewritten.text, rewritten.map, &mut references),
        None => markdown::read(markdown, SourceMap::identity(body.start), &mut references),
    };
    AnchorSet::new(&tree, markdown)
}

/// A library that looks nothing up.
struct Alone<'a>(&'a dyn Library);

impl Library for Alone<'_> {
    fn resolve(&self, _: &Meta, _: &str) -> Resolved {
        Resolved::Page { url: None }
    }

    fn site_url(&self) -> &'static str {
        ""
    }

    fn site_title(&self) -> &str {
        self.0.site_title()
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        self.0.shortcode(name)
    }
}

/// The cover picture that the front matter names.
fn cover(
    meta: &Meta,
    text: &str,
    front: Option<&FrontMatter>,
    references: &mut references::References<'_>,
) -> Option<Mention> {
    let as_written = meta.thumbnail.as_deref()?;
    // It stands where its own words stand, unless they are written with escapes.
    let place = front.and_then(|front| {
        let start = front.raw.start + text.get(front.raw.clone())?.find(as_written)?;
        Some(Span::new(meta.file, start, start + as_written.len()))
    });
    let place = place.unwrap_or(Span::file(meta.file));
    let source = references.picture(as_written, place);
    references.say_remote(&source, place);
    let source = source.into_mention();
    let as_written = as_written.to_owned();
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

/// A finding about a range of the post.
fn finding(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, span, message)
}
