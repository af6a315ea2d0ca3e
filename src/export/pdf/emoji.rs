//! What a character asks of its glyph: emoji or text presentation (UTS #51), one column or two
//! (UAX #11), or none at all.

/// Ranges of characters with the property `Emoji_Presentation` (emoji-data, Unicode 16), first
/// and last.
const EMOJI: &[(u32, u32)] = &[
    (0x231A, 0x231B),
    (0x23E9, 0x23EC),
    (0x23F0, 0x23F0),
    (0x23F3, 0x23F3),
    (0x25FD, 0x25FE),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267F, 0x267F),
    (0x2693, 0x2693),
    (0x26A1, 0x26A1),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x26C4, 0x26C5),
    (0x26CE, 0x26CE),
    (0x26D4, 0x26D4),
    (0x26EA, 0x26EA),
    (0x26F2, 0x26F3),
    (0x26F5, 0x26F5),
    (0x26FA, 0x26FA),
    (0x26FD, 0x26FD),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x274E, 0x274E),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27B0, 0x27B0),
    (0x27BF, 0x27BF),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B50),
    (0x2B55, 0x2B55),
    (0x1F004, 0x1F004),
    (0x1F0CF, 0x1F0CF),
    (0x1F18E, 0x1F18E),
    (0x1F191, 0x1F19A),
    (0x1F1E6, 0x1F1FF),
    (0x1F201, 0x1F201),
    (0x1F21A, 0x1F21A),
    (0x1F22F, 0x1F22F),
    (0x1F232, 0x1F236),
    (0x1F238, 0x1F23A),
    (0x1F250, 0x1F251),
    (0x1F300, 0x1F320),
    (0x1F32D, 0x1F335),
    (0x1F337, 0x1F37C),
    (0x1F37E, 0x1F393),
    (0x1F3A0, 0x1F3CA),
    (0x1F3CF, 0x1F3D3),
    (0x1F3E0, 0x1F3F0),
    (0x1F3F4, 0x1F3F4),
    (0x1F3F8, 0x1F43E),
    (0x1F440, 0x1F440),
    (0x1F442, 0x1F4FC),
    (0x1F4FF, 0x1F53D),
    (0x1F54B, 0x1F54E),
    (0x1F550, 0x1F567),
    (0x1F57A, 0x1F57A),
    (0x1F595, 0x1F596),
    (0x1F5A4, 0x1F5A4),
    (0x1F5FB, 0x1F64F),
    (0x1F680, 0x1F6C5),
    (0x1F6CC, 0x1F6CC),
    (0x1F6D0, 0x1F6D2),
    (0x1F6D5, 0x1F6D7),
    (0x1F6DC, 0x1F6DF),
    (0x1F6EB, 0x1F6EC),
    (0x1F6F4, 0x1F6FC),
    (0x1F7E0, 0x1F7EB),
    (0x1F7F0, 0x1F7F0),
    (0x1F90C, 0x1F93A),
    (0x1F93C, 0x1F945),
    (0x1F947, 0x1F9FF),
    (0x1FA70, 0x1FAFF),
];

/// Ranges of wide and fullwidth characters (East Asian Width, Unicode 16) beside the emoji, with
/// unassigned gaps closed.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115F),
    (0x2E80, 0x303E),
    (0x3041, 0xA4CF),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE19),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x16FE0, 0x18CFF),
    (0x1AFF0, 0x1B2FF),
    (0x1F200, 0x1F265),
    (0x20000, 0x3FFFD),
];

/// Ranges of characters with the property `Default_Ignorable_Code_Point`.
const IGNORABLE: &[(u32, u32)] = &[
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

/// Whether sorted ranges hold a character.
fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let after = ranges.partition_point(|range| range.0 <= c);
    after.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|range| c <= range.1)
}

/// Whether a character is drawn as an emoji unless text presentation is asked for.
pub(super) fn is_emoji_by_default(c: char) -> bool {
    c >= '\u{231A}' && within(EMOJI, c)
}

/// Whether a character takes two columns in a monospaced text.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{1100}' && (within(WIDE, c) || within(EMOJI, c))
}

/// Whether a character is invisible where nothing makes use of it.
pub(super) fn is_ignorable(c: char) -> bool {
    c >= '\u{AD}' && within(IGNORABLE, c)
}

/// Whether a grapheme cluster asks for emoji presentation: by its first character, by a variation
/// selector, by a keycap, by a skin tone or by a joiner (UTS #51, section 1.4).
pub(super) fn wants_emoji(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return false };
    if cluster.len() == first.len_utf8() {
        return is_emoji_by_default(first);
    }
    let mut emoji = is_emoji_by_default(first);
    let mut joined = false;
    for c in chars {
        match c {
            '\u{FE0E}' => return false,
            '\u{FE0F}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' => emoji = true,
            '\u{200D}' => joined = true,
            c if joined && is_emoji_by_default(c) => emoji = true,
            _ => {}
        }
    }
    // A digit with a variation selector alone is a digit still.
    emoji && (!first.is_ascii() || cluster.contains('\u{20E3}'))
}

/// A sequence with each variation selector that a fully qualified one has (UTS #51, ED-18a): fonts
/// know sequences in this form, and ignore a selector too many.
#[must_use]
pub(super) fn qualified(cluster: &str) -> String {
    let mut out = String::with_capacity(cluster.len() + 6);
    let mut chars = cluster.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        let part = matches!(c, '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}') || is_ignorable(c);
        let selected = matches!(chars.peek(), Some('\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}'));
        if !part && !selected && !is_emoji_by_default(c) {
            out.push('\u{FE0F}');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{is_wide, qualified, wants_emoji};

    #[test]
    fn sequences_get_the_selectors_that_they_lack() {
        for (short, full) in [
            ("😀", "😀"),
            ("1\u{20E3}", "1\u{FE0F}\u{20E3}"),
            ("🏳\u{200D}🌈", "🏳\u{FE0F}\u{200D}🌈"),
            ("🕵🏽\u{200D}♂", "🕵🏽\u{200D}♂\u{FE0F}"),
            ("❤\u{FE0F}", "❤\u{FE0F}"),
        ] {
            assert_eq!(qualified(short), full);
        }
    }

    #[test]
    fn presentation_follows_the_whole_cluster() {
        for emoji in ["😀", "❤\u{FE0F}", "1\u{FE0F}\u{20E3}", "👩\u{200D}💻", "🇰🇷", "☝🏽"]
        {
            assert!(wants_emoji(emoji), "{emoji}");
        }
        for text in ["1", "#", "*", "❤", "❤\u{FE0E}", "1\u{FE0F}", "©", "가", "e\u{301}"] {
            assert!(!wants_emoji(text), "{text}");
        }
    }

    #[test]
    fn hangul_han_and_fullwidth_take_two_columns() {
        for wide in ['한', '漢', 'あ', 'Ａ', '。', '😀'] {
            assert!(is_wide(wide), "{wide}");
        }
        for narrow in ['a', 'ｱ', 'é', '→', 'я'] {
            assert!(!is_wide(narrow), "{narrow}");
        }
    }
}
