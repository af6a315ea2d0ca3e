use std::path::Path;

use super::Languages;
use crate::config::{Config, Generator};
use crate::source::{Kind, OnDisk, SourceEntry};

fn entry(path: &str) -> SourceEntry {
    SourceEntry {
        path: path.into(),
        on_disk: OnDisk::At(Path::new(path).into()),
        bytes: 0,
        stamp: crate::stamp::Stamp::default(),
        kind: Kind::Post,
        content: path.split('/').next().unwrap_or_default().into(),
    }
}

/// What is said of each path: language, trunk, and the path below the content folder.
fn places(config: &Config, paths: &[&str]) -> Vec<String> {
    let entries: Vec<SourceEntry> = paths.iter().map(|path| entry(path)).collect();
    let languages = Languages::of(&entries.iter().collect::<Vec<_>>(), config);
    let said = |entry: &SourceEntry| {
        let place = languages.place(entry);
        format!("{} {} {}", place.language.as_deref().unwrap_or("-"), place.trunk, place.path)
    };
    entries.iter().map(said).collect()
}

fn written_in(language: &str) -> Config {
    let mut config = Config::default();
    language.clone_into(&mut config.about.language);
    config
}

#[test]
fn names_are_languages_where_they_are_plainly_ones() {
    for (own, paths, said) in [
        // Suffixes: a page's own name, beside the same text, or in the language of the blog.
        ("", &["c/a/index.ko.md"][..], &["ko c/a a"][..]),
        ("", &["c/a.md", "c/a.pt-br.md"], &["- c/a a", "pt-br c/a a"]),
        ("", &["c/a/index.zh-hant-tw.md"], &["zh-hant-tw c/a a"]),
        ("", &["c/a.en.md", "c/a.ko.md"], &["en c/a a", "ko c/a a"]),
        ("en-US", &["c/a.en.md"], &["en c/a a"]),
        // And not where they may be anything.
        (
            "en",
            &["c/node.js.md", "c/socket.io.md"],
            &["- c/node.js node.js", "- c/socket.io socket.io"],
        ),
        ("en", &["c/run.sh.md", "c/v1.2.md"], &["- c/run.sh run.sh", "- c/v1.2 v1.2"]),
        // Folders: a text in two of them, or nothing but languages.
        ("", &["c/ko/a.md", "c/ja/a.md"], &["ko c/a ko/a", "ja c/a ja/a"]),
        (
            "",
            &["c/x/en/a/index.md", "c/x/zh-cn/a/index.md"],
            &["en c/x/a x/en/a", "zh-cn c/x/a x/zh-cn/a"],
        ),
        ("ko", &["c/ko/a.md", "c/it/b.md"], &["ko c/a ko/a", "it c/b it/b"]),
        ("", &["c/a.md", "c/ko/a.md"], &["- c/a a", "ko c/a ko/a"]),
        ("", &["i18n/ko/a.md"], &["ko i18n/a ko/a"]),
        // Subjects.
        ("en", &["c/it/a.md", "c/cs/a.md"], &["- c/it/a it/a", "- c/cs/a cs/a"]),
        ("en", &["c/setup.md", "c/ts/setup.md"], &["- c/setup setup", "- c/ts/setup ts/setup"]),
        (
            "en",
            &["c/en/a.md", "c/it/b.md", "c/rust/d.md"],
            &["- c/en/a en/a", "- c/it/b it/b", "- c/rust/d rust/d"],
        ),
        ("", &["c/index.md", "c/de/index.md"], &["- c index", "- c/de de"]),
    ] {
        assert_eq!(places(&written_in(own), paths), said, "{own} {paths:?}");
    }
}

#[test]
fn what_the_settings_say_of_languages_counts() {
    let mut config = written_in("en");
    config.languages = [
        ("en".to_owned(), vec!["c/english".to_owned()]),
        ("ko".to_owned(), vec!["c/korean".to_owned()]),
    ]
    .into();
    let paths = ["c/english/post/a.md", "c/korean/post/a.md", "c/other/a.md"];
    let said = ["en post/a english/post/a", "ko post/a korean/post/a", "- c/other/a other/a"];
    assert_eq!(places(&config, &paths), said);

    // A suffix that Hugo's configuration does not name is a part of the name.
    config.generator = Generator::Hugo;
    let paths = ["c/a.md", "c/a.ko.md", "c/a.fr.md", "c/de/a.md"];
    assert_eq!(places(&config, &paths), ["- c/a a", "ko c/a a", "- c/a.fr a.fr", "- c/de/a de/a"]);
}
