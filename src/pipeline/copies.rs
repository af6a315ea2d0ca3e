//! Copies of pictures that are not among the blog's files: fetched ones, each asked for once and
//! then kept below the output folder, and those that stand in their addresses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::assets;
use crate::limits;
use crate::model::{Asset, Digest, MediaType};
use crate::output::{Cache, OutputError};
use crate::parse::Copied;

/// Asks other servers for pictures.
pub trait Remote: Sync {
    /// What the server of an address sends: at most [`limits::FETCHED_BYTES`] bytes, of any kind.
    ///
    /// # Errors
    /// Why there is nothing: lower case, one line, no full stop.
    fn get(&self, address: &str) -> Result<Vec<u8>, String>;
}

/// Copies of pictures on other servers.
pub(super) struct Copies<'a> {
    remote: &'a dyn Remote,
    cache: Cache,
}

impl<'a> Copies<'a> {
    /// Those of a build into an output folder.
    pub(super) fn open(remote: &'a dyn Remote, out: &Path) -> Result<Self, OutputError> {
        Ok(Self { remote, cache: Cache::open(out)? })
    }

    /// The copy of an address and where it lies: that of an earlier build, else what its server
    /// sends now.
    pub(super) fn load(&self, address: &str) -> Result<(Asset, PathBuf), String> {
        if let Some(disk) = self.cache.find(address)
            && let Ok((asset, _)) = assets::load(address, &disk, limits::FETCHED_BYTES)
            && is_picture(asset.media_type)
        {
            return Ok((asset, disk));
        }
        let bytes = self.remote.get(address)?;
        let asset = picture(address, &bytes).ok_or("what the server sends is no picture")?;
        let disk = self.cache.keep(address, &bytes).map_err(|error| error.to_string())?;
        Ok((asset, disk))
    }

    /// Removes the copies that this build did not ask for.
    pub(super) fn prune(&self) {
        // What cannot be removed now is removed by the next build.
        let _ = self.cache.prune();
    }
}

/// The picture that a `data:` address holds.
pub(super) fn within(address: &str) -> Result<Copied, String> {
    let bytes = assets::data_uri::decode(address).ok_or("it is damaged")?;
    let name = format!("data:{}", Digest(Sha256::digest(&bytes).into()));
    let asset = picture(&name, &bytes).ok_or("there is no picture in it")?;
    Ok(Copied { asset: Arc::new(asset), bytes: Some(bytes.into()) })
}

/// Bytes as a picture that is called by a name; nothing where they are none.
fn picture(name: &str, bytes: &[u8]) -> Option<Asset> {
    // The name says nothing: what counts is what the bytes are.
    let assets::Measured { media_type, size, orientation } = assets::measure(bytes, "");
    is_picture(media_type).then(|| Asset {
        path: name.to_owned(),
        media_type,
        bytes: bytes.len() as u64,
        sha256: Digest(Sha256::digest(bytes).into()),
        size,
        orientation,
    })
}

fn is_picture(media_type: MediaType) -> bool {
    media_type.is_image() && !matches!(media_type, MediaType::Other(_))
}
