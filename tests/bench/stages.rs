//! How long each stage takes: `cargo bench`, or `cargo bench -- layout` for one.
//!
//! A synthetic post of about three pages, Korean and English, is made the same way each time; each
//! stage is run alone over it until half a second has passed, and the fastest of five rounds is
//! printed, which is what a quiet machine would show. Scanning, feeds and the archive are measured
//! on a blog of a hundred such posts, each with the reading and parsing that comes before it;
//! pictures on a screenshot and a photograph of twice the pixels that a page can show. "break" has
//! the shaping before it in it too, which "shape" has alone.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark asks the clock and prints what it found"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use postpress::assets;
use postpress::config::{self, Config};
use postpress::export::Format;
use postpress::export::archive::compact::compact;
use postpress::export::archive::write::{self, Rendered};
use postpress::export::feed_page::{self, Template};
use postpress::export::pdf::flow::{self, Column, Flow};
use postpress::export::pdf::font::Fonts;
use postpress::export::pdf::length::Abs;
use postpress::export::pdf::page::{Color, Tag};
use postpress::export::pdf::paginate::{self, List};
use postpress::export::pdf::paragraph::{
    self, Alignment, Family, ParagraphOptions, Piece, TextStyle,
};
use postpress::export::pdf::picture::{self, Limit};
use postpress::export::pdf::style::Style;
use postpress::export::pdf::subset;
use postpress::export::pdf::{self, Pictures};
use postpress::html;
use postpress::model::site::About;
use postpress::model::{Asset, Digest, Meta, Newline, Post, PostId, SourceFile};
use postpress::parse::{self, Input, Library, Resolved};
use postpress::pipeline::{self, Progress, Request};
use postpress::source::{self, front_matter};
use postpress::span::FileId;

/// Shortest time that a round takes.
const ROUND: Duration = Duration::from_millis(500);

/// Rounds of each stage.
const ROUNDS: usize = 5;

/// A blog without other files.
struct Alone;

impl Library for Alone {
    fn resolve(&self, _: &Meta, _: &str) -> Resolved {
        Resolved::Missing { instead: None }
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
    let html = || {
        let options = html::Options {
            asset_url: &|_| None,
            anchors: html::Anchors::default(),
            post_url: "https://example.org/a/",
        };
        html::render(&post.blocks, &post.footnotes, &options)
    };
    stage("html", &|| {
        black_box(html());
    });
    let page = html();
    let words = postpress::model::text::of_blocks(&post.blocks);
    let rendered = Rendered { html: &page, text: &words, pdf: None };
    stage("archive: document", &|| {
        black_box(write::document(&post, &rendered));
    });
    let document_of_post = write::document(&post, &rendered).file;
    stage("archive: document on a line", &|| {
        black_box(compact(&document_of_post));
    });
    let paragraphs: Vec<_> = words.split("\n\n").map(|words| [piece(words)]).collect();
    let options = running(style);
    stage("shape: all paragraphs", &|| {
        for pieces in &paragraphs {
            black_box(paragraph::widths(fonts, pieces, &options));
        }
    });
    stage("break: these into lines", &|| {
        for pieces in &paragraphs {
            black_box(paragraph::paragraph(fonts, pieces, &options, &mut Vec::new()));
        }
    });
    let strips = || {
        let mut flow = Flow::new(&post, &pictures, fonts, style);
        flow::blocks(&mut flow, Column::page(style), &post.blocks);
        List { strips: flow.strips, notes: Vec::new(), decorations: flow.decorations }
    };
    stage("flow: shape, break, place", &|| {
        black_box(strips());
    });
    let list = strips();
    stage("paginate", &|| {
        black_box(paginate::paginate(list.clone(), style));
    });
    stage("layout: all of these", &|| {
        black_box(pdf::layout(&about, &post, &pictures, fonts, style));
    });
    stage("subset: all faces", &|| {
        black_box(subset::subsets(&document, fonts));
    });
    stage("write: subset, pack, save", &|| {
        black_box(pdf::write::write(&document, fonts));
    });

    for (name, bytes) in [("a.png", screenshot()), ("b.jpg", photograph())] {
        let told = assets::measure(&bytes, name);
        let asset = Asset {
            path: name.to_owned(),
            media_type: told.media_type,
            bytes: bytes.len() as u64,
            sha256: Digest([0; 32]),
            size: told.size,
            orientation: told.orientation,
        };
        for (how, limit) in [("kept", Limit::NONE), ("reduced", Limit::of(&style.page, 300))] {
            stage(&format!("picture: {name} {how}"), &|| {
                black_box(picture::intake(&bytes, &asset, limit).expect("the picture is whole"));
            });
        }
    }

    let blog = tempfile::tempdir().expect("a folder for temporary files");
    for number in 0..BLOG {
        let folder = blog.path().join(format!("content/post-{number:03}"));
        std::fs::create_dir_all(&folder).expect("the folder is ours");
        std::fs::write(folder.join("index.md"), &text).expect("the folder is ours");
    }
    std::fs::write(blog.path().join("postpress.toml"), "[site]\nurl = 'https://example.org/'\n")
        .expect("the folder is ours");
    let config = config::load(blog.path()).expect("the settings are right").config;
    let out = blog.path().join("out");
    stage("100 posts: scan", &|| {
        black_box(source::scan(blog.path(), &config, &out));
    });
    let formats = [Format::Rss, Format::Atom, Format::JsonFeed, Format::Archive, Format::Pdf];
    for (name, formats) in [
        ("read and parse", &formats[..0]),
        ("and RSS", &formats[..1]),
        ("and Atom", &formats[1..2]),
        ("and JSON Feed", &formats[2..3]),
        ("and archive", &formats[3..4]),
        ("and handouts", &formats[4..]),
    ] {
        let request = Request {
            root: blog.path(),
            out: &out,
            config: &Config { feed: all_posts(&config), ..config.clone() },
            style,
            feed_page: &Template::default(),
            item: None,
            feed_css: feed_page::STYLESHEET,
            formats,
            publish: false,
            force: false,
            keep_going: true,
            prune: false,
            previous: &[],
            deny_changed_ids: false,
            remote: None,
            now: chrono::DateTime::UNIX_EPOCH + chrono::Days::new(36_500),
            program: None,
            lists: false,
        };
        stage(&format!("100 posts: {name}"), &|| {
            black_box(pipeline::on_threads(1, || pipeline::run(&request, &Quiet)))
                .expect("one thread")
                .expect("nothing is written");
        });
    }
}

/// Running text in the size that most styles have.
fn piece(words: &str) -> Piece {
    let style = TextStyle {
        family: Family::Body,
        bold: false,
        italic: false,
        emphasis: false,
        size: Abs::pt(10.0),
        color: Color::BLACK,
        rise: Abs::pt(0.0),
        underline: false,
        strike: false,
        background: None,
        frame: None,
        tracking: Abs::pt(0.0),
        silent: false,
    };
    Piece::Text { text: words.to_owned(), style, tag: Tag::Artifact, link: None }
}

/// A paragraph of the page's measure, even on both sides.
fn running(style: &Style) -> ParagraphOptions {
    ParagraphOptions {
        width: style.page.measure(),
        align: Alignment::Justify,
        first_indent: Abs::pt(0.0),
        hanging_indent: Abs::pt(0.0),
        right_to_left: None,
        language: "ko".to_owned(),
        hyphenate: true,
        preserve: false,
        wrap_mark: None,
        span: None,
    }
}

/// How many posts the blog has.
const BLOG: usize = 100;

/// Nobody watches.
struct Quiet;

impl Progress for Quiet {
    fn post(&self, _: usize, _: usize, _: &str) {}
}

/// Feeds that hold every post.
fn all_posts(config: &Config) -> config::FeedConfig {
    config::FeedConfig { limit: BLOG, max_bytes: usize::MAX, ..config.feed.clone() }
}

/// Sides of the pictures, in pixels.
const SIDES: (u16, u16) = (3840, 2160);

/// A PNG with an alpha channel: bars and gradients, most of it opaque.
fn screenshot() -> Vec<u8> {
    let (width, height) = (u32::from(SIDES.0), u32::from(SIDES.1));
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("in memory");
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let bar = (x / 37 * 83 + y / 23 * 151).to_le_bytes()[0];
            let shade = ((x + y) / 16).to_le_bytes()[0];
            [bar, shade, bar ^ shade, if x < 40 { 128 } else { 255 }]
        })
        .collect();
    writer.write_image_data(&pixels).expect("in memory");
    drop(writer);
    out
}

/// A JPEG with colours that hardly repeat.
fn photograph() -> Vec<u8> {
    let (width, height) = (u32::from(SIDES.0), u32::from(SIDES.1));
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|at| {
            let (x, y) = (at % width, at / width);
            [x * y / 4096, (x * x + y) / 8192, y / 9 + x % 7].map(|sample| sample.to_le_bytes()[0])
        })
        .collect();
    let mut out = Vec::new();
    jpeg_encoder::Encoder::new(&mut out, 85)
        .encode(&pixels, SIDES.0, SIDES.1, jpeg_encoder::ColorType::Rgb)
        .expect("in memory");
    out
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
        source: "bench.md".into(),
        url: "https://example.org/bench/".to_owned(),
        title: "빠르기를 재는 글".to_owned(),
        summary: String::new(),
        dates: postpress::model::Dates::default(),
        authors: [].into(),
        categories: [].into(),
        tags: [].into(),
        language: "ko".into(),
        draft: false,
        guid: String::new(),
        thumbnail: None,
        family: None,
        former: [].into(),
    };
    let source = SourceFile {
        bytes: text.len() as u64,
        sha256: Digest([0; 32]),
        encoding: "utf-8",
        newline: Newline::Lf,
        bom: false,
    };
    let front_matter = parts.front.map(|(matter, _)| matter);
    let input = Input {
        meta,
        source,
        text: text.to_owned(),
        front_matter,
        body: parts.body,
        translations: Vec::new(),
    };
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
