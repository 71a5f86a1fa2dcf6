#!/usr/bin/env bash
# The browser tests: starts the demo on a free port, runs them, and ends the demo.
# With GUICHET_BROWSER_URL set, they run against that phone instead (http://127.0.0.1:PORT/phone).
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)

npm ci --no-fund --no-audit --silent

demo=
log=
end_demo() {
    if [ -n "$demo" ]; then
        kill "$demo" 2>/dev/null || true
        wait "$demo" 2>/dev/null || true
    fi
    if [ -n "$log" ]; then rm -f "$log"; fi
}
trap end_demo EXIT

if [ -z "${GUICHET_BROWSER_URL:-}" ]; then
    (cd "$root" && cargo build --quiet)
    log=$(mktemp)
    "${CARGO_TARGET_DIR:-$root/target}/debug/guichet" demo --listen 127.0.0.1:0 >"$log" 2>&1 &
    demo=$!
    for _ in $(seq 150); do
        GUICHET_BROWSER_URL=$(sed -n 's/^.*phone simulator: \(http[^ ]*\).*$/\1/p' "$log" | head -n 1)
        if [ -n "$GUICHET_BROWSER_URL" ]; then break; fi
        if ! kill -0 "$demo" 2>/dev/null; then break; fi
        sleep 0.2
    done
    if [ -z "$GUICHET_BROWSER_URL" ]; then
        echo "the demo did not name its phone's address; it printed:" >&2
        cat "$log" >&2
        exit 1
    fi
    export GUICHET_BROWSER_URL
fi

node --test --test-concurrency=1 --test-timeout=60000 ./*.test.mjs
