//! Files whose paths many systems take for the same: `Post.md` and `post.md`, or one name in two
//! Unicode forms. The project may hold both; a copy of the outputs on such a system could not.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Place};
use crate::output;
use crate::source::Sources;
use crate::table::{self, Table};

/// The files that need another name in the outputs, as one before them, or a folder, has theirs
/// already when letter case and Unicode form are ignored.
pub(super) fn find(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> BTreeSet<String> {
    let mut all: Vec<&str> =
        sources.files.iter().chain(&sources.statics).map(|file| &*file.path).collect();
    all.sort_unstable();
    all.dedup();
    let mut taken = Taken { all: &all, names: Vec::new(), places: Table::with_capacity(all.len()) };
    for (at, path) in all.iter().enumerate() {
        let folded = output::folded(path);
        // Where a folder is known, so are those that it is in.
        let mut folders = folded.rmatch_indices('/');
        while folders.next().is_some_and(|(end, _)| taken.take(at, &folded[..end])) {}
    }
    let mut alike = BTreeSet::new();
    for (at, path) in all.iter().enumerate() {
        if !taken.take(at, &output::folded(path)) {
            alike.insert((*path).to_owned());
        }
    }
    for file in sources.files.iter().filter(|file| alike.contains(&*file.path)) {
        let place = Place::Path(file.path.to_string());
        let message = "another path differs in letter case or Unicode form alone";
        diagnostics.push(
            Diagnostic::new(Code::FileName, place, message)
                .hint("rename one of them: many systems take them for the same file"),
        );
    }
    alike
}

/// Names that are taken: the folded paths of files and folders.
struct Taken<'a> {
    all: &'a [&'a str],
    /// Each by a path that it is, or begins, and its length when that is folded.
    names: Vec<(u32, u32)>,
    places: Table,
}

impl Taken<'_> {
    /// Takes a name, which the folded path at a place is or begins with; whether it was free.
    fn take(&mut self, at: usize, name: &str) -> bool {
        let text_of = |place: u32| -> Cow<'_, str> {
            let (at, end) = self.names[place as usize];
            match output::folded(self.all[at as usize]) {
                Cow::Borrowed(path) => path[..end as usize].into(),
                Cow::Owned(path) => path[..end as usize].to_owned().into(),
            }
        };
        let is_free = self.places.insert(name, table::place(self.names.len()), text_of).is_none();
        if is_free {
            self.names.push((table::place(at), table::place(name.len())));
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::find;
    use crate::source::{Kind, OnDisk, SourceEntry, Sources};

    #[test]
    fn only_the_second_of_two_gives_way() {
        let paths = ["a/A.PNG", "a/a.png", "a/b/x", "a/B", "c/\u{e9}", "c/e\u{301}", "A/only"];
        let file = |path: &str| SourceEntry {
            path: path.into(),
            on_disk: OnDisk::At(Path::new(path).into()),
            bytes: 0,
            stamp: crate::stamp::Stamp::default(),
            kind: Kind::Other,
            content: "a".into(),
        };
        let files = paths.into_iter().map(file).collect();
        let mut findings = Vec::new();
        let alike = find(&Sources { files, ..Sources::default() }, &mut findings);
        assert_eq!(alike.into_iter().collect::<Vec<_>>(), ["a/B", "a/a.png", "c/\u{e9}"]);
        assert_eq!(findings.len(), 3);
    }
}
