//! Small blogs of every generator, written as people write them, and what is found out of them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::config::{Config, Generator, Loaded, load, parse, write};

const DATED: &str = "---\ntitle: A\ndate: 2024-01-02\n---\nText.\n";
const PLAIN: &str = "# A\n\nText.\n";

fn blog(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        put(dir.path(), path, text);
    }
    dir
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The settings of a blog; what `init` would write gives the same ones.
fn found(files: &[(&str, &str)]) -> Loaded {
    let dir = blog(files);
    let loaded = load(dir.path()).expect("settings");
    let text = write(&loaded.config);
    assert_eq!(parse(&text, "x").expect(&text), loaded.config, "{text}");
    loaded
}

fn config(files: &[(&str, &str)]) -> Config {
    found(files).config
}

#[test]
fn hugo() {
    let config = config(&[
        (
            "hugo.toml",
            "baseURL = 'https://a.example/b/'\ntitle = 'T'\ndefaultContentLanguage = 'ko'\n\
             timeZone = 'Asia/Seoul'\n[params]\ndescription = 'D'\n[params.author]\nname = 'N'\n\
             email = 'n@a.example'\n[permalinks]\nposts = '/:year/:slug/'\n",
        ),
        ("content/posts/a.md", DATED),
        ("static/x.png", ""),
    ]);
    assert_eq!(config.generator, Generator::Hugo);
    assert_eq!(config.content, ["content"]);
    assert_eq!(config.statics, ["static"]);
    assert_eq!(config.about.url, "https://a.example/b/");
    assert_eq!((config.about.title.as_str(), config.about.language.as_str()), ("T", "ko"));
    assert_eq!(config.about.authors[0].email.as_deref(), Some("n@a.example"));
    assert_eq!(config.timezone, chrono_tz::Asia::Seoul);
    assert_eq!(config.permalinks, [("content/posts".to_owned(), "/:year/:slug/".to_owned())]);
}

#[test]
fn hugo_in_parts_and_languages() {
    let config = config(&[
        ("config/_default/hugo.yaml", "baseURL: https://a.example/\ndefaultContentLanguage: en\n"),
        (
            "config/_default/languages.toml",
            "[en]\ntitle='E'\ncontentDir='content/en'\n[ko]\ncontentDir='content/ko'\n",
        ),
        ("config/_default/params.toml", "description = 'D'\nauthor = 'N'\n"),
        ("content/en/post/a.md", DATED),
        ("content/ko/post/a.md", DATED),
    ]);
    assert_eq!(config.content, ["content/en", "content/ko"]);
    assert_eq!(config.permalinks, [("content/ko".to_owned(), "/ko/:path/".to_owned())]);
    assert_eq!((config.about.title.as_str(), config.about.description.as_str()), ("E", "D"));
}

#[test]
fn zola_below_the_root() {
    let config = config(&[
        ("README.md", PLAIN),
        ("docs/x.md", PLAIN),
        (
            "blog/config.toml",
            "base_url = 'https://a.example'\ntitle = 'T'\ndefault_language = 'fa'\n\
             [slugify]\npaths = 'safe'\n",
        ),
        ("blog/content/a.md", "+++\ntitle='A'\n+++\n"),
    ]);
    assert_eq!(config.generator, Generator::Zola);
    assert_eq!(config.content, ["blog/content"]);
    assert_eq!(config.about.language, "fa");
    assert_eq!(config.slugs, crate::config::Slugs::Unicode);
}

#[test]
fn jekyll() {
    let loaded = found(&[
        (
            "_config.yml",
            "title: >\n  A\n  B\nurl: \"https://a.example\"\nbaseurl: /b\nauthor: jane\n\
             timezone: Europe/Berlin\nlang: fa_IR\npermalink: /:title/\ndefaults:\n- scope:\n    path: ''\n\
             \x20   type: posts\n  values:\n    permalink: pretty\n- scope:\n    path: ''\n    type: pages\n  values:\n\
             \x20   permalink: /p/\n",
        ),
        ("_data/authors.yml", "jane:\n  name: Jane Doe\n  email: j@a.example\n"),
        ("_posts/2024-01-02-a.md", PLAIN),
        ("movies/_posts/2024-01-02-b.md", PLAIN),
        ("_drafts/c.md", PLAIN),
        ("assets/x.png", ""),
        ("_site/y.md", DATED),
    ]);
    let config = loaded.config;
    assert_eq!(config.content, ["_posts", "movies/_posts", "_drafts"]);
    assert_eq!(config.about.title, "A B");
    assert_eq!(config.about.url, "https://a.example/b/");
    assert_eq!(config.about.language, "fa-IR");
    assert_eq!(config.about.authors[0].name, "Jane Doe");
    assert_eq!(config.people["jane"].email.as_deref(), Some("j@a.example"));
    assert_eq!(config.permalink, "/:categories/:year/:month/:day/:title/");
    assert_eq!(config.permalinks[0].1, "/movies/:categories/:year/:month/:day/:title/");
    assert!(config.statics.contains(&"assets".to_owned()));
    assert!(
        loaded
            .assumed
            .iter()
            .any(|line| line.contains("`_config.yml` says that Jekyll makes this blog"))
    );
}

#[test]
fn hexo() {
    let config = config(&[
        (
            "_config.yml",
            "title: T\nauthor: N\nlanguage: [ko, en]\nurl: https://a.example/b\nroot: /b/\n\
             permalink: :category/:title.html\npretty_urls:\n  trailing_html: false\nsource_dir: source\n",
        ),
        ("package.json", "{\"dependencies\": {\"hexo\": \"^6\"}}"),
        ("source/_posts/a.md", DATED),
        ("source/about/index.md", PLAIN),
    ]);
    assert_eq!(config.generator, Generator::Hexo);
    assert_eq!(
        (config.content, config.statics),
        (vec!["source/_posts".into()], vec!["source".into()])
    );
    // The title of Hexo's posts is the path of their files.
    assert_eq!(config.permalink, "/:category/:path");
    assert_eq!(config.about.url, "https://a.example/b/");
    assert_eq!(config.about.language, "ko");
    assert!(config.future);
}

#[test]
fn keys_of_front_matter_stand_in_addresses_of_hexo() {
    let of = |permalink: &str| {
        let text = format!("source_dir: source\nnew_post_name: :year-:title.md\n{permalink}\n");
        config(&[("_config.yml", &text), ("source/_posts/a.md", DATED)]).permalink
    };
    assert_eq!(of("permalink: posts/:abbrlink.html"), "/posts/:{abbrlink}.html");
    assert_eq!(of("permalink: :year/:i_month/:title/"), "/:year/:i_month/:title/");
    // What is made of nothing that can be known is told, and the default holds.
    assert_eq!(of("permalink: p/:hash/"), "/:year/:month/:day/:title/");
}

#[test]
fn all_forms_of_permalinks_of_hugo_become_patterns_of_folders() {
    let of = |toml: &str| {
        let files = [
            ("hugo.toml", toml),
            ("content/posts/a.md", DATED),
            ("content/posts/deep/b.md", DATED),
            ("content/posts/part/_index.md", PLAIN),
            ("content/posts/part/c.md", DATED),
            ("content/notes/d.md", DATED),
        ];
        config(&files).permalinks
    };
    let pairs = |list: &[(&str, &str)]| {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>()
    };
    let posts = pairs(&[("content/posts", "/:year/:slug/")]);
    assert_eq!(of("[permalinks]\nposts = '/:2006/:slug'"), posts);
    assert_eq!(of("[permalinks.page]\nposts = '/:year/:slug/'"), posts);
    assert_eq!(
        of("[[permalinks]]\npattern = '/:year/:slug/'\n[permalinks.target]\nkind = 'page'\n\
            path = '{/posts,/posts/**}'\n[[permalinks]]\npattern = '/never/'\n\
            [permalinks.target]\npath = '/posts/part/**'"),
        posts
    );
    assert_eq!(
        of("uglyURLs = true\n[permalinks]\nposts = '/:year/:slug/'"),
        pairs(&[("content/posts", "/:year/:slug.html")])
    );
    // A folder without an `_index` is no section.
    assert_eq!(
        of("[permalinks]\nposts = '/:sections/:slug/'"),
        pairs(&[("content/posts", "/:sections/:slug/"), ("content/posts/deep", "/posts/:slug/")])
    );
    // The pattern of pages at the top is not that of sections.
    assert_eq!(
        of("[permalinks]\n'/' = '/:slug/'"),
        pairs(&[
            ("content", "/:slug/"),
            ("content/notes", "/:path/"),
            ("content/posts", "/:path/")
        ])
    );
}

#[test]
fn gatsby() {
    let config = config(&[
        (
            "gatsby-config.js",
            "const path = require('path')\nmodule.exports = {\n  siteMetadata: { title: `T`, author: \
             { name: `N`, summary: `s` }, siteUrl: `https://a.example/` },\n  plugins: [\n    \
             `gatsby-plugin-image`,\n    { resolve: `gatsby-source-filesystem`, options: { path: \
             `${__dirname}/content/blog`, name: `blog` } },\n    { resolve: 'gatsby-source-filesystem', \
             options: { name: 'images', path: path.resolve('src/images') } },\n  ],\n}\n",
        ),
        (
            "gatsby-node.js",
            "exports.onCreateNode = ({ node }) => {\n  createNodeField({ name: `slug`, node, value: \
             `/blog${value}` })\n  createPage({ path: `/tags/${tag}/` })\n}\n",
        ),
        ("content/blog/hello/index.md", DATED),
        ("src/images/readme.md", PLAIN),
    ]);
    assert_eq!(config.generator, Generator::Gatsby);
    assert_eq!(config.content, ["content/blog"]);
    assert_eq!(config.permalink, "/blog/:path/");
    assert_eq!(config.about.authors[0].name, "N");
}

#[test]
fn gatsby_with_its_settings_in_another_file_and_pages_beside_posts() {
    let config = config(&[
        (
            "gatsby-config.js",
            "const { siteMetadata: { title } , ...rest } = require('./x')\nconst meta = require('./blog-config')\n\
             const { title, author: name, siteUrl } = meta\nmodule.exports = { pathPrefix: '/starter', \
             siteMetadata: { title, author: name, siteUrl }, plugins: [\n  { resolve: \
             `gatsby-source-filesystem`, options: { path: `${__dirname}/contents`, name: `contents` } }, \
             { resolve: `gatsby-source-filesystem`, options: { path: `${__dirname}/content/__about`, name: \
             `about` } }, ] }",
        ),
        (
            "blog-config.js",
            "module.exports = { title: \"T\", author: \"N\", siteUrl: \"https://a.example\" }",
        ),
        (
            "gatsby-node.js",
            "const query = `{ allMarkdownRemark(filter: {fileAbsolutePath: {regex: \"/contents/posts/\"}}) \
             }`\nconst slug = createFilePath({ node, getNode })\ncreatePage({ path: \
             `/series/${series}` })",
        ),
        ("package.json", "{\"scripts\":{\"build\":\"gatsby build\"}}"),
        ("contents/posts/java/a/index.md", DATED),
        ("contents/about/index.md", PLAIN),
        ("content/__about/en.md", DATED),
    ]);
    assert_eq!(config.content, ["contents/posts"]);
    // The path of a file counts from its source, not from the folder of posts.
    assert_eq!(config.permalink, "/posts/:file_path/");
    assert_eq!(config.about.title, "T");
    assert_eq!(config.about.url, "https://a.example/");
    assert_eq!(config.about.authors[0].name, "N");
}

#[test]
fn gatsby_with_posts_among_its_pages() {
    let config = config(&[
        (
            "gatsby-config.js",
            "module.exports = { plugins: [{ resolve: 'gatsby-source-filesystem', options: { path: \
             `${__dirname}/src/pages`, name: 'pages' } }] }",
        ),
        ("gatsby-node.js", "const value = createFilePath({ node, getNode })"),
        ("src/pages/about/index.md", PLAIN),
        ("src/pages/index.md", PLAIN),
        ("src/pages/blog/a.md", DATED),
        ("src/pages/blog/b.md", DATED),
    ]);
    assert_eq!(config.content, ["src/pages/blog"]);
    assert_eq!(config.permalink, "/blog/:file_path/");
}

#[test]
fn collections_of_astro_without_pages_are_no_posts() {
    let config = config(&[
        ("astro.config.mjs", "export default defineConfig({})"),
        ("src/pages/blog/[...id].astro", "getCollection('blog')"),
        ("src/content/blog/a.md", DATED),
        ("src/content/talks/b.md", DATED),
        ("src/content/projects/c.md", "---\nstartDate: 2024-01-01\n---\n"),
    ]);
    assert_eq!(config.content, ["src/content/blog"]);
}

#[test]
fn a_vault_is_one_folder_of_notes() {
    let config = config(&[
        (".obsidian/templates.json", "{\"folder\":\"x/forms\"}"),
        ("docs/plan.md", PLAIN),
        ("ai/a.md", PLAIN),
        ("web/b.md", PLAIN),
        ("x/forms/daily.md", PLAIN),
    ]);
    assert_eq!(config.content, ["."]);
    assert!(config.exclude.contains(&"x/forms/**".to_owned()));
}

#[test]
fn astro() {
    let config = config(&[
        (
            "astro.config.mjs",
            "import { SITE } from './src/config'\nexport default defineConfig({ site: SITE.website, \
             trailingSlash: 'never' })",
        ),
        (
            "src/config.ts",
            "export const SITE = { website: 'https://a.example/', title: 'T', author: 'N' } as const;",
        ),
        (
            "src/content.config.ts",
            "const blog = defineCollection({ loader: glob({ pattern: '**/[^_]*.{md,mdx}', base: \
             './src/data/blog' }), schema: z.object({}) });\nexport const collections = { blog };",
        ),
        ("src/pages/posts/[...slug]/index.astro", "getCollection(\"blog\")"),
        ("src/pages/tags/[tag].astro", ""),
        ("src/data/blog/a.md", "---\npubDatetime: 2024-01-02T00:00:00Z\n---\n"),
        ("src/content/parts/footer.md", PLAIN),
    ]);
    assert_eq!(config.generator, Generator::Astro);
    assert_eq!(config.content, ["src/data/blog"]);
    assert_eq!(config.permalink, "/posts/:path");
    assert_eq!(config.about.url, "https://a.example/");
    assert_eq!(config.about.title, "T");
}

#[test]
fn eleventy() {
    let config = config(&[
        (
            "eleventy.config.js",
            "export default async function(eleventyConfig) { eleventyConfig.addPassthroughCopy({ './public/': '/' });\n}\n\
             export const config = { dir: { input: 'content', data: '../_data' } };",
        ),
        (
            "_data/metadata.js",
            "export default { title: 'T', url: 'https://a.example/', language: 'en', author: { name: 'N' } }",
        ),
        ("content/blog/a.md", DATED),
        (
            "content/blog/blog.11tydata.js",
            "export default { permalink: '/b/{{ page.fileSlug }}/' }",
        ),
        ("content/about.md", PLAIN),
        ("public/x.png", ""),
    ]);
    assert_eq!(config.generator, Generator::Eleventy);
    assert_eq!(config.content, ["content/blog"]);
    assert_eq!(config.permalink, "/b/:filename/");
    assert_eq!(config.about.title, "T");
    assert!(config.statics.contains(&"public".to_owned()), "{:?}", config.statics);
}

#[test]
fn docusaurus() {
    let config = config(&[
        (
            "website/docusaurus.config.ts",
            "const config: Config = { title: 'T', url: 'https://a.example', baseUrl: '/b/', i18n: { \
             defaultLocale: 'en', locales: ['en'] }, presets: [['classic', { docs: {}, blog: { \
             routeBasePath: '/', showReadingTime: true } } satisfies Options]], plugins: [['@docusaurus/plugin-content-blog', \
             { id: 'two', path: 'news', routeBasePath: 'news' }]] };\nexport default config;",
        ),
        ("website/blog/2024-01-02-a.md", PLAIN),
        ("website/blog/authors.yml", "jane:\n  name: Jane Doe\n  url: https://j.example\n"),
        ("website/news/b.md", DATED),
        ("website/docs/c.md", PLAIN),
    ]);
    assert_eq!(config.generator, Generator::Docusaurus);
    assert_eq!(config.content, ["website/blog", "website/news"]);
    assert_eq!(config.permalink, "/:dated_path");
    assert_eq!(config.permalinks, [("website/news".to_owned(), "/news/:dated_path".to_owned())]);
    assert_eq!(config.about.url, "https://a.example/b/");
    assert_eq!(config.people["jane"].name, "Jane Doe");
}

#[test]
fn next() {
    let config = config(&[
        (
            "package.json",
            "{\"name\": \"x\", \"dependencies\": {\"next\": \"14\"}, \"author\": \"N <n@a.example>\"}",
        ),
        (
            "data/siteMetadata.js",
            "/** @type {any} */\nconst siteMetadata = { title: 'T', siteUrl: 'https://a.example', language: 'en-us' }\nmodule.exports = siteMetadata",
        ),
        ("data/blog/a.mdx", DATED),
        ("app/blog/[...slug]/page.tsx", ""),
        ("app/tags/[tag]/page.tsx", ""),
    ]);
    assert_eq!(config.generator, Generator::Next);
    assert_eq!(config.content, ["data/blog"]);
    assert_eq!(config.permalink, "/blog/:path");
    assert_eq!(config.about.language, "en-us");
    assert_eq!(config.about.authors[0].name, "N");
}

#[test]
fn pelican() {
    let config = config(&[
        (
            "pelicanconf.py",
            "AUTHOR = 'N'\nSITENAME = 'T'\nSITEURL = ''\nPATH = 'content'\nTIMEZONE = 'Asia/Seoul'\n\
             DEFAULT_LANG = 'ko'\nARTICLE_URL = 'posts/{date:%Y}/{slug}/'\n\
             ARTICLE_SAVE_AS = 'posts/{date:%Y}/{slug}/index.html'\nSLUGIFY_SOURCE = 'basename'\n",
        ),
        ("publishconf.py", "SITEURL = 'https://a.example'\n"),
        ("content/a.md", "Title: A\nDate: 2024-01-02\n\nText\n"),
        ("content/pages/about.md", "Title: P\n\nText\n"),
    ]);
    assert_eq!(config.generator, Generator::Pelican);
    assert_eq!(config.content, ["content"]);
    assert_eq!(config.exclude, ["content/pages/**"]);
    assert_eq!(config.permalink, "/posts/:year/:slugorfilename/");
    assert_eq!(config.about.url, "https://a.example/");
    assert_eq!(config.timezone, chrono_tz::Asia::Seoul);
}

const MANY: [(&str, &str); 12] = [
    ("FAQ.md", PLAIN),
    ("scaffolds/post.md", "---\ntitle: {{ title }}\ndate: {{ date }}\n---\n"),
    ("pages/posts/a.md", DATED),
    ("pages/posts/b.md", DATED),
    ("pages/posts/c.md", DATED),
    ("pages/posts/d.md", DATED),
    ("pages/posts/e.md", DATED),
    ("pages/posts/f.md", DATED),
    ("pages/posts/g.md", DATED),
    ("pages/posts/h.md", DATED),
    ("pages/posts/i.md", DATED),
    ("pages/posts/j.md", DATED),
];

#[test]
fn vitepress_and_valaxy_say_what_the_site_is_called() {
    for (file, config_text, url) in [
        (
            "docs/.vitepress/config.mts",
            "import { defineConfig } from 'vitepress'\nexport default defineConfig({ title: 'T', \
             description: 'D', lang: 'en-US', base: '/b/', themeConfig: { nav: [{ title: 'N' }] }, \
             sitemap: { hostname: 'https://a.example' } })\n",
            "https://a.example/b/",
        ),
        (
            "site.config.ts",
            "export default defineSiteConfig({ url: 'https://a.example', lang: 'en-US', title: 'T', \
             description: 'D' })\n",
            "https://a.example/",
        ),
    ] {
        let config = config(&[(file, config_text), ("docs/a.md", DATED)]);
        let about = &config.about;
        assert_eq!(
            (&*about.title, &*about.description, &*about.language, &*about.url),
            ("T", "D", "en-US", url),
            "{file}"
        );
    }
}

#[test]
fn plain_folders() {
    for (files, content) in [
        (&[("contents/a/index.md", PLAIN)][..], &["contents"][..]),
        (&[("README.md", PLAIN), ("a.md", PLAIN)], &["."]),
        (
            &[("2023/a.md", DATED), ("2024/b.md", DATED), ("templates/x.md", PLAIN)],
            &["2023", "2024"],
        ),
        (&[("README.md", PLAIN)], &["content"]),
        // What is told beside posts is of the project, unless it is as much.
        (&MANY, &["pages"]),
        (&[("TODO.md", PLAIN), ("pages/a.md", DATED)], &["."]),
        (&[("AGENTS.md", PLAIN), ("public/a/index.md", PLAIN)], &["public"]),
        // What an earlier build has written is no content.
        (
            &[
                ("writing/a.md", DATED),
                ("public/.postpress/manifest.json", "{}"),
                ("public/archive/data/source/writing/a.md", DATED),
            ],
            &["writing"],
        ),
    ] {
        let config = config(files);
        assert_eq!(
            (config.generator, config.content.as_slice()),
            (Generator::Plain, &content.iter().map(|&c| c.to_owned()).collect::<Vec<_>>()[..])
        );
    }
}

#[test]
fn the_script_tells_korean_and_japanese() {
    for (text, language) in [
        (
            "---\ntitle: A\ndate: 2024-01-02\n---\n오늘은 글을 씁니다. 날씨가 좋고 마음도 좋은 날입니다.\n",
            "ko",
        ),
        ("---\ntitle: A\n---\nこれはブログです。きょうはとてもいいてんきですね。\n", "ja"),
        ("---\ntitle: A\n---\nAn English post about 한글 and かな.\n", ""),
    ] {
        assert_eq!(config(&[("content/a.md", text)]).about.language, language);
    }
}

#[test]
fn what_the_author_wrote_wins_key_by_key() {
    let files = [
        (
            "hugo.toml",
            "baseURL = 'https://a.example/'\ntitle = 'T'\n[permalinks]\npost = '/:slug/'\n",
        ),
        ("content/post/a.md", DATED),
        ("postpress.toml", "[site]\nurl = 'https://b.example/'\n"),
    ];
    let dir = blog(&files);
    let loaded = load(dir.path()).expect("settings");
    assert_eq!(loaded.config.about.url, "https://b.example/");
    assert_eq!(loaded.config.about.publish_url, "https://b.example/");
    assert_eq!(loaded.config.about.title, "T");
    assert_eq!(loaded.config.permalinks.len(), 1);

    put(
        dir.path(),
        "postpress.toml",
        "content = 'content/post'\n[site]\npermalink = '/:path/'\ntitle = 'U'\n",
    );
    let loaded = load(dir.path()).expect("settings");
    assert_eq!(loaded.config.content, ["content/post"]);
    assert_eq!((loaded.config.permalink.as_str(), loaded.config.permalinks.len()), ("/:path/", 0));
    assert_eq!(loaded.config.about.title, "U");
    assert_eq!(loaded.config.generator, Generator::Hugo);
    assert_eq!(loaded.assumed, Vec::<String>::new());
}

mod hostile;
