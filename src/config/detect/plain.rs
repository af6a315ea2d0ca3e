//! Folders of posts that no generator is known for.

use super::settings::{Settings, text};
use super::view::View;
use crate::config::Generator;

/// Folders that posts lie in, the most telling first.
const CONTENT: &[&str] = &[
    "content",
    "contents",
    "src/content/posts",
    "src/content/blog",
    "src/content/post",
    "src/content",
    "posts",
    "_posts",
    "source/_posts",
    "src/_posts",
    "src/posts",
    "blog",
    "articles",
    "data/blog",
    "docs",
];

/// Folders whose files lie at the top of the site.
const STATICS: &[&str] = &["static", "public", "assets", "images", "img", "media", "source"];

/// Folders at the root that hold no posts of the blog.
const OTHERS: &[&str] = &[
    "out",
    "templates",
    "template",
    "themes",
    "theme",
    "layouts",
    "target",
    "dist",
    "build",
    "test",
    "tests",
];

pub(super) fn look(view: &View) -> Settings {
    let mut found = Settings { generator: Generator::Plain, ..Settings::default() };
    if view.is_dir(".obsidian") {
        // A vault is one folder of notes, its templates aside.
        found.content.extend(view.path(""));
        let templates = view.data(".obsidian/templates.json");
        let templates = templates.and_then(|data| text(&data, &[&["folder"]]));
        let templates = templates.map(|folder| folder.trim_matches('/').to_owned());
        let known = ["Templates", "templates", "_templates"].map(str::to_owned);
        found.exclude.extend(templates.iter().chain(&known).map(|folder| format!("{folder}/**")));
    } else {
        found.content = content(view);
    }
    found.statics = STATICS.iter().filter_map(|folder| view.path(folder)).collect();
    found.statics.retain(|folder| view.is_dir(folder));
    found
}

/// The first of the known folders that has posts; else all folders that have; else the root.
pub(super) fn content(view: &View) -> Vec<String> {
    let known = |folder: &&&str| {
        let posts = view.survey(folder, true).posts;
        // What a project documents is no blog where there is more beside it.
        posts > 0 && (**folder != "docs" || posts * 2 > view.survey("", true).posts)
    };
    if let Some(folder) = CONTENT.iter().find(known) {
        return view.path(folder).into_iter().collect();
    }
    let folders = view.folders("");
    let here: Vec<_> = folders
        .iter()
        .filter(|name| !OTHERS.contains(&name.as_str()))
        .map(|name| (name, view.survey(name, true)))
        .filter(|(_, survey)| survey.posts > 0)
        .collect();
    if view.survey("", false).posts > 0 {
        return view.path("").into_iter().collect();
    }
    let blogs = here.iter().any(|(_, survey)| survey.is_blog());
    let kept = here.iter().filter(|(_, survey)| survey.is_blog() || !blogs);
    kept.filter_map(|(name, _)| view.path(name)).collect()
}
