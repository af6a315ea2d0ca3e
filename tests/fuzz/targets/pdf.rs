//! A post on paper: laid out, put on sheets and written; the pages that were laid out are those
//! that a strict reader finds.
//!
//! Input: a line of options, then files, each behind a line `=== path`.

#![no_main]

use std::sync::{Arc, Mutex, PoisonError};

use libfuzzer_sys::fuzz_target;
use postpress::config::{Imposition, LinkNotes, Paper, Theme};
use postpress::export::pdf::font::Fonts;
use postpress::export::pdf::picture::{Limit, intake};
use postpress::export::pdf::style::Style;
use postpress::export::pdf::{self, Pictures, dump};
use postpress_fuzz::blog::Blog;
use postpress_fuzz::{check, input};

/// A theme, which is read once.
fn themed(theme: Theme) -> Style {
    static READ: Mutex<Vec<(Theme, Style)>> = Mutex::new(Vec::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, style)) = read.iter().find(|(other, _)| *other == theme) {
        return style.clone();
    }
    let style = Style::parse_over("", theme).expect("the themes are valid");
    read.push((theme, style.clone()));
    style
}

fuzz_target!(|data: &[u8]| {
    let (mut options, rest) = input::options(data);
    let theme = input::choose(&mut options, &[Theme::Default, Theme::Large, Theme::Compact]);
    let paper = input::choose(&mut options, &[Paper::A4, Paper::A5, Paper::Letter]);
    let links =
        input::choose(&mut options, &[LinkNotes::List, LinkNotes::Footnotes, LinkNotes::None]);
    let imposition =
        input::choose(&mut options, &[Imposition::None, Imposition::TwoUp, Imposition::Booklet]);
    let line_numbers = input::choose(&mut options, &[false, true]);

    let blog = Blog::new(&input::files(rest));
    let sheet = blog.file("templates/handout.toml").map(input::text);
    let style = sheet.and_then(|sheet| Style::parse_over(&sheet, theme).ok());
    let mut style = style.unwrap_or_else(|| themed(theme)).on(paper).with_links(links);
    style.line_numbers = line_numbers;
    let Some(meta) = blog.site.posts().first() else { return };
    let (post, _) = blog.post(meta);
    let pictures: Pictures = blog
        .assets()
        .filter(|asset| asset.media_type.is_image())
        .map(|asset| {
            let bytes = blog.file(&asset.path).unwrap_or_default();
            (asset.path.clone(), intake(bytes, asset, Limit::of(&style.page, 72)).map(Arc::new))
        })
        .collect();
    let (about, fonts) = (&blog.site.about, Fonts::builtin());
    let laid = pdf::layout(about, &post, &pictures, fonts, &style);
    check::findings(&laid.diagnostics, &blog);
    let pages = laid.value.pages.len();
    assert!(pages > 0, "a handout has a page");
    let text = dump::dump(&laid.value);
    assert!(!text.contains("NaN") || post.text.contains("NaN"), "{text}");
    let (bytes, sheets) = pdf::file(laid.value, fonts, imposition);
    assert!(if imposition == Imposition::None { sheets == pages } else { sheets <= pages + 3 });
    postpress_fuzz::pdf::check(&bytes, sheets);
});
