//! What is promised of lines: which text stands on which line, and where.

mod east_asian;

use proptest::prelude::*;

use super::{
    Alignment, Family, Line, LinkInfo, ParagraphOptions, Piece, TextStyle, paragraph, widths,
};
use crate::diag::Diagnostic;
use crate::export::pdf::font::{Fonts, builtin};
use crate::export::pdf::length::Abs;
use crate::export::pdf::page::{Color, Item, LinkTarget, NodeId, Tag, TextRun};

fn style(family: Family) -> TextStyle {
    TextStyle {
        family,
        bold: false,
        italic: false,
        emphasis: false,
        size: Abs::pt(10.0),
        color: Color::BLACK,
        rise: Abs::ZERO,
        underline: false,
        strike: false,
        background: None,
        frame: None,
        tracking: Abs::ZERO,
        silent: false,
    }
}

fn options(width: f64) -> ParagraphOptions {
    ParagraphOptions {
        width: Abs::pt(width),
        align: Alignment::Start,
        first_indent: Abs::ZERO,
        hanging_indent: Abs::ZERO,
        right_to_left: None,
        language: "ko".into(),
        hyphenate: false,
        preserve: false,
        wrap_mark: None,
        span: None,
    }
}

fn text(words: &str) -> Piece {
    styled(words, style(Family::Body))
}

fn styled(words: &str, style: TextStyle) -> Piece {
    Piece::Text { text: words.into(), style, tag: Tag::Node(NodeId(1)), link: None }
}

/// The layers of the colour emoji on a line.
fn layers(line: &Line) -> usize {
    let layer = |item: &&Item| {
        matches!(item, Item::Text(run) if run.tag == Tag::Artifact
            && run.face == builtin::COLOR_EMOJI && run.text.is_empty() && run.glyphs.len() == 1)
    };
    line.items.iter().filter(layer).count()
}

fn set(pieces: &[Piece], options: &ParagraphOptions) -> Vec<Line> {
    paragraph(Fonts::builtin(), pieces, options, &mut Vec::new())
}

fn text_runs(line: &Line) -> impl Iterator<Item = &TextRun> {
    line.items.iter().filter_map(|item| match item {
        Item::Text(run) if run.tag != Tag::Artifact => Some(run),
        _ => None,
    })
}

/// The text of each line.
fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| text_runs(line).map(|run| run.text.as_str()).collect()).collect()
}

const KOREAN: &str = "이 글에서는 리액트 컴포넌트의 상태를 어떻게 관리하는지 정리해보려고 한다. \
    특별한 이유(성능 등)가 없다면 useState만으로 충분하다는 것이 100%의 결론이다.";

#[test]
fn korean_words_stay_whole_and_apart() {
    let lines = texts(&set(&[text(KOREAN)], &options(120.0)));
    assert!(lines.len() > 3, "{lines:?}");
    for line in lines.iter().take(lines.len() - 1) {
        assert!(line.ends_with(' '), "a line ends within a word: {lines:?}");
    }
    assert_eq!(lines.concat(), KOREAN);
}

#[test]
fn japanese_breaks_between_letters_but_not_before_closing_signs() {
    let japanese = "吾輩は猫である。名前はまだ無い。どこで生れたか、「とんと」見当がつかぬ。";
    for width in 30..90 {
        let lines = texts(&set(&[text(japanese)], &options(f64::from(width))));
        assert!(lines.len() > 1);
        for line in &lines {
            assert!(!line.starts_with(['。', '、', '」']), "{width}: {lines:?}");
            assert!(!line.ends_with('「'), "{width}: {lines:?}");
        }
    }
}

#[test]
fn addresses_break_behind_separators() {
    let url = "https://example.com/blog/2024/some_long-path/index.html?a=1&b=two";
    let lines = texts(&set(&[text(url)], &options(110.0)));
    assert!(lines.len() > 2, "{lines:?}");
    for line in lines.iter().take(lines.len() - 1) {
        assert!(line.ends_with(['/', '-', '_', '.', '?', '=', '&']), "{lines:?}");
    }
    assert_eq!(lines.concat(), url);
}

#[test]
fn a_soft_hyphen_shows_where_the_line_breaks_and_nowhere_else() {
    let words = "un\u{AD}believ\u{AD}able";
    let one = set(&[text(words)], &options(200.0));
    assert_eq!(texts(&one), ["unbelievable"]);
    let two = set(&[text(words)], &options(54.0));
    assert_eq!(texts(&two), ["unbeliev\u{AD}", "able"]);
    let hyphen = Fonts::builtin().face(builtin::KOREAN).glyph('-');
    let last = text_runs(&two[0]).last().and_then(|run| run.glyphs.last()).map(|g| g.id);
    assert_eq!(last, hyphen);
}

#[test]
fn no_break_spaces_hold() {
    let lines = texts(&set(&[text("aaa bbb 100\u{A0}km")], &options(60.0)));
    assert_eq!(lines, ["aaa bbb ", "100\u{A0}km"]);
}

#[test]
fn long_words_are_broken_only_when_longer_than_a_line() {
    let words = "Rindfleisch ist gut Donaudampfschifffahrtsgesellschaft etikettieren";
    let lines = texts(&set(&[text(words)], &options(80.0)));
    for short in ["Rindfleisch", "ist", "gut", "etikettieren"] {
        assert!(lines.iter().any(|line| line.contains(short)), "{short}: {lines:?}");
    }
    assert_eq!(lines.concat(), words);
}

const ENGLISH: &str = "In olden times when wishing still helped one, there lived a king whose \
    daughters were all beautiful; and the youngest was so beautiful that the sun itself, which has \
    seen so much, was astonished whenever it shone in her face. Close by the castle lay a forest.";

#[test]
fn justified_lines_end_at_the_margin_but_for_the_last() {
    let justified = ParagraphOptions {
        align: Alignment::Justify,
        language: "en".into(),
        hyphenate: true,
        ..options(300.0)
    };
    let lines = set(&[text(ENGLISH)], &justified);
    assert!(lines.len() > 3);
    for line in &lines[..lines.len() - 1] {
        assert!((line.width.to_pt() - 300.0).abs() < 1e-6, "{:?}", texts(&lines));
    }
    assert!(lines[lines.len() - 1].width < Abs::pt(300.0));
}

#[test]
fn hyphenation_fills_narrow_columns() {
    let mut narrow =
        ParagraphOptions { align: Alignment::Justify, language: "en".into(), ..options(90.0) };
    let without = set(&[text(ENGLISH)], &narrow);
    narrow.hyphenate = true;
    let with = set(&[text(ENGLISH)], &narrow);
    assert!(texts(&with).iter().any(|line| line.ends_with('\u{AD}')));
    let ragged = |lines: &[Line]| {
        lines.iter().filter(|line| (line.width.to_pt() - 90.0).abs() > 1e-6).count()
    };
    assert!(ragged(&with) < ragged(&without), "{:?}", texts(&with));
}

#[test]
fn hebrew_runs_to_the_left_and_latin_in_it_to_the_right() {
    let lines = set(&[text("אבג abc 123")], &options(200.0));
    let runs: Vec<&TextRun> = text_runs(&lines[0]).collect();
    let x_of = |word: &str| {
        let run = runs.iter().find(|run| run.text.contains(word)).expect("the word has a run");
        let at = u32::try_from(run.text.find(word).unwrap_or(0)).unwrap_or(0);
        let glyph = run.glyphs.iter().find(|g| g.text.start == at).expect("it has a glyph");
        run.origin.x.to_pt() + f64::from(glyph.x)
    };
    assert!(x_of("ג") < x_of("א"));
    assert!(x_of("abc") < x_of("ג") && x_of("a") < x_of("c"));
    assert!(x_of("abc") < x_of("123") && x_of("1") < x_of("3"));
    assert!((lines[0].width.to_pt() - 200.0).abs() < 1e-6, "it begins at the right margin");
}

#[test]
fn code_keeps_its_columns() {
    let code = ParagraphOptions { preserve: true, align: Alignment::Left, ..options(400.0) };
    let lines = set(&[styled("abcd|\n한글|\n\t|\n\u{1F600}xx|", style(Family::Code))], &code);
    assert_eq!(lines.len(), 4);
    let bar = |line: &Line| {
        let run = text_runs(line).last().expect("the bar");
        run.origin.x.to_pt() + f64::from(run.glyphs.last().expect("a glyph").x)
    };
    for line in &lines {
        assert!((bar(line) - bar(&lines[0])).abs() < 1e-3);
    }
}

#[test]
fn long_code_goes_on_behind_the_hanging_indent_with_a_mark() {
    let code = ParagraphOptions {
        preserve: true,
        align: Alignment::Left,
        hanging_indent: Abs::pt(12.0),
        wrap_mark: Some(style(Family::Code)),
        ..options(120.0)
    };
    let source = "    let sum = values.iter().map(|v| v * v).sum();\n\nnext";
    let lines = set(&[styled(source, style(Family::Code))], &code);
    let got = texts(&lines);
    assert_eq!(got.concat(), source.replace('\n', ""));
    assert_eq!(got[got.len() - 2..], ["", "next"]);
    let marks = |line: &Line| {
        line.items
            .iter()
            .filter(|i| matches!(i, Item::Text(run) if run.tag == Tag::Artifact))
            .count()
    };
    assert_eq!(marks(&lines[0]), 1);
    assert_eq!(marks(&lines[lines.len() - 1]), 0);
    let first = text_runs(&lines[1]).next().expect("the second line");
    assert!((first.origin.x.to_pt() - 12.0).abs() < 1e-6);
    assert!(lines[lines.len() - 2].ascent > Abs::ZERO, "an empty line has its height");
}

#[test]
fn a_missing_glyph_is_a_box_that_keeps_its_character() {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let words = "a\u{10FFFD}b\u{10FFFD}";
    let lines = paragraph(Fonts::builtin(), &[text(words)], &options(200.0), &mut findings);
    assert_eq!(texts(&lines), [words]);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].message.contains("U+10FFFD"), "{}", findings[0].message);
    assert!(lines[0].items.iter().any(|item| matches!(item, Item::Stroke { .. })));
}

#[test]
fn each_line_of_a_link_can_be_clicked() {
    let link = std::sync::Arc::new(LinkInfo {
        target: LinkTarget::Uri("https://example.com/".into()),
        description: "example".into(),
        node: NodeId(2),
    });
    let piece = Piece::Text {
        text: KOREAN.into(),
        style: TextStyle { underline: true, ..style(Family::Body) },
        tag: Tag::Node(NodeId(2)),
        link: Some(link),
    };
    let pieces = [Piece::Anchor("here".into()), piece, Piece::Footnote(3)];
    let lines = set(&pieces, &options(150.0));
    for line in &lines {
        assert_eq!(line.items.iter().filter(|i| matches!(i, Item::Link { .. })).count(), 1);
        assert!(matches!(line.items.first(), Some(Item::Line { .. })), "rules lie below");
    }
    assert_eq!(lines[0].anchors, ["here"]);
    assert_eq!(lines[lines.len() - 1].footnotes, [3]);
}

#[test]
fn each_line_has_the_decorations_of_its_own_words() {
    let plain = style(Family::Body);
    let marked = TextStyle { background: Some(Color::rgb(255, 240, 160)), ..plain.clone() };
    let pieces = [
        text("Words that are plain fill the whole first line, "),
        styled(
            "and these are underlined to the end of it ",
            TextStyle { underline: true, ..plain.clone() },
        ),
        styled("struck words ", TextStyle { strike: true, ..plain }),
        styled("and marked ones", marked),
        text(" before the plain words on the last of all lines."),
    ];
    let lines = set(&pieces, &options(150.0));
    let mut seen = [0; 3];
    for line in &lines {
        let words: Vec<_> = text_runs(line).map(|run| run.text.as_str()).collect();
        let words = words.concat();
        // The underline lies below the baseline, the strike above it.
        let rules = |below: bool| {
            let rule = |item: &&Item| {
                matches!(item, Item::Line { from, to, tag: Tag::Artifact, .. }
                    if (from.y > Abs::ZERO) == below && to.x > from.x)
            };
            line.items.iter().filter(rule).count()
        };
        let fill = |item: &&Item| matches!(item, Item::Fill { tag: Tag::Artifact, .. });
        let drawn = [rules(true), rules(false), line.items.iter().filter(fill).count()];
        let said = |list: &[&str]| usize::from(list.iter().any(|word| words.contains(word)));
        let expected = [
            said(&["and these", "are underlined", "to the end", "of it"]),
            said(&["struck"]),
            said(&["and marked", "ones"]),
        ];
        assert_eq!(drawn, expected, "{words}");
        for (all, one) in seen.iter_mut().zip(drawn) {
            *all += one;
        }
    }
    assert!(seen[0] >= 2, "the underlined words run over a line's end: {:?}", texts(&lines));
    assert!(seen[1] >= 1 && seen[2] >= 1);
}

#[test]
fn tables_learn_the_longest_word_and_the_whole_text() {
    let (least, most) = widths(Fonts::builtin(), &[text("가나다 가나다라 가")], &options(1.0));
    let (word, _) = widths(Fonts::builtin(), &[text("가나다라")], &options(1.0));
    assert_eq!(least, word);
    assert!(most > least * 2.0 && most < least * 3.0);
}

#[test]
fn hostile_lengths_take_linear_time() {
    let word = "x".repeat(100_000);
    assert!(set(&[text(&word)], &options(100.0)).len() > 1000);
    let words = "나 ".repeat(100_000);
    assert!(set(&[text(&words)], &options(100.0)).len() > 1000);
}

/// What is not drawn: spaces may hang or collapse, controls and ignorable characters vanish.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace() && !c.is_control() && !crate::export::pdf::emoji::is_ignorable(*c)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_set_whole(
        words in "(\\PC|[ \\n\\t가-힣a-zא-ת]|[\u{300}-\u{36f}]|[\u{1100}-\u{11ff}]){0,60}",
        width in 20.0..300.0_f64,
        code in any::<bool>(),
        justify in any::<bool>(),
    ) {
        let align = if justify { Alignment::Justify } else { Alignment::Start };
        let options = ParagraphOptions { preserve: code, align, hyphenate: true, ..options(width) };
        let family = if code { Family::Code } else { Family::Body };
        let lines = set(&[styled(&words, style(family))], &options);
        prop_assert!(!lines.is_empty());
        prop_assert_eq!(visible(&texts(&lines).concat()), visible(&words));
        for line in &lines {
            for run in text_runs(line) {
                prop_assert!(run.glyphs.iter().all(|glyph| glyph.id != 0));
            }
            let single = texts(std::slice::from_ref(line)).concat().trim().chars().count() < 9;
            prop_assert!(single || line.width.to_pt() <= width + 1e-6, "{:?}", texts(&lines));
        }
    }
}

/// The runs of a line in the face that emoji are set in.
fn emoji_runs(line: &Line) -> Vec<&TextRun> {
    let emoji = if cfg!(feature = "color-emoji") { builtin::COLOR_EMOJI } else { builtin::EMOJI };
    text_runs(line).filter(|run| run.face == emoji).collect()
}

#[test]
#[cfg(feature = "color-emoji")]
fn an_emoji_sequence_is_one_glyph_with_its_text_and_is_painted_in_layers() {
    for sequence in [
        "😀",
        "👨\u{200D}👩\u{200D}👧\u{200D}👦",
        "🇰🇷",
        "1\u{FE0F}\u{20E3}",
        "#\u{20E3}",
        "👍🏽",
        "❤\u{FE0F}",
        "🏳\u{200D}🌈",
        "🕵🏽\u{200D}♂",
        "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    ] {
        for (family, ems) in [(Family::Body, 1.15), (Family::Code, 1.204)] {
            let lines = set(&[styled(sequence, style(family))], &options(200.0));
            let [run] = emoji_runs(&lines[0])[..] else { panic!("{sequence} is one run") };
            assert_eq!((run.text.as_str(), run.glyphs.len()), (sequence, 1));
            assert_eq!(run.glyphs[0].text, 0..u32::try_from(sequence.len()).expect("short"));
            assert!(layers(&lines[0]) > 0, "{sequence} is painted");
            assert!((lines[0].width.to_pt() - 10.0 * ems).abs() < 0.01, "{sequence} {family:?}");
        }
    }
}

#[test]
#[cfg(feature = "color-emoji")]
fn the_face_in_one_colour_serves_for_what_the_other_lacks() {
    // A face of Unicode 16, and text presentation.
    for sequence in ["\u{1FAE9}", "🚀\u{FE0E}"] {
        let lines = set(&[text(sequence)], &options(200.0));
        let faces: Vec<_> = text_runs(&lines[0]).map(|run| run.face).collect();
        assert_eq!((faces, layers(&lines[0])), (vec![builtin::EMOJI], 0), "{sequence}");
    }
    // Neither face has this as one.
    let lines = set(&[text("😀\u{200D}🚀")], &options(200.0));
    let [run] = emoji_runs(&lines[0])[..] else { panic!("one run") };
    assert_eq!((run.text.as_str(), run.glyphs.len()), ("😀\u{200D}🚀", 2));
}

#[test]
fn digits_and_signs_are_no_emoji_alone() {
    let lines = set(&[text("10 # * 1\u{FE0F} © ™ 가")], &options(200.0));
    assert!(emoji_runs(&lines[0]).is_empty());
    assert_eq!(layers(&lines[0]), 0);
}
