//! Imports, exports and declarations: the names that a configuration gives to its values.

use super::super::tokens::Token;
use super::{Import, Node, Parser};

/// How many names one declaration may give.
const NAMES: usize = 100;

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        if !self.python && (self.is(0, "{") || self.is(0, "[")) {
            let node = self.value(0);
            self.out.exports.push(node);
        }
        while self.at < self.tokens.len() {
            let before = self.at;
            self.statement();
            self.at = self.at.max(before + 1);
        }
    }

    fn statement(&mut self) {
        let Some(first) = self.name(0).map(str::to_owned) else { return };
        match first.as_str() {
            "import" if !self.python && !self.is(1, "(") && !self.is(1, ".") => self.import(),
            "from" if self.python => self.python_import(),
            "const" | "let" | "var" if !self.python => self.declaration(),
            "module" if self.is(1, ".") && self.name(2) == Some("exports") && self.is(3, "=") => {
                self.at += 4;
                let node = self.value(0);
                self.out.exports.push(node);
            }
            "module" | "exports"
                if self.property().is_some_and(|(_, length)| {
                    matches!(self.tokens.get(self.at + length), Some(Token::Mark("=")))
                }) =>
            {
                let Some((name, length)) = self.property() else { return };
                self.at += length + 1;
                let node = self.value(0);
                if name == "default" {
                    self.out.exports.push(node);
                    return;
                }
                // `exports.x = x` says nothing new of `x`.
                if node != Node::Name(vec![name.clone()]) {
                    self.out.bindings.insert(name, node);
                }
            }
            "export" if self.name(1) == Some("default") => {
                self.at += 2;
                let node = self.value(0);
                self.out.exports.push(node);
            }
            "export" if self.is(1, "{") || self.is(1, "*") => self.export_list(),
            "return" => {
                self.at += 1;
                let node = self.value(0);
                if matches!(node, Node::Map(_)) {
                    self.out.returns.push(node);
                }
            }
            _ if self.is(1, "=") => {
                self.at += 2;
                let node = self.value(0);
                if node != Node::Unknown {
                    self.out.bindings.insert(first, node);
                }
            }
            // The arguments of a call are no statements to Python: `f(a='b')`.
            _ if self.python && self.is(1, "(") => self.at = self.close[self.at + 1],
            _ => {}
        }
    }

    /// `exports.x` and `module.exports.x`: the name, and how many tokens these are.
    fn property(&self) -> Option<(String, usize)> {
        let skip = if self.name(0) == Some("module") { 2 } else { 0 };
        if self.name(skip) != Some("exports") || !self.is(skip + 1, ".") {
            return None;
        }
        self.name(skip + 2).map(|name| (name.to_owned(), skip + 3))
    }

    /// `import a, { b as c } from "x"`, `import * as a from "x"`
    fn import(&mut self) {
        self.at += 1;
        let mut names: Vec<(String, Option<String>)> = Vec::new();
        let mut inside = false;
        for _ in 0..200 {
            match self.peek(0).cloned() {
                Some(Token::Text(file)) => {
                    self.at += 1;
                    for (name, of) in names {
                        self.out.imports.insert(name, Import { file: file.clone(), name: of });
                    }
                    return;
                }
                Some(Token::Mark("{")) => inside = true,
                Some(Token::Mark("}")) => inside = false,
                Some(Token::Name(name)) if name == "as" => {
                    if let (Some(new), Some(last)) =
                        (self.name(1).map(str::to_owned), names.last_mut())
                    {
                        last.0 = new;
                        self.at += 1;
                    } else if let Some(new) = self.name(1).map(str::to_owned) {
                        names.push((new, None));
                        self.at += 1;
                    }
                }
                Some(Token::Name(name)) if !matches!(name.as_str(), "from" | "type") => {
                    let of = (inside && name != "default").then(|| name.clone());
                    names.push((name, of));
                }
                None | Some(Token::Mark(";" | "=")) => return,
                Some(_) => {}
            }
            self.at += 1;
        }
    }

    /// `from x import *`: what the file names is named here too.
    fn python_import(&mut self) {
        self.at += 1;
        let mut file = String::new();
        while let Some(token) = self.peek(0) {
            match token {
                Token::Name(name) if name == "import" => break,
                Token::Name(name) => file.push_str(name),
                Token::Mark(".") => file.push('.'),
                _ => return,
            }
            self.at += 1;
        }
        self.out.imports.insert(format!("from {file}"), Import { file, name: None });
    }

    fn declaration(&mut self) {
        self.at += 1;
        if self.is(0, "{") {
            self.unpacking();
            return;
        }
        let Some(name) = self.name(0).map(str::to_owned) else { return };
        self.at += 1;
        // A type between the name and the value.
        if self.is(0, ":") {
            while self.at < self.tokens.len() && !self.is(0, "=") && !self.is(0, ";") {
                self.at = match self.peek(0) {
                    Some(Token::Mark("(" | "[" | "{")) => self.close[self.at] + 1,
                    _ => self.at + 1,
                };
            }
        }
        if self.eat("=") {
            let node = self.value(0);
            self.out.bindings.entry(name).or_insert(node);
        }
    }

    /// `const { a, b: c } = x`: names for what is at the keys of a value.
    fn unpacking(&mut self) {
        let end = self.close[self.at].min(self.tokens.len());
        let mut names: Vec<(String, String)> = Vec::new();
        self.at += 1;
        while self.at < end && names.len() < NAMES {
            if let Some(key) = self.name(0).map(str::to_owned) {
                let new = if self.is(1, ":") { self.name(2) } else { None };
                names.push((new.unwrap_or(&key).to_owned(), key));
            }
            self.recover(end);
        }
        self.at = end + 1;
        if !self.eat("=") {
            return;
        }
        let whole = self.value(0);
        for (name, key) in names {
            if let Node::Require(file) = &whole {
                let of = (key != "default").then_some(key);
                self.out.imports.insert(name, Import { file: file.clone(), name: of });
            } else if matches!(whole, Node::Name(_) | Node::Map(_) | Node::At(..)) {
                let node = Node::At(Box::new(whole.clone()), vec![key]);
                self.out.bindings.entry(name).or_insert(node);
            }
        }
    }

    /// `export { a, b as c }`, `export { a } from "x"`, `export * from "x"`
    fn export_list(&mut self) {
        self.at += 1;
        let mut names: Vec<(String, String)> = Vec::new();
        if self.is(0, "{") {
            let end = self.close[self.at].min(self.tokens.len());
            self.at += 1;
            while self.at < end && names.len() < NAMES {
                if let Some(of) = self.name(0).map(str::to_owned) {
                    let new = if self.name(1) == Some("as") { self.name(2) } else { None };
                    names.push((new.unwrap_or(&of).to_owned(), of));
                }
                self.recover(end);
            }
            self.at = end + 1;
        } else {
            self.at += 1;
        }
        let file = match (self.name(0), self.peek(1)) {
            (Some("from"), Some(Token::Text(file))) => Some(file.clone()),
            _ => None,
        };
        for (name, of) in names {
            match &file {
                Some(file) => {
                    let of = (of != "default").then_some(of);
                    self.out.imports.insert(name, Import { file: file.clone(), name: of });
                }
                None if name == "default" => self.out.exports.push(Node::Name(vec![of])),
                None if name != of => {
                    self.out.bindings.entry(name).or_insert(Node::Name(vec![of]));
                }
                None => {}
            }
        }
    }
}
