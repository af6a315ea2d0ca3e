//! The settings: `postpress.toml`, and what is found out without one from the configurations of
//! site generators, which may be programs; style sheets and templates.
//!
//! Input: files, each behind a line `=== path`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress::config;
use postpress::export::feed_page::Template;
use postpress::export::item::Wrapper;
use postpress::export::pdf::style::Style;
use postpress::source;
use postpress_fuzz::{folder, input};

fuzz_target!(|data: &[u8]| {
    let root = folder::new();
    let files = input::files(data);
    folder::fill(root.path(), &files);
    for (path, bytes) in &files {
        let text = input::text(bytes);
        match &**path {
            "templates/handout.toml" => drop(Style::parse(&text)),
            "templates/feed.html" => drop(Template::parse(&text)),
            "templates/item.html" => drop(Wrapper::parse(&text)),
            config::FILE => drop(config::parse(&text, "x")),
            _ => {}
        }
    }
    let Ok(loaded) = config::load(root.path()) else { return };
    // What `init` would write.
    if loaded.file.is_none() {
        let written = config::write(&loaded.config);
        match config::parse(&written, "x") {
            Ok(again) => assert_eq!(again, loaded.config, "{written}"),
            Err(error) => panic!("{error}\n{written}"),
        }
    }
    let out = root.path().join("out");
    let scanned = source::scan(root.path(), &loaded.config, &out);
    for entry in scanned.value.files.iter().chain(&scanned.value.statics) {
        assert!(entry.disk().starts_with(&scanned.value.root) || entry.disk().is_file());
    }
});
