//! Which addresses are asked, and what a server can do to who asks.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Fetcher, is_public};
use crate::limits;
use crate::pipeline::Remote as _;

#[test]
fn public_addresses_alone_are_asked() {
    let refused = [
        "0.0.0.0:80",
        "10.1.2.3:80",
        "100.64.0.1:443",
        "100.127.255.255:443",
        "127.0.0.1:80",
        "127.255.255.254:443",
        "169.254.169.254:80",
        "172.16.0.1:80",
        "172.31.255.255:80",
        "192.0.0.8:80",
        "192.0.2.1:80",
        "192.88.99.1:80",
        "192.168.0.1:80",
        "198.18.0.1:80",
        "198.19.255.255:80",
        "198.51.100.7:80",
        "203.0.113.7:80",
        "224.0.0.1:80",
        "240.0.0.1:80",
        "255.255.255.255:80",
        "[::]:80",
        "[::1]:80",
        "[::ffff:127.0.0.1]:80",
        "[::ffff:10.0.0.1]:80",
        "[::ffff:169.254.169.254]:80",
        "[::127.0.0.1]:80",
        "[64:ff9b::10.0.0.1]:80",
        "[64:ff9b:1::1]:80",
        "[100::1]:80",
        "[2001::1]:80",
        "[2001:db8::1]:80",
        "[2002:7f00:1::]:80",
        "[3fff::1]:80",
        "[fc00::1]:80",
        "[fd12:3456::1]:80",
        "[fe80::1]:80",
        "[fec0::1]:80",
        "[ff02::1]:80",
        // Not the web's ports.
        "1.1.1.1:22",
        "1.1.1.1:25",
        "1.1.1.1:6379",
        "[2606:4700::1111]:3306",
    ];
    let asked = [
        "1.1.1.1:80",
        "8.8.8.8:443",
        "100.63.255.255:80",
        "100.128.0.1:80",
        "172.15.0.1:80",
        "172.32.0.1:80",
        "192.0.1.1:80",
        "198.20.0.1:8080",
        "223.255.255.255:8443",
        "[2606:4700::1111]:443",
        "[2001:4860:4860::8888]:443",
        "[::ffff:8.8.8.8]:443",
        "[64:ff9b::8.8.8.8]:443",
    ];
    for (addresses, expected) in [(&refused[..], false), (&asked, true)] {
        for address in addresses {
            let parsed: SocketAddr = address.parse().expect("an address");
            assert_eq!(is_public(parsed), expected, "{address}");
        }
    }
}

/// A server on this machine that gives each question to `answer`, and counts them.
fn server(answer: impl Fn(&str, u16) -> Vec<u8> + Send + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut question = [0; 2048];
            let read = stream.read(&mut question).unwrap_or(0);
            let question = String::from_utf8_lossy(&question[..read]).into_owned();
            let path = question.split(' ').nth(1).unwrap_or_default().to_owned();
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(&answer(&path, port));
        }
    });
    (port, asked)
}

fn ok(body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .into()
}

fn local(patience: Duration) -> Fetcher {
    Fetcher::with_policy(|address| address.ip().is_loopback(), patience)
}

#[test]
fn a_picture_is_fetched_after_redirects_within_limits() {
    let (port, _) = server(|path, port| match path {
        "/x.png" => ok(b"bytes"),
        "/moved" => redirect("/x.png"),
        "/round" => redirect("/round"),
        "/file" => redirect("file:///etc/passwd"),
        "/elsewhere" => redirect(&format!("http://10.0.0.1:{port}/x.png")),
        "/long" => {
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", limits::FETCHED_BYTES + 1);
            [head.into_bytes(), vec![0; 1 << 20]].concat()
        }
        _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    });
    let get =
        |path: &str| local(Duration::from_secs(5)).get(&format!("http://127.0.0.1:{port}{path}"));
    assert_eq!(get("/x.png").as_deref(), Ok(b"bytes".as_slice()));
    assert_eq!(get("/moved").as_deref(), Ok(b"bytes".as_slice()));
    assert_eq!(get("/gone"), Err("its server answers with status 404".to_owned()));
    assert_eq!(get("/round"), Err("more than 5 redirects".to_owned()));
    assert!(get("/file").is_err());
    let refused = "its server is not at a public address, or at an unusual port".to_owned();
    assert_eq!(get("/elsewhere"), Err(refused), "a redirect is looked at too");
    assert!(get("/long").is_err());
}

#[test]
fn the_program_asks_nothing_near() {
    let (port, asked) = server(|_, _| ok(b"secret"));
    let fetcher = Fetcher::new();
    for address in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        "http://localhost/".to_owned(),
        "http://127.1/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://name:word@1.1.1.1/x.png".to_owned(),
        "ftp://1.1.1.1/x.png".to_owned(),
        "file:///etc/passwd".to_owned(),
        "x.png".to_owned(),
    ] {
        assert!(fetcher.get(&address).is_err(), "{address}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_server_that_does_not_answer_is_left_alone() {
    let (port, asked) = server(|_, _| {
        std::thread::sleep(Duration::from_millis(600));
        Vec::new()
    });
    let fetcher = local(Duration::from_millis(100));
    for _ in 0..4 {
        assert!(fetcher.get(&format!("http://127.0.0.1:{port}/x.png")).is_err());
    }
    assert!(asked.load(Ordering::SeqCst) <= 2);
}
