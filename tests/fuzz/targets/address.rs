//! Dates, names and addresses of posts, with the customs of every generator.
//!
//! Input: a line of options, then lines: pattern, path of the file, date, title, slug, the address
//! that the front matter gives, category.

#![no_main]

use chrono::Datelike as _;
use chrono_tz::Tz;
use libfuzzer_sys::fuzz_target;
use postpress::artifact::OutPath;
use postpress::config::{Config, Generator};
use postpress::model::site::About;
use postpress::parse::permalink::{self, Parts};
use postpress::parse::{dates, ids};
use postpress_fuzz::input;
use url::Url;

const ZONES: &[Tz] = &[Tz::UTC, Tz::Asia__Seoul, Tz::America__St_Johns, Tz::Pacific__Apia];

fuzz_target!(|data: &[u8]| {
    let (mut options, rest) = input::options(data);
    let names: Vec<_> = Generator::names().filter_map(Generator::named).collect();
    let generator = input::choose(&mut options, &names);
    let zone = input::choose(&mut options, ZONES);
    let site = input::choose(&mut options, &["https://example.org/", "https://a.example/b/", ""]);
    let text = input::text(rest);
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();

    let pattern = line();
    let source = Some(line()).filter(|path| input::is_writable(path)).unwrap_or("content/a.md");
    let written = line();
    let date = dates::parse(written, zone).ok();
    if let Some(date) = &date {
        assert!((1..=9999).contains(&date.at.year()), "{date:?}");
        let again = dates::parse(&date.at.to_rfc3339(), zone);
        assert_eq!(again.map(|again| again.at), Ok(date.at), "{written:?}");
    }
    if let Some(day) = dates::day_alone(written, zone) {
        assert!(!day.has_time);
    }

    let wish = ids::wish(source);
    let path = format!("pdf/{wish}.pdf");
    assert!(OutPath::new(path.clone()).is_ok(), "{path:?}");
    if let Some((day, _)) = permalink::undated(source) {
        let _ = dates::parse(&day, zone);
    }

    let pattern = if permalink::check(pattern).is_ok() { pattern } else { generator.pattern() };
    let config = Config {
        generator,
        permalink: pattern.to_owned(),
        about: About { url: site.to_owned(), ..About::default() },
        ..Config::default()
    };
    let (title, slug, address, category) = (line(), line(), line(), line());
    let bare = source.rsplit_once('.').map_or(source, |(bare, _)| bare);
    let parts = Parts {
        source,
        path: bare,
        suffix: None,
        title,
        date: date.as_ref(),
        slug: Some(slug).filter(|slug| !slug.is_empty()),
        address: Some(address).filter(|address| !address.is_empty()),
        categories: &[category.to_owned()],
        author: title,
        language: "ko",
        front: None,
    };
    let url = permalink::url(&config, &parts);
    assert!(url.is_ascii() && !url.contains(char::is_whitespace), "{url:?}");
    if site.is_empty() && !url.contains("://") {
        assert!(url.starts_with('/'), "{url:?}");
    }
    let base = if site.is_empty() { "https://example.org/" } else { site };
    let parsed = Url::parse(base).and_then(|base| base.join(&url)).expect("an address");
    // A browser asks for what is written.
    assert!(site.is_empty() || parsed.as_str() == url, "{url:?} is read as {parsed}");
});
