//! The language of a blog that names none, where its script leaves no doubt.

use super::settings::Settings;
use super::view::View;

/// How many posts are looked at.
const POSTS: usize = 12;

/// Sets the language of a blog in Korean or Japanese. Other scripts are of many languages.
pub(super) fn complete(root: &View, found: &mut Settings) {
    if found.language.is_some() {
        return;
    }
    let (mut hangul, mut kana, mut letters) = (0_usize, 0_usize, 0_usize);
    for text in found.content.iter().flat_map(|folder| root.heads(folder, POSTS)) {
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            hangul += usize::from(matches!(c, '\u{ac00}'..='\u{d7a3}'));
            kana += usize::from(matches!(c, '\u{3041}'..='\u{30ff}'));
        }
    }
    // Code, addresses and front matter are in Latin letters everywhere.
    let language = match () {
        () if hangul * 4 > letters => "ko",
        () if kana * 6 > letters => "ja",
        () => return,
    };
    let from = found.content.first().cloned().unwrap_or_default();
    found.say_language(Some(language.to_owned()), &from);
}
