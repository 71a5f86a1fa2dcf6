//! Every sentence of the shipped flows, in every language, by voice and by text: it can be said, it is short
//! enough to be paid for, and a key comes after what it chooses.

#![expect(clippy::expect_used, clippy::panic, reason = "a test says by a panic what is wrong")]

use std::collections::BTreeSet;

use guichet::{
    case::{ItemKind, MissingItem},
    channel::Channel,
    flow::{
        Name,
        definition::{Ask, Flow, Kind, Step},
        turn::{Rung, Say},
        value::{Line, Near, Reminder, Value, Window},
    },
    language::Language,
    phone_number::Numbering,
    problem::{Problem, SourceFile},
    render::{self, script::Encoding},
    service::dialogue::{self, Dialogue},
    settings::Settings,
    words::{
        MessageInfo,
        translation::{self, Change, sheet},
    },
};
use jiff::civil::{date, time};

/// Characters a synthetic voice says in a second, measured on slow French.
const CHARACTERS_A_SECOND: usize = 14;
/// A choice of language is over before people hang up.
const LANGUAGE_CHOICE_SECONDS: usize = 10;
/// Segments of a text in the GSM alphabet, and of one in Arabic.
const MOST_SEGMENTS: usize = 2;
const MOST_SEGMENTS_UCS2: usize = 3;
/// A first text of ours, in French and English, about what can be answered in one line.
const FIRST_TEXTS: [(&str, ItemKind); 3] =
    [("street_number", ItemKind::StreetNumber), ("moving_date", ItemKind::Date), ("rent", ItemKind::Amount)];

/// The dialogues as they are shipped, with an office as most have.
fn shipped() -> Dialogue {
    let environment = |name: &str| (name == "GUICHET_OFFICE_NUMBER").then(|| "0199000002".to_owned());
    let mut settings = Settings::without_file(&environment).expect("default settings");
    settings.numbering = Numbering { fiction: true };
    let files = dialogue::sources(None, None).expect("shipped files");
    match dialogue::compile(&files, settings.facts()) {
        Ok(dialogue) => dialogue,
        Err(problems) => panic!("{}", guichet::problem::report(&problems)),
    }
}

fn item(name: &str, kind: ItemKind) -> Value {
    Value::Item(MissingItem { name: name.to_owned(), kind, answer: None })
}

/// A reminder of one thing.
fn reminder() -> Value {
    let line = |id: &str| Line { message: id.into(), with: Vec::new() };
    let day = Line { message: "last-day".into(), with: vec![("date".into(), Value::Date(date(2026, 9, 23)))] };
    let lines = vec![line("rsa-declaration-todo"), day, line("answer-by")];
    Value::Reminder(Box::new(Reminder { id: "r".into(), lines, names: vec!["rsa-declaration".into()], count: 1 }))
}

/// The longest plausible values a variable of a message may have.
fn longest(variable: &str) -> Vec<Value> {
    let name = variable.strip_suffix("-words").unwrap_or(variable);
    let symbols = |words: &[&str]| words.iter().map(|word| Value::Symbol((*word).to_owned())).collect();
    match name {
        "item" => symbols(&["street_number", "moving_date", "landlord_name", "document", "phone_number"]),
        "option" => {
            [symbols(&["moving_date", "landlord_name"]), vec![Value::Text("la caisse générale".to_owned())]].concat()
        }
        "status" => symbols(&["received", "in_progress", "missing_item", "decided", "unknown"]),
        "benefit" => symbols(&["health_cover", "other", "housing"]),
        "half_day" => symbols(&["any", "morning", "afternoon"]),
        "flow" => symbols(&["menu", "file-status", "callback", "about"]),
        "helper" => vec![Value::Text("Marie-Antoinette Dupont-Lajoie".to_owned())],
        "scope" => symbols(&["status", "answers"]),
        "until" => vec![Value::Date(date(2026, 9, 23))],
        "since" | "day" | "first" => vec![Value::Date(date(2026, 9, 23)), Value::None],
        "date" => vec![Value::Date(date(2026, 9, 23))],
        "before" => vec![Value::Number(0), Value::Number(1), Value::Number(2), Value::Number(11), Value::None],
        "count" => [1, 2, 3, 11].map(Value::Number).to_vec(),
        "about" => symbols(&["residence-permit-prefecture", "rsa-appeal"]),
        "reminder" => vec![reminder()],
        "as_of" => vec![Value::Date(date(2026, 9, 23))],
        "number" | "caller" => vec![Value::Phone(Numbering { fiction: true }.parse("0639980012").expect("a number"))],
        "reference" => vec![Value::Digits("710592".to_owned())],
        "digits" => vec![Value::Digits("482".to_owned()), Value::None],
        "code" => vec![Value::Digits("482913".to_owned())],
        "file_end" => vec![Value::Digits("42".to_owned())],
        "subject" => symbols(&["distress", "deadline", "language", "file", "general"]),
        "window" => vec![Value::Window(window()), Value::None],
        "words" => vec![Value::Text("Guichet : votre réponse est bien notée. Référence : 7 1 0 5 9 2.".to_owned())],
        "answer" => vec![
            Value::Date(date(2026, 9, 23)),
            Value::Amount(1_234_567),
            Value::Text("1234 quater".to_owned()),
            Value::Text("Mme Marie-Antoinette Dupont-Lajoie".to_owned()),
        ],
        _ => Vec::new(),
    }
}

fn window() -> Window {
    Window { day: date(2026, 9, 23), near: Near::Later, from: time(13, 30, 0, 0), until: time(17, 0, 0, 0) }
}

/// Every way to fill a message's variables, one variable varied at a time.
fn fillings(variables: &BTreeSet<String>) -> Vec<Vec<(Name, Value)>> {
    let names: BTreeSet<&str> = variables.iter().map(|name| name.strip_suffix("-words").unwrap_or(name)).collect();
    let choices: Vec<(&str, Vec<Value>)> =
        names.into_iter().map(|name| (name, longest(name))).filter(|(_, values)| !values.is_empty()).collect();
    let most = choices.iter().map(|(_, values)| values.len()).product::<usize>().max(1);
    (0..most)
        .map(|mut count| {
            let pick = |(name, values): &(&str, Vec<Value>)| {
                let value = values[count % values.len()].clone();
                count /= values.len();
                (Name::from(*name), value)
            };
            choices.iter().map(pick).collect()
        })
        .collect()
}

const RUNGS: [Rung; 5] = [Rung::First, Rung::Silence(1), Rung::Silence(2), Rung::Unclear(1), Rung::Unclear(2)];

fn say(language: &Language, flow: Option<&Name>, message: &str, rung: Rung, with: Vec<(Name, Value)>) -> Say {
    Say { language: language.clone(), flow: flow.cloned(), message: message.into(), rung, key: None, with }
}

/// Words people type, parts of dates and pages of the demo are no sentences.
fn is_sentence(info: &MessageInfo) -> bool {
    const PARTS: [&str; 12] = [
        "entry",
        "word-",
        "stop-",
        "distress-",
        "weekday-",
        "month-",
        "date",
        "time",
        "moment",
        "amount",
        "hours-",
        "window",
    ];
    !PARTS.iter().any(|part| info.id.starts_with(part)) && info.id != "menu-option"
}

fn report(what: &str, mut worst: Vec<(usize, String)>) {
    worst.sort_by(|a, b| b.cmp(a));
    let table: String = worst.iter().take(20).map(|(measure, text)| format!("{measure:>5}  {text}\n")).collect();
    assert!(worst.is_empty(), "{} {what}; the worst:\n{table}", worst.len());
}

/// Whether a message is ever said on a channel: one that has only the other channel's text is not.
fn said_on(info: &MessageInfo, channel: Channel) -> bool {
    info.has_value || info.attributes.iter().any(|attribute| attribute == channel.as_str())
}

#[test]
fn every_message_can_be_said_in_every_language_and_wording() {
    let shipped = shipped();
    let (mut missing, mut said) = (Vec::new(), 0);
    for language in &shipped.script.languages {
        let books = shipped.script.flows.keys().map(Some).chain([None]);
        for book in books {
            for info in shipped.catalogue.messages(language, book.map(|name| &**name)).filter(|info| is_sentence(info))
            {
                for channel in [Channel::Voice, Channel::Sms].into_iter().filter(|channel| said_on(info, *channel)) {
                    for (rung, with) in RUNGS
                        .iter()
                        .flat_map(|rung| fillings(&info.variables).into_iter().map(move |with| (*rung, with)))
                    {
                        let say = say(language, book, &info.id, rung, with);
                        said += 1;
                        if let Err(problems) = shipped.catalogue.try_text(&say, channel, &shipped.facts) {
                            missing.push((
                                problems.len(),
                                format!("{language} {book:?} {} {rung:?}: {problems:?}", info.id),
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(said > 3000, "only {said} texts were tried");
    report("messages cannot be said", missing);
}

/// What a waiting step says, as the engine puts it: its message, then its options.
fn question(
    language: &Language,
    flow: &Flow,
    step: &Step,
    rung: Rung,
    with: &[(Name, Value)],
    items: &[Value],
) -> Vec<Say> {
    let mut says = vec![say(language, Some(&flow.name), &step.name, rung, with.to_vec())];
    let keyed = |key: char, say: Say| Say { key: Some(key), ..say };
    match &step.kind {
        Kind::Menu { options, .. } => {
            for (key, option) in ('1'..).zip(options) {
                let language = option.language.as_ref().unwrap_or(language);
                let message = format!("{}-{}", step.name, option.option);
                says.push(keyed(key, say(language, Some(&flow.name), &message, Rung::First, with.to_vec())));
            }
        }
        Kind::Ask { ask: Ask::YesNo, .. } => {
            says.push(keyed('1', say(language, None, "yes", Rung::First, Vec::new())));
            says.push(keyed('2', say(language, None, "no", Rung::First, Vec::new())));
        }
        Kind::Ask { ask: Ask::Choice(_), .. } => {
            for (key, item) in ('1'..).zip(items) {
                let with = vec![("option".into(), item.clone())];
                says.push(keyed(key, say(language, None, "choice-option", Rung::First, with)));
            }
        }
        _ => {}
    }
    says
}

fn items() -> Vec<Value> {
    ["moving_date", "rent", "phone_number", "landlord_name"].map(|name| Value::Symbol(name.to_owned())).to_vec()
}

/// Every question in every wording: the language, its place, and what is said.
fn questions(shipped: &Dialogue) -> Vec<(Language, String, Vec<Say>)> {
    let mut all = Vec::new();
    for language in &shipped.script.languages {
        for flow in shipped.script.flows.values() {
            for step in flow.steps.values().filter(|step| matches!(step.kind, Kind::Menu { .. } | Kind::Ask { .. })) {
                let Some(info) = shipped.catalogue.message(language, Some(&flow.name), &step.name) else { continue };
                for with in fillings(&info.variables) {
                    for rung in RUNGS {
                        let place = format!("{language} {}/{} {rung:?}", flow.name, step.name);
                        all.push((language.clone(), place, question(language, flow, step, rung, &with, &items())));
                    }
                }
            }
        }
    }
    all
}

/// Steps that a text conversation never comes to.
const VOICE_ALONE: [&str; 2] = ["give-item/suffix", "menu/anything-else"];

#[test]
fn a_question_by_text_is_paid_for_as_two_segments_or_three_in_arabic() {
    let shipped = shipped();
    let mut dear = Vec::new();
    for (language, place, says) in questions(&shipped) {
        if VOICE_ALONE.iter().any(|step| place.contains(step))
            || says.iter().any(|say| matches!(say.rung, Rung::Silence(_)))
        {
            continue;
        }
        let sms = render::text(&shipped.catalogue, &says, &shipped.facts);
        let most = if language.is_right_to_left() { MOST_SEGMENTS_UCS2 } else { MOST_SEGMENTS };
        // A choice of language holds every alphabet.
        let foreign = says.iter().any(|say| say.language.is_right_to_left()) || language.is_right_to_left();
        if sms.segments > most || (sms.encoding == Encoding::Ucs2 && !foreign) {
            dear.push((sms.segments, format!("{place}: {:?}", sms.body)));
        }
    }
    report("questions are too dear", dear);
}

#[test]
fn one_thing_told_by_text_is_two_segments_or_three_in_arabic() {
    let shipped = shipped();
    let mut dear = Vec::new();
    for language in &shipped.script.languages {
        for book in shipped.script.flows.keys().map(Some).chain([None]) {
            for info in shipped.catalogue.messages(language, book.map(|name| &**name)).filter(|info| is_sentence(info))
            {
                for with in fillings(&info.variables).into_iter().filter(|_| said_on(info, Channel::Sms)) {
                    let says = [say(language, book, &info.id, Rung::First, with)];
                    let sms = render::text(&shipped.catalogue, &says, &shipped.facts);
                    let arabic = language.is_right_to_left();
                    let most = if arabic { MOST_SEGMENTS_UCS2 } else { MOST_SEGMENTS };
                    // The name of Arabic is written in Arabic in every language.
                    let own = sms.encoding == Encoding::Gsm7 || arabic || info.id == "language-arabic";
                    if sms.segments > most || !own {
                        dear.push((sms.segments, format!("{language} {}: {:?}", info.id, sms.body)));
                    }
                }
            }
        }
    }
    report("texts are too dear", dear);
}

#[test]
fn a_first_text_of_ours_is_one_segment_or_two_in_arabic() {
    let shipped = shipped();
    let mut dear = Vec::new();
    for language in &shipped.script.languages {
        for (name, kind) in FIRST_TEXTS {
            let ask = match kind {
                ItemKind::StreetNumber => "ask-street-number",
                ItemKind::Date => "ask-date",
                _ => "ask-amount",
            };
            let with = vec![("item".into(), item(name, kind))];
            let (ask_item, give_item): (Name, Name) = ("ask-item".into(), "give-item".into());
            let says = [
                say(language, Some(&ask_item), "hello", Rung::First, with.clone()),
                say(language, Some(&give_item), ask, Rung::First, with),
            ];
            let sms = render::text(&shipped.catalogue, &says, &shipped.facts);
            if sms.segments > if language.is_right_to_left() { 2 } else { 1 } {
                dear.push((sms.body.chars().count(), format!("{language} {name}: {:?}", sms.body)));
            }
        }
    }
    report("first texts are too dear", dear);
}

#[test]
fn the_choice_of_language_is_over_in_ten_seconds() {
    let shipped = shipped();
    let mut long = Vec::new();
    for (_, place, says) in questions(&shipped) {
        if !place.contains("welcome/language") || says.iter().any(|say| say.rung != Rung::First) {
            continue;
        }
        let texts: Vec<String> =
            says.iter().map(|say| shipped.catalogue.text(say, Channel::Voice, &shipped.facts)).collect();
        let characters = texts.iter().map(|text| text.chars().count()).sum::<usize>();
        if characters > LANGUAGE_CHOICE_SECONDS * CHARACTERS_A_SECOND {
            long.push((characters, format!("{place}: {texts:?}")));
        }
    }
    report("choices of language take too long", long);
}

#[test]
fn by_voice_a_key_comes_after_what_it_chooses() {
    let shipped = shipped();
    let mut wrong = Vec::new();
    let mut options = 0;
    for (_, place, says) in questions(&shipped) {
        for say in says.iter().filter(|say| say.key.is_some()) {
            options += 1;
            let text = shipped.catalogue.text(say, Channel::Voice, &shipped.facts);
            let key = say.key.unwrap_or_default();
            if !text.trim_end_matches(['.', ' ']).ends_with(key) {
                wrong.push((text.len(), format!("{place}: {text}")));
            }
        }
    }
    assert!(options > 100, "only {options} options were heard");
    report("keys stand before what they choose", wrong);
}

#[test]
fn opening_hours_name_the_days_once() {
    let shipped = shipped();
    let rows = [
        ("fr", Channel::Voice, "du lundi au vendredi, de 9 heures à 12 heures et de 13 heures 30 à 17 heures"),
        ("fr", Channel::Sms, "du lundi au vendredi, de 9 h à 12 h et de 13 h 30 à 17 h"),
        ("en", Channel::Voice, "from Monday to Friday, from 9:00 to 12:00 and from 13:30 to 17:00"),
        ("ar", Channel::Sms, "من الاثنين إلى الجمعة، من 9:00 إلى 12:00 ومن 13:30 إلى 17:00"),
        ("ar", Channel::Voice, "ومن الساعة الواحدة و30 دقيقة بعد الظهر إلى الساعة الخامسة مساء"),
    ];
    for (tag, channel, hours) in rows {
        let say = say(&tag.parse().expect("a language"), None, "goodbye-hours", Rung::First, Vec::new());
        let text = shipped.catalogue.text(&say, channel, &shipped.facts);
        assert!(text.contains(hours), "{text}");
    }
}

#[test]
fn a_number_within_arabic_is_one_piece_so_that_its_pairs_stay_in_order() {
    let shipped = shipped();
    let with = vec![("number".into(), longest("number").remove(0))];
    for (tag, channel, written) in [
        ("ar", Channel::Sms, "06.39.98.00.12"),
        ("ar", Channel::Voice, "06 39 98 00 12"),
        ("fr", Channel::Sms, "06 39 98 00 12"),
    ] {
        let callback: Name = "callback".into();
        let say = say(&tag.parse().expect("a language"), Some(&callback), "confirm-number", Rung::First, with.clone());
        let text = shipped.catalogue.text(&say, channel, &shipped.facts);
        assert!(text.contains(written), "{text}");
    }
    let fault = say(&"ar".parse().expect("a language"), None, "fault", Rung::First, Vec::new());
    assert!(shipped.catalogue.text(&fault, Channel::Sms, &shipped.facts).contains("01.99.00.00.02"));
}

#[test]
fn every_shipped_file_goes_out_to_translators_and_comes_in_byte_for_byte() {
    let files = dialogue::sources(None, None).expect("shipped files");
    let shipped: Vec<_> = files.into_iter().filter(|file| file.path.starts_with("locales/")).collect();
    for language in ["fr", "en", "ar"].map(|tag| tag.parse::<Language>().expect("a language")) {
        let rows = translation::rows(&shipped, &language);
        assert!(rows.len() > 250, "{language}: {}", rows.len());
        let sheet = sheet::to_csv(&rows, &language, &|_| String::new()).expect("a sheet");
        let (_, changes) = sheet::from_csv(&sheet).expect("the same sheet");
        assert_eq!(translation::write(&shipped, &language, &changes), Ok(Vec::new()), "{language}: nothing changed");
        // Every text is written anew, and then as it was: the files are what they were.
        let mut changed = shipped.clone();
        for (mark, same) in [(" !", false), ("", true)] {
            let there = changes.iter().filter(|change| !change.translation.is_empty());
            let marked: Vec<Change> = there
                .map(|change| Change { translation: format!("{}{mark}", change.translation), ..change.clone() })
                .collect();
            for file in translation::write(&changed, &language, &marked).expect("texts that can be read") {
                let old = changed.iter_mut().find(|old| old.path == file.path).expect("a file that was there");
                *old = file;
            }
            assert_eq!(changed == shipped, same, "{language}");
        }
    }
}

/// A mistake written into a shipped file, and what is said of it: file, line, message.
type Slip = (&'static str, &'static str, &'static str, &'static str);

/// Every check of words: what is wrong, in a message of its own, so that each is seen alone.
const SLIPS: [Slip; 18] = [
    ("fr/about", "price = Le service", "price = Le service, TVA comprise,", "“TVA” is written in capitals"),
    (
        "fr/callback",
        "ask-number = Envoyez le numéro où vous appeler : 10 chiffres.",
        "ask-number = Envoyez le numéro où vous appeler: 10 chiffres.",
        "no space stands before “:”",
    ),
    (
        "fr/callback",
        "not-callable = Nous",
        "not-callable = Appelez le 3230. Nous",
        "a voice reads “3230” as one big number",
    ),
    (
        "fr/file-status",
        "reminded = C'est noté",
        "reminded = C'est noté ✓",
        "“✓” makes the whole text cost more than twice as much",
    ),
    ("fr/read-out", "after = Que", "after = {\"\\u202E\"}Que", "an invisible character (U+202E) changes the direction"),
    (
        "fr/read-out",
        "hello-listen = Pour écouter le message",
        "hello-listen = Pour écouter le message.",
        "the option `hello-listen` ends with “.”",
    ),
    (
        "fr/welcome",
        ".voice-silence-2 =",
        ".voice-slience-2 =",
        "`.voice-slience-2` is never said: no attribute has this name",
    ),
    (
        "fr/give-item",
        "receipt = { $service } : nous",
        "receipt = { $service } : pour le RSA, nous",
        "“rsa” tells in a text which benefit it is",
    ),
    (
        "fr/file-status",
        "unavailable = Nous",
        "unavailable = Allez sur internet. Nous",
        "“sur internet” sends people to a website",
    ),
    (
        "fr/shared",
        "stopped = C'est noté.",
        "stopped = Nous avons bien noté que vous ne voulez plus du tout recevoir de messages de notre part, ni aujourd'hui, ni demain, ni plus tard.",
        "this sentence has",
    ),
    (
        "en/callback",
        "confirm-number = You gave: { $number }.",
        "confirm-number = You gave a number.",
        "`confirm-number` leaves out `$number`, which the French tells",
    ),
    (
        "en/shared",
        "menu-option = { $key } { $option }",
        "menu-option = { $option }",
        "`menu-option` leaves out `$key`: nobody could choose",
    ),
    (
        "en/shared",
        "            [one] euro\n",
        "            [two] euro\n",
        "no count in en takes the plural form `[two]`",
    ),
    ("en/shared", "            [one] euro\n", "            [two] euro\n", "en needs the plural forms `[one]` here"),
    ("ar/shared", "        [few] { $euros } يورو\n", "", "ar needs the plural forms `[few]` here"),
    ("ar/file-status", "reminded = ", "reminded = LONG", "`reminded` takes"),
    (
        "en/file-status",
        "tell = { $status ->",
        "tell = { $benefit-words } { $status ->",
        "`$benefit-words` tells the name of a benefit in a text",
    ),
    ("en/give-item", "    .voice = Thank you, we have noted it.", "    .voice = SLOW", "`given.voice` takes"),
];

#[test]
fn each_slip_in_the_words_is_told_where_it_stands() {
    let mut files = dialogue::sources(None, None).expect("shipped files");
    let long = "هذه جملة طويلة لا يريد أحد أن يدفع ثمنها. ".repeat(5);
    let slow = "Please wait. ".repeat(40);
    for (name, from, to, _) in SLIPS {
        let file = files.iter_mut().find(|file| file.path == format!("locales/{name}.ftl")).expect("a shipped file");
        let text = file.text.replacen(from, &to.replace("LONG", &long).replace("SLOW", &slow), 1);
        assert!(text != *file.text || from == "            [one] euro\n", "{name} holds no {from}");
        file.text = text.into();
    }
    let told = problems(&files);
    let mut open: BTreeSet<usize> = (0..told.len()).collect();
    for (name, _, _, expected) in SLIPS {
        let found =
            told.iter().position(|said| said.starts_with(&format!("locales/{name}.ftl:")) && said.contains(expected));
        match found {
            Some(at) => open.remove(&at),
            None => panic!("{expected}\ntold: {told:#?}"),
        };
    }
    // Whoever speaks for so long keeps people from a human, too.
    let more = open.into_iter().filter_map(|at| told.get(at)).filter(|said| !said.contains("seconds to a human"));
    let more: Vec<&String> = more.collect();
    assert_eq!(more, Vec::<&String>::new(), "nothing else is told");
}

/// What is said of flows and words: `path:line: message`.
fn problems(files: &[SourceFile]) -> Vec<String> {
    let settings = Settings::without_file(&|_: &str| None).expect("default settings");
    let problems = dialogue::compile(files, settings.facts()).err().unwrap_or_default();
    let told = |problem: &Problem| {
        let (path, line) = problem.place().unwrap_or_default();
        format!("{path}:{line}: {problem}")
    };
    problems.iter().map(told).collect()
}
