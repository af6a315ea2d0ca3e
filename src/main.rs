//! The `postpress` program: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    postpress::cli::run(std::env::args_os())
}
