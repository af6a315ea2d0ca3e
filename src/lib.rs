//! postpress: Markdown posts in, feeds, a restorable archive and printable PDFs out.
//!
//! See `ARCHITECTURE.md` for the picture; the modules below are in reading order.
//!
//! The program is a thin command line over [`pipeline::run`]. What it finds in a blog's folder,
//! with nothing written:
//!
//! ```
//! use std::path::Path;
//!
//! use postpress::config;
//! use postpress::diag::Severity;
//! use postpress::export::Format;
//! use postpress::export::feed_page::{STYLESHEET, Template};
//! use postpress::export::pdf::style::Style;
//! use postpress::pipeline::{self, Progress, Request};
//!
//! struct Silent;
//!
//! impl Progress for Silent {
//!     fn post(&self, _done: usize, _of: usize, _id: &str) {}
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let root = Path::new(".");
//! let request = Request {
//!     root,
//!     out: &root.join("out"),
//!     config: &config::load(root)?.config,
//!     style: Style::builtin(),
//!     feed_page: &Template::default(),
//!     item: None,
//!     feed_css: STYLESHEET,
//!     formats: &[Format::Atom],
//!     publish: false,
//!     force: false,
//!     keep_going: true,
//!     prune: false,
//!     previous: &[],
//!     deny_changed_ids: false,
//!     remote: None,
//!     now: chrono::DateTime::UNIX_EPOCH + chrono::Days::new(21_000),
//!     program: None,
//!     lists: false,
//! };
//! let report = pipeline::on_threads(0, || pipeline::run(&request, &Silent))??;
//! println!("{} posts, {} errors", report.posts, report.count(Severity::Error));
//! # assert!(report.posts > 0 && report.published.is_none());
//! # Ok(())
//! # }
//! ```

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests make, change and remove files of their own")
)]

pub mod artifact;
pub mod assets;
pub mod cli;
pub mod config;
pub mod diag;
pub mod export;
pub mod folder;
pub mod html;
pub mod limits;
pub mod model;
pub mod output;
pub mod parse;
pub mod pipeline;
pub mod previous;
pub mod restore;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod span;
pub mod stamp;
mod table;
#[cfg(feature = "watch")]
pub mod watch;
