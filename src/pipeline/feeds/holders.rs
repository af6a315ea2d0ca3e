//! Which feeds may hold each post.

use std::ops::Range;

use super::topics::Planned;
use crate::table;

/// For each post of a site, the feeds that may hold it. All of them stand in one list, as
/// one for each post has a block of memory of its own.
pub(super) struct Holders {
    /// Numbers of feeds, those of the first post first.
    feeds: Box<[u32]>,
    /// Where those of each post begin, and at last the end.
    starts: Box<[u32]>,
}

impl Holders {
    /// Those of so many posts in all feeds that are planned.
    pub(super) fn of(posts: usize, planned: &[Planned]) -> Self {
        let mut starts = vec![0; posts + 1];
        for &place in planned.iter().flat_map(|planned| &planned.posts) {
            starts[place + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut feeds = vec![0; starts[posts] as usize];
        let mut next = starts.clone();
        for (feed, planned) in planned.iter().enumerate() {
            for &place in &planned.posts {
                feeds[next[place] as usize] = table::place(feed);
                next[place] += 1;
            }
        }
        Self { feeds: feeds.into(), starts: starts.into() }
    }

    /// The places of all posts.
    pub(super) fn places(&self) -> Range<usize> {
        0..self.starts.len() - 1
    }

    /// The numbers of the feeds that may hold the post of a place.
    pub(super) fn of_post(&self, place: usize) -> impl Iterator<Item = usize> {
        let range = match self.starts.get(place..place + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        };
        self.feeds[range].iter().map(|feed| *feed as usize)
    }
}
