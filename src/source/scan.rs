//! Walks the content and static folders: every file that there is, in a fixed order, and what was
//! passed over.
//!
//! Which file is a post is said by its name alone:
//!
//! - `.md`, `.markdown` and `.mdx` in any letter case are posts; a folder is never one.
//! - A name that begins with `.` or `_` (`_index.md` of Hugo and Zola, partials, drafts of other
//!   generators) or ends in `~` is none; nor is what the setting `exclude` matches.
//! - What the blog's generator has rules of its own for follows these ([`super::rules`]).
//! - `README.md` directly in a content folder or in the root describes the folder, and is none,
//!   like `LICENSE.md`, `AGENTS.md` and so on ([`super::rules::is_about_project`]).
//!
//! All other files are kept for the archive, dot files too. Folders in [`UNREAD_FOLDERS`], the
//! output folder and those of earlier builds are not walked. Symbolic links are followed to files and folders inside the root
//! only, and to a folder once only; FIFOs, devices and sockets are never opened.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::rules;
use crate::artifact::{MANIFEST, MAX_PART, WORK};
use crate::config::{Config, Excludes};
use crate::diag::{self, Checked, Code, Diagnostic, Severity};
use crate::folder;
use crate::limits::{CONTENT_FILES, FOLDER_NESTING, STATIC_FILES};
use crate::span::FileId;
use crate::stamp::Stamp;

/// What is known of all files before one is opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// The root, as it was given.
    pub root: PathBuf,
    /// The files of the content folders; a [`crate::span::FileId`] is an index into it. In the
    /// order of the folders in the settings, then by the bytes of their paths.
    pub files: Vec<SourceEntry>,
    /// The files of the static folders that are not in `files`, in the same order.
    pub statics: Vec<SourceEntry>,
    /// What was not read, and why, by path.
    pub skipped: Vec<Skipped>,
}

impl Sources {
    /// The path of a file of the content folders; `?` where there is none.
    #[must_use]
    pub fn path(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("?", |entry| &*entry.path)
    }
}

/// A file or folder that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Relative to the root, with `/`.
    pub path: String,
    /// Why: lower case, no full stop.
    pub reason: &'static str,
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// Relative to the root, with `/`; bytes that are no UTF-8 are percent-encoded. Unique.
    pub path: Arc<str>,
    /// Where it is on disk.
    pub on_disk: OnDisk,
    /// Size in bytes when it was found.
    pub bytes: u64,
    /// What the system said of it then.
    pub stamp: Stamp,
    /// What it is to us.
    pub kind: Kind,
    /// The content or static folder that it lies in, relative to the root; `.` is the root.
    pub content: Arc<str>,
}

/// Where a file is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnDisk {
    /// Below the root, as it was given, at the file's own path: nearly all are, and need no second
    /// text.
    Below(Arc<Path>),
    /// Elsewhere: the target of a symbolic link, or a name that is no UTF-8.
    At(Box<Path>),
}

impl SourceEntry {
    /// Where it is on disk; the target where it is a symbolic link.
    #[must_use]
    pub fn disk(&self) -> Cow<'_, Path> {
        match &self.on_disk {
            OnDisk::Below(root) => root.join(&*self.path).into(),
            OnDisk::At(path) => Cow::Borrowed(path),
        }
    }

    /// The path below its content folder.
    #[must_use]
    pub fn below(&self) -> &str {
        let below = self.path.strip_prefix(&*self.content);
        below.and_then(|path| path.strip_prefix('/')).unwrap_or(&self.path)
    }
}

/// What a file is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A post.
    Post,
    /// Another file of a content folder.
    Other,
    /// A file of a static folder.
    Static,
}

/// Folders that are never walked: what other programs keep for themselves.
pub const UNREAD_FOLDERS: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    ".bzr",
    ".jj",
    ".obsidian",
    ".idea",
    ".vscode",
    ".cache",
    ".trash",
    ".Trash",
    "__pycache__",
    "node_modules",
];

/// Endings of posts, lower case.
const POST_ENDINGS: &[&str] = &["md", "markdown", "mdx"];

/// Lists the files of the content folders and of the static folders. `out` is the output folder,
/// which is never read as input. Nothing is opened.
#[must_use]
pub fn scan(root: &Path, config: &Config, out: &Path) -> Checked<Sources> {
    let mut walk = Walk {
        root: root.into(),
        home: fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf()),
        out: fs::canonicalize(out).ok(),
        roots: config.content.iter().cloned().collect(),
        exclude: config.excludes(),
        seen: BTreeSet::new(),
        found: Vec::new(),
        skipped: Vec::new(),
        diagnostics: Vec::new(),
    };
    let mut sources = Sources { root: root.to_path_buf(), ..Sources::default() };
    let mut done = BTreeSet::new();
    for folder in &config.content {
        if done.insert(folder) {
            walk.folder(root, folder, None, CONTENT_FILES);
            sources.files.append(&mut walk.take());
        }
    }
    super::rules::apply(config.generator, &mut sources.files);
    if sources.files.iter().all(|entry| entry.kind != Kind::Post) {
        walk.diagnostics.push(
            Diagnostic::new(
                Code::NoPosts,
                diag::Place::Site,
                "no post was found in the content folders",
            )
            .hint(format!("looked in: {}", config.content.join(", "))),
        );
    }
    let (mut skipped, diagnostics) = (walk.skipped, walk.diagnostics);
    // What is strange in a static folder is told when a post asks for it.
    let (skipped_in_content, found_in_content) = (skipped.len(), diagnostics.len());
    let mut walk =
        Walk { seen: BTreeSet::new(), found: Vec::new(), skipped: Vec::new(), diagnostics, ..walk };
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for folder in &config.statics {
        if done.insert(folder) && root.join(folder).is_dir() {
            walk.folder(root, folder, Some(Kind::Static), STATIC_FILES);
            sources.statics.append(&mut walk.take());
        }
    }
    let in_statics = walk.diagnostics.split_off(found_in_content);
    // But for files that nobody can ask for.
    for mut beyond in in_statics.into_iter().filter(|d| d.code == Code::FileTooLarge) {
        beyond.severity = Severity::Warning;
        walk.diagnostics.push(beyond);
    }
    if !sources.statics.is_empty() {
        let content: BTreeSet<&str> = sources.files.iter().map(|e| &*e.path).collect();
        let mut is_new = |path: &str| !content.contains(path) && listed.insert(path.to_owned());
        sources.statics.retain(|entry| is_new(&entry.path));
    }
    skipped.truncate(skipped_in_content);
    skipped.sort();
    skipped.dedup();
    sources.skipped = skipped;
    Checked { value: sources, diagnostics: walk.diagnostics }
}

/// The state of a walk.
struct Walk {
    /// The root, as it was given.
    root: Arc<Path>,
    /// The root without symbolic links: nothing outside of it is read.
    home: PathBuf,
    out: Option<PathBuf>,
    roots: BTreeSet<String>,
    exclude: Excludes,
    /// Folders that symbolic links led to.
    seen: BTreeSet<PathBuf>,
    found: Vec<SourceEntry>,
    skipped: Vec<Skipped>,
    diagnostics: Vec<Diagnostic>,
}

/// A folder that is to be walked.
struct Folder {
    path: String,
    disk: PathBuf,
    depth: usize,
}

impl Walk {
    /// The files found so far, in their order and with unique paths.
    fn take(&mut self) -> Vec<SourceEntry> {
        let mut files = std::mem::take(&mut self.found);
        files.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.disk().cmp(&b.disk())));
        if files.windows(2).all(|two| two[0].path != two[1].path) {
            return files;
        }
        let mut taken = BTreeSet::new();
        for file in &mut files {
            while !taken.insert(file.path.clone()) {
                file.path = format!("{}~", file.path).into();
            }
        }
        files
    }

    fn skip(&mut self, path: String, reason: &'static str) {
        self.skipped.push(Skipped { path, reason });
    }

    fn report(&mut self, code: Code, path: &str, message: String) {
        self.diagnostics.push(Diagnostic::new(code, diag::Place::Path(path.to_owned()), message));
    }

    fn folder(&mut self, root: &Path, content: &str, kind: Option<Kind>, limit: usize) {
        let disk = if content == "." { root.to_path_buf() } else { root.join(content) };
        let path = if content == "." { String::new() } else { content.to_owned() };
        match fs::canonicalize(&disk) {
            Ok(target) if target.starts_with(&self.home) => {
                self.seen.insert(target);
            }
            Ok(_) => {
                let message = format!("the folder `{content}` lies outside of the root");
                return self.report(Code::FileOutside, content, message);
            }
            Err(error) => {
                let message = format!("the folder `{content}` cannot be read: {}", plain(&error));
                return self.report(Code::FileUnreadable, content, message);
            }
        }
        let content: Arc<str> = content.into();
        let mut folders = vec![Folder { path, disk, depth: 0 }];
        // Links are followed after the folders that have their files by right.
        let mut links: Vec<Folder> = Vec::new();
        while let Some(folder) = folders.pop().or_else(|| links.pop()) {
            self.entries(&folder, &content, kind, &mut folders, &mut links);
            if self.found.len() > limit {
                let message = format!("there are more than {limit} files; the rest is not read");
                return self.report(Code::FileTooLarge, &content, message);
            }
        }
    }

    fn entries(
        &mut self,
        folder: &Folder,
        content: &Arc<str>,
        kind: Option<Kind>,
        folders: &mut Vec<Folder>,
        links: &mut Vec<Folder>,
    ) {
        // What a build once wrote is no source. The list of a folder shows whether it can be that, so
        // that the disk is not asked for a path in each.
        let is_output = || folder.depth > 0 && is_output(&folder.disk);
        let list: Vec<_> = match fs::read_dir(&folder.disk) {
            Ok(list) => list.collect(),
            Err(_) if is_output() => {
                return self.skip(folder.path.clone(), "the output folder of an earlier build");
            }
            Err(error) => {
                let message = format!("the folder cannot be read: {}", plain(&error));
                return self.report(Code::FileUnreadable, &folder.path, message);
            }
        };
        if list.iter().flatten().any(|entry| entry.file_name() == WORK) && is_output() {
            return self.skip(folder.path.clone(), "the output folder of an earlier build");
        }
        for entry in list {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let message = format!("the folder cannot be read: {}", plain(&error));
                    self.report(Code::FileUnreadable, &folder.path, message);
                    continue;
                }
            };
            let raw_name = entry.file_name();
            let name = spelling(&raw_name);
            let path = match folder.path.as_str() {
                "" => name.clone(),
                parent => format!("{parent}/{name}"),
            };
            if raw_name.to_str().is_none() {
                let message = format!("the name is not valid UTF-8, and is spelt `{name}`");
                self.report(Code::FileName, &path, message);
            }
            let mut target = entry.path();
            // The system looks the name up in the folder that is open. No link is followed.
            let Ok(mut data) = entry.metadata() else {
                self.report(Code::FileUnreadable, &path, "the file cannot be read".to_owned());
                continue;
            };
            let linked = data.is_symlink();
            if linked {
                match self.follow(&target) {
                    Ok((place, there)) => (target, data) = (place, there),
                    Err((code, message)) => {
                        self.skip(path.clone(), "a symbolic link that is not followed");
                        self.report(code, &path, message.to_owned());
                        continue;
                    }
                }
            }
            if data.is_dir() {
                let depth = folder.depth + 1;
                if let Some(reason) = self.unread(&name, &path, &target, depth, linked) {
                    self.skip(path, reason);
                } else if linked {
                    links.push(Folder { path, disk: target, depth });
                } else {
                    folders.push(Folder { path, disk: target, depth });
                }
            } else if data.is_file() {
                let kind = kind.unwrap_or_else(|| self.kind(&name, &path, &folder.path, content));
                if kind == Kind::Post && name.len() > MAX_PART {
                    let message = "the name is too long for outputs, which use a shorter one";
                    self.report(Code::FileName, &path, message.to_owned());
                }
                let is_below = self.root.join(&path).as_os_str() == target.as_os_str();
                let on_disk = if is_below {
                    OnDisk::Below(self.root.clone())
                } else {
                    OnDisk::At(target.into())
                };
                let (path, content) = (path.into(), content.clone());
                let (bytes, stamp) = (data.len(), Stamp::of(&data));
                self.found.push(SourceEntry { path, on_disk, bytes, stamp, kind, content });
            } else {
                self.skip(path.clone(), "not a regular file");
                let message = "a FIFO, device or socket is not read".to_owned();
                self.report(Code::FileNotRegular, &path, message);
            }
        }
    }

    /// Where a symbolic link leads, inside the root.
    fn follow(&self, link: &Path) -> Result<(PathBuf, fs::Metadata), (Code, &'static str)> {
        let dead = (Code::FileOutside, "the symbolic link leads nowhere");
        let outside = (Code::FileOutside, "the symbolic link leads out of the root");
        let Ok(target) = fs::canonicalize(link) else {
            return Err(match fs::read_link(link) {
                Ok(to) if to.is_absolute() && !to.starts_with(&self.home) => outside,
                _ => dead,
            });
        };
        if !target.starts_with(&self.home) {
            return Err(outside);
        }
        let data = fs::symlink_metadata(&target).map_err(|_| dead)?;
        Ok((target, data))
    }

    /// Why a folder is not walked.
    fn unread(
        &mut self,
        name: &str,
        path: &str,
        target: &Path,
        depth: usize,
        linked: bool,
    ) -> Option<&'static str> {
        if UNREAD_FOLDERS.contains(&name) {
            return Some("a folder of another program");
        }
        if self.roots.contains(path) && !linked {
            return Some("a content folder of its own");
        }
        if depth > FOLDER_NESTING {
            self.report(
                Code::FileUnreadable,
                path,
                format!("folders are nested more than {FOLDER_NESTING} deep"),
            );
            return Some("nested too deeply");
        }
        let is_out = match &self.out {
            Some(out) if out.file_name() == target.file_name() || linked => {
                fs::canonicalize(target).is_ok_and(|target| target == *out)
            }
            _ => false,
        };
        if is_out {
            return Some("the output folder");
        }
        if linked && is_output(target) {
            return Some("the output folder of an earlier build");
        }
        // A link to a folder that the walk passes anyway would list its files twice.
        if linked
            && (self.seen.iter().any(|seen| target.starts_with(seen) || seen.starts_with(target))
                || !self.seen.insert(target.to_path_buf()))
        {
            return Some("a symbolic link to a folder that is read already");
        }
        None
    }

    fn kind(&self, name: &str, path: &str, folder: &str, content: &str) -> Kind {
        let Some((stem, ending)) = name.rsplit_once('.') else { return Kind::Other };
        let top = folder.is_empty() || folder == content;
        // What programs keep in hidden folders is about the blog, not of it.
        let below = folder.strip_prefix(content).filter(|below| below.starts_with('/'));
        let hidden = !top && below.unwrap_or(folder).split('/').any(|part| part.starts_with('.'));
        let other = !POST_ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
            || stem.is_empty()
            || name.starts_with(['.', '_'])
            || (top && rules::is_about_project(stem))
            || hidden
            || self.exclude.matches(path);
        if other { Kind::Other } else { Kind::Post }
    }
}

/// A name as text: bytes that are no UTF-8, and then percent signs too, are percent-encoded.
fn spelling(name: &OsStr) -> String {
    use std::fmt::Write;
    if let Some(name) = name.to_str() {
        return name.to_owned();
    }
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The system's words without its error number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system says no.
    #[error("the file cannot be read: {}", plain(.0))]
    Io(#[from] io::Error),
    /// It is no regular file (any more).
    #[error("a FIFO, device or socket is not read")]
    NotRegular,
    /// It is larger than the limit, in bytes.
    #[error("the file is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
}

impl ReadError {
    /// The finding for the author; `path` is relative to the root.
    #[must_use]
    pub fn diagnostic(&self, path: &str) -> Diagnostic {
        let code = match self {
            Self::Io(_) => Code::FileUnreadable,
            Self::NotRegular => Code::FileNotRegular,
            Self::TooLarge(_) => Code::FileTooLarge,
        };
        Diagnostic::new(code, diag::Place::Path(path.to_owned()), self.to_string())
    }
}

/// Whether a folder holds what a build has written, whatever it is called now.
#[must_use]
pub fn is_output(folder: &Path) -> bool {
    folder.join(WORK).join(MANIFEST).is_file()
}

/// Reads a file whole.
///
/// # Errors
/// When it cannot be read, is no regular file, or has more than `limit` bytes.
pub fn read(entry: &SourceEntry, limit: u64) -> Result<Vec<u8>, ReadError> {
    let opened = folder::open_measured(&entry.disk()).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => ReadError::NotRegular,
        _ => ReadError::Io(error),
    })?;
    let (mut file, found) = opened;
    let size = found.len();
    if size > limit {
        return Err(ReadError::TooLarge(limit));
    }
    // A file that has its size is read in one step; `read_to_end` takes three and a half for the
    // files of a blog. What has grown in the meantime is as good as what grows right after this.
    let mut bytes = vec![0; usize::try_from(size).unwrap_or_default()];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    bytes.truncate(filled);
    if size == 0 {
        // Some file systems do not tell the size.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > limit { Err(ReadError::TooLarge(limit)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Kind, ReadError, read, scan};
    use crate::config::Config;

    fn write(root: &Path, path: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
        fs::write(path, "x").expect("file");
    }

    #[test]
    fn every_file_is_listed_once_and_posts_are_told_by_name() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let root = dir.path();
        for path in [
            "content/b/index.md",
            "content/a.MDX",
            "content/.hidden.md",
            "content/.tool/notes.md",
            "content/_index.ko.md",
            "content/README.md",
            "content/b/README.md",
            "content/x.md~",
            "content/x.md.bak",
            "content/post.md/a.markdown",
            "content/node_modules/x.md",
            "content/.git/y.md",
            "content/sub/c.md",
            "content/.DS_Store",
            "content/skip/z.md",
            "content/out/rss.xml",
            "static/img/x.png",
        ] {
            write(root, path);
        }
        let config = Config {
            content: vec!["content".into(), "content/sub".into()],
            statics: vec!["static".into()],
            exclude: vec!["**/skip/**".into()],
            ..Config::default()
        };
        let scanned = scan(root, &config, &root.join("content/out"));
        assert_eq!(scanned.diagnostics, []);
        let list = |kind| -> Vec<String> {
            let files = scanned.value.files.iter().chain(&scanned.value.statics);
            files.filter(|f| f.kind == kind).map(|f| f.path.to_string()).collect()
        };
        assert_eq!(
            list(Kind::Post),
            [
                "content/a.MDX",
                "content/b/README.md",
                "content/b/index.md",
                "content/post.md/a.markdown",
                "content/sub/c.md",
            ]
        );
        assert_eq!(
            list(Kind::Other),
            [
                "content/.DS_Store",
                "content/.hidden.md",
                "content/.tool/notes.md",
                "content/README.md",
                "content/_index.ko.md",
                "content/skip/z.md",
                "content/x.md.bak",
                "content/x.md~",
            ]
        );
        assert_eq!(list(Kind::Static), ["static/img/x.png"]);
        let skipped: Vec<_> = scanned.value.skipped.iter().map(|s| s.path.as_str()).collect();
        assert_eq!(skipped, ["content/.git", "content/node_modules", "content/out", "content/sub"]);
    }

    #[test]
    fn what_an_earlier_build_wrote_is_no_source_wherever_it_lies() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let root = dir.path();
        for path in [
            "a.md",
            "old/.postpress/manifest.json",
            "old/archive/data/b.md",
            "drafts/deep/public/.postpress/manifest.json",
            "drafts/deep/public/c.md",
            "drafts/deep/d.md",
            // A folder of that name alone says nothing.
            "notes/.postpress/lock",
            "notes/e.md",
        ] {
            write(root, path);
        }
        let config = Config { content: vec![".".into()], ..Config::default() };
        let scanned = scan(root, &config, &root.join("out"));
        assert_eq!(scanned.diagnostics, []);
        let posts = scanned.value.files.iter().filter(|f| f.kind == Kind::Post);
        let posts: Vec<_> = posts.map(|f| &*f.path).collect();
        assert_eq!(posts, ["a.md", "drafts/deep/d.md", "notes/e.md"]);
        let reason = "the output folder of an earlier build";
        let skipped: Vec<_> =
            scanned.value.skipped.iter().map(|s| (s.path.as_str(), s.reason)).collect();
        assert_eq!(skipped, [("drafts/deep/public", reason), ("old", reason)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_root_and_loops_are_not_followed() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("temporary folder");
        let (root, outside) = (dir.path().join("root"), dir.path().join("secret"));
        write(&root, "content/a.md");
        write(&root, "other/b.md");
        write(&outside, "c.md");
        let link = |to: &Path, name: &str| symlink(to, root.join(name)).expect("link");
        link(&outside, "content/folder");
        link(&outside.join("c.md"), "content/file.md");
        link(Path::new(".."), "content/loop");
        link(Path::new("../other"), "content/inside");
        link(Path::new("../other/b.md"), "content/b.md");
        link(Path::new("nowhere"), "content/dead.md");
        let config = Config { content: vec!["content".into()], ..Config::default() };
        let scanned = scan(&root, &config, &root.join("out"));
        let files: Vec<_> = scanned.value.files.iter().map(|f| &*f.path).collect();
        assert!(files.starts_with(&["content/a.md", "content/b.md", "content/inside/b.md"]));
        assert!(files.iter().all(|path| !path.contains("c.md")), "{files:?}");
        assert!(files.len() < 8, "{files:?}");
        assert_eq!(scanned.diagnostics.len(), 3, "{:?}", scanned.diagnostics);
        for file in &scanned.value.files {
            assert_eq!(read(file, 10).expect("readable"), b"x");
            assert!(matches!(read(file, 0), Err(ReadError::TooLarge(0))));
        }
    }
}
