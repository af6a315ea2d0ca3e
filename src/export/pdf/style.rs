//! How a handout looks, as plain data: `templates/handout.toml` to paper, type scale and colours.

mod sheet;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::highlight::Class;
use super::length::Abs;
use super::page::Color;
use crate::config::{LinkNotes, Paper, Theme};
use crate::model::language;
use sheet::{Sheet, Values};

/// The sheet that is compiled in: every key has its default there.
const BUILTIN: &str = include_str!("../../../templates/handout.toml");

/// Large print, over the sheet that is compiled in.
const LARGE: &str = include_str!("../../../templates/handout-large.toml");

/// Small print that saves paper, over the sheet that is compiled in.
const COMPACT: &str = include_str!("../../../templates/handout-compact.toml");

/// The sheet of a theme, to be edited.
#[must_use]
pub fn sheet_of(theme: Theme) -> &'static str {
    match theme {
        Theme::Default => BUILTIN,
        Theme::Large => LARGE,
        Theme::Compact => COMPACT,
    }
}

/// How a handout looks.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the sheet, and stands alone"
)]
pub struct Style {
    /// The paper and its margins.
    pub page: PageStyle,
    /// Running text.
    pub text: Setting,
    /// Between paragraphs.
    pub gap: Abs,
    /// Whether lines are even on both sides where the column is wide enough.
    pub justify: bool,
    /// Whether words may be hyphenated.
    pub hyphenate: bool,
    /// The title of the post.
    pub title: Setting,
    /// Date, authors, categories and address, and the running head and foot.
    pub meta: Setting,
    /// Headings by their level as written, the first for level 1.
    pub heading: [HeadingStyle; 6],
    /// Blocks of code.
    pub code: Setting,
    /// Around the text of a block of code.
    pub code_padding: Abs,
    /// Size of code in a line, as a share of the text around it.
    pub code_inline: f64,
    /// How the parts of blocks of code look, in the order of [`Class::ALL`].
    code_inks: [CodeInk; Class::ALL.len()],
    /// Whether the lines of blocks of code are numbered.
    pub line_numbers: bool,
    /// Cells of tables.
    pub table: Setting,
    /// Left and right of a cell's text.
    pub table_padding: Abs,
    /// Above and below a cell's text.
    pub table_row: Abs,
    /// Captions.
    pub caption: Setting,
    /// Footnotes.
    pub footnote: Setting,
    /// The largest share of a page's text height that a picture takes, up to 1.
    pub figure_height: f64,
    /// Whether the title block shows the post's address as a QR code.
    pub qr: bool,
    /// Whether the cover picture is printed below the title of a post that does not open with a
    /// picture.
    pub cover: bool,
    /// The largest share of a page's text height that the cover picture takes, up to 1.
    pub cover_height: f64,
    /// A post of more pages than this has a list of contents.
    pub contents_pages: usize,
    /// A list of contents has at least so many entries.
    pub contents_entries: usize,
    /// How the addresses of links are printed.
    pub links: LinkNotes,
    /// How far the text of list items stands in, unless a number needs more.
    pub list_indent: Abs,
    /// Colours.
    pub colors: Colors,
    /// The words that the program adds, by primary language subtag; `en` is always there.
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// The paper and its margins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageStyle {
    /// Width of the paper.
    pub width: Abs,
    /// Height of the paper.
    pub height: Abs,
    /// From the upper edge to the text.
    pub top: Abs,
    /// From the text to the lower edge.
    pub bottom: Abs,
    /// From either side to the text.
    pub side: Abs,
    /// From the upper edge to the baseline of the running head.
    pub head: Abs,
    /// From the baseline of the running foot to the lower edge.
    pub foot: Abs,
}

impl PageStyle {
    /// The width of the text.
    #[must_use]
    pub fn measure(&self) -> Abs {
        self.width - self.side * 2.0
    }

    /// The height of the text, footnotes included.
    #[must_use]
    pub fn depth(&self) -> Abs {
        self.height - self.top - self.bottom
    }
}

/// A type size and its leading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Type size.
    pub size: Abs,
    /// From baseline to baseline.
    pub leading: Abs,
}

impl Setting {
    /// The setting, larger or smaller.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { size: self.size * factor, leading: self.leading * factor }
    }
}

/// How a heading is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadingStyle {
    /// Size and leading.
    pub text: Setting,
    /// Space above.
    pub above: Abs,
    /// Space below.
    pub below: Abs,
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// Running text.
    pub text: Color,
    /// Headings.
    pub strong: Color,
    /// Links, bars.
    pub accent: Color,
    /// Captions, dates, running heads.
    pub muted: Color,
    /// Thin lines.
    pub rule: Color,
    /// Behind blocks of code.
    pub panel: Color,
    /// Behind code in a line.
    pub inline: Color,
    /// Behind marked text.
    pub mark: Color,
    /// Bars and labels of warnings.
    pub warning: Color,
}

/// How a part of a program looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInk {
    /// Its colour.
    pub color: Color,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is slanted; Chinese, Japanese and Korean stay upright.
    pub italic: bool,
}

/// A style sheet that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct StyleError {
    /// Line of the sheet, from 1.
    pub line: usize,
    /// Column of the line in characters, from 1.
    pub column: usize,
    /// What is the matter: lower case, one line.
    pub message: String,
}

impl StyleError {
    fn at(text: &str, offset: usize, message: &str) -> Self {
        let before = text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

impl Style {
    /// The style that is compiled in.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static STYLE: LazyLock<Style> =
            LazyLock::new(|| Style::parse("").expect("the compiled-in sheet is valid (tested)"));
        &STYLE
    }

    /// Reads a style sheet; what it leaves out is as in the one that is compiled in.
    ///
    /// # Errors
    /// On an unknown key, and on a value of another kind or out of its range.
    pub fn parse(text: &str) -> Result<Self, StyleError> {
        Self::parse_over(text, Theme::Default)
    }

    /// Reads a style sheet; what it leaves out is as in a theme.
    ///
    /// # Errors
    /// On an unknown key, and on a value of another kind or out of its range.
    pub fn parse_over(text: &str, theme: Theme) -> Result<Self, StyleError> {
        let base = sheet::read(BUILTIN)?;
        let base = match theme {
            Theme::Default => base,
            Theme::Large => sheet::read(LARGE)?.over(base),
            Theme::Compact => sheet::read(COMPACT)?.over(base),
        };
        build(text, &sheet::read(text)?.over(base))
    }

    /// The style with the addresses of links printed in another way.
    #[must_use]
    pub fn with_links(self, links: LinkNotes) -> Self {
        Self { links, ..self }
    }

    /// The style on another paper, with margins in proportion to its width; those beside the text
    /// give way sooner than the measure.
    #[must_use]
    pub fn on(&self, paper: Paper) -> Self {
        let (width, height) = dimensions(paper);
        let factor = (width / self.page.width).min(1.0);
        let old = self.page;
        let page = PageStyle {
            width,
            height,
            top: old.top * factor,
            bottom: old.bottom * factor,
            side: old.side * factor * factor,
            head: old.head * factor,
            foot: old.foot * factor,
        };
        Self { page, ..self.clone() }
    }

    /// How a part of a program looks.
    #[must_use]
    pub fn code_ink(&self, class: Class) -> CodeInk {
        self.code_inks[class as usize]
    }

    /// A word that the program adds, in a language, in English where it is not known.
    #[must_use]
    pub fn label(&self, language: &str, key: &str) -> &str {
        let word = |language: &str| self.labels.get(language).and_then(|words| words.get(key));
        let script = language::is_traditional_chinese(language).then(|| word("zh-hant"));
        let word = script.flatten().or_else(|| word(&language::primary(language)));
        word.or_else(|| self.labels.get("en")?.get(key)).map_or("", String::as_str)
    }
}

fn dimensions(paper: Paper) -> (Abs, Abs) {
    match paper {
        Paper::A4 => (Abs::mm(210.0), Abs::mm(297.0)),
        Paper::A5 => (Abs::mm(148.0), Abs::mm(210.0)),
        Paper::Letter => (Abs::pt(612.0), Abs::pt(792.0)),
    }
}

/// The measure that the margins must leave at least.
const LEAST_MEASURE: Abs = Abs::pt(120.0);

/// Checks the values of a whole sheet. Sizes are bounded so that a line always fits a page.
fn build(text: &str, sheet: &Sheet) -> Result<Style, StyleError> {
    let values = Values { text };
    let papers = [Paper::A4, Paper::A5, Paper::Letter];
    let paper = papers[values.choice(&sheet.page.paper, &["a4", "a5", "letter"])?];
    let (width, height) = dimensions(paper);

    let body = Abs::pt(10.5);
    let size = |entry, em| values.length(entry, em, 4.0, 48.0);
    let text_size = size(&sheet.text.size, body)?;
    let setting = |entry, leading| -> Result<Setting, StyleError> {
        let size = values.length(entry, text_size, 4.0, 48.0)?;
        Ok(Setting { size, leading: values.length(leading, size, 4.0, 96.0)? })
    };
    let short = |entry| values.length(entry, text_size, 0.0, 72.0);
    let margin = |entry| values.length(entry, text_size, 0.0, 250.0);

    let page = PageStyle {
        width,
        height,
        top: margin(&sheet.page.top)?,
        bottom: margin(&sheet.page.bottom)?,
        side: margin(&sheet.page.side)?,
        head: margin(&sheet.page.head)?,
        foot: margin(&sheet.page.foot)?,
    };
    if page.measure() < LEAST_MEASURE || page.depth() < LEAST_MEASURE * 2.0 {
        let start = sheet.page.side.as_ref().map_or(0, |side| side.span().start);
        return Err(StyleError::at(text, start, "the margins leave too little room for the text"));
    }

    let keys = &sheet.heading;
    let mut heading = Vec::with_capacity(6);
    for entry in [&keys.h1, &keys.h2, &keys.h3, &keys.h4, &keys.h5, &keys.h6] {
        let text = setting(entry, &keys.leading)?;
        let space = |entry| values.length(entry, text.size, 0.0, 96.0);
        let (above, below) = (space(&keys.above)?, space(&keys.below)?);
        heading.push(HeadingStyle { text, above, below });
    }

    let mut labels = BTreeMap::new();
    for (language, words) in &sheet.labels {
        let mut known = BTreeMap::new();
        for (key, word) in words {
            known.insert(key.clone(), values.string(word)?.to_owned());
        }
        labels.insert(language.to_ascii_lowercase(), known);
    }

    let color = |entry| values.color(entry);
    let colors = Colors {
        text: color(&sheet.color.text)?,
        strong: color(&sheet.color.strong)?,
        accent: color(&sheet.color.accent)?,
        muted: color(&sheet.color.muted)?,
        rule: color(&sheet.color.rule)?,
        panel: color(&sheet.color.panel)?,
        inline: color(&sheet.color.inline)?,
        mark: color(&sheet.color.mark)?,
        warning: color(&sheet.color.warning)?,
    };
    let em = Abs::pt(1.0);
    let ink = |class| {
        let keys = &sheet.code;
        values.ink(match class {
            Class::Comment => &keys.comment,
            Class::String => &keys.string,
            Class::Number => &keys.number,
            Class::Keyword => &keys.keyword,
            Class::Function => &keys.function,
            Class::Type => &keys.r#type,
            Class::Constant => &keys.constant,
            Class::Inserted => &keys.inserted,
            Class::Deleted => &keys.deleted,
            Class::Heading => &keys.heading,
            Class::Prompt => &keys.prompt,
        })
    };
    let code_inks = Class::ALL.into_iter().map(ink).collect::<Result<Vec<_>, _>>()?;
    Ok(Style {
        page,
        text: setting(&sheet.text.size, &sheet.text.leading)?,
        gap: short(&sheet.text.gap)?,
        justify: values.flag(&sheet.text.justify)?,
        hyphenate: values.flag(&sheet.text.hyphenate)?,
        title: setting(&sheet.title.size, &sheet.title.leading)?,
        meta: setting(&sheet.title.meta_size, &sheet.title.meta_leading)?,
        heading: heading.try_into().expect("six keys give six headings"),
        code: setting(&sheet.code.size, &sheet.code.leading)?,
        code_padding: short(&sheet.code.padding)?,
        code_inline: values.length(&sheet.code.inline, em, 0.3, 2.0)?.to_pt(),
        code_inks: code_inks.try_into().expect("as many inks as classes"),
        line_numbers: false,
        table: setting(&sheet.table.size, &sheet.table.leading)?,
        table_padding: short(&sheet.table.padding)?,
        table_row: short(&sheet.table.row)?,
        caption: setting(&sheet.caption.size, &sheet.caption.leading)?,
        footnote: setting(&sheet.footnote.size, &sheet.footnote.leading)?,
        figure_height: values.number(&sheet.figure.height, 0.1, 1.0)?,
        qr: values.flag(&sheet.title.qr)?,
        cover: values.flag(&sheet.title.cover)?,
        cover_height: values.number(&sheet.title.cover_height, 0.05, 1.0)?,
        contents_pages: values.count(&sheet.contents.pages)?,
        contents_entries: values.count(&sheet.contents.entries)?,
        links: LinkNotes::List,
        list_indent: short(&sheet.list.indent)?,
        colors,
        labels,
    })
}

#[cfg(test)]
mod tests {
    use super::{Abs, Class, Color, Style};
    use crate::config::{Paper, Theme};

    #[test]
    fn a_sheet_changes_what_it_names_and_nothing_else() {
        let builtin = Style::builtin();
        let style = Style::parse("[text]\nsize = \"12pt\"\n[labels.en]\nnote = \"N.B.\"").unwrap();
        assert_eq!(style.text.size, Abs::pt(12.0));
        assert_eq!(style.page, builtin.page);
        assert_eq!((style.label("en-GB", "note"), style.label("en", "tip")), ("N.B.", "Tip"));
        assert_eq!(style.label("ko", "contents"), "차례");
        assert_eq!(style.label("xx", "contents"), "Contents");
    }

    #[test]
    fn themes_are_valid_and_can_be_changed() {
        let size = |text, theme| Style::parse_over(text, theme).unwrap().text.size.to_pt();
        assert!((size("", Theme::Large) - 16.0).abs() < 1e-9);
        assert!(size("", Theme::Compact) < size("", Theme::Default));
        assert!((size("[text]\nsize = \"12pt\"", Theme::Compact) - 12.0).abs() < 1e-9);
    }

    #[test]
    fn a_wrong_value_is_an_error_with_its_place() {
        for (text, line, column) in [
            ("[text]\nsize = \"12 furlongs\"", 2, 8),
            ("[text]\nsize = 12", 2, 8),
            ("[page]\n\nside = \"90mm\"\n", 3, 8),
            ("[color]\ntext = \"black\"", 2, 8),
            ("[text]\ncolour = \"#000000\"", 2, 1),
            ("[page]\npaper = \"a0\"", 2, 9),
            ("[text]\nsize = \"1000pt\"", 2, 8),
            ("[code]\nkeyword = \"#123456 loud\"", 2, 11),
        ] {
            let error = Style::parse(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        }
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(color: Color) -> f64 {
        let linear = |channel: f64| {
            if channel <= 0.040_45 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        };
        let [r, g, b] = [color.r, color.g, color.b].map(|c| linear(f64::from(c) / 255.0));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn every_language_has_every_label() {
        let labels = &Style::builtin().labels;
        for (language, words) in labels {
            assert!(words.keys().eq(labels["en"].keys()), "{language}: {words:?}");
        }
    }

    #[test]
    fn code_is_read_at_seven_to_one_on_its_panel() {
        let style = Style::builtin();
        for class in Class::ALL {
            let ink = style.code_ink(class);
            let ratio = (luminance(style.colors.panel) + 0.05) / (luminance(ink.color) + 0.05);
            assert!(ratio >= 7.0, "{class:?}: {ratio:.2}");
        }
    }

    #[test]
    fn every_paper_leaves_a_measure() {
        for paper in [Paper::A4, Paper::A5, Paper::Letter] {
            let page = Style::builtin().on(paper).page;
            assert!(page.measure() > page.width * 0.5, "{paper:?}");
        }
    }
}
