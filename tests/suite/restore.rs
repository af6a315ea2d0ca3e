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
