//! A blog of any files through a whole build: its archive is whole, gives back every file of the
//! content folders byte for byte, and its feeds are read by strict parsers.
//!
//! Input: files, each behind a line `=== path`.

#![no_main]
#![allow(clippy::disallowed_methods, reason = "the folders are made for this")]

use std::fs;

use libfuzzer_sys::fuzz_target;
use postpress::config;
use postpress::export::Format;
use postpress::export::archive::read;
use postpress::export::feed_page::{self, Template};
use postpress::export::pdf::style::Style;
use postpress::pipeline::{self, Progress, Request};
use postpress::restore::{Options, restore, verify};
use postpress_fuzz::{check, folder, input};

/// Nobody watches.
struct Quiet;

impl Progress for Quiet {
    fn post(&self, _: usize, _: usize, _: &str) {}
}

fuzz_target!(|data: &[u8]| {
    let base = folder::new();
    let (root, out, back) =
        (base.path().join("blog"), base.path().join("out"), base.path().join("back"));
    fs::create_dir(&root).expect("the folder is ours");
    folder::fill(&root, &input::files(data));
    let Ok(loaded) = config::load(&root) else { return };
    let formats = [Format::Rss, Format::Atom, Format::JsonFeed, Format::Archive];
    let request = Request {
        root: &root,
        out: &out,
        config: &loaded.config,
        style: Style::builtin(),
        feed_page: &Template::default(),
        item: None,
        feed_css: feed_page::STYLESHEET,
        formats: &formats,
        publish: true,
        force: false,
        keep_going: true,
        prune: false,
        remote: None,
        previous: &[],
        deny_changed_ids: false,
        now: chrono::DateTime::UNIX_EPOCH + chrono::Days::new(20_000),
        program: None,
        lists: false,
    };
    let built = pipeline::on_threads(1, || pipeline::run(&request, &Quiet)).expect("a thread");
    let report = built.expect("an empty folder can be written");
    assert!(report.published.is_some(), "{:?}", report.diagnostics);

    let archive = out.join("archive");
    let verified = verify(&archive).expect("an archive was made");
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    restore(&archive, &back, Options::default()).expect("an archive that is whole can be restored");
    for file in &report.sources.files {
        let (was, is) = (fs::read(file.disk()), fs::read(back.join(&*file.path)));
        let was = was.expect("nothing was taken away");
        assert_eq!(is.ok(), Some(was), "{}", file.path);
    }
    let index = fs::read(archive.join("data/index.json")).expect("an archive has an index");
    let index = read::index("index.json", &index).expect("the index can be read");
    assert_eq!(index.posts.len(), report.posts);

    let known = !loaded.config.about.url.is_empty() && !loaded.config.about.publish_url.is_empty();
    for (path, bytes) in folder::tree(&out) {
        let is_feed = !path.starts_with("archive/")
            && !path.starts_with(".postpress/")
            && !path.starts_with("media/");
        let text = || std::str::from_utf8(&bytes).expect("feeds are UTF-8");
        let name = path.rsplit('/').next().unwrap_or(&path);
        match name {
            "rss.xml" if is_feed => drop(check::rss(text(), known)),
            "atom.xml" if is_feed => drop(check::atom(text(), known)),
            "feed.json" if is_feed => drop(check::json_feed(text(), known)),
            "feed.html" if is_feed => check::page(text()),
            _ => {}
        }
    }
});
