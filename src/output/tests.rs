use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{BuildInfo, OutputError, Published, Stage, WORK, journal, read, recover};
use crate::artifact::OutPath;

fn path(text: &str) -> OutPath {
    OutPath::new(text).unwrap()
}

fn stage(out: &Path, files: &[(&str, &str)]) -> Stage {
    let stage = Stage::open(out).unwrap();
    for (name, text) in files {
        stage.put(&path(name), text.as_bytes()).unwrap();
    }
    stage
}

fn build(out: &Path, files: &[(&str, &str)]) -> Result<Published, OutputError> {
    stage(out, files).commit(&BuildInfo::default())
}

/// Every file below a folder but those of the program itself, and every folder.
fn tree(out: &Path) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(out)
        .min_depth(1)
        .into_iter()
        .filter_entry(|e| e.file_name() != WORK)
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(out).unwrap().to_str().unwrap().to_owned();
            let text = if entry.file_type().is_dir() {
                "/".to_owned()
            } else {
                fs::read_to_string(entry.path()).unwrap()
            };
            (name, text)
        })
        .collect()
}

fn expected(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (name, text) in files {
        for folder in super::disk::ancestors(name) {
            all.insert(folder.to_owned(), "/".to_owned());
        }
        all.insert((*name).to_owned(), (*text).to_owned());
    }
    all
}

const OLD: &[(&str, &str)] = &[
    ("a.xml", "1"),
    ("gone/deep/b", "2"),
    ("pdf/c.pdf", "3"),
    ("was-file", "4"),
    ("was/dir", "5"),
];
const NEW: &[(&str, &str)] =
    &[("a.xml", "one"), ("new/d", "6"), ("pdf/c.pdf", "3"), ("was-file/now", "7"), ("was", "8")];

#[test]
fn a_build_replaces_the_last_one_and_nothing_else() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), OLD).unwrap();
    fs::write(out.path().join("gone/mine.txt"), "mine").unwrap();
    let modified = |name: &str| fs::metadata(out.path().join(name)).unwrap().modified().unwrap();
    let before = modified("pdf/c.pdf");
    let published = build(out.path(), NEW).unwrap();
    assert_eq!(published, Published { written: 4, unchanged: 1, removed: 3 });
    assert_eq!(modified("pdf/c.pdf"), before);
    let mut all = expected(NEW);
    all.extend(expected(&[("gone/mine.txt", "mine")]));
    assert_eq!(tree(out.path()), all);
    let again = build(out.path(), NEW).unwrap();
    assert_eq!(again, Published { written: 0, unchanged: 5, removed: 0 });
    assert!(!out.path().join(WORK).join("stage").exists());
}

#[test]
fn a_build_that_ends_anywhere_leaves_the_old_or_the_new_outputs() {
    // Before the journal: a stage is left behind.
    let out = tempfile::tempdir().unwrap();
    build(out.path(), OLD).unwrap();
    let killed = stage(out.path(), NEW);
    killed.decide(&BuildInfo::default()).unwrap().plan.unwrap();
    // A killed process drops nothing; its lock goes with it.
    killed.lock.unlock().unwrap();
    std::mem::forget(killed);
    assert!(!recover(out.path()).unwrap());
    drop(Stage::open(out.path()).unwrap());
    assert_eq!(tree(out.path()), expected(OLD), "no folder is left either");

    // After it: any number of steps was taken.
    for taken in 0..=9 {
        let out = tempfile::tempdir().unwrap();
        build(out.path(), OLD).unwrap();
        let killed = stage(out.path(), NEW);
        let plan = killed.decide(&BuildInfo::default()).unwrap().plan.unwrap();
        journal::write(out.path(), &plan.clear, &plan.place, &plan.remove).unwrap();
        assert_eq!(plan.steps().count(), 8);
        let steps: Vec<_> = plan.steps().collect();
        journal::take(out.path(), steps.iter().take(taken)).unwrap();
        if taken == 9 {
            journal::close(out.path()).unwrap();
        }
        killed.lock.unlock().unwrap();
        std::mem::forget(killed);
        assert_eq!(recover(out.path()).unwrap(), taken < 9);
        assert_eq!(tree(out.path()), expected(NEW), "killed after step {taken}");
        let published = build(out.path(), NEW).unwrap();
        assert_eq!(published, Published { written: 0, unchanged: 5, removed: 0 });
    }
}

#[test]
fn a_build_that_fails_changes_nothing() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), OLD).unwrap();
    fs::write(out.path().join("new"), "mine").unwrap();
    assert!(matches!(build(out.path(), NEW), Err(OutputError::Occupied { .. })));
    fs::remove_file(out.path().join("new")).unwrap();
    fs::write(out.path().join("was/mine"), "mine").unwrap();
    assert!(matches!(build(out.path(), NEW), Err(OutputError::Occupied { .. })));
    fs::remove_file(out.path().join("was/mine")).unwrap();
    for (files, name) in [
        (&[("x", "1"), ("x", "1")][..], "Twice"),
        (&[("caf\u{e9}/x", "1"), ("CAFE\u{301}/x", "1")], "Alike"),
        (&[("x", "1"), ("X/y", "1")], "Inside"),
    ] {
        let error = build(out.path(), files).unwrap_err();
        assert!(format!("{error:?}").starts_with(name), "{error:?}");
    }
    drop(stage(out.path(), NEW));
    assert_eq!(tree(out.path()), expected(OLD));
    let stage = Stage::open(out.path()).unwrap();
    let reserved = stage.put(&path(".postpress/manifest.json"), b"");
    assert!(matches!(reserved, Err(OutputError::Reserved { .. })));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(elsewhere.path().join("c.pdf"), "theirs").unwrap();
    let link = |name: &str, to: &Path| {
        std::os::unix::fs::symlink(to, out.path().join(name)).unwrap();
    };
    link("pdf", elsewhere.path());
    assert!(matches!(build(out.path(), OLD), Err(OutputError::Link { .. })));
    fs::remove_file(out.path().join("pdf")).unwrap();
    link("a.xml", &elsewhere.path().join("c.pdf"));
    assert!(matches!(build(out.path(), OLD), Err(OutputError::Link { .. })));
    fs::remove_file(out.path().join("a.xml")).unwrap();
    build(out.path(), OLD).unwrap();
    // A stale output behind a folder that became a link is left alone.
    fs::remove_dir_all(out.path().join("pdf")).unwrap();
    link("pdf", elsewhere.path());
    build(out.path(), &[("a.xml", "1")]).unwrap();
    fs::remove_dir_all(out.path().join(WORK)).unwrap();
    link(WORK, elsewhere.path());
    assert!(matches!(Stage::open(out.path()), Err(OutputError::Link { .. })));
    assert_eq!(tree(elsewhere.path()), expected(&[("c.pdf", "theirs")]));
}

#[cfg(unix)]
#[test]
fn a_folder_that_becomes_a_link_while_a_build_is_published_is_not_passed() {
    for (folder, moved) in [("pdf", "aside"), ("gone", "aside"), ("gone/deep", "gone/aside")] {
        let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let theirs = expected(&[("b", "theirs"), ("c.pdf", "theirs"), ("deep/b", "theirs")]);
        for name in ["b", "c.pdf", "deep/b"] {
            fs::create_dir_all(elsewhere.path().join("deep")).unwrap();
            fs::write(elsewhere.path().join(name), "theirs").unwrap();
        }
        build(out.path(), OLD).unwrap();
        let new = &[("pdf/c.pdf", "new"), ("pdf/x/y", "new")];
        let stage = stage(out.path(), new);
        let plan = stage.decide(&BuildInfo::default()).unwrap().plan.unwrap();
        journal::write(out.path(), &plan.clear, &plan.place, &plan.remove).unwrap();

        let place = out.path().join(folder);
        fs::rename(&place, out.path().join(moved)).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), &place).unwrap();
        let steps: Vec<_> = plan.steps().collect();
        let done = journal::carry_out(out.path(), &steps);
        assert_eq!(tree(elsewhere.path()), theirs, "{folder}");
        if folder == "pdf" {
            let refused = done.unwrap_err().to_string();
            assert!(refused.ends_with("cannot write: pdf is a symbolic link"), "{refused}");
            // Once the folder is back, the next build completes this one.
            fs::remove_file(&place).unwrap();
            fs::rename(out.path().join(moved), &place).unwrap();
            drop(stage);
            assert!(recover(out.path()).unwrap());
            assert_eq!(tree(out.path()), expected(new));
        } else {
            // What is behind the link is not this program's to delete.
            done.unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn a_staging_folder_that_becomes_a_link_is_neither_emptied_nor_used() {
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(elsewhere.path().join("stage")).unwrap();
    fs::write(elsewhere.path().join("stage/0"), "theirs").unwrap();
    let stage = stage(out.path(), NEW);
    let plan = stage.decide(&BuildInfo::default()).unwrap().plan.unwrap();
    fs::rename(out.path().join(WORK), out.path().join("aside")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), out.path().join(WORK)).unwrap();
    assert!(journal::write(out.path(), &plan.clear, &plan.place, &plan.remove).is_err());
    drop(stage);
    assert_eq!(tree(elsewhere.path()), expected(&[("stage/0", "theirs")]));
}

#[test]
fn one_build_writes_at_a_time() {
    let out = tempfile::tempdir().unwrap();
    let first = Stage::open(out.path()).unwrap();
    let busy = Stage::open(out.path()).unwrap_err();
    let named = format!("another build (process {}, since 20", std::process::id());
    assert!(busy.to_string().contains(&named), "{busy}");
    drop(first);
    assert!(Stage::open(out.path()).is_ok());
}

#[test]
fn nothing_is_put_in_place_while_somebody_reads() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), OLD).unwrap();
    let reading = read(out.path()).unwrap();
    let others = read(out.path()).unwrap();
    // Everything up to the commit may be done.
    let stage = stage(out.path(), NEW);
    let (send, done) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || send.send(stage.commit(&BuildInfo::default()).unwrap()));
        drop(others);
        let waited = done.recv_timeout(std::time::Duration::from_millis(100));
        assert!(waited.is_err(), "the build has not waited for its reader");
        assert_eq!(tree(out.path()).get("a.xml").map(String::as_str), Some("1"));
        drop(reading);
        assert_eq!(done.recv().unwrap().written, 4);
    });
    assert_eq!(tree(out.path()), expected(NEW));
    // A copy of the outputs on a disk that nobody writes to is read without a lock.
    fs::remove_dir_all(out.path().join(WORK)).unwrap();
    assert!(read(out.path()).is_ok());
    assert!(!out.path().join(WORK).exists());
}

#[test]
fn outputs_of_the_last_build_are_kept_on_demand() {
    use std::io::Write as _;
    let out = tempfile::tempdir().unwrap();
    let source = out.path().join("source");
    fs::write(&source, "copied").unwrap();
    let make = |text: &str| {
        let stage = Stage::open(out.path()).unwrap();
        let mut writer = stage.writer(&path("lines")).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
        writer.write_all(b"!").unwrap();
        let written = writer.finish().unwrap();
        let copied = stage.copy(&path("media/copy"), &source, None).unwrap();
        assert_eq!(copied.bytes, 6);
        let changed = stage.copy(&path("media/no"), &source, Some(written.sha256));
        assert!(matches!(changed, Err(OutputError::Changed { .. })));
        (written, stage.commit(&BuildInfo::default()).unwrap())
    };
    assert_eq!(make("text").1.written, 2);
    let (written, published) = make("text");
    assert_eq!(published, Published { written: 0, unchanged: 2, removed: 0 });

    let stage = Stage::open(out.path()).unwrap();
    assert_eq!(stage.previous().count(), 2);
    assert_eq!(stage.keep(&path("lines")).unwrap(), Some(written));
    assert_eq!(stage.keep(&path("never")).unwrap(), None);
    let published = stage.commit(&BuildInfo::default()).unwrap();
    assert_eq!(published, Published { written: 0, unchanged: 1, removed: 1 });
    let left = expected(&[("lines", "text!"), ("source", "copied")]);
    assert_eq!(tree(out.path()), left);
}

#[test]
fn a_damaged_manifest_counts_as_none() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), OLD).unwrap();
    let manifest = out.path().join(WORK).join("manifest.json");
    fs::write(&manifest, "{").unwrap();
    let stage = Stage::open(out.path()).unwrap();
    assert_eq!(stage.previous().count(), 0);
    assert_eq!(stage.notes().len(), 1);
    drop(stage);
    // A manifest that names a place outside is damaged as well.
    let outside = r#"{"version":1,"generator":"","files":[{"path":"../x","sha256":"","bytes":0}]}"#;
    fs::write(&manifest, outside).unwrap();
    assert_eq!(Stage::open(out.path()).unwrap().notes().len(), 1);
}
