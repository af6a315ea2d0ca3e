//! What a strict parser has against the HTML of feeds and archives.

use html5gum::{Error, Token, Tokenizer};
use postpress::html::escape::is_allowed;

/// The elements of HTML that have no end.
const VOID: [&str; 6] = ["br", "hr", "img", "meta", "link", "wbr"];

/// What a strict HTML parser has against a text: errors of the tokenizer, and tags that do not
/// match; and characters that XML cannot hold.
pub(crate) fn fault(html: &str) -> Option<String> {
    if let Some(c) = html.chars().find(|c| !is_allowed(*c)) {
        return Some(format!("{c:?}"));
    }
    let mut open = Vec::new();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            // XML can hold both, and it is the author's business that nobody sees them.
            Token::Error(error)
                if matches!(
                    *error,
                    Error::ControlCharacterInInputStream | Error::NoncharacterInInputStream
                ) => {}
            Token::Error(error) => return Some(error.to_string()),
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if ["script", "object", "form", "iframe"].contains(&name.as_str()) {
                    return Some(format!("<{name}>"));
                }
                if !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if open.pop().as_ref() != Some(&name) {
                    return Some(format!("</{name}> closes nothing"));
                }
            }
            _ => {}
        }
    }
    open.pop().map(|name| format!("<{name}> is not closed"))
}
