//! `postpress templates`: what is compiled in, as files to edit.

use super::args::{ExportArgs, TemplatesArgs, TemplatesCommand};
use super::exit::Exit;
use super::new;
use super::report::Printer;
use crate::config::{self, Theme};
use crate::export::{feed_page, index_page, item, pdf::style};
use crate::output;

/// The templates that are the same for every blog: their names in `templates/`, and their texts.
const TEMPLATES: &[(&str, &str)] = &[
    ("feed.css", feed_page::STYLESHEET),
    ("feed.html", feed_page::BUILTIN),
    ("index.html", index_page::BUILTIN),
    ("item.html", item::BUILTIN),
    ("post.md", new::BUILTIN),
];

/// Does what is asked for with templates.
pub(super) fn templates(args: &TemplatesArgs, printer: &Printer) -> Exit {
    match &args.command {
        TemplatesCommand::Export(args) => export(args, printer),
    }
}

/// Writes the templates into a folder; files that are there stay as they are.
fn export(args: &ExportArgs, printer: &Printer) -> Exit {
    let folder = args.to.clone().unwrap_or_else(|| args.root.join("templates"));
    let theme = config::load(&args.root).map_or(Theme::Default, |loaded| loaded.config.pdf.theme);
    let sheet = ("handout.toml", style::sheet_of(theme));
    let mut kept = 0;
    for &(name, text) in TEMPLATES.iter().chain([&sheet]) {
        let path = folder.join(name);
        // A link is something that is there, wherever it leads.
        if !args.force && path.symlink_metadata().is_ok() {
            kept += 1;
            printer.talk(&format!("{} is there already, and stays\n", path.display()));
            continue;
        }
        match output::replace(&folder, name, text.as_bytes()) {
            Ok(path) => printer.data(&format!("{}\n", path.display())),
            Err(error) => {
                let message = format!("{} cannot be written: {error}", path.display());
                return printer.fail(&message, &["give another folder with --to"]);
            }
        }
    }
    if kept > 0 {
        printer.talk("  hint: --force writes them anew\n");
    }
    Exit::Success
}
