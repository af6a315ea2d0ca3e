//! What the author wrote and what was detected, put together key by key: the author always wins.

use std::path::{Path, PathBuf};

use super::detect::{self, Said, Settings};
use super::load::{Given, Loaded};
use super::{Config, Generator};

/// Completes settings with what the blog's folder tells, and says what was assumed.
pub(super) fn complete(
    root: &Path,
    mut config: Config,
    given: &Given,
    file: Option<PathBuf>,
) -> Loaded {
    let found = detect::look(root);
    let mut told = Told::default();
    if found.file.is_empty() {
        told.lines.push("no generator is known for this folder".to_owned());
    } else if !given.has("site.generator") {
        told.lines.push(format!(
            "`{}` says that {} makes this blog",
            found.file,
            found.generator.title()
        ));
    }
    folders(&mut config, given, &found, &mut told);
    addresses(&mut config, given, &found);
    about(&mut config, given, &found, root, &mut told);
    told.lines.extend(found.unclear);
    let assumed = if file.is_some() { told.vital } else { told.all() };
    Loaded { config, assumed, file }
}

/// What is told to the author.
#[derive(Default)]
struct Told {
    /// Everything, in the order of the settings.
    lines: Vec<String>,
    /// What an author who wrote settings wants to know all the same.
    vital: Vec<String>,
    /// What is not known.
    unknown: Vec<&'static str>,
}

impl Told {
    fn all(mut self) -> Vec<String> {
        if !self.unknown.is_empty() {
            let unknown = self.unknown.join(", ");
            self.lines
                .push(format!("{unknown}: not found; `postpress init` writes what to fill in"));
        }
        self.lines
    }

    fn vital(&mut self, line: String) {
        self.vital.push(line.clone());
        self.lines.push(line);
    }
}

fn folders(config: &mut Config, given: &Given, found: &Settings, told: &mut Told) {
    if !given.has("content") {
        if found.content.is_empty() {
            told.vital("content is `content`, as no folder with posts was found".to_owned());
        } else {
            config.content.clone_from(&found.content);
            told.vital(format!("content is {}, which has posts", quoted(&found.content)));
        }
    }
    if !given.has("static") {
        config.statics.clone_from(&found.statics);
        if !found.statics.is_empty() {
            told.lines.push(format!("static is {}", quoted(&found.statics)));
        }
    }
    if !given.has("exclude") {
        config.exclude.clone_from(&found.exclude);
    }
    if !given.has("drafts") {
        config.drafts = found.drafts;
    }
    if !given.has("future") {
        config.future = found.future;
    }
}

fn addresses(config: &mut Config, given: &Given, found: &Settings) {
    let other = given.has("site.generator") && config.generator != found.generator;
    if !given.has("site.generator") {
        config.generator = found.generator;
    }
    if !given.has("site.slugs") && !other {
        config.slugs = found.slugs;
    }
    if !given.has("site.default_category") && !other {
        config.default_category.clone_from(&found.default_category);
    }
    if given.has("site.permalink") || given.has("site.permalinks") || other {
        return;
    }
    if !given.has("site.permalink_translations") {
        config.permalink_translations.clone_from(&found.permalink_translations);
    }
    config.permalink = match &found.permalink {
        Some(said) => said.value.clone(),
        None => config.generator.pattern().to_owned(),
    };
    config.permalinks.clone_from(&found.permalinks);
    config.permalinks.sort();
    // One pattern for the only folder is the blog's pattern.
    if let ([(folder, pattern)], [content]) =
        (config.permalinks.as_slice(), config.content.as_slice())
        && folder == content
    {
        config.permalink.clone_from(pattern);
        config.permalinks.clear();
    }
}

fn about(config: &mut Config, given: &Given, found: &Settings, root: &Path, told: &mut Told) {
    let about = &mut config.about;
    let text =
        |key: &'static str, slot: &mut String, said: &Option<Said<String>>, told: &mut Told| {
            match said {
                _ if given.has(key) => {}
                Some(said) => {
                    slot.clone_from(&said.value);
                    told.lines.push(format!("{key} is `{}` ({})", said.value, said.file));
                }
                None => told.unknown.push(key),
            }
        };
    if !given.has("site.title") && found.title.is_none() {
        about.title = detect::title(root);
        told.vital(format!("site.title is `{}`, the name of the folder", about.title));
    } else {
        text("site.title", &mut about.title, &found.title, told);
    }
    text("site.url", &mut about.url, &found.url, told);
    text("site.description", &mut about.description, &found.description, told);
    text("site.language", &mut about.language, &found.language, told);
    if !given.has("publish.url") {
        about.publish_url.clone_from(&about.url);
    }
    if !given.has("site.authors") {
        match &found.authors {
            Some(said) => {
                about.authors.clone_from(&said.value);
                let names: Vec<String> = said.value.iter().map(|p| p.name.clone()).collect();
                told.lines.push(format!("site.authors is {} ({})", quoted(&names), said.file));
            }
            None => told.unknown.push("site.authors"),
        }
    }
    if !given.has("site.languages") && !found.languages.is_empty() {
        config.languages.clone_from(&found.languages);
        let names: Vec<String> = found.languages.keys().cloned().collect();
        told.lines.push(format!("site.languages is {} ({})", quoted(&names), found.file));
    }
    if !given.has("site.people")
        && let Some(said) = &found.people
    {
        config.people.clone_from(&said.value);
        let count = said.value.len();
        told.lines.push(format!("site.people has {count} authors by their ids ({})", said.file));
    }
    if !given.has("timezone") {
        match &found.timezone {
            Some(said) => {
                config.timezone = said.value;
                told.lines.push(format!("timezone is `{}` ({})", said.value, said.file));
            }
            None => told.lines.push("timezone is `UTC`, as nothing says another".to_owned()),
        }
    }
    if found.generator != Generator::Plain && !given.has("site.permalink") {
        let from =
            found.permalink.as_ref().map_or(String::new(), |said| format!(" ({})", said.file));
        told.lines.push(format!("site.permalink is `{}`{from}", config.permalink));
    }
}

fn quoted(list: &[String]) -> String {
    let shown: Vec<String> = list.iter().take(6).map(|item| format!("`{item}`")).collect();
    let more = if list.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
