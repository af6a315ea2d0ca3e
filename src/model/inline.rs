//! What stands in a line of text.

use std::sync::Arc;

use super::asset::Asset;
use super::post::PostId;

/// A piece of running text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain text. May hold control characters where the author wrote some; exporters whose format
    /// cannot hold them leave them out.
    Text(String),
    /// A line end in the source that is a space in print.
    SoftBreak,
    /// A line break that was asked for (`<br>`, two spaces, a backslash).
    LineBreak,
    /// `*emphasis*`
    Emphasis(Vec<Inline>),
    /// `**strong**`
    Strong(Vec<Inline>),
    /// `~~deleted~~`
    Strikethrough(Vec<Inline>),
    /// `<u>`, `<ins>`
    Underline(Vec<Inline>),
    /// `<mark>`
    Mark(Vec<Inline>),
    /// `<small>`
    Small(Vec<Inline>),
    /// `<sup>`
    Superscript(Vec<Inline>),
    /// `<sub>`
    Subscript(Vec<Inline>),
    /// `<kbd>`
    Keyboard(Vec<Inline>),
    /// `` `code` ``
    Code(String),
    /// A formula in TeX, without its delimiters.
    Math {
        /// The source.
        tex: String,
        /// Whether it stands on a line of its own (`$$…$$`).
        display: bool,
    },
    /// A link; its target was looked up.
    Link(Link),
    /// A picture in the line.
    Image(Image),
    /// The call of a footnote: an index into [`super::Post::footnotes`] and which call of it this
    /// is (0 for the first), so that every call has an id of its own to come back to.
    FootnoteCall {
        /// Index into the post's footnotes.
        footnote: usize,
        /// 0 for the first call of that footnote, 1 for the second…
        call: usize,
    },
    /// A place that links may lead to (`<a id="x">`, `<span id="x">`).
    Anchor(String),
}

/// A link with something to click on.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// The title that was given; shown as a tool tip.
    pub title: Option<String>,
    /// What is clicked on.
    pub content: Vec<Inline>,
}

/// Where a link leads, looked up.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// An absolute address with a scheme that readers follow, percent-encoded (ASCII only).
    Url(String),
    /// Another post of the site.
    Post {
        /// Its id: the handout beside this one is `pdf/<id>.pdf`.
        id: PostId,
        /// Its absolute address, with the fragment.
        url: String,
        /// The anchor in it, without `#`.
        fragment: Option<String>,
    },
    /// A place in the same post: an anchor that exists.
    Anchor(String),
    /// A local file.
    Asset(Arc<Asset>),
    /// Nothing that can be followed (a missing file, `javascript:`), as it was written. The
    /// content is shown as plain text.
    Dead(String),
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Where its pixels come from.
    pub source: ImageSource,
    /// Alternative text; empty for decoration, or where there is none.
    pub alt: String,
    /// The title that was given.
    pub title: Option<String>,
    /// Width that the author asked for in CSS pixels (`<img width=…>`).
    pub width: Option<u32>,
    /// Height that the author asked for in CSS pixels.
    pub height: Option<u32>,
}

/// Where the pixels of a picture come from.
#[derive(Debug, Clone, PartialEq)]
pub enum ImageSource {
    /// A local file.
    Local(Arc<Asset>),
    /// A picture on another server, by its absolute address.
    Remote(String),
    /// A picture elsewhere of which a copy is at hand: one that was fetched, or one that its own
    /// address holds (`data:`). Print shows the copy, all else the address.
    Copied {
        /// Its address.
        url: String,
        /// The copy; its path is the address, or stands for it.
        copy: Arc<Asset>,
        /// Its bytes, where no file holds them.
        bytes: Option<Arc<[u8]>>,
    },
    /// A file that does not exist or may not be read, as it was written.
    Missing(String),
}
