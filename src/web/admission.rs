//! Who is let in when too much is under way: status callbacks wait first, then texts, then new calls, calls in
//! progress last.

use crate::service::Service;

/// What a webhook asks for, the first to be put off first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// What became of a text or a call: the provider tells it again, or can be asked.
    Status,
    /// A text: the provider tries it again, and nobody holds a receiver.
    Text,
    /// A call that begins: its caller can be told when to ring again.
    NewCall,
    /// The next turn of a call: somebody is listening.
    Call,
}

impl Kind {
    /// The word in the metrics.
    fn as_str(self) -> &'static str {
        match self {
            Kind::Status => "status",
            Kind::Text => "text",
            Kind::NewCall => "new-call",
            Kind::Call => "call",
        }
    }

    /// How many webhooks may be under way before this one, and as many jobs wait for the writer. A turn may wait 1.5 s
    /// for the world, so 512 hold some 300 texts a second at a source that does not answer at all; the writer takes
    /// thousands of jobs a second from a queue of 1,024.
    fn limit(self) -> usize {
        match self {
            Kind::Status => 256,
            Kind::Text => 512,
            Kind::NewCall => 768,
            Kind::Call => 1_024,
        }
    }
}

/// The policy: whether a webhook of this kind is answered while so many are under way and so many jobs wait.
fn admits(kind: Kind, in_flight: usize, queue: usize) -> bool {
    in_flight < kind.limit() && queue < kind.limit()
}

/// Room for one webhook, until it is dropped.
pub(super) struct Pass(Service);

impl Pass {
    /// Lets a webhook in, or counts it as put off.
    pub(super) fn enter(service: &Service, kind: Kind) -> Option<Self> {
        let in_flight = service.metrics().enter();
        // Dropped where there is no room, the pass takes the count back.
        let pass = Pass(service.clone());
        if admits(kind, in_flight, service.store().waiting_writes().0) {
            return Some(pass);
        }
        service.metrics().shed(kind.as_str());
        None
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.metrics().leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_growing_load_status_callbacks_give_way_first_and_calls_in_progress_last() {
        let kinds = [Kind::Status, Kind::Text, Kind::NewCall, Kind::Call];
        let rows = [
            (0, [true, true, true, true]),
            (255, [true, true, true, true]),
            (256, [false, true, true, true]),
            (511, [false, true, true, true]),
            (512, [false, false, true, true]),
            (768, [false, false, false, true]),
            (1_023, [false, false, false, true]),
            (1_024, [false, false, false, false]),
        ];
        for (load, expected) in rows {
            assert_eq!(kinds.map(|kind| admits(kind, load, 0)), expected, "{load} under way");
            assert_eq!(kinds.map(|kind| admits(kind, 0, load)), expected, "{load} queued");
        }
    }

    #[test]
    fn who_is_more_urgent_is_never_put_off_before_who_is_less() {
        let kinds = [Kind::Status, Kind::Text, Kind::NewCall, Kind::Call];
        for pair in kinds.windows(2) {
            assert!(pair[0] < pair[1] && pair[0].limit() < pair[1].limit(), "{pair:?}");
        }
    }
}
