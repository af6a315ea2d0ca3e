//! Where words may be hyphenated: Liang's patterns, for running text in an alphabet.

use std::ops::Range;

use hypher::Lang;

use super::collect::{Collected, Content};
use super::linebreak::{BreakKind, Opportunity};
use super::paragraph::Family;
use super::shape::Cluster;
use crate::model::language;

/// Shorter words, in characters, are not hyphenated.
const SHORTEST: usize = 5;
/// Longer words, in bytes, are no words: the patterns are asked for each letter of a word.
const LONGEST: usize = 64;

/// The hyphenation places of a segment, in order.
pub(super) fn hyphens(
    collected: &Collected<'_>,
    clusters: &[Cluster],
    segment: &Range<usize>,
    language: &str,
) -> Vec<Opportunity> {
    let Some(text) = collected.text.get(segment.clone()) else { return Vec::new() };
    let primary = language::primary(language);
    // Foreign words in a text without hyphenation of its own are mostly English ones.
    let foreign = matches!(primary.as_str(), "ko" | "ja" | "zh");
    let code = if foreign { "en" } else { primary.as_str() };
    let Some(patterns) = code.as_bytes().try_into().ok().and_then(Lang::from_iso) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut index = 0;
    let mut next = segment.start;
    for word in text.split_inclusive(char::is_whitespace) {
        let offset = next;
        next += word.len();
        let front = word.trim_start_matches(|c: char| !c.is_alphabetic());
        let letters = front.trim_end_matches(|c: char| !c.is_alphabetic());
        if !is_plain_word(letters) || (foreign && !letters.is_ascii()) {
            continue;
        }
        let first = offset + word.len() - front.len();
        let span = collected.spans.partition_point(|span| span.end <= first);
        let Some(Content::Text(style)) = collected.spans.get(span).map(|span| span.content) else {
            continue;
        };
        if style.family == Family::Code {
            continue;
        }
        let mut at = first;
        for syllable in hypher::hyphenate(letters, patterns) {
            at += syllable.len();
            while clusters.get(index).is_some_and(|cluster| cluster.start < at) {
                index += 1;
            }
            let inside = at < first + letters.len();
            if inside && clusters.get(index).is_some_and(|cluster| cluster.start == at) {
                found.push(Opportunity { at: index, kind: BreakKind::Hyphen });
            }
        }
    }
    found
}

/// Whether a word is made of letters alone, and no acronym or identifier.
fn is_plain_word(word: &str) -> bool {
    word.len() <= LONGEST
        && word.chars().count() >= SHORTEST
        && word.chars().all(char::is_alphabetic)
        && !word.chars().skip(1).any(char::is_uppercase)
}

/// Both lists as one, in order; where both have a place, the first list's stays.
pub(super) fn merge(first: &[Opportunity], second: &[Opportunity]) -> Vec<Opportunity> {
    let mut all: Vec<Opportunity> = first.iter().chain(second).copied().collect();
    // The sort is stable.
    all.sort_by_key(|opportunity| opportunity.at);
    all.dedup_by_key(|opportunity| opportunity.at);
    all
}
