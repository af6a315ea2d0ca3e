//! What all outputs depend on, as digests: settings, templates and the program for the one; the
//! names of all files for the other.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::super::Request;
use crate::diag::Diagnostic;
use crate::model::Digest;
use crate::source::{Kind, Sources};

/// The digest of everything but the content folders. Settings are taken as they are printed for
/// programmers: nothing that is added to them can be forgotten here. None where it is not known
/// which program this is.
pub(super) fn of_request(request: &Request<'_>) -> Option<Digest> {
    let Request {
        root,
        out: _,
        config,
        style,
        feed_page,
        item,
        feed_css,
        formats,
        publish: _,
        force: _,
        keep_going,
        prune,
        previous,
        deny_changed_ids,
        remote,
        now: _,
        program,
        lists: _,
    } = request;
    let root = std::fs::canonicalize(root).ok()?;
    let mut text = String::new();
    let version = env!("CARGO_PKG_VERSION");
    #[expect(clippy::unnecessary_debug_formatting, reason = "names that are no UTF-8 differ too")]
    let _ = write!(text, "{version}\0{:?}\0{root:?}\0{config:?}\0{style:?}\0", (*program)?);
    let _ =
        write!(text, "{feed_page:?}\0{item:?}\0{feed_css:?}\0{formats:?}\0{keep_going}{prune}\0");
    let _ = write!(text, "{previous:?}\0{deny_changed_ids}{}", remote.is_some());
    Some(Digest(Sha256::digest(text).into()))
}

/// The digest of which files there are, whatever is in them, and of what was found while they were
/// listed.
pub(super) fn of_tree(sources: &Sources, found: &[Diagnostic]) -> Digest {
    let Sources { root: _, files, statics, skipped } = sources;
    let mut hash = Sha256::new();
    for entry in files.iter().chain(statics) {
        hash.update(match entry.kind {
            Kind::Post => b"p",
            Kind::Other => b"o",
            Kind::Static => b"s",
        });
        hash.update(&*entry.path);
        hash.update(b"\0");
        hash.update(&*entry.content);
        hash.update(b"\0");
    }
    hash.update(format!("{skipped:?}\0{found:?}"));
    Digest(hash.finalize().into())
}
