//! The `guichet` binary.

use std::{
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use clap::Parser;
use guichet::cli::{self, Cli};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,guichet=info"));
    // At `trace` this library writes the telephone numbers it reads.
    if let Ok(silence) = "rlibphonenumber=off".parse() {
        filter = filter.add_directive(silence);
    }
    // Colours are for a terminal: in a journal they would be noise.
    let colours = stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(colours).init();
    match cli::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("guichet: {error:#}");
            ExitCode::FAILURE
        }
    }
}
