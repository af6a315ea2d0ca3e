//! postpress: Markdown posts in, feeds, a restorable archive and printable PDFs out.
//!
//! See `ARCHITECTURE.md` for the picture; the modules below are in reading order.

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
#[cfg(feature = "watch")]
pub mod watch;
