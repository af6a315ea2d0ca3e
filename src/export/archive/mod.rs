//! The archive: a BagIt 1.0 bag (RFC 8493) with the sources as they were and a JSON document of
//! each post.
//!
//! [`mod@write`] turns the model into documents, [`bag`] makes a bag of them, [`read`] takes the
//! documents back, [`mod@compact`] puts one on a line, and [`list`] lists them all. Nothing here touches a file: [`crate::restore`] does, and what publishes.

pub mod bag;
pub mod compact;
pub mod list;
pub mod read;
pub mod schema;
pub mod write;
