//! The book: many posts in one PDF, whose links lead to places in it.

use std::collections::BTreeMap;

use lopdf::{Document as Pdf, Object, ObjectId};

use crate::support::Project;

const SETTINGS: &str = "[site]\ntitle = 'Notes'\nurl = 'https://x.org/'\nlanguage = 'en'\n";

const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

fn post(title: &str, date: &str, category: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\ncategories: [{category}]\n---\n\n{body}\n")
}

/// Three posts of two years; the same headings and footnotes in each, and the same picture.
fn blog(settings: &str) -> Project {
    let body = "## Why\n\nText[^1]. ![dot](/dot.png)\n\n[^1]: A note.\n";
    let links = format!("{body}\n[back](/first/#why), [here](#why), [out](https://y.org/z)\n");
    Project::new()
        .file("postpress.toml", format!("{SETTINGS}{settings}"))
        .file("static/dot.png", PNG)
        .file("content/first.md", post("First", "2023-02-01", "여행", body))
        .file("content/second.md", post("Second", "2024-02-01", "Rust, 여행", &links))
        .file("content/book.md", post("Third", "2024-03-01", "Rust", body))
}

fn load(blog: &Project, path: &str) -> Pdf {
    Pdf::load(blog.path(path)).expect("a PDF")
}

/// The text of a name or string.
fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).expect("a text string")
}

fn get<'p>(pdf: &'p Pdf, dictionary: &'p lopdf::Dictionary, key: &str) -> &'p Object {
    let value = dictionary.get(key.as_bytes()).unwrap_or(&Object::Null);
    pdf.dereference(value).expect("an object").1
}

/// The pages that names lead to.
fn places(pdf: &Pdf) -> BTreeMap<String, ObjectId> {
    let names = get(pdf, pdf.catalog().expect("a catalog"), "Names").as_dict().expect("names");
    let tree = get(pdf, names, "Dests").as_dict().expect("destinations");
    let mut places = BTreeMap::new();
    for leaf in get(pdf, tree, "Kids").as_array().expect("leaves") {
        let leaf = pdf.dereference(leaf).expect("a leaf").1.as_dict().expect("a leaf");
        for pair in get(pdf, leaf, "Names").as_array().expect("pairs").chunks(2) {
            let page = pair[1].as_array().expect("a place")[0].as_reference().expect("a page");
            let name = pair[0].as_str().expect("a name");
            assert_eq!(places.insert(String::from_utf8_lossy(name).into_owned(), page), None);
        }
    }
    places
}

/// The entries of the outline, indented by their levels.
fn outline(pdf: &Pdf) -> Vec<String> {
    fn walk(pdf: &Pdf, parent: &lopdf::Dictionary, depth: usize, out: &mut Vec<String>) {
        let mut next = parent.get(b"First").ok();
        while let Some(id) = next.and_then(|entry| entry.as_reference().ok()) {
            let entry = pdf.get_dictionary(id).expect("an entry");
            out.push("  ".repeat(depth) + &text(entry.get(b"Title").expect("a title")));
            walk(pdf, entry, depth + 1, out);
            next = entry.get(b"Next").ok();
        }
    }
    let root = get(pdf, pdf.catalog().expect("a catalog"), "Outlines").as_dict().expect("one");
    let mut out = Vec::new();
    walk(pdf, root, 0, &mut out);
    out
}

/// Where the links of a page lead: names, or addresses.
fn links(pdf: &Pdf, page: ObjectId) -> Vec<String> {
    let annotations = pdf.get_page_annotations(page).expect("annotations");
    let target = |link: &&lopdf::Dictionary| match link.get(b"Dest") {
        Ok(name) => "#".to_owned() + &String::from_utf8_lossy(name.as_str().expect("a name")),
        Err(_) => {
            let action = get(pdf, link, "A").as_dict().expect("an action");
            String::from_utf8_lossy(get(pdf, action, "URI").as_str().expect("an address")).into()
        }
    };
    annotations.iter().map(target).collect()
}

#[test]
fn a_book_has_all_posts_and_leads_from_each_to_the_others() {
    let blog = blog("");
    blog.build(0, &["--only", "book"]);
    let pdf = load(&blog, "out/book/all.pdf");
    let expected = [
        "Contents", "2023", "  First", "    Why", "2024", "  Second", "    Why", "  Third",
        "    Why",
    ];
    assert_eq!(outline(&pdf), expected);

    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let places = places(&pdf);
    let page = |name: &str| {
        let place = places.get(name).unwrap_or_else(|| panic!("{name} in {places:?}"));
        pages.iter().position(|page| page == place).expect("a page of the book")
    };
    // Cover and contents, 2023, the first, 2024, the others.
    let expected = [3, 3, 5, 5, 6, 6];
    let names = ["first", "first:why", "second", "second:why", "book", "book:fn-1"];
    assert_eq!(names.map(page), expected);
    assert_eq!(pages.len(), 7);
    let links = links(&pdf, pages[5]);
    for to in ["#first:why", "#second:why", "#second:fn-1", "https://y.org/z"] {
        assert!(links.iter().any(|link| link == to), "{to} in {links:?}");
    }
    for link in links.iter().filter_map(|link| link.strip_prefix('#')) {
        assert!(places.contains_key(link), "{link} in {places:?}");
    }

    let labels = get(&pdf, pdf.catalog().expect("a catalog"), "PageLabels");
    let labels = get(&pdf, labels.as_dict().expect("labels"), "Nums");
    let starts = labels.as_array().expect("numbers").iter().filter_map(|n| n.as_i64().ok());
    assert_eq!(starts.collect::<Vec<_>>(), [0, 2], "two pages are numbered for themselves");
}

#[test]
fn fonts_and_pictures_are_in_the_file_once() {
    let blog = blog("");
    blog.build(0, &["--only", "book"]);
    let pdf = load(&blog, "out/book/all.pdf");
    let mut fonts = Vec::new();
    let mut pictures = 0;
    for object in pdf.objects.values() {
        let Ok(dictionary) = object.as_dict().or_else(|_| object.as_stream().map(|s| &s.dict))
        else {
            continue;
        };
        if let Ok(name) = dictionary.get(b"FontName").and_then(Object::as_name) {
            fonts.push(String::from_utf8_lossy(name).split_once('+').expect("a tag").1.to_owned());
        }
        let size = |key: &[u8]| dictionary.get(key).and_then(Object::as_i64).unwrap_or_default();
        let is_image =
            dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Image");
        let masks = dictionary
            .get(b"ColorSpace")
            .and_then(Object::as_name)
            .is_ok_and(|n| n == b"DeviceGray");
        pictures += usize::from(is_image && !masks && size(b"Width") == 1);
    }
    let count = fonts.len();
    fonts.sort_unstable();
    fonts.dedup();
    assert!(count > 1);
    assert_eq!((fonts.len(), pictures), (count, 1), "{fonts:?}");
}

#[test]
fn books_by_year_and_by_category_lie_beside_each_other() {
    for (by, expected) in [
        ("true", &["book/all.pdf"][..]),
        ("\"year\"", &["book/2023.pdf", "book/2024.pdf"]),
        ("\"category\"", &["book/rust.pdf", "book/여행.pdf"]),
        ("\"language\"", &["book/en.pdf"]),
        ("false", &[]),
    ] {
        let blog = blog(&format!("[pdf]\nbook = {by}\n"));
        blog.build(0, &[]);
        let outputs = blog.outputs();
        let books: Vec<&str> =
            outputs.keys().map(String::as_str).filter(|path| path.starts_with("book/")).collect();
        assert_eq!(books, expected);
        assert!(outputs.contains_key("pdf/book.pdf"), "a post of that name is in nobody's way");
        for book in books {
            assert!(load(&blog, &format!("out/{book}")).get_pages().len() > 2, "{book}");
        }
    }
    let blog = blog("[pdf]\nbook = \"month\"\n");
    let run = blog.postpress(&["build"]);
    assert!(
        run.stderr.contains("postpress.toml:6:8: `pdf.book` must be true, false"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_book_is_the_same_on_any_number_of_threads() {
    let make = |jobs: &str| {
        let blog = blog("");
        for i in 0..40 {
            let body =
                format!("Words of {i} — 글 {i} {}\n", char::from_u32(0xAC00 + i * 7).unwrap());
            blog.write(
                &format!("content/{i}.md"),
                post(&format!("P{i}"), "2022-01-01", "a", &body),
            );
        }
        blog.build(0, &["--only", "book", "--jobs", jobs]);
        std::fs::read(blog.path("out/book/all.pdf")).expect("a book")
    };
    assert!(make("1") == make("4"));
}

#[test]
fn a_link_to_a_place_that_is_not_there_leads_to_its_post() {
    let blog = Project::new()
        .file("postpress.toml", SETTINGS)
        .file("content/a.md", post("A", "2024-01-01", "c", "[gone](/b/#gone)"))
        .file("content/b.md", post("B", "2024-01-02", "c", "text"));
    blog.build(0, &["--only", "book"]);
    let pdf = load(&blog, "out/book/all.pdf");
    let places = places(&pdf);
    assert_eq!(places.get("b:gone"), places.get("b"), "{places:?}");
}

#[test]
fn posts_that_are_not_in_a_book_are_led_to_where_they_are() {
    let blog = Project::new()
        .file("postpress.toml", "[site]\ntitle = 'T'\n[pdf]\nbook = 'year'\n")
        .file("content/a/b.md", post("A", "2023-01-01", "c", "[other](../c/d.md)"))
        .file("content/c/d.md", post("D", "2024-01-02", "c", "text"));
    blog.build(0, &["--only", "book"]);
    let pdf = load(&blog, "out/book/2023.pdf");
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let all: Vec<String> = pages.iter().flat_map(|page| links(&pdf, *page)).collect();
    assert!(all.iter().any(|link| link == "../pdf/c/d.pdf"), "{all:?}");
}
