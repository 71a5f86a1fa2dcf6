//! Whether a service outside that keeps failing is asked again: a circuit breaker.
//!
//! Closed, every request passes. After too many failures it opens and nobody waits for what will not come. Later one
//! request is let through as a probe, and its outcome closes the breaker or opens it anew. A breaker is a plain value:
//! whoever shares one keeps it in a mutex, and holds that only while asking and while telling, never while waiting.

use jiff::{SignedDuration, Timestamp};

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Failures in a row that open it.
    pub in_a_row: u32,
    /// Share of failures, in percent of the requests of the last `window`, that opens it.
    pub share: u32,
    /// Fewest requests in `window` from which a share can be told.
    pub least: u32,
    /// How far back the share looks; between half of it and all of it is counted.
    pub window: SignedDuration,
    /// How long nobody is let through, and how long a probe may stay out before it counts as lost.
    pub open_for: SignedDuration,
}

impl Default for Policy {
    /// Five failures in a row, or every other of at least 20 requests within 30 s; open for 10 s.
    fn default() -> Self {
        Policy {
            in_a_row: 5,
            share: 50,
            least: 20,
            window: SignedDuration::from_secs(30),
            open_for: SignedDuration::from_secs(10),
        }
    }
}

/// How a breaker stands, for metrics and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Requests pass.
    Closed,
    /// Nobody passes.
    Open,
    /// One probe is out.
    HalfOpen,
}

impl Standing {
    /// The word used in logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Closed => "closed",
            Standing::Open => "open",
            Standing::HalfOpen => "half_open",
        }
    }
}

/// Leave to make one request. Its outcome is told with it, so that one that comes late changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the outcome of the request is to be told"]
pub struct Pass {
    era: u64,
}

/// The breaker is open: the request is not to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it failed too often to be asked again yet")]
pub struct Refused;

/// A circuit breaker.
#[derive(Clone, Debug)]
pub struct Breaker {
    policy: Policy,
    state: State,
    /// Counts the changes of state: a pass of an earlier era has nothing to tell any more.
    era: u64,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Closed { in_a_row: u32, halves: Halves },
    Open { since: Timestamp },
    HalfOpen { since: Timestamp },
}

impl Breaker {
    /// A closed breaker.
    pub fn new(policy: Policy) -> Self {
        Breaker { policy, state: State::closed(), era: 0 }
    }

    /// How it stands. One whose time is over stays open until somebody asks.
    pub fn standing(&self) -> Standing {
        match self.state {
            State::Closed { .. } => Standing::Closed,
            State::Open { .. } => Standing::Open,
            State::HalfOpen { .. } => Standing::HalfOpen,
        }
    }

    /// Asks whether a request may be made now.
    ///
    /// # Errors
    /// [`Refused`] while it is open, or while its one probe is out.
    pub fn ask(&mut self, now: Timestamp) -> Result<Pass, Refused> {
        match self.state {
            State::Closed { .. } => {}
            State::Open { since } | State::HalfOpen { since } => {
                // A clock that was set back must not keep it open for longer than it was meant to be.
                let over = now < since || now.duration_since(since) >= self.policy.open_for;
                if !over {
                    return Err(Refused);
                }
                self.turn(State::HalfOpen { since: now });
            }
        }
        Ok(Pass { era: self.era })
    }

    /// The request was answered as it should be.
    pub fn succeeded(&mut self, pass: Pass, now: Timestamp) {
        if pass.era != self.era {
            return;
        }
        match &mut self.state {
            State::Closed { in_a_row, halves } => {
                *in_a_row = 0;
                halves.count(now, self.policy.window, false);
            }
            State::HalfOpen { .. } => self.turn(State::closed()),
            State::Open { .. } => {}
        }
    }

    /// The request failed, or took too long. What the service refuses for a good reason is no failure of its.
    pub fn failed(&mut self, pass: Pass, now: Timestamp) {
        if pass.era != self.era {
            return;
        }
        let opens = match &mut self.state {
            State::Closed { in_a_row, halves } => {
                *in_a_row = in_a_row.saturating_add(1);
                halves.count(now, self.policy.window, true);
                *in_a_row >= self.policy.in_a_row || halves.exceed(&self.policy)
            }
            State::HalfOpen { .. } => true,
            State::Open { .. } => false,
        };
        if opens {
            self.turn(State::Open { since: now });
        }
    }

    fn turn(&mut self, to: State) {
        self.state = to;
        self.era = self.era.wrapping_add(1);
    }
}

impl State {
    fn closed() -> Self {
        State::Closed { in_a_row: 0, halves: Halves::default() }
    }
}

/// Requests and failures of the last two halves of a window: enough to tell a share, without keeping every request.
#[derive(Clone, Copy, Debug, Default)]
struct Halves {
    /// The newer half, counted in half windows since 1970.
    half: i128,
    newer: Tally,
    older: Tally,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    requests: u32,
    failures: u32,
}

impl Halves {
    fn count(&mut self, now: Timestamp, window: SignedDuration, failed: bool) {
        let length = (window.as_nanos() / 2).max(1);
        let half = now.as_nanosecond().div_euclid(length);
        if half != self.half {
            self.older = if half == self.half + 1 { self.newer } else { Tally::default() };
            (self.newer, self.half) = (Tally::default(), half);
        }
        self.newer.requests = self.newer.requests.saturating_add(1);
        self.newer.failures = self.newer.failures.saturating_add(u32::from(failed));
    }

    fn exceed(&self, policy: &Policy) -> bool {
        let requests = u64::from(self.newer.requests) + u64::from(self.older.requests);
        let failures = u64::from(self.newer.failures) + u64::from(self.older.failures);
        requests >= u64::from(policy.least) && failures * 100 >= requests * u64::from(policy.share)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn at(milliseconds: i64) -> Timestamp {
        START + SignedDuration::from_millis(milliseconds)
    }

    fn policy() -> Policy {
        Policy { in_a_row: 3, least: 10, ..Policy::default() }
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::new(policy());
        for _ in 0..3 {
            let pass = breaker.ask(at(0)).expect("closed");
            breaker.failed(pass, at(0));
        }
        breaker
    }

    #[test]
    fn it_opens_after_so_many_failures_in_a_row_and_a_success_begins_the_count_anew() {
        let mut breaker = Breaker::new(policy());
        for (failed, standing) in [(true, Standing::Closed), (true, Standing::Closed), (false, Standing::Closed)]
            .into_iter()
            .chain([(true, Standing::Closed), (true, Standing::Closed), (true, Standing::Open)])
        {
            let pass = breaker.ask(at(0)).expect("closed until now");
            if failed {
                breaker.failed(pass, at(0));
            } else {
                breaker.succeeded(pass, at(0));
            }
            assert_eq!(breaker.standing(), standing);
        }
        assert_eq!(breaker.ask(at(9_999)), Err(Refused));
    }

    #[test]
    fn it_opens_where_every_other_request_fails_though_never_so_many_in_a_row() {
        let mut breaker = Breaker::new(policy());
        let mut made = 0;
        while let Ok(pass) = breaker.ask(at(made * 10)) {
            if made % 2 == 0 {
                breaker.succeeded(pass, at(made * 10));
            } else {
                breaker.failed(pass, at(made * 10));
            }
            made += 1;
            assert!(made <= 10, "it never opened");
        }
        assert_eq!(made, 10);
    }

    #[test]
    fn failures_that_lie_further_back_than_the_window_no_longer_count() {
        let mut breaker = Breaker::new(policy());
        for request in 0..200 {
            // Two failures, then silence for two windows, then enough successes that a share could be told.
            let now = at(request / 12 * 90_000 + request % 12);
            let pass = breaker.ask(now).expect("it stays closed");
            if request % 12 < 2 { breaker.failed(pass, now) } else { breaker.succeeded(pass, now) }
        }
        assert_eq!(breaker.standing(), Standing::Closed);
    }

    #[test]
    fn one_probe_passes_after_the_wait_and_its_outcome_decides() {
        let mut breaker = opened();
        let probe = breaker.ask(at(10_000)).expect("the wait is over");
        assert_eq!((breaker.standing(), breaker.ask(at(10_001))), (Standing::HalfOpen, Err(Refused)));
        breaker.failed(probe, at(10_500));
        assert_eq!((breaker.standing(), breaker.ask(at(20_499))), (Standing::Open, Err(Refused)));
        let probe = breaker.ask(at(20_500)).expect("it waits anew from the failure");
        breaker.succeeded(probe, at(20_600));
        assert_eq!(breaker.standing(), Standing::Closed);
    }

    #[test]
    fn a_probe_that_never_comes_back_is_followed_by_another() {
        let mut breaker = opened();
        let lost = breaker.ask(at(10_000)).expect("a probe");
        let next = breaker.ask(at(20_000)).expect("the first one is lost");
        breaker.succeeded(lost, at(20_001));
        assert_eq!(breaker.standing(), Standing::HalfOpen, "a lost probe has nothing to tell any more");
        breaker.succeeded(next, at(20_002));
        assert_eq!(breaker.standing(), Standing::Closed);
    }

    #[test]
    fn the_outcome_of_a_request_from_before_it_opened_changes_nothing() {
        let mut breaker = Breaker::new(policy());
        let early = breaker.ask(at(0)).expect("closed");
        for _ in 0..3 {
            let pass = breaker.ask(at(0)).expect("closed");
            breaker.failed(pass, at(0));
        }
        breaker.succeeded(early, at(5_000));
        assert_eq!(breaker.ask(at(5_000)), Err(Refused));
        let _probe = breaker.ask(at(10_000)).expect("a probe");
        breaker.failed(early, at(10_001));
        assert_eq!(breaker.standing(), Standing::HalfOpen);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_keep_it_open() {
        let mut breaker = opened();
        assert!(breaker.ask(at(-3_600_000)).is_ok());
    }

    proptest! {
        /// Requests overlap, come back in any order or never; what must hold is checked after each step.
        #[test]
        fn whatever_happens_an_open_breaker_lets_one_request_through_in_each_wait(
            steps in prop::collection::vec((0i64..4_000, 0usize..4, 0usize..8), 1..300),
        ) {
            let policy = policy();
            let mut breaker = Breaker::new(policy);
            let mut out: Vec<Pass> = Vec::new();
            let (mut now, mut failures, mut last_pass_in_doubt) = (START, 0u32, None::<Timestamp>);
            for (wait, action, which) in steps {
                now += SignedDuration::from_millis(wait);
                let before = breaker.standing();
                if action < 2 {
                    match breaker.ask(now) {
                        Ok(pass) if before == Standing::Closed => out.push(pass),
                        Ok(pass) => {
                            if let Some(last) = last_pass_in_doubt {
                                prop_assert!(now.duration_since(last) >= policy.open_for, "two probes in one wait");
                            }
                            prop_assert_eq!(breaker.standing(), Standing::HalfOpen);
                            last_pass_in_doubt = Some(now);
                            out.push(pass);
                        }
                        Err(Refused) => prop_assert_ne!(before, Standing::Closed),
                    }
                } else if !out.is_empty() {
                    let pass = out.swap_remove(which % out.len());
                    if action == 2 {
                        breaker.succeeded(pass, now);
                        prop_assert!(breaker.standing() != Standing::Open || before == Standing::Open);
                    } else {
                        failures += 1;
                        breaker.failed(pass, now);
                        prop_assert!(breaker.standing() != Standing::Closed || before == Standing::Closed);
                    }
                    if breaker.standing() == Standing::Closed {
                        last_pass_in_doubt = None;
                    }
                }
                prop_assert!(failures >= policy.in_a_row || breaker.standing() == Standing::Closed);
            }
        }
    }
}
