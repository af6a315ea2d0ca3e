//! Liquid, Hugo, Zola, Hexo, MDX, kramdown and wiki links, written anew as Markdown.
//!
//! Input: a line of options, then the post.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress_fuzz::post;

fuzz_target!(|data: &[u8]| post::check(data));
