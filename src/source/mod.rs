//! source/mod
pub mod limits;
