//! A build after changes makes what a build of everything makes: the same bytes, the same findings.
//!
//! A blog is changed at random, over and over, and built into two folders: into one as it comes, and
//! into the other with `--force`, which believes nothing. `POSTPRESS_STEPS` makes the walk longer, and
//! `POSTPRESS_SEED` makes it another.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::{Project, Run, tree};

const SETTINGS: &str = "[site]\ntitle = \"Walk\"\nurl = \"https://example.org/\"\n";

/// Numbers that are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The blog, and where the walk is.
struct Walk {
    blog: Project,
    dice: Dice,
    /// Seconds since 1970.
    now: u64,
    made: usize,
    log: Vec<String>,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let blog = Project::new()
            .file("postpress.toml", SETTINGS)
            .file("content/pictures/a.png", include_bytes!("../pictures/plain.png"))
            .file("static/all.txt", "for all\n")
            .file("notes/beside.md", "no post\n");
        let mut walk = Self {
            blog,
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            now: 1_700_000_000,
            made: 0,
            log: Vec::new(),
        };
        for _ in 0..5 {
            walk.add();
        }
        walk
    }

    /// The files of posts that there are.
    fn posts(&self) -> Vec<String> {
        let all = self.blog.tree("content").into_keys();
        all.filter(|path| path.ends_with(".md")).map(|path| format!("content/{path}")).collect()
    }

    fn some_post(&mut self) -> Option<String> {
        let posts = self.posts();
        if posts.is_empty() { None } else { Some(self.dice.of(&posts).clone()) }
    }

    /// A paragraph that may name any other thing of the blog.
    fn paragraph(&mut self) -> String {
        let other = self.some_post().unwrap_or_default();
        let other = other.trim_start_matches("content/").to_owned();
        let number = self.dice.below(1000);
        match self.dice.below(9) {
            0 => format!("A [post](/{other}) and number {number}."),
            1 => format!("A [part](/{other}#part-{}) of another.", self.dice.below(3)),
            2 => "![A picture](/pictures/a.png)".to_owned(),
            3 => format!("![None](/pictures/{number}.png)"),
            4 => "A [file](/all.txt), and [notes](../notes/beside.md).".to_owned(),
            5 => format!("## Part {}", self.dice.below(3)),
            6 => format!("A [gone post](gone-{number}.md)."),
            _ => format!("Words, {number} of them."),
        }
    }

    fn text(&mut self) -> String {
        let day = self.dice.below(28) + 1;
        let year = self.dice.of(&["2021", "2022", "2023", "2024"]);
        let front = match self.dice.below(12) {
            0 => "draft: true\n",
            1 => "tags: [one, two]\n",
            2 => "tags: two\nlang: ko\n",
            3 => "categories: [some]\n",
            _ => "",
        };
        let title = self.dice.below(50);
        let mut text = format!("---\ntitle: Title {title}\ndate: {year}-03-{day:02}\n{front}---\n");
        for _ in 0..=self.dice.below(3) {
            text += &format!("\n{}\n", self.paragraph());
        }
        text
    }

    fn add(&mut self) -> String {
        self.made += 1;
        let folder = *self.dice.of(&["", "deep/", "two/"]);
        let path = format!("content/{folder}post-{}.md", self.made);
        let text = self.text();
        self.blog.write(&path, text);
        format!("add {path}")
    }

    /// Changes something, and says what.
    fn step(&mut self) -> String {
        let post = self.some_post();
        match (self.dice.below(20), post) {
            (0, _) | (_, None) => self.add(),
            (1, Some(post)) => {
                self.blog.remove(&post);
                format!("remove {post}")
            }
            (2, Some(post)) => {
                self.made += 1;
                let to = format!("content/moved-{}.md", self.made);
                fs::rename(self.blog.path(&post), self.blog.path(&to)).expect("it is there");
                format!("move {post} to {to}")
            }
            (3, Some(post)) => {
                let text = self.text();
                self.blog.write(&post, text);
                format!("write {post} anew")
            }
            (4, Some(post)) => {
                let file = fs::File::options().append(true).open(self.blog.path(&post));
                let ago = self.dice.below(5000) as u64;
                let time = SystemTime::now() - Duration::from_millis(ago);
                file.and_then(|file| file.set_modified(time)).expect("times can be set");
                format!("touch {post}")
            }
            (5, Some(post)) => {
                // The same size and the same time: only the system's own time tells.
                let path = self.blog.path(&post);
                let then = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
                let text = self.blog.text(&post);
                let other = text.replace('o', "0");
                self.blog.write(&post, if other == text { text.replace('0', "o") } else { other });
                let file = fs::File::options().append(true).open(&path).expect("it is there");
                file.set_modified(then).expect("times can be set");
                format!("write {post} in secret")
            }
            (6, Some(post)) => {
                self.blog.write(&post, "---\ntitle: Open\n\nNo end.\n");
                format!("break {post}")
            }
            (7, _) => {
                let lines = ["", "[feed]\nlimit = 2\n", "[feed]\nmarkdown = true\n"];
                let more = ["[pdf]\ntheme = \"large\"\n", "[feed]\nby = [\"tag\"]\nlimit = 1\n"];
                let line = *self.dice.of(&[&lines[..], &more[..]].concat());
                self.blog.write("postpress.toml", format!("{SETTINGS}{line}"));
                format!("set {line:?}")
            }
            (8, _) => {
                let bytes: &[u8] = if self.dice.below(2) == 0 {
                    include_bytes!("../pictures/plain.png")
                } else {
                    include_bytes!("../pictures/rgba.png")
                };
                self.blog.write("content/pictures/a.png", bytes);
                "another picture".to_owned()
            }
            (9, _) => {
                self.blog.write("static/all.txt", format!("{}\n", self.dice.below(3)));
                "another file".to_owned()
            }
            (10, _) => self.damage_cache(),
            (11 | 12, _) => self.damage_output(),
            (13, _) => {
                let beside = self.blog.path("notes/beside.md");
                if beside.exists() {
                    self.blog.remove("notes/beside.md");
                } else {
                    self.blog.write("notes/beside.md", "no post\n");
                }
                "notes come and go".to_owned()
            }
            (14, _) => {
                self.now = self.now.wrapping_add_signed(*self.dice.of(&[-86_400_000, 40_000_000]));
                format!("it is {}", self.now)
            }
            (15, _) => "nothing".to_owned(),
            (_, Some(post)) => {
                let text = self.blog.text(&post) + "\n" + &self.paragraph() + "\n";
                self.blog.write(&post, text);
                format!("write more into {post}")
            }
        }
    }

    fn damage_cache(&mut self) -> String {
        let path = *self.dice.of(&["out/.postpress/cache", "out/.postpress/ledger"]);
        let Ok(mut bytes) = fs::read(self.blog.path(path)) else { return "no cache".to_owned() };
        let place = self.dice.below(bytes.len().max(1));
        match self.dice.below(3) {
            0 => self.blog.remove(path),
            1 => self.blog.write(path, &bytes[..place]),
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1;
                }
                self.blog.write(path, bytes);
            }
        }
        format!("damage {path} at {place}")
    }

    /// Damages an output in both folders: the archive is what a build knows of posts that are gone.
    fn damage_output(&mut self) -> String {
        let all: Vec<String> = self.blog.outputs().into_keys().collect();
        if all.is_empty() {
            return "no outputs".to_owned();
        }
        let path = self.dice.of(&all).clone();
        let goes = self.dice.below(2) == 0;
        let mut bytes = fs::read(self.blog.path(&format!("out/{path}"))).expect("it is there");
        let place = self.dice.below(bytes.len().max(1));
        match bytes.get_mut(place) {
            Some(byte) => *byte ^= 1,
            None => bytes.push(0),
        }
        for out in ["out", "whole"] {
            let path = format!("{out}/{path}");
            if goes { self.blog.remove(&path) } else { self.blog.write(&path, &bytes) }
        }
        if goes { format!("remove {path}") } else { format!("damage {path} at {place}") }
    }

    /// Builds into a folder.
    fn build(&self, out: &str, arguments: &[&str]) -> Run {
        let now = self.now.to_string();
        let arguments = [&["build", "--json", "--out", out], arguments].concat();
        self.blog.postpress_in(&arguments, &[("SOURCE_DATE_EPOCH", &now)])
    }

    /// Builds into both folders, and compares them.
    fn compare(&mut self) {
        let choices: [&[&str]; 8] = [
            &[],
            &[],
            &[],
            &["--keep-going"],
            &["--keep-going"],
            &["--drafts", "--keep-going"],
            &["--only", "archive,json-feed", "--keep-going"],
            &["--future", "--prune", "--keep-going"],
        ];
        let switches = *self.dice.of(&choices);
        self.log.push(format!("build {switches:?}"));
        let quick = self.build("out", switches);
        let whole = self.build("whole", &[switches, &["--force"]].concat());
        let log = self.log.join("\n");
        assert_eq!(quick.status, whole.status, "{log}\n{}{}", quick.stderr, whole.stderr);
        assert!(quick.status < 2, "{log}\n{}", quick.stderr);
        assert_eq!(said(&quick), said(&whole), "{log}");
        let (quick, whole) = (outputs(&self.blog, "out"), outputs(&self.blog, "whole"));
        let paths = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&quick), paths(&whole), "{log}");
        for (path, bytes) in quick {
            assert!(bytes == whole[&path], "{path} differs\n{log}");
        }
    }
}

/// What a build has said, without what it has written.
fn said(run: &Run) -> Value {
    let mut said = run.json();
    let summary = said["summary"].as_object_mut().expect("a summary");
    for key in ["written", "unchanged", "removed"] {
        summary.remove(key);
    }
    said
}

fn outputs(blog: &Project, out: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(&blog.path(out));
    files.retain(|path, _| !path.starts_with(".postpress/"));
    files
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn whatever_changes_a_build_makes_what_a_whole_build_makes() {
    let mut walk = Walk::new(number("POSTPRESS_SEED", 1));
    for _ in 0..number("POSTPRESS_STEPS", 16) {
        for _ in 0..=walk.dice.below(2) {
            let step = walk.step();
            walk.log.push(step);
        }
        walk.compare();
    }
}

#[test]
fn nothing_is_written_where_nothing_has_changed() {
    let blog = Project::sample();
    let first = blog.build(0, &[]);
    let times = |blog: &Project| -> BTreeMap<String, SystemTime> {
        let time = |path: &str| fs::metadata(blog.path(&format!("out/{path}")));
        let time = |path: &str| time(path).and_then(|data| data.modified()).expect("a time");
        blog.outputs().into_keys().map(|path| (path.clone(), time(&path))).collect()
    };
    let before = times(&blog);
    let second = blog.build(0, &[]);
    assert_eq!(times(&blog), before);
    assert_eq!(second["diagnostics"], first["diagnostics"]);
    assert_eq!(second["summary"]["unchanged"], first["summary"]["written"]);
}

#[test]
fn each_output_is_told_of_where_that_is_asked_for() {
    let blog = Project::new()
        .file("postpress.toml", SETTINGS)
        .post("one", "2025-01-01", "First.")
        .post("two", "2025-01-02", "Second.");
    let say = |arguments: &[&str]| -> BTreeMap<String, String> {
        let run = blog.postpress(&[&["build", "-v"], arguments].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
        let lines = run.stderr.lines().filter_map(|line| line.split_once(": "));
        lines.map(|(path, why)| (path.to_owned(), why.to_owned())).collect()
    };
    let is = |said: &BTreeMap<String, String>, path: &str, why: &str| {
        assert_eq!(said.get(path).map(String::as_str), Some(why), "{path}: {said:?}");
    };
    is(&say(&[]), "pdf/one.pdf", "new");
    is(&say(&[]), "pdf/one.pdf", "unchanged");
    let text = blog.text("content/one/index.md").replace("First", "Other");
    blog.write("content/one/index.md", text);
    let said = say(&[]);
    is(&said, "pdf/one.pdf", "source changed");
    is(&said, "rss.xml", "source changed");
    is(&said, "pdf/two.pdf", "unchanged");
    blog.write("postpress.toml", format!("{SETTINGS}[pdf]\ntheme = \"large\"\n"));
    is(&say(&[]), "pdf/two.pdf", "settings, templates or program changed");
    blog.remove("out/pdf/two.pdf");
    blog.write("out/atom.xml", "mine");
    let said = say(&[]);
    is(&said, "pdf/two.pdf", "was missing");
    is(&said, "atom.xml", "was changed by someone else");
    is(&said, "rss.xml", "unchanged");
    is(&say(&["--force"]), "rss.xml", "made anew, as --force asks");
    blog.remove("content/two/index.md");
    is(&say(&[]), "pdf/two.pdf", "removed");
}
