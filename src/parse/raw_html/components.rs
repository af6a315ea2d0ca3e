//! Components of MDX that Docusaurus, Starlight, Nextra and their like come with: what is in them is
//! shown, one part below the other.

use super::Element;
use crate::parse::fenced;

/// The kind of note that a component shows: `<Callout type="warning">`, `<Tip>`.
pub(super) fn note(name: &str, element: &Element) -> Option<&'static str> {
    let is_component = name.starts_with(|c: char| c.is_ascii_uppercase()) && !element.self_closing;
    let word = |text: &str| fenced::kind(&text.to_ascii_lowercase());
    let own = word(name).filter(|_| !matches!(name, "Summary" | "Example" | "Question" | "Error"));
    let general = matches!(name, "Admonition" | "Callout" | "Alert" | "Aside" | "Notice" | "Hint");
    if !is_component || !(general || own.is_some()) {
        return None;
    }
    let given = ["type", "variant", "kind", "intent"].iter().find_map(|n| word(element.get(n)?));
    Some(given.or(own).unwrap_or("note"))
}

/// The label of a component that only lays out what is in it, empty where it has none: what is a
/// tab on a page has its label above it. `None` where the component is another.
pub(super) fn layout(name: &str, element: &Element) -> Option<String> {
    if element.self_closing {
        return None;
    }
    let labels: &[&str] = match name {
        "TabItem" | "Tab" | "Tabs.Tab" | "Step" | "Card" => &["label", "title", "value", "name"],
        "Tabs" | "TabList" | "CodeGroup" | "CodeTabs" | "Steps" | "Cards" | "CardGrid"
        | "CardGroup" | "Columns" | "Column" | "FileTree" | "Frame" | "Bleed" => &[],
        _ => return None,
    };
    let label = labels.iter().find_map(|label| element.text(label));
    Some(crate::model::text::one_line(&label.unwrap_or_default()))
}
