use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};

use super::{Folder, Kind, open_file};

#[test]
fn what_lies_below_a_folder_is_made_moved_and_deleted() {
    let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut folder = Folder::open(root.path()).unwrap();
    assert_eq!(folder.kind("a/b").unwrap(), Kind::Missing);
    folder.create_folder("a").unwrap();
    folder.create_folder("a/b").unwrap();
    folder.create("a/b/new").unwrap().write_all(b"text").unwrap();
    assert_eq!(folder.create("a/b/new").unwrap_err().kind(), ErrorKind::AlreadyExists);
    folder.rename("new", "a/b/c").unwrap();
    assert_eq!(folder.kind("a/b/c").unwrap(), Kind::File(4));
    assert_eq!(folder.kind("a/b/c/d").unwrap_err().kind(), ErrorKind::NotADirectory);
    let mut text = String::new();
    folder.read("a/b/c").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "text");
    assert_eq!(folder.read("a/b").unwrap_err().kind(), ErrorKind::InvalidInput);

    fs::write(other.path().join("1"), "one").unwrap();
    folder.take(&Folder::open(other.path()).unwrap(), "1", "a/b/c").unwrap();
    assert_eq!(folder.kind("a/b/c").unwrap(), Kind::File(3));
    assert!(folder.remove_folder("a/b").is_err());
    assert!(folder.remove_all("a", false).is_err());
    assert_eq!(folder.kind("a/b/c").unwrap(), Kind::File(3));
    // A folder that takes the place of one that was open is another folder.
    folder.remove_file("a/b/c").unwrap();
    folder.remove_folder("a/b").unwrap();
    folder.create_folder("a/b").unwrap();
    folder.create("a/b/c").unwrap();
    folder.remove_all("a", true).unwrap();
    assert_eq!(folder.kind("a").unwrap(), Kind::Missing);
}

#[cfg(unix)]
#[test]
fn links_are_seen_and_never_passed() {
    use std::os::unix::fs::symlink;
    let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(other.path().join("deep")).unwrap();
    fs::write(other.path().join("deep/theirs"), "theirs").unwrap();
    symlink(other.path(), root.path().join("link")).unwrap();
    symlink(other.path().join("deep/theirs"), root.path().join("file")).unwrap();
    fs::write(root.path().join("mine"), "mine").unwrap();

    let mut folder = Folder::open(root.path()).unwrap();
    assert_eq!(folder.kind("link").unwrap(), Kind::Link);
    for path in ["link/deep", "link/deep/theirs"] {
        let errors = [
            folder.kind(path).unwrap_err(),
            folder.read(path).unwrap_err(),
            folder.create(path).unwrap_err(),
            folder.create_folder(path).unwrap_err(),
            folder.rename("theirs", path).unwrap_err(),
            folder.take(&Folder::open(root.path()).unwrap(), "mine", path).unwrap_err(),
            folder.remove_file(path).unwrap_err(),
            folder.remove_folder(path).unwrap_err(),
            folder.remove_all(path, true).unwrap_err(),
            folder.below(path).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::NotADirectory);
            assert_eq!(error.to_string(), "link is a symbolic link");
        }
    }
    assert!(folder.read("file").is_err() && open_file(&root.path().join("file")).is_err());
    assert!(folder.create("file").is_err());
    // In a folder that goes, links go as links.
    folder.create_folder("going").unwrap();
    symlink(other.path(), root.path().join("going/link")).unwrap();
    folder.remove_all("going", true).unwrap();
    assert_eq!(fs::read_to_string(other.path().join("deep/theirs")).unwrap(), "theirs");
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_fifo_is_neither_opened_nor_waited_for() {
    let root = tempfile::tempdir().unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    let pipe = root.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let mut folder = Folder::open(root.path()).unwrap();
    assert_eq!(folder.kind("pipe").unwrap(), Kind::Other);
    assert_eq!(folder.read("pipe").unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(open_file(&pipe).unwrap_err().kind(), ErrorKind::InvalidInput);
}
