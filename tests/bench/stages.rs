//! How long each stage takes: `cargo bench`, or `cargo bench -- layout` for one.
//!
//! A synthetic post of about three pages, Korean and English, is made the same way each time; each
//! stage is run alone over it until half a second has passed, and the fastest of five rounds is
//! printed, which is what a quiet machine would show.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark asks the clock and prints what it found"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use postpress::export::pdf::font::Fonts;
use postpress::export::pdf::style::Style;
use postpress::export::pdf::{self, Pictures};
use postpress::html;
use postpress::model::site::About;
use postpress::model::{Digest, Meta, Newline, Post, PostId, SourceFile};
use postpress::parse::{self, Input, Library, Resolved};
use postpress::source::front_matter;
use postpress::span::FileId;

/// Shortest time that a round takes.
const ROUND: Duration = Duration::from_millis(500);

/// Rounds of each stage.
const ROUNDS: usize = 5;

/// A blog without other files.
struct Alone;

impl Library for Alone {
    fn resolve(&self, _: &Meta, _: &str) -> Resolved {
        Resolved::Missing
    }

    fn site_url(&self) -> &'static str {
        "https://example.org/"
    }
}

fn main() {
    let only: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|o| name.contains(o.as_str()));
    let text = synthetic();
    let post = read(&text);
    let about = About { title: "Bench".to_owned(), ..About::default() };
    let (fonts, style, pictures) = (Fonts::builtin(), Style::builtin(), Pictures::new());
    let document = pdf::layout(&about, &post, &pictures, fonts, style).value;
    let pages = document.pages.len();
    println!("a post of {} bytes, {pages} pages", text.len());

    let stage = |name: &str, run: &dyn Fn()| {
        if wanted(name) {
            let best = (0..ROUNDS).map(|_| round(run)).min().unwrap_or_default();
            println!("{name:28} {:9.3} ms", best.as_secs_f64() * 1e3);
        }
    };
    stage("front matter", &|| {
        black_box(front_matter::read(&text, FileId(0)));
    });
    stage("parse: Markdown to model", &|| {
        black_box(read(&text));
    });
    stage("html", &|| {
        let options = html::Options {
            asset_url: &|_| None,
            anchors: html::Anchors::default(),
            post_url: "https://example.org/a/",
        };
        black_box(html::render(&post.blocks, &post.footnotes, &options));
    });
    stage("layout: shape, break, pages", &|| {
        black_box(pdf::layout(&about, &post, &pictures, fonts, style));
    });
    stage("write: subset, pack, save", &|| {
        black_box(pdf::write::write(&document, fonts));
    });
}

/// The time of one run, from as many as fill a round.
fn round(run: &dyn Fn()) -> Duration {
    let mut runs = 0;
    let started = Instant::now();
    while started.elapsed() < ROUND {
        run();
        runs += 1;
    }
    started.elapsed() / runs
}

fn read(text: &str) -> Post {
    let parts = front_matter::read(text, FileId(0)).value;
    let meta = Meta {
        id: PostId::new("bench"),
        file: FileId(0),
        source: "bench.md".to_owned(),
        url: "https://example.org/bench/".to_owned(),
        title: "빠르기를 재는 글".to_owned(),
        summary: String::new(),
        dates: postpress::model::Dates::default(),
        authors: Vec::new(),
        categories: Vec::new(),
        tags: Vec::new(),
        language: "ko".to_owned(),
        draft: false,
        guid: String::new(),
        thumbnail: None,
    };
    let source = SourceFile {
        bytes: text.len() as u64,
        sha256: Digest([0; 32]),
        encoding: "utf-8",
        newline: Newline::Lf,
        bom: false,
    };
    let front_matter = parts.front.map(|(matter, _)| matter);
    let input = Input { meta, source, text: text.to_owned(), front_matter, body: parts.body };
    parse::post(input, &Alone).value
}

/// A post that is the same each time: words are drawn from two short lists by a small generator.
fn synthetic() -> String {
    let korean: Vec<&str> =
        "글을 쓰는 사람은 도구가 조용하기를 바란다 그래서 우리는 빠르고 정확한 길을 택했다 종이에 찍힌 글자는 지울 수 없다"
            .split(' ')
            .collect();
    let english: Vec<&str> =
        "a page that is set with care reads faster than one that is merely filled with letters"
            .split(' ')
            .collect();
    let mut seed = 0x2545_f491_u32;
    let mut draw = |list: &[&str], count: usize| -> String {
        let words: Vec<&str> = (0..count)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                list[(seed >> 16) as usize % list.len()]
            })
            .collect();
        words.join(" ")
    };
    let mut text =
        String::from("---\ntitle: 빠르기를 재는 글\ndate: 2026-01-02\ntags: [bench, 글]\n---\n\n");
    for section in 1..=6 {
        let _ = write!(text, "## {section}. {}\n\n", draw(&korean, 4));
        for _ in 0..2 {
            let _ = write!(text, "{}.\n\n", draw(&korean, 45));
        }
        let _ = write!(text, "{} [link](https://example.org/{section}).\n\n", draw(&english, 60));
        for _ in 0..3 {
            let _ = writeln!(text, "- {}", draw(&korean, 8));
        }
        let _ = write!(
            text,
            "\n```rust\nfn main() {{\n    println!(\"{}\");\n}}\n```\n\n",
            draw(&english, 5)
        );
        if section % 3 == 0 {
            text.push_str("| a | b |\n| --- | ---: |\n");
            for row in 0..4 {
                let _ = writeln!(text, "| {} | {row} |", draw(&korean, 3));
            }
            text.push('\n');
        }
    }
    text
}
