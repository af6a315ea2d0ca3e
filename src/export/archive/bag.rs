//! Lists of files and digests into the tag files of a BagIt 1.0 bag, and back (RFC 8493).

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset};
use sha2::{Digest as _, Sha256};

use super::write::FOLDER;
use crate::artifact::OutPath;
use crate::model::site::About;
use crate::model::{Digest, text};

/// The bag declaration, RFC 8493 section 2.1.1.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// The name of the list of payload files.
pub const MANIFEST: &str = "manifest-sha256.txt";

/// The name of the list of tag files.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// `bag-info.txt`, `bagit.txt` and the list of the tag files, below `archive/`. `oxum` is that of the
/// payload ([`oxum`]), and `manifest` the digest of its list, which has a [`line()`] for each file.
///
/// `newest` is the moment of the newest post: the clock is not asked, so that the same blog gives
/// the same bag. Without one there is no `Bagging-Date`.
#[must_use]
pub fn tag_files(
    about: &About,
    newest: Option<&DateTime<FixedOffset>>,
    oxum: &str,
    manifest: Digest,
) -> Vec<(OutPath, Vec<u8>)> {
    let tags = [
        ("bag-info.txt", info(about, newest, oxum)),
        ("bagit.txt", DECLARATION.as_bytes().to_vec()),
    ];
    let digests = tags.iter().map(|(name, bytes)| (*name, Digest(Sha256::digest(bytes).into())));
    let last = (TAG_MANIFEST, self::manifest(digests.chain([(MANIFEST, manifest)])));
    tags.into_iter()
        .chain([last])
        .map(|(name, bytes)| {
            let path = OutPath::new(format!("{FOLDER}/{name}"));
            (path.expect("the names are plain letters"), bytes)
        })
        .collect()
}

/// A manifest: a line for each file, digest and path, by path. `sha256sum -c` reads it too.
#[must_use]
pub fn manifest<'a>(files: impl Iterator<Item = (&'a str, Digest)>) -> Vec<u8> {
    let mut files: Vec<_> = files.collect();
    files.sort_unstable();
    let mut out = String::with_capacity(files.len() * 110);
    for (path, digest) in files {
        out.push_str(&line(path, digest));
    }
    out.into_bytes()
}

/// A line of a manifest; they stand in the order of the paths.
#[must_use]
pub fn line(path: &str, digest: Digest) -> String {
    format!("{digest}  {}\n", encode(path))
}

/// `bag-info.txt`, RFC 8493 section 2.2.2.
fn info(about: &About, newest: Option<&DateTime<FixedOffset>>, oxum: &str) -> Vec<u8> {
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        let value = text::one_line(value);
        if !value.is_empty() {
            let _ = writeln!(out, "{label}: {value}");
        }
    };
    let software = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    line("Bag-Software-Agent", software);
    if let Some(newest) = newest {
        line("Bagging-Date", &newest.format("%Y-%m-%d").to_string());
    }
    line("External-Description", &format!("Archive of {}", about.title));
    line("External-Identifier", &about.url);
    line("Payload-Oxum", oxum);
    out.into_bytes()
}

/// Number of bytes and number of files, as `Payload-Oxum` has them.
#[must_use]
pub fn oxum(sizes: impl Iterator<Item = u64>) -> String {
    let (bytes, files) =
        sizes.fold((0_u64, 0_u64), |(bytes, files), size| (bytes.saturating_add(size), files + 1));
    format!("{bytes}.{files}")
}

/// A path as a manifest has it: CR, LF and the percent sign are percent-encoded, and nothing
/// else (RFC 8493 section 2.1.3).
#[must_use]
pub fn encode(path: &str) -> String {
    path.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A line of a manifest that is none: its number from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine(pub usize);

/// Reads the lines of a manifest: path and digest in lower case hexadecimal digits.
///
/// It is read as strictly as it is written: one spelling for each list, so that no byte of it can
/// change unnoticed.
///
/// # Errors
/// Every line that is not 64 digits, two spaces, a path and a line feed.
pub fn parse_manifest(text: &str) -> Result<Vec<(String, String)>, Vec<BadLine>> {
    let mut files = Vec::new();
    let mut bad = Vec::new();
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let parsed = line.strip_suffix('\n').and_then(|line| {
            let (digest, path) = line.split_once("  ")?;
            let is_digest = digest.len() == 64
                && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            let decoded = path.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
            (is_digest && !path.is_empty() && encode(&decoded) == path)
                .then(|| (decoded, digest.to_owned()))
        });
        match parsed {
            Some(file) => files.push(file),
            None => bad.push(BadLine(i + 1)),
        }
    }
    if bad.is_empty() { Ok(files) } else { Err(bad) }
}

#[cfg(test)]
mod tests {
    use super::{BadLine, encode, manifest, parse_manifest};
    use crate::model::Digest;

    #[test]
    fn a_manifest_reads_back_with_any_name() {
        let names = ["data/100%.md", "data/a\r\nb", "data/글 자.md", "data/%0D", "data/%250A"];
        let digest = Digest([7; 32]);
        let text = manifest(names.iter().map(|name| (*name, digest)));
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.lines().count(), names.len());
        let mut sorted = names.map(str::to_owned);
        sorted.sort();
        let read = parse_manifest(&text).unwrap();
        assert_eq!(read.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), sorted);
        assert!(read.iter().all(|(_, hex)| *hex == digest.to_string()));
        assert_eq!(encode("a%0D"), "a%250D");
    }

    #[test]
    fn a_manifest_has_one_spelling() {
        let digest = Digest([0xab; 32]).to_string();
        for bad in [
            format!("{digest} a\n"),
            format!("{digest}  a"),
            format!("{}  a\n", digest.to_uppercase()),
            format!("{digest}  \n"),
            format!("{digest}  a%0d\n"),
            format!("{digest}  a\r\n"),
            "\n".to_owned(),
        ] {
            assert_eq!(parse_manifest(&bad), Err(vec![BadLine(1)]), "{bad:?}");
        }
    }
}
