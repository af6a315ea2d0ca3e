//! The handouts of the last build: which of them would be the same now.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::super::Request;
use super::super::outputs::Outputs;
use super::entry::{OWN, apart, placed};
use crate::artifact::OutPath;
use crate::diag::Diagnostic;
use crate::model::{Digest, Meta, Post};
use crate::output::OutputError;

/// A handout, and what was found while it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct Handout {
    /// The id of its post.
    pub(super) id: String,
    /// What it was made from ([`Handouts::key`]).
    pub(super) key: Digest,
    /// How many pages it has.
    pub(in crate::pipeline) pages: usize,
    /// Places in the post have no file: it may be another one in the list the next time.
    findings: Vec<Diagnostic>,
}

/// Those of the last build, by the ids of their posts.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Handouts {
    /// What all of them are made with; nothing where that is not known.
    common: Option<Digest>,
    last: HashMap<String, Handout>,
}

impl Handout {
    pub(super) fn read(id: &str, key: Digest, pages: usize, findings: Vec<Diagnostic>) -> Self {
        Self { id: id.to_owned(), key, pages, findings }
    }

    /// What was found, without its file.
    pub(super) fn findings_apart(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// What was found while it was made, as if it were made now.
    pub(in crate::pipeline) fn findings(&self, meta: &Meta) -> Vec<Diagnostic> {
        self.findings.iter().map(|finding| placed(finding, meta.file)).collect()
    }
}

impl Handouts {
    pub(in crate::pipeline) fn new(request: &Request<'_>, last: Vec<Handout>) -> Self {
        let last = last.into_iter().map(|handout| (handout.id.clone(), handout)).collect();
        Self { common: common(request), last }
    }

    /// The digest of everything that a handout depends on: what the program is and how it prints,
    /// the file, what its front matter was taken for, and what the rest of the blog answered.
    pub(in crate::pipeline) fn key(&self, post: &Post, answers: Digest) -> Option<Digest> {
        let common = self.common?;
        let meta = Meta { file: OWN, ..post.meta.clone() };
        let (source, translations, warnings) = (&post.source, &post.translations, &post.warnings);
        let own = format!("{meta:?}\0{source:?}\0{translations:?}\0{warnings:?}");
        let hash = Sha256::new().chain_update(common.0).chain_update(answers.0);
        Some(Digest(hash.chain_update(own).finalize().into()))
    }

    /// The handout of the last build of a post that is the same now.
    pub(in crate::pipeline) fn of_same(&self, id: &str) -> Option<&Handout> {
        self.last.get(id)
    }

    /// Keeps the handout of the last build, where it would be the same now and is there untouched.
    pub(in crate::pipeline) fn keep(
        &self,
        id: &str,
        key: Option<Digest>,
        path: &OutPath,
        outputs: &Outputs,
    ) -> Result<Option<Handout>, OutputError> {
        let Some(handout) = self.last.get(id).filter(|handout| Some(handout.key) == key) else {
            return Ok(None);
        };
        Ok(outputs.keep(path)?.then(|| handout.clone()))
    }

    /// A handout that was made now; nothing where it cannot be told from what it was made.
    pub(in crate::pipeline) fn made(
        meta: &Meta,
        key: Option<Digest>,
        pages: usize,
        findings: &[Diagnostic],
    ) -> Option<Handout> {
        let findings = findings.iter().map(|d| apart(d, meta.file)).collect::<Option<_>>()?;
        Some(Handout { id: meta.id.to_string(), key: key?, pages, findings })
    }

    /// Those of the last build, for one that makes none.
    pub(super) fn into_last(self) -> Vec<Handout> {
        let mut last: Vec<Handout> = self.last.into_values().collect();
        last.sort_by(|a, b| a.id.cmp(&b.id));
        last
    }
}

/// The digest of what all handouts are made with.
fn common(request: &Request<'_>) -> Option<Digest> {
    let (about, pdf) = (&request.config.about, &request.config.pdf);
    let version = env!("CARGO_PKG_VERSION");
    let (program, style) = (request.program?, request.style);
    let text = format!("{version}\0{program:?}\0{about:?}\0{style:?}\0{pdf:?}");
    Some(Digest(Sha256::digest(text).into()))
}
