//! What the operator's monitoring counts: a registry that is a value. No label holds a number, an identifier or words.

use std::{sync::Arc, time::Duration};

use prometheus_client::{
    encoding::text::encode,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::{
    breaker::Standing,
    channel::Channel,
    outgoing::{call::CallEnd, failure::SendError},
};

/// The content type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Labels are words of ours, known when the program is built.
type Label = [(&'static str, &'static str); 1];
type TwoLabels = [(&'static str, &'static str); 2];
/// Words of the flows in force: their names and outcomes.
type Words = [(&'static str, String); 3];

/// The counters and gauges of one service. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    turns: Family<TwoLabels, Counter>,
    conversations: Family<Words, Counter>,
    turn_time: Family<Label, Histogram, fn() -> Histogram>,
    commit_time: Histogram,
    commit_jobs: Histogram,
    in_flight: Gauge,
    queue: Gauge,
    refused: Family<Label, Counter>,
    shed: Family<Label, Counter>,
    provider_calls: Family<Label, Counter>,
    calls: Family<Label, Counter>,
    texts_from_afar: Counter,
    database_errors: Counter,
    outbox: Family<Label, Gauge>,
    outbox_late: Gauge,
    breaker: Family<TwoLabels, Gauge>,
    dialogues_refused: Gauge,
    codes_closed: Gauge,
    removed: Family<Label, Counter>,
    kept_too_long: Gauge,
}

/// How a breaker may stand.
const STANDINGS: [Standing; 3] = [Standing::Closed, Standing::HalfOpen, Standing::Open];

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With its saved reply.
    Answered,
    /// With an apology or a refusal: nothing was saved.
    Failed,
}

impl Default for Inner {
    fn default() -> Self {
        // Half a millisecond to about eight seconds: a turn is promised within two.
        let turn_time: fn() -> Histogram = || Histogram::new(exponential_buckets(0.000_5, 2.0, 15));
        let mut inner = Inner {
            registry: Registry::with_prefix("guichet"),
            turns: Family::default(),
            conversations: Family::default(),
            turn_time: Family::new_with_constructor(turn_time),
            commit_time: Histogram::new(exponential_buckets(0.000_1, 2.0, 16)),
            commit_jobs: Histogram::new(exponential_buckets(1.0, 2.0, 9)),
            in_flight: Gauge::default(),
            queue: Gauge::default(),
            refused: Family::default(),
            shed: Family::default(),
            provider_calls: Family::default(),
            calls: Family::default(),
            database_errors: Counter::default(),
            texts_from_afar: Counter::default(),
            outbox: Family::default(),
            outbox_late: Gauge::default(),
            breaker: Family::default(),
            dialogues_refused: Gauge::default(),
            codes_closed: Gauge::default(),
            removed: Family::default(),
            kept_too_long: Gauge::default(),
        };
        inner.register();
        inner
    }
}

impl Inner {
    fn register(&mut self) {
        let own = &mut self.registry;
        own.register("turns", "Turns by channel and by how they ended", self.turns.clone());
        let help = "Conversations that are over, by channel, flow and outcome";
        own.register("conversations", help, self.conversations.clone());
        let help = "From the checked signature to the answer";
        own.register_with_unit("turn_duration", help, Unit::Seconds, self.turn_time.clone());
        let help = "One transaction of the database's writer, from its beginning to its end";
        own.register_with_unit("commit_duration", help, Unit::Seconds, self.commit_time.clone());
        own.register("commit_jobs", "Jobs that were written in one transaction", self.commit_jobs.clone());
        own.register("webhooks_in_flight", "Webhooks being answered now", self.in_flight.clone());
        own.register("write_queue", "Jobs that wait for the database's writer", self.queue.clone());
        own.register("webhooks_refused", "Webhooks refused, by reason", self.refused.clone());
        own.register("webhooks_shed", "Webhooks put off because too much was under way", self.shed.clone());
        own.register("provider_calls", "Orders to the provider, by what came of them", self.provider_calls.clone());
        own.register("calls", "Calls of ours that are over, by how they ended", self.calls.clone());
        let help = "Texts left unanswered, for they come from numbers that we do not write to";
        own.register("texts_from_afar", help, self.texts_from_afar.clone());
        let help = "Webhooks and jobs that the database failed";
        own.register("database_errors", help, self.database_errors.clone());
        own.register("outbox_texts", "Texts and calls of ours that are not settled, by state", self.outbox.clone());
        let help = "How long the longest waiting text or call of ours has been due";
        own.register_with_unit("outbox_late", help, Unit::Seconds, self.outbox_late.clone());
        let help = "1 where the breaker around a service outside stands so";
        own.register("breaker", help, self.breaker.clone());
        let help = "1 where flows and words on disk have mistakes, so that those before them stay in force";
        own.register("dialogues_refused", help, self.dialogues_refused.clone());
        let help = "1 where somebody guesses codes, so that none is believed until an operator says so";
        own.register("codes_closed", help, self.codes_closed.clone());
        own.register(
            "retention_removed",
            "Rows removed or emptied as their term was over, by table",
            self.removed.clone(),
        );
        let help = "Rows whose term is over, and that the last sweep did not reach";
        own.register("retention_overdue", help, self.kept_too_long.clone());
    }
}

impl Metrics {
    /// Everything counted so far, in the text form that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a text cannot fail.
        let _ = encode(&mut text, &self.0.registry);
        text
    }

    /// A turn ended.
    pub fn turn(&self, channel: Channel, ended: Ended, took: Duration) {
        let ended = match ended {
            Ended::Answered => "answered",
            Ended::Failed => "failed",
        };
        self.0.turns.get_or_create(&[("channel", channel.as_str()), ("outcome", ended)]).inc();
        self.0.turn_time.get_or_create(&[("channel", channel.as_str())]).observe(took.as_secs_f64());
    }

    /// A conversation is over: the flow that it came to last, and how.
    pub fn conversation(&self, channel: Channel, flow: &str, outcome: &str) {
        let words = [("channel", channel.as_str()), ("flow", flow), ("outcome", outcome)];
        self.0.conversations.get_or_create_owned(&words.map(|(name, word)| (name, word.to_owned()))).inc();
    }

    /// The writer ended a transaction of so many jobs.
    pub fn commit(&self, jobs: usize, took: Duration) {
        self.0.commit_jobs.observe(f64::from(u32::try_from(jobs).unwrap_or(u32::MAX)));
        self.0.commit_time.observe(took.as_secs_f64());
    }

    /// One more webhook is being answered; how many there were before.
    pub fn enter(&self) -> usize {
        usize::try_from(self.0.in_flight.inc()).unwrap_or(0)
    }

    /// One webhook less.
    pub fn leave(&self) {
        self.0.in_flight.dec();
    }

    /// Webhooks being answered now.
    pub fn in_flight(&self) -> usize {
        usize::try_from(self.0.in_flight.get()).unwrap_or(0)
    }

    /// How many jobs wait for the writer.
    pub fn queue(&self, jobs: usize) {
        self.0.queue.set(i64::try_from(jobs).unwrap_or(i64::MAX));
    }

    /// A webhook was refused: for its `signature`, its `form`, its `body` (too long, or cut), or the `time` it took.
    pub fn refused(&self, reason: &'static str) {
        self.0.refused.get_or_create(&[("reason", reason)]).inc();
    }

    /// A call of ours ended.
    pub fn call(&self, end: CallEnd) {
        self.0.calls.get_or_create(&[("outcome", end.as_str())]).inc();
    }

    /// A webhook of this kind was put off.
    pub fn shed(&self, kind: &'static str) {
        self.0.shed.get_or_create(&[("kind", kind)]).inc();
    }

    /// The provider was given an order: it failed so, or was taken.
    pub fn provider_call(&self, failure: Option<&SendError>) {
        let result = match failure {
            None => "taken",
            Some(SendError::Refused { .. } | SendError::Fiction | SendError::NotDiallable) => "refused",
            Some(SendError::Busy { .. }) => "busy",
            Some(SendError::Resting { .. }) => "resting",
            Some(SendError::NotSent) => "unreachable",
            Some(SendError::Uncertain) => "uncertain",
        };
        self.0.provider_calls.get_or_create(&[("result", result)]).inc();
    }

    /// A text was left unanswered, for it came from a number that we do not write to.
    pub fn text_from_afar(&self) {
        self.0.texts_from_afar.inc();
    }

    /// The database failed a webhook or a job.
    pub fn database_error(&self) {
        self.0.database_errors.inc();
    }

    /// Whether the flows and words offered last were refused.
    pub fn dialogues_refused(&self, refused: bool) {
        self.0.dialogues_refused.set(i64::from(refused));
    }

    /// Whether codes prove nothing now.
    pub fn codes_closed(&self, closed: bool) {
        self.0.codes_closed.set(i64::from(closed));
    }

    /// A sweep removed these rows, and so many are left whose term is over.
    pub fn swept(&self, removed: &[(&'static str, u64)], left: u64) {
        for (table, rows) in removed {
            self.0.removed.get_or_create(&[("table", *table)]).inc_by(*rows);
        }
        self.0.kept_too_long.set(i64::try_from(left).unwrap_or(i64::MAX));
    }

    /// How the breaker around a service outside stands now.
    pub fn breaker(&self, around: &'static str, standing: Standing) {
        for one in STANDINGS {
            let gauge = self.0.breaker.get_or_create_owned(&[("around", around), ("state", one.as_str())]);
            gauge.set(i64::from(one == standing));
        }
    }

    /// The texts that are not settled, read from the database a moment ago, and how long the first is overdue.
    pub fn outbox(&self, states: &[(&'static str, u64)], late: Duration) {
        for (state, count) in states {
            self.0.outbox.get_or_create(&[("state", *state)]).set(i64::try_from(*count).unwrap_or(i64::MAX));
        }
        self.0.outbox_late.set(i64::try_from(late.as_secs()).unwrap_or(i64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_stands_in_the_text_by_name_and_label() {
        let metrics = Metrics::default();
        metrics.turn(Channel::Voice, Ended::Answered, Duration::from_millis(3));
        metrics.conversation(Channel::Sms, "about", "done");
        metrics.commit(7, Duration::from_millis(1));
        assert_eq!((metrics.enter(), metrics.enter(), metrics.in_flight()), (0, 1, 2));
        metrics.leave();
        metrics.queue(4);
        metrics.refused("signature");
        metrics.shed("status");
        metrics.provider_call(Some(&SendError::Uncertain));
        metrics.database_error();
        metrics.outbox(&[("waiting", 5)], Duration::from_secs(90));
        metrics.breaker("provider", Standing::Open);
        metrics.dialogues_refused(true);
        metrics.codes_closed(true);
        metrics.swept(&[("message", 3)], 2);
        let text = metrics.text();
        for line in [
            "guichet_turns_total{channel=\"voice\",outcome=\"answered\"} 1",
            "guichet_conversations_total{channel=\"sms\",flow=\"about\",outcome=\"done\"} 1",
            "guichet_turn_duration_seconds_count{channel=\"voice\"} 1",
            "guichet_commit_jobs_sum 7",
            "guichet_commit_duration_seconds_count 1",
            "guichet_webhooks_in_flight 1",
            "guichet_write_queue 4",
            "guichet_webhooks_refused_total{reason=\"signature\"} 1",
            "guichet_webhooks_shed_total{kind=\"status\"} 1",
            "guichet_provider_calls_total{result=\"uncertain\"} 1",
            "guichet_database_errors_total 1",
            "guichet_outbox_texts{state=\"waiting\"} 5",
            "guichet_outbox_late_seconds 90",
            "guichet_breaker{around=\"provider\",state=\"open\"} 1",
            "guichet_breaker{around=\"provider\",state=\"closed\"} 0",
            "guichet_dialogues_refused 1",
            "guichet_codes_closed 1",
            "guichet_retention_removed_total{table=\"message\"} 3",
            "guichet_retention_overdue 2",
        ] {
            assert!(text.lines().any(|found| found.starts_with(line)), "{line}\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn two_services_do_not_share_their_counters() {
        let (one, other) = (Metrics::default(), Metrics::default());
        one.database_error();
        assert!(other.text().contains("guichet_database_errors_total 0"));
    }
}
