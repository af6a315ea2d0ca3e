//! Rust values to the tokens of PDF (ISO 32000-1, 7.3): numbers, names, strings.

use std::cell::RefCell;

use flate2::{Compress, FlushCompress, Status};
use lopdf::{Dictionary, Object, Stream, StringFormat};

/// How hard streams are packed: beyond 6 deflate takes far longer for about one percent.
const LEVEL: flate2::Compression = flate2::Compression::new(6);

/// Largest number that is written: readers with 32 bit integers overflow beyond it.
const LARGEST: f64 = 2_000_000.0;

/// Writes a number with at most three decimals and a space behind it.
pub(super) fn number(out: &mut Vec<u8>, value: f64) {
    let value = if value.is_finite() { value.clamp(-LARGEST, LARGEST) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "clamped to two million above")]
    let thousandths = (value * 1000.0).round() as i64;
    let (whole, part) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    if thousandths < 0 {
        out.push(b'-');
    }
    // Digit by digit: pages are mostly numbers, and `write!` takes three times as long.
    let digit = |value: u64| b'0' + u8::try_from(value % 10).unwrap_or(0);
    let mut digits = [0; 7];
    let mut first = digits.len();
    let mut rest = whole;
    loop {
        first -= 1;
        digits[first] = digit(rest);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
    if part > 0 {
        out.push(b'.');
        let mut rest = part;
        while rest > 0 {
            out.push(digit(rest / 100));
            rest = rest % 100 * 10;
        }
    }
    out.push(b' ');
}

/// Writes numbers and then an operator on a line of its own.
pub(super) fn operator(out: &mut Vec<u8>, operands: &[f64], name: &str) {
    for operand in operands {
        number(out, *operand);
    }
    out.extend_from_slice(name.as_bytes());
    out.push(b'\n');
}

/// Writes a string as `(…)`, with the escapes that it needs.
pub(super) fn literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

/// The bytes of a text string: ASCII as it is, all else as UTF-16 with a byte order mark.
pub(super) fn text_bytes(text: &str) -> Vec<u8> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.as_bytes().to_vec();
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

/// A text string.
pub(super) fn text(text: &str) -> Object {
    Object::String(text_bytes(text), StringFormat::Literal)
}

/// A byte string.
pub(super) fn bytes(bytes: &[u8]) -> Object {
    Object::String(bytes.to_vec(), StringFormat::Literal)
}

/// A name.
pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A number with three decimals, as an object.
pub(super) fn real(value: f64) -> Object {
    let rounded = (value.clamp(-LARGEST, LARGEST) * 1000.0).round() / 1000.0;
    #[expect(clippy::cast_possible_truncation, reason = "clamped to two million above")]
    if rounded.fract() == 0.0 {
        Object::Integer(rounded as i64)
    } else {
        Object::Real(rounded as f32)
    }
}

/// An array of numbers.
pub(super) fn reals(values: &[f64]) -> Object {
    Object::Array(values.iter().copied().map(real).collect())
}

/// An integer from a count or an index.
pub(super) fn integer(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A dictionary, its keys in the order given.
pub(super) fn dict<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    Dictionary::from_iter(entries)
}

/// Packs bytes with deflate, in a zlib wrapper.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        // A thread keeps its packer: to clear the third of a megabyte that a new one works with
        // took as long as to pack a page.
        static PACKER: RefCell<Compress> = RefCell::new(Compress::new(LEVEL, true));
    }
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
        pack(packer, bytes, &mut out, FlushCompress::Finish);
        out
    })
}

/// Packs bytes to the end of others; all that is held back too where they are the last.
pub(super) fn pack(packer: &mut Compress, bytes: &[u8], out: &mut Vec<u8>, flush: FlushCompress) {
    let mut rest = bytes;
    loop {
        let before = packer.total_in();
        let status = packer.compress_vec(rest, out, flush).expect("packing does not fail");
        let taken = usize::try_from(packer.total_in() - before).unwrap_or(rest.len());
        rest = rest.get(taken..).unwrap_or_default();
        let is_done = match flush {
            FlushCompress::Finish => status == Status::StreamEnd,
            _ => rest.is_empty(),
        };
        if is_done {
            return;
        }
        out.reserve(out.len() / 2 + 64);
    }
}

/// A packed stream with further entries in its dictionary.
pub(super) fn packed(mut dict: Dictionary, bytes: &[u8]) -> Stream {
    dict.set("Filter", name("FlateDecode"));
    Stream::new(dict, deflate(bytes)).with_compression(false)
}

#[cfg(test)]
mod tests {
    use super::{literal, number, text_bytes};

    #[test]
    fn numbers_are_short_and_never_in_exponents() {
        for (value, expected) in [
            (0.0, "0 "),
            (-0.0004, "0 "),
            (12.5, "12.5 "),
            (-0.05, "-0.05 "),
            (1e-9, "0 "),
            (f64::NAN, "0 "),
            (1e300, "2000000 "),
            (-1234.508, "-1234.508 "),
            (0.1, "0.1 "),
            (100.02, "100.02 "),
        ] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).expect("ASCII"), expected, "{value}");
        }
    }

    #[test]
    fn strings_are_escaped_and_told_apart() {
        let mut out = Vec::new();
        literal(&mut out, b"a(b)\\\r");
        assert_eq!(out, b"(a\\(b\\)\\\\\\r)");
        assert_eq!(text_bytes("plain"), b"plain");
        assert_eq!(text_bytes("한"), [0xfe, 0xff, 0xd5, 0x5c]);
    }
}
