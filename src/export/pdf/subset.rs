//! Faces to font programs: for each face the glyphs that a document draws, renumbered, with their
//! widths and the text that they stand for. A glyph that stands for different texts has a code for
//! each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use subsetter::GlyphRemapper;

use super::font::{Face, Fonts};
use super::page::{Document, FaceId, Item};
use super::spelling::{clusters, spell};
use super::truetype;

/// Codes are two bytes.
pub(super) const MOST_CODES: usize = 0xffff;

/// A face as a document embeds it.
#[derive(Debug)]
pub struct Subset {
    /// PostScript name behind the tag of six letters that marks a subset (ISO 32000-1, 9.6.4).
    pub(super) name: String,
    /// The font file.
    pub(super) program: Vec<u8>,
    /// The glyph of the font file that each code draws. The first codes are the glyphs of the file
    /// in their order; those behind them draw one of these again, as a different text.
    pub(super) glyphs: Vec<u16>,
    /// Advances by code, in thousandths of an em.
    pub(super) widths: Vec<f64>,
    /// What each code stands for; empty for the glyphs that are only parts of others.
    pub(super) texts: Vec<String>,
    /// A glyph of the face without ink and width, for letters that no glyph stands for.
    pub(super) blank: Option<u16>,
    /// The codes of each glyph of the face, ordered by what they stand for.
    pub(super) codes: BTreeMap<u16, Vec<u16>>,
}

impl Subset {
    /// The code of a glyph, whatever it says; 0, the box, for one that was not collected.
    pub(super) fn code(&self, glyph: u16) -> u16 {
        self.codes.get(&glyph).and_then(|codes| codes.first()).copied().unwrap_or(0)
    }

    /// The code of a glyph that stands for a text.
    pub(super) fn code_of(&self, glyph: u16, text: &str) -> Option<u16> {
        let codes = self.codes.get(&glyph)?;
        let said = |code: &u16| self.texts.get(usize::from(*code)).map(String::as_str);
        let at = codes.binary_search_by(|code| said(code).cmp(&Some(text))).ok()?;
        codes.get(at).copied()
    }

    /// The advance of a code, in thousandths of an em.
    pub(super) fn width(&self, code: u16) -> f64 {
        self.widths.get(usize::from(code)).copied().unwrap_or(0.0)
    }

    /// The map from codes to the glyphs of the font file (ISO 32000-1, table 117), where a code is
    /// not the number of its glyph.
    pub(super) fn glyph_map(&self) -> Option<Vec<u8>> {
        let same = (0_u16..).zip(&self.glyphs).all(|(code, glyph)| code == *glyph);
        (!same).then(|| self.glyphs.iter().flat_map(|glyph| glyph.to_be_bytes()).collect())
    }
}

/// A glyph of a face that has neither ink nor width, as those of the joiners are.
pub(super) fn blank(face: &Face) -> Option<u16> {
    face.glyph('\u{200C}').filter(|glyph| face.advance(*glyph) == 0)
}

/// The glyphs of each face that something draws, each with the texts that it stands for.
pub(super) type Used = BTreeMap<FaceId, BTreeMap<u16, BTreeSet<String>>>;

/// Subsets of all faces that a document uses.
#[must_use]
pub fn subsets(document: &Document, fonts: &Fonts) -> BTreeMap<FaceId, Subset> {
    let used = used(document.pages.iter().flat_map(|page| &page.items), fonts);
    used.into_iter().map(|(face, glyphs)| (face, subset(fonts, face, glyphs))).collect()
}

/// What some items draw.
pub(super) fn used<'i>(items: impl Iterator<Item = &'i Item>, fonts: &Fonts) -> Used {
    let mut used = Used::new();
    let mut spelled = Vec::new();
    for item in items {
        let Item::Text(run) = item else { continue };
        let glyphs = used.entry(run.face).or_default();
        let blank = blank(fonts.face(run.face));
        for cluster in clusters(run) {
            spell(&cluster, blank, &mut spelled);
            for part in &spelled {
                let texts = glyphs.entry(part.glyph).or_default();
                if let Some(text) = &part.text
                    && !texts.contains(text.as_ref())
                {
                    texts.insert(text.clone().into_owned());
                }
            }
        }
    }
    used
}

fn subset(fonts: &Fonts, id: FaceId, glyphs: BTreeMap<u16, BTreeSet<String>>) -> Subset {
    let face = fonts.face(id);
    let mut mapper = GlyphRemapper::new();
    let mut drawn = vec![0];
    let mut texts = vec![String::new()];
    let mut codes = BTreeMap::from([(0, vec![0])]);
    let mut further = Vec::new();
    for (glyph, said) in glyphs {
        let code = mapper.remap(glyph);
        let at = usize::from(code);
        drawn.resize(drawn.len().max(at + 1), 0);
        texts.resize(texts.len().max(at + 1), String::new());
        drawn[at] = code;
        codes.insert(glyph, vec![code]);
        let mut said = said.into_iter();
        texts[at] = said.next().unwrap_or_default();
        further.extend(said.map(|text| (glyph, code, text)));
    }
    let program = program(face, &mapper);
    let mut widths = truetype::widths(&program).unwrap_or_default();
    widths.resize(drawn.len(), 0.0);
    // What does not find room is written beside its glyph.
    for (glyph, same, text) in further.into_iter().take(MOST_CODES.saturating_sub(drawn.len())) {
        let Ok(code) = u16::try_from(drawn.len()) else { break };
        drawn.push(same);
        widths.push(widths[usize::from(same)]);
        texts.push(text);
        codes.entry(glyph).or_default().push(code);
    }
    let name = name(face, &program);
    Subset { name, program, glyphs: drawn, widths, texts, blank: blank(face), codes }
}

/// The font file of some glyphs of a face.
pub(super) fn program(face: &Face, glyphs: &GlyphRemapper) -> Vec<u8> {
    let program = subsetter::subset(face.data, face.index, glyphs)
        .expect("the faces are compiled in, and each of them can be subset");
    truetype::strip(&program).unwrap_or(program)
}

/// What the font file of some glyphs of a face is called.
pub(super) fn name(face: &Face, program: &[u8]) -> String {
    format!("{}+{}", tag(program), face.name)
}

/// Six capitals that differ where the subset differs.
fn tag(program: &[u8]) -> String {
    let digest = Sha256::digest(program);
    digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// The map from codes to text (ISO 32000-1, 9.10.3).
pub(super) fn to_unicode(subset: &Subset) -> Vec<u8> {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    // A glyph that is only ever a part of others is read through their /ActualText, but has to
    // have a text of its own all the same.
    let lines: Vec<(usize, &str)> = subset
        .texts
        .iter()
        .enumerate()
        .map(|(code, text)| (code, if text.is_empty() { "\u{fffd}" } else { text }))
        .collect();
    for block in lines.chunks(100) {
        writeln!(out, "{} beginbfchar", block.len()).expect("a String takes all");
        for (code, text) in block {
            write!(out, "<{code:04X}> <").expect("a String takes all");
            for unit in text.encode_utf16() {
                write!(out, "{unit:04X}").expect("a String takes all");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}
