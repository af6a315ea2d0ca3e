//! The ids that readers know: those of the last build's outputs, and of the feeds that the caller
//! was given.

use super::Request;
use super::memory::Recall;
use super::outputs::Outputs;
use super::produce::out_path;
use crate::assets;
use crate::diag::{Code, Diagnostic, Severity};
use crate::limits;
use crate::previous::{self, Posts, PreviousFeed};

/// Outputs that name ids: the archive's index has those of all posts, the feeds those that
/// readers have fetched last. One feed stands for all, as they hold the same posts.
const FEEDS: [&str; 3] = ["feed.json", "atom.xml", "rss.xml"];
const INDEX: &str = "archive/data/index.json";

/// All of them.
pub(super) const PATHS: [&str; 4] = [INDEX, "feed.json", "atom.xml", "rss.xml"];

/// What subscribers would see twice or miss. A changed id is an error where warnings are denied:
/// once a build with the new one is published, nothing knows the old one any more.
pub(super) fn compare(
    request: &Request<'_>,
    posts: Posts<'_>,
    recall: &Recall<'_>,
    outputs: &Outputs,
) -> Vec<Diagnostic> {
    let mut feeds: Vec<PreviousFeed> = request.previous.to_vec();
    // Outputs that are as the last build left them name the ids of its posts.
    if !(recall.has_ids_of(posts) && PATHS.iter().all(|path| outputs.is_as_left(path))) {
        feeds.extend(output(request, INDEX));
        feeds.extend(FEEDS.iter().find_map(|path| output(request, path)));
    }
    compare_with(&feeds, request, posts)
}

/// Whether all outputs that name ids are of this build.
pub(super) fn are_alone(outputs: &Outputs) -> bool {
    outputs.stage().is_some_and(|stage| {
        PATHS.iter().all(|path| stage.has(&out_path(path)) || stage.lacks(path))
    })
}

/// The same once outputs of these very posts, and of no others, are the last ones: their ids are
/// those of the posts.
pub(super) fn compare_again(request: &Request<'_>, posts: Posts<'_>) -> Vec<Diagnostic> {
    compare_with(request.previous, request, posts)
}

fn compare_with(
    feeds: &[PreviousFeed],
    request: &Request<'_>,
    posts: Posts<'_>,
) -> Vec<Diagnostic> {
    if feeds.is_empty() {
        return Vec::new();
    }
    let mut found = previous::compare(feeds, posts);
    for changed in found.iter_mut().filter(|d| d.code == Code::GuidChanged) {
        if request.deny_changed_ids {
            changed.severity = Severity::Error;
        }
    }
    found
}

/// A feed or index of the last build; none where there is none that can be read.
fn output(request: &Request<'_>, path: &str) -> Option<PreviousFeed> {
    let bytes = assets::read(&request.out.join(path), limits::OLD_FEED_BYTES).ok()?;
    let entries = previous::read(&bytes)?;
    Some(PreviousFeed { name: path.to_owned(), entries })
}
