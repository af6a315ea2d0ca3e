//! Which posts are one text in several languages.

use crate::model::post::Meta;

/// What the translations of a text have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinship {
    /// What the front matter says (`translationKey`, `lang-ref`).
    pub key: Option<String>,
    /// What their paths share ([`super::languages::Place::trunk`]).
    pub trunk: String,
}

/// Whether posts are in several languages: those that are all in one are no translations.
#[must_use]
pub fn are_possible(metas: &[Meta]) -> bool {
    metas.windows(2).any(|two| !two[0].language.eq_ignore_ascii_case(&two[1].language))
}

/// Gives the posts of one text a common number: those with the same key, and among the rest those
/// with the same place. Posts that are all in one language are no translations.
pub fn assign(metas: &mut [Meta], kinships: &[Kinship]) {
    if !are_possible(metas) {
        return;
    }
    let mut next = 0;
    let by_key = |i: usize| kinships[i].key.as_deref();
    give(metas, (0..kinships.len()).filter(|i| by_key(*i).is_some()), by_key, &mut next);
    let alone: Vec<usize> =
        (0..kinships.len()).filter(|i| metas.get(*i).is_some_and(|m| m.family.is_none())).collect();
    give(metas, alone.into_iter(), |i| Some(kinships[i].trunk.as_str()), &mut next);
}

/// Gives posts that have something in common a number, from `next` on.
fn give<'k>(
    metas: &mut [Meta],
    places: impl Iterator<Item = usize>,
    common: impl Fn(usize) -> Option<&'k str>,
    next: &mut u32,
) {
    let mut places: Vec<usize> = places.collect();
    places.sort_by(|a, b| common(*a).cmp(&common(*b)));
    for members in places.chunk_by(|a, b| common(*a) == common(*b)) {
        let differs = |i: &usize| {
            let (one, first) = (&metas[*i].language, &metas[members[0]].language);
            !one.eq_ignore_ascii_case(first)
        };
        if members.iter().any(differs) {
            for i in members {
                metas[*i].family = Some(*next);
            }
            *next += 1;
        }
    }
}
