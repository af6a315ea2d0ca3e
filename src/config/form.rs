//! What shortcodes stand for: the few things that all of their names show.

/// A thing that a shortcode can show. The settings map names of a blog's own to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A picture, with a caption where there is one.
    Figure,
    /// Text that folds away, under a summary.
    Details,
    /// A quotation, with its author.
    Quote,
    /// A note, tip or warning.
    Note,
    /// Code, kept as it stands.
    Code,
    /// A formula in TeX.
    Math,
    /// A video, sound or page of another server.
    Embed,
    /// A link.
    Link,
    /// Text under a title of its own, as in tabs.
    Section,
    /// What is inside, as Markdown.
    Text,
    /// What is inside, as it stands: nothing in it is a tag.
    Raw,
    /// Nothing.
    Drop,
}

impl Form {
    /// The names of all forms, as the settings spell them.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("figure", Self::Figure),
        ("details", Self::Details),
        ("quote", Self::Quote),
        ("note", Self::Note),
        ("code", Self::Code),
        ("math", Self::Math),
        ("embed", Self::Embed),
        ("link", Self::Link),
        ("section", Self::Section),
        ("text", Self::Text),
        ("raw", Self::Raw),
        ("drop", Self::Drop),
    ];

    /// The form with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
    }

    /// Whether nothing inside is looked at.
    #[must_use]
    pub fn is_opaque(self) -> bool {
        matches!(self, Self::Code | Self::Math | Self::Raw | Self::Drop)
    }
}
