//! export/atom
