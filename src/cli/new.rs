//! `postpress new`: a post like the others, to be written.

mod head;
mod place;

use std::path::Path;

use chrono::{DateTime, FixedOffset, Utc};

use self::head::Head;
use self::place::Place;
use super::args::NewArgs;
use super::build::{now, template};
use super::exit::Exit;
use super::report::Printer;
use crate::config::{self, Config};
use crate::export::template::{Data, Names, Output, Template};
use crate::model::text::one_line;
use crate::output;
use crate::parse::permalink;
use crate::source::{self, Kind, SourceEntry};
use crate::{limits, span::FileId};

/// The template that is compiled in.
pub(super) const BUILTIN: &str = include_str!("../../templates/post.md");

/// How many posts are read to see what they begin with.
const READ: usize = 200;

/// Begins a post, and prints its path.
pub(super) fn new(args: &NewArgs, printer: &Printer) -> Exit {
    match begin(args, now()) {
        Ok(path) => {
            printer.data(&format!("{}\n", args.root.join(path).display()));
            Exit::Success
        }
        Err((message, hints)) => printer.fail(&message, hints),
    }
}

type Refused = (String, &'static [&'static str]);

fn begin(args: &NewArgs, now: DateTime<Utc>) -> Result<String, Refused> {
    let title = one_line(&args.title.join(" "));
    let slug = permalink::file_name(args.slug.as_deref().unwrap_or(&title));
    if slug.is_empty() {
        let message = format!("`{title}` has no letter or digit to name a file by");
        return Err((message, &["name it with --slug"]));
    }
    let config = config::load(&args.root).map_err(|e| (e.to_string(), &[][..]))?.config;
    let now = now.with_timezone(&config.timezone).fixed_offset();
    let sources = source::scan(&args.root, &config, &args.root.join("out")).value;
    let posts: Vec<&SourceEntry> =
        sources.files.iter().filter(|file| file.kind == Kind::Post).collect();
    let usual = Place::usual(posts.iter().map(|post| &*post.path));
    let like: Vec<_> = posts.into_iter().filter(|p| Place::of(&p.path) == usual).collect();
    let texts: Vec<String> = like.iter().rev().take(READ).filter_map(|post| text(post)).collect();
    let place = usual.unwrap_or_else(|| Place::first(&config));
    let head = Head::usual(&texts).with_date(place.is_dated());
    let text = fill(&args.root, &config, &head, (&title, &slug), now)?;

    let day = now.date_naive();
    let (path, other) = (place.path(&slug, day), place.other_path(&slug, day));
    let there = [&path, &other].into_iter().find(|path| args.root.join(path).exists());
    if let Some(there) = there {
        let message = format!("{there} is there already");
        return Err((message, &["it is never overwritten; give another name with --slug"]));
    }
    output::create_below(&args.root, &path, text.as_bytes()).map_err(|e| {
        let hints: &[&str] = &["give another name with --slug, or mend what is said"];
        (format!("{path} cannot be written: {e}"), hints)
    })?;
    Ok(path)
}

fn text(post: &SourceEntry) -> Option<String> {
    let bytes = source::read(post, limits::POST_BYTES).ok()?;
    Some(source::decode(bytes, FileId(0)).value.text)
}

/// The text of a post, by the blog's own `templates/post.md` or the one that is compiled in.
fn fill(
    root: &Path,
    config: &Config,
    head: &Head,
    (title, slug): (&str, &str),
    now: DateTime<FixedOffset>,
) -> Result<String, Refused> {
    let about = &config.about;
    let heading = if head.heading { format!("# {title}") } else { String::new() };
    let names = Names::from([
        ("front_matter", head.write(title, slug, now).into()),
        ("heading", heading.into()),
        ("title", title.into()),
        ("slug", slug.into()),
        ("date", head.date(now).into()),
        ("day", now.format("%Y-%m-%d").to_string().into()),
        ("moment", now.to_rfc3339().into()),
        (
            "site",
            Data::from([
                ("title", about.title.clone()),
                ("description", about.description.clone()),
                ("url", about.url.clone()),
            ]),
        ),
    ]);
    let hints: &[&str] = &["correct the template, or remove it to have the one that is built in"];
    let (path, own) = template(root, "post.md").map_err(|message| (message, hints))?;
    let text = own.unwrap_or_else(|| BUILTIN.to_owned());
    let filled = Template::parse(&text, Output::Markdown, &names).and_then(|t| t.fill(&names));
    let filled = filled.map_err(|e| (format!("{}:{e}", path.display()), hints))?;
    Ok(format!("{}\n", filled.trim_matches('\n')))
}
