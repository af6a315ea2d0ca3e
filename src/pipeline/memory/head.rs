//! What a build left, as it is kept for the next one.

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use super::code::{Decoder, Encoder, Sealed};
use super::handouts::Handout;
use crate::artifact::OutPath;
use crate::diag::Diagnostic;
use crate::model::Digest;
use crate::output::{Left, Written};
use crate::stamp::Stamp;

/// The first bytes; another form has another number.
const MAGIC: &[u8] = b"postpress cache 2\n";

/// A moment: seconds since 1970 and nanoseconds.
pub(super) type Moment = (i64, u32);

/// Everything that is remembered of a build, but its outputs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    /// Settings, templates, program ([`super::key::of_request`]).
    pub(super) key: Digest,
    /// Names of all files ([`super::key::of_tree`]).
    pub(super) tree: Digest,
    /// The dates of posts that are nearest to the moment of the build: up to it, and behind it.
    pub(super) turns: (Option<Moment>, Option<Moment>),
    /// Whether a build of the same sources would make the same outputs and findings now.
    pub(super) is_settled: bool,
    /// When the build began to read, by the clock of the output's disk.
    pub(super) read_at: i64,
    /// When its outputs were in place, by the same clock.
    pub(super) left_at: i64,
    /// The manifest of its outputs.
    pub(super) manifest: Left,
    /// Posts, failed, drafts, future, vanished, pages: as in [`super::super::Report`].
    pub(super) counts: [u64; 6],
    /// Paths in the output folder that were looked at, and at which nothing was.
    pub(super) absent: Vec<String>,
    /// Files below the root that posts name and that no folder lists.
    pub(super) asked: Vec<Asked>,
    /// The files of the content and static folders, in their order.
    pub(super) inputs: Vec<Input>,
    /// What was found, in its order.
    pub(super) findings: Vec<Diagnostic>,
    /// The handouts.
    pub(super) handouts: Vec<Handout>,
    /// What was written down of each post ([`super::ledger`]), where that could be.
    pub(super) ledger: Option<Written>,
}

/// A question to the disk: what a reference of a post leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) source: String,
    pub(super) reference: String,
    pub(super) answer: Option<String>,
}

/// A file that was read, or could have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) stamp: Stamp,
    pub(super) known: Known,
}

/// What is known of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Nobody asked for it.
    Unneeded,
    /// It was read, and is this.
    Content(Digest),
    /// It could not be read, or was touched while it was.
    Unknown,
}

/// An output as it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) path: OutPath,
    pub(super) left: Left,
}

fn put_left(to: &mut Encoder<'_>, left: Left) -> io::Result<()> {
    to.written(left.written)?;
    to.option(left.stamp, |to, stamp| to.stamp(&stamp))
}

fn left(from: &mut Decoder<'_>) -> Option<Left> {
    Some(Left { written: from.written()?, stamp: from.option(Decoder::stamp)? })
}

/// A moment as it is remembered.
pub(super) fn moment(at: DateTime<Utc>) -> Moment {
    (at.timestamp(), at.timestamp_subsec_nanos())
}

pub(super) fn put_moment(to: &mut Encoder<'_>, (seconds, nanos): Moment) -> io::Result<()> {
    to.time(seconds)?;
    to.number(u64::from(nanos))
}

pub(super) fn read_moment(from: &mut Decoder<'_>) -> Option<Moment> {
    Some((from.time()?, u32::try_from(from.number()?).ok()?))
}

impl Head {
    /// Whether what the content says of the future is as true as it was.
    pub(super) fn is_in_time(&self, now: DateTime<Utc>) -> bool {
        let (now, (last, next)) = (moment(now), self.turns);
        last.is_none_or(|last| last <= now) && next.is_none_or(|next| now < next)
    }

    /// Writes it, and the outputs behind it.
    pub(super) fn write<'o>(
        &self,
        outputs: impl ExactSizeIterator<Item = (&'o OutPath, Left)>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let Self {
            key,
            tree,
            turns,
            is_settled,
            read_at,
            left_at,
            manifest,
            counts,
            absent,
            asked,
            inputs,
            findings,
            handouts,
            ledger,
        } = self;
        let mut sealed = Sealed::new(to);
        let mut to = Encoder::new(&mut sealed);
        to.raw(MAGIC)?;
        to.digest(*key)?;
        to.digest(*tree)?;
        to.option(turns.0, put_moment)?;
        to.option(turns.1, put_moment)?;
        to.flag(*is_settled)?;
        to.time(*read_at)?;
        to.time(*left_at)?;
        put_left(&mut to, *manifest)?;
        counts.iter().try_for_each(|count| to.number(*count))?;
        to.list(absent, |to, path| to.text(path))?;
        to.count(asked.len())?;
        for Asked { source, reference, answer } in asked {
            to.text(source)?;
            to.text(reference)?;
            to.option(answer.as_deref(), Encoder::text)?;
        }
        to.count(inputs.len())?;
        for Input { stamp, known } in inputs {
            to.stamp(stamp)?;
            match known {
                Known::Unneeded => to.raw(&[0])?,
                Known::Content(digest) => {
                    to.raw(&[1])?;
                    to.digest(*digest)?;
                }
                Known::Unknown => to.raw(&[2])?,
            }
        }
        to.list(findings, Encoder::finding)?;
        to.count(handouts.len())?;
        for handout in handouts {
            to.text(&handout.id)?;
            to.digest(handout.key)?;
            to.count(handout.pages)?;
            to.list(handout.findings_apart(), Encoder::finding)?;
        }
        to.option(*ledger, Encoder::written)?;
        to.count(outputs.len())?;
        for (path, left) in outputs {
            to.text(path.as_str())?;
            put_left(&mut to, left)?;
        }
        sealed.finish()
    }

    /// Reads it back with its outputs; nothing where the bytes are damaged, or of another program.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, Vec<Output>)> {
        let mut from = Decoder::whole(bytes)?;
        if from.raw(MAGIC.len())? != MAGIC {
            return None;
        }
        let head = Self {
            key: from.digest()?,
            tree: from.digest()?,
            turns: (from.option(read_moment)?, from.option(read_moment)?),
            is_settled: from.flag()?,
            read_at: from.time()?,
            left_at: from.time()?,
            manifest: left(&mut from)?,
            counts: {
                let mut counts = [0; 6];
                for count in &mut counts {
                    *count = from.number()?;
                }
                counts
            },
            absent: from.list(Decoder::owned)?,
            asked: from.list(|from| {
                Some(Asked {
                    source: from.owned()?,
                    reference: from.owned()?,
                    answer: from.option(Decoder::owned)?,
                })
            })?,
            inputs: from.list(|from| {
                let stamp = from.stamp()?;
                let known = match from.byte()? {
                    0 => Known::Unneeded,
                    1 => Known::Content(from.digest()?),
                    2 => Known::Unknown,
                    _ => return None,
                };
                Some(Input { stamp, known })
            })?,
            findings: from.list(Decoder::finding)?,
            handouts: from.list(|from| {
                let (id, key) = (from.text()?, from.digest()?);
                let pages = usize::try_from(from.number()?).ok()?;
                Some(Handout::read(id, key, pages, from.list(Decoder::finding)?))
            })?,
            ledger: from.option(Decoder::written)?,
        };
        let outputs = from.list(|from| {
            Some(Output { path: OutPath::new(from.text()?).ok()?, left: left(from)? })
        })?;
        from.is_done().then_some((head, outputs))
    }
}
