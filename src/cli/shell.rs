//! `postpress completions` and `postpress man`: made of the definition of the command line, so that
//! they never say anything else.

use std::io;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::args::{Arguments, CompletionsArgs, ManArgs, Shell};
use super::exit::Exit;
use super::report::Printer;
use crate::output;

/// Prints a script that makes a shell complete the command line.
pub(super) fn completions(args: &CompletionsArgs, printer: &Printer) -> Exit {
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    printer.data(&String::from_utf8_lossy(&script));
    Exit::Success
}

/// Prints the manual page, or writes it and a page for each subcommand into a folder.
pub(super) fn man(args: &ManArgs, printer: &Printer) -> Exit {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.to else {
        return match page(command) {
            Ok((_, page)) => {
                printer.data(&String::from_utf8_lossy(&page));
                Exit::Success
            }
            Err(error) => printer.fail(&format!("the page cannot be made: {error}"), &[]),
        };
    };
    let mut pages = Vec::new();
    add(&command, &mut pages);
    for page in pages {
        let written = page.and_then(|(name, page)| output::replace(folder, &name, &page));
        match written {
            Ok(path) => printer.data(&format!("{}\n", path.display())),
            Err(error) => {
                let message = format!("{}: cannot write the pages: {error}", folder.display());
                return printer.fail(&message, &["give a folder of yours with --to"]);
            }
        }
    }
    Exit::Success
}

/// A manual page and its file's name, such as `postpress-build.1`.
type Page = io::Result<(String, Vec<u8>)>;

/// The pages of a command and of those below it.
fn add(command: &Command, pages: &mut Vec<Page>) {
    pages.push(page(command.clone()));
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        add(below, pages);
    }
}

fn page(command: Command) -> Page {
    let source = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).source(source);
    let mut page = Vec::new();
    man.render(&mut page)?;
    Ok((man.get_filename(), page))
}
