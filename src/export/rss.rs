//! export/rss
