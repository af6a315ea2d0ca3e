//! Shortcodes and tags, with a body or without, as what they stand for.

use std::ops::Range;

use super::forms;
use super::tags::{Arguments, Brackets, Tag};
use super::{Found, Part, Pass};
use crate::config::Form;
use crate::parse::fenced;

/// Tags of template languages that choose what is shown, or compute.
const LOGIC: &[&str] = &[
    "if",
    "unless",
    "elsif",
    "elif",
    "else",
    "for",
    "case",
    "when",
    "assign",
    "set",
    "capture",
    "include",
    "include_relative",
    "include_cached",
    "render",
    "include_code",
    "import",
    "extends",
    "block",
    "macro",
    "with",
    "cycle",
    "increment",
    "decrement",
    "tablerow",
    "layout",
    "param",
    "break",
    "continue",
    "import_partial",
    "partial",
];

impl Pass<'_, '_> {
    /// A tag, with its end where it has one.
    pub(super) fn shortcode(&mut self, tag: &Tag, end: Option<&Tag>) -> Option<Found> {
        let arguments = Arguments::read(&self.text[tag.rest.clone()]);
        let inner = end.map(|end| tag.range.end..end.range.start);
        if tag.closing {
            return self.stray_end(tag);
        }
        if tag.name.is_empty() {
            return None;
        }
        if let Some(found) = self.liquid(tag, &arguments) {
            return Some(found);
        }
        let (name, arguments) = named(tag, arguments);
        let given = self.context.library.shortcode(&name);
        let form = given.or_else(|| forms::known(&name));
        let all = tag.range.start..end.map_or(tag.range.end, |end| end.range.end);
        if let Some(form) = form
            && let Some(found) = self.form(
                form,
                (&name, &self.text[tag.rest.clone()]),
                &arguments,
                inner.as_ref(),
                &all,
            )
        {
            return Some(found);
        }
        self.unknown_shortcode(tag, &name, &arguments, inner, &all)
    }

    /// An end without a beginning.
    fn stray_end(&mut self, tag: &Tag) -> Option<Found> {
        if tag.brackets == Brackets::Hugo || self.is_alone(&tag.range) {
            self.leave_out("shortcode", &tag.name, &tag.range);
            return Some(Found::text(tag.range.end, ""));
        }
        None
    }

    /// A known form; nothing where the tag says too little for it.
    fn form(
        &mut self,
        form: Form,
        (name, written): (&str, &str),
        arguments: &Arguments,
        inner: Option<&Range<usize>>,
        all: &Range<usize>,
    ) -> Option<Found> {
        let prefix = self.prefix(all.start).unwrap_or_default().to_owned();
        let part = format!("\n{prefix}\n{prefix}");
        let around = |open: String, inner: &Range<usize>, close: &str| Found {
            end: all.end,
            parts: vec![
                Part::New(format!("{open}{part}")),
                Part::Inner(inner.clone()),
                Part::New(format!("{part}{close}{part}")),
            ],
        };
        match (form, inner) {
            (Form::Figure, inner) => {
                let mut figure = forms::figure(arguments)?;
                if let Some(inner) = inner
                    && let words = crate::parse::plain::plain(self.text[inner.clone()].trim())
                    && !words.is_empty()
                    && !figure.contains("<figcaption>")
                {
                    let words = forms::escape(&words);
                    figure = format!("<figure>{figure}<figcaption>{words}</figcaption></figure>");
                }
                Some(self.html(figure, all))
            }
            (Form::Details, Some(inner)) => {
                let title = arguments.get(&["title", "summary", "label"]).map(str::to_owned);
                let title = title.unwrap_or_else(|| arguments.plain.join(" "));
                let title = forms::escape(&crate::parse::plain::plain(&title));
                Some(around(format!("<details><summary>{title}</summary>"), inner, "</details>"))
            }
            (Form::Quote, Some(inner)) => {
                let credit = match name {
                    "pullquote" => None,
                    _ => forms::credit(written, arguments),
                };
                let close = format!("{}</blockquote>", credit.unwrap_or_default());
                Some(around("<blockquote>".to_owned(), inner, &close))
            }
            (Form::Note, Some(inner)) => {
                let kind = |word: &str| fenced::kind(&word.to_ascii_lowercase());
                let written = arguments.get(&["type", "kind", "class", "level"]).and_then(kind);
                let first = arguments.at(0).and_then(kind);
                let kind = written.or(first).or_else(|| kind(name)).unwrap_or("note");
                let behind = usize::from(first.is_some());
                let title = arguments.get(&["title", "header"]).or(arguments.at(behind));
                let title = title.map_or(String::new(), |title| {
                    format!("<p><strong>{}</strong></p>", forms::escape(title))
                });
                Some(around(format!("<div class=\"admonition {kind}\">{title}"), inner, "</div>"))
            }
            (Form::Section, Some(inner)) => {
                let title = arguments.get(&["title", "name", "label", "header"]);
                let title = title.or(arguments.at(0)).map_or(String::new(), |title| {
                    format!("<p><strong>{}</strong></p>", forms::escape(title))
                });
                Some(around(format!("<div>{title}"), inner, "</div>"))
            }
            (Form::Code, Some(inner)) => Some(self.code_block(name, arguments, inner, all)),
            (Form::Math, Some(inner)) => {
                let tex = self.text[inner.clone()].trim().trim_matches('$').to_owned();
                let display = self.is_alone(all) && !tex.is_empty();
                let sign = if display { "$$" } else { "$" };
                Some(Found::text(all.end, format!("{sign}{tex}{sign}")))
            }
            (Form::Embed, _) => Some(self.html(forms::embed(name, arguments)?, all)),
            (Form::Link, inner) => {
                let address = arguments.get(&["href", "url", "link", "to", "relref"]);
                let address = self.context.reference(address.or(arguments.at(0))?);
                let words = arguments.get(&["text", "title", "label"]).map(str::to_owned);
                let own = inner.map(|inner| self.text[inner.clone()].trim().to_owned());
                let behind = arguments.plain.get(1..).unwrap_or_default().join(" ");
                let words = [own, words, Some(behind)].into_iter().flatten();
                let words = words.map(|w| crate::parse::plain::plain(&w)).find(|w| !w.is_empty());
                let words = words.or_else(|| self.context.library.title(&address));
                let words = words.unwrap_or_else(|| address.clone());
                Some(Found::text(all.end, forms::link(&address, &words)))
            }
            (Form::Raw, Some(inner)) => {
                Some(Found { end: all.end, parts: vec![Part::Copy(inner.clone())] })
            }
            (Form::Text, Some(inner)) => Some(opened(all, inner)),
            (Form::Drop, _) => Some(Found::text(all.end, "")),
            // A body is missing: nothing of it is left to show.
            (Form::Text | Form::Section, None) if self.is_alone(all) => {
                Some(Found::text(all.end, ""))
            }
            _ => None,
        }
    }

    /// Finished HTML; alone on its line it is a block of its own.
    fn html(&self, html: String, all: &Range<usize>) -> Found {
        match self.prefix(all.start).filter(|_| self.ends_line(all.end)) {
            Some(prefix) => Found::text(all.end, format!("{html}\n{prefix}")),
            None => Found::text(all.end, html),
        }
    }

    /// A block of code whose fence is longer than any in it.
    fn code_block(
        &self,
        name: &str,
        arguments: &Arguments,
        inner: &Range<usize>,
        all: &Range<usize>,
    ) -> Found {
        let text = &self.text[inner.clone()];
        let own_lines = text.contains('\n');
        if !own_lines && self.prefix(all.start).is_none() {
            let fence = "`".repeat(longest_run(text) + 1);
            let text = text.trim();
            return Found::text(all.end, format!("{fence} {text} {fence}"));
        }
        let prefix = self.prefix(all.start);
        let fence = "`".repeat((longest_run(text) + 1).max(3));
        let lead = if prefix.is_some() { "" } else { "\n\n" };
        let prefix = prefix.unwrap_or_default();
        let language = forms::language(name, arguments);
        // The first and the last line hold nothing but the markers.
        let first = text.find('\n').filter(|end| text[..*end].trim().is_empty());
        let from = inner.start + first.map_or(0, |end| end + 1);
        let last = text
            .rfind('\n')
            .filter(|at| text[*at..].chars().all(|c| c.is_whitespace() || c == '>'));
        let to = (inner.start + last.unwrap_or(text.len())).max(from);
        let tail =
            if self.ends_line(all.end) { String::new() } else { format!("\n{prefix}\n{prefix}") };
        let open_prefix = if first.is_some() { "" } else { prefix };
        let caption = forms::code_caption(name, arguments)
            .map_or(String::new(), |caption| format!("{caption}\n{prefix}\n{prefix}"));
        Found {
            end: all.end,
            parts: vec![
                Part::New(format!("{lead}{caption}{fence}{language}\n{open_prefix}")),
                Part::Copy(from..to),
                Part::New(format!("\n{prefix}{fence}{tail}")),
            ],
        }
    }

    /// A tag that no form is known for.
    fn unknown_shortcode(
        &mut self,
        tag: &Tag,
        name: &str,
        arguments: &Arguments,
        inner: Option<Range<usize>>,
        all: &Range<usize>,
    ) -> Option<Found> {
        let sure = match tag.brackets {
            Brackets::Hugo => true,
            // Arguments with names are Zola's; calls without are everybody's.
            Brackets::Braces => !arguments.named.is_empty() && arguments.plain.is_empty(),
            Brackets::Percent => inner.is_some() || tag.call || self.is_alone(&tag.range),
        };
        if !sure {
            return None;
        }
        if let Some(inner) = &inner
            && tag.brackets == Brackets::Hugo
            && forms::looks_like_code(name)
            && !self.text[inner.clone()].contains("```")
        {
            return Some(self.code_block(name, arguments, inner, all));
        }
        if !LOGIC.contains(&name)
            && inner.as_ref().is_none_or(|inner| self.text[inner.clone()].trim().is_empty())
            && arguments.values().any(forms::is_picture)
            && let Some(figure) = forms::figure(arguments)
        {
            return Some(self.html(figure, all));
        }
        let needs_end = self.context.form(name).is_some_and(Form::is_opaque);
        let kind = if inner.is_none() && needs_end { "open" } else { "shortcode" };
        self.leave_out(kind, name, &tag.range);
        Some(match inner {
            Some(_) if matches!(name, "capture" | "macro" | "set") => Found::text(all.end, ""),
            Some(inner) => opened(all, &inner),
            None => Found::text(tag.range.end, ""),
        })
    }
}

/// The name of what a tag calls, and its arguments: `include figure.html src=…` calls `figure`.
fn named(tag: &Tag, mut arguments: Arguments) -> (String, Arguments) {
    let includes = matches!(
        tag.name.as_str(),
        "include" | "include_cached" | "include_relative" | "render" | "partial" | "shortcode"
    );
    if !includes || arguments.plain.is_empty() {
        return (tag.name.clone(), arguments);
    }
    let file = arguments.plain.remove(0);
    let name = file.rsplit('/').next().unwrap_or(&file);
    let name = name.split('.').next().unwrap_or(name).trim_matches(['"', '\'']).to_owned();
    // Values that are variables are not known.
    arguments.named.retain(|(_, value)| !value.starts_with("page.") && !value.starts_with("site."));
    (name, arguments)
}

/// What is inside, without the markers around it. Where these have lines of their own, blank lines
/// are left, which part the blocks.
fn opened(all: &Range<usize>, inner: &Range<usize>) -> Found {
    Found { end: all.end, parts: vec![Part::Inner(inner.clone())] }
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.bytes() {
        run = if c == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
