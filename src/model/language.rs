//! Language tags (BCP 47), as feeds and pages may name them.

/// ISO 639-1, with the macrolanguage `sh` that many files still name.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr \
                     cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu \
                     gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk \
                     kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms \
                     mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro \
                     ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk \
                     tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Codes that were replaced (the registry of RFC 5646 gives the new ones).
const REPLACED: &[(&str, &str)] =
    &[("in", "id"), ("iw", "he"), ("ji", "yi"), ("jw", "jv"), ("mo", "ro")];

/// Names of countries that are taken for those of languages.
const MISTAKEN: &[(&str, &str)] = &[
    ("jp", "ja"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("ua", "uk"),
    ("gb", "en"),
    ("us", "en"),
    ("at", "de"),
    ("rs", "sr"),
    ("vn", "vi"),
];

/// A language as feeds take it: a tag of the form of RFC 5646, section 2.1, in outline, whose
/// language is one of ISO 639 (a code of three letters is taken as it stands); or nothing. `_` is
/// taken for `-`, and a replaced code for its successor.
#[must_use]
pub fn tag(language: &str) -> Option<String> {
    let tag = language.trim().replace('_', "-");
    let (primary, rest) = tag.split_once('-').map_or((tag.as_str(), None), |(p, r)| (p, Some(r)));
    let subtag =
        |s: &str| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric());
    if !rest.is_none_or(|rest| rest.split('-').all(subtag)) {
        return None;
    }
    let lower = primary.to_ascii_lowercase();
    if let Some((_, new)) = REPLACED.iter().find(|(old, _)| *old == lower) {
        return Some(rest.map_or_else(|| (*new).to_owned(), |rest| format!("{new}-{rest}")));
    }
    let known = match lower.len() {
        2 => CODES.as_bytes().chunks(3).any(|code| code.starts_with(lower.as_bytes())),
        3 => lower.bytes().all(|b| b.is_ascii_lowercase()),
        _ => false,
    };
    known.then_some(tag)
}

/// The language of a tag without script, region and the rest, in lower case: `pt` of `pt-BR`.
#[must_use]
pub fn primary(tag: &str) -> String {
    tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// Languages by their own names, as their speakers write them (CLDR).
const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "български"),
    ("bn", "বাংলা"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "español"),
    ("et", "eesti"),
    ("eu", "euskara"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("gl", "galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("id", "Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("ko", "한국어"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("ms", "Melayu"),
    ("nb", "norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "norsk nynorsk"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sr", "српски"),
    ("sv", "svenska"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// What Chinese is called by the script that it is written in, which the region tells where no
/// script is named.
const CHINESE: &[(&[&str], &str)] =
    &[(&["hant", "tw", "hk", "mo"], "繁體中文"), (&["hans", "cn", "sg", "my"], "简体中文")];

/// The name of a tag's language in that language; nothing for languages that are not known here.
#[must_use]
pub fn name(tag: &str) -> Option<&'static str> {
    let primary = primary(tag);
    if primary == "zh" {
        let lower = tag.to_ascii_lowercase();
        let subtag = |names: &&[&str]| lower.split(['-', '_']).any(|s| names.contains(&s));
        if let Some((_, name)) = CHINESE.iter().find(|(names, _)| subtag(names)) {
            return Some(name);
        }
    }
    NAMES.iter().find(|(code, _)| *code == primary).map(|(_, name)| *name)
}

/// Whether a tag means Chinese in traditional characters: by its script, or by a region where these
/// are written (CLDR, likely subtags).
#[must_use]
pub fn is_traditional_chinese(tag: &str) -> bool {
    let mut parts = tag.trim().split(['-', '_']).map(str::to_ascii_lowercase);
    parts.next().is_some_and(|language| language == "zh")
        && parts
            .find_map(|part| match part.as_str() {
                "hant" | "tw" | "hk" | "mo" => Some(true),
                "hans" | "cn" | "sg" => Some(false),
                _ => None,
            })
            .unwrap_or(false)
}

/// The language that was probably meant by a tag that [`tag`] refuses.
#[must_use]
pub fn meant(language: &str) -> Option<&'static str> {
    let primary = primary(language);
    let found = MISTAKEN.iter().find(|(country, _)| *country == primary);
    found.map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::{is_traditional_chinese, tag};

    #[test]
    fn the_script_of_chinese_comes_from_script_or_region() {
        for (tag, traditional) in [
            ("zh-TW", true),
            ("zh_HK", true),
            ("zh-Hant", true),
            ("zh-Hans-HK", false),
            ("zh", false),
            ("zh-CN", false),
            ("ja", false),
        ] {
            assert_eq!(is_traditional_chinese(tag), traditional, "{tag}");
        }
    }

    #[test]
    fn only_languages_that_there_are_pass() {
        for (written, passes) in [
            ("ko", Some("ko")),
            ("pt_BR", Some("pt-BR")),
            ("zh-Hans-CN", Some("zh-Hans-CN")),
            ("KO", Some("KO")),
            ("yue", Some("yue")),
            ("iw-IL", Some("he-IL")),
            ("jp", None),
            ("english", None),
            ("ko-", None),
            ("k", None),
            ("", None),
        ] {
            assert_eq!(tag(written).as_deref(), passes, "{written}");
        }
    }
}
