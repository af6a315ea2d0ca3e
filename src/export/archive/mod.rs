//! export/archive/mod
