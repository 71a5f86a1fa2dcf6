//! The `guichet` binary.

use std::process::ExitCode;

use clap::Parser;
use guichet::cli::{self, Cli, logging};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match logging::start() {
        Ok(logging) => {
            let ended = cli::run(cli).await;
            logging.stop().await;
            ended
        }
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("guichet: {error:#}");
            ExitCode::FAILURE
        }
    }
}
