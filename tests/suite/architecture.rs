//! Holds the layers: which module may use which, which foreign crate is named where, and what
//! the pure parts never touch. Reads `src/` as text; test modules and comments do not count.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::rust_source::{Source, read};

/// A module and all below it that has no row of its own: the modules of this crate that it may
/// use (each with all below it) besides itself.
struct Layer {
    module: &'static str,
    may_use: &'static [&'static str],
}

const fn layer(module: &'static str, may_use: &'static [&'static str]) -> Layer {
    Layer { module, may_use }
}

/// Who may use whom. A post goes down this table, and nothing goes up.
const LAYERS: &[Layer] = &[
    layer("span", &[]),
    layer("limits", &[]),
    layer("artifact", &[]),
    layer("folder", &[]),
    layer("stamp", &[]),
    layer("table", &[]),
    layer("diag", &["span"]),
    layer("model", &["span", "diag"]),
    layer("config", &["limits", "folder", "span", "diag", "model"]),
    // Loading checks what the settings say with the rules of those who will use it.
    layer(
        "config::load",
        &["config", "folder", "span", "diag", "model", "limits", "parse::permalink"],
    ),
    // Looking at a blog without settings reads its configuration with the guards of front matter.
    layer(
        "config::detect",
        &["limits", "folder", "config", "span", "diag", "model", "source", "parse::permalink"],
    ),
    layer(
        "source",
        &["limits", "folder", "span", "stamp", "table", "artifact", "diag", "config", "model"],
    ),
    layer("parse", &["limits", "span", "table", "artifact", "diag", "config", "model", "source"]),
    layer("assets", &["limits", "folder", "span", "diag", "config", "model", "source"]),
    layer("html", &["span", "diag", "model"]),
    layer("export", &["limits", "span", "diag", "config", "model", "artifact", "html"]),
    layer("export::category", &["artifact", "model"]),
    layer("export::xml", &["model", "html"]),
    layer("export::entry", ENTRY),
    layer("export::rss", FEED),
    layer("export::atom", FEED),
    layer("export::json_feed", FEED),
    layer("export::template", &["limits", "model", "html", "export::xml"]),
    layer("export::feed_page", FEED),
    layer("export::index_page", FEED),
    layer("export::item", FEED),
    layer("export::opml", FEED),
    layer("export::feed", FEED),
    layer("export::archive", &["span", "diag", "model", "artifact", "html", "export::json"]),
    layer("export::json", &["model"]),
    layer("export::pdf", &["limits", "span", "diag", "config", "model", "artifact"]),
    layer("previous", &["limits", "span", "diag", "model"]),
    layer("restore", &["limits", "artifact", "folder", "model::Digest", "export::archive"]),
    layer("output", &["limits", "stamp", "table", "artifact", "folder", "model::Digest"]),
    layer(
        "pipeline",
        &[
            "span", "diag", "config", "model", "artifact", "source", "parse", "assets", "html",
            "export", "output", "previous", "limits", "stamp", "table",
        ],
    ),
    layer(
        "cli",
        &[
            "span", "diag", "config", "model", "artifact", "source", "parse", "assets", "html",
            "export", "output", "pipeline", "previous", "restore", "limits", "watch", "serve",
            "stamp",
        ],
    ),
    layer("watch", &["artifact", "source"]),
    // A server knows files, and of formats only what they are called.
    layer(
        "serve",
        &[
            "artifact",
            "assets",
            "folder",
            "limits",
            "model::Digest",
            "html::escape",
            "export::feed_format",
        ],
    ),
    layer("lib", &[]),
    layer("main", &["cli"]),
];

/// What the part that all feeds share may use.
const ENTRY: &[&str] =
    &["span", "diag", "config", "model", "artifact", "html", "export::category", "export::xml"];

/// What a feed's writer may use: what all feeds say of a post, and never another feed.
const FEED: &[&str] = &[
    "span",
    "diag",
    "config",
    "model",
    "artifact",
    "html",
    "export::category",
    "export::entry",
    "export::feed",
    "export::template",
    "export::xml",
    "limits",
    "export::json",
];

/// The homes of the foreign crates that the rest of the source must not know: modules, each with
/// all below it. A crate that is not listed may be named anywhere.
const HOMES: &[(&str, &[&str])] = &[
    ("printpdf", &["export::pdf::write"]),
    ("lopdf", &["export::pdf"]),
    ("subsetter", &["export::pdf"]),
    ("harfrust", &["export::pdf"]),
    ("dejavu", &["export::pdf"]),
    ("hypher", &["export::pdf"]),
    ("icu_segmenter", &["export::pdf"]),
    ("jpeg_encoder", &["export::pdf"]),
    ("usvg", &["assets", "export::pdf"]),
    ("syntect", &["export::pdf::highlight::sublime"]),
    ("two_face", &["export::pdf::highlight::sublime"]),
    ("tiff", &["export::pdf::picture::tiff"]),
    ("qrcodegen", &["export::pdf::picture"]),
    ("minijinja", &["export::template"]),
    ("gray_matter", &["source::front_matter"]),
    ("walkdir", &["source", "output", "restore"]),
    ("rss", &["export::rss"]),
    ("atom_syndication", &["export::atom"]),
    ("pulldown_cmark", &["parse"]),
    ("html5gum", &["parse"]),
    ("quick_xml", &["previous::xml"]),
    ("rayon", &["pipeline"]),
    ("hashbrown", &["table"]),
    ("ureq", &["cli::previous", "cli::fetch"]),
    ("rustix", &["folder", "output"]),
    ("tempfile", &["output"]),
    ("annotate_snippets", &["diag::render"]),
    ("anstream", &["cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli::shell"]),
    ("clap_mangen", &["cli::shell"]),
    ("indicatif", &["cli"]),
    ("notify", &["watch"]),
    ("httparse", &["serve"]),
    ("ctrlc", &["cli"]),
];

/// Modules that turn values into values: no file, environment, clock, process or thread.
const PURE: &[&str] = &["span", "artifact", "diag", "model", "parse", "html", "export", "previous"];

/// What the pure modules never name.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
];

/// Ways to print, which are the command line's alone.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a path of modules names the module or something in it.
fn within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// All files of `src/` but the test modules (`tests.rs`), in a fixed order.
fn sources() -> Vec<Source> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of src/ can be read") {
            let path = entry.expect("an entry of src/ can be read").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    let folder = root().join("src");
    let mut files = Vec::new();
    walk(&folder, &mut files);
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).expect("a source file is UTF-8");
            let relative = file.strip_prefix(&folder).expect("it lies in src/");
            read(relative.to_str().expect("names in src/ are ASCII"), &text)
        })
        .collect()
}

/// Fails with all findings at once, so that one run shows them all.
fn none(findings: &BTreeSet<String>, rule: &str) {
    let mut list = String::new();
    for finding in findings {
        let _ = writeln!(list, "  {finding}");
    }
    assert!(findings.is_empty(), "{rule}:\n{list}");
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let sources = sources();
    let mut findings = BTreeSet::new();
    for source in &sources {
        let Some(layer) = LAYERS
            .iter()
            .filter(|l| within(&source.module, l.module))
            .max_by_key(|l| l.module.len())
        else {
            findings.insert(format!("src/{}: no row in the table of layers", source.file));
            continue;
        };
        for (line, path) in source.own_paths() {
            let allowed = within(&path, layer.module)
                // A parent may be named for the items that it declares itself.
                || is_item_of(&sources, &path, layer.module)
                || layer.may_use.iter().any(|m| within(&path, m) || is_item_of(&sources, &path, m));
            if !allowed {
                findings.insert(format!("src/{}:{line}: uses {path}", source.file));
            }
        }
    }
    none(&findings, "a module uses another one that the table of layers does not allow");
}

/// Whether a path names an item that a module above (`export` for `export::rss`) declares
/// itself, and not a child module of that parent.
fn is_item_of(sources: &[Source], path: &str, module: &str) -> bool {
    let Some((parent, _)) = module.rsplit_once("::") else { return false };
    let Some(rest) = path.strip_prefix(parent).and_then(|r| r.strip_prefix("::")) else {
        return path == parent;
    };
    let child = format!("{parent}::{}", rest.split("::").next().unwrap_or(rest));
    !sources.iter().any(|s| within(&s.module, &child))
}

#[test]
fn foreign_crates_are_named_in_their_homes_only() {
    let mut findings = BTreeSet::new();
    for source in sources() {
        for (line, path) in source.foreign_paths() {
            let name = path.split("::").next().unwrap_or(&path);
            let Some((_, homes)) = HOMES.iter().find(|(c, _)| *c == name) else { continue };
            if !homes.iter().any(|home| within(&source.module, home)) {
                findings.insert(format!("src/{}:{line}: names {path}", source.file));
            }
        }
    }
    none(&findings, "a foreign crate is named outside its home");
}

#[test]
fn the_model_and_the_html_know_no_format() {
    let mut findings = BTreeSet::new();
    for source in sources() {
        if !["model", "html"].iter().any(|m| within(&source.module, m)) {
            continue;
        }
        for (line, path) in source.foreign_paths() {
            if ["serde", "serde_json", "toml"].contains(&path.split("::").next().unwrap_or(&path)) {
                findings.insert(format!("src/{}:{line}: names {path}", source.file));
            }
        }
    }
    none(&findings, "the model or the HTML writer knows a data format");
}

#[test]
fn pure_modules_touch_no_file_clock_environment_or_thread() {
    let mut findings = BTreeSet::new();
    for source in sources() {
        if !PURE.iter().any(|m| within(&source.module, m)) {
            continue;
        }
        // Reading a stored archive is the one part of the archive's module that opens files.
        if source.module == "export::archive::read" {
            continue;
        }
        for (line, path) in source.foreign_paths() {
            if WORLD.iter().any(|w| within(&path, w)) {
                findings.insert(format!("src/{}:{line}: names {path}", source.file));
            }
        }
    }
    none(&findings, "a pure module reaches for the world");
}

#[test]
fn only_the_command_line_prints() {
    let mut findings = BTreeSet::new();
    for source in sources() {
        if within(&source.module, "cli") {
            continue;
        }
        for (line, name) in source.macros() {
            if PRINTING.contains(&name.as_str()) {
                findings.insert(format!("src/{}:{line}: {name}!", source.file));
            }
        }
        for (line, path) in source.foreign_paths() {
            if within(&path, "std::io::stdout") || within(&path, "std::io::stderr") {
                findings.insert(format!("src/{}:{line}: names {path}", source.file));
            }
        }
    }
    none(&findings, "something but the command line prints");
}

#[test]
fn every_dependency_is_used_and_every_home_is_of_a_dependency() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml can be read");
    let mut dependencies: BTreeSet<String> = BTreeSet::new();
    let mut listed = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            // Those of one system, such as `[target.'cfg(unix)'.dependencies]`, too.
            listed = line == "[dependencies]" || line.ends_with(".dependencies]");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| listed) {
            dependencies.insert(name.replace('-', "_"));
        }
    }
    let named: BTreeSet<String> = sources()
        .iter()
        .flat_map(Source::foreign_paths)
        .map(|(_, path)| path.split("::").next().unwrap_or(&path).to_owned())
        .collect();
    let unused: BTreeSet<String> = dependencies.difference(&named).cloned().collect();
    none(&unused, "a dependency of Cargo.toml is named nowhere in src/");
    let strangers: BTreeSet<String> = HOMES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|name| !dependencies.contains(name))
        .collect();
    none(&strangers, "the table of homes names a crate that is no dependency");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let long: BTreeSet<String> = sources()
        .into_iter()
        .filter(|s| s.lines > 600)
        .map(|s| format!("src/{}: {} lines", s.file, s.lines))
        .collect();
    none(&long, "a file is longer than 600 lines, its tests not counted");
}
