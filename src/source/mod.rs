//! Reading: the author's files as they are. Paths, bytes, text, front matter; no Markdown.

pub mod decode;
pub mod fence;
pub mod front_matter;
pub mod index;
mod json;

pub mod rules;
pub mod scan;
mod toml;
mod yaml;

pub use decode::{Decoded, decode};
pub use front_matter::KeySpans;
pub use index::{Index, Lookup, percent_decode};
pub use scan::{Kind, OnDisk, ReadError, Skipped, SourceEntry, Sources, read, scan};
