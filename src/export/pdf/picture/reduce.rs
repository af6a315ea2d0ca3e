//! Pictures with far more pixels than paper shows, to as many as it does: each square of n × n
//! pixels becomes their mean. Whole factors alone keep lines and letters crisp, need no more
//! memory than a row, and give the same bytes everywhere.

use super::super::style::PageStyle;

/// Largest factor: a row of sums stays within 32 bits.
const LARGEST: u32 = 128;

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
#[derive(Debug)]
pub(super) struct Reducer {
    factor: usize,
    width: usize,
    /// Samples of a pixel, opacity included.
    channels: usize,
    opaque: bool,
    /// How many rows there were since the last that was finished.
    rows: usize,
    /// Sums of their columns, of all rows but those with opacity below 255. Two bytes hold the sum of
    /// as many samples as there are at most, and columns are summed up sixteen at a time.
    columns: Vec<u16>,
    /// Sums of their squares, of all other rows; colours are weighted with opacity.
    sums: Vec<u32>,
    colors: Vec<u8>,
    opacity: Vec<u8>,
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
        Self {
            factor,
            width,
            channels,
            opaque,
            rows: 0,
            columns: vec![0; if factor > 1 { width * channels } else { 0 }],
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
            return;
        }
        let squares = || row.chunks(self.factor * self.channels);
        match self.channels {
            2 if !is_opaque::<2>(row) => add_weighted::<2>(&mut self.sums, squares()),
            4 if !is_opaque::<4>(row) => add_weighted::<4>(&mut self.sums, squares()),
            _ => {
                for (sum, sample) in self.columns.iter_mut().zip(row) {
                    *sum += u16::from(*sample);
                }
            }
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.end_squares();
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
        let squares = self.columns.chunks(self.factor * self.channels);
        match self.channels {
            1 => add::<1>(&mut self.sums, squares, 1),
            2 => add::<2>(&mut self.sums, squares, 255),
            3 => add::<3>(&mut self.sums, squares, 1),
            _ => add::<4>(&mut self.sums, squares, 255),
        }
        self.columns.fill(0);
        let mut columns = self.width;
        let mut square = Square::of(self.factor.min(columns) * self.rows);
        for sums in self.sums.chunks_exact(self.channels) {
            // The last of a row may be narrower.
            if columns < self.factor {
                square = Square::of(columns * self.rows);
            }
            columns = columns.saturating_sub(self.factor);
            if self.opaque {
                self.colors.extend(sums.iter().map(|sum| square.plain.mean(*sum)));
                continue;
            }
            let (opacity, colors) = sums.split_last().expect("a pixel has samples");
            let weights =
                if *opacity == square.opaque.by { square.opaque } else { Divisor::new(*opacity) };
            self.colors.extend(colors.iter().map(|sum| weights.mean(*sum)));
            self.opacity.push(square.plain.mean(*opacity));
        }
        self.sums.fill(0);
        self.rows = 0;
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

/// Adds a row's samples to the sums of their squares. The last of a pixel is its opacity: a clear
/// pixel's colour counts nothing.
fn add_weighted<const N: usize>(sums: &mut [u32], squares: std::slice::Chunks<'_, u8>) {
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
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
}

#[cfg(test)]
mod tests {
    use super::{Divisor, LARGEST, Limit, Reducer};
    use crate::export::pdf::style::Style;

    #[test]
    fn only_pictures_of_twice_the_resolution_are_reduced() {
        // 160 mm of text at 300 pixels an inch, for example, are 1890 pixels.
        let limit = Limit::of(&Style::builtin().page, 300);
        let most = limit.width;
        for (times, factor) in [(0.1, 1), (1.9, 1), (2.1, 2), (3.5, 3), (1e5, 128)] {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive")]
            let width = (most * times) as u32;
            assert_eq!(limit.factor(width, 100), factor, "{times}");
            assert_eq!(limit.turned().factor(100, width), factor, "{times}, turned");
            assert_eq!(Limit::NONE.factor(width, 100), 1);
        }
    }

    #[test]
    fn means_are_those_of_a_division() {
        let most = 255 * LARGEST * LARGEST;
        let by = (1..600).chain((1..=LARGEST).map(|side| 255 * side * side));
        for by in by.chain([most - 1, most]) {
            let divisor = Divisor::new(by);
            for mean in 0..=255 {
                for sum in [mean * by, mean * by + by / 2, (mean * by + by / 2).saturating_sub(1)] {
                    let sum = sum.min(255 * by);
                    assert_eq!(u32::from(divisor.mean(sum)), (sum + by / 2) / by, "{sum} / {by}");
                }
            }
        }
        // No opacity at all: its pixels have no colour.
        assert_eq!(Divisor::new(0).mean(0), 0);
    }

    #[test]
    fn squares_become_their_mean_and_clear_pixels_have_no_colour() {
        // Three columns and three rows: the squares at the end are cut off.
        let mut grey = Reducer::new(2, 3, 3, 1);
        for row in [[0, 100, 50], [200, 100, 150], [7, 8, 9]] {
            grey.push(&row);
        }
        let grey = grey.finish();
        assert_eq!((grey.width, grey.height), (2, 2));
        assert_eq!((grey.colors, grey.opacity), (vec![100, 100, 8, 9], None));

        let mut colored = Reducer::new(2, 2, 2, 4);
        colored.push(&[255, 0, 10, 255, 0, 255, 0, 0]);
        colored.push(&[255, 0, 20, 255, 0, 255, 0, 0]);
        let colored = colored.finish();
        assert_eq!(colored.colors, [255, 0, 15]);
        assert_eq!(colored.opacity, Some(vec![128]));

        // Opaque rows are added up in another way, to the same sums.
        let mut mixed = Reducer::new(2, 3, 3, 2);
        for row in [[10, 255, 20, 255, 90, 255], [30, 255, 99, 0, 10, 85], [7, 255, 7, 255, 8, 0]] {
            mixed.push(&row);
        }
        let mixed = mixed.finish();
        assert_eq!(mixed.colors, [20, 70, 7, 0]);
        assert_eq!(mixed.opacity, Some(vec![191, 170, 255, 0]));

        let mut same = Reducer::new(1, 2, 1, 2);
        same.push(&[1, 2, 3, 4]);
        let same = same.finish();
        assert_eq!((same.colors, same.opacity), (vec![1, 3], Some(vec![2, 4])));
    }
}
