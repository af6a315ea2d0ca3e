use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Places, Watch, is_temporary};

/// Long enough for any machine; waits end as soon as something happens.
const LONG: Option<Duration> = Some(Duration::from_mins(1));

/// A change that is wanted, with files that arrive in it by name.
fn next(watch: &mut Watch) -> Vec<PathBuf> {
    watch.wait(LONG).expect("not stopped").expect("a change").files
}

fn covered(root: &Path, poll: bool) -> Watch {
    let mut watch = Watch::new(root, poll).expect("a watch");
    let out = root.join("out");
    watch.cover(&Places { out: &out, folders: &["content"], sources: None }).expect("covered");
    watch
}

#[test]
fn editors_own_files_are_told_from_posts() {
    for name in [
        ".post.md.swp",
        ".post.md.swx",
        "4913",
        "post.md~",
        ".#post.md",
        "#post.md#",
        "post.tmp~",
        ".goutputstream-A1B2C3",
        "post.md.tmp",
        "post.md.tmp.4711.99",
        "~$post.md",
        ".DS_Store",
        "post.md___jb_tmp___",
        "sedAbC123",
        ".~lock.post.md#",
    ] {
        assert!(is_temporary(name), "{name}");
    }
    for name in [
        "post.md",
        "4914",
        ".htaccess",
        "#1.md",
        "c#",
        "sedative.md",
        "swim.swift",
        "a.temperature",
        "한글.md",
    ] {
        assert!(!is_temporary(name), "{name}");
    }
}

#[test]
fn what_builds_read_is_a_change_and_nothing_else_is() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    for folder in ["content/a", "out/pdf", "node_modules/x"] {
        fs::create_dir_all(root.join(folder)).expect("made");
    }
    let mut watch = covered(root, false);
    let write = |path: &str| fs::write(root.join(path), "x").expect("written");
    // None of these is a change; the last is, and comes alone.
    for path in [
        "out/rss.xml",
        "out/pdf/a.pdf",
        "node_modules/x/y.json",
        "content/a/.index.md.swp",
        "content/a/4913",
        "notes.txt",
        "content/a/index.md~",
    ] {
        write(path);
    }
    write("content/a/index.md");
    assert_eq!(next(&mut watch), [Path::new("content/a/index.md")]);

    // As many editors save: a new file over the old one.
    write("content/a/index.md.tmp");
    fs::rename(root.join("content/a/index.md.tmp"), root.join("content/a/index.md"))
        .expect("renamed");
    assert_eq!(next(&mut watch), [Path::new("content/a/index.md")]);

    write("postpress.toml");
    assert_eq!(next(&mut watch), [Path::new("postpress.toml")]);

    // New folders are watched with all that comes into them later.
    fs::create_dir_all(root.join("content/b/c")).expect("made");
    assert!(next(&mut watch)[0].starts_with("content/b"));
    write("content/b/c/new.md");
    assert!(next(&mut watch).contains(&PathBuf::from("content/b/c/new.md")));

    fs::remove_file(root.join("content/a/index.md")).expect("removed");
    assert_eq!(next(&mut watch), [Path::new("content/a/index.md")]);
    assert!(watch.wait(Some(Duration::from_millis(100))).expect("not stopped").is_none());
}

#[test]
fn folders_that_come_go_and_come_back_are_watched() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    let mut watch = covered(root, false);
    let out = root.join("out");
    let cover = |watch: &mut Watch| {
        watch.cover(&Places { out: &out, folders: &["content"], sources: None }).expect("covered");
    };
    for _ in 0..2 {
        fs::create_dir_all(root.join("content")).expect("made");
        fs::create_dir_all(root.join("templates")).expect("made");
        while !next(&mut watch).contains(&PathBuf::from("templates")) {}
        cover(&mut watch);
        fs::write(root.join("content/one.md"), "x").expect("written");
        assert!(next(&mut watch).contains(&PathBuf::from("content/one.md")));
        fs::write(root.join("templates/feed.html"), "x").expect("written");
        assert!(next(&mut watch).contains(&PathBuf::from("templates/feed.html")));
        fs::remove_dir_all(root.join("content")).expect("removed");
        fs::remove_dir_all(root.join("templates")).expect("removed");
        while !next(&mut watch).contains(&PathBuf::from("templates")) {}
        cover(&mut watch);
    }
}

#[test]
fn a_watch_can_look_by_itself_and_be_stopped() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("content")).expect("made");
    let mut watch = covered(dir.path(), true);
    assert!(watch.polls());
    fs::write(dir.path().join("content/one.md"), "x").expect("written");
    assert!(next(&mut watch).contains(&PathBuf::from("content/one.md")));
    watch.stopper().stop();
    // What was left of the change may come first.
    while let Ok(change) = watch.wait(LONG) {
        assert!(change.is_some());
    }
}
