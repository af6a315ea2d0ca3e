//! Faces to font programs: for each face the glyphs that a document draws, renumbered, with their
//! widths and the text that they stand for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use subsetter::GlyphRemapper;

use super::font::Fonts;
use super::page::{Document, FaceId, Glyph, Item, TextRun};
use super::truetype;

/// A face as a document embeds it.
#[derive(Debug)]
pub(super) struct Subset {
    /// PostScript name behind the tag of six letters that marks a subset (ISO 32000-1, 9.6.4).
    pub(super) name: String,
    /// The font file.
    pub(super) program: Vec<u8>,
    /// Advances by code, in thousandths of an em.
    pub(super) widths: Vec<f64>,
    /// What each code stands for; empty for the glyphs that are only parts of others.
    pub(super) texts: Vec<String>,
    codes: BTreeMap<u16, u16>,
}

impl Subset {
    /// The code of a glyph; 0, the box, for one that was not collected.
    pub(super) fn code(&self, glyph: u16) -> u16 {
        self.codes.get(&glyph).copied().unwrap_or(0)
    }

    /// The advance of a code, in thousandths of an em.
    pub(super) fn width(&self, code: u16) -> f64 {
        self.widths.get(usize::from(code)).copied().unwrap_or(0.0)
    }

    /// Whether a cluster is read back right from its one glyph alone.
    pub(super) fn says(&self, cluster: &Cluster<'_>) -> bool {
        let [glyph] = cluster.glyphs else { return false };
        let said = self.texts.get(usize::from(self.code(glyph.id)));
        !cluster.text.is_empty()
            && !cluster.text.chars().any(is_private)
            && said.is_some_and(|said| *said == readable(cluster.text))
    }
}

/// Glyphs that stand for a piece of text together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cluster<'a> {
    /// One or more glyphs, in drawing order.
    pub(super) glyphs: &'a [Glyph],
    /// Their text. Text that no glyph claims, such as the space that a line ends with, is given
    /// to the cluster before it.
    pub(super) text: &'a str,
}

/// The clusters of a run, in drawing order.
pub(super) fn clusters(run: &TextRun) -> Vec<Cluster<'_>> {
    let mut starts: Vec<usize> = (0..run.glyphs.len())
        .filter(|&index| index == 0 || !run.glyphs[index].text.is_empty())
        .collect();
    let forward = starts
        .windows(2)
        .all(|pair| run.glyphs[pair[0]].text.start <= run.glyphs[pair[1]].text.start);
    starts.push(run.glyphs.len());
    let count = starts.len() - 1;
    let begin = |index: usize| run.glyphs[starts[index]].text.start as usize;
    (0..count)
        .map(|index| {
            let glyphs = &run.glyphs[starts[index]..starts[index + 1]];
            let range = if forward {
                let from = if index == 0 { 0 } else { begin(index) };
                let to = if index + 1 == count { run.text.len() } else { begin(index + 1) };
                from..to
            } else {
                glyphs[0].text.start as usize..glyphs[0].text.end as usize
            };
            Cluster { glyphs, text: run.text.get(range).unwrap_or_default() }
        })
        .collect()
}

/// The text as it may be read back: no controls, and none of the code points that PDF/A forbids
/// (ISO 19005-3, 6.2.11.7.2).
pub(super) fn readable(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            '\u{feff}' | '\u{fffe}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// Subsets of all faces that a document uses.
pub(super) fn subsets(document: &Document, fonts: &Fonts) -> BTreeMap<FaceId, Subset> {
    let mut used: BTreeMap<FaceId, BTreeMap<u16, String>> = BTreeMap::new();
    for item in document.pages.iter().flat_map(|page| &page.items) {
        let Item::Text(run) = item else { continue };
        let glyphs = used.entry(run.face).or_default();
        for cluster in clusters(run) {
            for glyph in cluster.glyphs {
                let text = glyphs.entry(glyph.id).or_default();
                if run.text.is_empty() {
                    // A layer of a colour glyph: nothing, even where /ActualText is not heeded.
                    text.replace_range(.., "\u{200b}");
                } else if text.is_empty() && cluster.glyphs.len() == 1 {
                    *text = readable(cluster.text);
                }
            }
        }
    }
    used.into_iter().map(|(face, glyphs)| (face, subset(fonts, face, &glyphs))).collect()
}

fn subset(fonts: &Fonts, id: FaceId, glyphs: &BTreeMap<u16, String>) -> Subset {
    let face = fonts.face(id);
    let mut mapper = GlyphRemapper::new();
    let mut texts = vec![String::new()];
    let mut codes = BTreeMap::from([(0, 0)]);
    for (&glyph, text) in glyphs {
        let code = mapper.remap(glyph);
        codes.insert(glyph, code);
        let at = usize::from(code);
        texts.resize(texts.len().max(at + 1), String::new());
        texts[at].clone_from(text);
    }
    let program = subsetter::subset(face.data, face.index, &mapper)
        .expect("the faces are compiled in, and each of them can be subset");
    let program = truetype::strip(&program).unwrap_or(program);
    let widths = truetype::widths(&program).unwrap_or_default();
    let name = format!("{}+{}", tag(&program), face.name);
    Subset { name, program, widths, texts, codes }
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
