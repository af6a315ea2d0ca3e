//! What feeds call the posts: an id for each, no two alike.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic};
use crate::model::guid::{Scheme, derive, iri, urn};
use crate::model::post::Meta;
use crate::span::Span;

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
    let mut holders: BTreeMap<String, String> = BTreeMap::new();
    let mut given = vec![false; metas.len()];
    for ((meta, own), given) in metas.iter_mut().zip(own).zip(&mut given) {
        let Some(own) = own else { continue };
        match holders.get(&iri(&own.text)) {
            None => {
                holders.insert(iri(&own.text), meta.source.clone());
                meta.guid.clone_from(&own.text);
                *given = true;
            }
            Some(holder) => {
                let message = format!("`{}` is the id of `{holder}` already", own.text);
                diagnostics.push(
                    Diagnostic::new(Code::DuplicateGuid, own.span, message)
                        .hint("give it one of its own: readers show only one of the two posts"),
                );
            }
        }
    }
    for (meta, _) in metas.iter_mut().zip(given).filter(|(_, given)| !given) {
        // Posts that share an address were told when ids were given out.
        let id = [derive(meta, scheme), urn(meta.id.as_str())]
            .into_iter()
            .find(|id| !holders.contains_key(&iri(id)))
            .unwrap_or_else(|| urn(&format!("{}/{}", meta.source, holders.len())));
        holders.insert(iri(&id), meta.source.clone());
        meta.guid = id;
    }
    diagnostics
}
