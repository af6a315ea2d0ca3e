//! All files of a site by path: what a reference in a post leads to, without touching the disk.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::scan::{Kind, SourceEntry, Sources};
use crate::config::Config;
use crate::table::{self, Table};

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// A file that is no post.
    File {
        /// Relative to the root, with `/`.
        path: String,
        /// Where it is on disk.
        disk: PathBuf,
        /// Whether letter case and Unicode form are as in the reference.
        exact: bool,
        /// What is behind `#`, as written.
        fragment: Option<String>,
    },
    /// A post.
    Post {
        /// The path of the post's file, relative to the root.
        path: String,
        /// What is behind `#`, as written.
        fragment: Option<String>,
    },
    /// A page that is no post: a section (`_index.md`), or a folder with an `index.html`.
    Page {
        /// Its address from the top of the blog, where that can be told (`/blog/`).
        address: Option<String>,
        /// What is behind `#`, as written.
        fragment: Option<String>,
    },
    /// It leads out of the root.
    Outside,
    /// There is no such file.
    Missing,
}

/// All files by path.
#[derive(Debug, Clone, Default)]
pub struct Index<'a> {
    entries: Vec<&'a SourceEntry>,
    exact: Table,
    /// By NFC and lower case, where that is another spelling than the path's own; the first in order
    /// where several are alike. Most paths have one, and are found by it: with copies of all of them
    /// the index took 350 bytes a file.
    folded: HashMap<String, u32>,
    content: Vec<String>,
    statics: Vec<String>,
    /// Posts by their paths without language and ending (`a/index` for `a/index.ko.md`), the first
    /// in order of each; made when a post is first not found.
    translations: OnceLock<HashMap<String, usize>>,
}

/// What Pelican writes before a path below its content (`/…`) or the post's folder, to name a source
/// and not an address.
const MARKS: &[&str] = &["filename", "static", "attach"];

/// A reference without Pelican's mark: `{filename}/images/a.png`, `|static|a.png`.
fn without_mark(reference: &str) -> &str {
    let rest = ["%7B", "%7b", "{", "|"].iter().find_map(|open| reference.strip_prefix(open));
    rest.and_then(|rest| MARKS.iter().find_map(|mark| rest.strip_prefix(mark)))
        .and_then(|rest| ["%7D", "%7d", "}", "|"].iter().find_map(|end| rest.strip_prefix(end)))
        .map_or(reference, str::trim_start)
}

/// Endings that a reference to a post may leave out.
const ENDINGS: &[&str] = &[".md", ".mdx", ".markdown"];

impl<'a> Index<'a> {
    /// Takes in all files that a scan found.
    #[must_use]
    pub fn new(sources: &'a Sources, config: &Config) -> Self {
        let mut index = Self {
            content: config.content.iter().map(|f| base(f)).collect(),
            statics: config.statics.iter().map(|f| base(f)).collect(),
            exact: Table::with_capacity(sources.files.len() + sources.statics.len()),
            entries: Vec::with_capacity(sources.files.len() + sources.statics.len()),
            ..Self::default()
        };
        for entry in sources.files.iter().chain(&sources.statics) {
            index.add(entry);
        }
        index
    }

    fn add(&mut self, entry: &'a SourceEntry) {
        let place = table::place(self.entries.len());
        self.exact.insert(&entry.path, place, |place| &*self.entries[place as usize].path);
        if !is_folded(&entry.path) {
            self.folded.entry(fold(&entry.path)).or_insert(place);
        }
        self.entries.push(entry);
    }

    /// Looks up a reference as it is written in a post (`./a.png`, `../x/`, `/img/x.png?v=1`,
    /// `@/blog/x.md`). `from_source` is the path of the post's file, relative to the root.
    ///
    /// A relative reference is looked up in the post's folder, then in its content folder, then in
    /// the static folders, where it leads on the page of a post that has no folder of its own; one
    /// from the top in the static folders, the content folders and the root.
    #[must_use]
    pub fn lookup(&self, from_source: &str, reference: &str) -> Lookup {
        let (reference, fragment) = match reference.split_once('#') {
            Some((reference, fragment)) => (reference, Some(fragment.to_owned())),
            None => (reference, None),
        };
        let reference = reference.split('?').next().unwrap_or_default().trim();
        let reference = without_mark(reference);
        if reference.is_empty() {
            return match fragment {
                Some(_) => Lookup::Post { path: from_source.to_owned(), fragment },
                None => Lookup::Missing,
            };
        }
        let decoded = percent_decode(reference);
        let mut spellings = vec![reference.replace('\\', "/")];
        let decoded = decoded.replace('\\', "/");
        if spellings[0] != decoded {
            spellings.push(decoded);
        }
        // The last spelling is what a browser would ask for.
        let mut inside = false;
        let mut paths = Vec::new();
        for spelling in &spellings {
            inside = false;
            for (base, rest) in self.bases(from_source, spelling) {
                if let Some(path) = join(base, rest) {
                    inside = true;
                    paths.push(path);
                }
            }
        }
        let found = paths.iter().find_map(|path| self.at(path, true)).map(|known| (known, true));
        let found = found.or_else(|| {
            paths.iter().find_map(|path| self.at(path, false)).map(|known| (known, false))
        });
        match found {
            Some((known, _)) if known.kind == Kind::Post => {
                Lookup::Post { path: known.path.to_string(), fragment }
            }
            Some((known, _)) if is_section(&known.path) => {
                Lookup::Page { address: self.section(&known.path), fragment }
            }
            Some((known, exact)) => Lookup::File {
                path: known.path.to_string(),
                disk: known.disk().into_owned(),
                exact,
                fragment,
            },
            None if inside => {
                let page = |path: &String| {
                    let file = |name: &str| self.at(&format!("{path}/{name}"), true);
                    let section = || file("_index.md").map(|known| self.section(&known.path));
                    file("index.html").map(|_| None).or_else(section)
                };
                match paths.iter().filter(|path| !path.is_empty()).find_map(page) {
                    Some(address) => Lookup::Page { address, fragment },
                    None => Lookup::Missing,
                }
            }
            None => Lookup::Outside,
        }
    }

    /// The address of a section's page from the top: its folder below the content folder.
    fn section(&self, path: &str) -> Option<String> {
        let (folder, _) = path.rsplit_once('/')?;
        let below = |base: &String| match base.as_str() {
            "" => Some(folder),
            base => {
                folder.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        };
        let below = self.content.iter().filter_map(below).min_by_key(|rest| rest.len())?;
        Some(match below.trim_start_matches('/') {
            "" => "/".to_owned(),
            below => format!("/{below}/"),
        })
    }

    /// The folders that a reference may hang from, the nearest first, with what hangs from them.
    fn bases<'b>(&'b self, from: &'b str, reference: &'b str) -> Vec<(&'b str, &'b str)> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        // What generators copy as it is lies beside the posts' folder too (`src/img`).
        let above = self
            .content
            .iter()
            .flat_map(|folder| folder.rmatch_indices('/').map(|(end, _)| &folder[..end]));
        let roots = self.statics.iter().map(String::as_str).chain([""]).chain(above);
        if reference.starts_with('/') {
            let rest = reference.trim_start_matches('/');
            let content = self.content.iter().map(String::as_str);
            let statics = self.statics.iter().map(String::as_str);
            return statics.chain(content).chain(roots).map(|base| (base, rest)).collect();
        }
        let mut bases = vec![(folder, reference)];
        if let Some(rest) = reference.strip_prefix(['@', '~']) {
            // `@/` is Zola's content folder, and a bundler's `src` as `~/` is; `@site/` is the
            // folder that Docusaurus' configuration is in, `@assets/` a folder with an alias.
            let rest = rest.trim_start_matches('@');
            let in_site = rest.strip_prefix("site/").or_else(|| rest.strip_prefix('/'));
            if reference.starts_with("@/") {
                bases.extend(self.content.iter().map(|base| (base.as_str(), &reference[2..])));
            }
            for rest in in_site.into_iter().chain((!rest.starts_with('/')).then_some(rest)) {
                bases.extend(roots.clone().map(|base| (base, rest)));
            }
            return bases;
        }
        // Hexo keeps the files of `a-post.md` in the folder `a-post`, and translations share it.
        if let Some((stem, _)) = from.rsplit_once('.').filter(|_| !reference.starts_with("../")) {
            bases.push((stem, reference));
            let (shared, language) = without_language(from);
            bases.extend(language.map(|_| (shared, reference)));
        }
        // Of nested content folders the innermost is the post's own.
        let below = |base: &&String| {
            base.is_empty()
                || folder
                    .strip_prefix(base.as_str())
                    .is_some_and(|r| r.is_empty() || r.starts_with('/'))
        };
        if let Some(base) = self.content.iter().filter(below).max_by_key(|base| base.len()) {
            bases.push((base, reference));
        }
        // What leaves its folder means that folder's place, and no other's.
        if !reference.starts_with("../") {
            bases.extend(self.statics.iter().map(|base| (base.as_str(), reference)));
        }
        bases
    }

    /// The place of the file at a path: its number among the files of the content folders and then
    /// those of the static folders.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<u32> {
        self.exact.find(path, |place| &*self.entries[place as usize].path)
    }

    /// The file at a path, or the post that the path stands for.
    fn at(&self, path: &str, exact: bool) -> Option<&'a SourceEntry> {
        let get = |path: &str| {
            let place = if exact {
                self.place(path)
            } else {
                let folded = fold(path);
                let own = self.place(&folded).filter(|_| is_folded(&folded));
                own.into_iter().chain(self.folded.get(&folded).copied()).min()
            };
            place.and_then(|place| self.entries.get(place as usize)).copied()
        };
        if let Some(known) = get(path) {
            return Some(known);
        }
        let bare = path.strip_suffix(".html").unwrap_or(path);
        ENDINGS
            .iter()
            .flat_map(|end| {
                let index =
                    if bare.is_empty() { "index".to_owned() } else { format!("{bare}/index") };
                [format!("{bare}{end}"), format!("{index}{end}")]
            })
            .find_map(|path| get(&path).filter(|known| known.kind == Kind::Post))
    }

    /// A file below the root that a reference names and that no scan took in: its path, relative to
    /// the root. Asks the disk.
    #[must_use]
    pub fn on_disk(&self, from_source: &str, reference: &str, root: &Path) -> Option<String> {
        let reference = percent_decode(reference);
        let home = std::fs::canonicalize(root).ok()?;
        self.bases(from_source, &reference).into_iter().find_map(|(base, rest)| {
            let path = join(base, rest).filter(|path| !path.is_empty())?;
            let disk = std::fs::canonicalize(root.join(&path)).ok()?;
            (disk.starts_with(&home) && disk.is_file()).then_some(path)
        })
    }

    /// The text that a reference names, as it is there in another language: the post's own where
    /// there is one.
    #[must_use]
    pub fn translation(&self, from_source: &str, reference: &str) -> Option<&str> {
        let all = self.translations.get_or_init(|| {
            let mut all = HashMap::new();
            for (place, known) in
                self.entries.iter().enumerate().filter(|(_, known)| known.kind == Kind::Post)
            {
                let (stem, _) = without_language(&known.path);
                all.entry(stem.to_owned()).or_insert(place);
            }
            all
        });
        let (_, own) = without_language(from_source);
        let reference = percent_decode(reference);
        self.bases(from_source, &reference).into_iter().find_map(|(base, rest)| {
            let path = join(base, rest)?;
            let (stem, _) = without_language(&path);
            let known = self.entries.get(*all.get(stem)?)?;
            let own = own.and_then(|own| {
                let ending = known.path.rsplit_once('.')?.1;
                self.place(&format!("{stem}.{own}.{ending}"))
            });
            let own = own.and_then(|own| self.entries.get(own as usize));
            Some(&*own.unwrap_or(known).path)
        })
    }

    /// The paths of all files, sorted.
    #[must_use]
    pub fn paths(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|known| &*known.path).collect()
    }
}

/// The path of a text without its ending and its language, and that language: `a/index` and `ko`
/// for `a/index.ko.md`.
fn without_language(path: &str) -> (&str, Option<&str>) {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let language = stem.rsplit_once('.').filter(|(name, language)| {
        let mut letters = language.split(['-', '_']);
        let first = letters.next().unwrap_or_default();
        let is_code =
            (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
        is_code && letters.all(|part| part.len() <= 8) && !name.ends_with('/')
    });
    language.map_or((stem, None), |(name, language)| (name, Some(language)))
}

/// Whether a file is the text of a section's page, as Hugo and Zola name it.
fn is_section(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_prefix("_index.").is_some_and(|rest| rest.rsplit('.').next() == Some("md"))
}

fn base(folder: &str) -> String {
    if folder == "." { String::new() } else { folder.to_owned() }
}

/// How paths are compared when letter case and Unicode form do not count.
fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Whether a path is its own [`fold`].
fn is_folded(path: &str) -> bool {
    if path.is_ascii() {
        !path.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        fold(path) == path
    }
}

/// A path below the root without `.`, `..` and empty parts; nothing where it leaves the root.
fn join(base: &str, rest: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Percent-decoding; what does not give UTF-8 stays as it is.
#[must_use]
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let value = pair
            .filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match value {
            Some(value) if byte == b'%' => {
                out.push(value);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Index, Lookup};
    use crate::config::Config;
    use crate::source::scan::{Kind, OnDisk, SourceEntry, Sources};

    fn sources() -> Sources {
        let entry = |path: &str, kind| SourceEntry {
            path: path.into(),
            on_disk: OnDisk::At(Path::new(path).into()),
            bytes: 1,
            stamp: crate::stamp::Stamp::default(),
            kind,
            content: path.split('/').next().unwrap_or_default().into(),
        };
        let posts = ["content/a/index.md", "content/b.md", "content/blog/x.mdx"];
        let others = [
            "content/blog/x/own.png",
            "content/a/pic 1.png",
            "content/a/Ünï.PNG",
            "content/shared.png",
        ];
        Sources {
            files: posts
                .map(|p| entry(p, Kind::Post))
                .into_iter()
                .chain(others.map(|p| entry(p, Kind::Other)))
                .collect(),
            statics: vec![entry("static/img/x.png", Kind::Static)],
            ..Sources::default()
        }
    }

    #[test]
    fn references_lead_to_files() {
        let sources = sources();
        let index = Index::new(&sources, &Config::default());
        for (reference, expected, is_exact) in [
            ("./pic%201.png", "content/a/pic 1.png", true),
            ("pic 1.png?v=1", "content/a/pic 1.png", true),
            (".\\pic 1.png", "content/a/pic 1.png", true),
            ("U\u{308}ni\u{308}.png", "content/a/Ünï.PNG", false),
            ("/img/x.png", "static/img/x.png", true),
            ("/static/img/x.png", "static/img/x.png", true),
            ("shared.png", "content/shared.png", true),
            ("../shared.png", "content/shared.png", true),
            ("img/x.png", "static/img/x.png", true),
            ("../../static/img/X.png", "static/img/x.png", false),
            ("{static}/shared.png", "content/shared.png", true),
            ("%7Battach%7Dpic 1.png", "content/a/pic 1.png", true),
            ("|filename|../shared.png", "content/shared.png", true),
        ] {
            match index.lookup("content/a/index.md", reference) {
                Lookup::File { path, exact, .. } => {
                    assert_eq!((path.as_str(), exact), (expected, is_exact), "{reference}");
                }
                other => panic!("{reference}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_post_has_its_files_in_the_folder_of_its_name() {
        let sources = sources();
        let index = Index::new(&sources, &Config::default());
        let found = index.lookup("content/blog/x.mdx", "own.png");
        assert!(matches!(found, Lookup::File { path, .. } if path == "content/blog/x/own.png"));
    }

    #[test]
    fn references_lead_to_posts() {
        let sources = sources();
        let index = Index::new(&sources, &Config::default());
        for (reference, expected) in [
            ("../b.md", "content/b.md"),
            ("../b", "content/b.md"),
            ("../b/", "content/b.md"),
            ("/a/", "content/a/index.md"),
            ("@/blog/x.mdx", "content/blog/x.mdx"),
            ("../blog/x.html", "content/blog/x.mdx"),
            ("#top", "content/a/index.md"),
            ("{filename}/b.md", "content/b.md"),
        ] {
            let found = index.lookup("content/a/index.md", reference);
            assert!(matches!(&found, Lookup::Post { path, .. } if path == expected), "{found:?}");
        }
        let fragment = Some("z%20".to_owned());
        let path = "content/b.md".to_owned();
        assert_eq!(
            index.lookup("content/a/index.md", "../b#z%20"),
            Lookup::Post { path, fragment }
        );
    }

    #[test]
    fn nothing_outside_is_found() {
        let sources = sources();
        let index = Index::new(&sources, &Config::default());
        for reference in ["../../../x.png", "/../../etc/passwd", "%2e%2e/../../%2e%2e/x"] {
            let found = index.lookup("content/a/index.md", reference);
            assert!(matches!(found, Lookup::Outside | Lookup::Missing), "{reference}: {found:?}");
        }
        assert_eq!(index.lookup("content/a/index.md", "../../../x.png"), Lookup::Outside);
        assert_eq!(index.lookup("content/a/index.md", "no.png"), Lookup::Missing);
    }
}
