//! Gatsby: `gatsby-config.js`, and the addresses that `gatsby-node.js` makes.

use super::literals::Literals;
use super::package;
use super::plain;
use super::settings::{Settings, get, text};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

mod node;

const CONFIGS: &[&str] =
    &["gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs", "gatsby-config.cjs"];
const NODES: &[&str] = &["gatsby-node.js", "gatsby-node.ts", "gatsby-node.mjs", "gatsby-node.cjs"];

/// Names of sources that are no posts where others are.
const OTHERS: &[&str] = &[
    "about",
    "page",
    "pages",
    "author",
    "authors",
    "resume",
    "portfolio",
    "snippet",
    "snippets",
    "image",
    "images",
    "img",
    "asset",
    "assets",
    "media",
    "template",
    "templates",
    "data",
    "config",
];

/// A folder that `gatsby-source-filesystem` reads.
struct Source {
    /// Relative to the view.
    folder: String,
    /// What queries call it.
    name: String,
}

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(CONFIGS)?;
    let config = Literals::read(view, file)?;
    let mut found = Settings::new(Generator::Gatsby, view, file);
    let file = found.file.clone();
    let site = config.get(&["siteMetadata"]).unwrap_or(Value::Map(Vec::new()));
    found.say_title(text(&site, &[&["title"], &["siteTitle"], &["name"]]), &file);
    let url = text(&site, &[&["siteUrl"], &["url"], &["siteURL"], &["site_url"]]);
    // A prefix counts only where the site is built with it.
    let hosted = url.as_deref().is_some_and(|url| url.contains(".github.io"));
    let prefix = config.text(&[&["pathPrefix"]]);
    let prefix = prefix.filter(|_| package::runs(view, "--prefix-paths", hosted));
    found.say_url(url, prefix, &file);
    found.say_description(text(&site, &[&["description"], &["siteDescription"]]), &file);
    found.say_language(text(&site, &[&["language"], &["lang"], &["locale"]]), &file);
    for key in ["author", "authors"] {
        let author = match get(&site, &[key]) {
            // A handle as the starter has it: `@name`.
            Some(Value::String(name)) => {
                Some(Value::String(name.trim().trim_start_matches('@').to_owned()))
            }
            other => other.cloned(),
        };
        found.say_authors(author.as_ref(), &file);
    }

    let mut sources = Vec::new();
    for value in config.exports() {
        folders(&value, &mut sources);
    }
    let plugins = config.name("plugins");
    folders(&plugins.unwrap_or(Value::Null), &mut sources);
    let node = view.first(NODES).and_then(|file| Some((file, Literals::read(view, file)?)));
    let rules = node.as_ref().map(|(_, node)| node::Rules::read(node)).unwrap_or_default();
    let kept = posts(view, sources, &rules);
    found.statics.extend(view.path("static"));
    let said_by = node.and_then(|(file, _)| view.path(file)).unwrap_or_else(|| file.clone());
    let end = match config.text(&[&["trailingSlash"]]).as_deref() {
        Some("never") => "",
        _ if rules.no_slash => "",
        _ => "/",
    };
    let route = node::route(view);
    let prefix = route.as_ref().map_or(rules.prefix.as_str(), |(folder, _)| folder);
    let last = route.as_ref().map_or(rules.last, |(_, last)| last);
    found.say_permalink(&format!("{prefix}/{last}{end}"), &said_by);
    for (source, below) in &kept {
        let folder = format!("{}/{below}", source.folder);
        let Some(path) = view.path(&folder) else { continue };
        // What is below the folder of the source is a part of the path of a file.
        let mut before = prefix.to_owned();
        if rules.named_sources {
            before = format!("{before}/{}", source.name);
        }
        if last == node::PATH && !below.is_empty() {
            before = format!("{before}/{below}");
        }
        if before != prefix {
            found.say_permalink_of(path.clone(), &format!("{before}/{last}{end}"), &said_by);
        }
        found.content.push(path);
    }
    if found.content.is_empty() {
        found.content = plain::content(view);
    }
    Some(found)
}

/// The sources that posts come from, each with the folder below it that holds them.
fn posts(view: &View, sources: Vec<Source>, rules: &node::Rules) -> Vec<(Source, String)> {
    let here = sources.into_iter().map(|source| (view.survey(&source.folder, true), source));
    let mut here: Vec<_> = here.filter(|(survey, _)| survey.posts > 0).collect();
    let keep = |here: &mut Vec<(super::view::Survey, Source)>, is: &dyn Fn(&Source) -> bool| {
        if here.iter().any(|(_, source)| is(source)) {
            here.retain(|(_, source)| is(source));
        }
    };
    keep(&mut here, &|source| rules.sources.contains(&source.name));
    let is_other =
        |name: &str| OTHERS.contains(&name.trim_matches(['_', '-']).to_lowercase().as_str());
    keep(&mut here, &|source| {
        let last = source.folder.rsplit('/').next().unwrap_or_default();
        !(is_other(last) || is_other(&source.name) && last != "pages")
    });
    let blogs = here.iter().any(|(survey, _)| survey.is_blog());
    here.retain(|(survey, _)| survey.is_blog() || !blogs);
    let mut kept = Vec::new();
    for (_, source) in here {
        for below in within(view, &source.folder, rules) {
            let folder = source.folder.clone();
            kept.push((Source { folder, name: source.name.clone() }, below));
        }
    }
    kept
}

/// The folders below a source that hold its posts: those that the query for posts names, or those
/// with posts among the pages of a site. The source itself is the empty path.
fn within(view: &View, folder: &str, rules: &node::Rules) -> Vec<String> {
    let parts: Vec<&str> = folder.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let whole = format!("/{}/", parts.join("/"));
    for wanted in &rules.folders {
        let wanted = format!("/{}/", wanted.trim_matches('/'));
        if whole.contains(&wanted) {
            return vec![String::new()];
        }
        // `/contents/posts/` of the source `contents`, or `/posts/`.
        let mut starts = wanted.match_indices('/').map(|(at, _)| at);
        let overlap = starts.rfind(|at| whole.ends_with(&wanted[..=*at]));
        let below = wanted[overlap.unwrap_or(0)..].trim_matches('/').to_owned();
        if !below.is_empty() && view.has_posts(&format!("{folder}/{below}")) {
            return vec![below];
        }
    }
    if parts.last() == Some(&"pages") && !view.survey(folder, false).is_blog() {
        let names = view.folders(folder).into_iter();
        let blogs = names.filter(|name| {
            let survey = view.survey(&format!("{folder}/{name}"), true);
            survey.is_blog() && survey.posts > 1
        });
        let blogs: Vec<String> = blogs.collect();
        if !blogs.is_empty() {
            return blogs;
        }
    }
    vec![String::new()]
}

/// The folders that `gatsby-source-filesystem` reads.
fn folders(value: &Value, found: &mut Vec<Source>) {
    match value {
        Value::List(list) => {
            for value in list {
                folders(value, found);
            }
        }
        Value::Map(entries) => {
            let plugin = text(value, &[&["resolve"]]).unwrap_or_default();
            let key = if plugin.ends_with("gatsby-source-filesystem")
                || plugin.ends_with("gatsby-plugin-page-creator")
            {
                "path"
            } else {
                "contentPath"
            };
            let is_source =
                key == "path" || plugin.contains("gatsby-theme") || plugin.contains("-plugin-mdx");
            if is_source && let Some(folder) = text(value, &[&["options", key]]) {
                let name = text(value, &[&["options", "name"]]).unwrap_or_default();
                let folder = folder.trim_end_matches('/').to_owned();
                if found.iter().all(|other| other.folder != folder) {
                    found.push(Source { folder, name });
                }
            }
            for (_, value) in entries {
                folders(value, found);
            }
        }
        _ => {}
    }
}
