//! A look at the blog's folder for those who guess what it is: read-only, bounded, and never out
//! of the root. FIFOs and devices are not opened.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::folder;
use crate::limits::CONFIG_BYTES;
use crate::model::value::Value;
use crate::source::front_matter::{FileFormat, data};
use crate::source::rules;
use crate::source::scan::{UNREAD_FOLDERS, is_output};

/// How many files and folders are looked at in one walk.
const LOOKS: usize = 20_000;

/// How many posts of a folder are opened to see whether they have dates.
const SAMPLES: usize = 40;

/// How much of a post is read to see whether it has a date, in bytes.
const HEAD: u64 = 4096;

/// A folder inside the root, and the way to all that is below it.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// The root without symbolic links.
    home: PathBuf,
    /// The folder, relative to the root; empty where it is the root.
    base: String,
}

/// What is in a folder of Markdown files.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Survey {
    /// How many files could be posts.
    pub(super) posts: usize,
    /// How many of them were opened.
    pub(super) seen: usize,
    /// How many of these have a date.
    pub(super) dated: usize,
}

impl Survey {
    /// Whether most of the files have dates, as posts have.
    pub(super) fn is_blog(self) -> bool {
        self.dated * 2 > self.seen
    }
}

impl View {
    pub(super) fn new(root: &Path) -> Self {
        let home = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
        Self { home, base: String::new() }
    }

    /// The root, which all views are below.
    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    /// The folder below this one.
    pub(super) fn at(&self, folder: &str) -> Self {
        let base = self.path(folder).unwrap_or_else(|| self.base.clone());
        let base = if base == "." { String::new() } else { base };
        Self { home: self.home.clone(), base }
    }

    /// A path below the view as a path relative to the root; `.` is the root. Nothing where it
    /// leaves the root.
    pub(super) fn path(&self, path: &str) -> Option<String> {
        let mut parts: Vec<&str> = self.base.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.trim().split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
    }

    fn disk(&self, path: &str) -> Option<PathBuf> {
        let path = self.path(path).filter(|path| !path.contains('\0'))?;
        let disk = fs::canonicalize(self.home.join(path)).ok()?;
        disk.starts_with(&self.home).then_some(disk)
    }

    /// At most so many bytes from the beginning of a file; nothing where `whole` and it is larger.
    fn read(&self, path: &str, limit: u64, whole: bool) -> Option<String> {
        let disk = self.disk(path)?;
        let file = folder::open_file(&disk).ok()?;
        if whole && file.metadata().ok()?.len() > limit {
            return None;
        }
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
    }

    /// The text of a configuration file.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.read(path, CONFIG_BYTES, true)
    }

    /// A file in YAML, TOML or JSON, as its ending says. A file that is there and cannot be read
    /// is empty.
    pub(super) fn data(&self, path: &str) -> Option<Value> {
        let text = self.text(path)?;
        let ending = path.rsplit('.').next().unwrap_or_default();
        let format = match ending.to_ascii_lowercase().as_str() {
            "toml" => FileFormat::Toml,
            "json" => FileFormat::Json,
            _ => FileFormat::Yaml,
        };
        Some(data(&text, format).unwrap_or(Value::Map(Vec::new())))
    }

    /// The first of some files that is there.
    pub(super) fn first<'a>(&self, files: &[&'a str]) -> Option<&'a str> {
        files.iter().copied().find(|file| self.is_file(file))
    }

    pub(super) fn is_file(&self, path: &str) -> bool {
        self.disk(path).is_some_and(|disk| disk.is_file())
    }

    pub(super) fn is_dir(&self, path: &str) -> bool {
        self.disk(path).is_some_and(|disk| disk.is_dir())
    }

    /// The files and folders of a folder by name, with whether each is a folder.
    pub(super) fn entries(&self, folder: &str) -> Vec<(String, bool)> {
        self.disk(folder).map(|disk| self.entries_of(&disk)).unwrap_or_default()
    }

    fn entries_of(&self, disk: &Path) -> Vec<(String, bool)> {
        // What a build has written is none of the blog's, unless the blog itself is built into.
        if disk != self.home && is_output(disk) {
            return Vec::new();
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(disk).into_iter().flatten().take(LOOKS).flatten() {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                continue;
            };
            // A view takes `\` for the end of a folder's name, so that such a name leads elsewhere.
            if (kind.is_dir() || kind.is_file()) && !name.contains('\\') {
                entries.push((name, kind.is_dir()));
            }
        }
        entries.sort();
        entries
    }

    /// The folders of a folder that may hold something of the blog's.
    pub(super) fn folders(&self, folder: &str) -> Vec<String> {
        let folders = self.entries(folder).into_iter().filter(|(_, is_folder)| *is_folder);
        folders.map(|(name, _)| name).filter(|name| is_walked(name)).collect()
    }

    /// The folders below the view that have a name, nearest first, relative to the view.
    pub(super) fn named(&self, name: &str, depth: usize) -> Vec<String> {
        let mut found = Vec::new();
        let mut level = vec![String::new()];
        let mut looks = 0;
        for _ in 0..=depth {
            let mut next = Vec::new();
            for folder in &level {
                for child in self.folders(folder) {
                    looks += 1;
                    let path =
                        if folder.is_empty() { child.clone() } else { format!("{folder}/{child}") };
                    if child == name {
                        found.push(path);
                    } else if looks < LOOKS && !child.starts_with('_') {
                        next.push(path);
                    }
                }
            }
            level = next;
        }
        found
    }

    /// Calls `each` for the Markdown files of a folder, and with `deep` for those of all below it,
    /// until it says that it has seen enough.
    fn walk(&self, folder: &str, deep: bool, mut each: impl FnMut(&str) -> bool) {
        // No link is followed below it, so that the disk is asked once where it is.
        let Some(disk) = self.disk(folder) else { return };
        let mut folders = vec![(folder.to_owned(), disk)];
        let mut looks = 0;
        while let Some((folder, disk)) = folders.pop() {
            for (name, is_folder) in self.entries_of(&disk) {
                looks += 1;
                if looks > LOOKS {
                    return;
                }
                if is_folder {
                    if deep && is_walked(&name) && folders.len() < LOOKS {
                        folders.push((format!("{folder}/{name}"), disk.join(name)));
                    }
                } else if is_markdown(&name) && !each(&format!("{folder}/{name}")) {
                    return;
                }
            }
        }
    }

    /// Looks at the Markdown files of a folder and all below it, or of the folder alone.
    pub(super) fn survey(&self, folder: &str, deep: bool) -> Survey {
        let mut survey = Survey::default();
        self.walk(folder, deep, |path| {
            survey.posts += 1;
            if survey.seen < SAMPLES {
                survey.seen += 1;
                survey.dated += usize::from(self.is_dated(path));
            }
            true
        });
        survey
    }

    /// Whether a [`View::survey`] of a folder and all below it would find any. A blog of 10,000 posts
    /// in as many folders is walked to its first.
    pub(super) fn has_posts(&self, folder: &str) -> bool {
        let mut found = false;
        self.walk(folder, true, |_| {
            found = true;
            false
        });
        found
    }

    /// The beginnings of some posts of a folder.
    pub(super) fn heads(&self, folder: &str, count: usize) -> Vec<String> {
        let mut heads = Vec::new();
        self.walk(folder, true, |path| {
            heads.extend(self.read(path, HEAD, false));
            heads.len() < count
        });
        heads
    }

    /// Whether a post has a date in its name or in its front matter.
    fn is_dated(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        if name.as_bytes().get(..4).is_some_and(|b| b.iter().all(u8::is_ascii_digit))
            && name.as_bytes().get(4) == Some(&b'-')
        {
            return true;
        }
        let head = self.read(path, HEAD, false).unwrap_or_default();
        let dated = |line: &str| {
            let Some((key, value)) = line.split_once([':', '=']) else { return false };
            let key = key.trim().trim_matches('"').to_lowercase().replace(['_', '-'], "");
            // Projects and talks begin and end.
            let ends = ["start", "end", "due", "event"].iter().any(|word| key.starts_with(word));
            let is_date =
                key.contains("date") && !ends || key.starts_with("publish") || key == "created";
            // Front matter holds no sentences as keys.
            is_date && key.len() < 20 && value.contains(|c: char| c.is_ascii_digit())
        };
        head.lines().take(60).any(dated)
    }
}

/// Whether a folder may hold posts.
fn is_walked(name: &str) -> bool {
    !name.starts_with('.') && !UNREAD_FOLDERS.contains(&name) && !matches!(name, "_site" | "vendor")
}

/// Whether a file may be a post by its name.
fn is_markdown(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    !stem.is_empty()
        && !name.starts_with(['.', '_'])
        && !rules::is_about_project(stem)
        && matches!(ending.to_ascii_lowercase().as_str(), "md" | "markdown" | "mdx")
}
