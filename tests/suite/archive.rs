//! The archive of the sample blog: its documents as golden files, and its fixity.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Project, golden};

fn sample() -> Project {
    let sample = Project::sample();
    sample.build(0, &["--only", "archive"]);
    sample
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[test]
fn the_archive_of_the_sample_is_as_it_was_read() {
    let sample = sample();
    let list: Vec<String> = sample.tree("out/archive").into_keys().collect();
    golden("archive/files.txt", &(list.join("\n") + "\n"));
    for path in ["index.json", "posts/reading-notes.json", "posts/small-tools.json"] {
        golden(&format!("archive/{path}"), &sample.text(&format!("out/archive/data/{path}")));
    }
}

#[test]
fn every_file_of_the_bag_is_in_a_manifest_with_its_digest() {
    let files = sample().tree("out/archive");
    let mut listed = Vec::new();
    for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        for line in String::from_utf8_lossy(&files[manifest]).lines() {
            let (digest, path) = line.split_once(' ').expect("a digest and a path");
            let path = path.trim_start().to_owned();
            assert_eq!(sha256(&files[&path]), digest, "{path}");
            listed.push(path);
        }
    }
    listed.push("tagmanifest-sha256.txt".to_owned());
    listed.sort();
    assert_eq!(listed, files.into_keys().collect::<Vec<_>>());
}

#[test]
fn a_document_holds_the_post_as_it_was_written() {
    let sample = sample();
    let source = sample.text("content/reading-notes/index.md");
    let document = sample.json("out/archive/data/posts/reading-notes.json");
    assert!(source.ends_with(document["content"]["markdown"].as_str().expect("Markdown")));
    assert_eq!(document["source"]["sha256"], sha256(source.as_bytes()));
    assert_eq!(document["source"]["bytes"], source.len());
    let text = document["content"]["text"].as_str().expect("a text");
    assert!(text.contains('\u{1c}'), "JSON can hold what XML cannot");
    assert_eq!(document["dates"]["published"]["as_written"], "2024-11-03");
    assert_eq!(document["dates"]["published"]["rfc3339"], "2024-11-03T00:00:00+09:00");
    assert_eq!(document["dates"]["published"]["zone"], "assumed");
    assert_eq!(document["front_matter"]["data"]["publicURL"], "https://example.org");
}

#[test]
fn the_lines_and_the_documents_say_the_same() {
    let sample = sample();
    let lines: Vec<Value> = sample
        .text("out/archive/data/posts.ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    assert_eq!(lines.len(), 7);
    for line in lines {
        let id = line["id"].as_str().expect("a post has an id");
        assert_eq!(line, sample.json(&format!("out/archive/data/posts/{id}.json")), "{id}");
    }
}

#[test]
fn verify_finds_a_changed_a_missing_and_an_added_file() {
    let sample = sample();
    let verify = || sample.postpress(&["verify", "out/archive"]);
    assert_eq!(verify().status, 0, "{}", verify().stderr);

    let picture = "out/archive/data/source/content/small-tools/flow.png";
    let good = sample.tree("out/archive")[picture.trim_start_matches("out/archive/")].clone();
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    sample.write(picture, &bad);
    let run = verify();
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("flow.png"), "{}", run.stderr);

    sample.remove(picture);
    assert_eq!(verify().status, 1);
    sample.write(picture, &good);
    assert_eq!(verify().status, 0);

    sample.write("out/archive/data/source/content/stranger.txt", "?");
    let run = verify();
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("stranger.txt"), "{}", run.stderr);
}

#[test]
fn a_build_that_was_killed_while_publishing_is_completed_before_its_archive_is_read() {
    let sample = sample();
    let whole = sample.outputs();
    // As a build leaves it that is killed between two renames.
    let lines = "archive/data/posts.ndjson";
    sample.write("out/.postpress/stage/0", &whole[lines]);
    sample.remove(&format!("out/{lines}"));
    let journal = format!(r#"{{"version":1,"clear":[],"place":[[0,"{lines}"]],"remove":[]}}"#);
    sample.write("out/.postpress/commit.json", journal);
    let run = sample.postpress(&["verify", "out/archive"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(sample.outputs() == whole, "the build is completed");
}
