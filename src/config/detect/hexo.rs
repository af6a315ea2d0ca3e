//! Hexo: `_config.yml` beside a `source/_posts`, in a project that uses Hexo.

use super::package;
use super::settings::{Settings, get, is_on, text, texts};
use super::view::View;
use crate::config::Generator;
use crate::model::value::Value;

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(&["_config.yml", "_config.yaml", "_config.json"])?;
    let config = view.data(file)?;
    let source = text(&config, &[&["source_dir"]]).unwrap_or_else(|| "source".to_owned());
    let posts = format!("{source}/_posts");
    // Jekyll's configuration has the same name; these keys are Hexo's alone.
    let own = ["source_dir", "public_dir", "new_post_name", "post_asset_folder"];
    let is_hexo = package::uses(view, &["hexo", "hexo-cli"])
        || own.iter().any(|key| get(&config, &[key]).is_some());
    if !is_hexo || !view.is_dir(&posts) {
        return None;
    }
    let mut found = Settings::new(Generator::Hexo, view, file);
    let file = found.file.clone();
    found.say_title(text(&config, &[&["title"]]), &file);
    let url = text(&config, &[&["url"]]);
    found.say_url(url, text(&config, &[&["root"]]), &file);
    found.say_description(text(&config, &[&["description"], &["subtitle"]]), &file);
    found.say_language(texts(&config, &["language"]).into_iter().next(), &file);
    found.say_timezone(text(&config, &[&["timezone"]]), &file);
    let author =
        get(&config, &["author"]).filter(|author| **author != Value::String("John Doe".to_owned()));
    found.say_authors(author, &file);
    found.drafts = is_on(&config, &["render_drafts"]);
    // Hexo shows posts of the future where it is not told otherwise.
    found.future = !matches!(get(&config, &["future"]), Some(Value::Bool(false)));
    found.default_category = text(&config, &[&["default_category"]])
        .filter(|name| name != "uncategorized")
        .unwrap_or_default();
    found.say_language(text(&config, &[&["permalink_defaults", "lang"]]), &file);
    {
        let written = text(&config, &[&["permalink"]]);
        let mut pattern = written.unwrap_or_else(|| Generator::Hexo.pattern().to_owned());
        let is_off = |key| matches!(get(&config, &["pretty_urls", key]), Some(Value::Bool(false)));
        if is_off("trailing_index") {
            pattern = pattern.trim_end_matches("index.html").to_owned();
        }
        if is_off("trailing_html") {
            pattern = pattern.trim_end_matches(".html").to_owned();
        }
        // A date in a file's name belongs to its title, but where new posts get such names.
        let named = text(&config, &[&["new_post_name"]]).unwrap_or_default();
        found.say_permalink(&pattern_of(&pattern, named.contains(":year")), &file);
    }
    found.content.extend(view.path(&posts));
    found.content.extend(view.path(&format!("{source}/_drafts")));
    found.statics.extend(view.path(&source));
    Some(found)
}

/// A pattern of Hexo's as one of ours: what it has no token for is a key of the front matter
/// (`:abbrlink`).
fn pattern_of(written: &str, is_dated: bool) -> String {
    let mut out = String::new();
    let mut rest = written;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        match name {
            "title" if !is_dated => out.push_str(":path"),
            "year" | "month" | "day" | "i_month" | "i_day" | "hour" | "minute" | "second"
            | "title" | "post_title" | "name" | "category" | "lang" | "" => {
                out.push(':');
                out.push_str(name);
            }
            // Made from what nobody sees: it stays, and is told as not understood.
            "hash" => out.push_str(":hash"),
            key => {
                out.push_str(":{");
                out.push_str(key);
                out.push('}');
            }
        }
    }
    out.push_str(rest);
    out
}
