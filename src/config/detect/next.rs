//! Next.js: `next.config.js`, or a project that needs Next; posts lie where the project likes.

use super::literals::Literals;
use super::package;
use super::plain;
use super::settings::Settings;
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

const CONFIGS: &[&str] =
    &["next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"];

/// Folders that posts lie in, the most telling first.
const CONTENT: &[&str] = &[
    "data/blog",
    "data/posts",
    "content/blog",
    "content/posts",
    "content/articles",
    "src/content/blog",
    "src/content/posts",
    "content",
    "contents",
    "src/content",
    "posts",
    "_posts",
    "blog",
    "src/posts",
    "src/_posts",
    "articles",
    "data",
    "pages/blog",
    "pages/posts",
    "src/pages/blog",
    "src/pages/posts",
    "app/blog",
    "app/posts",
    "src/app/blog",
    "app",
    "src/app",
    "pages",
    "src/pages",
];

/// Folders of pages: what lies in them is its own address.
const PAGES: &[&str] = &["src/pages", "src/app", "pages", "app"];

/// Where projects keep what they say of the site.
const SITES: &[&str] = &[
    "data/siteMetadata.js",
    "data/siteMetadata.ts",
    "data/siteMetadata.mjs",
    "data/siteMetadata.cjs",
    "site.config.js",
    "site.config.ts",
    "site.config.mjs",
    "blog.config.js",
    "siteConfig.js",
    "siteMetadata.js",
    "config/site.ts",
    "config/site.js",
    "config.ts",
    "config.js",
    "src/config/site.ts",
    "src/config.ts",
    "src/siteConfig.ts",
    "lib/config.ts",
    "lib/config.js",
    "lib/constants.ts",
    "lib/constants.js",
    "src/lib/constants.ts",
    "src/lib/config.ts",
    "blog.config.ts",
    "site.config.cjs",
    "src/config/index.ts",
    "src/constants/siteMetadata.ts",
    "src/constants/index.ts",
    "constants/siteMetadata.ts",
    "src/data/siteMetadata.ts",
    "next-seo.config.js",
    "next-seo.config.ts",
    "src/app/layout.tsx",
    "src/app/layout.jsx",
    "src/app/layout.js",
    "app/layout.tsx",
    "app/layout.jsx",
    "app/layout.js",
    "src/app/page.tsx",
    "app/page.tsx",
    "next-sitemap.config.js",
    "next-sitemap.js",
];

/// Where the language of all pages is said: `<html lang="ko">`.
const DOCUMENTS: &[&str] = &[
    "src/app/layout.tsx",
    "src/app/layout.jsx",
    "src/app/layout.js",
    "app/layout.tsx",
    "app/layout.jsx",
    "app/layout.js",
    "pages/_document.tsx",
    "pages/_document.jsx",
    "pages/_document.js",
    "src/pages/_document.tsx",
    "src/pages/_document.jsx",
    "src/pages/_document.js",
];

pub(super) fn look(view: &View) -> Option<Settings> {
    let config = view.first(CONFIGS);
    let file = match config {
        Some(file) => file,
        None if package::uses(view, &["next"]) => "package.json",
        None => return None,
    };
    let mut found = Settings::new(Generator::Next, view, file);
    let config = config.and_then(|file| Literals::read(view, file));
    let base = config.as_ref().and_then(|config| config.text(&[&["basePath"]]));
    for site in SITES {
        let Some(config) = Literals::read(view, site) else { continue };
        say(&config, base.as_ref(), &view.path(site).unwrap_or_default(), &mut found);
    }
    let slash = match config.and_then(|config| config.get(&["trailingSlash"])) {
        Some(Value::Bool(true)) => "/",
        _ => "",
    };
    let layer = ["contentlayer.config.ts", "contentlayer.config.js", "velite.config.ts"];
    let layer = view.first(&layer).and_then(|file| Literals::read(view, file));
    let layer = layer.and_then(|config| config.text(&[&["contentDirPath"], &["root"]]));
    let folder = layer
        .iter()
        .flat_map(|base| {
            [format!("{base}/blog"), format!("{base}/posts"), format!("{base}/post"), base.clone()]
        })
        .chain(CONTENT.iter().map(|&folder| folder.to_owned()))
        .find(|folder| view.has_posts(folder));
    match folder {
        Some(folder) => {
            let file = found.file.clone();
            let route = route(view, &folder);
            found.say_permalink(&format!("{route}/:path{slash}"), &file);
            found.content.extend(view.path(&folder));
        }
        None => {
            found.content = plain::content(view);
            let file = found.file.clone();
            let route = route(view, "public");
            found.say_permalink(&format!("{route}/:path{slash}"), &file);
        }
    }
    for document in DOCUMENTS {
        let language = view.text(document).and_then(|text| language_of(&text));
        found.say_language(language, &view.path(document).unwrap_or_default());
    }
    found.statics = ["public", "static"].iter().filter_map(|folder| view.path(folder)).collect();
    Some(found)
}

fn say(config: &Literals, base: Option<&String>, file: &str, found: &mut Settings) {
    let title: &[&[&str]] = &[
        &["siteMetadata", "title"],
        &["siteConfig", "title"],
        &["siteConfig", "name"],
        &["metadata", "title", "default"],
        &["metadata", "title"],
        &["SITE_TITLE"],
        &["BLOG_TITLE"],
        &["SITE_NAME"],
        &["siteTitle"],
        &["title"],
        &["defaultTitle"],
        &["openGraph", "site_name"],
        &["openGraph", "siteName"],
    ];
    found.say_title(config.text(title), file);
    let url: &[&[&str]] = &[
        &["siteUrl"],
        &["siteURL"],
        &["metadataBase"],
        &["SITE_URL"],
        &["BASE_URL"],
        &["siteConfig", "url"],
        &["SiteConfig", "url"],
        &["openGraph", "url"],
        &["link"],
    ];
    found.say_url(config.text(url), base.cloned(), file);
    let description: &[&[&str]] = &[&["siteMetadata", "description"], &["description"]];
    found.say_description(config.text(description), file);
    found.say_language(config.text(&[&["language"], &["lang"], &["locale"]]), file);
    for key in ["author", "authors", "AUTHOR"] {
        found.say_authors(config.get(&[key]).as_ref(), file);
    }
}

/// The language of the pages that a program writes: `<html lang="ko">`.
fn language_of(program: &str) -> Option<String> {
    ["<html", "<Html"].iter().find_map(|tag| {
        let (_, rest) = program.split_once(tag)?;
        let (attributes, _) = rest.split_once('>')?;
        let (_, value) = attributes.split_once("lang=")?;
        let value = value.trim_start_matches('{');
        let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        // The codes of countries are taken for those of their languages.
        let tag = match value[1..].split(mark).next()? {
            "kr" => "ko",
            "jp" => "ja",
            "cn" => "zh",
            tag => tag,
        };
        Some(tag.to_owned())
    })
}

/// Where the pages of a folder's posts are: the folder itself where it holds pages, else the one
/// with a page for every post (`pages/blog/[slug].js`, `app/blog/[slug]/page.tsx`).
fn route(view: &View, folder: &str) -> String {
    let below = |pages: &&str| folder == *pages || folder.starts_with(&format!("{pages}/"));
    if let Some(pages) = PAGES.iter().find(|pages| below(pages)) {
        return groups_left_out(folder.strip_prefix(pages).unwrap_or_default());
    }
    let mut routes = Vec::new();
    for pages in PAGES {
        let mut folders = vec![String::new()];
        while let Some(route) = folders.pop() {
            for (name, is_folder) in view.entries(&format!("{pages}{route}")) {
                if name.starts_with('[') && !name.contains("page]") && !name.contains("tag") {
                    routes.push(route.clone());
                } else if is_folder && route.matches('/').count() < 4 && folders.len() < 100 {
                    folders.push(format!("{route}/{name}"));
                }
            }
        }
    }
    let lists = ["tag", "categor", "author", "api", "page", "series"];
    routes.retain(|route| !lists.iter().any(|list| route.contains(list)));
    let name = folder.rsplit('/').next().unwrap_or_default();
    let alike = routes.iter().find(|route| route.rsplit('/').next() == Some(name));
    let named = || routes.iter().find(|r| ["blog", "post"].iter().any(|word| r.contains(word)));
    let route = alike.or_else(named).or(routes.first());
    route.map_or_else(String::new, |route| groups_left_out(route))
}

/// Folders in parentheses group pages, and are no part of their addresses.
fn groups_left_out(route: &str) -> String {
    let parts = route.split('/').filter(|p| !p.is_empty() && !p.starts_with(['(', '[', '@']));
    parts.fold(String::new(), |route, part| format!("{route}/{part}"))
}
