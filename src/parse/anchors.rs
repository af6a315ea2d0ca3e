//! Anchors: names of headings, and links to them that must lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::markdown::Tree;
use crate::diag::{Code, Diagnostic};
use crate::model::{Block, BlockKind, Inline, Target};
use crate::span::Span;

/// Gives out the anchors of a post, each once.
#[derive(Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Anchors {
    /// An anchor for a heading, from its words: lower case, spaces as hyphens, other punctuation
    /// dropped, as GitHub and most generators do; numbered where it is taken.
    pub(super) fn heading(&mut self, words: &str) -> String {
        let mut slug = slug(words);
        if slug.is_empty() {
            slug.push_str("section");
        }
        self.unique(slug)
    }

    /// An anchor that the author named.
    pub(super) fn named(&mut self, name: &str) -> String {
        let name: String = name.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        self.unique(if name.is_empty() { "section".to_owned() } else { name })
    }

    fn unique(&mut self, name: String) -> String {
        if self.taken.insert(name.clone()) {
            return name;
        }
        let count = self.next.entry(name.clone()).or_insert(0);
        loop {
            *count += 1;
            let numbered = format!("{name}-{count}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Anchors that are no part of a post, but of its page: `#` and `#top` lead to the top of any
/// (HTML, 7.4.6.3), the others to what generators put below a text.
const PARTS_OF_PAGES: &[&str] =
    &["", "top", "comments", "comment", "respond", "disqus_thread", "giscus", "utterances"];

/// The words of a heading as an anchor.
pub(super) fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for c in words.trim().chars() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            slug.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            slug.push('-');
        }
    }
    slug
}

/// Checks every link to an anchor of the post: one that differs in letter case alone is set right,
/// one that leads nowhere becomes dead and is reported.
pub(super) fn resolve(tree: &mut Tree, diagnostics: &mut Vec<Diagnostic>) {
    if tree.fragments.is_empty() {
        return;
    }
    let mut replaced: BTreeMap<String, Target> = BTreeMap::new();
    let folded: BTreeMap<String, &String> =
        tree.anchors.taken.iter().rev().map(|a| (fold(a), a)).collect();
    for (fragment, span) in &tree.fragments {
        if tree.anchors.taken.contains(fragment) {
            continue;
        }
        let target = match folded.get(&fold(fragment)) {
            Some(anchor) => Target::Anchor((*anchor).clone()),
            None => {
                if !PARTS_OF_PAGES.contains(&fragment.as_str()) {
                    diagnostics.push(dead(fragment, *span));
                }
                Target::Dead(format!("#{fragment}"))
            }
        };
        replaced.insert(fragment.clone(), target);
    }
    if replaced.is_empty() {
        return;
    }
    blocks(&mut tree.blocks, &replaced);
    for footnote in &mut tree.footnotes {
        blocks(&mut footnote.content, &replaced);
    }
}

fn dead(fragment: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::LinkDead,
        span,
        format!("the post has no heading or anchor `#{fragment}`"),
    )
}

/// Letter case, and the hyphens by which generators differ, set aside.
fn fold(anchor: &str) -> String {
    anchor.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn set(target: &mut Target, replaced: &BTreeMap<String, Target>) {
    if let Target::Anchor(fragment) = target
        && let Some(other) = replaced.get(fragment)
    {
        *target = other.clone();
    }
}

fn blocks(list: &mut [Block], replaced: &BTreeMap<String, Target>) {
    for block in list {
        match &mut block.kind {
            BlockKind::Paragraph(content)
            | BlockKind::Plain(content)
            | BlockKind::Heading { content, .. } => inlines(content, replaced),
            BlockKind::Quote(content) => blocks(content, replaced),
            BlockKind::Admonition { title: head, content, .. }
            | BlockKind::Details { summary: head, content } => {
                inlines(head, replaced);
                blocks(content, replaced);
            }
            BlockKind::List(list) => {
                for item in &mut list.items {
                    blocks(&mut item.content, replaced);
                }
            }
            BlockKind::Table(table) => {
                inlines(&mut table.caption, replaced);
                for row in table.head.iter_mut().chain(&mut table.body) {
                    for cell in &mut row.cells {
                        blocks(&mut cell.content, replaced);
                    }
                }
            }
            BlockKind::Figure(figure) => {
                if let Some(target) = &mut figure.link {
                    set(target, replaced);
                }
                inlines(&mut figure.caption, replaced);
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter_mut().for_each(|term| inlines(term, replaced));
                    definition.details.iter_mut().for_each(|detail| blocks(detail, replaced));
                }
            }
            BlockKind::Embed(embed) => set(&mut embed.target, replaced),
            BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Rule => {}
        }
    }
}

fn inlines(list: &mut [Inline], replaced: &BTreeMap<String, Target>) {
    for inline in list {
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Underline(content)
            | Inline::Mark(content)
            | Inline::Small(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::Keyboard(content) => inlines(content, replaced),
            Inline::Link(link) => {
                set(&mut link.target, replaced);
                inlines(&mut link.content, replaced);
            }
            Inline::Text(_)
            | Inline::SoftBreak
            | Inline::LineBreak
            | Inline::Code(_)
            | Inline::Math { .. }
            | Inline::Image(_)
            | Inline::FootnoteCall { .. }
            | Inline::Anchor(_) => {}
        }
    }
}
