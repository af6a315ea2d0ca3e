//! The sRGB colour space as an ICC profile (ISO 15076-1), built from its numbers.
//!
//! PDF/A wants one beside its output intent. A matrix profile with parametric curves says all of
//! sRGB (IEC 61966-2-1) in less than 600 bytes.

/// Primaries of sRGB, adapted to D50: X, Y, Z of red, green, blue.
const PRIMARIES: [(&[u8; 4], [f64; 3]); 3] = [
    (b"rXYZ", [0.436_066, 0.222_488, 0.013_916]),
    (b"gXYZ", [0.385_147, 0.716_873, 0.097_076]),
    (b"bXYZ", [0.143_066, 0.060_608, 0.714_096]),
];

/// The white that profiles connect at.
const D50: [f64; 3] = [0.964_203, 1.0, 0.824_905];

/// Bradford adaptation from D65, the white of sRGB, to D50, row by row.
const ADAPTATION: [f64; 9] = [
    1.047_882, 0.022_919, -0.050_217, 0.029_587, 0.990_479, -0.017_059, -0.009_232, 0.015_076,
    0.751_678,
];

/// The curve of sRGB as ICC function type 3: exponent, then a, b, c, d.
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];

/// The bytes of the profile.
pub(super) fn profile() -> Vec<u8> {
    let mut data: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"desc", unicode("sRGB")),
        (b"cprt", unicode("No copyright")),
        (b"wtpt", numbers(*b"XYZ ", &[], &D50)),
        (b"chad", numbers(*b"sf32", &[], &ADAPTATION)),
    ];
    for (tag, xyz) in PRIMARIES {
        data.push((tag, numbers(*b"XYZ ", &[], &xyz)));
    }
    data.push((b"rTRC", numbers(*b"para", &[0, 3, 0, 0], &CURVE)));

    let mut table = Vec::new();
    let mut body = Vec::new();
    let count = data.len() + 2;
    let start = 128 + 4 + 12 * count;
    let mut entry = |tag: &[u8; 4], offset: usize, length: usize| {
        table.extend_from_slice(tag);
        table.extend_from_slice(&word(offset));
        table.extend_from_slice(&word(length));
    };
    for (tag, bytes) in &data {
        let offset = start + body.len();
        entry(tag, offset, bytes.len());
        if *tag == b"rTRC" {
            entry(b"gTRC", offset, bytes.len());
            entry(b"bTRC", offset, bytes.len());
        }
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(4), 0);
    }

    let mut profile = Vec::with_capacity(start + body.len());
    profile.extend_from_slice(&word(start + body.len()));
    profile.extend_from_slice(&[0; 4]);
    profile.extend_from_slice(&[4, 0x20, 0, 0]);
    profile.extend_from_slice(b"mntrRGB XYZ ");
    for part in [2026u16, 1, 1, 0, 0, 0] {
        profile.extend_from_slice(&part.to_be_bytes());
    }
    profile.extend_from_slice(b"acsp");
    profile.resize(68, 0);
    for value in D50 {
        profile.extend_from_slice(&fixed(value));
    }
    profile.resize(128, 0);
    profile.extend_from_slice(&word(count));
    profile.extend_from_slice(&table);
    profile.extend_from_slice(&body);
    profile
}

/// A text of type `mluc` with one English record.
fn unicode(text: &str) -> Vec<u8> {
    let mut out = b"mluc\0\0\0\0".to_vec();
    for value in [1, 12] {
        out.extend_from_slice(&word(value));
    }
    out.extend_from_slice(b"enUS");
    out.extend_from_slice(&word(text.len() * 2));
    out.extend_from_slice(&word(28));
    out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    out
}

/// A type that is a row of fixed point numbers.
fn numbers(kind: [u8; 4], head: &[u8], values: &[f64]) -> Vec<u8> {
    let mut out = kind.to_vec();
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(head);
    out.extend(values.iter().flat_map(|value| fixed(*value)));
    out
}

/// An `s15Fixed16Number`.
fn fixed(value: f64) -> [u8; 4] {
    #[expect(clippy::cast_possible_truncation, reason = "the constants above are below 3")]
    let scaled = (value * 65536.0).round() as i32;
    scaled.to_be_bytes()
}

fn word(value: usize) -> [u8; 4] {
    u32::try_from(value).expect("the profile is shorter than a kilobyte").to_be_bytes()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_profile_says_how_long_it_is_and_where_its_tags_lie() {
        let profile = super::profile();
        let word = |at: usize| {
            u32::from_be_bytes(profile[at..at + 4].try_into().expect("four bytes")) as usize
        };
        assert_eq!(word(0), profile.len());
        for tag in 0..word(128) {
            let at = 132 + 12 * tag;
            assert!(word(at + 4) + word(at + 8) <= profile.len());
            assert_eq!(word(at + 4) % 4, 0);
        }
    }
}
