//! Mixed content set in order: what stands between the start and the end of an element becomes
//! blocks or running text, whatever the author nested in it.

use super::autolink;
use super::fenced;
use super::references::References;
use crate::model::text::has_pair;
use crate::model::{
    Align, Block, BlockKind, Cell, Definition, Figure, Image, Inline, Item, Link, Row, Table,
    Target, text,
};
use crate::span::Span;

/// A finished child of an open element.
#[derive(Debug)]
pub(super) enum Node {
    /// Running text.
    Inline(Inline),
    /// A block.
    Block(Block),
    /// An item of a list.
    Item(Item),
    /// A row of a table, and whether it is in the head.
    Row(Row, bool),
    /// A cell of a table.
    Cell(Cell),
    /// A term that is explained.
    Term(Vec<Inline>),
    /// What a term means.
    Detail(Vec<Block>),
    /// A `<summary>`, `<caption>` or `<figcaption>`.
    Caption(Vec<Inline>),
}

/// Whether loose text becomes paragraphs, or stays as it stands (in list items, cells).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loose {
    /// [`BlockKind::Paragraph`]
    Paragraph,
    /// [`BlockKind::Plain`]
    Plain,
}

/// Children as blocks: runs of inlines become paragraphs, pictures that stand alone on their line
/// become figures, misplaced rows, cells and items give up their content.
pub(super) fn into_blocks(nodes: Vec<Node>, loose: Loose, span: Span) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut run = Vec::new();
    for node in nodes {
        if let Node::Inline(inline) = node {
            run.push(inline);
            continue;
        }
        flush(&mut run, &mut blocks, loose, span);
        match node {
            Node::Block(block) => blocks.push(block),
            Node::Item(item) => blocks.extend(item.content),
            Node::Row(row, _) => blocks.extend(row.cells.into_iter().flat_map(|c| c.content)),
            Node::Cell(cell) => blocks.extend(cell.content),
            Node::Detail(content) => blocks.extend(content),
            Node::Term(content) | Node::Caption(content) => {
                blocks.push(Block { kind: BlockKind::Plain(content), span });
            }
            Node::Inline(_) => {}
        }
    }
    flush(&mut run, &mut blocks, loose, span);
    fenced::fold(blocks)
}

/// Children as running text: blocks are joined by line breaks.
pub(super) fn into_inlines(nodes: Vec<Node>) -> Vec<Inline> {
    let mut out = Vec::new();
    for node in nodes {
        match node {
            Node::Inline(inline) => out.push(inline),
            Node::Term(content) | Node::Caption(content) => push_line(&mut out, content),
            Node::Block(block) => push_line(&mut out, block_inlines(block)),
            Node::Item(item) => blocks_inlines(&mut out, item.content),
            Node::Cell(cell) => blocks_inlines(&mut out, cell.content),
            Node::Detail(content) => blocks_inlines(&mut out, content),
            Node::Row(row, _) => {
                for cell in row.cells {
                    blocks_inlines(&mut out, cell.content);
                }
            }
        }
    }
    trim(&mut out);
    out
}

/// Children of code: text as it stands, a line break for `<br>`.
pub(super) fn into_verbatim(nodes: Vec<Node>) -> Vec<Inline> {
    nodes
        .into_iter()
        .flat_map(|node| match node {
            Node::Inline(inline) => vec![inline],
            other => into_inlines(vec![other]),
        })
        .collect()
}

fn blocks_inlines(out: &mut Vec<Inline>, blocks: Vec<Block>) {
    for block in blocks {
        push_line(out, block_inlines(block));
    }
}

fn push_line(out: &mut Vec<Inline>, line: Vec<Inline>) {
    if !out.is_empty() && !line.is_empty() {
        out.push(Inline::LineBreak);
    }
    out.extend(line);
}

/// The running text of a block; a block that has none gives its words.
fn block_inlines(block: Block) -> Vec<Inline> {
    match block.kind {
        BlockKind::Paragraph(content)
        | BlockKind::Plain(content)
        | BlockKind::Heading { content, .. } => content,
        BlockKind::Figure(figure) => {
            let link = figure.link;
            let images = figure.images.into_iter().map(Inline::Image);
            match link {
                Some(target) => {
                    vec![Inline::Link(Link { target, title: None, content: images.collect() })]
                }
                None => images.collect(),
            }
        }
        BlockKind::Math(tex) => vec![Inline::Math { tex, display: true }],
        BlockKind::Code { text, .. } => vec![Inline::Code(text)],
        kind => {
            let words = text::of_blocks(&[Block { kind, span: block.span }]);
            vec![Inline::Text(text::one_line(&words))]
        }
    }
}

/// Puts an inline element around children: around each run of text, and into paragraphs where
/// the author put blocks inside it. A link around a picture becomes the figure's link.
pub(super) fn wrap(nodes: Vec<Node>, make: &dyn Fn(Vec<Inline>) -> Inline) -> Vec<Node> {
    let mut out = Vec::new();
    let mut run = Vec::new();
    let flush = |run: &mut Vec<Inline>, out: &mut Vec<Node>| {
        if !run.is_empty() {
            out.push(Node::Inline(make(std::mem::take(run))));
        }
    };
    for node in nodes {
        match node {
            Node::Inline(inline) => run.push(inline),
            Node::Block(mut block) => {
                flush(&mut run, &mut out);
                match &mut block.kind {
                    BlockKind::Paragraph(content)
                    | BlockKind::Plain(content)
                    | BlockKind::Heading { content, .. } => {
                        *content = vec![make(std::mem::take(content))];
                    }
                    BlockKind::Figure(figure) if figure.link.is_none() => {
                        if let Inline::Link(link) = make(Vec::new()) {
                            figure.link = Some(link.target);
                        }
                    }
                    _ => {}
                }
                out.push(Node::Block(block));
            }
            other => {
                flush(&mut run, &mut out);
                out.push(other);
            }
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Ends a run of text: trims it, splits pictures that stand alone off, and makes it a paragraph.
fn flush(run: &mut Vec<Inline>, blocks: &mut Vec<Block>, loose: Loose, span: Span) {
    let mut content = std::mem::take(run);
    settle_breaks(&mut content);
    if loose == Loose::Plain {
        return flush_paragraph(content, blocks, loose, span);
    }
    // Two line breaks in a row are how authors part paragraphs in HTML.
    let mut breaks = 0;
    let mut paragraph = Vec::new();
    for inline in content {
        if matches!(inline, Inline::LineBreak) {
            breaks += 1;
        } else {
            if breaks > 1 {
                flush_paragraph(std::mem::take(&mut paragraph), blocks, loose, span);
            } else if breaks == 1 {
                paragraph.push(Inline::LineBreak);
            }
            breaks = 0;
            paragraph.push(inline);
        }
    }
    flush_paragraph(paragraph, blocks, loose, span);
}

/// Makes a paragraph, and figures of the pictures that stand alone in it.
fn flush_paragraph(mut content: Vec<Inline>, blocks: &mut Vec<Block>, loose: Loose, span: Span) {
    trim(&mut content);
    if content.is_empty() {
        return;
    }
    let paragraph = |content: Vec<Inline>| Block {
        kind: match loose {
            Loose::Paragraph => BlockKind::Paragraph(content),
            Loose::Plain => BlockKind::Plain(content),
        },
        span,
    };
    if let [Inline::Math { tex, display: true }] = content.as_mut_slice() {
        let tex = std::mem::take(tex);
        blocks.push(Block { kind: BlockKind::Math(tex), span });
        return;
    }
    if !content.iter().any(is_picture) {
        blocks.push(paragraph(content));
        return;
    }
    let mut text_lines: Vec<Inline> = Vec::new();
    for (line, end) in lines(content) {
        if let Some(figure) = figure(&line) {
            trim(&mut text_lines);
            if !text_lines.is_empty() {
                blocks.push(paragraph(std::mem::take(&mut text_lines)));
            }
            blocks.push(Block { kind: BlockKind::Figure(figure), span });
        } else {
            text_lines.extend(line);
            text_lines.extend(end);
        }
    }
    trim(&mut text_lines);
    if !text_lines.is_empty() {
        blocks.push(paragraph(text_lines));
    }
}

/// Takes away the line ends of the source that stand beside a line break.
fn settle_breaks(content: &mut Vec<Inline>) {
    if !content.iter().any(|i| matches!(i, Inline::LineBreak)) {
        return;
    }
    let mut settled: Vec<Inline> = Vec::with_capacity(content.len());
    for inline in content.drain(..) {
        let last_is_break = matches!(settled.last(), Some(Inline::LineBreak));
        match inline {
            Inline::SoftBreak if last_is_break => {}
            Inline::Text(text) if last_is_break && text.chars().all(is_space) => {}
            Inline::LineBreak => {
                while settled.last().is_some_and(|i| matches!(i, Inline::SoftBreak)) {
                    settled.pop();
                }
                settled.push(Inline::LineBreak);
            }
            other => settled.push(other),
        }
    }
    *content = settled;
}

/// Whether an inline is a picture, or a link around pictures.
fn is_picture(inline: &Inline) -> bool {
    match inline {
        Inline::Image(_) => true,
        Inline::Link(link) => {
            link.content.iter().any(|i| matches!(i, Inline::Image(_)))
                && link.content.iter().all(|i| matches!(i, Inline::Image(_)) || is_blank(i))
        }
        _ => false,
    }
}

fn is_blank(inline: &Inline) -> bool {
    match inline {
        Inline::SoftBreak | Inline::LineBreak => true,
        Inline::Text(text) => text.chars().all(char::is_whitespace),
        _ => false,
    }
}

/// Splits running text at its line breaks; each line comes with the break that ended it.
fn lines(content: Vec<Inline>) -> Vec<(Vec<Inline>, Option<Inline>)> {
    let mut out = Vec::new();
    let mut line = Vec::new();
    for inline in content {
        if matches!(inline, Inline::SoftBreak | Inline::LineBreak) {
            out.push((std::mem::take(&mut line), Some(inline)));
        } else {
            line.push(inline);
        }
    }
    out.push((line, None));
    out
}

/// The figure that a line is, where it holds nothing but pictures.
fn figure(line: &[Inline]) -> Option<Figure> {
    if !line.iter().any(is_picture) || !line.iter().all(|i| is_picture(i) || is_blank(i)) {
        return None;
    }
    let mut images: Vec<Image> = Vec::new();
    let mut link: Option<Target> = None;
    for inline in line {
        match inline {
            Inline::Image(image) => images.push(image.clone()),
            Inline::Link(outer) => {
                // Pictures with different links must stay what they are.
                if link.is_some() || !images.is_empty() {
                    return None;
                }
                link = Some(outer.target.clone());
                images.extend(outer.content.iter().filter_map(|i| match i {
                    Inline::Image(image) => Some(image.clone()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    if link.is_some() && line.iter().filter(|i| is_picture(i)).count() > 1 {
        return None;
    }
    let caption = match images.as_slice() {
        [image] if !image.alt.trim().is_empty() => {
            vec![Inline::Text(text::one_line(&image.alt))]
        }
        _ => Vec::new(),
    };
    Some(Figure { images, link, caption })
}

/// Takes white space and line breaks off both ends of running text.
pub(super) fn trim(content: &mut Vec<Inline>) {
    while let Some(last) = content.last_mut() {
        match last {
            Inline::SoftBreak | Inline::LineBreak => {}
            Inline::Text(text) => {
                text.truncate(text.trim_end_matches(is_space).len());
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        content.pop();
    }
    let mut blank = 0;
    for inline in content.iter_mut() {
        match inline {
            Inline::SoftBreak | Inline::LineBreak => {}
            Inline::Text(text) => {
                let start = text.len() - text.trim_start_matches(is_space).len();
                text.drain(..start);
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        blank += 1;
    }
    content.drain(..blank);
}

/// White space that means nothing at the ends of a line; a no-break space was asked for.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}'
}

/// Appends text to running text, joined with text that stands there already.
pub(super) fn push_text(nodes: &mut Vec<Node>, text: &str) {
    if let Some(Node::Inline(Inline::Text(last))) = nodes.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        nodes.push(Node::Inline(Inline::Text(text.to_owned())));
    }
}

/// Turns bare addresses in running text into links.
pub(super) fn link_addresses(
    nodes: Vec<Node>,
    references: &mut References<'_>,
    span: Span,
) -> Vec<Node> {
    // Few texts hold what an address begins with, and that is seen at once.
    let may_be = |one, next| (one == b'/') & (next == b'/') | (one == b'w') & (next == b'w');
    let bare = |text: &str| {
        has_pair(text.as_bytes(), may_be) && (text.contains("://") || text.contains("www."))
    };
    if !nodes.iter().any(|n| matches!(n, Node::Inline(Inline::Text(text)) if bare(text))) {
        return nodes;
    }
    let mut out = Vec::with_capacity(nodes.len() + 2);
    for node in nodes {
        match node {
            Node::Inline(Inline::Text(text)) if bare(&text) => {
                let found = autolink::split(text, |url| references.link(url, span));
                out.extend(found.into_iter().map(Node::Inline));
            }
            other => out.push(other),
        }
    }
    out
}

/// The items of a list; content between them that is in none becomes an item of its own.
pub(super) fn items(nodes: Vec<Node>, span: Span) -> Vec<Item> {
    let mut items = Vec::new();
    let mut stray = Vec::new();
    for node in nodes {
        if let Node::Item(item) = node {
            push_stray(&mut items, &mut stray, span);
            items.push(item);
        } else {
            stray.push(node);
        }
    }
    push_stray(&mut items, &mut stray, span);
    items
}

/// Content of a list that is in no item becomes an item.
fn push_stray(items: &mut Vec<Item>, stray: &mut Vec<Node>, span: Span) {
    let content = into_blocks(std::mem::take(stray), Loose::Plain, span);
    if !content.is_empty() {
        items.push(Item { task: None, content });
    }
}

/// A table of rows as they came: columns are counted, alignment is filled up.
pub(super) fn table(nodes: Vec<Node>, mut columns: Vec<Align>, span: Span) -> Vec<Node> {
    let (mut head, mut body, mut caption, mut stray) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for node in nodes {
        match node {
            Node::Row(row, true) if body.is_empty() => head.push(row),
            Node::Row(row, _) => body.push(row),
            Node::Caption(content) => caption.extend(content),
            Node::Cell(cell) => body.push(Row { cells: vec![cell] }),
            other => stray.push(other),
        }
    }
    // A table whose first row is all head cells has a head, tag or no tag.
    if head.is_empty() && body.len() > 1 && body[0].cells.iter().all(|c| c.head) {
        head.push(body.remove(0));
    }
    head.retain(|row: &Row| !row.cells.is_empty());
    body.retain(|row: &Row| !row.cells.is_empty());
    let width = |row: &Row| row.cells.iter().map(|c| usize::from(c.columns)).sum::<usize>();
    let widest = head.iter().chain(&body).map(width).max().unwrap_or(0);
    let mut out: Vec<Node> =
        into_blocks(stray, Loose::Paragraph, span).into_iter().map(Node::Block).collect();
    if widest == 0 {
        return out;
    }
    columns.resize(widest.max(columns.len()), Align::Natural);
    let table = Table { columns, head, body, caption };
    out.push(Node::Block(Block { kind: BlockKind::Table(table), span }));
    out
}

/// Terms and details as they came, in pairs.
pub(super) fn definitions(nodes: Vec<Node>, span: Span) -> Vec<Node> {
    let mut definitions: Vec<Definition> = Vec::new();
    let mut stray = Vec::new();
    for node in nodes {
        match node {
            Node::Term(term) => match definitions.last_mut() {
                Some(open) if open.details.is_empty() => open.terms.push(term),
                _ => definitions.push(Definition { terms: vec![term], details: Vec::new() }),
            },
            Node::Detail(detail) => match definitions.last_mut() {
                Some(open) => open.details.push(detail),
                None => definitions.push(Definition { terms: Vec::new(), details: vec![detail] }),
            },
            other => stray.push(other),
        }
    }
    let mut out: Vec<Node> =
        into_blocks(stray, Loose::Paragraph, span).into_iter().map(Node::Block).collect();
    if !definitions.is_empty() {
        out.push(Node::Block(Block { kind: BlockKind::Definitions(definitions), span }));
    }
    out
}
