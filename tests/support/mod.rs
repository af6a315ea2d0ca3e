//! What the tests share.

pub(crate) mod rust_source;
