//! A telephone line as the provider sees it: it interprets TwiML, hears keys and silence, and says what to fetch next.
//!
//! It does no input or output and has no clock: whoever holds it posts what [`Phase::Fetch`] asks for, speaks, presses and
//! tells it how much time has passed. Source of its manners: Twilio's voice webhook, TwiML and `<Gather>` pages.

use std::collections::VecDeque;

use self::document::{Follow, Gather, Verb};
pub use self::{
    document::Leg,
    phase::{Method, Phase, Reason, Request, Utterance, Waiting},
};

mod address;
mod document;
mod element;
mod phase;

/// One call, from the caller's side.
pub struct Line {
    call_sid: String,
    account_sid: String,
    from: String,
    to: String,
    direction: &'static str,
    answered_by: Option<&'static str>,
    status: &'static str,
    base: String,
    redirects: u8,
    verbs: VecDeque<Verb>,
    gather: Option<Gather>,
    digits: String,
    after_wait: Option<AfterWait>,
    /// The phone that is to be rung for this line, until somebody takes it in hand.
    leg: Option<Leg>,
    /// Whether another phone is rung for this line or connected with it: then no time passes here by itself.
    joined: bool,
    /// The keys that end the recording under way.
    finishing: String,
    /// What was recorded since somebody took it away: identifiers and seconds.
    recorded: Vec<(String, u32)>,
    recordings: u8,
    fault: Option<String>,
    phase: Phase,
}

enum AfterWait {
    Ask(Follow, Vec<(String, String)>),
    /// What is recorded is sent; of a silence nothing is, and the next verb is taken.
    Record(Follow),
    Continue,
}

/// How many redirects in a row the provider follows.
const REDIRECTS: u8 = 10;
/// Seconds that two may talk at most: the provider's own limit.
const TALK: u32 = 14_400;
/// What the caller hears when our answer is wrong.
const APOLOGY: &str = "We are sorry, an application error has occurred. Goodbye.";

/// Whether the provider would understand a document; the error says what it would not.
pub(super) fn readable(document: &str) -> Result<(), String> {
    document::read(document).map(|_| ())
}

impl Line {
    /// Dials. `from` is a number, or `anonymous` where it is withheld; `voice_url` is where the provider asks us first.
    pub fn dial(call_sid: String, account_sid: String, from: &str, to: &str, voice_url: &str) -> Line {
        Line::begin((call_sid, account_sid), (from, to), voice_url, ("inbound", "ringing"))
    }

    /// Answers a call of the service. `from` is its number, `url` where it told the provider to ask what to say.
    pub fn pick_up(ids: (String, String), numbers: (&str, &str), url: &str) -> Line {
        Line::begin(ids, numbers, url, ("outbound-api", "in-progress"))
    }

    /// The same, where the provider listened who answered: its word goes with everything it asks and tells.
    #[must_use]
    pub fn answered_by(mut self, who: &'static str) -> Line {
        self.answered_by = Some(who);
        if let Phase::Fetch(request) = &mut self.phase {
            request.params.push(("AnsweredBy".to_owned(), who.to_owned()));
        }
        self
    }

    /// A phone that was rung in the middle of another call, and is taken up: the two talk.
    pub fn join(ids: (String, String), numbers: (&str, &str)) -> Line {
        let mut line = Line::begin(ids, numbers, "", ("outbound-dial", "in-progress"));
        line.connected();
        line
    }

    fn begin(
        (call_sid, account_sid): (String, String),
        (from, to): (&str, &str),
        url: &str,
        (direction, status): (&'static str, &'static str),
    ) -> Line {
        let mut line = Line {
            call_sid,
            account_sid,
            from: from.to_owned(),
            to: to.to_owned(),
            direction,
            answered_by: None,
            status,
            base: url.to_owned(),
            redirects: 0,
            verbs: VecDeque::new(),
            gather: None,
            digits: String::new(),
            after_wait: None,
            leg: None,
            joined: false,
            finishing: String::new(),
            recorded: Vec::new(),
            recordings: 0,
            fault: None,
            phase: Phase::Ended(Reason::Caller),
        };
        line.fetch(&Follow { url: String::new(), method: Method::Post }, Vec::new());
        line
    }

    /// The call's identifier, and the provider's word for where it stands.
    pub fn standing(&self) -> (&str, &'static str) {
        (&self.call_sid, self.status)
    }

    /// Who calls, and who is called.
    pub fn numbers(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }

    /// Where the call stands.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Takes the answer to the request of [`Phase::Fetch`]; in any other phase it comes too late and is dropped.
    pub fn receive(&mut self, status: u16, content_type: &str, body: &str) -> &Phase {
        if matches!(self.phase, Phase::Fetch(_)) {
            match verbs(status, content_type, body) {
                Ok(verbs) => {
                    self.verbs = verbs.into();
                    self.advance();
                }
                Err(fault) => self.fail(fault),
            }
        }
        &self.phase
    }

    /// Presses a key. It counts while a `<Gather>` speaks or listens, and is lost anywhere else.
    pub fn press(&mut self, key: char) -> &Phase {
        let listening = matches!(self.phase, Phase::Listening { .. });
        let barges_in = matches!(self.phase, Phase::Speaking(_));
        let takes = |gather: &Gather| gather.keys && (listening || (barges_in && gather.barge_in));
        if is_key(key)
            && let Some(gather) = self.gather.take_if(|gather| takes(gather))
        {
            self.take_key(gather, key);
        } else if let (Phase::Waiting { what: Waiting::Recording, .. }, true) =
            (&self.phase, self.finishing.contains(key))
            && let Some(AfterWait::Record(follow)) = self.after_wait.take()
        {
            self.fetch(&follow, owned(&[("RecordingDuration", "0"), ("Digits", key.to_string().as_str())]));
        }
        &self.phase
    }

    /// The prompt has been spoken to its end.
    pub fn spoken(&mut self) -> &Phase {
        if matches!(self.phase, Phase::Speaking(_)) {
            match (self.fault.take(), self.gather.take()) {
                (Some(fault), _) => self.end(Reason::Fault(fault)),
                (None, Some(gather)) => self.listen(gather),
                (None, None) => self.advance(),
            }
        }
        &self.phase
    }

    /// Lets so many seconds of silence pass, while the call listens or waits.
    pub fn elapsed(&mut self, seconds: f64) -> &Phase {
        if seconds.is_finite() && seconds > 0.0 && !self.joined {
            match &mut self.phase {
                Phase::Listening { timeout: left, .. } | Phase::Waiting { seconds: left, .. } => {
                    *left -= seconds;
                    if *left <= 0.0 {
                        self.time_is_up();
                    }
                }
                Phase::Fetch(_) | Phase::Speaking(_) | Phase::Ended(_) => {}
            }
        }
        &self.phase
    }

    /// The advisor who is rung takes the call, speaks and lays down; or lets it ring.
    pub fn advisor(&mut self, answers: bool) -> &Phase {
        if let (Phase::Waiting { what: Waiting::Ringing, .. }, Some(AfterWait::Ask(..)), false) =
            (&self.phase, &self.after_wait, self.joined)
            && let Some(AfterWait::Ask(follow, result)) = self.after_wait.take()
        {
            let spoken = owned(&[("DialCallStatus", "completed"), ("DialBridged", "true"), ("DialCallDuration", "60")]);
            self.fetch(&follow, if answers { spoken } else { result });
        }
        &self.phase
    }

    /// The phone that is to be rung for this line, told once.
    pub fn dials(&mut self) -> Option<Leg> {
        self.leg.take()
    }

    /// The phone that rang for this line is taken up: the two talk until they are parted.
    pub fn connected(&mut self) -> &Phase {
        if !matches!(self.phase, Phase::Ended(_)) {
            self.joined = true;
            self.phase = Phase::Waiting { seconds: f64::from(TALK), what: Waiting::Talking };
        }
        &self.phase
    }

    /// The phone that was rung for this line is laid down, or was not taken: `status` is the provider's word for it.
    pub fn parted(&mut self, status: &str, seconds: u32) -> &Phase {
        if self.joined && !matches!(self.phase, Phase::Ended(_)) {
            self.joined = false;
            let length = seconds.to_string();
            let bridged = if status == "completed" { "true" } else { "false" };
            let mut result = vec![("DialCallStatus", status), ("DialBridged", bridged)];
            if status == "completed" {
                result.push(("DialCallDuration", &length));
            }
            match self.after_wait.take() {
                Some(AfterWait::Ask(follow, _)) => self.fetch(&follow, owned(&result)),
                Some(AfterWait::Continue | AfterWait::Record(_)) => self.advance(),
                // It was the phone that was rung: nothing comes after.
                None => self.end(Reason::Service),
            }
        }
        &self.phase
    }

    /// The caller speaks for so many seconds into a recording, and ends it with `#`; in any other phase nobody listens.
    pub fn say_aloud(&mut self, seconds: u32) -> &Phase {
        if let (Phase::Waiting { what: Waiting::Recording, .. }, Some(AfterWait::Record(_))) =
            (&self.phase, &self.after_wait)
            && let Some(AfterWait::Record(follow)) = self.after_wait.take()
        {
            let length = seconds.to_string();
            let sid = self.recording_sid();
            self.recorded.push((sid.clone(), seconds));
            let result = [("RecordingSid", sid.as_str()), ("RecordingDuration", length.as_str()), ("Digits", "#")];
            self.fetch(&follow, owned(&result));
        }
        &self.phase
    }

    /// What was recorded since this was asked last: identifiers and seconds.
    pub fn take_recorded(&mut self) -> Vec<(String, u32)> {
        std::mem::take(&mut self.recorded)
    }

    /// Another identifier for each recording of a call, made of the call's own.
    fn recording_sid(&mut self) -> String {
        self.recordings = self.recordings.wrapping_add(1);
        let tail = self.call_sid.get(4..).unwrap_or_default();
        format!("RE{:02x}{tail}", self.recordings)
    }

    /// The caller hangs up.
    pub fn hang_up(&mut self) -> &Phase {
        if !matches!(self.phase, Phase::Ended(_)) {
            self.end(Reason::Caller);
        }
        &self.phase
    }

    /// The news of the call that the provider posts to `url`, `seq` counting them from 0.
    pub fn status_callback(&self, url: &str, seq: u32) -> Request {
        let mut params = self.params();
        params.push(("SequenceNumber".to_owned(), seq.to_string()));
        params.push(("CallbackSource".to_owned(), "call-progress-events".to_owned()));
        Request { method: Method::Post, url: address::resolve(url, ""), params }
    }

    /// Takes the verbs up to the next that makes somebody wait.
    fn advance(&mut self) {
        if !matches!(self.verbs.front(), Some(Verb::Reject { .. })) {
            self.status = "in-progress";
        }
        let mut heard = Vec::new();
        while let Some(Verb::Speech(_)) = self.verbs.front() {
            if let Some(Verb::Speech(utterance)) = self.verbs.pop_front() {
                heard.push(utterance);
            }
        }
        if !heard.is_empty() {
            self.redirects = 0;
            self.phase = Phase::Speaking(heard);
            return;
        }
        match self.verbs.pop_front() {
            Some(Verb::Speech(_) | Verb::Hangup) | None => self.end(Reason::Service),
            Some(Verb::Gather(gather)) => self.prompt(gather),
            Some(Verb::Redirect(follow)) => self.redirect(&follow),
            Some(Verb::Record { seconds, keys, follow }) => {
                self.finishing = keys;
                self.wait(seconds, Waiting::Recording, AfterWait::Record(follow));
            }
            Some(Verb::Dial { seconds, follow, leg }) => {
                self.joined = leg.is_some();
                self.leg = leg;
                let result = owned(&[("DialCallStatus", "no-answer"), ("DialBridged", "false")]);
                let after = follow.map_or(AfterWait::Continue, |follow| AfterWait::Ask(follow, result));
                self.wait(seconds, Waiting::Ringing, after);
            }
            Some(Verb::Reject { busy }) => {
                self.end(Reason::Service);
                self.status = if busy { "busy" } else { "no-answer" };
            }
        }
    }

    fn prompt(&mut self, gather: Gather) {
        self.redirects = 0;
        self.digits.clear();
        if gather.prompt.is_empty() {
            self.listen(gather);
        } else {
            self.phase = Phase::Speaking(gather.prompt.clone());
            self.gather = Some(gather);
        }
    }

    fn listen(&mut self, gather: Gather) {
        self.phase = Phase::Listening { timeout: gather.timeout, one_key: gather.digits == Some(1) };
        self.gather = Some(gather);
    }

    fn take_key(&mut self, gather: Gather, key: char) {
        if gather.finish == Some(key) {
            self.finish(&gather, Some(key));
            return;
        }
        self.digits.push(key);
        if gather.digits.is_some_and(|digits| self.digits.len() >= digits) {
            self.finish(&gather, None);
        } else {
            self.listen(gather);
        }
    }

    /// Sends the keys. None at all, be it by silence or by the finishing key alone, goes on with the next verb, unless the
    /// document wants to hear of it.
    fn finish(&mut self, gather: &Gather, key: Option<char>) {
        let digits = std::mem::take(&mut self.digits);
        let mut params = Vec::with_capacity(2);
        if !digits.is_empty() {
            params.push(("Digits".to_owned(), digits));
        }
        if !params.is_empty() || gather.on_empty {
            params.extend(key.map(|key| ("FinishedOnKey".to_owned(), key.to_string())));
            self.fetch(&gather.follow, params);
        } else {
            self.advance();
        }
    }

    fn wait(&mut self, seconds: f64, what: Waiting, after: AfterWait) {
        self.redirects = 0;
        self.after_wait = Some(after);
        self.phase = Phase::Waiting { seconds, what };
    }

    fn time_is_up(&mut self) {
        match (self.gather.take(), self.after_wait.take()) {
            (Some(gather), _) => self.finish(&gather, None),
            (None, Some(AfterWait::Ask(follow, result))) => self.fetch(&follow, result),
            (None, Some(AfterWait::Continue | AfterWait::Record(_)) | None) => self.advance(),
        }
    }

    fn redirect(&mut self, follow: &Follow) {
        self.redirects += 1;
        if self.redirects > REDIRECTS {
            self.fail(format!("more than {REDIRECTS} redirects (11215)"));
        } else {
            self.fetch(follow, Vec::new());
        }
    }

    /// Asks for the next document. What is left of this one is unreachable.
    fn fetch(&mut self, follow: &Follow, more: Vec<(String, String)>) {
        let mut params = self.params();
        params.extend(more);
        let mut url = address::resolve(&self.base, &follow.url);
        self.base.clone_from(&url);
        if follow.method == Method::Get {
            url = address::with_query(&url, &std::mem::take(&mut params));
        }
        self.verbs.clear();
        self.phase = Phase::Fetch(Request { method: follow.method, url, params });
    }

    fn params(&self) -> Vec<(String, String)> {
        let mut params = owned(&[
            ("CallSid", &self.call_sid),
            ("AccountSid", &self.account_sid),
            ("From", &self.from),
            ("To", &self.to),
            ("CallStatus", self.status),
            ("ApiVersion", "2010-04-01"),
            ("Direction", self.direction),
        ]);
        params.extend(self.answered_by.map(|who| ("AnsweredBy".to_owned(), who.to_owned())));
        params
    }

    fn fail(&mut self, fault: String) {
        self.verbs.clear();
        self.gather = None;
        self.fault = Some(fault);
        let apology =
            Utterance { language: Some("en-US".to_owned()), text: APOLOGY.to_owned(), ..Utterance::default() };
        self.phase = Phase::Speaking(vec![apology]);
    }

    fn end(&mut self, reason: Reason) {
        self.status = "completed";
        self.verbs.clear();
        self.gather = None;
        self.after_wait = None;
        self.leg = None;
        self.phase = Phase::Ended(reason);
    }
}

/// What an answer makes the provider do.
fn verbs(status: u16, content_type: &str, body: &str) -> Result<Vec<Verb>, String> {
    if !(200..300).contains(&status) {
        return Err(format!("the answer has the status {status} (11200)"));
    }
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media.as_str() {
        "text/xml" | "application/xml" | "text/html" => document::read(body),
        "text/plain" => Ok(vec![Verb::Speech(Utterance { text: body.trim().to_owned(), ..Utterance::default() })]),
        _ => Err(format!("the answer has the content type `{media}` (12300)")),
    }
}

/// A key of a telephone.
fn is_key(key: char) -> bool {
    key.is_ascii_digit() || matches!(key, '*' | '#')
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[cfg(test)]
mod tests;
