//! HTML in Markdown to the model, and to the HTML of feeds: nothing that acts gets through.
//!
//! Input: a line of options, then the post.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress_fuzz::post;

fuzz_target!(|data: &[u8]| post::check(data));
