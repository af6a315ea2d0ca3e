//! The site: what all posts have in common, and their order.

use std::collections::{BTreeMap, HashMap};

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
    /// Id to place in `posts`.
    by_id: HashMap<PostId, usize>,
    /// Source path to place in `posts`.
    by_source: HashMap<String, usize>,
    /// Address, as [`address_key`] spells it, to place in `posts`.
    by_url: HashMap<String, usize>,
    /// Last part of the address to place in `posts`, where no other post's ends alike.
    by_name: HashMap<String, Option<usize>>,
    /// The posts of each family of translations, by language, each language once.
    families: BTreeMap<u32, Vec<usize>>,
}

impl Site {
    /// Puts posts in their order: newest first, then by source path; undated ones last.
    ///
    /// The ids must be unique already: [`crate::parse::ids`] sees to that.
    #[must_use]
    pub fn assemble(about: About, mut posts: Vec<Meta>) -> Self {
        posts.sort_by(|a, b| {
            let key = |m: &Meta| m.dates.published.as_ref().map(|d| d.at);
            key(b).cmp(&key(a)).then_with(|| a.source.cmp(&b.source))
        });
        let by_id = posts.iter().enumerate().map(|(i, m)| (m.id.clone(), i)).collect();
        let by_source = posts.iter().enumerate().map(|(i, m)| (m.source.clone(), i)).collect();
        let mut by_url = HashMap::with_capacity(posts.len());
        let mut by_name = HashMap::with_capacity(posts.len());
        for (i, post) in posts.iter().enumerate() {
            let key = address_key(&post.url);
            by_name.entry(last_part(&key).to_owned()).and_modify(|p| *p = None).or_insert(Some(i));
            by_url.entry(key).or_insert(i);
        }
        // An old address leads on only where no post is read today.
        for (i, post) in posts.iter().enumerate() {
            for url in &post.former {
                by_url.entry(address_key(url)).or_insert(i);
            }
        }
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
        self.by_source.get(path).map(|&i| &self.posts[i])
    }

    /// The post that is read at an address, or was before; a query and a fragment are set aside.
    #[must_use]
    pub fn by_url(&self, url: &str) -> Option<&Meta> {
        self.by_url.get(&address_key(url)).map(|&i| &self.posts[i])
    }

    /// The one post whose address ends in a name (`x`, `x/`, `x.html`). Posts are linked so that
    /// have been moved, or whose address the settings tell otherwise than the generator does.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Meta> {
        let key = address_key(name);
        let place = self.by_name.get(last_part(&key)).copied().flatten();
        place.map(|i| &self.posts[i]).filter(|_| !key.is_empty())
    }

    /// The post with an id.
    #[must_use]
    pub fn by_id(&self, id: &PostId) -> Option<&Meta> {
        self.by_id.get(id).map(|&i| &self.posts[i])
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
            language: other.language.clone(),
            url: other.url.clone(),
        };
        others.map(translation).collect()
    }

    /// The newest moment that any post declares: what feeds call their own date.
    #[must_use]
    pub fn updated(&self) -> Option<DateTime<FixedOffset>> {
        let dates = |m: &Meta| {
            [m.dates.published.as_ref().map(|d| d.at), m.dates.updated.as_ref().map(|d| d.at)]
        };
        self.posts.iter().flat_map(dates).flatten().max()
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
fn address_key(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let url = url.strip_suffix("/index.html").unwrap_or(url).trim_end_matches('/');
    let url = url.strip_suffix(".html").or_else(|| url.strip_suffix(".htm")).unwrap_or(url);
    url.to_owned()
}

fn last_part(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}
