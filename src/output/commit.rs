//! The end of a build: everything that was staged into its place, and a note for the next build of
//! what was left there.

use std::io::{self, Write};

use super::paths::Sorted;
use super::{
    BuildInfo, Decided, Left, Location, Output, OutputError, Published, Stage, disk, journal, lock,
    opened,
};
use crate::artifact::OutPath;
use crate::stamp::Stamp;

/// A commit that has ended well.
#[derive(Debug)]
pub struct Done<'a> {
    /// Whether it had nothing to do: every output and the manifest were as they should be.
    pub at_rest: bool,
    /// The manifest.
    pub manifest: Left,
    outputs: &'a Sorted<Output>,
    /// The file of each.
    stamps: &'a [Option<Stamp>],
}

impl Done<'_> {
    /// All outputs as they were left, by path.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = (&OutPath, Left)> {
        let both = self.outputs.iter().zip(self.stamps);
        both.map(|((path, o), stamp)| (path, Left { written: o.written, stamp: *stamp }))
    }

    /// Whether a path is one of an output.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        OutPath::new(path).is_ok_and(|path| self.outputs.has(&path))
    }
}

/// What became of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The last build did not write it.
    New,
    /// The last build wrote something else.
    Changed,
    /// It was not there any more.
    Missing,
    /// Somebody else has changed it since the last build.
    Foreign,
    /// It was right, and is written anew because that was asked for.
    Forced,
    /// It is as it was.
    Unchanged,
    /// The last build wrote it, and this one did not.
    Removed,
}

impl Stage {
    /// What a commit that is decided does to each output, by path.
    fn changes(&self, decided: &Decided) -> Vec<(OutPath, Change)> {
        let change = |path: &OutPath, output: &Output| {
            let last = self.previous.files.get(path);
            match last {
                _ if matches!(output.location, Location::InPlace(_)) => Change::Unchanged,
                None => Change::New,
                Some(last) if *last != output.written => Change::Changed,
                Some(_) => match disk::stamp(&path.under(&self.out)) {
                    None => Change::Missing,
                    Some(_) if self.force => Change::Forced,
                    Some(_) => Change::Foreign,
                },
            }
        };
        let mut all: Vec<_> =
            decided.outputs.iter().map(|(path, o)| (path.clone(), change(path, o))).collect();
        let removed = decided.plan.iter().flat_map(|plan| plan.clear.iter().chain(&plan.remove));
        all.extend(removed.map(|path| (path.clone(), Change::Removed)));
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all
    }

    /// Publishes what was put, or nothing.
    ///
    /// # Errors
    /// When two outputs cannot both be there, something is in the way, or the disk refuses.
    pub fn commit(self, info: &BuildInfo) -> Result<Published, OutputError> {
        let remember = |_: &Done<'_>, _, _: &mut dyn Write| Err(io::ErrorKind::Unsupported.into());
        self.commit_and_remember(info, None, remember)
    }

    /// Publishes what was put, or nothing, and remembers something for the next build: `remember`
    /// is told the time, by the clock of the disk. `changes` is filled with what became of each
    /// output.
    ///
    /// # Errors
    /// As [`Stage::commit`]. That nothing can be remembered is none.
    pub fn commit_and_remember(
        self,
        info: &BuildInfo,
        changes: Option<&mut Vec<(OutPath, Change)>>,
        remember: impl FnOnce(&Done<'_>, i64, &mut dyn Write) -> io::Result<()>,
    ) -> Result<Published, OutputError> {
        let decided = self.decide(info)?;
        if let Some(changes) = changes {
            *changes = self.changes(&decided);
        }
        self.keep_ledger();
        if let Some(plan) = &decided.plan {
            let _no_readers = lock::exclude_readers(&self.out)?;
            journal::write(&self.out, &plan.clear, &plan.place, &plan.remove)?;
            journal::carry_out(&self.out, plan.steps()).map_err(OutputError::interrupted)?;
        }
        let (at_rest, manifest) = (decided.plan.is_none(), decided.manifest);
        let done = Done { at_rest, manifest, outputs: &decided.outputs, stamps: &decided.stamps };
        opened::remember(&self.out, |moment, to| remember(&done, moment, to));
        Ok(decided.published)
    }
}
