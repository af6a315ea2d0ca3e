//! The names of posts in all outputs: paths that every file system takes, each once.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::artifact::MAX_PART;
use crate::diag::{Code, Diagnostic};
use crate::model::post::{Meta, PostId};
use crate::span::Span;

/// Longest part of an id in bytes: room for `.json` and for a number.
const LONGEST: usize = MAX_PART - 20;

/// Names of devices that Windows keeps for itself, with any ending, in any letter case.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The id that a post would like to have: its path below the content folder, without its ending
/// and a last `/index`, with everything replaced that some file system refuses.
#[must_use]
pub fn wish(below: &str) -> PostId {
    let stem = stem(below);
    let stem = stem.strip_suffix("/index").filter(|folder| !folder.is_empty()).unwrap_or(stem);
    // `slug/index.ko` is the Korean `slug`.
    let stem = match stem.rsplit_once("/index.") {
        Some((folder, suffix)) if !suffix.contains('/') => format!("{folder}.{suffix}"),
        _ => stem.to_owned(),
    };
    let last = stem.matches('/').count();
    let parts: Vec<String> =
        stem.split('/').enumerate().map(|(i, text)| part(text, i < last)).collect();
    PostId::new(&parts.join("/"))
}

/// A path without the ending of its file.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => &path[..path.len() - ending.len() - 1],
        _ => path,
    }
}

fn part(text: &str, is_folder: bool) -> String {
    let mut out: String = text
        .nfc()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '/' => '-',
            // Marks that turn the direction of text make a name look like another.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '-',
            c if c.is_control() => '-',
            c => c,
        })
        .collect();
    out.truncate(out.floor_char_boundary(LONGEST));
    let trimmed = out.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let mut out = if trimmed.is_empty() { "_".to_owned() } else { trimmed.to_owned() };
    let device = out.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = device.len() == 4
        && (device.starts_with("com") || device.starts_with("lpt"))
        && device.ends_with(|c: char| c.is_ascii_digit());
    if numbered || DEVICES.contains(&device.as_str()) {
        out.insert(0, '_');
    }
    // `a.json/b` cannot lie beside the file `a.json` of the post `a`.
    for ending in [".json", ".pdf"] {
        if is_folder && out.to_ascii_lowercase().ends_with(ending) {
            out.push('_');
        }
    }
    out
}

/// Gives posts of one name in several content folders (`de/news/a.md`, `en/news/a.md`) their
/// whole paths for ids: numbers would tell nothing, and change with every other translation.
fn tell_folders_apart(metas: &mut [Meta]) {
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, meta) in metas.iter().enumerate() {
        alike.entry(fold(meta.id.as_str())).or_default().push(i);
    }
    for members in alike.into_values().filter(|members| members.len() > 1) {
        let whole: Vec<PostId> = members.iter().map(|i| wish(&metas[*i].source)).collect();
        // In one folder the whole paths are as much alike.
        if whole.iter().any(|id| fold(id.as_str()) != fold(whole[0].as_str())) {
            for (i, id) in members.into_iter().zip(whole) {
                metas[i].id = id;
            }
        }
    }
}

/// Makes ids unique, also where letter case and Unicode form do not count: posts of several content
/// folders get their whole paths, and the second in order gets `-2`. Tells of ids and addresses
/// that come twice.
pub fn assign(metas: &mut [Meta]) -> Vec<Diagnostic> {
    tell_folders_apart(metas);
    let mut diagnostics = Vec::new();
    let mut ids = BTreeSet::new();
    // A name that some post has by right is given to no other.
    let wishes: BTreeSet<String> = metas.iter().map(|meta| fold(meta.id.as_str())).collect();
    let mut urls = BTreeSet::new();
    for meta in metas {
        let place = Span::file(meta.file);
        if !ids.insert(fold(meta.id.as_str())) {
            let wish = meta.id.as_str().to_owned();
            let id = (2..u32::MAX)
                .map(|number| format!("{wish}-{number}"))
                .find(|id| !wishes.contains(&fold(id)) && ids.insert(fold(id)))
                .unwrap_or(wish);
            let message = format!("another post has the id `{}` already", meta.id);
            diagnostics.push(
                Diagnostic::new(Code::DuplicateId, place, message)
                    .hint(format!("it is called `{id}` in the outputs; rename one of the files")),
            );
            meta.id = PostId::new(&id);
        }
        if !urls.insert(meta.url.clone()) {
            let message = format!("another post has the address `{}` already", meta.url);
            diagnostics.push(
                Diagnostic::new(Code::DuplicateUrl, place, message)
                    .hint("change the slug or permalink of one of them"),
            );
        }
    }
    diagnostics
}

fn fold(id: &str) -> String {
    id.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::wish;
    use crate::artifact::OutPath;

    #[test]
    fn ids_are_paths_that_every_system_takes() {
        for (path, id) in [
            ("slug/index.md", "slug"),
            ("slug/index.ko.md", "slug.ko"),
            ("post.ko.md", "post.ko"),
            ("index.md", "index"),
            ("a/b.mdx", "a/b"),
            ("글/index.md", "글"),
            ("what?.md", "what-"),
            (".../x .md", "_/x"),
            ("CON.md", "_CON"),
            ("com1.x/a.md", "_com1.x/a"),
            ("a.json/b.md", "a.json_/b"),
            ("\u{202e}gnp.md", "-gnp"),
        ] {
            assert_eq!(wish(path).as_str(), id, "{path}");
        }
        let long = wish(&format!("{}/{}.md", "긴".repeat(90), "x".repeat(300)));
        assert!(OutPath::new(format!("pdf/{long}-999.json")).is_ok());
    }
}
