//! `postpress init`.

use super::args::InitArgs;
use super::exit::Exit;
use super::report::Printer;
use crate::{config, output};

/// Writes the settings that hold for a blog without any into a file to edit.
pub(super) fn init(args: &InitArgs, printer: &Printer) -> Exit {
    let loaded = match config::load(&args.root) {
        Ok(loaded) => loaded,
        Err(error) => return printer.fail(&error.to_string(), &[]),
    };
    if let Some(file) = loaded.file {
        let message = format!("{} is there already", file.display());
        return printer.fail(&message, &["it is never overwritten; move it away to begin anew"]);
    }
    let path = args.root.join(config::FILE);
    if let Err(error) = output::create(&path, config::write(&loaded.config).as_bytes()) {
        return printer.fail(&format!("{} cannot be written: {error}", path.display()), &[]);
    }
    for line in loaded.assumed {
        printer.talk(&format!("{line}\n"));
    }
    printer.talk(&format!("wrote {}\n", path.display()));
    Exit::Success
}
