//! Bytes -> a `data:` URI (RFC 2397), for pictures inside the text that shows them.

use crate::model::MediaType;

/// The alphabet of base64 (RFC 4648, section 4).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes of a file as an address.
#[must_use]
pub fn data_uri(media_type: MediaType, bytes: &[u8]) -> String {
    let mut out = format!("data:{};base64,", media_type.as_str());
    out.reserve(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            if i > chunk.len() {
                out.push('=');
            } else {
                let index = bits >> (18 - 6 * i) & 63;
                out.push(char::from(ALPHABET[index as usize]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::data_uri;
    use crate::model::MediaType;

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            let expected = format!("data:image/png;base64,{text}");
            assert_eq!(data_uri(MediaType::Png, bytes.as_bytes()), expected);
        }
    }
}
