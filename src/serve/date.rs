//! Dates of HTTP (RFC 9110, 5.6.7): one form is written, three are read.

use std::time::SystemTime;

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};

const WRITTEN: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// The obsolete forms of RFC 850 and of `asctime` are read too.
const READ: [&str; 3] = [WRITTEN, "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// A moment as HTTP writes it.
pub(super) fn write(at: DateTime<Utc>) -> String {
    at.format(WRITTEN).to_string()
}

/// A moment of a header; nothing where it is none.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    let read = |form| NaiveDateTime::parse_from_str(text.trim(), form).ok();
    READ.into_iter().find_map(read).map(|at| at.and_utc())
}

/// The moment that a file says it was changed, in whole seconds as HTTP tells them.
pub(super) fn seconds(at: SystemTime) -> DateTime<Utc> {
    DateTime::<Utc>::from(at).trunc_subsecs(0)
}

/// The moment of an answer.
#[expect(clippy::disallowed_methods, reason = "answers are dated (RFC 9110, 6.6.1); no output is")]
pub(super) fn now() -> DateTime<Utc> {
    seconds(SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn three_forms_are_one_moment() {
        let at = read("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        assert_eq!(read("Sunday, 06-Nov-94 08:49:37 GMT"), Some(at));
        assert_eq!(read("Sun Nov  6 08:49:37 1994"), Some(at));
        assert_eq!(write(at), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(read("yesterday"), None);
    }
}
