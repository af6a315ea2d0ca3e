//! The site's feeds -> `feed.html`, for people who click on a feed: what it is, its addresses to
//! copy, the latest posts, and the tags that make the feeds findable from the blog's own pages.
//!
//! The page is a template in Jinja's syntax, `templates/feed.html`. It gets data and has no way to
//! files or code; its steps are counted. This is the one module that knows `minijinja`.

use std::collections::BTreeMap;
use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::entry::{is_right_to_left, language_tag};
use super::feed::Feed;
use super::xml;
use crate::html::escape::push_attribute;
use crate::limits;
use crate::model::Meta;

/// The template that is compiled in.
const BUILTIN: &str = include_str!("../../templates/feed.html");

/// The sheet that is compiled in, for browsers that are shown a feed.
pub const STYLESHEET: &str = include_str!("../../templates/feed.css");

/// What a page is made from.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// The feed of the blog.
    pub feed: &'a Feed<'a>,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// The feeds of parts of the blog.
    pub sections: Vec<Section>,
    /// The newest posts.
    pub posts: &'a [Meta],
}

/// The feed of the blog in one format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `RSS`, `Atom` or `JSON Feed`.
    pub name: String,
    /// Where it is served: absolute, or relative to the page.
    pub url: String,
    /// `application/rss+xml`, `application/atom+xml` or `application/feed+json`.
    pub media_type: String,
}

/// The feeds of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `category`, `tag`, `author` or `language`.
    pub kind: &'static str,
    /// What each is of, and where it is served.
    pub feeds: Vec<(String, String)>,
}

/// A template that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(String);

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl Default for Template {
    fn default() -> Self {
        Self(BUILTIN.to_owned())
    }
}

impl Template {
    /// Checks a template: its syntax, and by filling it in once, its names.
    ///
    /// # Errors
    /// Where it is not valid, with the place.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let template = Self(text.to_owned());
        if let Some(at) = long_tag(text) {
            let before = &text[..at];
            return Err(TemplateError {
                line: before.matches('\n').count() + 1,
                column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
                message: format!(
                    "the tag is longer than {} bytes",
                    limits::TEMPLATE_EXPRESSION_BYTES
                ),
            });
        }
        template.fill(&example()).map(|_| template.clone())
    }

    /// The page.
    ///
    /// # Errors
    /// Where the template asks for what is not there, in a part that the example of
    /// [`Template::parse`] did not reach.
    pub fn render(&self, page: &Page<'_>) -> Result<String, TemplateError> {
        self.fill(&context(page))
    }

    fn fill(&self, context: &Context) -> Result<String, TemplateError> {
        let place = |error: &Error| self.locate(error, context);
        let environment = environment();
        let template = environment.template_from_str(&self.0).map_err(|e| place(&e))?;
        template.render(Value::from(context.clone())).map_err(|e| place(&e))
    }

    /// What an error says to the one who wrote the template.
    fn locate(&self, error: &Error, context: &Context) -> TemplateError {
        let range = error.range().filter(|range| self.0.get(range.clone()).is_some());
        let line = error.line().unwrap_or(1);
        let (line, column) = match &range {
            Some(range) => {
                let before = &self.0[..range.start];
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                (before.matches('\n').count() + 1, column)
            }
            None => (line, 1),
        };
        let written = range.map(|range| self.0[range].trim()).filter(|text| !text.is_empty());
        let message = match (error.kind(), written) {
            (ErrorKind::UndefinedError, Some(name)) => {
                format!("`{name}` is not there; {}", known(name, context))
            }
            _ => {
                let text = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
                crate::model::text::one_line(&text)
            }
        };
        TemplateError { line, column, message }
    }
}

/// Where a tag begins that is longer than the limit. A quote in it hides what would end it.
fn long_tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let end: &[u8] = match bytes.get(start + 1) {
            Some(b'{') => b"}}",
            Some(b'%') => b"%}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let mut quote = None;
        at = start + 2;
        while at < bytes.len() {
            match (quote, bytes[at]) {
                (Some(_), b'\\') => at += 1,
                (Some(open), byte) if open == byte => quote = None,
                (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
                (None, _) if bytes[at..].starts_with(end) => break,
                _ => {}
            }
            at += 1;
            if at - start > limits::TEMPLATE_EXPRESSION_BYTES {
                return Some(start);
            }
        }
        at = text.ceil_char_boundary(at.min(bytes.len()));
    }
    None
}

/// The names that a template can ask for instead of one that is not there.
fn known(name: &str, context: &Context) -> String {
    let list = |value: &Value| -> String {
        let keys = value.try_iter().into_iter().flatten();
        keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    };
    let root = name.split(['.', '[', ' ', '(']).next().unwrap_or_default();
    if name.contains('.') {
        if let Some(value) = context.get(root) {
            return format!("`{root}` has {}", list(value));
        }
        // What a loop goes through is called as the author likes: say what each list holds.
        let lists = context.iter().filter_map(|(key, value)| {
            let first =
                value.get_item(&Value::from(0)).ok().filter(|first| !first.is_undefined())?;
            Some(format!("one of `{key}` has {}", list(&first)))
        });
        return lists.collect::<Vec<_>>().join("; ");
    }
    format!("there are {}", list(&Value::from(context.clone())))
}

/// What a template can ask for, by name.
type Context = BTreeMap<String, Value>;

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    // Both would fill the memory in one step, which the count of steps does not see.
    environment.remove_filter("format");
    environment.add_function("range", |from: u32, to: Option<u32>, step: Option<u32>| {
        let (from, to) = to.map_or((0, from), |to| (from, to));
        let step = step.unwrap_or(1).max(1);
        if to.saturating_sub(from) / step > limits::TEMPLATE_RANGE {
            let message = format!("a range has more than {} numbers", limits::TEMPLATE_RANGE);
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
        Ok((from..to).step_by(step as usize).collect::<Vec<_>>())
    });
    environment.set_fuel(Some(limits::TEMPLATE_STEPS));
    if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    // As the rest of the program escapes: slashes stay, what XML cannot hold goes.
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(ErrorKind::UndefinedError.into());
        }
        let text = value.to_string();
        if value.is_safe() {
            out.write_str(&text)?;
        } else {
            let mut escaped = String::with_capacity(text.len());
            push_attribute(&mut escaped, &text);
            out.write_str(&escaped)?;
        }
        Ok(())
    });
    environment
}

fn context(page: &Page<'_>) -> Context {
    let feed = page.feed;
    let site = map([
        ("title", xml::line(&feed.title)),
        ("description", xml::line(&feed.description)),
        ("url", xml::address(&feed.home_url)),
    ]);
    let language = language_tag(&feed.language).unwrap_or_default();
    let address = |address: &Address| {
        map([
            ("name", address.name.clone()),
            ("url", xml::address(&address.url)),
            ("type", address.media_type.clone()),
            ("tag", alternate(feed, address)),
        ])
    };
    let one = |(name, url): &(String, String)| {
        map([("name", xml::line(name)), ("url", xml::address(url))])
    };
    let section = |section: &Section| {
        let feeds: Vec<Value> = section.feeds.iter().map(one).collect();
        Value::from(Context::from([
            ("kind".to_owned(), Value::from(section.kind)),
            ("feeds".to_owned(), Value::from(feeds)),
        ]))
    };
    let list = |values: Vec<Value>| Value::from(values);
    Context::from([
        ("site".to_owned(), site),
        ("direction".to_owned(), Value::from(direction(&language))),
        ("language".to_owned(), Value::from(language)),
        ("addresses".to_owned(), list(page.addresses.iter().map(address).collect())),
        ("sections".to_owned(), list(page.sections.iter().map(section).collect())),
        ("posts".to_owned(), list(page.posts.iter().map(post).collect())),
    ])
}

fn post(meta: &Meta) -> Value {
    let date = meta.dates.published.as_ref().map(|date| date.at.format("%Y-%m-%d").to_string());
    let language = language_tag(&meta.language).unwrap_or_default();
    map([
        ("title", xml::line(&meta.title)),
        ("url", xml::address(&meta.url)),
        ("date", date.unwrap_or_default()),
        ("summary", xml::line(&meta.summary)),
        ("direction", direction(&language).to_owned()),
        ("language", language),
    ])
}

/// Every name there is, with something behind it.
fn example() -> Context {
    let filled = |names: &[&'static str]| {
        Value::from(
            names.iter().map(|name| ((*name).to_owned(), Value::from(*name))).collect::<Context>(),
        )
    };
    let feeds = vec![filled(&["name", "url"])];
    let section = |kind: &str| {
        Value::from(Context::from([
            ("kind".to_owned(), Value::from(kind)),
            ("feeds".to_owned(), Value::from(feeds.clone())),
        ]))
    };
    let kinds = ["category", "tag", "author", "language"].map(section).to_vec();
    let post = filled(&["title", "url", "date", "summary", "language", "direction"]);
    Context::from([
        ("site".to_owned(), filled(&["title", "description", "url"])),
        ("language".to_owned(), Value::from("en")),
        ("direction".to_owned(), Value::from("ltr")),
        ("addresses".to_owned(), Value::from(vec![filled(&["name", "url", "type", "tag"])])),
        ("sections".to_owned(), Value::from(kinds)),
        ("posts".to_owned(), Value::from(vec![post])),
    ])
}

fn map<const N: usize>(entries: [(&str, String); N]) -> Value {
    let entries = entries.map(|(name, value)| (name.to_owned(), Value::from(value)));
    Value::from(Context::from(entries))
}

fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}

/// The tag by which browsers and readers find a feed from a page.
fn alternate(feed: &Feed<'_>, address: &Address) -> String {
    let mut out = String::from("<link rel=\"alternate\" type=\"");
    push_attribute(&mut out, &address.media_type);
    out.push_str("\" title=\"");
    push_attribute(&mut out, &xml::line(&feed.title));
    out.push_str(" (");
    push_attribute(&mut out, &address.name);
    out.push_str(")\" href=\"");
    push_attribute(&mut out, &xml::address(&address.url));
    out.push_str("\">");
    out
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn what_is_wrong_with_a_template_is_told_with_its_place() {
        let error = |text: &str| Template::parse(text).expect_err("wrong").to_string();
        assert_eq!(
            error("<p>\n  {{ site.titel }}"),
            "2:6: `site.titel` is not there; `site` has `description`, `title`, `url`"
        );
        assert!(
            error("{{ titel }}").starts_with("1:4: `titel` is not there; there are `addresses`")
        );
        let loop_variable = error("{% for p in posts %}{{ p.slug }}{% endfor %}");
        assert!(loop_variable.starts_with("1:24: `p.slug` is not there; "), "{loop_variable}");
        assert!(loop_variable.contains("one of `posts` has `date`"), "{loop_variable}");
        assert!(error("a\n{% if %}").starts_with("2:"));
        let endless = "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}{{ c }}\
            {% endfor %}{% endfor %}{% endfor %}";
        assert!(error(endless).contains("fuel"), "{}", error(endless));
        assert!(Template::parse("{{ posts[0].title }}").is_ok());
    }

    #[test]
    fn values_are_escaped() {
        let template = Template("{{ '<a&\"b/\u{7}>' }}{{ '<b>' | safe }}".to_owned());
        assert_eq!(template.fill(&super::example()).unwrap(), "&lt;a&amp;&quot;b/&gt;<b>");
    }
}
