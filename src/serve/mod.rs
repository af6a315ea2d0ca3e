//! Outputs over HTTP, for the person who writes: the output folder, a page of its own at `/`, and
//! an event for each build.
//!
//! What browsers and feed readers need is there (RFC 9110): validators and conditions, ranges,
//! compression. What a server of the open internet would need is not: one person asks. Requests are
//! answered by a thread each, a bounded number at a time, from open files and in pieces; who is too
//! slow is let go. Nothing is read but regular files of the output folder, through no link.

mod body;
mod conditions;
mod connection;
mod date;
mod events;
mod files;
mod host;
mod media;
mod range;
mod request;
mod response;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::html::escape::push_percent_encoded;
use crate::model::Digest;

use self::events::Events;
use self::files::Digests;
use self::host::Hosts;
use self::response::Content;

/// How many connections are open at a time: a browser opens six to a server, and one for events.
const CONNECTIONS: usize = 96;

/// How many ports are tried behind one that is taken.
const PORTS: u16 = 32;

/// Stack of the thread that answers a connection, in bytes.
const STACK: usize = 1 << 20;

/// Where the server's own files are: no output has such a path.
const OWN: &str = "/.postpress/";

/// Where to listen.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address.
    pub address: IpAddr,
    /// The port.
    pub port: u16,
    /// Whether the next free port will do.
    pub next: bool,
    /// More names that requests may ask for, besides addresses and `localhost`.
    pub hosts: Vec<String>,
}

/// A request and its answer, for those who want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// `GET` or another.
    pub method: String,
    /// The path, and a query, as they were asked for.
    pub target: String,
    /// The status.
    pub status: u16,
}

/// What all connections share.
pub struct Site {
    out: PathBuf,
    page: Mutex<Arc<Content>>,
    events: Events,
    digests: Digests,
    hosts: Hosts,
    answered: Box<dyn Fn(&Answered) + Send + Sync>,
}

impl Site {
    /// Puts another page at `/`, and tells those who wait for one. `build` is what the page calls
    /// itself.
    pub fn publish(&self, page: String, build: &str) {
        let content = Arc::new(Content::page(page));
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = content;
        self.events.tell(build);
    }

    fn page(&self) -> Arc<Content> {
        Arc::clone(&self.page.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A server that listens and does not answer yet.
pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
}

impl Server {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the port is taken, or the address is none of this machine.
    pub fn bind(
        out: &Path,
        options: &Options,
        answered: impl Fn(&Answered) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = listen(options)?;
        let site = Site {
            out: out.to_path_buf(),
            page: Mutex::new(Arc::new(Content::page(String::new()))),
            events: Events::default(),
            digests: Digests::default(),
            hosts: Hosts::new(&options.hosts),
            answered: Box::new(answered),
        };
        Ok(Self { listener, site: Arc::new(site) })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// What is served.
    #[must_use]
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.site)
    }

    /// Answers from now on, beside what else the program does, until it ends.
    ///
    /// # Errors
    /// When there is no thread for it.
    pub fn start(self) -> io::Result<()> {
        thread::Builder::new().name("server".to_owned()).spawn(move || self.accept()).map(drop)
    }

    fn accept(&self) {
        let open = Arc::new(AtomicUsize::new(0));
        for stream in self.listener.incoming() {
            let Ok(stream) = stream else {
                // No more files can be open: some are closed in a moment.
                thread::sleep(std::time::Duration::from_millis(50));
                continue;
            };
            let place = Place::take(&open);
            let Some(place) = place else {
                connection::refuse(&stream);
                continue;
            };
            let site = Arc::clone(&self.site);
            let answer = thread::Builder::new().name("request".to_owned()).stack_size(STACK);
            // Without a thread the connection is closed, and tried again by the browser.
            let _ = answer.spawn(move || {
                connection::answer(&stream, &site);
                drop(place);
            });
        }
    }
}

/// One of the connections that may be open; given back when it is dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Option<Self> {
        let free = |taken| (taken < CONNECTIONS).then_some(taken + 1);
        open.fetch_update(Ordering::AcqRel, Ordering::Acquire, free).ok()?;
        Some(Self(Arc::clone(open)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn listen(options: &Options) -> io::Result<TcpListener> {
    let last = if options.next { options.port.saturating_add(PORTS) } else { options.port };
    let mut port = options.port;
    loop {
        match TcpListener::bind((options.address, port)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port < last => port += 1,
            result => return result,
        }
    }
}

/// The address of an output on the server: `/pdf/%ED%95%9C.pdf`.
#[must_use]
pub fn address(path: &str) -> String {
    let mut address = "/".to_owned();
    push_percent_encoded(&mut address, path, "");
    address
}

/// Where a post's cover picture is found, by the post's id.
#[must_use]
pub fn cover_address(id: &str) -> String {
    let mut address = format!("{OWN}cover/");
    push_percent_encoded(&mut address, id, "");
    address
}

/// A strong validator of content (RFC 9110, 8.8.3).
fn etag(digest: Digest) -> String {
    // Half of the digest is more than enough to tell versions of a file apart.
    format!("\"{}\"", &digest.to_string()[..32])
}
