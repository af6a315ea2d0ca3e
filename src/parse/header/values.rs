//! Values of front matter without controls that would show them, and what stands beside them in
//! lists and feeds, in another order.

use std::collections::BTreeSet;

use super::{Field, Keys};
use crate::diag::Diagnostic;
use crate::model::post::Person;
use crate::model::text::one_line;
use crate::parse::direction;

/// What is shown of a post in lists.
pub(super) struct Shown<'a> {
    pub(super) title: &'a mut String,
    pub(super) summary: &'a mut Option<String>,
    pub(super) categories: &'a mut Vec<String>,
    pub(super) tags: &'a mut Vec<String>,
    pub(super) authors: &'a mut Vec<Person>,
}

/// Whether anything of a title is left when it is settled.
pub(super) fn shows(title: &str) -> bool {
    let mut settled = title.to_owned();
    direction::settled(&mut settled);
    !settled.trim().is_empty()
}

/// Settles all of it, with a finding for each key.
pub(super) fn settle(keys: &Keys, shown: Shown, found: &mut Vec<Diagnostic>) {
    let Shown { title, summary, categories, tags, authors } = shown;
    let names = authors.iter_mut().map(|person| direction::settled(&mut person.name)).sum();
    if names > 0 {
        authors.retain(|person| !person.name.trim().is_empty());
    }
    let turns = direction::settled(title);
    if turns > 0 {
        *title = one_line(title);
    }
    for (field, count) in [
        (Field::Title, turns),
        (Field::Summary, summary.as_mut().map_or(0, direction::settled)),
        (Field::Categories, list(categories)),
        (Field::Tags, list(tags)),
        (Field::Authors, names),
    ] {
        // A title may be the file's name, which has findings of its own.
        if let Some((key, name, _)) = keys.find(field).filter(|_| count > 0) {
            found.push(direction::finding_of_value(keys.span(key), name, count));
        }
    }
}

/// Names that were told apart by controls alone are one.
fn list(names: &mut Vec<String>) -> usize {
    let count = names.iter_mut().map(direction::settled).sum();
    if count > 0 {
        let mut seen = BTreeSet::new();
        names.retain(|name| !name.trim().is_empty() && seen.insert(name.clone()));
    }
    count
}
