//! The site: what all posts have in common, and their order.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::post::{Meta, Person, PostId, Translation};

/// What the settings say of the blog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Plain text; not empty.
    pub title: String,
    /// Where the blog is read: absolute, ends in `/`. Empty where it is not known.
    pub url: String,
    /// Where `out/` is served: absolute, ends in `/`. Empty where it is not known.
    pub publish_url: String,
    /// One sentence; may be empty.
    pub description: String,
    /// BCP 47 language tag; empty where it is not known.
    pub language: String,
    /// Who writes.
    pub authors: Vec<Person>,
}

/// All posts, newest first, and what the settings say of the blog.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// What the settings say.
    pub about: About,
    /// Newest first; posts without a date last, by their source paths.
    posts: Vec<Meta>,
    /// Places in `posts`, in the order of the ids. These lists are searched by halves: tables with
    /// keys of their own took 280 bytes a post, these take 20.
    by_id: Vec<u32>,
    /// The same in the order of the source paths.
    by_source: Vec<u32>,
    /// Places in `posts` with the number of an address, in the order of the addresses as
    /// [`address_key`] spells them: 0 is the post's own, what follows are its former ones. Of equal
    /// ones the one that counts comes first.
    by_url: Vec<(u32, u32)>,
    /// Places in `posts`, in the order of the last parts of their addresses.
    by_name: Vec<u32>,
    /// The posts of each family of translations, by language, each language once.
    families: BTreeMap<u32, Vec<usize>>,
}

impl Site {
    /// Puts posts in their order: newest first, then by source path; undated ones last.
    ///
    /// The ids must be unique already: [`crate::parse::ids`] sees to that.
    #[must_use]
    pub fn assemble(about: About, mut posts: Vec<Meta>) -> Self {
        // No two have one path, so that the order is the same each time.
        posts.sort_unstable_by(|a, b| {
            let key = |m: &Meta| m.dates.published.as_ref().map(|d| d.at);
            key(b).cmp(&key(a)).then_with(|| a.source.cmp(&b.source))
        });
        let places = || 0..u32::try_from(posts.len()).unwrap_or(u32::MAX);
        let post = |place: u32| &posts[place as usize];
        let mut by_id: Vec<u32> = places().collect();
        by_id.sort_unstable_by(|a, b| post(*a).id.cmp(&post(*b).id));
        let mut by_source: Vec<u32> = places().collect();
        by_source.sort_unstable_by(|a, b| post(*a).source.cmp(&post(*b).source));
        let mut by_name: Vec<u32> = places().collect();
        by_name.sort_by_cached_key(|place| name_of(post(*place)));
        let former = |place: u32| {
            let count = u32::try_from(post(place).former.len()).unwrap_or(u32::MAX);
            (1..=count).map(move |number| (place, number))
        };
        // An old address leads on only where no post is read today.
        let mut by_url: Vec<(u32, u32)> = places().map(|place| (place, 0)).collect();
        by_url.extend(places().flat_map(former));
        by_url.sort_by_cached_key(|&(place, number)| (address_of(post(place), number), number > 0));
        let families = families(&posts);
        Self { about, posts, by_id, by_source, by_url, by_name, families }
    }

    /// The posts, newest first.
    #[must_use]
    pub fn posts(&self) -> &[Meta] {
        &self.posts
    }

    /// The post that was read from a file, by its path relative to the root.
    #[must_use]
    pub fn by_source(&self, path: &str) -> Option<&Meta> {
        self.find(&self.by_source, |post| (*post.source).cmp(path))
    }

    /// The post that is read at an address, or was before; a query and a fragment are set aside.
    #[must_use]
    pub fn by_url(&self, url: &str) -> Option<&Meta> {
        let key = address_key(url);
        let address = |&(place, number): &(u32, u32)| address_of(self.post(place), number);
        let first = self.by_url.partition_point(|entry| address(entry) < key);
        let found = self.by_url.get(first).filter(|entry| address(entry) == key);
        found.map(|&(place, _)| self.post(place))
    }

    /// The one post whose address ends in a name (`x`, `x/`, `x.html`). Posts are linked so that
    /// have been moved, or whose address the settings tell otherwise than the generator does.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Meta> {
        let key = address_key(name);
        let name = last_part(key);
        let first = self.by_name.partition_point(|&place| name_of(self.post(place)) < name);
        let mut alike = self.by_name[first..].iter().map(|&place| self.post(place));
        let found = alike.next().filter(|post| name_of(post) == name && !key.is_empty());
        found.filter(|_| alike.next().is_none_or(|post| name_of(post) != name))
    }

    /// The post with an id.
    #[must_use]
    pub fn by_id(&self, id: &PostId) -> Option<&Meta> {
        self.find(&self.by_id, |post| post.id.cmp(id))
    }

    fn post(&self, place: u32) -> &Meta {
        &self.posts[place as usize]
    }

    /// The post that a list is in the order of.
    fn find(&self, list: &[u32], order: impl Fn(&Meta) -> Ordering) -> Option<&Meta> {
        let found = list.binary_search_by(|&place| order(self.post(place)));
        found.ok().map(|at| self.post(list[at]))
    }

    /// The same text in other languages, each language once, in the order of their tags. Nothing
    /// for a second post in one language: which of the two was translated is not known.
    #[must_use]
    pub fn translations(&self, post: &Meta) -> Vec<Translation> {
        let family = post.family.and_then(|family| self.families.get(&family));
        let family = family.map(Vec::as_slice).unwrap_or_default();
        if !family.iter().any(|&i| self.posts[i].id == post.id) {
            return Vec::new();
        }
        let others = family.iter().map(|&i| &self.posts[i]).filter(|other| other.id != post.id);
        let translation = |other: &Meta| Translation {
            id: other.id.clone(),
            language: other.language.to_string(),
            url: other.url.clone(),
        };
        others.map(translation).collect()
    }

    /// The newest moment that any post declares: what feeds call their own date.
    #[must_use]
    pub fn updated(&self) -> Option<DateTime<FixedOffset>> {
        self.posts.iter().flat_map(|meta| meta.dates.all()).map(|date| date.at).max()
    }
}

/// Who is in which family; of two posts in one language the first by its file is.
fn families(posts: &[Meta]) -> BTreeMap<u32, Vec<usize>> {
    let mut families: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, post) in posts.iter().enumerate() {
        if let Some(family) = post.family {
            families.entry(family).or_default().push(i);
        }
    }
    for members in families.values_mut() {
        let tag = |i: usize| posts[i].language.to_ascii_lowercase();
        members.sort_by_cached_key(|&i| (tag(i), posts[i].source.clone()));
        members.dedup_by_key(|i| tag(*i));
    }
    families.retain(|_, members| members.len() > 1);
    families
}

/// An address as it is compared: without scheme, query, fragment, `index.html`, the ending of a
/// page and a slash at the end. Letters must be percent-encoded alike, as `Url::join` does it.
fn address_key(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let url = url.strip_suffix("/index.html").unwrap_or(url).trim_end_matches('/');
    url.strip_suffix(".html").or_else(|| url.strip_suffix(".htm")).unwrap_or(url)
}

/// The address of a post, or one of its former ones, counted from 1, as it is compared.
fn address_of(post: &Meta, number: u32) -> &str {
    let former = (number as usize).checked_sub(1).and_then(|at| post.former.get(at));
    address_key(former.unwrap_or(&post.url))
}

/// The name that the address of a post ends in.
fn name_of(post: &Meta) -> &str {
    last_part(address_key(&post.url))
}

fn last_part(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}
