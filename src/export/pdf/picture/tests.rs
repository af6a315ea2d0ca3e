//! Pictures of every format come out with the pixels that they went in with.

use std::io::Cursor;

use lopdf::{Object, Stream};
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::{Limit, damage, raster};
use crate::export::pdf::style::Style;
use crate::model::MediaType;

/// Colours that hardly repeat, as those of a photograph.
#[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
fn pixels(side: u32, channels: u32) -> Vec<u8> {
    (0..side * side)
        .flat_map(|at| (0..channels).map(move |channel| ((at * at * (channel + 7)) >> 5) as u8))
        .collect()
}

fn png(side: u32, color: png::ColorType) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(color);
    let mut writer = encoder.write_header().expect("in memory");
    let channels = u32::try_from(color.samples()).expect("at most four");
    writer.write_image_data(&pixels(side, channels)).expect("in memory");
    drop(writer);
    out
}

#[test]
fn a_picture_that_print_cannot_show_is_made_smaller_and_keeps_its_size_on_the_page() {
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 90)
        .encode(&pixels(80, 3), 80, 80, jpeg_encoder::ColorType::Rgb)
        .expect("in memory");
    let files = [
        (MediaType::Jpeg, jpeg),
        (MediaType::Png, png(80, png::ColorType::Rgba)),
        (MediaType::Png, png(80, png::ColorType::Rgb)),
    ];
    // At four pixels an inch a page shows about 25 of them.
    let page = Style::builtin().page;
    let limit = Limit::of(&page, 4);
    let side = 80u32.div_ceil(limit.factor(80, 80));
    assert!(side < 60);
    for (media_type, file) in files {
        for (limit, expected) in [(limit, side), (Limit::of(&page, 300), 80)] {
            let (width, height, object) = raster(&file, media_type, limit).expect("whole");
            assert_eq!((width, height), (80, 80));
            let stored = object.dict.get(b"Width").and_then(Object::as_i64).expect("a width");
            assert_eq!(stored, i64::from(expected), "{media_type:?}");
        }
    }
}

/// The samples of an image object, opacity apart: as many channels as it has.
fn shown(object: &Stream) -> Vec<u8> {
    let number = |key: &[u8]| object.dict.get(key).and_then(Object::as_i64).expect("a number");
    let (width, height) = (number(b"Width"), number(b"Height"));
    if object.dict.get(b"Filter").and_then(Object::as_name).expect("a filter") == b"DCTDecode" {
        let mut decoder = zune_jpeg::JpegDecoder::new(ZCursor::new(&object.content));
        return decoder.decode().expect("a JPEG");
    }
    let form = object.dict.get(b"DecodeParms").and_then(Object::as_dict).expect("a predictor");
    let channels = form.get(b"Colors").and_then(Object::as_i64).expect("channels");
    // Rows are packed as in a PNG, so a PNG around them can be read by its decoder.
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], body: &[u8]| {
        file.extend(u32::try_from(body.len()).expect("short").to_be_bytes());
        file.extend([kind, body, &[0; 4]].concat());
    };
    let side = |side: i64| u32::try_from(side).expect("positive").to_be_bytes();
    let bits = u8::try_from(number(b"BitsPerComponent")).expect("few");
    let kind = if channels == 1 { 0 } else { 2 };
    chunk(b"IHDR", &[&side(width)[..], &side(height), &[bits, kind, 0, 0, 0]].concat());
    chunk(b"IDAT", &object.content);
    chunk(b"IEND", &[]);
    let mut options = png::DecodeOptions::default();
    options.set_ignore_checksums(true);
    let mut decoder = png::Decoder::new_with_options(Cursor::new(file), options);
    decoder.set_transformations(png::Transformations::STRIP_16 | png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut out = vec![0; reader.output_buffer_size().expect("small")];
    reader.next_frame(&mut out).expect("rows");
    out
}

/// The largest difference of any two samples.
fn difference(one: &[u8], other: &[u8]) -> u8 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/", $name)).as_slice()
    };
}

#[test]
fn every_format_shows_the_same_pixels() {
    let read = |file, kind| shown(&raster(file, kind, Limit::NONE).expect("whole").2);
    let plain = read(file!("plain.png"), MediaType::Png);
    for (name, file, kind, most) in [
        ("Adam7", file!("adam7.png"), MediaType::Png, 0),
        ("16 bits", file!("rgb16.png"), MediaType::Png, 0),
        ("alpha", file!("rgba.png"), MediaType::Png, 0),
        ("BMP", file!("rgb.bmp"), MediaType::Bmp, 0),
        ("BMP with alpha", file!("rgba.bmp"), MediaType::Bmp, 0),
        ("BMP with bit fields", file!("565.bmp"), MediaType::Bmp, 8),
        ("BMP in runs", file!("rle.bmp"), MediaType::Bmp, 60),
        ("TIFF, LZW", file!("lzw.tif"), MediaType::Tiff, 0),
        ("TIFF, 16 bits in planes", file!("rgb16.tif"), MediaType::Tiff, 0),
        ("TIFF in planes", file!("planar.tif"), MediaType::Tiff, 0),
        ("TIFF, JPEG", file!("jpeg.tif"), MediaType::Tiff, 60),
        ("TIFF, CMYK", file!("cmyk.tif"), MediaType::Tiff, 1),
        ("JPEG, inverted CMYK", file!("cmyk.jpg"), MediaType::Jpeg, 60),
    ] {
        let difference = difference(&read(file, kind), &plain);
        assert!(difference <= most, "{name}: {difference}");
    }
    let black_and_white = |file, kind| {
        let samples = read(file, kind);
        let channels = samples.len() / (24 * 16);
        samples.chunks(channels).map(|pixel| pixel[0]).collect::<Vec<u8>>()
    };
    let bits = black_and_white(file!("bit.bmp"), MediaType::Bmp);
    assert_eq!(bits, black_and_white(file!("bit.tif"), MediaType::Tiff));
    assert!(bits.contains(&0) && bits.contains(&255));
}

#[test]
fn icons_of_both_kinds_show_the_same_and_keep_their_clear_pixels() {
    let [png, bitmap] = [file!("a.ico"), file!("bmp.ico")]
        .map(|file| raster(file, MediaType::Ico, Limit::NONE).expect("whole"));
    assert_eq!((png.0, png.1), (bitmap.0, bitmap.1));
    assert_eq!(difference(&shown(&png.2), &shown(&bitmap.2)), 0);
    assert!(png.2.dict.has(b"SMask") && bitmap.2.dict.has(b"SMask"));
}

#[test]
fn runs_of_four_bits_hold_literals_skips_and_ends() {
    // Five columns and two rows from the bottom: a run of three, literals, a skip.
    let mut file = b"BM".to_vec();
    let codes = [3, 0x12, 0, 0, 0, 2, 1, 0, 0, 3, 0x21, 0x20, 0, 1];
    file.extend([0u32, 0, 54 + 12].map(u32::to_le_bytes).concat());
    file.extend([40u32, 5, 2, 4 << 16 | 1, 2, 0, 0, 0, 3, 0].map(u32::to_le_bytes).concat());
    file.extend([0u32, 0x00ff_0000, 0xff].map(u32::to_le_bytes).concat());
    file.extend(codes);
    let (width, height, object) = raster(&file, MediaType::Bmp, Limit::NONE).expect("whole");
    let letters: String = shown(&object)
        .chunks(3)
        .map(|pixel| match pixel {
            [255, 0, 0] => 'r',
            [0, 0, 255] => 'b',
            _ => '.',
        })
        .collect();
    assert_eq!((width, height, letters.as_str()), (5, 2, ".brb.rbr.."));
}

#[test]
fn damaged_files_are_errors() {
    for (file, kind) in [
        (file!("rgb.bmp"), MediaType::Bmp),
        (file!("rle.bmp"), MediaType::Bmp),
        (file!("565.bmp"), MediaType::Bmp),
        (file!("bmp.ico"), MediaType::Ico),
        (file!("lzw.tif"), MediaType::Tiff),
        (file!("jpeg.tif"), MediaType::Tiff),
    ] {
        for length in 0..file.len().min(200) {
            let _ = raster(&file[..length], kind, Limit::NONE);
        }
        assert!(raster(&file[..50], kind, Limit::NONE).is_err());
        // Any header: an answer, whatever it is.
        for at in 0..file.len().min(160) {
            for byte in [0, 1, 127, 255] {
                let mut damaged = file.to_vec();
                damaged[at] = byte;
                if let Ok((width, height, _)) = raster(&damaged, kind, Limit::NONE) {
                    assert!(width > 0 && height > 0);
                }
            }
        }
    }
}

#[test]
fn a_file_that_git_changed_is_told_as_that() {
    let sound = png(4, png::ColorType::Rgb);
    let text: Vec<u8> = sound.iter().copied().filter(|byte| *byte != b'\r').collect();
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n".to_vec();
    assert_eq!(damage(&sound), None);
    assert!(damage(&text).is_some_and(|what| what.contains("line ends")));
    assert!(damage(&pointer).is_some_and(|what| what.contains("Git LFS")));
}
