//! Whom a request asks: a page of another site can have its name resolved to this machine and read
//! what is served here (DNS rebinding), but its requests still carry that name.

use std::net::{IpAddr, Ipv6Addr};

/// The names that may be asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    pub(super) fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase()).collect())
    }

    /// Whether a `Host` header names this server: by any address, as nobody can have one resolved,
    /// by `localhost` (RFC 6761), or by a name that was given. The port may be another: it can be
    /// forwarded.
    pub(super) fn allow(&self, host: &str) -> bool {
        if let Some(rest) = host.strip_prefix('[') {
            let Some((address, port)) = rest.split_once(']') else { return false };
            return address.parse::<Ipv6Addr>().is_ok() && is_port(port);
        }
        let (name, port) = match host.find(':') {
            Some(colon) => host.split_at(colon),
            None => (host, ""),
        };
        if !is_port(port) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        name.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4())
            || name == "localhost"
            || name.ends_with(".localhost")
            || self.0.iter().any(|allowed| allowed == name)
    }
}

/// Whether this is nothing, or a colon and a port.
fn is_port(text: &str) -> bool {
    match text.strip_prefix(':') {
        Some(port) => port.is_empty() || port.parse::<u16>().is_ok(),
        None => text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    #[test]
    fn names_that_others_can_have_are_refused() {
        let hosts = Hosts::new(&["Laptop.local".to_owned()]);
        for host in [
            "127.0.0.1:4000",
            "127.0.0.1",
            "localhost:4000",
            "LOCALHOST",
            "localhost.",
            "[::1]:80",
            "blog.localhost:1",
            "192.168.0.7:4000",
            "laptop.local:4000",
        ] {
            assert!(hosts.allow(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:4000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost:4000:1",
            "[::1",
            "[evil]",
            "127.0.0.1:http",
            "2130706433",
            "a@127.0.0.1",
        ] {
            assert!(!hosts.allow(host), "{host}");
        }
    }
}
