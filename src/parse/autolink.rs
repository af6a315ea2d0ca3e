//! Bare addresses in running text become links, by the rules of GFM's extended autolinks (6.9).

use crate::model::{Inline, Link, Target};

/// Splits text at the bare `http://`, `https://` and `www.` addresses in it. `resolve` says where
/// an address leads.
pub(super) fn split(text: String, mut resolve: impl FnMut(&str) -> Target) -> Vec<Inline> {
    if !text.contains("://") && !text.contains("www.") {
        return vec![Inline::Text(text)];
    }
    let mut out = Vec::new();
    let mut rest = text.as_str();
    let mut from = 0;
    while let Some(start) = next_start(rest, from) {
        let length = address_length(&rest[start..]);
        let address = &rest[start..start + length];
        let prefix = if address.starts_with("www.") { "https://" } else { "" };
        let has_host = address.split_once("://").map_or(address, |(_, host)| host).len() > 3
            && address.contains('.') | address.contains("localhost");
        if !has_host {
            // No address begins inside of it either, so that no text is looked at twice.
            from = start + length.max(4);
            continue;
        }
        match resolve(&format!("{prefix}{address}")) {
            Target::Dead(_) => from = start + length.max(4),
            target => {
                if start > 0 {
                    out.push(Inline::Text(rest[..start].to_owned()));
                }
                let content = vec![Inline::Text(address.to_owned())];
                out.push(Inline::Link(Link { target, title: None, content }));
                rest = &rest[start + length..];
                from = 0;
            }
        }
    }
    if !rest.is_empty() {
        out.push(Inline::Text(rest.to_owned()));
    }
    out
}

/// Where the next address may begin: at the text's start or behind a character that no address
/// goes on from.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let mut from = from.min(text.len());
    loop {
        let tail = text.get(from..)?;
        let at = from + tail.find(['h', 'w'])?;
        let found = ["http://", "https://", "www."].iter().any(|p| text[at..].starts_with(p));
        let before = text[..at].chars().next_back();
        if found
            && before.is_none_or(|c| {
                !c.is_ascii_alphanumeric() && !matches!(c, '/' | '@' | '.' | '-' | '_')
            })
        {
            return Some(at);
        }
        from = at + 1;
    }
}

/// How many bytes of a text, which starts with an address, belong to it: up to white space, `<`
/// or a letter of another script behind the path's ASCII, without closing punctuation.
fn address_length(text: &str) -> usize {
    // Korean and Japanese particles follow an address without a space: "https://a.kr/x에서".
    let mut end = text
        .find(|c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | '"' | '`')
                || !c.is_ascii()
        })
        .unwrap_or(text.len());
    let count = |c: char| text[..end].matches(c).count();
    // How many more are closed than opened: these belong to the sentence around the address.
    let mut round = count(')').saturating_sub(count('('));
    let mut square = count(']').saturating_sub(count('['));
    for c in text[..end].chars().rev() {
        match c {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | ';' | '|' => {}
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            _ => break,
        }
        end -= c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::model::{Inline, Target};

    fn links(text: &str) -> Vec<String> {
        split(text.to_owned(), |url| Target::Url(url.to_owned()))
            .into_iter()
            .filter_map(|inline| match inline {
                Inline::Link(link) => match link.target {
                    Target::Url(url) => Some(url),
                    _ => None,
                },
                _ => None,
            })
            .collect()
    }

    #[test]
    fn addresses_end_where_people_mean_them_to() {
        assert_eq!(
            links("see https://a.kr/x_(y), or (www.b.org)."),
            ["https://a.kr/x_(y)", "https://www.b.org"]
        );
        assert_eq!(links("주소는 https://a.kr/x에서 확인"), ["https://a.kr/x"]);
        assert_eq!(links("xhttp://no.org http:// nothttps://"), Vec::<String>::new());
    }

    #[test]
    fn no_text_is_lost() {
        for text in ["https://a.kr.", "a www.x.y b www. c", "((https://a.b/)))", "https://"] {
            let back: String = split(text.to_owned(), |u| Target::Url(u.to_owned()))
                .iter()
                .map(|i| crate::model::text::of_inlines(std::slice::from_ref(i)))
                .collect();
            assert_eq!(back, text);
        }
    }
}
