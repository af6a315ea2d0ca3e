//! The site -> the page that `serve` shows at `/`: every post with its cover, its handout and its
//! archive document, the feeds, and what was found.
//!
//! The page is a template, `templates/index.html` ([`super::template`]). It is the server's own and
//! no output: nothing of it is published.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::Value;

use super::entry::{is_right_to_left, language_tag};
use super::template::{self, Context, TemplateError, map};
use super::xml;
use crate::model::Meta;
use crate::model::site::About;

/// The template that is compiled in.
const BUILTIN: &str = include_str!("../../templates/index.html");

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
    /// [`Template::parse`] did not reach, or takes too many steps.
    pub fn render(&self, page: &Page<'_>) -> Result<String, TemplateError> {
        template::fill(&self.0, &context(page))
    }
}

/// How many findings the page shows.
const FINDINGS: usize = 500;

fn context(page: &Page<'_>) -> Context {
    let about = page.about;
    let site = map([
        ("title", xml::line(&about.title)),
        ("description", xml::line(&about.description)),
        ("url", xml::address(&about.url)),
    ]);
    let language = language_tag(&about.language).unwrap_or_default();
    let count = |severity: &str| page.findings.iter().filter(|f| f.severity == severity).count();
    let counts = Context::from([
        ("posts".to_owned(), Value::from(page.posts.len())),
        ("errors".to_owned(), Value::from(count("error"))),
        ("warnings".to_owned(), Value::from(count("warning"))),
        ("notes".to_owned(), Value::from(count("note"))),
        ("more".to_owned(), Value::from(page.findings.len().saturating_sub(FINDINGS))),
    ]);
    let failure = page.failure.clone().unwrap_or_default();
    let values = |list: Vec<Value>| Value::from(list);
    Context::from([
        ("site".to_owned(), site),
        ("direction".to_owned(), Value::from(direction(&language))),
        ("language".to_owned(), Value::from(language)),
        ("build".to_owned(), Value::from(page.build)),
        ("counts".to_owned(), Value::from(counts)),
        ("failure".to_owned(), told(&failure.message, &failure.hints)),
        ("feeds".to_owned(), values(page.feeds.iter().map(link).collect())),
        ("archive".to_owned(), values(page.archive.iter().map(link).collect())),
        ("categories".to_owned(), values(categories(&page.posts))),
        ("findings".to_owned(), values(page.findings.iter().take(FINDINGS).map(finding).collect())),
        ("posts".to_owned(), values(page.posts.iter().map(post).collect())),
    ])
}

/// A message with its advice.
fn told(message: &str, hints: &[String]) -> Value {
    let hints: Vec<Value> = hints.iter().map(|hint| Value::from(xml::line(hint))).collect();
    Value::from(Context::from([
        ("message".to_owned(), Value::from(xml::line(message))),
        ("hints".to_owned(), Value::from(hints)),
    ]))
}

fn link(link: &Link) -> Value {
    map([("name", link.name.clone()), ("url", link.url.clone()), ("type", link.media_type.clone())])
}

fn finding(finding: &Finding) -> Value {
    let hints: Vec<Value> = finding.hints.iter().map(|hint| Value::from(xml::line(hint))).collect();
    Value::from(Context::from([
        ("severity".to_owned(), Value::from(finding.severity.as_str())),
        ("code".to_owned(), Value::from(finding.code.as_str())),
        ("message".to_owned(), Value::from(xml::line(&finding.message))),
        ("place".to_owned(), Value::from(xml::line(&finding.place))),
        ("hints".to_owned(), Value::from(hints)),
    ]))
}

/// The categories, those of the most posts first.
fn categories(posts: &[Post<'_>]) -> Vec<Value> {
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
        Value::from(Context::from([
            ("name".to_owned(), Value::from(name)),
            ("count".to_owned(), Value::from(count)),
        ]))
    };
    counts.into_iter().map(category).collect()
}

fn post(post: &Post<'_>) -> Value {
    let Post { meta, pdf, document, cover } = post;
    let date = meta.dates.published.as_ref().map(|date| date.at.format("%Y-%m-%d").to_string());
    let language = language_tag(&meta.language).unwrap_or_default();
    let list = |names: &[String]| -> Value {
        names.iter().map(|name| Value::from(xml::line(name))).collect::<Vec<_>>().into()
    };
    let text = |text: &Option<String>| Value::from(text.as_deref().unwrap_or_default());
    Value::from(Context::from([
        ("id".to_owned(), Value::from(meta.id.as_str())),
        ("title".to_owned(), Value::from(xml::line(&meta.title))),
        ("url".to_owned(), Value::from(xml::address(&meta.url))),
        ("date".to_owned(), Value::from(date.unwrap_or_default())),
        ("summary".to_owned(), Value::from(xml::line(&meta.summary))),
        ("direction".to_owned(), Value::from(direction(&language))),
        ("language".to_owned(), Value::from(language)),
        ("categories".to_owned(), list(&meta.categories)),
        ("tags".to_owned(), list(&meta.tags)),
        ("draft".to_owned(), Value::from(meta.draft)),
        ("source".to_owned(), Value::from(xml::line(&meta.source))),
        ("pdf".to_owned(), text(pdf)),
        ("document".to_owned(), text(document)),
        ("cover".to_owned(), text(cover)),
    ]))
}

fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}

/// Every name there is, with something behind it.
fn example() -> Context {
    let words = || Value::from(vec![Value::from("words")]);
    let filled = |names: &[&str], lists: &[&str]| -> Value {
        let texts = names.iter().map(|name| ((*name).to_owned(), Value::from(*name)));
        let lists = lists.iter().map(|name| ((*name).to_owned(), words()));
        Value::from(texts.chain(lists).collect::<Context>())
    };
    let counts = ["posts", "errors", "warnings", "notes", "more"];
    let counts: Context = counts.map(|name| (name.to_owned(), Value::from(1))).into();
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
    let category = Context::from([
        ("name".to_owned(), Value::from("name")),
        ("count".to_owned(), Value::from(1)),
    ]);
    let finding = filled(&["severity", "code", "message", "place"], &["hints"]);
    Context::from([
        ("site".to_owned(), filled(&["title", "description", "url"], &[])),
        ("language".to_owned(), Value::from("en")),
        ("direction".to_owned(), Value::from("ltr")),
        ("build".to_owned(), Value::from("build")),
        ("counts".to_owned(), Value::from(counts)),
        ("failure".to_owned(), filled(&["message"], &["hints"])),
        ("feeds".to_owned(), Value::from(link())),
        ("archive".to_owned(), Value::from(link())),
        ("categories".to_owned(), Value::from(vec![Value::from(category)])),
        ("findings".to_owned(), Value::from(vec![finding])),
        ("posts".to_owned(), Value::from(vec![post])),
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
        let names = |context: super::Context| context.into_keys().collect::<Vec<_>>();
        assert_eq!(names(super::context(&page)), names(example()));
    }
}
