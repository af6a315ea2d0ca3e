//! The head of a request (RFC 9112), read within limits.

use crate::artifact::{OutPath, WORK};

/// Size of a head in bytes.
pub(super) const HEAD_BYTES: usize = 16 * 1024;

/// How many fields a head may have.
const FIELDS: usize = 64;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// As it was written.
    pub(super) target: String,
    /// Names in lower case, in their order.
    fields: Vec<(String, String)>,
    /// Whether it is of HTTP/1.1, and not of 1.0, which has no chunks.
    pub(super) is_1_1: bool,
    /// Whether another request may follow on the same connection.
    pub(super) keeps: bool,
    /// Whether a body follows, which no request that is answered here has a use for.
    pub(super) has_body: bool,
}

/// Why a head is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadHead {
    /// It is not HTTP.
    Malformed,
    /// It is longer, or has more fields, than is read.
    Large,
    /// It is of another version.
    Version,
}

/// Reads a head from the start of what came: with its length, or nothing where more must come.
pub(super) fn read(bytes: &[u8]) -> Result<Option<(Request, usize)>, BadHead> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut head = httparse::Request::new(&mut fields);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() < HEAD_BYTES => return Ok(None),
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            return Err(BadHead::Large);
        }
        Err(httparse::Error::Version) => return Err(BadHead::Version),
        Err(_) => return Err(BadHead::Malformed),
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).trim().to_owned();
    let fields: Vec<(String, String)> =
        head.headers.iter().map(|f| (f.name.to_ascii_lowercase(), text(f.value))).collect();
    let mut request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        fields,
        is_1_1: head.version == Some(1),
        keeps: head.version == Some(1),
        has_body: false,
    };
    let connection = request.list("connection");
    request.keeps &= !connection.iter().any(|option| option.eq_ignore_ascii_case("close"));
    request.has_body = request.field("transfer-encoding").is_some()
        || request.field("content-length").is_some_and(|length| length != "0");
    // Where a server is asked for by name, it says which (RFC 9112, 3.2).
    let hosts = request.fields.iter().filter(|(name, _)| name == "host").count();
    if hosts > 1 || (hosts == 0 && head.version == Some(1)) {
        return Err(BadHead::Malformed);
    }
    Ok(Some((request, length)))
}

impl Request {
    /// The first field of a name, in lower case.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The parts of all fields of a name that hold lists.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let fields = self.fields.iter().filter(|(n, _)| n == name);
        let parts = fields.flat_map(|(_, value)| value.split(','));
        parts.map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// Whom it asks, and for which path: a whole address says both (RFC 9112, 3.2.2).
    pub(super) fn host_and_path(&self) -> (&str, &str) {
        let target = self.target.split('?').next().unwrap_or_default();
        let scheme = "http://";
        match target.get(..scheme.len()) {
            Some(start) if start.eq_ignore_ascii_case(scheme) => {
                let rest = &target[scheme.len()..];
                rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash))
            }
            // Old clients may ask nobody by name; none of them is a browser.
            _ => (self.field("host").unwrap_or("localhost"), target),
        }
    }

    /// Whether the answer may be compressed with gzip (RFC 9110, 12.5.3).
    pub(super) fn takes_gzip(&self) -> bool {
        let weight = |coding: &str| {
            self.list("accept-encoding").into_iter().find_map(|part| {
                let (name, rest) = part.split_once(';').unwrap_or((part, ""));
                let is_it = name.trim().eq_ignore_ascii_case(coding);
                let q = rest.trim().strip_prefix("q=").or_else(|| rest.trim().strip_prefix("Q="));
                is_it.then(|| q.map_or(1.0, |q| q.trim().parse().unwrap_or(0.0)))
            })
        };
        let gzip: Option<f32> = weight("gzip").or_else(|| weight("x-gzip")).or_else(|| weight("*"));
        gzip.is_some_and(|q| q > 0.0)
    }
}

/// The output that a path of an address names; nothing where no output can be called so. What is
/// encoded is decoded once, part by part, so that no slash or dots come out of it.
pub(super) fn output(path: &str) -> Option<OutPath> {
    let mut parts = Vec::new();
    for part in path.strip_prefix('/')?.split('/') {
        let part = decode(part)?;
        let system = cfg!(windows) && part.ends_with(['.', ' ']);
        if part.contains('/') || part.eq_ignore_ascii_case(WORK) || system {
            return None;
        }
        parts.push(part);
    }
    OutPath::new(parts.join("/")).ok()
}

/// Takes percent-encoding back (RFC 3986, 2.1); nothing where it is broken or not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    let digit =
        |byte: Option<&u8>| char::from(*byte?).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            decoded.push(digit(bytes.get(at + 1))? << 4 | digit(bytes.get(at + 2))?);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::{BadHead, output, read};

    #[test]
    fn heads_are_read_within_their_limits() {
        let head = b"GET /a?b HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br;q=1, gzip;q=0.5\r\n\r\n";
        let sent = [&head[..], b"rest"].concat();
        let (request, length) = read(&sent).expect("a head").expect("a whole one");
        assert_eq!((request.host_and_path(), length), (("x", "/a"), head.len()));
        assert!(request.keeps && request.takes_gzip() && !request.has_body);
        assert_eq!(read(b"GET / HTTP/1.1\r\nHost"), Ok(None));
        assert_eq!(read(b"GET / HTTP/1.1\r\n\r\n"), Err(BadHead::Malformed));
        assert_eq!(read(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), Err(BadHead::Malformed));
        assert_eq!(read(b"\x16\x03\x01"), Err(BadHead::Malformed));
        let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(20_000));
        assert_eq!(read(long.as_bytes()), Err(BadHead::Large));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(100));
        assert_eq!(read(many.as_bytes()), Err(BadHead::Large));
        let whole = read(b"GET http://evil.example/a HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
        let request = whole.expect("a head").expect("a whole one").0;
        assert_eq!(request.host_and_path(), ("evil.example", "/a"));
        assert!(!request.takes_gzip());
    }

    #[test]
    fn only_paths_below_the_output_folder_are_outputs() {
        let path = |text: &str| output(text).map(|path| path.as_str().to_owned());
        assert_eq!(path("/pdf/%ED%95%9C%EA%B8%80.pdf"), Some("pdf/한글.pdf".to_owned()));
        assert_eq!(path("/a%2520b"), Some("a%20b".to_owned()));
        for text in [
            "/",
            "",
            "a",
            "//",
            "//etc/passwd",
            "/../a",
            "/a/../b",
            "/..%2fa",
            "/%2e%2e/a",
            "/%2E%2E%2Fetc",
            "/.",
            "/a%00",
            "/a%5c..%5cb",
            "/a\\b",
            "/C:/x",
            "/%2fetc/passwd",
            "/.postpress/manifest.json",
            "/%2epostpress/lock",
            "/.POSTPRESS/lock",
            "/a/.postpress/b",
            "/%",
            "/%zz",
            "/%ff",
            "/a%0d%0ab",
        ] {
            assert_eq!(path(text), None, "{text}");
        }
    }
}
