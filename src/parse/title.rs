//! The title as it is set in print: the words that lists show, with their code and emphasis.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::header::written_title;
use super::plain::element;
use crate::model::post::{FrontMatter, Meta};
use crate::model::text::{of_inlines, one_line};
use crate::model::{Block, BlockKind, Inline};

/// The title of a post in inlines: as the front matter writes it, else as the heading does that
/// repeats it. What they say is the plain title, word for word.
pub(super) fn inlines(
    meta: &Meta,
    front: Option<&FrontMatter>,
    heading: Option<&Block>,
) -> Vec<Inline> {
    let says = |inlines: &[Inline]| one_line(&of_inlines(inlines)) == meta.title;
    let written = front.and_then(|front| written_title(front, meta.file));
    // Without one of these it is text alone, as nearly all titles are.
    let written = written.filter(|title| title.contains(['*', '_', '~', '`', '<']));
    if let Some(title) = written.map(|written| parse(&written)).filter(|title| says(title))
        && title.iter().any(|inline| !matches!(inline, Inline::Text(_)))
    {
        return title;
    }
    if let Some(BlockKind::Heading { content, .. }) = heading.map(|block| &block.kind) {
        let title = quiet(content);
        if says(&title) {
            return title;
        }
    }
    vec![Inline::Text(meta.title.clone())]
}

/// A run of inlines that is open, and the tag of HTML that it began with.
struct Open {
    wrap: fn(Vec<Inline>) -> Inline,
    tag: String,
    inner: Vec<Inline>,
}

/// One line of Markdown or HTML, as [`super::plain::plain`] reads it, with what marks words up.
fn parse(written: &str) -> Vec<Inline> {
    let heading = format!("# {} #", one_line(written));
    let mut stack = vec![Open { wrap: Inline::Strong, tag: String::new(), inner: Vec::new() }];
    for event in Parser::new_ext(&heading, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) => push(&mut stack, Inline::Text(text.into_string())),
            // The words of `<code>` are code as they are.
            Event::Code(code) => push(&mut stack, Inline::Code(code.into_string())),
            Event::SoftBreak | Event::HardBreak => push(&mut stack, Inline::Text(" ".to_owned())),
            Event::Start(Tag::Emphasis) => open(&mut stack, Inline::Emphasis, ""),
            Event::Start(Tag::Strong) => open(&mut stack, Inline::Strong, ""),
            Event::Start(Tag::Strikethrough) => open(&mut stack, Inline::Strikethrough, ""),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                close(&mut stack, "");
            }
            Event::InlineHtml(tag) | Event::Html(tag) => {
                let name = element(&tag);
                if tag.starts_with("</") {
                    close(&mut stack, &name);
                } else if let Some(wrap) = wrapper(&name) {
                    open(&mut stack, wrap, &name);
                } else if name == "br" {
                    push(&mut stack, Inline::Text(" ".to_owned()));
                } else if !super::plain::is_markup(&tag) {
                    push(&mut stack, Inline::Text(tag.into_string()));
                }
            }
            _ => {}
        }
    }
    while stack.len() > 1 {
        end(&mut stack);
    }
    stack.pop().map(|open| open.inner).unwrap_or_default()
}

/// What an element does to its words.
fn wrapper(element: &str) -> Option<fn(Vec<Inline>) -> Inline> {
    let code: fn(Vec<Inline>) -> Inline = |inner| Inline::Code(of_inlines(&inner));
    Some(match element {
        "code" | "tt" => code,
        "em" | "i" | "cite" | "var" => Inline::Emphasis,
        "strong" | "b" => Inline::Strong,
        "del" | "s" | "strike" => Inline::Strikethrough,
        "ins" | "u" => Inline::Underline,
        "kbd" => Inline::Keyboard,
        "mark" => Inline::Mark,
        "small" => Inline::Small,
        "sub" => Inline::Subscript,
        "sup" => Inline::Superscript,
        _ => return None,
    })
}

fn push(stack: &mut [Open], inline: Inline) {
    let is_empty = matches!(&inline, Inline::Text(text) if text.is_empty());
    if let Some(top) = stack.last_mut().filter(|_| !is_empty) {
        top.inner.push(inline);
    }
}

fn open(stack: &mut Vec<Open>, wrap: fn(Vec<Inline>) -> Inline, tag: &str) {
    stack.push(Open { wrap, tag: tag.to_owned(), inner: Vec::new() });
}

/// Ends the innermost element of a name, and what is open in it; nothing where none is open.
fn close(stack: &mut Vec<Open>, tag: &str) {
    let Some(at) = stack.iter().skip(1).rposition(|open| open.tag == tag) else { return };
    while stack.len() > at + 1 {
        end(stack);
    }
}

fn end(stack: &mut Vec<Open>) {
    if let Some(Open { wrap, inner, .. }) = stack.pop()
        && !inner.is_empty()
    {
        push(stack, wrap(inner));
    }
}

/// The inlines of a heading without what a title cannot hold: links, pictures, calls of footnotes.
fn quiet(content: &[Inline]) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in content {
        match inline {
            Inline::Link(link) => out.extend(quiet(&link.content)),
            Inline::Image(_) | Inline::FootnoteCall { .. } | Inline::Anchor(_) => {}
            Inline::SoftBreak | Inline::LineBreak => out.push(Inline::Text(" ".to_owned())),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(quiet(inner))),
            Inline::Strong(inner) => out.push(Inline::Strong(quiet(inner))),
            Inline::Strikethrough(inner) => out.push(Inline::Strikethrough(quiet(inner))),
            Inline::Underline(inner) => out.push(Inline::Underline(quiet(inner))),
            Inline::Mark(inner) => out.push(Inline::Mark(quiet(inner))),
            Inline::Small(inner) => out.push(Inline::Small(quiet(inner))),
            Inline::Superscript(inner) => out.push(Inline::Superscript(quiet(inner))),
            Inline::Subscript(inner) => out.push(Inline::Subscript(quiet(inner))),
            Inline::Keyboard(inner) => out.push(Inline::Keyboard(quiet(inner))),
            Inline::Text(_) | Inline::Code(_) | Inline::Math { .. } => out.push(inline.clone()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::model::Inline::{self, Code, Emphasis, Strong, Text};
    use crate::model::text::{of_inlines, one_line};
    use crate::parse::plain::plain;

    fn text(text: &str) -> Inline {
        Text(text.to_owned())
    }

    #[test]
    fn titles_keep_their_code_and_emphasis_and_say_the_plain_words() {
        for (written, inlines) in [
            ("`a.b` and *c*", vec![Code("a.b".into()), text(" and "), Emphasis(vec![text("c")])]),
            ("<code>x</code> <b>y</b>", vec![Code("x".into()), text(" "), Strong(vec![text("y")])]),
            ("[a `b`](https://c.example/)", vec![text("a "), Code("b".into())]),
            ("<b>open", vec![Strong(vec![text("open")])]),
            ("a</b>", vec![text("a")]),
        ] {
            assert_eq!(parse(written), inlines, "{written}");
        }
        for written in [
            "C++: #include <vector>",
            "<b>*a</b>* b",
            "&lt;a&gt; <br>b",
            "<i></i>x",
            "a <!-- b -->",
        ] {
            assert_eq!(one_line(&of_inlines(&parse(written))), plain(written), "{written}");
        }
    }
}
