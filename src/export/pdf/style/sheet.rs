//! The text of a style sheet to values with their places: keys, units, colours, errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::super::length::Abs;
use super::super::page::Color;
use super::{CodeInk, StyleError};

/// A value as it was written, with its place; `None` where the sheet does not give it.
type Entry = Option<Spanned<Value>>;

/// Declares the tables of a sheet and their keys once, for reading and for laying one sheet over
/// another.
macro_rules! tables {
    ($($table:ident: $name:ident { $($key:ident),* $(,)? })*) => {
        /// A style sheet as it is written: every key may be missing.
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct Sheet {
            $(pub(super) $table: $name,)*
            pub(super) labels: BTreeMap<String, BTreeMap<String, Spanned<Value>>>,
        }

        $(
            #[derive(Debug, Default, Deserialize)]
            #[serde(deny_unknown_fields, default)]
            pub(super) struct $name { $(pub(super) $key: Entry,)* }
        )*

        impl Sheet {
            /// This sheet, with what it leaves out taken from another.
            pub(super) fn over(self, base: Self) -> Self {
                let mut labels = base.labels;
                for (language, words) in self.labels {
                    labels.entry(language).or_default().extend(words);
                }
                Self {
                    $($table: $name { $($key: self.$table.$key.or(base.$table.$key),)* },)*
                    labels,
                }
            }
        }
    };
}

tables! {
    page: PageKeys { paper, top, bottom, side, head, foot }
    text: TextKeys { size, leading, gap, justify, hyphenate }
    title: TitleKeys { size, leading, meta_size, meta_leading, qr, cover, cover_height }
    contents: ContentsKeys { pages, entries }
    heading: HeadingKeys { h1, h2, h3, h4, h5, h6, leading, above, below }
    code: CodeKeys {
        size, leading, padding, inline, comment, string, number, keyword, function, r#type, constant,
        inserted, deleted, heading, prompt,
    }
    table: TableKeys { size, leading, padding, row }
    caption: CaptionKeys { size, leading }
    footnote: FootnoteKeys { size, leading }
    figure: FigureKeys { height }
    list: ListKeys { indent }
    color: ColorKeys { text, strong, accent, muted, rule, panel, inline, mark, warning }
}

/// Reads the keys of a sheet.
pub(super) fn read(text: &str) -> Result<Sheet, StyleError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        StyleError::at(text, start, error.message().lines().next().unwrap_or("not a style sheet"))
    })
}

/// Values of one sheet, with the text that their places are in.
pub(super) struct Values<'a> {
    /// The text of the sheet, for the places of errors.
    pub(super) text: &'a str,
}

impl Values<'_> {
    fn wrong<T>(&self, entry: &Spanned<Value>, message: &str) -> Result<T, StyleError> {
        Err(StyleError::at(self.text, entry.span().start, message))
    }

    fn given<'e>(&self, entry: &'e Entry) -> Result<&'e Spanned<Value>, StyleError> {
        entry.as_ref().ok_or_else(|| StyleError::at(self.text, 0, "a key of the style is missing"))
    }

    /// A text.
    pub(super) fn string<'e>(&self, entry: &'e Spanned<Value>) -> Result<&'e str, StyleError> {
        match entry.get_ref() {
            Value::String(text) => Ok(text),
            _ => self.wrong(entry, "a text in quotes is expected"),
        }
    }

    /// A word out of a list, as its place in it.
    pub(super) fn choice(&self, entry: &Entry, words: &[&str]) -> Result<usize, StyleError> {
        let entry = self.given(entry)?;
        let text = self.string(entry)?;
        match words.iter().position(|word| *word == text) {
            Some(place) => Ok(place),
            None => self.wrong(entry, &format!("one of {} is expected", words.join(", "))),
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, entry: &Entry) -> Result<bool, StyleError> {
        let entry = self.given(entry)?;
        match entry.get_ref() {
            Value::Boolean(flag) => Ok(*flag),
            _ => self.wrong(entry, "true or false is expected"),
        }
    }

    /// A number of a range.
    pub(super) fn number(&self, entry: &Entry, low: f64, high: f64) -> Result<f64, StyleError> {
        let entry = self.given(entry)?;
        let number = match entry.get_ref() {
            Value::Float(number) => *number,
            Value::Integer(number) => *number as f64,
            _ => f64::NAN,
        };
        if (low..=high).contains(&number) {
            Ok(number)
        } else {
            self.wrong(entry, &format!("a number from {low} to {high} is expected"))
        }
    }

    /// A whole number that counts something.
    pub(super) fn count(&self, entry: &Entry) -> Result<usize, StyleError> {
        let entry = self.given(entry)?;
        let Value::Integer(number) = entry.get_ref() else {
            return self.wrong(entry, "a whole number is expected");
        };
        match usize::try_from(*number) {
            Ok(number) => Ok(number),
            Err(_) => self.wrong(entry, "a number from 0 on is expected"),
        }
    }

    /// A length of a range of points; `em` is what an em means here.
    pub(super) fn length(
        &self,
        entry: &Entry,
        em: Abs,
        low: f64,
        high: f64,
    ) -> Result<Abs, StyleError> {
        let entry = self.given(entry)?;
        let text = self.string(entry)?.trim();
        let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let number = number.trim().parse::<f64>().unwrap_or(f64::NAN);
        let length = match unit {
            "pt" => Abs::pt(number),
            "mm" => Abs::mm(number),
            "cm" => Abs::mm(number * 10.0),
            "in" => Abs::pt(number * 72.0),
            "px" => Abs::px(number),
            "em" => em * number,
            _ => Abs::pt(f64::NAN),
        };
        if length.to_pt().is_nan() {
            return self
                .wrong(entry, "a length such as \"11pt\", \"18mm\" or \"1.5em\" is expected");
        }
        if (low..=high).contains(&length.to_pt()) {
            Ok(length)
        } else {
            self.wrong(entry, &format!("a length from {low}pt to {high}pt is expected"))
        }
    }

    /// A colour.
    pub(super) fn color(&self, entry: &Entry) -> Result<Color, StyleError> {
        let entry = self.given(entry)?;
        let text = self.string(entry)?;
        match hex(text) {
            Some(color) => Ok(color),
            None => self.wrong(entry, "a colour such as \"#0a4f6e\" is expected"),
        }
    }

    /// A colour, and `bold` or `italic` behind it.
    pub(super) fn ink(&self, entry: &Entry) -> Result<CodeInk, StyleError> {
        let entry = self.given(entry)?;
        let text = self.string(entry)?;
        let mut words = text.split_whitespace();
        let Some(color) = words.next().and_then(hex) else {
            return self.wrong(entry, "a colour such as \"#0a4f6e bold\" is expected");
        };
        let mut ink = CodeInk { color, bold: false, italic: false };
        for word in words {
            match word {
                "bold" => ink.bold = true,
                "italic" => ink.italic = true,
                _ => return self.wrong(entry, "only bold and italic may stand behind a colour"),
            }
        }
        Ok(ink)
    }
}

/// A colour as `#rrggbb`.
fn hex(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
    let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Color::rgb(r, g, b))
}
