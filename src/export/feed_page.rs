//! The site's feeds -> `feed.html`, for people who click on a feed: what it is, its addresses to
//! copy, the latest posts, and the tags that make the feeds findable from the blog's own pages.

use super::entry::Feed;
use super::xml;
use crate::html::escape::{push_attribute, push_text};
use crate::model::Meta;

/// One feed that the page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `RSS`, `Atom` or `JSON Feed`.
    pub name: String,
    /// Where it is served: absolute, or relative to the page.
    pub url: String,
    /// `application/rss+xml`, `application/atom+xml` or `application/feed+json`.
    pub media_type: String,
}

/// The words of the page in one language.
struct Words {
    language: &'static str,
    feeds: &'static str,
    what: &'static str,
    addresses: &'static str,
    latest: &'static str,
    home: &'static str,
    tags: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    feeds: "Feeds",
    what: "A feed tells a feed reader about new posts, so that you need not look for them. \
           Copy one of these addresses into your reader to subscribe; any of them will do.",
    addresses: "Addresses",
    latest: "Latest posts",
    home: "Read the blog",
    tags: "For the head of the blog’s own pages",
};

const KOREAN: Words = Words {
    language: "ko",
    feeds: "구독",
    what: "피드는 새 글이 올라오면 피드 리더에 알려 줍니다. 아래 주소 가운데 하나를 복사해 \
           리더에 붙여 넣으면 구독할 수 있습니다. 어느 것이든 내용은 같습니다.",
    addresses: "주소",
    latest: "최근 글",
    home: "블로그로 가기",
    tags: "블로그 페이지의 head에 넣는 태그",
};

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; \
font-family: system-ui, sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; user-select: all; }
pre { white-space: pre-wrap; padding: .75rem; border: 1px solid; border-radius: .25rem; }
dt { font-weight: bold; } dd { margin: 0 0 .75rem; }
time { opacity: .75; font-variant-numeric: tabular-nums; margin-right: .5rem; }
";

/// The page.
#[must_use]
pub fn render(feed: &Feed<'_>, addresses: &[Address], posts: &[Meta]) -> String {
    let korean =
        feed.language.split(['-', '_']).next().is_some_and(|l| l.eq_ignore_ascii_case("ko"));
    let words = if korean { KOREAN } else { ENGLISH };
    let alternates: String = addresses.iter().map(|address| alternate(feed, address)).collect();

    let mut out = format!("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n", words.language);
    out.push_str("<meta charset=\"utf-8\">\n");
    out.push_str(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
    );
    push_text(&mut out, &feed.title);
    out.push_str(" · ");
    out.push_str(words.feeds);
    out.push_str("</title>\n");
    out.push_str(&alternates);
    out.push_str("<style>\n");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<header>\n<h1>");
    push_text(&mut out, &feed.title);
    out.push_str("</h1>\n");
    if !feed.description.is_empty() {
        out.push_str("<p>");
        push_text(&mut out, &feed.description);
        out.push_str("</p>\n");
    }
    if !feed.home_url.is_empty() {
        out.push_str("<p>");
        link(&mut out, &feed.home_url, words.home);
        out.push_str("</p>\n");
    }
    out.push_str("</header>\n<main>\n");
    section(&mut out, words.addresses);
    out.push_str("<p>");
    out.push_str(words.what);
    out.push_str("</p>\n<dl>\n");
    for address in addresses {
        out.push_str("<dt>");
        link(&mut out, &address.url, &address.name);
        out.push_str("</dt>\n<dd><code>");
        push_text(&mut out, &xml::address(&address.url));
        out.push_str("</code></dd>\n");
    }
    out.push_str("</dl>\n</section>\n");
    if !posts.is_empty() {
        section(&mut out, words.latest);
        out.push_str("<ul>\n");
        for post in posts {
            out.push_str("<li>");
            if let Some(date) = &post.dates.published {
                let day = date.at.format("%Y-%m-%d");
                out.push_str(&format!("<time datetime=\"{day}\">{day}</time>"));
            }
            link(&mut out, &post.url, &post.title);
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n</section>\n");
    }
    section(&mut out, words.tags);
    out.push_str("<pre>");
    push_text(&mut out, alternates.trim_end());
    out.push_str("</pre>\n</section>\n</main>\n</body>\n</html>\n");
    out
}

/// Opens a section with its heading.
fn section(out: &mut String, heading: &str) {
    out.push_str("<section>\n<h2>");
    out.push_str(heading);
    out.push_str("</h2>\n");
}

fn link(out: &mut String, url: &str, words: &str) {
    out.push_str("<a href=\"");
    push_attribute(out, &xml::address(url));
    out.push_str("\">");
    push_text(out, words);
    out.push_str("</a>");
}

/// The tag by which browsers and readers find a feed from a page.
fn alternate(feed: &Feed<'_>, address: &Address) -> String {
    let mut out = String::from("<link rel=\"alternate\" type=\"");
    push_attribute(&mut out, &address.media_type);
    out.push_str("\" title=\"");
    push_attribute(&mut out, &xml::line(&feed.title));
    out.push_str(" (");
    push_attribute(&mut out, &address.name);
    out.push_str(")\" href=\"");
    push_attribute(&mut out, &xml::address(&address.url));
    out.push_str("\">\n");
    out
}
