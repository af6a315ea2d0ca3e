//! The glyphs of all posts of a book: each gets its code when it is first met, so that a page can
//! be written before the others are known. Which glyphs a font file holds is decided at the end.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;

use crate::export::pdf::font::{Face, Fonts};
use crate::export::pdf::page::FaceId;
use crate::export::pdf::subset::{self, Subset, Used};

/// As many codes may draw a glyph that has one already: all others are left to glyphs.
const FURTHER_CODES: usize = subset::MOST_CODES / 2;

/// The codes of all faces, as subsets without their programs.
#[derive(Debug, Default)]
pub(super) struct Codes(BTreeMap<FaceId, Subset>);

impl Codes {
    /// Gives codes to what has none.
    pub(super) fn add(&mut self, used: &Used, fonts: &Fonts) {
        for (id, glyphs) in used {
            let face = fonts.face(*id);
            let subset = self.0.entry(*id).or_insert_with(|| empty(face));
            for (&glyph, texts) in glyphs {
                if texts.is_empty() && !subset.codes.contains_key(&glyph) {
                    add(subset, face, glyph, "");
                }
                for text in texts {
                    add(subset, face, glyph, text);
                }
            }
        }
    }

    /// The codes, to draw with.
    pub(super) fn subsets(&self) -> &BTreeMap<FaceId, Subset> {
        &self.0
    }

    /// The subsets, whole.
    pub(super) fn finish(mut self, fonts: &Fonts) -> BTreeMap<FaceId, Subset> {
        for (id, subset) in &mut self.0 {
            let face = fonts.face(*id);
            let mut mapper = GlyphRemapper::new();
            for glyph in &mut subset.glyphs {
                *glyph = mapper.remap(*glyph);
            }
            subset.program = subset::program(face, &mapper);
            subset.name = subset::name(face, &subset.program);
        }
        self.0
    }
}

/// A subset with the box that stands for what is missing. Its glyphs are those of the face.
fn empty(face: &Face) -> Subset {
    Subset {
        name: String::new(),
        program: Vec::new(),
        glyphs: vec![0],
        widths: vec![width(face, 0)],
        texts: vec![String::new()],
        blank: subset::blank(face),
        codes: BTreeMap::from([(0, vec![0])]),
    }
}

/// Gives a glyph that stands for a text a code, unless it has one.
fn add(subset: &mut Subset, face: &Face, glyph: u16, text: &str) {
    let Subset { codes, texts, glyphs, widths, .. } = subset;
    let own = codes.entry(glyph).or_default();
    let said = |code: &u16| texts.get(usize::from(*code)).map(String::as_str);
    let Err(at) = own.binary_search_by(|code| said(code).cmp(&Some(text))) else { return };
    // What was only a part of others until now is read as this.
    if let [only] = own.as_slice()
        && let Some(unsaid) = texts.get_mut(usize::from(*only)).filter(|text| text.is_empty())
    {
        text.clone_into(unsaid);
        return;
    }
    let full = if own.is_empty() { subset::MOST_CODES } else { FURTHER_CODES };
    let Ok(code) = u16::try_from(glyphs.len()) else { return };
    if glyphs.len() < full {
        own.insert(at, code);
        glyphs.push(glyph);
        widths.push(width(face, glyph));
        texts.push(text.to_owned());
    }
}

/// The advance of a glyph, in thousandths of an em with two decimals.
fn width(face: &Face, glyph: u16) -> f64 {
    let units = f64::from(face.units_per_em.max(1));
    (f64::from(face.advance(glyph)) * 100_000.0 / units).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Codes;
    use crate::export::pdf::font::Fonts;
    use crate::export::pdf::page::FaceId;

    #[test]
    fn codes_stay_what_they_are_as_more_glyphs_come() {
        let fonts = Fonts::builtin();
        let face = FaceId(0);
        let glyph = |c| fonts.face(face).glyph(c).expect("the face has it");
        let used = |all: &[(char, &[&str])]| {
            let texts = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
            let glyphs: BTreeMap<u16, BTreeSet<String>> =
                all.iter().map(|(c, said)| (glyph(*c), texts(said))).collect();
            BTreeMap::from([(face, glyphs)])
        };
        let mut codes = Codes::default();
        codes.add(&used(&[('b', &["b"]), ('z', &[])]), fonts);
        let first = |codes: &Codes| codes.subsets()[&face].code_of(glyph('b'), "b");
        let before = first(&codes);
        codes.add(&used(&[('a', &["a"]), ('b', &["B", "b", "c"]), ('z', &["z"])]), fonts);
        assert_eq!((before, first(&codes)), (Some(1), Some(1)));
        let all = codes.finish(fonts);
        let subset = &all[&face];
        for (c, text) in [('a', "a"), ('b', "B"), ('b', "b"), ('b', "c"), ('z', "z")] {
            let code = subset.code_of(glyph(c), text).expect("it has a code");
            assert_eq!(subset.texts[usize::from(code)], text);
        }
        // The box, a, b and z; b has three codes, and what came without a text has got one.
        assert_eq!(subset.glyphs.iter().collect::<BTreeSet<_>>().len(), 4);
        assert_eq!(subset.glyphs.len(), 6);
        assert!(subset.glyph_map().is_some());
    }
}
