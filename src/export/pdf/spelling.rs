//! Clusters of glyphs to what each glyph says: the text that a reader gets back for it.
//!
//! Letters that run from right to left are drawn from the left edge of the word, so the last one
//! comes first; readers turn the order around, letter by letter. A glyph that says several letters
//! at once would come out with its own letters turned around, so each glyph says one, and the
//! letters that have no glyph of their own are said by blanks without width.

use std::borrow::Cow;

use unicode_bidi::{BidiClass, bidi_class};

use super::emoji::is_ignorable;
use super::page::{Glyph, TextRun};

/// Longest text of one glyph that is said by its code, in bytes.
const LONGEST: usize = 32;
/// What a glyph says that stands for no text.
const NOTHING: &str = "\u{200b}";

/// Glyphs that stand for a piece of text together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cluster<'a> {
    /// One or more glyphs, in drawing order.
    pub(super) glyphs: &'a [Glyph],
    /// Their text. Text that no glyph claims, such as the space that a line ends with, is given
    /// to the cluster before it.
    pub(super) text: &'a str,
}

/// A glyph with the text that its code stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelled<'a> {
    /// The glyph of the face.
    pub(super) glyph: u16,
    /// Where it is drawn, in points from the origin of the run; where the pen is for a blank
    /// behind a letter.
    pub(super) x: Option<f32>,
    /// How far above the baseline.
    pub(super) y: f32,
    /// Its text; none where only what is written around it says what it stands for.
    pub(super) text: Option<Cow<'a, str>>,
}

/// The clusters of a run, in drawing order.
pub(super) fn clusters(run: &TextRun) -> Vec<Cluster<'_>> {
    let mut starts: Vec<usize> = (0..run.glyphs.len())
        .filter(|&index| index == 0 || !run.glyphs[index].text.is_empty())
        .collect();
    let forward = starts
        .windows(2)
        .all(|pair| run.glyphs[pair[0]].text.start <= run.glyphs[pair[1]].text.start);
    starts.push(run.glyphs.len());
    let count = starts.len() - 1;
    let begin = |index: usize| run.glyphs[starts[index]].text.start as usize;
    (0..count)
        .map(|index| {
            let glyphs = &run.glyphs[starts[index]..starts[index + 1]];
            let range = if forward {
                let from = if index == 0 { 0 } else { begin(index) };
                let to = if index + 1 == count { run.text.len() } else { begin(index + 1) };
                from..to
            } else {
                glyphs[0].text.start as usize..glyphs[0].text.end as usize
            };
            Cluster { glyphs, text: run.text.get(range).unwrap_or_default() }
        })
        .collect()
}

/// The text as it may be read back: no controls, and none of the code points that PDF/A forbids
/// (ISO 19005-3, 6.2.11.7.2).
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    let kept = |c: char| !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}');
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    let read = text.chars().filter_map(|c| match c {
        '\t' | '\n' | '\r' => Some(' '),
        c => kept(c).then_some(c),
    });
    Cow::Owned(read.collect())
}

/// Spells a cluster: its glyphs in drawing order, put into `out`. `blank` is a glyph of the face
/// that has neither ink nor width. Whether the codes say all; if not, the cluster's text has to be
/// written beside it.
pub(super) fn spell<'a>(
    cluster: &Cluster<'a>,
    blank: Option<u16>,
    out: &mut Vec<Spelled<'a>>,
) -> bool {
    out.clear();
    let said = readable(cluster.text);
    let sayable = !said.is_empty() && said.len() <= LONGEST && !said.chars().any(is_private);
    if sayable && said.chars().any(runs_left) && spell_leftwards(cluster.glyphs, &said, blank, out)
    {
        return true;
    }
    out.clear();
    let all = |text: Option<Cow<'a, str>>| {
        cluster.glyphs.iter().map(move |glyph| Spelled {
            glyph: glyph.id,
            x: Some(glyph.x),
            y: glyph.y,
            text: text.clone(),
        })
    };
    if cluster.text.is_empty() {
        // A layer of a colour glyph, or a mark beside the text: nothing, even where what is written
        // around it is not heeded.
        out.extend(all(Some(Cow::Borrowed(NOTHING))));
        return false;
    }
    // A glyph with a space in it would be cut in two by readers that measure words.
    let whole = cluster.glyphs.len() == 1 && sayable && !has_inner_space(&said);
    out.extend(all(whole.then_some(said)));
    whole
}

/// Whether there is a space beside other characters.
fn has_inner_space(text: &str) -> bool {
    text.len() > 1 && text.contains(' ')
}

/// Whether a character is a letter that runs from right to left.
pub(super) fn runs_left(c: char) -> bool {
    !c.is_ascii() && matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// Spells glyphs whose letters run from right to left: the letters from the last to the first, each
/// with a glyph. The rightmost glyph is the base of the cluster and says its first letter, those to
/// the left of it are its marks. False where there are more glyphs than letters, or where there is
/// no blank for those letters that have none.
fn spell_leftwards(
    glyphs: &[Glyph],
    said: &str,
    blank: Option<u16>,
    out: &mut Vec<Spelled<'_>>,
) -> bool {
    let letters = said.chars().filter(|c| !is_ignorable(*c)).count();
    let Some((base, marks)) = glyphs.split_last() else { return false };
    if letters <= marks.len() {
        return false;
    }
    let mut marks = marks.iter();
    let mut left = letters;
    for c in said.chars().rev() {
        let text = Some(Cow::Owned(c.to_string()));
        let own = if is_ignorable(c) {
            None
        } else {
            left -= 1;
            if left == 0 { Some(base) } else { marks.next() }
        };
        out.push(match (own, blank) {
            (Some(glyph), _) => Spelled { glyph: glyph.id, x: Some(glyph.x), y: glyph.y, text },
            (None, Some(blank)) => {
                // On the left edge of the letters that it stands behind; behind the base, where the
                // pen is.
                Spelled { glyph: blank, x: (left > 0).then_some(base.x), y: base.y, text }
            }
            (None, None) => return false,
        });
    }
    true
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use super::{Cluster, spell};
    use crate::export::pdf::page::Glyph;

    /// What glyphs 1, 2 … and the blank, 0, say.
    fn spelled(glyphs: u16, text: &str) -> Option<Vec<(u16, String)>> {
        let glyphs: Vec<Glyph> =
            (1..=glyphs).map(|id| Glyph { id, x: 0.0, y: 0.0, text: 0..0 }).collect();
        let mut out = Vec::new();
        let all = spell(&Cluster { glyphs: &glyphs, text }, Some(0), &mut out);
        let pairs = out.into_iter().map(|s| (s.glyph, s.text.unwrap_or_default().into_owned()));
        all.then(|| pairs.collect())
    }

    #[test]
    fn right_to_left_each_glyph_says_one_letter_and_the_last_comes_first() {
        let said = |glyphs, text| -> String {
            let pairs = spelled(glyphs, text).unwrap_or_default();
            pairs
                .iter()
                .fold(String::new(), |line, (glyph, text)| line + &format!("{glyph}={text} "))
        };
        assert_eq!(said(1, "س"), "1=س ");
        // The two letters of a ligature.
        assert_eq!(said(1, "لا"), "0=ا 1=ل ");
        // A letter and its vowel.
        assert_eq!(said(2, "بَ"), "1=\u{64E} 2=ب ");
        // A letter behind a joiner.
        assert_eq!(said(1, "\u{200C}ک"), "1=ک 0=\u{200C} ");
        assert_eq!(said(1, "ک\u{200C}"), "0=\u{200C} 1=ک ");
    }

    #[test]
    fn what_codes_cannot_say_is_written_beside_the_glyphs() {
        assert_eq!(spelled(1, "가"), Some(vec![(1, "가".to_owned())]));
        assert_eq!(spelled(1, "fi"), Some(vec![(1, "fi".to_owned())]));
        assert_eq!(spelled(2, "e\u{301}"), None);
        assert_eq!(spelled(2, "س"), None);
        assert_eq!(spelled(1, "a "), None);
        assert_eq!(spelled(1, "\u{E000}"), None);
        assert_eq!(spelled(1, ""), None);
    }
}
