//! html/mod
