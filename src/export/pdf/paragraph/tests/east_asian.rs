//! Punctuation that shares its space, emphasis without italics, words of Chinese letters.

use super::{
    Alignment, Color, Family, Item, Line, ParagraphOptions, Tag, TextStyle, builtin, options, set,
    style, styled, text, text_runs, texts,
};
use crate::export::pdf::length::Abs;

fn japanese(width: f64) -> ParagraphOptions {
    ParagraphOptions { language: "ja".into(), ..options(width) }
}

/// Where each letter of a line stands, in ems of the 10 points of these tests.
fn places(line: &Line) -> Vec<(char, f64)> {
    let mut places = Vec::new();
    for run in text_runs(line) {
        for glyph in &run.glyphs {
            let at = glyph.text.start as usize;
            let c = run.text[at..].chars().next().expect("a glyph has a letter");
            places.push((c, (run.origin.x.to_pt() + f64::from(glyph.x)) / 10.0));
        }
    }
    places
}

/// From one letter to another, in ems.
fn between(words: &str, options: &ParagraphOptions, from: char, to: char) -> f64 {
    let lines = set(&[text(words)], options);
    let places = places(&lines[0]);
    let x = |letter| places.iter().find(|(c, _)| *c == letter).expect("the letter is there").1;
    x(to) - x(from)
}

#[test]
fn neighbouring_marks_share_the_space_between_them() {
    // From the first letter to the last: the letter itself, each mark half, and what is left
    // between them (JLREQ 3.1.4).
    for (words, ems) in [
        ("あ「い", 2.0),
        ("あ」い", 2.0),
        ("あ。い", 2.0),
        ("あ」「い", 2.5),
        ("あ。「い", 2.5),
        ("あ」。い", 2.5),
        ("あ」』い", 2.5),
        ("あ「『い", 2.5),
        ("あ（「い」）う", 2.5),
        ("あ・い", 2.0),
        ("あ」・い", 2.5),
        ("あ。\u{3000}「い", 3.0),
    ] {
        let got = between(words, &japanese(200.0), 'あ', 'い');
        assert!((got - ems).abs() < 0.04, "{words}: {got}");
    }
}

#[test]
fn brackets_beside_korean_words_are_half_as_wide() {
    for words in ["가 「나", "가」는 나", "가「는 나", "가(「는 나"] {
        let korean = between(words, &options(200.0), '가', '나');
        let japanese = between(words, &japanese(200.0), '가', '나');
        let less = if words.contains('(') { 0.0 } else { 0.5 };
        // The space of the face is a little wider in Korean.
        assert!((japanese - korean - less).abs() < 0.07, "{words}: {korean} {japanese}");
    }
}

#[test]
fn the_ends_of_lines_are_even_to_the_eye() {
    // The ink of an opening bracket begins at the margin, half an em right of its square's edge.
    let lines = set(&[text("「かな」")], &japanese(200.0));
    let got = places(&lines[0]);
    assert!((got[0].1 + 0.5).abs() < 0.04 && (got[1].1 - 0.5).abs() < 0.04, "{got:?}");
    assert!((lines[0].width.to_pt() - 30.0).abs() < 0.4, "{:?}", lines[0].width);

    let words =
        "吾輩は猫である。名前はまだ無い。どこで生れたか、「とんと」見当がつかぬ。".repeat(4);
    let mut at_end = 0;
    for width in 200..300 {
        let justified = ParagraphOptions { align: Alignment::Justify, ..japanese(width.into()) };
        let lines = set(&[text(&words)], &justified);
        for line in &lines[..lines.len() - 1] {
            let (c, x) = *places(line).last().expect("a letter");
            let measure = f64::from(width);
            assert!((line.width.to_pt() - measure).abs() < 1e-6, "{width}: {:?}", texts(&lines));
            if "。、」".contains(c) {
                at_end += 1;
                assert!((x * 10.0 + 5.0 - measure).abs() < 0.4, "{width}: {c} at {x}");
            }
        }
    }
    assert!(at_end > 20, "{at_end}");
}

#[test]
fn a_line_that_is_too_full_takes_space_from_its_marks() {
    let words = "あ、い、う、え、お、か、き、く、け、こさしすせそ";
    let whole = set(&[text(words)], &japanese(1000.0))[0].width.to_pt();
    let at = |width: f64| {
        let justified = ParagraphOptions { align: Alignment::Justify, ..japanese(width) };
        set(&[text(words)], &justified).len()
    };
    assert_eq!((at(whole), at(whole - 20.0), at(whole - 40.0)), (1, 1, 2));
}

#[test]
fn latin_words_stand_a_little_apart_from_chinese_and_not_from_korean() {
    let chinese = ParagraphOptions { language: "zh-CN".into(), ..options(200.0) };
    let gap = between("中a文", &chinese, '中', 'a') - 1.0;
    assert!((0.1..0.26).contains(&gap), "{gap}");
    assert!((between("中a文", &options(200.0), '中', 'a') - 1.0).abs() < 0.01);
}

#[test]
fn korean_keeps_words_of_chinese_letters_whole() {
    let words = "사전에는 漢字語 라는 말과 大韓民國 이라는 말이 있고 美國에도 있다.";
    for width in 45..120 {
        let lines = texts(&set(&[text(words)], &options(width.into())));
        for word in ["漢字語", "大韓民國", "美國에도"] {
            assert!(lines.iter().any(|line| line.contains(word)), "{width}: {lines:?}");
        }
    }
}

fn emphasised(words: &str, language: &str) -> Line {
    let look = TextStyle { italic: true, emphasis: true, ..style(Family::Body) };
    let options = ParagraphOptions { language: language.into(), ..options(200.0) };
    set(&[styled(words, look)], &options).remove(0)
}

/// The dots of a line: the middle of each, from the baseline upwards.
fn dots(line: &Line) -> Vec<(Abs, Abs)> {
    let dot = |item: &Item| match item {
        Item::Fill { rect, color: Color::BLACK, tag: Tag::Artifact, .. } => {
            Some((rect.x + rect.width * 0.5, -(rect.y + rect.height * 0.5)))
        }
        _ => None,
    };
    line.items.iter().filter_map(dot).collect()
}

#[test]
fn emphasis_is_a_dot_at_each_letter_that_does_not_slant() {
    let line = emphasised("가나, 다 abc", "ko");
    let dots = dots(&line);
    assert_eq!(dots.len(), 3, "letters have dots; spaces, marks and Latin letters none");
    assert!(dots.iter().all(|(_, y)| *y > Abs::pt(9.0)), "above the letters");
    assert!(line.ascent > Abs::pt(10.0), "the line has room for them");
    let latin = text_runs(&line).find(|run| run.text.contains("abc")).expect("a run");
    assert!(latin.slant > 0.0);
    let middle = dots[1].0.to_pt() - dots[0].0.to_pt();
    assert!((middle - 9.2).abs() < 0.01, "as far apart as the letters: {middle}");
}

#[test]
fn a_slanted_letter_does_not_lean_into_an_upright_one() {
    let slanted = TextStyle { italic: true, ..style(Family::Body) };
    let gap = |next: &str, look: &TextStyle| {
        let lines = set(&[styled("l", look.clone()), text(next)], &options(200.0));
        let places = places(&lines[0]);
        places[1].1 - places[0].1
    };
    let more = |next: &str| gap(next, &slanted) - gap(next, &style(Family::Body));
    assert!(more("을") > 0.05 && more(", ").abs() < 0.01, "{} {}", more("을"), more(", "));
}

#[test]
fn chinese_has_its_dots_below_and_arabic_is_bold() {
    assert!(dots(&emphasised("强调", "zh-CN")).iter().all(|(_, y)| *y < Abs::ZERO));
    let arabic = emphasised("تأكيد", "ar");
    assert!(dots(&arabic).is_empty());
    let bold = crate::export::pdf::page::FaceId(builtin::SANS.0 + 1);
    assert!(text_runs(&arabic).all(|run| run.face == bold));
}

#[test]
fn code_and_names_of_missing_pictures_have_no_dots() {
    let code = TextStyle { italic: true, ..style(Family::Code) };
    assert!(dots(&set(&[styled("주석", code)], &options(200.0))[0]).is_empty());
}

#[test]
fn bold_chinese_is_outlined_where_its_face_has_one_weight() {
    let bold = TextStyle { bold: true, ..style(Family::Body) };
    let options = ParagraphOptions { language: "zh".into(), ..options(200.0) };
    let lines = set(&[styled("标题, abc", bold)], &options);
    for run in text_runs(&lines[0]) {
        let outlined = run.outline > Abs::ZERO;
        assert_eq!(outlined, run.face == builtin::HAN, "{}", run.text);
    }
    assert!(text_runs(&lines[0]).any(|run| run.face == builtin::HAN));
}
