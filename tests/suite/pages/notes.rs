//! Footnotes stand on the page that calls them, and go on when they are too long.

use super::{Style, inside_the_margins, lines, long, page_of, pages_of, runs, set, short};

#[test]
fn a_note_stands_at_the_foot_of_the_page_that_calls_it() {
    for above in 20..40 {
        let text = format!(
            "{}called here[^a]\n\n{}[^a]: noted\n",
            short(above),
            (0..20).fold(String::new(), |text, i| text + &format!("later {i}\n\n"))
        );
        let document = set(&text);
        let page = page_of(&document, "called here");
        assert_eq!(page, page_of(&document, "noted"), "{above}");
        assert_eq!(document.destinations["fn-1"].page, document.destinations["fnref-1-0"].page);
        let foot = runs(&document.pages[page])
            .map(|run| run.origin.y)
            .fold(Style::builtin().page.top, postpress::export::pdf::length::Abs::max);
        let note = runs(&document.pages[page]).find(|run| run.text.trim() == "noted");
        assert_eq!(note.map(|run| run.origin.y), Some(foot), "{above}");
        let style = Style::builtin().page;
        assert!(style.height - style.bottom - foot < Style::builtin().footnote.leading);
    }
}

#[test]
fn notes_called_from_a_list_a_quote_and_a_table_stand_on_their_pages() {
    for above in [0, 10, 22, 26, 30] {
        let text = format!(
            "{}- item[^a]\n- item\n\n> quote[^b]\n\n| c |\n|---|\n| cell[^c] |\n\n{}\
             [^a]: note one\n[^b]: note two\n[^c]: note three\n",
            short(above),
            long("after")
        );
        let document = set(&text);
        for (call, note) in [("•item", "note one"), ("quote", "note two"), ("cell", "note three")]
        {
            assert_eq!(page_of(&document, call), page_of(&document, note), "{above}: {note}");
        }
    }
}

#[test]
fn a_long_note_begins_where_it_is_called_and_goes_on_below_the_text_of_the_next_page() {
    let note = "note words that go on and on ".repeat(150);
    for above in [0, 12, 24, 30] {
        let text = format!(
            "{}called here[^a]\n\n{}\n[^a]: {note}\n",
            short(above),
            (0..30).fold(String::new(), |text, i| text + &long(&format!("later{i:02}")))
        );
        let document = set(&text);
        let pages = pages_of(&document, "note");
        assert_eq!(pages[0], page_of(&document, "called here"), "{above}");
        assert!(pages.len() > 1 && pages.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        for page in &pages {
            let on_page = lines(&document.pages[*page]);
            let of_note = on_page.iter().filter(|line| line.contains("note")).count();
            assert!(of_note >= 2, "{above}: {on_page:?}");
            let first = on_page.iter().position(|line| line.contains("note"));
            let text = on_page.len() - of_note;
            assert!(text > 0 && first >= Some(text), "{above}: text stands above the note");
        }
        inside_the_margins(&document, Style::builtin());
    }
}

#[test]
fn notes_that_pile_up_are_all_printed_in_their_order_and_leave_room_for_text() {
    const NOTES: usize = 40;
    let calls = (0..NOTES).fold(String::new(), |text, i| text + &format!("[^{i}]"));
    let text = (0..40).fold(String::new(), |text, i| text + &long(&format!("paragraph{i:02}")));
    let notes = (0..NOTES).fold(String::new(), |text, i| {
        text + &format!("[^{i}]: note{i:02} {}\n\n", "and so on at length ".repeat(60))
    });
    let document = set(&format!("Text that calls for far too much{calls}\n\n{text}{notes}"));
    let all: String = document.pages.iter().flat_map(lines).collect();
    let places: Vec<_> = (0..NOTES).map(|i| all.find(&format!("note{i:02}"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    let last = page_of(&document, "note39");
    let beside = document.pages[..last]
        .iter()
        .filter(|page| lines(page).iter().any(|line| line.contains("paragraph")));
    assert!(beside.count() > 1, "the text waits for no note");
    inside_the_margins(&document, Style::builtin());
}
