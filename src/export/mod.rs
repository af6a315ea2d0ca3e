//! The exporters: pure functions of the model.

pub mod archive;
pub mod atom;
pub mod category;
pub mod entry;
pub mod feed_page;
pub mod json_feed;
pub mod opml;
pub mod pdf;
pub mod rss;
pub mod xml;

#[cfg(test)]
mod feed_tests;
