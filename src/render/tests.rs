//! Things said, as texts and as call scripts.

use super::{script::Encoding, *};
use crate::{
    flow::{turn::Rung, value::Value},
    language::Language,
    problem::SourceFile,
};

const FRENCH: &str = "
menu-option = { $key } { $option }
    .voice = { $option }, tapez { $key }.
hello = Bonjour\u{a0}! C’est «\u{a0}Guichet\u{a0}».
    Merci d’être là.
option = ça
said = { $text }
french-only = En français.
";
const ARABIC: &str = "
menu-option = { $key } { $option }
option = العربية\u{202f}{ $none }
hello = مرحبا
said = { $text }
";

fn catalogue() -> Catalogue {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.into() };
    let arabic = ARABIC.replace("{ $none }", "!");
    Catalogue::load(&[file("locales/fr/shared.ftl", FRENCH), file("locales/ar/shared.ftl", &arabic)]).unwrap()
}

fn say(tag: &str, message: &str, key: Option<char>) -> Say {
    let language: Language = tag.parse().unwrap();
    Say { language, flow: None, message: message.into(), rung: Rung::First, key, with: Vec::new() }
}

fn said(text: &str) -> Say {
    Say { with: vec![("text".into(), Value::Text(text.to_owned()))], ..say("fr", "said", None) }
}

fn sms(says: &[Say]) -> SmsText {
    text(&catalogue(), says, &Facts::default())
}

fn spoken(says: &[Say]) -> Vec<(String, String)> {
    let script = call(&catalogue(), says, CallThen::HangUp, &Facts::default());
    script.spoken.into_iter().map(|spoken| (spoken.language.to_string(), spoken.text)).collect()
}

#[test]
fn a_text_has_one_option_a_line_and_is_cheap_in_french() {
    let sent = sms(&[say("fr", "hello", None), say("fr", "option", Some('1')), said("")]);
    assert_eq!(sent.body, "Bonjour ! C'est \"Guichet\".\nMerci d'etre là.\n1 ca");
    assert_eq!((sent.encoding, sent.segments), (Encoding::Gsm7, 1));
}

#[test]
fn a_text_with_arabic_holds_nothing_invisible() {
    let sent = sms(&[say("ar", "hello", None), say("ar", "option", Some('3'))]);
    assert_eq!(sent.body, "مرحبا\n3 العربية !");
    assert_eq!((sent.encoding, sent.segments), (Encoding::Ucs2, 1));
}

#[test]
fn a_text_too_long_for_providers_is_cut_at_a_word() {
    let fits = "a".repeat(1600);
    assert_eq!(sms(&[said(&fits)]).body, fits);
    for text in ["mot ".repeat(500), "سلام ".repeat(400), "😀".repeat(900), "a".repeat(1601)] {
        let body = sms(&[said(&text)]).body;
        let kept = body.strip_suffix("...").unwrap();
        assert!(body.encode_utf16().count() <= 1600, "{}", body.len());
        assert!(body.encode_utf16().count() > 1590);
        assert!(text.starts_with(kept) && !kept.ends_with(' '));
        assert!(text[kept.len()..].starts_with(' ') || !text.contains(' '));
    }
}

#[test]
fn speech_in_one_language_is_one_piece() {
    let says = [
        say("fr", "hello", None),
        say("fr", "option", Some('1')),
        say("ar", "hello", None),
        said("\u{0}\u{b} \u{ffff}"),
        say("ar", "french-only", None),
    ];
    let expected =
        [("fr", "Bonjour ! C’est « Guichet ». Merci d’être là. ça, tapez 1."), ("ar", "مرحبا"), ("fr", "En français.")];
    assert_eq!(spoken(&says), expected.map(|(language, text)| (language.to_owned(), text.to_owned())));
}

#[test]
fn what_xml_forbids_is_never_spoken() {
    let text: String = ('\0'..='\u{a0}').chain(['\u{fffe}', '\u{ffff}', 'é', '😀']).collect();
    let heard = spoken(&[said(&text)]);
    assert!(heard[0].1.chars().all(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')));
    assert!(heard[0].1.ends_with("é😀"));
}
