//! Codes for posting, as a list for those who print letters themselves, and as letters ready to print.

use std::io::{self, Write};

use askama::Template;

use super::export::guarded;
use crate::{language::Language, store::posted::Addressee};

/// The columns of the list.
const COLUMNS: [&str; 6] = ["organisation", "number", "postcode", "name", "language", "code"];

/// A code on its way to the post: this and the hash are all there ever is of it.
pub struct Posted {
    /// Who gets it.
    pub to: Addressee,
    /// The code.
    pub code: String,
}

/// What letters say besides.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Our number, as people dial it.
    pub phone: String,
    /// The office's number, as people dial it.
    pub office: String,
}

/// The words of a letter: one of the languages that there are letters in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    French,
    English,
    Arabic,
}

#[derive(Template)]
#[template(path = "letters/page.html")]
struct Page<'a> {
    letters: Vec<Letter<'a>>,
    phone: &'a str,
    office: &'a str,
}

struct Letter<'a> {
    words: Words,
    language: &'static str,
    direction: &'static str,
    name: &'a str,
    organisation: &'a str,
    number: &'a str,
    code: String,
}

/// Writes the list. A code stands there in two groups, so that no spreadsheet takes it for a number and drops its zeros.
///
/// # Errors
/// Where it cannot be written.
pub fn write_list(codes: &[Posted], out: impl Write) -> Result<(), csv::Error> {
    let mut out = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(out);
    out.write_record(COLUMNS)?;
    for Posted { to, code } in codes {
        let row = [
            to.organisation.clone(),
            to.number.reveal().to_owned(),
            to.postcode.clone(),
            to.name.as_ref().map(|name| name.reveal().to_owned()).unwrap_or_default(),
            to.language.as_ref().map(|language| language.as_str().to_owned()).unwrap_or_default(),
            in_groups(code),
        ];
        out.write_record(row.map(guarded))?;
    }
    Ok(out.flush()?)
}

/// Writes the letters, one on each sheet, in the language of each person; in French where there is no letter in theirs.
/// `name_of` gives an organisation's name as people say it.
///
/// # Errors
/// Where they cannot be written.
pub fn write_letters<'a>(
    codes: &'a [Posted],
    sender: &Sender,
    name_of: impl Fn(&'a str) -> &'a str,
    mut out: impl Write,
) -> io::Result<()> {
    let letters = codes.iter().map(|Posted { to, code }| {
        let (words, language) = words_of(to.language.as_ref());
        Letter {
            words,
            language,
            direction: if words == Words::Arabic { "rtl" } else { "ltr" },
            name: to.name.as_ref().map_or("", |name| name.reveal()),
            organisation: name_of(&to.organisation),
            number: to.number.reveal(),
            code: in_groups(code),
        }
    });
    let page = Page { letters: letters.collect(), phone: &sender.phone, office: &sender.office };
    let text = page.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn words_of(language: Option<&Language>) -> (Words, &'static str) {
    match language.map(Language::as_str) {
        Some("ar") => (Words::Arabic, "ar"),
        Some("en") => (Words::English, "en"),
        _ => (Words::French, "fr"),
    }
}

/// `2718 2818`: four digits are kept in mind at once.
fn in_groups(code: &str) -> String {
    let (first, rest) = code.split_at_checked(code.len() / 2).unwrap_or((code, ""));
    format!("{first} {rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{FileNumber, PersonName};

    fn posted(name: &str, language: Option<&str>) -> Posted {
        let to = Addressee {
            file_id: "f".into(),
            organisation: "caf".into(),
            number: FileNumber::new("1234567"),
            postcode: String::new(),
            name: PersonName::parse(name),
            language: language.map(|tag| tag.parse().unwrap()),
        };
        Posted { to, code: "02718281".into() }
    }

    fn letters(codes: &[Posted]) -> String {
        let sender = Sender { phone: "01 99 00 00 01".into(), office: "01 99 00 00 02".into() };
        let mut page = Vec::new();
        write_letters(codes, &sender, |_| "la CAF", &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn a_list_keeps_the_zeros_of_a_code_and_holds_no_formula() {
        let mut list = Vec::new();
        write_list(&[posted("=HYPERLINK(1)", Some("ar"))], &mut list).unwrap();
        let text = String::from_utf8(list).unwrap();
        assert!(text.ends_with("\"caf\",\"1234567\",\"\",\"'=HYPERLINK(1)\",\"ar\",\"0271 8281\"\n"), "{text}");
    }

    #[test]
    fn each_letter_is_in_its_person_s_language_and_what_a_name_holds_stays_words() {
        let codes = [
            posted("Zoé <b>Roux", Some("fr")),
            posted("Ann", Some("en")),
            posted("علي", Some("ar")),
            posted("", Some("pl")),
        ];
        let page = letters(&codes);
        assert_eq!(page.matches("<article").count(), 4);
        assert_eq!(page.matches("0271 8281").count(), 4);
        assert_eq!(page.matches("Voici votre code secret").count(), 2, "French where there is no letter in a language");
        assert_eq!(page.matches("lang=\"ar\" dir=\"rtl\"").count(), 1);
        assert!(page.contains("Here is your secret code") && page.contains("رمزك السري"));
        assert!(!page.contains("<b>") && page.contains("Zoé"), "{page}");
    }
}
