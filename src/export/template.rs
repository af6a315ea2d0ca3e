//! Templates in Jinja's syntax: data in, text out.
//!
//! A template has no way to files or code; its steps are counted. What is wrong with one is said
//! with its place, and a name that is not there with those that are. This is the one module that
//! knows `minijinja`.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::xml;
use crate::html::escape::push_attribute;
use crate::limits;
use crate::model::text::{nearest, one_line};

/// What a template asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// A text, escaped where HTML is made.
    Text(String),
    /// A number.
    Number(usize),
    /// Yes or no.
    Flag(bool),
    /// A list.
    List(Vec<Data>),
    /// Data by their names.
    Map(Names),
}

/// What a template can ask for, by name.
pub type Names = BTreeMap<&'static str, Data>;

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Data {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Data {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Data {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Vec<Data>> for Data {
    fn from(list: Vec<Data>) -> Self {
        Self::List(list)
    }
}

impl From<Names> for Data {
    fn from(names: Names) -> Self {
        Self::Map(names)
    }
}

impl<const N: usize> From<[(&'static str, String); N]> for Data {
    fn from(texts: [(&'static str, String); N]) -> Self {
        Self::Map(texts.map(|(name, text)| (name, text.into())).into())
    }
}

impl Data {
    /// Every name with itself behind it, to try a template with.
    #[must_use]
    pub fn example(names: &[&'static str]) -> Self {
        Self::Map(names.iter().map(|name| (*name, (*name).into())).collect())
    }

    fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::from(*number),
            Self::Flag(flag) => Value::from(*flag),
            Self::List(list) => Value::from(list.iter().map(Self::value).collect::<Vec<_>>()),
            Self::Map(names) => value(names),
        }
    }
}

fn value(names: &Names) -> Value {
    let values = names.iter().map(|(name, data)| ((*name).to_owned(), data.value()));
    Value::from(values.collect::<BTreeMap<String, Value>>())
}

/// What templates know of the blog.
pub(super) fn site(title: &str, description: &str, url: &str) -> Data {
    Data::from([
        ("title", xml::line(title)),
        ("description", xml::line(description)),
        ("url", xml::address(url)),
    ])
}

/// What a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// HTML: every value is escaped, but where the filter `safe` says that it is HTML.
    Html,
    /// Markdown: values are as they are. The filter `quoted` puts a text in quotes as YAML, TOML
    /// and JSON read it.
    Markdown,
}

/// A template that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    output: Output,
}

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

impl Template {
    /// A template that a test checks: one of those that are compiled in.
    #[must_use]
    pub fn builtin(text: &str, output: Output) -> Self {
        Self { text: text.to_owned(), output }
    }

    /// Checks a template: its syntax, and by filling it in with an example, its names.
    ///
    /// # Errors
    /// Where it is not valid, with the place.
    pub fn parse(text: &str, output: Output, example: &Names) -> Result<Self, TemplateError> {
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
        let template = Self::builtin(text, output);
        template.fill(example).map(|_| template.clone())
    }

    /// Reads the template, to fill it in many times.
    ///
    /// # Errors
    /// Where it is not valid, with the place.
    pub fn compile(&self) -> Result<Compiled<'_>, TemplateError> {
        let mut environment = environment(self.output);
        let added = environment.add_template(NAME, &self.text);
        added.map_err(|e| locate(&self.text, &e, &Names::new()))?;
        Ok(Compiled { text: &self.text, environment })
    }

    /// The template with data in it.
    ///
    /// # Errors
    /// Where it asks for what is not there.
    pub fn fill(&self, names: &Names) -> Result<String, TemplateError> {
        self.compile()?.fill(names)
    }
}

/// What a template is called in its environment.
const NAME: &str = "template";

/// A template that was read.
#[derive(Debug)]
pub struct Compiled<'a> {
    text: &'a str,
    environment: Environment<'a>,
}

impl Compiled<'_> {
    /// The template with data in it.
    ///
    /// # Errors
    /// Where it asks for what is not there.
    pub fn fill(&self, names: &Names) -> Result<String, TemplateError> {
        let template = self.environment.get_template(NAME);
        let filled = template.and_then(|template| template.render(value(names)));
        filled.map_err(|e| locate(self.text, &e, names))
    }
}

/// What an error says to the one who wrote the template.
fn locate(text: &str, error: &Error, names: &Names) -> TemplateError {
    let range = error.range().filter(|range| text.get(range.clone()).is_some());
    let range = match range {
        Some(range) if error.kind() == ErrorKind::UndefinedError => Some(filtered(text, range)),
        range => range,
    };
    let line = error.line().unwrap_or(1);
    let (line, column) = match &range {
        Some(range) => {
            let before = &text[..range.start];
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            (before.matches('\n').count() + 1, column)
        }
        None => (line, 1),
    };
    let written = range.map(|range| text[range].trim()).filter(|text| !text.is_empty());
    let message = match (error.kind(), written) {
        (ErrorKind::UndefinedError, Some(name)) => {
            format!("`{name}` is not there; {}", known(name, names))
        }
        _ => one_line(&error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)),
    };
    TemplateError { line, column, message }
}

/// The place of the name that a filter is given, where an error has the place of the filter.
fn filtered(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(before) = text[..range.start].trim_end().strip_suffix('|') else { return range };
    let before = before.trim_end();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let start = before.trim_end_matches(is_name).len();
    if start < before.len() { start..before.len() } else { range }
}

/// The names that a template can ask for instead of one that is not there, the nearest first.
fn known(name: &str, names: &Names) -> String {
    let list = |names: &Names| -> String {
        names.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    };
    let nearest = |wrong: &str, names: &Names| nearest(wrong, names.keys().copied());
    let Some((root, wrong)) = name.split_once('.') else {
        let wrong = name.split(['[', ' ', '(']).next().unwrap_or_default();
        let near = nearest(wrong, names).map(|near| format!("did you mean `{near}`? "));
        return format!("{}there are {}", near.unwrap_or_default(), list(names));
    };
    let wrong = wrong.split(['.', '[', ' ', '(']).next().unwrap_or_default();
    if let Some(Data::Map(inner)) = names.get(root) {
        let near = nearest(wrong, inner).map(|near| format!("did you mean `{root}.{near}`? "));
        return format!("{}`{root}` has {}", near.unwrap_or_default(), list(inner));
    }
    // What a loop goes through is called as the author likes: say what each list holds.
    let mut near = None;
    let mut lists = Vec::new();
    for (key, data) in names {
        if let Data::List(items) = data
            && let Some(Data::Map(inner)) = items.first()
        {
            near = near.or_else(|| nearest(wrong, inner));
            lists.push(format!("one of `{key}` has {}", list(inner)));
        }
    }
    if lists.is_empty() {
        return format!("there are {}", list(names));
    }
    let near = match near {
        // The name is right, so that what it is asked of is not.
        Some(near) if near == wrong => nearest(root, names).map(ToOwned::to_owned),
        near => near.map(|near| format!("{root}.{near}")),
    };
    let near = near.map(|near| format!("did you mean `{near}`? "));
    format!("{}{}", near.unwrap_or_default(), lists.join("; "))
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

fn environment(output: Output) -> Environment<'static> {
    let mut environment = Environment::new();
    let escape = match output {
        Output::Html => AutoEscape::Html,
        Output::Markdown => AutoEscape::None,
    };
    environment.set_auto_escape_callback(move |_| escape.clone());
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
    environment.add_filter("quoted", |text: String| quoted(&text));
    environment.set_fuel(Some(limits::TEMPLATE_STEPS));
    if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    // As the rest of the program escapes: slashes stay, what XML cannot hold goes.
    environment.set_formatter(move |out, _, value| {
        if value.is_undefined() {
            return Err(ErrorKind::UndefinedError.into());
        }
        let text = value.to_string();
        if value.is_safe() || output == Output::Markdown {
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

/// A text in quotes, as YAML (1.2, 7.3.1), TOML (basic strings) and JSON read it alike.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Data, Names, Output, Template, quoted};

    fn names() -> Names {
        let post = Data::example(&["title", "date"]);
        Names::from([
            ("site", Data::example(&["title", "url", "description"])),
            ("language", "ko".into()),
            ("posts", Data::List(vec![post])),
        ])
    }

    #[test]
    fn what_is_wrong_with_a_template_is_told_with_its_place_and_what_is_there() {
        for (text, said) in [
            (
                "<p>\n  {{ site.titel }}",
                "2:6: `site.titel` is not there; did you mean `site.title`? `site` has \
                 `description`, `title`, `url`",
            ),
            (
                "{{ site.author }}",
                "1:4: `site.author` is not there; `site` has `description`, `title`, `url`",
            ),
            (
                "{{ site.name | safe }}",
                "1:4: `site.name` is not there; `site` has `description`, `title`, `url`",
            ),
            (
                "{{ langauge }}",
                "1:4: `langauge` is not there; did you mean `language`? there are `language`, \
                 `posts`, `site`",
            ),
            (
                "{% for p in posts %}{{ p.dat }}{% endfor %}",
                "1:24: `p.dat` is not there; did you mean `p.date`? one of `posts` has `date`, \
                 `title`",
            ),
        ] {
            let error = Template::parse(text, Output::Html, &names()).expect_err(text);
            assert_eq!(error.to_string(), said);
        }
        let error =
            |text: &str| Template::parse(text, Output::Html, &names()).expect_err(text).to_string();
        assert!(error("a\n{% if %}").starts_with("2:"), "{}", error("a\n{% if %}"));
        let endless = "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}\
            {{ c }}{% endfor %}{% endfor %}{% endfor %}";
        assert!(error(endless).contains("fuel"), "{}", error(endless));
    }

    #[test]
    fn values_are_escaped_as_the_output_needs_it() {
        let text = "{{ '<a&\"b/\u{7}>' }}{{ '<b>' | safe }}";
        let filled = |output| Template::builtin(text, output).fill(&names()).unwrap();
        assert_eq!(filled(Output::Html), "&lt;a&amp;&quot;b/&gt;<b>");
        assert_eq!(filled(Output::Markdown), "<a&\"b/\u{7}><b>");
        let line = Template::builtin("t: {{ language | quoted }}\n", Output::Markdown);
        assert_eq!(line.fill(&names()).unwrap(), "t: \"ko\"\n");
        assert_eq!(quoted("a \"b\"\\\n\u{7}"), r#""a \"b\"\\\n\u0007""#);
    }
}
