//! The usual Node stack beside us, where this machine has Node.js and can get the packages.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    people::{PUBLIC_URL, TOKEN},
    server::Server,
};

/// Starts it, or says why it is left out.
pub fn start(folder: &Path) -> Result<Server, String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/node");
    let quiet = |command: &mut Command| {
        let done = command.current_dir(&own).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        done.is_ok_and(|status| status.success())
    };
    let install = || quiet(Command::new("npm").args(["ci", "--no-fund", "--no-audit", "--silent"]));
    let loads = || quiet(Command::new("node").args(["-e", "new (require('better-sqlite3'))(':memory:')"]));
    if !quiet(Command::new("node").arg("--version")) {
        return Err("Node.js is not installed".to_owned());
    }
    // Installed once; a package that was built for another version of Node.js is built anew.
    if !(loads() || install() && loads()) {
        return Err("its packages cannot be installed: try `npm ci` in benches/node".to_owned());
    }
    let mut command = Command::new("node");
    command.arg(own.join("server.mjs")).arg(folder.join("node.db")).args([PUBLIC_URL, TOKEN]);
    Server::spawn(command).map_err(|error| format!("it does not start: {error:#}"))
}
