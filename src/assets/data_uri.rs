//! Files that stand in addresses: `data:image/png;base64,…` (RFC 2397).

use crate::source::percent_decode;

/// The bytes that a `data:` address holds; nothing where it is none, or no base64 (RFC 4648,
/// section 4; white space between the letters is set aside, as browsers do).
#[must_use]
pub fn decode(address: &str) -> Option<Vec<u8>> {
    let (scheme, rest) = address.split_once(':')?;
    let (head, data) = rest.split_once(',').filter(|_| scheme.eq_ignore_ascii_case("data"))?;
    let is_base64 =
        head.rsplit(';').next().is_some_and(|last| last.trim().eq_ignore_ascii_case("base64"));
    let data = percent_decode(data);
    if is_base64 { base64(&data) } else { Some(data.into_bytes()) }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    let letters = text.bytes().filter(|b| !b.is_ascii_whitespace());
    let end = text.trim_ascii_end().trim_end_matches('=').len();
    for letter in letters.take_while(|b| *b != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    // Padding stands at the end alone.
    (!text[..end].contains('=')).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn addresses_hold_bytes() {
        // RFC 4648, section 10.
        for (letters, bytes) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob")]
        {
            let address = format!("data:image/png;base64,{letters}");
            assert_eq!(decode(&address).as_deref(), Some(bytes.as_bytes()), "{letters}");
        }
        assert_eq!(decode("data:image/svg+xml,%3Csvg/%3E").as_deref(), Some(b"<svg/>".as_slice()));
        assert_eq!(
            decode("DATA:image/gif;charset=x;BASE64,Zm 9v").as_deref(),
            Some(b"foo".as_slice())
        );
        for wrong in
            ["data:image/png;base64", "data:;base64,Zm9*", "data:;base64,Zg==Zg==", "http://x/,y"]
        {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
