//! `guichet phone`: the demo's phone in a terminal, line by line, so that a screen reader or a pipe can use it.

mod api;
mod command;
mod record;

use std::{io::Write, path::PathBuf, time::Duration};

use anyhow::{Context, ensure};
use indexmap::IndexMap;
use tokio::{sync::mpsc, task::JoinHandle, time::Instant};

use self::{
    api::{Act, Api, Heard, Incoming, Phase, Progress, Reason, Take, Text},
    command::{Command, HELP, own_number},
    record::Recording,
};
use super::{
    demo::{Folder, example_files},
    world::{Plan, SERVICE_NUMBER, World, test_clock, test_randomness},
};
use crate::{clock::Clock, service::Randomness, simulator::conversation::Act as Noted};

/// The pace of a voice: how many characters it speaks in a second. The silence counts from the end of the speech.
const CHARACTERS_PER_SECOND: f64 = 14.0;
/// How long a lost demo is left alone before new texts are asked for again.
const RETRY: Duration = Duration::from_secs(3);

/// What is asked of `guichet phone`.
#[derive(clap::Args, Debug)]
pub(super) struct Options {
    /// The address of a running demo; without it a demo is started for the time of the talk.
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// Sounds the terminal's bell when the phone rings.
    #[arg(long)]
    bell: bool,
    /// The number the phone has.
    #[arg(long, default_value = "+33639980012", value_name = "NUMBER")]
    from: String,
    /// Writes the talk into a new file that `guichet test` plays. The time is then that of the tests.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// What the recorded talk shows, in one line; without it the first line typed tells it.
    #[arg(long, value_name = "TEXT", requires = "record")]
    title: Option<String>,
}

/// Is a phone until the input ends, `quit` is typed, or the demo cannot be reached.
pub(super) async fn phone(options: Options) -> anyhow::Result<()> {
    let Options { to, from, bell, record, title } = options;
    let from = own_number(&from)
        .with_context(|| format!("--from is `{from}`, which is no number; write for example +33639980012"))?;
    let mut recording = record.as_deref().map(Recording::new).transpose()?;
    if let Some(recording) = &mut recording {
        recording.allows(&from)?;
        title.iter().for_each(|title| recording.entitle(title));
    }
    let asks_title = recording.is_some() && title.is_none();
    if let Some(address) = to {
        return talk(Api::at(&address)?, (from, bell), (recording, asks_title)).await;
    }
    // What is heard shall be what is recorded.
    let (clock, randomness) = match &recording {
        Some(_) => (test_clock(), test_randomness()),
        None => (Clock::System, Randomness::System),
    };
    let folder = Folder::open(None)?;
    let world = World::start(Plan {
        listen: ([127, 0, 0, 1], 0).into(),
        data: &folder.path,
        clock,
        randomness,
        organisations: IndexMap::new(),
        files: Vec::new(),
        worker: true,
    })
    .await?;
    let talked = tokio::select! {
        talked = talk(Api::at(&world.url)?, (from, bell), (recording, asks_title)) => talked,
        () = super::serve::stopped() => Ok(()),
    };
    world.stop().await;
    talked
}

async fn talk(
    api: Api,
    (from, bell): (String, bool),
    (recording, asks_title): (Option<Recording>, bool),
) -> anyhow::Result<()> {
    let (arrived, mut news) = mpsc::unbounded_channel();
    let mut lines = typed_lines();
    let mut phone = Phone::new(api, arrived, std::io::stdout());
    (phone.recording, phone.bell) = (recording, bell);
    if asks_title {
        phone.print("what does this talk show? one line, such as: A missing street number is given by text.")?;
        let title = lines.recv().await.unwrap_or_default();
        phone.recording.iter_mut().for_each(|recording| recording.entitle(&title));
    }
    phone.becomes(from).await?;
    phone.print(&format!("files to ask for\n{}\nhelp lists what can be typed", example_files().join("\n")))?;
    loop {
        let deadline = phone.call.as_ref().and_then(|call| call.deadline);
        tokio::select! {
            // What arrived first is shown first, and a key typed in time beats the time-out.
            biased;
            Some((number, news)) = news.recv() => phone.receive(&number, news)?,
            line = lines.recv() => match line.as_deref().map(Command::parse) {
                None | Some(Ok(Command::Quit)) => break,
                Some(Ok(command)) => phone.obey(command).await?,
                Some(Err(told)) => phone.print(&told)?,
            },
            () = until(deadline) => phone.keep_silent().await?,
        }
    }
    phone.hang_up().await?;
    match phone.recording.take() {
        Some(recording) => {
            let told = recording.write().await?;
            phone.print(&told)
        }
        None => Ok(()),
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Reads the input in a thread of its own: one that waits for a line must not hold up the end of the program.
fn typed_lines() -> mpsc::UnboundedReceiver<String> {
    let (send, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        // What is no UTF-8 ends the input, as its end does.
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// The call under way.
struct Call {
    id: String,
    phase: Phase,
    /// When the silence has lasted too long.
    deadline: Option<Instant>,
}

/// What comes to a phone by itself.
enum News {
    Text(Text),
    /// It rings, or rings no more.
    Ring(Option<Incoming>),
}

struct Phone<W> {
    api: Api,
    from: String,
    call: Option<Call>,
    /// The call that rings.
    rings: Option<Incoming>,
    /// Whether the terminal's bell sounds then.
    bell: bool,
    /// The last text shown; identifiers rise.
    shown: u64,
    arrived: mpsc::UnboundedSender<(String, News)>,
    watch: Vec<JoinHandle<()>>,
    recording: Option<Recording>,
    out: W,
}

impl<W: Write> Phone<W> {
    fn new(api: Api, arrived: mpsc::UnboundedSender<(String, News)>, out: W) -> Self {
        let (rings, bell, watch) = (None, false, Vec::new());
        Phone { api, from: String::new(), call: None, rings, bell, shown: 0, arrived, watch, recording: None, out }
    }

    async fn obey(&mut self, command: Command) -> anyhow::Result<()> {
        let done = match command {
            Command::Call { withheld } => self.dial(withheld).await,
            Command::Keys(keys) => self.press(&keys).await,
            Command::Silence if self.call.is_none() => Ok(()),
            Command::Silence => self.keep_silent().await,
            Command::HangUp if self.call.is_none() => self.no_call(),
            Command::HangUp => self.hang_up().await,
            Command::Take(take) => self.take(take).await,
            Command::Text(words) => self.text(&words).await,
            Command::From(_) if self.call.is_some() => self.print("hang up first"),
            Command::From(number) => self.becomes(number).await,
            Command::Help => self.print(HELP),
            Command::Quit => Ok(()),
        };
        // A refusal or a demo that is gone is told; the phone stays in hand.
        done.or_else(|problem| self.print(&format!("{problem:#}")))
    }

    /// Takes the phone with this number; texts it got before are left aside.
    async fn becomes(&mut self, number: String) -> anyhow::Result<()> {
        self.allows(&number)?;
        let before = self.api.texts(&number, 0).await?;
        self.shown = before.last().map_or(self.shown, |text| text.id.max(self.shown));
        self.watch.drain(..).for_each(|watch| watch.abort());
        self.rings = None;
        self.print(&format!("this is the phone {number}; the service has the number {SERVICE_NUMBER}"))?;
        let texts = watch(self.api.clone(), number.clone(), self.shown, self.arrived.clone());
        let rings = watch_ring(self.api.clone(), number.clone(), self.arrived.clone());
        self.watch = vec![tokio::spawn(texts), tokio::spawn(rings)];
        self.from = number;
        Ok(())
    }

    // ---- A recording -------------------------------------------------------------------------------------

    fn note(&mut self, act: Noted) {
        if let Some(recording) = &mut self.recording {
            recording.note(act);
        }
    }

    fn allows(&self, typed: &str) -> anyhow::Result<()> {
        self.recording.as_ref().map_or(Ok(()), |recording| recording.allows(typed))
    }

    // ---- A call ------------------------------------------------------------------------------------------

    async fn dial(&mut self, withheld: bool) -> anyhow::Result<()> {
        if self.call.is_some() {
            return self.print("a call is under way; hang up first");
        }
        let begun = self.api.dial(&self.from, SERVICE_NUMBER, withheld).await?;
        self.note(Noted::Voice { from: (!withheld).then(|| self.from.clone()) });
        self.hear(begun).await
    }

    /// Does something about the phone that rings.
    async fn take(&mut self, take: Take) -> anyhow::Result<()> {
        ensure!(
            self.recording.is_none(),
            "a call that comes in is not recorded; write it by hand, from a line such as: ring {} FLOW",
            self.from
        );
        self.rings = None;
        match (take, self.api.take(&self.from, take).await?) {
            (Take::PickUp, Some(begun)) => self.hear(begun).await,
            (_, Some(recorded)) => {
                self.print("(the voicemail recorded:)")?;
                recorded.heard.iter().try_for_each(|heard| self.say(heard))
            }
            (_, None) => self.print("(you refuse the call)"),
        }
    }

    fn ring(&mut self, incoming: Option<Incoming>) -> anyhow::Result<()> {
        let rang = std::mem::replace(&mut self.rings, incoming);
        match &self.rings {
            Some(incoming) if rang.as_ref() != Some(incoming) => {
                let told = format!("(the phone rings: {} calls; pick up, refuse or voicemail)", incoming.from);
                if self.bell {
                    write!(self.out, "\x07").context("the output is closed")?;
                }
                self.print(&told)
            }
            None if rang.is_some() => self.print("(the phone rings no more)"),
            _ => Ok(()),
        }
    }

    async fn press(&mut self, keys: &str) -> anyhow::Result<()> {
        self.allows(keys)?;
        let mut pressed = String::new();
        let done = self.press_each(keys, &mut pressed).await;
        if !pressed.is_empty() {
            self.note(Noted::Say(pressed));
        }
        done
    }

    async fn press_each(&mut self, keys: &str, pressed: &mut String) -> anyhow::Result<()> {
        for key in keys.chars() {
            let Some(call) = &self.call else { return self.no_call() };
            let progress = self.api.act(&call.id, Act::Press(key)).await?;
            pressed.push(key);
            self.hear(progress).await?;
        }
        Ok(())
    }

    /// Lets pass the silence that the line bears.
    async fn keep_silent(&mut self) -> anyhow::Result<()> {
        let Some(call) = &mut self.call else { return Ok(()) };
        // Should the demo be gone, one time-out is told, not one after the other.
        call.deadline = None;
        let seconds = match call.phase {
            Phase::Listening { timeout } => timeout,
            Phase::Waiting { seconds } => seconds,
            Phase::Speaking | Phase::Ended { .. } => return Ok(()),
        };
        let id = call.id.clone();
        self.print("(silence)")?;
        match self.api.act(&id, Act::Silence(seconds)).await {
            Ok(progress) => {
                self.note(Noted::Silence);
                self.hear(progress).await
            }
            Err(problem) => self.print(&format!("{problem:#}")),
        }
    }

    async fn hang_up(&mut self) -> anyhow::Result<()> {
        let Some(call) = self.call.take() else { return Ok(()) };
        self.print("(you hang up)")?;
        self.note(Noted::HangUp);
        self.api.act(&call.id, Act::HangUp).await.map(|_| ())
    }

    fn no_call(&mut self) -> anyhow::Result<()> {
        self.print("no call is under way; call starts one")
    }

    /// Prints what is heard until the line needs the person. Everything is on the screen at once, so nothing of it is
    /// cut off by a key; the voice's time counts only before the silence does.
    async fn hear(&mut self, mut progress: Progress) -> anyhow::Result<()> {
        let mut spoken = 0;
        loop {
            for heard in &progress.heard {
                spoken += heard.text.chars().count();
                self.say(heard)?;
            }
            if progress.phase != Phase::Speaking {
                break;
            }
            progress = self.api.act(&progress.id, Act::Spoken).await?;
        }
        let seconds = match &progress.phase {
            Phase::Listening { timeout } => timeout,
            Phase::Waiting { seconds } => seconds,
            Phase::Speaking => return Ok(()),
            Phase::Ended { reason } => return self.ended(reason),
        };
        let voice = Duration::from_secs(spoken as u64).div_f64(CHARACTERS_PER_SECOND);
        let patience = Duration::try_from_secs_f64(*seconds).unwrap_or_default();
        if spoken > 0 {
            self.print(&format!("(your turn, {seconds} s)"))?;
        }
        let deadline = Some(Instant::now() + voice + patience);
        self.call = Some(Call { id: progress.id, phase: progress.phase, deadline });
        Ok(())
    }

    fn say(&mut self, heard: &Heard) -> anyhow::Result<()> {
        let code = heard.language.as_deref().unwrap_or("--").split('-').next().unwrap_or_default();
        // The provider writes Modern Standard Arabic with ISO 639-3's code.
        let language = if code == "arb" { "ar" } else { code };
        match &heard.play {
            Some(_) => self.print("(a recording plays)"),
            None if heard.text.is_empty() => Ok(()),
            None => self.print(&format!("{language}: {}", heard.text)),
        }
    }

    fn ended(&mut self, reason: &Reason) -> anyhow::Result<()> {
        self.call = None;
        match reason {
            Reason::Caller => Ok(()),
            Reason::Service => self.print("(the service hangs up)"),
            Reason::Fault(fault) => self.print(&format!("(the network could not read the answer: {fault})")),
        }
    }

    // ---- Texts -------------------------------------------------------------------------------------------

    async fn text(&mut self, words: &str) -> anyhow::Result<()> {
        self.allows(words)?;
        ensure!(self.call.is_none() || self.recording.is_none(), "hang up first: a recording has one phone in hand");
        let answer = self.api.text(&self.from, SERVICE_NUMBER, words, self.shown).await?;
        if let Some(recording) = &mut self.recording {
            recording.note_text(&self.from, words);
        }
        for text in &answer.texts {
            self.show(text)?;
        }
        if !answer.answered {
            self.print("(the service did not answer)")?;
        }
        Ok(())
    }

    /// Something came by itself; what is for a phone laid aside meanwhile is left there.
    fn receive(&mut self, number: &str, news: News) -> anyhow::Result<()> {
        match news {
            _ if number != self.from => Ok(()),
            News::Text(text) => self.show(&text),
            News::Ring(incoming) => self.ring(incoming),
        }
    }

    /// Prints a text once, however it came.
    fn show(&mut self, text: &Text) -> anyhow::Result<()> {
        if text.id <= self.shown {
            return Ok(());
        }
        self.shown = text.id;
        let measure = text.measure.replace(['\u{2068}', '\u{2069}'], "");
        let way = if text.mine { "sent" } else { "text" };
        self.print(&format!("{way} ({measure}):"))?;
        for line in text.body.lines() {
            self.print(&format!("  {line}"))?;
        }
        Ok(())
    }

    /// Prints a line. Nothing that came over the network can steer the terminal.
    fn print(&mut self, line: &str) -> anyhow::Result<()> {
        let shown: String = line.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
        writeln!(self.out, "{shown}").and_then(|()| self.out.flush()).context("the output is closed")
    }
}

/// Hands over the texts of a phone as they come.
async fn watch(api: Api, number: String, mut after: u64, arrived: mpsc::UnboundedSender<(String, News)>) {
    loop {
        let Ok(texts) = api.next_texts(&number, after).await else {
            tokio::time::sleep(RETRY).await;
            continue;
        };
        for text in texts {
            after = after.max(text.id);
            if arrived.send((number.clone(), News::Text(text))).is_err() {
                return;
            }
        }
    }
}

/// Tells when the phone begins to ring, and when it stops.
async fn watch_ring(api: Api, number: String, arrived: mpsc::UnboundedSender<(String, News)>) {
    let mut known: Option<Incoming> = None;
    loop {
        let Ok(incoming) = api.next_ring(&number, known.as_ref().map(|known| known.id.as_str())).await else {
            tokio::time::sleep(RETRY).await;
            continue;
        };
        if incoming != known && arrived.send((number.clone(), News::Ring(incoming.clone()))).is_err() {
            return;
        }
        known = incoming;
    }
}
