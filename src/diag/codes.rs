//! Every finding that postpress can make: its stable code, its severity, its paragraph of help.

use super::Severity;

/// Declares the codes in one table, so that a code cannot exist without its help.
macro_rules! codes {
    ($($variant:ident = $text:literal, $severity:ident, $help:literal;)*) => {
        /// A stable name of a finding, such as `front-matter/bad-date`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $help] $variant,)*
        }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// How bad a finding with this code is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What the finding means and what to do about it.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)* }
            }
        }
    };
}

codes! {
    // Reading files.
    FileUnreadable = "file/unreadable", Error, "The file or folder could not be read. Nothing of it is in the outputs.";
    FileTooLarge = "file/too-large", Error, "The file is larger than the limit for its kind. Posts are meant to be text; split the post, or exclude the file.";
    FileNotRegular = "file/not-regular", Warning, "A FIFO, device or socket lies in a content folder. It is never opened.";
    FileOutside = "file/outside", Warning, "A symbolic link leads out of the root and the static folders. Nothing behind it is read.";
    FileName = "file/name", Warning, "The file's name is not valid UTF-8, or too long for an output. A safe name is used instead.";
    Encoding = "file/encoding", Warning, "The file is not valid UTF-8. UTF-16 with a byte order mark is decoded; other bytes are shown as U+FFFD. Save the file as UTF-8.";
    ReplacementCharacter = "file/replacement-character", Note, "The text holds U+FFFD, the sign for a character that was lost when it was decoded or copied. Feeds, archive and handouts show it as it is.";
    ControlCharacter = "file/control-character", Note, "A control character that XML cannot hold, or that nobody can see (U+0080 to U+009F), is in the text. Feeds and handouts leave it out; the archive keeps it.";
    BidiControl = "file/bidi-control", Warning, "A control of direction (U+202A to U+202E, U+2066 to U+2069) would show text or code in another order than it is written in (CVE-2021-42574). Text and front matter keep embeddings and isolates that are closed in their own paragraph or value; others and overrides are left out. Code shows each by its number, such as `[U+202E]`. The archived source keeps everything.";
    // Front matter.
    FrontMatterUnclosed = "front-matter/unclosed", Error, "The block of front matter is opened but never closed, so where the text begins is not known.";
    FrontMatterSyntax = "front-matter/syntax", Error, "The front matter is not valid YAML, TOML or JSON.";
    FrontMatterLimit = "front-matter/limit", Error, "The front matter is larger, deeper, or by its aliases expands further than the limit.";
    FrontMatterType = "front-matter/type", Warning, "A key holds a value of another kind than it should. The value is left out.";
    FrontMatterEmpty = "front-matter/missing", Note, "The file has no front matter. Its title is taken from the first heading or the file's name.";
    BadDate = "front-matter/bad-date", Warning, "A date could not be read, or names a day that does not exist. It is never replaced by another day; the post is kept without it.";
    NoDate = "front-matter/no-date", Note, "The post has no date, neither in the front matter nor in its name. It is listed last.";
    DoubtfulDate = "front-matter/doubtful-date", Warning, "A date is so early, so late, or so placed against the other one that it is probably mistyped; or its day of the week is another. It is used as it is written.";
    BadEmail = "front-matter/bad-email", Warning, "An author's e-mail address is none. Feeds name the author without it.";
    BadLanguage = "front-matter/bad-language", Warning, "The language is no tag of BCP 47 whose first part is a code of ISO 639. The blog's language is used instead. Where the file's name or folder says another language than the key, that is noted, and the key counts.";
    BadAddress = "front-matter/bad-address", Warning, "A key that says where the post is read (`slug`, `permalink`, `url`, `path`) leads out of the site or holds characters that no address has. Outputs are named by the post's own file; of the address the safe part is used.";
    BadGuid = "front-matter/bad-guid", Warning, "`guid` holds white space or characters that no id has. The post is called as if it were not there, which readers take for another post.";
    TitleMarkup = "front-matter/title-markup", Note, "The title holds HTML tags. Titles are plain text in feeds, so that only its words are shown.";
    NoTitle = "front-matter/no-title", Note, "The post has no title. The file's name is used.";
    EmptyFile = "post/empty", Warning, "The file of a post holds nothing but white space. It is no post; the archive keeps it as it is.";
    Draft = "post/draft", Note, "The post is marked as a draft, or dated in the future, and stays out.";
    DuplicateId = "post/duplicate-id", Warning, "Two posts would have the same id, also when case and Unicode form are ignored. The second is numbered.";
    DuplicateUrl = "post/duplicate-url", Warning, "Two posts have the same address.";
    DuplicateGuid = "post/duplicate-guid", Warning, "Two posts give themselves the same id, and a reader would show only one of them. The second is called by its name instead.";
    // Markdown and HTML.
    NestingLimit = "markdown/nesting", Warning, "Quotes, lists or HTML are nested more deeply than the limit. What is deeper is kept as flat text.";
    MarkdownLimit = "markdown/limit", Warning, "A post has more links or pictures, or more blocks, items, cells and runs of text, than the limit. Links behind it are their words alone; text behind it is kept as it is written, as code.";
    Unclosed = "markdown/unclosed", Warning, "A block of code, a comment, a script or another element is opened and never closed, so that it takes all that is behind it: code shows that as code, and of what nobody sees (comments, scripts, styles, drawings) nothing is in the outputs.";
    UnknownHtml = "markdown/unknown-html", Note, "An HTML element that has no meaning in print or in feeds was replaced by what is in it.";
    ActiveHtml = "markdown/active-html", Note, "Scripts, styles, forms, event handlers, and frames and objects without an address are left out of all outputs but the archived source, and so are `<base>`, `<link>` and `<meta http-equiv>`, which would change the page around the post. A frame with an address is shown as a link to it.";
    UnknownShortcode = "markdown/shortcode", Note, "A shortcode, template tag or component is not known: its markers were taken out, and what is inside was kept. Say what it stands for in the table `[shortcodes]` of postpress.toml, such as `gallery = \"text\"` or `ad = \"drop\"`.";
    FootnoteUndefined = "markdown/footnote", Warning, "A footnote is called but not defined, or defined but not called.";
    MathAsSource = "markdown/math", Note, "A formula is printed as its TeX source.";
    // Links and assets.
    LinkDead = "link/dead", Warning, "A link leads to a post, heading or file that does not exist. Pages that a generator makes of no file (home, lists, tags, feeds) are not known here, so that an address is called dead only where nothing but posts and files can be: it names a text of the content folders (`x.md`, `@/x.md`) or a file of a kind that people make (`x.pdf`), or it lies among the addresses of the posts (`/2023/05/x/`, `/blog/x/`) or below the post's own page.";
    LinkText = "link/text", Note, "A link leads to a text that is in the blog's folder, but no post, so that the address of its page is not known. Its words are kept without the link.";
    LinkUnsafe = "link/unsafe", Warning, "A link's scheme (javascript:, vbscript:, data:, file:) is not followed by readers. Its text is kept.";
    LinkInvalid = "link/invalid", Warning, "A link is not a valid address. Its text is kept.";
    AssetMissing = "asset/missing", Warning, "The file that a picture or link names does not exist in the post's folder, the content root or a static folder.";
    AssetOutside = "asset/outside", Warning, "The path leads out of the root and the static folders. It is not read.";
    AssetName = "asset/name", Warning, "The file exists under a name that differs in letter case or Unicode form. Other systems will not find it.";
    AssetType = "asset/type", Note, "The file's content is of another type than its name says. The content counts.";
    AssetBroken = "asset/broken", Warning, "The picture could not be read. A placeholder is printed.";
    AssetTooLarge = "asset/too-large", Warning, "The picture has more pixels or bytes than the limit. A placeholder is printed.";
    AssetRemote = "asset/remote", Note, "The picture is on another server, and is not fetched. Its address is printed. `build --fetch` fetches such pictures once, into `.postpress/remote` of the output folder, and prints them.";
    AssetFetch = "asset/fetch", Warning, "The picture is on another server and could not be fetched. Its address is printed. Pictures are fetched by http and https from public addresses only, up to 32 MiB and 20 seconds each, and count as pictures by their bytes alone.";
    // Feeds.
    FeedSize = "feed/size", Warning, "A feed is large; readers and hubs stop at some size. Lower `feed.limit` or use `feed.content = \"summary\"`.";
    FeedNoUrl = "feed/no-url", Note, "`site.url` is not set, so that the addresses in the feeds lead nowhere.";
    FeedImage = "feed/image", Warning, "`feed.image` or `feed.icon` names no picture that readers can show. The feeds go without it.";
    Template = "feed/template", Warning, "A template of the blog's `templates/` folder asks for something that is not there. The page is not made; entries of feeds go without what `item.html` puts around them.";
    GuidChanged = "feed/id-changed", Warning, "Readers know the post by another id than it would have now, and would show it to every subscriber as new. The old id comes from the last build's outputs or from a feed given by `--previous`; it is kept by `guid:` in the front matter. With `--deny-warnings` nothing is published, so that the old id is not forgotten.";
    EntryGone = "feed/entry-gone", Warning, "The last build's outputs, or a feed given by `--previous`, hold an entry that no post has any more. Subscribers who have it keep it; for others it is gone.";
    // Print.
    GlyphMissing = "print/missing-glyph", Warning, "No font has a glyph for the character. A box with its code point is printed.";
    TooWide = "print/too-wide", Note, "Something is wider than the page: it is set smaller, turned, or its words are broken.";
    HandoutTooLong = "print/too-long", Warning, "The post is so long that its pages would not fit into memory: it has no handout and is in no book; feeds and archive hold it whole. Or a book is larger than programs that show PDFs can be expected to take, and is not made.";
    // Settings.
    ConfigAssumed = "config/assumed", Note, "What postpress.toml does not say was found in the blog or assumed. Correct it there where it is wrong.";
    NoPosts = "site/no-posts", Warning, "No post was found in the content folders.";
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        for name in &names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || "/-".contains(c)), "{name}");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
