use chrono::{DateTime, FixedOffset};

use super::Head;

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2024-03-09T07:05:01+09:00").unwrap()
}

/// A new post beside some others.
fn beside(posts: &[&str]) -> (String, bool) {
    let texts: Vec<String> = posts.iter().map(|text| (*text).to_owned()).collect();
    let head = Head::usual(&texts);
    (head.write("새 글: 하나", "새-글-하나", now()), head.heading)
}

#[test]
fn a_new_post_begins_as_the_others_do() {
    for (posts, new) in [
        // Quotes, order, what all have, what is to be filled in, and what is each post's own.
        (
            &[
                "---\nlayout: post\ntitle: 'A'\ndate: '2024-01-01'\ntags: [a]\nimage: a.png\n---\n",
                "---\nlayout: post\ntitle: 'B'\ndate: '2024-01-02'\ntags: [b, c]\nimage: b.png\n---\n",
                "---\nlayout: post\ntitle: 'C'\ndate: '2024-01-03'\ntags: [a]\nimage: c.png\ntoc: true\n---\n",
            ][..],
            "---\nlayout: post\ntitle: '새 글: 하나'\ndate: '2024-03-09'\ntags: []\n---\n",
        ),
        // A title that is none without quotes gets some.
        (
            &["---\ntitle: A\ndate: 2024-01-01 10:00:00 +0900\n---\nText\n"],
            "---\ntitle: \"새 글: 하나\"\ndate: 2024-03-09 07:05:01 +0900\n---\n",
        ),
        (
            &[
                "+++\ntitle = \"A\"\ndate = 2024-01-01T00:00:00Z\ndraft = false\n[taxonomies]\ntags = [\"a\"]\n+++\n",
            ],
            "+++\ntitle = \"새 글: 하나\"\ndate = 2024-03-08T22:05:01Z\ndraft = false\n\n[taxonomies]\ntags = []\n+++\n",
        ),
        (
            &["Title: A\nDate: 2024-01-01 10:20\nCategory: x\nSlug: a\n\nText.\n"],
            "Title: 새 글: 하나\nDate: 2024-03-09 07:05\nCategory:\nSlug: 새-글-하나\n",
        ),
        (
            &["title: A\ndate: 2024/01/01 10:20:30\n---\nText.\n"],
            "title: \"새 글: 하나\"\ndate: 2024/03/09 07:05:01\n---\n",
        ),
        (
            &["---\ntitle: A\npubDate: Jul 08 2022\ndescription: d\n---\n"],
            "---\ntitle: \"새 글: 하나\"\npubDate: Mar 09 2024\ndescription: \"\"\n---\n",
        ),
        // What is not written as most write it does not count.
        (
            &["---\ntitle: A\n---\n", "+++\ntitle = 'A'\n+++\n", "---\ntitle: B\n---\n", "# C\n"],
            "---\ntitle: \"새 글: 하나\"\n---\n",
        ),
        (&[], "---\ntitle: \"새 글: 하나\"\ndate: 2024-03-09T07:05:01+09:00\n---\n"),
    ] {
        assert_eq!(beside(posts).0, new, "{posts:?}");
    }
}

#[test]
fn titles_stand_where_the_posts_have_them() {
    assert_eq!(beside(&["# A\n", "# B\n\nText.\n"]), (String::new(), true));
    assert_eq!(beside(&["Text.\n"]), (String::new(), true));
    let both = ["---\ntitle: A\n---\n\n# A\n\nText.\n", "---\ntitle: B\n---\n# B\n"];
    assert_eq!(beside(&both), ("---\ntitle: \"새 글: 하나\"\n---\n".to_owned(), true));
    let dates = ["---\ndate: 2024-01-01\n---\n# A\n"];
    assert_eq!(beside(&dates), ("---\ndate: 2024-03-09\n---\n".to_owned(), true));
}

#[test]
fn a_date_is_added_where_nothing_else_tells_one() {
    let head = Head::usual(&["---\ntitle: A\n---\n".to_owned()]);
    let dated = head.clone().with_date(false).write("T", "t", now());
    assert_eq!(dated, "---\ntitle: T\ndate: 2024-03-09T07:05:01+09:00\n---\n");
    assert_eq!(head.with_date(true).write("T", "t", now()), "---\ntitle: T\n---\n");
}
