//! The names of posts in all outputs: paths that every file system takes, each once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::artifact::MAX_PART;
use crate::diag::{Code, Diagnostic};
use crate::model::post::{Meta, PostId};
use crate::span::Span;
use crate::table::{Table, place};

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
    let mut names = Table::with_capacity(metas.len());
    // Those of one name, by the first that has it.
    let mut alike: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, meta) in metas.iter().enumerate() {
        let name = fold(meta.id.as_str());
        if let Some(first) = names.insert(&name, place(i), |place| folded_id(metas, place)) {
            alike.entry(first).or_insert_with(|| vec![first as usize]).push(i);
        }
    }
    for members in alike.into_values() {
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
    // A name that some post has by right is given to no other.
    let mut wishes = Table::with_capacity(metas.len());
    let mut urls = Table::with_capacity(metas.len());
    let (mut of_known_id, mut of_known_url) = (BTreeSet::new(), BTreeSet::new());
    for (i, meta) in metas.iter().enumerate() {
        let wish = fold(meta.id.as_str());
        if wishes.insert(&wish, place(i), |place| folded_id(metas, place)).is_some() {
            of_known_id.insert(i);
        }
        if urls.insert(&meta.url, place(i), |place| &*metas[place as usize].url).is_some() {
            of_known_url.insert(i);
        }
    }
    drop(urls);
    let mut diagnostics = Vec::new();
    let mut given = BTreeSet::new();
    for &i in of_known_id.union(&of_known_url) {
        let at = Span::file(metas[i].file);
        if of_known_id.contains(&i) {
            let wish = metas[i].id.as_str();
            // The first that has a name by right keeps it, so that the table stays true.
            let is_free = |name: &str| wishes.find(name, |place| folded_id(metas, place)).is_none();
            let id = (2..u32::MAX)
                .map(|number| format!("{wish}-{number}"))
                .find(|id| is_free(&fold(id)) && given.insert(fold(id).into_owned()))
                .unwrap_or_else(|| wish.to_owned());
            let message = format!("another post has the id `{wish}` already");
            diagnostics.push(
                Diagnostic::new(Code::DuplicateId, at, message)
                    .hint(format!("it is called `{id}` in the outputs; rename one of the files")),
            );
            metas[i].id = PostId::new(&id);
        }
        if of_known_url.contains(&i) {
            let message = format!("another post has the address `{}` already", metas[i].url);
            diagnostics.push(
                Diagnostic::new(Code::DuplicateUrl, at, message)
                    .hint("change the slug or permalink of one of them"),
            );
        }
    }
    diagnostics
}

/// The id of the post at a place, as ids are compared.
fn folded_id(metas: &[Meta], place: u32) -> Cow<'_, str> {
    fold(metas[place as usize].id.as_str())
}

fn fold(id: &str) -> Cow<'_, str> {
    // Most ids are so already.
    if id.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return id.into();
    }
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
