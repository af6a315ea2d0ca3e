//! The kinds of elements that Markdown and HTML open, until they end and become parts of the tree.

use crate::model::{Align, EmbedKind, Target};
use crate::span::Span;

/// What becomes of the children of an open element when it ends.
#[derive(Debug)]
pub(super) enum Container {
    /// The post itself, or anything that only groups: blocks.
    Group,
    /// Running text that only groups.
    Transparent,
    /// Nothing: scripts and styles.
    Dropped,
    Paragraph,
    Heading {
        level: u8,
        id: Option<String>,
    },
    Quote,
    Admonition(String),
    Code(Option<String>),
    List(Option<u64>),
    Item(Option<bool>),
    Table(Vec<Align>),
    TableHead,
    Row {
        head: bool,
        align: Align,
    },
    Cell {
        head: bool,
        columns: u16,
        rows: u16,
        align: Align,
    },
    Definitions,
    Term,
    Detail,
    Details,
    Caption,
    Figure,
    Embed {
        kind: EmbedKind,
        title: String,
        reference: Option<String>,
    },
    /// `<picture>`: the sources that it offers, those that hold always marked.
    Picture {
        sources: Vec<(bool, String)>,
        /// Whether its `<img>` was met.
        shown: bool,
    },
    Footnote(String),
    Emphasis,
    Strong,
    Strikethrough,
    /// `~text~`, which is no strikethrough here: tildes are ranges in Korean (`10~20`).
    Tildes,
    Underline,
    Mark,
    Small,
    Superscript,
    Subscript,
    Keyboard,
    InlineCode,
    Quotation,
    Parentheses,
    /// Text in angle brackets that is no address.
    Brackets,
    Link {
        target: Target,
        title: Option<String>,
    },
    Image {
        /// Where the author wrote what it shows.
        place: Span,
        reference: String,
        title: Option<String>,
    },
}
