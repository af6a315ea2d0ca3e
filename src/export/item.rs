//! What surrounds the text of an entry in the feeds: `templates/item.html`.

use super::entry::{Entry, direction, language_tag};
use super::template::{self, Data, Names, Output, TemplateError};
use super::xml;
use crate::html::escape;
use crate::model::site::About;

/// The template that is compiled in: the text, and nothing around it.
pub const BUILTIN: &str = include_str!("../../templates/item.html");

/// A template that puts something around the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapper(template::Template);

impl Wrapper {
    /// Checks a template: its syntax, and by filling it in once, its names. The one that is
    /// compiled in is no wrapper, as nothing is around the text.
    ///
    /// # Errors
    /// Where it is not valid, with the place.
    pub fn parse(text: &str) -> Result<Option<Self>, TemplateError> {
        if text.replace("\r\n", "\n") == BUILTIN {
            return Ok(None);
        }
        template::Template::parse(text, Output::Html, &example()).map(|t| Some(Self(t)))
    }

    /// Reads the template for all entries.
    ///
    /// # Errors
    /// Where it is not valid, with the place.
    pub fn compile(&self) -> Result<Compiled<'_>, TemplateError> {
        self.0.compile().map(Compiled)
    }
}

/// A wrapper that was read.
#[derive(Debug)]
pub struct Compiled<'a>(template::Compiled<'a>);

impl Compiled<'_> {
    /// Puts what surrounds it around the text of an entry.
    ///
    /// # Errors
    /// Where the template asks for what is not there, in a part that the example of
    /// [`Wrapper::parse`] did not reach. The entry is then as it was.
    pub fn wrap(&self, about: &About, entry: &mut Entry) -> Result<(), TemplateError> {
        let mut names = names(about, entry);
        let mut around = |content: &str| {
            names.insert("content", content.into());
            let filled = self.0.fill(&names)?;
            // The author's own words may hold what XML cannot.
            Ok(escape::clean(&filled).into_owned())
        };
        let content = around(&entry.content)?;
        if let Some(there) = &entry.content_for_page {
            entry.content_for_page = Some(around(there)?);
        }
        entry.content = content;
        Ok(())
    }
}

fn names(about: &About, entry: &Entry) -> Names {
    let day = |date: Option<chrono::DateTime<chrono::FixedOffset>>| -> Data {
        date.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default().into()
    };
    let list = |names: &mut dyn Iterator<Item = &str>| -> Data {
        Data::List(names.map(|name| xml::line(name).into()).collect())
    };
    let language = language_tag(&entry.language).unwrap_or_default();
    let cover = entry.cover.as_ref().map(|cover| xml::address(&cover.url)).unwrap_or_default();
    let post = Names::from([
        ("title", xml::line(&entry.title).into()),
        ("url", xml::address(&entry.url).into()),
        ("date", day(entry.published)),
        ("updated", day(entry.updated)),
        ("summary", xml::line(&entry.summary).into()),
        ("direction", direction(&language).into()),
        ("language", language.into()),
        ("cover", cover.into()),
        ("authors", list(&mut entry.authors.iter().map(|person| person.name.as_str()))),
        ("categories", list(&mut entry.categories.iter().map(String::as_str))),
    ]);
    Names::from([
        ("content", "".into()),
        ("post", Data::Map(post)),
        ("site", template::site(&about.title, &about.description, &about.url)),
    ])
}

/// Every name there is, with something behind it.
fn example() -> Names {
    let texts = ["title", "url", "date", "updated", "summary", "direction", "language", "cover"];
    let mut post: Names = texts.into_iter().map(|name| (name, name.into())).collect();
    post.insert("authors", Data::List(vec!["author".into()]));
    post.insert("categories", Data::List(vec!["category".into()]));
    Names::from([
        ("content", "<p>content</p>".into()),
        ("post", Data::Map(post)),
        ("site", Data::example(&["title", "description", "url"])),
    ])
}

#[cfg(test)]
mod tests {
    use super::{BUILTIN, Wrapper, example};
    use crate::export::template::{Output, Template};

    #[test]
    fn the_builtin_wrapper_is_the_text_alone() {
        assert_eq!(Wrapper::parse(BUILTIN).unwrap(), None);
        let filled = Template::parse(BUILTIN, Output::Html, &example()).unwrap();
        assert_eq!(filled.fill(&example()).unwrap(), "<p>content</p>");
        let error = Wrapper::parse("{{ content | safe }}\n{{ post.autors }}").unwrap_err();
        let start = "2:4: `post.autors` is not there; did you mean `post.authors`? `post` has";
        assert!(error.to_string().starts_with(start), "{error}");
    }
}
