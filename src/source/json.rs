//! What JSON front matter needs besides a parser: where an object ends, where its keys are, and
//! whole numbers that fit no `i64`.

use std::ops::Range;

/// A token of JSON that matters here.
enum Token {
    Text,
    Open,
    Close,
    Comma,
    Colon,
    Word,
}

/// The tokens of a text. Never fails: what is no JSON is a word.
fn tokens(text: &str) -> impl Iterator<Item = (Token, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        let token = match bytes.get(at)? {
            b'"' => {
                at += 1;
                while let Some(&byte) = bytes.get(at) {
                    at += 1;
                    match byte {
                        b'"' => return Some((Token::Text, start..at)),
                        b'\\' => at += 1,
                        _ => {}
                    }
                }
                at = bytes.len();
                // An open string: the caller sees no end of the object.
                return Some((Token::Text, start..at));
            }
            b'{' | b'[' => Token::Open,
            b'}' | b']' => Token::Close,
            b',' => Token::Comma,
            b':' => Token::Colon,
            _ => {
                while bytes
                    .get(at)
                    .is_some_and(|b| !b.is_ascii_whitespace() && !b"\"{}[],:".contains(b))
                {
                    at += 1;
                }
                return Some((Token::Word, start..at));
            }
        };
        at += 1;
        Some((token, start..at))
    })
}

/// The length of the object that a text starts with.
pub(super) fn object_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (token, range) in tokens(text) {
        match token {
            Token::Open => depth += 1,
            Token::Close => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(range.end);
                }
            }
            _ => {}
        }
    }
    None
}

/// How deeply objects and lists are nested.
pub(super) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (token, _) in tokens(text) {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The keys of the outer object, unescaped, with the places of their values.
pub(super) fn keys(text: &str) -> Vec<(String, Range<usize>)> {
    let mut keys: Vec<(String, Range<usize>)> = Vec::new();
    let mut depth = 0_usize;
    let mut candidate = None;
    let mut open = false;
    for (token, range) in tokens(text) {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        match token {
            Token::Text if depth == 1 && !open => candidate = Some(range),
            Token::Colon if depth == 1 && !open => {
                let key = candidate.take().and_then(|r| serde_json::from_str(&text[r]).ok());
                if let Some(key) = key {
                    keys.push((key, range.end..range.end));
                    open = true;
                }
            }
            Token::Comma if depth == 1 => open = false,
            Token::Close if depth == 0 => break,
            _ if open => {
                if let Some((_, value)) = keys.last_mut() {
                    if value.start == value.end {
                        value.start = range.start;
                    }
                    value.end = range.end;
                }
            }
            _ => {}
        }
    }
    keys
}

/// The text with whole numbers in quotes that no `i64` holds, and with U+FFFD for control
/// characters, so that no engine rounds the ones or stumbles over the others.
pub(super) fn harden(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut done = 0;
    for (token, range) in tokens(text) {
        let word = &text[range.clone()];
        let digits = word.strip_prefix('-').unwrap_or(word);
        if matches!(token, Token::Word)
            && digits.len() > 18
            && digits.bytes().all(|b| b.is_ascii_digit())
            && word.parse::<i64>().is_err()
        {
            out.push_str(&text[done..range.start]);
            out.push('"');
            out.push_str(word);
            out.push('"');
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'), "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::{harden, keys, object_end};

    #[test]
    fn objects_end_at_their_own_brace() {
        assert_eq!(object_end("{\"a\": [\"}\", {}]} x"), Some(16));
        assert_eq!(object_end("{\"a\": \"}"), None);
        assert_eq!(object_end("]{}"), None);
    }

    #[test]
    fn keys_come_with_the_places_of_their_values() {
        let text = "{\"b\": {\"x\": 1}, \"a\\u0062\": [1, 2] , \"c\":\"d\"}";
        let found: Vec<_> = keys(text).into_iter().map(|(k, r)| (k, &text[r])).collect();
        let expected = [("b", "{\"x\": 1}"), ("ab", "[1, 2]"), ("c", "\"d\"")];
        assert_eq!(found, expected.map(|(k, v)| (k.to_owned(), v)));
    }

    #[test]
    fn large_numbers_stay_exact() {
        assert_eq!(
            harden("[18446744073709551615, -1, \"18446744073709551615\"]"),
            "[\"18446744073709551615\", -1, \"18446744073709551615\"]"
        );
    }
}
