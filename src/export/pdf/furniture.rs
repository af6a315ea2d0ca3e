//! What is on a page beside the post's text: the title block, running heads and feet.

use super::fallback::face_for;
use super::flow::text::{Ink, into_link, pieces, plain_style};
use super::flow::{Column, Flow, Keep, Strip, absolute, strip};
use super::length::{Abs, Em};
use super::page::{Item, LinkTarget, Page, Point, Rect, Role, Tag, Turn};
use super::paragraph::{Alignment, Family, Line, Piece};
use super::picture::{Picture, qr};
use super::spelling::runs_left;
use super::style::Setting;
use crate::model::language;
use crate::model::post::{Date, Person, Translation};
use crate::model::site::About;
use crate::model::text;
use crate::span::Span;
use chrono::Datelike;
use std::sync::Arc;

/// Sets the title, a line of date, authors and categories, the address, its QR code, and a rule.
pub fn title_block(flow: &mut Flow, page: Column) {
    let code = qr_code(flow, page);
    let room = code.as_ref().map_or(Abs::ZERO, |code| code.side + QR_GAP);
    let x = if flow.right_to_left { page.x + room } else { page.x };
    let column = Column { x, width: page.width - room, ..page };
    let meta = &flow.post.meta;
    let (style, colors) = (flow.style, flow.style.colors);

    let node = flow.tree.add(column.node, Role::Heading(1));
    let head = Column { text: style.title, bold: true, color: colors.strong, ..column };
    let ink = Ink::new(head, node);
    let span = Span::file(meta.file);
    let pieces = match flow.post.title.as_slice() {
        [] => vec![ink.text(meta.title.as_str())],
        title => pieces(flow, &ink, title, column.width, span),
    };
    let lines = flow.balanced(&pieces, column.width, Alignment::Start, None);
    flow.push_lines(column.x, style.title, lines, Keep::Always);
    if let Some(first) = flow.strips.first_mut() {
        first.heading = Some((1, meta.title.clone()));
    }

    let date = meta.dates.published.as_ref().map(|date| in_words(date, &flow.language));
    let authors = meta.authors.iter().map(|Person { name, .. }| name.as_str());
    let authors = authors.collect::<Vec<_>>().join(", ");
    let categories = meta.categories.join(", ");
    let facts: Vec<String> = [date.unwrap_or_default(), authors, categories]
        .into_iter()
        .map(|fact| text::one_line(&fact))
        .filter(|fact| !fact.is_empty())
        .collect();
    let small = Column { text: style.meta, color: colors.muted, ..column };
    if !facts.is_empty() {
        let node = flow.tree.add(column.node, Role::Paragraph);
        let pieces = [Ink::new(small, node).text(facts.join("  ·  "))];
        let lines = flow.lines(&pieces, column.width, Alignment::Start, None);
        flow.space(Abs::pt(7.0));
        flow.push_lines(column.x, style.meta, lines, Keep::Always);
    }
    if let Some(address) = absolute(&meta.url) {
        let node = flow.tree.add(column.node, Role::Paragraph);
        let ink = Ink::new(small, node);
        let shown = readable(&address);
        let linked = into_link(flow, &ink, LinkTarget::Uri(address), shown.clone());
        let lines = flow.address_lines(&linked.text(in_order(&shown)), column.width);
        flow.push_lines(column.x, style.meta, lines, Keep::Always);
    }

    translations(flow, small);

    let height = strip::height(&flow.strips);
    let mut space = Abs::pt(9.0);
    if let Some(code) = &code {
        space = space.max(code.side + Abs::pt(9.0) - height);
    }
    flow.space(space);
    let rule = Item::Line {
        from: Point { x: page.x, y: Abs::ZERO },
        to: Point { x: page.x + page.width, y: Abs::ZERO },
        color: colors.rule,
        thickness: Abs::pt(0.75),
        tag: Tag::Artifact,
    };
    let mut items = vec![rule];
    // It is read after the address, and stands level with the first line of the title.
    items.extend(code.map(|code| code.item(flow, page, Abs::ZERO - height - space)));
    flow.push(Strip { items, height: Abs::pt(0.75), keep: Keep::Rather, ..Strip::default() });
    for strip in &mut flow.strips {
        strip.keep = strip.keep.max(Keep::Rather);
    }
    flow.space(column.text.leading * 1.25);
}

/// Sets the line that names the other languages of the text, each by its own name and with the way
/// to where it is read.
fn translations(flow: &mut Flow, column: Column) {
    let target = |other: &Translation| {
        if flow.is_in_book(&other.id) {
            Some(LinkTarget::Within(other.id.clone(), None))
        } else {
            absolute(&other.url).map(LinkTarget::Uri)
        }
    };
    let known: Vec<(String, Option<LinkTarget>, String)> = flow
        .post
        .translations
        .iter()
        .filter(|other| !other.language.is_empty())
        .map(|other| (other.language.clone(), target(other), name(flow, &other.language)))
        .collect();
    if known.is_empty() {
        return;
    }
    let node = flow.tree.add(column.node, Role::Paragraph);
    let ink = Ink::new(column, node);
    let mut pieces = vec![ink.text(format!("{}  ", flow.label("languages")))];
    for (i, (language, target, name)) in known.into_iter().enumerate() {
        if i > 0 {
            pieces.push(ink.text("  ·  "));
        }
        let inner = match target {
            Some(target) => into_link(flow, &ink, target, name.clone()),
            None => {
                let mut inner = ink.clone();
                inner.node = flow.tree.add(node, Role::Span);
                inner
            }
        };
        // What is in another language says in which (ISO 14289-1, 7.2).
        flow.tree.set_language(inner.node, &language);
        // Isolated, so that names of both directions stay in their order (UAX #9, 2.4).
        pieces.push(inner.text(format!("\u{2068}{name}\u{2069}")));
    }
    let lines = flow.lines(&pieces, column.width, Alignment::Start, None);
    flow.push_lines(column.x, column.text, lines, Keep::Always);
}

/// The name of a language in that language, where the faces have its letters; else its tag. The
/// tag tells apart what has one name: `português (pt-BR)`.
fn name(flow: &Flow, tag: &str) -> String {
    let Some(name) = language::name(tag) else { return tag.to_owned() };
    let covered = |word| face_for(flow.fonts, Family::Body, false, false, word).is_some();
    if !name.split_inclusive(|_: char| true).all(covered) {
        return tag.to_owned();
    }
    let same = |other: &&str| language::name(other) == Some(name);
    let others = flow.post.translations.iter().map(|other| other.language.as_str());
    let alike = others.chain([&*flow.post.meta.language]).filter(same).count() > 1;
    if alike { format!("{name} ({tag})") } else { name.to_owned() }
}

/// Between the title and the dark modules of the QR code.
const QR_GAP: Abs = Abs::pt(16.0);

/// One module of a QR code: cameras read it at arm's length from any printer.
const QR_MODULE: Abs = Abs::mm(0.42);

/// The same in a book, which is held nearer and where there are many of them.
const QR_MODULE_IN_BOOK: Abs = Abs::mm(0.33);

/// The widest QR code beside a title; longer addresses have none.
const QR_WIDEST: Abs = Abs::mm(27.0);

/// A QR code with its size.
struct QrCode {
    picture: Arc<Picture>,
    /// Without the quiet zone.
    side: Abs,
    quiet: Abs,
    address: String,
}

/// The QR code of the post's address, where it is wanted and the page has room for it.
fn qr_code(flow: &Flow, page: Column) -> Option<QrCode> {
    let address = absolute(&flow.post.meta.url).filter(|_| flow.style.qr)?;
    let picture = qr::code(&address)?;
    let modules = picture.width - f64::from(qr::QUIET) * 2.0;
    let module = if flow.book.is_some() { QR_MODULE_IN_BOOK } else { QR_MODULE };
    let side = module * modules;
    let quiet = module * f64::from(qr::QUIET);
    let fits = side <= QR_WIDEST && side < page.width * 0.25;
    fits.then(|| QrCode { picture: Arc::new(picture), side, quiet, address })
}

impl QrCode {
    /// The code at the end side of the page: the quiet zone lies in the margin and around.
    fn item(self, flow: &mut Flow, page: Column, top: Abs) -> Item {
        let x = if flow.right_to_left { page.x } else { page.x + page.width - self.side };
        let alt = format!("QR: {}", readable(&self.address));
        let node = flow.tree.add_alt(page.node, Role::Figure, alt);
        let whole = self.side + self.quiet * 2.0;
        let rect = Rect { x: x - self.quiet, y: top - self.quiet, width: whole, height: whole };
        Item::Picture { picture: self.picture, rect, turn: Turn::Upright, tag: Tag::Node(node) }
    }
}

/// A date as people of a language write it, in full.
pub(super) fn in_words(date: &Date, language: &str) -> String {
    let (year, month, day) = (date.at.year(), date.at.month(), date.at.day());
    let primary = language::primary(language);
    match primary.as_str() {
        "ko" => format!("{year}년 {month}월 {day}일"),
        "ja" | "zh" => format!("{year}年{month}月{day}日"),
        "en" => format!("{day} {} {year}", date.at.format("%B")),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// An address with its percent escapes decoded where they spell letters, as people read it.
#[must_use]
pub fn readable(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        let escape = address.get(i + 1..i + 3).filter(|_| byte == b'%');
        // ASCII stays escaped: `%2F` is not `/`.
        let decoded = escape.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let decoded = decoded.filter(|decoded| *decoded > 0x7f);
        out.push(decoded.unwrap_or(byte));
        i += if decoded.is_some() { 3 } else { 1 };
    }
    match String::from_utf8(out) {
        Ok(text) if !text.chars().any(|c| c.is_control() || c.is_whitespace()) => text,
        _ => address.to_owned(),
    }
}

/// An address whose parts stand from left to right whatever they are written in: behind letters
/// that run to the left, the digits of a path would else come before them (UAX #9, W7 and N1).
#[must_use]
pub(super) fn in_order(address: &str) -> String {
    if !address.chars().any(runs_left) {
        return address.to_owned();
    }
    let mut out = String::with_capacity(2 * address.len());
    for c in address.chars() {
        out.push(c);
        if c.is_ascii_punctuation() && c != '%' {
            // It is not copied with the address.
            out.push('\u{200E}');
        }
    }
    out
}

/// Between the title and the name of the site in a running head, at least.
const HEAD_GAP: Em = Em::new(2.5);

/// Adds running heads from the second page on, with the title and the name of the site, and feet
/// with the numbers of the pages. The first page names the site in its foot.
pub fn running(flow: &mut Flow, about: &About, pages: &mut [Page]) {
    let page = flow.style.page;
    let small = running_text(flow);
    let measure = page.measure();
    let title = flow.post.meta.title.clone();
    let foot = one_line(flow, &about.title, small, measure * 0.75);
    // The title may need the room, the name of the site is at hand on the first page too.
    let named = about.title != title;
    let site =
        if named { one_line(flow, &about.title, small, measure * 0.4) } else { Line::default() };
    let taken = if named { site.width + HEAD_GAP.at(small.size) } else { Abs::ZERO };
    let head = one_line(flow, &title, small, measure - taken);
    let count = pages.len().to_string();
    let template = flow.label("page");
    let right_to_left = flow.right_to_left;
    let side = |line: &Line, left: bool| {
        if left { page.side } else { page.side + measure - line.width }
    };
    for (i, sheet) in pages.iter_mut().enumerate() {
        let number = template.replace("{page}", &(i + 1).to_string()).replace("{pages}", &count);
        let number = one_line(flow, &number, small, measure);
        let bottom = page.height - page.foot;
        draw(sheet, &number, side(&number, right_to_left), bottom);
        if i == 0 {
            draw(sheet, &foot, side(&foot, !right_to_left), bottom);
        } else {
            draw(sheet, &head, side(&head, !right_to_left), page.head);
            draw(sheet, &site, side(&site, right_to_left), page.head);
        }
    }
}

/// Adds running heads to the pages of a post in a book, from its second page on: `outer` is what
/// the post is a part of, at the start side, and its title stands at the end side.
pub(super) fn heads(flow: &mut Flow, outer: &str, pages: &mut [Page]) {
    let page = flow.style.page;
    let small = running_text(flow);
    let measure = page.measure();
    let title = flow.post.meta.title.clone();
    let outer = one_line(flow, outer, small, measure * 0.4);
    let head = one_line(flow, &title, small, measure - outer.width - HEAD_GAP.at(small.size));
    let far = |line: &Line| page.side + measure - line.width;
    let (start, end) =
        if flow.right_to_left { (far(&outer), page.side) } else { (page.side, far(&head)) };
    for sheet in pages.iter_mut().skip(1) {
        draw(sheet, &outer, start, page.head);
        draw(sheet, &head, end, page.head);
    }
}

/// Adds the number of a page to its foot, at the outer edge of a book.
pub(super) fn folio(flow: &mut Flow, sheet: &mut Page, number: &str, left: bool) {
    let page = flow.style.page;
    let small = running_text(flow);
    let line = one_line(flow, number, small, page.measure());
    let x = if left { page.side } else { page.side + page.measure() - line.width };
    draw(sheet, &line, x, page.height - page.foot);
}

/// How running heads and feet are set.
fn running_text(flow: &Flow) -> Setting {
    let meta = flow.style.meta;
    Setting { size: meta.size * 0.9, leading: meta.leading }
}

fn draw(sheet: &mut Page, line: &Line, x: Abs, y: Abs) {
    for item in &line.items {
        let mut item = item.clone();
        item.shift(x, y);
        sheet.items.push(item);
    }
}

/// A text in one line, shortened until it fits.
fn one_line(flow: &mut Flow, words: &str, set: Setting, width: Abs) -> Line {
    let style = plain_style(set, flow.style.colors.muted);
    let mut limit = 120;
    loop {
        let text = text::excerpt(words, limit);
        let piece = Piece::Text { text, style: style.clone(), tag: Tag::Artifact, link: None };
        let findings = flow.findings.len();
        let lines = flow.lines(&[piece], width, Alignment::Left, None);
        // Characters without a glyph were reported where the words stand first.
        flow.findings.truncate(findings);
        let fits = lines.len() == 1;
        if let Some(line) = lines.into_iter().next()
            && (fits || limit < 8)
        {
            return line;
        }
        limit = limit * 3 / 4;
        if limit < 4 {
            return Line::default();
        }
    }
}
