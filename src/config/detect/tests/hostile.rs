//! Configurations that are broken, mean harm, or say what the settings cannot say.

use std::fs;

use super::{DATED, blog, config, put};
use crate::config::load;

#[test]
fn nothing_outside_of_the_root_and_nothing_odd_is_read() {
    let outside = blog(&[("x.toml", "baseURL = 'https://evil.example/'\n"), ("posts/a.md", DATED)]);
    let dir = blog(&[
        ("content/a.md", DATED),
        (
            "gatsby-config.js",
            "module.exports = { plugins: [{ resolve: 'gatsby-source-filesystem', options: { path: '../../../etc' } }] }",
        ),
    ]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path().join("x.toml"), dir.path().join("hugo.toml"))
            .expect("link");
        std::os::unix::fs::symlink(outside.path().join("posts"), dir.path().join("posts"))
            .expect("link");
    }
    put(dir.path(), "_config.yml", &format!("title: {}", "x".repeat(2_000_000)));
    fs::create_dir(dir.path().join("config.toml")).expect("folder");
    let config = load(dir.path()).expect("settings").config;
    assert_eq!(config.content, ["content"]);
    assert_eq!(config.about.url, "");
}

#[test]
fn configurations_that_are_broken_are_no_blogs_of_nobody() {
    for (file, text) in [
        ("hugo.toml", "baseURL = "),
        ("_config.yml", "a: [b: {"),
        ("gatsby-config.js", "module.exports = {{{{"),
        ("package.json", "{"),
        ("pelicanconf.py", "'''"),
    ] {
        assert_eq!(config(&[(file, text), ("content/a.md", DATED)]).content, ["content"], "{file}");
    }
}

#[test]
fn what_is_no_mail_address_is_left_out() {
    let authors = "kim: { name: Kim, email: 'k@a.exampl\"}' }\n";
    let config = config(&[
        ("docusaurus.config.js", "module.exports = { title: 'T', url: 'https://a.example' };\n"),
        ("blog/authors.yml", authors),
        ("blog/2024-01-02-a.md", DATED),
        ("package.json", r#"{"author": "N <n@a@b>"}"#),
    ]);
    assert_eq!(config.people["kim"].email, None);
    assert!(config.about.authors.iter().all(|author| author.email.is_none()));
}

#[test]
fn folders_that_the_settings_cannot_name_are_none() {
    for (file, text) in [
        ("hugo.toml", "contentDir = 'b:log'\nstaticDir = 's:tatic'\n"),
        ("_config.yml", "theme: t\nsource_dir: 'b:log'\n"),
        ("pelicanconf.py", "PATH = 'b:log'\nSTATIC_PATHS = ['s:tatic']\n"),
        (
            "docusaurus.config.js",
            "module.exports = { staticDirectories: ['s:tatic'], presets: [['classic', { blog: \
             { path: 'b:log' } }]] };\n",
        ),
        (
            "gatsby-config.js",
            "module.exports = { plugins: [{ resolve: 'gatsby-source-filesystem', options: { path: \
             `${__dirname}/b:log` } }] }",
        ),
    ] {
        // `config` also asserts that what `init` would write is read again.
        let config = config(&[(file, text), ("b:log/a.md", DATED), ("s:tatic/x.png", "")]);
        let named = config.content.iter().chain(&config.statics);
        assert!(!named.clone().any(|folder| folder.contains(':')), "{file}: {config:?}");
    }
}

#[cfg(unix)]
#[test]
fn folders_whose_names_part_paths_are_not_gone_into() {
    // `a/\` would be `a` again, and so on without an end.
    let config =
        config(&[("a/\\/x.png", ""), ("a/\\/2024-01-02-b.md", DATED), ("blog/c.md", DATED)]);
    assert_eq!(config.content, ["blog"]);
}
