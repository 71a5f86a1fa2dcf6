//! Inputs tried one after the other: what went wrong is made small, kept as a file, and told with its seed.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Inputs tried with every change.
const SHORT: u64 = 1_500;
/// The longest one input may take, in a development build on a busy machine.
const LONGEST: Duration = Duration::from_secs(3);
/// What the memory of the whole process may come to, in KiB.
const MOST_MEMORY: u64 = 1024 * 1024;
/// Inputs between two looks at the clock of the whole run, and at the memory.
const AT_ONCE: u64 = 100;

/// Tries inputs on something that reads them, which panics where it should not have; what once failed first.
pub fn fuzz(name: &str, input: impl Fn(u64) -> Vec<u8>, reads: impl Fn(&[u8])) {
    for path in regressions(name) {
        let bytes = fs::read(&path).expect("a kept input");
        assert!(try_one(&bytes, &reads).is_ok(), "{} fails again", path.display());
    }
    let begun = Instant::now();
    let marks = Marks::of(name);
    let first = first_seed(&marks);
    let mut tried = 0;
    while goes_on(tried, begun.elapsed()) {
        marks.write(first + tried);
        for seed in (first + tried..).take(usize::try_from(AT_ONCE).unwrap_or(1)) {
            let bytes = input(seed);
            if let Err(problem) = try_one(&bytes, &reads) {
                let kept = keep(name, seed, &shrunk(bytes, &reads));
                panic!(
                    "{name}: {problem}; GUICHET_FUZZ_SEED={seed} cargo test --test fuzz {name} tries it again; the shortest \
                     such input is in {}: mend it, and keep the file in tests/fuzz/regressions/{name}/",
                    kept.display()
                );
            }
        }
        tried += AT_ONCE;
        let memory = peak_memory();
        assert!(memory < MOST_MEMORY, "{name}: {memory} KiB after the seeds up to {}", first + tried);
    }
    marks.clear();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{name}: {tried} inputs from seed {first}, {:.0} a second, {} KiB at most",
        tried as f64 / seconds,
        peak_memory()
    );
}

fn goes_on(tried: u64, taken: Duration) -> bool {
    match variable("GUICHET_FUZZ_SECONDS") {
        Some(seconds) => taken < Duration::from_secs(seconds),
        None => tried < SHORT,
    }
}

/// The seed that is given, the one at which the last run broke off, or a fresh one.
fn first_seed(marks: &Marks) -> u64 {
    let given = variable("GUICHET_FUZZ_SEED").or_else(|| marks.read());
    given.unwrap_or_else(|| getrandom::u32().map(u64::from).expect("there is randomness"))
}

/// What went wrong with an input, if anything.
fn try_one(bytes: &[u8], reads: &impl Fn(&[u8])) -> Result<(), String> {
    let begun = Instant::now();
    let read = catch_unwind(AssertUnwindSafe(|| reads(bytes)));
    let taken = begun.elapsed();
    match read {
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            Err(format!("it panics: {}", words.unwrap_or_default()))
        }
        Ok(()) if taken > LONGEST => Err(format!("it takes {taken:?}")),
        Ok(()) => Ok(()),
    }
}

/// The input with everything left out that is not needed to fail.
fn shrunk(mut bytes: Vec<u8>, reads: &impl Fn(&[u8])) -> Vec<u8> {
    let mut size = bytes.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < bytes.len() {
            let mut fewer = bytes.clone();
            fewer.drain(at..(at + size).min(bytes.len()));
            if try_one(&fewer, reads).is_err() { bytes = fewer } else { at += size }
        }
        size /= 2;
    }
    bytes
}

fn keep(name: &str, seed: u64, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}-{seed}"));
    fs::write(&path, bytes).expect("a file for the input");
    path
}

fn regressions(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions").join(name);
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.expect("a kept input").path()).collect()
}

/// Where a run is, outside of the process: an endless recursion ends it without a word.
struct Marks(PathBuf);

impl Marks {
    fn of(name: &str) -> Self {
        Marks(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}-at")))
    }

    fn write(&self, seed: u64) {
        fs::write(&self.0, seed.to_string()).expect("a file for the seed");
    }

    fn read(&self) -> Option<u64> {
        fs::read_to_string(&self.0).ok()?.parse().ok()
    }

    fn clear(&self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The most memory this process ever had, in KiB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[expect(clippy::disallowed_methods, reason = "it is the test's setting, not the program's")]
fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn what_panics_is_found_and_made_small() {
    let reads = |bytes: &[u8]| assert!(!bytes.windows(2).any(|pair| pair == b"{{"), "two brackets");
    assert!(try_one(b"a{b{c", &reads).is_ok());
    assert!(try_one(b"abc{{def", &reads).is_err_and(|problem| problem.contains("two brackets")));
    assert_eq!(shrunk(b"abc {{ def {{ g".to_vec(), &reads), b"{{");
}
