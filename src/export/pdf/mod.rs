//! A post on paper.

pub mod flow;
pub mod font;
pub mod length;
pub mod page;
pub mod paragraph;
pub mod picture;
pub mod write;

mod attach;
mod content;
mod finish;
mod metadata;
mod number;
mod outline;
mod srgb;
mod structure;
mod subset;
mod svg;
mod truetype;
