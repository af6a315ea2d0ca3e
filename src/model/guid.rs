//! What feeds call a post. Readers tell new posts from known ones by this name alone (RSS 2.0
//! `guid`, RFC 4287 section 4.2.6, JSON Feed 1.1 `id`), so it must never change.

use url::Url;

use super::post::Meta;

/// How a post is called that names no id itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// A `tag:` URI (RFC 4151) of the host, the day of publication and the path of the address.
    /// It outlives a new title, a new scheme and another place for the feeds.
    #[default]
    Tag,
    /// The post's own address, for blogs whose feeds have been made so until now.
    Permalink,
}

/// The id of a post that names none: by the scheme where the address is absolute and, for
/// [`Scheme::Tag`], the day is known; else the address; else a URN of the post's name.
#[must_use]
pub fn derive(meta: &Meta, scheme: Scheme) -> String {
    let Ok(url) = Url::parse(&meta.url) else {
        return urn(meta.id.as_str());
    };
    match (scheme, url.host_str(), &meta.dates.published) {
        (Scheme::Tag, Some(host), Some(date)) => {
            format!("tag:{host},{}:{}", date.at.format("%Y-%m-%d"), url.path())
        }
        _ => meta.url.clone(),
    }
}

/// A name that is unique in the blog as a URN.
#[must_use]
pub fn urn(name: &str) -> String {
    let mut urn = "urn:postpress:".to_owned();
    for byte in name.bytes() {
        match byte {
            // A slash is not allowed in the name part of a URN of RFC 2141, nor is a tilde.
            b'/' => urn.push(':'),
            b'-' | b'.' | b'_' => urn.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => urn.push(char::from(byte)),
            byte => urn += &format!("%{byte:02X}"),
        }
    }
    urn
}

/// An id as an IRI, as Atom demands: as it is where it is one, a UUID with its prefix, anything
/// else as a URN.
#[must_use]
pub fn iri(guid: &str) -> String {
    if is_uuid(guid) {
        return format!("urn:uuid:{}", guid.to_ascii_lowercase());
    }
    let characters = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    // Two letters at least: `C:/x` is no IRI.
    let scheme = guid.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            && !rest.is_empty()
    });
    if scheme && guid.chars().all(characters) { guid.to_owned() } else { urn(guid) }
}

/// Whether a text is a UUID in its usual form (RFC 9562, section 4).
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}
