//! The scripts of the letters (UAX #24), as far as shaping and line breaking ask for them.

use unicode_script::{Script, UnicodeScript};

/// The script of a character, quickly for the common ones.
pub(super) fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\u{7F}' => Script::Common,
        '\u{AC00}'..='\u{D7A3}' => Script::Hangul,
        '\u{4E00}'..='\u{9FFF}' => Script::Han,
        c => c.script(),
    }
}

/// Whether a character takes the script of the text around it.
pub(super) fn is_neutral(script: Script) -> bool {
    matches!(script, Script::Common | Script::Inherited | Script::Unknown)
}

/// Whether a character is a Korean letter.
pub(super) fn is_hangul(c: char) -> bool {
    c >= '\u{1100}' && script(c) == Script::Hangul
}

/// Whether a character is a Chinese or Japanese letter.
pub(super) fn is_ideographic(c: char) -> bool {
    c >= '\u{2E80}'
        && matches!(
            script(c),
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Yi
        )
}

/// Whether a script is written from right to left.
pub(super) fn runs_left(script: Script) -> bool {
    matches!(script, Script::Arabic | Script::Hebrew | Script::Syriac | Script::Thaana)
}

/// Whether letters of a script stay upright in an italic text.
pub(super) fn is_upright(script: Script) -> bool {
    matches!(
        script,
        Script::Hangul
            | Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Yi
            | Script::Arabic
            | Script::Hebrew
    )
}
