//! The site's feeds -> `feed.html`, for people who click on a feed: what it is, its addresses to
//! copy, the latest posts, and the tags that make the feeds findable from the blog's own pages.
//!
//! The page is a template, `templates/feed.html` ([`super::template`]).

use minijinja::value::Value;

use super::entry::{is_right_to_left, language_tag};
use super::feed::Feed;
use super::template::{self, Context, TemplateError, map};
use super::xml;
use crate::html::escape::push_attribute;
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
        template::check(text)?;
        template::fill(text, &example())?;
        Ok(Self(text.to_owned()))
    }

    /// The page.
    ///
    /// # Errors
    /// Where the template asks for what is not there, in a part that the example of
    /// [`Template::parse`] did not reach.
    pub fn render(&self, page: &Page<'_>) -> Result<String, TemplateError> {
        template::fill(&self.0, &context(page))
    }
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
}
