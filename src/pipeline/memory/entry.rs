//! What the catalogue says of a post's file, as bytes and back.
//!
//! Every field is named, so that one that is added to the model cannot be forgotten here.

use std::io;

use chrono::{DateTime, FixedOffset, Utc};

use super::code::{Decoder, Encoder};
use super::head::{self, moment};
use crate::diag::{Diagnostic, Place};
use crate::model::post::{Date, Dates, Zone};
use crate::model::{Meta, Person, PostId};
use crate::parse::guids::Own;
use crate::parse::header::State;
use crate::parse::translations::Kinship;
use crate::pipeline::catalog::Entry;
use crate::span::{FileId, Span};

/// Stands for the file of the post: it may be another one in the list the next time.
pub(super) const OWN: FileId = FileId(0);

/// A finding about a post with [`OWN`] in the place of its file; none where it is about another
/// file too.
pub(super) fn apart(finding: &Diagnostic, file: FileId) -> Option<Diagnostic> {
    let place = match finding.place {
        Place::Span(span) if span.file == file => Place::Span(Span { file: OWN, ..span }),
        Place::Span(_) => return None,
        ref place => place.clone(),
    };
    Some(Diagnostic { place, ..finding.clone() })
}

/// The same finding about a file.
pub(super) fn placed(finding: &Diagnostic, file: FileId) -> Diagnostic {
    let place = match finding.place {
        Place::Span(span) => Place::Span(Span { file, ..span }),
        ref place => place.clone(),
    };
    Diagnostic { place, ..finding.clone() }
}

/// Writes down what became of a file; whether it can be.
pub(super) fn write(entry: &Entry, to: &mut Encoder<'_>) -> io::Result<bool> {
    let Entry {
        meta,
        guid,
        kinship,
        state,
        failed,
        turns,
        content,
        diagnostics,
        stand_in,
        kept: _,
        front: _,
    } = entry;
    let findings: Option<Vec<_>> = diagnostics.iter().map(|d| apart(d, meta.file)).collect();
    let Some(findings) = findings.filter(|_| !failed && stand_in.is_none()) else {
        return Ok(false);
    };
    put_meta(to, meta)?;
    to.option(guid.as_ref(), |to, Own { text, span }| {
        to.text(text)?;
        to.number(u64::from(span.start))?;
        to.number(u64::from(span.end))
    })?;
    let Kinship { key, trunk } = kinship;
    to.option(key.as_deref(), Encoder::text)?;
    to.text(trunk)?;
    to.raw(&[match state {
        State::Published => 0,
        State::Draft => 1,
        State::Future => 2,
        State::Expired => 3,
        State::Empty => 4,
    }])?;
    to.list(turns, |to, turn| head::put_moment(to, moment(*turn)))?;
    to.option(*content, Encoder::digest)?;
    to.list(&findings, Encoder::finding)?;
    Ok(true)
}

/// Reads it back, about a file.
pub(super) fn read(bytes: &[u8], file: FileId) -> Option<Entry> {
    let mut from = Decoder::new(bytes);
    let meta = meta(&mut from, file)?;
    let guid = from.option(|from| {
        let text = from.owned()?;
        Some(Own { text, span: Span { file, start: from.small()?, end: from.small()? } })
    })?;
    let kinship = Kinship { key: from.option(Decoder::owned)?, trunk: from.owned()? };
    let state = match from.byte()? {
        0 => State::Published,
        1 => State::Draft,
        2 => State::Future,
        3 => State::Expired,
        4 => State::Empty,
        _ => return None,
    };
    let turns = from.list(|from| {
        let (seconds, nanos) = head::read_moment(from)?;
        DateTime::<Utc>::from_timestamp(seconds, nanos)
    })?;
    let content = from.option(Decoder::digest)?;
    let findings = from.list(Decoder::finding)?;
    let diagnostics = findings.iter().map(|finding| placed(finding, file)).collect();
    from.is_done().then_some(Entry {
        meta,
        guid,
        kinship,
        state,
        failed: false,
        turns,
        content,
        diagnostics,
        stand_in: None,
        kept: None,
        front: None,
    })
}

/// Everything that is known of a post but its file's place in the list.
pub(super) fn put_meta(to: &mut Encoder<'_>, meta: &Meta) -> io::Result<()> {
    let Meta {
        id,
        file: _,
        source,
        url,
        title,
        summary,
        dates: Dates { published, updated },
        authors,
        categories,
        tags,
        language,
        draft,
        guid,
        thumbnail,
        family,
        former,
    } = meta;
    to.text(id.as_str())?;
    to.text(source)?;
    [url, title, summary].into_iter().try_for_each(|text| to.text(text))?;
    to.option(published.as_ref(), put_date)?;
    to.option(updated.as_deref(), put_date)?;
    to.list(authors.iter(), |to, Person { name, email, url }| {
        to.text(name)?;
        to.option(email.as_deref(), Encoder::text)?;
        to.option(url.as_deref(), Encoder::text)
    })?;
    to.list(&**categories, |to, text| to.text(text))?;
    to.list(&**tags, |to, text| to.text(text))?;
    to.text(language)?;
    to.flag(*draft)?;
    to.text(guid)?;
    to.option(thumbnail.as_deref(), Encoder::text)?;
    to.option(*family, |to, family| to.number(u64::from(family)))?;
    to.list(&**former, |to, text| to.text(text))
}

fn meta(from: &mut Decoder<'_>, file: FileId) -> Option<Meta> {
    Some(Meta {
        id: PostId::new(from.text()?),
        file,
        source: from.text()?.into(),
        url: from.owned()?,
        title: from.owned()?,
        summary: from.owned()?,
        dates: Dates { published: from.option(date)?, updated: from.option(date)?.map(Box::new) },
        authors: from
            .list(|from| {
                Some(Person {
                    name: from.owned()?,
                    email: from.option(Decoder::owned)?,
                    url: from.option(Decoder::owned)?,
                })
            })?
            .into(),
        categories: from.list(Decoder::owned)?.into(),
        tags: from.list(Decoder::owned)?.into(),
        language: from.text()?.into(),
        draft: from.flag()?,
        guid: from.owned()?,
        thumbnail: from.option(Decoder::text)?.map(Into::into),
        family: from.option(Decoder::small)?,
        former: from.list(Decoder::owned)?.into(),
    })
}

fn put_date(to: &mut Encoder<'_>, date: &Date) -> io::Result<()> {
    let Date { as_written, at, zone, has_time } = date;
    to.text(as_written)?;
    head::put_moment(to, moment(at.with_timezone(&Utc)))?;
    to.time(i64::from(at.offset().local_minus_utc()))?;
    to.flag(*zone == Zone::Given)?;
    to.flag(*has_time)
}

fn date(from: &mut Decoder<'_>) -> Option<Date> {
    let as_written = from.owned()?;
    let (seconds, nanos) = head::read_moment(from)?;
    let offset = FixedOffset::east_opt(i32::try_from(from.time()?).ok()?)?;
    let at = DateTime::<Utc>::from_timestamp(seconds, nanos)?.with_timezone(&offset);
    let zone = if from.flag()? { Zone::Given } else { Zone::Assumed };
    Some(Date { as_written, at, zone, has_time: from.flag()? })
}
