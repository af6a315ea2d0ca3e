//! Hugo: `hugo.toml`, `config.toml` and their kin, whole or in parts below `config/_default`.

mod permalinks;

use super::settings::{Settings, get, is_on, text, texts};
use super::view::View;
use crate::config::{Generator, Slugs};
use crate::model::value::Value;

const NAMES: &[&str] = &["hugo", "config"];
const ENDINGS: &[&str] = &["toml", "yaml", "yml", "json"];

/// Files below `config/_default` that hold one table each.
const TABLES: &[&str] = &["params", "languages", "permalinks", "module"];

pub(super) fn look(view: &View) -> Option<Settings> {
    let (file, config) = config(view)?;
    let is_hugo = file.contains("hugo.")
        || file.contains("_default")
        || text(&config, &[&["baseURL"], &["languageCode"], &["defaultContentLanguage"]]).is_some()
        || ["archetypes", "layouts", "themes"].iter().any(|folder| view.is_dir(folder));
    if !is_hugo {
        return None;
    }
    let mut found = Settings::new(Generator::Hugo, view, &file);
    let file = found.file.clone();
    let language = text(&config, &[&["defaultContentLanguage"]]);
    let own = language.clone().unwrap_or_else(|| "en".to_owned());
    found.say_title(text(&config, &[&["languages", &own, "title"], &["title"]]), &file);
    found.say_url(text(&config, &[&["baseURL"], &["languages", &own, "baseURL"]]), None, &file);
    found.say_description(
        text(
            &config,
            &[
                &["languages", &own, "params", "description"],
                &["params", "description"],
                &["languages", &own, "description"],
                &["description"],
            ],
        ),
        &file,
    );
    let code: &[&[&str]] = &[
        &["languages", &own, "languageCode"],
        &["languages", &own, "locale"],
        &["languageCode"],
        &["locale"],
    ];
    // Addresses depend on the language's key, so that it counts before its code.
    found.say_language(language, &file);
    found.say_language(text(&config, code), &file);
    found.say_timezone(text(&config, &[&["timeZone"]]), &file);
    for path in [
        &["params", "author"][..],
        &["languages", &own, "params", "author"],
        &["author"],
        &["params", "authors"],
    ] {
        found.say_authors(get(&config, path), &file);
    }
    found.say_people(view, &["data/authors.yml".to_owned(), "data/authors.yaml".to_owned()]);
    found.drafts = is_on(&config, &["buildDrafts"]);
    found.future = is_on(&config, &["buildFuture"]);

    found.statics = texts(&config, &["staticDir"]);
    if found.statics.is_empty() {
        found.statics.push("static".to_owned());
    }
    found.statics.push("assets".to_owned());
    if let Some(Value::Map(languages)) = get(&config, &["languages"]) {
        for (language, value) in languages {
            let folder = text(value, &[&["contentDir"]]).and_then(|folder| view.path(&folder));
            found.say_one_language(language, folder);
        }
    }
    let folders = content(&config, &own);
    if is_on(&config, &["uglyURLs"]) {
        found.say_permalink("/:path.html", &file);
    }
    if let Some(Value::Map(languages)) = get(&config, &["languages"]) {
        let off = texts(&config, &["disableLanguages"]);
        for (language, value) in languages {
            if !is_on(value, &["disabled"]) && !off.contains(language) {
                let folder = text(value, &[&["contentDir"]]).and_then(|path| view.path(&path));
                found.say_one_language(language, folder);
            }
        }
    }
    if is_on(&config, &["disablePathToLower"]) {
        found.slugs = Slugs::Cased;
    }
    for (folder, prefix, language) in &folders {
        let Some(folder) = view.path(folder) else { continue };
        let base = found.permalink.as_ref().map_or("/:path/", |said| said.value.as_str());
        if !prefix.is_empty() {
            let pattern = format!("{prefix}{base}");
            found.say_permalink_of(folder.clone(), &pattern, &file);
        }
        let of_language = get(&config, &["languages", language.as_deref().unwrap_or(&own)]);
        let tables: Vec<&Value> = of_language.into_iter().chain([&config]).collect();
        permalinks::tell(&View::new(view.home()), &tables, (&folder, prefix), &file, &mut found);
        found.content.push(folder);
    }
    let rooted = found.statics.iter().filter_map(|folder| view.path(folder)).collect();
    found.statics = rooted;
    Some(found)
}

/// The configuration put together, and the file that says the most.
fn config(view: &View) -> Option<(String, Value)> {
    let files = |folder: &str, name: &str| {
        ENDINGS.iter().map(|ending| format!("{folder}{name}.{ending}")).collect::<Vec<_>>()
    };
    let mut main = None;
    let mut all = Vec::new();
    for folder in ["", "config/_default/", "config/production/"] {
        for file in NAMES.iter().flat_map(|name| files(folder, name)) {
            if let Some(Value::Map(entries)) = view.data(&file) {
                main.get_or_insert(file);
                all.extend(entries);
                break;
            }
        }
    }
    for table in TABLES {
        for file in files("config/_default/", table) {
            if let Some(value) = view.data(&file) {
                main.get_or_insert(file);
                all.push(((*table).to_owned(), value));
            }
        }
    }
    for (language, file) in view.entries("config/_default").into_iter().filter_map(|(name, _)| {
        let stem = name.rsplit_once('.')?.0.strip_prefix("languages.")?.to_owned();
        Some((stem, format!("config/_default/{name}")))
    }) {
        if let Some(value) = view.data(&file) {
            let value = Value::Map(vec![(language, value)]);
            all.push(("languages".to_owned(), value));
        }
    }
    Some((main?, Value::Map(merged(all))))
}

/// Tables that several files hold parts of as one; of keys that are there twice the first counts.
fn merged(entries: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = Vec::new();
    for (key, value) in entries {
        let known = all.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&key));
        match (known, value) {
            (Some((_, Value::Map(inner))), Value::Map(more)) => inner.extend(more),
            (Some(_), _) => {}
            (None, value) => all.push((key, value)),
        }
    }
    all
}

/// The content folders, each with what goes before its addresses and the key of its language.
fn content(config: &Value, own: &str) -> Vec<(String, String, Option<String>)> {
    let mut folders = Vec::new();
    if let Some(Value::Map(languages)) = get(config, &["languages"]) {
        let off = texts(config, &["disableLanguages"]);
        for (language, value) in languages {
            if is_on(value, &["disabled"]) || off.contains(language) {
                continue;
            }
            if let Some(folder) = text(value, &[&["contentDir"]]) {
                let is_own = language.eq_ignore_ascii_case(own)
                    && !is_on(config, &["defaultContentLanguageInSubdir"]);
                let prefix = if is_own { String::new() } else { format!("/{language}") };
                folders.push((folder, prefix.to_lowercase(), Some(language.clone())));
            }
        }
    }
    if let Some(Value::List(mounts)) = get(config, &["module", "mounts"]) {
        for mount in mounts {
            let (source, target) = (text(mount, &[&["source"]]), text(mount, &[&["target"]]));
            let (Some(source), Some(target)) = (source, target) else { continue };
            if let Some(below) = target.strip_prefix("content") {
                folders.push((source, below.trim_end_matches('/').to_owned(), None));
            }
        }
    }
    let apart = |(_, value): &(String, Value)| text(value, &[&["contentDir"]]).is_some();
    let shared = match get(config, &["languages"]) {
        Some(Value::Map(languages)) => !languages.iter().all(apart),
        _ => false,
    };
    if folders.is_empty() || shared {
        let folder = text(config, &[&["contentDir"]]).unwrap_or_else(|| "content".to_owned());
        if folders.iter().all(|(other, ..)| *other != folder) {
            // Where the blog's own language has a folder of its addresses, too, all have.
            let prefix = if is_on(config, &["defaultContentLanguageInSubdir"]) {
                "/:lang".to_owned()
            } else {
                String::new()
            };
            folders.push((folder, prefix, None));
        }
    }
    folders
}
