//! The blog's files -> a signal, each time they have changed and come to rest.
//!
//! Watched are the folders with posts and with static files, the blog's `templates/`, the folders
//! that settings are found in, and what symbolic links among the posts lead to; never the output
//! folder. A save is several events, and programs that save write other files first: events are
//! gathered until they end, and those of editors' own files are no events. This is the one module
//! that knows `notify`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Config, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::artifact::WORK;
use crate::source::Sources;
use crate::source::scan::UNREAD_FOLDERS;

/// How long nothing may happen until a change counts as complete. Editors write within a few
/// milliseconds; a build shall be done 300 ms after.
const QUIET: Duration = Duration::from_millis(40);

/// After this time a change counts as complete although more happens, as in the checkout of a
/// branch.
const LONGEST: Duration = Duration::from_millis(500);

/// How often files are looked at where the system tells nothing of them.
const POLL: Duration = Duration::from_millis(700);

/// How many changed files are kept to be named.
const NAMED: usize = 16;

/// Folders in which generators keep what [`crate::config`] looks for, relative to the root; a
/// settings file may lie in the root, too.
const SETTINGS_FOLDERS: &[&str] = &[
    ".",
    ".vitepress",
    "_data",
    "app",
    "blog",
    "config",
    "config/_default",
    "constants",
    "data",
    "docs/.vitepress",
    "lib",
    "pages",
    "src",
    "src/app",
    "src/config",
    "src/constants",
    "src/content",
    "src/data",
    "src/lib",
    "src/utils",
    "website",
];

/// Endings of settings files, ours and those of generators, in lower case.
const SETTINGS_ENDINGS: &[&str] =
    &["toml", "yaml", "yml", "json", "js", "cjs", "mjs", "jsx", "ts", "mts", "tsx", "py", "rb"];

/// The folder of the blog's own templates.
const TEMPLATES: &str = "templates";

/// What is watched.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// Folders with posts or static files, relative to the root; `.` is the root.
    pub folders: &'a [&'a str],
    /// What the last build read, for what symbolic links lead to.
    pub sources: Option<&'a Sources>,
}

/// Something changed.
#[derive(Debug, Clone)]
pub struct Change {
    /// Some of the files, relative to the root where they are below it, in the order of their
    /// paths; none where the system told only that it lost count.
    pub files: Vec<PathBuf>,
    /// How many more files changed.
    pub more: usize,
    /// When the first event came.
    pub since: Instant,
}

/// Why nothing can be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The root is no folder.
    #[error("{}: cannot be watched: {error}", path.display())]
    Root {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Neither way of watching works.
    #[error("changes of files cannot be watched: {0}")]
    System(notify::Error),
}

/// What the waiting thread is told.
enum Message {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// Files that are watched.
pub struct Watch {
    /// The root without symbolic links.
    home: PathBuf,
    out: PathBuf,
    watcher: Box<dyn Watcher>,
    polls: bool,
    /// What is watched, and whether with all that is below.
    watched: BTreeMap<PathBuf, bool>,
    /// The folders of posts, static files and templates, there or waited for, and what links lead
    /// to: every file in them matters.
    whole: Vec<PathBuf>,
    events: Receiver<Message>,
    sender: Sender<Message>,
}

/// Ends a [`Watch::wait`] from another thread.
#[derive(Clone)]
pub struct Stopper(Sender<Message>);

impl Stopper {
    /// Ends the present wait, or the next one.
    pub fn stop(&self) {
        // There is nobody left to be stopped when it fails.
        let _ = self.0.send(Message::Stop);
    }
}

impl Watch {
    /// Begins with nothing watched. With `poll`, files are looked at every 0.7 seconds instead of
    /// waiting for the system to tell, which drives of other machines never do.
    ///
    /// # Errors
    /// When the root is no folder, or the system does not let itself be watched.
    pub fn new(root: &Path, poll: bool) -> Result<Self, WatchError> {
        let home = fs::canonicalize(root)
            .map_err(|error| WatchError::Root { path: root.to_path_buf(), error })?;
        let (sender, events) = mpsc::channel();
        let (watcher, polls) = watcher(&sender, poll).map_err(WatchError::System)?;
        let (watched, whole) = (BTreeMap::new(), Vec::new());
        Ok(Self { out: home.join("out"), home, watcher, polls, watched, whole, events, sender })
    }

    /// Ends waits.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Whether files are looked at again and again, as the system tells nothing of them.
    #[must_use]
    pub fn polls(&self) -> bool {
        self.polls
    }

    /// Watches these places, and no longer those before. What is not there is waited for.
    ///
    /// # Errors
    /// When neither way of watching works.
    pub fn cover(&mut self, places: &Places<'_>) -> Result<(), WatchError> {
        self.out = canonical(places.out);
        let mut wanted = self.wanted(places);
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, whole)| wanted.get(*path) != Some(whole))
            .map(|(path, _)| path.clone())
            .collect();
        for path in gone {
            self.watched.remove(&path);
            // It may be gone from the disk, and with it its watch.
            let _ = self.watcher.unwatch(&path);
        }
        wanted.retain(|path, _| !self.watched.contains_key(path));
        match self.add(&wanted) {
            Err(error) if !self.polls => {
                // Linux lets a user watch so many folders, and no more.
                let (watcher, polls) =
                    watcher(&self.sender, true).map_err(|_| WatchError::System(error))?;
                (self.watcher, self.polls) = (watcher, polls);
                wanted.append(&mut std::mem::take(&mut self.watched));
                self.add(&wanted).map_err(WatchError::System)
            }
            result => result.map_err(WatchError::System),
        }
    }

    fn add(&mut self, wanted: &BTreeMap<PathBuf, bool>) -> Result<(), notify::Error> {
        for (path, whole) in wanted {
            let mode = if *whole { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match self.watcher.watch(path, mode) {
                Ok(()) => drop(self.watched.insert(path.clone(), *whole)),
                Err(error) if is_limit(&error) => return Err(error),
                // It went while we looked, or may not be read: a build tells of that.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// The folders to watch, and whether with all that is below.
    fn wanted(&mut self, places: &Places<'_>) -> BTreeMap<PathBuf, bool> {
        let mut wanted = BTreeMap::new();
        let settings = SETTINGS_FOLDERS.iter().map(|folder| join(&self.home, folder));
        wanted.extend(settings.filter(|path| path.is_dir()).map(|path| (path, false)));
        self.whole.clear();
        for folder in places.folders.iter().copied().chain([TEMPLATES]) {
            let path = join(&self.home, folder);
            // A folder that is not there is seen to come by watching the one that it would lie in.
            for above in path.ancestors().skip(1).take_while(|a| a.starts_with(&self.home)) {
                if above.is_dir() {
                    wanted.entry(above.to_path_buf()).or_insert(false);
                }
            }
            let path = canonical(&path);
            if !path.starts_with(&self.home) {
                continue;
            }
            if path == self.home {
                // The root holds what is never read: the outputs, and the packages of programs.
                wanted.extend(self.children().into_iter().map(|child| (child, true)));
            } else if path.is_dir() {
                wanted.insert(path.clone(), true);
            }
            self.whole.push(path);
        }
        for entry in places.sources.iter().flat_map(|s| s.files.iter().chain(&s.statics)) {
            let disk = entry.disk();
            // What no link led to lies below the root as it was given, and is watched already.
            let linked =
                !places.sources.is_some_and(|s| disk.starts_with(join(&s.root, &entry.content)));
            let folder = disk.parent().filter(|_| linked);
            if let Some(folder) = folder.filter(|folder| !self.is_whole(folder)) {
                wanted.entry(folder.to_path_buf()).or_insert(false);
                self.whole.push(disk.to_path_buf());
            }
        }
        wanted
    }

    /// The folders in the root that posts may lie in.
    fn children(&self) -> Vec<PathBuf> {
        let list = fs::read_dir(&self.home).into_iter().flatten().flatten();
        let folders = list.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        folders.map(|entry| entry.path()).filter(|path| !self.is_unread(path)).collect()
    }

    /// Waits for a change, at most for a time; nothing when that is over.
    ///
    /// # Errors
    /// [`Stopped`], when it was.
    pub fn wait(&mut self, most: Option<Duration>) -> Result<Option<Change>, Stopped> {
        let mut files = BTreeSet::new();
        let since = loop {
            let message = match most {
                // Nobody else has the last sender.
                None => self.events.recv().map_err(|_| Stopped)?,
                Some(most) => match self.events.recv_timeout(most) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => return Ok(None),
                    Err(RecvTimeoutError::Disconnected) => return Err(Stopped),
                },
            };
            if self.note(message, &mut files)? {
                break now();
            }
        };
        while since.elapsed() < LONGEST {
            match self.events.recv_timeout(QUIET) {
                Ok(message) => drop(self.note(message, &mut files)?),
                Err(_) => break,
            }
        }
        let more = files.len().saturating_sub(NAMED);
        let named = files.into_iter().take(NAMED);
        let files = named
            .map(|path: PathBuf| {
                path.strip_prefix(&self.home).map_or(path.clone(), Path::to_path_buf)
            })
            .collect();
        Ok(Some(Change { files, more, since }))
    }

    /// Takes in one message: whether something changed that matters.
    fn note(&mut self, message: Message, files: &mut BTreeSet<PathBuf>) -> Result<bool, Stopped> {
        let event = match message {
            Message::Stop => return Err(Stopped),
            Message::Event(Ok(event)) => event,
            // Whatever was lost, the next build finds it.
            Message::Event(Err(_)) => return Ok(true),
        };
        let mut matters = event.need_rescan();
        let moved =
            matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
        // That a folder is newer says nothing: what changed in it is told by itself.
        let touched =
            matches!(event.kind, EventKind::Modify(k) if !matches!(k, ModifyKind::Name(_)));
        for path in event.paths {
            // The system has forgotten a folder that is gone: it is watched anew when it is back.
            if moved && self.watched.remove(&path).is_some() {
                let _ = self.watcher.unwatch(&path);
            }
            if self.matters(&path) && !(touched && path.is_dir()) {
                matters = true;
                files.insert(path);
            }
        }
        Ok(matters)
    }

    /// Whether a build could come out differently because of this file or folder.
    fn matters(&self, path: &Path) -> bool {
        if self.is_unread(path)
            || path.file_name().is_none_or(|name| is_temporary(&name.to_string_lossy()))
        {
            return false;
        }
        // A folder that such a folder lies in comes or goes with it.
        let above = |whole: &PathBuf| path != self.home && whole.starts_with(path);
        if self.is_whole(path) || self.whole.iter().any(above) {
            return true;
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        SETTINGS_ENDINGS.contains(&ending.as_str())
            && path.parent().is_some_and(|folder| {
                SETTINGS_FOLDERS.iter().any(|settings| join(&self.home, settings) == folder)
            })
    }

    fn is_whole(&self, path: &Path) -> bool {
        self.whole.iter().any(|whole| path.starts_with(whole))
    }

    /// Whether it lies where nothing is read.
    fn is_unread(&self, path: &Path) -> bool {
        if path.starts_with(&self.out) {
            return true;
        }
        let below = path.strip_prefix(&self.home).unwrap_or(path);
        below.components().any(|part| match part {
            Component::Normal(name) => {
                name == WORK || UNREAD_FOLDERS.iter().any(|unread| name == *unread)
            }
            _ => false,
        })
    }
}

/// The watch is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

#[expect(
    clippy::disallowed_methods,
    reason = "events are gathered for a time; no output tells of it"
)]
fn now() -> Instant {
    Instant::now()
}

/// The system's own way to watch where it has one, else one that looks again and again; and
/// whether it is that one.
fn watcher(to: &Sender<Message>, poll: bool) -> notify::Result<(Box<dyn Watcher>, bool)> {
    let handler = || {
        let to = to.clone();
        move |event: notify::Result<notify::Event>| {
            // A build reads the files: that they are opened is no change.
            if !event.as_ref().is_ok_and(|event| is_reading(event.kind)) {
                let _ = to.send(Message::Event(event));
            }
        }
    };
    // Links are followed by those who know where they may lead.
    let config = Config::default().with_poll_interval(POLL).with_follow_symlinks(false);
    if !poll && let Ok(watcher) = RecommendedWatcher::new(handler(), config) {
        return Ok((Box::new(watcher), false));
    }
    Ok((Box::new(PollWatcher::new(handler(), config)?), true))
}

fn is_reading(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind != AccessKind::Close(AccessMode::Write),
        _ => false,
    }
}

/// Whether the system lets nothing more be watched.
fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // No more open files, on systems that watch with them.
        ErrorKind::Io(error) => matches!(error.raw_os_error(), Some(23 | 24)),
        _ => false,
    }
}

/// A folder of the settings on disk; `.` is the root itself.
fn join(root: &Path, folder: &str) -> PathBuf {
    if folder == "." { root.to_path_buf() } else { root.join(folder) }
}

/// The path without symbolic links, also where its last part is not there yet.
fn canonical(path: &Path) -> PathBuf {
    let whole = fs::canonicalize(path);
    let parent = || {
        let parent =
            path.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p })?;
        Some(fs::canonicalize(parent).ok()?.join(path.file_name()?))
    };
    whole.ok().or_else(parent).unwrap_or_else(|| path.to_path_buf())
}

/// Whether a file of this name is an editor's or the system's own: swap files, backups, locks,
/// and files that are renamed when they are complete.
fn is_temporary(name: &str) -> bool {
    let hidden = name.strip_prefix('.');
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    // Vim: `.post.md.swp`, then `.swo`, `.swn`…, and `4913` to see whether it may write.
    let swap =
        |e: &str| e.len() == 3 && e.starts_with("sw") && e.as_bytes()[2].is_ascii_lowercase();
    if hidden.is_some() && (swap(ending) || matches!(ending, "swpx" | "kate-swp" | "un~"))
        || name == "4913"
    {
        return true;
    }
    // Emacs: `#post.md#`, `.#post.md`; LibreOffice: `.~lock.post.md#`; Office: `~$post.md`.
    if name.ends_with('#') && (name.starts_with('#') || name.starts_with(".~lock."))
        || name.starts_with(".#")
        || name.starts_with("~$")
    {
        return true;
    }
    // Backups (`post.md~`); what is renamed when it is whole (GNOME, KDE, JetBrains, browsers, sed).
    name.ends_with('~')
        || matches!(ending, "tmp" | "temp" | "part" | "crdownload" | "swp")
        || name.starts_with(".goutputstream-")
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name.contains(".tmp.")
        || name
            .strip_prefix("sed")
            .is_some_and(|r| r.len() == 6 && r.bytes().all(|b| b.is_ascii_alphanumeric()))
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests;
