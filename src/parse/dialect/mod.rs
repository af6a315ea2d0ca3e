//! What blogs write that is not quite Markdown: tags of Liquid, Nunjucks and Tera, shortcodes of
//! Hugo and Zola, imports and components of MDX, attributes of kramdown, `[[links]]`, `==marks==`.
//!
//! A pass over the text before Markdown is read: what is known is written anew as Markdown or HTML,
//! what is not known gives up its markers and keeps what is inside, and code stays as it is. No
//! template is ever run. A [`SourceMap`] keeps findings at the author's own text.
//!
//! A plain blog may well write *about* these languages. So a form counts only where its own syntax
//! is unmistakable (`{{< … >}}`), its name is known, its end is there, or it stands alone on its
//! line; everything else is text.

mod colons;
mod forms;
mod liquid;
mod map;
mod marks;
mod mdx;
mod shortcode;
mod tags;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag as MarkdownTag, TagEnd};

pub(super) use map::SourceMap;

use self::map::Draft;
use self::tags::{Brackets, Tag};
use super::{Library, Resolved};
use crate::config::Form;
use crate::limits;
use crate::model::text::has_pair;
use crate::model::{FrontMatter, Meta};

/// Longest indentation of a tag that stands alone on its line, in bytes.
const LONGEST_PREFIX: usize = 200;

/// A text that is read as Markdown.
pub(super) struct Rewritten {
    /// The text.
    pub(super) text: String,
    /// Where its parts stand in the file.
    pub(super) map: SourceMap,
    /// What was left out, by kind and name, with the range of its marker in the source text.
    pub(super) unknown: Vec<(&'static str, String, Range<usize>)>,
}

/// What the pass knows of the post and the blog.
pub(super) struct Context<'a> {
    pub(super) meta: &'a Meta,
    pub(super) library: &'a dyn Library,
    pub(super) front: Option<&'a FrontMatter>,
}

impl Context<'_> {
    /// A reference to a post or file: as it is written where that leads somewhere, else the one
    /// post of that name.
    fn reference(&self, written: &str) -> String {
        let written = written.trim();
        // Jekyll's tags name files from the top.
        let from_top = format!("/{}", written.trim_start_matches('/'));
        let found = |reference: &str| self.library.resolve(self.meta, reference);
        if !written.starts_with(['/', '.', '@', '#'])
            && matches!(found(&from_top), Resolved::Post { .. } | Resolved::Asset { .. })
            && !matches!(found(written), Resolved::Post { .. } | Resolved::Asset { .. })
        {
            return from_top;
        }
        match found(written) {
            Resolved::Missing { .. } | Resolved::Outside | Resolved::Page { url: None } => {
                self.library.named(written).unwrap_or_else(|| written.to_owned())
            }
            _ => written.to_owned(),
        }
    }

    /// Whether a name is known as a post or file.
    fn known(&self, written: &str) -> Option<String> {
        match self.library.resolve(self.meta, written) {
            Resolved::Missing { .. }
            | Resolved::Outside
            | Resolved::Unreadable(_)
            | Resolved::Page { url: None } => self.library.named(written),
            _ => Some(written.to_owned()),
        }
    }

    /// What a tag of this name stands for.
    fn form(&self, name: &str) -> Option<Form> {
        self.library.shortcode(name).or_else(|| forms::known(name))
    }

    /// Whether the post says that no template language is read in it (Jekyll, Hexo, Eleventy).
    fn is_literal(&self) -> bool {
        self.front.is_some_and(|front| {
            front
                .data
                .get("render_with_liquid")
                .and_then(crate::model::value::Value::scalar)
                .is_some_and(|v| v == "false")
                || front
                    .data
                    .get("disableNunjucks")
                    .and_then(crate::model::value::Value::scalar)
                    .is_some_and(|v| v == "true")
                || front
                    .data
                    .get("templateEngineOverride")
                    .and_then(crate::model::value::Value::scalar)
                    .is_some_and(|v| v == "md")
        })
    }
}

/// What a place of the text is replaced by.
enum Part {
    /// New text.
    New(String),
    /// A range of the source as it stands.
    Copy(Range<usize>),
    /// A range of the source, in which tags count.
    Inner(Range<usize>),
    /// The line before is taken back.
    CutLine,
    /// New text at the end of the line before.
    EndLine(String),
}

/// A replacement, up to a place of the source.
struct Found {
    end: usize,
    parts: Vec<Part>,
}

impl Found {
    fn text(end: usize, text: impl Into<String>) -> Self {
        Self { end, parts: vec![Part::New(text.into())] }
    }
}

/// Writes a text anew as Markdown that every reader understands; nothing where it is that already.
pub(super) fn rewrite(text: &str, base: usize, context: &Context<'_>) -> Option<Rewritten> {
    let is_mdx = context.meta.source.to_ascii_lowercase().ends_with(".mdx");
    if !is_mdx && !has_marker(text) {
        return None;
    }
    let (code, indents) = code(text, is_mdx);
    let opaque = |brackets: Brackets, name: &str| {
        let form = context.form(name);
        form.is_some_and(Form::is_opaque)
            || form.is_none() && brackets == Brackets::Hugo && forms::looks_like_code(name)
    };
    let tags = if context.is_literal() || !text.contains("{{") && !text.contains("{%") {
        Vec::new()
    } else {
        tags::find(text, &code, &opaque)
    };
    let mut mdx = mdx::statements(text, &code, is_mdx);
    let is_mdx = is_mdx || !mdx.ranges.is_empty();
    mdx.drop_too(indents);
    let wiki = marks::has_wiki_links(text, &code, is_mdx, context);
    let mut pass = Pass {
        text,
        context,
        code,
        tags,
        mdx,
        is_mdx,
        wiki,
        colons: colons::are_in(text),
        draft: Draft::new(text),
        unknown: Vec::new(),
        changed: false,
        endless: Vec::new(),
        budget: 4 * text.len() + (1 << 16),
    };
    pass.range(0..text.len(), 0);
    let Pass { draft, unknown, changed, .. } = pass;
    if !changed {
        return None;
    }
    let (text, map) = draft.finish(base);
    Some(Rewritten { text, map, unknown })
}

/// Whether anything in a text may be a form of a dialect at all.
fn has_marker(text: &str) -> bool {
    // The first two bytes of each, which few texts hold.
    let begins = |one, next| {
        (one == b'{') & ((next == b'{') | (next == b'%') | (next == b':') | (next == b'/'))
            | (one == b'[') & ((next == b'[') | (next | 0x20 == b't'))
            | (one == b'=') & ((next == b'=') | (next == b'{'))
            | (one == b'\\') & ((next == b'(') | (next == b'['))
    };
    let markers = ["{{", "{%", "{:", "{/*", "[[", "==", "={", "\\(", "\\["];
    let is_in = |marker: &&str| text.contains(marker);
    has_pair(text.as_bytes(), begins) && (markers.iter().any(is_in) || marks::has_toc(text))
        || text.contains("import ")
        || marks::has_blanks(text)
        || colons::are_in(text)
}

/// The code and the formulas of a text, in order; and the indentation that MDX takes no notice of.
fn code(text: &str, is_mdx: bool) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut indents = Vec::new();
    let mut block = None;
    let mut containers = 0_usize;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(MarkdownTag::CodeBlock(CodeBlockKind::Indented)) if is_mdx => {
                mdx::indented(text, range, containers == 0, &mut ranges, &mut indents);
            }
            Event::Start(MarkdownTag::CodeBlock(_)) => block = Some(range),
            Event::End(TagEnd::CodeBlock) => ranges.extend(block.take()),
            Event::Start(MarkdownTag::Item | MarkdownTag::BlockQuote(_)) => containers += 1,
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => {
                containers = containers.saturating_sub(1);
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => ranges.push(range),
            _ => {}
        }
    }
    (ranges, indents)
}

/// The pass over one text.
#[expect(clippy::struct_excessive_bools, reason = "each says of the text which forms it has")]
struct Pass<'t, 'c> {
    text: &'t str,
    context: &'c Context<'c>,
    code: Vec<Range<usize>>,
    tags: Vec<Tag>,
    mdx: mdx::Statements,
    is_mdx: bool,
    wiki: bool,
    /// Whether lines that begin with a colon count.
    colons: bool,
    draft: Draft<'t>,
    unknown: Vec<(&'static str, String, Range<usize>)>,
    changed: bool,
    /// Elements of HTML whose end was looked for in vain.
    endless: Vec<&'static str>,
    /// How many bytes may still be looked at for tags and braces that turn out to be none.
    budget: usize,
}

impl<'t> Pass<'t, '_> {
    /// Writes a range of the source.
    fn range(&mut self, range: Range<usize>, depth: usize) {
        let (mut at, mut copied) = (range.start, range.start);
        while let Some(next) = self.next(at..range.end) {
            if let Some(code) = tags::around(&self.code, next) {
                let end = code.end;
                self.draft.copy(copied..end.min(range.end));
                (at, copied) = (end, end.min(range.end));
                continue;
            }
            let escaped =
                self.text[..next].bytes().rev().take(64).take_while(|b| *b == b'\\').count() % 2;
            let found = if escaped == 1 { None } else { self.found(next, range.end, depth) };
            let Some(found) = found.filter(|f| f.end > next && f.end <= range.end) else {
                at = next + 1;
                continue;
            };
            let stays = matches!(found.parts.as_slice(),
                [Part::Copy(range)] if *range == (next..found.end));
            self.changed |= !stays;
            self.draft.copy(copied..next);
            (at, copied) = (found.end, found.end);
            let mut place = next;
            for part in found.parts {
                match part {
                    Part::New(text) => self.draft.write(&text, place),
                    Part::Copy(range) => {
                        place = range.end;
                        self.draft.copy(range);
                    }
                    Part::CutLine => self.draft.cut_line(),
                    Part::EndLine(text) => self.draft.end_line(&text, next),
                    Part::Inner(range) => {
                        place = range.end;
                        self.range(range, depth + 1);
                    }
                }
            }
        }
        self.draft.copy(copied..range.end);
    }

    /// The next place where a form may begin.
    fn next(&self, range: Range<usize>) -> Option<usize> {
        let rest = self.text.get(range.clone())?;
        let sign = rest.bytes().position(|b| {
            matches!(b, b'{' | b'<' | b'[' | b'=' | b'\\') || b == b':' && self.colons
        });
        let sign = sign.map(|i| range.start + i);
        let statement = self.mdx.next(range.start).filter(|at| *at < range.end);
        [sign, statement].into_iter().flatten().min()
    }

    /// The form that begins at a place.
    fn found(&mut self, at: usize, end: usize, depth: usize) -> Option<Found> {
        if let Some(statement) = self.mdx.at(at) {
            return Some(Found::text(statement.end, ""));
        }
        let rest = self.text.get(at..end)?;
        match rest.as_bytes() {
            [b'{', b'{' | b'%', ..] if depth < limits::TEMPLATE_TAG_NESTING => {
                self.tag(at).or_else(|| self.mdx_brace(at, end))
            }
            [b'{', b':', ..] => marks::attributes(self.text, at, end),
            [b'{', ..] => self.mdx_brace(at, end),
            [b'<', ..] => self.angle(at, end),
            [b'[', b'[', ..] => marks::toc(self.text, at).or_else(|| self.wiki_link(at, end)),
            [b'[', ..] => marks::toc(self.text, at).or_else(|| self.blank_link(at, end)),
            [b'=', b'=', ..] => marks::mark(self.text, at, end),
            [b'\\', ..] => marks::formula(self.text, at, end),
            [b':', ..] => self.colon(at, end),
            _ => None,
        }
    }

    /// The tag that begins at a place, and what it stands for.
    fn tag(&mut self, at: usize) -> Option<Found> {
        let place = self.tags.binary_search_by_key(&at, |tag| tag.range.start).ok()?;
        let tag = self.tags[place].clone();
        let end = tag.end.and_then(|end| self.tags.get(end)).cloned();
        match tag.brackets {
            Brackets::Hugo if self.text[tag.range.clone()].contains("/*") => {
                // `{{</* figure */>}}` is how Hugo writes a shortcode that is not one.
                let text = self.text[tag.range.clone()].replacen("/*", "", 1);
                let text = text.replacen("*/", "", 1);
                Some(Found::text(tag.range.end, forms::escape(&text)))
            }
            Brackets::Braces if !tag.call => self.expression(&tag),
            _ => self.shortcode(&tag, end.as_ref()),
        }
    }

    /// Remembers what is left out.
    fn leave_out(&mut self, kind: &'static str, name: &str, range: &Range<usize>) {
        self.unknown.push((kind, name.to_owned(), range.clone()));
    }

    /// The rest of the line before a place, where it holds nothing but indentation and marks of
    /// quotes.
    fn prefix(&self, at: usize) -> Option<&'t str> {
        let window = self.text.floor_char_boundary(at.saturating_sub(LONGEST_PREFIX));
        let line = self.text[window..at].rfind('\n').map(|i| window + i + 1);
        let start = line.or((window == 0).then_some(0))?;
        let prefix = &self.text[start..at];
        prefix.chars().all(|c| matches!(c, ' ' | '\t' | '>')).then_some(prefix)
    }

    /// Whether nothing but white space stands on a line behind a place.
    fn ends_line(&self, at: usize) -> bool {
        let next = self.text[at..].chars().find(|c| *c == '\n' || !c.is_whitespace());
        matches!(next, None | Some('\n'))
    }

    /// Whether a range has its lines to itself.
    fn is_alone(&self, range: &Range<usize>) -> bool {
        self.prefix(range.start).is_some() && self.ends_line(range.end)
    }
}

#[cfg(test)]
mod tests;
