//! The tree as tags: one function per kind of thing, one `String` for all of them.

use std::fmt::Write as _;

use super::Options;
use super::escape::{push_attribute, push_percent_encoded, push_text};
use crate::model::{
    Align, Block, BlockKind, Footnote, Image, ImageSource, Inline, List, Row, Table, Target, text,
};

/// What every function needs: where to write, and what is asked while writing.
struct Context<'a> {
    out: &'a mut String,
    footnotes: &'a [Footnote],
    options: &'a Options<'a>,
}

/// Writes blocks, then their footnotes.
pub(super) fn document(
    out: &mut String,
    content: &[Block],
    footnotes: &[Footnote],
    options: &Options<'_>,
) {
    let mut cx = Context { out, footnotes, options };
    blocks(&mut cx, content);
    if !footnotes.is_empty() {
        notes(&mut cx);
    }
}

fn blocks(cx: &mut Context<'_>, list: &[Block]) {
    for one in list {
        block(cx, one);
    }
}

fn block(cx: &mut Context<'_>, block: &Block) {
    match &block.kind {
        BlockKind::Paragraph(content) => element(cx, "p", content, "\n"),
        BlockKind::Plain(content) => inlines(cx, content),
        BlockKind::Heading { level, anchor, content } => {
            let level = (*level).clamp(1, 6);
            // Writing to a String cannot fail.
            let _ = write!(cx.out, "<h{level}");
            id(cx, anchor);
            direction(cx, content);
            cx.out.push('>');
            inlines(cx, content);
            let _ = writeln!(cx.out, "</h{level}>");
        }
        BlockKind::Code { language, text } => {
            cx.out.push_str("<pre><code");
            if let Some(language) = language {
                cx.out.push_str(" class=\"language-");
                push_attribute(cx.out, language);
                cx.out.push('"');
            }
            cx.out.push('>');
            push_text(cx.out, text);
            cx.out.push_str("\n</code></pre>\n");
        }
        BlockKind::Quote(content) => {
            cx.out.push_str("<blockquote>\n");
            blocks(cx, content);
            cx.out.push_str("</blockquote>\n");
        }
        BlockKind::Admonition { kind, title, content } => {
            cx.out.push_str("<blockquote>\n<p><strong>");
            if title.is_empty() {
                let mut letters = kind.chars();
                let first: String =
                    letters.next().into_iter().flat_map(char::to_uppercase).collect();
                push_text(cx.out, &first);
                push_text(cx.out, letters.as_str());
            } else {
                inlines(cx, title);
            }
            cx.out.push_str("</strong></p>\n");
            blocks(cx, content);
            cx.out.push_str("</blockquote>\n");
        }
        BlockKind::List(content) => list(cx, content),
        BlockKind::Table(content) => table(cx, content),
        BlockKind::Figure(figure) => {
            cx.out.push_str("<figure>");
            let linked = figure.link.as_ref().is_some_and(|target| open_link(cx, target, None));
            // What stands in place of a picture may say what the caption would.
            let caption = text::of_inlines(&figure.caption);
            let mut said = false;
            for one in &figure.images {
                let shown = image(cx, one);
                said |= !shown && one.alt == caption;
            }
            if linked {
                cx.out.push_str("</a>");
            }
            if !figure.caption.is_empty() && !said {
                element(cx, "figcaption", &figure.caption, "");
            }
            cx.out.push_str("</figure>\n");
        }
        BlockKind::Details { summary, content } => {
            cx.out.push_str("<details open=\"\">");
            element(cx, "summary", summary, "\n");
            blocks(cx, content);
            cx.out.push_str("</details>\n");
        }
        BlockKind::Definitions(definitions) => {
            cx.out.push_str("<dl>\n");
            for definition in definitions {
                for term in &definition.terms {
                    element(cx, "dt", term, "\n");
                }
                for detail in &definition.details {
                    cx.out.push_str("<dd>");
                    blocks(cx, detail);
                    cx.out.push_str("</dd>\n");
                }
            }
            cx.out.push_str("</dl>\n");
        }
        BlockKind::Math(tex) => {
            cx.out.push_str("<p>");
            math(cx, tex, true);
            cx.out.push_str("</p>\n");
        }
        BlockKind::Embed(embed) => {
            cx.out.push_str("<p>");
            let linked = open_link(cx, &embed.target, None);
            push_text(cx.out, &embed.title);
            if linked {
                cx.out.push_str("</a>");
            }
            cx.out.push_str("</p>\n");
        }
        BlockKind::Rule => cx.out.push_str("<hr>\n"),
    }
}

/// An element without attributes around running text.
fn element(cx: &mut Context<'_>, name: &str, content: &[Inline], end: &str) {
    cx.out.push('<');
    cx.out.push_str(name);
    direction(cx, content);
    cx.out.push('>');
    inlines(cx, content);
    close(cx, name);
    cx.out.push_str(end);
}

fn close(cx: &mut Context<'_>, name: &str) {
    cx.out.push_str("</");
    cx.out.push_str(name);
    cx.out.push('>');
}

/// Text whose first letter runs from right to left asks the reader to set it so.
fn direction(cx: &mut Context<'_>, content: &[Inline]) {
    if first_letter(content).is_some_and(is_right_to_left) {
        cx.out.push_str(" dir=\"auto\"");
    }
}

fn first_letter(content: &[Inline]) -> Option<char> {
    content.iter().find_map(|inline| match inline {
        Inline::Text(text) => text.chars().find(|c| c.is_alphabetic()),
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strikethrough(content)
        | Inline::Underline(content)
        | Inline::Mark(content)
        | Inline::Small(content) => first_letter(content),
        Inline::Link(link) => first_letter(&link.content),
        _ => None,
    })
}

/// Whether a letter is of a script that runs from right to left: the blocks that Unicode sets
/// aside for them (UAX #9, table 4).
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

fn list(cx: &mut Context<'_>, list: &List) {
    let name = if list.start.is_some() { "ol" } else { "ul" };
    cx.out.push('<');
    cx.out.push_str(name);
    if let Some(start) = list.start.filter(|start| *start != 1) {
        let _ = write!(cx.out, " start=\"{start}\"");
    }
    cx.out.push_str(">\n");
    for item in &list.items {
        cx.out.push_str("<li>");
        let mut content = item.content.as_slice();
        if let Some(done) = item.task {
            // Readers drop form controls, so the box is a character; it belongs into the first
            // paragraph, or it would stand on a line of its own.
            let mark = if done { "☑ " } else { "☐ " };
            if let [Block { kind: BlockKind::Paragraph(first), .. }, rest @ ..] = content {
                cx.out.push_str("<p>");
                cx.out.push_str(mark);
                inlines(cx, first);
                cx.out.push_str("</p>\n");
                content = rest;
            } else {
                cx.out.push_str(mark);
            }
        }
        blocks(cx, content);
        cx.out.push_str("</li>\n");
    }
    close(cx, name);
    cx.out.push('\n');
}

fn table(cx: &mut Context<'_>, table: &Table) {
    cx.out.push_str("<table>\n");
    if !table.caption.is_empty() {
        element(cx, "caption", &table.caption, "\n");
    }
    for (name, scope, rows) in
        [("thead", "col", table.head.as_slice()), ("tbody", "row", table.body.as_slice())]
    {
        if rows.is_empty() {
            continue;
        }
        cx.out.push('<');
        cx.out.push_str(name);
        cx.out.push_str(">\n");
        // How many more rows each column is covered by a cell from above.
        let mut covered = vec![0_u16; table.columns.len()];
        for one in rows {
            row(cx, one, &table.columns, scope, &mut covered);
        }
        close(cx, name);
        cx.out.push('\n');
    }
    cx.out.push_str("</table>\n");
}

fn row(cx: &mut Context<'_>, row: &Row, columns: &[Align], scope: &str, covered: &mut [u16]) {
    cx.out.push_str("<tr>");
    let mut column = 0;
    let mut next = covered.to_vec();
    for rows in &mut next {
        *rows = rows.saturating_sub(1);
    }
    for cell in &row.cells {
        while covered.get(column).is_some_and(|rows| *rows > 0) {
            column += 1;
        }
        let name = if cell.head { "th" } else { "td" };
        cx.out.push('<');
        cx.out.push_str(name);
        if cell.head {
            let _ = write!(cx.out, " scope=\"{scope}\"");
        }
        if cell.columns > 1 {
            let _ = write!(cx.out, " colspan=\"{}\"", cell.columns);
        }
        if cell.rows > 1 {
            let _ = write!(cx.out, " rowspan=\"{}\"", cell.rows);
        }
        cx.out.push_str(match cell.align_in(columns, column) {
            Align::Left => " style=\"text-align: left\"",
            Align::Center => " style=\"text-align: center\"",
            Align::Right => " style=\"text-align: right\"",
            Align::Natural => "",
        });
        cx.out.push('>');
        blocks(cx, &cell.content);
        close(cx, name);
        let end = column + usize::from(cell.columns.max(1));
        for rows in next.iter_mut().take(end).skip(column) {
            *rows = cell.rows.max(1) - 1;
        }
        column = end;
    }
    covered.copy_from_slice(&next);
    cx.out.push_str("</tr>\n");
}

fn inlines(cx: &mut Context<'_>, list: &[Inline]) {
    for one in list {
        inline(cx, one);
    }
}

fn inline(cx: &mut Context<'_>, inline: &Inline) {
    let (name, content) = match inline {
        Inline::Emphasis(content) => ("em", content),
        Inline::Strong(content) => ("strong", content),
        Inline::Strikethrough(content) => ("del", content),
        Inline::Underline(content) => ("u", content),
        Inline::Mark(content) => ("mark", content),
        Inline::Small(content) => ("small", content),
        Inline::Superscript(content) => ("sup", content),
        Inline::Subscript(content) => ("sub", content),
        Inline::Keyboard(content) => ("kbd", content),
        Inline::Text(text) => return push_text(cx.out, text),
        Inline::SoftBreak => return cx.out.push('\n'),
        Inline::LineBreak => return cx.out.push_str("<br>\n"),
        Inline::Code(text) => {
            cx.out.push_str("<code>");
            push_text(cx.out, text);
            return cx.out.push_str("</code>");
        }
        Inline::Math { tex, display } => return math(cx, tex, *display),
        Inline::Link(link) => {
            let linked = open_link(cx, &link.target, link.title.as_deref());
            inlines(cx, &link.content);
            if linked {
                cx.out.push_str("</a>");
            }
            return;
        }
        Inline::Image(one) => {
            image(cx, one);
            return;
        }
        Inline::FootnoteCall { footnote, call } => return footnote_call(cx, *footnote, *call),
        Inline::Anchor(anchor) => {
            cx.out.push_str("<span");
            id(cx, anchor);
            return cx.out.push_str("></span>");
        }
    };
    cx.out.push('<');
    cx.out.push_str(name);
    cx.out.push('>');
    inlines(cx, content);
    close(cx, name);
}

/// TeX between the delimiters that MathJax and KaTeX look for.
fn math(cx: &mut Context<'_>, tex: &str, display: bool) {
    let (open, shut) = if display { ("\\[", "\\]") } else { ("\\(", "\\)") };
    cx.out.push_str(open);
    push_text(cx.out, tex);
    cx.out.push_str(shut);
}

/// Opens `<a>`; writes nothing and returns false where the target cannot be followed.
fn open_link(cx: &mut Context<'_>, target: &Target, title: Option<&str>) -> bool {
    let address;
    let url = match target {
        Target::Url(url) | Target::Post { url, .. } => url.as_str(),
        Target::Anchor(_) if cx.options.anchors.page.is_none() && is_page_lost(cx) => return false,
        Target::Anchor(anchor) => {
            cx.out.push_str("<a href=\"");
            fragment(cx, cx.options.anchors.page, anchor, anchor);
            cx.out.push_str("\">");
            return true;
        }
        Target::Asset(asset) => match (cx.options.asset_url)(asset) {
            // A page that is opened from a `data:` link is blocked by every browser.
            Some(url) if !url.starts_with("data:") => {
                address = url;
                &address
            }
            _ => return false,
        },
        Target::Dead(_) => return false,
    };
    let is_relative = url::Url::parse(url).is_err();
    if is_active(url) || is_relative && is_page_lost(cx) {
        return false;
    }
    cx.out.push_str("<a href=\"");
    push_address(cx, url, is_relative);
    if let Some(title) = title {
        cx.out.push_str("\" title=\"");
        push_attribute(cx.out, title);
    }
    cx.out.push_str("\">");
    true
}

/// Whether an address runs or opens something on the reader's machine. The parser lets no such
/// address through; this keeps the promise of this module when it is given one all the same.
fn is_active(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    let letters = || scheme.bytes().filter(u8::is_ascii_alphanumeric).take(16);
    let is = |name: &str| letters().map(|byte| byte.to_ascii_lowercase()).eq(name.bytes());
    ["javascript", "vbscript", "data", "file"].into_iter().any(is)
}

/// Whether relative addresses lead nowhere: that of the post is one too, and other posts stand on
/// the same page.
fn is_page_lost(cx: &Context<'_>) -> bool {
    !cx.options.anchors.prefix.is_empty() && url::Url::parse(cx.options.post_url).is_err()
}

/// An address, made absolute where it is relative and the post's own is not.
fn push_address(cx: &mut Context<'_>, url: &str, is_relative: bool) {
    let absolute = || url::Url::parse(cx.options.post_url).ok()?.join(url).ok();
    match is_relative.then(absolute).flatten() {
        Some(url) => push_attribute(cx.out, url.as_str()),
        None => push_attribute(cx.out, url),
    }
}

/// ` id="…"`; an id cannot hold white space.
fn id(cx: &mut Context<'_>, anchor: &str) {
    cx.out.push_str(" id=\"");
    local(cx, anchor);
    cx.out.push('"');
}

fn local(cx: &mut Context<'_>, anchor: &str) {
    push_attribute(cx.out, cx.options.anchors.prefix);
    if anchor.contains(char::is_whitespace) {
        push_attribute(cx.out, &anchor.replace(char::is_whitespace, "_"));
    } else {
        push_attribute(cx.out, anchor);
    }
}

/// The address of a place: here, or on the post's own page.
fn fragment(cx: &mut Context<'_>, page: Option<&str>, here: &str, there: &str) {
    if let Some(page) = page {
        push_attribute(cx.out, page);
        cx.out.push('#');
        push_percent_encoded(cx.out, there, "!$()*+,;=:@?");
    } else {
        cx.out.push('#');
        local(cx, here);
    }
}

/// The address of a footnote or of its call.
fn note_link(cx: &mut Context<'_>, here: &str, there: &str) {
    if let Some(page) = cx.options.anchors.notes_page {
        fragment(cx, Some(page), "", there);
    } else {
        cx.out.push('#');
        push_attribute(cx.out, here);
    }
}

/// A picture, or what stands in its place; returns whether the picture can be shown.
fn image(cx: &mut Context<'_>, image: &Image) -> bool {
    let (url, size) = match &image.source {
        ImageSource::Local(asset) => ((cx.options.asset_url)(asset), asset.size),
        ImageSource::Remote(url) | ImageSource::Copied { url, .. } => {
            let picture = !is_active(url) || url.starts_with("data:image/");
            (picture.then(|| url.clone()), None)
        }
        ImageSource::Missing(_) => (None, None),
    };
    let Some(url) = url else {
        instead_of(cx, image);
        return false;
    };
    cx.out.push_str("<img src=\"");
    let is_relative = url::Url::parse(&url).is_err();
    push_address(cx, &url, is_relative);
    cx.out.push_str("\" alt=\"");
    push_attribute(cx.out, &image.alt);
    cx.out.push('"');
    if let Some(title) = &image.title {
        cx.out.push_str(" title=\"");
        push_attribute(cx.out, title);
        cx.out.push('"');
    }
    // A side that the author left open follows from the other and the picture's proportions.
    let scaled = |given: u32, of: u32, to: u32| {
        let side = u64::from(given) * u64::from(to) / u64::from(of.max(1));
        u32::try_from(side.max(1)).unwrap_or(u32::MAX)
    };
    let (width, height) = match (image.width, image.height, size) {
        (None, None, Some(size)) => (Some(size.width), Some(size.height)),
        (Some(w), None, Some(size)) => (Some(w), Some(scaled(w, size.width, size.height))),
        (None, Some(h), Some(size)) => (Some(scaled(h, size.height, size.width)), Some(h)),
        (width, height, _) => (width, height),
    };
    for (name, side) in [("width", width), ("height", height)] {
        if let Some(side) = side {
            let _ = write!(cx.out, " {name}=\"{side}\"");
        }
    }
    cx.out.push('>');
    true
}

/// What stands where a picture cannot: its alternative text, else the name of its file.
fn instead_of(cx: &mut Context<'_>, image: &Image) {
    let path = match &image.source {
        ImageSource::Local(asset) => &asset.path,
        ImageSource::Remote(path)
        | ImageSource::Missing(path)
        | ImageSource::Copied { url: path, .. } => path,
    };
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    cx.out.push_str("<em>");
    push_text(cx.out, if image.alt.is_empty() { name } else { &image.alt });
    cx.out.push_str("</em>");
}

/// The id of a footnote. The prefix stands behind `fn`, by which readers know a footnote.
fn note_id(cx: &Context<'_>, number: usize) -> String {
    format!("fn-{}{number}", cx.options.anchors.prefix)
}

/// The id of a footnote's call; the first one has no number of its own.
fn call_id(cx: &Context<'_>, number: usize, call: usize) -> String {
    let prefix = cx.options.anchors.prefix;
    if call == 0 {
        format!("fnref-{prefix}{number}")
    } else {
        format!("fnref-{prefix}{number}-{}", call + 1)
    }
}

fn note_place(cx: &mut Context<'_>, id: &str) {
    cx.out.push_str(" id=\"");
    push_attribute(cx.out, id);
    cx.out.push('"');
}

fn footnote_call(cx: &mut Context<'_>, footnote: usize, call: usize) {
    let number = footnote + 1;
    let Some(note) = cx.footnotes.get(footnote) else {
        return;
    };
    cx.out.push_str("<sup");
    let (note_id, call_id) = (note_id(cx, number), call_id(cx, number, call));
    note_place(cx, &call_id);
    cx.out.push_str("><a href=\"");
    note_link(cx, &note_id, &format!("fn-{}", note.label));
    let _ = write!(cx.out, "\">{number}</a></sup>");
}

fn notes(cx: &mut Context<'_>) {
    cx.out.push_str("<section>\n<hr>\n<ol>\n");
    for (index, note) in cx.footnotes.iter().enumerate() {
        let number = index + 1;
        cx.out.push_str("<li");
        let note_id = note_id(cx, number);
        note_place(cx, &note_id);
        cx.out.push('>');
        // The ways back stand at the end of the last paragraph, not below it.
        if let Some((Block { kind: BlockKind::Paragraph(content), .. }, rest)) =
            note.content.split_last()
        {
            blocks(cx, rest);
            cx.out.push_str("<p");
            direction(cx, content);
            cx.out.push('>');
            inlines(cx, content);
            ways_back(cx, note, number);
            cx.out.push_str("</p>");
        } else {
            blocks(cx, &note.content);
            ways_back(cx, note, number);
        }
        cx.out.push_str("</li>\n");
    }
    cx.out.push_str("</ol>\n</section>\n");
}

fn ways_back(cx: &mut Context<'_>, note: &Footnote, number: usize) {
    for call in 0..note.calls {
        cx.out.push_str(" <a href=\"");
        let there = if call == 0 {
            format!("fnref-{}", note.label)
        } else {
            format!("fnref-{}-{}", note.label, call + 1)
        };
        let here = call_id(cx, number, call);
        note_link(cx, &here, &there);
        cx.out.push_str("\">↩</a>");
    }
}
