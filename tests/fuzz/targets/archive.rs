//! Archives from anywhere: verified, and restored where they let themselves be. Nothing is read or
//! written outside the folders that were named, and what cannot be restored whole is not begun.
//!
//! Input: a line of options, then files, each behind a line `=== path`: those of the bag in `bag/`,
//! what lies at the target in `to/`. `=== path -> target` is a symbolic link. In a file of the bag
//! `@path@` stands for the digest of another one.

#![no_main]
#![allow(clippy::disallowed_methods, reason = "the folders are made for this")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use postpress::export::archive::bag::{DECLARATION, MANIFEST, TAG_MANIFEST, manifest, oxum};
use postpress::export::archive::read;
use postpress::model::Digest;
use postpress::restore::{Options, RestoreError, restore, verify};
use postpress_fuzz::{folder, input};
use sha2::{Digest as _, Sha256};

/// What nobody may read or change.
const SECRET: &[u8] = b"what lies outside of the bag";

fuzz_target!(|data: &[u8]| {
    let (mut options, rest) = input::options(data);
    let force = input::choose(&mut options, &[false, true]);
    let complete = input::choose(&mut options, &[true, false]);
    let vanished = input::choose(&mut options, &[false, true]);

    let base = folder::new();
    let root = base.path();
    let (bag, to) = (root.join("bag"), root.join("to"));
    for path in [&bag, &to, &root.join("outside")] {
        fs::create_dir(path).expect("the folder is ours");
    }
    fs::write(root.join("outside/secret"), SECRET).expect("the folder is ours");
    let files = input::files(rest);
    let (links, plain): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(path, _)| path.contains(" -> "));
    let mut in_bag: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, bytes) in &plain {
        if let Some(path) = path.strip_prefix("bag/").filter(|path| input::is_writable(path)) {
            in_bag.insert(path.to_owned(), bytes.to_vec());
        } else if path.starts_with("to/") {
            folder::fill(root, &[(path.clone(), bytes)]);
        }
    }
    fill_in_digests(&mut in_bag);
    if complete {
        add_lists(&mut in_bag);
    }
    for (path, bytes) in &in_bag {
        folder::fill(&bag, &[(path.as_str().into(), bytes)]);
    }
    for (link, _) in &links {
        if let Some((path, target)) = link.split_once(" -> ") {
            add_link(root, path, target);
        }
    }

    let before = folder::tree(root);
    let report = verify(&bag);
    assert_eq!(folder::tree(root), before, "a look changed something");
    let restored = restore(&bag, &to, Options { force, vanished });
    let mut after = folder::tree(root);
    match restored {
        Ok(restored) => {
            let bytes = fs::read(bag.join("data/index.json")).expect("it was restored");
            let index = read::index("index.json", &bytes).expect("it was restored");
            // What is kept beside the blog's own files stays where it is, unless it is wanted.
            let own = index.files.into_iter().filter(|file| file.kept.is_none());
            let own: Vec<_> = own.collect();
            assert!(restored.files >= own.len() as u64);
            assert!(vanished || restored.files == own.len() as u64);
            for file in own {
                let found = after.remove(&format!("to/{}", file.path));
                let found = found.unwrap_or_else(|| panic!("{} was not restored", file.path));
                assert_eq!(digest(&found), file.sha256, "{}", file.path);
                assert_ne!(found, SECRET, "{}", file.path);
            }
        }
        Err(RestoreError::Io { .. }) => {}
        Err(_) => assert_eq!(after, before, "what was refused was begun"),
    }
    // Besides what was restored, folders alone may be new.
    let outside = |tree: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        tree.iter()
            .filter(|(path, _)| !path.starts_with("to/"))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect()
    };
    assert_eq!(outside(&after), outside(&before), "something outside of the target was changed");
    if let Ok(report) = report {
        assert!(report.faults.iter().all(|fault| !fault.reason.is_empty()));
    }
});

fn digest(bytes: &[u8]) -> String {
    Digest(Sha256::digest(bytes).into()).to_string()
}

/// Replaces `@path@` by the digest of a file, in the order of the paths.
fn fill_in_digests(files: &mut BTreeMap<String, Vec<u8>>) {
    for path in files.keys().cloned().collect::<Vec<_>>().into_iter().rev() {
        let Ok(text) = String::from_utf8(files[&path].clone()) else { continue };
        if !text.contains('@') {
            continue;
        }
        let mut out = text.clone();
        for (other, bytes) in files.iter().filter(|(other, _)| **other != path) {
            out = out.replace(&format!("@{other}@"), &digest(bytes));
        }
        files.insert(path, out.into_bytes());
    }
}

/// Adds the lists of a bag, so that what they say of the files is right; those that are there
/// already stay.
fn add_lists(files: &mut BTreeMap<String, Vec<u8>>) {
    fn list(files: &BTreeMap<String, Vec<u8>>, data: bool) -> Vec<u8> {
        let listed = files.iter().filter(|(path, _)| path.starts_with("data/") == data);
        manifest(listed.map(|(path, bytes)| (path.as_str(), Digest(Sha256::digest(bytes).into()))))
    }
    let payload = files.iter().filter(|(path, _)| path.starts_with("data/"));
    let size = oxum(payload.map(|(_, bytes)| bytes.len() as u64));
    let mut add = |name: &str, bytes: Vec<u8>| {
        files.entry(name.to_owned()).or_insert(bytes);
    };
    add("bagit.txt", DECLARATION.as_bytes().to_vec());
    add("bag-info.txt", format!("Payload-Oxum: {size}\n").into_bytes());
    let payload = list(files, true);
    files.entry(MANIFEST.to_owned()).or_insert(payload);
    let tags = list(files, false);
    files.entry(TAG_MANIFEST.to_owned()).or_insert(tags);
}

/// Makes a link in the bag or at the target, to somewhere below the root of the test.
fn add_link(root: &Path, path: &str, target: &str) {
    let inside = |path: &str| path.starts_with("bag/") || path.starts_with("to/");
    if !inside(path) || !input::is_writable(path) || !input::is_writable(target) {
        return;
    }
    let place = root.join(path);
    let parent = place.parent().expect("it lies in a folder");
    // The way to a link must not lead through another one.
    let Ok(parent) = parent.canonicalize() else { return };
    if parent.starts_with(root.canonicalize().expect("the folder is ours")) {
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink(root.join(target), place);
    }
}
