//! Files whose paths many systems take for the same: `Post.md` and `post.md`, or one name in two
//! Unicode forms. The project may hold both; a copy of the outputs on such a system could not.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::diag::{Code, Diagnostic, Place};
use crate::output;
use crate::source::Sources;

/// The files that need another name in the outputs, as one before them, or a folder, has theirs
/// already when letter case and Unicode form are ignored.
pub(super) fn find(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> BTreeSet<String> {
    let all: BTreeSet<&str> =
        sources.files.iter().chain(&sources.statics).map(|file| file.path.as_str()).collect();
    let mut taken: HashSet<Cow<'_, str>> = HashSet::new();
    for path in &all {
        let folded = output::folded(path);
        for (end, _) in folded.rmatch_indices('/') {
            let folder = match folded {
                Cow::Borrowed(path) => path[..end].into(),
                Cow::Owned(ref path) => path[..end].to_owned().into(),
            };
            // Where a folder is known, so are those that it is in.
            if !taken.insert(folder) {
                break;
            }
        }
    }
    let mut alike = BTreeSet::new();
    for path in all {
        if !taken.insert(output::folded(path)) {
            alike.insert(path.to_owned());
        }
    }
    for file in sources.files.iter().filter(|file| alike.contains(&file.path)) {
        let place = Place::Path(file.path.clone());
        let message = "another path differs in letter case or Unicode form alone";
        diagnostics.push(
            Diagnostic::new(Code::FileName, place, message)
                .hint("rename one of them: many systems take them for the same file"),
        );
    }
    alike
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::source::{Kind, SourceEntry, Sources};

    #[test]
    fn only_the_second_of_two_gives_way() {
        let paths = ["a/A.PNG", "a/a.png", "a/b/x", "a/B", "c/\u{e9}", "c/e\u{301}", "A/only"];
        let file = |path: &str| SourceEntry {
            path: path.to_owned(),
            disk: path.into(),
            bytes: 0,
            stamp: crate::stamp::Stamp::default(),
            kind: Kind::Other,
            content: "a".to_owned(),
        };
        let files = paths.into_iter().map(file).collect();
        let mut findings = Vec::new();
        let alike = find(&Sources { files, ..Sources::default() }, &mut findings);
        assert_eq!(alike.into_iter().collect::<Vec<_>>(), ["a/B", "a/a.png", "c/\u{e9}"]);
        assert_eq!(findings.len(), 3);
    }
}
