//! No text breaks the pass, and text without a marker is not its business.

use proptest::prelude::*;

use super::{Context, rewrite};
use crate::model::{Dates, Meta, PostId};
use crate::parse::{Library, Resolved};
use crate::span::FileId;

struct Nothing;

impl Library for Nothing {
    fn resolve(&self, _: &Meta, reference: &str) -> Resolved {
        if reference == "known" {
            Resolved::Unreadable(String::new())
        } else {
            Resolved::Missing { instead: None }
        }
    }

    fn site_url(&self) -> &'static str {
        "https://example.org/"
    }

    fn named(&self, name: &str) -> Option<String> {
        (name == "b").then(|| "/content/b.md".to_owned())
    }
}

fn meta(source: &str) -> Meta {
    Meta {
        id: PostId::new("post"),
        file: FileId(0),
        source: source.into(),
        url: "https://example.org/post/".to_owned(),
        title: "T".to_owned(),
        summary: String::new(),
        dates: Dates::default(),
        authors: [].into(),
        categories: [].into(),
        tags: [].into(),
        language: "en".into(),
        draft: false,
        guid: "tag:x".to_owned(),
        thumbnail: None,
        family: None,
        former: [].into(),
    }
}

/// Rewrites a text and asks where each of its characters is from.
fn check(text: &str) {
    for source in ["post.md", "post.mdx"] {
        let meta = meta(source);
        let context = Context { meta: &meta, library: &Nothing, front: None };
        let Some(new) = rewrite(text, 7, &context) else { continue };
        let mut last = 7;
        for (at, c) in new.text.char_indices() {
            let place = new.map.range(at..at + c.len_utf8());
            assert!(place.start >= last && place.end <= 7 + text.len(), "{text:?} {at} {place:?}");
            assert!(text.is_char_boundary(place.start - 7), "{text:?} {at} {place:?}");
            last = place.start;
        }
    }
}

const FRAGMENTS: &[&str] = &[
    "{{< a ",
    ">}}",
    "{{< /a >}}",
    "{% highlight x %}",
    "{% endhighlight %}",
    "{% raw %}",
    "{%",
    "%}",
    "{% endraw %}",
    "{{ site.url }}",
    "{{",
    "}}",
    "{:",
    " .a #b}",
    "\n",
    "\n\n",
    "## h\n",
    "* TOC\n",
    "{:toc}",
    "[[b]]",
    "[[",
    "]]",
    "![[b|3]]",
    "</Tabs.Tab",
    "<Tabs.Tab>",
    "==",
    "a",
    "한",
    "\\(",
    "\\)",
    "\\\\[",
    "\\\\]",
    "`",
    "```\n",
    "<a b={",
    "}>",
    "<pre>",
    "</pre>",
    "import x from 'y'\n",
    "export const a = {",
    "{/*",
    "*/}",
    "\"",
    "'",
    "    ",
    "> ",
    "- ",
    "{'x'}",
    "<!-- more -->",
    "[TOC]",
    "{% b %}",
    "{% endb %}",
    "\n:::tip t\n",
    "\n> :::\n",
    "\n:x\n",
];

proptest! {
    #[test]
    fn no_text_breaks_the_pass(parts in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..24)) {
        check(&parts.concat());
    }

    #[test]
    fn text_without_a_marker_is_left_alone(
        text in "([a-zA-Z0-9한글][a-zA-Z0-9 .,;:!?*_#`한글-]{0,60}\n){0,4}"
    ) {
        let meta = meta("post.md");
        let context = Context { meta: &meta, library: &Nothing, front: None };
        prop_assert!(rewrite(&text, 0, &context).is_none());
    }
}

#[test]
fn long_texts_of_markers_take_no_long_time() {
    for marker in [
        "{{",
        "{% a %}",
        "{% raw %}",
        "{: ",
        "[[",
        "==a",
        "\\",
        "\\(",
        "<a b={",
        "<pre>",
        "{\"",
        "export const a = {\n\n",
        "{{< a >}}",
        "{{ a(b=\"",
        "[TOC]",
    ] {
        let text = marker.repeat(200_000 / marker.len());
        for source in ["post.md", "post.mdx"] {
            let meta = meta(source);
            let context = Context { meta: &meta, library: &Nothing, front: None };
            let _ = rewrite(&text, 0, &context);
        }
    }
}
