//! One line of Markdown or HTML, such as a title, into plain text.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::model::text::one_line;

/// Elements whose tags are markup in a title; `<vector>` in a title is meant as it stands.
const ELEMENTS: &[&str] = &[
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "div", "em", "font", "i", "img", "ins",
    "kbd", "mark", "p", "q", "rp", "rt", "ruby", "s", "script", "small", "span", "strike",
    "strong", "style", "sub", "sup", "tt", "u", "var", "wbr",
];

/// The words of a title or summary, on one line: without emphasis, links, tags and entities.
#[must_use]
pub fn plain(text: &str) -> String {
    let line = one_line(text);
    if !line.contains(['*', '_', '`', '<', '&', '[', '\\', '~']) {
        return line;
    }
    // In a heading all text is running text: no list, quote or code begins. Its closing mark
    // keeps a `#` at the end of the text.
    let heading = format!("# {line} #");
    let mut out = String::new();
    for event in Parser::new_ext(&heading, Options::ENABLE_STRIKETHROUGH) {
        push(&mut out, &event);
    }
    one_line(&out)
}

/// Whether a line of Markdown holds tags of HTML that [`plain`] takes away.
#[must_use]
pub fn has_markup(text: &str) -> bool {
    let heading = format!("# {} #", one_line(text));
    text.contains('<')
        && Parser::new_ext(&heading, Options::ENABLE_STRIKETHROUGH).any(|event| match event {
            Event::InlineHtml(tag) | Event::Html(tag) => is_markup(&tag),
            _ => false,
        })
}

/// Whether a tag is markup, and none of the title's own words.
pub(super) fn is_markup(tag: &str) -> bool {
    tag.starts_with("<!") || ELEMENTS.contains(&element(tag).as_str())
}

/// The name of a tag's element, in lower case.
pub(super) fn element(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    name[..end].to_ascii_lowercase()
}

/// The words of the first heading of the first level, where there is one.
#[must_use]
pub fn first_heading(markdown: &str) -> Option<String> {
    let mut out = String::new();
    let mut inside = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => inside = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                let title = one_line(&out);
                if !title.is_empty() {
                    return Some(title);
                }
                inside = false;
            }
            event if inside => push(&mut out, &event),
            _ => {}
        }
    }
    None
}

fn push(out: &mut String, event: &Event) {
    match event {
        Event::Text(text) | Event::Code(text) => out.push_str(text),
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        Event::InlineHtml(tag) | Event::Html(tag) => {
            let name = element(tag);
            if name == "br" {
                out.push(' ');
            } else if !is_markup(tag) {
                out.push_str(tag);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{first_heading, plain};

    #[test]
    fn titles_lose_their_markup_and_nothing_else() {
        for (written, text) in [
            ("`Intl.Locale`", "Intl.Locale"),
            ("**a** _b_ [c](https://d.example/)", "a b c"),
            ("<b>bold</b> & more", "bold & more"),
            ("C++: #include <vector>", "C++: #include <vector>"),
            ("&lt;not tag&gt; &amp;amp;", "<not tag> &amp;"),
            ("<!-- c -->", ""),
            ("100% $x$ #hash \\section{a}", "100% $x$ #hash \\section{a}"),
            ("1. one * two", "1. one * two"),
            ("snake_case_name", "snake_case_name"),
            ("Learn `C` #", "Learn C #"),
            ("line1\nline2\ttab\0", "line1 line2 tab"),
        ] {
            assert_eq!(plain(written), text, "{written}");
        }
    }

    #[test]
    fn the_first_heading_is_outside_code() {
        assert_eq!(first_heading("```\n# no\n```\n## b\n# *Yes*\n").as_deref(), Some("Yes"));
        assert_eq!(first_heading("Title\n=====\n").as_deref(), Some("Title"));
        assert_eq!(first_heading("text"), None);
    }
}
