//! What readers of code in print are promised, by language; and that no text is too much.

use proptest::prelude::*;

use super::{Class, grammars, highlight, label};

/// The parts of a class, parted by `|`.
fn parts(language: &str, code: &str, class: Class) -> String {
    let parts: Vec<&str> = highlight(language, code)
        .into_iter()
        .filter(|(_, c)| *c == class)
        .map(|(range, _)| &code[range])
        .collect();
    parts.join("|")
}

#[test]
fn keywords_texts_comments_and_names_are_told_apart() {
    for (language, code, class, expected) in [
        ("rust", "fn f<'a>(x: &'a str) -> char { 'x' } // r\"\n/* /* */", Class::String, "'x'"),
        ("rs", "let s = r#\"a \"quote\" b\"#; vec![1]", Class::String, "r#\"a \"quote\" b\"#"),
        ("rust", "println!(\"\"); a != b; s.len()", Class::Function, "println|len"),
        ("rust", "#[derive(Debug)] struct A;", Class::Constant, "#[derive(Debug)]"),
        ("js", "const r = /[/'\"]+/g, q = a / b / c;", Class::String, "/[/'\"]+/g"),
        ("ts", "`a ${f(`b ${c}`)} d`", Class::String, "`a ${|`b ${|`| d`"),
        ("ts", "`a ${f(`b`)} d`", Class::Function, "f"),
        ("js", "x.catch(e); try {} catch {}", Class::Keyword, "try|catch"),
        ("jsx", "return <Box id=\"a\">don't</Box>", Class::Type, "Box|Box"),
        (
            "python",
            "@cached\ndef f(self): \"\"\"one\ntwo\"\"\"",
            Class::String,
            "\"\"\"one\ntwo\"\"\"",
        ),
        ("py", "x = '#' # it's\ny = 1e-5", Class::Comment, "# it's"),
        ("sh", "npm run build | grep -v x # why\necho ${A#b}", Class::Function, "npm|grep|echo"),
        ("bash", "echo $HOME#no # yes", Class::Comment, "# yes"),
        ("yaml", "- name: \"a # b\"  # c\n  on: true", Class::Constant, "name|on|true"),
        ("toml", "[a]\nb = \"c\"", Class::Heading, "[a]"),
        ("json", "{\"a\": \"b\", \"c\": [1, true]}", Class::Constant, "\"a\"|\"c\"|true"),
        ("sql", "SELECT a FROM b -- c", Class::Keyword, "SELECT|FROM"),
        ("c", "#include <stdio.h>\nint x;", Class::Keyword, "#include"),
        ("html", "<a href=\"x\">y</a><script>let z</script>", Class::Keyword, "let"),
        ("css", "a:hover { color: #fff; margin: 1px }", Class::Constant, "color|margin"),
        ("css", "a:hover { color: #fff; margin: 1px }", Class::Type, "a:hover"),
        ("diff", "--- a\n+++ b\n@@ -1 @@\n-x\n+y\n z", Class::Inserted, "+y"),
        ("md", "# A\n1. `b`", Class::Heading, "# A"),
    ] {
        assert_eq!(parts(language, code, class), expected, "{language}: {code}");
    }
}

#[test]
fn prompts_of_sessions_are_found() {
    let code =
        "$ ls\nme@host:~/blog$ cd\n(env) $ pip\nPS C:\\> dir\n>>> 1\ncost: 5 $ each\n100% done";
    assert_eq!(
        parts("console", code, Class::Prompt),
        "$|me@host:~/blog$|(env) $|PS C:\\>|>>>",
        "output is left alone"
    );
    assert_eq!(parts("bash", "$ npm i\nok", Class::Prompt), "$");
}

#[test]
fn what_is_not_known_or_too_large_is_plain() {
    assert_eq!(highlight("klingon", "if x { \"y\" }"), []);
    assert_eq!(highlight("text", "if 1"), []);
    assert_eq!(highlight("js", &format!("\"a\"\n{}", "x".repeat(2_001))), []);
    assert_eq!(highlight("js", &"1;\n".repeat(70_000)), []);
}

#[test]
fn labels_are_names_of_languages() {
    assert_eq!(
        (label("JS"), label("yml"), label("text")),
        (Some("JavaScript"), Some("YAML"), None)
    );
    assert_eq!((label("Klingon"), label(&"x".repeat(99))), (Some("Klingon"), None));
}

proptest! {
    /// Parts are in order, not empty, apart, and on the bounds of characters, whatever the code.
    #[test]
    fn parts_are_in_order(code in "[-a-z0-9A ('\"`/\\\\{}\\[\\]<>!#$%@:;=*+.\n한é]{0,120}", pick in 0_usize..1000) {
        let mut names: Vec<&str> = grammars::all_names().collect();
        names.extend(["html", "css", "md", "diff", "console"]);
        let language = names[pick % names.len()];
        let mut end = 0;
        for (range, _) in highlight(language, &code) {
            prop_assert!(range.start >= end && range.start < range.end, "{language}");
            prop_assert!(code.get(range.clone()).is_some(), "{language}");
            end = range.end;
        }
    }
}
