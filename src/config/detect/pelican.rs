//! Pelican: `pelicanconf.py`, and the address in `publishconf.py`.

use super::literals::Literals;
use super::settings::Settings;
use super::view::View;
use crate::config::{Generator, Slugs};
use crate::model::value::Value;
use crate::parse::permalink;

pub(super) fn look(view: &View) -> Option<Settings> {
    let file = view.first(&["pelicanconf.py", "pelican.conf.py", "publishconf.py"])?;
    let config = Literals::read(view, file)?;
    let mut found = Settings::new(Generator::Pelican, view, file);
    let file = found.file.clone();
    let text = |name: &str| match config.name(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text),
        _ => None,
    };
    found.say_title(text("SITENAME"), &file);
    found.say_description(text("SITESUBTITLE").or_else(|| text("SITE_DESCRIPTION")), &file);
    if let Some(publish) = Literals::read(view, "publishconf.py")
        && let Some(Value::String(url)) = publish.name("SITEURL")
    {
        let file = view.path("publishconf.py").unwrap_or_default();
        found.say_url(Some(url), None, &file);
    }
    found.say_url(text("SITEURL"), None, &file);
    found.say_language(text("DEFAULT_LANG"), &file);
    found.say_timezone(text("TIMEZONE"), &file);
    found.say_authors(config.name("AUTHOR").as_ref(), &file);

    let list = |name: &str| match config.name(name) {
        Some(Value::List(list)) => {
            Some(list.iter().filter_map(Value::scalar).collect::<Vec<String>>())
        }
        Some(Value::String(one)) => Some(vec![one]),
        _ => None,
    };
    let base = text("PATH").unwrap_or_else(|| {
        if view.is_dir("content") { "content".to_owned() } else { ".".to_owned() }
    });
    let content = view.at(&base);
    let articles = list("ARTICLE_PATHS").or_else(|| list("ARTICLE_DIR")).unwrap_or_default();
    if articles.is_empty() {
        found.content.extend(content.path(""));
    }
    for folder in &articles {
        found.content.extend(content.path(folder));
    }
    let pages = list("PAGE_PATHS").or_else(|| list("PAGE_DIR"));
    let pages = pages.unwrap_or_else(|| vec!["pages".to_owned()]);
    for folder in pages.iter().filter(|folder| !articles.contains(folder)) {
        let Some(path) = content.path(folder).filter(|path| !found.content.contains(path)) else {
            continue;
        };
        found.exclude.push(format!("{path}/**"));
    }
    for folder in list("ARTICLE_EXCLUDES").unwrap_or_default() {
        found.exclude.extend(content.path(&folder).map(|path| format!("{path}/**")));
    }
    found.statics.extend(content.path(""));
    let source = text("SLUGIFY_SOURCE").unwrap_or_default();
    if matches!(config.name("SLUGIFY_USE_UNICODE"), Some(Value::Bool(true))) {
        found.slugs = Slugs::Unicode;
    }
    let names = text("FILENAME_METADATA").unwrap_or_default();
    let slug = match (names.contains("(?P<slug>"), names.contains("(?P<date>")) {
        (true, true) => ":slugordatedname",
        (true, false) => ":slugorfilename",
        _ if source == "basename" => ":slugorfilename",
        _ => ":slug",
    };
    let default = text("DEFAULT_CATEGORY").unwrap_or_default();
    let by_folder = !matches!(config.name("USE_FOLDER_AS_CATEGORY"), Some(Value::Bool(false)));
    let category = match by_folder {
        true => ":category".to_owned(),
        false if default.is_empty() => ":{category|misc}".to_owned(),
        false => format!(":{{category|{}}}", default.replace([':', '{', '}', '|'], " ")),
    };
    if by_folder {
        found.default_category = default;
    }
    let pattern_of = |written: &str| pattern_of(written, slug, &category);
    let written = text("ARTICLE_URL").or_else(|| text("ARTICLE_SAVE_AS"));
    if let Some(pattern) = written.or_else(|| (slug != ":slug").then(|| "{slug}.html".to_owned())) {
        found.say_permalink(&pattern_of(&pattern), &file);
    }
    // Articles in other languages than the blog's have a pattern of their own.
    let other = text("ARTICLE_LANG_URL").or_else(|| text("ARTICLE_LANG_SAVE_AS"));
    let other = pattern_of(&other.unwrap_or_else(|| "{slug}-{lang}.html".to_owned()));
    let other = if other.starts_with('/') { other } else { format!("/{other}") };
    if permalink::check_pattern(&other) {
        found.permalink_translations = other;
    }
    if config.name("SLUG_REGEX_SUBSTITUTIONS").is_some() {
        found.unclear.push(format!(
            "SLUG_REGEX_SUBSTITUTIONS in `{file}` is not followed; slugs are those of Pelican's \
             default rules"
        ));
    }
    Some(found)
}

/// `posts/{date:%Y}/{slug}/index.html` as a pattern of ours.
fn pattern_of(written: &str, slug: &str, category: &str) -> String {
    let mut pattern = written.trim_start_matches("./").replace("{slug}", slug);
    pattern = pattern.replace("{category}", category);
    for name in ["author", "lang"] {
        pattern = pattern.replace(&format!("{{{name}}}"), &format!(":{name}"));
    }
    while let Some(at) = pattern.find("{date:") {
        let Some(end) = pattern[at..].find('}') else { break };
        let format = pattern[at + "{date:".len()..at + end].to_owned();
        let Some(date) = strftime(&format) else { break };
        pattern.replace_range(at..=at + end, &date);
    }
    // Any other name is a key of the article's own: `{series}`.
    let mut from = 0;
    while let Some(at) = pattern[from..].find('{').map(|at| from + at) {
        let Some(end) = pattern[at..].find('}') else { break };
        from = at + end;
        if !pattern[..at].ends_with(':') {
            pattern.insert(at, ':');
            from += 1;
        }
    }
    // The page of a folder is read at the folder.
    match pattern.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => folder.to_owned(),
        _ => pattern,
    }
}

/// A format of dates as tokens of ours; nothing where it has others.
pub(super) fn strftime(format: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        out.push_str(match chars.next()? {
            'Y' => ":year",
            'y' => ":short_year",
            'm' => ":month",
            'd' => ":day",
            'e' => ":i_day",
            'j' => ":y_day",
            'b' => ":short_month",
            'B' => ":long_month",
            'H' => ":hour",
            'M' => ":minute",
            'S' => ":second",
            '-' => match chars.next()? {
                'm' => ":i_month",
                'd' => ":i_day",
                _ => return None,
            },
            _ => return None,
        });
    }
    Some(out)
}
