//! What a shell and `man` are told of the program is the command line itself.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::Project;

/// The subcommands, as the help lists them.
fn subcommands(project: &Project) -> Vec<String> {
    let help = project.postpress(&["--help"]).stdout;
    let list = help.split("Commands:\n").nth(1).expect("the help lists commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    // What a command does is behind two spaces, and goes on in lines that begin with more.
    let name = |line: &str| line.strip_prefix("  ")?.split("  ").next().map(str::to_owned);
    lines.filter_map(name).filter(|name| !name.is_empty() && name != "help").collect()
}

#[test]
fn completions_know_every_command_and_its_options() {
    let project = Project::new();
    let commands = subcommands(&project);
    assert!(commands.len() > 6, "{commands:?}");
    for shell in ["bash", "zsh", "fish"] {
        let run = project.postpress(&["completions", shell]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
        for word in commands.iter().map(String::as_str).chain(["keep-going", "json-feed"]) {
            assert!(run.stdout.contains(word), "{shell} does not know {word}");
        }
        project.write(&format!("postpress.{shell}"), run.stdout);
        // Where the shell is there, it reads its script without a complaint.
        let mut parse = Command::new(shell);
        parse.arg("-n").arg(project.path(&format!("postpress.{shell}")));
        if let Ok(parsed) = parse.stdin(Stdio::null()).output() {
            let said = String::from_utf8_lossy(&parsed.stderr);
            assert!(parsed.status.success(), "{shell}: {said}");
        }
    }
    assert_eq!(project.postpress(&["completions", "tcsh"]).status, 2);
}

#[test]
fn every_command_has_a_manual_page() {
    let project = Project::new();
    let run = project.postpress(&["man", "--to", "man/man1"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let pages = project.tree("man/man1");
    assert_eq!(run.stdout.lines().count(), pages.len());
    let main = String::from_utf8(pages["postpress.1"].clone()).expect("UTF-8");
    assert!(main.contains(".TH postpress 1"), "{main}");
    for name in subcommands(&project) {
        let page = pages.get(&format!("postpress-{name}.1"));
        let page = page.unwrap_or_else(|| panic!("{name} has no page"));
        let page = std::str::from_utf8(page).expect("UTF-8");
        let words = page.replace('\\', "");
        assert!(words.contains(&format!(".TH postpress-{name} 1")), "{page}");
        assert!(words.contains(&format!("postpress {name}")), "{page}");
        assert!(main.replace('\\', "").contains(&format!("postpress-{name}(1)")));
    }
    // Once more over what is there: the same bytes.
    assert_eq!(project.postpress(&["man", "--to", "man/man1"]).status, 0);
    assert_eq!(project.tree("man/man1"), pages);
    assert_eq!(project.postpress(&["man"]).stdout, main);
    fs::write(project.path("file"), "").expect("a file");
    assert_eq!(project.postpress(&["man", "--to", "file"]).status, 2);
}
