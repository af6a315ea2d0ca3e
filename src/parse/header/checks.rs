//! What front matter says that feeds cannot say, or that readers doubt: the rules of the W3C feed
//! validator that are about one post, told at the post's own line.

use chrono::{DateTime, Datelike as _, Duration, Utc};
use url::Url;

use super::{Field, Keys, guid, is_language};
use crate::config::{Config, Generator};
use crate::diag::{Code, Diagnostic, Severity};
use crate::limits;
use crate::model::post::{Date, Meta};
use crate::model::text::excerpt;
use crate::model::value::Value;
use crate::model::{email, language};
use crate::parse::plain::has_markup;

/// Validators and some readers take an earlier year for a mistake (ImplausibleDate).
const FIRST_YEAR: i32 = 1990;

/// How much later than the clock a moment may be: zones differ by so much.
const TOMORROW: Duration = Duration::hours(24);

/// Looks at what was read.
pub(super) fn check(
    keys: &Keys,
    meta: &Meta,
    config: &Config,
    by_place: Option<&str>,
    now: DateTime<Utc>,
    found: &mut Vec<Diagnostic>,
) {
    dates(keys, meta, now, found);
    title(keys, found);
    people(keys, meta, found);
    languages(keys, by_place, found);
    ids(keys, found);
    addresses(keys, config, found);
}

/// Keys that say where a post is read.
const ADDRESS_KEYS: &[&str] = &["slug", "permalink", "url", "path"];

/// What a server would not take, or what leads out of the site.
fn addresses(keys: &Keys, config: &Config, found: &mut Vec<Diagnostic>) {
    for name in ADDRESS_KEYS {
        let Some((key, value)) = keys.named(name).into_iter().next() else { continue };
        let Some(text) = value.as_str() else { continue };
        if let Some(host) = foreign_host(text, config) {
            let message = format!("`{name}` is an address on `{}`", excerpt(&host, 60));
            let hint = "feeds lead readers there; a path leads to the blog's own page";
            found.push(Diagnostic::new(Code::BadAddress, keys.span(key), message).hint(hint));
            continue;
        }
        if *name == "slug" && text.starts_with('/') && !takes_slugs_from_the_top(config.generator) {
            // A custom of the blog, told once.
            let message = "`slug` begins with `/`, and is taken for a path from the top";
            let mut note = Diagnostic::new(Code::BadAddress, keys.span(key), message)
                .hint("write one word, or the path as `permalink`");
            note.severity = Severity::Note;
            found.push(note);
        }
        let plain = text.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
        let plain = plain.replace("%5c", "\\");
        let mut parts = plain.split(['/', '\\']).map(str::trim);
        let what = if parts.clone().any(|part| part == "..") {
            "leads out of its folder"
        } else if plain.contains('.') && parts.all(|part| matches!(part, "" | ".")) {
            "names no page"
        } else if text.contains(|c: char| c.is_control() || c == '\\' || c == '\u{fffd}') {
            "holds characters that no address has"
        } else if text.len() > limits::SLUG_BYTES {
            "is longer than an address may be"
        } else {
            continue;
        };
        let message =
            format!("`{name}: {}` {what}; only what is safe of it is used", excerpt(text, 40));
        found.push(Diagnostic::new(Code::BadAddress, keys.span(key), message));
    }
}

/// The moment up to which the date of a change is one of the future.
pub(super) fn turn(updated: Option<&Date>) -> Option<DateTime<Utc>> {
    updated?.at.with_timezone(&Utc).checked_sub_signed(TOMORROW)
}

/// The server of an address, where it is not the blog's own.
fn foreign_host(text: &str, config: &Config) -> Option<String> {
    let host = |text: &str| {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        url.host_str().map(|host| host.trim_start_matches("www.").to_owned())
    };
    let written = text.trim();
    // A browser takes two slashes for the beginning of a server's name.
    let named = match written.strip_prefix("//").filter(|rest| rest.contains('.')) {
        Some(rest) => host(&format!("https://{rest}")),
        None => host(written),
    };
    named.filter(|named| host(&config.about.url).as_ref() != Some(named))
}

/// Whether a slug that begins with a slash is how the generator's blogs write addresses.
fn takes_slugs_from_the_top(generator: Generator) -> bool {
    matches!(generator, Generator::Astro | Generator::Gatsby | Generator::Next)
}

fn dates(keys: &Keys, meta: &Meta, now: DateTime<Utc>, found: &mut Vec<Diagnostic>) {
    let mut say = |field: Field, message: String, hint: &str| {
        let Some((key, ..)) = keys.find(field) else { return };
        found.push(Diagnostic::new(Code::DoubtfulDate, keys.span(key), message).hint(hint));
    };
    let (published, updated) = (meta.dates.published.as_ref(), meta.dates.updated.as_deref());
    for (field, date) in [(Field::Date, published), (Field::Updated, updated)] {
        let Some(date) = date else { continue };
        let shown = date.at.format("%Y-%m-%d");
        if date.at.year() < FIRST_YEAR {
            let message = format!("{shown} is before there were web pages");
            say(field, message, "check the year: some readers doubt it, or sort the post oddly");
        }
        if let Some(day) = wrong_weekday(date) {
            let message = format!("{shown} is no {day}");
            say(field, message, "correct the day of the week or the date; the date counts");
        }
    }
    let Some(updated) = updated else { return };
    let shown = updated.at.format("%Y-%m-%d");
    if turn(Some(updated)).is_some_and(|turn| turn > now) {
        let message = format!("the post was changed on {shown}, which is yet to come");
        say(Field::Updated, message, "check the date: readers doubt feeds of the future");
    }
    if published.is_some_and(|published| updated.at + TOMORROW <= published.at) {
        let message = format!("the post was changed on {shown}, before it came out");
        say(Field::Updated, message, "check both dates");
    }
}

/// The day of the week that a date names, where it is another.
fn wrong_weekday(date: &Date) -> Option<String> {
    let word: String = date.as_written.chars().take_while(char::is_ascii_alphabetic).collect();
    let day: chrono::Weekday = word.parse().ok()?;
    // `Mon` is a day, and so is the `Sat` of nothing else: months have other names.
    (day != date.at.weekday()).then_some(word)
}

fn title(keys: &Keys, found: &mut Vec<Diagnostic>) {
    let Some((key, _, value)) = keys.find(Field::Title) else { return };
    if value.scalar().is_some_and(|title| has_markup(&title)) {
        let message = "the title holds HTML; feeds, lists and handouts show its words alone";
        found.push(
            Diagnostic::new(Code::TitleMarkup, keys.span(key), message)
                .hint("write the words without tags, and a tag that is meant as one in backticks"),
        );
    }
}

fn people(keys: &Keys, meta: &Meta, found: &mut Vec<Diagnostic>) {
    // Without authors of its own the post has those of the settings.
    let Some((key, ..)) = keys.find(Field::Authors) else { return };
    for person in meta.authors.iter() {
        if let Some(email) = person.email.as_deref().filter(|email| !email::is_address(email)) {
            let message = format!("`{}` is no e-mail address", excerpt(email, 60));
            found.push(
                Diagnostic::new(Code::BadEmail, keys.span(key), message)
                    .hint("write it as `name@example.org`; feeds leave it out as it is"),
            );
        }
    }
}

fn languages(keys: &Keys, by_place: Option<&str>, found: &mut Vec<Diagnostic>) {
    let Some((key, _, value)) = keys.find(Field::Language) else { return };
    let Some(written) = value.scalar() else { return };
    if let Some(said) = language::tag(&written).filter(|_| is_language(&written)) {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        if let Some(place) = by_place.filter(|place| primary(place) != primary(&said)) {
            let message = format!("`{said}` is not the language of the file's name, `{place}`");
            let mut note = Diagnostic::new(Code::BadLanguage, keys.span(key), message)
                .hint("the key counts; rename the file, or take the key out");
            note.severity = Severity::Note;
            found.push(note);
        }
        return;
    }
    let message = format!("`{}` is no language", excerpt(&written, 40));
    let hint = match language::meant(&written) {
        Some(code) => format!("that is a country; the language is `{code}`"),
        None => "write a tag such as `ko` or `pt-BR` (BCP 47)".to_owned(),
    };
    found.push(Diagnostic::new(Code::BadLanguage, keys.span(key), message).hint(hint));
}

/// `guid` is written for feeds alone, so that one that cannot be used is a mistake; an `id` may
/// be meant for something else.
fn ids(keys: &Keys, found: &mut Vec<Diagnostic>) {
    let own = guid(keys);
    let Some((key, value)) = keys.named("guid").into_iter().next() else { return };
    let used = value.as_str().is_some_and(|text| own.is_some_and(|own| own.text == text.trim()));
    if !used && !matches!(value, Value::Null) {
        found.push(
            Diagnostic::new(Code::BadGuid, keys.span(key), "the `guid` is no id, and is left out")
                .hint("an id is one word: an address, a `tag:` or `urn:` URI, or a UUID"),
        );
    }
}
