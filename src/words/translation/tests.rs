//! Words out to translators and in again.

use proptest::prelude::*;

use super::{sheet, *};

const FRENCH: &str = "\
# The French words.

## A group

# $number: in pairs.
hello = Bonjour.
    .sms = Salut { $number }
    .voice-silence-1 =
        Deux
        lignes.

tell = { $since ->
        [none] Depuis peu.
       *[other] Depuis le { $since }, RSA.
    }
-brand = Guichet
late = { -brand } : { hello.sms }, { NUMBER($n, type: \"ordinal\") }{\"}\"}
";

const ARABIC: &str = "\
# كلمات
hello = مرحبا.

# only here
own = { $number } هنا


late = آخر
";

fn source(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

fn files() -> Vec<SourceFile> {
    vec![
        source("locales/fr/x.ftl", FRENCH),
        source("locales/fr/glossary.ftl", "RSA = revenu de solidarité active\n"),
        source("locales/ar/x.ftl", ARABIC),
    ]
}

fn arabic() -> Language {
    "ar".parse().unwrap()
}

fn change(id: &str, attribute: &str, translation: &str) -> Change {
    Change { line: 2, id: id.to_owned(), attribute: attribute.to_owned(), translation: translation.to_owned() }
}

/// The Arabic file after these changes.
fn after(changes: &[Change]) -> String {
    let written = write(&files(), &arabic(), changes).unwrap();
    written.iter().find(|file| file.path == "locales/ar/x.ftl").map_or(ARABIC.to_owned(), |file| file.text.to_string())
}

fn refused(changes: &[Change]) -> String {
    let refused = write(&files(), &arabic(), changes).unwrap_err();
    refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_text_is_a_row_with_its_comment_and_its_french() {
    let rows = rows(&files(), &arabic());
    let row = |id: &str, attribute: &str| {
        rows.iter().find(|row| row.id == id && row.attribute == attribute).unwrap_or_else(|| panic!("{id} {attribute}"))
    };
    assert_eq!(row("x/hello", "").translation, "مرحبا.");
    assert_eq!(row("x/hello", "").comment, "$number: in pairs.");
    assert_eq!(row("x/hello", "sms").state, State::Served);
    assert_eq!(row("x/hello", "voice-silence-1").state, State::Missing);
    assert_eq!(row("x/hello", "voice-silence-1").french, "Deux\nlignes.");
    let tell = "{ $since ->\n    [none] Depuis peu.\n   *[other] Depuis le { $since }, RSA.\n}";
    assert_eq!(row("x/tell", "").french, tell);
    assert_eq!(row("x/tell", "").comment, "RSA: revenu de solidarité active.");
    assert_eq!(row("x/-brand", "").french, "Guichet");
    assert_eq!(row("x/late", "").french, "{ -brand } : { hello.sms }, { NUMBER($n, type: \"ordinal\") }{\"}\"}");
    let own = row("x/own", "");
    assert_eq!((own.state, own.french.as_str(), own.translation.as_str()), (State::Own, "", "{ $number } هنا"));
}

#[test]
fn a_changed_text_leaves_everything_else_as_it_was() {
    assert_eq!(after(&[change("x/late", "", "تأخر")]), ARABIC.replace("آخر", "تأخر"));
    assert_eq!(after(&[change("x/late", "", ""), change("x/hello", "", "مرحبا.")]), ARABIC);
    let two_lines = ARABIC.replace("late = آخر", "late = آخر\n    ثم");
    assert_eq!(after(&[change("x/late", "", "آخر\r\nثم")]), two_lines);
}

#[test]
fn a_new_text_goes_where_the_french_has_it() {
    let with_attribute = ARABIC.replace("مرحبا.\n", "مرحبا.\n    .sms = هلا { $number }\n");
    assert_eq!(after(&[change("x/hello", "sms", "هلا { $number }")]), with_attribute);
    let choice = "{ $since ->\n    [none] أ\n   *[other] ب\n}";
    let laid = "{ $since ->\n        [none] أ\n       *[other] ب\n    }";
    let with_message = ARABIC.replace("مرحبا.\n", &format!("مرحبا.\n\ntell = {laid}\n"));
    assert_eq!(after(&[change("x/tell", "", choice)]), with_message);
    let new = write(&files(), &"en".parse().unwrap(), &[change("x/hello", "sms", "Hi"), change("x/late", "", "Late")]);
    let new = new.unwrap();
    assert_eq!(new[0].path, "locales/en/x.ftl");
    assert_eq!(&*new[0].text, "hello =\n    .sms = Hi\nlate = Late\n");
}

#[test]
fn a_row_that_cannot_be_taken_is_refused_with_what_to_write() {
    for (changed, expected) in [
        (change("x/helo", "", "a"), "line 2: there is no message `x/helo`; did you mean `x/hello`?"),
        (change("x/hello", "smss", "a"), "`x/hello` has no text `smss`"),
        (change("x/tell", "", "{ $sinse }"), "`$sinse` is never given here; did you mean `$since`?"),
        (change("x/hello", "", "{ $number"), "cannot be read"),
        (change("x/hello", "", "a\n.voice = b"), "begins like another message"),
        (change("x/hello", "", "a\n[b] c"), "cannot be read"),
        (change("x/hello", "", "a\u{7}"), "cannot be said (U+0007)"),
        (change("x/hello", "", &"{".repeat(50_000)), "nest too deep"),
    ] {
        let told = refused(&[changed]);
        assert!(told.contains(expected), "{expected}\ntold: {told}");
    }
    let twice = [change("x/hello", "", "a"), Change { line: 3, ..change("x/hello", "", "b") }];
    assert!(refused(&twice).contains("line 3: `x/hello` stands on line 2 too"));
}

#[test]
fn one_bad_row_keeps_the_good_ones_out() {
    assert!(write(&files(), &arabic(), &[change("x/hello", "", "أهلا"), change("x/late", "", "{")]).is_err());
}

#[test]
fn line_ends_of_windows_stay() {
    let windows = vec![source("locales/fr/x.ftl", FRENCH), source("locales/ar/x.ftl", &ARABIC.replace('\n', "\r\n"))];
    let written = write(&windows, &arabic(), &[change("x/late", "", "أ\nب"), change("x/hello", "sms", "هلا")]).unwrap();
    let text = &written[0].text;
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
    assert!(text.contains("late = أ\r\n    ب\r\n") && text.contains("    .sms = هلا\r\n"));
}

#[test]
fn a_sheet_comes_back_as_it_went_out_whatever_saved_it() {
    let rows = rows(&files(), &arabic());
    let written = sheet::to_csv(&rows, &arabic(), &|_| "2 segments".to_owned()).unwrap();
    assert!(written.starts_with("\u{feff}\"id\";\"attribute\""));
    let windows = written.replace('\n', "\r\n");
    let commas = written.trim_start_matches('\u{feff}').replace("\";\"", "\",\"");
    for saved in [written, windows, commas.clone(), commas.replace("\",\"", "\"\t\"")] {
        let (language, changes) = sheet::from_csv(&saved).unwrap();
        assert_eq!(language, arabic());
        assert_eq!(changes.len(), rows.len());
        assert_eq!(write(&files(), &arabic(), &changes).unwrap(), []);
    }
}

#[test]
fn a_sheet_that_is_none_of_ours_is_refused_with_its_line() {
    let line = |text: &str| sheet::from_csv(text).unwrap_err().remove(0).to_string();
    assert!(line("a;b\n").starts_with("line 1: the columns `id`"));
    assert!(line("id;attribute;translation 4 2\n").starts_with("line 1: the column `translation` names no language"));
    assert!(line("id;attribute;translation ar\nx/a;;b\nx/b;c\n").starts_with("line 3: the line has 2 fields"));
    assert_eq!(sheet::from_csv("id;attribute;translation ar\n;;\n").unwrap().1, []);
}

#[test]
fn no_field_is_run_as_a_formula() {
    for text in ["=1+1", "+33", "-a", "@b", "'=c", "''-d", "'plain", "\tx", "＝e"] {
        let row = Row {
            id: "x/hello".to_owned(),
            attribute: String::new(),
            comment: text.to_owned(),
            french: text.to_owned(),
            translation: text.to_owned(),
            state: State::Translated,
        };
        let written = sheet::to_csv(&[row], &arabic(), &|_| String::new()).unwrap();
        for field in written.lines().nth(1).unwrap_or_default().split(';') {
            let inside = field.trim_matches('"');
            assert!(!inside.starts_with(['=', '+', '-', '@', '\t', '＝']), "{field}");
        }
        assert_eq!(sheet::from_csv(&written).unwrap().1[0].translation, text);
    }
}

proptest! {
    #[test]
    fn what_is_accepted_reads_back_as_it_was_written(
        text in "[ \\na-c{}\\[\\]$\"*=.#'éم-]{0,40}",
        attribute in prop::sample::select(vec!["", "sms", "voice-silence-1"]),
    ) {
        let changes = [change("x/hello", attribute, &text)];
        if let Ok(written) = write(&files(), &arabic(), &changes) {
            let mut all = files();
            for file in written {
                all.retain(|old| old.path != file.path);
                all.push(file);
            }
            let row = rows(&all, &arabic()).into_iter().find(|row| row.id == "x/hello" && row.attribute == attribute);
            let read = row.unwrap().translation;
            let wanted = file::shown(text.trim_matches([' ', '\n']));
            let kept = if attribute.is_empty() { "مرحبا." } else { "" };
            prop_assert!(read == wanted || wanted.is_empty() && read == kept, "{read:?} {wanted:?}");
        }
    }

    #[test]
    fn a_sheet_keeps_every_field(text in "[ \\n=+@;,\"'a\\-é]{0,20}") {
        let row = Row {
            id: "x/hello".to_owned(),
            attribute: String::new(),
            comment: String::new(),
            french: String::new(),
            translation: text.clone(),
            state: State::Translated,
        };
        let written = sheet::to_csv(&[row], &arabic(), &|_| String::new()).unwrap();
        prop_assert_eq!(&sheet::from_csv(&written).unwrap().1[0].translation, &text);
    }
}
