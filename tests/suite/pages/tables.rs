//! Tables: columns as wide as they need, heads on every page, and what is done when they do not
//! fit: smaller, then turned, never cut.

use postpress::diag::Code;
use postpress::export::pdf::page::{Document, Item, Page, Role, Tag, TextRun, Turn};
use postpress::export::pdf::style::Style;

use super::{count, inside_the_margins, lay, lines, long, page_of, reach, runs, set, short};

/// A table with a head; `cell` tells what is in a row and a column.
fn table(columns: usize, rows: usize, cell: impl Fn(usize, usize) -> String) -> String {
    let mut out = String::new();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out += &line((0..columns).map(|c| format!("Head{c}")).collect());
    out += &line(vec!["---".to_owned(); columns]);
    for row in 0..rows {
        out += &line((0..columns).map(|column| cell(row, column)).collect());
    }
    out + "\n"
}

/// What a table of words that no page of A4 can hold upright says in a cell.
fn wide(row: usize, column: usize) -> String {
    format!("documentation{row}x{column}")
}

fn turned(page: &Page) -> Vec<&TextRun> {
    runs(page).filter(|run| run.turn == Turn::Left).collect()
}

/// The one text that is exactly this, and its place.
fn find<'a>(document: &'a Document, words: &str) -> &'a TextRun {
    let mut found = document.pages.iter().flat_map(runs).filter(|run| run.text.trim() == words);
    let first = found.next().unwrap_or_else(|| panic!("{words:?} is broken or lost"));
    assert!(found.next().is_none(), "{words:?} is there twice");
    first
}

fn end(run: &TextRun) -> f64 {
    let last = run.glyphs.last().map_or(0.0, |glyph| f64::from(glyph.x));
    run.origin.x.to_pt() + last
}

#[test]
fn a_long_table_has_its_head_on_every_page_and_is_read_once() {
    let document = set(&table(2, 300, |row, column| format!("r{row}c{column}")));
    assert!(document.pages.len() > 4);
    for page in &document.pages {
        let heads = page
            .items
            .iter()
            .filter(|item| matches!(item, Item::Text(run) if run.text.trim() == "Head1"));
        assert_eq!(heads.count(), 1);
        assert!(count(page, "r") > 1, "two rows at least");
    }
    // The copies are artifacts.
    find(&document, "Head1");
    let text: Vec<_> = document.pages.iter().flat_map(lines).collect();
    let text = text.join(" ");
    let places: Vec<_> = (0..300).map(|row| text.find(&format!("r{row}c0"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted());
}

#[test]
fn two_rows_stand_on_either_side_of_a_page_break_and_no_head_alone() {
    for rows in [2, 3, 7] {
        for above in 18..34 {
            let text = short(above) + &table(2, rows, |row, _| format!("row {row}"));
            let document = set(&text);
            for page in &document.pages {
                let rows_here = count(page, "row ");
                assert_ne!(rows_here, 1, "{above} lines above {rows} rows");
                assert_eq!(count(page, "Head") > 0, rows_here > 0 && count(page, "row 0") > 0);
            }
        }
    }
}

#[test]
fn a_row_stays_whole_unless_it_is_taller_than_a_good_part_of_a_page() {
    let tall = |words: usize| "tall ".repeat(words);
    for above in 12..30 {
        let document = set(&(short(above)
            + &table(2, 1, |_, column| if column == 0 { "label".into() } else { tall(200) })));
        let pages = document
            .pages
            .iter()
            .filter(|page| lines(page).iter().any(|line| line.contains("tall")));
        assert_eq!(pages.count(), 1, "{above}");
    }
    let document = set(&table(2, 1, |_, column| if column == 0 { "a".into() } else { tall(4000) }));
    assert!(document.pages.len() > 2);
    let text: String = document.pages.iter().flat_map(lines).collect();
    assert_eq!(text.matches("tall").count(), 4000);
    inside_the_margins(&document, Style::builtin());
}

#[test]
fn columns_take_what_they_need_and_share_the_rest() {
    // Narrow tables are as wide as their text.
    let document = set(&table(2, 2, |row, column| format!("w{row}{column}")));
    let gap = find(&document, "w01").origin.x - find(&document, "w00").origin.x;
    assert!(gap.to_pt() < 80.0, "{gap:?}");
    // No word is broken however much there is in the next column.
    let words = "words that take the room of others ".repeat(20);
    let document = set(&table(3, 1, |_, column| match column {
        0 => "characteristically".into(),
        1 => words.clone(),
        _ => "ab".into(),
    }));
    find(&document, "characteristically");
    find(&document, "ab");
    let room = find(&document, "ab").origin.x - find(&document, "characteristically").origin.x;
    assert!(room > Style::builtin().page.measure() * 0.85, "the long column has the rest");
}

#[test]
fn cells_end_where_their_alignment_says() {
    let markdown = "| left | right |\n|:---|---:|\n| a | 1 |\n| b | 22222 |\n";
    let document = set(markdown);
    let ends = ["1", "22222"].map(|words| {
        let run = find(&document, words);
        // From the last digit's origin on both have the same width left.
        end(run)
    });
    assert!((ends[0] - ends[1]).abs() < 0.1, "{ends:?}");
    // HTML says it for each cell, or for all of a row.
    let html = "<table><tr><th>heading of the column<th>other heading</tr>\
        <tr><td align=right>1<td style='text-align: center'>mid</tr>\
        <tr align=\"right\"><td>2<td>end</tr><tr><td>3<td>start</tr></table>";
    let document = set(html);
    let [one, two, three] = ["1", "2", "3"].map(|words| find(&document, words).origin.x);
    assert!((one - two).abs().to_pt() < 0.1 && one > three + (one - three) * 0.5);
    assert!(one.to_pt() > three.to_pt() + 40.0);
    let [mid, right, left] = ["mid", "end", "start"].map(|w| find(&document, w).origin.x);
    assert!(left < mid && mid < right);
}

#[test]
fn a_table_that_is_too_wide_is_set_smaller_before_its_words_are_broken() {
    let markdown = table(8, 2, |row, column| format!("arrangement{row}{column}"));
    let (document, findings) = lay(&markdown, "en", Style::builtin());
    for row in 0..2 {
        for column in 0..8 {
            let run = find(&document, &format!("arrangement{row}{column}"));
            assert_eq!(run.turn, Turn::Upright);
            assert!(run.size < Style::builtin().table.size, "{:?}", run.size);
        }
    }
    assert!(findings.iter().any(|found| found.code == Code::TooWide));
    inside_the_margins(&document, Style::builtin());
}

#[test]
fn a_table_whose_words_would_break_is_turned_and_text_fills_the_page_before_it() {
    let text = format!("{}{}", long("before"), table(11, 60, wide));
    let after = (0..12).fold(String::new(), |text, i| text + &long(&format!("after{i:02}")));
    let (document, findings) = lay(&(text + &after), "en", Style::builtin());
    for row in 0..60 {
        for column in 0..11 {
            assert_eq!(find(&document, &wide(row, column)).turn, Turn::Left);
        }
    }
    assert!(findings.iter().any(|f| f.code == Code::TooWide && f.message.contains("turned")));
    inside_the_margins(&document, Style::builtin());

    let pages: Vec<usize> =
        (0..document.pages.len()).filter(|i| !turned(&document.pages[*i]).is_empty()).collect();
    assert_eq!(pages[0], 1, "it begins on the page after its place");
    assert!(pages.len() > 1 && pages.windows(2).all(|pair| pair[0] + 1 == pair[1]));
    for page in &pages {
        let page = &document.pages[*page];
        assert!(lines(page).is_empty(), "a page of its own: {:?}", lines(page));
        let head = |turn, words: &str| {
            page.items.iter().any(|item| {
                matches!(item, Item::Text(run) if run.turn == turn && run.text.trim() == words)
            })
        };
        assert!(head(Turn::Left, "Head10"), "the head of the table is on each of its pages");
        assert!(head(Turn::Upright, "The title"), "the running head stays upright");
        // To be read with the page turned: rows follow each other to the right.
        let x = turned(page).iter().map(|run| run.origin.x.to_pt()).collect::<Vec<_>>();
        assert!(x.is_sorted(), "{x:?}");
    }
    assert!(reach(&document.pages[0]) > 0.85, "{}", reach(&document.pages[0]));
    assert_eq!(page_of(&document, "after00"), 0);
    assert_eq!(page_of(&document, "after11"), pages[pages.len() - 1] + 1);
    // One table with all its rows, and each cell in it.
    let role = |role: fn(&Role) -> bool| document.nodes.iter().filter(|n| role(&n.role)).count();
    assert_eq!(role(|role| matches!(role, Role::Table)), 1);
    assert_eq!(role(|role| matches!(role, Role::TableRow)), 61);
    assert!(matches!(find(&document, &wide(59, 10)).tag, Tag::Node(_)));
}

#[test]
fn a_heading_above_a_turned_table_is_on_its_page_where_no_text_follows_it() {
    for above in [0, 1, 5, 20, 30] {
        let table = table(12, 4, wide);
        let text = format!("{}## Results\n\n{table}## Next\n\nend\n", short(above));
        let document = set(&text);
        let page = &document.pages[page_of(&document, "Results")];
        assert!(!turned(page).is_empty(), "{above}: {:?}", lines(page));
        assert_eq!(lines(page).last().map(String::as_str), Some("Results"), "{above}");
        inside_the_margins(&document, Style::builtin());
        // With text below it, the heading stays with the text.
        let text = format!("{}## Results\n\n{table}{}", short(above), long("below").repeat(4));
        let document = set(&text);
        let page = &document.pages[page_of(&document, "Results")];
        assert!(
            lines(page).last().is_some_and(|last| last != "Results") || !turned(page).is_empty()
        );
    }
}

#[test]
fn the_note_of_a_turned_table_is_on_its_page() {
    let cell = |row, column| {
        let call = if (row, column) == (2, 0) { "[^a]" } else { "" };
        wide(row, column) + call
    };
    let text = format!("text\n\n{}{}[^a]: Noted.\n", table(12, 4, cell), long("after"));
    let document = set(&text);
    let page = page_of(&document, "Noted.");
    assert!(!turned(&document.pages[page]).is_empty());
}

#[test]
fn a_word_that_no_column_can_hold_is_broken_and_nothing_else_is() {
    let hash = "0123456789abcdef".repeat(9);
    let markdown = table(4, 3, |row, column| match column {
        3 => hash.clone(),
        _ => format!("cell{row}{column}"),
    });
    let (document, findings) = lay(&markdown, "en", Style::builtin());
    for row in 0..3 {
        for column in 0..3 {
            let run = find(&document, &format!("cell{row}{column}"));
            assert_eq!(run.turn, Turn::Upright);
            assert_eq!(run.size, Style::builtin().table.size);
        }
    }
    assert!(findings.iter().any(|found| found.code == Code::TooWide));
    inside_the_margins(&document, Style::builtin());
}

#[test]
fn however_many_columns_there_are_nothing_leaves_the_page() {
    let document = set(&table(50, 40, |row, column| format!("measurement{row}x{column}")));
    inside_the_margins(&document, Style::builtin());
    let text: String = document.pages.iter().flat_map(runs).map(|run| run.text.trim()).collect();
    assert_eq!(text.matches("measurement").count(), 40 * 50);
}

#[test]
fn a_table_in_a_list_or_a_quote_stays_in_it() {
    let quoted: String =
        table(12, 3, wide).lines().fold(String::new(), |text, line| text + "> " + line + "\n");
    let document = set(&format!("{quoted}\n{}", long("after")));
    assert!(document.pages.iter().all(|page| turned(page).is_empty()));
    inside_the_margins(&document, Style::builtin());
}
