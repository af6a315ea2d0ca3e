//! JavaScript, TypeScript, JSON and Python into the few tokens that literals are made of. What is
//! no such token is a mark; nothing is an error.

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or keyword.
    Name(String),
    /// A text in quotes, unescaped.
    Text(String),
    /// A text with `${…}` or `{…}` in it, which stay as they are.
    Template(String),
    /// A number as it is written.
    Number(String),
    /// An operator or bracket.
    Mark(&'static str),
}

/// Marks of more than one character, the longer first.
const LONG: &[&str] =
    &["...", "===", "!==", "=>", "||", "??", "&&", "==", "!=", "?.", "<=", ">=", "//=", "+=", "-="];

/// Marks of one character.
const SHORT: &[(u8, &str)] = &[
    (b'(', "("),
    (b')', ")"),
    (b'[', "["),
    (b']', "]"),
    (b'{', "{"),
    (b'}', "}"),
    (b',', ","),
    (b':', ":"),
    (b';', ";"),
    (b'=', "="),
    (b'.', "."),
    (b'?', "?"),
    (b'!', "!"),
    (b'+', "+"),
    (b'-', "-"),
    (b'*', "*"),
    (b'/', "/"),
    (b'<', "<"),
    (b'>', ">"),
    (b'|', "|"),
    (b'&', "&"),
];

/// The tokens of a text; `python` tells comments and prefixes of strings.
pub(super) fn tokens(text: &str, python: bool) -> Vec<Token> {
    let mut reader = Reader { text, at: 0, python, out: Vec::new() };
    while reader.step() {}
    reader.out
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    python: bool,
    out: Vec<Token>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Reads one token or passes over what is none; false at the end.
    fn step(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(c) = rest.chars().next() else { return false };
        if rest.starts_with(if self.python { "#" } else { "//" }) {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if !self.python && rest.starts_with("/*") {
            self.at += rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
        } else if c == '"' || c == '\'' || (c == '`' && !self.python) {
            self.string(c);
        } else if c.is_alphabetic() || matches!(c, '_' | '$' | '@') {
            self.name();
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.');
            let number = &rest[..end.unwrap_or(rest.len())];
            self.out.push(Token::Number(number.to_owned()));
            self.at += number.len();
        } else if c == '/' && !self.python && self.before_value() && self.regex() {
        } else if let Some(mark) = LONG.iter().find(|mark| rest.starts_with(**mark)) {
            self.out.push(Token::Mark(mark));
            self.at += mark.len();
        } else {
            let short = SHORT.iter().find(|(byte, _)| char::from(*byte) == c);
            if let Some((_, mark)) = short {
                self.out.push(Token::Mark(mark));
            }
            self.at += c.len_utf8();
        }
        true
    }

    fn name(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '@'));
        let name = &rest[..end.unwrap_or(rest.len())];
        let quote = rest[name.len()..].chars().next();
        let prefix = self.python
            && matches!(quote, Some('"' | '\''))
            && name.len() <= 2
            && name.bytes().all(|b| b"rRbBuUfF".contains(&b));
        let token = (!prefix).then(|| Token::Name(name.to_owned()));
        let template = prefix && name.contains(['f', 'F']);
        self.at += name.len();
        self.out.extend(token);
        if let Some(quote) = quote.filter(|_| prefix) {
            self.string(quote);
            if template
                && let Some(Token::Text(text)) = self.out.last()
                && text.contains('{')
            {
                let text = text.clone();
                self.out.pop();
                self.out.push(Token::Template(text));
            }
        }
    }

    /// Whether a value may begin here, so that a `/` begins a regular expression.
    fn before_value(&self) -> bool {
        match self.out.last() {
            None => true,
            Some(Token::Mark(mark)) => !matches!(*mark, ")" | "]" | "}"),
            Some(Token::Name(name)) => name == "return",
            Some(_) => false,
        }
    }

    /// Passes over a regular expression, which ends on its line.
    fn regex(&mut self) -> bool {
        let line = self.rest().lines().next().unwrap_or_default();
        let (mut class, mut escaped) = (false, false);
        for (at, c) in line.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '/' if !class => {
                    self.at += at + 1;
                    // Its flags would be a name.
                    let flags = self.rest().bytes().take_while(u8::is_ascii_lowercase).count();
                    self.at += flags;
                    self.out.push(Token::Name("undefined".to_owned()));
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// A text in quotes. One that is not closed ends with its line, or with the file.
    fn string(&mut self, quote: char) {
        let three = [quote, quote, quote].iter().collect::<String>();
        let long = self.python && self.rest().starts_with(&three);
        self.at += if long { 3 } else { 1 };
        let (mut out, mut template) = (String::new(), false);
        let text = self.text;
        let mut chars = text[self.at..].char_indices().peekable();
        let start = self.at;
        self.at = text.len();
        while let Some((at, c)) = chars.next() {
            if long && text[start + at..].starts_with(&three) {
                self.at = start + at + 3;
                break;
            }
            match c {
                '\\' => {
                    let Some((_, c)) = chars.next() else { break };
                    match c {
                        'n' => out.push('\n'),
                        't' => out.push('\t'),
                        'r' | '\n' => {}
                        'u' | 'x' => out.extend(escape(c, &mut chars)),
                        c => out.push(c),
                    }
                }
                c if c == quote && !long => {
                    self.at = start + at + 1;
                    break;
                }
                '\n' if !long && quote != '`' => {
                    self.at = start + at;
                    break;
                }
                c => {
                    template |=
                        quote == '`' && c == '$' && chars.peek().is_some_and(|n| n.1 == '{');
                    out.push(c);
                }
            }
        }
        self.out.push(if template { Token::Template(out) } else { Token::Text(out) });
    }
}

/// `\u0041`, `\u{41}` and `\x41`, behind the letter.
fn escape(kind: char, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> Option<char> {
    let braced = kind == 'u' && chars.next_if(|(_, c)| *c == '{').is_some();
    let length = if braced {
        6
    } else if kind == 'u' {
        4
    } else {
        2
    };
    let mut value = 0;
    for _ in 0..length {
        let Some((_, c)) = chars.next_if(|(_, c)| c.is_ascii_hexdigit()) else { break };
        value = value * 16 + c.to_digit(16).unwrap_or_default();
    }
    if braced {
        chars.next_if(|(_, c)| *c == '}');
    }
    char::from_u32(value)
}
