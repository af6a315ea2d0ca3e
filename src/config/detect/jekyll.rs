//! Jekyll: `_config.yml`, or a `_posts` folder.

use super::settings::{Settings, get, is_on, text, texts};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;
use crate::parse::permalink::jekyll_style;

/// How deep `_posts` folders are looked for: those in folders are categories.
const DEPTH: usize = 3;

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(&["_config.yml", "_config.yaml", "_config.toml"]);
    if file.is_none() && !view.is_dir("_posts") {
        return None;
    }
    let config = file.and_then(|file| view.data(file)).unwrap_or(Value::Map(Vec::new()));
    let mut found = Settings::new(Generator::Jekyll, view, file.unwrap_or("_posts"));
    let file = found.file.clone();
    found.say_title(text(&config, &[&["title"], &["name"]]), &file);
    found.say_url(text(&config, &[&["url"]]), text(&config, &[&["baseurl"]]), &file);
    found.say_description(text(&config, &[&["description"]]), &file);
    found.say_language(text(&config, &[&["lang"], &["language"], &["locale"]]), &file);
    found.say_timezone(text(&config, &[&["timezone"]]), &file);
    found.drafts = is_on(&config, &["show_drafts"]);
    found.future = is_on(&config, &["future"]);

    let source = text(&config, &[&["source"]]).unwrap_or_default();
    let site = view.at(&source);
    let data = text(&config, &[&["data_dir"]]).unwrap_or_else(|| "_data".to_owned());
    let files = ["yml", "yaml", "json"].map(|ending| format!("{data}/authors.{ending}"));
    found.say_people(&site, &files);
    found.say_authors(author(&config, &found).as_ref(), &file);

    let written = permalink(&config);
    let pattern = jekyll_style(Generator::Jekyll, written.as_deref().unwrap_or("date")).to_owned();
    if written.is_some() {
        found.say_permalink(&pattern, &file);
    }
    let mut folders = site.named("_posts", DEPTH);
    if let Some(folder) = text(&config, &[&["collections_dir"]]) {
        folders.push(format!("{folder}/_posts"));
    }
    folders.extend(site.named("_drafts", DEPTH));
    for folder in folders {
        let Some(path) = site.path(&folder) else { continue };
        // The folders that `_posts` lies in are categories of its posts.
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        if !parent.is_empty() && pattern.contains(":categories") {
            let parent = parent.to_lowercase();
            let own = pattern.replace(":categories", &format!("{parent}/:categories"));
            found.say_permalink_of(path.clone(), &own, &file);
        }
        for (scope, pattern) in scoped(&config) {
            // The scope is the folder of the posts, lies in it, or is the one that it lies in.
            let Some(scope) = site.path(&scope) else { continue };
            if scope == path || scope.starts_with(&format!("{path}/")) {
                found.say_permalink_of(scope, jekyll_style(Generator::Jekyll, &pattern), &file);
            } else if path.starts_with(&format!("{scope}/")) {
                let pattern = jekyll_style(Generator::Jekyll, &pattern);
                found.say_permalink_of(path.clone(), pattern, &file);
            }
        }
        found.content.push(path);
    }
    found.statics = statics(&site, &source);
    for pattern in texts(&config, &["exclude"]) {
        let path = site.path(&pattern).filter(|path| path != "." && !pattern.contains(".."));
        let Some(path) = path.filter(|path| globset::Glob::new(path).is_ok()) else { continue };
        let is_out = |folder: &String| *folder == path || folder.starts_with(&format!("{path}/"));
        found.content.retain(|folder| !is_out(folder));
        found.exclude.push(format!("{path}/**"));
        found.exclude.push(path);
    }
    Some(found)
}

/// The pattern of posts: of their collection, of the front matter that they have by default, or of
/// the site.
fn permalink(config: &Value) -> Option<String> {
    let defaults = match get(config, &["defaults"]) {
        Some(Value::List(list)) => list.as_slice(),
        _ => &[],
    };
    let of_posts = |entry: &&Value| {
        let path = text(entry, &[&["scope", "path"]]).unwrap_or_default();
        let kind = text(entry, &[&["scope", "type"]]);
        matches!(path.trim_end_matches('/'), "" | "_posts")
            && kind.is_none_or(|kind| matches!(kind.as_str(), "posts" | "post"))
    };
    let mut of_posts = defaults.iter().filter(of_posts).rev();
    of_posts
        .find_map(|entry| text(entry, &[&["values", "permalink"]]))
        .or_else(|| text(config, &[&["collections", "posts", "permalink"], &["permalink"]]))
}

/// The patterns of posts in some folders, by the front matter that they have by default.
fn scoped(config: &Value) -> Vec<(String, String)> {
    let Some(Value::List(defaults)) = get(config, &["defaults"]) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in defaults {
        let path = text(entry, &[&["scope", "path"]]).unwrap_or_default();
        let path = path.trim_matches('/');
        let kind = text(entry, &[&["scope", "type"]]);
        let of_posts = kind.is_none_or(|kind| matches!(kind.as_str(), "posts" | "post"));
        let pattern = text(entry, &[&["values", "permalink"]]);
        if let Some(pattern) = pattern.filter(|_| of_posts)
            && !matches!(path, "" | "_posts")
            && !path.contains('*')
        {
            found.push((path.to_owned(), pattern));
        }
    }
    found
}

/// The author: a name, an id of `_data/authors.yml`, or a map; `email` may stand beside it.
fn author(config: &Value, found: &Settings) -> Option<Value> {
    let author = get(config, &["author"]).or_else(|| get(config, &["authors"]))?;
    let Value::String(name) = author else { return Some(author.clone()) };
    let known = found.people.as_ref().and_then(|people| people.value.get(name));
    let mut map = vec![("name".to_owned(), known.map_or(name, |person| &person.name).clone())];
    let email = known.and_then(|person| person.email.clone());
    map.extend(
        email.or_else(|| text(config, &[&["email"]])).map(|mail| ("email".to_owned(), mail)),
    );
    Some(Value::Map(map.into_iter().map(|(key, text)| (key, Value::String(text))).collect()))
}

/// What Jekyll copies: its source, or the folders at the root that are not for itself.
pub(super) fn statics(site: &View, source: &str) -> Vec<String> {
    if !matches!(source.trim_matches(['.', '/']), "") {
        return site.path("").into_iter().collect();
    }
    let own = |name: &str| name.starts_with('_') || matches!(name, "out" | "target" | "dist");
    let folders = site.folders("").into_iter().filter(|name| !own(name));
    folders.filter_map(|name| site.path(&name)).collect()
}
