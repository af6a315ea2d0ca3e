//! Values that go over several lines and stand farther out than YAML allows (1.2.2, 6.3): people
//! write them so, and other readers take them.

/// Indents what a message of the scanner at a line is about, where it is about that; tells whether
/// any line was changed. Blanks at the beginnings of these lines are no part of a value.
pub(super) fn mend(rows: &mut [String], message: &str, line: usize) -> bool {
    match message {
        "invalid indentation in quoted scalar" => text(rows, line),
        "invalid indentation" | "invalid indentation in flow construct" => list(rows, line),
        _ => false,
    }
}

/// Indents the lines that go on with a text in quotes as far as its first line and one more.
fn text(rows: &mut [String], first: usize) -> bool {
    let Some(row) = rows.get(first) else { return false };
    let Some(quote) = row.chars().find(|c| matches!(c, '"' | '\'')) else { return false };
    let depth = 1 + row.len() - row.trim_start_matches([' ', '-']).len();
    let mut changed = false;
    for row in rows.iter_mut().skip(first + 1) {
        changed |= deepen(row, depth);
        if row.contains(quote) {
            break;
        }
    }
    changed
}

/// Indents lines of a list or map in brackets, from one that stands too far out: most people close
/// a bracket below the key that opened it. They are those that follow an opening bracket or a
/// comma, or begin with what closes.
fn list(rows: &mut [String], first: usize) -> bool {
    let Some((above, rows)) = rows.split_at_mut_checked(first) else { return false };
    let Some(above) = above.iter().rev().find(|row| !row.trim().is_empty()) else { return false };
    let depth = 1 + blanks(above);
    let mut inside = true;
    let mut changed = false;
    for row in rows {
        let written = row.trim();
        let is_neutral = written.is_empty() || written.starts_with('#');
        if !is_neutral {
            if !inside && !written.starts_with([']', '}', ',']) {
                break;
            }
            inside = written.ends_with(['[', '{', ',']);
        }
        changed |= deepen(row, depth);
    }
    changed
}

fn blanks(row: &str) -> usize {
    row.len() - row.trim_start_matches(' ').len()
}

/// Gives a line that is not empty at least so many blanks; tells whether it had fewer.
fn deepen(row: &mut String, depth: usize) -> bool {
    let missing = depth.saturating_sub(blanks(row));
    let changes = missing > 0 && !row.trim().is_empty();
    if changes {
        row.insert_str(0, &" ".repeat(missing));
    }
    changes
}
