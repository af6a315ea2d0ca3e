//! Zola: `config.toml` (or `zola.toml`) with a `base_url`.

use super::settings::{Settings, get, text, texts};
use super::view::View;
use crate::config::{Generator, Slugs};
use crate::model::value::Value;

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(&["zola.toml", "config.toml"])?;
    let config = view.data(file)?;
    let url = text(&config, &[&["base_url"]]);
    if url.is_none() && file != "zola.toml" {
        return None;
    }
    let mut found = Settings::new(Generator::Zola, view, file);
    let file = found.file.clone();
    let own = text(&config, &[&["default_language"]]).unwrap_or_else(|| "en".to_owned());
    found.say_title(text(&config, &[&["title"], &["languages", &own, "title"]]), &file);
    found.say_url(url, None, &file);
    found.say_description(
        text(&config, &[&["description"], &["languages", &own, "description"]]),
        &file,
    );
    if let Some(Value::Map(languages)) = get(&config, &["languages"]) {
        for (language, _) in languages {
            found.say_one_language(language, None);
        }
        if languages.iter().any(|(language, _)| *language != own) {
            found.say_one_language(&own, None);
        }
    }
    found.say_language(Some(own), &file);
    for path in [&["author"][..], &["extra", "author"], &["extra", "authors"]] {
        found.say_authors(get(&config, path), &file);
    }
    found.slugs = match text(&config, &[&["slugify", "paths"]]).as_deref() {
        Some("safe") => Slugs::Unicode,
        Some("off") => Slugs::Off,
        _ => Slugs::Auto,
    };
    found.content.extend(view.path("content"));
    found.statics.extend(view.path("static"));
    for pattern in texts(&config, &["ignored_content"]) {
        // Zola's patterns are relative to the content folder.
        if globset::Glob::new(&pattern).is_ok() {
            found.exclude.extend(view.path("content").map(|base| format!("{base}/{pattern}")));
        }
    }
    Some(found)
}
