//! The heart: what a post is. No output format, no file access, no serialisation.
//!
//! Everything here is complete when built: links, pictures, anchors, footnote numbers and dates
//! are resolved by [`crate::parse`], so that exporters answer no questions.

pub mod asset;
pub mod block;
pub mod email;
pub mod guid;
pub mod inline;
pub mod language;
pub mod post;
pub mod site;
pub mod text;
pub mod value;
pub mod walk;
mod words;

pub use asset::{Asset, Digest, MediaType, Mention, MentionSource, Orientation, PixelSize, Role};
pub use block::{
    Align, Block, BlockKind, Cell, Definition, Embed, EmbedKind, Figure, Footnote, Item, List, Row,
    Table,
};
pub use inline::{Image, ImageSource, Inline, Link, Target};
pub use post::{
    Date, Dates, FrontMatter, FrontMatterFormat, Meta, Newline, Person, Post, PostId, SourceFile,
    Translation, Zone,
};
pub use site::Site;
pub use value::Value;
