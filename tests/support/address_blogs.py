"""Small blogs, all made up, that exercise each rule of addresses of the generators that tests/addresses.py runs."""


def toml(title, date="2024-03-05T10:20:30Z", **more):
    """A post of Hugo."""
    rows = [f'title = "{title}"', f"date = {date}" if date else ""]
    rows += [f"{key} = {value}" for key, value in more.items()]
    return "+++\n" + "\n".join(row for row in rows if row) + "\n+++\nSome words.\n"


def yaml(title=None, **more):
    """A post with YAML front matter."""
    rows = [f'title: "{title}"'] if title else []
    rows += [f"{key}: {value}" for key, value in more.items()]
    return "---\n" + "".join(f"{row}\n" for row in rows) + "---\nSome words.\n"


def meta(title, date="2024-03-05 10:20", **more):
    """A post of Pelican."""
    rows = [f"Title: {title}"] + ([f"Date: {date}"] if date else [])
    rows += [f"{key}: {value}" for key, value in more.items()]
    return "\n".join(rows) + "\n\nSome words.\n"


# Names, titles and keys that are hard in one way each, for every blog of Hugo.
HUGO = {
    "content/_index.md": toml("Home", date=None),
    "content/about.md": toml("About"),
    "content/posts/_index.md": toml("Posts", date=None),
    "content/posts/first.md": toml("The First One"),
    "content/posts/Second Post.md": toml("Second: one & more"),
    "content/posts/한글 글.md": toml("한글 제목입니다"),
    "content/posts/v1.2.3-out.md": toml("Version 1.2.3 is out!"),
    "content/posts/Ünïcode_und-mehr.md": toml("Über Größe"),
    "content/posts/2024-05-06-dated-name.md": toml("Dated name"),
    "content/posts/slugged.md": toml("Slugged", slug='"My Own Slug"'),
    "content/posts/dotted-slug.md": toml("Dotted", slug='"v2.0"'),
    "content/posts/korean-slug.md": toml("Korean slug", slug='"한글-슬러그"'),
    "content/posts/by-url.md": toml("By url", url='"/elsewhere/page/"'),
    "content/posts/by-html.md": toml("By html", url='"/elsewhere/page.html"'),
    "content/posts/by-relative-url.md": toml("By relative url", url='"relative/page"'),
    "content/posts/bundle/index.md": toml("A Bundle"),
    "content/posts/bundle/notes.md": "no page of its own\n",
    "content/posts/slugged-bundle/index.md": toml("Slugged Bundle", slug='"other"'),
    "content/posts/deep/er/nested.md": toml("Nested"),
    "content/posts/series/_index.md": toml("Series", date=None),
    "content/posts/series/one.md": toml("One of a series"),
    "content/posts/series/part/_index.md": toml("Part", date=None),
    "content/posts/series/part/two.md": toml("Two of a series"),
    "content/posts/draft.md": toml("Draft", draft="true"),
    "content/posts/future.md": toml("Future", date="2199-01-01"),
    "content/posts/expired.md": toml("Expired", expiryDate="2024-04-01"),
    "content/posts/unpublished.md": toml("Not yet", publishDate="2199-01-01"),
    "content/notes/first.md": toml("Notes First"),
    "content/notes/C++ and C#.md": toml("C++ and C#"),
    "content/notes/100% sure.md": toml("100% sure"),
    "content/notes/quotes-'a'-(b).md": toml("Quotes 'a' (b)"),
}

POSTS_OF_JEKYLL = {
    "_posts/2024-03-05-first.md": yaml("The First One"),
    "_posts/2024-03-05-Second Post.md": yaml("Second"),
    "_posts/2024-03-05-한글-글.md": yaml("한글 제목"),
    "_posts/2024-3-5-short-date.md": yaml("Short date"),
    "_posts/2024-03-05-v1.2.3.md": yaml("Version"),
    "_posts/2024-03-05-slugged.md": yaml("Slugged", slug="My Own Slug"),
    "_posts/2024-03-05-other-date.md": yaml("Other date", date="2023-01-02 23:30:00 -0800"),
    "_posts/2024-03-05-one-category.md": yaml("One category", category="Dev Ops"),
    "_posts/2024-03-05-categories.md": yaml("Categories", categories="[Dev Ops, 한글]"),
    "_posts/2024-03-05-words.md": yaml("Words", categories="alpha Beta"),
    "_posts/2024-03-05-both.md": yaml("Both", category="x", categories="[y, z]"),
    "_posts/2024-03-05-own-address.md": yaml("Own", permalink="/own/place/"),
    "_posts/2024-03-05-own-html.md": yaml("Own", permalink="/own/page.html"),
    "_posts/2024-03-05-own-pattern.md": yaml("Own", permalink="/:year/:title/"),
    "_posts/2024-03-05-unpublished.md": yaml("No", published="false"),
    "_posts/no-date-in-name.md": yaml("No date"),
    "_posts/sub/2024-03-05-in-a-folder.md": yaml("In a folder"),
    "_posts/sub/deep/2024-03-05-deeper.md": yaml("Deeper", categories="[own]"),
    "travel/_posts/2024-03-05-away.md": yaml("Away"),
    "Travel/Far East/_posts/2024-03-05-far.md": yaml("Far", categories="[food]"),
    "_posts/2199-01-01-future.md": yaml("Future"),
    "_drafts/idea.md": yaml("Idea"),
    "_posts/2024-03-05-plain.markdown": yaml("Plain"),
    "_posts/2024-03-05-page.html": yaml("Page"),
    "about.md": yaml("About", layout="page"),
    "index.md": yaml("Index"),
}

POSTS_OF_HEXO = {
    "source/_posts/first.md": yaml("The First One", date="2024-03-05 10:20:30"),
    "source/_posts/Second Post.md": yaml("Second", date="2024-03-05 10:20:30"),
    "source/_posts/한글 글.md": yaml("한글 제목", date="2024-03-05 10:20:30"),
    "source/_posts/中文.md": yaml("中文 標題", date="2024-03-05 10:20:30"),
    "source/_posts/v1.2.3.md": yaml("Version", date="2024-03-05 10:20:30"),
    "source/_posts/C++ & C#.md": yaml("Signs", date="2024-03-05 10:20:30"),
    "source/_posts/2024-03-06-dated-name.md": yaml("Dated name", date="2024-03-05 10:20:30"),
    "source/_posts/deep/er/nested.md": yaml("Nested", date="2024-03-05 10:20:30"),
    "source/_posts/slugged.md": yaml("Slugged", date="2024-03-05 10:20:30", slug="my-own-slug"),
    "source/_posts/own-address.md": yaml("Own", date="2024-03-05 10:20:30", permalink="own/place/"),
    "source/_posts/own-html.md": yaml("Own", date="2024-03-05 10:20:30", permalink="/own/page.html"),
    "source/_posts/one-category.md": yaml("Category", date="2024-03-05 10:20:30", categories="Dev Ops"),
    "source/_posts/categories.md": yaml("Categories", date="2024-03-05 10:20:30", categories="[Dev Ops, 한글]"),
    "source/_posts/mapped.md": yaml("Mapped", date="2024-03-05 10:20:30", categories="[日誌]"),
    "source/_posts/unpublished.md": yaml("No", date="2024-03-05 10:20:30", published="false"),
    "source/_posts/future.md": yaml("Future", date="2199-03-05 10:20:30"),
    "source/_posts/lang.md": yaml("Language", date="2024-03-05 10:20:30", lang="ko"),
    "source/_posts/_hidden.md": yaml("Hidden", date="2024-03-05 10:20:30"),
    "source/_drafts/idea.md": yaml("Idea"),
    "source/about/index.md": yaml("About"),
}

POSTS_OF_PELICAN = {
    "content/first.md": meta("The First One"),
    "content/Second Post.md": meta("Second: one & more"),
    "content/korean.md": meta("한글 제목입니다"),
    "content/signs.md": meta("What's new in C++ -- part 2?"),
    "content/umlaut.md": meta("Über Größe"),
    "content/v1.2.3.md": meta("Version 1.2.3"),
    "content/2024-03-06-dated-name.md": meta("Dated name", date=None),
    "content/slugged.md": meta("Slugged", Slug="my-own-slug"),
    "content/by-url.md": meta("By url", Url="own/place/", Save_as="own/place/index.html"),
    "content/category.md": meta("Category", Category="Dev Ops"),
    "content/author.md": meta("Author", Author="Jane Doe, John Roe"),
    "content/authors.md": meta("Authors", Authors="Roe, John; Doe, Jane"),
    "content/Dev Ops/in-folder.md": meta("In a folder"),
    "content/a/b/deeper.md": meta("Deeper"),
    "content/draft.md": meta("Draft", Status="draft"),
    "content/hidden.md": meta("Hidden", Status="hidden"),
    "content/translated.md": meta("Translated", Lang="en", Slug="translated"),
    "content/translated-ko.md": meta("번역", Lang="ko", Slug="translated"),
    "content/pages/about.md": meta("About"),
    "content/notes.rst": "A note\n######\n\n:date: 2024-03-05\n\nWords.\n",
    "content/images/readme.txt": "no post\n",
}

CONF = 'SITENAME = "A blog"\nSITEURL = "https://blog.example"\nPATH = "content"\nTIMEZONE = "UTC"\nDEFAULT_LANG = "en"\n'

BLOGS = [
    {
        "name": "hugo-default",
        "generator": "hugo",
        "files": {**HUGO, "hugo.toml": 'baseURL = "https://blog.example/"\ntitle = "A blog"\n'},
    },
    {
        "name": "hugo-below-a-path",
        "generator": "hugo",
        "files": {**HUGO, "config.yaml": "baseURL: https://blog.example/below/\nuglyURLs: true\n"},
    },
    {
        "name": "hugo-paths-as-written",
        "generator": "hugo",
        "files": {
            **HUGO,
            "config.json": '{"baseURL": "https://blog.example", "disablePathToLower": true}',
        },
    },
    {
        "name": "hugo-permalinks",
        "generator": "hugo",
        "files": {
            **HUGO,
            "config.toml": 'baseURL = "https://blog.example/"\n[permalinks]\n'
            'posts = "/:year/:month/:day/:slug/"\nnotes = "/n/:title"\n',
        },
    },
    {
        "name": "hugo-permalinks-of-pages",
        "generator": "hugo",
        "files": {
            **HUGO,
            "config/_default/hugo.toml": 'baseURL = "https://blog.example/"\n',
            "config/_default/permalinks.toml": '[page]\nposts = "/:sections/:slugorcontentbasename/"\n'
            'notes = "/:section/:contentbasename"\n[section]\nposts = "/all/"\n[term]\ntags = "/t/:slug/"\n',
        },
    },
    {
        "name": "hugo-permalinks-by-target",
        "generator": "hugo",
        "files": {
            **HUGO,
            "hugo.yaml": "baseURL: https://blog.example/\npermalinks:\n"
            "  - target: {kind: page, path: '/posts/series/**'}\n    pattern: /s/:slug/\n"
            "  - target: {path: '{/posts,/posts/**}'}\n    pattern: /:yearday/:contentbasename/\n"
            "  - pattern: /rest/:title/\n    target: {kind: page}\n",
        },
    },
    {
        "name": "hugo-parts-of-sections",
        "generator": "hugo",
        "files": {
            **HUGO,
            "hugo.toml": 'baseURL = "https://blog.example/"\n[permalinks]\n'
            'posts = "/:sections[1:]/:2006-:01/:slugorfilename/"\nnotes = "/:sections[last]/:month/:filename/"\n',
        },
    },
    {
        "name": "hugo-languages-by-name",
        "generator": "hugo",
        "files": {
            **HUGO,
            "content/posts/first.ko.md": toml("첫 글"),
            "content/posts/first.zh-cn.md": toml("第一"),
            "content/posts/bundle/index.ko.md": toml("묶음", slug='"mukkeum"'),
            "content/posts/only.ko.md": toml("하나", url='"/own/address/"'),
            "hugo.toml": 'baseURL = "https://blog.example/"\ndefaultContentLanguage = "en"\n'
            "[languages.en]\nweight = 1\n[languages.ko]\nweight = 2\n[languages.zh-cn]\nweight = 3\n",
        },
    },
    {
        "name": "hugo-languages-in-files",
        "generator": "hugo",
        "files": {
            "content/posts/first.md": toml("First"),
            "content/posts/first.ko.md": toml("첫 글"),
            "content/posts/bundle/index.de.md": toml("Bündel"),
            "content/posts/bundle/index.en.md": toml("Bundle"),
            "config/_default/hugo.toml": 'baseURL = "https://blog.example/"\ndefaultContentLanguage = "en"\n'
            "defaultContentLanguageInSubdir = true\n",
            "config/_default/languages.en.toml": 'title = "A blog"\nweight = 1\n',
            "config/_default/languages.ko.toml": 'title = "블로그"\nweight = 2\n',
            "config/_default/languages.de.toml": 'title = "Ein Blog"\nweight = 3\n',
        },
    },
    {
        "name": "hugo-languages-by-folder",
        "generator": "hugo",
        "files": {
            "content/ko/posts/first.md": toml("첫 글"),
            "content/ko/about.md": toml("소개"),
            "content/en/posts/first.md": toml("First"),
            "content/en/posts/Second One.md": toml("Second", slug='"two"'),
            "content/de/posts/first.md": toml("Erster"),
            "hugo.toml": 'baseURL = "https://blog.example/"\ndefaultContentLanguage = "ko"\n'
            'defaultContentLanguageInSubdir = true\n[permalinks]\nposts = "/:year/:slug/"\n'
            '[languages.ko]\ncontentDir = "content/ko"\n[languages.en]\ncontentDir = "content/en"\n'
            '[languages.en.permalinks]\nposts = "/essays/:slug/"\n'
            '[languages.de]\ncontentDir = "content/de"\ndisabled = true\n',
        },
    },
    {
        "name": "hugo-languages-apart",
        "generator": "hugo",
        "files": {
            "content/posts/first.md": toml("First"),
            "content/posts/about.ko.md": toml("소개"),
            "content.ko/posts/first.md": toml("첫 글"),
            "config/_default/config.toml": 'baseURL = "https://blog.example/"\ndefaultContentLanguage = "en"\n',
            "config/_default/languages.toml": '[en]\ncontentDir = "content"\n[ko]\ncontentDir = "content.ko"\n',
        },
    },
    {
        "name": "hugo-of-a-theme",
        "generator": "hugo",
        "files": {
            "exampleSite/content/post/a.md": toml("A"),
            "exampleSite/content/post/b/index.md": toml("B"),
            "exampleSite/hugo.toml": 'baseURL = "https://blog.example/"\n',
            "layouts/single.html": "",
            "theme.toml": 'name = "A theme"\n',
            "README.md": "# A theme\n",
        },
        "site": "exampleSite",
    },
    {
        "name": "pelican-default",
        "generator": "pelican",
        "files": {**POSTS_OF_PELICAN, "pelicanconf.py": CONF},
    },
    {
        "name": "pelican-dated",
        "generator": "pelican",
        "files": {
            **POSTS_OF_PELICAN,
            "pelicanconf.py": CONF + "ARTICLE_URL = 'posts/{date:%Y}/{date:%b}/{date:%d}/{slug}/'\n"
            "ARTICLE_SAVE_AS = 'posts/{date:%Y}/{date:%b}/{date:%d}/{slug}/index.html'\n"
            "SLUGIFY_SOURCE = 'basename'\n",
        },
    },
    {
        "name": "pelican-categories",
        "generator": "pelican",
        "files": {
            **POSTS_OF_PELICAN,
            "pelicanconf.py": CONF + "USE_FOLDER_AS_CATEGORY = False\nDEFAULT_CATEGORY = 'Odds & Ends'\n"
            "AUTHOR = 'Kim Lee'\nARTICLE_URL = '{category}/{author}/{lang}/{slug}'\nARTICLE_LANG_URL = '{lang}/{slug}'\n"
            "SLUGIFY_USE_UNICODE = True\n",
        },
    },
    {
        "name": "pelican-names",
        "generator": "pelican",
        "files": {
            **POSTS_OF_PELICAN,
            "content/posts/2024-03-07-by-name.md": meta("By name", date=None),
            "content/posts/2024-03-08_under.md": meta("Under", date=None),
            "pelicanconf.py": CONF + "ARTICLE_PATHS = ['posts', 'Dev Ops']\n"
            "FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})[-_](?P<slug>.*)'\n"
            "ARTICLE_URL = '{date:%Y}/{date:%m}/{slug}.html'\nARTICLE_SAVE_AS = ARTICLE_URL\n",
        },
    },
    {
        "name": "pelican-folders",
        "generator": "pelican",
        "files": {
            **POSTS_OF_PELICAN,
            "pelicanconf.py": CONF + "ARTICLE_URL = '{category}/{slug}/'\nARTICLE_SAVE_AS = '{category}/{slug}/index.html'\n"
            "PAGE_PATHS = ['pages', 'a']\n",
        },
    },
    {
        "name": "jekyll-default",
        "generator": "jekyll",
        "files": {**POSTS_OF_JEKYLL, "_config.yml": "title: A blog\nurl: https://blog.example\n"},
    },
    {
        "name": "jekyll-pretty",
        "generator": "jekyll",
        "files": {
            **POSTS_OF_JEKYLL,
            "_config.yml": "url: https://blog.example\nbaseurl: /below\npermalink: pretty\nfuture: true\ntimezone: Asia/Seoul\n",
        },
    },
    {
        "name": "jekyll-title",
        "generator": "jekyll",
        "files": {
            **POSTS_OF_JEKYLL,
            "_config.yml": "url: https://blog.example\npermalink: /:categories/:title/\n",
        },
    },
    {
        "name": "jekyll-slug",
        "generator": "jekyll",
        "files": {
            **POSTS_OF_JEKYLL,
            "_config.yml": "url: https://blog.example\npermalink: /:year-:month-:day/:slug:output_ext\n",
        },
    },
    {
        "name": "jekyll-numbers",
        "generator": "jekyll",
        "files": {
            **POSTS_OF_JEKYLL,
            "_config.yml": "url: https://blog.example\npermalink: /b/:short_year/:i_month/:i_day/:y_day/:short_month/:long_month/:title\n",
        },
    },
    {
        "name": "jekyll-weekdate",
        "generator": "jekyll",
        "files": {**POSTS_OF_JEKYLL, "_config.yml": "url: https://blog.example\npermalink: weekdate\n"},
    },
    {
        "name": "jekyll-defaults",
        "generator": "jekyll",
        "files": {
            **POSTS_OF_JEKYLL,
            "_config.yml": "url: https://blog.example\npermalink: none\ndefaults:\n"
            "  - scope: {path: '', type: posts}\n    values: {layout: post, permalink: '/posts/:title/'}\n"
            "  - scope: {path: _posts/sub}\n    values: {permalink: '/sub/:title/', categories: [scoped]}\n"
            "  - scope: {path: 'travel', type: posts}\n    values: {categories: [trips]}\n",
        },
    },
    {
        "name": "jekyll-collection",
        "generator": "jekyll",
        "files": {
            **POSTS_OF_JEKYLL,
            "_config.yml": "url: https://blog.example\ncollections:\n  posts:\n    permalink: /blog/:categories/:title/\n"
            "exclude: [travel]\n",
        },
    },
    {
        "name": "jekyll-source",
        "generator": "jekyll",
        "files": {
            **{f"src/{name}": text for name, text in POSTS_OF_JEKYLL.items()},
            "_config.yml": "url: https://blog.example\nsource: src\npermalink: ordinal\n",
        },
    },
    {
        "name": "hexo-default",
        "generator": "hexo",
        "files": {
            **POSTS_OF_HEXO,
            "_config.yml": "title: A blog\nurl: https://blog.example\npermalink: :year/:month/:day/:title/\n",
        },
    },
    {
        "name": "hexo-categories",
        "generator": "hexo",
        "files": {
            **POSTS_OF_HEXO,
            "_config.yml": "url: https://blog.example/below\nroot: /below/\npermalink: posts/:category/:title.html\n"
            "default_category: misc\nnew_post_name: :title.md\n",
        },
    },
    {
        "name": "hexo-titles",
        "generator": "hexo",
        "files": {
            **POSTS_OF_HEXO,
            "_config.yml": "url: https://blog.example\npermalink: :lang/:post_title/\npermalink_defaults:\n  lang: en\n"
            "new_post_name: :year-:month-:day-:title.md\nfuture: false\n",
        },
    },
    {
        "name": "hexo-names",
        "generator": "hexo",
        "files": {
            **POSTS_OF_HEXO,
            "_config.yml": "url: https://blog.example\npermalink: :year/:i_month/:i_day/:hour:minute:second/:name/\n"
            "timezone: Asia/Seoul\nrender_drafts: false\nfilename_case: 1\n",
        },
    },
    {
        "name": "hexo-keys",
        "generator": "hexo",
        "files": {
            "source/_posts/first.md": yaml("First", date="2024-03-05 10:20:30", abbrlink="4a17b156"),
            "source/_posts/second.md": yaml("Second", date="2024-03-05 10:20:30", abbrlink=48213),
            "source/_posts/folder/index.md": yaml("Index", date="2024-03-05 10:20:30", abbrlink="x-y"),
            "_config.yml": "url: https://blog.example\npermalink: posts/:abbrlink.html\n",
        },
    },
    {
        "name": "hexo-folders",
        "generator": "hexo",
        "files": {
            "source/_posts/folder/index.md": yaml("Index", date="2024-03-05 10:20:30"),
            "source/_posts/2024/03/by-day.md": yaml("By day", date="2024-03-05 10:20:30"),
            "_config.yml": "url: https://blog.example\npermalink: :year/:title/\n",
        },
    },
]
for blog in BLOGS:
    if blog["generator"] == "hexo":
        blog["files"] = {**blog["files"], "package.json": '{"name": "blog", "hexo": {"version": "7.0.0"}, "dependencies": {"hexo": "^7.0.0"}}\n'}
