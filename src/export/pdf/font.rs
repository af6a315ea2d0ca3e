//! The faces that text is set in: parsed once a process, shared by all threads.
//!
//! Font files become faces that answer three questions in constant time: does this face have a
//! glyph for a character, how wide is a glyph, and with which data is text shaped. Which face a
//! piece of text is set in is decided in `fallback`.

use std::fmt;
use std::sync::LazyLock;

use super::colr::{Colors, Layer};
use super::page::FaceId;

/// All faces, in the order in which they are asked for a glyph.
#[derive(Debug)]
pub struct Fonts {
    faces: Vec<Face>,
    /// The face of the colour emoji: unpacked when the first of them is met, as few posts have one.
    color: LazyLock<Option<Face>>,
}

/// One face of a font file.
#[derive(Debug)]
pub struct Face {
    /// PostScript name (`name` table, id 6).
    pub name: String,
    /// The font file as it is.
    pub data: &'static [u8],
    /// Index of the face in a collection.
    pub index: u32,
    /// Units an em.
    pub units_per_em: u16,
    /// Top of the tallest letters (`hhea`), in units.
    pub ascent: i16,
    /// Bottom of the deepest letters (`hhea`), negative, in units.
    pub descent: i16,
    /// Height of capital letters, in units.
    pub cap_height: i16,
    /// Height of small letters without ascenders, in units.
    pub x_height: i16,
    /// Bounding box of all glyphs (`head`): left, bottom, right, top, in units.
    pub bbox: [i16; 4],
    /// Slope of italics in degrees counter-clockwise from the vertical (`post`).
    pub italic_angle: f64,
    /// `usWeightClass`: 400 regular, 700 bold.
    pub weight: u16,
    /// Whether all glyphs are equally wide.
    pub fixed_pitch: bool,
    /// The parsed tables, and which characters they have glyphs for.
    tables: Tables,
    /// The layers of its glyphs, if it is a colour face.
    colors: Option<Colors>,
}

/// What shaping needs of a face.
struct Tables {
    font: harfrust::Font,
    /// A bit for each character of Unicode.
    coverage: Vec<u64>,
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tables").finish_non_exhaustive()
    }
}

/// The faces that are compiled in, by their place in [`Fonts::builtin`].
pub(super) mod builtin {
    use super::FaceId;

    /// Noto Sans KR Regular; Bold is next.
    pub(crate) const KOREAN: FaceId = FaceId(0);
    /// DejaVu Sans Book; Bold is next.
    pub(crate) const SANS: FaceId = FaceId(2);
    /// DejaVu Sans Mono Book; Bold is next.
    pub(crate) const MONO: FaceId = FaceId(4);
    /// Noto Emoji, in one colour and one weight.
    pub(crate) const EMOJI: FaceId = FaceId(6);
    /// Droid Sans Fallback, in one weight: the Han characters that Noto Sans KR lacks.
    pub(crate) const HAN: FaceId = FaceId(7);
    /// Twemoji, in colour; only [`super::Fonts::color`] says whether it is there.
    pub(crate) const COLOR_EMOJI: FaceId = FaceId(8);
}

/// PostScript name, weight and bytes of a face.
type File = (&'static str, u16, fn() -> &'static [u8]);

/// The faces that are compiled in.
const FILES: [File; 8] = [
    ("NotoSansKR-Regular", 400, || {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/fonts/NotoSansKR-Regular.ttf"
        ))
    }),
    ("NotoSansKR-Bold", 700, || {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts/NotoSansKR-Bold.ttf"))
    }),
    ("DejaVuSans", 400, dejavu::sans::regular),
    ("DejaVuSans-Bold", 700, dejavu::sans::bold),
    ("DejaVuSansMono", 400, dejavu::sans_mono::regular),
    ("DejaVuSansMono-Bold", 700, dejavu::sans_mono::bold),
    ("NotoEmoji-Regular", 400, || {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/fonts/NotoEmoji-Regular.ttf"
        ))
    }),
    ("DroidSansFallback", 400, || {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/fonts/DroidSansFallbackFull.ttf"
        ))
    }),
];

impl Fonts {
    /// The faces that are compiled into the program: Noto Sans KR, DejaVu Sans and DejaVu Sans
    /// Mono, each regular and bold, and Noto Emoji, parsed when they are first asked for; and
    /// Twemoji, where the program is built with it.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Fonts> = LazyLock::new(|| Fonts {
            faces: FILES.iter().map(|(name, weight, data)| face(name, *weight, data())).collect(),
            color: LazyLock::new(color_face),
        });
        &BUILTIN
    }

    /// The face with an id that this table gave out.
    #[must_use]
    pub fn face(&self, id: FaceId) -> &Face {
        match self.faces.get(usize::from(id.0)) {
            Some(face) => face,
            None => self.color().unwrap_or(&self.faces[usize::from(builtin::EMOJI.0)]),
        }
    }

    /// The face of the colour emoji, if the program is built with it.
    pub(super) fn color(&self) -> Option<&Face> {
        self.color.as_ref()
    }

    /// How many faces there are, the colour emoji aside.
    #[must_use]
    pub fn len(&self) -> usize {
        self.faces.len()
    }

    /// Whether there is no face at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }
}

impl Face {
    /// The advance of a glyph, in units.
    #[must_use]
    pub fn advance(&self, glyph: u16) -> u16 {
        let advance = self.tables.font.glyph_metrics().h_advance(harfrust::GlyphId::from(glyph));
        // Advances are unsigned 16-bit numbers in `hmtx`.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
        let advance = advance as u16;
        advance
    }

    /// Where the ink of a glyph begins and ends, from its origin to the right, in units; none where
    /// it has no ink.
    pub(super) fn ink(&self, glyph: u16) -> Option<(f32, f32)> {
        let metrics = self.tables.font.glyph_metrics();
        let extents = metrics.extents(harfrust::GlyphId::from(glyph))?;
        (extents.width > 0.0).then_some((extents.x_bearing, extents.x_bearing + extents.width))
    }

    /// The glyph that a character has before any substitution, never `.notdef`.
    #[must_use]
    pub fn glyph(&self, c: char) -> Option<u16> {
        let glyph = self.tables.font.charmap().map_unicode(c)?;
        u16::try_from(glyph.to_u32()).ok().filter(|g| *g != 0)
    }

    /// Whether the face has a glyph for a character.
    pub(super) fn covers(&self, c: char) -> bool {
        let c = u32::from(c);
        self.tables.coverage.get((c / 64) as usize).is_some_and(|word| word >> (c % 64) & 1 == 1)
    }

    /// Whether a glyph is painted in layers of colour.
    pub(super) fn is_layered(&self, glyph: u16) -> bool {
        self.colors.as_ref().is_some_and(|colors| colors.has(glyph))
    }

    /// The layers of a colour glyph, the lowest first.
    pub(super) fn layers(&self, glyph: u16) -> Vec<Layer> {
        self.colors.as_ref().map(|colors| colors.layers(glyph)).unwrap_or_default()
    }

    /// The parsed font, for shaping.
    pub(super) fn shaping(&self) -> &harfrust::Font {
        &self.tables.font
    }
}

/// Parses the colour emoji, where there are some.
fn color_face() -> Option<Face> {
    let program = color_program()?;
    Some(Face { colors: Some(Colors::read(program)?), ..face("TwemojiMozilla", 400, program) })
}

/// Unpacks the colour emoji. They live as long as the process, as the other faces do.
#[cfg(feature = "color-emoji")]
fn color_program() -> Option<&'static [u8]> {
    const PACKED: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts/Twemoji.woff2"));
    let program = wuff::decompress_woff2(PACKED).ok()?;
    Some(Box::leak(program.into_boxed_slice()))
}

/// Without the feature, emoji have one colour.
#[cfg(not(feature = "color-emoji"))]
fn color_program() -> Option<&'static [u8]> {
    None
}

/// Parses one of the files that are compiled in.
fn face(name: &str, weight: u16, data: &'static [u8]) -> Face {
    let font = harfrust::Font::new(data, 0).expect("the compiled-in fonts are sound");
    let mut coverage = vec![0_u64; 0x11_0000 / 64];
    for (c, glyph) in font.charmap().unicodes() {
        if let Some(word) = coverage.get_mut((c / 64) as usize)
            && glyph.to_u32() != 0
        {
            *word |= 1 << (c % 64);
        }
    }
    let metrics = *font.metrics();
    let style = *font.style_metrics();
    // Font units fit into 16 bits in every table that these come from.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    let unit = |value: f32| value.round() as i16;
    let line = metrics.hhea_line.unwrap_or_default();
    Face {
        name: name.to_owned(),
        data,
        index: 0,
        units_per_em: metrics.units_per_em,
        ascent: unit(line.ascender.to_f32()),
        descent: unit(line.descender.to_f32()),
        cap_height: unit(metrics.cap_height.unwrap_or(line.ascender).to_f32()),
        x_height: unit(metrics.x_height.unwrap_or_default().to_f32()),
        bbox: [
            unit(metrics.bounds.x_min.to_f32()),
            unit(metrics.bounds.y_min.to_f32()),
            unit(metrics.bounds.x_max.to_f32()),
            unit(metrics.bounds.y_max.to_f32()),
        ],
        italic_angle: match style.italic_angle {
            Some(angle) => angle.to_f64(),
            None => 0.0,
        },
        weight,
        fixed_pitch: style.is_fixed_pitch.unwrap_or(false),
        tables: Tables { font, coverage },
        colors: None,
    }
}
