//! Titles and names into parts of addresses, in the way of each generator.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::source::percent_decode;
use crate::source::rules::is_about_project;

/// How many bytes the name of a new file has at most.
const NAME_BYTES: usize = 120;

/// The name of the file of a new post, by its title: lower case, letters, marks and digits of all
/// scripts, `-` between words, cut between words where it gets long. Empty where there is neither
/// letter nor digit; never a name by which files are no posts (`readme`, `index`).
#[must_use]
pub fn file_name(title: &str) -> String {
    let mut name = jekyll(&title.nfc().filter(|c| !matches!(c, '\'' | '’')).collect::<String>());
    if name.len() > NAME_BYTES {
        let start = &name[..name.floor_char_boundary(NAME_BYTES + 1)];
        let words = start.rfind('-').filter(|at| *at > NAME_BYTES / 2);
        let end = words.unwrap_or_else(|| name.floor_char_boundary(NAME_BYTES));
        name.truncate(end);
    }
    if name == "index" || is_about_project(&name) { format!("post-{name}") } else { name }
}

/// Lower case, with `-` for all that is no letter or digit of any script.
pub(super) fn unicode(text: &str) -> String {
    dashed(text, true, |c| c.is_alphanumeric() || c == '_' || joins(c))
}

/// `Utils.slugify` of Jekyll in its default mode: letters, marks and digits are kept.
pub(super) fn jekyll(text: &str) -> String {
    dashed(text, true, |c| c.is_alphanumeric() || is_combining_mark(c))
}

/// `Utils.slugify` of Jekyll in the mode `pretty`, with letter case kept, as `:title` has it.
pub(super) fn jekyll_pretty(text: &str) -> String {
    dashed(text, false, |c| {
        c.is_alphanumeric() || is_combining_mark(c) || "._~!$&'()+,;=@".contains(c)
    })
}

/// What Zola and others do by default: transliterated, with `-` for all that is no letter or digit.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            plain.push(c);
        } else {
            plain.push_str(deunicode::deunicode_char(c).unwrap_or("-"));
        }
    }
    dashed(&plain, true, |c| c.is_ascii_alphanumeric())
}

/// `slugify` of Pelican: what is no word is left out, blanks and hyphens become one hyphen.
pub(super) fn pelican(text: &str, transliterate: bool) -> String {
    let text = if transliterate {
        text.chars().filter_map(deunicode::deunicode_char).collect()
    } else {
        text.nfkc().collect::<String>()
    };
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_whitespace() || c == '-' {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else if c.is_alphanumeric() || c == '_' {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// A slug as Hugo makes it, capitals kept: blanks become one hyphen, signs with a meaning in
/// addresses are left out.
pub(super) fn hugo(text: &str) -> String {
    hugo_words(text).replace('#', "%23")
}

/// A title or name as Hugo puts it into a pattern: what [`hugo`] makes is read as a part of a query
/// and made once more, so that `+` is a blank and an empty fragment is lost.
pub(super) fn hugo_pattern(text: &str) -> String {
    let query = hugo_words(&text.replace(['\\', '/'], "-")).replace('+', " ");
    let words = hugo_words(&percent_decode(&query));
    words.strip_suffix('#').unwrap_or(&words).replace('#', "%23")
}

fn hugo_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for (at, c) in text.char_indices() {
        if is_hugo(&text[at..], c) {
            if blank && c != '-' && !out.ends_with('-') {
                out.push('-');
            }
            blank = false;
            out.push(c);
        } else if c.is_whitespace() && !out.is_empty() {
            blank = true;
        }
    }
    out
}

/// The name of a file or folder as Hugo makes it: as [`hugo`], but each blank is a hyphen.
pub(super) fn hugo_path(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            out.push('-');
        } else if is_hugo(&text[at..], c) {
            out.push(c);
        }
    }
    out.replace('#', "%23")
}

/// Whether Hugo keeps a character; `rest` begins with it.
fn is_hugo(rest: &str, c: char) -> bool {
    let escape = || rest.as_bytes().get(1..3).is_some_and(|b| b.iter().all(u8::is_ascii_hexdigit));
    c.is_alphanumeric() && !is_number_sign(c)
        || is_combining_mark(c)
        || "./_#+~-@".contains(c)
        || (c == '%' && escape())
}

/// Whether a character stands for a number and is no digit, or is a letter in a circle: `½`, `Ⅳ`.
fn is_number_sign(c: char) -> bool {
    let signs =
        matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}' | '\u{2070}'..='\u{33ff}');
    signs && (c.is_numeric() || matches!(c, '\u{24b6}'..='\u{24e9}'))
}

/// github-slugger, which Astro gives each part of a path to: lower case, hyphens for blanks,
/// punctuation left out.
pub(super) fn github(text: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || is_combining_mark(*c) || "-_ ".contains(*c);
    text.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// `slugize` of Hexo: hyphens for blanks and punctuation, letters without their accents.
pub(super) fn hexo(text: &str) -> String {
    let bare: String = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).nfc().collect();
    dashed(&bare, false, |c| !c.is_control() && !c.is_whitespace() && !(c.is_ascii_punctuation()))
}

/// Zola's `safe` names: what file systems forbid is left out.
pub(super) fn safe(text: &str) -> String {
    let text = text.trim_end_matches([' ', '.']);
    text.chars().filter(|c| !"<>:\"/\\|?*".contains(*c)).collect()
}

fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}')
}

/// One hyphen for each run of what is not kept, none at the ends.
fn dashed(text: &str, lower: bool, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !keep(c) {
            if !out.ends_with('-') && !out.is_empty() {
                out.push('-');
            }
        } else if lower {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn files_of_new_posts_are_named_by_their_titles() {
        for (title, name) in [
            ("새 글, 하나!", "새-글-하나"),
            ("Don’t   Panic: C++ & Rust", "dont-panic-c-rust"),
            ("\u{1112}\u{1161}\u{11ab}글", "한글"),
            ("हिन्दी में", "हिन्दी-में"),
            ("../../etc/passwd", "etc-passwd"),
            ("README", "post-readme"),
            ("!!!", ""),
        ] {
            assert_eq!(file_name(title), name);
        }
        let long = file_name(&"긴 제목 ".repeat(30));
        assert!(
            long.len() <= 120 && long.ends_with("제목") && long.starts_with("긴-제목-긴"),
            "{long}"
        );
        assert_eq!(file_name(&"가".repeat(99)).len(), 120);
    }
}
