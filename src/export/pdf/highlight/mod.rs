//! Code to classes: which parts of a block are comments, strings, keywords and so on.
//!
//! A reader of print wants to see at a glance what is a remark, what is quoted, and which words are the
//! language's own. That is lexical: one pass over the text with a table for each language decides it, in
//! time that grows with the text alone. Grammars of regular expressions decide more, and were measured at
//! half a second of compiling for the code of a small blog, which is more than printing all of it takes; so
//! they are kept for the languages that have no table.
//!
//! Knows no colour and no page. A language that is not known gives no classes, and that is no finding:
//! code in it is printed plain.

mod grammars;
mod markup;
mod scan;
mod session;
#[cfg(feature = "more-languages")]
mod sublime;

use crate::limits;
use std::ops::Range;

/// What a part of a program is. What is none of these (names of variables, punctuation) has no class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A remark to the reader.
    Comment,
    /// A text in quotes, with its quotes; a regular expression.
    String,
    /// A number.
    Number,
    /// A word of the language.
    Keyword,
    /// The name of a function where it is defined or called; a command of a shell.
    Function,
    /// The name of a type or a class; an element of markup.
    Type,
    /// A value that has a name in the language; an attribute; a key of data.
    Constant,
    /// A line that was added.
    Inserted,
    /// A line that was taken away.
    Deleted,
    /// The head of a file or hunk in a diff; a section of settings or text.
    Heading,
    /// What a shell prints to ask for a command.
    Prompt,
}

impl Class {
    /// All classes, in their order.
    pub const ALL: [Self; 11] = [
        Self::Comment,
        Self::String,
        Self::Number,
        Self::Keyword,
        Self::Function,
        Self::Type,
        Self::Constant,
        Self::Inserted,
        Self::Deleted,
        Self::Heading,
        Self::Prompt,
    ];
}

/// A range of bytes and what stands there.
pub type Part = (Range<usize>, Class);

/// The classes of the parts of a piece of code, in order and apart from each other. The language is that
/// of an info string: a name, an extension or an alias, in any case.
#[must_use]
pub fn highlight(language: &str, code: &str) -> Vec<Part> {
    if code.len() > limits::COLORED_CODE_BYTES
        || code.lines().any(|line| line.len() > limits::COLORED_LINE_BYTES)
    {
        return Vec::new();
    }
    let language = language.to_ascii_lowercase();
    if session::is_session(&language, code) {
        return session::console(code);
    }
    match language.as_str() {
        "diff" | "patch" | "udiff" => session::diff(code),
        "markdown" | "md" | "mdx" | "mkd" => markup::markdown(code),
        "css" | "scss" | "less" | "sass" | "stylus" | "postcss" => markup::css(code),
        name if markup::is_markup(name) => markup::tags(code),
        name => match grammars::find(name) {
            Some(grammar) => scan::scan(grammar, code),
            None => other(name, code),
        },
    }
}

/// The parts of code in a language without a table.
#[cfg(feature = "more-languages")]
fn other(language: &str, code: &str) -> Vec<Part> {
    sublime::highlight(language, code)
}

/// The same where only tables are there.
#[cfg(not(feature = "more-languages"))]
fn other(_: &str, _: &str) -> Vec<Part> {
    Vec::new()
}

/// How a language is written as a label: with its own capitals where they are known, else as the author
/// wrote it. None for what is no language, and for what is too long to be the name of one.
#[must_use]
pub fn label(language: &str) -> Option<&str> {
    const LONGEST: usize = 24;
    let lower = language.to_ascii_lowercase();
    if ["", "text", "txt", "plain", "plaintext", "none", "output", "raw"].contains(&lower.as_str())
    {
        return None;
    }
    if let Some((_, label)) = LABELS.iter().find(|(names, _)| names.split(' ').any(|n| n == lower))
    {
        return Some(label);
    }
    #[cfg(feature = "more-languages")]
    if let Some(label) = sublime::label(&lower) {
        return Some(label);
    }
    match grammars::find(&lower) {
        Some(grammar) => Some(grammar.label),
        None => Some(language).filter(|name| name.chars().count() <= LONGEST),
    }
}

/// Labels of what has no table of its own.
const LABELS: &[(&str, &str)] = &[
    ("diff patch udiff", "Diff"),
    ("console shell-session shellsession sh-session bash-session terminal", "Console"),
    ("markdown md mkd", "Markdown"),
    ("mdx", "MDX"),
    ("css", "CSS"),
    ("scss", "SCSS"),
    ("less", "Less"),
    ("sass", "Sass"),
    ("html htm xhtml htmlmixed", "HTML"),
    ("xml xsl xslt xsd plist rss atom", "XML"),
    ("svg", "SVG"),
    ("vue", "Vue"),
    ("svelte", "Svelte"),
    ("astro", "Astro"),
    ("ejs", "EJS"),
    ("erb", "ERB"),
    ("mermaid", "Mermaid"),
    ("jsx", "JSX"),
    ("tsx", "TSX"),
    ("jsonc", "JSON"),
    ("jsonld", "JSON-LD"),
    ("json5", "JSON5"),
    ("powershell ps1 pwsh ps", "PowerShell"),
];

#[cfg(test)]
mod tests;
