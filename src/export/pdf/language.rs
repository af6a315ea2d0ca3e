//! The language that a post is set in: the one it names, else the one that its letters and most
//! frequent words speak for, as hyphenation, faces and direction depend on it.

use std::borrow::Cow;

use crate::model::block::Block;
use crate::model::inline::Inline;
use crate::model::post::Post;
use crate::model::walk::{self, Visitor};

/// So many characters of running text are looked at.
const ENOUGH: usize = 6000;
/// Fewer letters than this say nothing.
const FEWEST: usize = 40;
/// One in so many of its words must be among the most frequent words of a language: in prose they
/// are a quarter to a third.
const LEAST_SHARE: usize = 12;

/// The most frequent words of the languages of the Latin alphabet that are hyphenated; words that
/// two of these languages have count for both, so that the rest decides.
const FREQUENT: [(&str, &str); 8] = [
    ("en", "the of and to in is that for it with as this be are on not you we have from or can"),
    ("de", "der die und das ist nicht ein eine zu den mit von auf für dem sich auch im wird wie"),
    ("fr", "le la les et des est une un que dans pour qui pas sur avec ce au du en plus par ne"),
    ("es", "el la los de que y en un una es por con para se las del no como más al lo su"),
    ("it", "il la di che e un una per non con del sono si da i gli le nel della come anche più"),
    ("pt", "o a os de que e do da em um uma para com não por mais as dos no se na como foi"),
    ("nl", "de het een en van is dat in op te zijn voor met niet aan er ook die je maar als"),
    ("sv", "och att det som en på är av för med den till inte har de om ett men var jag"),
];

/// The language of a post: a BCP 47 tag, empty where nothing speaks for one.
pub(super) fn of(post: &Post) -> Cow<'_, str> {
    if post.meta.language.is_empty() {
        Cow::Borrowed(guess(&post.meta.title, &post.blocks))
    } else {
        Cow::Borrowed(&post.meta.language)
    }
}

/// The language of a text, code left aside.
fn guess(title: &str, blocks: &[Block]) -> &'static str {
    let mut sample = Sample { text: title.to_owned(), left: ENOUGH };
    walk::blocks(&mut sample, blocks);
    of_text(&sample.text)
}

/// Collects running text up to a limit.
struct Sample {
    text: String,
    left: usize,
}

impl Visitor for Sample {
    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) if self.left > 0 => {
                let before = self.text.len();
                self.text.extend(text.chars().take(self.left));
                self.left = self.left.saturating_sub(self.text.len() - before);
            }
            Inline::SoftBreak | Inline::LineBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn block(&mut self, _: &Block) {
        self.text.push(' ');
    }
}

/// How many letters of each script there are.
#[derive(Default)]
struct Letters {
    hangul: usize,
    kana: usize,
    han: usize,
    hebrew: usize,
    arabic: usize,
    persian: usize,
    cyrillic: usize,
    ukrainian: usize,
    greek: usize,
    latin: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for c in text.chars() {
            match c {
                '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
                    letters.hangul += 1;
                }
                '\u{3041}'..='\u{30ff}' => letters.kana += 1,
                '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => letters.han += 1,
                '\u{5d0}'..='\u{5ea}' => letters.hebrew += 1,
                'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => {
                    letters.persian += 1;
                    letters.arabic += 1;
                }
                '\u{620}'..='\u{6d3}' => letters.arabic += 1,
                'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => {
                    letters.ukrainian += 1;
                    letters.cyrillic += 1;
                }
                '\u{400}'..='\u{4ff}' => letters.cyrillic += 1,
                '\u{370}'..='\u{3ff}' => letters.greek += 1,
                _ if c.is_alphabetic() => letters.latin += 1,
                _ => {}
            }
        }
        letters
    }
}

/// The language of a text. A few words of English are at home in any other: a tenth of the letters
/// in a script of its own is enough for a language.
fn of_text(text: &str) -> &'static str {
    let letters = Letters::of(text);
    let east = letters.hangul + letters.kana + letters.han;
    let other = letters.hebrew + letters.arabic + letters.cyrillic + letters.greek;
    let all = east + other + letters.latin;
    // An East Asian letter says about as much as three of an alphabet.
    if all + 2 * east < FEWEST {
        return "";
    }
    let is_much = |count: usize| count * 10 > all;
    if is_much(east) {
        return match letters {
            Letters { hangul, kana, .. } if hangul >= kana && hangul * 8 > east => "ko",
            Letters { kana, .. } if kana * 8 > east => "ja",
            _ => "zh",
        };
    }
    if is_much(letters.hebrew) {
        return "he";
    }
    if is_much(letters.arabic) {
        return if letters.persian * 20 > letters.arabic { "fa" } else { "ar" };
    }
    if is_much(letters.cyrillic) {
        return if letters.ukrainian * 100 > letters.cyrillic { "uk" } else { "ru" };
    }
    if is_much(letters.greek) {
        return "el";
    }
    of_words(text)
}

/// The language of a text in the Latin alphabet.
fn of_words(text: &str) -> &'static str {
    let mut counts = [0_usize; FREQUENT.len()];
    let mut all = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        all += 1;
        let word = word.to_lowercase();
        for ((_, words), count) in FREQUENT.iter().zip(&mut counts) {
            *count += usize::from(words.split(' ').any(|known| known == word));
        }
    }
    let best = counts.iter().zip(FREQUENT).max_by_key(|(count, _)| **count);
    match best {
        Some((count, (language, _))) if *count * LEAST_SHARE > all => language,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn the_language_of_a_text_is_heard_in_a_paragraph() {
        for (language, text) in [
            ("en", "There is a good deal to be said for it, and we have not said all of that."),
            ("de", "Das ist nicht das Ende der Geschichte, und der Anfang war es auch nicht."),
            ("fr", "Ce n'est pas la fin de l'histoire, et les débuts ne sont pas dans ce livre."),
            ("es", "No es el fin de la historia, y los primeros pasos no se cuentan en el libro."),
            (
                "ko",
                "Rust로 정적 블로그 생성기를 만들면서 배운 점을 정리한 글입니다. static site generator",
            ),
            (
                "ja",
                "静的サイトジェネレータを作ってみた話です。フォントの処理が一番面白いと思いました。",
            ),
            ("zh", "最近我在用 Rust 写一个静态博客生成器，它可以把一个文件夹里的文件转换成网页。"),
            ("ru", "Это ещё не конец истории, и начало её было не здесь, а в другой книге."),
            ("uk", "Це ще не кінець історії, і її початок був не тут, а в іншій книзі."),
            ("he", "זה לא סוף הסיפור, וגם ההתחלה לא הייתה כאן אלא בספר אחר לגמרי."),
            (
                "fa",
                "این پایان داستان نیست و آغاز آن هم در این کتاب نبوده است، بلکه در جای دیگری بود.",
            ),
            ("ar", "هذه ليست نهاية القصة، ولم تكن البداية هنا بل في كتاب آخر مختلف تماما."),
            ("", "Tab Enter Escape"),
            (
                "",
                "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt",
            ),
        ] {
            assert_eq!(of_text(text), language, "{text}");
        }
    }
}
