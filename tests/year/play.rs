//! One person's year: what the program decides, what the person does, and what the program learns of it.

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use guichet::{
    channel::Channel,
    flow::Name,
    id::Seed,
    reminder::{
        DeadlineType, Known, Window,
        contact::{Contact, Message, Terms},
        escalation::{Outcome, Tried},
        occurrence,
        plan::{Fate, Standing, first_look, plan},
        told::{About, says},
        trial::is_held_out,
    },
    render,
};
use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, date},
};

use crate::{World, YEAR, assumptions as suppose, people::Someone};

/// What a reminding call is supposed to last.
const CALL: Duration = Duration::from_secs(120);
/// More happens in nobody's year.
const MOST_EVENTS: usize = 10_000;

/// One deadline, once.
pub struct Case {
    pub kind: Name,
    pub window: Window,
    pub state: State,
    pub held_out: bool,
    /// Whether it would be done in time without a word of ours.
    pub remembers: bool,
    /// When it is done in truth, if it is.
    pub does: Option<Timestamp>,
    /// The day on which the file or an advisor shows that.
    pub confirmed: Option<Date>,
    /// The rungs that were told.
    pub told: Vec<u16>,
    /// Whether the person asked for help.
    pub help: bool,
    /// Whether two messages that did not arrive made it an advisor's.
    pub task: bool,
    armed: Timestamp,
    due: Option<Timestamp>,
    seed: Seed,
}

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its rungs are told.
    Armed,
    /// Nothing is told of it.
    HeldOut,
    /// The program knows that it is done, or was told so.
    Done,
    /// Its last day is past.
    Expired,
}

/// A message.
pub struct Sent {
    pub at: Timestamp,
    pub channel: Channel,
    pub outcome: Outcome,
    /// The cases it tells of, and their rungs.
    pub told: Vec<(usize, u16)>,
    pub segments: usize,
    pub cents: u64,
}

/// A person's year.
#[derive(Default)]
pub struct Played {
    pub cases: Vec<Case>,
    pub sent: Vec<Sent>,
    pub stopped: bool,
    /// How often the person asked to be told later.
    pub later: usize,
}

impl Case {
    /// Whether it is done on its last day or before, there where the person is.
    pub fn in_time(&self, someone: &Someone) -> bool {
        self.does.is_some_and(|does| there(someone, does) <= self.window.closes)
    }

    /// Whether its last day lies in the year.
    pub fn counts(&self) -> bool {
        self.window.closes.year() == YEAR
    }
}

/// The day where somebody is.
pub fn there(someone: &Someone, at: Timestamp) -> Date {
    at.to_zoned(someone.person.zone.clone()).date()
}

/// What happens besides reminders.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// The file shows that it is done.
    Shown,
    /// The person answers FAIT.
    SaysDone,
    /// An advisor rings.
    Advisor,
    /// The next one of a deadline that comes again.
    Next,
}

struct Play<'a> {
    world: &'a World,
    kinds: &'a BTreeMap<Name, DeadlineType>,
    someone: &'a Someone,
    terms: &'a Terms,
    played: Played,
    known: Vec<Known>,
    events: Vec<Reverse<(Timestamp, usize, Event)>>,
    contacts: Vec<Contact>,
    tried: Vec<(Date, Tried)>,
    seed: Seed,
}

/// Plays the year of somebody.
pub fn play(world: &World, kinds: &BTreeMap<Name, DeadlineType>, someone: &Someone, terms: &Terms) -> Played {
    let seed = Seed::new(someone.number.wrapping_mul(0x1234_5678_9abd));
    let mut play = Play {
        world,
        kinds,
        someone,
        terms,
        seed,
        played: Played::default(),
        known: Vec::new(),
        events: Vec::new(),
        contacts: Vec::new(),
        tried: Vec::new(),
    };
    let begin = play.instant(date(YEAR, 1, 1), 0);
    for (kind, known) in &someone.deadlines {
        play.arm(kind, known.clone(), date(YEAR, 1, 1), begin);
    }
    let end = play.instant(date(YEAR + 1, 1, 1), 0);
    for _ in 0..MOST_EVENTS {
        let due = play.played.cases.iter().filter(|_| !play.played.stopped).filter_map(|case| case.due).min();
        let event = play.events.iter().max().map(|Reverse((at, ..))| *at);
        let Some(now) = due.into_iter().chain(event).min().filter(|now| *now < end) else { return play.played };
        if event == Some(now) { play.event() } else { play.round(now) }
    }
    panic!("the year of person {} does not end", someone.number);
}

impl Play<'_> {
    /// An instant of a day where the person is.
    fn instant(&self, day: Date, hour: i8) -> Timestamp {
        day.at(hour, 0, 0, 0).to_zoned(self.someone.person.zone.clone()).expect("is an instant").timestamp()
    }

    fn standing(&self, case: usize) -> Standing<'_> {
        let Case { kind, window, told, armed, .. } = &self.played.cases[case];
        Standing { kind: &self.kinds[kind], window: *window, tried: told.last().copied(), armed: *armed }
    }

    /// Sets a deadline up, as it stands on a day, if anything is left of it.
    fn arm(&mut self, kind: &Name, known: Known, today: Date, now: Timestamp) {
        let rule = &self.kinds[kind];
        let Some(window) = occurrence(rule, &known, today).filter(|window| !window.is_past(today)) else { return };
        let mut seed = Seed::new(self.someone.number ^ lot(kind, window.closes));
        let held_out = is_held_out(rule, &self.someone.number.to_le_bytes());
        let remembers = suppose::REMEMBERS.happens(&mut seed) && window.closes >= today;
        let does = remembers.then(|| self.instant(some_day(window.opens.max(today), window.closes, &mut seed), 15));
        let place = self.played.cases.len();
        self.played.cases.push(Case {
            kind: kind.clone(),
            window,
            state: if held_out { State::HeldOut } else { State::Armed },
            held_out,
            remembers,
            does,
            confirmed: None,
            told: Vec::new(),
            help: false,
            task: false,
            armed: now,
            due: None,
            seed,
        });
        self.known.push(known);
        if !held_out {
            self.played.cases[place].due = first_look(&self.standing(place), &self.someone.person, now);
        }
        if let Some(does) = does {
            self.will_show(place, does);
        }
        if self.kinds[kind].due.recurs() {
            let after = window.expires.tomorrow().expect("is a day");
            self.events.push(Reverse((self.instant(after, 0).max(now), place, Event::Next)));
        }
    }

    fn will_show(&mut self, place: usize, does: Timestamp) {
        if suppose::SHOWN.happens(&mut self.played.cases[place].seed) {
            let day = there(self.someone, does).checked_add(Span::new().days(suppose::FILE_DAYS)).expect("is a day");
            self.events.push(Reverse((self.instant(day, 6), place, Event::Shown)));
        }
    }

    /// The next thing that happens besides reminders.
    fn event(&mut self) {
        let first = (0..self.events.len()).max_by_key(|place| self.events[*place]).expect("there is one");
        let Reverse((now, place, event)) = self.events.swap_remove(first);
        let today = there(self.someone, now);
        match event {
            Event::Next => {
                let kind = self.played.cases[place].kind.clone();
                let known = self.known[place].clone();
                self.arm(&kind, known, today, now);
            }
            Event::Shown => {
                self.over(place);
                self.played.cases[place].confirmed.get_or_insert(today);
            }
            Event::SaysDone => self.over(place),
            Event::Advisor => {
                let case = &mut self.played.cases[place];
                let found = case.help || suppose::FOUND.happens(&mut case.seed);
                if case.does.is_none()
                    && today <= case.window.closes
                    && found
                    && suppose::HELPED.happens(&mut case.seed)
                {
                    case.does = Some(now);
                    case.confirmed = Some(today);
                    self.over(place);
                }
            }
        }
    }

    /// The program hears that a case is done.
    fn over(&mut self, place: usize) {
        let case = &mut self.played.cases[place];
        case.due = None;
        if matches!(case.state, State::Armed | State::HeldOut) {
            case.state = State::Done;
        }
    }

    /// One round of the program.
    fn round(&mut self, now: Timestamp) {
        let is_due = |place: &usize| self.played.cases[*place].due.is_some_and(|due| due <= now);
        let come: Vec<usize> = (0..self.played.cases.len()).filter(is_due).collect();
        let standings: Vec<Standing<'_>> = come.iter().map(|place| self.standing(*place)).collect();
        let today = there(self.someone, now);
        let since = today.checked_sub(Span::new().days(i64::from(self.terms.days) - 1)).expect("is a day");
        let recent = |day: &Date| *day >= since;
        let contacts: Vec<Contact> = self.contacts.iter().filter(|one| recent(&one.day)).copied().collect();
        let tried: Vec<Tried> = self.tried.iter().filter(|(day, _)| recent(day)).map(|(_, tried)| *tried).collect();
        let lately = (contacts.as_slice(), tried.as_slice());
        let planned = plan(&standings, &self.someone.person, lately, now, self.terms);
        let about: Vec<About<'_>> = standings.iter().map(|one| About { kind: one.kind, window: one.window }).collect();
        let words = planned.message.as_ref().map(|message| self.cost(message, &about, today));
        let mut told = Vec::new();
        for (place, fate) in come.iter().zip(&planned.fates) {
            let case = &mut self.played.cases[*place];
            case.due = match fate {
                Fate::Told(rung, again) => {
                    case.told.push(rung.number);
                    told.push((*place, rung.number));
                    Some(*again)
                }
                Fate::Waits(again) => Some(*again),
                Fate::Expired => {
                    case.state = State::Expired;
                    None
                }
            };
            assert!(case.due.is_none_or(|due| due > now), "a case is looked at again at once: {fate:?}");
        }
        let (Some(message), Some((segments, cents))) = (planned.message, words) else { return };
        for (place, _) in told.iter().filter(|_| planned.advisor) {
            self.ask_advisor(*place, now);
        }
        let outcome = self.outcome(message.channel, now);
        // A text that did not arrive was heard by nobody.
        if outcome != Outcome::Undelivered {
            self.contacts.push(Contact { day: today, channel: message.channel });
        }
        self.tried.push((today, Tried { channel: message.channel, outcome }));
        let heard = match outcome {
            Outcome::Delivered => suppose::READS.happens(&mut self.seed),
            outcome => outcome == Outcome::Reached,
        };
        let cases: Vec<usize> = told.iter().map(|(place, _)| *place).collect();
        self.played.sent.push(Sent { at: now, channel: message.channel, outcome, told, segments, cents });
        if heard {
            cases.into_iter().for_each(|place| self.react(place, now));
            self.played.stopped = suppose::STOPS.happens(&mut self.seed);
        }
    }

    /// Segments and cents of a message, in its own words.
    fn cost(&self, message: &Message<usize>, about: &[About<'_>], today: Date) -> (usize, u64) {
        let (dialogue, spending) = (&self.world.dialogue, self.world.settings.spending);
        if message.channel == Channel::Voice {
            return (0, spending.call_cents(CALL));
        }
        let says = says(message, about, &self.someone.language, today);
        let text = render::text(&dialogue.catalogue, &says, &dialogue.facts);
        (text.segments, spending.text_cents(&text.body))
    }

    fn ask_advisor(&mut self, place: usize, now: Timestamp) {
        let case = &mut self.played.cases[place];
        if !std::mem::replace(&mut case.task, true) {
            let later = SignedDuration::from_hours(24 * suppose::ADVISOR_DAYS);
            self.events.push(Reverse((now.checked_add(later).expect("is an instant"), place, Event::Advisor)));
        }
    }

    /// What becomes of a message.
    fn outcome(&mut self, channel: Channel, now: Timestamp) -> Outcome {
        if channel == Channel::Sms {
            let lost = !self.someone.gets_texts || suppose::LOST.happens(&mut self.seed);
            return if lost { Outcome::Undelivered } else { Outcome::Delivered };
        }
        let half = |at: Timestamp| at.to_zoned(self.someone.person.zone.clone()).hour() < 13;
        let missed = |sent: &&Sent| sent.outcome == Outcome::NotReached && half(sent.at) == half(now);
        let again =
            self.played.sent.iter().rev().take_while(|sent| sent.outcome != Outcome::Reached).filter(missed).count();
        let home = if half(now) { suppose::MORNING } else { suppose::EVENING };
        let answered = home.happens(&mut self.seed) && (0..again).all(|_| suppose::AGAIN.happens(&mut self.seed));
        if answered { Outcome::Reached } else { Outcome::NotReached }
    }

    /// What somebody does who heard of a case.
    fn react(&mut self, place: usize, now: Timestamp) {
        let case = &mut self.played.cases[place];
        match case.does {
            Some(does) if does <= now && suppose::SAYS_DONE.happens(&mut case.seed) => self.over(place),
            Some(_) => {}
            None if suppose::ACTS.happens(&mut case.seed) => {
                let days = i64::try_from(case.seed.below(3)).expect("is small");
                let does = now.checked_add(SignedDuration::from_hours(24 * days + 1)).expect("is an instant");
                case.does = Some(does);
                if suppose::SAYS_DONE.happens(&mut case.seed) {
                    self.events.push(Reverse((does, place, Event::SaysDone)));
                }
                self.will_show(place, does);
            }
            None if suppose::HELP.happens(&mut case.seed) => {
                case.help = true;
                let later = SignedDuration::from_hours(24 * suppose::ADVISOR_DAYS);
                self.events.push(Reverse((now.checked_add(later).expect("is an instant"), place, Event::Advisor)));
            }
            None if suppose::LATER.happens(&mut case.seed) => self.played.later += 1,
            None if suppose::WRONGLY.happens(&mut case.seed) => self.over(place),
            None => {}
        }
    }
}

/// A day from one to another, both included.
fn some_day(from: Date, to: Date, seed: &mut Seed) -> Date {
    let days = u64::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(0);
    let later = i64::try_from(seed.below(days + 1)).expect("is small");
    from.checked_add(Span::new().days(later)).expect("is a day")
}

/// A number of a type and a day (FNV-1a), the same in every play.
fn lot(kind: &str, day: Date) -> u64 {
    let bytes = kind.bytes().chain(day.to_string().into_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |lot, byte| (lot ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
