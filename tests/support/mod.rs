//! What the tests share: a project in a folder of its own, and the program run on it.

pub(crate) mod html;
pub(crate) mod json_schema;
#[cfg(feature = "watch")]
pub(crate) mod running;
pub(crate) mod rust_source;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a blog in it, which is removed at the end of the test.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a run of the program left behind.
pub(crate) struct Run {
    /// The exit status.
    pub(crate) status: i32,
    /// The data that it printed.
    pub(crate) stdout: String,
    /// What it said.
    pub(crate) stderr: String,
}

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// The sample blog of this repository: its content and its settings.
    pub(crate) fn sample() -> Self {
        let project = Self::new();
        for (path, bytes) in tree(&repository().join("content")) {
            project.write(&format!("content/{path}"), bytes);
        }
        let settings = fs::read(repository().join("postpress.toml"));
        project.file("postpress.toml", settings.expect("the sample has settings"))
    }

    /// The same project with one more file.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(path, bytes);
        self
    }

    /// The same project with one more post: `content/<slug>/index.md`.
    pub(crate) fn post(self, slug: &str, date: &str, body: &str) -> Self {
        let text = format!("---\ntitle: Post {slug}\ndate: {date}\n---\n\n{body}\n");
        self.file(&format!("content/{slug}/index.md"), text)
    }

    /// Writes or replaces a file.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("made");
        fs::write(path, bytes).expect("the file can be written");
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file can be removed");
    }

    /// Where a path of the project is on disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs the program in the project's folder.
    pub(crate) fn postpress(&self, arguments: &[&str]) -> Run {
        self.postpress_in(arguments, &[])
    }

    /// Runs the program in the project's folder with more environment variables.
    pub(crate) fn postpress_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_postpress"))
            .args(arguments)
            .envs(environment.iter().copied())
            .current_dir(self.folder.path())
            .output()
            .expect("the program can be started");
        Run {
            status: output.status.code().expect("the program was not killed"),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    /// Builds with `--json` and gives the report; fails when the exit status is another.
    pub(crate) fn build(&self, status: i32, arguments: &[&str]) -> Value {
        let run = self.postpress(&[&["build", "--json"], arguments].concat());
        assert_eq!(run.status, status, "{}{}", run.stdout, run.stderr);
        run.json()
    }

    /// All files below a folder of the project.
    pub(crate) fn tree(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path(path))
    }

    /// The outputs, without the builder's own notes in `.postpress`.
    pub(crate) fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.tree("out");
        files.retain(|path, _| !path.starts_with(".postpress/"));
        files
    }

    /// A file as text.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// A file as JSON.
    pub(crate) fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.text(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }
}

impl Run {
    /// The data as one JSON document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("{e}: {}{}", self.stdout, self.stderr))
    }
}

/// Where this repository is.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The findings of a report that have a code.
pub(crate) fn findings<'a>(report: &'a Value, code: &str) -> Vec<&'a Value> {
    let all = report["diagnostics"].as_array().expect("a report lists its diagnostics");
    all.iter().filter(|d| d["code"] == code).collect()
}

/// All files below a folder with `/` in their paths; nothing where there is no folder.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it lies in the folder");
            let name = name.to_str().expect("names in tests are UTF-8").replace('\\', "/");
            files.insert(name, fs::read(&path).expect("the file can be read"));
        }
    }
    files
}

/// Compares a text with `tests/golden/<name>`; `SNAPSHOTS=overwrite` writes it anew.
pub(crate) fn golden(name: &str, text: &str) {
    compare(&repository().join("tests/golden").join(name), text);
}

/// Compares a text with a file; `SNAPSHOTS=overwrite` writes the file anew.
pub(crate) fn compare(path: &Path, text: &str) {
    let expected = snapbox::Data::read_from(path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(snapbox::Data::text(text), expected);
}
