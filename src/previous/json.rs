//! JSON Feed and the archive's index, by the few keys that count.

use serde::Deserialize;
use serde_json::Value;

use super::{Known, date};
use crate::model::text::one_line;

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    items: Option<Vec<Item>>,
    #[serde(default)]
    posts: Option<Vec<Post>>,
}

#[derive(Deserialize)]
struct Item {
    /// JSON Feed 1.1: a reader takes a number for its text.
    #[serde(default)]
    id: Value,
    #[serde(default)]
    url: Value,
    #[serde(default)]
    title: Value,
    #[serde(default)]
    date_published: Value,
}

#[derive(Deserialize)]
struct Post {
    #[serde(default)]
    guid: Value,
    #[serde(default)]
    url: Value,
    #[serde(default)]
    title: Value,
    #[serde(default)]
    date: Value,
    /// A post that an earlier build has missed already, and told of.
    #[serde(default)]
    vanished: Value,
}

/// The entries; none where the text is neither.
pub(super) fn read(text: &str) -> Option<Vec<Known>> {
    let document: Document = serde_json::from_str(text).ok()?;
    let known = |[id, link, title, day]: [&Value; 4]| Known {
        id: words(id),
        link: words(link),
        title: one_line(&words(title)),
        date: date(&words(day)),
    };
    if let Some(items) = document.items {
        let item = |i: &Item| known([&i.id, &i.url, &i.title, &i.date_published]);
        return Some(items.iter().map(item).collect());
    }
    // An archive that names no ids says nothing of what feeds called its posts.
    let posts = document.posts?;
    let post = |p: &Post| known([&p.guid, &p.url, &p.title, &p.date]);
    let told = |p: &&Post| p.guid.is_string() && p.vanished.is_null();
    Some(posts.iter().filter(told).map(post).collect())
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
