//! The faces that text is set in: parsed once a process, shared by all threads.

use super::page::FaceId;

/// All faces, in the order in which they are asked for a glyph.
#[derive(Debug)]
pub struct Fonts {
    faces: Vec<Face>,
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
}

impl Fonts {
    /// The face with an id that this table gave out.
    #[must_use]
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// How many faces there are.
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
        let _ = glyph;
        0
    }
}
