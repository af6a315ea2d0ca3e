//! `[feed]` as text into settings.

use std::collections::BTreeSet;

use chrono::Weekday;
use toml::de::DeValue;

use super::{ConfigError, Entry, Reader, is_web, web};
use crate::config::{By, FeedConfig, FeedContent};
use crate::model::guid::Scheme;
use crate::model::post::Person;
use crate::model::text;

/// The keys of the table.
const KEYS: [&str; 17] = [
    "limit",
    "id",
    "content",
    "max_bytes",
    "by",
    "archives",
    "markdown",
    "hubs",
    "image",
    "icon",
    "rights",
    "license",
    "editor",
    "webmaster",
    "ttl",
    "skip_hours",
    "skip_days",
];

/// The longest `ttl`, in minutes: a year.
const MAX_TTL: usize = 525_600;

impl Reader<'_> {
    pub(super) fn feed(&self, feed: &Entry) -> Result<FeedConfig, ConfigError> {
        let mut config = FeedConfig::default();
        for entry in self.entries("feed.", self.table(feed)?, &KEYS)? {
            match entry.key.as_str() {
                "feed.limit" => config.limit = self.limit(&entry)?,
                "feed.id" => {
                    config.id = match self.string(&entry)? {
                        "tag" => Scheme::Tag,
                        "permalink" => Scheme::Permalink,
                        _ => return Err(self.wrong(&entry, "\"tag\" or \"permalink\"")),
                    }
                }
                "feed.content" => {
                    config.content = match self.string(&entry)? {
                        "full" => FeedContent::Full,
                        "summary" => FeedContent::Summary,
                        _ => return Err(self.wrong(&entry, "\"full\" or \"summary\"")),
                    }
                }
                "feed.max_bytes" => {
                    config.max_bytes = self.number(&entry, 10_000, 1_000_000_000)?;
                }
                "feed.by" => config.by = self.by(&entry)?,
                "feed.archives" => config.archives = self.bool(&entry)?,
                "feed.markdown" => config.markdown = self.bool(&entry)?,
                "feed.hubs" => {
                    let hubs: Option<_> = self.strings(&entry)?.into_iter().map(web).collect();
                    config.hubs = hubs.ok_or_else(|| {
                        self.wrong(&entry, "addresses such as \"https://hub.example/\"")
                    })?;
                }
                "feed.image" => config.image = self.picture(&entry)?,
                "feed.icon" => config.icon = self.picture(&entry)?,
                "feed.rights" => config.rights = self.line(&entry)?,
                "feed.license" => {
                    config.license = self.line(&entry)?;
                    if !config.license.as_deref().is_none_or(is_web) {
                        return Err(self.wrong(&entry, "an address such as \"https://…\""));
                    }
                }
                "feed.editor" => config.editor = Some(self.with_email(&entry)?),
                "feed.webmaster" => config.webmaster = Some(self.with_email(&entry)?),
                "feed.ttl" => {
                    config.ttl = u32::try_from(self.number(&entry, 1, MAX_TTL)?).ok();
                }
                "feed.skip_hours" => config.skip_hours = self.hours(&entry)?,
                _ => config.skip_days = self.days(&entry)?,
            }
        }
        Ok(config)
    }

    fn limit(&self, entry: &Entry) -> Result<usize, ConfigError> {
        match entry.value.as_str() {
            Some("all") => Ok(usize::MAX),
            Some(_) => Err(self.wrong(entry, "a whole number or \"all\"")),
            None => self.number(entry, 1, 100_000),
        }
    }

    fn by(&self, entry: &Entry) -> Result<BTreeSet<By>, ConfigError> {
        let named = |name: &str| By::ALL.into_iter().find(|by| by.name() == name);
        let names: Option<_> = self.strings(entry)?.into_iter().map(named).collect();
        let allowed = "a list of \"category\", \"tag\", \"author\" and \"language\"";
        names.ok_or_else(|| self.wrong(entry, allowed))
    }

    /// A text on one line; nothing where it is empty.
    fn line(&self, entry: &Entry) -> Result<Option<String>, ConfigError> {
        Ok(Some(text::one_line(self.string(entry)?)).filter(|line| !line.is_empty()))
    }

    /// An address on the web, or the name of a file.
    fn picture(&self, entry: &Entry) -> Result<Option<String>, ConfigError> {
        let picture = self.line(entry)?;
        let scheme = |text: &str| text.contains("://") || text.starts_with("data:");
        if picture.as_deref().is_some_and(|text| scheme(text) && !is_web(text)) {
            return Err(self.wrong(entry, "a file of the blog or an address on the web"));
        }
        Ok(picture)
    }

    fn with_email(&self, entry: &Entry) -> Result<Person, ConfigError> {
        let person = self.author(entry)?;
        let valid = person.email.as_deref().is_some_and(|email| {
            email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        });
        let allowed = "a person with an e-mail address: { name = \"…\", email = \"…\" }";
        if valid { Ok(person) } else { Err(self.wrong(entry, allowed)) }
    }

    fn hours(&self, entry: &Entry) -> Result<BTreeSet<u8>, ConfigError> {
        let allowed = "a list of hours from 0 to 23";
        let DeValue::Array(list) = entry.value else { return Err(self.wrong(entry, allowed)) };
        let mut hours = BTreeSet::new();
        for item in list {
            let key = format!("an hour in {}", entry.key);
            let item = Entry { key, value: item.get_ref(), place: item.span() };
            hours.insert(u8::try_from(self.number(&item, 0, 23)?).unwrap_or_default());
        }
        Ok(hours)
    }

    fn days(&self, entry: &Entry) -> Result<Vec<Weekday>, ConfigError> {
        let days: Option<Vec<Weekday>> =
            self.strings(entry)?.into_iter().map(|day| day.parse().ok()).collect();
        let mut days =
            days.ok_or_else(|| self.wrong(entry, "a list of days such as \"Saturday\""))?;
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        Ok(days)
    }
}
