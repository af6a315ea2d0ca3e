//! What the names of files and folders say of languages: `index.ko.md`, `post.en.md`, `ko/post.md`.
//!
//! What a site generator's configuration says counts. Where it says nothing, a name is a language
//! where it is plainly one: `node.js.md` and the folder `it/` may be anything, and are taken for
//! languages only beside the same text in another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ids::stem;
use crate::config::{Config, Generator};
use crate::model::language::{primary, tag};
use crate::source::SourceEntry;

/// Folders whose folders are languages, whatever else they hold.
const HOMES: &[&str] = &["i18n", "l10n", "locales", "translations"];

/// Codes of languages that are names of other things in blogs, most of all about programs. They
/// are languages where a language of the blog stands beside them.
const WORDS: &[&str] = &[
    "am", "an", "as", "be", "cs", "cv", "fo", "go", "he", "hi", "id", "io", "is", "it", "ml", "mr",
    "ms", "my", "no", "om", "or", "os", "rm", "sh", "si", "so", "tc", "to", "ts", "tt", "ve", "vi",
    "vs",
];

/// How many folders below the root are looked at.
const DEEPEST: usize = 8;

/// The languages that names of files and folders stand for.
#[derive(Debug, Clone, Default)]
pub struct Languages {
    /// Folders, relative to the root, whose posts are in a language, and that language. Where the
    /// settings say so, the folder is no part of what translations have in common.
    folders: BTreeMap<String, Folder>,
    /// The files whose suffix is a language.
    suffixes: BTreeSet<String>,
}

#[derive(Debug, Clone)]
struct Folder {
    language: String,
    is_set: bool,
}

/// What the path of a post says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The path below the content folder without ending, `/index` and language suffix.
    pub path: &'a str,
    /// The language suffix of the file's name, as written.
    pub suffix: Option<&'a str>,
    /// The language of the suffix, else that of the innermost folder that is one: a tag.
    pub language: Option<String>,
    /// What the paths of translations have in common.
    pub trunk: String,
}

impl Languages {
    /// Finds out which names of posts' files and folders are languages.
    #[must_use]
    pub fn of(posts: &[&SourceEntry], config: &Config) -> Self {
        let mut found = Self::default();
        for (name, folders) in &config.languages {
            for folder in folders {
                let language = tag(name).unwrap_or_default();
                found.folders.insert(folder.clone(), Folder { language, is_set: true });
            }
        }
        // These two take a suffix or folder for a language only where their configuration does.
        let strict = matches!(config.generator, Generator::Hugo | Generator::Zola)
            && !config.languages.is_empty();
        let stems: BTreeSet<&str> = posts.iter().map(|post| stem(&post.path)).collect();
        let is_own = |language: &str| is_own(config, language);
        let mut bases: HashMap<&str, usize> = HashMap::new();
        for stem in &stems {
            if let Some((base, _)) = split_suffix(stem) {
                *bases.entry(base).or_default() += 1;
            }
        }
        for post in posts {
            let Some((base, suffix)) = split_suffix(stem(&post.path)) else { continue };
            let beside = || stems.contains(base) || bases.get(base).is_some_and(|n| *n > 1);
            let plain = || base.ends_with("/index") || base == "index" || beside();
            if is_own(suffix) || !strict && plain() {
                found.suffixes.insert(post.path.to_string());
            }
        }
        if !strict {
            for (folder, language) in plain_folders(posts, &stems, &is_own) {
                found.folders.entry(folder).or_insert(Folder { language, is_set: false });
            }
        }
        found
    }

    /// What the path of a post says.
    #[must_use]
    pub fn place<'a>(&self, entry: &'a SourceEntry) -> Place<'a> {
        let has_suffix = self.suffixes.contains(&*entry.path);
        let cut = |stem: &'a str| match split_suffix(stem).filter(|_| has_suffix) {
            Some((base, suffix)) => (base, Some(suffix)),
            None => (stem, None),
        };
        let (whole, _) = cut(stem(&entry.path));
        let (path, suffix) = cut(stem(entry.below()));
        let mut trunk = without_index(whole).to_owned();
        let mut language = None;
        // From the inside out, so that what is cut leaves the outer folders as they are.
        for (at, _) in whole.rmatch_indices('/') {
            let Some(folder) = self.folders.get(&whole[..at]) else { continue };
            language.get_or_insert_with(|| folder.language.clone());
            let start = whole[..at].rfind('/').filter(|_| !folder.is_set).map_or(0, |s| s + 1);
            trunk.replace_range(start..(at + 1).min(trunk.len()), "");
            if folder.is_set {
                break;
            }
        }
        trunk.truncate(trunk.trim_end_matches('/').len());
        let language = suffix.and_then(tag).or(language);
        Place { path: without_index(path), suffix, language, trunk }
    }
}

/// Whether a name is a language of the blog, by its settings.
fn is_own(config: &Config, language: &str) -> bool {
    let own = &config.about.language;
    config.languages.keys().any(|name| name.eq_ignore_ascii_case(language))
        || !own.is_empty() && primary(own) == primary(language)
}

fn without_index(path: &str) -> &str {
    path.strip_suffix("/index").filter(|folder| !folder.is_empty()).unwrap_or(path)
}

/// A path without ending, taken apart into what is before a suffix that may be a language, and
/// that suffix.
fn split_suffix(stem: &str) -> Option<(&str, &str)> {
    let (base, suffix) = stem.rsplit_once('.')?;
    (is_tag(suffix) && !base.is_empty() && !base.ends_with('/')).then_some((base, suffix))
}

/// Whether a name has the form that languages have in names of files: `ko`, `zh-CN`, `zh_Hans`,
/// `zh-hant-tw`, with a language that there is.
fn is_tag(text: &str) -> bool {
    let (language, rest) = text.split_once(['-', '_']).unwrap_or((text, ""));
    // A script, a region, or both: `Hans`, `CN`, `Hant-TW`.
    let (script, region) = rest.split_once(['-', '_']).unwrap_or((rest, ""));
    let is_word = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    language.len() == 2
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && matches!((script.len(), region.len()), (2 | 4, 0) | (4, 2))
            | (rest.is_empty() && text.len() == 2)
        && is_word(script)
        && is_word(region)
        && tag(text).is_some()
}

/// What is known of a folder that holds a folder with the name of a language.
#[derive(Default)]
struct Parent<'a> {
    tags: BTreeSet<&'a str>,
    /// Whether folders with posts stand beside those.
    others: bool,
    /// Names of languages that hold a text which another one holds too.
    paired: BTreeSet<&'a str>,
}

/// The folders that are plainly languages, and those.
fn plain_folders(
    posts: &[&SourceEntry],
    stems: &BTreeSet<&str>,
    is_own: &dyn Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut parents: BTreeMap<&str, Parent<'_>> = BTreeMap::new();
    // Of each text below folders that may be languages, by the parent: the first that holds it.
    let mut first: HashMap<(&str, &str), &str> = HashMap::new();
    let mut buffer = String::new();
    for post in posts {
        for (folder, name, rest) in steps(&post.path).filter(|(_, name, _)| is_tag(name)) {
            let rest = stem(rest);
            let parent = parents.entry(folder).or_default();
            parent.tags.insert(name);
            let other = *first.entry((folder, rest)).or_insert(name);
            if other != name {
                parent.paired.extend([other, name]);
            }
            // `post.md` and `ko/post.md`; a folder's `index` says nothing.
            buffer.clear();
            buffer.push_str(folder);
            if !folder.is_empty() {
                buffer.push('/');
            }
            buffer.push_str(rest);
            if rest != "index" && stems.contains(buffer.as_str()) && !is_word(name) {
                parent.paired.insert(name);
            }
        }
    }
    for post in posts {
        for (folder, ..) in steps(&post.path).filter(|(_, name, _)| !is_tag(name)) {
            if let Some(parent) = parents.get_mut(folder) {
                parent.others = true;
            }
        }
    }
    let mut found = Vec::new();
    for (folder, parent) in parents {
        let last = folder.rsplit('/').next().unwrap_or(folder).to_ascii_lowercase();
        let home = HOMES.contains(&last.as_str());
        let own = parent.tags.iter().any(|tag| is_own(tag) || primary(tag) == "en");
        let all = home || own && parent.tags.len() > 1 && !parent.others;
        for name in parent.tags {
            let paired = parent.paired.contains(name) && (own || !is_word(name));
            if let Some(language) = tag(name).filter(|_| all || paired) {
                let slash = if folder.is_empty() { "" } else { "/" };
                found.push((format!("{folder}{slash}{name}"), language));
            }
        }
    }
    found
}

/// Whether a name is a word as well; one with a country is none.
fn is_word(name: &str) -> bool {
    WORDS.contains(&name)
}

/// Every folder of a path: what is before it, its name, and what is behind it.
fn steps(path: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut start: usize = 0;
    path.match_indices('/').take(DEEPEST).map(move |(at, _)| {
        let step = (&path[..start.saturating_sub(1)], &path[start..at], &path[at + 1..]);
        start = at + 1;
        step
    })
}

#[cfg(test)]
mod tests;
