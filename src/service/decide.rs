//! A turn decided: the engine's steps, and its queries answered under a deadline.

use std::time::Duration;

use jiff::{Timestamp, Zoned, civil::time};
use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};

use super::{
    Service,
    dialogue::Dialogue,
    outbox::{BY_MANDATE, OrderedText},
    query::{Asked, Checked, Found, overlay},
};
use crate::{
    channel::Channel,
    flow::{
        self,
        consent::Subject,
        state::{Assurance, State},
        turn::{Answer, Input, Order, Query, Say, Then},
    },
    id::Seed,
    outgoing,
    store::{
        audit::Entry,
        conversation::Standing,
        mandate::Use,
        turn::{Outcome, Write},
    },
};

/// Queries one turn may ask.
const MOST_QUERIES: usize = 8;
/// How long a turn's queries may take in all. A turn ends within two seconds.
pub const QUERY_TIME: Duration = Duration::from_millis(1_500);

/// The conversation a turn belongs to.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its identifier.
    pub(super) conversation_id: String,
    /// Our number in it.
    pub(super) service_number: String,
}

/// A turn decided, nothing of it saved yet.
pub(super) struct Decided {
    pub(super) state: State,
    pub(super) says: Vec<Say>,
    pub(super) then: Then,
    pub(super) writes: Vec<Write>,
    /// The query that was not answered in time; the conversation waits for it.
    pub(super) late: Option<Late>,
}

/// A query that goes on after its turn.
pub(super) type Late = JoinHandle<Found>;

/// What one turn is decided with.
pub(super) struct Turn<'a> {
    pub(super) service: &'a Service,
    pub(super) dialogue: &'a Dialogue,
    pub(super) place: &'a Place,
    /// The turn's own key, by which a late answer knows that it is still waited for.
    pub(super) key: &'a str,
    pub(super) now: Timestamp,
    pub(super) local: Zoned,
    pub(super) seed: Seed,
    /// What a code check of this very input found.
    pub(super) checked: &'a mut Option<Checked>,
}

impl Turn<'_> {
    /// Runs the engine on each input in turn, until it waits or ends.
    pub(super) async fn decide(&mut self, state: State, inputs: Vec<Input>) -> Decided {
        let deadline = Instant::now() + self.service.0.query_time;
        let lapse = self.lapsed_mandate(&state).await;
        let mut all = Decided::nothing(state);
        for input in lapse.into_iter().chain(inputs) {
            let state = all.state.clone();
            self.run(&mut all, state, input, deadline).await;
        }
        under_mandate(&mut all);
        all
    }

    /// Goes on with a query of an earlier turn, once it is answered; else the conversation keeps waiting.
    pub(super) async fn decide_late(&mut self, state: State, late: Late) -> Decided {
        let deadline = Instant::now() + self.service.0.query_time;
        let mut all = Decided::nothing(state.clone());
        let input = self.hear(&mut all, late, deadline).await;
        let state = self.without_lapsed(state).await;
        self.run(&mut all, state, input, deadline).await;
        under_mandate(&mut all);
        all
    }

    /// Goes on with what a query of an earlier turn found.
    pub(super) async fn decide_found(&mut self, state: State, found: Found) -> Decided {
        let deadline = Instant::now() + self.service.0.query_time;
        let mut all = Decided::nothing(state.clone());
        let input = self.heard(&mut all, found);
        let state = self.without_lapsed(state).await;
        self.run(&mut all, state, input, deadline).await;
        under_mandate(&mut all);
        all
    }

    /// What comes first where a file is open by a mandate that is over: nothing is proved any more.
    async fn lapsed_mandate(&self, state: &State) -> Option<Input> {
        let used = use_of(state)?;
        let holds = self.service.0.store.mandate_holds(&used, self.now).await;
        (!holds.unwrap_or_else(|error| {
            tracing::error!(conversation.id = self.place.conversation_id, %error, "a mandate cannot be looked up");
            false
        }))
        .then_some(Input::Lapse)
    }

    /// The state a late answer meets, nothing proved where a mandate ended meanwhile.
    async fn without_lapsed(&self, mut state: State) -> State {
        if self.lapsed_mandate(&state).await.is_some() {
            state.assurance = Assurance::default();
        }
        state
    }

    async fn run(&mut self, all: &mut Decided, state: State, input: Input, deadline: Instant) {
        let mut turn = self.step(state, input);
        for _ in 0..MOST_QUERIES {
            let Then::Query(query) = turn.then else { break };
            all.says.append(&mut turn.says);
            self.order(&turn.state, std::mem::take(&mut turn.orders), &mut all.writes);
            let late = self.ask(&turn.state, query);
            let input = self.hear(all, late, deadline).await;
            turn = self.step(turn.state, input);
        }
        if matches!(turn.then, Then::Query(_)) {
            turn = self.step(turn.state, Input::GiveUp);
        }
        all.says.append(&mut turn.says);
        self.order(&turn.state, turn.orders, &mut all.writes);
        all.then = turn.then;
        all.state = turn.state;
    }

    /// One step of the engine, told to who looks on.
    fn step(&self, state: State, input: Input) -> flow::turn::Turn {
        let script = &self.dialogue.script;
        match self.service.0.witness.get() {
            None => flow::step(script, state, input, &self.local),
            Some(witness) => {
                let (turn, visits) = flow::step_traced(script, state, input, &self.local);
                witness(&visits);
                turn
            }
        }
    }

    fn ask(&mut self, state: &State, query: Query) -> Late {
        let seed = Seed::new(self.seed.next_u64());
        // What somebody agrees to is kept in the very words, as a tag over them.
        let words = match &query {
            Query::Mandate { asked, .. } => said(self.dialogue, state.channel, asked),
            _ => String::new(),
        };
        let asked = Asked::new(self.service, self.place, (self.now, seed), state, (query, words), self.checked.take());
        tokio::spawn(asked.answer())
    }

    /// Waits for the world's answer until the deadline.
    async fn hear(&mut self, all: &mut Decided, mut late: Late, deadline: Instant) -> Input {
        match timeout_at(deadline, &mut late).await {
            Ok(found) => self.heard(all, found.unwrap_or_else(|_| Found::unavailable())),
            Err(_) => {
                tracing::warn!(conversation.id = self.place.conversation_id, "a query outlasts its turn");
                all.late = Some(late);
                Input::Hold { ticket: self.key.into() }
            }
        }
    }

    fn heard(&mut self, all: &mut Decided, mut found: Found) -> Input {
        *self.checked = found.checked;
        if let Answer::Found(file) = &mut found.answer {
            overlay(file, &all.writes);
        }
        all.writes.append(&mut found.writes);
        Input::Answer(found.answer)
    }

    fn order(&mut self, state: &State, orders: Vec<Order>, writes: &mut Vec<Write>) {
        let caller = state.caller.clone();
        for order in orders {
            match (order, &caller) {
                (Order::RememberLanguage(language), Some(number)) => {
                    writes.push(Write::RememberLanguage { number: number.clone(), language });
                }
                (Order::OptOut(subject), Some(number)) => {
                    writes.push(Write::OptOut { number: number.clone(), subject });
                    let detail = match subject {
                        Subject::All => None,
                        Subject::Reminders => Some("reminders".to_owned()),
                        Subject::Mandates => Some("mandates".to_owned()),
                    };
                    writes.push(self.said_by_person("opt-out", detail));
                }
                (Order::OptIn, Some(number)) => {
                    writes.push(Write::OptIn { number: number.clone() });
                    writes.push(self.said_by_person("opt-in", None));
                }
                (Order::Text { say, after_days, about }, Some(number)) => {
                    let sms = crate::render::text(&self.dialogue.catalogue, &[say], &self.dialogue.facts);
                    let mut text = self.service.new_text(OrderedText {
                        id: self.seed.id(self.now),
                        kind: if after_days == 0 { outgoing::Kind::Reply } else { outgoing::Kind::Reminder },
                        to: number.clone(),
                        service_number: &self.place.service_number,
                        conversation_id: &self.place.conversation_id,
                        body: &sms.body,
                        about: about.as_ref(),
                        not_before: self.due(after_days),
                        at: self.now,
                    });
                    if let (Some(by), Some(payload)) = (&state.assurance.by, text.payload.as_object_mut()) {
                        payload.insert(BY_MANDATE.to_owned(), by.id.clone().into());
                    }
                    writes.push(Write::Text(text));
                }
                (Order::Note { kind, text }, _) => writes.push(Write::Note { kind: kind.to_string(), text }),
                (Order::CountAdvisor { flow, step }, _) => {
                    writes.push(Write::AskedForAdvisor { flow: flow.to_string(), step: step.to_string() });
                }
                // Without a number there is nobody to remember or to write to.
                (_, None) => {}
            }
        }
    }

    /// A line of the record of what the person decided.
    fn said_by_person(&mut self, action: &'static str, detail: Option<String>) -> Write {
        Write::Audit(Entry {
            id: self.seed.id(self.now),
            at: self.now,
            actor: "person".to_owned(),
            action,
            subject: self.place.conversation_id.clone(),
            detail,
        })
    }

    /// Now, or ten in the morning so many days later.
    fn due(&self, after_days: u8) -> Timestamp {
        if after_days == 0 {
            return self.now;
        }
        let day = self.local.date().saturating_add(jiff::Span::new().days(i64::from(after_days)));
        day.to_datetime(time(10, 0, 0, 0)).to_zoned(self.local.time_zone().clone()).map_or(self.now, |z| z.timestamp())
    }
}

/// What a helper on the line holds open by a mandate.
fn use_of(state: &State) -> Option<Use> {
    let Assurance { file_id: Some(file_id), by: Some(by), .. } = &state.assurance else { return None };
    Some(Use { id: by.id.clone(), helper: state.caller.clone()?, file_id: file_id.clone() })
}

/// A turn with a file open by a mandate stands only if the mandate does when the turn is written.
fn under_mandate(all: &mut Decided) {
    all.writes.extend(use_of(&all.state).map(Write::UseMandate));
}

/// What was said on a channel, in one text.
fn said(dialogue: &Dialogue, channel: Channel, says: &[Say]) -> String {
    let said = says.iter().map(|say| dialogue.catalogue.said(say, channel, &dialogue.facts).text.into_owned());
    said.collect::<Vec<String>>().join("\n")
}

/// How a conversation stands after a turn.
pub(super) fn standing(state: State, then: &Then, script_hash: &str, begun_at: Timestamp) -> Standing {
    let outcome = match then {
        Then::Wait(_) | Then::Transfer(_) => None,
        Then::End { outcome } => Some(outcome.to_string()),
        // The engine gives up before a turn ends on a question to the world.
        Then::Query(_) => Some("fault".to_owned()),
    };
    Standing { state, script_hash: script_hash.to_owned(), begun_at, ended: outcome.is_some(), outcome }
}

/// A conversation that is over: what monitoring counts of it.
pub(super) struct Ending {
    channel: Channel,
    flow: String,
    outcome: String,
}

impl Ending {
    /// What ends with this turn; none where the conversation goes on.
    pub(super) fn of(standing: &Standing) -> Option<Ending> {
        let outcome = standing.outcome.clone().filter(|outcome| outcome != "idle")?;
        // A text after STOP, or a word in a conversation that was over, ends nothing.
        let flow = standing.place().map(|(flow, _)| flow)?;
        Some(Ending { channel: standing.state.channel, flow, outcome })
    }
}

impl Service {
    /// Counts an ending once it is saved.
    pub(super) fn count_ending(&self, ending: Option<Ending>, committed: &Outcome) {
        if let (Some(Ending { channel, flow, outcome }), Outcome::Committed) = (ending, committed) {
            self.metrics().conversation(channel, &flow, &outcome);
        }
    }
}

impl Decided {
    /// Nothing said and nothing ordered.
    pub(super) fn nothing(state: State) -> Self {
        let then = Then::End { outcome: "idle".into() };
        Decided { state, says: Vec::new(), then, writes: Vec::new(), late: None }
    }
}
