//! What can be proved of words: every message in every language, on both channels, in every wording.

mod acronyms;
mod alphabet;
mod attributes;
mod digits;
mod direction;
mod disclosure;
mod frames;
mod line;
mod longest;
mod measure;
mod plurals;
mod punctuation;
mod said;
mod sentences;
mod values;
mod variables;
mod websites;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

pub use self::measure::{MOST_SECONDS, Measure, TextMeasure};
use self::{
    line::{Found, Joined, Line},
    measure::Meter,
    plurals::Plurals,
    said::{Role, Use},
};
use super::{needs, present::mentioned};
use crate::{
    channel::Channel,
    flow::{Name, answers::ANSWERS, definition::Flow, value::Value, vocabulary::Vocabulary},
    language::Language,
    problem::Problem,
    reminder::message::{BOOK, Message},
    words::{
        Catalogue, Facts, SHARED,
        wording::{Wording, Wordings},
    },
};

/// The file of what acronyms stand for, without its ending.
pub const GLOSSARY: &str = "glossary";

/// How a channel's texts are used: by id.
type Uses<'f> = HashMap<&'f str, Use<'f>>;

/// What the checks of a language look things up in.
struct Context<'a> {
    /// The acronyms that are explained.
    glossary: BTreeSet<&'a str>,
    /// The words people may type: they are shown in capitals.
    typed: &'a dyn Fn(&str) -> bool,
    /// What benefits are called, without articles.
    benefits: Vec<String>,
    /// Whether the language is outside the GSM alphabet.
    dear: bool,
}

/// Every mistake in the words themselves.
pub(super) fn check(flows: &BTreeMap<Name, Flow>, catalogue: &Catalogue, problems: &mut Vec<Problem>) {
    let survey = Survey::new(flows, catalogue);
    let meter = Meter::new(catalogue, &survey.facts);
    let found = Found::default();
    let books: Vec<Option<&str>> = flows.keys().map(|name| Some(&**name)).chain([None]).collect();
    for language in catalogue.languages() {
        survey.check_language(&meter, &language, &books, &found);
    }
    problems.extend(found.into_problems());
    values::check(&survey.uses, catalogue, problems);
}

/// Every mistake in the words of deadlines.
pub(super) fn check_deadlines(
    flows: &BTreeMap<Name, Flow>,
    messages: &[Message],
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) {
    let mut survey = Survey::new(flows, catalogue);
    survey.uses.insert(BOOK, said::of_deadlines(messages));
    let meter = Meter::new(catalogue, &survey.facts);
    let found = Found::default();
    for language in catalogue.languages() {
        survey.check_language(&meter, &language, &[Some(BOOK)], &found);
    }
    problems.extend(found.into_problems());
}

/// What there is to know of a language's words, for people who look after them.
#[derive(Clone, Debug)]
pub struct LanguageReport {
    /// The language.
    pub language: Language,
    /// How many messages it has that somebody says.
    pub messages: usize,
    /// The messages it lacks: `file-status/ask-file`.
    pub missing: Vec<String>,
    /// The messages that nobody says.
    pub obsolete: Vec<String>,
    books: Vec<(String, Vec<Measure>)>,
}

impl LanguageReport {
    /// Every text with its length, after the name of its file.
    pub fn measures(&self) -> impl Iterator<Item = (&str, &Measure)> {
        self.books.iter().flat_map(|(name, measures)| measures.iter().map(move |measure| (name.as_str(), measure)))
    }
}

/// What there is to know of the words of each language.
pub fn reports(flows: &BTreeMap<Name, Flow>, catalogue: &Catalogue) -> Vec<LanguageReport> {
    let survey = Survey::new(flows, catalogue);
    let meter = Meter::new(catalogue, &survey.facts);
    catalogue.languages().into_iter().map(|language| survey.report(&meter, language)).collect()
}

/// All that is read of flows once, for every language.
struct Survey<'a> {
    catalogue: &'a Catalogue,
    facts: Facts,
    flows: &'a BTreeMap<Name, Flow>,
    uses: BTreeMap<&'a str, Uses<'a>>,
    shared: Uses<'static>,
    vocabulary: OnceCell<Vocabulary>,
    /// What may be answered to a reminder.
    answers: BTreeSet<String>,
}

impl<'a> Survey<'a> {
    fn new(flows: &'a BTreeMap<Name, Flow>, catalogue: &'a Catalogue) -> Self {
        let handed = said::handed(flows);
        let uses = flows.values().map(|flow| (&*flow.name, said::of_flow(flow, &handed))).collect();
        let shared = said::shared(flows);
        // Without the words for hours there is nothing to make a sample of; that they are missing is told elsewhere.
        let complete =
            |language: &Language| needs::FRAMES.iter().all(|(id, _)| catalogue.has_message(language, None, id));
        let facts =
            if catalogue.languages().iter().all(complete) { longest::facts(catalogue) } else { Facts::default() };
        let answers = ANSWERS.iter().flat_map(|(_, id, _)| catalogue.typed(BOOK, id)).collect();
        Survey { catalogue, facts, flows, uses, shared, vocabulary: OnceCell::new(), answers }
    }

    fn check_language(&self, meter: &Meter<'_>, language: &Language, books: &[Option<&str>], found: &Found) {
        let vocabulary = || self.vocabulary.get_or_init(|| self.catalogue.vocabulary(self.flows));
        let typed = |word: &str| self.answers.contains(word) || is_typed(vocabulary(), word);
        let context = Context {
            glossary: self.catalogue.messages(language, Some(GLOSSARY)).map(|info| info.id.as_str()).collect(),
            typed: &typed,
            benefits: self.benefits(language),
            dear: meter.is_dear(language),
        };
        let plurals = Plurals::of(language);
        for &book in books {
            let Some(wordings) = self.catalogue.wordings(language, book) else { continue };
            let french = self.catalogue.wordings(&Language::french(), book);
            let scope = Scope { survey: self, language, book, wordings: &wordings, french: french.as_ref(), found };
            scope.check(&context, &plurals);
            let measures = self.measures(meter, language, book, &wordings);
            measure::check(&measures, &wordings, found);
        }
    }

    fn report(&self, meter: &Meter<'_>, language: Language) -> LanguageReport {
        let mut report =
            LanguageReport { messages: 0, missing: Vec::new(), obsolete: Vec::new(), books: Vec::new(), language };
        let language = report.language.clone();
        for book in self.flows.keys().map(Some).chain([None]) {
            let flow = book.and_then(|name| self.flows.get(name));
            let needs = flow.map_or_else(|| needs::shared(self.flows), needs::of_flow);
            let name = book.map(|name| &**name);
            let file = name.unwrap_or(SHARED);
            let wanted: BTreeSet<&str> = needs
                .iter()
                .filter(|need| need.language.as_ref().is_none_or(|only| *only == language))
                .map(|need| need.id.as_str())
                .collect();
            let there: BTreeSet<&str> = self.catalogue.messages(&language, name).map(|info| info.id.as_str()).collect();
            let obsolete = self.catalogue.messages(&language, name).filter(|info| {
                let own_value = name.is_none() && info.id.starts_with("value-");
                !wanted.contains(info.id.as_str())
                    && !own_value
                    && !mentioned(&info.file.text).contains(info.id.as_str())
            });
            report.obsolete.extend(obsolete.map(|info| format!("{file}/{}", info.id)));
            report.messages += wanted.intersection(&there).count();
            report.missing.extend(wanted.difference(&there).map(|id| format!("{file}/{id}")));
            if let Some(wordings) = self.catalogue.wordings(&language, name) {
                report.books.push((file.to_owned(), self.measures(meter, &language, name, &wordings)));
            }
        }
        report
    }

    /// How a message of a file is used; none for one that nobody says.
    fn told(&self, book: Option<&str>, id: &str) -> Option<&Use<'a>> {
        match book {
            Some(flow) => self.uses.get(flow)?.get(id),
            None => self.shared.get(id),
        }
    }

    fn measures<'m>(
        &self,
        meter: &Meter<'m>,
        language: &Language,
        book: Option<&str>,
        wordings: &Wordings<'m>,
    ) -> Vec<Measure> {
        let mut measures = Vec::new();
        let mut before = "";
        for wording in wordings.iter() {
            if wording.id != before
                && let Some(told) = self.told(book, wording.id)
            {
                measures.extend(meter.measure(language, book, wording.id, told, wordings));
            }
            before = wording.id;
        }
        measures
    }

    /// What benefits are called in a language, without articles; the one for all others is no name.
    fn benefits(&self, language: &Language) -> Vec<String> {
        let named = |benefit: &&&str| {
            ***benefit != *"other" && self.catalogue.has_message(language, None, &format!("value-{benefit}"))
        };
        let name = |benefit: &str| {
            let with = [("value".into(), Value::Symbol(benefit.to_owned()))];
            let name = self.catalogue.value("value-words", &with, language, Channel::Voice, &self.facts)?;
            Some(disclosure::bare(&name))
        };
        longest::BENEFITS.iter().filter(named).filter_map(|benefit| name(benefit)).collect()
    }
}

fn is_typed(vocabulary: &Vocabulary, word: &str) -> bool {
    vocabulary.globals.contains_key(word)
        || vocabulary.stopping.is_meant(word)
        || vocabulary.entries.contains_key(word)
        || vocabulary.options.values().any(|words| words.iter().any(|typed| typed == word))
}

/// One file of words, and what its texts are compared with.
struct Scope<'s, 'a> {
    survey: &'s Survey<'a>,
    language: &'s Language,
    book: Option<&'s str>,
    wordings: &'s Wordings<'a>,
    french: Option<&'s Wordings<'a>>,
    found: &'s Found,
}

impl Scope<'_, '_> {
    fn check(&self, context: &Context<'_>, plurals: &Plurals) {
        let addresses = self.wordings.file().is_some_and(|file| websites::may_hold(&file.text));
        let own = Use::own_value();
        let mut before = "";
        for wording in self.wordings.iter() {
            let named = self.book.is_none() && wording.id.starts_with("value-");
            let Some(told) = self.survey.told(self.book, wording.id).or(named.then_some(&own)) else { continue };
            attributes::check(&wording, told, self.found);
            if let Some(french) = self
                .french
                .filter(|_| wording.id != before && told.role != Role::Typed && !frames::is_frame(wording.id))
            {
                variables::check(&wording, told, french, self.wordings, self.found);
            }
            before = wording.id;
            if told.role == Role::Typed || wording.attribute == Some("words") {
                continue;
            }
            plurals.check(self.language, &wording, self.found);
            self.check_text(&wording, told, context, addresses);
        }
    }

    fn check_text(&self, wording: &Wording<'_>, told: &Use<'_>, context: &Context<'_>, addresses: bool) {
        let (by_text, by_voice) = self.channels(wording, told);
        let variants = self.wordings.variants(wording.pattern);
        let joined = variants.iter().map(Joined::new).collect();
        let line =
            Line { language: self.language, wording, told, by_text, by_voice, variants, joined, found: self.found };
        if addresses {
            websites::check(&line);
        }
        acronyms::check(&line, context);
        digits::check(&line);
        direction::check(&line);
        alphabet::check(&line, context);
        punctuation::check(&line);
        frames::check(&line);
        match told.role {
            Role::Sentence => {
                sentences::check(&line);
                disclosure::check(&line, context);
            }
            Role::Choice => {
                frames::check_option(&line);
                disclosure::check(&line, context);
            }
            Role::Part | Role::Typed => {}
        }
    }

    /// Whether this very text is said by text, and by voice.
    fn channels(&self, wording: &Wording<'_>, told: &Use<'_>) -> (bool, bool) {
        let lacks = |channel: &str| !self.wordings.has(wording.id, channel);
        let (text, voice) = match wording.attribute {
            None => (lacks("sms"), lacks("voice")),
            Some(name) if name.starts_with("sms") => (true, false),
            Some(name) if name.starts_with("voice") || name.starts_with("silence") => (false, true),
            Some(_) => (true, true),
        };
        (told.by_text && text, told.by_voice && voice)
    }
}
