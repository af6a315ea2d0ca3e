//! The site generators whose customs are known.

/// What makes the blog's pages: says which files are posts and how addresses are made where the
/// pattern alone does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Generator {
    /// None that is known: plain folders.
    #[default]
    Plain,
    /// Astro
    Astro,
    /// Docusaurus
    Docusaurus,
    /// Eleventy
    Eleventy,
    /// Gatsby
    Gatsby,
    /// Hexo
    Hexo,
    /// Hugo
    Hugo,
    /// Jekyll
    Jekyll,
    /// Next.js
    Next,
    /// Pelican
    Pelican,
    /// Zola
    Zola,
}

/// Every generator with its name in the settings, the name that people know, and the pattern of
/// its addresses where its own settings do not say another.
const TABLE: &[(Generator, &str, &str, &str)] = &[
    (Generator::Plain, "plain", "plain folder", "/:path/"),
    (Generator::Astro, "astro", "Astro", "/:path/"),
    (Generator::Docusaurus, "docusaurus", "Docusaurus", "/blog/:dated_path"),
    (Generator::Eleventy, "eleventy", "Eleventy", "/:path/"),
    (Generator::Gatsby, "gatsby", "Gatsby", "/:path/"),
    (Generator::Hexo, "hexo", "Hexo", "/:year/:month/:day/:title/"),
    (Generator::Hugo, "hugo", "Hugo", "/:path/"),
    (Generator::Jekyll, "jekyll", "Jekyll", "/:categories/:year/:month/:day/:title.html"),
    (Generator::Next, "next", "Next.js", "/:path"),
    (Generator::Pelican, "pelican", "Pelican", "/:slug.html"),
    (Generator::Zola, "zola", "Zola", "/:path/"),
];

impl Generator {
    /// All names that the settings may give.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(_, name, ..)| *name)
    }

    /// The generator of a name in the settings.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, other, ..)| *other == name).map(|(generator, ..)| *generator)
    }

    /// Its name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().2
    }

    /// The pattern of its addresses by default.
    #[must_use]
    pub fn pattern(self) -> &'static str {
        self.row().3
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        TABLE.iter().find(|(other, ..)| *other == self).unwrap_or(&TABLE[0])
    }
}

/// How titles and file names become parts of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Slugs {
    /// As the generator does it by default.
    #[default]
    Auto,
    /// In the letters a to z: other scripts are transliterated.
    Ascii,
    /// With letters of all scripts.
    Unicode,
    /// With letters of all scripts, capitals kept (Hugo's `disablePathToLower`).
    Cased,
    /// As they are.
    Off,
}

impl Slugs {
    /// Every value with its name in the settings.
    pub const NAMES: &[(&str, Self)] = &[
        ("auto", Self::Auto),
        ("ascii", Self::Ascii),
        ("unicode", Self::Unicode),
        ("cased", Self::Cased),
        ("off", Self::Off),
    ];
}
