//! Names of outputs -> what browsers and readers are told that they are.

use crate::assets::media_type_of_name;
use crate::export::feed_format::FeedFormat;

/// The media type of an output, as `Content-Type` says it.
pub(super) fn of(path: &str) -> String {
    let kind = kind(path);
    // Sources of the archive may be in another encoding; a byte order mark says so, and goes first.
    let is_text = kind.starts_with("text/") || kind.ends_with("+xml") || kind == "application/xml";
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

fn kind(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(feed) = FeedFormat::ALL.into_iter().find(|feed| feed.owns(name)) {
        return feed.media_type();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref().unwrap_or_default() {
        // Never registered, and what readers ask for.
        "opml" => "text/x-opml",
        "ndjson" => "application/x-ndjson",
        "webmanifest" => "application/manifest+json",
        "toml" => "application/toml",
        "yaml" | "yml" => "application/yaml",
        "vtt" => "text/vtt",
        "mdx" => "text/markdown",
        "wasm" => "application/wasm",
        "woff" => "font/woff",
        "otf" => "font/otf",
        // `.ts` is a program in a blog's folder, and a film nowhere in it.
        "jsx" | "ts" | "tsx" | "py" | "rb" | "rs" | "go" | "c" | "h" | "sh" | "sql" | "tex" => {
            "text/plain"
        }
        _ => media_type_of_name(name).as_str(),
    }
}

/// Whether a type gets smaller by compression.
pub(super) fn shrinks(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default();
    kind.starts_with("text/")
        || kind.ends_with("+xml")
        || kind.ends_with("json")
        || matches!(
            kind,
            "application/xml"
                | "application/toml"
                | "application/yaml"
                | "application/wasm"
                | "font/ttf"
                | "font/otf"
                | "image/bmp"
                | "image/vnd.microsoft.icon"
        )
}

/// Whether a browser would run what is in a file of this type. Such files among the author's own
/// (a demonstration beside a post) are shown without, as they were not made to stand here.
pub(super) fn is_active(path: &str, media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default();
    let copied = path.starts_with("archive/") || path.starts_with("media/");
    copied && (kind == "text/html" || kind.ends_with("+xml") || kind == "application/xml")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn outputs_are_what_readers_expect() {
        for (path, kind) in [
            ("rss.xml", "application/rss+xml; charset=utf-8"),
            ("rss-2024.xml", "application/rss+xml; charset=utf-8"),
            ("categories/한글/atom.xml", "application/atom+xml; charset=utf-8"),
            ("feed.json", "application/feed+json"),
            ("feeds.opml", "text/x-opml; charset=utf-8"),
            ("feed.html", "text/html; charset=utf-8"),
            ("feed.css", "text/css; charset=utf-8"),
            ("pdf/a/b.pdf", "application/pdf"),
            ("archive/data/index.json", "application/json"),
            ("archive/data/posts.ndjson", "application/x-ndjson"),
            ("archive/bagit.txt", "text/plain; charset=utf-8"),
            ("archive/data/source/a/index.md", "text/markdown; charset=utf-8"),
            ("media/a.PNG", "image/png"),
            ("media/a.jpeg", "image/jpeg"),
            ("media/a.svg", "image/svg+xml; charset=utf-8"),
            ("media/a.webp", "image/webp"),
            ("media/a.avif", "image/avif"),
            ("media/a.mp4", "video/mp4"),
            ("media/a", "application/octet-stream"),
        ] {
            assert_eq!(of(path), kind, "{path}");
        }
    }
}
