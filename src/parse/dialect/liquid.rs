//! Links to posts and files that tags make (`post_url`, `ref`, `asset_path`), and the values that
//! are known without running a template (`site.url`, `page.title`).

use super::forms;
use super::tags::{Arguments, Brackets, Tag};
use super::{Found, Pass};
use crate::model::text;

/// Pictures and other files beside a post, as Hexo addresses them.
const PATHS: &[&str] = &["asset_path", "post_path", "post_url", "ref", "relref", "link", "get_url"];

impl Pass<'_, '_> {
    /// A tag that gives an address, or a picture of Hexo's; nothing where the tag is another.
    pub(super) fn liquid(&mut self, tag: &Tag, arguments: &Arguments) -> Option<Found> {
        if !PATHS.contains(&tag.name.as_str()) {
            return None;
        }
        let named = arguments.get(&["path", "page", "slug"]);
        // `{% link text address %}` is Hexo's link to another place.
        if tag.name == "link" && arguments.plain.len() > 1 {
            let at =
                arguments.plain.iter().position(|a| a.contains("://") || a.starts_with('/'))?;
            let words = arguments.plain[..at].join(" ");
            return Some(Found::text(tag.range.end, forms::link(&arguments.plain[at], &words)));
        }
        let written = named.or(arguments.at(0))?;
        if tag.brackets == Brackets::Percent
            && matches!(tag.name.as_str(), "link" | "ref")
            && !written.contains(['/', '.'])
        {
            return None;
        }
        let reference = self.context.reference(written);
        Some(Found::text(tag.range.end, forms::target(&reference)))
    }

    /// `{{ … }}`: a value that is known. Where the blog's generator would run it, one that is not
    /// known is left out; elsewhere it is text.
    pub(super) fn expression(&mut self, tag: &Tag) -> Option<Found> {
        if let Some(found) = self.known_value(tag) {
            return Some(found);
        }
        let inside = self.text[tag.range.clone()].trim_matches(['{', '}', '-']).trim();
        let name = inside.split('|').next().unwrap_or_default().trim();
        let is_value = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]'\"".contains(c));
        if !is_value || !self.context.library.runs_templates() {
            return None;
        }
        self.leave_out("value", name, &tag.range);
        Some(Found::text(tag.range.end, ""))
    }

    fn known_value(&self, tag: &Tag) -> Option<Found> {
        let inside = self.text[tag.range.clone()].trim_start_matches('{').trim_end_matches('}');
        let inside = inside.trim_matches(['-', ' ', '\t', '\n']);
        let mut parts = inside.split('|').map(str::trim);
        let value = parts.next()?;
        let filters: Vec<&str> = parts.collect();
        let known = [
            "relative_url",
            "absolute_url",
            "prepend: site.baseurl",
            "prepend: site.url",
            "url",
            "escape",
            "date",
            "strip",
            "downcase",
            "upcase",
            "xml_escape",
            "url_for",
        ];
        let plain = |filter: &&str| known.iter().any(|k| filter.starts_with(k));
        if !filters.iter().all(plain) {
            return None;
        }
        let quoted = |mark: char| value.strip_prefix(mark).and_then(|v| v.strip_suffix(mark));
        if let Some(literal) = quoted('"').or_else(|| quoted('\'')) {
            let path = filters.iter().any(|f| f.contains("url"));
            // `{{ "{{" }}` is how Liquid shows its own brackets.
            let text = match path {
                true => forms::target(literal),
                false if literal.chars().all(|c| "{}%".contains(c)) => forms::escape(literal),
                false => return None,
            };
            return Some(Found::text(tag.range.end, text));
        }
        let base = self.context.library.site_url().trim_end_matches('/').to_owned();
        let meta = self.context.meta;
        // VuePress and VitePress name the same values by a sign before them.
        let signs = ["$page.frontmatter.", "$frontmatter.", "$page."];
        let name = signs.iter().find_map(|sign| value.strip_prefix(sign));
        let of_page = name.map(|name| format!("page.{name}"));
        let value = of_page.as_deref().unwrap_or(value);
        let text = match value {
            "site.url" | "site.baseurl" | "site.base_url" | "config.base_url" | "site.BaseURL"
            | "baseurl" | "base_url" => {
                let from = tag.range.start.saturating_sub(40);
                let before = &self.text[self.text.floor_char_boundary(from)..tag.range.start];
                // `{{ site.url }}{{ site.baseurl }}` is one address in two parts.
                if before.ends_with("}}") && before.contains("site.url") {
                    String::new()
                } else {
                    base
                }
            }
            "page.title" | "title" if value.contains('.') => forms::escape(&meta.title),
            "page.url" | "page.permalink" => meta.url.clone(),
            "page.date" => {
                let date = meta.dates.published.as_ref()?;
                date.at.format("%Y-%m-%d").to_string()
            }
            "page.author" => forms::escape(&meta.authors.first()?.name),
            "page.description" | "page.excerpt" if !meta.summary.is_empty() => {
                forms::escape(&meta.summary)
            }
            "site.title" => forms::escape(self.context.library.site_title()),
            _ => {
                let name = value.strip_prefix("page.")?;
                let front = self.context.front?;
                let value = front.data.get(name)?.scalar()?;
                if forms::is_picture(&value) || value.contains("://") {
                    forms::target(&value)
                } else {
                    forms::escape(&text::one_line(&value))
                }
            }
        };
        Some(Found::text(tag.range.end, text))
    }
}
