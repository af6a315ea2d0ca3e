//! Strong emphasis that CommonMark does not see beside Korean, Chinese and Japanese.
//!
//! `**` closes only where a space or punctuation follows it, or where no punctuation stands before
//! it (CommonMark 0.31, 6.2). Languages that join particles to words break that rule all the time:
//! in `**Android 11(R)**도` and `` **`map`**은 `` the second `**` stays text. Here such pairs become
//! what their author meant: left over, with words in between, and a letter of these scripts at
//! their outer side.

use super::flow::{Node, push_text};
use crate::model::Inline;

/// The mark.
const MARK: &str = "**";

/// Turns left-over pairs of `**` among children into strong emphasis.
pub(super) fn pair(nodes: Vec<Node>) -> Vec<Node> {
    // Most texts have not a single one, which is seen much sooner.
    let marked = nodes.iter().filter_map(text).filter(|text| text.contains('*'));
    let marks: usize = marked.map(|text| text.matches(MARK).count()).sum();
    if marks < 2 {
        return nodes;
    }
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    // What stands behind an opening mark, and the character before that mark.
    let mut open: Option<(Vec<Node>, Option<char>)> = None;
    for node in nodes {
        let Node::Inline(Inline::Text(text)) = node else {
            let ends_line = !matches!(&node, Node::Inline(i) if !matches!(i, Inline::LineBreak));
            if ends_line {
                give_up(&mut open, &mut out);
            }
            open.as_mut().map_or(&mut out, |(inside, _)| inside).push(node);
            continue;
        };
        let mut rest = text.as_str();
        while let Some(at) = rest.find(MARK) {
            let (before, after) = (&rest[..at], &rest[at + MARK.len()..]);
            let next = after.chars().next();
            if let Some((inside, outer)) = &mut open {
                push_text(inside, before);
                let ends_well = match inside.last() {
                    Some(Node::Inline(Inline::Text(text))) => !text.ends_with(char::is_whitespace),
                    Some(_) => true,
                    None => false,
                };
                if ends_well && (next.is_some_and(joins) || outer.is_some_and(joins)) {
                    let inside = std::mem::take(inside);
                    out.push(Node::Inline(Inline::Strong(inlines(inside))));
                    open = None;
                } else {
                    // No closing mark; it may be an opening one.
                    give_up(&mut open, &mut out);
                    begin(&mut open, &mut out, before.chars().next_back(), next);
                }
            } else {
                push_text(&mut out, before);
                let outer = before.chars().next_back();
                begin(&mut open, &mut out, outer, next);
            }
            rest = after;
        }
        let target = open.as_mut().map_or(&mut out, |(inside, _)| inside);
        push_text(target, rest);
    }
    give_up(&mut open, &mut out);
    out
}

fn text(node: &Node) -> Option<&str> {
    match node {
        Node::Inline(Inline::Text(text)) => Some(text),
        _ => None,
    }
}

/// Opens a pair, unless a space follows the mark.
fn begin(
    open: &mut Option<(Vec<Node>, Option<char>)>,
    out: &mut Vec<Node>,
    outer: Option<char>,
    next: Option<char>,
) {
    if next.is_some_and(char::is_whitespace) {
        push_text(out, MARK);
    } else {
        *open = Some((Vec::new(), outer));
    }
}

/// What was opened and never closed is text again.
fn give_up(open: &mut Option<(Vec<Node>, Option<char>)>, out: &mut Vec<Node>) {
    let Some((inside, _)) = open.take() else { return };
    push_text(out, MARK);
    for node in inside {
        match node {
            Node::Inline(Inline::Text(text)) => push_text(out, &text),
            other => out.push(other),
        }
    }
}

fn inlines(nodes: Vec<Node>) -> Vec<Inline> {
    nodes
        .into_iter()
        .filter_map(|node| match node {
            Node::Inline(inline) => Some(inline),
            _ => None,
        })
        .collect()
}

/// Whether a letter belongs to a script that joins particles to words, or writes no spaces.
fn joins(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::pair;
    use crate::model::Inline;
    use crate::parse::flow::Node;

    fn pieces(nodes: Vec<Inline>) -> String {
        let show = |node: &Node| match node {
            Node::Inline(Inline::Text(text)) => text.clone(),
            Node::Inline(Inline::Strong(inside)) => {
                format!("<{}>", crate::model::text::of_inlines(inside))
            }
            Node::Inline(Inline::Code(code)) => format!("`{code}`"),
            _ => "|".to_owned(),
        };
        pair(nodes.into_iter().map(Node::Inline).collect()).iter().map(show).collect()
    }

    fn plain(text: &str) -> String {
        pieces(vec![Inline::Text(text.to_owned())])
    }

    #[test]
    fn particles_do_not_hide_emphasis() {
        assert_eq!(plain("SDK에서 **Android 11(R)**도 설치"), "SDK에서 <Android 11(R)>도 설치");
        assert_eq!(plain("이것은**\"그것\"** 과"), "이것은<\"그것\"> 과");
        let code = vec![
            Inline::Text("a **".to_owned()),
            Inline::Code("map".to_owned()),
            Inline::Text("**은 b".to_owned()),
        ];
        assert_eq!(pieces(code), "a <map>은 b");
    }

    #[test]
    fn other_asterisks_stay_what_they_are() {
        for text in ["2**3**4", "** 글 **은", "**", "a ** b ** 글", "**글", "x **(y)** z"] {
            assert_eq!(plain(text), text, "{text:?}");
        }
    }
}
