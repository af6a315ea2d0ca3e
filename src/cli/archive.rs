//! `postpress restore` and `postpress verify`.

use std::fs;
use std::path::Path;

use super::args::{RestoreArgs, VerifyArgs};
use super::exit::Exit;
use super::report::{Printer, count};
use crate::output::{self, OutputError};
use crate::restore::{self, RestoreError};

/// Gives the content folders back.
pub(super) fn restore(args: &RestoreArgs, printer: &Printer) -> Exit {
    if let Err(error) = complete(&args.archive) {
        return printer.fail(&error.to_string(), &[]);
    }
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
    if let Err(error) = complete(&args.archive) {
        return printer.fail(&error.to_string(), &[]);
    }
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

/// Completes a build that was interrupted while it put its files into the folder that the archive
/// lies in: half of the archive would be the old one, half the new one.
fn complete(archive: &Path) -> Result<(), OutputError> {
    // An archive that is not there is told by those who read it.
    let Ok(archive) = fs::canonicalize(archive) else { return Ok(()) };
    archive.parent().map_or(Ok(false), output::recover).map(drop)
}

/// A number of files.
fn files(number: u64) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "file", "files")
}
