//! The model into the documents of the archive.
//!
//! Documents are UTF-8 with LF line ends; keys stand in the order of the types in
//! [`super::schema`], so that the same post gives the same bytes.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::schema::{
    AssetInfo, Author, Content, DateInfo, FORMAT, FORMAT_VERSION, FileEntry, FootnoteInfo,
    FrontMatterInfo, Heading, IndexEntry, LinkInfo, Moment, PostDocument, SourceInfo,
    TranslationInfo,
};
use crate::artifact::{MAX_PART, OutPath};
use crate::export::json;
use crate::model::site::About;
use crate::model::walk::{self, Visitor};
use crate::model::{
    Block, BlockKind, Date, Digest, FrontMatterFormat, Link, Mention, MentionSource, Meta, Newline,
    Person, Post, Role, Target, Translation, Value, Zone, text,
};

/// The folder of the bag below the output folder.
pub const FOLDER: &str = "archive";

/// Deepest nesting of front matter that is written as data; what is deeper is `null` there, and
/// whole in `raw`. JSON readers refuse more than 128 levels, of which the document takes four.
const MAX_DEPTH: usize = 100;

/// How many bytes of a name that is too long for other systems are kept in front of its digest.
const KEPT_OF_LONG_NAME: usize = 180;

/// What other exporters made of a post, and where.
#[derive(Debug, Clone, Copy)]
pub struct Rendered<'a> {
    /// The post as HTML.
    pub html: &'a str,
    /// The post as plain text.
    pub text: &'a str,
    /// Its handout relative to the output folder, where one is made.
    pub pdf: Option<&'a str>,
}

/// Where the document of a post goes, relative to the output folder.
#[must_use]
pub fn document_path(id: &str) -> String {
    format!("{FOLDER}/data/posts/{id}.json")
}

/// Where the bytes of a source file go, relative to the bag: `data/source/` and its path.
///
/// Every other system shall be able to unpack the bag, and `sha256sum -c` to check it. So a
/// backslash, a colon, a control character and a percent sign (which manifests would have to
/// escape) are written as `=` and two hexadecimal digits for each byte, and so is an equals sign
/// that would read as such; a name of more than 240 bytes is cut and ends in a digest of the
/// whole. The index keeps the real path beside this one, and that is what `restore` goes by.
#[must_use]
pub fn stored_path(path: &str) -> String {
    let mut out = String::from("data/source");
    for part in path.split('/') {
        out.push('/');
        let name = stored_name(part);
        if name.len() <= MAX_PART {
            out.push_str(&name);
            continue;
        }
        let kept = (0..=KEPT_OF_LONG_NAME).rev().find(|&i| name.is_char_boundary(i)).unwrap_or(0);
        let digest = Digest(Sha256::digest(part.as_bytes()).into()).to_string();
        // The ending stays readable where it is short.
        let ending = match name.rfind('.') {
            Some(dot) if name.len() - dot <= 10 => &name[dot..],
            _ => "",
        };
        let _ = write!(out, "{}~{}{ending}", &name[..kept], &digest[..16]);
    }
    out
}

/// Where a file goes whose path some systems take for that of another one: its stored path, with
/// a digest of the real path in the name.
#[must_use]
pub fn stored_path_apart(path: &str) -> String {
    let plain = stored_path(path);
    let (folder, name) = plain.rsplit_once('/').unwrap_or(("", &plain));
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= 10 => name.split_at(dot),
        _ => (name, ""),
    };
    let kept = (0..=KEPT_OF_LONG_NAME).rev().find(|&i| stem.is_char_boundary(i)).unwrap_or(0);
    let stem = if stem.len() > kept { &stem[..kept] } else { stem };
    let digest = Digest(Sha256::digest(path.as_bytes()).into()).to_string();
    format!("{folder}/{stem}~{}{ending}", &digest[..16])
}

/// Where a file goes that is kept though another one has its path, or some system takes another
/// one's place for its own.
#[must_use]
pub fn stored_path_kept(path: &str, sha256: &str) -> String {
    let name = stored_path_apart(path);
    let name = name.rsplit('/').next().unwrap_or_default();
    format!("data/source/~kept/{}/{name}", sha256.get(..16).unwrap_or(sha256))
}

/// One part of a path with `=XX` for what some system cannot hold.
fn stored_name(part: &str) -> String {
    if matches!(part, "" | "." | "..") {
        return format!("=00{part}");
    }
    let mut out = String::with_capacity(part.len());
    for (i, c) in part.char_indices() {
        let reads_as_escape = c == '='
            && part.as_bytes().get(i + 1..i + 3).is_some_and(|two| {
                two.iter().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(b))
            });
        if matches!(c, '\\' | ':' | '%') || c.is_control() || reads_as_escape {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(out, "={byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// An entry of the index for a source file that is stored at a path of the bag.
#[must_use]
pub fn file_entry(
    path: &str,
    stored: String,
    sha256: Digest,
    bytes: u64,
    media_type: &str,
) -> FileEntry {
    FileEntry {
        path: path.to_owned(),
        stored,
        sha256: sha256.to_string(),
        bytes,
        media_type: media_type.to_owned(),
        executable: false,
        kept: None,
    }
}

/// The document of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// `data/posts/<id>.json`: indented for people.
    pub file: Vec<u8>,
    /// The same on one line, with a line end, for `data/posts.ndjson`.
    pub line: Vec<u8>,
}

/// The document of a post.
#[must_use]
pub fn document(post: &Post, parts: &Rendered<'_>) -> Document {
    let mut document = post_document(post, parts);
    let content = &mut document.content;
    let texts = [&mut content.markdown, &mut content.html, &mut content.text];
    let texts = texts.map(|text| std::mem::replace(text, json::PLACE.into()));
    let (around, line) = (pretty(&document), on_one_line(&document));
    let (file_places, line_places) = (json::places(&around), json::places(&line));
    if file_places.len() != texts.len() {
        // Somebody has written what stands for a text.
        let [markdown, html, text] = texts;
        document.content = Content { markdown, html, text, ..document.content };
        return Document { file: pretty(&document).into(), line: on_one_line(&document).into() };
    }
    // They are nearly all of it, and escaped once for both.
    let room: usize = texts.iter().map(|text| text.len() + text.len() / 8 + 2).sum();
    let mut ranges = [(); 3].map(|()| 0..0);
    let file = json::fill(&around, &file_places, room, |out, index| {
        let start = out.len();
        json::push_string(out, &texts[index]);
        ranges[index] = start..out.len();
    });
    let line = json::fill(&line, &line_places, room, |out, index| {
        out.push_str(&file[ranges[index].clone()]);
    });
    Document { file: file.into(), line: line.into() }
}

/// The index's entry of a post; `sha256` and `bytes` are those of its document.
#[must_use]
pub fn index_entry(meta: &Meta, sha256: Digest, bytes: u64, pdf: Option<&str>) -> IndexEntry {
    let date = |date: Option<&Date>| date.map(|d| rfc3339(&d.at));
    IndexEntry {
        id: meta.id.as_str().to_owned(),
        source: meta.source.to_string(),
        title: meta.title.clone(),
        date: date(meta.dates.published.as_ref()),
        updated: date(meta.dates.updated.as_deref()),
        url: meta.url.clone(),
        guid: Some(meta.guid.clone()),
        language: meta.language.to_string(),
        categories: meta.categories.to_vec(),
        tags: meta.tags.to_vec(),
        draft: meta.draft,
        archive: document_path(meta.id.as_str()),
        pdf: pdf.map(ToOwned::to_owned),
        sha256: sha256.to_string(),
        bytes,
        vanished: None,
    }
}

/// The index's entry of a document that an earlier build wrote.
#[must_use]
pub fn index_entry_of(
    document: &PostDocument<'_>,
    sha256: Digest,
    bytes: u64,
    pdf: Option<&str>,
) -> IndexEntry {
    let moment = |moment: &Option<Moment<'_>>| moment.as_ref().map(|m| m.rfc3339.clone());
    let list = |words: &[Cow<'_, str>]| words.iter().map(ToString::to_string).collect();
    IndexEntry {
        id: document.id.to_string(),
        source: document.source.path.to_string(),
        title: document.title.to_string(),
        date: moment(&document.dates.published),
        updated: moment(&document.dates.updated),
        url: document.url.to_string(),
        guid: document.guid.as_ref().map(ToString::to_string),
        language: document.language.to_string(),
        categories: list(&document.categories),
        tags: list(&document.tags),
        draft: document.draft,
        archive: document_path(&document.id),
        pdf: pdf.map(ToOwned::to_owned),
        sha256: sha256.to_string(),
        bytes,
        vanished: None,
    }
}

/// A document that an earlier build wrote, with what was changed in it since.
#[must_use]
pub fn pretty_document(document: &PostDocument<'_>) -> Vec<u8> {
    pretty(document).into()
}

/// `data/README.txt`: what this is and how to use it with nothing but a shell.
#[must_use]
pub fn readme(about: &About) -> Vec<u8> {
    let title = text::one_line(&about.title);
    let url = text::one_line(&about.url);
    let of = if url.is_empty() { title } else { format!("{title} <{url}>") };
    format!(
        "\
Archive of {of}
Format: {FORMAT} {FORMAT_VERSION}, in a BagIt 1.0 bag (RFC 8493)

WHAT THIS IS
  data/source/          the files of the blog, byte for byte as they were
  data/index.json       what is in here: the posts, the files, what was left out
  data/posts/           one JSON document a post: front matter, Markdown, HTML, text
  data/posts.ndjson     the same documents, one a line
  data/schema/          what the documents look like (JSON Schema 2020-12)
  manifest-sha256.txt   the SHA-256 digest of every file below data/
  tagmanifest-sha256.txt  the same for the files beside this list

HOW TO READ
  Everything is plain text in UTF-8, or a picture as it was. For example:
    jq -r '.posts[] | [.date, .title] | @tsv' data/index.json
    jq -r 'select(.id == \"hello\") | .content.text' data/posts.ndjson

HOW TO VERIFY
  In the folder that holds bagit.txt:
    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt
  Any BagIt tool does the same, and so does `postpress verify`.

HOW TO RESTORE
  Copy what is in data/source/ to where the blog shall be, or run
  `postpress restore`. Where a name holds something that not every system can
  hold (a colon, say), the file is stored as =3A, or under a shortened name;
  \"files\" in data/index.json has the real path of every stored file, and
  whether it was executable.

WHAT IS NO LONGER IN THE BLOG
  A post that was removed from the blog's folders stays here: in \"posts\" of
  data/index.json and in its document, \"vanished\" says when that was noticed.
  Its files stay too, with \"kept\": \"vanished\" in \"files\"; leave them out when
  you copy data/source/ by hand, as `postpress restore` does unless it is told
  `--vanished`. \"kept\": \"last-good\" is an older text of a post whose newer one,
  which is here as well, could not be read.

WHAT IS NOT KEPT
  Times of change, owners and rights but the executable one, and empty
  folders. What a symbolic link led to is kept as a file of the link's name.
"
    )
    .into_bytes()
}

/// A moment as RFC 3339; fractions of a second only where there are some.
#[must_use]
pub fn rfc3339(at: &DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Pretty printed JSON with a last line end.
fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("the document has text keys alone") + "\n"
}

/// The same as [`super::compact::compact`] makes of that.
fn on_one_line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the document has text keys alone") + "\n"
}

fn post_document<'a>(post: &'a Post, parts: &Rendered<'a>) -> PostDocument<'a> {
    let Meta {
        id,
        file: _,
        source,
        url,
        title,
        summary: _,
        dates,
        authors: people,
        categories,
        tags,
        language,
        draft,
        guid,
        thumbnail: _,
        family: _,
        former: _,
    } = &post.meta;
    let list = |words: &'a [String]| words.iter().map(|w| Cow::from(w.as_str())).collect();
    PostDocument {
        format_version: FORMAT_VERSION.into(),
        id: id.as_str().into(),
        source: SourceInfo {
            path: (**source).into(),
            bytes: post.source.bytes,
            sha256: post.source.sha256.to_string().into(),
            encoding: post.source.encoding.into(),
            newline: newline(post.source.newline).into(),
            bom: post.source.bom,
        },
        url: url.into(),
        title: title.into(),
        summary: post.summary.as_str().into(),
        dates: DateInfo {
            published: dates.published.as_ref().map(moment),
            updated: dates.updated.as_deref().map(moment),
        },
        authors: authors(people),
        categories: list(categories),
        tags: list(tags),
        language: (**language).into(),
        translations: post.translations.iter().map(translation).collect(),
        draft: *draft,
        guid: Some(guid.into()),
        pdf: parts.pdf.map(Cow::from),
        front_matter: post.front_matter.as_ref().map(|matter| FrontMatterInfo {
            format: match matter.format {
                FrontMatterFormat::Yaml => "yaml",
                FrontMatterFormat::Toml => "toml",
                FrontMatterFormat::Json => "json",
            }
            .into(),
            raw: post.text.get(matter.raw.clone()).unwrap_or_default().into(),
            data: data(&matter.data, 0),
        }),
        content: content(post, parts),
        assets: post.mentions.iter().map(asset).collect(),
        warnings: list(&post.warnings),
        vanished: None,
    }
}

fn content<'a>(post: &'a Post, parts: &Rendered<'a>) -> Content<'a> {
    let mut outline = Outline::default();
    walk::blocks(&mut outline, &post.blocks);
    // A heading in a footnote is no part of the outline.
    let toc = std::mem::take(&mut outline.toc);
    for footnote in &post.footnotes {
        walk::blocks(&mut outline, &footnote.content);
    }
    Content {
        markdown: post.markdown().into(),
        html: parts.html.into(),
        text: parts.text.into(),
        words: text::words(parts.text) as u64,
        toc: toc
            .into_iter()
            .map(|(level, text, anchor)| Heading { level, text, anchor: anchor.into() })
            .collect(),
        links: outline.links,
        footnotes: post
            .footnotes
            .iter()
            .map(|note| FootnoteInfo {
                label: note.label.as_str().into(),
                text: text::of_blocks(&note.content).trim().to_owned(),
            })
            .collect(),
    }
}

/// Collects headings and links in document order.
#[derive(Default)]
struct Outline {
    /// Level, words and anchor of each heading.
    toc: Vec<(u8, String, String)>,
    links: Vec<LinkInfo<'static>>,
}

impl Visitor for Outline {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { level, anchor, content } => {
                let words = text::one_line(&text::of_inlines(content));
                self.toc.push((*level, words, anchor.clone()));
            }
            BlockKind::Figure(figure) => {
                if let Some(target) = &figure.link {
                    let words = match figure.images.first() {
                        Some(image) if !image.alt.is_empty() => image.alt.clone(),
                        _ => text::of_inlines(&figure.caption),
                    };
                    self.links.push(link(target, text::one_line(&words)));
                }
            }
            BlockKind::Embed(embed) => {
                self.links.push(link(&embed.target, text::one_line(&embed.title)));
            }
            _ => {}
        }
    }

    fn link(&mut self, found: &Link) {
        let words = text::one_line(&text::of_inlines(&found.content));
        self.links.push(link(&found.target, words));
    }
}

fn link(target: &Target, text: String) -> LinkInfo<'static> {
    let (kind, url, path, post) = match target {
        Target::Url(url) => ("web", Some(url.clone()), None, None),
        Target::Post { id, url, fragment: _ } => {
            ("post", Some(url.clone()), None, Some(id.as_str().to_owned()))
        }
        Target::Anchor(anchor) => ("anchor", Some(format!("#{anchor}")), None, None),
        Target::Asset(asset) => ("file", None, Some(asset.path.clone()), None),
        Target::Dead(as_written) => ("dead", Some(as_written.clone()), None, None),
    };
    LinkInfo {
        text,
        kind: kind.into(),
        url: url.map(Cow::from),
        path: path.map(Cow::from),
        post: post.map(Cow::from),
    }
}

fn asset(mention: &Mention) -> AssetInfo<'_> {
    let Mention { as_written, role, alt, source } = mention;
    let mut info = AssetInfo {
        as_written: as_written.into(),
        role: match role {
            Role::Inline => "inline",
            Role::Thumbnail => "thumbnail",
            Role::Linked => "linked",
        }
        .into(),
        alt: alt.into(),
        path: None,
        media_type: None,
        bytes: None,
        sha256: None,
        width: None,
        height: None,
        remote: None,
        missing: false,
    };
    match source {
        MentionSource::Local(asset) => {
            info.path = Some(asset.path.as_str().into());
            info.media_type = Some(asset.media_type.as_str().into());
            info.bytes = Some(asset.bytes);
            info.sha256 = Some(asset.sha256.to_string());
            info.width = asset.size.map(|size| size.width);
            info.height = asset.size.map(|size| size.height);
        }
        MentionSource::Remote(url) => info.remote = Some(url.into()),
        MentionSource::Missing => info.missing = true,
    }
    info
}

fn translation(of: &Translation) -> TranslationInfo<'_> {
    let Translation { id, language, url } = of;
    TranslationInfo { id: id.as_str().into(), language: language.into(), url: url.into() }
}

pub(super) fn authors(people: &[Person]) -> Vec<Author> {
    people
        .iter()
        .map(|Person { name, email, url }| Author {
            name: name.clone(),
            email: email.clone(),
            url: url.clone(),
        })
        .collect()
}

fn moment(date: &Date) -> Moment<'_> {
    let Date { as_written, at, zone, has_time } = date;
    Moment {
        as_written: as_written.into(),
        rfc3339: rfc3339(at),
        zone: match zone {
            Zone::Given => "given",
            Zone::Assumed => "assumed",
        }
        .into(),
        has_time: *has_time,
    }
}

fn newline(newline: Newline) -> &'static str {
    match newline {
        Newline::Lf => "lf",
        Newline::CrLf => "crlf",
        Newline::Cr => "cr",
        Newline::Mixed => "mixed",
        Newline::None => "none",
    }
}

fn data(value: &Value, depth: usize) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(b) => (*b).into(),
        Value::Int(n) => (*n).into(),
        Value::Float(n) => (*n).into(),
        Value::String(text) => text.as_str().into(),
        Value::List(_) | Value::Map(_) if depth >= MAX_DEPTH => serde_json::Value::Null,
        Value::List(list) => list.iter().map(|v| data(v, depth + 1)).collect(),
        Value::Map(map) => serde_json::Value::Object(
            map.iter().map(|(key, v)| (key.clone(), data(v, depth + 1))).collect(),
        ),
    }
}

/// The files of the bag that no post determines: its README and its schemas.
#[must_use]
pub fn fixed_files(about: &About) -> Vec<(OutPath, Vec<u8>)> {
    let path = |name: &str| {
        OutPath::new(format!("{FOLDER}/data/{name}")).expect("the names are plain letters")
    };
    vec![
        (path("README.txt"), readme(about)),
        (path("schema/index.schema.json"), super::schema::INDEX_SCHEMA.as_bytes().to_vec()),
        (path("schema/post.schema.json"), super::schema::POST_SCHEMA.as_bytes().to_vec()),
    ]
}
