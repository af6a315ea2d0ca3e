//! Where a page may end: no widow, no orphan, no stranded heading, marks with their items.

use postpress::config::{Imposition, Paper};
use postpress::export::pdf::impose::impose;
use postpress::export::pdf::page::Item;
use postpress::export::pdf::style::Style;

use super::{count, inside_the_margins, lay, lines, long, page_of, runs, set, short};

#[test]
fn no_line_of_a_paragraph_stands_alone_on_a_page() {
    // Each count of lines above puts the page break to another line of the paragraph.
    for above in 20..36 {
        let document = set(&(short(above) + &long("words") + &long("words")));
        for page in &document.pages {
            let lines = lines(page);
            let at = lines.iter().filter(|line| line.contains("fill")).count();
            assert_ne!(at, 1, "{above}: {lines:?}");
        }
    }
}

#[test]
fn no_heading_is_last_on_a_page_whatever_follows_it() {
    let code = "```\ncode 1\ncode 2\ncode 3\ncode 4\n```\n";
    let table = "| a | b |\n|---|---|\n| x | y |\n| x | y |\n| x | y |\n";
    let list = "- one\n- two\n- three\n";
    let quote = "> quoted\n>\n> more\n";
    let panel = "> [!NOTE]\n> noted\n";
    let figure = "![Caption](300x200.svg)\n";
    for below in [&long("words"), code, table, list, quote, panel, figure, "### Below it\n\ntext\n"]
    {
        for above in 20..36 {
            let document = set(&format!("{}## Heading\n\n{below}\n\nend\n", short(above)));
            let page = &document.pages[page_of(&document, "Heading")];
            let lines = lines(page);
            let heading = lines.iter().position(|line| line == "Heading").expect("it is there");
            let at = |line: &str| lines.iter().position(|l| l == line);
            // Two headings count as one.
            let last = at("Below it").unwrap_or(heading);
            let has_picture = page.items.iter().any(
                |item| matches!(item, Item::Picture { rect, .. } if rect.width != rect.height),
            );
            assert!(lines.len() > last + 1 || has_picture, "{above}: {below:?}: {lines:?}");
        }
    }
}

#[test]
fn two_lines_of_code_stand_on_either_side_of_a_page_break_in_their_panel() {
    let code = (0..20).fold(String::new(), |code, i| code + &format!("code {i}\n"));
    let mut cut = 0;
    for above in 16..32 {
        let document = set(&format!("{}```\n{code}```\n", short(above)));
        for page in &document.pages {
            let lines = count(page, "code");
            assert_ne!(lines, 1, "{above}");
            let first = runs(page).find(|run| run.text.starts_with("code"));
            let Some(first) = first else { continue };
            let behind = page.items.iter().any(|item| {
                matches!(item, Item::Fill { rect, .. }
                    if rect.y < first.origin.y && rect.y + rect.height > first.origin.y)
            });
            assert!(behind, "{above}: the panel goes on");
            cut += usize::from(lines < 20);
        }
    }
    assert!(cut > 10, "a page break falls into the code");
}

#[test]
fn two_items_of_a_list_stand_on_either_side_of_a_page_break() {
    let list = (0..5).fold(String::new(), |list, i| list + &format!("- item {i}\n"));
    for above in 18..36 {
        let document = set(&format!("{}{list}\n{}", short(above), long("after").repeat(3)));
        for page in &document.pages {
            let items = lines(page).iter().filter(|line| line.contains("item ")).count();
            assert_ne!(items, 1, "{above}: {:?}", lines(page));
        }
    }
}

#[test]
fn a_mark_stands_beside_the_first_line_of_its_item() {
    let bodies = [
        "words that go on for more than a line of this page, so that it can be cut, if it is cut \
         at all, and then some more words that go on for a line",
        "first\n\n  second paragraph",
        "```\n  code\n  code\n  code\n  ```",
        "### Heading\n\n  text",
        "> quoted\n  >\n  > more",
    ];
    for body in bodies {
        for above in 26..34 {
            let document = set(&format!("{}- one\n\n- {body}\n\n- last\n", short(above)));
            let mut marks = 0;
            for page in &document.pages {
                for mark in runs(page).filter(|run| run.text.trim() == "•") {
                    marks += 1;
                    let beside = runs(page).any(|run| {
                        run.text.trim() != "•" && (run.origin.y - mark.origin.y).abs().to_pt() < 0.5
                    });
                    assert!(beside, "{above}: {body:?}");
                }
            }
            assert_eq!(marks, 3, "{body:?}");
        }
    }
}

#[test]
fn a_line_that_announces_something_stays_with_it() {
    let code = "```\ncode 1\ncode 2\ncode 3\n```\n";
    // Several heights above put it to every height of the page.
    for more in ["", "> quoted\n\n", "- item\n\n", "### Heading\n\ntext\n\n"] {
        for above in 18..36 {
            let text = format!("{more}{}This is how:\n\n{code}", short(above));
            let document = set(&format!("{text}\n{}", long("after").repeat(3)));
            let pages = ["This is how:", "code 1"].map(|words| page_of(&document, words));
            assert_eq!(pages[0], pages[1], "{more:?} and {above}");
        }
    }
}

#[test]
fn the_marks_of_a_hebrew_list_stand_at_the_right_and_are_read_first() {
    let document = lay("1. ראשון\n2. שני\n\n- נקודה\n", "he", Style::builtin()).0;
    let page = &document.pages[0];
    for (mark, words) in [("1", "ראשון"), ("2", "שני"), ("•", "נקודה")] {
        let place = |text: &str| {
            let found = runs(page).enumerate().find(|(_, run)| run.text.contains(text));
            found.unwrap_or_else(|| panic!("{text:?} is not in {:?}", lines(page)))
        };
        let ((first, mark), (second, words)) = (place(mark), place(words));
        assert!(mark.origin.x > words.origin.x, "{mark:?}");
        assert_eq!(mark.origin.y, words.origin.y);
        assert!(first < second);
    }
}

#[test]
fn the_rules_hold_on_every_paper() {
    let markdown = (0..12).fold(String::new(), |text, i| {
        text + &format!("## Heading {i}\n\n{}- item\n- item\n\n{}", long("a"), long("b"))
    });
    for (paper, size) in
        [(Paper::A4, (595.3, 841.9)), (Paper::A5, (419.5, 595.3)), (Paper::Letter, (612.0, 792.0))]
    {
        let style = Style::builtin().clone().on(paper);
        let document = lay(&markdown, "en", &style).0;
        inside_the_margins(&document, &style);
        for page in &document.pages {
            let sides = (page.width.to_pt(), page.height.to_pt());
            assert!((sides.0 - size.0).abs() < 0.1 && (sides.1 - size.1).abs() < 0.1, "{sides:?}");
            let last = lines(page).pop().expect("no page is empty");
            assert!(!last.starts_with("Heading"), "{paper:?}: {last}");
        }
    }
}

#[test]
fn sheets_hold_all_pages_in_their_reading_order() {
    let markdown = (0..40).fold(String::new(), |text, i| text + &long(&format!("n{i:02}")));
    let document = set(&markdown);
    let pages = document.pages.len();
    for (way, sheets) in
        [(Imposition::TwoUp, pages.div_ceil(2)), (Imposition::Booklet, pages.div_ceil(4) * 2)]
    {
        let imposed = impose(document.clone(), way);
        assert_eq!(imposed.pages.len(), sheets);
        assert!(imposed.pages.iter().all(|sheet| sheet.width > sheet.height));
        let mut read = Vec::new();
        for part in &imposed.parts {
            for item in &imposed.pages[part.page].items[part.items.clone()] {
                if let Item::Text(run) = item {
                    assert!(run.origin.x.to_pt() > 0.0 && run.origin.x < imposed.pages[0].width);
                    assert!(run.origin.y.to_pt() > 0.0 && run.origin.y < imposed.pages[0].height);
                    read.extend(run.text.split(' ').filter(|word| {
                        word.strip_prefix('n').is_some_and(|n| n.parse::<usize>().is_ok())
                    }));
                }
            }
        }
        let expected: Vec<_> = (0..40).map(|i| format!("n{i:02}")).collect();
        assert_eq!(read, expected, "{way:?}");
    }
}
