//! BMP files and the bitmaps inside icons: device independent bitmaps (MS-WMF, 2.2.2.9; the headers
//! BITMAPCOREHEADER to BITMAPV5HEADER), with palettes, bit fields and run lengths.

use lopdf::Stream;

use super::reduce::{Limit, Reduced, Reducer};
use super::{PictureError, icc, pixels, within_budget};

/// Length of the header of the file, before that of the bitmap.
const FILE_HEADER: usize = 14;

/// How rows are stored (MS-WMF, 2.1.1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    /// Runs of indices of four or eight bits.
    Runs,
}

/// Where a channel lies in a pixel.
#[derive(Debug, Clone, Copy)]
struct Field {
    shift: u32,
    bits: u32,
}

impl Field {
    fn of(mask: u32) -> Self {
        let shift = if mask == 0 { 0 } else { mask.trailing_zeros() };
        Self { shift, bits: (mask >> shift).trailing_ones() }
    }

    /// The channel's sample in eight bits; 0 where the pixel has no such channel.
    fn sample(self, pixel: u32) -> u8 {
        let most = (1u64 << self.bits) - 1;
        if most == 0 {
            return 0;
        }
        let value = u64::from(pixel >> self.shift) & most;
        u8::try_from((value * 255 + most / 2) / most).unwrap_or(255)
    }
}

/// A bitmap's header, and what follows it.
#[derive(Debug)]
pub(super) struct Bitmap<'a> {
    pub(super) width: u32,
    /// Of an icon, half of what its header says: the mask counts there.
    pub(super) height: u32,
    bits: u16,
    compression: Compression,
    top_down: bool,
    palette: Vec<[u8; 3]>,
    /// Red, green, blue and opacity.
    fields: [Field; 4],
    /// From the first row to the end of the file.
    rows: &'a [u8],
}

/// Reads a BMP.
pub(super) fn read(bytes: &[u8], limit: Limit) -> Result<(u32, u32, Stream), PictureError> {
    let at = little(bytes, 10).ok_or_else(cut)? as usize;
    let bitmap = Bitmap::read(bytes, FILE_HEADER, Some(at), false)?;
    let (width, height) = (bitmap.width, bitmap.height);
    let reduced = bitmap.decode(limit.factor(width, height), None)?;
    let space = icc::space(reduced.channels, None);
    Ok((width, height, pixels::samples(&reduced, space)))
}

fn cut() -> PictureError {
    PictureError::broken("the BMP is cut off")
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn little_short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

impl<'a> Bitmap<'a> {
    /// Reads the header at `start`. `rows_at` is where the first row is, where the file tells;
    /// else it follows the palette.
    pub(super) fn read(
        bytes: &'a [u8],
        start: usize,
        rows_at: Option<usize>,
        icon: bool,
    ) -> Result<Self, PictureError> {
        let word = |at: usize| little(bytes, start + at).ok_or_else(cut);
        let short = |at: usize| little_short(bytes, start + at).ok_or_else(cut);
        let length = word(0)? as usize;
        let core = length == 12;
        if !core && length < 40 {
            return Err(PictureError::broken("the BMP's header is damaged"));
        }
        let (width, signed, bits, kind) = if core {
            (u32::from(short(4)?), i32::from(short(6)?), short(10)?, 0)
        } else {
            (word(4)?, word(8)?.cast_signed(), short(14)?, word(16)?)
        };
        let height = signed.unsigned_abs() / if icon { 2 } else { 1 };
        within_budget(width, height)?;
        let compression = match (kind, bits) {
            (0, 1 | 2 | 4 | 8 | 16 | 24 | 32) => Compression::None,
            (1, 8) | (2, 4) => Compression::Runs,
            // In OS/2's header of 64 bytes these numbers mean other codes.
            (3 | 6, 16 | 32) if length != 64 => Compression::None,
            _ => return Err(PictureError::Unsupported("BMP in a rare coding")),
        };
        // Behind a header of 40 bytes the masks of bit fields follow; in longer ones they are.
        let masked = matches!(kind, 3 | 6);
        let masks_behind = match kind {
            3 if length == 40 => 12,
            6 if length == 40 => 16,
            _ => 0,
        };
        let mask = |index: usize, default: u32| {
            let told = masked && (index < 3 || kind == 6 || length >= 56);
            if told { word(40 + 4 * index) } else { Ok(default) }
        };
        let defaults = match bits {
            16 => [0x7c00, 0x03e0, 0x001f, 0],
            _ => [0x00ff_0000, 0xff00, 0xff, if icon { 0xff00_0000 } else { 0 }],
        };
        let mut fields = [Field::of(0); 4];
        for (index, field) in fields.iter_mut().enumerate() {
            *field = Field::of(mask(index, defaults[index])?);
        }
        let palette_at = start + length + masks_behind;
        let entry = if core { 3 } else { 4 };
        let colors = if bits > 8 {
            0
        } else {
            let told = if core { 0 } else { word(32)? as usize };
            let all = 1usize << bits;
            if told == 0 { all } else { told.min(all) }
        };
        let rows_at = match rows_at {
            Some(at) => at,
            None => palette_at + colors * entry,
        };
        let palette: Vec<[u8; 3]> = bytes
            .get(palette_at..(palette_at + colors * entry).min(bytes.len()))
            .unwrap_or_default()
            .chunks_exact(entry)
            .map(|color| [color[2], color[1], color[0]])
            .collect();
        if bits <= 8 && palette.is_empty() {
            return Err(PictureError::broken("the BMP's palette is missing"));
        }
        let rows = bytes.get(rows_at..).ok_or_else(cut)?;
        let top_down = signed < 0;
        Ok(Self { width, height, bits, compression, top_down, palette, fields, rows })
    }

    /// The pixels, each square of `factor` pixels a side as one. `mask` tells of each pixel,
    /// from the top, whether an icon leaves it clear.
    pub(super) fn decode(
        &self,
        factor: u32,
        mask: Option<&dyn Fn(u32, u32) -> bool>,
    ) -> Result<Reduced, PictureError> {
        let opaque = !self.has_opacity()?;
        let masked = mask.filter(|_| opaque);
        let channels = if opaque && masked.is_none() { 3 } else { 4 };
        let mut reducer = Reducer::new(factor, self.width, self.height, channels);
        let runs = match self.compression {
            Compression::Runs => Some(self.unrolled()),
            Compression::None => None,
        };
        let mut row = Vec::with_capacity(self.width as usize * channels);
        for y in 0..self.height {
            row.clear();
            let stored = if self.top_down { y } else { self.height - 1 - y };
            for x in 0..self.width {
                let [red, green, blue, opacity] = match &runs {
                    Some(runs) => {
                        let index = runs[stored as usize * self.width as usize + x as usize];
                        self.indexed(usize::from(index))
                    }
                    None => self.pixel(stored, x)?,
                };
                row.extend([red, green, blue]);
                if channels == 4 {
                    let clear = masked.is_some_and(|mask| mask(x, y));
                    row.push(match () {
                        () if clear => 0,
                        () if opaque => 255,
                        () => opacity,
                    });
                }
            }
            reducer.push(&row);
        }
        Ok(reducer.finish())
    }

    /// Bytes of a row: a multiple of four.
    fn stride(&self) -> usize {
        (self.width as usize * usize::from(self.bits)).div_ceil(32) * 4
    }

    /// The bytes behind all rows: the mask of an icon.
    pub(super) fn behind(&self) -> &'a [u8] {
        self.rows.get(self.stride() * self.height as usize..).unwrap_or_default()
    }

    /// Whether pixels have an opacity. Many programs write zeros there and mean opaque ones.
    fn has_opacity(&self) -> Result<bool, PictureError> {
        if self.bits < 16 || self.fields[3].bits == 0 {
            return Ok(false);
        }
        for y in 0..self.height {
            for x in 0..self.width {
                if self.pixel(y, x)?[3] != 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn indexed(&self, index: usize) -> [u8; 4] {
        let [red, green, blue] = self.palette.get(index).copied().unwrap_or_default();
        [red, green, blue, 255]
    }

    /// A pixel by its stored row.
    fn pixel(&self, row: u32, x: u32) -> Result<[u8; 4], PictureError> {
        let (start, x) = (row as usize * self.stride(), x as usize);
        let part = |from: usize, length: usize| {
            self.rows.get(start + from..start + from + length).ok_or_else(cut)
        };
        match self.bits {
            bits @ 1..=8 => {
                let bits = usize::from(bits);
                let byte = part(x * bits / 8, 1)?[0];
                let shift = 8 - bits - x * bits % 8;
                Ok(self.indexed(usize::from(byte >> shift) & ((1 << bits) - 1)))
            }
            24 => {
                let pixel = part(x * 3, 3)?;
                Ok([pixel[2], pixel[1], pixel[0], 255])
            }
            bits => {
                let bytes = usize::from(bits / 8);
                let pixel = part(x * bytes, bytes)?;
                let pixel = pixel.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte));
                Ok(self.fields.map(|field| field.sample(pixel)))
            }
        }
    }

    /// The indices of rows that are stored as runs (MS-WMF, 3.1.6). What is left out has the first
    /// colour; what runs over an edge is dropped.
    fn unrolled(&self) -> Vec<u8> {
        let (width, height) = (self.width as usize, self.height as usize);
        let mut out = vec![0u8; width * height];
        let (mut x, mut y) = (0usize, 0usize);
        let mut put = |x: usize, y: usize, index: u8| {
            if x < width && y < height {
                out[y * width + x] = index;
            }
        };
        // Of a byte with two indices the first is the higher half.
        let half = |byte: u8, at: usize| {
            if self.bits == 8 { byte } else { byte >> (4 * (1 - at % 2)) & 15 }
        };
        let mut at = 0;
        while let Some(&[count, value]) = self.rows.get(at..at + 2) {
            at += 2;
            match (count, value) {
                (0, 0) => (x, y) = (0, y + 1),
                (0, 1) => break,
                (0, 2) => {
                    let Some(&[right, down]) = self.rows.get(at..at + 2) else { break };
                    x += usize::from(right);
                    y += usize::from(down);
                    at += 2;
                }
                (0, count) => {
                    let count = usize::from(count);
                    let bytes = if self.bits == 8 { count } else { count.div_ceil(2) };
                    let Some(literal) = self.rows.get(at..at + bytes) else { break };
                    for index in 0..count {
                        let byte = literal[if self.bits == 8 { index } else { index / 2 }];
                        put(x + index, y, half(byte, index));
                    }
                    x += count;
                    // Literal runs end at a whole word.
                    at += bytes.next_multiple_of(2);
                }
                (count, value) => {
                    for index in 0..usize::from(count) {
                        put(x + index, y, half(value, index));
                    }
                    x += usize::from(count);
                }
            }
            if y >= height {
                break;
            }
        }
        out
    }
}
