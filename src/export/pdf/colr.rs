//! Colour glyphs (OpenType `COLR` version 0 and `CPAL`): a glyph to the outlines that it is
//! painted with, each in one colour.

use super::page::Color;
use super::truetype;

/// Index into the palette that stands for the colour of the text.
const FOREGROUND: u16 = 0xFFFF;

/// An outline in one colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layer {
    /// The glyph whose outline is filled.
    pub(super) glyph: u16,
    /// Its colour; `None` for that of the text.
    pub(super) color: Option<Color>,
}

/// The tables of a colour face.
#[derive(Debug)]
pub(super) struct Colors {
    /// The `COLR` table.
    layers: &'static [u8],
    /// The first palette: red, green, blue, opacity.
    palette: Vec<[u8; 4]>,
}

impl Colors {
    /// The colours of a font file; `None` where it has no tables of version 0.
    pub(super) fn read(program: &'static [u8]) -> Option<Self> {
        let tables = truetype::tables(program)?;
        let table = |name: &[u8; 4]| tables.iter().find(|(tag, _)| *tag == name).map(|t| t.1);
        let (layers, cpal) = (table(b"COLR")?, table(b"CPAL")?);
        let entries = usize::from(short(cpal, 2)?);
        let start = long(cpal, 8)? + 4 * usize::from(short(cpal, 12)?);
        // Entries are blue, green, red, opacity.
        let palette = cpal.get(start..start + 4 * entries)?.chunks_exact(4);
        let palette = palette.map(|entry| [entry[2], entry[1], entry[0], entry[3]]).collect();
        (short(layers, 0)? == 0).then_some(Self { layers, palette })
    }

    /// Whether a glyph is painted in layers.
    pub(super) fn has(&self, glyph: u16) -> bool {
        self.span(glyph).is_some()
    }

    /// The layers of a glyph, the lowest first; none for a glyph without colours.
    pub(super) fn layers(&self, glyph: u16) -> Vec<Layer> {
        let Some((first, count)) = self.span(glyph) else { return Vec::new() };
        let Some(start) = long(self.layers, 8) else { return Vec::new() };
        let mut below = Color::rgb(255, 255, 255);
        (first..first + count)
            .map_while(|index| {
                let at = start + 4 * index;
                let (glyph, entry) = (short(self.layers, at)?, short(self.layers, at + 2)?);
                let color = match entry {
                    FOREGROUND => None,
                    // A handout has no transparency: what shines through is the layer below.
                    _ => Some(over(*self.palette.get(usize::from(entry))?, below)),
                };
                below = color.unwrap_or(below);
                Some(Layer { glyph, color })
            })
            .collect()
    }

    /// The first layer of a glyph and how many it has, from the records sorted by glyph.
    fn span(&self, glyph: u16) -> Option<(usize, usize)> {
        let records = long(self.layers, 4)?;
        let (mut low, mut high) = (0, usize::from(short(self.layers, 2)?));
        while low < high {
            let middle = low.midpoint(high);
            let at = records + 6 * middle;
            match short(self.layers, at)?.cmp(&glyph) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let (first, count) = (short(self.layers, at + 2)?, short(self.layers, at + 4)?);
                    return (count > 0).then_some((usize::from(first), usize::from(count)));
                }
            }
        }
        None
    }
}

/// A colour with opacity on an opaque one.
fn over([r, g, b, opacity]: [u8; 4], below: Color) -> Color {
    let mix = |top: u8, under: u8| {
        let (top, under, part) = (u32::from(top), u32::from(under), u32::from(opacity));
        u8::try_from((top * part + under * (255 - part) + 127) / 255).unwrap_or(u8::MAX)
    };
    Color::rgb(mix(r, below.r), mix(g, below.g), mix(b, below.b))
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn long(data: &[u8], at: usize) -> Option<usize> {
    let value = u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(value).ok()
}
