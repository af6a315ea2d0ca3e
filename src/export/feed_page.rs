//! The site's feeds -> `feed.html`, for people who click on a feed: what it is, its addresses to
//! copy, the latest posts, and the tags that make the feeds findable from the blog's own pages.
//!
//! The page is a template in Jinja's syntax, `templates/feed.html`.

use super::entry::{direction, language_tag};
use super::feed::Feed;
use super::template::{self, Data, Names, Output};
use super::xml;
use crate::html::escape::push_attribute;
use crate::model::Meta;

pub use super::template::TemplateError;

/// The template that is compiled in.
pub const BUILTIN: &str = include_str!("../../templates/feed.html");

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

/// The page as a template that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(template::Template);

impl Default for Template {
    fn default() -> Self {
        Self(template::Template::builtin(BUILTIN, Output::Html))
    }
}

impl Template {
    /// Checks a template: its syntax, and by filling it in once, its names.
    ///
    /// # Errors
    /// Where it is not valid, with the place.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        template::Template::parse(text, Output::Html, &example()).map(Self)
    }

    /// The page.
    ///
    /// # Errors
    /// Where the template asks for what is not there, in a part that the example of
    /// [`Template::parse`] did not reach.
    pub fn render(&self, page: &Page<'_>) -> Result<String, TemplateError> {
        self.0.fill(&names(page))
    }
}

fn names(page: &Page<'_>) -> Names {
    let feed = page.feed;
    let language = language_tag(&feed.language).unwrap_or_default();
    let address = |address: &Address| {
        Data::from([
            ("name", address.name.clone()),
            ("url", xml::address(&address.url)),
            ("type", address.media_type.clone()),
            ("tag", alternate(feed, address)),
        ])
    };
    let one = |(name, url): &(String, String)| {
        Data::from([("name", xml::line(name)), ("url", xml::address(url))])
    };
    let section = |section: &Section| {
        let feeds = Data::List(section.feeds.iter().map(one).collect());
        Data::Map(Names::from([("kind", section.kind.into()), ("feeds", feeds)]))
    };
    Names::from([
        ("site", template::site(&feed.title, &feed.description, &feed.home_url)),
        ("direction", direction(&language).into()),
        ("language", language.into()),
        ("addresses", Data::List(page.addresses.iter().map(address).collect())),
        ("sections", Data::List(page.sections.iter().map(section).collect())),
        ("posts", Data::List(page.posts.iter().map(post).collect())),
    ])
}

fn post(meta: &Meta) -> Data {
    let date = meta.dates.published.as_ref().map(|date| date.at.format("%Y-%m-%d").to_string());
    let language = language_tag(&meta.language).unwrap_or_default();
    Data::from([
        ("title", xml::line(&meta.title)),
        ("url", xml::address(&meta.url)),
        ("date", date.unwrap_or_default()),
        ("summary", xml::line(&meta.summary)),
        ("direction", direction(&language).to_owned()),
        ("language", language),
    ])
}

/// Every name there is, with something behind it.
fn example() -> Names {
    let section = |kind: &str| {
        let feeds = Data::List(vec![Data::example(&["name", "url"])]);
        Data::Map(Names::from([("kind", kind.into()), ("feeds", feeds)]))
    };
    let kinds = ["category", "tag", "author", "language"].map(section).to_vec();
    let post = Data::example(&["title", "url", "date", "summary", "language", "direction"]);
    Names::from([
        ("site", Data::example(&["title", "description", "url"])),
        ("language", "en".into()),
        ("direction", "ltr".into()),
        ("addresses", Data::List(vec![Data::example(&["name", "url", "type", "tag"])])),
        ("sections", Data::List(kinds)),
        ("posts", Data::List(vec![post])),
    ])
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
    fn a_page_asks_for_what_is_there() {
        assert!(Template::parse("{{ posts[0].title }}").is_ok());
        assert!(Template::parse(super::BUILTIN).is_ok());
        let error = Template::parse("{{ post.title }}").expect_err("wrong").to_string();
        assert!(
            error.starts_with("1:4: `post.title` is not there; did you mean `posts`? "),
            "{error}"
        );
    }
}
