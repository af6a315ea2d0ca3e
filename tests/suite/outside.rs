//! Nothing from outside: no byte beyond the root and the static folders reaches an output, and
//! none is written beyond the output folder.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use crate::support::{Project, findings};

/// What lies beside the blog and may be in no output.
const CANARY: &str = "CANARY-7c1f-OUTSIDE";

/// A PNG of one pixel with the canary in a text chunk behind its end, where no reader looks.
fn picture(canary: &str) -> Vec<u8> {
    const PNG: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c494441\
        5478da63105030000000a400610a9baede0000000049454e44ae426082";
    let digits = PNG.as_bytes().chunks_exact(2);
    let bytes = digits.map(|pair| {
        u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal")
    });
    bytes.chain(canary.bytes()).collect()
}

/// A blog in `blog/` with secrets beside it.
fn neighbours() -> Project {
    Project::new()
        .file("secret/note.md", format!("---\ntitle: {CANARY}\n---\n\n{CANARY}\n"))
        .file("secret/canary.png", picture(CANARY))
        .file("blog/content/good.md", "---\ntitle: Good\ndate: 2024-05-01\n---\n\nText.\n")
}

fn assert_nothing_outside(project: &Project, status: i32) -> serde_json::Value {
    let report = project.build(status, &["--root", "blog", "--out", "out"]);
    let outputs = project.tree("out");
    assert!(outputs.contains_key("rss.xml"));
    for (path, bytes) in outputs {
        let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(!holds(CANARY.as_bytes()), "{path} holds what is outside");
        assert!(!path.ends_with(".pdf") || !holds(b"/Subtype /Image"), "{path} shows a picture");
    }
    report
}

#[test]
fn no_reference_reads_beyond_the_root() {
    let project = neighbours();
    let disk = project.path("secret/canary.png");
    let disk = disk.to_str().expect("UTF-8");
    let up = "../../../secret/canary.png";
    let references = [
        up.to_owned(),
        up.replace('.', "%2e"),
        up.replace('/', "%2f"),
        up.replace('/', "\\\\"),
        format!("./x/../{up}"),
        format!("/../{up}"),
        format!("@/{up}"),
        disk.to_owned(),
        format!("/{disk}"),
        format!("file://{disk}"),
        format!("file:{up}"),
        "~/canary.png".to_owned(),
    ];
    let mut text = format!("---\ntitle: Bad\ndate: 2024-05-02\nthumbnail: {up}\n---\n\n");
    for reference in &references {
        text.push_str(&format!(
            "![shown]({reference})\n\n<img src=\"{reference}\">\n\n[linked]({reference})\n\n\
             <video src=\"{reference}\"></video>\n\n"
        ));
    }
    text.push_str("[note](../../../secret/note.md) [[../../../secret/note]]\n");
    project.write("blog/content/bad/index.md", text);
    let report = assert_nothing_outside(&project, 0);
    assert!(findings(&report, "asset/outside").len() > references.len(), "{report:#}");
    let thumbnail = findings(&report, "asset/outside");
    assert!(thumbnail.iter().any(|d| d["line"] == 4), "the front matter's picture: {report:#}");
}

#[test]
fn no_link_of_the_disk_leads_beyond_the_root() {
    let project = neighbours();
    let content = project.path("blog/content");
    for (link, target) in [
        ("note.md", "../../secret/note.md"),
        ("pic.png", "../../secret/canary.png"),
        ("folder", "../../secret"),
        ("chain.png", "link.png"),
        ("link.png", "pic.png"),
        ("up", ".."),
        ("loop", "loop"),
        ("here", "."),
        ("zero.md", "/dev/zero"),
        ("zero.png", "/dev/zero"),
    ] {
        symlink(target, content.join(link)).expect("links can be made");
    }
    let pictures = ["pic.png", "chain.png", "folder/canary.png", "up/../secret/canary.png"];
    let shown: Vec<_> = pictures.iter().map(|path| format!("![a]({path})")).collect();
    let text = format!(
        "---\ntitle: Bad\ndate: 2024-05-02\n---\n\n{}\n\n![z](zero.png)",
        shown.join("\n\n")
    );
    project.write("blog/content/bad.md", text);
    let report = assert_nothing_outside(&project, 0);
    assert_eq!(report["summary"]["posts"], 2);
    for link in ["note.md", "pic.png", "folder", "zero.md", "zero.png"] {
        let path = format!("content/{link}");
        let told = findings(&report, "file/outside").iter().any(|d| d["path"] == path.as_str());
        assert!(told, "{link} is not told: {report:#}");
    }
}

#[test]
fn settings_and_generators_name_no_folder_beyond_the_root() {
    let project = neighbours();
    for settings in
        ["content = [\"../secret\"]", "content = [\"/etc\"]", "static = [\"../secret\"]"]
    {
        project.write("blog/postpress.toml", settings);
        let run = project.postpress(&["build", "--root", "blog", "--out", "out"]);
        assert_eq!(run.status, 2, "{settings}: {}", run.stderr);
    }
    let image = "[feed]\nimage = \"../secret/canary.png\"\nicon = \"/../secret/canary.png\"\n";
    project.write("blog/postpress.toml", image);
    assert_nothing_outside(&project, 0);
    project.remove("blog/postpress.toml");
    let hugo = "contentDir = \"../secret\"\nstaticDir = [\"../secret\", \"/\"]\n";
    project.write("blog/hugo.toml", format!("title = \"x\"\n{hugo}"));
    assert_nothing_outside(&project, 0);
}

#[test]
fn no_template_is_read_beyond_the_root() {
    let project = neighbours().file("secret/feed.css", format!("/* {CANARY} */"));
    fs::create_dir(project.path("blog/templates")).expect("a folder");
    let link = project.path("blog/templates/feed.css");
    symlink(project.path("secret/feed.css"), &link).expect("a link");
    let failed = project.postpress(&["build", "--root", "blog", "--out", "out"]);
    assert_eq!(failed.status, 2, "{}", failed.stderr);
    let reason = "feed.css: the symbolic link leads out of the root";
    assert!(failed.stderr.contains(reason), "{}", failed.stderr);
    fs::remove_file(&link).expect("it was made above");
    // One inside is followed.
    fs::write(project.path("blog/mine.css"), "/* mine */").expect("a file");
    symlink("../mine.css", &link).expect("a link");
    assert_nothing_outside(&project, 0);
}

#[test]
fn drawings_read_no_other_file_and_hide_no_other_picture() {
    let project = neighbours();
    let disk = project.path("secret/canary.png");
    let disk = disk.display();
    let open = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">";
    let drawings = [
        format!("{open}<image width=\"9\" height=\"9\" href=\"../../secret/canary.png\"/></svg>"),
        format!("{open}<image width=\"9\" height=\"9\" href=\"file://{disk}\"/></svg>"),
        format!("{open}<image width=\"9\" height=\"9\" href=\"{disk}\"/></svg>"),
        format!(
            "<!DOCTYPE svg [<!ENTITY e SYSTEM \"file://{disk}\">]>{open}<text>&e;</text></svg>"
        ),
        format!("{open}<style>@import url('file://{disk}');</style><rect/></svg>"),
        format!("<?xml-stylesheet href=\"file://{disk}\"?>{open}<rect/></svg>"),
    ];
    let mut text = "---\ntitle: Bad\ndate: 2024-05-02\n---\n\n".to_owned();
    for (number, drawing) in drawings.iter().enumerate() {
        project.write(&format!("blog/content/{number}.svg"), drawing);
        text.push_str(&format!("![a]({number}.svg)\n\n"));
    }
    project.write("blog/content/bad.md", text);
    assert_nothing_outside(&project, 0);
}

#[test]
fn sockets_are_never_opened_whatever_they_are_called() {
    let blog = Project::new().post("one", "2025-01-01", "![a](a.png) [b](b.zip)");
    let listeners: Vec<UnixListener> =
        ["content/post.md", "content/one/a.png", "content/one/b.zip"]
            .iter()
            .map(|path| UnixListener::bind(blog.path(path)).expect("sockets can be made"))
            .collect();
    let report = blog.build(0, &[]);
    assert_eq!(findings(&report, "file/not-regular").len(), 3, "{report:#}");
    for listener in listeners {
        listener.set_nonblocking(true).expect("a socket can be asked without waiting");
        assert!(listener.accept().is_err(), "something connected");
    }
    // The program's own files may be none either.
    fs::remove_file(blog.path("out/.postpress/manifest.json")).expect("a build left it");
    let _taken = UnixListener::bind(blog.path("out/.postpress/manifest.json")).expect("bound");
    fs::remove_file(blog.path("out/rss.xml")).expect("a build left it");
    let _feed = UnixListener::bind(blog.path("out/rss.xml")).expect("bound");
    assert_eq!(blog.postpress(&["build"]).status, 2, "a socket is in an output's place");
}

#[test]
fn nothing_is_written_through_a_link_at_any_depth() {
    for place in [
        "out/rss.xml",
        "out/pdf",
        "out/pdf/one.pdf",
        "out/archive",
        "out/archive/data",
        "out/archive/data/source/content",
        "out/.postpress",
        "out/.postpress/stage",
    ] {
        let blog = Project::new()
            .file("elsewhere/keep.txt", "mine")
            .post("one", "2025-01-01", "Text.")
            .post("two", "2025-01-02", "Text.");
        let link = blog.path(place);
        fs::create_dir_all(link.parent().expect("it lies in a folder")).expect("made");
        let is_file = place.ends_with(".xml") || place.ends_with(".pdf");
        let target = if is_file { "elsewhere/keep.txt" } else { "elsewhere" };
        symlink(blog.path(target), &link).expect("links can be made");
        let run = blog.postpress(&["build"]);
        assert_eq!(run.status, 2, "{place}: {}", run.stderr);
        let elsewhere = blog.tree("elsewhere");
        assert_eq!(elsewhere.len(), 1, "{place}: {:?}", elsewhere.keys());
        assert_eq!(elsewhere["keep.txt"], b"mine", "{place}");
    }
}

#[test]
fn a_folder_of_outputs_that_became_a_link_is_not_followed() {
    let blog = Project::new().post("one", "2025-01-01", "Text.");
    blog.build(0, &[]);
    fs::rename(blog.path("out/pdf"), blog.path("moved")).expect("moved");
    symlink(blog.path("moved"), blog.path("out/pdf")).expect("links can be made");
    let before = blog.tree("moved");
    blog.write("content/one/index.md", "---\ntitle: Other\ndate: 2025-01-01\n---\n\nNew.\n");
    assert_eq!(blog.postpress(&["build"]).status, 2);
    assert!(blog.tree("moved") == before);
}

#[test]
fn an_archive_s_links_and_strange_paths_are_not_followed_on_restore() {
    let blog = Project::new().file("elsewhere/a.md", CANARY).post("one", "2025-01-01", "Text.");
    blog.build(0, &["--only", "archive"]);
    let manifest = blog.text("out/archive/manifest-sha256.txt");
    let stored = "data/source/content/one/index.md";
    assert!(manifest.contains(stored), "{manifest}");
    for path in ["../../x.md", "/tmp/x.md", "data/source/../../../x.md", "data/source/a\\..\\x.md"]
    {
        blog.write("out/archive/manifest-sha256.txt", manifest.replace(stored, path));
        assert_ne!(blog.postpress(&["restore", "out/archive", "--to", "back"]).status, 0, "{path}");
        assert!(blog.tree("back").is_empty(), "{path}");
    }
    blog.write("out/archive/manifest-sha256.txt", &manifest);
    let file = blog.path(&format!("out/archive/{stored}"));
    fs::remove_file(&file).expect("it is there");
    symlink(blog.path("elsewhere/a.md"), &file).expect("links can be made");
    assert_ne!(blog.postpress(&["restore", "out/archive", "--to", "back"]).status, 0);
    assert_ne!(blog.postpress(&["verify", "out/archive"]).status, 0);
    assert!(blog.tree("back").is_empty());
}
