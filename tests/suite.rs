//! The one test binary: the program from outside, and the layers of its source.
#![allow(clippy::disallowed_methods, reason = "tests make, change and remove files of their own")]
#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the names of outputs are in lower case"
)]

mod support;

mod suite {
    mod any_text;
    mod architecture;
    mod archive;
    mod book;
    mod cli;
    mod content;
    mod determinism;
    mod docs;
    mod feed_checks;
    mod feed_content;
    mod feed_ids;
    mod feeds;
    mod findings;
    mod front_matter;
    mod hostile;
    mod incremental;
    mod kept;
    mod links;
    mod markdown;
    mod old_archives;
    mod outside;
    mod pages;
    mod pictures;
    mod publish;
    mod report;
    mod restore;
    #[cfg(feature = "serve")]
    mod serve;
    mod shell;
    mod templates;
    mod translations;
    #[cfg(feature = "watch")]
    mod watch;
}
