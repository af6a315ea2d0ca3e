//! source/mod
