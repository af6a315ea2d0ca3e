//! Text -> text that can stand in HTML and XML.

use std::borrow::Cow;

use crate::model::text::first;

/// Whether XML 1.0 (section 2.2, production `Char`) can hold a character, and whether it stands
/// for anything: the controls U+0080 to U+009F are left from a wrong encoding, and the W3C feed
/// validator refuses them (BadCharacters). Surrogates cannot occur in a `char`.
#[must_use]
pub fn is_allowed(c: char) -> bool {
    !matches!(
        c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{80}'..='\u{9f}'
            | '\u{fffe}' | '\u{ffff}'
    )
}

/// Plain text without the characters that [`is_allowed`] refuses. `\r\n` and `\r` become `\n`, as
/// every XML parser reads them (section 2.11); U+FFFD, which validators take for a mistake of the
/// feed, becomes `?`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    // Nothing that has to go has other bytes than these.
    let suspect =
        |byte| (byte < 0x20) & (byte != b'\n') & (byte != b'\t') | (byte == 0xef) | (byte == 0xc2);
    let is_fine = |c| c != '\r' && c != char::REPLACEMENT_CHARACTER && is_allowed(c);
    if first(text.as_bytes(), suspect).is_none() || text.chars().all(is_fine) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            char::REPLACEMENT_CHARACTER => out.push('?'),
            c if is_allowed(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// Appends text between tags of HTML: cleaned, `&`, `<` and `>` as references. `>` is among them so that
/// `]]>` cannot end a CDATA section that the text is put into.
pub fn push_text(out: &mut String, text: &str) {
    push(out, text, false);
}

/// Appends an attribute value that stands between double quotes.
pub fn push_attribute(out: &mut String, value: &str) {
    push(out, value, true);
}

/// Whether a byte may have to be written otherwise.
#[inline]
fn is_special(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\n') & (byte != b'\t')
        | (byte == b'&')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'"')
        | (byte == 0xef)
        | (byte == 0xc2)
}

/// Copies the runs between special characters whole.
fn push(out: &mut String, text: &str, quotes: bool) {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut at = 0;
    // Most bytes are copied as they are.
    while let Some(run) = bytes.get(at..).and_then(|rest| first(rest, is_special)) {
        at += run;
        let (instead, length) = match bytes[at] {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if quotes => ("&quot;", 1),
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => ("", 1),
            b'\r' => ("\n", 1),
            0..=0x1f => ("", 1),
            // U+FFFD, U+FFFE and U+FFFF are EF BF BD to EF BF BF. The first is the author's own
            // where it is written, and reaches readers as it is: only as a character of the feed
            // would it be taken for a mistake of the feed.
            0xef if bytes.get(at + 1) == Some(&0xbf) && bytes.get(at + 2) == Some(&0xbd) => {
                ("&#xFFFD;", 3)
            }
            0xef if bytes.get(at + 1) == Some(&0xbf)
                && matches!(bytes.get(at + 2), Some(0xbe | 0xbf)) =>
            {
                ("", 3)
            }
            // U+0080 to U+009F are C2 80 to C2 9F.
            0xc2 if matches!(bytes.get(at + 1), Some(0x80..=0x9f)) => ("", 2),
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(&text[start..at]);
        out.push_str(instead);
        at += length;
        start = at;
    }
    out.push_str(&text[start..]);
}

/// Appends the path of an address: everything but unreserved characters (RFC 3986, section 2.3),
/// `/` and the ASCII characters of `also` as percent-encoded UTF-8.
pub fn push_percent_encoded(out: &mut String, path: &str, also: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric()
            || b"-._~/".contains(&byte)
            || also.as_bytes().contains(&byte)
        {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, push_attribute, push_text};

    #[test]
    fn nothing_that_xml_forbids_passes() {
        let text = "a\u{0}\u{7}\u{80}\u{9f}b\u{fffe}\u{ffff}\u{fffd}한\r\nc\rd\te<&>\"'";
        let mut out = String::new();
        push_text(&mut out, text);
        assert_eq!(out, "ab&#xFFFD;한\nc\nd\te&lt;&amp;&gt;\"'");
        out.clear();
        push_attribute(&mut out, "\"\u{1f}]]>");
        assert_eq!(out, "&quot;]]&gt;");
        assert_eq!(clean(text), "ab?한\nc\nd\te<&>\"'");
    }
}
