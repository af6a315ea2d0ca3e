//! Languages without a table of our own, by the grammars that Sublime Text and bat use.
//!
//! They tell more apart than print needs and take long: regular expressions, tried one after the
//! other at each place. So they are loaded where such a language is met, once a process, and only
//! for code of a size that a person writes; other code stays plain. Scopes become our own classes.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxSet};

use super::{Class, Part};

/// Longer code is left plain.
const LARGEST: usize = 24_000;

/// Code with a longer line is left plain: a grammar may look at the rest of a line from each place.
const LONGEST_LINE: usize = 400;

/// Most work on a block: the sum of the squares of its lines' lengths, which is what a grammar takes
/// at worst.
const MOST_WORK: usize = 600_000;

/// A language: its names in info strings, how it is written, and what its grammar is called.
struct Language {
    names: &'static str,
    label: &'static str,
    grammar: &'static str,
}

const fn language(names: &'static str, label: &'static str, grammar: &'static str) -> Language {
    Language { names, label, grammar }
}

/// What is known without loading the grammars: looking a name up must cost nothing.
const LANGUAGES: &[Language] = &[
    language("actionscript as as3", "ActionScript", "ActionScript"),
    language("applescript osascript", "AppleScript", "AppleScript"),
    language("asciidoc adoc", "AsciiDoc", "AsciiDoc (Asciidoctor)"),
    language("awk gawk mawk nawk", "AWK", "AWK"),
    language("d dlang", "D", "D"),
    language("gnuplot", "gnuplot", "gnuplot"),
    language("haml", "Haml", "Ruby Haml"),
    language("http https", "HTTP", "HTTP Request and Response"),
    language("jq", "jq", "JQ"),
    language("jinja jinja2 j2", "Jinja", "Jinja2"),
    language("mediawiki wiki", "MediaWiki", "MediaWiki"),
    language("ninja", "Ninja", "Ninja"),
    language("odin", "Odin", "Odin"),
    language("org orgmode", "Org", "orgmode"),
    language("puppet", "Puppet", "Puppet"),
    language("qml", "QML", "QML"),
    language("rego opa", "Rego", "Rego"),
    language("rst restructuredtext rest", "reStructuredText", "reStructuredText"),
    language("robot robotframework", "Robot Framework", "Robot Framework"),
    language("slim", "Slim", "Ruby Slim"),
    language("systemverilog sv svh", "SystemVerilog", "SystemVerilog"),
    language("tcl", "Tcl", "Tcl"),
    language("textile", "Textile", "Textile"),
    language("twig", "Twig", "HTML (Twig)"),
    language("verilog v", "Verilog", "Verilog"),
    language("vim viml vimscript", "Vim script", "VimL"),
    language("vyper vy", "Vyper", "Vyper"),
];

fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.split(' ').any(|known| known == name))
}

/// How a language is written as a label, by a name in lower case.
pub(super) fn label(name: &str) -> Option<&'static str> {
    find(name).map(|language| language.label)
}

/// The parts of code in a language, by a name in lower case; none where it is not known, and where
/// the code is too much.
pub(super) fn highlight(name: &str, code: &str) -> Vec<Part> {
    let Some(language) = find(name) else { return Vec::new() };
    let work = code.lines().fold(0usize, |sum, line| sum.saturating_add(line.len() * line.len()));
    let longest = code.lines().map(str::len).max().unwrap_or(0);
    if code.len() > LARGEST || longest > LONGEST_LINE || work > MOST_WORK {
        return Vec::new();
    }
    let grammars = grammars();
    let Some(grammar) = grammars.find_syntax_by_name(language.grammar) else { return Vec::new() };
    let mut state = ParseState::new(grammar);
    let mut scopes = Scopes::default();
    let mut out = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let Ok(operations) = state.parse_line(line, grammars) else { return Vec::new() };
        let mut at = 0;
        for (next, operation) in &operations {
            push(&mut out, code, start + at, start + next, &scopes);
            at = *next;
            scopes.apply(operation);
        }
        start += line.len();
        push(&mut out, code, start - line.len() + at, start, &scopes);
    }
    out
}

/// All grammars: read once a process.
fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// Adds a part, where it has a class; to the one before where that goes on.
fn push(out: &mut Vec<Part>, code: &str, from: usize, to: usize, scopes: &Scopes) {
    let Some(text) = code.get(from..to).filter(|text| !text.is_empty()) else { return };
    let Some(class) = scopes.class(text) else { return };
    match out.last_mut() {
        Some((range, last)) if range.end == from && *last == class => range.end = to,
        _ => out.push((from..to, class)),
    }
}

/// What a scope says of the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// It is of a class.
    Class(Class),
    /// It is of a class where it is made of letters.
    Word(Class),
    /// It is code again, whatever it lies in.
    Code,
    /// Nothing: what it lies in decides.
    Nothing,
}

/// The open scopes of a place.
#[derive(Debug, Default)]
struct Scopes {
    marks: Vec<Mark>,
    /// What `clear_scopes` of a grammar took away for a while.
    cleared: Vec<Vec<Mark>>,
    known: BTreeMap<Scope, Mark>,
}

impl Scopes {
    fn apply(&mut self, operation: &ScopeStackOp) {
        match operation {
            ScopeStackOp::Push(scope) => {
                let mark = *self.known.entry(*scope).or_insert_with(|| mark(&scope.build_string()));
                self.marks.push(mark);
            }
            ScopeStackOp::Pop(count) => {
                self.marks.truncate(self.marks.len().saturating_sub(*count));
            }
            ScopeStackOp::Clear(amount) => {
                let count = match amount {
                    ClearAmount::TopN(count) => *count,
                    ClearAmount::All => self.marks.len(),
                };
                let kept = self.marks.len().saturating_sub(count);
                self.cleared.push(self.marks.split_off(kept));
            }
            ScopeStackOp::Restore => self.marks.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    /// The class of a text here: of the innermost scope that tells.
    fn class(&self, text: &str) -> Option<Class> {
        for mark in self.marks.iter().rev() {
            match mark {
                Mark::Class(class) => return Some(*class),
                Mark::Word(class) if text.trim().chars().all(char::is_alphabetic) => {
                    return Some(*class).filter(|_| !text.trim().is_empty());
                }
                Mark::Word(_) | Mark::Code => return None,
                Mark::Nothing => {}
            }
        }
        None
    }
}

/// What a scope means (the names that Sublime Text recommends); the first that fits.
const MARKS: &[(&str, Mark)] = &[
    ("comment", Mark::Class(Class::Comment)),
    ("string.unquoted", Mark::Nothing),
    ("string", Mark::Class(Class::String)),
    ("constant.character.escape", Mark::Nothing),
    ("constant.numeric", Mark::Class(Class::Number)),
    ("constant", Mark::Class(Class::Constant)),
    ("keyword.operator", Mark::Word(Class::Keyword)),
    ("keyword", Mark::Class(Class::Keyword)),
    ("storage", Mark::Class(Class::Keyword)),
    ("entity.name.function", Mark::Class(Class::Function)),
    ("entity.name.section", Mark::Class(Class::Heading)),
    ("entity.name", Mark::Class(Class::Type)),
    ("entity.other.inherited-class", Mark::Class(Class::Type)),
    ("entity.other.attribute-name", Mark::Class(Class::Constant)),
    ("support.function", Mark::Class(Class::Function)),
    ("support.constant", Mark::Class(Class::Constant)),
    ("support", Mark::Class(Class::Type)),
    ("variable.function", Mark::Class(Class::Function)),
    ("variable.language", Mark::Class(Class::Constant)),
    ("markup.heading", Mark::Class(Class::Heading)),
    ("markup.inserted", Mark::Class(Class::Inserted)),
    ("markup.deleted", Mark::Class(Class::Deleted)),
    ("markup.raw", Mark::Class(Class::String)),
    ("meta.interpolation", Mark::Code),
    ("meta.embedded", Mark::Code),
    ("source", Mark::Code),
    ("text", Mark::Code),
];

fn mark(scope: &str) -> Mark {
    let fits = |prefix: &str| {
        scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    MARKS.iter().find(|(prefix, _)| fits(prefix)).map_or(Mark::Nothing, |(_, mark)| *mark)
}

#[cfg(test)]
mod tests {
    use super::{Class, LANGUAGES, LONGEST_LINE, grammars, highlight};

    fn parts(language: &str, code: &str, class: Class) -> String {
        let parts = highlight(language, code).into_iter().filter(|(_, c)| *c == class);
        parts.map(|(range, _)| &code[range]).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn every_language_has_its_grammar() {
        let known = |name| grammars().find_syntax_by_name(name).is_some();
        let unknown = LANGUAGES.iter().map(|language| language.grammar).filter(|name| !known(name));
        assert_eq!(unknown.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn no_name_is_that_of_a_table() {
        for name in LANGUAGES.iter().flat_map(|language| language.names.split(' ')) {
            assert!(super::super::grammars::find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn scopes_become_classes() {
        for (language, code, class, expected) in [
            ("vim", "\" why\nlet g:a = 'b'\n", Class::Comment, "\" why"),
            ("awk", "BEGIN { print \"한 \\n\" } # why", Class::String, "\"한 \\n\""),
            ("verilog", "module a; // b\nendmodule", Class::Comment, "// b\n"),
            ("d", "int f() { return 12; }", Class::Number, "12"),
            ("tcl", "proc f {} { return 1 } ;# x", Class::Keyword, "proc|return"),
        ] {
            assert_eq!(parts(language, code, class), expected, "{language}");
        }
    }

    #[test]
    fn too_much_for_a_grammar_is_plain() {
        assert_eq!(highlight("d", &format!("int x = {};", "(".repeat(LONGEST_LINE))), []);
        assert_eq!(highlight("d", &"int x = 1;\n".repeat(9_000)), []);
        assert_eq!(highlight("klingon", "int x"), []);
    }
}
