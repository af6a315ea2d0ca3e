//! PNG files (ISO/IEC 15948). Their rows are packed as PDF packs its own, so most pass through;
//! an alpha channel is split off without touching the filters; the few others are decoded.

use std::io::{Cursor, Read as _};

use lopdf::{Object, Stream, StringFormat};

use super::super::number::{deflate, name};
use super::{MOST_MEMORY, PictureError, icc, pixels, within_budget};

/// The chunks that matter.
#[derive(Debug, Default)]
struct Chunks<'a> {
    header: &'a [u8],
    palette: &'a [u8],
    transparency: Option<&'a [u8]>,
    profile: Option<Vec<u8>>,
    data: Vec<u8>,
}

/// Kinds of colour (PNG, table 11.1).
const GREY: u8 = 0;
const RGB: u8 = 2;
const INDEXED: u8 = 3;
const GREY_ALPHA: u8 = 4;
const RGB_ALPHA: u8 = 6;

/// Reads a PNG.
pub(super) fn read(bytes: &[u8]) -> Result<(u32, u32, Stream), PictureError> {
    let chunks = chunks(bytes)?;
    let word = |at: usize| {
        let part = chunks.header.get(at..at + 4).and_then(|part| part.try_into().ok());
        part.map_or(0, u32::from_be_bytes)
    };
    let (width, height) = (word(0), word(4));
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
    let object = match kind {
        _ if interlace != 0 => decoded(bytes, width, height)?,
        INDEXED if chunks.transparency.is_some() => decoded(bytes, width, height)?,
        GREY_ALPHA | RGB_ALPHA => split(&chunks, width, height, channels, bits)?,
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
            b"IDAT" => chunks.data.extend_from_slice(body),
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
    let packed = flate2::read::ZlibDecoder::new(chunk.get(end + 2..)?);
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
    let mut unpacked = flate2::read::ZlibDecoder::new(packed);
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
    let (row, rows) = (row_bytes(width, channels, bits), height as usize);
    let total = row.checked_mul(rows).filter(|total| *total <= MOST_MEMORY).ok_or_else(|| {
        PictureError::TooLarge("the PNG needs too much memory to be read".to_owned())
    })?;
    let sample = usize::from(bits / 8);
    let (pixel, colored) = (channels * sample, (channels - 1) * sample);
    let mut colors = Vec::with_capacity(total / channels * (channels - 1) + rows);
    let mut opacity = Vec::with_capacity(total / channels + rows);
    let mut unpacked = flate2::read::ZlibDecoder::new(chunks.data.as_slice());
    let mut line = vec![0u8; row];
    for _ in 0..rows {
        unpacked.read_exact(&mut line).map_err(|_| damaged())?;
        if line[0] > 4 {
            return Err(damaged());
        }
        colors.push(line[0]);
        opacity.push(line[0]);
        if pixel == 4 && colored == 3 {
            // By far the most frequent kind, written so that the compiler unrolls it.
            colors
                .extend(line[1..].as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]));
            opacity.extend(line[1..].as_chunks::<4>().0.iter().map(|[.., a]| *a));
            continue;
        }
        for pixel in line[1..].chunks_exact(pixel) {
            colors.extend_from_slice(&pixel[..colored]);
            opacity.extend_from_slice(&pixel[colored..]);
        }
    }
    let space = icc::space(channels - 1, chunks.profile.as_deref());
    let mut head = pixels::image(width, height, space, bits);
    if !opaque(&opacity, width as usize * sample, sample) {
        let mask = pixels::image(width, height, name("DeviceGray"), bits);
        let mask = pixels::filtered(mask, width, 1, bits, deflate(&opacity));
        head.set("SMask", Object::Stream(mask));
    }
    Ok(pixels::filtered(head, width, channels - 1, bits, deflate(&colors)))
}

/// Whether filtered rows of one channel are all of the highest value.
fn opaque(rows: &[u8], line: usize, sample: usize) -> bool {
    let mut above = vec![0u8; line];
    for row in rows.chunks_exact(line + 1) {
        for at in 0..line {
            // Up to here all is 255: of the row above too, unless it is the first.
            let left = if at < sample { 0 } else { 255u8 };
            let corner = if at < sample { 0 } else { above[at - sample] };
            let predicted = match row[0] {
                1 => left,
                2 => above[at],
                3 => left.midpoint(above[at]),
                4 => pixels::paeth(left, above[at], corner),
                _ => 0,
            };
            if row[at + 1].wrapping_add(predicted) != 255 {
                return false;
            }
        }
        above.fill(255);
    }
    true
}

/// Decodes a PNG to eight bits a sample.
fn decoded(bytes: &[u8], width: u32, height: u32) -> Result<Stream, PictureError> {
    let told =
        |error: png::DecodingError| PictureError::broken(format!("the PNG is damaged: {error}"));
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MOST_MEMORY });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(told)?;
    let size =
        reader.output_buffer_size().filter(|size| *size <= MOST_MEMORY).ok_or_else(|| {
            PictureError::TooLarge("the PNG needs too much memory to be read".to_owned())
        })?;
    let mut samples = vec![0u8; size];
    let info = reader.next_frame(&mut samples).map_err(told)?;
    samples.truncate(info.buffer_size());
    if (info.width, info.height) != (width, height) {
        return Err(damaged());
    }
    Ok(match info.color_type {
        png::ColorType::Grayscale | png::ColorType::Indexed => {
            pixels::samples(width, height, 1, &samples, None)
        }
        png::ColorType::Rgb => pixels::samples(width, height, 3, &samples, None),
        png::ColorType::Rgba => {
            let (colors, opacity) = pixels::split_rgba(&samples);
            pixels::samples(width, height, 3, &colors, Some(&opacity))
        }
        png::ColorType::GrayscaleAlpha => {
            let (colors, opacity): (Vec<u8>, Vec<u8>) =
                samples.chunks_exact(2).map(|pixel| (pixel[0], pixel[1])).unzip();
            pixels::samples(width, height, 1, &colors, Some(&opacity))
        }
    })
}
