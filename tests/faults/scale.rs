//! How much is done, and with which dice: a short form with every change, the long one by `make faults`.

use tokio::sync::{Mutex, MutexGuard};

/// `short`, or `long` where `GUICHET_FAULTS=long` asks for it.
pub fn pick<T>(short: T, long: T) -> T {
    if variable("GUICHET_FAULTS").as_deref() == Some("long") { long } else { short }
}

/// Restart times and recovery are measured, so one scenario at a time has the machine.
pub async fn alone() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::const_new(());
    MACHINE.lock().await
}

/// Dice of a seed: the same seed throws the same.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for a scenario: `GUICHET_FAULTS_SEED`, or fresh ones. The seed is printed, so that a failure shows it.
    pub fn thrown(scenario: &str) -> Self {
        let given = variable("GUICHET_FAULTS_SEED").and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| getrandom::u64().expect("there is randomness"));
        println!("{scenario}: GUICHET_FAULTS_SEED={seed}");
        Dice(seed)
    }

    /// The seed, where each of many conversations has one of its own: this one, and the ones after it.
    pub fn seed(&self) -> u64 {
        self.0
    }

    /// Dice of a given seed.
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// Dice of their own for one of several at work.
    pub fn split(&mut self) -> Self {
        Dice(self.next())
    }

    /// The next throw (SplitMix64, by Steele, Lea and Flood).
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 up to, not including, `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

#[expect(clippy::disallowed_methods, reason = "it is the test's setting, not the program's")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
