#!/usr/bin/env bash
# The browser tests: builds the program and runs them; each starts the demo it needs on a free port.
# With a script's name, such as screenshots.mjs, or a test file's, runs that instead.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)

npm ci --no-fund --no-audit --silent
(cd "$root" && cargo build --quiet)
export GUICHET_PROGRAM="${CARGO_TARGET_DIR:-$root/target}/debug/guichet"

if [ $# -gt 0 ]; then
    exec node "$@"
fi
exec node --test --test-concurrency=1 ./*.test.mjs
