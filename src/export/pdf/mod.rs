//! A post on paper.

pub mod flow;
pub mod font;
pub mod length;
pub mod page;
pub mod paragraph;
pub mod picture;
