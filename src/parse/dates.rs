//! Dates as people write them into moments, or into the reason why not.
//!
//! Read are RFC 3339 and its looser relatives (`2024-1-2 3:04`, `2024/01/02`, `2024.01.02`,
//! `20240102`), RFC 2822 and month names (`Jan 2, 2006`, `2 January 2006 15:04 KST`), and Korean
//! (`2024년 1월 2일 오후 3시 4분`), and numbers of seconds or thousandths since 1970, which have ten
//! and thirteen digits. A day that does not exist is an error, never another day. `22.7.2024`,
//! `22/7/2024` and `7/22/2024` are days in July; where the order would be a guess (`01/02/2024`)
//! there is no date.

use std::borrow::Cow;

use chrono::{
    DateTime, Datelike, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime,
    Offset, TimeZone, Timelike,
};
use chrono_tz::Tz;

use crate::limits;
use crate::model::post::{Date, Zone};

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// No known form.
    #[error("no known form of a date")]
    Form,
    /// The calendar has no such day.
    #[error("there is no day {0:04}-{1:02}-{2:02}")]
    Day(i32, u32, u32),
    /// The clock has no such time.
    #[error("there is no time {0:02}:{1:02}:{2:02}")]
    Time(u32, u32, u32),
    /// Feeds can hold years from 1 to 9999 only.
    #[error("the year is not between 1 and 9999")]
    Year,
    /// Day and month may stand in either order.
    #[error("which of {0} and {1} is the month is not known")]
    Order(u32, u32),
    /// A zone that is not known, or whose name stands for several.
    #[error("the time zone `{0}` is not known")]
    Zone(String),
}

/// Reads a date. `zone` is where a date without a zone was written; a date without a time is
/// midnight there. Of a time that comes twice (clocks are put back) the first is meant; of one
/// that never comes (they are put forward) the first that does.
///
/// # Errors
/// When the text is no date, or names a day or time that does not exist.
pub fn parse(text: &str, zone: Tz) -> Result<Date, DateError> {
    if text.len() > limits::DATE_BYTES {
        return Err(DateError::Form);
    }
    let clean = clean(text);
    if let Some(at) = epoch(&clean) {
        let as_written = text.trim().to_owned();
        return Ok(Date { as_written, at, zone: Zone::Given, has_time: true });
    }
    let (day, rest) = day(&clean)?;
    let (year, month, date) = day;
    if !(1..=9999).contains(&year) {
        return Err(DateError::Year);
    }
    let day =
        NaiveDate::from_ymd_opt(year, month, date).ok_or(DateError::Day(year, month, date))?;
    let (time, given) = clock(&rest)?;
    let local = day.and_time(time.unwrap_or(NaiveTime::MIN));
    let (at, zone) = match given {
        Some(Given::Offset(offset)) => (fixed(local, offset), Zone::Given),
        Some(Given::Named(named)) => (civil(local, named), Zone::Given),
        None => (civil(local, zone), Zone::Assumed),
    };
    let at = at.ok_or(DateError::Year)?;
    if !(1..=9999).contains(&at.naive_utc().year()) {
        return Err(DateError::Year);
    }
    Ok(Date { as_written: text.trim().to_owned(), at, zone, has_time: time.is_some() })
}

/// A moment as a number: of seconds since 1970, or of thousandths of them (JavaScript).
fn epoch(text: &str) -> Option<DateTime<FixedOffset>> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let at = match text.len() {
        10 => DateTime::from_timestamp(number, 0),
        13 => DateTime::from_timestamp_millis(number),
        _ => None,
    };
    at.map(|at| at.fixed_offset())
}

/// The day alone, where the time that is written with it does not exist.
#[must_use]
pub fn day_alone(text: &str, zone: Tz) -> Option<Date> {
    let (day, _) = day(&clean(text.get(..text.floor_char_boundary(limits::DATE_BYTES))?)).ok()?;
    let (year, month, date) = day;
    let mut certain = parse(&format!("{year:04}-{month:02}-{date:02}"), zone).ok()?;
    text.trim().clone_into(&mut certain.as_written);
    Some(certain)
}

/// A zone that was written.
enum Given {
    Offset(FixedOffset),
    Named(Tz),
}

fn fixed(local: NaiveDateTime, offset: FixedOffset) -> Option<DateTime<FixedOffset>> {
    local.and_local_timezone(offset).single()
}

/// A local time as a moment. RFC 3339 has no seconds in an offset, as local mean times of the
/// nineteenth century do; those are cut and the local time is kept.
fn civil(local: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    // The longest gap was a whole day (Samoa, 2011).
    for minutes in 0..=24 * 60 + 60 {
        let local = local.checked_add_signed(Duration::minutes(minutes))?;
        if let LocalResult::Single(at) | LocalResult::Ambiguous(at, _) =
            zone.from_local_datetime(&local)
        {
            let seconds = at.offset().fix().local_minus_utc();
            let offset = FixedOffset::east_opt(seconds - seconds % 60)?;
            return fixed(at.naive_local(), offset);
        }
    }
    None
}

/// One kind of space, no quotes, Korean units as the usual signs.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = without_weekday(text);
    for c in text.trim().chars() {
        match c {
            '"' | '\'' | '“' | '”' | '‘' | '’' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{200b}' => {}
            '년' | '월' | '年' | '月' => out.push('-'),
            '일' | '日' | '초' | '秒' => out.push(' '),
            '시' | '분' | '時' => out.push(':'),
            '\u{2212}' | '\u{2010}' | '\u{2011}' => out.push('-'),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    let out = out.replace("오전", " AM ").replace("오후", " PM ");
    let mut joined = String::with_capacity(out.len());
    for word in out.split(' ').filter(|word| !word.is_empty()) {
        // `2024- 1- 2` and `3: 4:` come of Korean units.
        if !joined.is_empty() && !joined.ends_with(['-', ':']) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined.trim_end_matches(':').replace(": ", ":")
}

/// The text without a Korean or Japanese day of the week, whose last letter would be a day's.
fn without_weekday(text: &str) -> Cow<'_, str> {
    for name in ["요일", "曜日"] {
        if let Some(at) = text.find(name)
            && let Some((start, _)) = text[..at].char_indices().next_back()
        {
            return Cow::Owned(format!("{} {}", &text[..start], &text[at + name.len()..]));
        }
    }
    Cow::Borrowed(text)
}

type Day = (i32, u32, u32);

/// A day that the year stands behind. With dots the day comes first (DIN 5008 and its relatives);
/// else it is told from the month where it can be no month.
fn year_last(text: &str) -> Option<Result<(Day, String), DateError>> {
    let (first, rest) = digits(text);
    let sign = rest.chars().next().filter(|c| "-/.".contains(*c))?;
    let (second, rest) = digits(rest[1..].trim_start());
    let (year, rest) = digits(rest.strip_prefix(sign)?.trim_start());
    let small = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    let (first, second) = (small(first)?, small(second)?);
    let year: i32 = year.parse().ok().filter(|_| year.len() == 4)?;
    let (month, day) = match sign {
        '.' => (second, first),
        _ if first > 12 => (second, first),
        _ if second > 12 || first == second => (first, second),
        _ => return Some(Err(DateError::Order(first, second))),
    };
    let rest = rest.strip_prefix(['.', ',']).unwrap_or(rest);
    Some(Ok(((year, month, day), rest.to_owned())))
}

fn day(text: &str) -> Result<(Day, String), DateError> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        if let Some(found) = year_last(text) {
            return found;
        }
        let (number, rest) = digits(text);
        if let Some(sign) = rest.chars().next().filter(|c| "-/.".contains(*c)) {
            if number.len() < 4 {
                return if number.len() <= 2 { named(text) } else { Err(DateError::Form) };
            }
            let year = number.parse().map_err(|_| DateError::Year)?;
            let (month, rest) = digits(rest[1..].trim_start());
            let Some(rest) = rest.strip_prefix(sign) else { return named(text) };
            let (day, rest) = digits(rest.trim_start());
            let rest = rest.strip_prefix('.').filter(|_| sign == '.').unwrap_or(rest);
            let two = |part: &str| {
                part.parse::<u32>().ok().filter(|_| part.len() <= 2).ok_or(DateError::Form)
            };
            return Ok(((year, two(month)?, two(day)?), rest.to_owned()));
        }
        if number.len() == 8 && matches!(rest.as_bytes().first(), None | Some(b' ' | b'T')) {
            let part =
                |range: std::ops::Range<usize>| number.get(range).and_then(|n| n.parse().ok());
            let year = number.get(..4).and_then(|n| n.parse().ok());
            let (Some(year), Some(month), Some(day)) = (year, part(4..6), part(6..8)) else {
                return Err(DateError::Form);
            };
            return Ok(((year, month, day), rest.to_owned()));
        }
    } else if text.starts_with(['-', '+']) && text[1..].starts_with(|c: char| c.is_ascii_digit()) {
        let (_, rest) = digits(&text[1..]);
        return Err(if rest.starts_with('-') { DateError::Year } else { DateError::Form });
    }
    named(text)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Whether a word is a name or the start of one, of three letters at least.
fn named_at(word: &str, names: &[&str]) -> Option<usize> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let long = word.len() >= 3;
    names.iter().position(|name| {
        long && (name.starts_with(&word) || word == "sept" && *name == "september")
    })
}

/// A date with the name of a month: the day and the year stand around it.
fn named(text: &str) -> Result<(Day, String), DateError> {
    // `02-Jan-2006` is `02 Jan 2006`.
    let head = text.get(..12).unwrap_or(text);
    let text = if head.bytes().any(|b| b.is_ascii_alphabetic()) && head.matches('-').count() == 2 {
        text.replacen('-', " ", 2)
    } else {
        text.to_owned()
    };
    let (mut day, mut month, mut year) = (None, None, None);
    let mut rest = Vec::new();
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let number = word.trim_end_matches("st").trim_end_matches("nd");
        let number = number.trim_end_matches("rd").trim_end_matches("th").trim_end_matches('.');
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if month.is_none() && named_at(word, &MONTHS).is_some() {
            month = named_at(word, &MONTHS);
        } else if is_number && number.len() <= 2 && day.is_none() {
            day = number.parse().ok();
        } else if is_number && number.len() == 4 && year.is_none() {
            year = number.parse().ok();
        } else if !(rest.is_empty() && named_at(word, &WEEKDAYS).is_some()
            || word == "at"
            || word == "of")
        {
            rest.push(word);
        }
    }
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => {
            let month = u32::try_from(month + 1).unwrap_or_default();
            Ok(((year, month, day), rest.join(" ")))
        }
        _ => Err(DateError::Form),
    }
}

/// The digits that a text starts with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// What is behind the day: a time, a zone, both or nothing.
fn clock(text: &str) -> Result<(Option<NaiveTime>, Option<Given>), DateError> {
    let text = text.trim();
    let text = text
        .strip_prefix(['T', 't'])
        .filter(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(text);
    let mut half = None;
    let mut time = None;
    let mut zone = None;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let upper = word.to_ascii_uppercase().replace('.', "");
        if matches!(upper.as_str(), "AM" | "PM") && half.is_none() {
            half = Some(upper == "PM");
        } else if time.is_none() && word.starts_with(|c: char| c.is_ascii_digit()) {
            let (parts, rest) = hours(word)?;
            time = Some(parts);
            let upper = rest.to_ascii_uppercase();
            if let Some(noon) = match upper.as_str() {
                "AM" => Some(false),
                "PM" => Some(true),
                _ => None,
            } {
                half = Some(noon);
            } else if !rest.is_empty() {
                zone = Some(offset(rest)?);
            }
        } else if zone.is_none() && !word.starts_with('(') {
            zone = Some(offset(word)?);
        } else if !word.starts_with('(') && !word.ends_with(')') {
            return Err(DateError::Form);
        }
    }
    let Some((mut hour, minute, second, nanos)) = time else {
        return if half.is_some() { Err(DateError::Form) } else { Ok((None, zone)) };
    };
    if let Some(noon) = half {
        if !(1..=12).contains(&hour) {
            return Err(DateError::Time(hour, minute, second));
        }
        hour = hour % 12 + if noon { 12 } else { 0 };
    }
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
        .filter(|time| time.nanosecond() < 1_000_000_000)
        .ok_or(DateError::Time(hour, minute, second))?;
    Ok((Some(time), zone))
}

type Clock = (u32, u32, u32, u32);

/// `h:mm[:ss[.fraction]]` and what is behind it.
fn hours(text: &str) -> Result<(Clock, &str), DateError> {
    let two =
        |part: &str| part.parse().ok().filter(|_: &u32| part.len() <= 2).ok_or(DateError::Form);
    let (hour, rest) = digits(text);
    let Some(rest) = rest.strip_prefix(':') else {
        // `3PM` has no minutes; a bare number is no time.
        let half = rest.eq_ignore_ascii_case("am") || rest.eq_ignore_ascii_case("pm");
        return if half { Ok(((two(hour)?, 0, 0, 0), rest)) } else { Err(DateError::Form) };
    };
    let (minute, rest) = digits(rest);
    if minute.is_empty() {
        return Ok(((two(hour)?, 0, 0, 0), rest));
    }
    let (hour, minute) = (two(hour)?, two(minute)?);
    let Some(rest) = rest.strip_prefix(':').filter(|r| r.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return Ok(((hour, minute, 0, 0), rest.trim_start_matches(':')));
    };
    let (second, rest) = digits(rest);
    let second = two(second)?;
    let Some(fraction) = rest.strip_prefix(['.', ',']) else {
        return Ok(((hour, minute, second, 0), rest));
    };
    let (fraction, rest) = digits(fraction);
    let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    Ok(((hour, minute, second, nanos.parse().map_err(|_| DateError::Form)?), rest))
}

/// `Z`, `+09:00`, `+0900`, `+09`, the zones of RFC 2822, a few names that stand for one zone
/// alone, and names of the zone database.
fn offset(text: &str) -> Result<Given, DateError> {
    let unknown = || DateError::Zone(text.to_owned());
    let hours =
        |hours: i32| FixedOffset::east_opt(hours * 3600).map(Given::Offset).ok_or_else(unknown);
    let upper = text.to_ascii_uppercase();
    let upper = upper.strip_prefix("UTC").or(upper.strip_prefix("GMT")).unwrap_or(&upper);
    match upper {
        "" | "Z" | "UT" => return hours(0),
        "KST" | "JST" => return hours(9),
        "EST" => return hours(-5),
        "EDT" => return hours(-4),
        "CST" => return hours(-6),
        "CDT" => return hours(-5),
        "MST" => return hours(-7),
        "MDT" => return hours(-6),
        "PST" => return hours(-8),
        "PDT" => return hours(-7),
        "CET" => return hours(1),
        "CEST" => return hours(2),
        _ => {}
    }
    let Some(sign) = upper.chars().next().filter(|c| matches!(c, '+' | '-')) else {
        let zone = text.trim_matches(['[', ']', '(', ')']);
        return zone.parse().map(Given::Named).map_err(|_| unknown());
    };
    let digits: String = upper[1..].split(':').collect();
    let number: i32 = digits.parse().map_err(|_| unknown())?;
    let (h, m) = match digits.len() {
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return Err(unknown()),
    };
    if h > 15 || m > 59 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(unknown());
    }
    let seconds = h * 3600 + m * 60;
    let seconds = if sign == '-' { -seconds } else { seconds };
    FixedOffset::east_opt(seconds).map(Given::Offset).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{DateError, parse};
    use crate::model::post::Zone;

    #[test]
    fn common_forms_are_read() {
        let day = "2024-01-02T00:00:00+09:00";
        for (text, moment) in [
            ("2024-01-02", day),
            ("2024-1-2", day),
            (" '2024/01/02' ", day),
            ("2024.01.02.", day),
            ("20240102", day),
            ("2024년 1월 2일", day),
            ("2024년 1월 2일 화요일", day),
            ("2024年1月2日 火曜日", day),
            ("2. 1. 2024", day),
            ("02.01.2024", day),
            ("13/1/2024", "2024-01-13T00:00:00+09:00"),
            ("01/13/2024 10:20", "2024-01-13T10:20:00+09:00"),
            ("1704153600", "2024-01-02T00:00:00+00:00"),
            ("1704153600250", "2024-01-02T00:00:00.250+00:00"),
            ("Jan 2, 2024", day),
            ("January 2nd 2024", day),
            ("2 January 2024", day),
            ("02-Jan-2024", day),
            ("2024-01-02\u{a0}3:04", "2024-01-02T03:04:00+09:00"),
            ("2024-01-02T03:04:05", "2024-01-02T03:04:05+09:00"),
            ("2024-01-02 03:04:05.25 -0530", "2024-01-02T03:04:05.250-05:30"),
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02 03:04:05 +01", "2024-01-02T03:04:05+01:00"),
            ("2024-01-02 3:04 PM", "2024-01-02T15:04:00+09:00"),
            ("2024-01-02 12:04am", "2024-01-02T00:04:00+09:00"),
            ("2024년 1월 2일 오후 3시 4분", "2024-01-02T15:04:00+09:00"),
            ("2024-01-02 03:04 UTC", "2024-01-02T03:04:00+00:00"),
            ("2024-07-02 03:04 Europe/Berlin", "2024-07-02T03:04:00+02:00"),
            ("Tue, 02 Jan 2024 03:04:05 +0000", "2024-01-02T03:04:05+00:00"),
            ("Tue Jan  2 03:04:05 KST 2024", "2024-01-02T03:04:05+09:00"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
        ] {
            let date = parse(text, Tz::Asia__Seoul).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(date.at.to_rfc3339(), moment, "{text}");
        }
        let date = parse("2024-01-02T03:04:05Z", Tz::Asia__Seoul).expect("a date");
        assert_eq!((date.zone, date.has_time), (Zone::Given, true));
    }

    #[test]
    fn clocks_that_are_put_on_and_back_give_the_first_moment() {
        for (text, zone, moment) in [
            ("2024-03-31 02:30", Tz::Europe__Berlin, "2024-03-31T03:00:00+02:00"),
            ("2024-10-27 02:30", Tz::Europe__Berlin, "2024-10-27T02:30:00+02:00"),
            ("2011-12-30", Tz::Pacific__Apia, "2011-12-31T00:00:00+14:00"),
            ("1900-01-01", Tz::Asia__Seoul, "1900-01-01T00:00:00+08:27"),
        ] {
            assert_eq!(parse(text, zone).expect("a date").at.to_rfc3339(), moment, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_stays_none() {
        for (text, error) in [
            ("2017-02-29", DateError::Day(2017, 2, 29)),
            ("1900-02-29", DateError::Day(1900, 2, 29)),
            ("2024-13-01", DateError::Day(2024, 13, 1)),
            ("2024-01-02 25:00", DateError::Time(25, 0, 0)),
            ("0000-01-01", DateError::Year),
            ("10000-01-01", DateError::Year),
            ("-0044-03-15", DateError::Year),
            ("+275760-09-13", DateError::Year),
            ("0001-01-01 00:00 +09:00", DateError::Year),
            ("9223372036854775807", DateError::Form),
            ("1e400", DateError::Form),
            ("17041536000", DateError::Form),
            ("01/02/2024", DateError::Order(1, 2)),
            ("31.02.2024", DateError::Day(2024, 2, 31)),
            ("", DateError::Form),
            ("soon", DateError::Form),
            ("2024-01-02 03:04 ABC", DateError::Zone("ABC".into())),
        ] {
            assert_eq!(parse(text, Tz::UTC), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(
            text in "([0-9]{1,4}|[-/.: T+,]|AM|Jan|년|월|일|시|오후|Z|.){0,24}",
        ) {
            if let Ok(date) = parse(&text, Tz::Asia__Seoul) {
                prop_assert!(date.at.to_rfc3339().len() >= 25);
            }
        }
    }
}
