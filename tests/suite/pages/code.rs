//! Blocks of code: whole lines where size allows it, and nothing over anything else.

use postpress::export::pdf::page::{Document, Item, Page, TextRun};

use super::{runs, set, short};

/// All that is written on a page, what is not read included.
fn written(page: &Page) -> impl Iterator<Item = &TextRun> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) => Some(run),
        _ => None,
    })
}

fn fenced(language: &str, lines: &[String]) -> Document {
    set(&format!("Text.\n\n```{language}\n{}\n```\n", lines.join("\n")))
}

/// How many lines end in the mark of one that goes on.
fn turned(document: &Document) -> usize {
    document.pages.iter().flat_map(written).filter(|run| run.text.contains('↩')).count()
}

#[test]
fn code_of_eighty_letters_is_set_smaller_rather_than_broken() {
    let line = |letters: usize| "abcdefghi ".repeat(letters / 10);
    let size = |document: &Document| {
        let run = runs(&document.pages[0]).find(|run| run.text.starts_with("abcd"));
        run.expect("the code is there").size
    };
    let (short, full, long) = (
        fenced("rust", &[line(40)]),
        fenced("rust", &[line(80), line(40)]),
        fenced("rust", &[line(200), line(40)]),
    );
    assert_eq!((turned(&short), turned(&full)), (0, 0));
    assert!(size(&full) < size(&short));
    assert!(turned(&long) > 0);
    assert_eq!(size(&long), size(&short), "code that is broken anyway keeps its size");
}

#[test]
fn a_drawing_of_letters_is_neither_broken_nor_parted() {
    let drawing = vec![format!("+{}+", "-".repeat(100)); 12];
    for above in 14..34 {
        let document = set(&format!("{}```\n{}\n```\n", short(above), drawing.join("\n")));
        assert_eq!(turned(&document), 0);
        let parts =
            document.pages.iter().filter(|page| runs(page).any(|run| run.text.contains("--")));
        assert_eq!(parts.count(), 1, "below {above} lines");
    }
}

#[test]
fn the_name_of_a_language_stands_clear_of_the_code_and_of_its_marks() {
    for letters in 50..100 {
        let document = fenced("rust", &[format!("a{} {}", "b".repeat(letters), "c".repeat(90))]);
        let runs: Vec<_> = written(&document.pages[0]).collect();
        let label = runs.iter().find(|run| run.text == "Rust").expect("the label");
        for run in runs.iter().filter(|run| run.text != "Rust") {
            let apart = (run.origin.y - label.origin.y).to_pt().abs();
            let along = run.glyphs.last().map_or(0.0, |glyph| f64::from(glyph.x));
            let end = run.origin.x.to_pt() + along;
            assert!(apart > 5.0 || end < label.origin.x.to_pt(), "{letters}: {}", run.text);
        }
    }
}

#[test]
fn no_page_ends_with_one_line_of_code_and_the_blank_below_it() {
    let code = "first\n\nsecond\nthird\n\nfourth\n";
    for above in 18..36 {
        let document = set(&format!("{}```rust\n{code}```\n", short(above)));
        for page in &document.pages {
            let holds = |word: &str| runs(page).any(|run| run.text == word);
            assert_eq!(holds("first"), holds("second"), "below {above} lines");
            assert_eq!(holds("third"), holds("fourth"), "below {above} lines");
        }
    }
}
