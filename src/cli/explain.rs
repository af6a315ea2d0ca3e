//! `postpress explain`: what a code means.

use super::args::ExplainArgs;
use super::exit::Exit;
use super::report::Printer;
use crate::diag::Code;

/// Prints the paragraph behind a code, or all codes.
pub(super) fn explain(args: &ExplainArgs, printer: &Printer) -> Exit {
    let Some(name) = &args.code else {
        for code in Code::ALL {
            printer.data(&format!("{:28} {}\n", code.as_str(), code.help()));
        }
        return Exit::Success;
    };
    match Code::ALL.iter().find(|code| code.as_str() == name) {
        Some(code) => {
            let severity = format!("{:?}", code.severity()).to_lowercase();
            printer.data(&format!("{} ({severity})\n\n{}\n", code.as_str(), code.help()));
            Exit::Success
        }
        None => printer.fail(
            &format!("there is no code `{name}`"),
            &["`postpress explain` without a code lists them all"],
        ),
    }
}
