//! Pictures with far more pixels than paper shows, to as many as it does: each square of n × n
//! pixels becomes their mean. Whole factors alone keep lines and letters crisp, need no more
//! memory than a row, and give the same bytes everywhere.

use super::super::style::PageStyle;

/// Largest factor: a row of sums stays within 32 bits.
const LARGEST: u32 = 128;

/// About how many samples are compared at a time.
const TILE: usize = 128;

/// The most pixels that a page can show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    width: f64,
    height: f64,
    lossy: bool,
}

/// The pixels of a decoration, in relation to those that other pictures have at least.
const DECORATION: f64 = 0.4;

impl Limit {
    /// No limit: pictures keep all their pixels.
    pub const NONE: Self = Self { width: f64::INFINITY, height: f64::INFINITY, lossy: false };

    /// The pixels of a page's text at so many an inch. No picture is printed larger, so that no
    /// picture comes out coarser than that.
    #[must_use]
    pub fn of(page: &PageStyle, pixels_per_inch: u32) -> Self {
        let pixels = f64::from(pixels_per_inch) / 72.0;
        let (width, height) = (page.measure().to_pt() * pixels, page.depth().to_pt() * pixels);
        Self { width, height, lossy: false }
    }

    /// The limit for a picture that decorates a page, and takes at most a share of its height: it
    /// needs fewer pixels than one that is looked into, and none of them exactly.
    #[must_use]
    pub fn of_decoration(page: &PageStyle, pixels_per_inch: u32, share: f64) -> Self {
        let all = Self::of(page, pixels_per_inch);
        Self { width: all.width * DECORATION, height: all.height * share * DECORATION, lossy: true }
    }

    /// Whether fewer bytes count more than the pixels that were there.
    pub(super) fn is_lossy(self) -> bool {
        self.lossy
    }

    /// The limit for a picture that is drawn on its side.
    pub(super) fn turned(self) -> Self {
        Self { width: self.height, height: self.width, lossy: self.lossy }
    }

    /// How many pixels of a side become one: 1 for a picture that is to stay as it is.
    pub(super) fn factor(self, width: u32, height: u32) -> u32 {
        let most = (f64::from(width) / self.width).max(f64::from(height) / self.height);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a small range above zero"
        )]
        let factor = most.floor().clamp(1.0, f64::from(LARGEST)) as u32;
        factor
    }
}

/// Pixels of eight bits a sample that come row by row.
///
/// Drawings and screenshots have much that is the same from row to row. Rows are therefore looked at
/// in tiles of some squares each: what has not changed in a tile is counted, not added up again, and
/// where it has not changed for two rows of squares the second is as the first.
#[derive(Debug)]
pub(super) struct Reducer {
    factor: usize,
    width: usize,
    /// Samples of a pixel, opacity included.
    channels: usize,
    opaque: bool,
    /// How many rows there were since the last squares were finished; fewer than `factor`.
    rows: u32,
    /// The last row.
    last: Vec<u8>,
    tiles: Vec<Tile>,
    /// Samples of a tile.
    tile: usize,
    /// Sums of the columns of squares, of all pixels but those in tiles with opacity below 255. Two
    /// bytes hold the sum of as many samples as there are at most, and columns are summed up
    /// sixteen at a time.
    columns: Vec<u16>,
    /// Sums of squares, of all other pixels; colours are weighted with opacity.
    sums: Vec<u32>,
    colors: Vec<u8>,
    opacity: Vec<u8>,
}

/// Some squares beside each other.
#[derive(Debug, Clone, Copy)]
struct Tile {
    /// For how many rows it has been the same, the last included.
    age: u32,
    /// Whether its pixels are opaque.
    opaque: bool,
}

/// Pixels as they are printed.
#[derive(Debug)]
pub(super) struct Reduced {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Samples of a pixel in `colors`: 1 or 3.
    pub(super) channels: usize,
    pub(super) colors: Vec<u8>,
    /// Opacity, where the picture has such a channel.
    pub(super) opacity: Option<Vec<u8>>,
}

impl Reducer {
    /// For a picture of so many columns with grey, grey and opacity, RGB, or RGB and opacity.
    pub(super) fn new(factor: u32, width: u32, height: u32, channels: usize) -> Self {
        let (factor, width) = (factor.max(1) as usize, width as usize);
        let opaque = channels % 2 == 1;
        let columns = width.div_ceil(factor);
        let pixels = columns * (height as usize).div_ceil(factor);
        let colored = channels - usize::from(!opaque);
        let row = if factor > 1 { width * channels } else { 0 };
        let square = factor * channels;
        let tile = square * TILE.div_ceil(square);
        Self {
            factor,
            width,
            channels,
            opaque,
            rows: 0,
            last: vec![0; row],
            tiles: vec![Tile { age: 0, opaque }; row.div_ceil(tile)],
            tile,
            columns: vec![0; row],
            sums: vec![0; if factor > 1 { columns * channels } else { 0 }],
            colors: Vec::with_capacity(pixels * colored),
            opacity: Vec::with_capacity(if opaque { 0 } else { pixels }),
        }
    }

    /// Takes the next row; what is missing of it is 0.
    pub(super) fn push(&mut self, row: &[u8]) {
        let row = row.get(..self.width * self.channels).unwrap_or(row);
        if self.factor == 1 {
            self.keep(row);
        } else if row.len() < self.last.len() {
            let mut whole = row.to_vec();
            whole.resize(self.last.len(), 0);
            self.sum(&whole);
        } else {
            self.sum(row);
        }
    }

    fn sum(&mut self, row: &[u8]) {
        for (index, new) in row.chunks(self.tile).enumerate() {
            let samples = self.samples(index);
            let tile = self.tiles[index];
            if tile.age > 0 && self.last[samples.clone()] == *new {
                self.tiles[index].age = tile.age.saturating_add(1);
                continue;
            }
            self.add_tile(index);
            self.last[samples].copy_from_slice(new);
            let opaque = match self.channels {
                2 => is_opaque::<2>(new),
                4 => is_opaque::<4>(new),
                _ => true,
            };
            self.tiles[index] = Tile { age: 1, opaque };
        }
        self.rows += 1;
        if self.rows as usize == self.factor {
            self.end_squares();
        }
    }

    /// The samples of a tile in a row.
    fn samples(&self, index: usize) -> std::ops::Range<usize> {
        let start = index * self.tile;
        start..(start + self.tile).min(self.last.len())
    }

    /// Adds a tile as it was last to the sums, so often as it was so since the squares began.
    fn add_tile(&mut self, index: usize) {
        let (tile, samples) = (self.tiles[index], self.samples(index));
        let times = tile.age.min(self.rows);
        let sums = &mut self.sums[samples.start / self.factor..];
        let squares = self.last[samples.clone()].chunks(self.factor * self.channels);
        match self.channels {
            _ if times == 0 => {}
            2 if !tile.opaque => add_weighted::<2>(sums, squares, times),
            4 if !tile.opaque => add_weighted::<4>(sums, squares, times),
            _ => {
                let times = u16::try_from(times).expect("128 rows at most");
                let columns = self.columns[samples.clone()].iter_mut().zip(&self.last[samples]);
                columns.for_each(|(sum, sample)| *sum += u16::from(*sample) * times);
            }
        }
    }

    /// The picture.
    pub(super) fn finish(mut self) -> Reduced {
        if self.rows > 0 {
            self.end_squares();
        }
        let channels = self.channels - usize::from(!self.opaque);
        let columns = self.width.div_ceil(self.factor);
        let rows = self.colors.len() / (columns * channels).max(1);
        Reduced {
            width: u32::try_from(columns).unwrap_or(u32::MAX),
            height: u32::try_from(rows).unwrap_or(u32::MAX),
            channels,
            colors: self.colors,
            opacity: (!self.opaque).then_some(self.opacity),
        }
    }

    fn keep(&mut self, row: &[u8]) {
        if self.opaque {
            self.colors.extend_from_slice(row);
            return;
        }
        for pixel in row.chunks_exact(self.channels) {
            let (opacity, colors) = pixel.split_last().expect("a pixel has two samples or four");
            self.colors.extend_from_slice(colors);
            self.opacity.push(*opacity);
        }
    }

    /// Turns sums into means.
    fn end_squares(&mut self) {
        let (rows, factor) = (self.rows as usize, self.factor);
        let square = Square::of(factor.min(self.width) * rows);
        // The last of a row may be narrower.
        let narrow = Square::of((self.width - 1) % factor * rows + rows);
        let line = self.width.div_ceil(factor);
        for index in 0..self.tiles.len() {
            let samples = self.samples(index);
            let squares = samples.len().div_ceil(factor * self.channels);
            if rows == factor && self.tiles[index].age as usize >= 2 * factor {
                self.repeat(line, squares);
                continue;
            }
            self.add_tile(index);
            let columns = &mut self.columns[samples.clone()];
            let first = samples.start / factor;
            let sums = &mut self.sums[first..first + squares * self.channels];
            let columns_of_squares = columns.chunks(factor * self.channels);
            match self.channels {
                1 => add::<1>(sums, columns_of_squares, 1),
                2 => add::<2>(sums, columns_of_squares, 255),
                3 => add::<3>(sums, columns_of_squares, 1),
                _ => add::<4>(sums, columns_of_squares, 255),
            }
            columns.fill(0);
            let wide = squares - usize::from(samples.end == self.last.len());
            for (at, sums) in sums.chunks_exact(self.channels).enumerate() {
                let square = if at < wide { &square } else { &narrow };
                if self.opaque {
                    self.colors.extend(sums.iter().map(|sum| square.plain.mean(*sum)));
                    continue;
                }
                let (opacity, colors) = sums.split_last().expect("a pixel has samples");
                let opaque = *opacity == square.opaque.by;
                let weights = if opaque { square.opaque } else { Divisor::new(*opacity) };
                self.colors.extend(colors.iter().map(|sum| weights.mean(*sum)));
                self.opacity.push(square.plain.mean(*opacity));
            }
            sums.fill(0);
        }
        self.rows = 0;
    }

    /// Repeats the next squares from the row of squares above, of which there are `line`.
    fn repeat(&mut self, line: usize, squares: usize) {
        let channels = self.channels - usize::from(!self.opaque);
        let above = self.colors.len() - line * channels;
        self.colors.extend_from_within(above..above + squares * channels);
        if !self.opaque {
            let above = self.opacity.len() - line;
            self.opacity.extend_from_within(above..above + squares);
        }
    }
}

/// What the sums of a square are divided by.
struct Square {
    /// By its pixels.
    plain: Divisor,
    /// By the opacity of all of them, where they have the most.
    opaque: Divisor,
}

impl Square {
    fn of(pixels: usize) -> Self {
        let pixels = u32::try_from(pixels).unwrap_or(u32::MAX);
        Self { plain: Divisor::new(pixels), opaque: Divisor::new(pixels.saturating_mul(255)) }
    }
}

/// A number that many sums are divided by: a multiplication each, as processors divide ten times more
/// slowly, which was 4 % of the time of 22 handouts.
#[derive(Clone, Copy)]
struct Divisor {
    by: u32,
    /// `2^SHIFT` divided by `by`, the next whole number above.
    inverse: u64,
}

impl Divisor {
    /// A quotient of at most 256 by at most 255 × 128 × 128 is exact: the inverse is too large by
    /// less than 1, the quotient therefore by less than the sum / 2^SHIFT, which is below 1 / `by`
    /// (Granlund and Montgomery 1994, theorem 4.2).
    const SHIFT: u32 = 52;

    fn new(by: u32) -> Self {
        let by = by.max(1);
        Self { by, inverse: (1 << Self::SHIFT) / u64::from(by) + 1 }
    }

    /// The mean of a sum, to the nearest whole number.
    fn mean(self, sum: u32) -> u8 {
        let mean = ((u64::from(sum) + u64::from(self.by / 2)) * self.inverse) >> Self::SHIFT;
        u8::try_from(mean).unwrap_or(255)
    }
}

/// Whether the last of every `N` samples, the opacity, is 255.
fn is_opaque<const N: usize>(row: &[u8]) -> bool {
    // In parts, so that the compiler compares many pixels at once.
    let all = |part: &[[u8; N]]| part.iter().fold(255, |all, pixel| all & pixel[N - 1]) == 255;
    row.as_chunks::<N>().0.chunks(256).all(all)
}

/// Adds sums of columns to the sums of their squares. A square is added up by itself first, as that
/// keeps its sums in registers. `weight` is the opacity of all pixels where that is a sample of
/// theirs, which counts colours as [`add_weighted`] does; else 1.
fn add<const N: usize>(sums: &mut [u32], squares: std::slice::Chunks<'_, u16>, weight: u32) {
    for (sums, square) in sums.as_chunks_mut::<N>().0.iter_mut().zip(squares) {
        let mut own = [0; N];
        for columns in square.as_chunks::<N>().0 {
            for (sum, column) in own.iter_mut().zip(columns) {
                *sum += u32::from(*column);
            }
        }
        let mut weights = [weight; N];
        if weight > 1 {
            weights[N - 1] = 1;
        }
        sums.iter_mut().zip(own).zip(weights).for_each(|((sum, own), by)| *sum += own * by);
    }
}

/// Adds a row's samples so many times to the sums of their squares. The last of a pixel is its
/// opacity: a clear pixel's colour counts nothing.
fn add_weighted<const N: usize>(sums: &mut [u32], squares: std::slice::Chunks<'_, u8>, times: u32) {
    for (sums, square) in sums.as_chunks_mut::<N>().0.iter_mut().zip(squares) {
        let mut own = [0; N];
        for pixel in square.as_chunks::<N>().0 {
            let mut weights = [u16::from(pixel[N - 1]); N];
            weights[N - 1] = 1;
            for ((sum, sample), weight) in own.iter_mut().zip(pixel).zip(weights) {
                // Two bytes hold it: 255 × 255.
                *sum += u32::from(u16::from(*sample) * weight);
            }
        }
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own * times);
    }
}

#[cfg(test)]
mod tests;
