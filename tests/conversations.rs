//! Every file in `tests/conversations` is played against the whole service, over signed webhooks, and every step of
//! every shipped flow that says or asks something is reached by one of them.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{StreamExt, stream};
use guichet::{
    cli::{test::play_file, world::compiled},
    flow::definition::{Kind, Script},
    settings::Settings,
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

/// Conversations played at once: each has a world of its own.
const AT_ONCE: usize = 4;

/// The messages that were said, as `flow/message`.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<BTreeSet<String>>>);

#[derive(Default)]
struct Message {
    flow: String,
    message: String,
}

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut said = Message::default();
        event.record(&mut said);
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.insert(format!("{}/{}", said.flow, said.message));
    }
}

impl Visit for Message {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "flow" => value.clone_into(&mut self.flow),
            "said" => value.clone_into(&mut self.message),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// The steps that say or ask something, as `flow/step`: each has a message of its own name.
fn steps_with_words(script: &Script) -> BTreeSet<String> {
    let has_words = |kind: &Kind| {
        matches!(
            kind,
            Kind::Say { .. } | Kind::Ask { .. } | Kind::Menu { .. } | Kind::Send { .. } | Kind::Remind { .. }
        )
    };
    let steps = script.flows.values().flat_map(|flow| flow.steps.values().map(move |step| (&flow.name, step)));
    let with_words = steps.filter(|(_, step)| has_words(&step.kind));
    with_words.map(|(flow, step)| format!("{flow}/{}", step.name)).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            found.push(path);
        }
    }
    Ok(())
}

/// Plays every file, a few at a time; gives the reports of those that went otherwise.
async fn play_all(files: Vec<PathBuf>) -> Vec<String> {
    let reports: Vec<Option<String>> = stream::iter(files).map(play).buffer_unordered(AT_ONCE).collect().await;
    reports.into_iter().flatten().collect()
}

async fn play(path: PathBuf) -> Option<String> {
    match play_file(&path, false).await {
        Ok(report) => report,
        Err(error) => Some(format!("{}: {error:#}", path.display())),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_conversation_goes_as_it_is_written_and_together_they_reach_every_step() {
    let heard = Heard::default();
    let said = heard.clone().with_filter(Targets::new().with_target("guichet::said", tracing::Level::TRACE));
    tracing_subscriber::registry().with(said).init();
    let mut found = Vec::new();
    files(Path::new("tests/conversations"), &mut found).expect("a folder of conversations");
    found.sort();
    let count = found.len();
    let reports = play_all(found).await;
    assert!(reports.is_empty(), "{} of {count} conversations went otherwise:\n{}", reports.len(), reports.join("\n"));
    assert!(count >= 40, "only {count} conversations were found");
    let nothing = |_: &str| None;
    let settings = Settings::without_file(&nothing).expect("settings by default");
    let (_, dialogue) = compiled(&settings).expect("the shipped flows");
    let steps = steps_with_words(&dialogue.script);
    let heard = heard.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let never: Vec<&String> = steps.difference(&heard).collect();
    assert!(never.is_empty(), "no conversation reaches {never:?}");
}
