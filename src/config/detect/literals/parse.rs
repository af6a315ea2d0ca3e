//! Tokens into the values of names and exports. Tolerant: what is not known is passed over.

mod statements;

use std::collections::BTreeMap;

use super::tokens::{Token, tokens};
use crate::limits;
use crate::model::value::Value;

/// How many tokens the types before a call may be.
const TYPE_TOKENS: usize = 20;

/// A value before its names are followed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// It is computed.
    Unknown,
    /// A text, number or truth value.
    Value(Value),
    /// A text with holes.
    Template(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// `...x` in a list or map.
    Spread(Box<Node>),
    /// Texts put together, with a text between them.
    Join(Vec<Node>, &'static str),
    /// The first that is known.
    Either(Box<Node>, Box<Node>),
    /// The value of a name and of keys below it.
    Name(Vec<String>),
    /// What another file exports.
    Require(String),
    /// What is at keys of a value.
    At(Box<Node>, Vec<String>),
}

/// What a name that is imported stands for.
#[derive(Debug, Clone)]
pub(super) struct Import {
    /// The file, as the import names it.
    pub(super) file: String,
    /// The name in that file; its main export where there is none.
    pub(super) name: Option<String>,
}

/// A file, taken apart.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) tokens: Vec<Token>,
    pub(super) bindings: BTreeMap<String, Node>,
    pub(super) imports: BTreeMap<String, Import>,
    /// What is exported under no name.
    pub(super) exports: Vec<Node>,
    /// What functions give back.
    pub(super) returns: Vec<Node>,
}

impl Parsed {
    pub(super) fn new(text: &str, python: bool) -> Self {
        let tokens = tokens(text, python);
        let close = closes(&tokens);
        let mut parser = Parser { tokens: &tokens, close, at: 0, python, out: Self::default() };
        parser.file();
        let mut out = parser.out;
        out.tokens = tokens;
        out
    }
}

/// For each opening bracket the place of its closing one; the end where there is none.
fn closes(tokens: &[Token]) -> Vec<usize> {
    let mut close = vec![tokens.len(); tokens.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Mark(mark) = token else { continue };
        let opener = match *mark {
            "(" | "[" | "{" => {
                open.push((at, mark));
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        // A bracket that fits none is passed over.
        if open.last().is_some_and(|(_, last)| *last == opener)
            && let Some((from, _)) = open.pop()
        {
            close[from] = at;
        }
    }
    close
}

struct Parser<'a> {
    tokens: &'a [Token],
    close: Vec<usize>,
    at: usize,
    python: bool,
    out: Parsed,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn is(&self, ahead: usize, mark: &str) -> bool {
        matches!(self.peek(ahead), Some(Token::Mark(other)) if *other == mark)
    }

    fn name(&self, ahead: usize) -> Option<&str> {
        match self.peek(ahead) {
            Some(Token::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn eat(&mut self, mark: &str) -> bool {
        let is = self.is(0, mark);
        self.at += usize::from(is);
        is
    }

    /// A value with all that belongs to it. Leaves what it does not know to its caller.
    fn value(&mut self, depth: usize) -> Node {
        if depth > limits::LITERAL_NESTING {
            if matches!(self.peek(0), Some(Token::Mark("(" | "[" | "{"))) {
                self.at = self.close[self.at];
            }
            self.at += 1;
            return Node::Unknown;
        }
        let mut node = self.primary(depth);
        loop {
            match self.peek(0) {
                Some(Token::Mark("||" | "??")) => {
                    self.at += 1;
                    let other = self.value(depth + 1);
                    node = Node::Either(Box::new(node), Box::new(other));
                }
                Some(Token::Mark("&&")) => {
                    self.at += 1;
                    node = self.value(depth + 1);
                }
                Some(Token::Mark("===" | "!==" | "==" | "!=" | "<" | ">" | "<=" | ">="))
                    if !self.python =>
                {
                    self.at += 1;
                    self.primary(depth + 1);
                    node = Node::Unknown;
                }
                Some(Token::Mark("?")) if !self.python => {
                    self.at += 1;
                    let yes = self.value(depth + 1);
                    let no = if self.eat(":") { self.value(depth + 1) } else { Node::Unknown };
                    node = Node::Either(Box::new(yes), Box::new(no));
                }
                Some(Token::Mark("+")) => {
                    self.at += 1;
                    let other = self.primary(depth + 1);
                    node = match node {
                        Node::Join(mut parts, "") => {
                            parts.push(other);
                            Node::Join(parts, "")
                        }
                        node => Node::Join(vec![node, other], ""),
                    };
                }
                Some(Token::Mark("." | "?.")) => {
                    let key = self.name(1).map(str::to_owned);
                    self.at += 2;
                    if self.is(0, "(") {
                        // A method of a value: `"x".trim()`.
                        self.at = self.close[self.at] + 1;
                    } else if let (Some(key), Node::Require(_) | Node::At(..)) = (key, &node) {
                        node = match node {
                            Node::At(whole, mut keys) => {
                                keys.push(key);
                                Node::At(whole, keys)
                            }
                            whole => Node::At(Box::new(whole), vec![key]),
                        };
                    }
                }
                Some(Token::Name(name))
                    if !self.python && matches!(name.as_str(), "as" | "satisfies") =>
                {
                    self.at += 2;
                }
                Some(Token::Name(name)) if self.python && name == "or" => {
                    self.at += 1;
                    let other = self.value(depth + 1);
                    node = Node::Either(Box::new(node), Box::new(other));
                }
                _ => return node,
            }
        }
    }

    fn primary(&mut self, depth: usize) -> Node {
        let Some(token) = self.peek(0).cloned() else { return Node::Unknown };
        match token {
            Token::Text(mut text) => {
                self.at += 1;
                // Texts that follow one another are one to Python.
                while let Some(Token::Text(more)) = self.peek(0).filter(|_| self.python) {
                    text.push_str(more);
                    self.at += 1;
                }
                Node::Value(Value::String(text))
            }
            Token::Template(text) => {
                self.at += 1;
                if self.python { Node::Unknown } else { Node::Template(text) }
            }
            Token::Number(text) => {
                self.at += 1;
                let int = text.parse().map(Value::Int);
                let float = || text.parse().ok().filter(|n: &f64| n.is_finite()).map(Value::Float);
                int.ok().or_else(float).map_or(Node::Unknown, Node::Value)
            }
            Token::Mark("[") => Node::List(self.list("]", depth)),
            Token::Mark("{") => self.map(depth),
            Token::Mark("(") => self.group(depth),
            Token::Mark("!" | "-" | "+") => {
                self.at += 1;
                self.primary(depth.saturating_add(1).min(limits::LITERAL_NESTING + 1));
                Node::Unknown
            }
            Token::Mark(_) => Node::Unknown,
            Token::Name(name) => self.named(&name, depth),
        }
    }

    fn named(&mut self, name: &str, depth: usize) -> Node {
        self.at += 1;
        match name {
            "true" | "True" => return Node::Value(Value::Bool(true)),
            "false" | "False" => return Node::Value(Value::Bool(false)),
            "null" | "None" | "undefined" => return Node::Unknown,
            "new" | "await" | "async" | "typeof" => return self.value(depth + 1),
            "function" => {
                while self.at < self.tokens.len() && !self.is(0, "(") {
                    self.at += 1;
                }
                self.at = self.close.get(self.at).map_or(self.at, |end| end + 1);
                return self.body(depth);
            }
            _ => {}
        }
        let mut path = vec![name.to_owned()];
        if self.is(0, "=>") {
            self.at += 1;
            return self.body(depth);
        }
        loop {
            if (self.is(0, ".") || self.is(0, "?.")) && self.name(1).is_some() {
                path.extend(self.name(1).map(str::to_owned));
                self.at += 2;
            } else if self.is(0, "(") {
                let arguments = self.list(")", depth);
                let node = call(&path, arguments);
                if let Node::Require(file) = &node {
                    let import = Import { file: file.clone(), name: None };
                    self.out.imports.insert(format!("require {file}"), import);
                }
                if !self.is(0, "(") {
                    return node;
                }
                path = vec!["?".to_owned()];
            } else if let Some(ahead) = self.type_arguments() {
                self.at += ahead;
            } else if self.is(0, "[") {
                // `x["y"]`, `os.environ["X"]`
                match (self.peek(1).cloned(), self.is(2, "]")) {
                    (Some(Token::Text(key)), true) => path.push(key),
                    _ => path = vec!["?".to_owned()],
                }
                self.at = self.close[self.at] + 1;
            } else {
                return Node::Name(path);
            }
        }
    }

    /// How many tokens the types are that a call is given: `<A, b.C>` before its `(`.
    fn type_arguments(&self) -> Option<usize> {
        let is_type = |ahead: &usize| {
            self.name(*ahead).is_some() || [",", ".", "|"].iter().any(|mark| self.is(*ahead, mark))
        };
        let end = 1 + (1..TYPE_TOKENS).take_while(is_type).count();
        let is_whole = !self.python && self.is(0, "<") && end > 1 && self.is(end, ">");
        (is_whole && self.is(end + 1, "(")).then_some(end + 1)
    }

    /// What a function gives back, where it is an expression. A block is left to be read as
    /// statements where the function is a statement, and passed over where it is a value.
    fn body(&mut self, depth: usize) -> Node {
        // The type of what it gives back.
        if self.eat(":") {
            while self.at < self.tokens.len() && !self.is(0, "{") && !self.is(0, "=>") {
                self.at += 1;
            }
            self.eat("=>");
        }
        if !self.is(0, "{") {
            return self.value(depth + 1);
        }
        if depth == 0 {
            self.at += 1;
            return Node::Unknown;
        }
        let end = self.close[self.at];
        let mut found = Node::Unknown;
        // A function in a call, as configurations that are functions are: its last `return`.
        if depth <= 3 {
            let returns = (self.at..end)
                .rev()
                .find(|at| matches!(&self.tokens[*at], Token::Name(n) if n == "return"));
            if let Some(at) = returns {
                self.at = at + 1;
                found = self.value(depth + 1);
            }
        }
        self.at = end + 1;
        found
    }

    /// What is in parentheses: a value, a tuple, or the arguments of a function.
    fn group(&mut self, depth: usize) -> Node {
        let end = self.close[self.at];
        let after = |ahead: usize| self.tokens.get(end + ahead);
        let arrow = matches!(after(1), Some(Token::Mark("=>")));
        let typed = matches!(after(1), Some(Token::Mark(":"))) && !self.python && depth == 0;
        if arrow || typed {
            self.at = end + 1 + usize::from(arrow);
            return self.body(depth);
        }
        let start = self.at;
        let mut list = self.list(")", depth);
        let comma = matches!(self.tokens.get(self.at.saturating_sub(2)), Some(Token::Mark(",")));
        match list.len() {
            1 if !comma => list.pop().unwrap_or(Node::Unknown),
            _ if self.at > start => Node::List(list),
            _ => Node::Unknown,
        }
    }

    /// The values up to a closing bracket.
    fn list(&mut self, close: &str, depth: usize) -> Vec<Node> {
        let end = self.close[self.at].min(self.tokens.len());
        self.at += 1;
        let mut list = Vec::new();
        while self.at < end {
            if self.eat("...") {
                let inner = self.value(depth + 1);
                list.push(Node::Spread(Box::new(inner)));
            } else if self.python && close == ")" && self.name(0).is_some() && self.is(1, "=") {
                self.at += 2;
                self.value(depth + 1);
            } else if !self.is(0, ",") {
                list.push(self.value(depth + 1));
            }
            self.recover(end);
        }
        self.at = end + 1;
        list
    }

    fn map(&mut self, depth: usize) -> Node {
        let end = self.close[self.at].min(self.tokens.len());
        self.at += 1;
        let mut map = Vec::new();
        while self.at < end {
            if self.eat("...") {
                let inner = self.value(depth + 1);
                map.push((String::new(), Node::Spread(Box::new(inner))));
                self.recover(end);
                continue;
            }
            let key = match self.peek(0) {
                Some(Token::Name(key) | Token::Text(key) | Token::Number(key)) => Some(key.clone()),
                _ => None,
            };
            if let Some(key) = key {
                if self.is(1, ":") {
                    self.at += 2;
                    let node = self.value(depth + 1);
                    map.push((key, node));
                } else if self.is(1, ",") || self.at + 1 == end {
                    map.push((key.clone(), Node::Name(vec![key])));
                } else if self.is(1, "(") {
                    // A method: passed over.
                    self.at = self.close[self.at + 1] + 1;
                    if self.is(0, "{") {
                        self.at = self.close[self.at] + 1;
                    }
                    // Methods are parted by commas too; but what follows one is no part of it.
                }
            }
            self.recover(end);
        }
        self.at = end + 1;
        Node::Map(map)
    }

    /// Goes behind the next comma of this list or map.
    fn recover(&mut self, end: usize) {
        while self.at < end {
            match &self.tokens[self.at] {
                Token::Mark(",") => {
                    self.at += 1;
                    return;
                }
                Token::Mark("(" | "[" | "{") => self.at = self.close[self.at] + 1,
                _ => self.at += 1,
            }
        }
        self.at = end;
    }
}

/// What a call most likely gives back.
fn call(path: &[String], mut arguments: Vec<Node>) -> Node {
    let last = path.last().map_or("", String::as_str);
    match last {
        "require" => match arguments.first() {
            Some(Node::Value(Value::String(file))) => return Node::Require(file.clone()),
            _ => return Node::Unknown,
        },
        "join" | "resolve" => return Node::Join(arguments, "/"),
        // Environment variables have their defaults last.
        "get" | "getenv" if arguments.len() == 2 => {
            return arguments.pop().unwrap_or(Node::Unknown);
        }
        _ => {}
    }
    let maps = arguments.iter().filter(|node| matches!(node, Node::Map(_))).count();
    match (maps, arguments.len()) {
        (0, 1) => arguments.pop().unwrap_or(Node::Unknown),
        (0, _) => Node::Unknown,
        (1, _) => {
            arguments.into_iter().find(|node| matches!(node, Node::Map(_))).unwrap_or(Node::Unknown)
        }
        // `Object.assign({}, a, { … })`, `merge(a, b)`
        _ => Node::Map(
            arguments.into_iter().map(|n| (String::new(), Node::Spread(Box::new(n)))).collect(),
        ),
    }
}
