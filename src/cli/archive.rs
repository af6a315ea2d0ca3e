//! `postpress restore` and `postpress verify`.

use std::fs;
use std::path::Path;

use super::args::{RestoreArgs, VerifyArgs};
use super::exit::Exit;
use super::report::{Printer, count};
use crate::output::{self, OutputError, Reading};
use crate::restore::{self, RestoreError};

/// Gives the content folders back.
pub(super) fn restore(args: &RestoreArgs, printer: &Printer) -> Exit {
    let _reading = match read(&args.archive) {
        Ok(reading) => reading,
        Err(error) => return printer.fail(&error.to_string(), &[]),
    };
    let options = restore::Options { force: args.force, vanished: args.vanished };
    match restore::restore(&args.archive, &args.to, options) {
        Ok(restored) => {
            let files = files(restored.files);
            let to = args.to.display();
            printer.talk(&format!("restored {files}, {} bytes, to {to}\n", restored.bytes));
            if restored.older > 0 {
                let older = usize::try_from(restored.older).unwrap_or(usize::MAX);
                let older = count(older, "older file stays", "older files stay");
                printer.talk(&format!("{older} in the archive, as another has the path now\n"));
            }
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
    let _reading = match read(&args.archive) {
        Ok(reading) => reading,
        Err(error) => return printer.fail(&error.to_string(), &[]),
    };
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

/// Keeps builds from changing the folder that the archive lies in, and completes one that was
/// interrupted while it did so.
fn read(archive: &Path) -> Result<Option<Reading>, OutputError> {
    // An archive that is not there is told by those who read it.
    let Ok(archive) = fs::canonicalize(archive) else { return Ok(None) };
    archive.parent().map(output::read).transpose()
}

/// A number of files.
fn files(number: u64) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "file", "files")
}
