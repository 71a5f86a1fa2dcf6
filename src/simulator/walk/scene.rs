//! Where a walk takes place: the dialogues, an office with its organisations, a time, and who calls.

use jiff::{Zoned, civil::date, tz::TimeZone};

use crate::{
    case::Organisation,
    channel::Channel,
    flow::{
        Name,
        definition::{Kind, Script, Step},
        state::State,
        turn::Opening,
        vocabulary::Global,
    },
    language::Language,
    phone_number::Numbering,
    service::dialogue::Dialogue,
    words::{Catalogue, Facts},
};

/// An office as it may be set up, with the dialogues that run there.
pub struct Setting<'a> {
    /// The flows, with the facts of the office.
    pub script: Script,
    /// What the words say of the office.
    pub facts: Facts,
    /// The words.
    pub catalogue: &'a Catalogue,
}

impl<'a> Setting<'a> {
    /// One organisation, then two, one of which asks for the postcode as well: a dialogue may tell them apart.
    pub fn both(dialogue: &'a Dialogue) -> [Setting<'a>; 2] {
        let form = |name: &str, needs_postcode| Organisation {
            name: name.to_owned(),
            min_digits: 1,
            max_digits: 7,
            needs_postcode,
        };
        let caf = || ("caf".to_owned(), form("la CAF", false));
        let msa = ("msa".to_owned(), form("la MSA", true));
        [vec![caf()], vec![caf(), msa]].map(|organisations| {
            let mut script = dialogue.script.clone();
            script.service.organisations = organisations.into_iter().collect();
            script.service.numbering = Numbering { fiction: true };
            let facts = Facts::new(&dialogue.catalogue, &script.service);
            Setting { script, facts, catalogue: &dialogue.catalogue }
        })
    }
}

/// Who calls or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// From a mobile.
    Mobile,
    /// From a landline.
    Landline,
    /// From a number that nobody may ring back.
    Premium,
    /// From a withheld number.
    Withheld,
}

impl Caller {
    fn number(self) -> Option<&'static str> {
        match self {
            Caller::Mobile => Some("+33639980012"),
            Caller::Landline => Some("+33199000013"),
            Caller::Premium => Some("+33899000001"),
            Caller::Withheld => None,
        }
    }
}

/// How a conversation begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Start {
    /// The language that the person has, or the number begins with.
    pub language: Language,
    /// How the person reaches us.
    pub channel: Channel,
    /// The flow it begins with.
    pub entry: Name,
    /// The flow that we ring with, and which of the reminders it tells; none where the person calls.
    pub rings_with: Option<(Name, usize)>,
    /// Who calls.
    pub caller: Caller,
    /// Whether the language is remembered.
    pub known: bool,
    /// Which of the settings it takes place in.
    pub setting: usize,
    /// Whether the office is open.
    pub open: bool,
}

/// A start in its setting.
pub struct Scene<'a> {
    /// How it begins.
    pub start: &'a Start,
    /// The flows.
    pub script: &'a Script,
    /// The words.
    pub catalogue: &'a Catalogue,
    /// What the words say of the office.
    pub facts: &'a Facts,
    /// The time.
    pub now: Zoned,
}

impl<'a> Scene<'a> {
    /// The scene of a start; none where there is no such setting.
    pub fn of(settings: &'a [Setting<'a>], start: &'a Start) -> Option<Self> {
        let Setting { script, facts, catalogue } = settings.get(start.setting)?;
        // A Monday morning, or the Sunday before.
        let day = if start.open { date(2026, 11, 23) } else { date(2026, 11, 22) };
        let zone = script.service.office.zone.clone();
        let now = day.at(10, 0, 0, 0).to_zoned(zone).or_else(|_| day.at(10, 0, 0, 0).to_zoned(TimeZone::UTC)).ok()?;
        Some(Scene { start, script, catalogue, facts, now })
    }

    /// A conversation nobody has said anything in yet.
    pub fn state(&self, known: bool) -> State {
        let number = self.start.caller.number();
        State::new(&Opening {
            channel: self.start.channel,
            caller: number.and_then(|number| self.script.service.numbering.parse(number)),
            remembered: known.then(|| self.start.language.clone()),
            first_language: self.start.language.clone(),
            entry: self.start.entry.clone(),
        })
    }

    /// The step a conversation stands at.
    pub fn step_of(&self, state: &State) -> Option<&'a Step> {
        let frame = state.frame()?;
        self.script.flows.get(&frame.flow)?.steps.get(&frame.step)
    }

    /// One word that means this everywhere: always the same of several.
    pub fn word_for(&self, wanted: Global) -> Option<String> {
        let words = self.script.vocabulary.globals.iter().filter(|(_, global)| **global == wanted);
        words.map(|(word, _)| word).min().cloned()
    }

    /// A word for each flow that words begin, and a greeting in each language.
    pub fn words_that_begin(&self) -> Vec<String> {
        let vocabulary = &self.script.vocabulary;
        let flows = self.script.flows.keys().filter_map(|flow| {
            let words = vocabulary.entries.iter().filter(|(_, entry)| entry.flow == *flow);
            words.map(|(word, _)| word).min()
        });
        let greetings = self.script.languages.iter().filter_map(|language| {
            let words = vocabulary.greetings.iter().filter(|(_, of)| *of == language);
            words.map(|(word, _)| word).min()
        });
        flows.chain(greetings).cloned().collect()
    }

    /// The words that choose an option of the menu on the table, one for each that has some.
    pub fn options_by_word(&self, state: &State) -> Vec<String> {
        let (Some(frame), Some(step)) = (state.frame(), self.step_of(state)) else { return Vec::new() };
        let Kind::Menu { options, .. } = &step.kind else { return Vec::new() };
        let words = |message: &Name| self.script.vocabulary.options.get(&(frame.flow.clone(), message.clone()));
        options.iter().filter_map(|option| words(&option.message)?.first().cloned()).collect()
    }
}
