//! What a configuration in JavaScript, TypeScript or Python says in literals. Nothing is run:
//! names are followed to the literals they stand for, and what is computed is not known.

mod parse;
mod tokens;

use super::view::View;
use crate::limits;
use crate::model::value::Value;
use parse::{Node, Parsed};
use tokens::Token;

/// How many files a configuration may be spread over.
const FILES: usize = 8;

/// How deep values may lie in one another, and names stand for names.
const DEPTH: usize = 64;

/// Endings of modules that an import may leave out.
const ENDINGS: &[&str] =
    &["", ".js", ".ts", ".mjs", ".mts", ".cjs", ".json", ".jsx", ".tsx", "/index.js", "/index.ts"];

/// A configuration and the files that it imports.
pub(super) struct Literals {
    /// By their paths; the configuration itself is the first.
    files: Vec<(String, Parsed)>,
}

impl Literals {
    /// Reads a configuration, its path below the view.
    pub(super) fn read(view: &View, file: &str) -> Option<Self> {
        let text = view.text(file)?;
        Some(Self::parse(&text, file, |path| view.text(path)))
    }

    /// Reads a text as a configuration; `import` gives the texts of other files.
    pub(super) fn parse(text: &str, file: &str, import: impl Fn(&str) -> Option<String>) -> Self {
        let python = file.rsplit('.').next() == Some("py");
        let mut files = vec![(file.to_owned(), Parsed::new(text, python))];
        let mut next = 0;
        while next < files.len() {
            let (from, parsed) = &mut files[next];
            let from = from.clone();
            let mut imports = std::mem::take(&mut parsed.imports);
            for target in imports.values_mut() {
                let Some((path, text)) = found(&from, &target.file, python, &import) else {
                    continue;
                };
                target.file.clone_from(&path);
                if files.iter().all(|(other, _)| *other != path) && files.len() < FILES {
                    files.push((path, Parsed::new(&text, python)));
                }
            }
            files[next].1.imports = imports;
            next += 1;
        }
        Self { files }
    }

    /// What the configuration exports, the most telling first.
    pub(super) fn exports(&self) -> Vec<Value> {
        let resolver = Resolver { all: self, left: std::cell::Cell::new(limits::LITERAL_VALUES) };
        let parsed = &self.files[0].1;
        let nodes = parsed.exports.iter().chain(&parsed.returns);
        nodes.map(|node| resolver.value(0, node, 0)).filter(|v| *v != Value::Null).collect()
    }

    /// The value of a name that the configuration sets.
    pub(super) fn name(&self, name: &str) -> Option<Value> {
        let resolver = Resolver { all: self, left: std::cell::Cell::new(limits::LITERAL_VALUES) };
        let value = resolver.name(0, name, 0);
        Some(value).filter(|value| *value != Value::Null)
    }

    /// All names that the configuration sets.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files[0].1.bindings.keys().map(String::as_str)
    }

    /// The first value at a path of keys: in what is exported, then in what names stand for, at
    /// the top first and then anywhere inside.
    pub(super) fn get(&self, path: &[&str]) -> Option<Value> {
        let mut all = self.exports();
        for (i, (_, parsed)) in self.files.iter().enumerate() {
            let resolver =
                Resolver { all: self, left: std::cell::Cell::new(limits::LITERAL_VALUES) };
            all.extend(parsed.exports.iter().filter(|_| i > 0).map(|n| resolver.value(i, n, 0)));
            let first = path.first().copied().unwrap_or_default();
            if parsed.bindings.contains_key(first) || parsed.imports.contains_key(first) {
                let value = resolver.name(i, first, 0);
                all.push(Value::Map(vec![(first.to_owned(), value)]));
            }
            all.extend(parsed.bindings.values().map(|node| resolver.value(i, node, 0)));
        }
        all.iter()
            .find_map(|value| at(value, path))
            .or_else(|| all.iter().find_map(|value| deep(value, path)))
            .cloned()
    }

    /// The value of the first of some paths that is a text.
    pub(super) fn text(&self, paths: &[&[&str]]) -> Option<String> {
        paths.iter().find_map(|path| match self.get(path) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        })
    }

    /// The program of all files in one spelling: without comments and blanks, texts in `"`.
    pub(super) fn code(&self) -> String {
        let mut code = String::new();
        for (_, parsed) in &self.files {
            for token in &parsed.tokens {
                match token {
                    Token::Name(name) | Token::Number(name) => {
                        if code.ends_with(|c: char| c.is_alphanumeric() || "_$".contains(c)) {
                            code.push(' ');
                        }
                        code.push_str(name);
                    }
                    Token::Text(text) => code.extend(["\"", text, "\""]),
                    Token::Template(text) => {
                        code.push('`');
                        code.push_str(&text.replace('\'', "\""));
                        code.push('`');
                    }
                    Token::Mark(mark) => code.push_str(mark),
                }
            }
        }
        code
    }

    /// Every text and template with the key or name that it belongs to, in the order of the file.
    pub(super) fn keyed(&self) -> impl Iterator<Item = (&str, &str)> {
        let tokens = self.files.iter().flat_map(|(_, parsed)| parsed.tokens.windows(3));
        tokens.filter_map(|three| match three {
            [
                Token::Name(key) | Token::Text(key),
                Token::Mark(":" | "="),
                Token::Text(text) | Token::Template(text),
            ] => Some((key.as_str(), text.as_str())),
            _ => None,
        })
    }
}

/// The value at a path of keys.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    let found = path.iter().try_fold(value, |value, key| value.get(key))?;
    Some(found).filter(|found| **found != Value::Null)
}

/// The first value at a path of keys that begins anywhere inside.
pub(super) fn deep<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    let inner: Box<dyn Iterator<Item = &Value>> = match value {
        Value::List(list) => Box::new(list.iter()),
        Value::Map(entries) => Box::new(entries.iter().map(|(_, value)| value)),
        _ => return None,
    };
    let inner: Vec<&Value> = inner.collect();
    let near = inner.iter().find_map(|value| at(value, path));
    near.or_else(|| inner.iter().find_map(|value| deep(value, path)))
}

/// All values of a key, wherever they are.
pub(super) fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::List(list) => {
            for value in list {
                all(value, key, found);
            }
        }
        Value::Map(entries) => {
            for (other, value) in entries {
                if other == key {
                    found.push(value);
                }
                all(value, key, found);
            }
        }
        _ => {}
    }
}

/// The file that an import names, and its text.
fn found(
    from: &str,
    target: &str,
    python: bool,
    import: &impl Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    if python {
        let path = format!("{}.py", target.trim_start_matches('.').replace('.', "/"));
        let path = if folder.is_empty() { path } else { format!("{folder}/{path}") };
        return import(&path).map(|text| (path, text));
    }
    let near = target.starts_with("./") || target.starts_with("../");
    let bases = match target.strip_prefix("@/").or_else(|| target.strip_prefix("~/")) {
        Some(rest) => vec![format!("src/{rest}"), rest.to_owned()],
        None if near => {
            vec![if folder.is_empty() { target.to_owned() } else { format!("{folder}/{target}") }]
        }
        // A package; only some projects name their own folders so (`baseUrl`).
        None if target.contains('/') && !target.starts_with('@') => vec![target.to_owned()],
        None => return None,
    };
    let paths = bases.iter().flat_map(|base| ENDINGS.iter().map(move |end| format!("{base}{end}")));
    paths.map(|path| tidy(&path)).find_map(|path| import(&path).map(|text| (path, text)))
}

/// A path without `.` and without folders that it leaves again.
fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

struct Resolver<'a> {
    all: &'a Literals,
    /// How many values may still be made.
    left: std::cell::Cell<usize>,
}

impl Resolver<'_> {
    fn value(&self, file: usize, node: &Node, depth: usize) -> Value {
        if depth > DEPTH || self.left.get() == 0 {
            return Value::Null;
        }
        // Long texts count for more, so that what is unfolded is bounded in bytes too.
        let size = match node {
            Node::Value(Value::String(text)) | Node::Template(text) => 1 + text.len() / 64,
            _ => 1,
        };
        self.left.set(self.left.get().saturating_sub(size));
        match node {
            Node::Unknown => Value::Null,
            Node::Value(value) => value.clone(),
            Node::Template(text) => self.template(file, text, depth + 1),
            Node::List(nodes) => {
                let mut list = Vec::new();
                for node in nodes {
                    match node {
                        Node::Spread(inner) => {
                            if let Value::List(inner) = self.value(file, inner, depth + 1) {
                                list.extend(inner);
                            }
                        }
                        node => list.push(self.value(file, node, depth + 1)),
                    }
                }
                Value::List(list)
            }
            Node::Map(entries) => {
                let mut map: Vec<(String, Value)> = Vec::new();
                for (key, node) in entries {
                    if let Node::Spread(inner) = node {
                        if let Value::Map(inner) = self.value(file, inner, depth + 1) {
                            for (key, value) in inner {
                                map.retain(|(other, _)| *other != key);
                                map.push((key, value));
                            }
                        }
                    } else {
                        let value = self.value(file, node, depth + 1);
                        map.retain(|(other, _)| other != key);
                        map.push((key.clone(), value));
                    }
                }
                Value::Map(map)
            }
            Node::Spread(inner) => self.value(file, inner, depth + 1),
            Node::Join(parts, between) => {
                let mut texts = Vec::new();
                for part in parts {
                    match self.value(file, part, depth + 1) {
                        Value::String(text) => texts.push(text),
                        // `__dirname` and the like: the folder of the configuration.
                        Value::Null if !between.is_empty() => {}
                        value => match value.scalar() {
                            Some(text) => texts.push(text),
                            None => return Value::Null,
                        },
                    }
                }
                Value::String(texts.join(between))
            }
            Node::Either(first, second) => match self.value(file, first, depth + 1) {
                Value::Null => self.value(file, second, depth + 1),
                Value::String(text) if text.is_empty() || text.contains("//localhost") => {
                    match self.value(file, second, depth + 1) {
                        Value::Null => Value::String(text),
                        other => other,
                    }
                }
                value => value,
            },
            Node::Require(path) => self.import(file, path, None, depth + 1),
            Node::At(whole, keys) => {
                let whole = self.value(file, whole, depth + 1);
                // A module of one export is that export to programs that were translated.
                let keys = match keys.split_first() {
                    Some((first, rest)) if first == "default" && whole.get("default").is_none() => {
                        rest
                    }
                    _ => keys.as_slice(),
                };
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                at(&whole, &keys).cloned().unwrap_or(Value::Null)
            }
            Node::Name(path) => {
                let Some((first, rest)) = path.split_first() else { return Value::Null };
                let value = self.name(file, first, depth + 1);
                let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
                at(&value, &rest).cloned().unwrap_or(Value::Null)
            }
        }
    }

    fn name(&self, file: usize, name: &str, depth: usize) -> Value {
        let Some((_, parsed)) = self.all.files.get(file) else { return Value::Null };
        if let Some(node) = parsed.bindings.get(name) {
            return self.value(file, node, depth + 1);
        }
        match parsed.imports.get(name) {
            Some(import) => self.import_of(&import.file, import.name.as_deref(), depth + 1),
            None => Value::Null,
        }
    }

    fn import(&self, file: usize, path: &str, name: Option<&str>, depth: usize) -> Value {
        let key = format!("require {path}");
        let parsed = self.all.files.get(file).map(|(_, parsed)| parsed);
        match parsed.and_then(|parsed| parsed.imports.get(&key)) {
            Some(import) => self.import_of(&import.file, name, depth),
            None => Value::Null,
        }
    }

    fn import_of(&self, path: &str, name: Option<&str>, depth: usize) -> Value {
        let place = self.all.files.iter().position(|(other, _)| other == path);
        let Some(place) = place.filter(|_| depth <= DEPTH) else { return Value::Null };
        let parsed = &self.all.files[place].1;
        if let Some(name) = name
            && (parsed.bindings.contains_key(name) || parsed.imports.contains_key(name))
        {
            return self.name(place, name, depth + 1);
        }
        let exported = parsed.exports.iter().map(|node| self.value(place, node, depth + 1));
        let exported = exported.into_iter().find(|value| *value != Value::Null);
        match (exported, name) {
            (Some(value), None) => value,
            (Some(value), Some(name)) => value.get(name).cloned().unwrap_or(Value::Null),
            // `import * as x`: all that the file names.
            (None, None) => {
                let names = parsed.bindings.keys().chain(parsed.imports.keys());
                let names = names.filter(|name| !name.contains(' '));
                Value::Map(names.map(|n| (n.clone(), self.name(place, n, depth + 1))).collect())
            }
            (None, Some(_)) => Value::Null,
        }
    }

    /// A template whose holes are all known.
    fn template(&self, file: usize, text: &str, depth: usize) -> Value {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            out.push_str(&rest[..at]);
            let Some(end) = rest[at..].find('}') else { return Value::Null };
            let name = rest[at + 2..at + end].trim();
            rest = &rest[at + end + 1..];
            if matches!(name, "__dirname" | "process.cwd()" | "import.meta.dirname") {
                out.push('.');
                continue;
            }
            let path: Vec<String> = name.split('.').map(|part| part.trim().to_owned()).collect();
            match self.value(file, &Node::Name(path), depth + 1).scalar() {
                Some(value) => out.push_str(&value),
                None => return Value::Null,
            }
        }
        out.push_str(rest);
        Value::String(out)
    }
}

#[cfg(test)]
mod tests;
