//! What a page promises, whatever the text: each case is a small post in Markdown, laid out, and
//! would fail if its rule were not kept.

mod breaks;
mod code;
mod figures;
mod notes;
mod tables;

use std::sync::Arc;

use postpress::diag::{Checked, Diagnostic};
use postpress::export::pdf::font::Fonts;
use postpress::export::pdf::page::{Document, Item, Page, Rect, Tag, TextRun, Turn};
use postpress::export::pdf::picture::{Limit, intake};
use postpress::export::pdf::style::Style;
use postpress::export::pdf::{Pictures, layout};
use postpress::model::site::About;
use postpress::model::{
    Asset, Dates, Digest, MediaType, Meta, Newline, Orientation, PixelSize, Post, PostId,
    SourceFile,
};
use postpress::parse::{self, Input, Library, Resolved};
use postpress::span::FileId;

/// A folder with a picture for every name of the form `<width>x<height>.svg`.
struct Folder;

impl Library for Folder {
    fn resolve(&self, _: &Meta, reference: &str) -> Resolved {
        let name = reference.trim_start_matches("./");
        let Some((width, height)) = name.strip_suffix(".svg").and_then(|n| n.split_once('x'))
        else {
            return Resolved::Missing { instead: None };
        };
        let mut digest = [0; 32];
        digest[..name.len()].copy_from_slice(name.as_bytes());
        let asset = Asset {
            path: name.to_owned(),
            media_type: MediaType::Svg,
            bytes: 1,
            sha256: Digest(digest),
            size: Some(PixelSize {
                width: width.parse().expect("a width in pixels"),
                height: height.parse().expect("a height in pixels"),
            }),
            orientation: Orientation::Normal,
        };
        Resolved::Asset { asset: Arc::new(asset), exact: true }
    }

    fn site_url(&self) -> &'static str {
        "https://blog.example/"
    }
}

/// A post in a language.
fn post(markdown: &str, language: &str) -> Post {
    let input = Input {
        meta: Meta {
            id: PostId::new("post"),
            file: FileId(0),
            source: "content/post/index.md".into(),
            url: "https://blog.example/post/".to_owned(),
            title: "The title".to_owned(),
            summary: String::new(),
            dates: Dates::default(),
            authors: [].into(),
            categories: [].into(),
            tags: [].into(),
            language: language.into(),
            draft: false,
            guid: "tag:x".to_owned(),
            thumbnail: None,
            family: None,
            former: [].into(),
        },
        source: SourceFile {
            bytes: markdown.len() as u64,
            sha256: Digest([0; 32]),
            encoding: "utf-8",
            newline: Newline::Lf,
            bom: false,
        },
        text: markdown.to_owned(),
        front_matter: None,
        body: 0..markdown.len(),
        translations: Vec::new(),
    };
    parse::post(input, &Folder).value
}

/// A post laid out in a style, and what was found.
fn lay(markdown: &str, language: &str, style: &Style) -> (Document, Vec<Diagnostic>) {
    let post = post(markdown, language);
    let mut pictures = Pictures::new();
    for name in markdown.split(['(', ')']).filter(|name| !name.contains(char::is_whitespace)) {
        let Resolved::Asset { asset, .. } = Folder.resolve(&post.meta, name) else { continue };
        let size = asset.size.expect("every picture here has one");
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{}' height='{}'>\
             <rect width='9' height='9'/></svg>",
            size.width, size.height
        );
        let picture = intake(svg.as_bytes(), &asset, Limit::NONE).expect("the picture is sound");
        pictures.insert(asset.path.clone(), Ok(Arc::new(picture)));
    }
    let about = About { title: "A blog".into(), ..About::default() };
    let Checked { value, diagnostics } = layout(&about, &post, &pictures, Fonts::builtin(), style);
    (value, diagnostics)
}

/// An English post on A4.
fn set(markdown: &str) -> Document {
    lay(markdown, "en", Style::builtin()).0
}

/// So many paragraphs of one line each.
fn short(count: usize) -> String {
    (0..count).fold(String::new(), |text, i| text + &format!("short {i}\n\n"))
}

/// A paragraph of several lines, known by its name.
fn long(name: &str) -> String {
    format!("{name} {}\n\n", "words that fill the lines of a page ".repeat(8).trim_end())
}

/// The texts of a page that are read, in reading order.
fn runs(page: &Page) -> impl Iterator<Item = &TextRun> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) if run.tag != Tag::Artifact => Some(run),
        _ => None,
    })
}

/// The upright lines of a page that are read, running head and foot left out.
fn lines(page: &Page) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for run in runs(page).filter(|run| run.turn == Turn::Upright) {
        let y = run.origin.y.to_pt();
        match lines.last_mut() {
            Some((last, words)) if (*last - y).abs() < 0.01 => words.push_str(&run.text),
            _ => lines.push((y, run.text.clone())),
        }
    }
    lines.into_iter().map(|(_, words)| words.trim().to_owned()).collect()
}

/// How many lines of a page begin with a word.
fn count(page: &Page, start: &str) -> usize {
    lines(page).iter().filter(|line| line.starts_with(start)).count()
}

/// The pages, from 0, with a line that holds some words.
fn pages_of(document: &Document, words: &str) -> Vec<usize> {
    let holds = |page: &Page| lines(page).iter().any(|line| line.contains(words));
    let pages = document.pages.iter().enumerate();
    pages.filter(|(_, page)| holds(page)).map(|(i, _)| i).collect()
}

/// The page where some words stand first.
fn page_of(document: &Document, words: &str) -> usize {
    let pages = pages_of(document, words);
    *pages.first().unwrap_or_else(|| panic!("{words:?} is on no page"))
}

/// How far down text and pictures of a page reach, as a share of its text height; notes count.
fn reach(page: &Page) -> f64 {
    let style = Style::builtin().page;
    let foot = page.items.iter().fold(0.0, |foot: f64, item| match item {
        Item::Text(run) if run.tag != Tag::Artifact => foot.max(run.origin.y.to_pt()),
        Item::Picture { rect, .. } => foot.max((rect.y + rect.height).to_pt()),
        _ => foot,
    });
    (foot - style.top.to_pt()) / style.depth().to_pt()
}

/// The pictures of a page that belong to the text.
fn pictures(page: &Page) -> Vec<Rect> {
    let shown = page.items.iter().filter_map(|item| match item {
        // The QR code beside the title is square and small.
        Item::Picture { rect, .. } if rect.width != rect.height => Some(*rect),
        _ => None,
    });
    shown.collect()
}

/// Nothing is drawn outside of the margins, running head and foot left out.
fn inside_the_margins(document: &Document, style: &Style) {
    let (side, slack) = (style.page.side.to_pt(), 0.1);
    let right = style.page.width.to_pt() - side;
    let (top, foot) = (style.page.top.to_pt(), (style.page.height - style.page.bottom).to_pt());
    for page in &document.pages {
        for run in runs(page) {
            let (x, y) = (run.origin.x.to_pt(), run.origin.y.to_pt());
            let along = run.glyphs.last().map_or(0.0, |glyph| f64::from(glyph.x));
            let (end_x, end_y) = match run.turn {
                Turn::Upright => (x + along, y),
                Turn::Left => (x, y - along),
            };
            let inside = x >= side - slack
                && end_x <= right + slack
                && y <= foot + slack
                && y >= top - slack
                && end_y >= top - slack;
            assert!(inside, "{:?} at {x:.1},{y:.1} to {end_x:.1},{end_y:.1}", run.text);
        }
    }
}
