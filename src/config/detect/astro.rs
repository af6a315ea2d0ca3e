//! Astro: `astro.config.mjs`, its content collections, and the pages that show them.

use super::literals::{self, Literals};
use super::plain;
use super::settings::{Settings, get, text};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

const CONFIGS: &[&str] = &[
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
    "astro.config.cjs",
    "astro.config.mts",
];

const COLLECTIONS: &[&str] = &[
    "src/content.config.ts",
    "src/content.config.js",
    "src/content.config.mjs",
    "src/content/config.ts",
    "src/content/config.js",
    "src/content/config.mjs",
];

/// Where themes keep what they say of the site.
const SITES: &[&str] = &[
    "src/consts.ts",
    "src/consts.js",
    "src/constants.ts",
    "src/config.ts",
    "src/config.js",
    "src/config.mjs",
    "src/config/index.ts",
    "src/config/site.ts",
    "src/config/config.json",
    "src/site.config.ts",
    "src/site-config.ts",
    "src/siteConfig.ts",
    "src/data/config.ts",
    "src/data/site.ts",
    "src/lib/config.ts",
    "src/lib/consts.ts",
    "src/utils/config.ts",
    "site.config.ts",
    "config.ts",
    "astro-paper.config.ts",
];

/// Names of collections that are blogs even where their files have no dates.
const BLOGS: &[&str] = &[
    "blog", "blogs", "post", "posts", "article", "articles", "writing", "writings", "notes",
    "essays",
];

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(CONFIGS)?;
    let config = Literals::read(view, file)?;
    let mut found = Settings::new(Generator::Astro, view, file);
    let file = found.file.clone();
    found.say_url(config.text(&[&["site"]]), config.text(&[&["base"]]), &file);
    found.say_language(config.text(&[&["i18n", "defaultLocale"]]), &file);
    site(view, &mut found);

    let slash = match config.text(&[&["trailingSlash"]]).as_deref() {
        Some("never") => "",
        _ => "/",
    };
    let mut folders = collections(view);
    let blogs: Vec<_> =
        folders.iter().map(|(_, folder)| view.survey(folder, true).is_blog()).collect();
    let any = blogs.iter().any(|is_blog| *is_blog);
    let mut at = 0;
    folders.retain(|(name, folder)| {
        let keep = if any { blogs[at] } else { BLOGS.contains(&name.as_str()) };
        at += 1;
        keep && view.has_posts(folder)
    });
    let routes = routes(view);
    // Collections without pages of their own are parts of pages.
    if folders.iter().any(|(name, _)| is_shown(&routes, name)) {
        folders.retain(|(name, _)| BLOGS.contains(&name.as_str()) || is_shown(&routes, name));
    }
    for (name, folder) in &folders {
        let Some(path) = view.path(folder) else { continue };
        let route = route(view, &routes, name);
        found.say_permalink_of(path.clone(), &format!("{route}/:path{slash}"), &file);
        found.content.push(path);
    }
    if found.content.is_empty() {
        // Pages in Markdown, and blogs that read their folders themselves.
        let pages = view.folders("src/pages").into_iter().map(|name| format!("src/pages/{name}"));
        for folder in pages.filter(|folder| view.survey(folder, true).is_blog()) {
            let Some(path) = view.path(&folder) else { continue };
            let route = folder.strip_prefix("src/pages").unwrap_or_default();
            found.say_permalink_of(path.clone(), &format!("{route}/:path{slash}"), &file);
            found.content.push(path);
        }
    }
    if found.content.is_empty() {
        found.content = plain::content(view);
    }
    found.statics = ["public", "src/assets", "src"].iter().filter_map(|f| view.path(f)).collect();
    Some(found)
}

/// What the theme's own settings say.
fn site(view: &View, found: &mut Settings) {
    for file in SITES {
        let Some(config) = Literals::read(view, file) else { continue };
        let path = view.path(file).unwrap_or_default();
        let title: &[&[&str]] = &[
            &["SITE_TITLE"],
            &["SITE", "title"],
            &["SITE", "name"],
            &["SITE", "TITLE"],
            &["SITE", "NAME"],
            &["siteConfig", "title"],
            &["siteConfig", "name"],
            &["site", "title"],
            &["siteTitle"],
            &["title"],
        ];
        found.say_title(config.text(title), &path);
        let description: &[&[&str]] = &[
            &["SITE_DESCRIPTION"],
            &["SITE", "description"],
            &["SITE", "desc"],
            &["SITE", "DESCRIPTION"],
            &["siteConfig", "description"],
            &["site", "description"],
            &["description"],
        ];
        found.say_description(config.text(description), &path);
        let url: &[&[&str]] = &[
            &["SITE_URL"],
            &["SITE", "website"],
            &["SITE", "url"],
            &["siteConfig", "url"],
            &["siteUrl"],
        ];
        found.say_url(config.text(url), None, &path);
        let language: &[&[&str]] = &[
            &["SITE", "lang"],
            &["SITE", "language"],
            &["siteConfig", "lang"],
            &["lang"],
            &["locale"],
        ];
        found.say_language(config.text(language), &path);
        found.say_timezone(config.text(&[&["SITE", "timezone"], &["timezone"]]), &path);
        for key in
            [&["SITE", "author"][..], &["siteConfig", "author"], &["SITE_AUTHOR"], &["author"]]
        {
            found.say_authors(config.get(key).as_ref(), &path);
        }
    }
}

/// The collections with their folders.
fn collections(view: &View) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    if let Some(file) = view.first(COLLECTIONS)
        && let Some(config) = Literals::read(view, file)
    {
        let mut named: Vec<(String, Value)> = Vec::new();
        if let Some(Value::Map(entries)) = config.name("collections") {
            named.extend(entries);
        }
        named.extend(config.names().filter_map(|name| Some((name.to_owned(), config.name(name)?))));
        for (name, value) in named {
            let mut bases = Vec::new();
            literals::all(&value, "base", &mut bases);
            let base = bases.into_iter().find_map(Value::as_str);
            let base = base.or_else(|| get(&value, &["loader"]).and_then(Value::as_str));
            let Some(base) = base.map(|base| base.trim_start_matches("./").trim_matches('/'))
            else {
                continue;
            };
            // `base: "."` with `pattern: "src/posts/**/*.md"`
            let pattern = text(&value, &[&["loader", "pattern"]]).unwrap_or_default();
            let before = pattern.split(['*', '{', '[']).next().unwrap_or_default();
            let before = before.rsplit_once('/').map_or("", |(folder, _)| folder);
            let folder = format!("{base}/{before}");
            let folder = folder.trim_matches('/').to_owned();
            if found.iter().all(|(_, other)| *other != folder) {
                found.push((name, folder));
            }
        }
    }
    for name in view.folders("src/content") {
        let folder = format!("src/content/{name}");
        let known = |other: &String| {
            *other == folder
                || folder.starts_with(&format!("{other}/"))
                || other.starts_with(&format!("{folder}/"))
        };
        if found.iter().all(|(_, other)| !known(other)) {
            found.push((name, folder));
        }
    }
    found
}

/// Folders of `src/pages` with a page for each entry (`[...slug].astro`), and what these say.
fn routes(view: &View) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for (name, is_folder) in view.entries(&format!("src/pages{folder}")) {
            let slug = name.starts_with('[')
                && ["slug", "id", "post", "blog", "entry"].iter().any(|word| name.contains(word))
                && !name.contains("page");
            let file = match (slug, is_folder) {
                (true, false) if name.split('.').next_back() == Some("astro") => name,
                (true, true) => format!("{name}/index.astro"),
                (false, true) if folders.len() < 100 && folder.matches('/').count() < 4 => {
                    folders.push(format!("{folder}/{name}"));
                    continue;
                }
                _ => continue,
            };
            if let Some(text) = view.text(&format!("src/pages{folder}/{file}")) {
                found.push((folder.clone(), text));
            }
        }
    }
    found
}

/// Whether pages with a place for each entry name a collection, or lie in a folder of its name.
fn is_shown(routes: &[(String, String)], name: &str) -> bool {
    let quoted = [format!("'{name}'"), format!("\"{name}\""), format!("`{name}`")];
    routes.iter().any(|(folder, text)| {
        folder.split('/').any(|part| part == name) || quoted.iter().any(|name| text.contains(name))
    })
}

/// The folder of the pages that show a collection.
fn route(view: &View, routes: &[(String, String)], name: &str) -> String {
    let is_list = |folder: &str| {
        ["tag", "categor", "author", "series"].iter().any(|list| folder.contains(list))
    };
    let routes: Vec<_> = routes.iter().filter(|(folder, _)| !is_list(folder)).collect();
    let quoted = [format!("'{name}'"), format!("\"{name}\""), format!("`{name}`")];
    let shown = routes.iter().find(|(_, text)| quoted.iter().any(|name| text.contains(name)));
    let alike = routes.iter().find(|(folder, _)| folder.trim_start_matches('/') == name);
    let folder = match (shown.or(alike), routes.as_slice()) {
        (Some((folder, _)), _) => folder.clone(),
        (None, [(folder, _)]) => folder.clone(),
        (None, _) if !view.is_dir("src/pages") => String::new(),
        (None, _) => format!("/{name}"),
    };
    // Folders that stand for a language have no name of their own.
    let parts = folder.split('/').filter(|part| !part.is_empty() && !part.starts_with('['));
    parts.fold(String::new(), |route, part| format!("{route}/{part}"))
}
