use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sha2::Digest as _;

use super::{Options, RestoreError, create_beside, restore, safe, safe_on_windows, verify};
use crate::artifact::OutPath;
use crate::export::archive::bag::{self, tag_files};
use crate::export::archive::compact::compact;
use crate::export::archive::list;
use crate::export::archive::schema::Counts;
use crate::export::archive::write::{self, Rendered, stored_path};
use crate::folder::{Folder, Kind};
use crate::model::site::About;
use crate::model::{
    Block, BlockKind, Date, Dates, Digest, FrontMatter, FrontMatterFormat, Inline, Link, Mention,
    MentionSource, Meta, Newline, Person, Post, PostId, Role, SourceFile, Target, Value, Zone,
};
use crate::span::{FileId, Span};

const FORCED: Options = Options { force: true, vanished: false };

const TEXT: &str = "---\ntitle: Hello\nn: 3\n---\n# One\n\nSee [this](https://x.org/).\u{1c}\n";

fn digest(bytes: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(bytes).into())
}

fn post() -> Post {
    let block = |kind| Block { kind, span: Span::new(FileId(0), 0, 0) };
    let author = Person { name: "Kim".into(), email: None, url: None };
    let at = chrono::DateTime::parse_from_rfc3339("2024-02-03T00:00:00+09:00").unwrap();
    let date = Date { as_written: "2024-02-03".into(), at, zone: Zone::Assumed, has_time: false };
    let words = |text: &str| vec![Inline::Text(text.into())];
    Post {
        meta: Meta {
            id: PostId::new("hello/글"),
            file: FileId(0),
            source: "content/hello/글/index.md".into(),
            url: "https://x.org/hello/".into(),
            title: "Hello".into(),
            summary: String::new(),
            dates: Dates { published: Some(date), updated: None },
            authors: [author].into(),
            categories: ["Rust".into()].into(),
            tags: [].into(),
            language: "ko".into(),
            draft: false,
            guid: "tag:x.org,2024-01-01:/hello/".into(),
            thumbnail: None,
            family: None,
            former: [].into(),
        },
        source: SourceFile {
            bytes: TEXT.len() as u64,
            sha256: digest(TEXT.as_bytes()),
            encoding: "utf-8",
            newline: Newline::Lf,
            bom: false,
        },
        text: TEXT.into(),
        front_matter: Some(FrontMatter {
            format: FrontMatterFormat::Yaml,
            raw: 4..22,
            data: Value::Map(vec![
                ("title".into(), Value::String("Hello".into())),
                ("n".into(), Value::Int(3)),
            ]),
        }),
        body: 26..TEXT.len(),
        title: Vec::new(),
        title_heading: None,
        translations: Vec::new(),
        blocks: vec![
            block(BlockKind::Heading { level: 1, anchor: "one".into(), content: words("One") }),
            block(BlockKind::Paragraph(vec![Inline::Link(Link {
                target: Target::Url("https://x.org/".into()),
                title: None,
                content: words("this"),
            })])),
        ],
        footnotes: vec![],
        mentions: vec![Mention {
            as_written: "no.png".into(),
            role: Role::Inline,
            alt: String::new(),
            source: MentionSource::Missing,
        }],
        cover: None,
        summary: "See this.".into(),
        warnings: vec!["asset/missing: no.png".into()],
    }
}

const RENDERED: Rendered<'static> = Rendered {
    html: "<h1>One</h1>",
    text: "One\n\nSee this.\u{1c}",
    pdf: Some("pdf/hello/글.pdf"),
};

const FILES: &[(&str, &[u8])] = &[
    ("content/hello/글/index.md", TEXT.as_bytes()),
    ("content/hello/글/빈 파일.txt", b""),
    ("content/a:b%\\c=3A\n.bin", b"\x00\xff\r\n"),
];

/// Writes a small bag below `out/archive`, with any list of source files.
fn bag(out: &Path, sources: &[(&str, &[u8])]) -> PathBuf {
    let about = About { title: "Blog".into(), ..About::default() };
    let post = post();
    let document = write::document(&post, &RENDERED).file;
    let entry =
        write::index_entry(&post.meta, digest(&document), document.len() as u64, RENDERED.pdf);
    let entries: Vec<_> = sources
        .iter()
        .map(|(path, bytes)| {
            write::file_entry(path, stored_path(path), digest(bytes), bytes.len() as u64, "x/y")
        })
        .collect();
    let mut files = write::fixed_files(&about);
    let mut put = |path: String, bytes: Vec<u8>| files.push((OutPath::new(path).unwrap(), bytes));
    let mut index = Vec::new();
    let counts = Counts {
        posts: 1,
        files: entries.len() as u64,
        bytes: entries.iter().map(|file| file.bytes).sum(),
        skipped: 0,
        vanished: 0,
    };
    let (posts, entries) = ([entry].into_iter(), entries.into_iter());
    let lists = list::Lists { counts, posts, files: entries, skipped: vec![] };
    list::index(&mut index, &about, lists).unwrap();
    put("archive/data/index.json".into(), index);
    put("archive/data/posts.ndjson".into(), compact(&document));
    put(write::document_path("hello/글"), document);
    for (path, bytes) in sources {
        put(format!("archive/{}", stored_path(path)), bytes.to_vec());
    }
    let payload: Vec<(String, Digest)> = files
        .iter()
        .map(|(path, bytes)| {
            (path.as_str().strip_prefix("archive/").unwrap().to_owned(), digest(bytes))
        })
        .collect();
    let manifest = bag::manifest(payload.iter().map(|(path, sha256)| (path.as_str(), *sha256)));
    let oxum = bag::oxum(files.iter().map(|(_, bytes)| bytes.len() as u64));
    let newest = post.meta.dates.published.as_ref().map(|date| date.at);
    files.extend(tag_files(&about, newest.as_ref(), &oxum, digest(&manifest)));
    files.push((OutPath::new(format!("archive/{}", bag::MANIFEST)).unwrap(), manifest));
    for (path, bytes) in files {
        let path = path.under(out);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    out.join("archive")
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    walk.map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

#[test]
fn a_document_says_what_the_post_says() {
    let document: Json = serde_json::from_slice(&write::document(&post(), &RENDERED).file).unwrap();
    assert_eq!(document["front_matter"]["raw"], "title: Hello\nn: 3\n");
    assert_eq!(document["front_matter"]["data"], json!({"title": "Hello", "n": 3}));
    assert_eq!(document["content"]["text"], "One\n\nSee this.\u{1c}");
    assert_eq!(document["content"]["words"], 3);
    assert_eq!(document["content"]["toc"], json!([{"level": 1, "text": "One", "anchor": "one"}]));
    let link = json!([{"text": "this", "kind": "web", "url": "https://x.org/"}]);
    assert_eq!(document["content"]["links"], link);
    let date = json!({
        "as_written": "2024-02-03", "rfc3339": "2024-02-03T00:00:00+09:00",
        "zone": "assumed", "has_time": false,
    });
    assert_eq!(document["dates"], json!({"published": date, "updated": null}));
    let mut odd = post();
    odd.meta.title = "\u{fffe}".to_owned();
    for post in [post(), odd] {
        let made = write::document(&post, &RENDERED);
        assert_eq!(made.line, compact(&made.file));
        assert!(made.line.ends_with(b"}\n"));
        let read: Json = serde_json::from_slice(&made.file).unwrap();
        assert_eq!(read["title"], post.meta.title);
        assert_eq!(read["content"]["html"], RENDERED.html);
    }
    // Every key that the schema asks for is there.
    let schema: Json = serde_json::from_str(crate::export::archive::schema::POST_SCHEMA).unwrap();
    for key in schema["required"].as_array().unwrap() {
        assert!(document.get(key.as_str().unwrap()).is_some(), "{key}");
    }
}

#[test]
fn what_was_archived_is_restored() {
    let (out, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let archive = bag(out.path(), FILES);
    assert_eq!(verify(&archive).unwrap().faults, []);
    let restored = restore(&archive, to.path(), Options::default()).unwrap();
    assert_eq!(restored.files, 3);
    for (path, bytes) in FILES {
        assert_eq!(fs::read(to.path().join(path)).unwrap(), *bytes, "{path}");
    }
    assert_eq!(all_files(to.path()).len(), FILES.len());
    // Equal files are no obstacle; others are, unless they may be overwritten.
    restore(&archive, to.path(), Options::default()).unwrap();
    let changed = to.path().join(FILES[0].0);
    fs::write(&changed, "mine").unwrap();
    let refused = restore(&archive, to.path(), Options::default()).unwrap_err();
    assert!(matches!(refused, RestoreError::Exists { paths } if paths == [FILES[0].0]));
    assert_eq!(fs::read(&changed).unwrap(), b"mine");
    restore(&archive, to.path(), FORCED).unwrap();
    assert_eq!(fs::read(&changed).unwrap(), TEXT.as_bytes());
}

#[test]
fn every_damage_is_found_and_named() {
    let out = tempfile::tempdir().unwrap();
    let archive = bag(out.path(), FILES);
    let files = all_files(&archive);
    assert_eq!(files.len(), 13);
    let names = |path: &Path| {
        let faults = verify(&archive).unwrap().faults;
        let path = path.strip_prefix(&archive).unwrap().to_str().unwrap();
        // Of the list of lists only what it says of others can be compared.
        faults.iter().any(|fault| fault.path == path)
            || (path == "tagmanifest-sha256.txt" && !faults.is_empty())
    };
    for path in &files {
        let bytes = fs::read(path).unwrap();
        // Every byte of what is small, and some of each longer file.
        let step = if bytes.len() > 300 { bytes.len() / 40 } else { 1 };
        for at in (0..bytes.len()).step_by(step.max(1)).chain(bytes.len().checked_sub(1)) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(path, flipped).unwrap();
            assert!(names(path), "{path:?} at {at}");
        }
        fs::remove_file(path).unwrap();
        assert!(names(path), "{path:?} missing");
        if let Some(shorter) = bytes.len().checked_sub(1) {
            fs::write(path, &bytes[..shorter]).unwrap();
            assert!(names(path), "{path:?} truncated");
        }
        fs::write(path, [&bytes[..], b"\n"].concat()).unwrap();
        assert!(names(path), "{path:?} longer");
        fs::write(path, &bytes).unwrap();
        let renamed = path.with_extension("renamed");
        fs::rename(path, &renamed).unwrap();
        assert!(names(path), "{path:?} renamed");
        assert!(names(&renamed) || path.ends_with("tagmanifest-sha256.txt"), "{path:?} renamed");
        fs::rename(&renamed, path).unwrap();
    }
    for pair in files.windows(2) {
        let swap = || {
            let aside = archive.join("aside");
            fs::rename(&pair[0], &aside).unwrap();
            fs::rename(&pair[1], &pair[0]).unwrap();
            fs::rename(&aside, &pair[1]).unwrap();
        };
        swap();
        assert!(names(&pair[0]) || names(&pair[1]), "{pair:?} swapped");
        swap();
    }
    for added in ["data/added", "added"].map(|name| archive.join(name)) {
        fs::write(&added, "").unwrap();
        assert!(names(&added));
        fs::remove_file(&added).unwrap();
    }
    assert_eq!(verify(&archive).unwrap().faults, []);
}

#[test]
fn a_damaged_archive_restores_nothing() {
    let (out, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let archive = bag(out.path(), FILES);
    let stored = stored_path(FILES[0].0);
    fs::write(archive.join(&stored), "other").unwrap();
    let damaged = restore(&archive, to.path(), FORCED).unwrap_err();
    assert!(damaged.to_string().contains(&stored), "{damaged}");
    assert_eq!(all_files(to.path()).len(), 0);
    for path in ["/etc/x", "../x", "a/../../x", "a//b", "./x", "a/", ""] {
        assert!(safe(path).is_err(), "{path}");
        let out = tempfile::tempdir().unwrap();
        let archive = bag(out.path(), &[("first", b"1"), (path, b"evil")]);
        let refused = restore(&archive, to.path(), FORCED);
        assert!(matches!(refused, Err(RestoreError::Damaged { .. })), "{path}");
        assert_eq!(all_files(to.path()).len(), 0);
    }
    let paths =
        ["..\\x", "C:/x", "a:b", "\\\\server\\x", "a/NUL", "com1.txt", "LPT\u{b9}", "a./x", "x "];
    for path in paths {
        assert!(safe_on_windows(path).is_err(), "{path}");
    }
    assert!(safe_on_windows("com/nulls/a.b/한글.md").is_ok());
}

#[test]
fn an_index_that_contradicts_itself_restores_nothing() {
    let to = tempfile::tempdir().unwrap();
    let refused = |second: &str, from: &str, into: &str| {
        let out = tempfile::tempdir().unwrap();
        let archive = bag(out.path(), &[("first", b"1"), (second, b"2")]);
        let index = fs::read_to_string(archive.join("data/index.json")).unwrap();
        let other = index.replace(from, into);
        assert_ne!(other, index);
        rewrite_index(&archive, &other);
        let refused = restore(&archive, to.path(), FORCED).unwrap_err();
        assert!(matches!(refused, RestoreError::Damaged { .. }), "{into}");
        assert_eq!(all_files(to.path()).len(), 0);
        assert!(!verify(&archive).unwrap().faults.is_empty(), "{into}");
        refused.to_string()
    };
    let path = "\"path\": \"first\"";
    assert!(refused("x", path, "\"path\": \"x\"").contains("twice"));
    assert!(refused("x", path, "\"path\": \"x/y\"").contains("below the file x"));
    let huge = format!("\"bytes\": {},", u64::MAX);
    assert!(refused("x", "\"bytes\": 1,", &huge).contains("18446744073709551615 bytes"));
    assert!(refused("x", "data/source/first", "data/index.json").contains("not in the manifest"));
}

/// Puts another index into a bag, and its digests into the lists, as a forger would.
fn rewrite_index(archive: &Path, index: &str) {
    let put = |list: &str, path: &str, bytes: &[u8]| {
        let lines = fs::read_to_string(archive.join(list)).unwrap();
        let line = format!("{}  {path}\n", digest(bytes));
        let lines: String = lines
            .split_inclusive('\n')
            .map(|old| if old.ends_with(&format!("  {path}\n")) { &line } else { old })
            .collect();
        fs::write(archive.join(path), bytes).unwrap();
        fs::write(archive.join(list), &lines).unwrap();
        lines
    };
    let lines = put("manifest-sha256.txt", "data/index.json", index.as_bytes());
    put("tagmanifest-sha256.txt", "manifest-sha256.txt", lines.as_bytes());
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let temporary = tempfile::tempdir().unwrap();
    let (to, elsewhere) = (temporary.path().join("to"), temporary.path().join("elsewhere"));
    fs::create_dir_all(&to).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    let archive = bag(temporary.path(), FILES);
    symlink(&elsewhere, to.join("content")).unwrap();
    let blocked = restore(&archive, &to, FORCED);
    assert!(matches!(blocked, Err(RestoreError::Blocked { .. })));
    assert_eq!(all_files(&elsewhere).len(), 0);
    fs::remove_file(to.join("content")).unwrap();
    let stored = archive.join(stored_path(FILES[0].0));
    let moved = elsewhere.join("same");
    fs::rename(&stored, &moved).unwrap();
    symlink(&moved, &stored).unwrap();
    assert!(matches!(restore(&archive, &to, FORCED), Err(RestoreError::Damaged { .. })));
    let faults = verify(&archive).unwrap().faults;
    assert!(faults.iter().any(|fault| fault.reason == "is a symbolic link"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_becomes_a_link_while_files_are_restored_is_not_passed() {
    let temporary = tempfile::tempdir().unwrap();
    let (to, elsewhere) = (temporary.path().join("to"), temporary.path().join("elsewhere"));
    fs::create_dir_all(to.join("content")).unwrap();
    fs::create_dir(&elsewhere).unwrap();
    // The look before the file is made has seen a folder.
    let mut target = Folder::open(&to).unwrap();
    assert_eq!(target.kind("content").unwrap(), Kind::Folder);
    fs::rename(to.join("content"), to.join("aside")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, to.join("content")).unwrap();
    for path in ["content/a.md", "content/b/a.md"] {
        let refused = create_beside(&mut target, path).unwrap_err();
        assert_eq!(refused.to_string(), "content is a symbolic link");
    }
    assert_eq!(all_files(&to).len() + all_files(&elsewhere).len(), 0);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

proptest! {
    #[test]
    fn every_path_has_a_place_of_its_own(a in "[^/\0]{1,9}(/[^/\0]{1,90}){0,3}", b in "[=%:A3]{1,6}") {
        let place = stored_path(&a);
        prop_assert!(OutPath::new(place.clone()).is_ok(), "{place}");
        let other = b.replace('=', ":");
        if other != b {
            prop_assert_ne!(stored_path(&b), stored_path(&other));
        }
    }
}
