//! A piece of HTML as the tokenizer takes it.

use html5gum::Reader;

use crate::limits;

/// The bytes of a piece of HTML, up to a tag with too many attributes: the tokenizer calls itself
/// for each quoted value, and would overrun its stack.
pub(super) struct Bounded<'a> {
    bytes: &'a [u8],
    /// Parts of quoted values since the last text outside of tags.
    values: usize,
}

/// A tag has more attributes than the limit.
#[derive(Debug, thiserror::Error)]
#[error("too many attributes")]
pub(super) struct TooManyAttributes;

impl<'a> Bounded<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { bytes: html.as_bytes(), values: 0 }
    }
}

impl Reader for Bounded<'_> {
    type Error = TooManyAttributes;

    fn read_byte(&mut self) -> Result<Option<u8>, TooManyAttributes> {
        let Some((first, rest)) = self.bytes.split_first() else { return Ok(None) };
        self.bytes = rest;
        Ok(Some(*first))
    }

    fn try_read_string(
        &mut self,
        text: &[u8],
        case_sensitive: bool,
    ) -> Result<bool, TooManyAttributes> {
        let same = self.bytes.get(..text.len()).is_some_and(|start| {
            start == text || !case_sensitive && start.eq_ignore_ascii_case(text)
        });
        if same {
            self.bytes = &self.bytes[text.len()..];
        }
        Ok(same)
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, TooManyAttributes> {
        // What ends at `"` alone is a value, what ends at `<` alone is text between tags.
        let (quote, tag) = (needle.contains(&b'"'), needle.contains(&b'<'));
        if quote && !tag && !needle.contains(&b'\'') {
            self.values += 1;
            if self.values > 2 * limits::HTML_ATTRIBUTES {
                return Err(TooManyAttributes);
            }
        } else if tag && !quote {
            self.values = 0;
        }
        let Some(first) = self.bytes.first() else { return Ok(None) };
        let end = if needle.contains(first) {
            1
        } else {
            self.bytes.iter().position(|b| needle.contains(b)).unwrap_or(self.bytes.len())
        };
        let (chunk, rest) = self.bytes.split_at(end);
        self.bytes = rest;
        Ok(Some(chunk))
    }
}
