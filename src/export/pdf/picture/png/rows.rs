//! Rows as they are packed, and without their filters (PNG, 9).

use std::io::Read as _;

use super::super::PictureError;
use super::super::pixels::paeth;
use super::damaged;

/// How many bytes of rows are unpacked at a time.
const AT_ONCE: usize = 128 << 10;

/// How many pixels of zeros are passed over at a time.
const PIXELS: usize = 32;

/// Filtered rows, unpacked some at a time, as each call of the decoder keeps a copy of the last 32 KiB
/// that it gave.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    unpacked: flate2::bufread::ZlibDecoder<&'a [u8]>,
    line: usize,
    /// How many rows are not unpacked yet.
    left: usize,
    some: Vec<u8>,
    /// Where the next row begins in `some`.
    at: usize,
}

impl<'a> Rows<'a> {
    /// Of so many bytes each, the number of the filter included.
    pub(super) fn new(packed: &'a [u8], line: usize, rows: usize) -> Self {
        let some = vec![0u8; line * (AT_ONCE / line).clamp(1, rows.max(1))];
        let at = some.len();
        Self { unpacked: flate2::bufread::ZlibDecoder::new(packed), line, left: rows, some, at }
    }

    /// The next row: the number of its filter, and what that made of it.
    pub(super) fn next(&mut self) -> Result<(u8, &[u8]), PictureError> {
        if self.at == self.some.len() {
            let rows = self.left.min(self.some.len() / self.line);
            self.some.truncate(rows * self.line);
            self.unpacked.read_exact(&mut self.some).map_err(|_| damaged())?;
            self.left -= rows;
            self.at = 0;
        }
        let row = &self.some[self.at..self.at + self.line];
        self.at += self.line;
        match row.split_first() {
            Some((filter @ 0..=4, samples)) => Ok((*filter, samples)),
            _ => Err(damaged()),
        }
    }
}

/// Turns the row above into the one that was filtered, in its place; `N` is the samples of a pixel,
/// of eight bits each.
///
/// Where a drawing is the same from one row to the next, filters leave nothing but zeros, and nothing
/// is done to it.
pub(super) fn unfilter<const N: usize>(filter: u8, filtered: &[u8], row: &mut [u8]) {
    let (pixels, _) = row.as_chunks_mut::<N>();
    let (filtered, _) = filtered.as_chunks::<N>();
    match filter {
        1 => {
            let mut left = [0u8; N];
            for (pixel, filtered) in pixels.iter_mut().zip(filtered) {
                left = std::array::from_fn(|at| filtered[at].wrapping_add(left[at]));
                *pixel = left;
            }
        }
        2 => {
            for (pixels, filtered) in pixels.chunks_mut(PIXELS).zip(filtered.chunks(PIXELS)) {
                let (samples, filtered) = (pixels.as_flattened_mut(), filtered.as_flattened());
                if !is_zero(filtered) {
                    let samples = samples.iter_mut().zip(filtered);
                    samples.for_each(|(sample, by)| *sample = sample.wrapping_add(*by));
                }
            }
        }
        3 => {
            let mut left = [0u8; N];
            for (pixel, filtered) in pixels.iter_mut().zip(filtered) {
                left = std::array::from_fn(|at| {
                    filtered[at].wrapping_add(left[at].midpoint(pixel[at]))
                });
                *pixel = left;
            }
        }
        4 => {
            let (mut left, mut corner) = ([0u8; N], [0u8; N]);
            for (pixels, filtered) in pixels.chunks_mut(PIXELS).zip(filtered.chunks(PIXELS)) {
                // Beside a pixel that is as the one above it, the one above is what is foretold.
                if left == corner && is_zero(filtered.as_flattened()) {
                    left = pixels.last().copied().unwrap_or(left);
                    corner = left;
                    continue;
                }
                for (pixel, filtered) in pixels.iter_mut().zip(filtered) {
                    left = std::array::from_fn(|at| {
                        filtered[at].wrapping_add(paeth(left[at], pixel[at], corner[at]))
                    });
                    corner = std::mem::replace(pixel, left);
                }
            }
        }
        _ => {
            for (pixel, filtered) in pixels.iter_mut().zip(filtered) {
                *pixel = *filtered;
            }
        }
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    let (parts, rest) = bytes.as_chunks::<16>();
    let all = parts.iter().fold(0, |all, part| all | u128::from_ne_bytes(*part));
    all == 0 && rest.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::super::super::pixels::paeth;
    use super::unfilter;

    #[test]
    fn the_nearest_neighbour_is_that_of_the_specification() {
        for left in 0..=255 {
            for above in 0..=255 {
                for corner in (0..=255).step_by(5).chain([left, above]) {
                    let estimate = i16::from(left) + i16::from(above) - i16::from(corner);
                    let nearest = [left, above, corner]
                        .into_iter()
                        .min_by_key(|neighbour| (estimate - i16::from(*neighbour)).abs());
                    let found = paeth(left, above, corner);
                    assert_eq!(Some(found), nearest, "{left} {above} {corner}");
                }
            }
        }
    }

    #[test]
    fn rows_are_what_they_were_before_they_were_filtered() {
        check::<1>();
        check::<2>();
        check::<3>();
        check::<4>();
    }

    fn check<const N: usize>() {
        const PIXELS: usize = 150;
        let mut row = vec![0u8; PIXELS * N];
        let mut above = row.clone();
        for step in 0..200usize {
            // A part changes, another is one colour, the rest stays.
            for at in step * 7 % 90..(step * 7 % 90 + step % 40).min(row.len()) {
                row[at] = (at * step * 31 % 251).to_le_bytes()[0];
            }
            row[100 * N..(100 + step % 50) * N].fill(step.to_le_bytes()[0]);
            for filter in 0..=4u8 {
                let filtered: Vec<u8> = (0..row.len())
                    .map(|at| {
                        let before = |row: &[u8]| at.checked_sub(N).map_or(0, |at| row[at]);
                        let (left, up, corner) = (before(&row), above[at], before(&above));
                        row[at].wrapping_sub(match filter {
                            1 => left,
                            2 => up,
                            3 => left.midpoint(up),
                            4 => paeth(left, up, corner),
                            _ => 0,
                        })
                    })
                    .collect();
                let mut next = above.clone();
                unfilter::<N>(filter, &filtered, &mut next);
                assert_eq!(next, row, "filter {filter} of {N} samples, row {step}");
            }
            above.copy_from_slice(&row);
        }
    }
}
