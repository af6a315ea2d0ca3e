//! What a post was told of the rest of the blog while it was read.
//!
//! Reading a post is pure: what becomes of it depends on its file, its front matter, and the answers
//! of the [`Library`] alone. So a digest of the answers stands for everything else that there is.

use std::cell::RefCell;
use std::fmt::Debug;

use sha2::{Digest as _, Sha256};

use crate::config::Form;
use crate::model::{Digest, Meta, PostId};
use crate::parse::{Copied, Library, Resolved};

/// A library that keeps a digest of its answers.
pub(in crate::pipeline) struct Traced<'a> {
    library: &'a dyn Library,
    answers: RefCell<Sha256>,
}

impl<'a> Traced<'a> {
    pub(in crate::pipeline) fn new(library: &'a dyn Library) -> Self {
        Self { library, answers: RefCell::default() }
    }

    /// The digest of all questions and answers so far.
    pub(in crate::pipeline) fn digest(self) -> Digest {
        Digest(self.answers.into_inner().finalize().into())
    }

    fn note<A: Debug>(&self, question: &str, answer: A) -> A {
        self.answers.borrow_mut().update(format!("{question}\0{answer:?}\0"));
        answer
    }
}

impl Library for Traced<'_> {
    fn resolve(&self, post: &Meta, reference: &str) -> Resolved {
        self.note(reference, self.library.resolve(post, reference))
    }

    fn site_url(&self) -> &str {
        self.note("site_url", self.library.site_url())
    }

    fn site_title(&self) -> &str {
        self.note("site_title", self.library.site_title())
    }

    fn named(&self, name: &str) -> Option<String> {
        self.note(name, self.library.named(name))
    }

    fn title(&self, reference: &str) -> Option<String> {
        self.note(reference, self.library.title(reference))
    }

    fn copy(&self, url: &str) -> Result<Option<Copied>, String> {
        let copied = self.library.copy(url);
        // The bytes, where there are any, are in the address, and the asset has their digest.
        let asset = copied.as_ref().map(|copied| copied.as_ref().map(|copied| &copied.asset));
        let _ = self.note(url, asset);
        copied
    }

    fn anchor(&self, post: &PostId, fragment: &str) -> Result<(), Option<String>> {
        self.note(post.as_str(), ());
        self.note(fragment, self.library.anchor(post, fragment))
    }

    fn runs_templates(&self) -> bool {
        self.note("runs_templates", self.library.runs_templates())
    }

    fn holds_notes(&self) -> bool {
        self.note("holds_notes", self.library.holds_notes())
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        self.note(name, self.library.shortcode(name))
    }
}
