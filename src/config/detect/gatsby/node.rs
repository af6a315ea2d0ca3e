//! What `gatsby-node.js` says of addresses and of which files are posts, as far as its program
//! shows it without being run: the forms that starters use.

use crate::config::detect::literals::Literals;
use crate::config::detect::view::View;

/// The path of the file, as `createFilePath` gives it.
pub(super) const PATH: &str = ":file_path";

/// The last part of that path.
const NAME: &str = ":filename";

/// The slug of the front matter, else the path.
const SLUG: &str = ":slug";

/// What Gatsby blogs mostly do, where the program does not show it.
const USUAL: &str = ":path";

/// The title as a slug.
const TITLE: &str = ":title";

/// How far behind the path of a file its use is looked for, in bytes.
const NEAR: usize = 400;

/// Words in the holes of addresses that are lists of posts.
const LISTS: &[&str] =
    &["tag", "categor", "page", "series", "author", "topic", "archive", "year", "index", "i+"];

/// What the program says.
#[derive(Debug)]
pub(super) struct Rules {
    /// What stands before each address: empty, or from the top without a last slash.
    pub(super) prefix: String,
    /// The token for the rest of it.
    pub(super) last: &'static str,
    /// Whether addresses have no slash at the end.
    pub(super) no_slash: bool,
    /// Whether the name of its source begins the address of a post.
    pub(super) named_sources: bool,
    /// The names of the sources that posts come from, where it matters.
    pub(super) sources: Vec<String>,
    /// Parts of the paths that posts lie in, where it matters.
    pub(super) folders: Vec<String>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            prefix: String::new(),
            last: USUAL,
            no_slash: false,
            named_sources: false,
            sources: Vec::new(),
            folders: Vec::new(),
        }
    }
}

impl Rules {
    pub(super) fn read(node: &Literals) -> Self {
        let code = node.code();
        let mut rules = Self { last: last(&code), ..Self::default() };
        rules.no_slash = code.contains("trailingSlash:false");
        for (key, text) in node.keyed() {
            if !matches!(key, "value" | "path" | "slug" | "url" | "postPath" | "pagePath") {
                continue;
            }
            let Some((before, rest)) = text.split_once("${") else { continue };
            let hole = rest.split('}').next().unwrap_or_default();
            if hole.ends_with("sourceInstanceName") {
                rules.named_sources = true;
                continue;
            }
            if rules.prefix.is_empty()
                && let Some(prefix) = prefix(before, hole)
            {
                rules.prefix = prefix;
                if hole.contains("title") && !hole.contains("slug") {
                    rules.last = TITLE;
                }
            }
        }
        if rules.prefix.is_empty() {
            rules.prefix = added(&code).unwrap_or_default();
        }
        // Queries are texts, and spaced as their authors like.
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        rules.sources = quoted_after(&code, &["sourceInstanceName:{eq:", "sourceInstanceName==="]);
        let regexes = ["AbsolutePath:{regex:", "absolutePath:{regex:", "FilePath:{regex:"];
        let texts = ["AbsolutePath.includes(", "FilePath.includes("];
        let wanted = [quoted_after(&code, &regexes), quoted_after(&code, &texts)].concat();
        rules.folders = wanted.iter().flat_map(|wanted| plain(wanted)).collect();
        rules
    }
}

/// The part of a post's address that tells it from others.
fn last(code: &str) -> &'static str {
    let fields = ["slug", "path", "permalink", "url"];
    let of_front = |name: &str| {
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let named = [format!("frontmatter.{name}"), format!("frontmatter?.{name}")];
        named.iter().any(|own| {
            code.match_indices(own.as_str()).any(|(at, own)| ends(&code[at + own.len()..]))
        })
    };
    if fields.iter().any(|field| of_front(field)) {
        return SLUG;
    }
    // `slug.split("/").reverse()[1]`, `paths.pop()`
    for (at, _) in code.match_indices("createFilePath(") {
        let near = &code[at..code.floor_char_boundary(at + NEAR)];
        let Some(parted) = near.find(".split(\"/\")").map(|at| &near[at..]) else { continue };
        if [".reverse()[", ".pop()", ".at(-", ".slice(-"].iter().any(|taken| parted.contains(taken))
        {
            return NAME;
        }
    }
    if code.contains("createFilePath(") { PATH } else { USUAL }
}

/// The `/blog` of `` `/blog${slug}` ``; nothing where the hole is filled with another thing than
/// the path, slug or title of a post.
fn prefix(before: &str, hole: &str) -> Option<String> {
    let hole: String = hole.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let is_post = ["slug", "path", "value", "title", "name", "url", "file"];
    if !is_post.iter().any(|word| hole.contains(word))
        || LISTS.iter().any(|word| hole.contains(word))
    {
        return None;
    }
    let before = before.trim_matches('/');
    let first = before.to_lowercase();
    let is_list = LISTS[..7].iter().any(|list| first.starts_with(list));
    let is_path = before.chars().all(|c| c.is_alphanumeric() || "-_/.~".contains(c));
    (!before.is_empty() && !is_list && is_path).then(|| format!("/{before}"))
}

/// The `/blog` of `path: "/blog" + slug`.
fn added(code: &str) -> Option<String> {
    ["value:\"", "path:\"", "slug=\""].iter().find_map(|key| {
        code.match_indices(key).find_map(|(at, key)| {
            let rest = &code[at + key.len()..];
            let (before, rest) = rest.split_once('"')?;
            let hole = rest.strip_prefix('+')?.split([',', '}', ';']).next()?;
            prefix(before, hole)
        })
    })
}

/// The texts in quotes behind some marks.
fn quoted_after(code: &str, marks: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for mark in marks {
        for (at, mark) in code.match_indices(mark) {
            let rest = code[at + mark.len()..].strip_prefix('"');
            let text = rest.and_then(|rest| rest.split('"').next());
            found.extend(text.filter(|t| !t.is_empty() && t.len() < 200).map(str::to_owned));
        }
    }
    found
}

/// The plain paths that a regular expression such as `/(posts|blog)\//` looks for.
fn plain(regex: &str) -> Vec<String> {
    let regex = regex.replace(['\\', '(', ')', '^', '$'], "").replace(".*", "");
    let parts = regex.split('|').map(|part| part.trim_matches('/').to_owned());
    let is_path = |part: &String| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "-_/".contains(c))
    };
    parts.filter(is_path).collect()
}

/// A page for every post by the name of its file: `src/pages/blog/{mdx.frontmatter__slug}.js`.
pub(super) fn route(view: &View) -> Option<(String, &'static str)> {
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for (name, is_folder) in view.entries(&format!("src/pages{folder}")) {
            let field = name.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let Some((field, _)) = field else {
                if is_folder && folders.len() < 100 && folder.matches('/').count() < 4 {
                    folders.push(format!("{folder}/{name}"));
                }
                continue;
            };
            let field = field.to_lowercase();
            let Some(of) = field.strip_prefix("markdownremark.").or(field.strip_prefix("mdx."))
            else {
                continue;
            };
            let last = match of {
                "frontmatter__slug" | "frontmatter__path" => SLUG,
                "frontmatter__title" => TITLE,
                "fields__slug" | "slug" | "parent__(file)__relativedirectory" => PATH,
                "parent__(file)__name" => NAME,
                _ => continue,
            };
            return Some((folder, last));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Rules, plain};
    use crate::config::detect::literals::Literals;

    fn rules(node: &str) -> Rules {
        Rules::read(&Literals::parse(node, "gatsby-node.js", |_| None))
    }

    #[test]
    fn addresses_are_read_from_the_program_that_makes_them() {
        for (node, prefix, last) in [
            ("const value = createFilePath({ node, getNode })", "", ":file_path"),
            (
                "const s = createFilePath({ node }); field({ value: `/blog${s.slug}` })",
                "/blog",
                ":file_path",
            ),
            (
                "const p = createFilePath({}); f({ name: 'slug', value: `notes${path}` })",
                "/notes",
                ":file_path",
            ),
            ("f({ value: '/posts' + createFilePath({ node }) })", "/posts", ":file_path"),
            // Lists of posts are no posts.
            ("createFilePath({}); createPage({ path: `/posts/${category}` })", "", ":file_path"),
            ("createFilePath({}); createPage({ path: `/tags/${slug}` })", "", ":file_path"),
            ("// value: `/old${slug}`\ncreateFilePath({})", "", ":file_path"),
            (
                "const slug = createFilePath({ node, getNode }); const last = `/${slug.split('/').reverse()[1]}/`",
                "",
                ":filename",
            ),
            (
                "const parts = createFilePath({ node }).split('/').filter(x => x); const slug = parts.pop()",
                "",
                ":filename",
            ),
            ("createPage({ path: post.frontmatter.slug })", "", ":slug"),
            ("createPage({ path: `/p/${_.kebabCase(node.frontmatter.title)}` })", "/p", ":title"),
            ("const slug = node.frontmatter.slug || createFilePath({ node })", "", ":slug"),
            ("const t = node.frontmatter.slugs; createFilePath({ node })", "", ":file_path"),
        ] {
            let found = rules(node);
            assert_eq!((found.prefix.as_str(), found.last), (prefix, last), "{node}");
        }
        assert!(rules("createFilePath({ node, trailingSlash: false })").no_slash);
        assert!(rules("createPage({ path: `/${n.sourceInstanceName}${n.slug}` })").named_sources);
    }

    #[test]
    fn queries_tell_where_posts_lie() {
        let found = rules(
            "graphql(`{ allMarkdownRemark(filter: { fileAbsolutePath: { regex: \"/contents/posts/\" } }) }`)",
        );
        assert_eq!(found.folders, ["contents/posts"]);
        let found =
            rules("graphql(`{ allMdx(filter: { x: { sourceInstanceName: { eq: \"blog\" } } }) }`)");
        assert_eq!(found.sources, ["blog"]);
        assert_eq!(plain("/(posts|notes)\\//"), ["posts", "notes"]);
        assert!(plain("/\\.md$/").is_empty());
    }
}
