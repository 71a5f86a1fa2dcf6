# What one does with this repository. `make` alone lists it.

.DEFAULT_GOAL := help
.PHONY: help demo test axe faults attack fuzz lint bench screenshots

help: ## lists the targets
	@sed -n 's/^\([a-z]*\): ## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

# The development profile: it builds in a fraction of the release profile's time, shares its artefacts with the tests,
# and the parts that would be slow in it (password hashes, SQLite) are optimised there too.
demo: ## starts the whole service with example files and a phone in the browser
	cargo run -- demo

test: ## runs every test suite and prints what each took
	scripts/test.sh

axe: ## looks with axe at every page of the console, for each role, language, look and state, and counts
	scripts/need.sh
	tests/browser/run.sh axe-all.mjs

# The release profile: what is killed, paused and overloaded is what would run in service.
faults: ## kills, pauses, cuts off and overloads the real program for an hour, and judges what is left
	scripts/need.sh
	GUICHET_FAULTS=long cargo test --release --test faults -- --nocapture

# The release profile: a million texts for each writer, ten thousand replays.
attack: ## forges, replays, guesses and injects what the short form of the tests does a little of
	scripts/need.sh
	GUICHET_ATTACK=long cargo test --release --test attack -- --nocapture --test-threads=1

# For so many seconds each: GUICHET_FUZZ_SECONDS=600 make fuzz
fuzz: ## gives bad files, words, expressions, conversations and webhooks to what reads them, a minute each
	GUICHET_FUZZ_SECONDS=$${GUICHET_FUZZ_SECONDS:-60} cargo test --release --test fuzz -- --nocapture --test-threads=1

lint: ## format, clippy and documentation, warnings refused
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --lib --bins --test traces --features otlp -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

bench: ## runs the benchmarks
	cargo bench --bench check --bench core --bench desk --bench reminders --bench turn

screenshots: ## takes the pictures in docs/images anew
	scripts/need.sh
	tests/browser/run.sh screenshots.mjs
