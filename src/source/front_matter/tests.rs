use proptest::prelude::*;

use super::read;
use crate::diag::{Code, Place, Severity};
use crate::model::value::Value;
use crate::span::FileId;

fn data(text: &str) -> Value {
    let read = read(text, FileId(0));
    let errors: Vec<_> =
        read.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{text:?}: {errors:?}");
    read.value.front.expect("front matter").0.data
}

fn text(data: &Value, key: &str) -> String {
    data.get(key).and_then(Value::scalar).unwrap_or_else(|| format!("no {key} in {data:?}"))
}

/// The code of the first finding, and the text that it points at.
fn finding(source: &str) -> (Code, Severity, String) {
    let found = read(source, FileId(0)).diagnostics;
    let first = found.first().unwrap_or_else(|| panic!("nothing found in {source:?}"));
    let Place::Span(span) = &first.place else { panic!("no span") };
    (first.code, first.severity, source[span.range()].to_owned())
}

#[test]
fn every_format_keeps_the_order_of_its_keys() {
    for source in [
        "---\nz: 1\na: two\nm: [x]\n---\n",
        "+++\nz = 1\na = 'two'\nm = ['x']\n+++\n",
        "{\"z\": 1, \"a\": \"two\", \"m\": [\"x\"]}\n",
        ";;;\n\"z\": 1, \"a\": \"two\", \"m\": [\"x\"]\n;;;\n",
        "---\r\nz: 1\r\na: two\r\nm:\r\n  - x\r\n---\r\n",
    ] {
        let expected = Value::Map(vec![
            ("z".into(), Value::Int(1)),
            ("a".into(), Value::String("two".into())),
            ("m".into(), Value::List(vec![Value::String("x".into())])),
        ]);
        assert_eq!(data(source), expected, "{source:?}");
    }
}

#[test]
fn spans_cover_the_values() {
    for (source, key, value) in [
        ("---\ntitle: a b \ntags:\n  - x\n  - y\n\nend: 1\n---\n", "tags", "- x\n  - y"),
        ("---\ntitle: a b \ntags: []\n---\n", "title", "a b"),
        ("+++\ntitle = 'a b'\n+++\n", "title", "'a b'"),
        ("{\"x\": [1], \"title\": \"a b\"}", "title", "\"a b\""),
        ("\"x\": 1,\n\"title\": \"a b\"\n;;;\n", "title", "\"a b\""),
        ("Title: a b\nDate: x\n\n", "Title", "a b"),
    ] {
        let (_, spans) = read(source, FileId(0)).value.front.expect("front matter");
        let span = spans.get(key).expect("a span");
        assert_eq!(&source[span.range()], value, "{source:?}");
    }
}

#[test]
fn scalars_come_back_as_written() {
    for (written, scalar) in [
        ("2024", "2024"),
        ("0777", "0777"),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        (".nan", ".nan"),
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("1:30", "1:30"),
        ("no", "no"),
        ("2024-01-02", "2024-01-02"),
        ("한글", "한글"),
    ] {
        let source = format!("---\nk: 글\nv: {written}\nl: [{written}]\n---\n");
        let data = data(&source);
        assert_eq!(text(&data, "v"), scalar);
        let Some(Value::List(list)) = data.get("l") else { panic!("no list") };
        assert_eq!(list[0].scalar().as_deref(), Some(scalar));
    }
    assert_eq!(text(&data("+++\nd = 2024-01-02 03:04:05\n+++\n"), "d"), "2024-01-02 03:04:05");
    assert_eq!(text(&data("{\"n\": 18446744073709551615}"), "n"), "18446744073709551615");
}

#[test]
fn common_mistakes_are_mended_with_a_warning() {
    for (source, key, value) in [
        ("---\ntitle: Rust: the good: parts\n---\n", "title", "Rust: the good: parts"),
        ("---\na: 1\ntitle: @x it's\n---\n", "title", "@x it's"),
        ("---\ntitle: `a` b\nz: 1\n---\n", "title", "`a` b"),
        ("---\ntitle: [a] b\nz: 1\n---\n", "title", "[a] b"),
        ("---\ntitle: \"a\" b\nz: 1\n---\n", "title", "\"a\" b"),
        ("---\ntitle: *a* b\nz: 1\n---\n", "title", "*a* b"),
        ("---\ntitle: a\nz: 1\ntitle: b\n---\n", "title", "b"),
        ("---\nz:\n\ta: 1\ntitle: b\n---\n", "title", "b"),
        ("---\nhead:  \n    <p>\n      a: 1\n      b: 2\ntitle: b\n---\n", "title", "b"),
        ("---\nhead:\n  <p>\n    a: 1\n---\n", "head", "<p>\n  a: 1\n"),
    ] {
        assert_eq!(text(&data(source), key), value, "{source:?}");
        let (code, severity, _) = finding(source);
        assert_eq!((code, severity), (Code::FrontMatterSyntax, Severity::Warning), "{source:?}");
    }
}

#[test]
fn texts_in_quotes_go_on_at_the_beginning_of_a_line() {
    let source = "---\ntitle: 'one\ntwo\n'\nlist:\n  - name: \"a\n  b\"\ntags: x\n---\n";
    assert!(read(source, FileId(0)).diagnostics.is_empty());
    let data = data(source);
    assert_eq!((text(&data, "title").trim(), text(&data, "tags").as_str()), ("one two", "x"));
}

#[test]
fn what_cannot_be_read_is_an_error_at_its_place() {
    for (source, code, place) in [
        ("---\ntitle: a\nb: \"open\nc: 1\n---\nx", Code::FrontMatterSyntax, None),
        ("---\ntitle: a\ntags: [a, b\nc: 1\n---\nx", Code::FrontMatterSyntax, None),
        ("---\n- a\n- b\n---\nx", Code::FrontMatterSyntax, Some("- a\n- b")),
        ("---\n~\n---\nx", Code::FrontMatterSyntax, Some("~")),
        ("---\na: &a [x, *a]\n---\nx", Code::FrontMatterLimit, None),
        ("+++\na = 1\na = 2\n+++\n", Code::FrontMatterSyntax, Some("a")),
        ("{\n\"a\": 1,\n}\nx", Code::FrontMatterSyntax, Some("}")),
        ("\"a\": 1,\n\"d\": 2024-01-02\n;;;\nx", Code::FrontMatterSyntax, None),
    ] {
        let (found, severity, text) = finding(source);
        assert_eq!((found, severity), (code, Severity::Error), "{source:?}");
        if let Some(place) = place {
            assert_eq!(text, place, "{source:?}");
        }
        assert!(read(source, FileId(0)).value.front.is_none());
    }
}

#[test]
fn bombs_are_refused() {
    let mut bomb = "---\na: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, last) in ('b'..'i').zip('a'..) {
        let list = vec![format!("*{last}"); 10].join(",");
        bomb.push_str(&format!("{name}: &{name} [{list}]\n"));
    }
    bomb.push_str("---\n");
    let flow = format!("---\na: {}\n---\n", "[".repeat(50_000));
    let block = format!("---\na:\n  {}x\n---\n", "- ".repeat(50_000));
    let dotted = format!("+++\na{} = 1\n+++\n", ".a".repeat(50_000));
    let toml = format!("+++\na = {}\n+++\n", "[".repeat(50_000));
    let json = format!("{{\"a\": {}{}}}\n", "[".repeat(20_000), "]".repeat(20_000));
    let large = format!("---\ntitle: {}\n---\n", "x".repeat(300_000));
    for source in [bomb, flow, block, dotted, toml, json, large] {
        let (code, severity, _) = finding(&source);
        assert!(
            matches!(code, Code::FrontMatterLimit | Code::FrontMatterSyntax)
                && severity == Severity::Error,
            "{}",
            &source[..40]
        );
    }
}

#[test]
fn control_characters_are_kept_out_of_the_way() {
    assert_eq!(text(&data("---\ntitle: a\0b\nz: 1\n---\n"), "title"), "a\u{fffd}b");
    assert_eq!(text(&data("---\ntitle: \"a\\0b\"\n---\n"), "title"), "a\0b");
    assert_eq!(text(&data("---\n---\nx"), "title"), "no title in Map([])");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(
        open in "(---|\\+\\+\\+|;;;|---json|\\{|)\n?",
        inside in "([a-c]: |[ \t\n\r\"'\\[\\]{}:,#&*!|>%@`-]|[a-c0-9.=]|한|\u{0}|\u{fffd}){0,60}",
        close in "\n(---|\\+\\+\\+|;;;|\\}|\\.\\.\\.|)\n",
        body in ".{0,20}",
    ) {
        let source = format!("{open}{inside}{close}{body}");
        let parts = read(&source, FileId(0));
        prop_assert!(source.get(parts.value.body.clone()).is_some());
        if let Some((front, _)) = parts.value.front {
            prop_assert!(source.get(front.raw.clone()).is_some());
            prop_assert!(front.raw.end <= parts.value.body.start);
        }
        for diagnostic in parts.diagnostics {
            let Place::Span(span) = diagnostic.place else { continue };
            prop_assert!(source.get(span.range()).is_some(), "{:?}", diagnostic.message);
        }
    }
}
