//! What the pages for users show can be done: settings are read, links lead somewhere, and no setting is left out.

use std::fs;
use std::path::{Path, PathBuf};

use postpress::config::{self, Config};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README, and the pages in docs/.
fn pages() -> Vec<(PathBuf, String)> {
    let mut pages = vec![root().join("README.md")];
    pages.extend(fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|path| path.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The blocks of code in a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let (mut found, mut block) = (Vec::new(), None::<String>);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(name))) if &*name == language => {
                block = Some(String::new());
            }
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(block.take()),
            _ => {}
        }
    }
    found
}

/// Settings with those that are shown as comments switched on: `# key = value`.
fn switched_on(block: &str) -> String {
    let is_key = |line: &str| {
        line.split_once(" = ").is_some_and(|(key, _)| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        })
    };
    let lines = block.lines().map(|line| match line.strip_prefix("# ") {
        Some(key) if is_key(key) => key,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Settings of the program; blocks that are of another file name it in their first line.
fn is_settings(block: &str) -> bool {
    let first = block.lines().next().unwrap_or_default();
    !first.starts_with("# ") || !first.contains(".toml") || first.contains(config::FILE)
}

#[test]
fn settings_that_are_shown_are_read() {
    let mut seen = 0;
    for (path, text) in pages() {
        for block in blocks(&text, "toml").iter().filter(|block| is_settings(block)) {
            let name = path.file_name().unwrap().to_string_lossy();
            config::parse(&switched_on(block), &name).unwrap_or_else(|e| panic!("{e}\n{block}"));
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen} blocks of settings");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    for (path, text) in pages() {
        for event in Parser::new(&text) {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event
            else {
                continue;
            };
            if dest_url.contains("://") || dest_url.starts_with('#') {
                continue;
            }
            let file = dest_url.split('#').next().unwrap();
            assert!(path.parent().unwrap().join(file).exists(), "{}: {dest_url}", path.display());
        }
    }
}

#[test]
fn every_setting_that_init_writes_is_explained() {
    let page = fs::read_to_string(root().join("docs/settings.md")).unwrap();
    for line in config::write(&Config::default()).lines() {
        let line = line.trim_start_matches("# ");
        if let Some((key, _)) = line.split_once(" = ")
            && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        {
            assert!(page.contains(&format!("{key} = ")), "{key}");
        }
    }
}
