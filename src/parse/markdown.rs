//! Markdown events become starts and ends of the tree.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options,
    Parser, Tag,
};

use super::anchors::Anchors;
use super::builder::Builder;
use super::container::Container;
use super::dialect::SourceMap;
use super::references::{self, References};
use super::{raw_html, summary};
use crate::diag::Code;
use crate::model::{Align, Block, BlockKind, Footnote, Inline};
use crate::span::Span;

/// The text of a post as a tree, with what is needed to check links into it.
pub(super) struct Tree {
    pub(super) blocks: Vec<Block>,
    pub(super) footnotes: Vec<Footnote>,
    pub(super) anchors: Anchors,
    /// Every link to an anchor of the post, and where it stands.
    pub(super) fragments: Vec<(String, Span)>,
    /// Where the author's own summary ends in the text that was read.
    pub(super) more: Option<usize>,
}

/// What is read beyond CommonMark. Smart punctuation stays off: it would change what was written.
/// `ENABLE_GFM` adds the alerts (`> [!NOTE]`).
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

/// Reads Markdown whose places `map` knows in the file.
pub(super) fn read(markdown: &str, map: SourceMap, references: &mut References<'_>) -> Tree {
    let mut more = None;
    let mut builder = Builder::new(references, markdown, map);
    // For each open tag of Markdown: whether the builder entered it.
    let mut entered: Vec<bool> = Vec::new();
    let mut html = String::new();
    let mut parser = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
    while let Some((event, range)) = parser.next() {
        let (start, end) = (range.start, range.end);
        if builder.is_full() && !matches!(event, Event::End(_)) {
            builder.give_up(markdown.get(start..).unwrap_or_default(), start);
            break;
        }
        let span = match &event {
            // What a label stands for is mended where that is said.
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. })
                if is_labelled(*link_type) =>
            {
                let definition = parser.reference_definitions().get(id);
                let range = definition.map_or(&range, |definition| &definition.span);
                builder.span(range.start, range.end)
            }
            _ => builder.span(start, end),
        };
        match event {
            Event::Start(Tag::HtmlBlock) => {
                html.clear();
                entered.push(false);
            }
            Event::End(pulldown_cmark::TagEnd::HtmlBlock) => {
                entered.pop();
                raw_html::feed(&html, start, &mut builder);
                builder.close_dropped(end);
            }
            Event::Start(tag) => {
                let source = markdown.get(range).unwrap_or_default();
                if matches!(&tag, Tag::CodeBlock(CodeBlockKind::Fenced(_)))
                    && let Some(fence) = unclosed_fence(source)
                    && markdown[end..].trim().is_empty()
                {
                    let place = builder.span(start, start + fence.len());
                    let message =
                        "the block of code is never closed, and what is behind it is code";
                    builder.references.say(Code::Unclosed, place, message);
                }
                let container = container(tag, source, span, &mut builder);
                entered.push(builder.open(container, None, start));
            }
            Event::End(_) => {
                if entered.pop() == Some(true) {
                    builder.close_markdown(end);
                }
            }
            Event::Text(text) => builder.text(&text),
            Event::Code(code) => builder.inline(Inline::Code(code.into_string())),
            Event::InlineMath(tex) => math(&mut builder, &tex, false, markdown, &range),
            Event::DisplayMath(tex) => math(&mut builder, &tex, true, markdown, &range),
            Event::Html(text) => {
                more = more.or_else(|| summary::end_mark(&text).map(|at| start + at));
                html.push_str(&text);
            }
            Event::InlineHtml(text) => {
                more = more.or_else(|| summary::end_mark(&text).map(|at| start + at));
                raw_html::feed(&text, start, &mut builder);
            }
            Event::FootnoteReference(label) => builder.footnote_call(&label, span),
            Event::SoftBreak => builder.inline(Inline::SoftBreak),
            Event::HardBreak => builder.inline(Inline::LineBreak),
            Event::Rule => builder.block(BlockKind::Rule, span),
            Event::TaskListMarker(done) => builder.task(done),
        }
    }
    let built = builder.finish(markdown.len());
    Tree {
        blocks: built.blocks,
        footnotes: built.footnotes,
        anchors: built.anchors,
        fragments: built.fragments,
        more,
    }
}

/// The fence of a block of code, where no line closes it (CommonMark 0.31.2, 4.5): one of the same
/// sign and at least as long, behind the marks of the quotes and lists that it stands in.
fn unclosed_fence(source: &str) -> Option<&str> {
    let sign = source.chars().next()?;
    let fence = &source[..source.len() - source.trim_start_matches(sign).len()];
    let last = source.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
    let closed = last.len() >= fence.len() && last.chars().all(|c| c == sign);
    (!closed).then_some(fence)
}

/// Whether a link's address stands elsewhere, under its label.
fn is_labelled(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
}

/// Dollar signs are as often prices and shell variables as formulas: what stands directly before
/// a letter or digit is none.
fn math(
    builder: &mut Builder<'_, '_>,
    tex: &str,
    display: bool,
    markdown: &str,
    range: &Range<usize>,
) {
    let after = markdown.get(range.end..).and_then(|rest| rest.chars().next());
    if !display && after.is_some_and(char::is_alphanumeric) {
        builder.text(markdown.get(range.clone()).unwrap_or_default());
    } else {
        builder.inline(Inline::Math { tex: tex.trim().to_owned(), display });
    }
}

fn container(tag: Tag<'_>, source: &str, span: Span, builder: &mut Builder<'_, '_>) -> Container {
    let text = |c: CowStr<'_>| (!c.is_empty()).then(|| c.into_string());
    match tag {
        Tag::Paragraph => Container::Paragraph,
        Tag::Heading { level, .. } => {
            let id = source.lines().next().and_then(explicit_id).map(|(_, id)| id.to_owned());
            Container::Heading { level: heading_level(level), id }
        }
        Tag::BlockQuote(None) => Container::Quote,
        Tag::BlockQuote(Some(kind)) => Container::Admonition(alert(kind).to_owned()),
        Tag::CodeBlock(CodeBlockKind::Indented) => Container::Code(None),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Container::Code(language(&info)),
        Tag::List(start) => Container::List(start),
        Tag::Item => Container::Item(None),
        Tag::FootnoteDefinition(label) => Container::Footnote(label.into_string()),
        Tag::DefinitionList => Container::Definitions,
        Tag::DefinitionListTitle => Container::Term,
        Tag::DefinitionListDefinition => Container::Detail,
        Tag::Table(columns) => Container::Table(columns.into_iter().map(align).collect()),
        Tag::TableHead => Container::TableHead,
        Tag::TableRow => Container::Row { head: false, align: Align::Natural },
        Tag::TableCell => Container::Cell {
            head: builder.in_table_head(),
            columns: 1,
            rows: 1,
            align: Align::Natural,
        },
        Tag::Emphasis => Container::Emphasis,
        Tag::Strong => Container::Strong,
        Tag::Strikethrough if source.starts_with("~~") => Container::Strikethrough,
        Tag::Strikethrough => Container::Tildes,
        Tag::Superscript => Container::Superscript,
        Tag::Subscript => Container::Subscript,
        Tag::Link { link_type: LinkType::Email, dest_url, title, .. } => {
            let target = builder.target(&format!("mailto:{dest_url}"), span);
            Container::Link { target, title: text(title) }
        }
        // `<io::Error>` is an address only by its form: the text between the brackets is what counts.
        Tag::Link { link_type: LinkType::Autolink, dest_url, .. }
            if !references::is_followed(&dest_url) =>
        {
            Container::Brackets
        }
        Tag::Link { dest_url, title, .. } => {
            let target = builder.target(&dest_url, span);
            Container::Link { target, title: text(title) }
        }
        Tag::Image { dest_url, title, .. } => {
            Container::Image { reference: dest_url.into_string(), title: text(title), place: span }
        }
        Tag::HtmlBlock | Tag::MetadataBlock(_) => Container::Transparent,
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The id of a heading that ends in `{#id}`, as Zola, Hugo, kramdown and markdown-it-attrs read
/// it, or in the comment `{/* #id */}`, as Docusaurus does; and where the braces begin.
pub(super) fn explicit_id(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_end().trim_end_matches('#').trim_end();
    let inside = line.strip_suffix('}')?;
    let (at, attributes) = inside.rsplit_once('{').map(|(text, rest)| (text.len(), rest))?;
    let attributes = attributes.trim();
    let attributes = match attributes.strip_prefix("/*") {
        Some(comment) => comment.strip_suffix("*/")?.trim(),
        None => attributes,
    };
    let id = attributes.split_whitespace().find_map(|word| word.strip_prefix('#'))?;
    let attribute = |word: &str| word.starts_with(['#', '.']) || word.contains('=');
    let only = attributes.split_whitespace().all(attribute);
    (only && !id.is_empty() && !id.contains(['{', '}'])).then_some((at, id))
}

fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Natural,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// The language that an info string names: `rust,ignore`, `js {1,3}`, `{.python}`.
pub(super) fn language(info: &str) -> Option<String> {
    let word = info.trim().trim_start_matches("{.").trim_start_matches("language-");
    let word = word.split(|c: char| c.is_whitespace() || ",{}:;".contains(c)).next()?;
    (!word.is_empty()).then(|| word.to_lowercase())
}
