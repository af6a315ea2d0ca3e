//! Pixels to image objects (ISO 32000-1, 8.9.5): filtered by rows as PNG does, packed, and with
//! their opacity as a soft mask.

use lopdf::{Dictionary, Object, Stream};

use super::super::number::{deflate, dict, name};

/// The dictionary of an image without its filter.
pub(super) fn image(width: u32, height: u32, colors: Object, bits: u8) -> Dictionary {
    dict([
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", Object::Integer(i64::from(width))),
        ("Height", Object::Integer(i64::from(height))),
        ("ColorSpace", colors),
        ("BitsPerComponent", Object::Integer(i64::from(bits))),
    ])
}

/// How rows are filtered: each begins with the number of its PNG filter.
pub(super) fn predictor(width: u32, channels: usize, bits: u8) -> Object {
    Object::Dictionary(dict([
        ("Predictor", Object::Integer(15)),
        ("Colors", Object::Integer(i64::try_from(channels).unwrap_or(1))),
        ("BitsPerComponent", Object::Integer(i64::from(bits))),
        ("Columns", Object::Integer(i64::from(width))),
    ]))
}

/// An image of rows that are filtered already, and then packed or not.
pub(super) fn filtered(
    mut image: Dictionary,
    width: u32,
    channels: usize,
    bits: u8,
    packed: Vec<u8>,
) -> Stream {
    image.set("Filter", name("FlateDecode"));
    image.set("DecodeParms", predictor(width, channels, bits));
    Stream::new(image, packed).with_compression(false)
}

/// An image of plain samples of eight bits, and its opacity where it has any.
pub(super) fn samples(
    width: u32,
    height: u32,
    channels: usize,
    colors: &[u8],
    opacity: Option<&[u8]>,
) -> Stream {
    let space = name(if channels == 1 { "DeviceGray" } else { "DeviceRGB" });
    let mut head = image(width, height, space, 8);
    if let Some(mask) = opacity.and_then(|opacity| soft_mask(width, height, opacity)) {
        head.set("SMask", Object::Stream(mask));
    }
    let rows = filter(colors, width as usize * channels, channels);
    filtered(head, width, channels, 8, deflate(&rows))
}

/// A soft mask; `None` where all is opaque.
pub(super) fn soft_mask(width: u32, height: u32, opacity: &[u8]) -> Option<Stream> {
    if opacity.iter().all(|alpha| *alpha == 255) {
        return None;
    }
    let rows = filter(opacity, width as usize, 1);
    let head = image(width, height, name("DeviceGray"), 8);
    Some(filtered(head, width, 1, 8, deflate(&rows)))
}

/// Filters rows (PNG, 9): each with the filter whose output is smallest as signed numbers, the
/// heuristic that the PNG specification recommends.
fn filter(samples: &[u8], line: usize, channels: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(samples.len() + samples.len() / line.max(1) + 1);
    let mut above = vec![0u8; line];
    let mut tries: [Vec<u8>; 4] = Default::default();
    for row in samples.chunks_exact(line.max(1)) {
        for attempt in &mut tries {
            attempt.clear();
        }
        for at in 0..line {
            let left = if at < channels { 0 } else { row[at - channels] };
            let corner = if at < channels { 0 } else { above[at - channels] };
            tries[0].push(row[at]);
            tries[1].push(row[at].wrapping_sub(left));
            tries[2].push(row[at].wrapping_sub(above[at]));
            tries[3].push(row[at].wrapping_sub(paeth(left, above[at], corner)));
        }
        let cost = |bytes: &[u8]| -> u64 {
            bytes.iter().map(|byte| u64::from(byte.cast_signed().unsigned_abs())).sum()
        };
        let (kind, best) = [0u8, 1, 2, 4]
            .into_iter()
            .zip(&tries)
            .min_by_key(|(_, bytes)| cost(bytes))
            .expect("there are four filters");
        out.push(kind);
        out.extend_from_slice(best);
        above.copy_from_slice(row);
    }
    out
}

/// The neighbour that is nearest to a plane through all three (PNG, 9.4).
pub(super) fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |neighbour: u8| (estimate - i16::from(neighbour)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}

/// RGBA to colours and opacity.
pub(super) fn split_rgba(pixels: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut colors = Vec::with_capacity(pixels.len() / 4 * 3);
    let mut opacity = Vec::with_capacity(pixels.len() / 4);
    for pixel in pixels.chunks_exact(4) {
        colors.extend_from_slice(&pixel[..3]);
        opacity.push(pixel[3]);
    }
    (colors, opacity)
}

/// An image in a JPEG stream, with its opacity.
pub(super) fn dct(
    width: u32,
    height: u32,
    colors: Object,
    opacity: Option<&[u8]>,
    jpeg: Vec<u8>,
) -> Stream {
    let mut head = image(width, height, colors, 8);
    if let Some(mask) = opacity.and_then(|opacity| soft_mask(width, height, opacity)) {
        head.set("SMask", Object::Stream(mask));
    }
    head.set("Filter", name("DCTDecode"));
    Stream::new(head, jpeg).with_compression(false)
}

/// Packs RGB as JPEG at a quality where the eye sees no difference; `None` where a side is too
/// long for the format.
pub(super) fn encode_jpeg(width: u32, height: u32, rgb: &[u8]) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(rgb, width, height, jpeg_encoder::ColorType::Rgb).ok()?;
    Some(out)
}
