//! What becomes of each way to write an address.

use std::ops::Range;
use std::sync::Arc;

use super::markdown;
use crate::model::{
    Asset, Dates, Digest, MediaType, Meta, Newline, Orientation, Post, PostId, SourceFile,
};
use crate::parse::{Library, Resolved};
use crate::span::FileId;

/// `pic.png` and `a b.png` are files, `../other/` is a post, nothing else is there.
struct Files;

impl Library for Files {
    fn resolve(&self, _: &Meta, reference: &str) -> Resolved {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        match path.replace("%20", " ").trim_start_matches("./") {
            name @ ("pic.png" | "a b.png" | "x(1).png") => Resolved::Asset {
                asset: Arc::new(Asset {
                    path: format!("content/p/{name}"),
                    media_type: MediaType::Png,
                    bytes: 1,
                    sha256: Digest([0; 32]),
                    size: None,
                    orientation: Orientation::Normal,
                }),
                exact: true,
            },
            "../other/" => Resolved::Post {
                id: PostId::new("other"),
                url: "https://b.example/other/".to_owned(),
                fragment: (!fragment.is_empty()).then(|| fragment.to_owned()),
            },
            _ => Resolved::Missing { instead: None },
        }
    }

    fn site_url(&self) -> &'static str {
        "https://b.example/"
    }
}

fn post(text: &str, body: Range<usize>) -> Post {
    Post {
        meta: Meta {
            id: PostId::new("p"),
            file: FileId(0),
            source: "content/p/index.md".into(),
            url: "https://b.example/p/".to_owned(),
            title: "P".to_owned(),
            summary: String::new(),
            dates: Dates::default(),
            authors: [].into(),
            categories: [].into(),
            tags: [].into(),
            language: "".into(),
            draft: false,
            guid: "tag:x".to_owned(),
            thumbnail: None,
            family: None,
            former: [].into(),
        },
        source: SourceFile {
            bytes: 0,
            sha256: Digest([0; 32]),
            encoding: "utf-8",
            newline: Newline::Lf,
            bom: false,
        },
        text: text.to_owned(),
        front_matter: None,
        body,
        title: Vec::new(),
        title_heading: None,
        translations: Vec::new(),
        blocks: Vec::new(),
        footnotes: Vec::new(),
        mentions: Vec::new(),
        cover: None,
        summary: String::new(),
        warnings: Vec::new(),
    }
}

#[test]
fn destinations_are_replaced_and_nothing_else() {
    let file_url = |asset: &Asset| {
        format!(
            "https://b.example/m/{}",
            asset.path.rsplit('/').next().unwrap().replace(' ', "%20")
        )
    };
    for (written, expected) in [
        ("[a](../other/) b", "[a](https://b.example/other/) b"),
        ("[a](../other/#x \"t (1)\")", "[a](https://b.example/other/#x \"t (1)\")"),
        ("[a](#top)", "[a](https://b.example/p/#top)"),
        ("[a](/about)", "[a](https://b.example/about)"),
        ("![*a* `](b)`](<a b.png>)", "![*a* `](b)`](https://b.example/m/a%20b.png)"),
        ("![a](./x\\(1\\).png)", "![a](<https://b.example/m/x(1).png>)"),
        (
            "[![a](pic.png)](../other/)",
            "[![a](https://b.example/m/pic.png)](https://b.example/other/)",
        ),
        ("[a\\]: b](pic.png)", "[a\\]: b](https://b.example/m/pic.png)"),
        (
            "[a][r] and [r] ![p][q]\n\n[r]: ../other/ 'T'\n[q]:\n  <pic.png>",
            "[a][r] and [r] ![p][q]\n\n[r]: https://b.example/other/ 'T'\n[q]:\n  https://b.example/m/pic.png",
        ),
        (
            "> - [a](pic.png)\n>   | [b](pic.png) |\n",
            "> - [a](https://b.example/m/pic.png)\n>   | [b](https://b.example/m/pic.png) |\n",
        ),
        (
            "<p>\n<img alt='1' src='pic.png' srcset=\"pic.png 1x, pic.png 2x\">\n<a href=../other/>x</a>\n</p>",
            "<p>\n<img alt='1' src='https://b.example/m/pic.png' srcset=\"https://b.example/m/pic.png 1x, \
             https://b.example/m/pic.png 2x\">\n<a href=\"https://b.example/other/\">x</a>\n</p>",
        ),
        ("a <img src=\"pic.png\"> b", "a <img src=\"https://b.example/m/pic.png\"> b"),
        // What is absolute, code, or nothing that is there stays as it is.
        (
            "[a](https://x.example/?a&b) <https://x.example>",
            "[a](https://x.example/?a&b) <https://x.example>",
        ),
        ("`[a](pic.png)`\n\n    [a](pic.png)\n", "`[a](pic.png)`\n\n    [a](pic.png)\n"),
        (
            "[a](javascript:x) [b](@/no.md) [c]({{ x }})",
            "[a](javascript:x) [b](@/no.md) [c]({{ x }})",
        ),
        (
            "한글 [a]( pic.png )[^1]\n\n[^1]: [n](pic.png)",
            "한글 [a]( https://b.example/m/pic.png )[^1]\n\n[^1]: [n](https://b.example/m/pic.png)",
        ),
    ] {
        let text = format!("---\nx\n---\n{written}");
        let post = post(&text, text.len() - written.len()..text.len());
        assert_eq!(markdown(&post, &Files, &file_url), expected);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_keeps_its_length_in_lines(text in "[\\[\\]()<>!a# \n`\"'=./|:^-]{0,60}") {
        let range = 0..text.len();
        let new = markdown(&post(&text, range), &Files, &|_| "https://b.example/f".to_owned());
        proptest::prop_assert!(new.matches('\n').count() <= text.matches('\n').count());
    }
}
