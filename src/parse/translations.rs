//! Which posts are one text in several languages.

use std::collections::BTreeMap;

use crate::model::post::Meta;

/// What the translations of a text have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinship {
    /// What the front matter says (`translationKey`, `lang-ref`).
    pub key: Option<String>,
    /// What their paths share ([`super::languages::Place::trunk`]).
    pub trunk: String,
}

/// Gives the posts of one text a common number: those with the same key, and among the rest those
/// with the same place. Posts that are all in one language are no translations.
pub fn assign(metas: &mut [Meta], kinships: &[Kinship]) {
    let mut next = 0;
    let mut give = |metas: &mut [Meta], groups: BTreeMap<&str, Vec<usize>>| {
        for members in groups.into_values() {
            let tag = |i: &usize| metas[*i].language.to_ascii_lowercase();
            let first = members.first().map(tag);
            if members.iter().any(|i| Some(tag(i)) != first) {
                for i in members {
                    metas[i].family = Some(next);
                }
                next += 1;
            }
        }
    };
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, kinship) in kinships.iter().enumerate() {
        if let Some(key) = &kinship.key {
            by_key.entry(key).or_default().push(i);
        }
    }
    give(metas, by_key);
    let mut by_trunk: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, kinship) in kinships.iter().enumerate() {
        if metas.get(i).is_some_and(|meta| meta.family.is_none()) {
            by_trunk.entry(&kinship.trunk).or_default().push(i);
        }
    }
    give(metas, by_trunk);
}
