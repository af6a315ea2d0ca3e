//! Figures: whole, with their captions, and never the reason for an empty page.

use super::{Style, lines, long, page_of, pictures, reach, set};

/// So many paragraphs of several lines.
fn text(name: &str, count: usize) -> String {
    (0..count).fold(String::new(), |text, i| text + &long(&format!("{name}{i:02}")))
}

#[test]
fn a_picture_is_never_enlarged_never_cut_and_has_its_caption_below_it() {
    let page = Style::builtin().page;
    for (width, height) in [(40, 30), (4000, 300), (300, 9000), (9000, 8999)] {
        for above in [0, 5, 9, 12] {
            let figure = format!("![The caption]({width}x{height}.svg)\n\n");
            let document = set(&(text("above", above) + &figure + &long("below")));
            let number = page_of(&document, "The caption");
            let shown = pictures(&document.pages[number]);
            assert_eq!(shown.len(), 1, "{width}x{height} below {above}");
            let (w, h) = (shown[0].width.to_pt(), shown[0].height.to_pt());
            assert!(w <= f64::from(width) * 0.75 + 0.01 && w <= page.measure().to_pt() + 0.01);
            assert!(h <= page.depth().to_pt() * 0.75 + 0.01);
            assert!((w / h / (f64::from(width) / f64::from(height)) - 1.0).abs() < 1e-6);
            let foot = (shown[0].y + shown[0].height).to_pt();
            assert!(foot <= (page.height - page.bottom).to_pt());
            let caption = super::runs(&document.pages[number])
                .find(|run| run.text.contains("caption"))
                .map(|run| run.origin.y.to_pt() - foot);
            assert!(caption.is_some_and(|gap| gap > 0.0 && gap < 24.0), "{caption:?}");
        }
    }
}

#[test]
fn no_page_is_a_third_empty_because_of_a_figure_where_text_could_fill_it() {
    let figure = "![Caption](500x800.svg)\n\n";
    let cases = [
        ("text around it", format!("{figure}{}", text("q", 20))),
        ("a heading above it", format!("## Heading\n\n{figure}{}", text("q", 20))),
        ("the next section behind it", format!("{figure}## Next\n\n{}", text("q", 20))),
        (
            "a list behind it",
            format!("{figure}{}\n{}", "- item of a list\n".repeat(30), text("q", 9)),
        ),
        ("two of them", format!("{figure}{}{figure}{}", text("q", 9), text("r", 20))),
    ];
    for (name, rest) in cases {
        for above in 1..14 {
            let document = set(&(text("p", above) + &rest));
            let last = document.pages.len() - 1;
            for (i, page) in document.pages[..last].iter().enumerate() {
                let reach = reach(page);
                assert!(reach > 0.64, "{name}, below {above}: page {i} ends at {reach:.2}");
                let last = lines(page).pop().unwrap_or_default();
                assert!(
                    !last.starts_with("Heading") && !last.starts_with("Next"),
                    "{name} {above}"
                );
            }
        }
    }
}

#[test]
fn text_that_fills_a_page_before_a_figure_keeps_its_order_and_loses_nothing() {
    for above in 1..14 {
        let document =
            set(&format!("{}![Caption](500x800.svg)\n\n{}", text("p", above), text("q", 20)));
        let all: String = document.pages.iter().flat_map(lines).collect();
        let places: Vec<_> = (0..above)
            .map(|i| format!("p{i:02}"))
            .chain((0..20).map(|i| format!("q{i:02}")))
            .map(|name| all.find(&name))
            .collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{above}");
        let shown: usize = document.pages.iter().map(|page| pictures(page).len()).sum();
        assert_eq!(shown, 1);
        let page = page_of(&document, "Caption");
        assert!(page.abs_diff(page_of(&document, &format!("p{:02}", above - 1))) <= 1);
    }
}

#[test]
fn text_that_a_figure_parts_does_not_touch_it() {
    let mut parted = 0;
    for above in 8..30 {
        let figure = "![Caption](500x600.svg)\n\n";
        let document = set(&(super::short(above) + figure + &text("q", 9)));
        for page in &document.pages {
            let runs: Vec<_> = super::runs(page).collect();
            let Some(at) = runs.iter().position(|run| run.text.contains("Caption")) else {
                continue;
            };
            let Some(next) = runs.get(at + 1) else { continue };
            parted += usize::from(!next.text.starts_with('q'));
            let gap = (next.origin.y - runs[at].origin.y).to_pt();
            assert!(gap > 20.0, "below {above}: {gap:.1} pt to {:?}", next.text);
        }
    }
    assert!(parted > 0, "a figure parts a paragraph");
}
