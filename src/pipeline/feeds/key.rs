//! What a feed is made from, as a digest: what it says of itself, and its posts in their order.

use sha2::{Digest as _, Sha256};

use super::produce::out_path;
use crate::export::feed::{Feed, History, Shared};
use crate::model::Digest;
use crate::output::OutputError;
use crate::pipeline::memory::{FeedRecord, Recall};
use crate::pipeline::outputs::Outputs;

/// What a feed is made from so far.
#[derive(Clone)]
pub(super) struct Key(Sha256);

/// The digest of what all feeds have in common.
pub(super) fn of_shared(shared: &Shared<'_>) -> Digest {
    Digest(Sha256::digest(format!("{shared:?}")).into())
}

/// The digest of what every entry is made from besides its post: the same, and which files have
/// other names.
pub(super) fn with_names(shared: Digest, names: Digest) -> Digest {
    Digest(Sha256::new().chain_update(shared.0).chain_update(names.0).finalize().into())
}

impl Key {
    pub(super) fn new(shared: Digest) -> Self {
        Self(Sha256::new().chain_update(shared.0))
    }

    /// Adds what one of the documents says of itself.
    pub(super) fn document(&mut self, feed: &Feed<'_>, history: &History) {
        let Feed {
            shared: _,
            topic,
            title,
            description,
            home_url,
            self_url,
            archive_of,
            stylesheet,
            updated,
            language,
        } = feed;
        let of_feed = (topic, title, description, home_url, self_url, archive_of);
        let text = format!("{of_feed:?}{stylesheet:?}{updated:?}{language:?}{history:?}");
        self.0.update(text);
    }

    /// Adds what a post is made from, or something else that counts.
    pub(super) fn add(&mut self, digest: Digest) {
        self.0.update(digest.0);
    }

    pub(super) fn digest(&self) -> Digest {
        Digest(self.0.clone().finalize().into())
    }

    /// What is known of the feed with these documents, where the last build made it from this; they
    /// are kept then.
    pub(super) fn last<'r, 'p>(
        &self,
        recall: &'r Recall<'_>,
        paths: impl Iterator<Item = &'p str> + Clone,
        outputs: &Outputs,
    ) -> Result<Option<&'r FeedRecord>, OutputError> {
        let known = paths.clone().next().and_then(|path| recall.feed(path));
        let Some(known) = known.filter(|known| known.key == self.digest()) else {
            return Ok(None);
        };
        let paths: Vec<_> = paths.map(|path| (out_path(path), None)).collect();
        Ok(outputs.keep_all(&paths)?.then_some(known))
    }
}
