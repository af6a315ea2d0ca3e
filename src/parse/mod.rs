//! One file into one post.

pub mod dates;
pub mod header;
pub mod ids;
pub mod permalink;
pub mod plain;
