//! Answers as people write them, and sentences that are none.

use std::{collections::BTreeMap, path::Path};

use super::*;
use crate::problem::SourceFile;

fn answers() -> Answers {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for language in ["fr", "en", "ar"] {
        for name in ["shared", "deadlines"] {
            let path = format!("locales/{language}/{name}.ftl");
            let text = std::fs::read_to_string(root.join(&path)).expect("is read");
            files.push(SourceFile { path, text: text.into() });
        }
    }
    let catalogue = Catalogue::load(&files).expect("the shipped words");
    catalogue.vocabulary(&BTreeMap::new()).answers
}

#[test]
fn an_answer_is_understood_in_each_language_with_and_without_accents() {
    let answers = answers();
    for (answer, typed) in [
        (
            Answer::Done,
            &[
                "1",
                "1.",
                "FAIT",
                "fait",
                "Fait !",
                "C'EST FAIT",
                "c’est fait",
                "cest fait",
                "c est fait",
                "Déjà fait",
                "deja fait",
                "fait merci",
                "Bonjour, c'est fait. Merci beaucoup",
                "oui c'est fait",
                "DONE",
                "it's done",
                "its done",
                "Done, thanks",
                "١",
                "تم",
                "تمّ",
                "فعلت",
                "تم شكرا",
            ][..],
        ),
        (
            Answer::Help,
            &[
                "2",
                "AIDE",
                "aide svp",
                "Aide s'il vous plaît",
                "aidez-moi",
                "J'AI BESOIN D'AIDE",
                "jai besoin daide",
                "rappelez moi",
                "HELP",
                "help me please",
                "call me back",
                "مساعدة",
                "مُسَاعَدَة",
                "٢",
            ],
        ),
        (
            Answer::Later,
            &["3", "PLUS TARD", "plus tard svp", "pas maintenant", "LATER", "not now", "لاحقا", "لاحقاً", "٣"],
        ),
        (
            Answer::Stop,
            &["STOP", "stop", "Stop.", "ARRET", "ARRÊT", "arrêt !", "arretez", "stop merci", "stop sms", "توقف"],
        ),
    ] {
        for typed in typed {
            assert_eq!(answers.answer(typed), Some(answer), "{typed}");
        }
    }
    let keys = [("1", Answer::Done), ("2", Answer::Help), ("3", Answer::Later), ("4", Answer::Stop)];
    for (key, answer) in keys {
        assert_eq!(Answer::of_key(key), Some(answer));
    }
    assert_eq!((Answer::of_key("5"), Answer::of_key("11"), answers.answer("4")), (None, None, None));
}

#[test]
fn five_hundred_spellings_of_stop_are_understood() {
    let answers = answers();
    let words = [
        "stop",
        "arret",
        "arrêt",
        "arreter",
        "arrêter",
        "arretez",
        "arrêtez",
        "stop sms",
        "arret sms",
        "stop rappels",
        "désabonner",
        "unsubscribe",
        "stop all",
        "cancel",
        "توقف",
        "إيقاف",
    ];
    let cases: [fn(&str) -> String; 3] = [str::to_owned, str::to_uppercase, |word| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    }];
    let around = [
        ("", ""),
        (" ", " "),
        ("", "."),
        ("", " !"),
        ("", "!!!"),
        ("\"", "\""),
        ("« ", " »"),
        ("", " merci"),
        ("", " svp"),
        ("bonjour ", ""),
        ("", "\n"),
        ("", "..."),
    ];
    let (mut all, mut understood) = (0, 0);
    for word in words {
        for case in cases {
            for (before, after) in around {
                all += 1;
                understood +=
                    u32::from(answers.answer(&format!("{before}{}{after}", case(word))) == Some(Answer::Stop));
            }
        }
    }
    assert!(all >= 500 && understood * 100 >= all * 99, "{understood} of {all}");
}

#[test]
fn two_thousand_sentences_that_hold_such_words_are_no_answer() {
    let answers = answers();
    let who = ["je", "il", "mon mari", "la CAF", "l'assistante", "on", "ma fille", "le bus", "I", "the bus"];
    let what = [
        "veux pas stop",
        "a dit stop",
        "ne va pas arrêter",
        "est à l'arrêt de",
        "n'a pas fait",
        "a demandé de l'aide à",
        "viendra plus tard avec",
        "doit faire",
        "n'est pas fait pour",
        "fait",
    ];
    let rest = [
        "le dossier",
        "la demande demain",
        "mon loyer",
        "ce papier",
        "les impôts",
        "le courrier",
        "votre message",
        "les enfants",
        "le rendez-vous",
        "cela",
        "mes papiers",
        "le formulaire",
        "la mairie",
        "ma carte",
        "the form",
        "12 euros",
        "rue Stop",
        "la maison",
        "mon fils",
        "tout",
    ];
    let mut count = 0;
    for who in who {
        for what in what {
            for rest in rest {
                count += 1;
                let sentence = format!("{who} {what} {rest}");
                assert_eq!(answers.answer(&sentence), None, "{sentence}");
            }
        }
    }
    assert!(count >= 2000);
    for sentence in
        ["", "12", "pas fait", "non", "oui", "merci", "STOPPER le bus", "fait et refait", "1 2", "🙂", "aide sociale"]
    {
        assert_eq!(answers.answer(sentence), None, "{sentence}");
    }
}
