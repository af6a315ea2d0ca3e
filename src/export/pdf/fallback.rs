//! Which face a grapheme cluster is set in: the first of the family's chain that has glyphs for
//! all of it.

use unicode_normalization::UnicodeNormalization;

use super::emoji::{is_ignorable, wants_emoji};
use super::font::{Face, Fonts, builtin};
use super::page::FaceId;
use super::paragraph::Family;

/// The faces of a family, in the order in which they are asked.
fn chain(family: Family, bold: bool) -> [FaceId; 5] {
    let weight = |face: FaceId| FaceId(face.0 + u8::from(bold));
    let (korean, sans, mono) =
        (weight(builtin::KOREAN), weight(builtin::SANS), weight(builtin::MONO));
    match family {
        Family::Body => [korean, sans, builtin::HAN, builtin::EMOJI, mono],
        Family::Code => [mono, korean, sans, builtin::HAN, builtin::EMOJI],
    }
}

/// The face for a grapheme cluster of a text, `chinese` or not; `None` where no face has all of it.
///
/// Chinese is set in the face that has all of it: two designs within a sentence are worse than
/// one that is plainer, and the Korean face has the Korean shapes of what both have.
pub(super) fn face_for(
    fonts: &Fonts,
    family: Family,
    bold: bool,
    chinese: bool,
    cluster: &str,
) -> Option<FaceId> {
    let chain = chain(family, bold);
    let mut chars = cluster.chars();
    let first = chars.next()?;
    if chinese && is_chinese(first) && covers(fonts.face(builtin::HAN), cluster, false) {
        return Some(builtin::HAN);
    }
    if chars.next().is_none() && !super::emoji::is_emoji_by_default(first) {
        let face = chain.into_iter().find(|id| covers_char(fonts.face(*id), *id, first))?;
        // What only an emoji face has looks as other emoji do, unless one colour is asked for.
        // Asked for such a character alone: the colour face is unpacked when it is first asked for.
        let colored =
            face == builtin::EMOJI && fonts.color().is_some_and(|color| color.covers(first));
        return Some(if colored { builtin::COLOR_EMOJI } else { face });
    }
    if wants_emoji(cluster) {
        for id in emoji_faces(fonts) {
            if covers(fonts.face(id), cluster, true) {
                return Some(id);
            }
        }
    }
    chain.into_iter().find(|id| covers(fonts.face(*id), cluster, *id == builtin::EMOJI))
}

/// Han characters. Their punctuation is better in the Korean face: it has a bold weight, and its
/// commas stand where Chinese has them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}')
}

/// The faces that emoji are set in, the better one first.
fn emoji_faces(fonts: &Fonts) -> impl Iterator<Item = FaceId> {
    let color = fonts.color().map(|_| builtin::COLOR_EMOJI);
    color.into_iter().chain([builtin::EMOJI])
}

/// Whether a face serves for a single character. The emoji face's digits are parts of keycaps,
/// never numbers.
fn covers_char(face: &Face, id: FaceId, c: char) -> bool {
    face.covers(c) && !(id == builtin::EMOJI && c.is_ascii())
}

/// Whether a face has glyphs for a cluster as it is, or in its composed form. What is invisible
/// needs none; the enclosing keycap is part of its base's glyph in the emoji face.
fn covers(face: &Face, cluster: &str, emoji: bool) -> bool {
    let has =
        |c: char| face.covers(c) || is_ignorable(c) || c.is_control() || (emoji && c == '\u{20E3}');
    if emoji && cluster.starts_with(|c: char| c.is_ascii()) && !cluster.contains('\u{20E3}') {
        return false;
    }
    cluster.chars().all(has) || cluster.nfc().all(has)
}

#[cfg(test)]
mod tests {
    use super::face_for;
    use crate::export::pdf::font::{Fonts, builtin};
    use crate::export::pdf::page::FaceId;
    use crate::export::pdf::paragraph::Family;

    #[test]
    fn each_character_comes_from_the_face_that_is_made_for_it() {
        let fonts = Fonts::builtin();
        let body = |text: &str| face_for(fonts, Family::Body, false, false, text);
        for text in ["1", "#", "*", "가", "a", "漢", "1\u{FE0F}"] {
            assert_eq!(body(text), Some(builtin::KOREAN), "{text}");
        }
        for text in ["א", "ب", "ő"] {
            assert_eq!(body(text), Some(builtin::SANS), "{text}");
        }
        let emoji =
            if cfg!(feature = "color-emoji") { builtin::COLOR_EMOJI } else { builtin::EMOJI };
        for text in ["😀", "👩\u{200D}💻", "1\u{FE0F}\u{20E3}", "❤\u{FE0F}", "🇰🇷"] {
            assert_eq!(body(text), Some(emoji), "{text}");
        }
        assert_eq!(body("🚀\u{FE0E}"), Some(builtin::EMOJI), "text presentation");
        assert_eq!(body("🛠"), Some(emoji), "no other face has it");
        assert_eq!(body("❤"), Some(builtin::SANS), "text by default");
        assert_eq!(body("\u{1112}\u{1161}\u{11AB}"), Some(builtin::KOREAN), "decomposed Hangul");
        assert_eq!(body("\u{10FFFD}"), None);
        let bold = FaceId(builtin::MONO.0 + 1);
        assert_eq!(face_for(fonts, Family::Code, true, false, "x"), Some(bold));
        assert_eq!(face_for(fonts, Family::Code, false, false, "한"), Some(builtin::KOREAN));
    }
}
