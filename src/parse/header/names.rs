//! What the things that front matter says are called by generators and their authors.

/// A thing that front matter says, under its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Date,
    Updated,
    Summary,
    Categories,
    Tags,
    Authors,
    Thumbnail,
    Slug,
    Language,
    Guid,
    Former,
}

/// The names of a post's date, in lower case without `_` and `-`; the first that has a value counts.
pub const DATE_KEYS: &[&str] = &[
    "date",
    "publishdate",
    "pubdate",
    "pubdatetime",
    "publishedat",
    "publishedon",
    "datepublished",
    "published",
    "created",
    "createdat",
    "createdon",
];

/// The names of each thing, in lower case without `_` and `-`; the first that has a value counts.
pub(super) const ALIASES: &[(Field, &[&str])] = &[
    (Field::Title, &["title", "name"]),
    (Field::Date, DATE_KEYS),
    (
        Field::Updated,
        &[
            "updated",
            "lastmod",
            "lastmodifiedat",
            "modified",
            "updatedat",
            "updateddate",
            "moddatetime",
            "datemodified",
            "lastmodified",
            "lastupdated",
            "lastupdate",
        ],
    ),
    (Field::Summary, &["summary", "description", "excerpt", "spoiler", "abstract", "subtitle"]),
    (Field::Categories, &["categories", "category"]),
    (Field::Tags, &["tags", "tag", "keywords"]),
    (Field::Authors, &["authors", "author"]),
    (
        Field::Thumbnail,
        &[
            "thumbnail",
            "cover",
            "image",
            "hero",
            "heroimage",
            "featureimage",
            "featuredimage",
            "coverimage",
            "ogimage",
            "banner",
            "teaser",
            "socialimage",
            "thumb",
            "images",
        ],
    ),
    (Field::Slug, &["slug"]),
    (Field::Language, &["lang", "language", "locale"]),
    (Field::Guid, &["guid", "id", "uuid"]),
    (Field::Former, &["aliases", "alias", "redirectfrom"]),
];

/// Tables of other generators that hold keys of their own.
pub(super) const TABLES: &[&str] = &["extra", "taxonomies", "params"];
