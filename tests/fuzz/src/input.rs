//! Bytes of the fuzzer into inputs: text that people can write and read, so that a seed is a file
//! like any other, and what the fuzzer finds can be looked at.

use std::borrow::Cow;

use arbitrary::Unstructured;

/// Most files of one input.
const FILES: usize = 16;

/// What begins the line in front of a file.
const MARK: &[u8] = b"=== ";

/// A first line of options, one byte each, and what is behind it.
#[must_use]
pub fn options(data: &[u8]) -> (Unstructured<'_>, &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    (Unstructured::new(&data[..end]), data.get(end + 1..).unwrap_or_default())
}

/// One of several values, by the next option; the first where there are no more.
pub fn choose<T: Clone>(options: &mut Unstructured<'_>, values: &[T]) -> T {
    let byte = options.arbitrary::<u8>().unwrap_or(0);
    values[usize::from(byte) % values.len()].clone()
}

/// Bytes as text, with U+FFFD for what is none.
#[must_use]
pub fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Files, each behind a line `=== path`. What stands in front of the first line is a file without
/// a name. Of two with one path the first counts.
#[must_use]
pub fn files(data: &[u8]) -> Vec<(Cow<'_, str>, &[u8])> {
    let mut files: Vec<(Cow<'_, str>, &[u8])> = Vec::new();
    let mut add = |head: &[u8], from: usize, to: usize| {
        let path = String::from_utf8_lossy(head).trim().to_owned();
        let is_new = files.iter().all(|(other, _)| *other != path);
        if is_new && files.len() < FILES && (from < to || !path.is_empty()) {
            files.push((path.into(), &data[from..to]));
        }
    };
    let (mut at, mut start) = (0, 0);
    let mut head: &[u8] = b"";
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        if let Some(path) = line.strip_prefix(MARK) {
            add(head, start, at);
            head = path;
            start = at + line.len();
        }
        at += line.len();
    }
    add(head, start, at);
    files
}

/// Whether a path can be made on a file system below a folder, and stays in it.
#[must_use]
pub fn is_writable(path: &str) -> bool {
    !path.is_empty()
        && path.len() < 2000
        && !path.contains('\0')
        && path.split('/').all(|part| !matches!(part, "" | "." | "..") && part.len() <= 255)
}
