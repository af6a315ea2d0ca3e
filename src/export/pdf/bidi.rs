//! The directions of a text: embedding levels of its bytes, and the order on a line (UAX #9).

use unicode_bidi::{BidiInfo, Direction, Level, get_base_direction_full};

/// The direction of a paragraph and of each of its bytes.
#[derive(Debug)]
pub(super) struct Directions {
    /// Whether the paragraph runs from right to left.
    pub(super) right_to_left: bool,
    /// A level for each byte; `None` where all is left to right.
    levels: Option<Vec<Level>>,
}

impl Directions {
    /// The embedding level of a byte; odd is right to left.
    pub(super) fn level(&self, at: usize) -> u8 {
        match &self.levels {
            Some(levels) => levels.get(at).map_or(self.base(), Level::number),
            None => 0,
        }
    }

    /// The level of the paragraph.
    pub(super) fn base(&self) -> u8 {
        u8::from(self.right_to_left)
    }
}

/// Resolves the directions of a text whose base direction is given, or that of its first strong
/// letter (rules P2 and P3).
pub(super) fn directions(text: &str, right_to_left: Option<bool>) -> Directions {
    let mixed = text.chars().any(may_run_left);
    let right_to_left =
        right_to_left.unwrap_or_else(|| mixed && get_base_direction_full(text) == Direction::Rtl);
    if !mixed && !right_to_left {
        return Directions { right_to_left, levels: None };
    }
    let base = if right_to_left { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(text, Some(base));
    Directions { right_to_left, levels: Some(info.levels) }
}

/// Whether a character could make anything run from right to left: letters and digits of such
/// scripts, and the controls.
fn may_run_left(c: char) -> bool {
    c >= '\u{590}'
        && matches!(
            c,
            '\u{590}'..='\u{8FF}'
                | '\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FB1D}'..='\u{FDFF}'
                | '\u{FE70}'..='\u{FEFE}'
                | '\u{10800}'..='\u{10FFF}'
                | '\u{1E800}'..='\u{1EFFF}'
        )
}

/// The order in which the parts of a line are drawn from left to right, by their levels (rule
/// L2). Indices of `levels`.
pub(super) fn visual_order(levels: &[u8]) -> Vec<usize> {
    if levels.iter().all(|level| *level == 0) {
        return (0..levels.len()).collect();
    }
    let levels: Vec<Level> =
        levels.iter().map(|l| Level::new(*l).unwrap_or_else(|_| Level::ltr())).collect();
    BidiInfo::reorder_visual(&levels)
}

#[cfg(test)]
mod tests {
    use super::{directions, visual_order};

    #[test]
    fn latin_and_digits_keep_their_order_in_hebrew() {
        let text = "אבג abc 123";
        let directions = directions(text, None);
        assert!(directions.right_to_left);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let levels: Vec<u8> = starts.iter().map(|at| directions.level(*at)).collect();
        let chars: Vec<char> = text.chars().collect();
        let seen: String = visual_order(&levels).into_iter().map(|i| chars[i]).collect();
        assert_eq!(seen, "abc 123 גבא");
    }
}
