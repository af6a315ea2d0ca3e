//! Outputs depend on the input alone: not on the folder, the clock, the zone or the threads.

use crate::support::Project;

#[test]
fn another_folder_zone_and_number_of_threads_give_the_same_bytes() {
    let (one, many) = (Project::sample(), Project::sample());
    let run = one.postpress_in(&["build", "--jobs", "1"], &[("TZ", "Asia/Seoul")]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let run = many.postpress_in(
        &["build", "--jobs", "8"],
        &[("TZ", "America/New_York"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/nowhere")],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    same(&one, &many);
}

#[test]
fn a_forced_and_an_incremental_build_give_the_same_bytes() {
    let (fresh, grown) = (Project::sample(), Project::sample());
    let path = "content/small-tools/index.md";
    let changed = fresh.text(path).replace("a clever name", "a cleverer name");
    grown.build(0, &[]);
    for project in [&fresh, &grown] {
        project.write(path, &changed);
        project.build(0, &[]);
    }
    same(&fresh, &grown);
    grown.build(0, &["--force"]);
    same(&fresh, &grown);
}

fn same(left: &Project, right: &Project) {
    let (left, right) = (left.outputs(), right.outputs());
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    let differ: Vec<_> = left.iter().filter(|(path, bytes)| right[*path] != **bytes).collect();
    let names: Vec<_> = differ.into_iter().map(|(path, _)| path).collect();
    assert!(names.is_empty(), "these differ: {names:?}");
}
