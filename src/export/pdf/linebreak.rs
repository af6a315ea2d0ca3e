//! Where a line may end: UAX #14, with Korean words kept whole, and more places in addresses and
//! identifiers.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_script::Script;

use super::collect::{Collected, Content};
use super::emoji::is_emoji_by_default;
use super::paragraph::Family;
use super::script::{is_hangul, is_ideographic, script};
use super::shape::{Cluster, Kind};
use crate::model::language;

/// Least number of characters of an address on either side of a break.
const ADDRESS_PART: usize = 3;
/// From this length on, words with separators in them are broken like addresses.
const IDENTIFIER: usize = 16;

/// The longest word of Chinese letters in Korean, in letters.
const HANJA_WORD: usize = 6;

/// A place where a line may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opportunity {
    /// Index of the cluster that the next line begins with.
    pub(super) at: usize,
    /// What a break here does.
    pub(super) kind: BreakKind,
}

/// What a break does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BreakKind {
    /// It stands between words, or letters that may be parted.
    Plain,
    /// It stands in an address or identifier, behind a separator.
    Separator,
    /// A hyphen becomes visible.
    Hyphen,
    /// It breaks a word that is longer than a line.
    Emergency,
    /// The text ends, or a line end is forced.
    End,
}

/// The places between the clusters of a segment, without hyphenation and emergencies; the end is
/// not among them.
pub(super) fn opportunities(
    collected: &Collected<'_>,
    clusters: &[Cluster],
    segment: &Range<usize>,
    language: &str,
) -> Vec<Opportunity> {
    static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> = LazyLock::new(|| {
        let mut options = LineBreakOptions::default();
        options.strictness = Some(LineBreakStrictness::Strict);
        LineSegmenter::new_auto(options)
    });
    let Some(text) = collected.text.get(segment.clone()) else { return Vec::new() };
    let korean = language::primary(language) == "ko";
    let mut places: Vec<(usize, BreakKind)> = Vec::new();
    for at in SEGMENTER.segment_str(text) {
        if at == 0 || at >= text.len() {
            continue;
        }
        let (before, after) = text.split_at(at);
        let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
            continue;
        };
        if last == '\u{AD}' {
            places.push((at, BreakKind::Hyphen));
        } else if !(is_kept_together(before, last, next) || korean && is_hanja_word(before, after))
        {
            places.push((at, BreakKind::Plain));
        }
    }
    let plain = places.len();
    separators(collected, text, segment.start, &mut places);
    if places.len() > plain {
        places.sort_by_key(|(at, _)| *at);
        places.dedup_by_key(|(at, _)| *at);
    }
    let mut found = Vec::with_capacity(places.len());
    let mut index = 0;
    for (at, kind) in places {
        let at = at + segment.start;
        while clusters.get(index).is_some_and(|cluster| cluster.start < at) {
            index += 1;
        }
        // No break within a ligature.
        let whole = index > 0 && clusters.get(index - 1).is_some_and(|c| c.end <= at);
        if whole
            && index < clusters.len()
            && found.last().is_none_or(|o: &Opportunity| o.at < index)
        {
            found.push(Opportunity { at: index, kind });
        }
    }
    found
}

/// Whether a break that UAX #14 allows would tear a Korean word, or the sign off its option or
/// path.
fn is_kept_together(before: &str, last: char, next: char) -> bool {
    if last.is_whitespace() || last == '\u{200B}' {
        return false;
    }
    if matches!(last, '-' | '/') {
        let previous = before.chars().rev().nth(1);
        return previous.is_none_or(|c| c.is_whitespace() || c == last || "([{\"'`".contains(c));
    }
    // Particles follow words, brackets and numbers without a space: "한국어(Korean)를".
    (is_hangul(last) && !is_boundary(next)) || (is_hangul(next) && !is_boundary(last))
}

/// Whether a break would tear a word of Chinese letters, as Korean has them; a longer stretch of
/// them is a quotation in Chinese.
fn is_hanja_word(before: &str, after: &str) -> bool {
    let hanja = |c: &char| script(*c) == Script::Han;
    let left = before.chars().rev().take(HANJA_WORD + 1).take_while(hanja).count();
    let right = after.chars().take(HANJA_WORD + 1).take_while(hanja).count();
    left > 0 && right > 0 && left + right <= HANJA_WORD
}

/// Whether a character beside a Korean letter does not belong to its word.
fn is_boundary(c: char) -> bool {
    matches!(
        c,
        '-' | '/' | '·' | '…' | '\u{2010}' | '\u{2012}'
            ..='\u{2015}' | '\u{3001}' | '\u{3002}' | '\u{FFFC}' | '\u{FF0C}'
    ) || is_emoji_by_default(c)
        || matches!(c, '\u{3041}'..='\u{30FF}')
        || (is_ideographic(c) && !matches!(c, '\u{3400}'..='\u{9FFF}'))
}

/// Adds the places behind the separators of addresses and long identifiers.
fn separators(
    collected: &Collected<'_>,
    text: &str,
    offset: usize,
    places: &mut Vec<(usize, BreakKind)>,
) {
    let mut start = 0;
    for word in text.split(' ') {
        let at = start;
        start += word.len() + 1;
        if word.len() < IDENTIFIER || !word.contains(is_separator) {
            continue;
        }
        let address = word.contains("://") || word.starts_with("www.") || {
            let span = collected.spans.partition_point(|span| span.end <= offset + at);
            let style = collected.spans.get(span).map(|span| span.content);
            matches!(style, Some(Content::Text(style)) if style.family == Family::Code)
        };
        let path = address || word.bytes().filter(|b| b"/_".contains(b)).count() > 1;
        if !path {
            continue;
        }
        let total = word.chars().count();
        for (index, (byte, c)) in word.char_indices().enumerate() {
            let next = word[byte + c.len_utf8()..].chars().next();
            if is_separator(c)
                && index + 1 >= ADDRESS_PART
                && total - index > ADDRESS_PART
                && next.is_some_and(|next| next.is_alphanumeric() || is_hangul(next))
            {
                places.push((at + byte + c.len_utf8(), BreakKind::Separator));
            }
        }
    }
}

/// Whether an address may be broken behind a character.
fn is_separator(c: char) -> bool {
    matches!(c, '/' | '-' | '_' | '.' | '?' | '&' | '=' | '#' | ':' | '%' | '+' | '~' | ',')
}

/// Adds a place before each cluster of a part that is wider than the measure: such a part is
/// broken anywhere, where nothing else helps.
pub(super) fn emergencies(
    clusters: &[Cluster],
    opportunities: &[Opportunity],
    measure: f64,
) -> Vec<Opportunity> {
    let mut all = Vec::with_capacity(opportunities.len() + 1);
    let mut start = 0;
    let end = Opportunity { at: clusters.len(), kind: BreakKind::End };
    for opportunity in opportunities.iter().copied().chain([end]) {
        let part = &clusters[start..opportunity.at.max(start)];
        let trailing = part.iter().rev().take_while(|c| c.kind == Kind::Space(true)).count();
        let visible = part.len() - trailing;
        let width: f64 = part[..visible].iter().map(|cluster| cluster.width).sum();
        if width > measure {
            all.extend(
                (start + 1..start + visible)
                    .filter(|at| clusters[*at].width > 0.0)
                    .map(|at| Opportunity { at, kind: BreakKind::Emergency }),
            );
        }
        all.push(opportunity);
        start = opportunity.at;
    }
    all
}
