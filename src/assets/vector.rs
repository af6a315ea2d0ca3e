//! The size of an SVG, from the attributes of its root element alone.

/// How much of a file is looked at for the root element.
const HEAD: usize = 64 << 10;

/// Size of a drawing that says nothing of it (CSS 2.1, 10.3.2).
const DEFAULT: (f64, f64) = (300.0, 150.0);

/// Whether a file is an SVG: its first element is `svg`.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    root(bytes).is_some()
}

/// Width and height in CSS pixels, rounded.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let tag = root(bytes)?;
    let view_box = attribute(&tag, "viewBox").and_then(|value| {
        let numbers: Vec<f64> = value
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|part| !part.is_empty())
            .filter_map(|part| part.parse().ok())
            .collect();
        match numbers[..] {
            [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
            _ => None,
        }
    });
    let width = attribute(&tag, "width").and_then(|value| length(&value));
    let height = attribute(&tag, "height").and_then(|value| length(&value));
    let (width, height) = match (width, height, view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(size)) => size,
        (Some(width), None, None) => (width, DEFAULT.1),
        (None, Some(height), None) => (DEFAULT.0, height),
        (None, None, None) => DEFAULT,
    };
    let whole = |side: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to positive numbers that fit"
        )]
        let side = side.round().clamp(1.0, 1_000_000.0) as u32;
        side
    };
    Some((whole(width), whole(height)))
}

/// The start tag of the root element, without its name; `None` where it is not `svg`.
fn root(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEAD))?);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    // Past declarations, comments and the document type.
    loop {
        let end = match () {
            () if rest.starts_with("<?") => "?>",
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<!") => {
                let subset = rest.find('[').is_some_and(|open| Some(open) < rest.find('>'));
                if subset { "]>" } else { ">" }
            }
            () => break,
        };
        rest = rest.get(rest.find(end)? + end.len()..)?.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
    if name[..end].rsplit(':').next() != Some("svg") {
        return None;
    }
    Some(name[end..].split('>').next().unwrap_or_default().to_owned())
}

/// The value of an attribute of a start tag.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(equals) = rest.find('=') {
        let name = rest[..equals].trim().rsplit(char::is_whitespace).next().unwrap_or_default();
        let value = rest[equals + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        if name == wanted {
            return Some(value.to_owned());
        }
        rest = after;
    }
    None
}

/// A length in CSS pixels (CSS Values 4, 6.2); percentages have no meaning without a page.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let end = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let number: f64 = value[..end].trim().parse().ok()?;
    let pixels = match &value[end..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        "pc" | "em" | "rem" => 16.0,
        "ex" => 8.0,
        _ => return None,
    };
    Some(number * pixels).filter(|side| side.is_finite() && *side > 0.0)
}
