//! What the scanner has to know of each language.

mod braces;
mod others;
mod scripts;

use Sign::{Calls, Capitals};

/// The lexical rules of a language.
#[derive(Debug)]
pub(super) struct Grammar {
    /// Its names, extensions and aliases, lower case, parted by spaces.
    pub(super) names: &'static str,
    /// How it is written.
    pub(super) label: &'static str,
    /// What begins a comment to the end of the line.
    pub(super) line_comments: &'static [&'static str],
    /// What begins and ends a comment.
    pub(super) block_comments: &'static [(&'static str, &'static str)],
    /// How texts are quoted; a longer mark before a shorter one that it begins with.
    pub(super) quotes: &'static [Quote],
    /// Its words, parted by spaces; lower case where case does not count.
    pub(super) keywords: &'static str,
    /// Types that it has by itself.
    pub(super) types: &'static str,
    /// Values that have a name in it.
    pub(super) constants: &'static str,
    /// What else is special.
    pub(super) signs: &'static [Sign],
}

impl Grammar {
    /// Whether a rule holds.
    pub(super) fn has(&self, sign: Sign) -> bool {
        self.signs.contains(&sign)
    }
}

/// A way to quote text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quote {
    /// Opens it.
    pub(super) open: &'static str,
    /// Closes it.
    pub(super) close: &'static str,
    /// Whether a backslash takes the meaning of the next character away.
    pub(super) escape: bool,
    /// Whether it may run over line ends.
    pub(super) lines: bool,
    /// What opens a part with code, up to the closing brace.
    pub(super) hole: Option<&'static str>,
}

/// Rules that some languages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Words are the same in capitals.
    AnyCase,
    /// `@name` is an attribute.
    At,
    /// `#[…]` is an attribute.
    Attributes,
    /// `\name` is a command.
    Backslash,
    /// A name before `(` is a function.
    Calls,
    /// A name with a capital is a type, in capitals a constant.
    Capitals,
    /// The first word of a command is what is run.
    Commands,
    /// Names have dashes.
    Dashes,
    /// `$name` and `${name}` are values.
    Dollar,
    /// The name behind `(` is a function.
    Heads,
    /// `#` begins a comment at the start of a word only.
    HashAtWord,
    /// `name:` and `name =` at the start of a line, and quoted names before `:`, are keys.
    Keys,
    /// `'a` is a lifetime, `'a'` a character.
    Lifetimes,
    /// `name!` is a macro.
    Macros,
    /// The first word of a line is what is done, and `name:` a place.
    Mnemonics,
    /// `#name` at the start of a line is for the preprocessor.
    Preprocessor,
    /// `r#"…"#` is a text.
    RawStrings,
    /// `/…/` where a value is due is a regular expression.
    Regex,
    /// `[name]` at the start of a line is a section.
    Sections,
    /// `:name` is a value.
    Symbols,
    /// `<name` where a value is due is an element.
    Tags,
}

/// The table for a name, an extension or an alias in lower case.
pub(super) fn find(name: &str) -> Option<&'static Grammar> {
    all().find(|grammar| grammar.names.split(' ').any(|known| known == name))
}

const fn quote(mark: &'static str, escape: bool, lines: bool) -> Quote {
    Quote { open: mark, close: mark, escape, lines, hole: None }
}

const DOUBLE: Quote = quote("\"", true, false);
const SINGLE: Quote = quote("'", true, false);
const DOUBLE_LINES: Quote = quote("\"", true, true);
const SINGLE_LINES: Quote = quote("'", false, true);
const RAW_SINGLE: Quote = quote("'", false, false);
const BACKTICK: Quote = quote("`", true, true);
const RAW_BACKTICK: Quote = quote("`", false, true);
const TEMPLATE: Quote = Quote { hole: Some("${"), ..BACKTICK };
const TRIPLE: Quote = quote("\"\"\"", true, true);
const TRIPLE_SINGLE: Quote = quote("'''", true, true);
const C_COMMENT: (&str, &str) = ("/*", "*/");

/// What most languages with braces have in common.
const BRACES: Grammar = Grammar {
    names: "",
    label: "",
    line_comments: &["//"],
    block_comments: &[C_COMMENT],
    quotes: &[DOUBLE, SINGLE],
    keywords: "",
    types: "",
    constants: "true false null nil NULL this self super",
    signs: &[Calls, Capitals],
};

/// What most scripts have in common.
const SCRIPT: Grammar = Grammar { line_comments: &["#"], block_comments: &[], ..BRACES };

/// For languages that share nothing with those with braces.
const OTHER: Grammar = Grammar {
    line_comments: &[],
    block_comments: &[],
    quotes: &[],
    constants: "",
    signs: &[],
    ..BRACES
};

/// All tables.
fn all() -> impl Iterator<Item = &'static Grammar> {
    [braces::GRAMMARS, scripts::GRAMMARS, others::GRAMMARS].into_iter().flatten()
}

/// The first name of each language.
#[cfg(test)]
pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
    all().filter_map(|grammar| grammar.names.split(' ').next())
}
