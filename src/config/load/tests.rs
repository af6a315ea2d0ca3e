use super::parse;

#[test]
fn all_keys_are_read() {
    let config = parse(
        "content = [\"contents/\", './example']\nstatic = \"public\"\nexclude = ['**/README.md']\n\
         timezone = 'Asia/Seoul'\nfuture = true\n[site]\ntitle = ' A  B '\nurl = 'https://a.example/b'\n\
         language = 'ko'\nauthors = [{ name = 'N', email = 'n@a.example' }, 'M']\npermalink = 'hugo'\n\
         [publish]\nmedia = 'site'\n[feed]\nlimit = 5\ncontent = 'summary'\n[pdf]\npaper = 'A5'\n",
        "x",
    )
    .expect("valid");
    assert_eq!(config.content, ["contents", "example"]);
    assert_eq!(config.statics, ["public"]);
    assert_eq!(config.about.title, "A B");
    assert_eq!(config.about.url, "https://a.example/b/");
    assert_eq!(config.about.publish_url, "https://a.example/b/");
    assert_eq!(config.about.authors.len(), 2);
    assert_eq!((config.feed.limit, config.future), (5, true));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, message) in [
        ("contnt = []", "x:1:1: unknown key `contnt`; did you mean `content`?"),
        ("[feed]\n\nlimt = 2", "x:3:1: unknown key `feed.limt`; did you mean `feed.limit`?"),
        (
            "[feed]\nlimit = '2'",
            "x:2:9: `feed.limit` must be a whole number or \"all\", found \"2\"",
        ),
        (
            "[feed]\nskip_hours = [1, 24]",
            "x:2:18: `an hour in feed.skip_hours` must be a whole number from 0 to 23, found 24",
        ),
        (
            "[feed]\nskip_days = ['Sonntag']",
            "x:2:13: `feed.skip_days` must be a list of days such as \"Saturday\", found a list",
        ),
        (
            "[feed]\nby = ['tags']",
            "x:2:6: `feed.by` must be a list of \"category\", \"tag\", \"author\" and \"language\", \
             found a list",
        ),
        (
            "[feed]\neditor = 'Kim'",
            "x:2:10: `feed.editor` must be a person with an e-mail address: \
             { name = \"…\", email = \"…\" }, found \"Kim\"",
        ),
        ("[feed]\nlicence = ''", "x:2:1: unknown key `feed.licence`; did you mean `feed.license`?"),
        (
            "[pdf]\ntheme = 'huge'",
            "x:2:9: `pdf.theme` must be \"default\", \"large\" or \"compact\", found \"huge\"",
        ),
        (
            "[pdf]\npaper = 'a3'",
            "x:2:9: `pdf.paper` must be \"a4\", \"a5\" or \"letter\", found \"a3\"",
        ),
        (
            "content = ['../x']",
            "x:1:11: `content` must name a folder inside the root, without `..` and not absolute, \
             found \"../x\"",
        ),
        (
            "[site]\nurl = 'example.org'",
            "x:2:7: `site.url` must be an address such as \"https://example.org/\", found \"example.org\"",
        ),
        (
            "timezone = 'Mars'",
            "x:1:12: `timezone` must be the name of a time zone such as \"Asia/Seoul\", found \"Mars\"",
        ),
    ] {
        assert_eq!(parse(text, "x").expect_err("wrong").to_string(), message);
    }
    let hubs = parse("[feed]\nhubs = ['HTTPS://hub.example/']", "x").expect("an address").feed.hubs;
    assert_eq!(hubs, ["https://hub.example/"]);
    assert!(parse("[feed]\nhubs = ['https:/hub.example/']", "x").is_err());
    let wrong = parse("[shortcodes]\npic = 'photo'", "x").expect_err("no form").to_string();
    assert!(wrong.starts_with("x:2:7: `shortcodes.pic` must be one of \"figure\""), "{wrong}");
    assert!(parse("content = [", "x").is_err());
}
