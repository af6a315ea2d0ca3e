//! What feeds call the posts: an id for each, no two alike.

use crate::diag::{Code, Diagnostic};
use crate::model::guid::{Scheme, derive, iri, urn};
use crate::model::post::Meta;
use crate::span::Span;
use crate::table::{Table, place};

/// The id that a post's front matter gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// As it was written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Gives every post its id: `own` holds those of the front matter, in the order of `metas`.
///
/// The ids are unique also as IRIs, which is how Atom spells them. Of two posts with one id the
/// first keeps it, one that wrote it before one that it was made for; the other is called by its
/// name in the outputs, which is unique already.
pub fn assign(metas: &mut [Meta], own: &[Option<Own>], scheme: Scheme) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    // The posts that have an id already, by that as an IRI.
    let mut holders = Table::with_capacity(metas.len());
    let iri_of = |metas: &[Meta], place: u32| iri(&metas[place as usize].guid);
    let mut given = vec![false; metas.len()];
    for (i, own) in own.iter().enumerate().take(metas.len()) {
        let Some(own) = own else { continue };
        let id = iri(&own.text);
        match holders.find(&id, |place| iri_of(metas, place)) {
            None => {
                metas[i].guid.clone_from(&own.text);
                holders.insert(&id, place(i), |place| iri_of(metas, place));
                given[i] = true;
            }
            Some(holder) => {
                let holder = &metas[holder as usize].source;
                let message = format!("`{}` is the id of `{holder}` already", own.text);
                diagnostics.push(
                    Diagnostic::new(Code::DuplicateGuid, own.span, message)
                        .hint("give it one of its own: readers show only one of the two posts"),
                );
            }
        }
    }
    for i in (0..metas.len()).filter(|i| !given[*i]) {
        let meta = &metas[i];
        // Posts that share an address were told when ids were given out.
        let is_free = |id: &String| holders.find(&iri(id), |place| iri_of(metas, place)).is_none();
        let id = Some(derive(meta, scheme)).filter(is_free);
        let id = id.or_else(|| Some(urn(meta.id.as_str())).filter(is_free));
        let mut id = id.unwrap_or_else(|| urn(&format!("{}/{}", meta.source, holders.len())));
        let as_iri = iri(&id);
        // It was put together, with room for more.
        id.shrink_to_fit();
        metas[i].guid = id;
        holders.insert(&as_iri, place(i), |place| iri_of(metas, place));
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Own, assign};
    use crate::model::guid::{Scheme, iri};
    use crate::model::post::{Date, Dates, Meta, PostId, Zone};
    use crate::span::{FileId, Span};

    fn post(name: &str) -> Meta {
        let at = DateTime::parse_from_rfc3339("2024-03-01T00:00:00+09:00").expect("a date");
        let date = Date { as_written: String::new(), at, zone: Zone::Given, has_time: false };
        Meta {
            id: PostId::new(name),
            file: FileId(0),
            source: name.into(),
            url: "https://example.org/rich/".to_owned(),
            title: "Title".to_owned(),
            summary: String::new(),
            dates: Dates { published: Some(date), updated: None },
            authors: [].into(),
            categories: [].into(),
            tags: [].into(),
            language: "".into(),
            draft: false,
            guid: String::new(),
            thumbnail: None,
            family: None,
            former: [].into(),
        }
    }

    fn own(text: &str) -> Own {
        Own { text: text.to_owned(), span: Span::file(FileId(0)) }
    }

    #[test]
    fn ids_last() {
        let id = |change: &dyn Fn(&mut Meta), written: Option<Own>, scheme| {
            let mut metas = [post("rich")];
            change(&mut metas[0]);
            assert!(assign(&mut metas, &[written], scheme).is_empty());
            let [meta] = metas;
            (iri(&meta.guid), meta.guid)
        };
        let tag = "tag:example.org,2024-03-01:/rich/".to_owned();
        let permalink = "https://example.org/rich/".to_owned();
        let renamed = |meta: &mut Meta| meta.title = "another".to_owned();
        assert_eq!(id(&|_| (), None, Scheme::Tag), (tag.clone(), tag.clone()));
        assert_eq!(id(&renamed, None, Scheme::Tag).1, tag);
        assert_eq!(id(&renamed, None, Scheme::Permalink), (permalink.clone(), permalink.clone()));
        let (iri, guid) = id(&|_| (), Some(own("my-post~1")), Scheme::Permalink);
        assert_eq!((guid.as_str(), iri.as_str()), ("my-post~1", "urn:postpress:my-post%7E1"));
        let uuid = "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6";
        let iri = id(&|_| (), Some(own(uuid)), Scheme::Tag).0;
        assert_eq!(iri, format!("urn:uuid:{}", uuid.to_lowercase()));
        let undated = |meta: &mut Meta| meta.dates = Dates::default();
        assert_eq!(id(&undated, None, Scheme::Tag).1, permalink);
        let relative = |meta: &mut Meta| meta.url = "/rich/".to_owned();
        assert_eq!(id(&relative, None, Scheme::Tag).1, "urn:postpress:rich");
    }

    #[test]
    fn no_two_posts_have_one_id() {
        let uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        let as_urn = format!("urn:uuid:{uuid}");
        let written =
            [None, Some(own(uuid)), Some(own(&as_urn)), Some(own("urn:postpress:e")), None];
        let mut metas = ["a", "b", "c", "d", "e"].map(post);
        let found = assign(&mut metas, &written, Scheme::Tag);
        let ids = metas.map(|meta| meta.guid);
        // `c` and `e` would share their address with `a`; the name of `e` is `d`'s own id.
        let address = "tag:example.org,2024-03-01:/rich/";
        let all = [address, uuid, "urn:postpress:c", "urn:postpress:e", "urn:postpress:e:4"];
        assert_eq!(ids, all.map(str::to_owned));
        let messages: Vec<_> = found.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, [format!("`{as_urn}` is the id of `b` already")]);
    }
}
