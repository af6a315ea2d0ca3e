//! What the settings are when nobody wrote them: found by looking at the folders that blogs have.

use std::fs;
use std::path::Path;

use chrono_tz::Tz;

use super::Config;

/// Folders that posts lie in, the most telling first.
const CONTENT: &[&str] = &[
    "content",
    "contents",
    "src/content/posts",
    "src/content/blog",
    "src/content/post",
    "src/content",
    "content/posts",
    "posts",
    "_posts",
    "source/_posts",
    "src/_posts",
    "src/posts",
    "blog",
    "docs",
];

/// Folders whose files lie at the top of the site.
const STATICS: &[&str] = &["static", "public", "assets", "source"];

/// How many files and folders are looked at for a first post.
const LOOKS: usize = 20_000;

/// Settings for a root without a settings file, and what was assumed.
pub(super) fn config(root: &Path) -> (Config, Vec<String>) {
    let mut config = Config::default();
    let (content, why) = content(root);
    config.content = content;
    config.statics = statics(root);
    config.about.title = title(root);
    config.timezone = Tz::UTC;
    let assumed = vec![
        why,
        format!("site.title is `{}`, the name of the folder", config.about.title),
        "timezone is `UTC`, and site.url is not known; say so in postpress.toml".to_owned(),
    ];
    (config, assumed)
}

/// The first of the known folders that has Markdown in it.
pub(super) fn content(root: &Path) -> (Vec<String>, String) {
    for folder in CONTENT {
        if has_markdown(&root.join(folder)) {
            return (vec![(*folder).to_owned()], format!("content is `{folder}`, which has posts"));
        }
    }
    let why = "content is `content`, as no folder with posts was found".to_owned();
    (vec!["content".to_owned()], why)
}

/// Those of the known static folders that exist.
pub(super) fn statics(root: &Path) -> Vec<String> {
    STATICS.iter().filter(|f| root.join(f).is_dir()).map(|f| (*f).to_owned()).collect()
}

/// The name of the root.
pub(super) fn title(root: &Path) -> String {
    let path = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = crate::model::text::one_line(&name.unwrap_or_default());
    if name.is_empty() { "Blog".to_owned() } else { name }
}

fn has_markdown(folder: &Path) -> bool {
    let mut folders = vec![folder.to_path_buf()];
    let mut looks = 0;
    while let Some(folder) = folders.pop() {
        let Ok(list) = fs::read_dir(folder) else { continue };
        for entry in list.flatten() {
            looks += 1;
            if looks > LOOKS {
                return false;
            }
            let Ok(kind) = entry.file_type() else { continue };
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if kind.is_dir() && name != "node_modules" && !name.starts_with('.') {
                folders.push(entry.path());
            } else if kind.is_file()
                && !name.starts_with(['.', '_'])
                && [".md", ".mdx", ".markdown"].iter().any(|e| name.to_lowercase().ends_with(e))
            {
                return true;
            }
        }
    }
    false
}
