//! Blocks -> an HTML fragment, for feeds, the archive and previews.
//!
//! What comes out is safe by construction: the elements and attributes are those that
//! [`write`] names and no others, every text and attribute value is escaped, and characters that
//! XML 1.0 forbids are dropped, so that the fragment can stand in any feed. Nothing here knows
//! which output the fragment is for; where files and anchors are addressed is asked of
//! [`Options`].

pub mod data_uri;
pub mod escape;
mod write;

use crate::model::{Asset, Block, Footnote};

/// How a fragment addresses what is not text.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The address of a local file; with `None` a picture is replaced by its alternative text, a
    /// link by its content.
    pub asset_url: &'a dyn Fn(&Asset) -> Option<String>,
    /// How places in the post are named and linked.
    pub anchors: Anchors<'a>,
    /// The address of the post. Relative addresses are resolved against it where it is absolute;
    /// where it is not, links to them on a page with other posts are their words alone.
    pub post_url: &'a str,
}

/// How places in the post are named and linked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anchors<'a> {
    /// Part of every id, so that two posts on one page do not share any. May be empty.
    pub prefix: &'a str,
    /// Where set, links to headings lead to this page instead of into the fragment: to the page's
    /// own anchors, without the prefix.
    pub page: Option<&'a str>,
    /// The same for footnotes and the ways back from them: to `#fn-<label>`, as remark names them.
    pub notes_page: Option<&'a str>,
}

/// Blocks and their footnotes as an HTML fragment.
///
/// The depth of nesting is bounded by the parser, and with it the depth of recursion here.
#[must_use]
pub fn render(blocks: &[Block], footnotes: &[Footnote], options: &Options<'_>) -> String {
    let mut out = String::new();
    render_into(&mut out, blocks, footnotes, options);
    out
}

/// Appends what [`render`] returns.
pub fn render_into(
    out: &mut String,
    blocks: &[Block],
    footnotes: &[Footnote],
    options: &Options<'_>,
) {
    write::document(out, blocks, footnotes, options);
}
