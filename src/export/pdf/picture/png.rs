//! PNG files (ISO/IEC 15948). Their rows are packed as PDF packs its own, so most pass through;
//! an alpha channel is split off without touching the filters; the few others are decoded, and
//! those with far more pixels than print can show.

mod rows;

use std::io::{Cursor, Read as _};

use lopdf::{Object, Stream, StringFormat};

use self::rows::Rows;
use super::super::number::name;
use super::pixels::{Chroma, Packer};
use super::reduce::{Limit, Reduced, Reducer};
use super::{PictureError, icc, pixels, within_budget};
use crate::limits;

/// The chunks that matter.
#[derive(Debug, Default)]
struct Chunks<'a> {
    header: &'a [u8],
    palette: &'a [u8],
    transparency: Option<&'a [u8]>,
    profile: Option<Vec<u8>>,
    data: Vec<u8>,
}

impl Chunks<'_> {
    /// Width and height.
    fn size(&self) -> (u32, u32) {
        let word = |at: usize| {
            let part = self.header.get(at..at + 4).and_then(|part| part.try_into().ok());
            part.map_or(0, u32::from_be_bytes)
        };
        (word(0), word(4))
    }
}

/// Kinds of colour (PNG, table 11.1).
const GREY: u8 = 0;
const RGB: u8 = 2;
const INDEXED: u8 = 3;
const GREY_ALPHA: u8 = 4;
const RGB_ALPHA: u8 = 6;

/// Reads a PNG.
pub(super) fn read(bytes: &[u8], limit: Limit) -> Result<(u32, u32, Stream), PictureError> {
    let chunks = chunks(bytes)?;
    let (width, height) = chunks.size();
    within_budget(width, height)?;
    let &[bits, kind, 0, 0, interlace] = chunks.header.get(8..13).unwrap_or_default() else {
        return Err(PictureError::broken("the PNG's header is damaged"));
    };
    let channels = match (kind, bits) {
        (GREY, 1 | 2 | 4 | 8 | 16) | (INDEXED, 1 | 2 | 4 | 8) => 1,
        (GREY_ALPHA, 8 | 16) => 2,
        (RGB, 8 | 16) => 3,
        (RGB_ALPHA, 8 | 16) => 4,
        _ => return Err(PictureError::broken("the PNG's kind of pixels does not exist")),
    };
    if kind == INDEXED && (chunks.palette.is_empty() || chunks.palette.len() % 3 != 0) {
        return Err(PictureError::broken("the PNG's palette is missing"));
    }
    let factor = limit.factor(width, height);
    let object = match kind {
        _ if interlace != 0 => decoded(bytes, &chunks, factor, limit)?,
        INDEXED if chunks.transparency.is_some() => decoded(bytes, &chunks, factor, limit)?,
        GREY_ALPHA | RGB_ALPHA if factor > 1 => decoded(bytes, &chunks, factor, limit)?,
        GREY_ALPHA | RGB_ALPHA => split(&chunks, width, height, channels, bits)?,
        // Few colours are packed so well that the mean of them may need more room.
        _ if factor > 1 && bits >= 8 => {
            let reduced = decoded(bytes, &chunks, factor, limit)?;
            if reduced.content.len() < chunks.data.len() {
                reduced
            } else {
                passed(chunks, width, height, channels, bits, kind)?
            }
        }
        _ => passed(chunks, width, height, channels, bits, kind)?,
    };
    Ok((width, height, object))
}

/// Collects the chunks.
fn chunks(bytes: &[u8]) -> Result<Chunks<'_>, PictureError> {
    let mut rest = bytes
        .strip_prefix(b"\x89PNG\r\n\x1a\n")
        .ok_or_else(|| PictureError::broken("the file is not a PNG"))?;
    let mut chunks = Chunks::default();
    while let Some((head, tail)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(body) = tail.get(..length) else {
            return Err(PictureError::broken("the PNG is cut off"));
        };
        match &head[4..] {
            b"IHDR" => chunks.header = body,
            b"PLTE" => chunks.palette = body.get(..768).unwrap_or(body),
            b"tRNS" => chunks.transparency = Some(body),
            b"iCCP" => chunks.profile = profile(body),
            b"IDAT" => {
                // At once for all that may come: of a copy each time it grows most is thrown away.
                if chunks.data.is_empty() {
                    chunks.data.reserve_exact(rest.len());
                }
                chunks.data.extend_from_slice(body);
            }
            b"IEND" => break,
            _ => {}
        }
        rest = tail.get(length + 4..).unwrap_or_default();
    }
    if chunks.data.is_empty() {
        return Err(PictureError::broken("the PNG has no pixels"));
    }
    Ok(chunks)
}

/// The profile of an `iCCP` chunk: a name, a zero, a method, then packed bytes.
fn profile(chunk: &[u8]) -> Option<Vec<u8>> {
    let end = chunk.iter().take(80).position(|byte| *byte == 0)?;
    let mut out = Vec::new();
    let packed = flate2::bufread::ZlibDecoder::new(chunk.get(end + 2..)?);
    packed.take(1 << 20).read_to_end(&mut out).ok()?;
    Some(out)
}

/// Bytes of a row, its filter included.
fn row_bytes(width: u32, channels: usize, bits: u8) -> usize {
    (width as usize * channels * usize::from(bits)).div_ceil(8) + 1
}

/// The packed rows as they are.
fn passed(
    chunks: Chunks<'_>,
    width: u32,
    height: u32,
    channels: usize,
    bits: u8,
    kind: u8,
) -> Result<Stream, PictureError> {
    check(&chunks.data, row_bytes(width, channels, bits), height as usize)?;
    let colors = if kind == INDEXED {
        let last = i64::try_from(chunks.palette.len() / 3).unwrap_or(1) - 1;
        Object::Array(vec![
            name("Indexed"),
            icc::space(3, chunks.profile.as_deref()),
            Object::Integer(last),
            Object::String(chunks.palette.to_vec(), StringFormat::Hexadecimal),
        ])
    } else {
        icc::space(channels, chunks.profile.as_deref())
    };
    let mut head = pixels::image(width, height, colors, bits);
    // One colour that is clear becomes a colour key mask.
    if let Some(key) = chunks.transparency.filter(|key| key.len() >= 2 * channels) {
        let most = (1i64 << bits) - 1;
        let range = key.chunks_exact(2).take(channels).flat_map(|sample| {
            let value = i64::from(u16::from_be_bytes([sample[0], sample[1]])).min(most);
            [Object::Integer(value), Object::Integer(value)]
        });
        head.set("Mask", Object::Array(range.collect()));
    }
    Ok(pixels::filtered(head, width, channels, bits, chunks.data))
}

/// Unpacks rows once, keeping none, to see that they are all there and have filters that exist: a
/// damaged picture must be told of here, not in the reader's window.
fn check(packed: &[u8], row: usize, rows: usize) -> Result<(), PictureError> {
    let mut unpacked = flate2::bufread::ZlibDecoder::new(packed);
    let mut buffer = vec![0u8; 64 << 10];
    let (total, mut seen) = (row * rows, 0usize);
    while seen < total {
        let count = unpacked.read(&mut buffer).map_err(|_| damaged())?;
        if count == 0 {
            return Err(damaged());
        }
        let mut start = seen.next_multiple_of(row) - seen;
        while start < count && seen + start < total {
            if buffer[start] > 4 {
                return Err(damaged());
            }
            start += row;
        }
        seen += count;
    }
    Ok(())
}

fn damaged() -> PictureError {
    PictureError::broken("the PNG's pixels are damaged")
}

/// Splits the last channel off as a soft mask. Filters work on each channel by itself, so that
/// filtered rows are split as they are, and stay as well packed as their author made them.
fn split(
    chunks: &Chunks<'_>,
    width: u32,
    height: u32,
    channels: usize,
    bits: u8,
) -> Result<Stream, PictureError> {
    let rows = height as usize;
    let sample = usize::from(bits / 8);
    let (pixel, colored) = (channels * sample, (channels - 1) * sample);
    let columns = width as usize;
    let mut unpacked = Rows::new(&chunks.data, row_bytes(width, channels, bits), rows);
    let mut opacity_line = vec![0u8; 1 + columns * sample];
    let mut colors = Packer::new(chunks.data.len());
    let mut opacity: Option<Packer> = None;
    for index in 0..rows {
        let (filter, samples) = unpacked.next()?;
        let color_line = colors.row(1 + columns * colored);
        color_line[0] = filter;
        opacity_line[0] = filter;
        if pixel == 4 && colored == 3 {
            // By far the most frequent kind: four pixels at a time, which halves the time.
            let (firsts, last_colors) = color_line[1..].as_chunks_mut::<12>();
            let (alphas, last_alphas) = opacity_line[1..].as_chunks_mut::<4>();
            let (pixels, last) = samples.as_chunks::<16>();
            for ((color, alpha), four) in firsts.iter_mut().zip(alphas).zip(pixels) {
                (*color, *alpha) = part(four);
            }
            let targets = last_colors.as_chunks_mut::<3>().0.iter_mut().zip(last_alphas);
            for ((color, alpha), [r, g, b, a]) in targets.zip(last.as_chunks::<4>().0) {
                *color = [*r, *g, *b];
                *alpha = *a;
            }
        } else {
            let targets = color_line[1..].chunks_exact_mut(colored);
            let targets = targets.zip(opacity_line[1..].chunks_exact_mut(sample));
            for ((color, alpha), pixel) in targets.zip(samples.chunks_exact(pixel)) {
                color.copy_from_slice(&pixel[..colored]);
                alpha.copy_from_slice(&pixel[colored..]);
            }
        }
        if opacity.is_none() && !is_opaque(&opacity_line, index == 0, sample) {
            // The rows above had no mask to go to, because they need none.
            let mut mask = Packer::of_opacity();
            let mut above = vec![255u8; opacity_line.len()];
            above[0] = 0;
            (0..index).for_each(|_| mask.write(&above));
            opacity = Some(mask);
        }
        if let Some(mask) = &mut opacity {
            mask.write(&opacity_line);
        }
    }
    let space = icc::space(channels - 1, chunks.profile.as_deref());
    let mut head = pixels::image(width, height, space, bits);
    if let Some(opacity) = opacity {
        let mask = pixels::image(width, height, name("DeviceGray"), bits);
        let mask = pixels::filtered(mask, width, 1, bits, opacity.finish());
        head.set("SMask", Object::Stream(mask));
    }
    Ok(pixels::filtered(head, width, channels - 1, bits, colors.finish()))
}

/// Four pixels of red, green, blue and opacity to their colours and their opacities.
fn part(pixels: &[u8; 16]) -> ([u8; 12], [u8; 4]) {
    let (words, _) = pixels.as_chunks::<4>();
    let [a, b, c, d] = [words[0], words[1], words[2], words[3]].map(u32::from_le_bytes);
    let colors = [a & 0xff_ffff | b << 24, b >> 8 & 0xffff | c << 16, c >> 16 & 0xff | d << 8];
    let opacity = a >> 24 | b >> 24 << 8 | c >> 24 << 16 | d & 0xff00_0000;
    let mut out = [0; 12];
    for (bytes, word) in out.as_chunks_mut::<4>().0.iter_mut().zip(colors) {
        *bytes = word.to_le_bytes();
    }
    (out, opacity.to_le_bytes())
}

/// Whether a filtered row of one channel is all of the highest value, when all rows above are.
fn is_opaque(row: &[u8], first: bool, sample: usize) -> bool {
    // What each filter makes of 255 beside and below 255, for the first pixel and the others.
    let (begin, others) = match (row.first().copied().unwrap_or(0), first) {
        (1, _) | (4, true) => (255, 0),
        (2 | 4, false) => (0, 0),
        (3, true) => (255, 128),
        (3, false) => (128, 0),
        _ => (255, 255),
    };
    let (head, tail) =
        row.get(1..).unwrap_or_default().split_at_checked(sample).unwrap_or_default();
    // In parts, so that the compiler compares many bytes at once.
    let same = |part: &[u8]| part.iter().fold(0, |differs, byte| differs | byte ^ others) == 0;
    head.iter().all(|byte| *byte == begin) && tail.chunks(64).all(same)
}

/// Decodes a PNG to eight bits a sample, each square of `factor` pixels a side as one.
fn decoded(
    bytes: &[u8],
    chunks: &Chunks<'_>,
    factor: u32,
    limit: Limit,
) -> Result<Stream, PictureError> {
    let plain = chunks.transparency.is_none();
    let reduced = match chunks.header.get(8..13) {
        Some([8, kind @ (GREY | RGB | GREY_ALPHA | RGB_ALPHA), 0, 0, 0]) if plain => {
            reduced(chunks, *kind, factor)?
        }
        _ => reduced_of_any(bytes, factor)?,
    };
    let space = icc::space(reduced.channels, chunks.profile.as_deref());
    if limit.is_lossy()
        && let Some(jpeg) = pixels::encode_jpeg(&reduced, Chroma::Full)
    {
        let opacity = reduced.opacity.as_deref();
        return Ok(pixels::dct(reduced.width, reduced.height, space, opacity, jpeg));
    }
    Ok(pixels::samples(&reduced, space))
}

/// Reduces the most frequent kinds: of eight bits a sample, row by row, without clear colours.
fn reduced(chunks: &Chunks<'_>, kind: u8, factor: u32) -> Result<Reduced, PictureError> {
    let (width, height) = chunks.size();
    let channels = match kind {
        GREY => 1,
        GREY_ALPHA => 2,
        RGB => 3,
        _ => 4,
    };
    let line = row_bytes(width, channels, 8);
    let mut reducer = Reducer::new(factor, width, height, channels);
    let mut unpacked = Rows::new(&chunks.data, line, height as usize);
    let mut row = vec![0u8; line - 1];
    for _ in 0..height {
        let (filter, filtered) = unpacked.next()?;
        match channels {
            1 => rows::unfilter::<1>(filter, filtered, &mut row),
            2 => rows::unfilter::<2>(filter, filtered, &mut row),
            3 => rows::unfilter::<3>(filter, filtered, &mut row),
            _ => rows::unfilter::<4>(filter, filtered, &mut row),
        }
        reducer.push(&row);
    }
    Ok(reducer.finish())
}

/// Reduces any PNG.
fn reduced_of_any(bytes: &[u8], factor: u32) -> Result<Reduced, PictureError> {
    let told =
        |error: png::DecodingError| PictureError::broken(format!("the PNG is damaged: {error}"));
    let mut decoder = png::Decoder::new_with_limits(
        Cursor::new(bytes),
        png::Limits { bytes: limits::PICTURE_MEMORY },
    );
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(told)?;
    let (width, height) = reader.info().size();
    let channels = reader.output_color_type().0.samples();
    let line = reader.output_line_size(width).unwrap_or(usize::MAX);
    let whole = reader.info().interlaced || factor == 1;
    if whole && line.checked_mul(height as usize).is_none_or(|size| size > limits::PICTURE_MEMORY) {
        return Err(PictureError::TooLarge("the PNG needs too much memory to be read".to_owned()));
    }
    let mut reducer = Reducer::new(factor, width, height, channels);
    if reader.info().interlaced {
        let mut samples = vec![0u8; line * height as usize];
        reader.next_frame(&mut samples).map_err(told)?;
        samples.chunks_exact(line.max(1)).for_each(|row| reducer.push(row));
    } else {
        for _ in 0..height {
            reducer.push(reader.next_row().map_err(told)?.ok_or_else(damaged)?.data());
        }
    }
    Ok(reducer.finish())
}

#[cfg(test)]
mod tests {
    use super::super::pixels::paeth;
    use super::{is_opaque, part};

    #[test]
    fn four_pixels_are_parted_as_one_is() {
        let pixels: [u8; 16] = std::array::from_fn(|at| u8::try_from(at * 15).expect("small"));
        let (colors, opacity) = part(&pixels);
        for (at, pixel) in pixels.as_chunks::<4>().0.iter().enumerate() {
            assert_eq!(colors[3 * at..3 * at + 3], pixel[..3]);
            assert_eq!(opacity[at], pixel[3]);
        }
    }

    #[test]
    fn rows_without_transparency_are_known_by_their_filtered_bytes() {
        for sample in [1usize, 2] {
            for first in [true, false] {
                for filter in 0..=4u8 {
                    let above = if first { 0u8 } else { 255 };
                    let mut row = vec![filter];
                    for at in 0..4 * sample {
                        let (left, corner) = if at < sample { (0, 0) } else { (255, above) };
                        row.push(255u8.wrapping_sub(match filter {
                            1 => left,
                            2 => above,
                            3 => left.midpoint(above),
                            4 => paeth(left, above, corner),
                            _ => 0,
                        }));
                    }
                    assert!(is_opaque(&row, first, sample), "{filter} {first} {sample}");
                    *row.last_mut().expect("a row") ^= 1;
                    assert!(!is_opaque(&row, first, sample), "{filter} {first} {sample}");
                }
            }
        }
    }
}
