//! A source file of Rust as what the layer rules need: the paths that it names. Comments,
//! texts and `#[cfg(test)]` items are left out.

use std::collections::BTreeSet;

/// What a file names.
pub(crate) struct Source {
    /// The file, relative to `src/`.
    pub(crate) file: String,
    /// Its module: `export::pdf::write`; `lib` and `main` for the roots.
    pub(crate) module: String,
    /// How many lines it has before its tests.
    pub(crate) lines: usize,
    paths: Vec<(usize, Vec<String>)>,
    macros: Vec<(usize, String)>,
    /// Names that `use` and `mod` bring into the file's scope.
    local: BTreeSet<String>,
}

impl Source {
    /// Paths within this crate, from its root, with their lines.
    pub(crate) fn own_paths(&self) -> Vec<(usize, String)> {
        let here: Vec<&str> = match self.module.as_str() {
            "lib" | "main" => Vec::new(),
            module => module.split("::").collect(),
        };
        let mut found = Vec::new();
        for (line, path) in &self.paths {
            let mut base = match path.first().map(String::as_str) {
                Some("crate" | "postpress") => Vec::new(),
                Some("super") => here.clone(),
                _ => continue,
            };
            let supers = path.iter().take_while(|p| *p == "super").count();
            base.truncate(base.len().saturating_sub(supers));
            base.extend(path.iter().skip(supers.max(1)).map(String::as_str));
            // The root itself names nothing.
            if !base.is_empty() {
                found.push((*line, base.join("::")));
            }
        }
        found
    }

    /// Paths that begin outside of this crate, with their lines.
    pub(crate) fn foreign_paths(&self) -> Vec<(usize, String)> {
        let own = |first: &str| {
            matches!(first, "crate" | "self" | "super" | "Self" | "postpress")
                || self.local.contains(first)
        };
        self.paths
            .iter()
            .filter(|(_, path)| path.first().is_some_and(|first| !own(first)))
            .map(|(line, path)| (*line, path.join("::")))
            .collect()
    }

    /// The macros that are called, with their lines.
    pub(crate) fn macros(&self) -> &[(usize, String)] {
        &self.macros
    }
}

/// Reads the text of a file that lies at `file` below `src/`.
pub(crate) fn read(file: &str, text: &str) -> Source {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let module = stem.strip_suffix("/mod").unwrap_or(stem).replace('/', "::");
    let tokens = without_tests(&tokens(text));
    let mut source = Source {
        file: file.to_owned(),
        module,
        lines: text.lines().take_while(|l| l.trim() != "#[cfg(test)]").count(),
        paths: Vec::new(),
        macros: Vec::new(),
        local: BTreeSet::new(),
    };
    let word = |i: usize| tokens.get(i).map_or("", |(_, t): &(usize, String)| t.as_str());
    let mut i = 0;
    while i < tokens.len() {
        let (line, token) = &tokens[i];
        if token == "use" {
            let mut leaves = Vec::new();
            i = use_tree(&tokens, i + 1, &[], &mut leaves, 0);
            for path in leaves {
                let inner = path.first().is_some_and(|p| {
                    ["crate", "self", "super"].contains(&p.as_str()) || source.local.contains(p)
                });
                if let (true, Some(name)) = (inner, path.last()) {
                    source.local.insert(name.clone());
                }
                source.paths.push((*line, path));
            }
            continue;
        }
        if token == "mod" {
            source.local.insert(word(i + 1).to_owned());
        }
        if is_word(token) && word(i + 1) == "!" && word(i + 2) != "=" {
            source.macros.push((*line, token.clone()));
        }
        if is_word(token) && word(i + 1) == "::" && is_word(word(i + 2)) {
            let mut path = vec![token.clone()];
            let mut next = i + 1;
            while word(next) == "::" && is_word(word(next + 1)) {
                path.push(word(next + 1).to_owned());
                next += 2;
            }
            source.paths.push((*line, path));
            i = next;
            continue;
        }
        i += 1;
    }
    source
}

/// Spreads one `use` tree into its leaves; gives the index after it.
fn use_tree(
    tokens: &[(usize, String)],
    mut i: usize,
    prefix: &[String],
    leaves: &mut Vec<Vec<String>>,
    depth: usize,
) -> usize {
    assert!(depth < 32, "a use tree is nested too deeply to be read");
    let mut path = prefix.to_vec();
    while let Some((_, token)) = tokens.get(i) {
        match token.as_str() {
            "{" => {
                i += 1;
                while tokens.get(i).is_some_and(|(_, t)| t != "}") {
                    i = use_tree(tokens, i, &path, leaves, depth + 1);
                    if tokens.get(i).is_some_and(|(_, t)| t == ",") {
                        i += 1;
                    }
                }
                return i + 1;
            }
            "as" => i += 2,
            "," | "}" | ";" => break,
            word if is_word(word) => {
                // `a::{self}` names `a`.
                if word != "self" || path.is_empty() {
                    path.push(word.to_owned());
                }
                i += 1;
            }
            _ => i += 1,
        }
    }
    if !path.is_empty() {
        leaves.push(path);
    }
    i
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Drops each item that `#[cfg(test)]` stands before.
fn without_tests(tokens: &[(usize, String)]) -> Vec<(usize, String)> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        let marked = tokens[i..].iter().map(|(_, t)| t.as_str()).take(MARK.len()).eq(MARK);
        if !marked {
            kept.push(tokens[i].clone());
            i += 1;
            continue;
        }
        let mut depth = 0_usize;
        i += MARK.len();
        while i < tokens.len() {
            let token = tokens[i].1.as_str();
            i += 1;
            match token {
                "{" => depth += 1,
                "}" if depth <= 1 => break,
                "}" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
        }
    }
    kept
}

/// Words, `::` and single signs with their lines; no comments, texts or characters.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut i, mut line) = (0, 1);
    while i < chars.len() {
        let start = i;
        let c = at(i);
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            let mut depth = 0_usize;
            while i < chars.len() {
                match (at(i), at(i + 1)) {
                    ('/', '*') => {
                        depth += 1;
                        i += 2;
                    }
                    ('*', '/') => {
                        depth -= 1;
                        i += 2;
                        if depth == 0 {
                            break;
                        }
                    }
                    _ => i += 1,
                }
            }
        } else if let Some(end) = raw_text(&chars, i) {
            i = end;
        } else if c == '"' || (c == 'b' && at(i + 1) == '"') {
            i += if c == 'b' { 2 } else { 1 };
            while i < chars.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if c == '\'' && at(i + 1) == '\\' {
            i += 3;
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else if c == '\'' && at(i + 2) == '\'' {
            i += 3;
        } else if c.is_alphabetic() || c == '_' {
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            tokens.push((line, chars[start..i].iter().collect()));
        } else if c == ':' && at(i + 1) == ':' {
            i += 2;
            tokens.push((line, "::".to_owned()));
        } else {
            i += 1;
            if !c.is_whitespace() {
                tokens.push((line, c.to_string()));
            }
        }
        let end = i.min(chars.len());
        line += chars[start..end].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

/// The index after a raw text (`r"…"`, `br##"…"##`) that begins here.
fn raw_text(chars: &[char], start: usize) -> Option<usize> {
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut i = start;
    if start > 0 && (at(start - 1).is_alphanumeric() || at(start - 1) == '_') {
        return None;
    }
    if at(i) == 'b' {
        i += 1;
    }
    if at(i) != 'r' {
        return None;
    }
    i += 1;
    let hashes = chars.get(i..)?.iter().take_while(|c| **c == '#').count();
    i += hashes;
    if at(i) != '"' {
        return None;
    }
    i += 1;
    while i < chars.len() {
        i += 1;
        if at(i - 1) == '"' && (0..hashes).all(|h| at(i + h) == '#') {
            return Some(i + hashes);
        }
    }
    Some(chars.len())
}

#[test]
fn paths_are_found_and_texts_are_not() {
    let source = read(
        "export/pdf/write.rs",
        "//! std::fs in a comment\n\
         use crate::{model::post::{self, Post}, diag};\n\
         use super::page::Page;\n\
         use rss::Channel as C;\n\
         fn f<'a>(x: &'a str) -> char { println!(\"std::env {}\", r#\"a \"std::net\" b\"#); '\\'' }\n\
         fn g() { post::of(); lopdf::Document::new(); super::super::rss::item(); }\n\
         #[cfg(test)]\n\
         mod tests { use std::fs; fn t() { std::process::exit(1) } }\n",
    );
    let own: Vec<_> = source.own_paths().into_iter().map(|(_, p)| p).collect();
    assert_eq!(
        own,
        [
            "model::post",
            "model::post::Post",
            "diag",
            "export::pdf::page::Page",
            "export::rss::item"
        ]
    );
    assert_eq!(
        source.foreign_paths(),
        [(4, "rss::Channel".to_owned()), (6, "lopdf::Document::new".to_owned())]
    );
    assert_eq!(source.macros(), [(5, "println".to_owned())]);
}
