//! export/json_feed
