//! A word to glyphs: letters of one face, script and direction are shaped, and remembered.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use harfrust::{
    Buffer, BufferFlags, Direction, Feature, Language, ShapeOptions, ShapePlan, ShaperFont, Tag,
};

use super::emoji::qualified;
use super::font::{Fonts, builtin};
use super::page::FaceId;

/// Words that a thread remembers before it forgets all of them.
const REMEMBERED_WORDS: usize = 8192;
/// Shape plans that a thread remembers before it forgets all of them.
const REMEMBERED_PLANS: usize = 256;

/// A shaped word, in font units.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) clusters: Vec<WordCluster>,
    /// Glyph, offset to the right and upwards from the start of the cluster.
    pub(super) glyphs: Vec<(u16, i32, i32)>,
}

/// A cluster of a word.
#[derive(Debug)]
pub(super) struct WordCluster {
    pub(super) text: Range<usize>,
    pub(super) glyphs: Range<usize>,
    pub(super) advance: i32,
}

/// What a word's glyphs depend on besides its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PlanKey {
    pub(super) face: FaceId,
    pub(super) script: [u8; 4],
    pub(super) right_to_left: bool,
    /// Code has no ligatures: its columns count.
    pub(super) ligatures: bool,
    pub(super) language: usize,
}

/// Words by their letters.
type Words = HashMap<Box<str>, Rc<Word>>;

/// What a thread remembers: shaping the same word twice gives the same glyphs.
#[derive(Default)]
pub(super) struct Memory {
    buffer: Buffer,
    languages: Vec<String>,
    plans: HashMap<PlanKey, (ShapePlan, Words)>,
    words: usize,
}

thread_local! {
    /// What this thread remembers.
    pub(super) static MEMORY: RefCell<Memory> = RefCell::new(Memory::default());
}

impl Memory {
    /// A number for a language tag.
    pub(super) fn language(&mut self, language: &str) -> usize {
        if let Some(index) = self.languages.iter().position(|known| known == language) {
            return index;
        }
        if self.languages.len() >= REMEMBERED_PLANS {
            self.forget();
            self.languages.clear();
        }
        self.languages.push(language.to_owned());
        self.languages.len() - 1
    }

    fn forget(&mut self) {
        self.plans.clear();
        self.words = 0;
    }

    /// The shaped form of a word.
    pub(super) fn word(&mut self, fonts: &Fonts, key: PlanKey, text: &str) -> Rc<Word> {
        if let Some(word) = self.plans.get(&key).and_then(|(_, words)| words.get(text)) {
            return Rc::clone(word);
        }
        if self.words >= REMEMBERED_WORDS || self.plans.len() >= REMEMBERED_PLANS {
            self.forget();
        }
        self.words += 1;
        let languages = &self.languages;
        let (plan, words) = self.plans.entry(key).or_insert_with(|| {
            let language = languages.get(key.language).and_then(Language::new);
            (plan(fonts, key, language.as_ref()), Words::new())
        });
        let word = if key.face == builtin::COLOR_EMOJI {
            let mut word = shape_word(fonts, key, plan, &mut self.buffer, &qualified(text));
            let glyphs = 0..word.glyphs.len();
            word.clusters = vec![WordCluster { text: 0..text.len(), glyphs, advance: 0 }];
            word
        } else {
            shape_word(fonts, key, plan, &mut self.buffer, text)
        };
        let word = Rc::new(word);
        words.insert(text.into(), Rc::clone(&word));
        word
    }
}

/// Which lookups of a face apply.
fn plan(fonts: &Fonts, key: PlanKey, language: Option<&Language>) -> ShapePlan {
    let features: &[Feature] = if key.ligatures {
        &[]
    } else {
        &[Feature::new(Tag::new(b"liga"), 0, ..), Feature::new(Tag::new(b"clig"), 0, ..)]
    };
    let script = harfrust::Script::from_iso15924_tag(Tag::new(&key.script));
    ShapePlan::new(fonts.face(key.face).shaping(), direction(key), script, language, features)
}

fn direction(key: PlanKey) -> Direction {
    if key.right_to_left { Direction::RightToLeft } else { Direction::LeftToRight }
}

/// Shapes a word.
fn shape_word(
    fonts: &Fonts,
    key: PlanKey,
    plan: &ShapePlan,
    buffer: &mut Buffer,
    text: &str,
) -> Word {
    buffer.reset();
    buffer.push_str(text);
    buffer.set_direction(direction(key));
    buffer.set_script(plan.script());
    buffer.set_language(plan.language().cloned());
    buffer.set_flags(
        BufferFlags::REMOVE_DEFAULT_IGNORABLES | BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE,
    );
    let font = ShaperFont::new(fonts.face(key.face).shaping());
    if harfrust::shape(&font, buffer, ShapeOptions::new().plan(Some(plan))).is_err() {
        return Word::default();
    }
    let mut word = Word::default();
    let mut pen = 0;
    let mut last = None;
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        if last != Some(info.cluster) {
            last = Some(info.cluster);
            pen = 0;
            let start = info.cluster as usize;
            let glyphs = word.glyphs.len();
            word.clusters.push(WordCluster {
                text: start..text.len(),
                glyphs: glyphs..glyphs,
                advance: 0,
            });
        }
        let id = u16::try_from(info.glyph_id).unwrap_or(0);
        word.glyphs.push((id, pen + position.x_offset, position.y_offset));
        pen += position.x_advance;
        if let Some(cluster) = word.clusters.last_mut() {
            cluster.advance = pen;
            cluster.glyphs.end = word.glyphs.len();
        }
    }
    // Glyphs come in the order in which they are drawn; clusters are wanted in that of the text.
    if key.right_to_left {
        word.clusters.reverse();
    }
    let mut end = text.len();
    for cluster in word.clusters.iter_mut().rev() {
        cluster.text.end = end;
        end = cluster.text.start;
    }
    if let Some(cluster) = word.clusters.first_mut() {
        cluster.text.start = 0;
    }
    word
}
