//! What the settings are when nobody wrote them: read from the configuration of the generator
//! that makes the blog's pages, and from the folders that blogs have.
//!
//! Each generator has a file here that recognises it by its own files. A configuration that is a
//! program is never run: its literals are read ([`literals`]), and what it computes is not known.

mod astro;
mod docusaurus;
mod eleventy;
mod gatsby;
mod hexo;
mod hugo;
mod jekyll;
mod literals;
mod next;
mod package;
mod pelican;
mod plain;
mod script;
mod settings;
mod view;
mod zola;

use std::path::Path;

pub(super) use settings::{Said, Settings};
use view::View;

/// Each generator's own way to be recognised, those with the most telling files first.
const LOOKS: &[fn(&View) -> Option<Settings>] = &[
    docusaurus::look,
    gatsby::look,
    astro::look,
    eleventy::look,
    hexo::look,
    pelican::look,
    zola::look,
    hugo::look,
    next::look,
    jekyll::look,
];

/// Folders that sites lie in when they are not at the root, the most telling first.
const SITES: &[&str] = &["blog", "website", "site", "www", "web", "docs", "src", "app"];

/// How many folders below the root are looked at for a site.
const FOLDERS: usize = 60;

/// The settings of the blog in a root.
pub(super) fn look(root: &Path) -> Settings {
    let view = View::new(root);
    let mut known = None;
    for place in places(&view) {
        let view = view.at(&place);
        for look in LOOKS {
            let Some(mut found) = look(&view) else { continue };
            found.keep_what_can_be_said();
            found.keep_what_is_there(&View::new(root));
            if found.content.is_empty() {
                // It may tell title and address all the same.
                known.get_or_insert(found);
            } else {
                package::complete(&view, &mut found);
                script::complete(&View::new(root), &mut found);
                return found;
            }
        }
    }
    let mut found = plain::look(&view);
    found.keep_what_can_be_said();
    if let Some(known) = known {
        found.take_what_is_said(known);
    }
    package::complete(&view, &mut found);
    script::complete(&view, &mut found);
    found
}

/// The root, and the folders in it that may hold a site of their own.
fn places(view: &View) -> Vec<String> {
    let mut near = view.folders("");
    near.sort_by_key(|name| SITES.iter().position(|site| site == name).unwrap_or(SITES.len()));
    let nested = ["apps", "packages"].iter().flat_map(|folder| {
        view.folders(folder).into_iter().map(move |child| format!("{folder}/{child}"))
    });
    let places = near.clone().into_iter().chain(nested).take(FOLDERS);
    std::iter::once(String::new()).chain(places).collect()
}

/// The name of the root, which is a title where nothing else is.
pub(super) fn title(root: &Path) -> String {
    let path = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = crate::model::text::one_line(&name.unwrap_or_default());
    if name.is_empty() { "Blog".to_owned() } else { name }
}

#[cfg(test)]
mod tests;
