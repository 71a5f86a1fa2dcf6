//! Messages that failed, or of which nobody knows whether they arrived: what happened in plain words, and what can be done.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{Redirect, Response},
};

use super::{
    Console,
    fault::Fault,
    layout::{View, page},
    session::{self, Signed},
    told::{Told, told},
    wording::Wording,
};
use crate::{
    provider::error_code::{Reaction, error_code},
    staff::Permission,
    store::{
        audit::Entry,
        outbox::{Job, JobRefused, TextState},
    },
};

/// Where the page stands.
pub(super) const HERE: &str = "/console/messages";
/// How many are shown.
const MOST: u32 = 100;
/// The states that somebody should look at, each with the word of its reason.
const NEED_SOMEBODY: [TextState; 6] = [
    TextState::Uncertain,
    TextState::Dead,
    TextState::Failed,
    TextState::Undelivered,
    TextState::Expired,
    TextState::Quarantined,
];

/// What is kept of a try that failed, by how it begins, with the id of what that means.
const CAUSES: [(&str, &str); 19] = [
    ("the provider asks us to slow down", "messages-cause-busy"),
    ("the provider cannot be reached", "messages-cause-not-sent"),
    ("the provider failed too often", "messages-cause-not-sent"),
    ("the provider's answer was lost", "messages-cause-uncertain"),
    ("the provider refuses the order", "messages-cause-never"),
    ("the number is reserved for fiction", "messages-cause-fiction"),
    ("we do not ring or write to numbers of this kind", "messages-cause-kind"),
    ("the number takes no texts", "messages-cause-landline"),
    ("a STOP came", "messages-cause-opted-out"),
    ("there is no more reason for it", "messages-cause-no-reason"),
    ("no words to send", "messages-cause-no-reason"),
    ("it did not arrive", "messages-cause-undelivered"),
    ("it would have come too late", "messages-cause-late"),
    ("it would come too late", "messages-cause-late"),
    ("the provider refused it too often", "messages-cause-never"),
    ("it was perhaps sent", "messages-cause-uncertain"),
    ("the provider cannot tell yet", "messages-cause-uncertain"),
    ("the lease ran out", "messages-cause-uncertain"),
    ("in hand when the backup was taken", "messages-cause-backup"),
];

#[derive(Template)]
#[template(path = "console/messages.html")]
struct Page {
    view: View,
    summary: String,
    notice: Option<String>,
    rows: Vec<Row>,
    may_change: bool,
}

struct Row {
    id: String,
    kind: String,
    state: String,
    class: &'static str,
    reason: String,
    about: String,
    retry: bool,
}

/// The list.
pub(super) async fn list(
    State(console): State<Console>,
    signed: Signed,
    Query(told_before): Query<Told>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "messages", HERE);
    let wording = Wording::new(&console, &signed);
    let jobs = console.store().jobs(&NEED_SOMEBODY, MOST).await?;
    let rows: Vec<Row> = jobs.iter().map(|job| row(&view, &wording, job)).collect();
    let summary = view.with("messages-summary", "count", rows.len());
    let notice = told(&view, &told_before, "messages");
    let may_change = view.may(Permission::SettleMessages);
    Ok(page(&Page { summary, notice, rows, may_change, view }))
}

fn row(view: &View, wording: &Wording, job: &Job) -> Row {
    let state = job.state.as_str();
    let reason = view.say(&format!("messages-reason-{state}"));
    let reason = match job.reason.as_deref().filter(|detail| !detail.is_empty()) {
        Some(detail) => {
            let detail = detailed(view, detail);
            view.with_two("messages-reason-detail", ("reason", &reason), ("detail", &detail))
        }
        None => reason,
    };
    let word = format!("messages-kind-{}", job.kind_word());
    let kind = match view.say(&word) {
        said if said == word => view.with("messages-kind-other", "kind", job.kind_word()),
        said => said,
    };
    Row {
        id: job.id.clone(),
        kind,
        state: view.say(&format!("messages-state-{state}")),
        class: if job.state == TextState::Uncertain { "late" } else { "" },
        reason,
        about: view.with_two("messages-about", ("when", &wording.moment(job.created_at)), ("attempts", &job.attempts)),
        retry: matches!(
            job.state,
            TextState::Dead | TextState::Failed | TextState::Undelivered | TextState::Quarantined
        ),
    }
}

/// What went wrong in the console's language, where we know what it means; the operator's own words stand beside a code that we
/// do not know.
fn detailed(view: &View, detail: &str) -> String {
    let code = detail.rsplit_once("(code ").map(|(_, code)| code.trim_start_matches("Some("));
    let code: Option<u32> = code.and_then(|code| code.trim_end_matches(')').parse().ok());
    match (code.and_then(error_code), code) {
        (Some(known), _) => view.with_two(
            "messages-cause-code",
            ("cause", &view.say(meant(known.reaction))),
            ("code", &i64::from(known.code).to_string()),
        ),
        (None, Some(code)) => view.with("messages-cause-unknown-code", "code", code.to_string()),
        (None, None) => {
            let known = CAUSES.iter().find(|(begins, _)| detail.starts_with(begins));
            known.map_or_else(|| detail.to_owned(), |(_, id)| view.say(id))
        }
    }
}

/// What a code of the provider's comes to for who looks at the message.
fn meant(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Retry => "messages-cause-busy",
        Reaction::Never => "messages-cause-never",
        Reaction::BadNumber => "messages-cause-bad-number",
        Reaction::Landline => "messages-cause-landline",
        Reaction::OptedOut => "messages-cause-opted-out",
        Reaction::Alarm => "messages-cause-alarm",
    }
}

/// Sends one again.
pub(super) async fn retry(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Redirect, Fault> {
    let done = console.store().retry_job(&id, console.now()).await?;
    settled(&console, &signed, (&id, "message-retried"), done, "messages-retried").await
}

/// Sets one aside.
pub(super) async fn discard(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Redirect, Fault> {
    let done = console.store().discard_job(&id, console.now()).await?;
    settled(&console, &signed, (&id, "message-discarded"), done, "messages-discarded").await
}

async fn settled(
    console: &Console,
    signed: &Signed,
    (id, action): (&str, &'static str),
    done: Result<(), JobRefused>,
    said: &'static str,
) -> Result<Redirect, Fault> {
    let said = match done {
        Ok(()) => {
            console.store().audit(entry(console, signed, action, id)?).await?;
            said
        }
        Err(JobRefused::PerhapsSent) => "messages-refused",
        Err(JobRefused::Unknown | JobRefused::State(_)) => "messages-gone",
    };
    Ok(Redirect::to(&format!("{HERE}?told={said}")))
}

/// An entry of what whoever is signed in did to something of ours.
pub(super) fn entry(console: &Console, signed: &Signed, action: &'static str, subject: &str) -> Result<Entry, Fault> {
    session::entry(console, &signed.advisor.actor(), action, subject, None)
}

#[cfg(test)]
mod tests {
    use super::CAUSES;
    use crate::outgoing::{
        failure::{Reaction, SendError},
        next::GivenUp,
    };

    #[test]
    fn every_failure_of_an_order_has_its_meaning() {
        let refused = SendError::Refused { code: None, reaction: Reaction::Never };
        let after = std::time::Duration::ZERO;
        let errors = [
            refused,
            SendError::Busy { after: None },
            SendError::NotSent,
            SendError::Resting { after },
            SendError::Uncertain,
            SendError::Fiction,
            SendError::NotDiallable,
        ];
        let given_up = [GivenUp::Refused, GivenUp::Expired, GivenUp::PerhapsSent].map(|why| why.to_string());
        for told in errors.map(|error| error.to_string()).into_iter().chain(given_up) {
            assert!(CAUSES.iter().any(|(begins, _)| told.starts_with(begins)), "{told}");
        }
    }
}
