//! Anchors: names of headings, and links to them that must lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::markdown::Tree;
use super::references::encode_fragment;
use crate::diag::{Code, Diagnostic};
use crate::model::{Block, BlockKind, Inline, Target, text};
use crate::source::percent_decode;
use crate::span::Span;

/// Gives out the anchors of a post, each once.
#[derive(Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
    /// The words of the headings whose anchors are made of them, and these anchors.
    headings: Vec<(String, String)>,
}

impl Anchors {
    /// An anchor for a heading, from its words: lower case, spaces as hyphens, other punctuation
    /// dropped, as GitHub and most generators do; numbered where it is taken.
    pub(super) fn heading(&mut self, words: &str) -> String {
        let mut slug = slug(words);
        if slug.is_empty() {
            slug.push_str("section");
        }
        let anchor = self.unique(slug);
        self.headings.push((words.to_owned(), anchor.clone()));
        anchor
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

    /// All anchors by the letters of their spellings in different generators.
    fn folded(&self) -> BTreeMap<String, &String> {
        let mut folded: BTreeMap<String, &String> =
            self.taken.iter().rev().map(|anchor| (fold(anchor), anchor)).collect();
        for (words, anchor) in &self.headings {
            for spelling in spellings(words) {
                folded.entry(spelling).or_insert(anchor);
            }
        }
        folded
    }
}

/// The letters of a heading's anchor where a generator makes it of ASCII alone: transliterated
/// (Zola), without accents (Python-Markdown, Hexo), without other letters (kramdown); and without
/// the number before it (kramdown, Pandoc).
fn spellings(words: &str) -> Vec<String> {
    let ascii = |c: &char| c.is_ascii_alphanumeric();
    let spelled = |letters: String| {
        let unnumbered = letters.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
        [letters, unnumbered]
    };
    [
        fold(words),
        fold(&words.chars().filter_map(deunicode::deunicode_char).collect::<String>()),
        fold(&words.nfkd().filter(ascii).collect::<String>()),
        fold(&words.chars().filter(ascii).collect::<String>()),
    ]
    .into_iter()
    .flat_map(spelled)
    .filter(|letters| !letters.is_empty())
    .collect()
}

/// The anchors of a post, for links from others.
#[derive(Debug, Clone)]
pub struct AnchorSet {
    /// By the letters of their spellings.
    folded: BTreeMap<String, String>,
    footnotes: bool,
    arguments: Vec<String>,
}

impl AnchorSet {
    pub(super) fn new(tree: &Tree, markdown: &str) -> Self {
        let folded = tree.anchors.folded().into_iter().map(|(letters, a)| (letters, a.clone()));
        let footnotes = !tree.footnotes.is_empty();
        Self { folded: folded.collect(), footnotes, arguments: arguments(markdown) }
    }

    /// Looks up what a fragment names, percent-encoded or not: one of the anchors, or a place that
    /// the page may have besides.
    ///
    /// # Errors
    /// When there is none: the anchor that is most like it, if any is.
    pub fn find(&self, fragment: &str) -> Result<(), Option<String>> {
        let fragment = percent_decode(fragment);
        let letters = fold(&fragment);
        let leads = self.folded.contains_key(&letters)
            || is_of_page(&fragment, self.footnotes)
            || is_made(&fragment, &self.arguments);
        if leads { Ok(()) } else { Err(alike(&letters, &self.folded)) }
    }
}

/// The anchor that goes on where another ends, or the other way round: headings grow and shrink.
fn alike<A: AsRef<str>>(letters: &str, folded: &BTreeMap<String, A>) -> Option<String> {
    let common = |other: &str| {
        let shorter = letters.len().min(other.len());
        let same = letters.starts_with(other) || other.starts_with(letters);
        (same && shorter >= SHORTEST_ALIKE).then_some(shorter)
    };
    let found = folded.iter().filter_map(|(other, anchor)| Some((common(other)?, anchor)));
    found.max_by_key(|(shorter, _)| *shorter).map(|(_, anchor)| anchor.as_ref().to_owned())
}

/// Of how many bytes anchors must be that are taken to be alike.
const SHORTEST_ALIKE: usize = 5;

/// Anchors that are no part of a post, but of its page: `#` and `#top` lead to the top of any
/// (HTML, 7.4.6.3), the others to what themes put around a text.
const PARTS_OF_PAGES: &[&str] = &[
    "",
    "_top",
    "comment",
    "comments",
    "content",
    "contents",
    "disqus_thread",
    "footer",
    "giscus",
    "header",
    "main",
    "main-content",
    "markdown-toc",
    "page-title",
    "respond",
    "search",
    "table-of-contents",
    "title",
    "toc",
    "top",
    "utterances",
];

/// How the anchors of readers' comments begin, which other programs put below a text.
const OF_COMMENTS: &[&str] = &["comment-", "issuecomment-", "isso-", "dsq-comment", "r-comment"];

/// Whether a fragment names a part of the page that is none of the text: what themes put around
/// it, footnotes as generators name them (`fn1`, `fnref:x`), words to be found (`:~:text=`), or a
/// route of a program (`#/x`, `#!x`).
fn is_of_page(fragment: &str, footnotes: bool) -> bool {
    PARTS_OF_PAGES.contains(&fragment.to_lowercase().as_str())
        || OF_COMMENTS.iter().any(|prefix| fragment.starts_with(prefix))
        || fragment.starts_with([':', '/', '!'])
        || fragment.contains(":~:")
        || footnotes && (fragment.starts_with("fn") || fragment.starts_with("footnote"))
}

/// Shortest argument of a template's tag that an anchor may be made of, in bytes.
const SHORTEST_ARGUMENT: usize = 4;

/// What is given to the tags of templates in a text (`{{< code "x" >}}`, `{% note x %}`): names
/// that the blog's own templates may make anchors of.
fn arguments(markdown: &str) -> Vec<String> {
    let mut arguments = BTreeSet::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        let mut rest = markdown;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((tag, after)) = after.split_once(close) else { break };
            let separates = |c: char| c.is_whitespace() || "\"'`=,()<>".contains(c);
            let words = tag.split(separates).filter(|word| word.len() >= SHORTEST_ARGUMENT);
            arguments.extend(words.map(str::to_owned));
            rest = after;
        }
    }
    arguments.into_iter().collect()
}

/// Whether a fragment holds what is given to a template's tag.
fn is_made(fragment: &str, arguments: &[String]) -> bool {
    arguments.iter().any(|argument| fragment.contains(argument.as_str()))
}

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

/// Checks every link to an anchor of the post: one that differs in spelling alone is set right, one
/// that a template may make leads to the post's page at `url`, and one that leads nowhere becomes
/// dead and is reported.
pub(super) fn resolve(
    tree: &mut Tree,
    url: &str,
    markdown: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let known = |fragment: &String| tree.anchors.taken.contains(fragment);
    if tree.fragments.iter().all(|(fragment, _)| known(fragment)) {
        return;
    }
    let footnotes = !tree.footnotes.is_empty();
    let folded = tree.anchors.folded();
    let arguments = arguments(markdown);
    let mut replaced: BTreeMap<String, Target> = BTreeMap::new();
    for (fragment, span) in &tree.fragments {
        if known(fragment) {
            continue;
        }
        let target = match folded.get(&fold(fragment)) {
            Some(anchor) => Target::Anchor((*anchor).clone()),
            None if is_of_page(fragment, footnotes) => Target::Dead(format!("#{fragment}")),
            None if is_made(fragment, &arguments) && Url::parse(url).is_ok() => {
                Target::Url(format!("{url}#{}", encode_fragment(fragment)))
            }
            None => {
                if !is_made(fragment, &arguments) {
                    let instead = alike(&fold(fragment), &folded);
                    diagnostics.push(dead(fragment, *span, instead));
                }
                Target::Dead(format!("#{fragment}"))
            }
        };
        replaced.insert(fragment.clone(), target);
    }
    blocks(&mut tree.blocks, &replaced);
    for footnote in &mut tree.footnotes {
        blocks(&mut footnote.content, &replaced);
    }
}

fn dead(fragment: &str, span: Span, instead: Option<String>) -> Diagnostic {
    let message = format!("the post has no heading or anchor `#{}`", text::excerpt(fragment, 80));
    let dead = Diagnostic::new(Code::LinkDead, span, message);
    match instead {
        Some(instead) => dead.hint(format!("there is `#{instead}`")),
        None => dead,
    }
}

/// Letter case, Unicode form, and the hyphens by which generators differ, set aside. An anchor of
/// signs alone stays as it is.
fn fold(anchor: &str) -> String {
    let letters = anchor.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let letters: String = letters.collect();
    if letters.is_empty() { anchor.to_owned() } else { letters }
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
