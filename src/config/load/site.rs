//! `[site]`: what the blog is called, where it is read, who writes, how addresses are made.

use std::collections::BTreeMap;

use super::{ConfigError, Entry, Given, Reader, folder};
use crate::config::{Config, Generator, Slugs};
use crate::model::language;
use crate::model::post::Person;

impl Reader<'_> {
    pub(super) fn site(
        &self,
        site: &Entry,
        config: &mut Config,
        given: &mut Given,
    ) -> Result<(), ConfigError> {
        let known = [
            "title",
            "url",
            "description",
            "language",
            "languages",
            "authors",
            "author",
            "people",
            "generator",
            "permalink",
            "permalinks",
            "permalink_translations",
            "default_category",
            "slugs",
        ];
        for entry in self.entries("site.", self.table(site)?, &known)? {
            match entry.key.as_str() {
                "site.title" => {
                    config.about.title = crate::model::text::one_line(self.string(&entry)?);
                    if !config.about.title.is_empty() {
                        given.0.insert("site.title");
                    }
                }
                "site.url" => {
                    config.about.url = self.base(&entry)?;
                    given.0.insert("site.url");
                }
                "site.description" => {
                    config.about.description = crate::model::text::one_line(self.string(&entry)?);
                    given.0.insert("site.description");
                }
                "site.language" => {
                    let language = self.string(&entry)?;
                    config.about.language = match language::tag(language) {
                        Some(tag) => tag,
                        None if language.is_empty() => String::new(),
                        None => {
                            let code = language::meant(language).unwrap_or("pt-BR");
                            let right = format!("a language tag such as \"ko\" or \"{code}\"");
                            return Err(self.wrong(&entry, &right));
                        }
                    };
                    given.0.insert("site.language");
                }
                "site.languages" => {
                    config.languages = self.languages(&entry)?;
                    given.0.insert("site.languages");
                }
                "site.people" => {
                    config.people = self.people(&entry)?;
                    given.0.insert("site.people");
                }
                "site.generator" => {
                    let name = self.string(&entry)?;
                    let names: Vec<_> = Generator::names().collect();
                    config.generator = Generator::named(name).ok_or_else(|| {
                        self.wrong(&entry, &format!("one of {}", names.join(", ")))
                    })?;
                    given.0.insert("site.generator");
                }
                "site.permalink" => {
                    config.permalink = self.permalink(&entry)?;
                    given.0.insert("site.permalink");
                }
                "site.permalinks" => {
                    config.permalinks = self.permalinks(&entry)?;
                    given.0.insert("site.permalinks");
                }
                "site.permalink_translations" => {
                    config.permalink_translations = self.permalink(&entry)?;
                    given.0.insert("site.permalink_translations");
                }
                "site.default_category" => {
                    config.default_category = crate::model::text::one_line(self.string(&entry)?);
                    given.0.insert("site.default_category");
                }
                "site.slugs" => {
                    let name = self.string(&entry)?;
                    let slugs = Slugs::NAMES.iter().find(|(other, _)| *other == name);
                    config.slugs = slugs.map(|(_, slugs)| *slugs).ok_or_else(|| {
                        self.wrong(&entry, "\"auto\", \"ascii\", \"unicode\", \"cased\" or \"off\"")
                    })?;
                    given.0.insert("site.slugs");
                }
                _ => {
                    config.about.authors = self.authors(&entry)?;
                    given.0.insert("site.authors");
                }
            }
        }
        // A generator's name in place of a pattern says whose customs are followed, too.
        if let Some(generator) = Generator::named(&config.permalink) {
            if given.has("site.permalink") && !given.has("site.generator") {
                config.generator = generator;
                given.0.insert("site.generator");
            }
        } else if given.has("site.generator") && !given.has("site.permalink") {
            config.generator.pattern().clone_into(&mut config.permalink);
        }
        Ok(())
    }

    /// Folders with the patterns of their posts' addresses.
    fn permalinks(&self, entry: &Entry) -> Result<Vec<(String, String)>, ConfigError> {
        let mut found = Vec::new();
        for (key, value) in self.table(entry)? {
            let value = Entry {
                key: format!("{}.\"{}\"", entry.key, key.get_ref()),
                value: value.get_ref(),
                place: value.span(),
            };
            let Some(folder) = folder(key.get_ref()) else {
                let message = "a key here must name a folder inside the root".to_owned();
                return Err(self.error(&key.span(), message));
            };
            found.push((folder, self.permalink(&value)?));
        }
        found.sort();
        Ok(found)
    }

    /// Languages with the folders whose posts are in them.
    fn languages(&self, entry: &Entry) -> Result<BTreeMap<String, Vec<String>>, ConfigError> {
        let mut found = BTreeMap::new();
        for (key, value) in self.table(entry)? {
            let name = key.get_ref();
            let value = Entry {
                key: format!("{}.{name}", entry.key),
                value: value.get_ref(),
                place: value.span(),
            };
            if language::tag(name).is_none() {
                let message = "a key here must be a language tag such as \"ko\" or \"pt-BR\"";
                return Err(self.error(&key.span(), message.to_owned()));
            }
            found.insert(name.to_string(), self.folders(&value)?);
        }
        Ok(found)
    }

    /// People by their ids.
    fn people(&self, entry: &Entry) -> Result<BTreeMap<String, Person>, ConfigError> {
        let mut people = BTreeMap::new();
        for (key, value) in self.table(entry)? {
            let id = key.get_ref().to_string();
            let value = Entry {
                key: format!("{}.{id}", entry.key),
                value: value.get_ref(),
                place: value.span(),
            };
            people.insert(id, self.author(&value)?);
        }
        Ok(people)
    }
}
