//! Controls of direction in what the author wrote (Unicode Bidirectional Algorithm, UAX #9, 2): in
//! pairs they keep words in order among words that run the other way; alone they show a text in
//! another order than it is read in by programs (CVE-2021-42574, "Trojan Source"). The rule:
//!
//! - Running text and front matter keep embeddings and isolates that are closed in their own
//!   paragraph, cell or value. Those that are not are left out, and so are overrides (U+202D,
//!   U+202E), whose only use is to show letters in an order that nobody wrote.
//! - Code shows each control by its number, `[U+202E]`: where it stands is what matters there.
//! - Marks (U+200E, U+200F, U+061C) turn nothing around and stay, and the archived source keeps
//!   everything.

use std::fmt::Write as _;

use crate::diag::{Code, Diagnostic};
use crate::model::text::first;
use crate::model::{Block, BlockKind, ImageSource, Inline};
use crate::span::{FileId, Span};

/// A value of front matter or an attribute by the rule, and how many controls were left out of it.
pub(super) fn settled(text: &mut String) -> usize {
    if !has_control(text) {
        return 0;
    }
    let mut pairs = Pairs::default();
    pairs.read(text);
    let keep = pairs.end();
    let left_out = keep.iter().filter(|keep| !**keep).count();
    let mut keep = keep.into_iter();
    text.retain(|c| !is_control(c) || keep.next().unwrap_or(false));
    left_out
}

/// Whether there is a control in a text. They are E2 80 AA to E2 80 AE and E2 81 A6 to E2 81 A9: to ask
/// each character of a post took 1 % of a build of feeds and archive.
fn has_control(text: &str) -> bool {
    let (bytes, mut at) = (text.as_bytes(), 0);
    while let Some(run) = first(&bytes[at..], |byte| byte == 0xe2) {
        at += run;
        if let Some([0x80, 0xaa..=0xae] | [0x81, 0xa6..=0xa9]) = bytes.get(at + 1..at + 3) {
            return true;
        }
        at += 1;
    }
    false
}

/// A finding about controls in a value of front matter.
pub(super) fn finding_of_value(place: Span, name: &str, count: usize) -> Diagnostic {
    let what = if count == 1 { "a control".to_owned() } else { format!("{count} controls") };
    let message =
        format!("{what} in `{name}` would show it in another order, and {} left out", is(count));
    Diagnostic::new(Code::BidiControl, place, message).hint(HINT_FOR_TEXT)
}

fn is(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

const HINT_FOR_TEXT: &str =
    "delete it, or close it: U+2067 and U+2069 stand in pairs around words of the other direction";

const HINT_FOR_CODE: &str = "delete it, or write it as an escape, such as `\\u{202e}`";

/// Controls that were met in the text of a post.
pub(super) struct Settler<'a> {
    text: &'a str,
    file: FileId,
    in_text: Option<(Span, char)>,
    left_out: usize,
    in_code: Option<(Span, char)>,
    shown: usize,
}

impl<'a> Settler<'a> {
    /// For a post whose file is `text`.
    pub(super) fn new(text: &'a str, file: FileId) -> Self {
        Self { text, file, in_text: None, left_out: 0, in_code: None, shown: 0 }
    }

    /// Whether anything can be there to be settled: a control, or a number that stands for one.
    pub(super) fn is_needed(&self) -> bool {
        self.text.contains("&#") || has_control(self.text)
    }

    /// At most two findings: the first control in running text, and the first in code.
    pub(super) fn finish(self, found: &mut Vec<Diagnostic>) {
        let more = |count: usize| match count {
            0 | 1 => String::new(),
            count => format!(", as {} {} more", is(count - 1), count - 1),
        };
        if let Some((place, c)) = self.in_text {
            let message = format!(
                "the control U+{:04X} would show the text in another order, and is left out{}",
                u32::from(c),
                more(self.left_out)
            );
            found.push(Diagnostic::new(Code::BidiControl, place, message).hint(HINT_FOR_TEXT));
        }
        if let Some((place, c)) = self.in_code {
            let message = format!(
                "the control U+{:04X} would show the code in another order, and is shown by its \
                 number{}",
                u32::from(c),
                more(self.shown)
            );
            found.push(Diagnostic::new(Code::BidiControl, place, message).hint(HINT_FOR_CODE));
        }
    }

    /// Blocks by the rule. Their nesting is bounded.
    pub(super) fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            let span = block.span;
            match &mut block.kind {
                BlockKind::Paragraph(content)
                | BlockKind::Plain(content)
                | BlockKind::Heading { content, .. } => self.line(content, span),
                BlockKind::Code { language, text } => {
                    if let Some(language) = language {
                        language.retain(|c| !is_control(c));
                    }
                    self.code(text, span);
                }
                BlockKind::Math(tex) => self.without(tex, span),
                BlockKind::Quote(content) => self.blocks(content),
                BlockKind::Admonition { kind, title, content } => {
                    kind.retain(|c| !is_control(c));
                    self.line(title, span);
                    self.blocks(content);
                }
                BlockKind::Details { summary, content } => {
                    self.line(summary, span);
                    self.blocks(content);
                }
                BlockKind::List(list) => {
                    for item in &mut list.items {
                        self.blocks(&mut item.content);
                    }
                }
                BlockKind::Table(table) => {
                    self.line(&mut table.caption, span);
                    let rows = table.head.iter_mut().chain(&mut table.body);
                    for cell in rows.flat_map(|row| &mut row.cells) {
                        self.blocks(&mut cell.content);
                    }
                }
                BlockKind::Figure(figure) => {
                    for image in &mut figure.images {
                        self.value(&mut image.alt, span);
                        if let Some(title) = &mut image.title {
                            self.value(title, span);
                        }
                    }
                    self.line(&mut figure.caption, span);
                }
                BlockKind::Definitions(all) => {
                    for definition in all {
                        for term in &mut definition.terms {
                            self.line(term, span);
                        }
                        for detail in &mut definition.details {
                            self.blocks(detail);
                        }
                    }
                }
                BlockKind::Embed(embed) => self.value(&mut embed.title, span),
                BlockKind::Rule => {}
            }
        }
    }

    /// Running text that is a paragraph of its own.
    fn line(&mut self, content: &mut [Inline], span: Span) {
        let mut pairs = Pairs::default();
        self.pair(content, &mut pairs, span);
        let mut keep = pairs.end().into_iter();
        if keep.len() > 0 {
            self.sift(content, &mut keep, span);
        }
    }

    /// Reads the controls of running text, and settles all that has an order of its own.
    fn pair(&mut self, content: &mut [Inline], pairs: &mut Pairs, span: Span) {
        for inline in content {
            match inline {
                Inline::Text(text) => pairs.read(text),
                // What is behind a line break is a paragraph to readers (CSS Writing Modes 4, 2.4.2).
                Inline::LineBreak => pairs.close(),
                Inline::Code(text) => self.code(text, span),
                Inline::Math { tex, .. } => self.without(tex, span),
                Inline::Image(image) => {
                    self.value(&mut image.alt, span);
                    if let Some(title) = &mut image.title {
                        self.value(title, span);
                    }
                    if let ImageSource::Missing(name) = &mut image.source {
                        name.retain(|c| !is_control(c));
                    }
                }
                Inline::Link(link) => {
                    if let Some(title) = &mut link.title {
                        self.value(title, span);
                    }
                    self.pair(&mut link.content, pairs, span);
                }
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Strikethrough(inner)
                | Inline::Underline(inner)
                | Inline::Mark(inner)
                | Inline::Small(inner)
                | Inline::Superscript(inner)
                | Inline::Subscript(inner)
                | Inline::Keyboard(inner) => self.pair(inner, pairs, span),
                Inline::SoftBreak | Inline::FootnoteCall { .. } | Inline::Anchor(_) => {}
            }
        }
    }

    /// Leaves out the controls that are not to be kept; one of `keep` is for each, in order.
    fn sift(&mut self, content: &mut [Inline], keep: &mut std::vec::IntoIter<bool>, span: Span) {
        for inline in content {
            match inline {
                Inline::Text(text) if text.contains(is_control) => {
                    let mut kept = String::with_capacity(text.len());
                    for c in text.chars() {
                        if !is_control(c) || keep.next().unwrap_or(false) {
                            kept.push(c);
                        } else {
                            self.leave_out(c, span);
                        }
                    }
                    *text = kept;
                }
                Inline::Link(link) => self.sift(&mut link.content, keep, span),
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Strikethrough(inner)
                | Inline::Underline(inner)
                | Inline::Mark(inner)
                | Inline::Small(inner)
                | Inline::Superscript(inner)
                | Inline::Subscript(inner)
                | Inline::Keyboard(inner) => self.sift(inner, keep, span),
                Inline::Text(_)
                | Inline::SoftBreak
                | Inline::LineBreak
                | Inline::Code(_)
                | Inline::Math { .. }
                | Inline::Image(_)
                | Inline::FootnoteCall { .. }
                | Inline::Anchor(_) => {}
            }
        }
    }

    fn code(&mut self, text: &mut String, span: Span) {
        if !text.contains(is_control) {
            return;
        }
        let mut shown = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            if is_control(c) {
                let _ = write!(shown, "[U+{:04X}]", u32::from(c));
                self.shown += 1;
                if self.in_code.is_none() {
                    self.in_code = Some((self.place(c, span), c));
                }
            } else {
                shown.push(c);
            }
        }
        *text = shown;
    }

    /// An attribute, which is shown for itself.
    fn value(&mut self, text: &mut String, span: Span) {
        let first = text.chars().find(|c| is_control(*c));
        let left_out = settled(text);
        if let Some(c) = first.filter(|_| left_out > 0) {
            self.leave_out(c, span);
            self.left_out += left_out - 1;
        }
    }

    /// A text that has no use for controls.
    fn without(&mut self, text: &mut String, span: Span) {
        for c in text.chars().filter(|c| is_control(*c)) {
            self.leave_out(c, span);
        }
        text.retain(|c| !is_control(c));
    }

    fn leave_out(&mut self, c: char, span: Span) {
        self.left_out += 1;
        if self.in_text.is_none() {
            self.in_text = Some((self.place(c, span), c));
        }
    }

    /// Where a control stands, unless it is written by its number.
    fn place(&self, c: char, span: Span) -> Span {
        let (start, end) = (span.start as usize, span.end as usize);
        let at = self.text.get(start..end).and_then(|text| text.find(c));
        at.map_or(span, |at| Span::new(self.file, start + at, start + at + c.len_utf8()))
    }
}

/// Whether a character begins or ends a run of a direction (UAX #9, 2.1 to 2.5).
fn is_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The controls of a paragraph in order, and which of them have their other half.
#[derive(Default)]
struct Pairs {
    keep: Vec<bool>,
    /// What is open: the control and its index.
    open: Vec<(char, usize)>,
}

impl Pairs {
    fn read(&mut self, text: &str) {
        for c in text.chars().filter(|c| is_control(*c)) {
            let index = self.keep.len();
            self.keep.push(false);
            match c {
                // An embedding or override ends here, unless an isolate was opened in it (X7).
                '\u{202c}' => {
                    if let Some((opener, at)) =
                        self.open.pop_if(|(opener, _)| ('\u{202a}'..='\u{202e}').contains(opener))
                        && matches!(opener, '\u{202a}' | '\u{202b}')
                    {
                        self.keep[at] = true;
                        self.keep[index] = true;
                    }
                }
                // An isolate ends here, and all that was left open in it (X6a).
                '\u{2069}' => {
                    let isolate = |(opener, _): &(char, usize)| *opener >= '\u{2066}';
                    if let Some(at) = self.open.iter().rposition(isolate) {
                        self.keep[self.open[at].1] = true;
                        self.keep[index] = true;
                        self.open.truncate(at);
                    }
                }
                opener => self.open.push((opener, index)),
            }
        }
    }

    /// Ends a paragraph: what is open stays without its other half.
    fn close(&mut self) {
        self.open.clear();
    }

    fn end(self) -> Vec<bool> {
        self.keep
    }
}

#[cfg(test)]
mod tests {
    use super::settled;

    /// What stays of a value, with controls as their numbers.
    fn shown(text: &str) -> String {
        let mut text = text.to_owned();
        settled(&mut text);
        text.chars().flat_map(char::escape_unicode).collect::<String>().replace("\\u{61}", "a")
    }

    #[test]
    fn pairs_stay_and_what_would_turn_the_rest_around_goes() {
        for (written, kept) in [
            // Embeddings and isolates, closed by what closes them.
            ("\u{202b}a\u{202c}", "\\u{202b}a\\u{202c}"),
            ("\u{2067}a\u{2069}", "\\u{2067}a\\u{2069}"),
            ("\u{2068}\u{202a}a\u{202c}\u{2069}", "\\u{2068}\\u{202a}a\\u{202c}\\u{2069}"),
            // Open, closed only, closed by the other kind.
            ("a\u{202b}a", "aa"),
            ("a\u{202c}\u{2069}a", "aa"),
            ("\u{202b}a\u{2069}", "a"),
            ("\u{2067}a\u{202c}", "a"),
            // An embedding ends with the isolate around it.
            ("\u{2067}\u{202b}a\u{2069}", "\\u{2067}a\\u{2069}"),
            // An isolate hides what is around it from the end of an embedding.
            ("\u{202b}\u{2067}a\u{202c}\u{2069}", "\\u{2067}a\\u{2069}"),
            // Overrides never.
            ("\u{202e}a\u{202c}", "a"),
            // Marks turn nothing around.
            ("a\u{200f}\u{200e}\u{61c}", "a\\u{200f}\\u{200e}\\u{61c}"),
        ] {
            assert_eq!(shown(written), kept, "{written:?}");
        }
    }
}
