//! The sample posts on paper: what stands where on which page.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::memory::{Ledger, Recall};
use super::{catalog, library, pictures, produce};
use crate::config;
use crate::export::pdf::dump::dump;
use crate::export::pdf::font::Fonts;
use crate::export::pdf::layout;
use crate::export::pdf::style::Style;
use crate::model::Site;
use crate::source::{self, Index};

#[test]
fn the_pages_of_the_sample_are_as_they_were_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = config::load(root).expect("the sample has settings").config;
    let sources = source::scan(root, &config, &root.join("out")).value;
    let index = Index::new(&sources, &config);
    let mut diagnostics = Vec::new();
    let (recall, now) = (Recall::default(), DateTime::<Utc>::MAX_UTC);
    let nothing = (&recall, &mut Ledger::none());
    let catalog = catalog::read(&sources, &config, now, &|_| None, nothing, &mut diagnostics);
    let site = Site::assemble(config.about.clone(), catalog.metas);
    let (stand_ins, fronts) = (&catalog.stand_ins, &catalog.fronts);
    let texts = produce::Texts { sources: &sources, stand_ins, fronts };
    let files = library::Files::new(&index, &site, &config, texts, None, &recall);
    let style = Style::builtin().clone().on(config.pdf.paper);
    assert_eq!(site.posts().len(), 7);
    let alike = BTreeSet::new();
    let found = produce::Found { texts, files: &files, alike: &alike, recall: &recall };
    for meta in site.posts() {
        let post = produce::read(&found, &site, meta, &mut diagnostics);
        let shelf = pictures::Shelf::new(&style, config.pdf.images_max_ppi);
        let shown = shelf.of(&post, &style, &files);
        let document = layout(&site.about, &post, &shown, Fonts::builtin(), &style);
        let golden = root.join(format!("tests/ref/pdf/{}.txt", meta.id));
        let expected = snapbox::Data::read_from(&golden, Some(snapbox::data::DataFormat::Text));
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(dump(&document.value), expected.raw());
    }
}
