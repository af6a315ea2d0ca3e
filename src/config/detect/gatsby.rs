//! Gatsby: `gatsby-config.js`, and the addresses that `gatsby-node.js` makes.

use super::literals::Literals;
use super::plain;
use super::settings::{Settings, get, text};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

const CONFIGS: &[&str] =
    &["gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs", "gatsby-config.cjs"];
const NODES: &[&str] = &["gatsby-node.js", "gatsby-node.ts", "gatsby-node.mjs", "gatsby-node.cjs"];

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(CONFIGS)?;
    let config = Literals::read(view, file)?;
    let mut found = Settings::new(Generator::Gatsby, view, file);
    let file = found.file.clone();
    let site = config.get(&["siteMetadata"]).unwrap_or(Value::Map(Vec::new()));
    found.say_title(text(&site, &[&["title"], &["siteTitle"], &["name"]]), &file);
    let url = text(&site, &[&["siteUrl"], &["url"], &["siteURL"], &["site_url"]]);
    found.say_url(url, config.text(&[&["pathPrefix"]]), &file);
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

    let mut folders = Vec::new();
    for value in config.exports() {
        sources(&value, &mut folders);
    }
    let here: Vec<_> =
        folders.iter().map(|f| (f, view.survey(f, true))).filter(|(_, s)| s.posts > 0).collect();
    let blogs = here.iter().any(|(_, survey)| survey.is_blog());
    for (folder, survey) in here {
        if survey.is_blog() || !blogs {
            found.content.extend(view.path(folder));
        }
    }
    if found.content.is_empty() {
        found.content = plain::content(view);
    }
    found.statics.extend(view.path("static"));
    if let Some(node) = view.first(NODES)
        && let Some(literals) = Literals::read(view, node)
        && let Some(prefix) = prefix(&literals)
    {
        let node = view.path(node).unwrap_or_default();
        found.say_permalink(&format!("{prefix}/:path/"), &node);
    }
    Some(found)
}

/// The folders that `gatsby-source-filesystem` reads.
fn sources(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::List(list) => {
            for value in list {
                sources(value, found);
            }
        }
        Value::Map(entries) => {
            let name = text(value, &[&["resolve"]]).unwrap_or_default();
            if name.ends_with("gatsby-source-filesystem")
                || name.ends_with("gatsby-plugin-page-creator")
            {
                found.extend(text(value, &[&["options", "path"]]));
            } else if name.contains("gatsby-theme") || name.contains("gatsby-plugin-mdx") {
                found.extend(text(value, &[&["options", "contentPath"]]));
            }
            for (_, value) in entries {
                sources(value, found);
            }
        }
        _ => {}
    }
}

/// What is put before the path of a file: the `/blog` of `` value: `/blog${path}` ``.
fn prefix(node: &Literals) -> Option<String> {
    let lists = ["tag", "categor", "page", "author", "series", "topic", "archive"];
    node.keyed().find_map(|(key, text)| {
        if !matches!(key, "value" | "path" | "slug" | "url") || !text.starts_with('/') {
            return None;
        }
        let (before, _) = text.split_once("${")?;
        let before = before.trim_end_matches('/');
        let first = before.trim_start_matches('/').to_lowercase();
        let is_list = lists.iter().any(|list| first.starts_with(list));
        (!before.is_empty() && !is_list && !before.contains(':')).then(|| before.to_owned())
    })
}
