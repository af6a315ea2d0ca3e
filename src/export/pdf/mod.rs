//! A post on paper.

pub mod flow;
pub mod font;
pub mod length;
pub mod page;
pub mod paragraph;
pub mod picture;
mod bidi;
mod code_line;
mod collect;
mod emoji;
mod fallback;
mod fit;
mod hyphen;
mod line;
mod linebreak;
mod script;
mod shape;
