//! Eleventy: `.eleventy.js` or `eleventy.config.js`, and the data that its templates share.

use super::jekyll;
use super::literals::{self, Literals};
use super::pelican::strftime;
use super::settings::{Settings, get, text};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

const CONFIGS: &[&str] = &[
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.cjs",
    ".eleventy.mjs",
];

/// Files of the data folder that say something of the site.
const DATA: &[&str] = &["metadata", "site", "meta", "siteConfig", "config", "blog"];
const ENDINGS: &[&str] = &["json", "js", "mjs", "cjs", "ts", "yml", "yaml", "toml"];

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(CONFIGS)?;
    let config = Literals::read(view, file)?;
    let mut found = Settings::new(Generator::Eleventy, view, file);
    let dirs = config.get(&["dir"]).unwrap_or(Value::Map(Vec::new()));
    let input = text(&dirs, &[&["input"]]).unwrap_or_else(|| ".".to_owned());
    let data = text(&dirs, &[&["data"]]).unwrap_or_else(|| "_data".to_owned());
    let site = view.at(&input);
    for name in DATA {
        for ending in ENDINGS {
            say(&site, &format!("{data}/{name}.{ending}"), &mut found);
        }
    }

    let output = text(&dirs, &[&["output"]]).unwrap_or_else(|| "_site".to_owned());
    let own =
        [data.as_str(), output.as_str(), "_includes", "out", "node_modules", "public", "docs"];
    let mut folders: Vec<String> = Vec::new();
    for name in site.folders("") {
        let place = site.path(&name);
        if own.contains(&name.as_str()) || place == view.path(&output) || name.starts_with('_') {
            // Posts may lie in `_posts` too.
            if name != "_posts" {
                continue;
            }
        }
        if site.survey(&name, true).is_blog() {
            folders.push(name);
        }
    }
    for folder in &folders {
        let Some(path) = site.path(folder) else { continue };
        let (pattern, from) = match data_of_folder(&site, folder) {
            Some((pattern, file)) => (pattern, site.path(&file).unwrap_or_default()),
            None => (format!("/{folder}/:path/"), found.file.clone()),
        };
        if folders.len() == 1 {
            found.say_permalink(&pattern, &from);
        } else {
            found.say_permalink_of(path.clone(), &pattern, &from);
        }
        found.content.push(path);
    }
    if found.content.is_empty() && site.survey("", false).posts > 0 {
        found.content.extend(site.path(""));
    }
    found.statics = jekyll::statics(&site, &input);
    found.statics.extend(["public", "static"].iter().filter_map(|folder| view.path(folder)));
    Some(found)
}

/// What a file of the data folder says of the site.
fn say(site: &View, file: &str, found: &mut Settings) {
    let path = site.path(file).unwrap_or_default();
    let value = match file.rsplit('.').next() {
        Some("json" | "yml" | "yaml" | "toml") => site.data(file),
        _ => Literals::read(site, file)
            .and_then(|config| config.exports().into_iter().find(|v| matches!(v, Value::Map(_)))),
    };
    let Some(value) = value else { return };
    let title: &[&[&str]] = &[&["title"], &["name"], &["siteTitle"], &["siteName"]];
    found.say_title(text(&value, title), &path);
    for key in ["url", "siteUrl", "baseUrl", "siteURL", "domain"] {
        found.say_url(text(&value, &[&[key]]), None, &path);
    }
    found.say_description(text(&value, &[&["description"], &["tagline"]]), &path);
    found.say_language(text(&value, &[&["language"], &["lang"], &["locale"]]), &path);
    found.say_timezone(text(&value, &[&["timezone"], &["timeZone"]]), &path);
    let author = get(&value, &["author"]).or_else(|| get(&value, &["authorName"]));
    found.say_authors(author, &path);
}

/// The addresses that the data file of a folder gives all of its posts.
fn data_of_folder(site: &View, folder: &str) -> Option<(String, String)> {
    let endings = ["json", "11tydata.json", "11tydata.js", "11tydata.mjs", "11tydata.cjs"];
    endings.iter().find_map(|ending| {
        let file = format!("{folder}/{folder}.{ending}");
        let value = if ending.ends_with("json") {
            site.data(&file)?
        } else {
            let data = Literals::read(site, &file)?;
            let exports = data.exports().into_iter();
            let said = exports.into_iter().find(|v| literals::at(v, &["permalink"]).is_some());
            match said {
                Some(said) => said,
                None => return Some((computed(&data.code())?, file)),
            }
        };
        let permalink = text(&value, &[&["permalink"]])?;
        pattern_of(&permalink).map(|pattern| (pattern, file))
    })
}

/// The pattern of a function that gives back a template: `` permalink: ({ page }) =>
/// `/blog/${page.fileSlug}/` ``.
fn computed(code: &str) -> Option<String> {
    let (_, rest) = code.split_once("permalink:").or_else(|| code.split_once("permalink("))?;
    let (before, rest) = rest.split_once('`')?;
    let (template, _) = rest.split_once('`')?;
    if before.len() > 200 || before.contains("permalink") {
        return None;
    }
    let template = template.replace("data.", "").replace("${", "{{").replace('}', "}}");
    pattern_of(&template)
}

/// `/blog/{{ page.fileSlug }}/` as a pattern of ours; nothing where it holds anything else.
fn pattern_of(written: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = written.trim();
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find("}}")?;
        let hole = rest[at + 2..end].trim().trim_matches('-').trim();
        rest = &rest[end + 2..];
        let (value, filter) = match hole.split_once('|') {
            Some((value, filter)) => (value.trim(), filter.trim()),
            None => (hole, ""),
        };
        let is_slug = filter.is_empty() || filter.starts_with("slug");
        match value {
            "page.fileSlug" if is_slug => out.push_str(":filename"),
            "page.filePathStem" if filter.is_empty() => out.push_str(":path"),
            "title" if is_slug => out.push_str(":slug"),
            "slug" if is_slug => out.push_str(":slug"),
            "page.date" | "date" if filter.starts_with("date") => {
                let format = filter.split(['\'', '"']).nth(1)?;
                out.push_str(&strftime(format)?);
            }
            _ => return None,
        }
    }
    out.push_str(rest);
    let out = out.strip_suffix("index.html").unwrap_or(&out);
    Some(if out.starts_with('/') { out.to_owned() } else { format!("/{out}") })
}

#[cfg(test)]
mod tests {
    use super::{computed, pattern_of};

    #[test]
    fn functions_that_give_back_a_template_are_read() {
        let code = "export default{permalink:function({page}){return`/web/${ page.fileSlug }/`}}";
        assert_eq!(computed(code).as_deref(), Some("/web/:filename/"));
        assert_eq!(
            computed("{permalink:data=>`/${data.page.fileSlug}/`}").as_deref(),
            Some("/:filename/")
        );
        assert_eq!(computed("{permalink:data=>`/${slug(data.title)}/`}"), None);
    }

    #[test]
    fn templates_of_addresses_are_read_where_they_are_plain() {
        for (written, expected) in [
            ("/blog/{{ page.fileSlug }}/", Some("/blog/:filename/")),
            ("blog/{{ page.fileSlug }}/index.html", Some("/blog/:filename/")),
            (
                "/{{ page.date | date: '%Y/%m/%d' }}/{{page.fileSlug|slugify}}/",
                Some("/:year/:month/:day/:filename/"),
            ),
            ("/{{ collections.all.length }}/", None),
        ] {
            assert_eq!(pattern_of(written).as_deref(), expected, "{written}");
        }
    }
}
