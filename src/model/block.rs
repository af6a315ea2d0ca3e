//! What stands on lines of its own.

use super::inline::{Image, Inline, Target};
use crate::span::Span;

/// A block of a post and the bytes of the file that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where the author wrote it.
    pub span: Span,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text that is no paragraph: in a tight list item, a table cell, a `<summary>`.
    Plain(Vec<Inline>),
    /// A heading.
    Heading {
        /// 1 to 6, as written.
        level: u8,
        /// Unique in the post; what `#…` links lead to.
        anchor: String,
        /// The words.
        content: Vec<Inline>,
    },
    /// A block of code.
    Code {
        /// The language's name, lower case, without attributes.
        language: Option<String>,
        /// The code, without a last line end.
        text: String,
    },
    /// A block quotation.
    Quote(Vec<Block>),
    /// A note, tip or warning that stands out.
    Admonition {
        /// `note`, `tip`, `important`, `warning`, `caution`, or the author's own word.
        kind: String,
        /// The title that was given; exporters use the kind's name where it is empty.
        title: Vec<Inline>,
        /// What it says.
        content: Vec<Block>,
    },
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A picture of its own, with a caption.
    Figure(Figure),
    /// Something closed that can be opened; always open on paper.
    Details {
        /// The line that shows when it is closed.
        summary: Vec<Inline>,
        /// What is inside.
        content: Vec<Block>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A formula in TeX on a line of its own, without its delimiters.
    Math(String),
    /// A video, a sound or another page in a frame.
    Embed(Embed),
    /// A line across.
    Rule,
}

/// A bulleted or numbered list.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The first number, where the list is numbered.
    pub start: Option<u64>,
    /// The items.
    pub items: Vec<Item>,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// For a task list: whether it is done.
    pub task: Option<bool>,
    /// What it says. A tight item starts with [`BlockKind::Plain`].
    pub content: Vec<Block>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Alignment of each column; its length is the number of columns, at least 1.
    pub columns: Vec<Align>,
    /// The rows of the head; may be none.
    pub head: Vec<Row>,
    /// The other rows.
    pub body: Vec<Row>,
    /// A caption; empty where there is none.
    pub caption: Vec<Inline>,
}

/// A row of a table; its cells' spans add up to at most the number of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// From the first column on.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Whether it heads its row or column.
    pub head: bool,
    /// How many columns it covers, at least 1.
    pub columns: u16,
    /// How many rows it covers, at least 1.
    pub rows: u16,
    /// How its text is set; [`Align::Natural`] leaves it to its column.
    pub align: Align,
    /// What is in it; mostly one [`BlockKind::Plain`].
    pub content: Vec<Block>,
}

impl Cell {
    /// How its text is set as a cell that begins in a column.
    #[must_use]
    pub fn align_in(&self, columns: &[Align], column: usize) -> Align {
        match self.align {
            Align::Natural => columns.get(column).copied().unwrap_or(Align::Natural),
            own => own,
        }
    }
}

/// How the text of a column or a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Not given.
    Natural,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A picture with its caption.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The pictures, mostly one.
    pub images: Vec<Image>,
    /// Where a click on the picture leads.
    pub link: Option<Target>,
    /// The caption: a `<figcaption>`, else the alternative text of the one picture; empty where
    /// there is neither.
    pub caption: Vec<Inline>,
}

/// A term and its meanings.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The words that are explained.
    pub terms: Vec<Vec<Inline>>,
    /// What they mean.
    pub details: Vec<Vec<Block>>,
}

/// Something that paper cannot play.
#[derive(Debug, Clone, PartialEq)]
pub struct Embed {
    /// What it is: `video`, `audio` or `frame`.
    pub kind: EmbedKind,
    /// A title, or its server's name.
    pub title: String,
    /// Where it is.
    pub target: Target,
}

/// What is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmbedKind {
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Another page (`<iframe>`, `<embed>`, `<object>`).
    Frame,
}

/// A footnote, in the order in which the text calls them; its number is its index plus one.
#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    /// The label that the author gave it.
    pub label: String,
    /// How often the text calls it; at least 1.
    pub calls: usize,
    /// What it says.
    pub content: Vec<Block>,
}
