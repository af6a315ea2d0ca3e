//! What `package.json` and `CNAME` tell where a generator's own configuration does not.

use super::settings::{Settings, get, text};
use super::view::View;
use crate::model::value::Value;

/// Where the file `CNAME` lies that gives a site on GitHub Pages its domain.
const CNAMES: &[&str] =
    &["CNAME", "static/CNAME", "public/CNAME", "source/CNAME", "src/CNAME", "docs/CNAME"];

/// Whether the project needs one of some packages.
pub(super) fn uses(view: &View, names: &[&str]) -> bool {
    let Some(package) = view.data("package.json") else { return false };
    names.iter().any(|name| {
        get(&package, &[name]).is_some()
            || ["dependencies", "devDependencies"]
                .iter()
                .any(|table| get(&package, &[table, name]).is_some())
    })
}

/// Whether a script that builds or deploys the site gives an option; of `all` scripts, those for
/// other places too.
pub(super) fn runs(view: &View, option: &str, all: bool) -> bool {
    let Some(package) = view.data("package.json") else { return false };
    let Some(Value::Map(scripts)) = get(&package, &["scripts"]) else { return false };
    scripts.iter().any(|(name, script)| {
        (all || matches!(name.as_str(), "build" | "deploy" | "predeploy"))
            && script.as_str().is_some_and(|script| script.split_whitespace().any(|w| w == option))
    })
}

/// Fills in what is not known yet.
pub(super) fn complete(view: &View, found: &mut Settings) {
    if let Some(file) = view.first(CNAMES)
        && let Some(domain) = view.text(file)
        && let Some(domain) = domain.split_whitespace().next()
        && domain.contains('.')
        && !domain.contains('/')
    {
        let file = view.path(file).unwrap_or_default();
        found.say_url(Some(domain.to_owned()), None, &file);
    }
    let Some(package) = view.data("package.json") else { return };
    let file = view.path("package.json").unwrap_or_default();
    // Starters name their own authors there.
    let name = text(&package, &[&["name"]]).unwrap_or_default();
    if !["starter", "template", "theme", "example"].iter().any(|word| name.contains(word)) {
        found.say_authors(get(&package, &["author"]), &file);
    }
    // The address of a project at its host is not that of the blog.
    let home = text(&package, &[&["homepage"]]);
    let home = home.filter(|url| !["github.com", "gitlab.com"].iter().any(|h| url.contains(h)));
    found.say_url(home, None, &file);
}
