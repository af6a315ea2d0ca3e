//! PNG, JPEG, WebP, GIF, BMP, TIFF and ICO, by their first bytes: measured, read for print as they
//! are and made smaller, and drawn on a page that a strict reader opens.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress_fuzz::picture;

fuzz_target!(|data: &[u8]| picture::check(data, "a.bin"));
