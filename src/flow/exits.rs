//! The ways out of a step, each by the name that an author knows it by.

use std::fmt;

use super::{
    Name,
    definition::{Kind, Step},
};

/// One way out of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit<'a> {
    /// By its word in the file: `next`, an option of a menu, an outcome, `else`.
    Word(&'a str),
    /// An arm of a branch that has a condition, counted from 1.
    Arm(usize),
    /// The step was entered as often as `at-most` says: it is not taken, and this way is.
    UsedUp,
    /// Its question was put as often as `tries` says.
    TriedOut,
}

impl Exit<'_> {
    /// The only way out of a step that decides nothing.
    pub const NEXT: Exit<'static> = Exit::Word("next");
    /// The way where no other fits.
    pub const ELSE: Exit<'static> = Exit::Word("else");
}

impl fmt::Display for Exit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Word(word) => f.write_str(word),
            Exit::Arm(place) => write!(f, "arm-{place}"),
            Exit::UsedUp => f.write_str("at-most"),
            Exit::TriedOut => f.write_str("tries"),
        }
    }
}

impl Step {
    /// Its ways out, each with the step it leads to.
    pub fn exits(&self) -> Vec<(Exit<'_>, &Name)> {
        let tried_out = self.tries.go.iter().map(|go| (Exit::TriedOut, go));
        let used_up = self.at_most.iter().map(|bound| (Exit::UsedUp, &bound.go));
        self.own_exits().into_iter().chain(tried_out).chain(used_up).collect()
    }

    /// Those of its kind.
    pub(super) fn own_exits(&self) -> Vec<(Exit<'_>, &Name)> {
        match &self.kind {
            Kind::Say { next, .. }
            | Kind::Set { next, .. }
            | Kind::Send { next, .. }
            | Kind::Remind { next, .. }
            | Kind::Note { next, .. }
            | Kind::Consent { next, .. } => vec![(Exit::NEXT, next)],
            Kind::Menu { options, .. } => options.iter().map(|to| (Exit::Word(&to.option), &to.go)).collect(),
            Kind::Branch(arms) => {
                arms.iter().enumerate().map(|(at, (when, go))| (arm(at, when.is_some()), go)).collect()
            }
            Kind::Ask { exits: on, .. }
            | Kind::Verify { on, .. }
            | Kind::SendOnFile { on, .. }
            | Kind::LookUp { on, .. }
            | Kind::Give { on, .. }
            | Kind::Callback { on, .. }
            | Kind::Withdraw { on, .. }
            | Kind::Mandate { on, .. }
            | Kind::Settle { on, .. }
            | Kind::RemindOf { exits: on, .. }
            | Kind::Transfer { on }
            | Kind::Call { on, .. } => on.iter().map(|(exit, go)| (Exit::Word(exit), go)).collect(),
            Kind::End { .. } => Vec::new(),
        }
    }

    /// The steps it leads to, as often as it names them.
    pub fn targets(&self) -> Vec<&Name> {
        self.exits().into_iter().map(|(_, to)| to).collect()
    }

    /// Whether it waits for the person.
    pub fn waits(&self) -> bool {
        matches!(self.kind, Kind::Menu { .. } | Kind::Ask { .. })
    }
}

/// The way out by an arm of a branch, by its place from 0.
pub(super) fn arm<'a>(at: usize, has_condition: bool) -> Exit<'a> {
    if has_condition { Exit::Arm(at + 1) } else { Exit::ELSE }
}
