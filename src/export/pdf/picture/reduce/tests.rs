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

/// Numbers without a pattern (Marsaglia 2003).
fn numbers() -> impl FnMut() -> usize {
    let mut state = 0x2545_f491u32;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    }
}

#[test]
fn rows_that_are_the_same_in_parts_have_the_means_of_all_their_pixels() {
    let mut number = numbers();
    for (factor, width, channels) in
        [(2, 201, 4), (3, 130, 4), (3, 100, 3), (5, 333, 1), (7, 90, 2), (64, 70, 4), (2, 1, 2)]
    {
        let height = 6 * factor as usize + 1;
        let line = width as usize * channels;
        let mut row = vec![255u8; line];
        let mut reducer =
            Reducer::new(factor, width, u32::try_from(height).expect("small"), channels);
        let mut rows = Vec::new();
        for _ in 0..height {
            // Most rows change in a part, and one of four in none.
            if !number().is_multiple_of(4) {
                let start = number() % line;
                let end = (start + number() % 90).min(line);
                let opaque = number().is_multiple_of(2);
                for (at, sample) in row.iter_mut().enumerate().take(end).skip(start) {
                    let opacity = channels % 2 == 0 && (at + 1) % channels == 0;
                    *sample = if opacity && opaque { 255 } else { number().to_le_bytes()[0] };
                }
            }
            reducer.push(&row);
            rows.push(row.clone());
        }
        let reduced = reducer.finish();
        let colored = channels - usize::from(channels % 2 == 0);
        let (mut colors, mut opacities) = (Vec::new(), Vec::new());
        for band in rows.chunks(factor as usize) {
            for start in (0..line).step_by(factor as usize * channels) {
                let end = (start + factor as usize * channels).min(line);
                let pixels = || band.iter().flat_map(|row| row[start..end].chunks(channels));
                let weight = |pixel: &[u8]| if channels % 2 == 0 { pixel[colored] } else { 1 };
                let all: u32 = pixels().map(|pixel| u32::from(weight(pixel))).sum();
                let mean =
                    |sum: u32, by: u32| u8::try_from((sum + by / 2) / by.max(1)).expect("a mean");
                for channel in 0..colored {
                    let weighted =
                        |pixel: &[u8]| u32::from(pixel[channel]) * u32::from(weight(pixel));
                    colors.push(mean(pixels().map(weighted).sum(), all));
                }
                opacities.push(mean(all, pixels().map(|_| 1).sum()));
            }
        }
        assert_eq!(reduced.colors, colors, "{factor} {width} {channels}");
        if channels % 2 == 0 {
            assert_eq!(reduced.opacity, Some(opacities), "{factor} {width} {channels}");
        }
    }
}
