//! `--fetch`: pictures of other servers, asked for within limits and at public addresses only.
//!
//! A post may name any address, and who builds a blog need not have written all of its posts. So
//! nothing that is near the machine is asked (RFC 6890: loopback, private networks, link-local and
//! metadata services): a name is resolved once, and the connection goes to the address that was
//! looked at, after a redirect too. Proxies of the environment are not used, as what they connect to
//! could not be looked at.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::limits;
use crate::pipeline::Remote;

/// Ports that web servers for everybody listen at.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Which addresses may be connected to.
type Policy = fn(SocketAddr) -> bool;

/// Asks servers for pictures.
pub(super) struct Fetcher {
    agent: Agent,
    state: Mutex<State>,
}

/// What was asked so far.
struct State {
    started: Instant,
    pictures: usize,
    bytes: u64,
    /// How often each server did not answer.
    failures: HashMap<String, u32>,
}

impl Fetcher {
    /// One that connects to public addresses alone.
    pub(super) fn new() -> Self {
        Self::with_policy(is_public, Duration::from_secs(limits::FETCH_SECONDS))
    }

    /// One with another rule, for tests that have their server on this machine.
    fn with_policy(policy: Policy, patience: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(patience))
            .max_redirects(limits::FETCH_REDIRECTS)
            .proxy(None)
            .user_agent(concat!("postpress/", env!("CARGO_PKG_VERSION")))
            .accept("image/*")
            .build();
        let resolver = Checked { policy, inner: DefaultResolver::default() };
        #[expect(clippy::disallowed_methods, reason = "fetching ends after some time")]
        let started = Instant::now();
        let failures = HashMap::new();
        Self {
            agent: Agent::with_parts(config, DefaultConnector::new(), resolver),
            state: Mutex::new(State { started, pictures: 0, bytes: 0, failures }),
        }
    }

    /// Counts a question, or says why it is not asked.
    fn begin(&self, host: &str) -> Result<(), String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failures.get(host).is_some_and(|count| *count >= limits::FETCH_FAILURES) {
            return Err("its server did not answer before, and is not asked again".to_owned());
        }
        if state.started.elapsed() > Duration::from_secs(limits::FETCH_SECONDS_OF_ALL)
            || state.pictures >= limits::FETCHED_PICTURES
            || state.bytes >= limits::FETCHED_BYTES_OF_ALL
        {
            return Err("this build has fetched all that it may; the next one goes on".to_owned());
        }
        state.pictures += 1;
        Ok(())
    }
}

impl Remote for Fetcher {
    fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        let uri: Uri = address.parse().map_err(|_| "it is no valid address")?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or("it names no server")?;
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("it holds a name or password".to_owned());
        }
        self.begin(host)?;
        let answer = self.agent.get(&uri).call().and_then(|mut response| {
            response.body_mut().with_config().limit(limits::FETCHED_BYTES).read_to_vec()
        });
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(bytes) => {
                state.bytes += bytes.len() as u64;
                Ok(bytes)
            }
            Err(error) => {
                if !matches!(error, Error::StatusCode(_) | Error::BodyExceedsLimit(_)) {
                    *state.failures.entry(host.to_owned()).or_default() += 1;
                }
                Err(why(&error))
            }
        }
    }
}

/// What went wrong, for the person who builds.
fn why(error: &Error) -> String {
    match error {
        Error::StatusCode(code) => format!("its server answers with status {code}"),
        Error::BodyExceedsLimit(limit) => format!("it has more than {limit} bytes"),
        Error::Timeout(_) => format!("it takes more than {} seconds", limits::FETCH_SECONDS),
        Error::TooManyRedirects => format!("more than {} redirects", limits::FETCH_REDIRECTS),
        Error::HostNotFound => "its server is not found".to_owned(),
        Error::Other(inner) if inner.is::<Refused>() => inner.to_string(),
        other => other.to_string().to_lowercase(),
    }
}

/// Resolves names to the addresses among theirs that may be connected to.
#[derive(Debug)]
struct Checked {
    policy: Policy,
    inner: DefaultResolver,
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| (self.policy)(**address)) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(Error::Other(Box::new(Refused))) } else { Ok(allowed) }
    }
}

/// No address of a server may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("its server is not at a public address, or at an unusual port")]
struct Refused;

/// Whether an address is one of the public internet, and its port one of the web's.
fn is_public(address: SocketAddr) -> bool {
    PORTS.contains(&address.port())
        && match address.ip() {
            IpAddr::V4(ip) => is_public_v4(ip),
            IpAddr::V6(ip) => is_public_v6(ip),
        }
}

/// IANA's registry of special addresses (RFC 6890 and its updates): none of them is asked.
#[expect(clippy::unnested_or_patterns, reason = "a pattern stands for a row of the registry")]
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        // This network, private, loopback, link-local, private, private.
        (0 | 10 | 127, ..) | (169, 254, _) | (172, 16..=31, _) | (192, 168, _)
        // Shared by carriers; protocols, documentation, relays, benchmarks.
        | (100, 64..=127, _) | (192, 0, 0 | 2) | (192, 88, 99) | (198, 18..=19, _)
        | (198, 51, 100) | (203, 0, 113)
        // Multicast, reserved, broadcast.
        | (224..=255, ..)
    )
}

/// Global unicast alone (RFC 4291, 2.4), without what is special in it; addresses that stand for
/// one of IPv4 are as public as that.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let segments = ip.segments();
    // NAT64 (RFC 6052).
    if segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., a, b, c, d] = ip.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let [first, second, ..] = segments;
    match (first, second) {
        // Protocols and Teredo, documentation, 6to4, documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x2002, _) | (0x3fff, 0..=0xfff) => false,
        _ => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests;
