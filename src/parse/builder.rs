//! Builds the tree from starts and ends, whether Markdown or HTML opened them.
//!
//! Markdown nests by construction; HTML does not. An end tag closes the nearest element of its
//! name, but never reaches out of the Markdown block that it stands in, and what is left open ends
//! with the block around it. So no input can lose text or break the tree.

mod bounds;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::Anchors;
use super::container::Container;
use super::dialect::SourceMap;
use super::flow::{self, Loose, Node, into_blocks, into_inlines, into_verbatim};
use super::raw_html;
use super::references::References;
use super::strong;
use crate::diag::Code;
use crate::limits;
use crate::model::{
    Align, Block, BlockKind, Cell, Embed, Figure, Footnote, Inline, Item, Link, List, Row, Target,
    text,
};
use crate::span::Span;

/// An open element.
struct Frame {
    container: Container,
    /// The element's name where HTML opened it.
    html: Option<String>,
    /// Where it begins, in bytes of the text that is read.
    start: usize,
    /// Whether its own end tag was met.
    ended: bool,
    nodes: Vec<Node>,
}

/// A footnote's definition, until all calls are known.
struct Definition {
    content: Vec<Block>,
    span: Span,
}

/// What was built.
pub(super) struct Built {
    pub(super) blocks: Vec<Block>,
    pub(super) footnotes: Vec<Footnote>,
    pub(super) anchors: Anchors,
    pub(super) fragments: Vec<(String, Span)>,
}

/// The tree under construction.
pub(super) struct Builder<'r, 'a> {
    pub(super) references: &'r mut References<'a>,
    /// The text that is read.
    text: &'r str,
    frames: Vec<Frame>,
    anchors: Anchors,
    fragments: Vec<(String, Span)>,
    /// Labels in the order of their first calls, and how often each is called.
    calls: Vec<(String, usize, Span)>,
    call_index: BTreeMap<String, usize>,
    definitions: BTreeMap<String, Definition>,
    /// Names of all end tags in the post, lower case.
    closed: BTreeSet<String>,
    /// Where the text that is read stands in the file.
    map: SourceMap,
    /// How many links are open: addresses inside them are not linked again.
    links: usize,
    /// Elements of HTML that were not entered because of the nesting limit.
    overflow: usize,
    limit_reported: bool,
    /// How many blocks, elements and runs of text were added.
    pieces: usize,
}

impl<'r, 'a> Builder<'r, 'a> {
    /// For a text whose places `map` knows in the file.
    pub(super) fn new(
        references: &'r mut References<'a>,
        markdown: &'r str,
        map: SourceMap,
    ) -> Self {
        let root = Frame {
            container: Container::Group,
            html: None,
            start: 0,
            ended: false,
            nodes: Vec::new(),
        };
        Self {
            references,
            text: markdown,
            frames: vec![root],
            anchors: Anchors::default(),
            fragments: Vec::new(),
            calls: Vec::new(),
            call_index: BTreeMap::new(),
            definitions: BTreeMap::new(),
            closed: raw_html::end_tags(markdown),
            map,
            links: 0,
            overflow: 0,
            limit_reported: false,
            pieces: 0,
        }
    }

    /// A range of the text that is read, as a place in the file. What was counted in a part of it,
    /// as in HTML without the marks of the quotation around it, may end behind it.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) =
            (self.text.floor_char_boundary(start), self.text.ceil_char_boundary(end));
        let range = self.map.range(start..end);
        Span::new(self.references.file(), range.start, range.end)
    }

    /// Opens an element; `false` where the nesting limit is reached and its content goes to the
    /// element around it.
    pub(super) fn open(&mut self, container: Container, html: Option<&str>, start: usize) -> bool {
        if self.frames.len() >= limits::NESTING {
            if html.is_some() {
                self.overflow += 1;
            }
            if !self.limit_reported {
                self.limit_reported = true;
                let span = self.span(start, start);
                let message = format!("nested more than {} deep", limits::NESTING);
                self.references.say(Code::NestingLimit, span, message);
            }
            return false;
        }
        if matches!(container, Container::Link { .. }) {
            self.links += 1;
        }
        self.frames.push(Frame {
            container,
            html: html.map(str::to_owned),
            start,
            ended: false,
            nodes: Vec::new(),
        });
        self.pieces += 1;
        true
    }

    /// Ends the innermost element that Markdown opened, and what HTML left open in it.
    pub(super) fn close_markdown(&mut self, end: usize) {
        while self.frames.len() > 1 {
            let is_markdown = self.frames.last().is_some_and(|f| f.html.is_none());
            self.close_top(end);
            if is_markdown {
                return;
            }
        }
    }

    /// Ends the nearest element of HTML with one of these names, and what is left open in it,
    /// unless Markdown or an element in `scope` stands between.
    pub(super) fn close_html(&mut self, names: &[&str], scope: &[&str], end: usize) -> bool {
        let found = self
            .frames
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, f)| f.html.as_deref().is_some_and(|n| !scope.contains(&n)))
            .find(|(_, f)| f.html.as_deref().is_some_and(|n| names.contains(&n)));
        let Some((at, _)) = found else { return false };
        self.frames[at].ended = true;
        while self.frames.len() > at {
            self.close_top(end);
        }
        true
    }

    /// An end tag of HTML.
    pub(super) fn end_tag(&mut self, name: &str, end: usize) {
        if self.overflow > 0 {
            self.overflow -= 1;
        } else {
            self.close_html(&[name], &[], end);
        }
    }

    /// Ends scripts and styles that a block of HTML left open, so that they swallow no Markdown.
    pub(super) fn close_dropped(&mut self, end: usize) {
        let open = |f: &Frame| f.html.is_some() && matches!(f.container, Container::Dropped);
        while self.frames.iter().rev().take_while(|f| f.html.is_some()).any(open) {
            self.close_top(end);
        }
    }

    /// Whether an end tag of this name is anywhere in the post.
    pub(super) fn is_ever_closed(&self, name: &str) -> bool {
        self.closed.contains(name)
    }

    /// Adds running text.
    pub(super) fn text(&mut self, text: &str) {
        let nodes = &mut self.top().nodes;
        let before = nodes.len();
        flow::push_text(nodes, text);
        self.pieces += nodes.len() - before;
    }

    /// Adds a piece of running text that is complete.
    pub(super) fn inline(&mut self, inline: Inline) {
        self.pieces += 1;
        self.top().nodes.push(Node::Inline(inline));
    }

    /// Adds a block that is complete.
    pub(super) fn block(&mut self, kind: BlockKind, span: Span) {
        self.pieces += 1;
        self.top().nodes.push(Node::Block(Block { kind, span }));
    }

    /// Whether text is kept as it stands: in code.
    pub(super) fn is_verbatim(&self) -> bool {
        let verbatim =
            |f: &Frame| matches!(f.container, Container::Code(_) | Container::InlineCode);
        self.frames.iter().rev().take_while(|f| f.html.is_some()).any(verbatim)
    }

    /// The open block of code, whose language an inner `<code class>` may tell.
    pub(super) fn code_language(&mut self, language: &str) -> bool {
        match self.frames.last_mut().map(|f| &mut f.container) {
            Some(Container::Code(open)) => {
                open.get_or_insert_with(|| language.to_owned());
                true
            }
            _ => false,
        }
    }

    /// Whether a block of code is the innermost element.
    pub(super) fn in_code_block(&self) -> bool {
        self.frames.last().is_some_and(|f| matches!(f.container, Container::Code(_)))
    }

    /// Whether the innermost element of Markdown is the head of a table.
    pub(super) fn in_table_head(&self) -> bool {
        self.frames.last().is_some_and(|f| matches!(f.container, Container::TableHead))
    }

    /// Tells an open video or sound where it is (`<source src>`).
    pub(super) fn embed_source(&mut self, source: &str) {
        let open = self.frames.iter_mut().rev().take_while(|f| f.html.is_some());
        for frame in open {
            if let Container::Embed { reference, .. } = &mut frame.container {
                reference.get_or_insert_with(|| source.to_owned());
                return;
            }
        }
    }

    /// Whether the open item of a list is a task, and done.
    pub(super) fn task(&mut self, done: bool) {
        for frame in self.frames.iter_mut().rev() {
            if let Container::Item(task) = &mut frame.container {
                *task = Some(done);
                return;
            }
        }
    }

    /// A place that links may lead to.
    pub(super) fn anchor(&mut self, name: &str) {
        let anchor = self.anchors.named(name);
        self.inline(Inline::Anchor(anchor));
    }

    /// Where a link leads; links into the post are checked when all its anchors are known.
    pub(super) fn target(&mut self, reference: &str, span: Span) -> Target {
        let target = self.references.link(reference, span);
        if let Target::Anchor(fragment) = &target {
            self.fragments.push((fragment.clone(), span));
        }
        target
    }

    /// The call of a footnote.
    pub(super) fn footnote_call(&mut self, label: &str, span: Span) {
        let index = *self.call_index.entry(label.to_lowercase()).or_insert_with(|| {
            self.calls.push((label.to_owned(), 0, span));
            self.calls.len() - 1
        });
        let call = self.calls[index].1;
        self.calls[index].1 += 1;
        self.inline(Inline::FootnoteCall { footnote: index, call });
    }

    /// Ends everything and gives out the tree.
    pub(super) fn finish(mut self, end: usize) -> Built {
        while self.frames.len() > 1 {
            self.close_top(end);
        }
        let root = self.frames.pop();
        let span = self.span(end, end);
        let nodes = root.map(|f| f.nodes).unwrap_or_default();
        let nodes = flow::link_addresses(nodes, self.references, span);
        let mut blocks = into_blocks(nodes, Loose::Paragraph, span);
        blocks.retain(says_something);
        let mut footnotes = Vec::with_capacity(self.calls.len());
        for (label, calls, span) in self.calls {
            let content = match self.definitions.remove(&label.to_lowercase()) {
                Some(definition) => definition.content,
                None => {
                    let message = format!("the footnote `[^{label}]` is not defined");
                    self.references.say(Code::FootnoteUndefined, span, message);
                    Vec::new()
                }
            };
            footnotes.push(Footnote { label, calls, content });
        }
        for (label, definition) in self.definitions {
            let message = format!("the footnote `[^{label}]` is never called, and left out");
            self.references.say(Code::FootnoteUndefined, definition.span, message);
        }
        Built { blocks, footnotes, anchors: self.anchors, fragments: self.fragments }
    }

    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the root frame is never closed before `finish`")
    }

    fn emit(&mut self, node: Node) {
        self.top().nodes.push(node);
    }

    fn emit_block(&mut self, kind: BlockKind, span: Span) {
        self.emit(Node::Block(Block { kind, span }));
    }

    /// Ends the innermost element: its children become what it stands for.
    fn close_top(&mut self, end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        let span = self.span(frame.start, end);
        self.say_unclosed(&frame);
        let mut nodes = frame.nodes;
        let is_link = matches!(frame.container, Container::Link { .. });
        self.links -= usize::from(is_link);
        let verbatim = matches!(
            frame.container,
            Container::Code(_)
                | Container::InlineCode
                | Container::Dropped
                | Container::Image { .. }
        );
        let verbatim = verbatim || self.is_verbatim();
        if !verbatim {
            nodes = strong::pair(nodes);
        }
        if self.links == 0 && !is_link && !verbatim {
            nodes = flow::link_addresses(nodes, self.references, span);
        }
        match frame.container {
            Container::Dropped => {}
            Container::Transparent => self.top().nodes.append(&mut nodes),
            Container::Group => self.emit_blocks(nodes, span),
            Container::Paragraph => self.emit_blocks(nodes, span),
            Container::Heading { level, id } => {
                let mut content = into_inlines(nodes);
                if id.is_some() {
                    strip_attributes(&mut content);
                }
                if content.is_empty() {
                    return;
                }
                let anchor = match id {
                    Some(id) => self.anchors.named(&id),
                    None => self.anchors.heading(&text::of_inlines(&content)),
                };
                self.emit_block(BlockKind::Heading { level, anchor, content }, span);
            }
            Container::Picture { sources, shown } => {
                self.top().nodes.append(&mut nodes);
                let sources = if shown { Vec::new() } else { shown::in_order(sources) };
                let best = sources.iter().find(|url| self.is_shown(url)).or(sources.first());
                if let Some(reference) = best.cloned() {
                    self.picture(&reference, "", None, (None, None), span);
                }
            }
            Container::Quote => {
                let content = into_blocks(nodes, Loose::Paragraph, span);
                if !content.is_empty() {
                    self.emit_block(BlockKind::Quote(content), span);
                }
            }
            Container::Admonition(kind) => {
                let content = into_blocks(nodes, Loose::Paragraph, span);
                self.emit_block(BlockKind::Admonition { kind, title: Vec::new(), content }, span);
            }
            Container::Code(language) => {
                let mut text = text::of_inlines(&into_verbatim(nodes));
                if text.ends_with('\n') {
                    text.pop();
                }
                self.emit_block(BlockKind::Code { language, text }, span);
            }
            Container::List(start) => {
                let items = flow::items(nodes, span);
                if !items.is_empty() {
                    self.emit_block(BlockKind::List(List { start, items }), span);
                }
            }
            Container::Item(task) => {
                let content = into_blocks(nodes, Loose::Plain, span);
                self.emit(Node::Item(Item { task, content }));
            }
            Container::Table(columns) => {
                let nodes = flow::table(nodes, columns, span);
                self.top().nodes.extend(nodes);
            }
            Container::TableHead => {
                let mut cells = Vec::new();
                for node in nodes {
                    match node {
                        Node::Row(row, _) => self.emit(Node::Row(row, true)),
                        Node::Cell(cell) => cells.push(cell),
                        other => self.emit(other),
                    }
                }
                if !cells.is_empty() {
                    self.emit(Node::Row(Row { cells }, true));
                }
            }
            Container::Row { head, align } => {
                let mut cells = Vec::new();
                for node in nodes {
                    if let Node::Cell(mut cell) = node {
                        if cell.align == Align::Natural {
                            cell.align = align;
                        }
                        cells.push(cell);
                    } else {
                        let content = into_blocks(vec![node], Loose::Plain, span);
                        if !content.is_empty() {
                            cells.push(Cell { head: false, columns: 1, rows: 1, align, content });
                        }
                    }
                }
                self.emit(Node::Row(Row { cells }, head));
            }
            Container::Cell { head, columns, rows, align } => {
                let content = into_blocks(nodes, Loose::Plain, span);
                self.emit(Node::Cell(Cell { head, columns, rows, align, content }));
            }
            Container::Definitions => {
                let nodes = flow::definitions(nodes, span);
                self.top().nodes.extend(nodes);
            }
            Container::Term => self.emit(Node::Term(into_inlines(nodes))),
            Container::Detail => {
                let content = into_blocks(nodes, Loose::Plain, span);
                self.emit(Node::Detail(content));
            }
            Container::Caption => self.emit(Node::Caption(into_inlines(nodes))),
            Container::Details => {
                let mut summary = Vec::new();
                let mut rest = Vec::new();
                for node in nodes {
                    match node {
                        Node::Caption(content) if summary.is_empty() => summary = content,
                        other => rest.push(other),
                    }
                }
                let content = into_blocks(rest, Loose::Paragraph, span);
                self.emit_block(BlockKind::Details { summary, content }, span);
            }
            Container::Figure => self.close_figure(nodes, span),
            Container::Embed { kind, title, reference } => {
                if let Some(reference) = reference {
                    let target = self.target(&reference, span);
                    let title = if title.is_empty() { embed_title(&target) } else { title };
                    self.emit_block(BlockKind::Embed(Embed { kind, title, target }), span);
                } else {
                    self.emit_blocks(nodes, span);
                }
            }
            Container::Footnote(label) => {
                let content = into_blocks(nodes, Loose::Paragraph, span);
                self.definitions
                    .entry(label.to_lowercase())
                    .or_insert(Definition { content, span });
            }
            Container::Emphasis => self.wrap(nodes, &Inline::Emphasis),
            Container::Strong => self.wrap(nodes, &Inline::Strong),
            Container::Strikethrough => self.wrap(nodes, &Inline::Strikethrough),
            Container::Underline => self.wrap(nodes, &Inline::Underline),
            Container::Mark => self.wrap(nodes, &Inline::Mark),
            Container::Small => self.wrap(nodes, &Inline::Small),
            Container::Superscript => self.wrap(nodes, &Inline::Superscript),
            Container::Subscript => self.wrap(nodes, &Inline::Subscript),
            Container::Keyboard => self.wrap(nodes, &Inline::Keyboard),
            Container::Tildes => self.surround(nodes, "~", "~"),
            Container::Quotation => self.surround(nodes, "“", "”"),
            Container::Parentheses => self.surround(nodes, "(", ")"),
            Container::Brackets => self.surround(nodes, "<", ">"),
            Container::InlineCode => {
                let code = text::of_inlines(&into_inlines(nodes));
                if !code.is_empty() {
                    self.inline(Inline::Code(code));
                }
            }
            Container::Link { target, title } => {
                let make = |content| {
                    Inline::Link(Link { target: target.clone(), title: title.clone(), content })
                };
                self.wrap(nodes, &make);
            }
            Container::Image { reference, title, place } => {
                let alt = text::one_line(&text::of_inlines(&into_inlines(nodes)));
                self.picture(&reference, &alt, title, (None, None), place);
            }
        }
    }

    fn emit_blocks(&mut self, nodes: Vec<Node>, span: Span) {
        let blocks = into_blocks(nodes, Loose::Paragraph, span);
        self.top().nodes.extend(blocks.into_iter().filter(says_something).map(Node::Block));
    }

    fn wrap(&mut self, nodes: Vec<Node>, make: &dyn Fn(Vec<Inline>) -> Inline) {
        let nodes = flow::wrap(nodes, make);
        self.top().nodes.extend(nodes);
    }

    fn surround(&mut self, nodes: Vec<Node>, before: &str, after: &str) {
        self.text(before);
        for node in nodes {
            match node {
                Node::Inline(Inline::Text(text)) => self.text(&text),
                other => self.emit(other),
            }
        }
        self.text(after);
    }

    /// A `<figure>`: pictures and a caption make a figure; anything else keeps its blocks, with the
    /// caption below.
    fn close_figure(&mut self, nodes: Vec<Node>, span: Span) {
        let mut caption = Vec::new();
        let mut rest = Vec::new();
        for node in nodes {
            match node {
                Node::Caption(content) => caption.extend(content),
                other => rest.push(other),
            }
        }
        let mut blocks = into_blocks(rest, Loose::Paragraph, span);
        let mut figures = blocks.iter_mut().filter_map(|b| match &mut b.kind {
            BlockKind::Figure(figure) => Some(figure),
            _ => None,
        });
        match (figures.next(), figures.next()) {
            (Some(Figure { caption: own, .. }), None) if !caption.is_empty() => *own = caption,
            _ if !caption.is_empty() => {
                blocks.push(Block { kind: BlockKind::Paragraph(caption), span });
            }
            _ => {}
        }
        self.top().nodes.extend(blocks.into_iter().map(Node::Block));
    }
}

/// Takes the attributes off the end of a heading. With spaces in the braces (`{ #id }`) they are
/// text for most generators, and stay.
fn strip_attributes(content: &mut Vec<Inline>) {
    if let Some(Inline::Text(text)) = content.last_mut()
        && let Some((at, _)) = super::markdown::explicit_id(text)
        && !text[at..].starts_with("{ #")
    {
        text.truncate(at);
    }
    flow::trim(content);
}

/// Whether a block is more than an empty paragraph.
fn says_something(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) => {
            content.iter().any(|i| !matches!(i, Inline::SoftBreak | Inline::LineBreak))
        }
        _ => true,
    }
}

/// What an embedded page is called that has no title: its server.
fn embed_title(target: &Target) -> String {
    match target {
        Target::Url(url) | Target::Post { url, .. } => url::Url::parse(url)
            .ok()
            .and_then(|u| u.host_str().map(|h| h.trim_start_matches("www.").to_owned()))
            .unwrap_or_else(|| url.clone()),
        Target::Asset(asset) => asset.path.rsplit('/').next().unwrap_or(&asset.path).to_owned(),
        Target::Anchor(text) | Target::Dead(text) => text.clone(),
    }
}
