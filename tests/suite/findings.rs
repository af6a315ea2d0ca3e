//! Every finding that the program can make: a fixture in `tests/findings/` that triggers it, what
//! is said of it, and that people, editors and programs are told the same.
//!
//! A fixture is named after its code (`/` is `.`) and holds a small blog: `-- path` begins a file,
//! which goes to the next such line. Behind the path may stand `(hex)` (the file is written in
//! hexadecimal), `(repeat N)` (its text stands N times), `(bytes N)` (it is so long and empty),
//! `(socket)`, or `-> target` (it is a symbolic link). Before the first file stand the arguments,
//! where they are others than `check`, and behind `=` what the finding is to be.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use postpress::diag::Code;

use crate::support::{Project, repository};

struct Fixture {
    blog: Project,
    arguments: Vec<String>,
    /// `path:line:column: severity: message`, or less where there is no place.
    expected: String,
}

impl Fixture {
    fn read(code: &str) -> Self {
        let path = repository().join(format!("tests/findings/{}.txt", code.replace('/', ".")));
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{code} has no fixture: {}: {error}", path.display()));
        let mut fixture = Self {
            blog: Project::new(),
            arguments: vec!["check".to_owned()],
            expected: String::new(),
        };
        let mut parts = text.split("\n-- ");
        for line in parts.next().unwrap_or_default().lines() {
            match line.strip_prefix("= ") {
                Some(expected) => expected.clone_into(&mut fixture.expected),
                None => fixture.arguments = line.split(' ').map(str::to_owned).collect(),
            }
        }
        for part in parts {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            fixture.put(head, body);
        }
        fixture
    }

    fn put(&mut self, head: &str, body: &str) {
        if let Some((path, target)) = head.split_once(" -> ") {
            return self.link(path, target);
        }
        let (path, how) = head.split_once(" (").unwrap_or((head, ""));
        let how = how.trim_end_matches(')');
        let number = |prefix: &str| -> Option<usize> { how.strip_prefix(prefix)?.parse().ok() };
        let body = format!("{}\n", body.trim_end_matches('\n'));
        if how == "hex" {
            let digits: Vec<u8> = body.bytes().filter(u8::is_ascii_hexdigit).collect();
            let pairs = digits.chunks_exact(2).map(|pair| {
                let pair = std::str::from_utf8(pair).expect("digits are ASCII");
                u8::from_str_radix(pair, 16).expect("only digits were kept")
            });
            self.blog.write(path, pairs.collect::<Vec<u8>>());
        } else if how == "socket" {
            self.socket(path);
        } else if let Some(times) = number("repeat ") {
            self.blog.write(path, body.repeat(times));
        } else if let Some(length) = number("bytes ") {
            self.blog.write(path, "");
            let file = fs::File::options().write(true).open(self.blog.path(path)).expect("opened");
            file.set_len(length as u64).expect("a file may be sparse");
        } else {
            self.blog.write(path, if body == "\n" { "" } else { body.as_str() });
        }
    }

    #[cfg(unix)]
    fn link(&self, path: &str, target: &str) {
        let path = self.blog.path(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("made");
        std::os::unix::fs::symlink(target, path).expect("links can be made");
    }

    #[cfg(unix)]
    fn socket(&self, path: &str) {
        let path = self.blog.path(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("made");
        std::os::unix::net::UnixListener::bind(path).expect("sockets can be made");
    }

    fn run(&self, more: &[&str]) -> crate::support::Run {
        let arguments: Vec<&str> =
            self.arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
        self.blog.postpress(&arguments)
    }
}

/// A finding as `--messages short` prints it, from the data of `--json`.
fn as_line(finding: &Value) -> String {
    let mut line = String::new();
    if let Some(path) = finding["path"].as_str() {
        line.push_str(path);
        if let (Some(row), Some(column)) = (finding["line"].as_u64(), finding["column"].as_u64()) {
            line.push_str(&format!(":{row}:{column}"));
        }
        line.push_str(": ");
    }
    let word = |key: &str| finding[key].as_str().unwrap_or_else(|| panic!("{key}: {finding:#}"));
    format!("{line}{}[{}]: {}", word("severity"), word("code"), word("message"))
}

/// Where a finding is, as reports are sorted: by file and place, the blog as a whole last.
fn sort_key(finding: &Value) -> (bool, &str, u64, u64) {
    let path = finding["path"].as_str();
    let number = |key: &str| finding[key].as_u64().unwrap_or(0);
    (path.is_none(), path.unwrap_or_default(), number("line"), number("column"))
}

#[cfg(unix)]
#[test]
fn every_code_has_a_fixture_that_triggers_it() {
    for code in Code::ALL {
        let code = code.as_str();
        let fixture = Fixture::read(code);
        let run = fixture.run(&["--json"]);
        let report = run.json();
        let findings = report["diagnostics"].as_array().expect("a list");
        let lines: Vec<String> = findings.iter().map(as_line).collect();
        let expected = lines.iter().filter(|line| line.contains(&format!("[{code}]: ")));
        let expected: Vec<_> = expected.map(|l| l.replace(&format!("[{code}]"), "")).collect();
        assert!(
            expected.contains(&fixture.expected),
            "{code}: expected {}, found {lines:#?}",
            fixture.expected
        );
        for finding in findings {
            let hints = finding["hints"].as_array().expect("hints are a list");
            assert!(!hints.is_empty(), "{code}: nothing is advised: {finding:#}");
        }
        let keys: Vec<_> = findings.iter().map(sort_key).collect();
        assert!(keys.is_sorted(), "{code}: not in the order of files and lines: {keys:#?}");
        // Lines for editors say the same as the data.
        let short = fixture.run(&["--messages", "short"]);
        assert_eq!(short.status, run.status, "{code}: {}", short.stderr);
        let said: Vec<&str> = short.stderr.lines().filter(|line| line.contains("]: ")).collect();
        assert_eq!(said, lines, "{code}");
    }
}

#[test]
fn there_is_no_fixture_without_a_code() {
    let codes: BTreeSet<String> =
        Code::ALL.iter().map(|code| format!("{}.txt", code.as_str().replace('/', "."))).collect();
    for entry in fs::read_dir(repository().join("tests/findings")).expect("the folder is there") {
        let name = entry.expect("an entry can be read").file_name();
        assert!(codes.contains(name.to_str().expect("UTF-8")), "{}", name.display());
    }
}

#[test]
fn every_code_is_explained() {
    let blog = Project::new();
    let all = blog.postpress(&["explain"]).stdout;
    for code in Code::ALL {
        let run = blog.postpress(&["explain", code.as_str()]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stdout.contains(code.help()), "{}", run.stdout);
        assert!(all.contains(code.as_str()), "{all}");
    }
    assert_eq!(blog.postpress(&["explain", "no/such-code"]).status, 2);
}

#[cfg(unix)]
#[test]
fn people_see_a_caret_wherever_a_finding_has_a_place_in_the_text() {
    for code in ["front-matter/limit", "markdown/nesting", "asset/outside", "link/dead"] {
        let said = Fixture::read(code).run(&[]).stderr;
        let of_code = said.split("\n\n").find(|part| part.contains(code));
        assert!(of_code.is_some_and(|part| part.contains('^') && part.contains("help:")), "{said}");
    }
}
