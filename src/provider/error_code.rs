//! What the provider's error codes mean for us, as data.
//!
//! Source: Twilio's error dictionary (`twilio.com/docs/api/errors`). Twilio says that the code for a cause may change:
//! few are told apart, and an unknown one is never tried again.

pub use crate::outgoing::failure::Reaction;

/// One code of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// Its number.
    pub code: u32,
    /// What it says, for the operator.
    pub meaning: &'static str,
    /// What we do.
    pub reaction: Reaction,
}

const fn row(code: u32, meaning: &'static str, reaction: Reaction) -> ErrorCode {
    ErrorCode { code, meaning, reaction }
}

/// The codes we know, ascending.
pub const ERROR_CODES: [ErrorCode; 37] = [
    row(10001, "our account is not active", Reaction::Alarm),
    row(10004, "too many calls of ours at once", Reaction::Retry),
    row(11200, "our answer could not be fetched", Reaction::Alarm),
    row(11205, "our server could not be reached or took over 15 s", Reaction::Alarm),
    row(11215, "more than 10 redirects", Reaction::Alarm),
    row(11750, "our answer is over 64 kB", Reaction::Alarm),
    row(12100, "our answer is no XML", Reaction::Alarm),
    row(12200, "our answer has an unknown element or attribute", Reaction::Alarm),
    row(12300, "our answer has the wrong content type", Reaction::Alarm),
    // A number that does not exist, or carriers that fail: one of them passes, and the code does not tell which.
    row(13224, "the number cannot be rung now, or not at all", Reaction::Never),
    row(20003, "the account or its token is refused", Reaction::Alarm),
    row(20404, "the resource does not exist", Reaction::Alarm),
    row(20429, "too many requests", Reaction::Retry),
    row(21202, "a premium number is not rung", Reaction::Never),
    row(21210, "our number may not place calls", Reaction::Alarm),
    row(21211, "the recipient is no number", Reaction::BadNumber),
    row(21214, "the recipient cannot be reached", Reaction::BadNumber),
    row(21217, "the recipient is no valid number", Reaction::BadNumber),
    row(21265, "the recipient is a short code, which takes no texts of ours", Reaction::BadNumber),
    row(21266, "the recipient is our own number", Reaction::BadNumber),
    row(21408, "texts to this region are not switched on", Reaction::Alarm),
    row(21606, "our number cannot send texts", Reaction::Alarm),
    row(21610, "the recipient has unsubscribed", Reaction::OptedOut),
    row(21612, "the recipient cannot be reached from our number", Reaction::Alarm),
    row(21614, "the recipient is no mobile number", Reaction::Landline),
    row(21617, "the text is over 1600 characters", Reaction::Alarm),
    row(21635, "the recipient is a landline", Reaction::Landline),
    row(21659, "our number does not belong to the account", Reaction::Alarm),
    row(30001, "the provider's queue is full", Reaction::Retry),
    row(30002, "our account is suspended", Reaction::Alarm),
    row(30003, "the phone is off or out of coverage", Reaction::Retry),
    row(30004, "the message is blocked", Reaction::Never),
    row(30005, "the phone does not exist", Reaction::BadNumber),
    row(30006, "a landline, or a carrier that cannot be reached", Reaction::Landline),
    row(30007, "the carrier filtered the message", Reaction::Alarm),
    row(30008, "an unknown error of the carrier", Reaction::Retry),
    row(30034, "our number is not registered with the carriers", Reaction::Alarm),
];

/// The code's row, if we know it.
pub fn error_code(code: u32) -> Option<&'static ErrorCode> {
    ERROR_CODES.binary_search_by_key(&code, |row| row.code).ok().map(|at| &ERROR_CODES[at])
}

/// What we do about a code, known or not.
pub fn reaction(code: u32) -> Reaction {
    match error_code(code) {
        Some(row) => row.reaction,
        // A wrong attribute of a verb: our mistake, whichever it is.
        None if (13_000..14_000).contains(&code) => Reaction::Alarm,
        None => Reaction::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_in_ascending_order() {
        assert!(ERROR_CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn every_code_has_its_reaction() {
        let rows = [
            (20429, Reaction::Retry),
            (21211, Reaction::BadNumber),
            (21610, Reaction::OptedOut),
            (21614, Reaction::Landline),
            (30003, Reaction::Retry),
            (30004, Reaction::Never),
            (30006, Reaction::Landline),
            (20003, Reaction::Alarm),
            (13227, Reaction::Alarm),
            (13224, Reaction::Never),
            (21202, Reaction::Never),
            (21210, Reaction::Alarm),
            (21265, Reaction::BadNumber),
            (99999, Reaction::Never),
            (0, Reaction::Never),
        ];
        for (code, expected) in rows {
            assert_eq!(reaction(code), expected, "{code}");
        }
    }
}
