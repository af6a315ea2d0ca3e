//! `postpress restore` and `postpress verify`.

use super::args::{RestoreArgs, VerifyArgs};
use super::exit::Exit;
use super::report::{Printer, count};
use crate::restore::{self, RestoreError};

/// Gives the content folders back.
pub(super) fn restore(args: &RestoreArgs, printer: &Printer) -> Exit {
    match restore::restore(&args.archive, &args.to, args.force) {
        Ok(restored) => {
            let files = files(restored.files);
            let to = args.to.display();
            printer.talk(&format!("restored {files}, {} bytes, to {to}\n", restored.bytes));
            Exit::Success
        }
        Err(error) => {
            printer.fail(&error.to_string(), &[]);
            match error {
                RestoreError::Damaged { .. } => Exit::Content,
                _ => Exit::Usage,
            }
        }
    }
}

/// Checks every file.
pub(super) fn verify(args: &VerifyArgs, printer: &Printer) -> Exit {
    match restore::verify(&args.archive) {
        Ok(report) if report.faults.is_empty() => {
            let files = files(report.files);
            printer.talk(&format!("verified {files}: every byte is as it was archived\n"));
            Exit::Success
        }
        Ok(report) => {
            for fault in &report.faults {
                printer.talk(&format!("{fault}\n"));
            }
            let faults = count(report.faults.len(), "fault", "faults");
            printer.talk(&format!("{faults} in {}\n", args.archive.display()));
            Exit::Content
        }
        Err(error) => printer.fail(&error.to_string(), &[]),
    }
}

/// A number of files.
fn files(number: u64) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "file", "files")
}
