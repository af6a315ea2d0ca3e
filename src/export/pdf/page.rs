//! Finished pages as plain data: where each glyph, line and picture stands, and what it means.
//!
//! Layout ends here and writing starts here. Positions are absolute, from the top left corner of
//! the page, y downwards. The order of the items of a page is the reading order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::length::Abs;
use super::picture::Picture;
use crate::model::PostId;

/// A laid out document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// What the document says of itself.
    pub info: Info,
    /// The pages, at least one.
    pub pages: Vec<Page>,
    /// The structure tree: `nodes[0]` is the root with [`Role::Document`]; a node comes after its
    /// parent.
    pub nodes: Vec<Node>,
    /// The headings, in order.
    pub outline: Vec<OutlineEntry>,
    /// Named places that links lead to.
    pub destinations: BTreeMap<String, Position>,
    /// The parts of pages in reading order, where that is not the order of the pages (a booklet);
    /// together they hold every item once. Empty where it is.
    pub parts: Vec<Part>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Index of the page.
    pub page: usize,
    /// The items, as indices into [`Page::items`].
    pub items: Range<usize>,
}

/// What a document says of itself.
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// Plain text, not empty.
    pub title: String,
    /// Names of those who wrote it.
    pub authors: Vec<String>,
    /// One or two sentences; may be empty.
    pub subject: String,
    /// Categories and tags.
    pub keywords: Vec<String>,
    /// BCP 47 tag of the text; `und` where it is not known.
    pub language: String,
    /// When the post came out.
    pub created: Option<DateTime<FixedOffset>>,
    /// When it last changed; the date of publication where nothing else is known.
    pub modified: Option<DateTime<FixedOffset>>,
    /// The address of the post; may be empty.
    pub url: String,
    /// The post's Markdown file, attached as its source: name and bytes.
    pub source: Option<(String, Vec<u8>)>,
}

/// One page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Width of the paper.
    pub width: Abs,
    /// Height of the paper.
    pub height: Abs,
    /// What is drawn, in reading order.
    pub items: Vec<Item>,
}

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// From the left edge.
    pub x: Abs,
    /// From the top edge.
    pub y: Abs,
}

/// A rectangle on a page.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: Abs,
    /// Top edge.
    pub y: Abs,
    /// Width, not negative.
    pub width: Abs,
    /// Height, not negative.
    pub height: Abs,
}

/// A place in the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Index of the page, from 0.
    pub page: usize,
    /// From the top edge of that page.
    pub y: Abs,
}

/// A heading in the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineEntry {
    /// 1 to 6; the outline nests by it, also where levels are skipped.
    pub level: u8,
    /// Plain text.
    pub title: String,
    /// Where it stands.
    pub position: Position,
}

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Color {
    /// Black.
    pub const BLACK: Self = Self::rgb(0, 0, 0);

    /// From its components.
    #[must_use]
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }
}

/// An index into [`Document::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// What an item means to a reader who cannot see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Nothing: running heads, folios, rules, backgrounds.
    Artifact,
    /// A part of a node's content.
    Node(NodeId),
}

/// A node of the structure tree (ISO 32000-1, 14.8.4).
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub role: Role,
    /// The node that it belongs to; only the root has none.
    pub parent: Option<NodeId>,
    /// What is said instead of a figure, formula or annotation.
    pub alt: Option<String>,
    /// Language, where it differs from the document's.
    pub language: Option<String>,
}

/// A standard structure type (ISO 32000-1, 14.8.4) with the attributes that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `Document`
    Document,
    /// `Part`
    Part,
    /// `Sect`
    Section,
    /// `H1` to `H6`
    Heading(u8),
    /// `P`
    Paragraph,
    /// `BlockQuote`
    BlockQuote,
    /// `L`, with its `ListNumbering`
    List {
        /// Whether its marks are numbers.
        numbered: bool,
    },
    /// `LI`
    ListItem,
    /// `Lbl`
    Label,
    /// `LBody`
    ListBody,
    /// `Table`
    Table,
    /// `TR`
    TableRow,
    /// `TH`, with its scope, and the columns and rows that it covers
    TableHead {
        /// Whether it heads a column; else it heads a row.
        column: bool,
        /// At least 1.
        columns: u16,
        /// At least 1.
        rows: u16,
    },
    /// `TD`, and the columns and rows that it covers
    TableData {
        /// At least 1.
        columns: u16,
        /// At least 1.
        rows: u16,
    },
    /// `Caption`
    Caption,
    /// `Figure`; its node has an `alt`
    Figure,
    /// `Formula`; its node has an `alt`
    Formula,
    /// `Code`
    Code,
    /// `Quote`, in a line
    Quote,
    /// `Span`
    Span,
    /// `Link`
    Link,
    /// `Note`
    Note,
    /// `Reference`
    Reference,
}

/// Something that is drawn, or that can be clicked on.
#[derive(Debug, Clone)]
pub enum Item {
    /// Glyphs of one face, size and colour.
    Text(TextRun),
    /// A filled rectangle.
    Fill {
        /// Where.
        rect: Rect,
        /// In which colour.
        color: Color,
        /// Corner radius.
        radius: Abs,
        /// Mostly an artifact.
        tag: Tag,
    },
    /// The outline of a rectangle.
    Stroke {
        /// The middle of the line.
        rect: Rect,
        /// In which colour.
        color: Color,
        /// How thick.
        thickness: Abs,
        /// Corner radius.
        radius: Abs,
        /// Mostly an artifact.
        tag: Tag,
    },
    /// A straight line.
    Line {
        /// From here.
        from: Point,
        /// To here.
        to: Point,
        /// In which colour.
        color: Color,
        /// How thick.
        thickness: Abs,
        /// Mostly an artifact.
        tag: Tag,
    },
    /// A picture, scaled to a rectangle.
    Picture {
        /// What is shown.
        picture: Arc<Picture>,
        /// Where, as it is drawn.
        rect: Rect,
        /// Which way up.
        turn: Turn,
        /// A figure's node.
        tag: Tag,
    },
    /// An area to click on.
    Link {
        /// Where.
        rect: Rect,
        /// Where it leads.
        target: LinkTarget,
        /// What it is called (`/Contents`); not empty.
        description: String,
        /// A node with [`Role::Link`].
        node: NodeId,
    },
}

/// Where a click leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// An absolute address in ASCII.
    Uri(String),
    /// A relative address in ASCII of another handout, which lies beside this one.
    Handout(String),
    /// A key of [`Document::destinations`].
    Destination(String),
    /// Another post of the same book: its id, and an anchor in it where one is meant.
    Within(PostId, Option<String>),
}

/// Which way up glyphs and pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// As the page is held.
    #[default]
    Upright,
    /// A quarter turn to the left: lines run from the foot of the page to its head.
    Left,
}

/// An index into [`super::font::Fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u8);

/// Glyphs of one face, size and colour on one baseline, in the order in which they are drawn.
#[derive(Debug, Clone)]
pub struct TextRun {
    /// The face.
    pub face: FaceId,
    /// The type size.
    pub size: Abs,
    /// Start of the baseline.
    pub origin: Point,
    /// Which way the baseline runs.
    pub turn: Turn,
    /// The colour.
    pub color: Color,
    /// Slant of an upright face set as italic: 0.0, or about 0.2.
    pub slant: f64,
    /// Thickness of an outline in the same colour, for bold text in a face without a bold weight;
    /// else zero.
    pub outline: Abs,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// The text that the glyphs stand for; spaces at a line's end included, so that what is copied
    /// or read aloud has its words apart.
    pub text: String,
    /// What it means.
    pub tag: Tag,
}

/// One glyph.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Its index in the face.
    pub id: u16,
    /// Its origin, from the run's origin along the baseline, in points.
    pub x: f32,
    /// Its origin, from the baseline to the side of capitals, in points.
    pub y: f32,
    /// The bytes of the run's text that it stands for; empty for the second and later glyphs of a
    /// cluster.
    pub text: Range<u32>,
}

impl Item {
    /// Moves the item.
    pub fn shift(&mut self, dx: Abs, dy: Abs) {
        let shift = |p: &mut Point| {
            p.x += dx;
            p.y += dy;
        };
        match self {
            Self::Text(run) => shift(&mut run.origin),
            Self::Line { from, to, .. } => {
                shift(from);
                shift(to);
            }
            Self::Fill { rect, .. }
            | Self::Stroke { rect, .. }
            | Self::Picture { rect, .. }
            | Self::Link { rect, .. } => {
                rect.x += dx;
                rect.y += dy;
            }
        }
    }

    /// Turns an upright item to the left, within a block of a width: what was at the block's top
    /// left corner is at its bottom left one.
    pub fn turn_left(&mut self, width: Abs) {
        let point = |p: &mut Point| *p = Point { x: p.y, y: width - p.x };
        let area = |r: &mut Rect| {
            *r = Rect { x: r.y, y: width - r.x - r.width, width: r.height, height: r.width };
        };
        match self {
            Self::Text(run) => {
                point(&mut run.origin);
                run.turn = Turn::Left;
            }
            Self::Line { from, to, .. } => {
                point(from);
                point(to);
            }
            Self::Picture { rect, turn, .. } => {
                area(rect);
                *turn = Turn::Left;
            }
            Self::Fill { rect, .. } | Self::Stroke { rect, .. } | Self::Link { rect, .. } => {
                area(rect);
            }
        }
    }
}
