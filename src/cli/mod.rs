//! The command line: serve, demo, phone, test, check, new, doctor, and the commands that look at or feed the database.

mod advisor;
mod audit;
mod backup;
mod check;
mod codes;
mod data;
mod deadlines;
mod demo;
mod diff;
mod doctor;
pub mod doors;
mod facts;
mod graph;
mod jobs;
mod keys;
mod mandate;
mod miss;
pub mod logging;
mod morning;
mod new;
mod person;
mod phone;
mod reload;
mod relocate;
mod remind;
mod ring;
mod serve;
mod systemd;
mod talk;
pub mod test;
pub mod walk;
mod words;
pub mod world;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{
    flow::schema,
    reminder::grammar::schema_text,
    settings::{self, Settings},
};

/// A counter that any phone reaches: texts and calls run dialogues kept as data.
#[derive(Debug, Parser)]
#[command(name = "guichet", version, about, max_term_width = 110)]
pub struct Cli {
    /// The settings file; without it `guichet.toml` is read if it is there. The environment wins over the file.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service: answers the provider's webhooks and sends texts.
    Serve,
    /// Runs the whole service on example files, with a phone in the browser.
    Demo {
        /// The address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
        listen: String,
        /// The folder for the database; without it a fresh one is made and removed at the end.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// How many people wait to be rung back when it begins; 0 for an empty desk.
        #[arg(long, value_name = "N")]
        waiting: Option<u16>,
    },
    /// Is a phone in the terminal: calls and texts the demo.
    Phone(phone::Options),
    /// Plays conversation files against the whole service and shows where the answers differ, and how much was played.
    Test(test::Options),
    /// Tries every way through the flows, in every language and on both channels, and holds each turn to what must be true.
    Walk(walk::Options),
    /// Checks the flows and words, and shows each mistake with file, line and what to write instead.
    Check(check::Check),
    /// Draws a flow: its steps with what a caller hears, and the ways between them.
    Graph(graph::Graph),
    /// Tells in words what differs between two versions of the dialogues for those who call and write.
    Diff(diff::Diff),
    /// Tells of each language what is missing and how long its messages are; writes and reads sheets for translators.
    Words {
        #[command(subcommand)]
        command: Option<words::Words>,
        /// How the report is written: for people, or as JSON for programs.
        #[arg(long, value_enum, default_value_t)]
        format: words::Format,
    },
    /// Writes what dialogues of your own begin with: a folder of them, or a small flow that passes every check.
    #[command(subcommand)]
    New(new::New),
    /// Prints the JSON Schema of flow files, by which editors complete and underline.
    Schema {
        /// That of deadline files.
        #[arg(long)]
        deadlines: bool,
    },
    /// Lists the types of deadline; shows what a list of people's deadlines would bring, sets it up, and says why somebody is
    /// told what.
    #[command(args_conflicts_with_subcommands = true)]
    Deadlines {
        /// Explains the deadlines of the person with this telephone number: what comes next, when, and what holds it back.
        #[arg(long, value_name = "NUMBER")]
        why: Option<String>,
        #[command(subcommand)]
        command: Option<deadlines::Deadlines>,
    },
    /// Brings in case files from a CSV file, all of them or none.
    Import {
        /// The file: UTF-8 or Windows-1252, comma or semicolon.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Reads and checks everything, changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Writes the answers given by phone as CSV to the standard output.
    Export {
        /// Only answers given on this day or later, such as 2026-11-03.
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
    },
    /// Asks the person of a file, by text, for one thing the file waits for.
    Ask {
        /// The file's number.
        #[arg(value_name = "FILE")]
        file: String,
        /// The name of the missing item, such as `street_number`.
        #[arg(value_name = "ITEM")]
        item: String,
        /// The organisation; needed where there are several.
        #[arg(long, value_name = "KEY")]
        organisation: Option<String>,
        /// The postcode, where the organisation's numbers need it.
        #[arg(long, default_value = "", value_name = "POSTCODE")]
        postcode: String,
    },
    /// Rings somebody and begins a flow with whoever answers.
    Ring(ring::Options),
    /// Looks for what is wrong with this installation, and says how to mend it.
    Doctor {
        /// Writes the findings as JSON, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Copies the database while the service runs, checked and complete.
    Backup {
        /// The file to write, or a folder for a file named by the time.
        #[arg(long, value_name = "PATH")]
        to: PathBuf,
    },
    /// Shows what waits to be sent and what came to nothing, and stops or starts sending.
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// Lists the people who are to be called back, in the order in which they are rung. Shows their numbers.
    Callbacks,
    /// Lists the remarks that flows kept for the advisors, such as a request, the oldest first.
    Notes {
        /// Only those of this day or later, such as 2026-11-03.
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
    },
    /// Adds and changes the accounts of those who work in the console.
    #[command(subcommand)]
    Advisor(advisor::Command),
    /// Makes codes for posting, revokes them, and shows whether somebody guesses them.
    #[command(subcommand)]
    Codes(codes::Command),
    /// Hands out or erases everything that is held of a person.
    #[command(subcommand)]
    Person(person::Command),
    /// Prints new keys for a database that is to be made; keep them in a file of their own. Its commands change a key.
    Keys {
        #[command(subcommand)]
        command: Option<keys::Command>,
    },
    /// Carries the whole installation over into another database and compares every row; the service must be stopped.
    Move {
        /// The address of the old database; without it, the one of the settings.
        #[arg(long, value_name = "URL")]
        from: Option<String>,
        /// The address of the new database, which must be empty: `sqlite:PATH` or `postgres://…`.
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Looks into the record of who did what.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Checks that no entry was changed or removed, and names the first that does not hold.
    Verify {
        /// A file of heads that were written down, a line each: those the record must still go through.
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Prints the last link of the record, to be kept in another place: by it a record that was cut off is found.
    Head,
}

/// Runs the command that was typed.
///
/// # Errors
/// What went wrong, in words for the operator.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let load = || Settings::load(cli.config.as_deref(), &settings::environment);
    match cli.command {
        Command::Serve => serve::serve(load()?).await,
        Command::Demo { listen, data, waiting } => demo::demo(&listen, data, waiting).await,
        Command::Phone(options) => phone::phone(options).await,
        Command::Test(options) => test::test(options).await,
        Command::Walk(options) => walk::walk(&load()?, &options),
        Command::Check(wanted) => check::check(|| Ok(load()?), &wanted),
        Command::Graph(wanted) => graph::graph(&load()?, &wanted),
        Command::Diff(wanted) => diff::diff(load, wanted).await,
        Command::Words { command, format } => words::words(&load()?, command, format),
        Command::New(what) => new::new(load, what),
        Command::Schema { deadlines } => {
            print!("{}", if deadlines { schema_text() } else { schema::text() });
            Ok(())
        }
        Command::Deadlines { why, command } => deadlines::deadlines(&load()?, why, command).await,
        Command::Import { file, dry_run } => data::import(&load()?, &file, dry_run).await,
        Command::Export { since } => data::export(&load()?, since.as_deref()).await,
        Command::Ask { file, item, organisation, postcode } => {
            let wanted = data::Wanted { file, item, organisation, postcode };
            data::ask(&load()?, wanted).await
        }
        Command::Ring(options) => ring::ring(&load()?, options).await,
        Command::Doctor { json } => doctor::doctor(load(), cli.config.as_deref(), json).await,
        Command::Backup { to } => backup::backup(&load()?, &to).await,
        Command::Jobs(jobs) => jobs::jobs(&load()?, jobs).await,
        Command::Callbacks => data::callbacks(&load()?).await,
        Command::Notes { since } => data::notes(&load()?, since.as_deref()).await,
        Command::Advisor(command) => advisor::advisor(&load()?, command).await,
        Command::Codes(command) => codes::codes(&load()?, command).await,
        Command::Person(command) => person::person(&load()?, command).await,
        Command::Keys { command: None } => keys::fresh(),
        Command::Keys { command: Some(command) } => keys::keys(&load()?, command).await,
        Command::Move { from, to } => relocate::relocate_installation(load()?, from, &to).await,
        Command::Audit { command: AuditCommand::Verify { heads } } => audit::verify(&load()?, heads.as_deref()).await,
        Command::Audit { command: AuditCommand::Head } => audit::head(&load()?).await,
    }
}
