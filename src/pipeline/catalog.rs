//! Every post's front matter: what lists and links need to know before any text is read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::model::Meta;
use crate::parse::guids::Own;
use crate::parse::header::{self, State};
use crate::parse::languages::Languages;
use crate::parse::translations::{self, Kinship};
use crate::parse::{guids, ids};
use crate::source::{self, Kind, SourceEntry, Sources, limits};
use crate::span::FileId;

/// The posts that there are.
pub(super) struct Catalog {
    /// Those that are exported, in the order of their files.
    pub(super) metas: Vec<Meta>,
    /// Those whose front matter, or file, is in error.
    pub(super) failed: Vec<Meta>,
    /// Drafts and posts of the future, which stay out.
    pub(super) withheld: Vec<Meta>,
    /// How many drafts stay out.
    pub(super) drafts: usize,
    /// How many posts of the future stay out.
    pub(super) future: usize,
    /// What was found about each file, for the archive: code and message.
    pub(super) warnings: HashMap<FileId, Vec<String>>,
}

/// What became of one file.
struct Entry {
    meta: Meta,
    guid: Option<Own>,
    kinship: Kinship,
    state: State,
    failed: bool,
    diagnostics: Vec<Diagnostic>,
}

/// Reads the front matter of every post.
pub(super) fn read(
    sources: &Sources,
    config: &Config,
    now: DateTime<Utc>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Catalog {
    let posts: Vec<(usize, &SourceEntry)> =
        sources.files.iter().enumerate().filter(|(_, f)| f.kind == Kind::Post).collect();
    let files: Vec<&SourceEntry> = posts.iter().map(|(_, file)| *file).collect();
    let languages = Languages::of(&files, config);
    let entries: Vec<Entry> = posts
        .par_iter()
        .map(|(place, file)| {
            let id = FileId(u32::try_from(*place).unwrap_or(u32::MAX));
            entry(file, id, config, &languages, now)
        })
        .collect();

    let mut catalog = Catalog {
        metas: Vec::new(),
        failed: Vec::new(),
        withheld: Vec::new(),
        drafts: 0,
        future: 0,
        warnings: HashMap::new(),
    };
    // Failed posts take part in giving out ids, so that a broken file changes no other's name.
    let mut metas = Vec::with_capacity(entries.len());
    let mut states = Vec::with_capacity(entries.len());
    let mut guids = Vec::with_capacity(entries.len());
    let mut kinships = Vec::with_capacity(entries.len());
    for entry in entries {
        if !entry.diagnostics.is_empty() {
            let lines =
                entry.diagnostics.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message));
            catalog.warnings.insert(entry.meta.file, lines.collect());
        }
        diagnostics.extend(entry.diagnostics);
        metas.push(entry.meta);
        guids.push(entry.guid);
        kinships.push(entry.kinship);
        states.push((entry.state, entry.failed));
    }
    diagnostics.extend(ids::assign(&mut metas));
    diagnostics.extend(guids::assign(&mut metas, &guids, config.feed.id));
    translations::assign(&mut metas, &kinships);
    for (meta, (state, failed)) in metas.into_iter().zip(states) {
        match state {
            _ if failed => catalog.failed.push(meta),
            State::Draft => {
                catalog.drafts += 1;
                let message = "the post is a draft, and stays out";
                diagnostics.push(left_out(&meta, message).hint("`--drafts` brings it in"));
                catalog.withheld.push(meta);
            }
            State::Future => {
                catalog.future += 1;
                let message = "the post is dated in the future, and stays out";
                diagnostics.push(left_out(&meta, message).hint("`--future` brings it in"));
                catalog.withheld.push(meta);
            }
            State::Published => catalog.metas.push(meta),
        }
    }
    catalog
}

/// Tells that a post is not published yet.
fn left_out(meta: &Meta, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Draft, Place::Path(meta.source.clone()), message)
}

fn entry(
    file: &SourceEntry,
    id: FileId,
    config: &Config,
    languages: &Languages,
    now: DateTime<Utc>,
) -> Entry {
    let mut diagnostics = Vec::new();
    let bytes = source::read(file, limits::POST_BYTES).unwrap_or_else(|error| {
        diagnostics.push(error.diagnostic(&file.path));
        Vec::new()
    });
    let decoded = source::decode(bytes, id).split_into(&mut diagnostics);
    let parts = source::front_matter::read(&decoded.text, id).split_into(&mut diagnostics);
    let header = header::header(file, id, &decoded.text, &parts, config, languages, now)
        .split_into(&mut diagnostics);
    let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
    if failed {
        // What is missing from front matter that could not be read was never looked for.
        diagnostics.retain(|d| d.severity != Severity::Note);
    }
    let header::Header { meta, guid, kinship, state } = header;
    Entry { meta, guid, kinship, state, failed, diagnostics }
}
