//! What links and pictures lead to: addresses are checked and completed, local names looked up.

use url::Url;

use super::{Copied, Library, Resolved, finding};
use crate::diag::{Code, Diagnostic};
use crate::limits;
use crate::model::{
    ImageSource, MediaType, Mention, MentionSource, Meta, PostId, Role, Target, text,
};
use crate::source::percent_decode;
use crate::span::Span;

/// Schemes that a reader can follow, and that run nothing.
const SAFE_SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "geo", "magnet", "xmpp", "irc", "ircs", "ftp", "ftps",
    "sftp", "ssh", "git", "news", "nntp", "matrix", "bitcoin", "doi", "urn",
];

/// Characters that nobody sees and that come with copied text.
const INVISIBLE: &[char] =
    &['\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}'];

/// Looks references up and remembers what was mentioned and found.
pub(super) struct References<'a> {
    meta: &'a Meta,
    library: &'a dyn Library,
    base: Option<Url>,
    /// How many references were looked up.
    count: usize,
    findings: Findings,
}

/// What came up while references were looked up.
#[derive(Default)]
pub(super) struct Findings {
    /// Every file and picture that was named.
    pub(super) mentions: Vec<Mention>,
    /// What is wrong with them.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> References<'a> {
    /// For the references of one post.
    pub(super) fn new(meta: &'a Meta, library: &'a dyn Library) -> Self {
        let base = Url::parse(&meta.url).or_else(|_| Url::parse(library.site_url())).ok();
        Self { meta, library, base, count: 0, findings: Findings::default() }
    }

    /// What came up.
    pub(super) fn finish(self) -> Findings {
        self.findings
    }

    /// The file that the references are in.
    pub(super) fn file(&self) -> crate::span::FileId {
        self.meta.file
    }

    /// Where a link leads.
    pub(super) fn link(&mut self, reference: &str, span: Span) -> Target {
        if self.is_full(span) {
            return Target::Dead(shown(reference));
        }
        let mut reference = without_controls(reference);
        if let Some(invisible) = reference.chars().next().filter(|c| INVISIBLE.contains(c)) {
            let message =
                format!("the link begins with the invisible U+{:04X}", u32::from(invisible));
            let hint = "take it out: a browser looks for a page of the blog with that name";
            self.findings.diagnostics.push(finding(Code::LinkInvalid, span, message).hint(hint));
            reference = reference.trim_matches(INVISIBLE).into();
        }
        if reference.is_empty() {
            self.say(Code::LinkInvalid, span, "the link leads nowhere");
            return Target::Dead(reference);
        }
        if let Some(fragment) = reference.strip_prefix('#') {
            return Target::Anchor(percent_decode(fragment));
        }
        match scheme(&reference) {
            Some(scheme) if SAFE_SCHEMES.contains(&scheme.as_str()) => {
                if let Some(target) = self.own_link(&reference, span) {
                    return target;
                }
                return match absolute(&reference) {
                    Some(url) => Target::Url(url),
                    None => {
                        let shown = text::excerpt(&reference, 60);
                        self.say(
                            Code::LinkInvalid,
                            span,
                            format!("`{shown}` is not a valid address"),
                        );
                        Target::Dead(reference)
                    }
                };
            }
            Some(scheme) => {
                self.say(
                    Code::LinkUnsafe,
                    span,
                    format!("readers do not follow `{scheme}:` links"),
                );
                return Target::Dead(text::excerpt(&reference, 200));
            }
            None => {}
        }
        if reference.starts_with("//") || reference.starts_with("\\\\") {
            return match absolute(&format!("https:{}", reference.replace('\\', "/"))) {
                Some(url) => Target::Url(url),
                None => Target::Dead(reference),
            };
        }
        self.local_link(reference, span)
    }

    /// What an absolute address on the blog's own server leads to, where that is a post or file.
    fn own_link(&mut self, reference: &str, span: Span) -> Option<Target> {
        let path = self.own_path(reference)?;
        match self.library.resolve(self.meta, &path) {
            // The author's address may have a query or a spelling that the server knows: it stays.
            Resolved::Post { id, fragment, .. } => {
                self.anchored(&id, fragment.as_deref(), span);
                Some(Target::Post { id, url: absolute(reference)?, fragment })
            }
            Resolved::Asset { exact: true, .. } => Some(self.local_link(path, span)),
            // What is no page may lie on the server by other ways than the blog's.
            Resolved::Missing { instead } if !has_ending(&path) => {
                self.dead(reference, instead, span);
                None
            }
            Resolved::Withheld(path) => {
                self.withheld(reference, &path, span);
                None
            }
            _ => None,
        }
    }

    /// Tells that a link leads nowhere.
    fn dead(&mut self, reference: &str, instead: Option<String>, span: Span) {
        let message = format!("`{}` leads to no post and no file", shown(reference));
        let mut dead = finding(Code::LinkDead, span, message);
        if let Some(instead) = instead {
            dead = dead.hint(format!("there is `{instead}`"));
        } else if looks_like_a_server(reference) {
            dead = dead.hint("the name of a server has `https://` before it");
        }
        self.findings.diagnostics.push(dead);
    }

    fn withheld(&mut self, reference: &str, path: &str, span: Span) {
        let message = format!("`{}` leads to `{path}`, which stays out", shown(reference));
        let hint = "a draft, a post of the future and one in error have no page that readers see";
        self.findings.diagnostics.push(finding(Code::LinkDead, span, message).hint(hint));
    }

    /// Tells where another post has no anchor of a name.
    fn anchored(&mut self, id: &PostId, fragment: Option<&str>, span: Span) {
        let Some(fragment) = fragment.filter(|_| *id != self.meta.id) else { return };
        if let Err(instead) = self.library.anchor(id, fragment) {
            let message = format!(
                "the post `{}` has no heading or anchor `#{}`",
                shown(id.as_str()),
                shown(&percent_decode(fragment)),
            );
            let dead = finding(Code::LinkDead, span, message);
            self.findings.diagnostics.push(match instead {
                Some(instead) => dead.hint(format!("there is `#{instead}`")),
                None => dead,
            });
        }
    }

    /// The path from the top of the blog that an absolute address on its server means.
    fn own_path(&self, reference: &str) -> Option<String> {
        let without_scheme = |url: &'_ str| -> Option<usize> {
            let rest = url.strip_prefix("https:").or_else(|| url.strip_prefix("http:"))?;
            rest.starts_with("//").then_some(url.len() - rest.len() + 2)
        };
        let site = self.library.site_url();
        let site = site.get(without_scheme(site)?..)?.trim_start_matches("www.");
        let own = reference.get(without_scheme(reference)?..)?.trim_start_matches("www.");
        let head = own.get(..site.len())?;
        head.eq_ignore_ascii_case(site).then(|| format!("/{}", &own[site.len()..]))
    }

    fn local_link(&mut self, reference: String, span: Span) -> Target {
        match self.library.resolve(self.meta, &reference) {
            Resolved::Asset { asset, exact } => {
                if !exact {
                    self.inexact(&reference, &asset.path, span);
                }
                self.findings.mentions.push(Mention {
                    as_written: reference,
                    role: Role::Linked,
                    alt: String::new(),
                    source: MentionSource::Local(asset.clone()),
                });
                Target::Asset(asset)
            }
            Resolved::Post { id, url, fragment } => {
                if id == self.meta.id
                    && let Some(fragment) = fragment
                {
                    return Target::Anchor(percent_decode(&fragment));
                }
                self.anchored(&id, fragment.as_deref(), span);
                let url = match &fragment {
                    Some(fragment) => format!("{url}#{}", encode_fragment(fragment)),
                    None => url,
                };
                Target::Post { id, url, fragment }
            }
            Resolved::Unreadable(why) => {
                self.unreadable(&reference, &why, span);
                self.page_of_the_site(reference)
            }
            Resolved::Page { url: Some(url) } => {
                let fragment = reference.split_once('#').map(|(_, fragment)| fragment);
                let fragment = fragment.map(|f| format!("#{}", encode_fragment(f)));
                Target::Url(url + &fragment.unwrap_or_default())
            }
            Resolved::Page { url: None } => self.page_of_the_site(reference),
            Resolved::Withheld(path) => {
                self.withheld(&reference, &path, span);
                self.page_of_the_site(reference)
            }
            Resolved::Text(path) => {
                let message =
                    format!("`{}` leads to `{path}`, which is no post here", shown(&reference));
                let hint = "add its folder to `content`, or link its address";
                self.findings.diagnostics.push(finding(Code::LinkText, span, message).hint(hint));
                Target::Dead(reference)
            }
            Resolved::Outside => {
                let message = format!("`{}` leads out of the blog's folders", shown(&reference));
                self.say(Code::AssetOutside, span, message);
                self.page_of_the_site(reference)
            }
            Resolved::Missing { instead } => {
                self.dead(&reference, instead, span);
                self.page_of_the_site(reference)
            }
        }
    }

    /// The address that a browser would make of a reference on the post's own page.
    fn page_of_the_site(&self, reference: String) -> Target {
        // `@/…` is Zola's way to name a file of the content folder, and no address.
        if reference.starts_with("@/") {
            return Target::Dead(reference);
        }
        let joined = self.base.as_ref().and_then(|base| base.join(&reference).ok());
        match joined {
            Some(url) if url.as_str().len() <= limits::LINK_BYTES => Target::Url(url.into()),
            _ => Target::Dead(reference),
        }
    }

    /// Whether a reference leads to a local picture that can be printed. Nothing is told.
    pub(super) fn is_shown(&self, reference: &str) -> bool {
        let reference = without_controls(reference);
        let path = match scheme(&reference) {
            Some(_) => self.own_path(&reference),
            None => Some(reference),
        };
        let found = path.map(|path| self.library.resolve(self.meta, &path));
        matches!(found, Some(Resolved::Asset { asset, .. })
            if asset.media_type.is_image()
                && !matches!(asset.media_type, MediaType::Avif | MediaType::Other(_)))
    }

    /// Where the pixels of a picture come from.
    pub(super) fn picture(&mut self, reference: &str, span: Span) -> ImageSource {
        if self.is_full(span) {
            return ImageSource::Missing(shown(reference));
        }
        let mut reference = without_controls(reference);
        if reference.starts_with("//") {
            reference.insert_str(0, "https:");
        }
        match scheme(&reference).as_deref() {
            Some("http" | "https") => {
                let own = self.own_path(&reference);
                return match own.map(|path| self.library.resolve(self.meta, &path)) {
                    Some(Resolved::Asset { asset, .. }) => ImageSource::Local(asset),
                    _ => self.remote(&reference, span),
                };
            }
            // What the address holds is no more active than a file of that kind.
            Some("data")
                if reference.get(5..11).is_some_and(|s| s.eq_ignore_ascii_case("image/")) =>
            {
                return ImageSource::Remote(format!("data:{}", &reference[5..]));
            }
            Some(scheme) => {
                let shown = text::excerpt(&reference, 40);
                let message =
                    format!("a picture cannot come from a `{scheme}:` address: `{shown}`");
                self.say(Code::LinkUnsafe, span, message);
                return ImageSource::Missing(text::excerpt(&reference, 80));
            }
            None => {}
        }
        if reference.is_empty() {
            self.say(Code::AssetMissing, span, "the picture names no file");
            return ImageSource::Missing(reference);
        }
        match self.library.resolve(self.meta, &reference) {
            Resolved::Asset { asset, exact } => {
                if !exact {
                    self.inexact(&reference, &asset.path, span);
                }
                ImageSource::Local(asset)
            }
            Resolved::Outside => {
                let message = format!("`{}` leads out of the blog's folders", shown(&reference));
                self.say(Code::AssetOutside, span, message);
                ImageSource::Missing(reference)
            }
            Resolved::Unreadable(why) => {
                self.unreadable(&reference, &why, span);
                ImageSource::Missing(reference)
            }
            Resolved::Post { .. }
            | Resolved::Page { .. }
            | Resolved::Withheld(_)
            | Resolved::Text(_)
            | Resolved::Missing { .. } => {
                let message = format!("the picture `{}` does not exist", shown(&reference));
                self.findings.diagnostics.push(
                    finding(Code::AssetMissing, span, message)
                        .hint("paths count from the post's folder; `/…` from the static folders"),
                );
                ImageSource::Missing(reference)
            }
        }
    }

    fn remote(&mut self, reference: &str, span: Span) -> ImageSource {
        if let Some(url) = absolute(reference) {
            ImageSource::Remote(url)
        } else {
            let shown = text::excerpt(reference, 60);
            self.say(Code::LinkInvalid, span, format!("`{shown}` is not a valid address"));
            ImageSource::Missing(text::excerpt(reference, 200))
        }
    }

    /// Tells of a picture on another server, which is not fetched.
    pub(super) fn say_remote(&mut self, source: &ImageSource, span: Span) {
        if let ImageSource::Remote(url) = source
            && !url.starts_with("data:")
        {
            let message = format!("the picture `{}` is on another server", text::excerpt(url, 80));
            self.say(Code::AssetRemote, span, message);
        }
    }

    /// The same source with a copy of what is elsewhere, where copies are made.
    pub(super) fn copied(&mut self, source: ImageSource, span: Span) -> ImageSource {
        let ImageSource::Remote(url) = source else { return source };
        let shown = text::excerpt(&url, 80);
        match self.library.copy(&url) {
            Ok(Some(Copied { asset, bytes })) => ImageSource::Copied { url, copy: asset, bytes },
            Ok(None) => {
                let source = ImageSource::Remote(url);
                self.say_remote(&source, span);
                source
            }
            Err(why) if url.starts_with("data:") => {
                let message = format!("the picture in the address `{shown}` cannot be read: {why}");
                self.say(Code::AssetBroken, span, message);
                ImageSource::Missing(shown)
            }
            Err(why) => {
                let message = format!("the picture `{shown}` could not be fetched: {why}");
                self.say(Code::AssetFetch, span, message);
                ImageSource::Remote(url)
            }
        }
    }

    /// Remembers that a picture is shown.
    pub(super) fn mention(&mut self, as_written: &str, alt: &str, source: &ImageSource) {
        self.findings.mentions.push(Mention {
            as_written: as_written.to_owned(),
            role: Role::Inline,
            alt: alt.to_owned(),
            source: source.clone().into_mention(),
        });
    }

    fn unreadable(&mut self, reference: &str, why: &str, span: Span) {
        let message = format!("`{}` cannot be read: {why}", shown(reference));
        let broken = finding(Code::AssetBroken, span, message);
        let hint = "check its permissions; a box with its name is printed, and feeds go without it";
        self.findings.diagnostics.push(broken.hint(hint));
    }

    /// Counts one more reference, and tells once where they are too many.
    fn is_full(&mut self, span: Span) -> bool {
        self.count += 1;
        if self.count == limits::LINKS + 1 {
            let message = format!(
                "the post has more than {} links and pictures; from here on they are text",
                limits::LINKS
            );
            self.say(Code::MarkdownLimit, span, message);
        }
        self.count > limits::LINKS
    }

    /// Adds a finding.
    pub(super) fn say(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.findings.diagnostics.push(finding(code, span, message));
    }

    fn inexact(&mut self, written: &str, path: &str, span: Span) {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.findings.diagnostics.push(
            finding(
                Code::AssetName,
                span,
                format!("`{}` is spelled `{name}` on disk", shown(written)),
            )
            .hint("spell letter case and Unicode form alike: other systems tell them apart"),
        );
    }
}

impl ImageSource {
    /// The same source as a mention keeps it.
    pub(super) fn into_mention(self) -> MentionSource {
        match self {
            Self::Local(asset) => MentionSource::Local(asset),
            Self::Remote(url) | Self::Copied { url, .. } => MentionSource::Remote(url),
            Self::Missing(_) => MentionSource::Missing,
        }
    }
}

/// Whether an address has a scheme that readers follow.
pub(super) fn is_followed(address: &str) -> bool {
    scheme(address).is_some_and(|scheme| SAFE_SCHEMES.contains(&scheme.as_str()))
}

/// Whether a reference seems to be an address without its scheme: `www.example.org/x`.
fn looks_like_a_server(reference: &str) -> bool {
    let Some((name, _)) = reference.split_once('/') else { return false };
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    name.split('.').all(label) && last.len() >= 2 && last.chars().all(char::is_alphabetic)
}

/// Whether the name at the end of a path has an ending of letters.
fn has_ending(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// A reference as a message shows it.
fn shown(reference: &str) -> String {
    text::excerpt(reference, 80)
}

/// A reference without the characters that the URL standard takes out (tab, line ends) and
/// without other control characters, so that `java\nscript:` is seen for what it is.
fn without_controls(reference: &str) -> String {
    reference.trim().chars().filter(|c| !c.is_control()).collect()
}

/// The scheme of an address, lower case; none for a path.
fn scheme(reference: &str) -> Option<String> {
    let (scheme, _) = reference.split_once(':')?;
    let mut letters = scheme.chars();
    let valid = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// An absolute address in ASCII: the author's own spelling where it is valid as it is.
fn absolute(reference: &str) -> Option<String> {
    if reference.len() > limits::LINK_BYTES {
        return None;
    }
    let url = Url::parse(reference).ok()?;
    let hosted = matches!(url.scheme(), "http" | "https" | "ftp");
    if hosted && url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    let plain = reference.bytes().all(|b| {
        b.is_ascii_graphic()
            && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    });
    Some(if plain { reference.to_owned() } else { url.into() })
}

/// Percent-encodes a fragment as the URL standard does.
pub(super) fn encode_fragment(fragment: &str) -> String {
    let Ok(mut url) = Url::parse("x:y") else { return String::new() };
    url.set_fragment(Some(fragment));
    url.fragment().unwrap_or_default().to_owned()
}
