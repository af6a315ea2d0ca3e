//! Settings as a `postpress.toml` to edit: what holds now, each key with what it is for. Reading
//! it gives the same settings.

use std::fmt::Write as _;

use super::{Config, Generator, Slugs};
use crate::model::post::Person;

/// The text of a settings file.
#[must_use]
pub fn write(config: &Config) -> String {
    let mut out = String::from(
        "# The settings of postpress. What is taken out or commented out is detected anew.\n\n\
         # Folders with posts, relative to this file.\n",
    );
    line(&mut out, "content", &list(&config.content));
    out.push_str("# Where /img/x.png is looked up.\n");
    line(&mut out, "static", &list(&config.statics));
    out.push_str("# Patterns of files that are no posts: \"**/README.md\".\n");
    line(&mut out, "exclude", &list(&config.exclude));
    out.push_str("# The zone of dates that are written without one.\n");
    line(&mut out, "timezone", &text(config.timezone.name()));
    out.push_str("# Whether drafts and posts with dates in the future are exported.\n");
    line(&mut out, "drafts", if config.drafts { "true" } else { "false" });
    line(&mut out, "future", if config.future { "true" } else { "false" });

    out.push_str("\n[site]\n");
    let about = &config.about;
    line(&mut out, "title", &text(&about.title));
    out.push_str("# Where the blog is read: feeds need it for links.\n");
    optional(&mut out, "url", &about.url, "https://example.org/");
    optional(&mut out, "description", &about.description, "One sentence about the blog.");
    out.push_str("# A language tag: \"ko\", \"en\", \"pt-BR\".\n");
    optional(&mut out, "language", &about.language, "en");
    if about.authors.is_empty() {
        out.push_str("# authors = [{ name = \"…\", email = \"…\", url = \"https://…\" }]\n");
    } else {
        let people: Vec<String> = about.authors.iter().map(person).collect();
        line(&mut out, "authors", &format!("[{}]", people.join(", ")));
    }
    let names: Vec<_> = Generator::names().collect();
    let _ = writeln!(out, "# Whose customs files and addresses follow: {}.", names.join(", "));
    line(&mut out, "generator", &text(config.generator.name()));
    out.push_str(
        "# How the addresses of posts are made, from :path :slug :title :year :month :day …\n",
    );
    line(&mut out, "permalink", &text(&config.permalink));
    if !config.permalink_translations.is_empty() {
        out.push_str("# The same for posts in other languages than the blog's.\n");
        line(&mut out, "permalink_translations", &text(&config.permalink_translations));
    }
    if !config.default_category.is_empty() {
        out.push_str("# What :category is where a post has none.\n");
        line(&mut out, "default_category", &text(&config.default_category));
    }
    if config.slugs != Slugs::Auto {
        let name = Slugs::NAMES.iter().find(|(_, slugs)| *slugs == config.slugs);
        line(&mut out, "slugs", &text(name.map_or("auto", |(name, _)| name)));
    }
    if !config.permalinks.is_empty() {
        out.push_str("\n# Folders whose posts have addresses of their own.\n[site.permalinks]\n");
        for (folder, pattern) in &config.permalinks {
            line(&mut out, &text(folder), &text(pattern));
        }
    }
    if !config.languages.is_empty() {
        out.push_str(
            "\n# The languages that posts are in, each with the folders of its own.\n\
             [site.languages]\n",
        );
        for (language, folders) in &config.languages {
            line(&mut out, &text(language), &list(folders));
        }
    }
    if !config.people.is_empty() {
        out.push_str("\n# People by the ids that posts name them by.\n[site.people]\n");
        for (id, known) in &config.people {
            line(&mut out, &text(id), &person(known));
        }
    }
    out.push_str(
        "\n# [publish]\n\
         # Where the folder out/ is served, if not at site.url.\n\
         # url = \"https://example.org/feeds/\"\n\n\
         # [feed]\n\
         # limit = 20\n\
         # content = \"full\"          # or \"summary\"\n\n\
         # [pdf]\n\
         # paper = \"a4\"              # or \"a5\", \"letter\"\n\
         # book = false              # or \"all\", \"year\", \"category\", \"language\"\n",
    );
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

/// A key with its value, or an example of one behind a `#`.
fn optional(out: &mut String, key: &str, value: &str, example: &str) {
    if value.is_empty() {
        let _ = writeln!(out, "# {key} = {}", text(example));
    } else {
        line(out, key, &text(value));
    }
}

/// A basic string of TOML (1.0, "String").
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| text(item)).collect();
    format!("[{}]", items.join(", "))
}

fn person(person: &Person) -> String {
    let mut fields = vec![format!("name = {}", text(&person.name))];
    fields.extend(person.email.as_ref().map(|email| format!("email = {}", text(email))));
    fields.extend(person.url.as_ref().map(|url| format!("url = {}", text(url))));
    format!("{{ {} }}", fields.join(", "))
}
