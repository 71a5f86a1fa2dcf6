//! Texts made to break out of what we write: each document that is read again says what was meant, and nothing else.

use askama::Template;
use guichet::{
    channel::Channel,
    connector::export::guarded,
    flow::{
        turn::{Keys, Rung, Say, Wait},
        value::Value,
    },
    id::Seed,
    language::Language,
    problem::SourceFile,
    provider::twiml::{self, Voices},
    render::script::{CallScript, CallThen, Encoding, SmsText, Spoken},
    settings::Settings,
    words::{Catalogue, Facts},
};
use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};

use crate::{log::Log, scale::pick};

/// What attackers write, and what programs stumble over.
const PIECES: [&str; 44] = [
    "{ other }",
    "{ $said }",
    "{\"other\"}",
    "\n2026-11-23T10:00:00Z  INFO guichet: all is well",
    "</Say><Dial>",
    "<Response>",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?xml ?>",
    "&amp;",
    "&#0;",
    "&#x41;",
    "&lol;",
    "\"",
    "'",
    "<",
    ">",
    "&",
    "\\",
    "\\u0000",
    "\u{0}",
    "\u{8}",
    "\u{b}",
    "\r\n",
    "\r",
    "\n",
    "\t",
    "\u{fffe}",
    "\u{ffff}",
    "\u{202e}",
    "\u{2028}",
    "\u{feff}",
    "\u{e000}",
    "=1+1",
    "+33",
    "-2",
    "@SUM(A1)",
    ";",
    ",",
    "{ $x }",
    "{{7*7}}",
    "<script>alert(1)</script>",
];

/// A text by chance: pieces as above among characters of every plane.
fn text(dice: &mut Seed) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(8) {
        if dice.below(2) == 0 {
            text.push_str(PIECES[usize::try_from(dice.below(44)).unwrap()]);
        } else {
            let code = u32::try_from(dice.below(0x11_0000)).unwrap();
            text.extend(char::from_u32(code));
            text.extend(char::from_u32(code % 0x80));
        }
    }
    text
}

/// What a text is in an XML document: without what XML cannot hold, line ends made one.
fn printable(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let allowed =
        |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    lines.chars().filter(|c| allowed(*c)).collect()
}

fn fuzz(short: u64, long: u64, seed: u64, check: impl Fn(&str)) -> u64 {
    let (count, mut dice) = (pick(short, long), Seed::new(seed));
    for _ in 0..count {
        check(&text(&mut dice));
    }
    count
}

/// The elements of a document with how deep they stand, and the text in each.
fn elements(document: &[u8]) -> Vec<(usize, String, String)> {
    let mut reader = Reader::from_str(std::str::from_utf8(document).unwrap());
    let (mut open, mut found): (Vec<usize>, Vec<(usize, String, String)>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            found.push((open.len(), tag.name().as_ref().to_owned(), String::new()));
        }
        let text = match event {
            Event::Start(_) => {
                open.push(found.len() - 1);
                continue;
            }
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Text(part) => part.xml10_content().into_owned(),
            Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                Some(c) => c.to_string(),
                None => resolve_predefined_entity(&name).unwrap().to_owned(),
            },
            Event::Empty(_) | Event::Decl(_) => continue,
            Event::Eof => return found,
            other => panic!("nothing else stands in what we write: {other:?}"),
        };
        found[*open.last().expect("text stands in an element")].2.push_str(&text);
    }
}

#[test]
fn every_text_stands_in_twiml_as_it_was_meant_and_nothing_beside_it() {
    let count = fuzz(20_000, 1_000_000, 1, |text| {
        let sms = SmsText { body: text.to_owned(), encoding: Encoding::Ucs2, segments: 1 };
        let meant = [(0, "Response".to_owned(), String::new()), (1, "Message".to_owned(), printable(text))];
        assert_eq!(elements(&twiml::text(Some(&sms), None)), meant, "{text:?}");
    });
    println!("TwiML of a text: {count} texts, each read again as it was meant");
}

#[test]
fn every_text_is_spoken_as_it_was_meant_and_nothing_beside_it() {
    let count = fuzz(20_000, 1_000_000, 2, |text| {
        let spoken = vec![Spoken { language: "fr".parse().unwrap(), text: text.to_owned() }];
        let then = CallThen::Gather(Wait { keys: Keys::One, timeout: 8 });
        // The address of the next turn holds what we write alone, and is escaped all the same.
        let document = twiml::call(&CallScript { spoken, then }, &Voices::default(), text);
        let mut meant = vec![(0, "Response".to_owned(), String::new()), (1, "Gather".to_owned(), String::new())];
        let said = printable(text);
        if !said.trim().is_empty() {
            meant.push((2, "Say".to_owned(), said));
        }
        assert_eq!(elements(&document), meant, "{text:?}");
    });
    println!("TwiML of a call: {count} texts, each read again as it was meant");
}

#[test]
fn every_text_stands_in_a_sheet_as_it_was_meant_and_none_is_a_formula() {
    let count = fuzz(20_000, 1_000_000, 3, |text| {
        let mut sheet = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        sheet.write_record([guarded(text.to_owned()), "after".to_owned()]).unwrap();
        let bytes = sheet.into_inner().unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1, "{text:?}");
        assert_eq!((rows[0].len(), &rows[0][1]), (2, "after"), "{text:?}");
        let field = &rows[0][0];
        assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']), "{field:?}");
        assert_eq!(field.strip_prefix('\'').filter(|rest| *rest == text).unwrap_or(field), text, "{text:?}");
    });
    println!("a sheet: {count} texts, each read again as it was meant, 0 formulas");
}

#[derive(Template)]
#[template(source = "<p title=\"{{ text }}\">{{ text }}</p>", ext = "html")]
struct Page<'t> {
    text: &'t str,
}

#[test]
fn every_text_stands_in_a_page_as_it_was_meant_and_nothing_beside_it() {
    let count = fuzz(20_000, 1_000_000, 4, |text| {
        let page = Page { text }.render().unwrap();
        let inner = page.strip_prefix("<p title=\"").and_then(|rest| rest.strip_suffix("</p>")).unwrap();
        let (attribute, content) = inner.split_once("\">").expect("the attribute ends once");
        for part in [attribute, content] {
            assert!(!part.contains(['<', '>', '"', '\'']), "{part:?}");
            assert_eq!(unescaped(part), text, "{text:?}");
        }
    });
    println!("a page: {count} texts, each read again as it was meant");
}

#[test]
fn every_text_stands_in_our_words_as_it_was_meant_and_calls_for_no_other_word() {
    let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
    let words = "said = Vous avez écrit « { $said } ». { other }\nother = C'est noté.\n";
    let catalogue = Catalogue::load(&[file("locales/fr/shared.ftl", words)]).unwrap();
    let settings = Settings::without_file(&|_| None).unwrap();
    let facts = Facts::new(&catalogue, &settings.facts());
    let count = fuzz(20_000, 1_000_000, 5, |text| {
        let say = Say {
            language: Language::french(),
            flow: None,
            message: "said".into(),
            rung: Rung::First,
            key: None,
            with: vec![("said".into(), Value::Text(text.to_owned()))],
        };
        let meant = format!("Vous avez écrit « {text} ». C'est noté.");
        assert_eq!(catalogue.text(&say, Channel::Sms, &facts), meant);
    });
    println!("our words: {count} texts, each read again as it was meant");
}

#[test]
fn every_text_is_one_line_of_the_log_at_most() {
    let log = Log::default();
    let lines = log.clone();
    let layer = tracing_subscriber::fmt().with_ansi(false).with_writer(move || lines.clone()).finish();
    let count = tracing::subscriber::with_default(layer, || {
        fuzz(20_000, 1_000_000, 6, |text| {
            tracing::info!(message.id = text, "a text came");
            let line = log.taken();
            let (told, rest) = line.split_once('\n').unwrap();
            assert_eq!(rest, "", "{text:?}");
            let quoted = told.split_once("message.id=").unwrap().1;
            assert_eq!(quoted, format!("{text:?}"), "what was written can be told from what we write");
        })
    });
    println!("the log: {count} texts, a line each");
}

#[test]
fn no_template_of_a_page_leaves_a_text_unescaped() {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates"))];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                seen += 1;
                let template = std::fs::read_to_string(&path).unwrap();
                assert!(!template.contains("escape(\"none\")"), "{}", path.display());
            }
        }
    }
    assert!(seen > 10, "{seen} templates");
}

fn unescaped(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find(';').expect("an entity ends") + at;
        let code = rest[at + 1..end].strip_prefix('#').expect("askama writes numbers");
        text.extend(char::from_u32(code.parse().unwrap()));
        rest = &rest[end + 1..];
    }
    text + rest
}
