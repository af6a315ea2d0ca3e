//! Markdown to the model: CommonMark, GFM and what blogs add, with the HTML that is made of it.
//!
//! Input: a line of options, then the post.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress_fuzz::post;

fuzz_target!(|data: &[u8]| post::check(data));
