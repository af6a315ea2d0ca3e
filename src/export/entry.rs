//! export/entry
