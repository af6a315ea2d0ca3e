//! Which files are posts by the rules of the blog's generator, where names alone do not tell.

use std::collections::BTreeSet;

use super::scan::{Kind, SourceEntry};
use crate::config::Generator;

/// Makes other files of those that the generator does not take for posts.
pub(super) fn apply(generator: Generator, files: &mut [SourceEntry]) {
    match generator {
        Generator::Jekyll => jekyll(files),
        Generator::Hugo => hugo(files),
        _ => {}
    }
}

/// Whether a Markdown file tells of the project that it lies in, to people and programs that work on
/// it: `README` in any spelling, and what code hosts and their tools look for in capitals.
#[must_use]
pub fn is_about_project(stem: &str) -> bool {
    stem.eq_ignore_ascii_case("readme")
        || matches!(
            stem,
            "LICENSE"
                | "LICENCE"
                | "CONTRIBUTING"
                | "CHANGELOG"
                | "CODE_OF_CONDUCT"
                | "SECURITY"
                | "SUPPORT"
                | "AGENTS"
                | "CLAUDE"
                | "GEMINI"
        )
}

/// Jekyll: what lies in `_posts` is a post where its name begins with a date.
fn jekyll(files: &mut [SourceEntry]) {
    for file in files.iter_mut().filter(|file| file.kind == Kind::Post) {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        if folder.split('/').any(|part| part == "_posts") && !is_dated(name) {
            file.kind = Kind::Other;
        }
    }
}

/// `2024-1-31-name`, as Jekyll wants it.
fn is_dated(name: &str) -> bool {
    let mut parts = name.splitn(4, '-');
    let mut number = |lengths: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| {
            lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    number(2..=4) && number(1..=2) && number(1..=2) && parts.next().is_some()
}

/// Hugo: a folder with an `index.md` is one post; all else in it belongs to that post.
fn hugo(files: &mut [SourceEntry]) {
    let is_index = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.split('.').next() == Some("index")
    };
    let bundles: BTreeSet<String> = files
        .iter()
        .filter(|file| file.kind == Kind::Post && is_index(&file.path))
        .filter_map(|file| file.path.rsplit_once('/').map(|(folder, _)| (folder, file)))
        // The home page of a site is no bundle of all its posts.
        .filter(|(folder, file)| *folder != &*file.content)
        .map(|(folder, _)| folder.to_owned())
        .collect();
    let within = |path: &str| {
        let mut ends = path.match_indices('/').map(|(at, _)| at);
        ends.any(|end| bundles.contains(&path[..end]))
    };
    for file in files.iter_mut().filter(|file| file.kind == Kind::Post) {
        let own = file.path.rsplit_once('/').is_some_and(|(folder, _)| bundles.contains(folder));
        let nested = file.path.rsplit_once('/').is_some_and(|(folder, _)| within(folder));
        if (own && !is_index(&file.path)) || nested {
            file.kind = Kind::Other;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::scan::{Kind, OnDisk, SourceEntry};
    use super::apply;
    use crate::config::Generator;

    fn posts(generator: Generator, paths: &[&str]) -> Vec<String> {
        let mut files: Vec<SourceEntry> = paths
            .iter()
            .map(|path| SourceEntry {
                path: (*path).into(),
                on_disk: OnDisk::At(Path::new(path).into()),
                bytes: 1,
                stamp: crate::stamp::Stamp::default(),
                kind: Kind::Post,
                content: "content".into(),
            })
            .collect();
        apply(generator, &mut files);
        files.into_iter().filter(|f| f.kind == Kind::Post).map(|f| f.path.to_string()).collect()
    }

    #[test]
    fn a_bundle_of_hugo_is_one_post() {
        let paths = [
            "content/index.md",
            "content/a.md",
            "content/b/index.md",
            "content/b/index.ko.md",
            "content/b/note.md",
            "content/b/deep/x.md",
            "content/c/y.md",
        ];
        let kept = ["content/index.md", "content/a.md", "content/b/index.md"];
        let found = posts(Generator::Hugo, &paths);
        assert_eq!(found[..3], kept);
        assert_eq!(found[3..], ["content/b/index.ko.md", "content/c/y.md"]);
        assert_eq!(posts(Generator::Zola, &paths).len(), paths.len());
    }

    #[test]
    fn posts_of_jekyll_have_dates_in_their_names() {
        let paths = [
            "_posts/2024-01-02-a.md",
            "_posts/cat/2024-1-2-b.md",
            "_posts/template.md",
            "_drafts/c.md",
        ];
        assert_eq!(
            posts(Generator::Jekyll, &paths),
            ["_posts/2024-01-02-a.md", "_posts/cat/2024-1-2-b.md", "_drafts/c.md"]
        );
    }
}
