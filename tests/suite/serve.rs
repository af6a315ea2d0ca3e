//! `serve`: the outputs as browsers and feed readers ask for them, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::support::Project;
use crate::support::running::{Running, until};

fn blog() -> Project {
    Project::new()
        .file("postpress.toml", "[site]\ntitle = \"Blog <1>\"\nurl = \"https://example.org/\"\n")
        .post("one", "2025-01-01", &"First text. ".repeat(200))
        .post("둘", "2025-01-02", "Second text.")
}

/// The server at work.
struct Server {
    running: Running,
    at: SocketAddr,
}

/// An answer.
struct Answer {
    status: u16,
    fields: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Serves the outputs of a blog when they are built.
fn serve(blog: &Project, more: &[&str]) -> Server {
    let running = Running::start(blog, &[&["serve", "--port", "0"], more].concat());
    let said = running.says("the address and a build", |said| {
        said.contains("serving http://") && said.contains("built ")
    });
    let (_, at) = said.split_once("serving http://").expect("it says where");
    let at = at.split('/').next().expect("a line").parse().expect("an address and a port");
    Server { running, at }
}

impl Server {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_mins(2))).expect("a time");
        stream
    }

    /// Sends bytes, and gives all that comes until the connection is closed.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        answer(&bytes)
    }

    fn ask(&self, method: &str, target: &str, fields: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !fields.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {}\r\n", self.at);
        }
        for (name, value) in fields {
            request += &format!("{name}: {value}\r\n");
        }
        self.raw(format!("{request}\r\n").as_bytes())
    }

    fn get(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask("GET", target, fields)
    }
}

/// Takes an answer apart.
fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(bytes)));
    let head = std::str::from_utf8(&bytes[..end]).expect("a head is ASCII");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let fields: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").expect("a field"))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut body = bytes[end + 4..].to_vec();
    if fields.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
        body = dechunk(&body);
    }
    Answer { status: status.parse().expect("a number"), fields, body }
}

fn dechunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = bytes.windows(2).position(|two| two == b"\r\n").expect("a size");
        let size = std::str::from_utf8(&bytes[..line]).expect("a size is ASCII");
        let size = usize::from_str_radix(size, 16).expect("a size in hexadecimal");
        body.extend_from_slice(&bytes[line + 2..][..size]);
        bytes = &bytes[line + 4 + size..];
        if size == 0 {
            assert_eq!(bytes, b"");
            return body;
        }
    }
}

fn file(blog: &Project, path: &str) -> Vec<u8> {
    fs::read(blog.path(&format!("out/{path}"))).expect("an output")
}

#[test]
fn every_output_is_served_as_it_is_and_as_what_it_is() {
    let blog = blog();
    let server = serve(&blog, &[]);
    for (path, kind) in [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("feed.html", "text/html; charset=utf-8"),
        ("pdf/one.pdf", "application/pdf"),
        ("archive/data/index.json", "application/json"),
        ("archive/data/source/content/one/index.md", "text/markdown; charset=utf-8"),
    ] {
        let answer = server.get(&format!("/{path}"), &[]);
        assert_eq!((answer.status, answer.field("content-type")), (200, kind), "{path}");
        assert_eq!(answer.body, file(&blog, path), "{path}");
        assert_eq!(answer.field("content-length"), answer.body.len().to_string(), "{path}");
        assert_eq!(answer.field("x-content-type-options"), "nosniff", "{path}");
        // The head alone says the same.
        let head = server.ask("HEAD", &format!("/{path}"), &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for name in ["content-type", "content-length", "etag", "last-modified"] {
            assert_eq!(head.field(name), answer.field(name), "{path}: {name}");
        }
    }
    let korean = server.get("/pdf/%EB%91%98.pdf", &[]);
    assert_eq!((korean.status, korean.field("content-disposition")), (200, "inline"));
    assert_eq!(korean.body, file(&blog, "pdf/둘.pdf"));
    assert_eq!(server.get("/pdf/three.pdf", &[]).status, 404);
    assert_eq!(server.get("/pdf", &[]).status, 404);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let refused = server.ask(method, "/rss.xml", &[]);
        assert_eq!((refused.status, refused.field("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[test]
fn who_has_a_file_is_not_sent_it_again() {
    let blog = blog();
    let server = serve(&blog, &["--only", "rss,pdf"]);
    let first = server.get("/rss.xml", &[]);
    let (tag, date) = (first.field("etag"), first.field("last-modified"));
    assert!(tag.starts_with('"') && !date.is_empty(), "{:?}", first.fields);
    let weak = format!("W/{tag}");
    let many = format!("\"other\", {tag}");
    let old = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (fields, status) in [
        (vec![("If-None-Match", tag)], 304),
        (vec![("If-None-Match", weak.as_str())], 304),
        (vec![("If-None-Match", many.as_str())], 304),
        (vec![("If-None-Match", "*")], 304),
        (vec![("If-None-Match", "\"other\"")], 200),
        (vec![("If-Modified-Since", date)], 304),
        (vec![("If-Modified-Since", old)], 200),
        (vec![("If-Modified-Since", "yesterday")], 200),
        // The tag knows better than the date.
        (vec![("If-None-Match", "\"other\""), ("If-Modified-Since", date)], 200),
        (vec![("If-Match", tag)], 200),
        (vec![("If-Match", "\"other\"")], 412),
        (vec![("If-Unmodified-Since", date)], 200),
        (vec![("If-Unmodified-Since", old)], 412),
    ] {
        let answer = server.get("/rss.xml", &fields);
        assert_eq!(answer.status, status, "{fields:?}");
        if status == 304 {
            assert_eq!((answer.body.len(), answer.field("etag")), (0, tag), "{fields:?}");
        }
    }
    // A new build has a new tag, and the old one gets the file.
    blog.write("content/one/index.md", "---\ntitle: Renewed\ndate: 2025-01-01\n---\n\nNew.\n");
    let renewed = until("the new feed", || {
        let answer = server.get("/rss.xml", &[("If-None-Match", tag)]);
        (answer.status == 200).then_some(answer)
    });
    assert!(renewed.text().contains("Renewed"));
    assert_ne!(renewed.field("etag"), tag);
}

#[test]
fn text_is_compressed_for_those_who_ask() {
    let blog = blog();
    let server = serve(&blog, &["--only", "rss,pdf"]);
    let plain = server.get("/rss.xml", &[]);
    let packed = server.get("/rss.xml", &[("Accept-Encoding", "br, gzip;q=0.8")]);
    assert_eq!(packed.field("content-encoding"), "gzip");
    assert!(packed.body.len() < plain.body.len() / 2, "{}", packed.body.len());
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut text).expect("gzip");
    assert_eq!(text, file(&blog, "rss.xml"));
    for answer in [&plain, &packed] {
        assert_eq!(answer.field("vary"), "Accept-Encoding");
    }
    // Two forms, two tags; both are known again.
    assert_ne!(plain.field("etag"), packed.field("etag"));
    let again = [("Accept-Encoding", "gzip"), ("If-None-Match", packed.field("etag"))];
    let again = server.get("/rss.xml", &again);
    assert_eq!((again.status, again.field("etag")), (304, packed.field("etag")));
    for refusal in ["gzip;q=0", "identity", "br"] {
        let answer = server.get("/rss.xml", &[("Accept-Encoding", refusal)]);
        assert_eq!(answer.field("content-encoding"), "", "{refusal}");
    }
    let pdf = server.get("/pdf/one.pdf", &[("Accept-Encoding", "gzip")]);
    assert_eq!(pdf.field("content-encoding"), "");
    // HTTP/1.0 has no chunks.
    let old = server.raw(b"GET /rss.xml HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
    assert_eq!((old.status, old.field("transfer-encoding")), (200, ""));
    assert_eq!(old.body, packed.body);
}

#[test]
fn parts_of_files_are_served() {
    let blog = blog();
    let server = serve(&blog, &["--only", "rss,pdf"]);
    let pdf = file(&blog, "pdf/one.pdf");
    let size = pdf.len();
    let whole = server.get("/pdf/one.pdf", &[]);
    assert_eq!(whole.field("accept-ranges"), "bytes");
    let tag = whole.field("etag");
    for (range, part) in [
        ("bytes=0-4", 0..5),
        ("bytes=100-", 100..size),
        ("bytes=-10", size - 10..size),
        ("bytes=10-999999999", 10..size),
    ] {
        let answer = server.get("/pdf/one.pdf", &[("Range", range), ("If-Range", tag)]);
        let said = format!("bytes {}-{}/{size}", part.start, part.end - 1);
        assert_eq!((answer.status, answer.field("content-range")), (206, said.as_str()), "{range}");
        assert!(answer.body == pdf[part], "{range}");
    }
    let beyond = format!("bytes={size}-");
    let beyond = server.get("/pdf/one.pdf", &[("Range", &beyond)]);
    assert_eq!((beyond.status, beyond.field("content-range")), (416, &*format!("bytes */{size}")));
    // The rest of another version is of no use.
    for other in ["\"other\"", "W/\"other\"", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let answer = server.get("/pdf/one.pdf", &[("Range", "bytes=5-"), ("If-Range", other)]);
        assert_eq!((answer.status, answer.body.len()), (200, size), "{other}");
    }
    // A part is of the file as it is, not of its compressed form.
    let fields = [("Range", "bytes=0-9"), ("Accept-Encoding", "gzip")];
    let part = server.get("/rss.xml", &fields);
    assert_eq!((part.status, part.field("content-encoding")), (206, ""));
    assert_eq!(part.body, file(&blog, "rss.xml")[..10]);
    let head = server.ask("HEAD", "/pdf/one.pdf", &[("Range", "bytes=0-4")]);
    assert_eq!((head.status, head.field("content-length")), (200, &*size.to_string()));
}

#[test]
fn nothing_outside_of_the_outputs_is_served() {
    let blog = blog().file("secret.txt", "secret");
    let server = serve(&blog, &["--only", "rss"]);
    blog.write("out/below/own.txt", "not a build's, and in the folder");
    assert_eq!(server.get("/below/own.txt", &[]).status, 200);
    let absolute = blog.path("secret.txt").display().to_string();
    let mut targets: Vec<String> = [
        "/../secret.txt",
        "/below/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/below/..%00/secret.txt",
        "/rss.xml%00.txt",
        "//secret.txt",
        "/./rss.xml",
        "/below/",
        "/.postpress/manifest.json",
        "/.postpress/lock",
        "/%2epostpress/manifest.json",
        "/.POSTPRESS/manifest.json",
        "/.postpress/cover/..%2f..%2f..%2fsecret.txt",
        "/.postpress/cover/%2e%2e/%2e%2e/secret",
        "/.postpress/../rss.xml",
        "/%",
        "/%ff%fe",
    ]
    .map(str::to_owned)
    .to_vec();
    targets.push(absolute.clone());
    targets.push(format!("/{absolute}"));
    #[cfg(unix)]
    {
        let link = |to: &str, at: &str| {
            std::os::unix::fs::symlink(blog.path(to), blog.path(at)).expect("a link");
            at.strip_prefix("out").expect("below it").to_owned()
        };
        targets.push(link("secret.txt", "out/link.txt"));
        targets.push(link("out/rss.xml", "out/inner.xml"));
        targets.push(link("content", "out/folder") + "/one/index.md");
        targets.push(link("nowhere", "out/dead.txt"));
        let socket = std::os::unix::net::UnixListener::bind(blog.path("out/socket"));
        drop(socket.expect("a socket"));
        targets.push("/socket".to_owned());
    }
    for target in &targets {
        let answer = server.get(target, &[]);
        assert!([400, 404].contains(&answer.status), "{target}: {}", answer.status);
        assert!(!answer.text().contains("secret"), "{target}");
    }
    // Nor is anything served to a page that has its own name resolved to this machine.
    for host in ["evil.example", "localhost.evil.example", ""] {
        let answer = server.get("/rss.xml", &[("Host", host)]);
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.text().contains("<rss"), "{host}");
    }
    let whole = server.get("http://evil.example/rss.xml", &[]);
    assert_eq!(whole.status, 421);
    assert_eq!(server.get("/rss.xml", &[("Host", "localhost:1")]).status, 200);
}

#[test]
fn what_is_no_request_is_told_so_and_does_no_harm() {
    let blog = blog();
    let server = serve(&blog, &["--only", "rss", "--allow-host", "blog.test"]);
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(40_000));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(1000));
    for (request, status) in [
        (&b"\x16\x03\x01\x02\0\x01\0\x01\r\n\r\n"[..], 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/3.9\r\nHost: a\r\n\r\n", 505),
        (long.as_bytes(), 431),
        (many.as_bytes(), 431),
    ] {
        let shown = String::from_utf8_lossy(&request[..request.len().min(40)]).into_owned();
        assert_eq!(server.raw(request).status, status, "{shown}");
    }
    // Connections that say nothing keep nobody else out.
    let silent: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    assert_eq!(server.get("/rss.xml", &[("Host", "blog.test")]).status, 200);
    // So many that there is no room are told to come back, and have it when others are gone.
    let more: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    let mut refused = more.last().expect("one of them");
    let mut bytes = Vec::new();
    refused.read_to_end(&mut bytes).expect("an answer");
    assert_eq!(answer(&bytes).status, 503);
    drop((silent, more));
    until("room", || {
        let mut stream = server.connect();
        let request = format!("GET /rss.xml HTTP/1.0\r\nHost: {}\r\n\r\n", server.at);
        let mut bytes = Vec::new();
        // Who is refused may find the connection closed before all is sent.
        stream.write_all(request.as_bytes()).ok()?;
        stream.read_to_end(&mut bytes).ok()?;
        bytes.starts_with(b"HTTP/1.1 200 ").then_some(())
    });
    // Two requests at once, on one connection.
    let host = server.at;
    let two = format!(
        "GET /rss.xml HTTP/1.1\r\nHost: {host}\r\n\r\n\
         GET /nothing HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    );
    let both = server.raw(two.as_bytes());
    assert!(both.text().contains("HTTP/1.1 404 "), "{}", both.text());
}

#[test]
fn the_page_lists_the_posts_and_is_told_of_each_build() {
    let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";
    let blog = blog()
        .file("content/three/cover.png", png)
        .file(
            "content/three/index.md",
            "---\ntitle: \"<Three>\"\ndate: 2025-01-03\ncategories: [\"A & B\"]\nthumbnail: cover.png\n---\n\nText.\n",
        );
    let server = serve(&blog, &[]);
    let page = until("the page of the build", || {
        let page = server.get("/", &[]);
        page.text().contains("/pdf/one.pdf").then_some(page)
    });
    let html = page.text();
    assert_eq!(page.field("content-type"), "text/html; charset=utf-8");
    for part in [
        "Blog &lt;1&gt;",
        "&lt;Three&gt;",
        "A &amp; B",
        "href=\"/pdf/%EB%91%98.pdf\"",
        "href=\"/archive/data/posts/one.json\"",
        "href=\"/rss.xml\"",
        "loading=\"lazy\"",
    ] {
        assert!(html.contains(part), "no {part} in {html}");
    }
    assert!(!html.contains("<Three>"));
    let cover = server.get("/.postpress/cover/three", &[]);
    assert_eq!(cover.status, 302);
    let cover = server.get(cover.field("location"), &[]);
    assert_eq!((cover.status, cover.body.as_slice()), (200, png));
    assert_eq!(server.get("/.postpress/cover/one", &[]).status, 404);
    assert_eq!(server.get("/", &[("If-None-Match", page.field("etag"))]).status, 304);

    // An open page is told which one is there, and of the next.
    let mut events = server.connect();
    let request = format!("GET /.postpress/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.at);
    events.write_all(request.as_bytes()).expect("sent");
    let mut said = String::new();
    let mut hear = |what: &str, enough: &dyn Fn(&str) -> bool| {
        let mut piece = [0; 512];
        while !enough(&said) {
            let read = events.read(&mut piece).expect(what);
            assert!(read > 0, "{what}: {said}");
            said += std::str::from_utf8(&piece[..read]).expect("events are text");
        }
        said.clone()
    };
    let named = |html: &str| {
        html.split_once("data-build=\"")
            .and_then(|(_, rest)| rest.split('"').next().map(str::to_owned))
    };
    let build = named(&html).expect("a page says what it is called");
    let told = format!("event: build\ndata: {build}\n\n");
    let head = hear("the present build", &|said| said.contains(&told));
    assert!(head.contains("Content-Type: text/event-stream\r\n"), "{head}");

    blog.write("content/one/index.md", "---\ntitle: Open\n\nText.\n");
    hear("the next build", &|said| said.matches("event: build\n").count() >= 2);
    let page = server.get("/", &[]).text();
    assert_ne!(named(&page), Some(build));
    assert!(
        page.contains("front-matter/unclosed") && page.contains("content/one/index.md:1:1"),
        "{page}"
    );

    // What stops a build is shown too, and so is a template of the blog's own.
    blog.write("postpress.toml", "nonsense = 1\n");
    let shown = |text: &str| {
        until(text, || server.get("/", &[]).text().contains(text).then_some(()));
    };
    shown("unknown key `nonsense`");
    blog.write("templates/index.html", "{{ nonsense }}");
    blog.write("postpress.toml", "[site]\ntitle = \"Renamed\"\n");
    shown("index.html:1:4: `nonsense` is not there");
    blog.write("templates/index.html", "own page of {{ site.title }}");
    shown("own page of Renamed");
    drop(server.running);
}

#[test]
fn a_port_that_is_taken_is_told_or_passed_over() {
    let blog = blog();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("a port").port().to_string();
    let run = blog.postpress(&["serve", "--port", &port]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains(&port), "{}", run.stderr);
    // Without one that was asked for, another will do.
    let running = Running::start(&blog, &["serve"]);
    running.says("an address", |said| said.contains("serving http://127.0.0.1:4"));
}
