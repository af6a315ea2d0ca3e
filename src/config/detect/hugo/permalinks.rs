//! Hugo's `permalinks`, in all the forms that they had, as patterns of folders.

use super::super::settings::{Settings, get, is_on, text};
use super::super::view::View;
use crate::config::Slugs;
use crate::model::value::Value;
use crate::parse::permalink;

/// How many folders get a pattern of their own because they are no sections.
const FOLDERS: usize = 1000;

/// Go's layouts of dates, which Hugo takes for tokens, and ours; longer ones first.
const LAYOUTS: &[(&str, &str)] = &[
    (":2006", ":year"),
    (":January", ":long_month"),
    (":Jan", ":short_month"),
    (":Monday", ":long_day"),
    (":Mon", ":short_day"),
    (":01", ":month"),
    (":02", ":day"),
    (":06", ":short_year"),
    (":15", ":hour"),
    (":04", ":minute"),
    (":05", ":second"),
];

/// Tells the patterns of the pages in a content folder. `tables` are the configurations that may
/// say them, that of the language first; `prefix` goes before each address.
pub(super) fn tell(
    view: &View,
    tables: &[&Value],
    (folder, prefix): (&str, &str),
    file: &str,
    found: &mut Settings,
) {
    let Some(config) = tables.iter().find(|table| get(table, &["permalinks"]).is_some()) else {
        return;
    };
    let ugly = tables.iter().any(|table| is_on(table, &["uglyURLs"]));
    let mut rules = rules(config, file, found);
    // Of rules for one place the first counts, and those behind it for folders in it never do.
    let mut places: Vec<String> = Vec::new();
    rules.retain(|(section, _)| {
        let counts = !places.iter().any(|place| within(section, place) && is_list(config));
        places.push(section.clone());
        counts
    });
    for (section, pattern) in &rules {
        let mut pattern = LAYOUTS.iter().fold(pattern.clone(), |p, (go, own)| p.replace(go, own));
        pattern = pattern.trim_end_matches('/').to_owned();
        pattern.push_str(if ugly { ".html" } else { "/" });
        let slash = if pattern.starts_with('/') { "" } else { "/" };
        let pattern = format!("{prefix}{slash}{pattern}");
        let section = section.trim_matches('/');
        if section.is_empty() && !is_list(config) {
            // The pattern of pages at the top is not that of the sections.
            let own = if ugly { "/:path.html" } else { "/:path/" };
            let sections = view.folders(folder).into_iter();
            for name in sections.filter(|name| !rules.iter().any(|(other, _)| other == name)) {
                found.say_permalink_of(format!("{folder}/{name}"), &format!("{prefix}{own}"), file);
            }
        }
        let place =
            if section.is_empty() { folder.to_owned() } else { format!("{folder}/{section}") };
        found.say_permalink_of(place.clone(), &pattern, file);
        if pattern.contains(":sections") {
            let mut walk = Walk { view, pattern: &pattern, file, found, left: FOLDERS };
            walk.below(&place, section, true);
        }
    }
}

fn is_list(config: &Value) -> bool {
    matches!(get(config, &["permalinks"]), Some(Value::List(_)))
}

/// Sections, relative to the content folder, with the patterns of their pages.
fn rules(config: &Value, file: &str, found: &mut Settings) -> Vec<(String, String)> {
    let mut rules = Vec::new();
    match get(config, &["permalinks"]) {
        Some(Value::Map(entries)) => {
            for (section, value) in entries {
                match value {
                    Value::String(pattern) => rules.push((section.clone(), pattern.clone())),
                    // `[permalinks.page]`
                    Value::Map(inner) if section == "page" => rules.extend(
                        inner.iter().filter_map(|(s, v)| Some((s.clone(), v.as_str()?.to_owned()))),
                    ),
                    _ => {}
                }
            }
        }
        // `[[permalinks]]`, each with its target.
        Some(Value::List(list)) => {
            for rule in list {
                let Some(pattern) = text(rule, &[&["pattern"]]) else { continue };
                let kind = text(rule, &[&["target", "kind"]]).unwrap_or_else(|| "page".to_owned());
                if kind != "page" && kind != "{page}" && kind != "**" {
                    continue;
                }
                let glob = text(rule, &[&["target", "path"]]).unwrap_or_default();
                for place in places(&glob) {
                    if place.contains(['*', '?', '[', '{']) {
                        let line =
                            format!("the permalinks of `{glob}` in `{file}` are not understood");
                        found.unclear.push(line);
                    } else {
                        rules.push((place, pattern.clone()));
                    }
                }
            }
        }
        _ => {}
    }
    for (section, _) in &mut rules {
        *section = section.trim_matches('/').to_owned();
    }
    rules
}

/// The folders that a glob of pages means: `/posts/**`, `{/posts,/posts/**}`, `**`.
fn places(glob: &str) -> Vec<String> {
    let inside = glob.strip_prefix('{').and_then(|glob| glob.strip_suffix('}'));
    let mut places = Vec::new();
    for one in inside.unwrap_or(glob).split(',').take(100) {
        let one = one.trim().trim_matches('/');
        let one = one.strip_suffix("**").or_else(|| one.strip_suffix('*')).unwrap_or(one);
        let place = one.trim_matches('/').to_owned();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// Whether a folder is another or lies in it.
fn within(folder: &str, other: &str) -> bool {
    let rest = folder.strip_prefix(other);
    other.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Looks for folders that are no sections: those below the top without an `_index`. Their pages
/// belong to the section that they lie in.
struct Walk<'a> {
    view: &'a View,
    pattern: &'a str,
    file: &'a str,
    found: &'a mut Settings,
    left: usize,
}

impl Walk<'_> {
    /// `section` is the path below the content folder of what `place` belongs to, which `whole`
    /// says to be `place` itself.
    fn below(&mut self, place: &str, section: &str, whole: bool) {
        for name in self.view.folders(place) {
            let folder = format!("{place}/{name}");
            let files = self.view.entries(&folder);
            let has = |stem: &str| {
                files.iter().any(|(name, is_folder)| {
                    !is_folder && name.split('.').next() == Some(stem) && name.ends_with("md")
                })
            };
            if has("index") || self.left == 0 {
                continue;
            }
            self.left -= 1;
            // What lies directly in the content folder is a section always.
            if has("_index") || section.is_empty() {
                let inner = if section.is_empty() { name } else { format!("{section}/{name}") };
                if !whole {
                    self.found.say_permalink_of(folder.clone(), self.pattern, self.file);
                }
                self.below(&folder, &inner, true);
            } else {
                if whole {
                    let pattern = permalink::fix_sections(self.pattern, section, Slugs::Auto);
                    self.found.say_permalink_of(folder.clone(), &pattern, self.file);
                }
                self.below(&folder, section, false);
            }
        }
    }
}
