//! The site -> the page that `serve` shows at `/`: every post with its cover, its handout and its
//! archive document, the feeds, and what was found.
//!
//! The page is a template, `templates/index.html` ([`super::template`]). It is the server's own and
//! no output: nothing of it is published.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::{direction, language_tag};
use super::template::{self, Data, Names, Output, TemplateError};
use super::xml;
use crate::model::Meta;
use crate::model::site::About;

/// The template that is compiled in.
pub const BUILTIN: &str = include_str!("../../templates/index.html");

/// What the page is made from.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// What the settings say of the blog.
    pub about: &'a About,
    /// What this version of the page is called: another one has another name.
    pub build: &'a str,
    /// The posts, newest first.
    pub posts: Vec<Post<'a>>,
    /// The feeds of the whole blog, and the page about them.
    pub feeds: Vec<Link>,
    /// The archive's own lists.
    pub archive: Vec<Link>,
    /// What was found, by place.
    pub findings: Vec<Finding>,
    /// Why the last build made nothing; the posts are those of the build before.
    pub failure: Option<Failure>,
}

/// A post, and where its outputs are; what was not made has no address.
#[derive(Debug, Clone)]
pub struct Post<'a> {
    /// What is known of it.
    pub meta: &'a Meta,
    /// Its handout.
    pub pdf: Option<String>,
    /// Its archive document.
    pub document: Option<String>,
    /// Its cover picture.
    pub cover: Option<String>,
}

/// A link to an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What people call it.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its media type.
    pub media_type: String,
}

/// A finding, as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// Its code.
    pub code: String,
    /// What is the matter.
    pub message: String,
    /// The file, line and column, as far as there are any: `content/a.md:3:1`.
    pub place: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

/// Why there was no build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failure {
    /// What is the matter.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
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
    /// [`Template::parse`] did not reach, or takes too many steps.
    pub fn render(&self, page: &Page<'_>) -> Result<String, TemplateError> {
        self.0.fill(&names(page))
    }
}

/// How many findings the page shows.
const FINDINGS: usize = 500;

fn names(page: &Page<'_>) -> Names {
    let about = page.about;
    let site = template::site(&about.title, &about.description, &about.url);
    let language = language_tag(&about.language).unwrap_or_default();
    let count = |severity: &str| page.findings.iter().filter(|f| f.severity == severity).count();
    let counts = Names::from([
        ("posts", Data::from(page.posts.len())),
        ("errors", Data::from(count("error"))),
        ("warnings", Data::from(count("warning"))),
        ("notes", Data::from(count("note"))),
        ("more", Data::from(page.findings.len().saturating_sub(FINDINGS))),
    ]);
    let failure = page.failure.clone().unwrap_or_default();
    let values = |list: Vec<Data>| Data::from(list);
    Names::from([
        ("site", site),
        ("direction", Data::from(direction(&language))),
        ("language", Data::from(language)),
        ("build", Data::from(page.build)),
        ("counts", Data::from(counts)),
        ("failure", told(&failure.message, &failure.hints)),
        ("feeds", values(page.feeds.iter().map(link).collect())),
        ("archive", values(page.archive.iter().map(link).collect())),
        ("categories", values(categories(&page.posts))),
        ("findings", values(page.findings.iter().take(FINDINGS).map(finding).collect())),
        ("posts", values(page.posts.iter().map(post).collect())),
    ])
}

/// A message with its advice.
fn told(message: &str, hints: &[String]) -> Data {
    let hints: Vec<Data> = hints.iter().map(|hint| Data::from(xml::line(hint))).collect();
    Data::from(Names::from([
        ("message", Data::from(xml::line(message))),
        ("hints", Data::from(hints)),
    ]))
}

fn link(link: &Link) -> Data {
    Data::from([
        ("name", link.name.clone()),
        ("url", link.url.clone()),
        ("type", link.media_type.clone()),
    ])
}

fn finding(finding: &Finding) -> Data {
    let hints: Vec<Data> = finding.hints.iter().map(|hint| Data::from(xml::line(hint))).collect();
    Data::from(Names::from([
        ("severity", Data::from(finding.severity.as_str())),
        ("code", Data::from(finding.code.as_str())),
        ("message", Data::from(xml::line(&finding.message))),
        ("place", Data::from(xml::line(&finding.place))),
        ("hints", Data::from(hints)),
    ]))
}

/// The categories, those of the most posts first.
fn categories(posts: &[Post<'_>]) -> Vec<Data> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for post in posts {
        let names: BTreeSet<String> = post.meta.categories.iter().map(|c| xml::line(c)).collect();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let category = |(name, count): (String, usize)| {
        Data::from(Names::from([("name", Data::from(name)), ("count", Data::from(count))]))
    };
    counts.into_iter().map(category).collect()
}

fn post(post: &Post<'_>) -> Data {
    let Post { meta, pdf, document, cover } = post;
    let date = meta.dates.published.as_ref().map(|date| date.at.format("%Y-%m-%d").to_string());
    let language = language_tag(&meta.language).unwrap_or_default();
    let list = |names: &[String]| -> Data {
        names.iter().map(|name| Data::from(xml::line(name))).collect::<Vec<_>>().into()
    };
    let text = |text: &Option<String>| Data::from(text.as_deref().unwrap_or_default());
    Data::from(Names::from([
        ("id", Data::from(meta.id.as_str())),
        ("title", Data::from(xml::line(&meta.title))),
        ("url", Data::from(xml::address(&meta.url))),
        ("date", Data::from(date.unwrap_or_default())),
        ("summary", Data::from(xml::line(&meta.summary))),
        ("direction", Data::from(direction(&language))),
        ("language", Data::from(language)),
        ("categories", list(&meta.categories)),
        ("tags", list(&meta.tags)),
        ("draft", Data::from(meta.draft)),
        ("source", Data::from(xml::line(&meta.source))),
        ("pdf", text(pdf)),
        ("document", text(document)),
        ("cover", text(cover)),
    ]))
}

/// Every name there is, with something behind it.
fn example() -> Names {
    let words = || Data::from(vec![Data::from("words")]);
    let filled = |names: &[&'static str], lists: &[&'static str]| -> Data {
        let texts = names.iter().map(|name| (*name, Data::from(*name)));
        let lists = lists.iter().map(|name| (*name, words()));
        Data::from(texts.chain(lists).collect::<Names>())
    };
    let counts = ["posts", "errors", "warnings", "notes", "more"];
    let counts: Names = counts.map(|name| (name, Data::Number(1))).into();
    let link = || vec![filled(&["name", "url", "type"], &[])];
    let post = filled(
        &[
            "id",
            "title",
            "url",
            "date",
            "summary",
            "direction",
            "language",
            "draft",
            "source",
            "pdf",
            "document",
            "cover",
        ],
        &["categories", "tags"],
    );
    let category = Names::from([("name", Data::from("name")), ("count", Data::Number(1))]);
    let finding = filled(&["severity", "code", "message", "place"], &["hints"]);
    Names::from([
        ("site", filled(&["title", "description", "url"], &[])),
        ("language", Data::from("en")),
        ("direction", Data::from("ltr")),
        ("build", Data::from("build")),
        ("counts", Data::from(counts)),
        ("failure", filled(&["message"], &["hints"])),
        ("feeds", Data::from(link())),
        ("archive", Data::from(link())),
        ("categories", Data::from(vec![Data::from(category)])),
        ("findings", Data::from(vec![finding])),
        ("posts", Data::from(vec![post])),
    ])
}

#[cfg(test)]
mod tests {
    use super::{Page, Template, example};
    use crate::model::site::About;

    #[test]
    fn the_template_that_is_compiled_in_passes_its_own_check() {
        Template::parse(super::BUILTIN).expect("it is right");
    }

    #[test]
    fn a_blog_without_posts_has_a_page_of_the_same_names() {
        let about = About { title: "<Blog>".to_owned(), ..About::default() };
        let page = Page {
            about: &about,
            build: "1",
            posts: Vec::new(),
            feeds: Vec::new(),
            archive: Vec::new(),
            findings: Vec::new(),
            failure: None,
        };
        let html = Template::default().render(&page).expect("it is right");
        assert!(html.contains("&lt;Blog&gt;") && !html.contains("<Blog>"), "{html}");
        // What passes the check finds every name in a page.
        let keys = |names: super::Names| names.into_keys().collect::<Vec<_>>();
        assert_eq!(keys(super::names(&page)), keys(example()));
    }
}
