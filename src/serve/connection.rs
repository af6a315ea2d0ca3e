//! A connection: requests in, answers out, one after the other and each within its time.

use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::body::{self, PATIENCE, Paced};
use super::files::CHUNK;
use super::request::{self, BadHead, Request};
use super::response::{self, Body, Response};
use super::{Answered, Site, date};

/// How long a connection may wait for its next request.
const IDLE: Duration = Duration::from_secs(30);

/// How long a head may take from its first byte to its last.
const HEAD: Duration = Duration::from_secs(10);

/// How many requests a connection may bring.
const REQUESTS: usize = 1000;

/// How long the rest of a request is read that was refused before it ended: where a connection is
/// closed with something unread, its sender may never see the answer.
const LEFTOVER: Duration = Duration::from_secs(1);

/// Answers all requests of a connection.
pub(super) fn answer(stream: &TcpStream, site: &Site) {
    // A connection that breaks is the client's affair.
    let _ = requests(stream, site);
    if stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let until = body::now() + LEFTOVER;
    let (mut from, mut piece) = (stream, [0; 4096]);
    loop {
        let left = until.saturating_duration_since(body::now());
        let done = left.is_zero() || stream.set_read_timeout(Some(left)).is_err();
        if done || !from.read(&mut piece).is_ok_and(|read| read > 0) {
            return;
        }
    }
}

/// Tells a client that there are too many.
pub(super) fn refuse(mut stream: &TcpStream) {
    let _ = stream.set_write_timeout(Some(Duration::from_millis(100)));
    let text = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(text.as_bytes());
}

fn requests(stream: &TcpStream, site: &Site) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut waiting = Vec::new();
    for _ in 0..REQUESTS {
        let request = match head(stream, &mut waiting)? {
            None => return Ok(()),
            Some(Ok(request)) => request,
            Some(Err(bad)) => {
                let (status, text) = match bad {
                    BadHead::Malformed => (400, "this is no request of HTTP/1.1"),
                    BadHead::Large => (431, "the head of the request is too large"),
                    BadHead::Version => (505, "HTTP/1.1 is spoken here"),
                };
                let none = Request::default();
                (site.answered)(&told(&none, status));
                return send(stream, &none, Response::text(status, text), site).map(drop);
            }
        };
        let response = response::answer(&request, site);
        (site.answered)(&told(&request, response.status));
        if !send(stream, &request, response, site)? {
            break;
        }
    }
    Ok(())
}

fn told(request: &Request, status: u16) -> Answered {
    Answered { method: request.method.clone(), target: request.target.clone(), status }
}

/// Reads the next head; nothing where the client is done, or takes too long. What came behind it
/// waits for the next time.
fn head(stream: &TcpStream, waiting: &mut Vec<u8>) -> io::Result<Option<Result<Request, BadHead>>> {
    let mut until: Option<Instant> = (!waiting.is_empty()).then(|| body::now() + HEAD);
    let mut piece = [0; 4096];
    loop {
        if !waiting.is_empty() {
            match request::read(waiting) {
                Ok(Some((request, length))) => {
                    waiting.drain(..length);
                    return Ok(Some(Ok(request)));
                }
                Ok(None) => {}
                Err(bad) => return Ok(Some(Err(bad))),
            }
        }
        let left = until.map_or(IDLE, |until| until.saturating_duration_since(body::now()));
        if left.is_zero() {
            return Ok(None);
        }
        stream.set_read_timeout(Some(left))?;
        let mut from = stream;
        match from.read(&mut piece) {
            Ok(0) => return Ok(None),
            Ok(read) => waiting.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Ok(None),
        }
        until = until.or_else(|| Some(body::now() + HEAD));
    }
}

/// Sends an answer; whether another request may follow.
fn send(
    stream: &TcpStream,
    request: &Request,
    response: Response,
    site: &Site,
) -> io::Result<bool> {
    let Response { status, fields, body, gzip } = response;
    let length = match &body {
        Body::None | Body::Events => None,
        Body::Bytes(bytes) => Some(bytes.len() as u64),
        Body::Page(page) => Some(page.bytes.len() as u64),
        Body::File(_, _, length) => Some(*length),
    };
    let is_stream = matches!(body, Body::Events) || (gzip && !request.is_1_1);
    // The body of a request that is not answered for it is not read either.
    let keeps = request.keeps && !request.has_body && !is_stream;
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in &fields {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Date: {}\r\nX-Content-Type-Options: nosniff\r\n", date::write(date::now()));
    match length {
        Some(_) if gzip => {
            head += "Content-Encoding: gzip\r\n";
            if request.is_1_1 {
                head += "Transfer-Encoding: chunked\r\n";
            }
        }
        Some(length) => head += &format!("Content-Length: {length}\r\n"),
        None => {}
    }
    head += if keeps { "\r\n" } else { "Connection: close\r\n\r\n" };
    if request.method == "HEAD" || matches!(body, Body::None) {
        let mut to = Paced::new(stream, head.len() as u64);
        to.write_all(head.as_bytes())?;
        return Ok(keeps);
    }
    if matches!(body, Body::Events) {
        let mut to = stream;
        to.write_all(head.as_bytes())?;
        return site.events.write_to(&mut to).map(|()| false);
    }
    let mut to = BufWriter::with_capacity(CHUNK, Paced::new(stream, length.unwrap_or_default()));
    to.write_all(head.as_bytes())?;
    match body {
        Body::Bytes(bytes) => bytes_to(&bytes, gzip, request, &mut to)?,
        Body::Page(page) => bytes_to(&page.bytes, gzip, request, &mut to)?,
        Body::File(file, _, _) if gzip => body::compress(file, request.is_1_1, &mut to)?,
        Body::File(mut file, start, length) => {
            file.seek(SeekFrom::Start(start))?;
            body::copy(file, length, &mut to)?;
        }
        Body::None | Body::Events => {}
    }
    to.flush()?;
    Ok(keeps)
}

fn bytes_to(bytes: &[u8], gzip: bool, request: &Request, to: &mut impl Write) -> io::Result<()> {
    if gzip { body::compress(bytes, request.is_1_1, to) } else { to.write_all(bytes) }
}

/// The words for a status (RFC 9110, 15).
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        416 => "Range Not Satisfiable",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}
