//! What publishing leaves in `out/`: this build's files and other people's, nothing stale.

use crate::support::Project;

fn blog() -> Project {
    Project::new().post("one", "2025-01-01", "First text.").post("two", "2025-01-02", "Second.")
}

#[test]
fn outputs_of_a_removed_post_go_and_other_people_s_files_stay() {
    let blog = blog();
    blog.build(0, &[]);
    blog.write("out/CNAME", "example.org\n");
    blog.write("out/pdf/mine.pdf", "mine");
    blog.remove("content/two/index.md");
    blog.build(0, &["--prune"]);
    let outputs = blog.outputs();
    assert!(outputs.contains_key("pdf/one.pdf"));
    assert!(outputs.keys().all(|path| !path.contains("two")), "{:?}", outputs.keys());
    assert_eq!(outputs["CNAME"], b"example.org\n");
    assert_eq!(outputs["pdf/mine.pdf"], b"mine");
}

#[test]
fn own_outputs_are_never_read_as_input() {
    let blog = Project::new()
        .file("postpress.toml", "content = [\".\"]\n")
        .file("one.md", "---\ntitle: One\ndate: 2025-01-01\n---\n\nText.\n");
    // The archive holds the posts as Markdown, so the second build would find them again.
    assert_eq!(blog.build(0, &[])["summary"]["posts"], 1);
    let before = blog.outputs();
    assert_eq!(blog.build(0, &["--force"])["summary"]["posts"], 1);
    assert!(blog.outputs() == before, "the second build differs from the first");
}

#[test]
fn a_file_in_the_way_of_a_folder_is_named_and_left_alone() {
    let blog = blog().file("out/pdf", "not a folder");
    let run = blog.postpress(&["build"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("pdf"), "{}", run.stderr);
    assert_eq!(blog.text("out/pdf"), "not a folder");
    assert_eq!(blog.outputs().len(), 1, "nothing else is published");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let blog = blog().file("elsewhere/keep.txt", "mine");
    std::fs::create_dir(blog.path("out")).expect("made");
    std::os::unix::fs::symlink(blog.path("elsewhere"), blog.path("out/pdf")).expect("linked");
    assert_eq!(blog.postpress(&["build"]).status, 2);
    assert_eq!(blog.tree("elsewhere").len(), 1);
}
