//! Docusaurus: `docusaurus.config.js` or `.ts`. Its blogs are posts, its documentation is not.

use super::literals::{self, Literals};
use super::settings::{Settings, text, texts};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

const FILES: &[&str] = &[
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "docusaurus.config.cjs",
    "docusaurus.config.mts",
];

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(FILES)?;
    let config = Literals::read(view, file)?;
    let mut found = Settings::new(Generator::Docusaurus, view, file);
    let file = found.file.clone();
    let base = config.text(&[&["baseUrl"]]);
    found.say_title(config.text(&[&["title"]]), &file);
    found.say_url(config.text(&[&["url"]]), base, &file);
    found.say_description(config.text(&[&["tagline"]]), &file);
    found.say_language(config.text(&[&["i18n", "defaultLocale"]]), &file);
    let slash = match config.get(&["trailingSlash"]) {
        Some(Value::Bool(true)) => "/",
        _ => "",
    };
    let mut blogs = Vec::new();
    for value in config.exports() {
        let mut presets = Vec::new();
        literals::all(&value, "blog", &mut presets);
        blogs.extend(presets.into_iter().filter(|v| matches!(v, Value::Map(_))).cloned());
        plugins(&value, &mut blogs);
    }
    if blogs.is_empty() {
        blogs.push(Value::Map(Vec::new()));
    }
    for blog in &blogs {
        let path = text(blog, &[&["path"]]).unwrap_or_else(|| "blog".to_owned());
        let route = text(blog, &[&["routeBasePath"]]).unwrap_or_else(|| "blog".to_owned());
        let Some(folder) = view.path(&path) else { continue };
        if !view.is_dir(&path) || found.content.contains(&folder) {
            continue;
        }
        let route = route.trim_matches('/');
        let route = if route.is_empty() { String::new() } else { format!("/{route}") };
        let pattern = format!("{route}/:dated_path{slash}");
        if found.permalink.is_none() {
            found.say_permalink(&pattern, &file);
        } else {
            found.say_permalink_of(folder.clone(), &pattern, &file);
        }
        let map = text(blog, &[&["authorsMapPath"]]).unwrap_or_else(|| "authors.yml".to_owned());
        found.say_people(view, &[format!("{path}/{map}"), format!("{path}/authors.yaml")]);
        // Folders that begin with `_` hold parts of pages.
        found.exclude.push(format!("{folder}/**/_*/**"));
        found.content.push(folder);
    }
    let mut statics: Vec<String> =
        config.exports().iter().flat_map(|value| texts(value, &["staticDirectories"])).collect();
    if statics.is_empty() {
        statics.push("static".to_owned());
    }
    found.statics = statics.iter().filter_map(|folder| view.path(folder)).collect();
    Some(found)
}

/// The options of every `["@docusaurus/plugin-content-blog", { … }]`.
fn plugins(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::List(list) => {
            if let [Value::String(name), options @ Value::Map(_), ..] = list.as_slice()
                && name.ends_with("content-blog")
            {
                found.push(options.clone());
            }
            for value in list {
                plugins(value, found);
            }
        }
        Value::Map(entries) => {
            for (_, value) in entries {
                plugins(value, found);
            }
        }
        _ => {}
    }
}
