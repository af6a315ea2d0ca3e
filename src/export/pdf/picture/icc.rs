//! Colour profiles that pictures bring with them.

use lopdf::Object;

use super::super::number::{dict, name, packed};
use crate::limits;

/// The colour space of samples with one or three channels: by their profile where it is valid and
/// not sRGB, which is what the device spaces mean in the documents that are written here.
pub(super) fn space(channels: usize, profile: Option<&[u8]>) -> Object {
    let device = name(if channels == 1 { "DeviceGray" } else { "DeviceRGB" });
    let Some(profile) = profile.filter(|profile| fits(profile, channels)) else { return device };
    if channels == 3 && profile.windows(4).take(2048).any(|part| part == b"sRGB") {
        return device;
    }
    let head =
        dict([("N", Object::Integer(i64::try_from(channels).unwrap_or(3))), ("Alternate", device)]);
    Object::Array(vec![name("ICCBased"), Object::Stream(packed(head, profile))])
}

/// Whether a profile is one that PDF 1.7 takes (ISO 15076-1, 7.2): version 2 or 4, for input,
/// display, output or conversion, of the right colour space, and whole.
fn fits(profile: &[u8], channels: usize) -> bool {
    let part = |from: usize| profile.get(from..from + 4).unwrap_or_default();
    let length = part(0).try_into().map_or(0, u32::from_be_bytes) as usize;
    let space: &[u8] = if channels == 1 { b"GRAY" } else { b"RGB " };
    (128..=limits::PROFILE_BYTES).contains(&length)
        && length <= profile.len()
        && matches!(profile.get(8), Some(2 | 4))
        && [b"scnr", b"mntr", b"prtr", b"spac"].iter().any(|class| part(12) == *class)
        && part(16) == space
        && part(36) == b"acsp"
}
