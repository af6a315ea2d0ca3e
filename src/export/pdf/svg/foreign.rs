//! Words that are HTML inside a drawing (`foreignObject`, SVG 2, 12.4): diagram editors write
//! their labels so, and usvg draws none of them. They become text at the same place.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use usvg::roxmltree::{Document, Node, ParsingOptions};

/// Size of text where no style tells one, in pixels: that of CSS.
const SIZE: f64 = 16.0;

/// From line to line, as a share of the size.
const LEADING: f64 = 1.2;

/// From the middle of a line to its baseline, as a share of the size.
const MIDDLE: f64 = 0.36;

/// Mean width of a letter as a share of the size; those of Hangul and Han take a whole one.
const LETTER: f64 = 0.54;

/// How much wider than its box a line may be before it is broken: the faces are not the editor's.
const TOLERANCE: f64 = 1.15;

/// The drawing with its HTML labels as text. What has none is returned as it is.
pub(super) fn unfold(drawing: &str) -> Cow<'_, str> {
    if !drawing.contains("<foreignObject") && !drawing.contains("requiredFeatures") {
        return Cow::Borrowed(drawing);
    }
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(drawing, options) else {
        // The parser that draws it will say what is wrong.
        return Cow::Borrowed(drawing);
    };
    let mut unfolded = String::with_capacity(drawing.len());
    let mut from = 0;
    for node in document.descendants() {
        let found = if node.has_tag_name(FOREIGN) {
            labelled(node)
        } else if node.has_tag_name(SWITCH) {
            supported(node).map(|chosen| (node.range(), drawing[chosen.range()].to_owned()))
        } else {
            None
        };
        let Some((range, text)) = found else { continue };
        // A label within a label has been said by the outer one.
        if range.start < from {
            continue;
        }
        unfolded.push_str(&drawing[from..range.start]);
        unfolded.push_str(&text);
        from = range.end;
    }
    unfolded.push_str(&drawing[from..]);
    Cow::Owned(unfolded)
}

/// What a label is replaced by, and where; none where there is nothing to say, or a picture says it.
fn labelled(foreign: Node<'_, '_>) -> Option<(Range<usize>, String)> {
    let label = Label::read(foreign);
    if label.lines.is_empty() {
        return None;
    }
    // Most editors name a substitute, whose words are often cut or say that there are none.
    match foreign.parent_element().filter(|parent| parent.has_tag_name(SWITCH)) {
        Some(switch) => {
            let substitute = switch.children().find(|child| child.has_tag_name(TEXT))?;
            Some((switch.range(), label.instead_of(substitute)))
        }
        None => Some((foreign.range(), label.in_its_box(foreign))),
    }
}

/// The child that a switch shows for what it requires. `requiredFeatures` holds wherever it is
/// written (SVG 2, 5.8.3 has dropped it); usvg takes no notice of it.
fn supported<'a, 'b>(switch: Node<'a, 'b>) -> Option<Node<'a, 'b>> {
    let first = switch.first_element_child()?;
    (first.has_attribute("requiredFeatures") && !first.has_tag_name(FOREIGN)).then_some(first)
}

const SVG: &str = "http://www.w3.org/2000/svg";
const FOREIGN: (&str, &str) = (SVG, "foreignObject");
const SWITCH: (&str, &str) = (SVG, "switch");
const TEXT: (&str, &str) = (SVG, "text");

/// What a label says, and how.
#[derive(Debug, Default)]
struct Label {
    lines: Vec<String>,
    /// In pixels.
    size: Option<f64>,
    color: Option<String>,
    align: Option<String>,
    /// The width in which lines are broken, in pixels.
    width: Option<f64>,
    bold: bool,
}

impl Label {
    fn read(foreign: Node<'_, '_>) -> Self {
        let mut label = Self::default();
        label.lines.push(String::new());
        for node in foreign.descendants().skip(1) {
            if node.is_text() {
                label.say(node.text().unwrap_or_default());
            } else if node.is_element() {
                label.element(node);
            }
        }
        for line in &mut label.lines {
            line.truncate(line.trim_end().len());
        }
        label.lines.retain(|line| !line.is_empty());
        let box_width = length(foreign.attribute("width").unwrap_or_default());
        if let Some(width) = label.width.or(box_width).filter(|width| *width > 1.0) {
            let size = label.size.unwrap_or(SIZE);
            label.lines =
                label.lines.iter().flat_map(|line| broken(line, size, width * TOLERANCE)).collect();
        }
        label
    }

    fn element(&mut self, node: Node<'_, '_>) {
        const BLOCKS: [&str; 11] =
            ["div", "p", "br", "li", "tr", "h1", "h2", "h3", "h4", "pre", "hr"];
        let tag = node.tag_name().name();
        let before = self.lines.last().is_some_and(|line| !line.is_empty());
        if BLOCKS.contains(&tag) && before {
            self.lines.push(String::new());
        }
        if matches!(tag, "td" | "th") {
            self.say(" ");
        }
        self.bold |= matches!(tag, "b" | "strong" | "h1" | "h2" | "h3" | "h4");
        let style = node.attribute("style").unwrap_or_default();
        for (name, value) in style.split(';').filter_map(|part| part.split_once(':')) {
            let value = value.trim();
            match name.trim() {
                // Boxes that only place others have no size.
                "font-size" => self.size = length(value).filter(|size| *size > 0.0).or(self.size),
                "color" if is_color(value) => self.color = Some(value.to_owned()),
                "text-align" if value != "inherit" => self.align = Some(value.to_owned()),
                "width" => self.width = length(value).or(self.width),
                "font-weight" => self.bold |= value == "bold" || value >= "600",
                // Nothing is broken, however wide.
                "white-space" if value == "nowrap" => self.width = Some(f64::MAX),
                _ => {}
            }
        }
    }

    /// Adds words, blanks as one.
    fn say(&mut self, text: &str) {
        let Some(line) = self.lines.last_mut() else { return };
        for c in text.chars() {
            let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
            if c != ' ' || !(line.is_empty() || line.ends_with(' ')) {
                line.push(c);
            }
        }
    }

    /// The text in the place and look of the one that stands for it.
    fn instead_of(&self, substitute: Node<'_, '_>) -> String {
        let mut attributes = String::new();
        for attribute in substitute.attributes().filter(|a| a.namespace().is_none()) {
            let _ = write!(attributes, " {}=\"{}\"", attribute.name(), escaped(attribute.value()));
        }
        self.text(&attributes, substitute.attribute("x").unwrap_or("0"))
    }

    /// The text in the middle of the box of its HTML.
    fn in_its_box(&self, foreign: Node<'_, '_>) -> String {
        let number = |name| foreign.attribute(name).and_then(length).unwrap_or(0.0);
        let (width, height) = (number("width"), number("height"));
        let (anchor, share) = match self.align.as_deref() {
            Some("center") => ("middle", 0.5),
            Some("right" | "end") => ("end", 1.0),
            _ => ("start", 0.0),
        };
        let size = self.size.unwrap_or(SIZE);
        let x = (number("x") + width * share).to_string();
        let y = number("y") + height * 0.5 + size * MIDDLE;
        let mut attributes =
            format!(" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\"");
        if let Some(color) = &self.color {
            let _ = write!(attributes, " fill=\"{}\"", escaped(color));
        }
        if self.bold {
            attributes.push_str(" font-weight=\"bold\"");
        }
        self.text(&attributes, &x)
    }

    fn text(&self, attributes: &str, x: &str) -> String {
        let mut text = format!("<text xmlns=\"{SVG}\"{attributes}>");
        #[expect(clippy::cast_precision_loss, reason = "a label has few lines")]
        let above = (self.lines.len() - 1) as f64 * LEADING / 2.0;
        for (index, line) in self.lines.iter().enumerate() {
            let down = if index == 0 { -above } else { LEADING };
            let x = escaped(x);
            let _ = write!(text, "<tspan x=\"{x}\" dy=\"{down}em\">{}</tspan>", escaped(line));
        }
        text.push_str("</text>");
        text
    }
}

/// A length in pixels; none in other units, and none that no drawing has.
fn length(value: &str) -> Option<f64> {
    let number = value.trim().trim_end_matches("px").parse::<f64>().ok()?;
    (number.is_finite() && number.abs() < 1e6).then_some(number)
}

/// Colours as SVG knows them: names, `#…` and `rgb(…)`.
fn is_color(value: &str) -> bool {
    value.starts_with('#')
        || value.starts_with("rgb(")
        || value.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A line broken at blanks to a width in pixels.
fn broken(line: &str, size: f64, width: f64) -> Vec<String> {
    let measure = |text: &str| -> f64 {
        let letters = text.chars().map(|c| if c < '\u{1100}' { LETTER } else { 1.0 });
        letters.sum::<f64>() * size
    };
    let mut lines: Vec<String> = Vec::new();
    for word in line.split(' ') {
        match lines.last_mut() {
            Some(last) if measure(last) + measure(word) + LETTER * size <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unfold;

    /// The texts that usvg draws, each with its top, left to right.
    fn words(inside: &str) -> Vec<String> {
        let svg =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'>{inside}</svg>");
        let svg = unfold(&svg);
        let tree = usvg::Tree::from_str(&svg, &super::super::options()).expect("it is SVG");
        let mut words = Vec::new();
        collect(tree.root(), &mut words);
        words
    }

    fn collect(group: &usvg::Group, words: &mut Vec<String>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => collect(group, words),
                usvg::Node::Text(text) => {
                    words.extend(text.chunks().iter().map(|chunk| chunk.text().to_owned()));
                }
                _ => {}
            }
        }
    }

    const HTML: &str = "xmlns='http://www.w3.org/1999/xhtml'";

    #[test]
    fn a_label_takes_the_place_of_its_substitute() {
        let label = format!(
            "<switch><foreignObject width='60' height='30'><div {HTML} style='white-space: nowrap'>\
             <div>가상</div><div>a &lt; b</div></div></foreignObject>\
             <text x='30' y='20' text-anchor='middle' font-size='12px'>[Not supported]</text></switch>"
        );
        assert_eq!(words(&label), ["가상", "a < b"]);
    }

    #[test]
    fn a_label_without_substitute_stands_in_its_box() {
        let label = format!(
            "<g transform='translate(10 10)'><foreignObject width='40' height='24'>\
             <div {HTML} style='text-align: center'><span><p>one two three</p></span></div>\
             </foreignObject></g>"
        );
        assert_eq!(words(&label), ["one", "two", "three"]);
    }

    #[test]
    fn what_is_no_label_stays() {
        let plain = "<svg xmlns='http://www.w3.org/2000/svg'><text>a</text></svg>";
        assert_eq!(unfold(plain), plain);
        let broken = "<svg><foreignObject></svg>";
        assert_eq!(unfold(broken), broken);
        let pictured = format!(
            "<switch><foreignObject><div {HTML}>a</div></foreignObject><g><text>b</text></g></switch>"
        );
        assert_eq!(words(&pictured), ["b"]);
    }

    #[test]
    fn a_warning_for_viewers_without_html_is_not_drawn() {
        let warned = "<switch><g requiredFeatures='http://www.w3.org/TR/SVG11/feature#Extensibility'/>\
             <a href='https://example.org/'><text>cannot display</text></a></switch>";
        assert_eq!(words(warned), [""; 0]);
    }
}
