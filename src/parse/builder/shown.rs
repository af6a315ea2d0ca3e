//! Pictures of the tree: where their pixels come from, and which of several sources is shown.

use super::Builder;
use crate::model::{Image, Inline};
use crate::parse::container::Container;
use crate::span::Span;

/// How many sources of a `<picture>` are looked at.
const MAX_SOURCES: usize = 32;

impl Builder<'_, '_> {
    /// Tells an open `<picture>` of sources, with whether they hold in all circumstances.
    pub(in crate::parse) fn picture_sources(&mut self, more: impl Iterator<Item = (bool, String)>) {
        if let Some((sources, _)) = self.open_picture() {
            sources.extend(more.take(MAX_SOURCES));
            sources.truncate(MAX_SOURCES);
        }
    }

    /// The sources of the open `<picture>`, whose `<img>` is here: those that hold always first.
    pub(in crate::parse) fn take_picture_sources(&mut self) -> Vec<String> {
        let Some((sources, shown)) = self.open_picture() else { return Vec::new() };
        *shown = true;
        in_order(std::mem::take(sources))
    }

    fn open_picture(&mut self) -> Option<(&mut Vec<(bool, String)>, &mut bool)> {
        let open = self.frames.iter_mut().rev().take_while(|f| f.html.is_some());
        open.into_iter().find_map(|frame| match &mut frame.container {
            Container::Picture { sources, shown } => Some((sources, shown)),
            _ => None,
        })
    }

    /// Whether a reference leads to a local picture that can be shown.
    pub(in crate::parse) fn is_shown(&self, reference: &str) -> bool {
        self.references.is_shown(reference)
    }

    /// A picture.
    pub(in crate::parse) fn picture(
        &mut self,
        reference: &str,
        alt: &str,
        title: Option<String>,
        size: (Option<u32>, Option<u32>),
        span: Span,
    ) {
        let source = self.references.picture(reference, span);
        let source = self.references.copied(source, span);
        self.references.mention(reference, alt, &source);
        let (width, height) = size;
        let alt = alt.to_owned();
        self.inline(Inline::Image(Image { source, alt, title, width, height }));
    }
}

/// Sources of a picture: those that hold in all circumstances, then the others.
pub(super) fn in_order(mut sources: Vec<(bool, String)>) -> Vec<String> {
    sources.sort_by_key(|(always, _)| !always);
    sources.into_iter().map(|(_, url)| url).collect()
}
