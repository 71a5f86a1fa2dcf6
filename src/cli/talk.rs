//! One conversation file played against a world of its own: real webhooks, virtual time.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use indexmap::IndexMap;
use jiff::SignedDuration;

use super::{
    demo::Folder,
    facts,
    miss::miss,
    world::{Plan, SERVICE_NUMBER, World, test_clock, test_randomness},
};
use crate::{
    case::Organisation,
    flow::coverage::Coverage,
    simulator::{
        conversation::{Act, Conversation, Difference, Line, Take, matches},
        exchange::{Act as LineAct, Progress, Standing, Unanswered},
    },
};

/// How a conversation went.
pub struct Played {
    /// What came after each act, by the act's line.
    pub came: Vec<(usize, Vec<String>)>,
    /// The facts that do not hold, by their line, with what is the case.
    facts: Vec<(usize, String)>,
    /// What of the flows was played.
    pub coverage: Coverage,
}

impl Played {
    /// Where it went otherwise than written, for the terminal.
    pub fn report(&self, conversation: &Conversation) -> Option<String> {
        let mut text = String::new();
        for difference in self.differences(conversation) {
            text.push_str(&format!("{}:{}: {}\n", conversation.path, difference.line, conversation.title()));
            for line in &difference.expected {
                text.push_str(&format!("  written  {line}\n"));
            }
            for line in &difference.came {
                text.push_str(&format!("  came     {line}\n"));
            }
        }
        for (line, reason) in &self.facts {
            text.push_str(&format!("{}:{line}: {}\n  {reason}\n", conversation.path, conversation.title()));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Where something else came than is written.
    pub fn differences(&self, conversation: &Conversation) -> Vec<Difference> {
        let came = self.came.iter().filter_map(|(line, came)| {
            let expected = conversation.expected_after(*line);
            (!matches(&expected, came)).then(|| Difference { line: *line, expected, came: came.clone() })
        });
        came.collect()
    }

    /// The facts alone: they are never rewritten.
    pub fn broken_facts(&self) -> Option<String> {
        let lines: Vec<String> = self.facts.iter().map(|(line, reason)| format!("line {line}: {reason}")).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// The phone in hand.
enum Phone {
    None,
    Sms { from: String },
    Voice { from: Option<String>, call: Option<Progress> },
}

/// Plays a conversation in a fresh world.
///
/// # Errors
/// A world that cannot be started, or an act that makes no sense where it stands.
pub async fn play(conversation: &Conversation, folder: &Path) -> anyhow::Result<Played> {
    let data = Folder::open(None)?;
    let (organisations, files) = settings_of(conversation, folder)?;
    let world = World::start(Plan {
        listen: ([127, 0, 0, 1], 0).into(),
        data: &data.path,
        clock: test_clock(),
        randomness: test_randomness(),
        organisations,
        files,
        worker: false,
    })
    .await?;
    let seen = Arc::new(Mutex::new(Coverage::default()));
    let witness = seen.clone();
    world.service.watched_by(Box::new(move |visits| {
        witness.lock().unwrap_or_else(PoisonError::into_inner).add(visits);
    }));
    let mut talk = Talk { world, phone: Phone::None, read: 0, rung: None };
    let mut played = Played { came: Vec::new(), facts: Vec::new(), coverage: Coverage::default() };
    for (index, line) in conversation.lines.iter().enumerate() {
        let number = index + 1;
        match line {
            Line::Act(act) => {
                let came = talk.act(act).await.with_context(|| format!("line {number}"))?;
                played.came.push((number, came));
            }
            Line::Fact(fact) => {
                if let Err(reason) = facts::holds(&talk.world, fact).await {
                    played.facts.push((number, format!("{reason:#}")));
                }
            }
            Line::Comment(_) | Line::Expect(_) | Line::With { .. } => {}
        }
    }
    talk.world.stop().await;
    played.coverage = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(played)
}

type Settings = (IndexMap<String, Organisation>, Vec<String>);

fn settings_of(conversation: &Conversation, folder: &Path) -> anyhow::Result<Settings> {
    let (mut organisations, mut files) = (IndexMap::new(), Vec::new());
    for line in &conversation.lines {
        let Line::With { what, values } = line else { continue };
        for value in values {
            if what == "files" {
                let path = folder.join(value);
                files.push(std::fs::read_to_string(&path).with_context(|| path.display().to_string())?);
                continue;
            }
            let (key, needs_postcode) = match value.strip_suffix("+postcode") {
                Some(key) => (key, true),
                None => (value.as_str(), false),
            };
            let name = format!("la {}", key.to_uppercase());
            let form = Organisation { name, min_digits: 1, max_digits: 7, needs_postcode };
            organisations.insert(key.to_owned(), form);
        }
    }
    Ok((organisations, files))
}

struct Talk {
    world: World,
    phone: Phone,
    /// The last text of the phone in hand that was read.
    read: u64,
    /// The last call of ours that a phone in hand rang with.
    rung: Option<String>,
}

impl Talk {
    async fn act(&mut self, act: &Act) -> anyhow::Result<Vec<String>> {
        let mut came = match act {
            Act::Sms { from } => {
                self.phone = Phone::Sms { from: from.clone() };
                self.skip_texts().await;
                Vec::new()
            }
            Act::Voice { from } => {
                self.phone = Phone::Voice { from: from.clone(), call: None };
                self.skip_texts().await;
                let caller = from.as_deref().unwrap_or("anonymous");
                let progress = self.world.exchange.dial(caller, SERVICE_NUMBER).await?;
                self.hear(progress).await?
            }
            Act::Ring { to, flow, with } => {
                if self.number() != Some(to) {
                    self.phone = Phone::Voice { from: Some(to.clone()), call: None };
                    self.skip_texts().await;
                }
                self.world.ring(to, flow, with).await?;
                Vec::new()
            }
            Act::Remind { to, of } => {
                if self.number() != Some(to) {
                    self.phone = Phone::Voice { from: Some(to.clone()), call: None };
                    self.skip_texts().await;
                }
                self.world.remind(to, of).await?;
                Vec::new()
            }
            Act::Missed { from } => {
                if self.number() != Some(from) {
                    self.phone = Phone::Sms { from: from.clone() };
                    self.skip_texts().await;
                }
                miss(&self.world.service, from).await?;
                Vec::new()
            }
            Act::Mandate { to, file, helper, scope, name } => {
                if self.number() != Some(to) {
                    self.phone = Phone::Voice { from: Some(to.clone()), call: None };
                    self.skip_texts().await;
                }
                self.world.ask_for_mandate(to, file, (helper, name, scope)).await?;
                Vec::new()
            }
            Act::Take(take) => self.take(*take).await?,
            Act::Say(said) => self.say(said).await?,
            Act::Silence => self.on_line(&[], true).await?,
            Act::KeysThenSilence(keys) => self.keys(keys, true).await?,
            Act::Speaks { seconds } => self.on_line(&[LineAct::Speak(*seconds)], false).await?,
            Act::Advisor { answers } => self.on_line(&[LineAct::Advisor(*answers)], false).await?,
            Act::HangUp => self.on_line(&[LineAct::HangUp], false).await?,
            Act::Repeat => {
                ensure!(self.world.exchange.repeat_text().await, "the repeated webhook was not answered");
                Vec::new()
            }
            Act::Pass { minutes } => {
                self.world.clock.advance(SignedDuration::from_mins(*minutes));
                Vec::new()
            }
            Act::Picture => self.picture().await?,
            Act::Table { name, there } => {
                facts::table(self.world.service.store(), name, *there).await?;
                Vec::new()
            }
            Act::Ask { file, item } => {
                self.world.ask(file, item).await?;
                Vec::new()
            }
        };
        self.world.service.hand_over().await?;
        came.extend(self.texts().await);
        came.extend(self.rings().await);
        Ok(came)
    }

    /// What becomes of the phone in hand, which rings.
    async fn take(&mut self, take: Take) -> anyhow::Result<Vec<String>> {
        let number = self.number().context("no phone is in hand: ring NUMBER FLOW")?.to_owned();
        let exchange = &self.world.exchange;
        match take {
            Take::PickUp => {
                let progress = exchange.answer(&number).await?;
                self.phone = Phone::Voice { from: Some(number), call: None };
                return self.hear(progress).await;
            }
            Take::Voicemail => {
                let recorded = exchange.answer_by_machine(&number).await?;
                let mut lines: Vec<String> = recorded.heard.into_iter().map(|utterance| utterance.text).collect();
                if let Standing::Ended { reason } = &recorded.phase {
                    lines.extend(reason.told());
                }
                return Ok(lines);
            }
            Take::Refuse => exchange.leave_unanswered(&number, Unanswered::Refused).await?,
            Take::NoAnswer => exchange.leave_unanswered(&number, Unanswered::Ignored).await?,
        }
        Ok(Vec::new())
    }

    /// That the phone in hand began to ring.
    async fn rings(&mut self) -> Option<String> {
        let incoming = self.world.exchange.incoming(self.number()?, None, Duration::ZERO).await?;
        let known = self.rung.replace(incoming.id.clone());
        (known.as_ref() != Some(&incoming.id)).then(|| "(the phone rings)".to_owned())
    }

    async fn say(&mut self, said: &str) -> anyhow::Result<Vec<String>> {
        match &self.phone {
            Phone::None => bail!("take a phone first: sms NUMBER or voice NUMBER"),
            Phone::Sms { from } => {
                let from = from.clone();
                ensure!(self.world.exchange.text(&from, SERVICE_NUMBER, said).await?, "the text was not answered");
                Ok(Vec::new())
            }
            Phone::Voice { .. } => self.keys(said, false).await,
        }
    }

    async fn picture(&mut self) -> anyhow::Result<Vec<String>> {
        let Phone::Sms { from } = &self.phone else { bail!("a picture is sent by text: sms NUMBER") };
        ensure!(self.world.exchange.picture(from, SERVICE_NUMBER).await?, "the picture was not answered");
        Ok(Vec::new())
    }

    async fn keys(&mut self, keys: &str, then_silence: bool) -> anyhow::Result<Vec<String>> {
        let all = keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'));
        ensure!(all, "only keys can be pressed in a call: `{keys}`");
        let acts: Vec<LineAct> = keys.chars().map(LineAct::Press).collect();
        self.on_line(&acts, then_silence).await
    }

    async fn on_line(&mut self, acts: &[LineAct], then_silence: bool) -> anyhow::Result<Vec<String>> {
        let mut lines = Vec::new();
        for act in acts {
            let id = self.call()?.id.clone();
            let progress = self.world.exchange.act(&id, *act).await?;
            lines.extend(self.hear(progress).await?);
        }
        if then_silence {
            let call = self.call()?;
            let (Standing::Listening { timeout, .. } | Standing::Waiting { seconds: timeout, .. }) = call.phase else {
                bail!("the line does not listen")
            };
            let id = call.id.clone();
            let progress = self.world.exchange.act(&id, LineAct::Silence(timeout)).await?;
            lines.extend(self.hear(progress).await?);
        }
        Ok(lines)
    }

    fn call(&self) -> anyhow::Result<&Progress> {
        match &self.phone {
            Phone::Voice { call: Some(call), .. } => Ok(call),
            _ => bail!("no call is under way"),
        }
    }

    /// Listens until the line waits or ends: a line for each stretch of speech, and whether the service hung up.
    async fn hear(&mut self, mut progress: Progress) -> anyhow::Result<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            lines.extend(progress.heard.iter().map(|utterance| utterance.text.clone()));
            if progress.phase != Standing::Speaking {
                break;
            }
            let id = progress.id.clone();
            progress = self.world.exchange.act(&id, LineAct::Spoken).await?;
        }
        if let Standing::Ended { reason } = &progress.phase {
            lines.extend(reason.told());
        }
        if let Phone::Voice { call, .. } = &mut self.phone {
            *call = Some(progress);
        }
        Ok(lines)
    }

    fn number(&self) -> Option<&str> {
        match &self.phone {
            Phone::None => None,
            Phone::Sms { from } => Some(from),
            Phone::Voice { from, .. } => from.as_deref(),
        }
    }

    async fn skip_texts(&mut self) {
        self.texts().await;
    }

    /// The texts that arrived on the phone in hand; in a call they are marked.
    async fn texts(&mut self) -> Vec<String> {
        let Some(number) = self.number().map(str::to_owned) else { return Vec::new() };
        let texts = self.world.exchange.texts_after(&number, self.read, Duration::ZERO).await;
        let in_call = matches!(self.phone, Phone::Voice { .. });
        let mut lines = Vec::new();
        for text in texts {
            self.read = self.read.max(text.id);
            if text.mine {
                continue;
            }
            let marked = |line: &str| if in_call { format!("(text) {line}") } else { line.to_owned() };
            lines.extend(text.body.lines().map(marked));
        }
        lines
    }
}
