//! The way back: the content folders from the archive, byte for byte, and nothing else.

use crate::support::Project;

/// A blog of files that a careless copy would change.
fn blog() -> Project {
    Project::sample()
        .file("content/crlf.md", "---\r\ntitle: CRLF\r\ndate: 2025-01-01\r\n---\r\n\r\nText.\r\n")
        .file("content/bom.md", "\u{feff}---\ntitle: BOM\ndate: 2025-01-01\n---\n\nNo last newline")
        .file("content/한글 이름/index.md", "---\ntitle: 이름\ndate: 2025-01-01\n---\n\n본문\n")
        .file("content/small-tools/nobody-mentions-me.bin", [0, 255, 13, 10, 26])
        .file("content/.DS_Store", [0, 0, 0, 1])
        .file("content/empty.txt", "")
        .file("content/many  spaces / 이름 .txt", "spaces\n")
}

#[test]
fn content_comes_back_byte_for_byte() {
    let blog = blog();
    blog.build(0, &["--only", "archive"]);
    let run = blog.postpress(&["restore", "out/archive", "--to", "back"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let (content, back) = (blog.tree("content"), blog.tree("back/content"));
    assert_eq!(content.keys().collect::<Vec<_>>(), back.keys().collect::<Vec<_>>());
    for (path, bytes) in content {
        assert!(back[&path] == bytes, "{path} came back changed");
    }
}

/// Names that some systems cannot hold, or not beside each other, and a file that can be run.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_alike_and_rights_to_run_come_back() {
    use std::os::unix::fs::PermissionsExt as _;
    let names = ["e\u{301}.txt", "\u{e9}.txt", "A.txt", "a.txt", "a:b\\c\n%d.txt", "=3A.txt"];
    let blog = names.into_iter().fold(Project::new(), |blog, name| {
        blog.file(&format!("content/{name}"), format!("{name} as it was"))
    });
    let blog = blog
        .file("postpress.toml", "content = [\".\"]\n")
        .file("C:colon.txt", "in the root\n")
        .file("\\back.md", "---\ntitle: Back\n---\n\nText.\n")
        .file("content/run.sh", "#!/bin/sh\n");
    let run = blog.path("content/run.sh");
    std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let before = blog.tree(".");
    blog.build(0, &["--only", "archive"]);
    let verified = blog.postpress(&["verify", "out/archive"]);
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    let to = tempfile::tempdir().expect("a folder can be made");
    let folder = to.path().to_str().expect("UTF-8");
    let run = blog.postpress(&["restore", "out/archive", "--to", folder]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(crate::support::tree(to.path()) == before);
    let mode = |path: &str| {
        let found = std::fs::metadata(to.path().join(path)).expect("it is there");
        found.permissions().mode() & 0o111
    };
    assert_eq!((mode("content/run.sh"), mode("content/a.txt")), (0o111, 0));
}

#[test]
fn other_people_s_files_are_not_overwritten_unless_forced() {
    let blog = blog().file("back/content/empty.txt", "mine");
    blog.build(0, &["--only", "archive"]);
    let run = blog.postpress(&["restore", "out/archive", "--to", "back"]);
    assert_ne!(run.status, 0);
    assert!(run.stderr.contains("empty.txt"), "{}", run.stderr);
    assert_eq!(blog.tree("back").len(), 1, "nothing is restored by halves");
    assert_eq!(blog.text("back/content/empty.txt"), "mine");

    let run = blog.postpress(&["restore", "out/archive", "--to", "back", "--force"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(blog.text("back/content/empty.txt"), "");
}

#[test]
fn a_damaged_archive_restores_nothing() {
    let blog = blog();
    blog.build(0, &["--only", "archive"]);
    blog.write("out/archive/data/source/content/crlf.md", "---\ntitle: LF\n---\n");
    let run = blog.postpress(&["restore", "out/archive", "--to", "back"]);
    assert_ne!(run.status, 0);
    assert!(run.stderr.contains("crlf.md"), "{}", run.stderr);
    assert!(blog.tree("back").is_empty());
}

#[test]
fn an_archive_cannot_write_outside_of_its_folder() {
    let blog = blog();
    blog.build(0, &["--only", "archive"]);
    let manifest = blog.text("out/archive/manifest-sha256.txt");
    let hostile = manifest.replace("data/source/content/empty.txt", "data/source/../../../evil");
    assert_ne!(hostile, manifest);
    blog.write("out/archive/manifest-sha256.txt", hostile);
    blog.write("out/evil", "");
    assert_ne!(blog.postpress(&["restore", "out/archive", "--to", "a/b/c"]).status, 0);
    assert!(blog.tree("a").is_empty());
}
