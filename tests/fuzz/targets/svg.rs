//! SVG: measured, read for print, and drawn on a page that a strict reader opens.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress_fuzz::picture;

fuzz_target!(|data: &[u8]| picture::check(data, "a.svg"));
