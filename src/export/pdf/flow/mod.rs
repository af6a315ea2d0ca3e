//! Blocks to strips: the vertical list that pages are cut from.
//!
//! A strip is what no page break may cut: a line, a picture, a row of a table. Strips know the
//! space above them, how firmly they hold on to the next one, and which footnotes they call.

pub mod address;
pub mod aside;
pub mod code;
pub mod cover;
pub mod figure;
pub mod footnote;
pub mod list;
pub mod measure;
pub mod scan;
pub mod strip;
pub mod table;
pub mod text;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Pictures;
use super::font::Fonts;
use super::language;
use super::length::{Abs, Em};
use super::page::{Color, NodeId, Role};
use super::paragraph::{self, Alignment, Line, ParagraphOptions, Piece};
use super::style::{Setting, Style};
use super::tree::Tree;
use crate::diag::Diagnostic;
use crate::model::block::{Block, BlockKind};
use crate::model::inline::{Inline, Target};
use crate::model::language::primary;
use crate::model::post::{Post, PostId};
use crate::model::text as plain;
use crate::span::Span;
pub use strip::{Decoration, Keep, Scalable, Strip};

/// A column that does not get narrower by standing in: about eight Hangul letters.
const LEAST_MEASURE: Em = Em::new(8.0);

/// Below this measure lines are ragged: with so few spaces a line, even edges tear holes.
const LEAST_JUSTIFIED: Em = Em::new(22.0);

/// How often the measure of a heading of several lines is halved on to even them out.
const BALANCING: usize = 6;

/// Where and how blocks are set.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Left edge, from the left edge of the text.
    pub x: Abs,
    /// The measure.
    pub width: Abs,
    /// Size and leading of running text.
    pub text: Setting,
    /// Between paragraphs.
    pub gap: Abs,
    /// Colour of running text.
    pub color: Color,
    /// Whether running text is bold (heads of tables).
    pub bold: bool,
    /// How lines end.
    pub align: Alignment,
    /// The node that blocks belong to.
    pub node: NodeId,
}

impl Column {
    /// The column of a page.
    #[must_use]
    pub fn page(style: &Style) -> Self {
        Self {
            x: Abs::ZERO,
            width: style.page.measure(),
            text: style.text,
            gap: style.gap,
            color: style.colors.text,
            bold: false,
            align: if style.justify { Alignment::Justify } else { Alignment::Start },
            node: Tree::ROOT,
        }
    }

    /// The column, standing in from the start side; less where the measure would become too
    /// narrow to read.
    #[must_use]
    pub fn indented(self, amount: Abs, right_to_left: bool) -> Self {
        let room = (self.width - LEAST_MEASURE.at(self.text.size)).max(Abs::ZERO);
        let amount = amount.min(room);
        let x = if right_to_left { self.x } else { self.x + amount };
        Self { x, width: self.width - amount, ..self }
    }

    /// The column for what is in a node.
    #[must_use]
    pub fn inside(self, node: NodeId) -> Self {
        Self { node, ..self }
    }
}

/// What is known and what was made so far while a post is laid out.
pub struct Flow<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its pictures.
    pub pictures: &'a Pictures,
    /// The faces.
    pub fonts: &'a Fonts,
    /// How it looks.
    pub style: &'a Style,
    /// The posts of the book that this one is set for; none in a handout.
    pub book: Option<&'a BTreeSet<PostId>>,
    /// The language that the post is set in, a BCP 47 tag; empty where it is not known.
    pub language: Cow<'a, str>,
    /// Whether the post's language is written from right to left: lists, bars and indents change
    /// sides.
    pub right_to_left: bool,
    /// What the parts mean.
    pub tree: Tree,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The vertical list.
    pub strips: Vec<Strip>,
    /// What is drawn behind runs of strips; strips name them by index.
    pub decorations: Vec<Decoration>,
    /// The addresses that are printed as notes, in the order of their numbers.
    pub addresses: address::Addresses,
    /// Space that is due above the next strip.
    space: Abs,
    /// The decorations that the next strip belongs to.
    open: Arc<[usize]>,
    /// What the innermost panel keeps free where a page cuts it.
    cut_padding: Abs,
    /// The levels, as written, of the headings that the text at hand is below.
    levels: Vec<u8>,
}

impl<'a> Flow<'a> {
    /// The start of a layout.
    #[must_use]
    pub fn new(post: &'a Post, pictures: &'a Pictures, fonts: &'a Fonts, style: &'a Style) -> Self {
        let language = language::of(post);
        let right_to_left = ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"]
            .contains(&primary(&language).as_str());
        Self {
            post,
            pictures,
            fonts,
            style,
            book: None,
            language,
            right_to_left,
            tree: Tree::new(),
            findings: Vec::new(),
            strips: Vec::new(),
            decorations: Vec::new(),
            addresses: address::Addresses::default(),
            space: Abs::ZERO,
            open: Arc::new([]),
            cut_padding: Abs::ZERO,
            levels: Vec::new(),
        }
    }

    /// Whether a post is in the book that this one is set for.
    #[must_use]
    pub fn is_in_book(&self, id: &PostId) -> bool {
        self.book.is_some_and(|posts| posts.contains(id))
    }

    /// A word that the program adds, in the post's language.
    #[must_use]
    pub fn label(&self, key: &str) -> &'a str {
        self.style.label(self.language.as_ref(), key)
    }

    /// Asks for space above the next strip; the largest wish counts.
    pub fn space(&mut self, amount: Abs) {
        self.space = self.space.max(amount);
    }

    /// Appends a strip.
    pub fn push(&mut self, mut strip: Strip) {
        strip.above = std::mem::take(&mut self.space);
        strip.decorations = Arc::clone(&self.open);
        strip.cut_padding = self.cut_padding;
        self.strips.push(strip);
    }

    /// Sets pieces as lines of a measure.
    #[must_use]
    pub fn lines(
        &mut self,
        pieces: &[Piece],
        width: Abs,
        align: Alignment,
        span: Option<Span>,
    ) -> Vec<Line> {
        let mut options = self.options(width, align, span);
        if self.right_to_left && !is_foreign(pieces) {
            options.right_to_left = Some(true);
        }
        paragraph::paragraph(self.fonts, pieces, &options, &mut self.findings)
    }

    /// Sets a title or heading: as few lines as it needs, each about as long as the others, so that
    /// none holds a lost word.
    #[must_use]
    pub fn balanced(
        &mut self,
        pieces: &[Piece],
        width: Abs,
        align: Alignment,
        span: Option<Span>,
    ) -> Vec<Line> {
        let mut lines = self.lines(pieces, width, align, span);
        if lines.len() < 2 {
            return lines;
        }
        let found = self.findings.len();
        let options = self.options(width, align, span);
        // No word is broken for it.
        let (longest, _) = paragraph::widths(self.fonts, pieces, &options);
        let (mut narrow, mut wide) = (longest.max(width * 0.5).min(width), width);
        for _ in 0..BALANCING {
            let middle = (narrow + wide) * 0.5;
            let tried = self.lines(pieces, middle, align, span);
            if tried.len() <= lines.len() {
                (lines, wide) = (tried, middle);
            } else {
                narrow = middle;
            }
        }
        self.findings.truncate(found);
        lines
    }

    /// Sets an address: from left to right, also where it has letters of the other direction, and
    /// at the start side of its column.
    #[must_use]
    pub fn address_lines(&mut self, piece: &Piece, width: Abs) -> Vec<Line> {
        let align = if self.right_to_left { Alignment::Right } else { Alignment::Left };
        let mut options = self.options(width, align, None);
        options.right_to_left = Some(false);
        paragraph::paragraph(self.fonts, std::slice::from_ref(piece), &options, &mut self.findings)
    }

    /// The options of a paragraph of running text.
    #[must_use]
    pub fn options(&self, width: Abs, align: Alignment, span: Option<Span>) -> ParagraphOptions {
        let narrow = width < LEAST_JUSTIFIED.at(self.style.text.size);
        ParagraphOptions {
            width,
            align: if narrow && align == Alignment::Justify { Alignment::Start } else { align },
            first_indent: Abs::ZERO,
            hanging_indent: Abs::ZERO,
            right_to_left: None,
            language: self.language.clone().into_owned(),
            hyphenate: self.style.hyphenate && align == Alignment::Justify,
            preserve: false,
            wrap_mark: None,
            span,
        }
    }

    /// Appends lines; at least two of them stay together on either side of a page break.
    pub fn push_lines(&mut self, x: Abs, text: Setting, lines: Vec<Line>, last: Keep) {
        let count = lines.len();
        for (i, line) in lines.into_iter().enumerate() {
            let mut strip = Strip::line(line, x, text);
            strip.keep = match i {
                _ if i + 1 == count => last,
                _ if i == 0 || i + 2 == count => Keep::Always,
                _ => Keep::Free,
            };
            self.push(strip);
        }
    }

    /// Lays out something apart: its strips are returned and not appended. Space at its start is
    /// kept, decorations of what is around it are not applied.
    pub fn apart(&mut self, inside: impl FnOnce(&mut Self)) -> Vec<Strip> {
        let strips = std::mem::take(&mut self.strips);
        let space = std::mem::take(&mut self.space);
        let open = std::mem::replace(&mut self.open, Arc::new([]));
        let cut_padding = std::mem::take(&mut self.cut_padding);
        inside(self);
        self.space = space;
        self.open = open;
        self.cut_padding = cut_padding;
        std::mem::replace(&mut self.strips, strips)
    }

    /// Draws decorations behind all strips that are appended inside. Where a page cuts them,
    /// `cut_padding` is kept free on either side.
    pub fn decorated(
        &mut self,
        decorations: impl IntoIterator<Item = Decoration>,
        cut_padding: Abs,
        inside: impl FnOnce(&mut Self),
    ) {
        let outer = Arc::clone(&self.open);
        let first = self.decorations.len();
        self.decorations.extend(decorations);
        self.open = outer.iter().copied().chain(first..self.decorations.len()).collect();
        let outer_padding = std::mem::replace(&mut self.cut_padding, cut_padding);
        inside(self);
        self.open = outer;
        self.cut_padding = outer_padding;
    }

    /// Makes room above and below all strips from an index on.
    pub fn pad(&mut self, start: usize, above: Abs, below: Abs) {
        if let Some(first) = self.strips.get_mut(start) {
            first.shift(Abs::ZERO, above);
            first.height += above;
        }
        if self.strips.len() > start
            && let Some(last) = self.strips.last_mut()
        {
            last.height += below;
        }
    }

    /// A bar at the start side of a column.
    #[must_use]
    pub fn bar(&self, column: Column, width: Abs, color: Color) -> Decoration {
        let x = if self.right_to_left { column.x + column.width - width } else { column.x };
        Decoration { x, width, color, thickness: None, radius: Abs::ZERO }
    }

    /// The node for text of a column: a paragraph, or the column's own node where that may hold
    /// text itself.
    #[must_use]
    pub fn text_node(&mut self, column: Column, plain: bool) -> NodeId {
        let holds_text = matches!(
            self.tree.role(column.node),
            Role::ListBody
                | Role::Label
                | Role::Caption
                | Role::TableData { .. }
                | Role::TableHead { .. }
        );
        if plain && holds_text { column.node } else { self.tree.add(column.node, Role::Paragraph) }
    }
}

/// Whether a text in a post that runs from right to left is wholly of the other direction: an
/// address, a name. Mixed text takes the direction of its post, whatever word it begins with.
fn is_foreign(pieces: &[Piece]) -> bool {
    let mut foreign = false;
    for piece in pieces {
        let Piece::Text { text, .. } = piece else { continue };
        for c in text.chars() {
            match c {
                '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' => {
                    return false;
                }
                c => foreign |= c.is_alphabetic(),
            }
        }
    }
    foreign
}

/// Sets blocks below each other.
pub fn blocks(flow: &mut Flow, column: Column, list: &[Block]) {
    for item in list {
        block(flow, column, item);
    }
}

fn block(flow: &mut Flow, column: Column, block: &Block) {
    let span = block.span;
    match &block.kind {
        BlockKind::Paragraph(content) => {
            flow.space(column.gap);
            running(flow, column, content, span, false);
            flow.space(column.gap);
        }
        BlockKind::Plain(content) => running(flow, column, content, span, true),
        BlockKind::Heading { level, anchor, content } => {
            heading(flow, column, *level, anchor, content, span);
        }
        BlockKind::Code { language, text } => {
            code::block(flow, column, language.as_deref().unwrap_or_default(), text, span);
        }
        BlockKind::Quote(content) => aside::quote(flow, column, content),
        BlockKind::Admonition { kind, title, content } => {
            aside::admonition(flow, column, kind, title, content, span);
        }
        BlockKind::List(list) => list::list(flow, column, list, span),
        BlockKind::Table(table) => table::table(flow, column, table, span),
        BlockKind::Figure(figure) => figure::figure(flow, column, figure, span),
        BlockKind::Details { summary, content } => {
            aside::details(flow, column, summary, content, span);
        }
        BlockKind::Definitions(definitions) => {
            aside::definitions(flow, column, definitions, span);
        }
        BlockKind::Math(tex) => code::formula(flow, column, tex, span),
        BlockKind::Embed(embed) => aside::embed(flow, column, embed, span),
        BlockKind::Rule => aside::rule(flow, column),
    }
}

/// A paragraph.
fn running(flow: &mut Flow, column: Column, content: &[Inline], span: Span, is_plain: bool) {
    let node = flow.text_node(column, is_plain);
    let ink = text::Ink::new(column, node);
    let pieces = match text::remark(content).filter(|_| !is_plain) {
        Some(words) => {
            let ink = ink.with(|style| {
                style.italic = true;
                style.color = flow.style.colors.muted;
            });
            text::pieces(flow, &ink, words, column.width, span)
        }
        None => text::pieces(flow, &ink, content, column.width, span),
    };
    if pieces.is_empty() {
        return;
    }
    let lines = flow.lines(&pieces, column.width, column.align, Some(span));
    // A line that announces what follows should not be parted from it.
    let words = plain::of_inlines(content);
    let announces = words.trim_end().ends_with([':', '：']);
    let last = if announces { Keep::Rather } else { Keep::Free };
    flow.push_lines(column.x, column.text, lines, last);
}

/// A heading: it stays with what follows, is an entry of the outline, and its level as tagged
/// never skips one, whatever the author wrote.
fn heading(
    flow: &mut Flow,
    column: Column,
    level: u8,
    anchor: &str,
    content: &[Inline],
    span: Span,
) {
    // The title is level 1; a heading is one below the nearest one that it is under.
    while flow.levels.pop_if(|above| *above >= level).is_some() {}
    flow.levels.push(level);
    let tagged = u8::try_from(flow.levels.len() + 1).unwrap_or(6).min(6);

    let look = flow.style.heading[usize::from(level.clamp(1, 6)) - 1];
    // In a cell or a note a heading is not larger than it has to be.
    let scale = (column.text.size / flow.style.text.size).min(1.0);
    let set = look.text.scaled(scale);
    let node = flow.tree.add(column.node, Role::Heading(tagged));
    let head = Column { text: set, bold: true, color: flow.style.colors.strong, node, ..column };
    let ink = text::Ink::new(head, node);
    let pieces = text::pieces(flow, &ink, content, column.width, span);
    if pieces.is_empty() {
        return;
    }
    let align = if column.align == Alignment::Justify { Alignment::Start } else { column.align };
    let lines = flow.balanced(&pieces, column.width, align, Some(span));

    flow.space(look.above * scale);
    let start = flow.strips.len();
    flow.push_lines(column.x, set, lines, Keep::Always);
    for strip in &mut flow.strips[start..] {
        strip.keep = Keep::Always;
    }
    if let Some(first) = flow.strips.get_mut(start) {
        first.places.push(anchor.to_owned());
        first.heading = Some((tagged, plain::one_line(&plain::of_inlines(content))));
    }
    // Not merged with the space of what follows: a heading is nearer to its text than to
    // anything above.
    flow.space = look.below * scale;
}

/// Where a click leads, where it leads anywhere outside of a browser: other posts by their place in
/// the book, else by their address, or to their handouts where the blog has none; files beside the
/// post by the address that they have on the web.
#[must_use]
pub fn link_target(flow: &Flow, target: &Target) -> Option<super::page::LinkTarget> {
    use super::page::LinkTarget::{Destination, Handout, Uri, Within};
    let post = flow.post;
    match target {
        Target::Url(url) => absolute(url).map(Uri),
        Target::Post { id, fragment, .. } if flow.is_in_book(id) => {
            Some(Within(id.clone(), fragment.clone()))
        }
        Target::Post { id, url, .. } => {
            let handout = || handout_at(&handouts(flow), id.as_str()).map(Handout);
            absolute(url).map(Uri).or_else(handout)
        }
        Target::Anchor(name) => Some(Destination(name.clone())),
        Target::Asset(asset) => {
            let base = url::Url::parse(&post.meta.url).ok()?;
            let name = asset.path.rsplit('/').next()?;
            let mut joined = base;
            joined.set_query(None);
            joined.set_fragment(None);
            joined.path_segments_mut().ok()?.pop_if_empty().push(name);
            absolute(joined.as_str()).map(Uri)
        }
        Target::Dead(_) => None,
    }
}

/// Where handouts are, as the one of a post names it, or its book: handouts lie as the ids of the
/// posts say, and books in a folder beside them.
fn handouts(flow: &Flow) -> String {
    if flow.book.is_some() {
        return "../pdf/".to_owned();
    }
    let up = flow.post.meta.id.as_str().matches('/').count();
    // The dot keeps a colon from being read as the end of a scheme (RFC 3986, section 4.2).
    if up == 0 { "./".to_owned() } else { "../".repeat(up) }
}

/// The address of the handout of a post, relative to where all are.
fn handout_at(handouts: &str, post: &str) -> Option<String> {
    let mut path = url::Url::parse("http://handouts.invalid").ok()?;
    path.path_segments_mut().ok()?.extend(format!("{post}.pdf").split('/'));
    Some(handouts.to_owned() + path.path().trim_start_matches('/'))
}

/// The address in ASCII, where it is absolute.
#[must_use]
pub fn absolute(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    url.as_str().is_ascii().then(|| url.into())
}
