//! What is supposed of people, and why: the numbers of the play that are not the program's own.

use guichet::id::Seed;

/// Something that happens so many times in a hundred.
pub struct Assumption {
    /// What happens.
    pub says: &'static str,
    /// So many times in a hundred.
    pub percent: u64,
    /// What is known of it.
    pub why: &'static str,
}

impl Assumption {
    /// Whether it happens this time.
    pub fn happens(&self, seed: &mut Seed) -> bool {
        seed.below(100) < self.percent
    }
}

/// So many days later the file shows what was done.
pub const FILE_DAYS: i64 = 3;
/// So many days later an advisor has called.
pub const ADVISOR_DAYS: i64 = 2;

macro_rules! assumptions {
    ($($name:ident: $percent:literal, $says:literal, $why:literal;)*) => {
        $(pub const $name: Assumption = Assumption { says: $says, percent: $percent, why: $why };)*
        /// All of them, as they stand on the page.
        pub const ALL: &[Assumption] = &[$($name),*];
    };
}

assumptions! {
    REMEMBERS: 70, "A person does it in time without being told",
        "Appointments kept without a text: 60 % (Youssef 2014); households that keep a benefit over a year: 3 of 4 (Code for America)";
    READS: 80, "A text that arrived is read", "Supposed";
    NEVER_ARRIVES: 4, "A mobile telephone never receives our texts", "Supposed; only 20 % of a hospital's numbers could be used at all (Hallsworth 2015)";
    LOST: 3, "Any other text does not arrive", "Supposed";
    MORNING: 35, "A call is answered from 10 to 12", "Supposed; evening beats daytime (Weeks, Kulka 1987–88)";
    EVENING: 50, "A call is answered from 17 to 19", "Supposed, as above";
    AGAIN: 80, "Who did not answer may answer in the same hours again: so many times as often", "The same hours again pay less and less (Weeks, Kulka)";
    ACTS: 13, "Who would not have done it does so after one reminder that was heard",
        "So chosen that three of them, heard as above, come near the 26 % fewer missed of New York's courts (Fishbane 2020)";
    SAYS_DONE: 40, "Who did it answers FAIT to what is heard", "Supposed";
    WRONGLY: 1, "Who did not do it answers FAIT", "Supposed: why a trial believes files alone";
    HELP: 6, "Who did not do it asks for help", "Offering a telephone appointment: 10 % more took part (DREES 47, 2020)";
    LATER: 5, "Who did not do it asks to be told later", "Supposed; it is counted, and not played on";
    STOPS: 1, "Somebody who hears a reminder wants no more of them", "Supposed";
    HELPED: 60, "Who is rung back does it", "Accompaniment raises both application and take-up (Daigneault 2025); supposed";
    FOUND: 50, "An advisor reaches somebody whom two messages did not reach", "Supposed";
    SHOWN: 60, "The file shows what was done, 3 days later", "Supposed: not every organisation tells us";
    MOBILE: 70, "A person's number is a mobile one", "Supposed of people without internet";
    CHOOSES: 10, "A person chose to hear from us in the morning, or in the evening, half each", "Supposed";
}
