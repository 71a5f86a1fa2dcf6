//! What may be done in the console, and from which role on. One table; what does not stand in it cannot be asked for.

use super::Role;

/// Something that a page, an act or a field of the console needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// One's own settings and password, and signing out.
    OwnAccount,
    /// The queue: who waits since when, their numbers masked.
    SeeQueue,
    /// A callback that is in the queue, or was: what it is about, its attempts, its outcome.
    SeeCallback,
    /// The page of a person, and looking for one.
    SeePerson,
    /// Claiming, ringing, notes, outcomes.
    WorkCallbacks,
    /// Field: what was heard, typed and written in a conversation, secrets masked.
    ReadConversation,
    /// Field: notes of advisors.
    ReadNotes,
    /// Field: answers that a person gave to a file.
    ReadAnswers,
    /// A recording that a caller left.
    HearRecording,
    /// A telephone number or a file number in full, for a reason that is kept.
    Reveal,
    /// A file's page.
    SeeFile,
    /// Changing a file's status, and asking its person for an item.
    WorkFiles,
    /// Asking a person whether somebody may act for them, seeing who may, and ending it.
    WorkMandates,
    /// Messages that failed or are uncertain.
    SeeMessages,
    /// Sending such a message again, or giving it up.
    SettleMessages,
    /// What is measured of callbacks, for the whole team.
    SeeWall,
    /// The flows, with where people fall silent and give up.
    SeeFlows,
    /// The record of who did what.
    SeeAudit,
    /// Accounts: adding, changing a role, closing, a new password.
    ManagePeople,
}

/// Every permission with the role that it begins with.
const FROM: [(Permission, Role); 19] = [
    (Permission::OwnAccount, Role::Reception),
    (Permission::SeeQueue, Role::Reception),
    (Permission::SeeCallback, Role::Reception),
    (Permission::SeePerson, Role::Reception),
    (Permission::WorkCallbacks, Role::Advisor),
    (Permission::ReadConversation, Role::Advisor),
    (Permission::ReadNotes, Role::Advisor),
    (Permission::ReadAnswers, Role::Advisor),
    (Permission::HearRecording, Role::Advisor),
    (Permission::Reveal, Role::Advisor),
    (Permission::SeeFile, Role::Advisor),
    (Permission::WorkFiles, Role::Advisor),
    (Permission::WorkMandates, Role::Advisor),
    (Permission::SeeMessages, Role::Advisor),
    (Permission::SettleMessages, Role::Supervisor),
    (Permission::SeeWall, Role::Supervisor),
    (Permission::SeeFlows, Role::Supervisor),
    (Permission::SeeAudit, Role::Supervisor),
    (Permission::ManagePeople, Role::Administrator),
];

impl Permission {
    /// Every permission.
    pub fn all() -> impl Iterator<Item = Permission> {
        FROM.into_iter().map(|(permission, _)| permission)
    }
}

impl Role {
    /// Whether this role may. What stands in no row is denied.
    pub fn may(self, permission: Permission) -> bool {
        FROM.iter().any(|(named, from)| *named == permission && self >= *from)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_permission_stands_in_one_row_and_rises_with_the_roles() {
        assert_eq!(Permission::all().collect::<HashSet<_>>().len(), FROM.len());
        for permission in Permission::all() {
            let allowed = Role::ALL.map(|role| role.may(permission));
            assert!(allowed.is_sorted() && allowed[3], "{permission:?}: {allowed:?}");
        }
    }

    #[test]
    fn what_the_counter_sees_holds_nothing_that_a_person_told_us() {
        let allowed: Vec<Permission> = Permission::all().filter(|one| Role::Reception.may(*one)).collect();
        use Permission::{OwnAccount, SeeCallback, SeePerson, SeeQueue};
        assert_eq!(allowed, [OwnAccount, SeeQueue, SeeCallback, SeePerson]);
        for (permission, first) in [
            (Permission::Reveal, Role::Advisor),
            (Permission::SettleMessages, Role::Supervisor),
            (Permission::SeeAudit, Role::Supervisor),
            (Permission::ManagePeople, Role::Administrator),
        ] {
            assert_eq!(Role::ALL.into_iter().find(|role| role.may(permission)), Some(first), "{permission:?}");
        }
    }
}
