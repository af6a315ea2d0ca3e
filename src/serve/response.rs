//! A request -> what is answered: status, fields, and where the body comes from.

use std::fs::File;
use std::io;

use sha2::{Digest as _, Sha256};

use super::conditions::{self, Validators, Verdict};
use super::request::{self, Request};
use super::{OWN, Site, address, date, etag, files, host::Hosts, media, range};
use crate::artifact::OutPath;
use crate::model::Digest;

/// What is smaller is not compressed, in bytes.
const SMALL: u64 = 512;

/// Something that is served from memory.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    digest: Digest,
}

impl Content {
    /// A page in HTML.
    pub(super) fn page(text: String) -> Self {
        let bytes = text.into_bytes();
        Self { digest: Digest(Sha256::digest(&bytes).into()), bytes }
    }
}

/// An answer that is not sent yet.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) body: Body,
    /// Whether the body is compressed on its way.
    pub(super) gzip: bool,
}

/// Where a body comes from.
pub(super) enum Body {
    /// There is none, and never one with this status.
    None,
    /// From memory.
    Bytes(Vec<u8>),
    /// The page, which others have too.
    Page(std::sync::Arc<Content>),
    /// Part of a file: where it begins, and its length in bytes.
    File(File, u64, u64),
    /// Events, as long as there are any.
    Events,
}

impl Response {
    fn new(status: u16, body: Body) -> Self {
        Self { status, fields: Vec::new(), body, gzip: false }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// A sentence about what went wrong.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self::new(status, Body::Bytes(format!("{text}\n").into_bytes()))
            .with("Content-Type", "text/plain; charset=utf-8")
            .with("Cache-Control", "no-store")
    }
}

/// What a request is answered.
pub(super) fn answer(request: &Request, site: &Site) -> Response {
    let (host, path) = request.host_and_path();
    if let Err(response) = allowed(&site.hosts, host) {
        return response;
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::text(405, "only GET and HEAD are answered").with("Allow", "GET, HEAD");
    }
    if path == "/" {
        let page = site.page();
        let about = About {
            etag: etag(page.digest),
            modified: None,
            media_type: "text/html; charset=utf-8".to_owned(),
            size: page.bytes.len() as u64,
        };
        return conditional(request, &about, |_, _| Body::Page(page));
    }
    if let Some(own) = path.strip_prefix(OWN) {
        return own_file(own, site).unwrap_or_else(not_found);
    }
    let Some(path) = request::output(path) else { return not_found() };
    output(request, site, &path)
}

/// Refuses to answer to a name that is not this machine's.
fn allowed(hosts: &Hosts, host: &str) -> Result<(), Response> {
    if hosts.allow(host) {
        return Ok(());
    }
    let text = "this server is not asked by that name; use its address, or start it with --allow-host NAME";
    Err(Response::text(421, text))
}

/// What is no output, and belongs to the page.
fn own_file(path: &str, site: &Site) -> Option<Response> {
    if path == "events" {
        return Some(
            Response::new(200, Body::Events)
                .with("Content-Type", "text/event-stream")
                .with("Cache-Control", "no-store"),
        );
    }
    let id = request::output(&format!("/{}", path.strip_prefix("cover/")?))?;
    let cover = files::cover(&site.out, &id)?;
    Some(
        Response::new(302, Body::Bytes(Vec::new()))
            .with("Location", address(cover.as_str()))
            .with("Cache-Control", "no-cache"),
    )
}

fn output(request: &Request, site: &Site, path: &OutPath) -> Response {
    let open = match files::open(&site.out, path, &site.digests) {
        Ok(open) => open,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Response::text(403, "the file may not be read");
        }
        Err(_) => return not_found(),
    };
    let about = About {
        etag: etag(open.digest),
        modified: open.modified.map(date::seconds),
        media_type: media::of(path.as_str()),
        size: open.size,
    };
    let is_active = media::is_active(path.as_str(), &about.media_type);
    let is_pdf = about.media_type == "application/pdf";
    let mut response =
        conditional(request, &about, |start, length| Body::File(open.file, start, length));
    if is_active {
        response = response.with("Content-Security-Policy", "sandbox");
    }
    if is_pdf {
        response = response.with("Content-Disposition", "inline");
    }
    response
}

/// What is known of a resource before its bytes are.
struct About {
    /// Of the bytes as they are.
    etag: String,
    modified: Option<chrono::DateTime<chrono::Utc>>,
    media_type: String,
    size: u64,
}

/// Answers with a resource, a part of it, or that the client has it (RFC 9110, 13.2).
fn conditional(request: &Request, about: &About, body: impl FnOnce(u64, u64) -> Body) -> Response {
    let shrinks = about.size >= SMALL && media::shrinks(&about.media_type);
    // Compressed it is another sequence of bytes, and a strong validator says so (RFC 9110, 8.8.3.3).
    let packed = format!("{}-gzip\"", about.etag.trim_end_matches('"'));
    let range = request.field("range").filter(|_| request.method == "GET");
    let gzip = shrinks && range.is_none() && request.takes_gzip();
    let sent = if gzip { &packed } else { &about.etag };
    let described = |mut response: Response, etag: &str| {
        response = response.with("ETag", etag).with("Cache-Control", "no-cache");
        if let Some(modified) = about.modified {
            response = response.with("Last-Modified", date::write(modified));
        }
        if shrinks {
            response = response.with("Vary", "Accept-Encoding");
        }
        response
    };
    match conditions::weigh(request, &[&about.etag, &packed], about.modified) {
        Verdict::Go => {}
        Verdict::NotModified => return described(Response::new(304, Body::None), sent),
        Verdict::Failed => return Response::text(412, "the file is another one by now"),
    }
    let validators = Validators { etag: &about.etag, modified: about.modified };
    let range = range.filter(|_| conditions::range_holds(request, &validators, date::now()));
    let range = range.map_or(range::Range::Whole, |field| range::read(field, about.size));
    let (status, start, length) = match range {
        range::Range::Whole => (200, 0, about.size),
        range::Range::Part { start, length } => (206, start, length),
        range::Range::Beyond => {
            return Response::text(416, "the file has no such part")
                .with("Content-Range", format!("bytes */{}", about.size));
        }
    };
    let mut response = described(Response::new(status, body(start, length)), sent)
        .with("Content-Type", about.media_type.clone())
        .with("Accept-Ranges", "bytes");
    if status == 206 {
        let last = start + length - 1;
        response = response.with("Content-Range", format!("bytes {start}-{last}/{}", about.size));
    }
    response.gzip = gzip;
    response
}

fn not_found() -> Response {
    const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n<title>Not found</title>\n\
        <body style=\"font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem\">\n\
        <h1>Not found</h1>\n<p>No output has this address. <a href=\"/\">All posts</a></p>\n";
    Response::new(404, Body::Bytes(PAGE.as_bytes().to_vec()))
        .with("Content-Type", "text/html; charset=utf-8")
        .with("Cache-Control", "no-store")
}
