//! The exporters: pure functions of the model.

pub mod archive;
pub mod atom;
pub mod entry;
pub mod json_feed;
pub mod pdf;
pub mod rss;
