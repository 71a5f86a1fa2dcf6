#!/usr/bin/env bash
# Every test suite, one after the other, with the time each took and the time it is meant to take at most.
# The last line is the sum: `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

scripts/need.sh || exit 1

rows=()
passed=0
failed=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# One PostgreSQL server for the whole run, unless one is given.
if [ -z "${GUICHET_TEST_POSTGRES:-}" ]; then
    coproc server { exec scripts/postgres.sh; }
    # shellcheck disable=SC2034,SC2154
    pid=$server_PID orders=${server[1]}
    read -r GUICHET_TEST_POSTGRES <&"${server[0]}" || exit 1
    export GUICHET_TEST_POSTGRES
    # The server ends where its orders do.
    trap 'rm -f "$output"; exec {orders}>&-; wait "$pid"' EXIT
fi

# count WORD: how many tests the suite's output says were so.
# Rust prints "test result: ok. 12 passed; 0 failed", Node.js "ℹ pass 12" or "# pass 12".
count() {
    sed -nE "s/^test result: .* ([0-9]+) $1ed;.*/\1/p; s/^(ℹ|#) $1 ([0-9]+)$/\2/p" "$output" | awk '{ n += $1 } END { print n + 0 }'
}

# suite NAME BUDGET COMMAND...: budgets are seconds on two cores, everything compiled before.
suite() {
    local name=$1 budget=$2 begun=$SECONDS status=0 verdict=passed took ok bad
    shift 2
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$output" || status=$?
    took=$((SECONDS - begun))
    ok=$(count pass)
    bad=$(count fail)
    if [ "$status" -ne 0 ]; then
        verdict=FAILED
        # A suite that could not run, or broke off, is a failure too.
        [ "$bad" -gt 0 ] || bad=1
    elif [ "$took" -gt "$budget" ]; then
        verdict="passed, over its budget"
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    rows+=("$(printf '%-16s %6s %6s %5ss %6ss  %s' "$name" "$ok" "$bad" "$took" "$budget" "$verdict")")
}

suite build 900 cargo test --no-run --quiet
suite unit 240 cargo test --quiet --lib --bins
suite doc 60 cargo test --quiet --doc
for file in tests/*.rs tests/*/main.rs; do
    [ -e "$file" ] || continue
    name=${file#tests/}
    name=${name%/main.rs}
    name=${name%.rs}
    case $name in
        operate) budget=120 ;; # time limits of 10 s are waited for
        faults) budget=240 ;; # the short form of `make faults`
        conversations) budget=240 ;; # each of over a hundred plays against a service of its own
        rush) budget=90 ;; # ten minutes of a full outbox, second by second
        walk) budget=90 ;; # every way through the flows, in every language on both channels
        author_guide) budget=120 ;; # a whole flow is written, played, walked and compared
        diagnostics) budget=120 ;; # over a hundred installations are checked
        attack) budget=120 ;; # the short form of `make attack`
        fuzz) budget=90 ;; # the short form of `make fuzz`
        console) budget=180 ;; # each cell of roles by routes signs somebody in
        case_system) budget=120 ;; # slow case systems are waited for
        *) budget=60 ;;
    esac
    suite "$name" "$budget" cargo test --quiet --test "$name"
done
suite browser 480 tests/browser/run.sh

printf '\n%-16s %6s %6s %6s %7s\n' suite passed failed took budget
printf '%s\n' "${rows[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
