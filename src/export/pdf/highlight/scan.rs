//! One pass over code with the table of its language.

use std::collections::BTreeMap;

use super::grammars::{Grammar, Quote, Sign};
use super::{Class, Part};

/// Words behind which a function is named.
const DEFINE_FUNCTION: &[&str] = &[
    "def",
    "defn",
    "defp",
    "defun",
    "fn",
    "fun",
    "func",
    "function",
    "macro_rules",
    "proc",
    "sub",
];

/// Words behind which a type is named.
const DEFINE_TYPE: &[&str] = &[
    "class",
    "enum",
    "extends",
    "impl",
    "implements",
    "interface",
    "namespace",
    "protocol",
    "struct",
    "trait",
    "type",
    "union",
];

/// The classes of the parts of code in a language.
pub(super) fn scan(grammar: &Grammar, code: &str) -> Vec<Part> {
    let mut words = BTreeMap::new();
    for (list, class) in [
        (grammar.types, Class::Type),
        (grammar.constants, Class::Constant),
        (grammar.keywords, Class::Keyword),
    ] {
        words.extend(list.split_whitespace().map(|word| (word, class)));
    }
    let mut scanner = Scanner {
        code,
        grammar,
        words,
        at: 0,
        out: Vec::new(),
        holes: Vec::new(),
        dead: BTreeMap::new(),
        after_value: false,
        starts_line: true,
        starts_command: true,
        expected: None,
    };
    while scanner.at < code.len() {
        scanner.step();
    }
    scanner.out
}

struct Scanner<'a> {
    code: &'a str,
    grammar: &'a Grammar,
    /// What words of the language are.
    words: BTreeMap<&'static str, Class>,
    /// How far the code is read.
    at: usize,
    out: Vec<Part>,
    /// The quotes that code stands in at the moment, and the braces that are open within each hole.
    holes: Vec<(Quote, usize)>,
    /// Up to where it is known that a mark is not closed, so that no stretch is searched twice.
    dead: BTreeMap<&'static str, usize>,
    /// Whether a value ends here, so that `/` divides and `<` compares.
    after_value: bool,
    /// Whether only spaces stand before on the line.
    starts_line: bool,
    /// Whether the next word is the name of a command.
    starts_command: bool,
    /// What the next name is.
    expected: Option<Class>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.code[self.at..]
    }

    fn has(&self, sign: Sign) -> bool {
        self.grammar.has(sign)
    }

    fn before(&self) -> Option<char> {
        self.code[..self.at].chars().next_back()
    }

    /// Takes bytes as a part of a class.
    fn take(&mut self, length: usize, class: Class) {
        self.out.push((self.at..self.at + length, class));
        self.at += length;
        self.starts_line = false;
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        if c == '\n' {
            self.starts_line = true;
            self.starts_command = self.before() != Some('\\');
            self.expected = None;
            self.at += 1;
        } else if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if !(self.comment()
            || self.line_start(c)
            || self.text()
            || self.sign(c)
            || self.name(c))
        {
            self.punctuation(c);
        }
    }

    fn comment(&mut self) -> bool {
        let rest = self.rest();
        let at_word = self.before().is_none_or(|c| c.is_whitespace() || ";()".contains(c));
        for (open, close) in self.grammar.block_comments {
            if let Some(inner) = rest.strip_prefix(open) {
                let length = inner.find(close).map_or(rest.len(), |i| open.len() + i + close.len());
                self.take(length, Class::Comment);
                return true;
            }
        }
        for open in self.grammar.line_comments {
            let applies = at_word || *open != "#" || !self.has(Sign::HashAtWord);
            let is_attribute = self.has(Sign::Attributes) && rest.starts_with("#[");
            if applies && rest.starts_with(open) && !is_attribute {
                self.take(rest.find('\n').unwrap_or(rest.len()), Class::Comment);
                return true;
            }
        }
        false
    }

    /// What is special at the start of a line: directives, sections, keys.
    fn line_start(&mut self, c: char) -> bool {
        if !self.starts_line {
            return false;
        }
        let rest = self.rest();
        let line = rest.lines().next().unwrap_or_default();
        if c == '#' && self.has(Sign::Preprocessor) {
            let name = line[1..].trim_start();
            let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
            let length = line.len() - name.len() + end;
            self.take(length, Class::Keyword);
            let file = self.rest().trim_start_matches(' ');
            if file.starts_with('<') && line.contains("include") {
                self.at = self.code.len() - file.len();
                let length = file.find(['>', '\n']).map_or(file.len(), |i| i + 1);
                self.take(length, Class::String);
            }
            return true;
        }
        if c == '[' && self.has(Sign::Sections) {
            self.take(line.trim_end().len(), Class::Heading);
            return true;
        }
        if self.has(Sign::Keys) {
            if c == '-' && line[1..].starts_with(' ') {
                // An item of a list: its key comes next.
                self.at += 1;
                return true;
            }
            let is_name = |c: char| c.is_alphanumeric() || "_-./$()%\"' ".contains(c);
            let end = line.find(|c: char| !is_name(c)).unwrap_or(line.len());
            let (key, mark) = line.split_at(end);
            let is_key = mark.starts_with('=')
                || mark.starts_with(":=")
                || (mark.starts_with(':')
                    && mark[1..].chars().next().is_none_or(|c| c.is_whitespace() || c == ':'));
            let name = key.trim_end();
            if is_key && !name.is_empty() && !name.starts_with('"') {
                self.take(name.len(), Class::Constant);
                return true;
            }
        }
        false
    }

    /// Texts in quotes.
    fn text(&mut self) -> bool {
        let rest = self.rest();
        if self.has(Sign::RawStrings) && rest.starts_with('r') && !self.in_name() {
            let hashes = rest[1..].len() - rest[1..].trim_start_matches('#').len();
            if rest[1 + hashes..].starts_with('"') {
                let close = format!("\"{}", "#".repeat(hashes));
                let from = 2 + hashes;
                let length =
                    rest[from..].find(&close).map_or(rest.len(), |i| from + i + close.len());
                self.take(length, Class::String);
                self.after_value = true;
                return true;
            }
        }
        for quote in self.grammar.quotes {
            if rest.starts_with(quote.open) && self.is_alive(quote.open) {
                if self.quoted(*quote, quote.open.len()) {
                    return true;
                }
                break;
            }
        }
        false
    }

    /// Whether what stands before goes on here.
    fn in_name(&self) -> bool {
        self.before().is_some_and(|c| c.is_alphanumeric() || c == '_')
    }

    fn is_alive(&self, mark: &'static str) -> bool {
        self.dead.get(mark).is_none_or(|end| self.at >= *end)
    }

    /// Takes a quoted text, of which `from` bytes are read, up to its end or its next hole.
    fn quoted(&mut self, quote: Quote, from: usize) -> bool {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut at = from;
        loop {
            let Some(byte) = bytes.get(at) else {
                self.dead.insert(quote.open, self.code.len());
                return false;
            };
            if *byte == b'\\' && quote.escape {
                at += 2;
            } else if *byte == b'\n' && !quote.lines {
                self.dead.insert(quote.open, self.at + at);
                return false;
            } else if bytes[at..].starts_with(quote.close.as_bytes()) {
                let length = at + quote.close.len();
                let after = rest.get(length..).unwrap_or_default();
                let is_key = self.has(Sign::Keys) && after.trim_start_matches(' ').starts_with(':');
                self.take(length, if is_key { Class::Constant } else { Class::String });
                self.after_value = true;
                self.starts_command = false;
                return true;
            } else if let Some(hole) = quote.hole
                && bytes[at..].starts_with(hole.as_bytes())
            {
                self.take(at + hole.len(), Class::String);
                self.holes.push((quote, 0));
                self.after_value = false;
                return true;
            } else {
                at += 1;
            }
        }
    }

    /// What begins with a sign: attributes, values, regular expressions, elements, lifetimes.
    fn sign(&mut self, c: char) -> bool {
        let rest = self.rest();
        match c {
            '#' if self.has(Sign::Attributes)
                && (rest.starts_with("#[") || rest.starts_with("#![")) =>
            {
                // Attributes fit a line as a rule; what they hold in brackets is counted.
                let mut depth = 0_usize;
                let line = rest.lines().next().unwrap_or_default();
                let end = line.char_indices().find_map(|(i, c)| match c {
                    '[' => {
                        depth += 1;
                        None
                    }
                    ']' => {
                        depth = depth.saturating_sub(1);
                        (depth == 0).then_some(i + 1)
                    }
                    _ => None,
                });
                self.take(end.unwrap_or(line.len()), Class::Constant);
                true
            }
            '@' if self.has(Sign::At) => {
                self.marked(1, |c| c.is_alphanumeric() || "_.".contains(c))
            }
            '\\' if self.has(Sign::Backslash) => {
                let length = name_length(&rest[1..], char::is_alphabetic);
                if length > 0 {
                    self.take(1 + length, Class::Keyword);
                }
                length > 0
            }
            '$' if self.has(Sign::Dollar) => {
                if let Some(inner) = rest.strip_prefix("${") {
                    let end = inner.find(['}', '\n']).unwrap_or(inner.len());
                    let closed = inner[end..].starts_with('}');
                    self.take(2 + end + usize::from(closed), Class::Constant);
                    self.starts_command = false;
                    return true;
                }
                let found = self.marked(1, |c| c.is_alphanumeric() || c == '_');
                self.starts_command &= !found;
                found
            }
            ':' if self.has(Sign::Symbols) && !self.in_name() && self.before() != Some(':') => {
                self.marked(1, |c| c.is_alphanumeric() || "_-?!".contains(c))
            }
            '\'' if self.has(Sign::Lifetimes) => {
                let mut chars = rest[1..].char_indices();
                let first = chars.next().map(|(_, c)| c);
                let second = chars.next();
                if let (Some('\\'), Some((place, escaped))) = (first, second) {
                    let from = 1 + place + escaped.len_utf8();
                    let end = rest[from..].find(['\'', '\n']).map_or(rest.len(), |i| from + i);
                    let closed = rest[end..].starts_with('\'');
                    self.take(end + usize::from(closed), Class::String);
                    true
                } else if let Some((length, '\'')) = second {
                    self.take(length + 2, Class::String);
                    true
                } else {
                    self.marked(1, |c| c.is_alphanumeric() || c == '_')
                }
            }
            '/' if self.has(Sign::Regex) && !self.after_value && self.is_alive("/") => self.regex(),
            '<' if self.has(Sign::Tags) && !self.after_value => {
                let start = if rest.starts_with("</") { 2 } else { 1 };
                let length =
                    name_length(&rest[start..], |c| c.is_alphanumeric() || ".-".contains(c));
                if length > 0 {
                    self.at += start;
                    self.take(length, Class::Type);
                }
                length > 0
            }
            _ => false,
        }
    }

    /// Takes a sign and the name behind it as a constant.
    fn marked(&mut self, sign: usize, is_name: impl Fn(char) -> bool) -> bool {
        let length = name_length(&self.rest()[sign..], is_name);
        if length > 0 {
            self.take(sign + length, Class::Constant);
            self.after_value = true;
        }
        length > 0
    }

    /// Takes a regular expression with its flags.
    fn regex(&mut self) -> bool {
        let rest = self.rest();
        let mut in_class = false;
        let mut escaped = false;
        for (i, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => {
                    self.dead.insert("/", self.at + i);
                    return false;
                }
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let flags = name_length(&rest[i + 1..], |c| c.is_ascii_lowercase());
                    self.take(i + 1 + flags, Class::String);
                    self.after_value = true;
                    return true;
                }
                _ => {}
            }
        }
        self.dead.insert("/", self.code.len());
        false
    }

    /// Numbers and names.
    fn name(&mut self, c: char) -> bool {
        let rest = self.rest();
        if c.is_ascii_digit() && !self.has(Sign::Commands) {
            self.number();
            return true;
        }
        let extra = match () {
            () if self.has(Sign::Commands) => "_-./+~:@",
            () if self.has(Sign::Mnemonics) => "_.%",
            () if self.has(Sign::Heads) => "_-?!*+./",
            () if self.has(Sign::Dashes) => "_-",
            () => "_",
        };
        let begins = c.is_alphanumeric()
            || c == '_'
            || (self.has(Sign::Commands) && "./~".contains(c))
            || (self.has(Sign::Mnemonics) && c == '.');
        if !begins {
            return false;
        }
        let length = name_length(rest, |c| c.is_alphanumeric() || extra.contains(c));
        let (name, after) = rest.split_at(length);
        let is_member = self.before() == Some('.') && !self.code[..self.at].ends_with("..");
        let known = if self.has(Sign::AnyCase) {
            self.words.get(name.to_ascii_lowercase().as_str())
        } else {
            self.words.get(name)
        };
        let known = known.copied().filter(|_| !is_member);
        let expected = self.expected.take();
        let class = known.or(expected).or_else(|| self.guess(name, after, is_member));

        let is_keyword = known == Some(Class::Keyword);
        if is_keyword {
            let among = |list: &[&str]| list.contains(&name.to_ascii_lowercase().as_str());
            self.expected = match () {
                () if among(DEFINE_FUNCTION) => Some(Class::Function),
                () if among(DEFINE_TYPE) => Some(Class::Type),
                () => None,
            };
        }
        self.after_value = !is_keyword;
        self.starts_command = (is_keyword || after.starts_with('=')) && self.starts_command;
        match class {
            Some(class) => self.take(length, class),
            None => {
                self.at += length;
                self.starts_line = false;
            }
        }
        true
    }

    /// What a name is that the language does not know, by its place and its letters.
    fn guess(&self, name: &str, after: &str, is_member: bool) -> Option<Class> {
        if self.has(Sign::Commands) {
            let is_set = after.starts_with('=');
            return match (self.starts_command, is_set) {
                (true, true) => Some(Class::Constant),
                (true, false) => Some(Class::Function),
                _ => None,
            };
        }
        if self.has(Sign::Mnemonics) && self.starts_line {
            let is_place = after.starts_with(':');
            return Some(if is_place { Class::Function } else { Class::Keyword });
        }
        if self.has(Sign::Heads) && self.before() == Some('(') {
            return Some(Class::Function);
        }
        if self.has(Sign::Macros) && after.starts_with('!') && !after.starts_with("!=") {
            return Some(Class::Function);
        }
        if self.has(Sign::Capitals) && name.starts_with(char::is_uppercase) {
            let loud = name.chars().count() > 1 && !name.contains(char::is_lowercase);
            let is_call = after.starts_with('(') && is_member;
            return Some(match (loud, is_call) {
                (true, _) => Class::Constant,
                (_, true) => Class::Function,
                _ => Class::Type,
            });
        }
        (self.has(Sign::Calls) && after.starts_with('(')).then_some(Class::Function)
    }

    fn number(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let hex = bytes.get(1).is_some_and(|b| matches!(b, b'x' | b'X'));
        let mut end = 0;
        for (i, c) in rest.char_indices() {
            let next_is_digit = bytes.get(i + 1).is_some_and(u8::is_ascii_digit);
            let exponent = !hex && i > 0 && matches!(bytes[i - 1], b'e' | b'E');
            let goes_on = c.is_alphanumeric()
                || c == '_'
                || (c == '.' && next_is_digit)
                || (matches!(c, '+' | '-') && exponent && next_is_digit);
            if !goes_on {
                break;
            }
            end = i + c.len_utf8();
        }
        self.take(end, Class::Number);
        self.after_value = true;
        self.expected = None;
    }

    fn punctuation(&mut self, c: char) {
        self.at += c.len_utf8();
        self.starts_line = false;
        self.after_value = matches!(c, ')' | ']' | '}');
        self.starts_command = matches!(c, ';' | '|' | '&' | '(' | '`' | '{');
        // Between a word that defines and the name there may be signs (`function*`, `impl<T>`).
        if matches!(c, '(' | '{' | '=' | ';') {
            self.expected = None;
        }
        let Some((quote, depth)) = self.holes.last_mut() else { return };
        match c {
            '{' => *depth += 1,
            '}' if *depth == 0 => {
                let quote = *quote;
                self.holes.pop();
                self.quoted(quote, 0);
            }
            '}' => *depth -= 1,
            _ => {}
        }
    }
}

/// How many bytes of a text belong to a name.
fn name_length(text: &str, is_name: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_name(c)).unwrap_or(text.len())
}
