//! The end of a build: everything that was staged into its place, and a note for the next build of
//! what was left there.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{BuildInfo, Left, Output, OutputError, Published, Stage, journal, lock, opened};
use crate::artifact::OutPath;

/// A commit that has ended well.
#[derive(Debug)]
pub struct Done<'a> {
    /// Whether it had nothing to do: every output and the manifest were as they should be.
    pub at_rest: bool,
    /// The manifest.
    pub manifest: Left,
    outputs: &'a BTreeMap<OutPath, Output>,
}

impl Done<'_> {
    /// All outputs as they were left, by path.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = (&OutPath, Left)> {
        let left = |o: &Output| Left { written: o.written, stamp: o.stamp };
        self.outputs.iter().map(move |(path, output)| (path, left(output)))
    }

    /// Whether a path is one of an output.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        OutPath::new(path).is_ok_and(|path| self.outputs.contains_key(&path))
    }
}

impl Stage {
    /// Publishes what was put, or nothing.
    ///
    /// # Errors
    /// When two outputs cannot both be there, something is in the way, or the disk refuses.
    pub fn commit(self, info: BuildInfo) -> Result<Published, OutputError> {
        self.commit_and_remember(info, |_, _, _| Err(io::ErrorKind::Unsupported.into()))
    }

    /// Publishes what was put, or nothing, and remembers something for the next build: `remember`
    /// is told the time, by the clock of the disk.
    ///
    /// # Errors
    /// As [`Stage::commit`]. That nothing can be remembered is none.
    pub fn commit_and_remember(
        self,
        info: BuildInfo,
        remember: impl FnOnce(&Done<'_>, i64, &mut dyn Write) -> io::Result<()>,
    ) -> Result<Published, OutputError> {
        let decided = self.decide(info)?;
        if let Some(plan) = &decided.plan {
            let _no_readers = lock::exclude_readers(&self.out)?;
            journal::write(&self.out, &plan.clear, &plan.place, &plan.remove)?;
            let steps: Vec<_> = plan.steps().collect();
            journal::carry_out(&self.out, &steps).map_err(OutputError::interrupted)?;
        }
        let outputs = self.outputs();
        let (at_rest, manifest) = (decided.plan.is_none(), decided.manifest);
        let done = Done { at_rest, manifest, outputs: &outputs.files };
        opened::remember(&self.out, |moment, to| remember(&done, moment, to));
        drop(outputs);
        Ok(decided.published)
    }
}
