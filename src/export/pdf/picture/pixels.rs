//! Pixels to image objects (ISO 32000-1, 8.9.5): filtered by rows as PNG does, packed, and with
//! their opacity as a soft mask.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress};
use lopdf::{Dictionary, Object, Stream};

use super::super::number::{dict, name, pack};
use super::reduce::Reduced;

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

/// An image of plain samples of eight bits in a colour space, and its opacity where it has any.
pub(super) fn samples(pixels: &Reduced, space: Object) -> Stream {
    let Reduced { width, height, channels, colors, opacity } = pixels;
    let mut head = image(*width, *height, space, 8);
    if let Some(mask) = opacity.as_ref().and_then(|opacity| soft_mask(*width, *height, opacity)) {
        head.set("SMask", Object::Stream(mask));
    }
    let packer = Packer::new(colors.len() / 4);
    let packed = filter(packer, colors, *width as usize * channels, *channels);
    filtered(head, *width, *channels, 8, packed)
}

/// A soft mask; `None` where all is opaque.
pub(super) fn soft_mask(width: u32, height: u32, opacity: &[u8]) -> Option<Stream> {
    if opacity.iter().all(|alpha| *alpha == 255) {
        return None;
    }
    let head = image(width, height, name("DeviceGray"), 8);
    Some(filtered(head, width, 1, 8, filter(Packer::of_opacity(), opacity, width as usize, 1)))
}

/// Packs what is written part by part, in a zlib wrapper.
#[derive(Debug)]
pub(super) struct Packer {
    deflate: Compress,
    level: u32,
    out: Vec<u8>,
    /// What is not packed yet, up to `filled`.
    waiting: Vec<u8>,
    filled: usize,
}

/// How hard pixels are packed: 4 takes a seventh longer for two percent of size.
const LEVEL: Compression = Compression::new(3);

/// How hard opacity is packed. It is the same for long stretches, which 4 makes no smaller in half as
/// much time again.
const OPACITY_LEVEL: Compression = Compression::new(2);

/// How much is handed to deflate at a time: a call for each row would cost more than the row.
const PART: usize = 128 << 10;

thread_local! {
    // A thread keeps what it packed with: a third of a megabyte, which a new one has to clear first.
    static PACKERS: RefCell<Vec<(u32, Compress)>> = const { RefCell::new(Vec::new()) };
}

impl Packer {
    /// For pixels that take about so many bytes when they are packed.
    pub(super) fn new(expected: usize) -> Self {
        Self::of_level(LEVEL, expected)
    }

    /// For opacity.
    pub(super) fn of_opacity() -> Self {
        Self::of_level(OPACITY_LEVEL, 0)
    }

    fn of_level(level: Compression, expected: usize) -> Self {
        let kept = PACKERS.with_borrow_mut(|kept| {
            let at = kept.iter().position(|(of, _)| *of == level.level())?;
            Some(kept.swap_remove(at).1)
        });
        let deflate = kept.unwrap_or_else(|| Compress::new(level, true));
        let level = level.level();
        Self { deflate, level, out: Vec::with_capacity(expected), waiting: Vec::new(), filled: 0 }
    }

    /// Takes the next bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        self.row(bytes.len()).copy_from_slice(bytes);
    }

    /// Room for the next bytes, which the caller fills.
    pub(super) fn row(&mut self, length: usize) -> &mut [u8] {
        if self.filled + length > self.waiting.len() {
            self.flush(FlushCompress::None);
            if self.waiting.len() < length.max(PART) {
                self.waiting.resize(length.max(PART), 0);
            }
        }
        self.filled += length;
        &mut self.waiting[self.filled - length..self.filled]
    }

    /// All that was written, packed.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.flush(FlushCompress::Finish);
        self.deflate.reset();
        PACKERS.with_borrow_mut(|kept| kept.push((self.level, self.deflate)));
        self.out
    }

    fn flush(&mut self, flush: FlushCompress) {
        pack(&mut self.deflate, &self.waiting[..self.filled], &mut self.out, flush);
        self.filled = 0;
    }
}

/// Filters rows (PNG, 9) and packs them: each with the filter whose output is smallest as signed
/// numbers, the heuristic that the PNG specification recommends.
fn filter(mut out: Packer, samples: &[u8], line: usize, channels: usize) -> Vec<u8> {
    // Rows with a pixel of zeros before them, which is what their first pixel has to its left.
    let mut row = vec![0u8; channels + line];
    let mut above = row.clone();
    let mut best = vec![0u8; line + 1];
    let mut attempt = best.clone();
    for samples in samples.chunks_exact(line.max(1)) {
        if above[channels..] == *samples {
            best[0] = 2;
            best[1..].fill(0);
            out.write(&best);
            continue;
        }
        row[channels..].copy_from_slice(samples);
        best[0] = 0;
        best[1..].copy_from_slice(samples);
        let mut least = cost(samples);
        for kind in [1u8, 2, 4] {
            attempt[0] = kind;
            let target = attempt[1..].iter_mut().zip(samples);
            let (left, up, corner) = (&row[..line], &above[channels..], &above[..line]);
            match kind {
                1 => {
                    for ((out, byte), left) in target.zip(left) {
                        *out = byte.wrapping_sub(*left);
                    }
                }
                2 => {
                    for ((out, byte), up) in target.zip(up) {
                        *out = byte.wrapping_sub(*up);
                    }
                }
                _ => {
                    let around = left.iter().zip(up).zip(corner);
                    for ((out, byte), ((left, up), corner)) in target.zip(around) {
                        *out = byte.wrapping_sub(paeth(*left, *up, *corner));
                    }
                }
            }
            let price = cost(&attempt[1..]);
            if price < least {
                least = price;
                std::mem::swap(&mut best, &mut attempt);
            }
        }
        out.write(&best);
        std::mem::swap(&mut row, &mut above);
    }
    out.finish()
}

/// How far filtered bytes are from zero, all together.
fn cost(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(byte.cast_signed().unsigned_abs())).sum()
}

/// The neighbour that is nearest to a plane through all three (PNG, 9.4).
///
/// The estimate is nearest to the middle one where that is well between the others, and else to the
/// one at the other end. Asked so, there is no branch: it takes half the time of asking for distances.
pub(super) fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [left, above, middle] = [left, above, corner].map(i16::from);
    let (low, high) = (left.min(above), left.max(above));
    let mirrored = 3 * middle - left - above;
    let inner = if high <= mirrored { low } else { middle };
    let nearest = if mirrored <= low { high } else { inner };
    nearest.to_le_bytes()[0]
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

/// How finely the colours of a JPEG are kept beside its brightness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chroma {
    /// For each pixel.
    Full,
    /// For each square of four, which is all that a lossy WebP and most JPEGs have to begin with.
    Quarter,
}

/// Packs grey or RGB as JPEG at a quality where the eye sees no difference; `None` where a side
/// is too long for the format.
pub(super) fn encode_jpeg(pixels: &Reduced, chroma: Chroma) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(pixels.width).ok()?, u16::try_from(pixels.height).ok()?);
    let kind = match pixels.channels {
        1 => jpeg_encoder::ColorType::Luma,
        _ => jpeg_encoder::ColorType::Rgb,
    };
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
    match chroma {
        Chroma::Full => encoder.set_optimized_huffman_tables(true),
        // Codes made for the picture would save an eighth, and take a third of the time.
        Chroma::Quarter => {
            encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
            encoder.set_chroma_subsampling_method(jpeg_encoder::ChromaSubsamplingMethod::Average);
        }
    }
    encoder.encode(&pixels.colors, width, height, kind).ok()?;
    Some(out)
}
