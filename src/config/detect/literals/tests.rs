use proptest::prelude::*;

use super::Literals;
use crate::model::value::Value;

fn read(text: &str, file: &str) -> Literals {
    Literals::parse(text, file, |path| match path {
        "site.js" => {
            Some("exports.name = 'Far'; module.exports.url = 'https://far.example';".to_owned())
        }
        "data/meta.ts" => {
            Some("export const lang = 'ko'\nexport default { title: 'T' }".to_owned())
        }
        "loop.js" => Some("import x from './loop.js'; export default { ...x, a: x.a }".to_owned()),
        _ => None,
    })
}

#[test]
fn javascript_is_read_as_people_write_it() {
    for (text, path, expected) in [
        ("module.exports = { a: { b: `x` } }", &["a", "b"][..], "x"),
        (
            "export default defineConfig({ site: 'https://a.example', // c\n x: /[\"]/g })",
            &["site"],
            "https://a.example",
        ),
        (
            "const config: Config = { 'title': \"Don't\", f: () => { return { title: 'no' } } };\nexport default config;",
            &["title"],
            "Don't",
        ),
        (
            "module.exports = function (c) {\n c.addFilter('x', (y) => { return { dir: 1 } });\n return { dir: { input: 'src' } };\n};",
            &["dir", "input"],
            "src",
        ),
        (
            "export default async function(c) { c.on('a', {b: 1}); return { dir: { input: 'content' } }; }",
            &["dir", "input"],
            "content",
        ),
        ("module.exports = () => ({ dir: { input: \"src\" } });", &["dir", "input"], "src"),
        (
            "export default define<A, b.C>(wrap({ title: 'T', f(x) { return 1; } }))",
            &["title"],
            "T",
        ),
        (
            "const title = 'N'; module.exports = { siteMetadata: { title, }, }",
            &["siteMetadata", "title"],
            "N",
        ),
        ("module.exports = { path: `${__dirname}/content/blog` }", &["path"], "./content/blog"),
        (
            "module.exports = { path: path.join(__dirname, 'src', \"posts\") }",
            &["path"],
            "src/posts",
        ),
        (
            "module.exports = { u: process.env.URL || 'https://b.example' }",
            &["u"],
            "https://b.example",
        ),
        (
            "module.exports = { u: dev ? 'http://localhost:1' : 'https://b.example' }",
            &["u"],
            "https://b.example",
        ),
        (
            "module.exports = { u: 'https://' + host + '/x' }; const host = 'h.example'",
            &["u"],
            "https://h.example/x",
        ),
        ("const s = require('./site'); module.exports = { t: s.name }", &["t"], "Far"),
        (
            "import m, { lang } from './data/meta'; export default { t: m.title, l: lang }",
            &["t"],
            "T",
        ),
        ("import m, { lang as l } from './data/meta'; export default { m, l }", &["l"], "ko"),
        (
            "const base = { a: '1', b: '2' }; export default { ...base, b: '3' } satisfies X;",
            &["b"],
            "3",
        ),
        ("export const SITE = { title: 'A\\u0042' } as const", &["SITE", "title"], "AB"),
        ("import x from './loop.js'; export default { b: 'ok', ...x }", &["b"], "ok"),
        ("{\"a\": [1, {\"b\": \"json\"}], }", &["b"], "json"),
    ] {
        let found = read(text, "config.js").get(path);
        assert_eq!(found, Some(Value::String(expected.to_owned())), "{text}");
    }
}

#[test]
fn what_is_computed_is_not_known() {
    for text in [
        "module.exports = { a: make('x', 'y') }",
        "module.exports = { a: `${unknown}/x` }",
        "const a = b; const b = a; module.exports = { a }",
        "module.exports = { get a() { return 'x' } }",
    ] {
        assert_eq!(read(text, "config.js").get(&["a"]), None, "{text}");
    }
}

#[test]
fn python_is_read_as_people_write_it() {
    let text = "#!/usr/bin/env python\nfrom x import *\nAUTHOR = u'Jane'  # me\nSITENAME = \"It's\"\n\
                PATH = os.path.join('content', 'x')\nSITEURL = os.environ.get('URL', 'https://a.example')\n\
                LINKS = (('a', 'https://b.example'),\n         ('c', 'd'),)\nARTICLE_PATHS = ['blog']\n\
                LONG = ('a'\n        'b')\nUNI = True\nX = f'{y}'\nFEED = None\n\"\"\"doc ' string\"\"\"\nplugin(AUTHOR='no')\n";
    let config = read(text, "pelicanconf.py");
    let text = |text: &str| Some(Value::String(text.to_owned()));
    assert_eq!(config.name("AUTHOR"), text("Jane"));
    assert_eq!(config.name("SITENAME"), text("It's"));
    assert_eq!(config.name("PATH"), text("content/x"));
    assert_eq!(config.name("SITEURL"), text("https://a.example"));
    assert_eq!(config.name("ARTICLE_PATHS"), Some(Value::List(vec![Value::String("blog".into())])));
    assert_eq!(config.name("LONG"), text("ab"));
    assert_eq!(config.name("UNI"), Some(Value::Bool(true)));
    assert_eq!((config.name("X"), config.name("FEED")), (None, None));
    assert!(matches!(config.name("LINKS"), Some(Value::List(list)) if list.len() == 2));
}

#[test]
fn hostile_texts_end() {
    let deep = "module.exports=".to_owned() + &"[".repeat(100_000);
    let calls = "a=".to_owned() + &"f(".repeat(50_000);
    let returns = "return (".repeat(50_000);
    let mut bomb = "const a0 = 'xxxxxxxxxxxxxxxx';".to_owned();
    for i in 1..60 {
        bomb += &format!("const a{i} = [a{0}, a{0}, `${{a{0}}}${{a{0}}}`];", i - 1);
    }
    bomb += "module.exports = { a: a59 }";
    for text in [deep, calls, returns, bomb, "!".repeat(100_000), "a=!".repeat(1000)] {
        for file in ["x.js", "x.py"] {
            let config = read(&text, file);
            let _ = (config.get(&["a"]), config.exports().len());
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "([{}()\\[\\],:=.`'\"$/\\\\ \n+?!|&>-]|const|return|function|module|exports|export|default|import|from|require|a|é|1|#|\\$\\{){0,60}") {
        for file in ["x.js", "x.py"] {
            let config = read(&text, file);
            let _ = (config.get(&["a", "b"]), config.exports(), config.name("a"), config.keyed().count());
        }
    }

    #[test]
    fn no_bytes_panic(text in any::<String>()) {
        let _ = read(&text, "x.ts").get(&["a"]);
    }
}
