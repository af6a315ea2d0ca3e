//! What tags, shortcodes and components stand for: their names are many, the things they show few.

use super::tags::Arguments;
use crate::config::Form;

/// Servers whose shortcodes name no more than an id: the address with `$` for it, and a title.
const SERVERS: &[(&str, &str, &str)] = &[
    ("youtube", "https://www.youtube.com/watch?v=$", "YouTube"),
    ("yt", "https://www.youtube.com/watch?v=$", "YouTube"),
    ("youtubeplayer", "https://www.youtube.com/watch?v=$", "YouTube"),
    ("vimeo", "https://vimeo.com/$", "Vimeo"),
    ("bilibili", "https://www.bilibili.com/video/$", "bilibili"),
    ("gist", "https://gist.github.com/$", "Gist"),
    ("codepen", "https://codepen.io/pen/$", "CodePen"),
    ("jsfiddle", "https://jsfiddle.net/$", "JSFiddle"),
    ("tweet", "https://twitter.com/i/status/$", "Tweet"),
    ("twitter", "https://twitter.com/i/status/$", "Tweet"),
    ("x", "https://twitter.com/i/status/$", "Tweet"),
    ("instagram", "https://www.instagram.com/p/$/", "Instagram"),
    ("asciinema", "https://asciinema.org/a/$", "asciinema"),
    ("spotify", "https://open.spotify.com/$", "Spotify"),
];

/// What a name stands for in most blogs.
pub(super) fn known(name: &str) -> Option<Form> {
    let name = name.to_ascii_lowercase();
    if SERVERS.iter().any(|(known, _, _)| *known == name) {
        return Some(Form::Embed);
    }
    Some(match name.as_str() {
        "figure" | "img" | "image" | "picture" | "asset_img" | "fig" | "imgcap" | "photo"
        | "responsive_image" | "resize_image" => Form::Figure,
        "details" | "expand" | "collapse" | "spoiler" | "fold" | "folding" | "accordion" => {
            Form::Details
        }
        "blockquote" | "quote" | "pullquote" | "epigraph" => Form::Quote,
        "notice" | "callout" | "alert" | "hint" | "admonition" | "admonitions" | "note" | "tip"
        | "info" | "warning" | "danger" | "caution" | "important" | "aside" => Form::Note,
        "highlight" | "codeblock" | "code" | "sourcecode" | "prism" | "mermaid" | "console"
        | "terminal" | "plantuml" | "graphviz" => Form::Code,
        "katex" | "math" | "mathjax" | "latex" => Form::Math,
        "video" | "iframe" | "audio" | "embed" | "movie" => Form::Embed,
        "button" | "asset_link" | "post_link" | "linkcard" => Form::Link,
        "tab" | "tabitem" | "step" => Form::Section,
        "raw" | "verbatim" => Form::Raw,
        "comment" | "toc" | "more" | "clear" | "clearfix" | "capture" | "load-photoswipe"
        | "adsense" => Form::Drop,
        "tabs" | "rawhtml" | "html" | "center" | "markdown" | "div" | "columns" | "column"
        | "lead" | "gallery" | "steps" | "tabgroup" | "unsafe" | "nospace" | "spaceless"
        | "filter" => Form::Text,
        _ => return None,
    })
}

/// What a paired shortcode whose name is not known seems to hold: code, where the name says so.
pub(super) fn looks_like_code(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let part = |word: &str| name.split(['-', '_']).any(|part| part == word);
    ["code", "high", "hl", "highlight", "source", "listing", "snippet", "shell", "cmd"]
        .iter()
        .any(|word| part(word))
}

/// The language of a block of code: `highlight go "…"`, `codeblock lang:js Title`, `code-rust x`.
pub(super) fn language(name: &str, arguments: &Arguments) -> String {
    if let Some(named) = arguments.get(&["lang", "language", "type"]) {
        return word(named);
    }
    let prefixed = |text: &&str| text.starts_with("lang:") || text.starts_with("language:");
    if let Some(text) = arguments.values().find(prefixed) {
        return word(text.split_once(':').map_or("", |(_, language)| language));
    }
    match name.to_ascii_lowercase().as_str() {
        name @ ("mermaid" | "plantuml" | "graphviz" | "console") => return name.to_owned(),
        // What stands behind `codeblock` of Hexo is a title.
        "codeblock" => return String::new(),
        name => {
            if let Some((_, suffix)) = name.rsplit_once('-').filter(|(first, _)| *first == "code") {
                return word(suffix);
            }
        }
    }
    arguments.at(0).map_or_else(String::new, word)
}

/// What stands above a block of Hexo's: its title and a link, as in `codeblock Title https://… text`.
/// Nothing for other tags, and where none is written.
pub(super) fn code_caption(name: &str, arguments: &Arguments) -> Option<String> {
    if !name.eq_ignore_ascii_case("codeblock") {
        return None;
    }
    let is_option = |text: &&String| {
        let name = text.split_once(':').map(|(name, _)| name);
        name.is_some_and(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
            && !text.contains("://")
    };
    let words: Vec<&str> =
        arguments.plain.iter().filter(|text| !is_option(text)).map(String::as_str).collect();
    let place = words.iter().position(|text| text.contains("://"));
    let title = words[..place.unwrap_or(words.len())].join(" ");
    let title = (!title.is_empty()).then(|| format!("<strong>{}</strong>", escape(&title)));
    let link = place.map(|place| {
        let text = words[place + 1..].join(" ");
        link(words[place], if text.is_empty() { words[place] } else { &text })
    });
    let parts: Vec<String> = [title, link].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("<p>{}</p>", parts.join(" ")))
}

fn word(text: &str) -> String {
    let fits = |c: &char| c.is_alphanumeric() || "+#-_.".contains(*c);
    text.trim().chars().take_while(fits).take(30).collect()
}

/// Whether a value is the path of a picture.
pub(super) fn is_picture(value: &str) -> bool {
    let path = value.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let known = ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"];
    ending.is_some_and(|e| known.contains(&e.as_str())) && !path.contains(['{', '}', '\n'])
}

/// The picture that a shortcode shows, as HTML; nothing where it names none.
pub(super) fn figure(arguments: &Arguments) -> Option<String> {
    let source = arguments
        .get(&["src", "url", "path", "image", "image_path", "file", "link_to_image"])
        .filter(|value| is_picture(value));
    let named = source.or_else(|| arguments.values().find(|value| is_picture(value)));
    let place = arguments.plain.iter().position(|value| Some(value.as_str()) == named);
    let source = named.or_else(|| arguments.get(&["src", "url", "path", "image"]))?;
    // Behind a source without a name come its size and its title (Hexo).
    let behind = place.map_or(&[][..], |place| &arguments.plain[place + 1..]);
    let numbers = behind.iter().take_while(|text| text.parse::<u32>().is_ok()).count();
    let title = behind.get(numbers).map(|_| behind[numbers..].join(" "));
    let mut image = format!("<img src=\"{}\"", attribute(source));
    let alt = arguments.get(&["alt", "alttext", "title"]).or(title.as_deref());
    image.push_str(&format!(" alt=\"{}\"", attribute(alt.unwrap_or_default())));
    for (name, place) in [("width", 0), ("height", 1)] {
        let given = arguments
            .get(&[name])
            .or(behind.get(place).filter(|_| place < numbers).map(String::as_str));
        if let Some(size) =
            given.map(|text| text.trim_end_matches("px")).filter(|t| t.parse::<u32>().is_ok())
        {
            image.push_str(&format!(" {name}=\"{size}\""));
        }
    }
    image.push('>');
    if let Some(link) = arguments.get(&["link", "href"]) {
        image = format!("<a href=\"{}\">{image}</a>", attribute(link));
    }
    let caption = arguments.get(&["caption", "title", "figcaption"]);
    let credit = arguments.get(&["attr", "credit"]);
    if caption.is_none() && credit.is_none() {
        return Some(image);
    }
    let mut words: Vec<String> =
        caption.into_iter().map(|text| escape(&super::super::plain::plain(text))).collect();
    if let Some(credit) = credit {
        let credit = escape(&super::super::plain::plain(credit));
        words.push(match arguments.get(&["attrlink"]) {
            Some(link) => format!("<a href=\"{}\">{credit}</a>", attribute(link)),
            None => credit,
        });
    }
    Some(format!("<figure>{image}<figcaption>{}</figcaption></figure>", words.join(" ")))
}

/// The page of another server that a shortcode shows, as HTML.
pub(super) fn embed(name: &str, arguments: &Arguments) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let address = arguments.get(&["src", "url", "href", "link", "mp4", "webm", "file"]);
    let plain = arguments.plain.iter().find(|text| text.contains("://") || text.starts_with('/'));
    let address = address.or(plain.map(String::as_str));
    let title = arguments.get(&["title", "caption", "alt"]);
    if let Some((_, pattern, server)) = SERVERS.iter().find(|(known, _, _)| *known == name) {
        let user = arguments.get(&["user", "username"]);
        let id = arguments.get(&["id", "tweet", "video", "videoid", "slug", "pen"]);
        let id = id.or(arguments.at(0)).or(address)?;
        // Hugo's `gist user id` names both, Hexo's `gist id` one.
        let id = match (name.as_str(), arguments.plain.as_slice()) {
            ("gist", [user, id, ..]) if !id.contains('.') => format!("{user}/{id}"),
            ("codepen", _) if user.is_some() => {
                return Some(link(
                    &format!("https://codepen.io/{}/pen/{id}", user.unwrap_or_default()),
                    "CodePen",
                ));
            }
            _ => id.to_owned(),
        };
        let address = if id.contains("://") { id } else { pattern.replace('$', &id) };
        return Some(match name.as_str() {
            "youtube" | "yt" | "youtubeplayer" | "vimeo" | "bilibili" => {
                frame(&address, title.unwrap_or(server))
            }
            _ => link(&address, title.unwrap_or(server)),
        });
    }
    let address = address.or(arguments.at(0))?;
    Some(match name.as_str() {
        "video" | "movie" => format!("<video src=\"{}\"></video>", attribute(address)),
        "audio" => format!("<audio src=\"{}\"></audio>", attribute(address)),
        _ => frame(address, title.unwrap_or_default()),
    })
}

fn frame(address: &str, title: &str) -> String {
    format!("<iframe src=\"{}\" title=\"{}\"></iframe>", attribute(address), attribute(title))
}

/// A link as HTML.
pub(super) fn link(address: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", attribute(address), escape(text))
}

/// Who is quoted, as HTML; nothing where no one is named: `quote Author, Source https://… Title`.
pub(super) fn credit(written: &str, arguments: &Arguments) -> Option<String> {
    let place = arguments.plain.iter().position(|text| text.contains("://"));
    // The author's own commas are between the words.
    let words = if arguments.named.is_empty() && !written.trim_start().starts_with('(') {
        let end = written.find("http").unwrap_or(written.len());
        written[..end].trim().trim_matches('"').to_owned()
    } else {
        arguments.plain[..place.unwrap_or(arguments.plain.len())].join(" ")
    };
    let author = arguments.get(&["author", "name", "by", "cite"]).unwrap_or(words.trim());
    let source = arguments.get(&["source", "title"]).map(str::to_owned).or_else(|| {
        let behind = arguments.plain.get(place? + 1..)?.join(" ");
        (!behind.is_empty()).then_some(behind)
    });
    let address = arguments.get(&["link", "url", "href"]);
    let address = address.or(place.map(|at| arguments.plain[at].as_str()));
    let mut parts = Vec::new();
    if !author.is_empty() {
        parts.push(escape(author));
    }
    match (address, source) {
        (Some(address), source) => parts.push(link(address, source.as_deref().unwrap_or(address))),
        (None, Some(source)) => parts.push(escape(&source)),
        (None, None) => {}
    }
    (!parts.is_empty()).then(|| format!("<p>— {}</p>", parts.join(", ")))
}

/// A text as it stands between tags; nothing in it is Markdown either.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push(' '),
            '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '$' | '{' | '}' | '=' | '|' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// A text as the value of an attribute in double quotes.
pub(super) fn attribute(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace(['\n', '\r'], " ")
}

/// A reference as the target of a Markdown link: nothing in it ends the link.
pub(super) fn target(reference: &str) -> String {
    let mut out = String::with_capacity(reference.len());
    for c in reference.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '"' | '\'' | '\\' | '\n' | '*' | '_' | '`' | '['
            | ']' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}
