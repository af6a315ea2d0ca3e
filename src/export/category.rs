//! Names of categories, tags and authors -> folders of the output: `categories/<slug>/rss.xml`.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::model::Digest;

/// Longest slug in bytes, before a suffix; file systems take 255.
const MAX_SLUG: usize = 120;

/// The hexadecimal SHA-256 of a name, for suffixes that keep names apart.
pub(super) fn hash(name: &str) -> String {
    Digest(Sha256::digest(name.as_bytes()).into()).to_string()
}

/// A name as one part of a path: lower case, NFC, letters and digits of any script kept, spaces
/// and punctuation as single hyphens. `+`, `#` and `&` become words, so that `C`, `C++` and `C#`
/// differ. Never empty, never `.` or `..`.
///
/// Two names may share a slug; [`slugs`] keeps all names of a list apart.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut gap = false;
    let push = |slug: &mut String, gap: &mut bool, text: &str| {
        if *gap && !slug.is_empty() {
            slug.push('-');
        }
        *gap = false;
        slug.push_str(text);
    };
    // Normalised after lower-casing: the lower case of a composed letter may be two characters.
    for c in name.nfc().flat_map(char::to_lowercase).nfc() {
        let mut buffer = [0; 4];
        match c {
            '+' => push(&mut slug, &mut gap, "plus"),
            '#' => push(&mut slug, &mut gap, "sharp"),
            '&' => push(&mut slug, &mut gap, "and"),
            '_' => push(&mut slug, &mut gap, "_"),
            // A dot within a name (`node.js`) is part of it, one at its ends is not.
            '.' if !slug.is_empty() && !gap => push(&mut slug, &mut gap, "."),
            c if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => {
                push(&mut slug, &mut gap, c.encode_utf8(&mut buffer));
            }
            _ => gap = true,
        }
    }
    let kept = slug.trim_end_matches('.');
    if kept.is_empty() {
        return format!("name-{}", &hash(name)[..8]);
    }
    if kept.len() <= MAX_SLUG {
        return kept.to_owned();
    }
    let cut = (0..=MAX_SLUG).rev().find(|&at| kept.is_char_boundary(at)).unwrap_or(0);
    format!("{}-{}", &kept[..cut], &hash(name)[..8])
}

/// A slug for each name, no two alike. Where names share one (`Rust` and `rust`), the first in
/// the order of code points has it, and each other one a suffix made from the name itself, so
/// that it does not depend on how many there are.
#[must_use]
pub fn slugs<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut taken = BTreeSet::new();
    let mut given = BTreeMap::new();
    let mut rest = Vec::new();
    for name in names {
        let slug = slug(name);
        if taken.insert(slug.clone()) {
            given.insert(name.to_owned(), slug);
        } else {
            rest.push((name, slug));
        }
    }
    for (name, slug) in rest {
        let hash = hash(name);
        // The whole digest is only needed against names that were made to collide.
        let unique = [8, 16, hash.len()]
            .into_iter()
            .map(|length| format!("{slug}-{}", &hash[..length]))
            .find(|candidate| !taken.contains(candidate))
            .unwrap_or_else(|| format!("{hash}-{}", taken.len()));
        taken.insert(unique.clone());
        given.insert(name.to_owned(), unique);
    }
    given
}

#[cfg(test)]
mod tests {
    use super::{slug, slugs};
    use crate::artifact::OutPath;

    #[test]
    fn names_of_any_script_are_kept_apart() {
        let names =
            ["한글", "C", "C++", "C#", "Rust", "rust", "node.js", "..", "a/b", "../etc", ""];
        let slugs = slugs(names);
        assert_eq!(slugs["한글"], "한글");
        assert_eq!(slugs["C++"], "cplusplus");
        assert_eq!(slugs["node.js"], "node.js");
        assert_eq!(slugs["../etc"], "etc");
        assert_eq!(slugs["Rust"], "rust");
        assert!(slugs["rust"].starts_with("rust-"));
        let unique: std::collections::BTreeSet<_> = slugs.values().collect();
        assert_eq!(unique.len(), names.len());
        for slug in slugs.values() {
            assert!(OutPath::new(slug.as_str()).is_ok() && !slug.contains('/'), "{slug:?}");
        }
        assert!(slug(&"가".repeat(500)).len() < 200);
    }
}
