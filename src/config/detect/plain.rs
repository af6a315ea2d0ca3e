//! Folders of posts that no generator is known for.

use super::literals::Literals;
use super::settings::{Settings, get, text};
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

/// Where tools with posts in folders of any name say what the site is called: VitePress and Valaxy.
const CONFIGS: &[&str] = &[
    ".vitepress/config.ts",
    ".vitepress/config.mts",
    ".vitepress/config.js",
    ".vitepress/config.mjs",
    "docs/.vitepress/config.ts",
    "docs/.vitepress/config.mts",
    "docs/.vitepress/config.js",
    "docs/.vitepress/config.mjs",
    "site.config.ts",
    "site.config.js",
];

/// How many times as many dated posts lie in folders where the files at the root are none.
const FEW: usize = 10;

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
    for file in CONFIGS {
        say(view, file, &mut found);
    }
    found
}

/// Takes what a configuration of VitePress or Valaxy says of the site, where it is there.
fn say(view: &View, file: &str, found: &mut Settings) {
    let Some(config) = view.first(&[file]).and_then(|file| Literals::read(view, file)) else {
        return;
    };
    let file = view.path(file).unwrap_or_default();
    let own = |key: &str| {
        let mut texts = config.exports().into_iter();
        texts.find_map(|value| text(&value, &[&[key]]))
    };
    found.say_title(own("title"), &file);
    found.say_description(own("description"), &file);
    found.say_language(own("lang"), &file);
    found.say_url(config.text(&[&["sitemap", "hostname"]]), own("base"), &file);
    found.say_url(own("url"), None, &file);
    let author = config.exports().into_iter().find_map(|value| get(&value, &["author"]).cloned());
    found.say_authors(author.as_ref(), &file);
}

/// The first of the known folders that has posts; else all folders that have; else the root.
pub(super) fn content(view: &View) -> Vec<String> {
    let known = |folder: &&&str| {
        let count = |folder: &str| view.survey(folder, true).posts;
        // What a project documents is no blog where there is more beside it.
        view.has_posts(folder) && (**folder != "docs" || count(folder) * 2 > count(""))
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
    let top = view.survey("", false);
    let blogs = here.iter().any(|(_, survey)| survey.is_blog());
    let dated: usize =
        here.iter().filter(|(_, survey)| survey.is_blog()).map(|(_, survey)| survey.posts).sum();
    // A few files without dates beside folders full of dated posts are about the project.
    if top.posts > 0 && (top.dated > 0 || dated < top.posts * FEW) {
        return view.path("").into_iter().collect();
    }
    let kept = here.iter().filter(|(_, survey)| survey.is_blog() || !blogs);
    kept.filter_map(|(name, _)| view.path(name)).collect()
}
