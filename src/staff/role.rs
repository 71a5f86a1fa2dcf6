//! The four roles, each of which may do all that the one before it may.

use std::str::FromStr;

/// What somebody is in the organisation that runs the service. The order is that of what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees who asked to be called and when they will be, to tell people at the counter.
    Reception,
    /// Rings people, works on their files.
    Advisor,
    /// Looks after the queue, the messages and the record of who did what.
    Supervisor,
    /// Looks after accounts.
    Administrator,
}

impl Role {
    /// Every role, the one that may do the least first.
    pub const ALL: [Role; 4] = [Role::Reception, Role::Advisor, Role::Supervisor, Role::Administrator];

    /// The word in commands, in the database and in the ids of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Reception => "reception",
            Role::Advisor => "advisor",
            Role::Supervisor => "supervisor",
            Role::Administrator => "administrator",
        }
    }
}

/// A word that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is reception, advisor, supervisor or administrator")]
pub struct NoRole;

impl FromStr for Role {
    type Err = NoRole;

    fn from_str(word: &str) -> Result<Self, NoRole> {
        Role::ALL.into_iter().find(|role| role.as_str() == word).ok_or(NoRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_as_it_is_written_and_no_other_word_is_one() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for word in ["", "Advisor", "root", "admin"] {
            assert_eq!(word.parse::<Role>(), Err(NoRole), "{word}");
        }
    }
}
