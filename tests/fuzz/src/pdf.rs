//! What must hold of every handout: a strict reader opens it, it has the pages that were laid out,
//! and every content stream is made of operators and finite numbers.

use lopdf::{Dictionary, Document, Object, Stream};

/// The operators of content streams (ISO 32000-1, annex A) that a handout may hold: all but those
/// of inline pictures.
const OPERATORS: &[&str] = &[
    "b", "B", "b*", "B*", "BDC", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "Do", "EMC", "ET",
    "EX", "f", "f*", "g", "G", "gs", "h", "i", "j", "J", "k", "K", "l", "m", "M", "n", "q", "Q",
    "re", "RG", "rg", "ri", "s", "S", "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf",
    "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", "\"",
];

/// Opens a handout and looks at every page and every form.
pub fn check(bytes: &[u8], pages: usize) {
    let document = Document::load_mem(bytes).unwrap_or_else(|e| panic!("the handout: {e}"));
    let found = document.get_pages();
    assert_eq!(found.len(), pages, "pages of the handout");
    for page in found.values() {
        let content = document.get_page_content(*page);
        operators(&content);
    }
    for object in document.objects.values() {
        finite(object);
        if let Object::Stream(stream) = object
            && is_form(&stream.dict)
        {
            operators(&unpacked(stream));
        }
    }
}

fn is_form(dictionary: &Dictionary) -> bool {
    let is = |key: &[u8], name: &[u8]| {
        dictionary.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
    };
    is(b"Subtype", b"Form")
}

fn unpacked(stream: &Stream) -> Vec<u8> {
    if stream.filters().is_ok_and(|filters| !filters.is_empty()) {
        stream.decompressed_content().expect("a form can be unpacked")
    } else {
        stream.content.clone()
    }
}

/// No number of a document is infinite, or none.
fn finite(object: &Object) {
    match object {
        Object::Real(number) => assert!(number.is_finite(), "{number}"),
        Object::Array(list) => list.iter().for_each(finite),
        Object::Dictionary(dictionary) | Object::Stream(Stream { dict: dictionary, .. }) => {
            dictionary.iter().for_each(|(_, value)| finite(value));
        }
        _ => {}
    }
}

/// A content stream is made of numbers, names, strings, arrays, dictionaries and known operators,
/// and what is opened is closed.
fn operators(content: &[u8]) {
    let (mut at, mut saved, mut marks, mut texts) = (0, 0_i64, 0_i64, 0_i64);
    while let Some(&byte) = content.get(at) {
        match byte {
            b'(' => at = string_end(content, at),
            b'<' if content.get(at + 1) != Some(&b'<') => {
                let end = content[at..].iter().position(|b| *b == b'>').expect("`<` is closed");
                assert!(content[at + 1..at + end].iter().all(u8::is_ascii_hexdigit));
                at += end + 1;
            }
            b'<' | b'>' => at += 2,
            b'[' | b']' => at += 1,
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                let stop = |b: &u8| b.is_ascii_whitespace() || b"()<>[]/".contains(b);
                let end = content[at + 1..].iter().position(stop).unwrap_or(content.len() - at - 1);
                let word = String::from_utf8_lossy(&content[at..=at + end]);
                at += end + 1;
                match &*word {
                    "q" => saved += 1,
                    "Q" => saved -= 1,
                    "BMC" | "BDC" => marks += 1,
                    "EMC" => marks -= 1,
                    "BT" => texts += 1,
                    "ET" => texts -= 1,
                    "true" | "false" | "null" => {}
                    word if word.starts_with('/') || is_number(word) => {}
                    word => assert!(OPERATORS.contains(&word), "{word:?} is no operator"),
                }
                assert!(saved >= 0 && marks >= 0 && (0..=1).contains(&texts), "{word} too many");
            }
        }
    }
    assert_eq!((saved, marks, texts), (0, 0, 0), "what is opened is closed");
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && word.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Behind the end of a literal string.
fn string_end(content: &[u8], start: usize) -> usize {
    let (mut at, mut open) = (start, 0);
    loop {
        match content.get(at) {
            Some(b'\\') => at += 1,
            Some(b'(') => open += 1,
            Some(b')') => open -= 1,
            Some(_) => {}
            None => panic!("a string is not closed"),
        }
        at += 1;
        if open == 0 {
            return at;
        }
    }
}
