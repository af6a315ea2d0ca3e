//! Bytes to text, front matter in all its dialects, and the header that is made of it.
//!
//! Input: a line of options, then the file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress::config::{Config, Generator};
use postpress::source::front_matter::{self, FileFormat};
use postpress::source::{self};
use postpress::span::FileId;
use postpress_fuzz::blog::Blog;
use postpress_fuzz::check::{self, OneFile};
use postpress_fuzz::input;

/// Paths that tell a header something: a date, a language, a draft, an address.
const PATHS: &[&str] = &[
    "content/a/index.md",
    "content/2024-02-30-a.ko.md",
    "_posts/2023-01-02-b-c.markdown",
    "_drafts/x.md",
    "content/2024/05/06/d.mdx",
    "content/글 하나/index.zh-Hans.md",
];

const GENERATORS: &[Generator] = &[
    Generator::Plain,
    Generator::Hugo,
    Generator::Jekyll,
    Generator::Zola,
    Generator::Hexo,
    Generator::Docusaurus,
    Generator::Eleventy,
    Generator::Pelican,
];

fuzz_target!(|data: &[u8]| {
    let (mut options, file) = input::options(data);
    let path = input::choose(&mut options, PATHS);
    let generator = input::choose(&mut options, GENERATORS);

    let decoded = source::decode(file.to_vec(), FileId(0));
    let text = decoded.value.text;
    check::findings(&decoded.diagnostics, &OneFile(&text));
    let read = front_matter::read(&text, FileId(0));
    check::findings(&read.diagnostics, &OneFile(&text));
    check::parts(&read.value, &text);
    assert_eq!(front_matter::read(&text, FileId(0)), read, "the same text, another result");
    for format in [FileFormat::Yaml, FileFormat::Toml, FileFormat::Json] {
        let _ = front_matter::data(&text, format);
    }

    let permalink = generator.pattern().to_owned();
    let config = Config { generator, permalink, ..Config::default() };
    let blog = Blog::with(config, &[(path.into(), file)]);
    check::findings(&blog.findings, &blog);
    for meta in blog.site.posts() {
        assert!(!meta.title.is_empty() && !meta.title.contains('\n'), "{:?}", meta.title);
        assert!(!meta.guid.is_empty());
        assert!(meta.url.is_ascii(), "{}", meta.url);
    }
});
