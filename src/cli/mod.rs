//! The command line program: arguments become calls, results become talk and an exit status.
//!
//! Only here is anything printed, and only here are the clock and the environment asked.

mod archive;
mod args;
mod build;
mod exit;
mod explain;
#[cfg(feature = "fetch")]
mod fetch;
mod init;
#[cfg(feature = "watch")]
mod interrupt;
mod new;
mod previous;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod shell;
mod templates;
#[cfg(feature = "watch")]
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use self::args::{Arguments, Command};
use self::exit::Exit;
use self::report::Printer;

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Success };
            // Help that nobody reads any more (a closed pipe) is no mistake.
            let _ = error.print();
            return exit.into();
        }
    };
    let printer = Printer::new(arguments.color, arguments.quiet);
    let exit = match arguments.command {
        Command::Build(args) => build::build(&args, &printer),
        Command::Check(args) => build::check(&args, &printer),
        #[cfg(feature = "watch")]
        Command::Watch(args) => watch::watch(&args, &printer),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::serve(&args, &printer),
        Command::Restore(args) => archive::restore(&args, &printer),
        Command::Verify(args) => archive::verify(&args, &printer),
        Command::Init(args) => init::init(&args, &printer),
        Command::New(args) => new::new(&args, &printer),
        Command::Templates(args) => templates::templates(&args, &printer),
        Command::Explain(args) => explain::explain(&args, &printer),
        Command::Completions(args) => shell::completions(&args, &printer),
        Command::Man(args) => shell::man(&args, &printer),
    };
    exit.into()
}
