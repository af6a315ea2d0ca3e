//! Whether the client has what it asks for (RFC 9110, 13).

use chrono::{DateTime, TimeDelta, Utc};

use super::date;
use super::request::Request;

/// What tells a version of a resource from another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validators<'a> {
    /// Strong, in quotes.
    pub(super) etag: &'a str,
    pub(super) modified: Option<DateTime<Utc>>,
}

/// What the conditions of a request come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Answer as without them.
    Go,
    /// 304: the client has it.
    NotModified,
    /// 412: it is not what the client thinks it is.
    Failed,
}

/// Weighs the conditions in the order of RFC 9110, 13.2.2. `tags` are the validators of all forms in
/// which the resource is sent: a client may have any of them.
pub(super) fn weigh(request: &Request, tags: &[&str], modified: Option<DateTime<Utc>>) -> Verdict {
    let date = |name: &str| request.field(name).and_then(date::read).zip(modified);
    if request.field("if-match").is_some() {
        let list = request.list("if-match");
        if !list.iter().any(|tag| *tag == "*" || tags.contains(tag)) {
            return Verdict::Failed;
        }
    } else if date("if-unmodified-since").is_some_and(|(since, modified)| modified > since) {
        return Verdict::Failed;
    }
    if request.field("if-none-match").is_some() {
        // Weak comparison: what a cache made weaker is still that version.
        let list = request.list("if-none-match");
        let same =
            |tag: &&str| *tag == "*" || tags.contains(&tag.strip_prefix("W/").unwrap_or(tag));
        if list.iter().any(same) {
            return Verdict::NotModified;
        }
    } else if date("if-modified-since").is_some_and(|(since, modified)| modified <= since) {
        return Verdict::NotModified;
    }
    Verdict::Go
}

/// Whether a part may be sent, as the client has the rest of the very same file (RFC 9110, 13.1.5).
pub(super) fn range_holds(request: &Request, now: &Validators<'_>, at: DateTime<Utc>) -> bool {
    let Some(field) = request.field("if-range") else { return true };
    if field.starts_with('"') || field.starts_with("W/") {
        return field == now.etag;
    }
    // A date tells versions apart only where the file was not changed in the very second.
    let settled = |modified: &DateTime<Utc>| at - *modified >= TimeDelta::seconds(1);
    date::read(field).is_some_and(|since| now.modified.filter(settled) == Some(since))
}
