//! Archives that earlier versions wrote, which every later one must read: `tests/archive-1.0` is
//! as the first version wrote it, and is never made anew.

use serde_json::Value;

use crate::support::json_schema::faults;
use crate::support::{Project, repository, tree};

#[test]
fn an_archive_of_format_1_0_is_verified_restored_and_as_its_schema_says() {
    let archive = repository().join("tests/archive-1.0");
    let path = archive.to_str().expect("its path is UTF-8");
    let project = Project::new();
    let run = project.postpress(&["verify", path]);
    assert_eq!(run.status, 0, "{}", run.stderr);

    let files = tree(&archive);
    let json = |path: &str| -> Value { serde_json::from_slice(&files[path]).expect("JSON") };
    let index = json("data/index.json");
    assert_eq!(index["format_version"], "1.0");
    assert_eq!(faults(&json("data/schema/index.schema.json"), &index), Vec::<String>::new());
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("data/posts/")) {
        let document: Value = serde_json::from_slice(bytes).expect("JSON");
        let found = faults(&json("data/schema/post.schema.json"), &document);
        assert_eq!(found, Vec::<String>::new(), "{path}");
    }

    let run = project.postpress(&["restore", path, "--to", "now"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let run = project.postpress(&["restore", path, "--to", "all", "--vanished"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let (now, all) = (project.tree("now"), project.tree("all"));
    assert_eq!(
        now.keys().collect::<Vec<_>>(),
        [
            "content/a:b.txt",
            "content/broken.md",
            "content/empty.txt",
            "content/first post/index.md",
            "content/first post/tree.png",
            "content/run.sh",
            "content/한글.md",
        ]
    );
    let only_gone: Vec<_> = all.keys().filter(|path| !now.contains_key(*path)).collect();
    assert_eq!(only_gone, ["content/gone/index.md", "content/gone/leaf.png"]);
    assert_eq!(now["content/broken.md"], b"---\ntitle: Not closed\n");
    assert_eq!(now["content/empty.txt"], b"");
    let korean = "\u{feff}---\r\ntitle: 글\r\ndate: 2025-02-03\r\n---\r\n\r\n둘째 글.\r\n";
    assert_eq!(now["content/한글.md"], korean.as_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(project.path("now/content/run.sh")).expect("there");
        assert_eq!(mode.permissions().mode() & 0o111, 0o111);
    }
}
