//! `--previous`: a feed that readers know, from a file or, when an address is given, its server.

use std::path::Path;

use crate::assets;
use crate::limits;
use crate::previous::{self, PreviousFeed};

/// Reads a feed; the error is a sentence for the person who gave it.
pub(super) fn load(given: &str) -> Result<PreviousFeed, String> {
    let is_address = given.starts_with("https://") || given.starts_with("http://");
    let bytes = if is_address {
        fetch(given)
    } else {
        // What a person names may be a link.
        let path = Path::new(given).canonicalize().map_err(|e| e.to_string());
        path.and_then(|p| assets::read(&p, limits::GIVEN_FEED_BYTES).map_err(|e| e.to_string()))
    };
    let bytes = bytes.map_err(|why| format!("--previous {given}: {why}"))?;
    let entries = previous::read(&bytes);
    let entries = entries.ok_or_else(|| {
        format!("--previous {given}: this is no RSS, no Atom, no JSON Feed and no archive's index")
    })?;
    Ok(PreviousFeed { name: given.to_owned(), entries })
}

/// Asks a server, within limits: 20 seconds for everything, five redirects, 20 MiB.
#[cfg(feature = "fetch")]
fn fetch(url: &str) -> Result<Vec<u8>, String> {
    use std::time::Duration;

    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(20)))
        .max_redirects(5)
        .user_agent(concat!("postpress/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut response = agent.get(url).call().map_err(|e| e.to_string())?;
    response
        .body_mut()
        .with_config()
        .limit(limits::GIVEN_FEED_BYTES)
        .read_to_vec()
        .map_err(|e| e.to_string())
}

#[cfg(not(feature = "fetch"))]
fn fetch(_: &str) -> Result<Vec<u8>, String> {
    Err("this build asks no server; download the feed and give the file".to_owned())
}
