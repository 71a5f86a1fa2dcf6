#!/usr/bin/env bash
# Every test suite, one after the other, with the time each took and the time it is meant to take at most.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

scripts/need.sh || exit 1

rows=()
passed=0
failed=0
broken=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# suite NAME BUDGET COMMAND...: budgets are seconds on two cores, everything compiled before.
suite() {
    local name=$1 budget=$2 begun=$SECONDS status=0 verdict=passed
    shift 2
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$output" || status=$?
    local took=$((SECONDS - begun)) ok bad
    # Rust prints "test result: ok. 12 passed; 0 failed", Node.js "ℹ pass 12" and "ℹ fail 0".
    ok=$(sed -nE 's/^test result: .* ([0-9]+) passed;.*/\1/p; s/^(ℹ|#) pass ([0-9]+)$/\2/p' "$output" | awk '{ n += $1 } END { print n + 0 }')
    bad=$(sed -nE 's/^test result: .* ([0-9]+) failed;.*/\1/p; s/^(ℹ|#) fail ([0-9]+)$/\2/p' "$output" | awk '{ n += $1 } END { print n + 0 }')
    if [ "$status" -ne 0 ]; then
        verdict=FAILED
        broken=$((broken + 1))
    elif [ "$took" -gt "$budget" ]; then
        verdict="passed, over its budget"
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    rows+=("$(printf '%-16s %6s %6s %5ss %6ss  %s' "$name" "$ok" "$bad" "$took" "$budget" "$verdict")")
}

suite build 900 cargo test --no-run --quiet
suite unit 60 cargo test --quiet --lib --bins
suite doc 60 cargo test --quiet --doc
for file in tests/*.rs tests/*/main.rs; do
    [ -e "$file" ] || continue
    name=${file#tests/}
    name=${name%/main.rs}
    name=${name%.rs}
    suite "$name" 60 cargo test --quiet --test "$name"
done
suite browser 120 tests/browser/run.sh

printf '\n%-16s %6s %6s %6s %7s\n' suite passed failed took budget
printf '%s\n' "${rows[@]}"
printf '\ntests: %d passed, %d failed, %d of %d suites failed\n' "$passed" "$failed" "$broken" "${#rows[@]}"
[ "$broken" -eq 0 ]
