//! `guichet demo`: the whole service on example files, with a phone in the browser.

use std::path::PathBuf;

use anyhow::Context;
use indexmap::IndexMap;

use super::{
    doors::Door,
    morning::Morning,
    reload::{self, Folders},
    world::{Plan, SERVICE_NUMBER, World, facts},
};
use crate::{
    clock::Clock, phone_number::Numbering, service::Randomness, settings::fresh_keys, simulator::handset::DemoFile,
};

/// Runs the demo until it is interrupted.
pub(super) async fn demo(listen: &str, data: Option<PathBuf>, waiting: Option<u16>) -> anyhow::Result<()> {
    let listen = listen.parse().with_context(|| format!("--listen is `{listen}`; write for example 127.0.0.1:8080"))?;
    let folder = Folder::open(data)?;
    let world = World::start(Plan {
        listen,
        data: &folder.path,
        clock: Clock::System,
        randomness: Randomness::System,
        organisations: IndexMap::new(),
        files: Vec::new(),
        worker: true,
    })
    .await?;
    let dialogue = world.service.dialogue();
    let office = &dialogue.script.service.office;
    Morning::new(world.service.store(), office, SERVICE_NUMBER, world.clock.now()).fill(waiting).await?;
    let doors = world.doors.open(&world.service).await?;
    println!("{}", greeting(&world, &doors));
    // Who writes flows and words hears them at the next call.
    let watched = reload::keep_current(world.service.clone(), Folders::of(&world.settings), None);
    tokio::select! {
        () = super::serve::stopped() => {}
        () = watched => {}
    }
    world.stop().await;
    Ok(())
}

fn greeting(world: &World, doors: &[Door]) -> String {
    let facts = facts();
    let pairs = |number: &str| {
        Numbering { fiction: true }.parse(number).map_or_else(|| number.to_owned(), |number| number.in_pairs())
    };
    let people: Vec<String> =
        facts.people.iter().map(|person| format!("  {}   {}", pairs(&person.number), person.name)).collect();
    let door = |door: &Door| format!("  {:14} {}{}", door.role.as_str(), world.url, door.path);
    let doors: Vec<String> = doors.iter().map(door).collect();
    format!(
        "phone simulator: {}/phone\n\nthe advisors' console, each link for one role\n{}\n\nthe service's number\n  {}\n\nphones to call or text from\n{}\n\nfiles to ask for\n{}\n\n\
         by text, begin with DOSSIER (or FILE, or ملف); by phone, just call\n\
         to ask for the street number from our side, in another terminal:\n  \
         GUICHET_NUMBER={SERVICE_NUMBER} GUICHET_DATABASE_URL={} {} ask 2345678 street_number\n\
         to have a phone ring, end that line with: ring 0199000013 about\n\npress Ctrl-C to stop",
        world.url,
        doors.join("\n"),
        pairs(SERVICE_NUMBER),
        people.join("\n"),
        example_files().join("\n"),
        world.settings.database_url,
        program(),
    )
}

/// The example files, each with its code and what it shows.
pub(super) fn example_files() -> Vec<String> {
    let shows = ["in progress", "a missing item: the street number", "decided"];
    let line = |(file, shows): (DemoFile, &str)| format!("  file {}   code {}   {shows}", file.number, file.code);
    facts().files.into_iter().zip(shows).map(line).collect()
}

/// How this program was started: after `make demo` it is not among the machine's commands.
fn program() -> String {
    std::env::current_exe().map_or_else(|_| "guichet".to_owned(), |path| path.display().to_string())
}

/// The folder of a demo's database: a given one is kept, a fresh one is removed at the end.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    fresh: bool,
}

impl Folder {
    pub(super) fn open(given: Option<PathBuf>) -> anyhow::Result<Self> {
        let fresh = given.is_none();
        let path = match given {
            Some(path) => path,
            None => {
                let name =
                    getrandom::u64().map_err(|error| anyhow::anyhow!("the machine gives no randomness: {error}"))?;
                std::env::temp_dir().join(format!("guichet-{name:016x}"))
            }
        };
        std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        if fresh {
            // Keys to a database that is soon removed need no copy in another place, and nobody is told to make one.
            let keys = path.join("guichet.keys");
            std::fs::write(&keys, fresh_keys()?).with_context(|| format!("{} cannot be made", keys.display()))?;
        }
        Ok(Folder { path, fresh })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.fresh {
            // Nothing is lost where the system cleans its temporary folder instead.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
