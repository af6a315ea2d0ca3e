//! What a post was told of the rest of the blog while it was read.
//!
//! Reading a post is pure: what becomes of it depends on its file, its front matter, and the answers
//! of the [`Library`] alone. So a digest of the answers stands for everything else that there is,
//! and who asks the same questions once more knows whether anything of that has changed.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug, Write as _};

use sha2::{Digest as _, Sha256};

use super::super::library::Files;
use super::code::Decoder;
use crate::config::Form;
use crate::model::{Digest, Meta, PostId};
use crate::parse::{Copied, Library, Resolved};

/// A library that keeps a digest of its answers.
pub(in crate::pipeline) struct Traced<'a> {
    library: &'a Files<'a>,
    answers: RefCell<Sha256>,
    questions: RefCell<Vec<u8>>,
    /// Which of the questions were asked that have one answer in a build: a bit for each.
    asked: Cell<u8>,
}

/// What is asked, as it is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Resolve,
    Named,
    Title,
    Copy,
    Anchor,
    Shortcode,
    SiteUrl,
    SiteTitle,
    RunsTemplates,
    HoldsNotes,
}

impl Question {
    const ALL: [Self; 10] = [
        Self::Resolve,
        Self::Named,
        Self::Title,
        Self::Copy,
        Self::Anchor,
        Self::Shortcode,
        Self::SiteUrl,
        Self::SiteTitle,
        Self::RunsTemplates,
        Self::HoldsNotes,
    ];
}

/// A digest as a text to write into.
struct Hashed<'a>(&'a mut Sha256);

impl fmt::Write for Hashed<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

impl<'a> Traced<'a> {
    pub(in crate::pipeline) fn new(library: &'a Files<'a>) -> Self {
        let (answers, questions) = (RefCell::default(), RefCell::default());
        Self { library, answers, questions, asked: Cell::new(0) }
    }

    /// The digest of all questions and answers so far.
    pub(in crate::pipeline) fn digest(&self) -> Digest {
        Digest(self.answers.borrow().clone().finalize().into())
    }

    /// The questions, for [`Traced::ask_again`].
    pub(super) fn into_questions(self) -> Vec<u8> {
        self.questions.into_inner()
    }

    /// Asks for a post what was asked the last time; nothing where the questions are none, or one
    /// has no answer without reading what has changed.
    pub(super) fn ask_again(&self, post: &Meta, questions: &[u8]) -> Option<()> {
        let mut from = Decoder::new(questions);
        while !from.is_done() {
            let (kind, text) = (from.byte()?, from.text()?);
            match *Question::ALL.get(usize::from(kind))? {
                Question::Resolve => drop(self.resolve(post, text)),
                Question::Named => drop(self.named(text)),
                Question::Title => drop(self.title(text)),
                Question::Copy => drop(self.copy(text)),
                Question::Anchor => {
                    let version = self.library.version(&PostId::new(text))?;
                    self.note(Question::Anchor, text, Some(version));
                }
                Question::Shortcode => drop(self.shortcode(text)),
                Question::SiteUrl => drop(self.site_url()),
                Question::SiteTitle => drop(self.site_title()),
                Question::RunsTemplates => drop(self.runs_templates()),
                Question::HoldsNotes => drop(self.holds_notes()),
            }
        }
        Some(())
    }

    fn note<A: Debug>(&self, kind: Question, question: &str, answer: A) -> A {
        let mut questions = self.questions.borrow_mut();
        questions.push(kind as u8);
        questions.extend((question.len() as u64).to_le_bytes());
        questions.extend(question.as_bytes());
        let mut answers = self.answers.borrow_mut();
        answers.update([kind as u8]);
        answers.update(question);
        // The end of the question, and of the answer.
        answers.update([0]);
        let _ = write!(Hashed(&mut answers), "{answer:?}\0");
        answer
    }

    /// The same for a question that has one answer in a build.
    fn note_once<A: Debug>(&self, kind: Question, answer: A) -> A {
        let bit = 1 << (kind as u8 - Question::SiteUrl as u8);
        if self.asked.get() & bit != 0 {
            return answer;
        }
        self.asked.set(self.asked.get() | bit);
        self.note(kind, "", answer)
    }
}

impl Library for Traced<'_> {
    fn resolve(&self, post: &Meta, reference: &str) -> Resolved {
        self.note(Question::Resolve, reference, self.library.resolve(post, reference))
    }

    fn site_url(&self) -> &str {
        self.note_once(Question::SiteUrl, self.library.site_url())
    }

    fn site_title(&self) -> &str {
        self.note_once(Question::SiteTitle, self.library.site_title())
    }

    fn named(&self, name: &str) -> Option<String> {
        self.note(Question::Named, name, self.library.named(name))
    }

    fn title(&self, reference: &str) -> Option<String> {
        self.note(Question::Title, reference, self.library.title(reference))
    }

    fn copy(&self, url: &str) -> Result<Option<Copied>, String> {
        let copied = self.library.copy(url);
        // What a `data:` address holds is told by the post itself.
        if !url.starts_with("data:") {
            let asset = copied.as_ref().map(|copied| copied.as_ref().map(|copied| &copied.asset));
            let _ = self.note(Question::Copy, url, asset);
        }
        copied
    }

    fn anchor(&self, post: &PostId, fragment: &str) -> Result<(), Option<String>> {
        // Which anchors a post has is told by its file and its front matter.
        let (found, version) = self.library.anchor_and_version(post, fragment);
        self.note(Question::Anchor, post.as_str(), version);
        found
    }

    fn runs_templates(&self) -> bool {
        self.note_once(Question::RunsTemplates, self.library.runs_templates())
    }

    fn holds_notes(&self) -> bool {
        self.note_once(Question::HoldsNotes, self.library.holds_notes())
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        self.note(Question::Shortcode, name, self.library.shortcode(name))
    }
}
