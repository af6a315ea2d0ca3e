//! Parts of files (RFC 9110, 14).

/// What of a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it: nothing else was asked for, or nothing that is understood. Of several parts at
    /// once the whole is given, as a server may (RFC 9110, 14.2).
    Whole,
    /// From a byte on, so many of them; at least one.
    Part { start: u64, length: u64 },
    /// What is not there.
    Beyond,
}

/// Reads a `Range` field for a file of a size.
pub(super) fn read(field: &str, size: u64) -> Range {
    let Some((unit, set)) = field.split_once('=') else { return Range::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Range::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Range::Whole };
    let number = |text: &str| match text {
        "" => Some(None),
        _ if text.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Some(text.parse().unwrap_or(u64::MAX)))
        }
        _ => None,
    };
    let (Some(first), Some(last)) = (number(first.trim()), number(last.trim())) else {
        return Range::Whole;
    };
    match (first, last) {
        (None, None) => Range::Whole,
        (Some(first), Some(last)) if last < first => Range::Whole,
        (Some(first), _) if first >= size => Range::Beyond,
        (Some(first), last) => {
            let last = last.map_or(size - 1, |last| last.min(size - 1));
            Range::Part { start: first, length: last - first + 1 }
        }
        // The last so many bytes.
        (None, Some(0)) => Range::Beyond,
        (None, Some(_)) if size == 0 => Range::Beyond,
        (None, Some(many)) => {
            let length = many.min(size);
            Range::Part { start: size - length, length }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Range::{Beyond, Part, Whole};
    use super::read;

    #[test]
    fn parts_are_those_of_the_rfc() {
        for (field, size, range) in [
            ("bytes=0-0", 10, Part { start: 0, length: 1 }),
            ("bytes=2-", 10, Part { start: 2, length: 8 }),
            ("bytes=2-99", 10, Part { start: 2, length: 8 }),
            ("bytes=-3", 10, Part { start: 7, length: 3 }),
            ("bytes=-99", 10, Part { start: 0, length: 10 }),
            ("bytes=0-99999999999999999999999", 10, Part { start: 0, length: 10 }),
            ("Bytes = 1 - 2", 10, Part { start: 1, length: 2 }),
            ("bytes=10-", 10, Beyond),
            ("bytes=99999999999999999999999-", 10, Beyond),
            ("bytes=-0", 10, Beyond),
            ("bytes=0-", 0, Beyond),
            ("bytes=-1", 0, Beyond),
            ("bytes=3-2", 10, Whole),
            ("bytes=0-1,3-4", 10, Whole),
            ("lines=0-1", 10, Whole),
            ("bytes=a-b", 10, Whole),
            ("bytes=-", 10, Whole),
            ("bytes", 10, Whole),
        ] {
            assert_eq!(read(field, size), range, "{field} of {size}");
        }
    }
}
