//! The mistakes that checks of paths find.

/// Whether a mistake keeps the flows from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Warning,
    Error,
}

/// One kind of mistake.
pub(super) struct Code {
    pub id: &'static str,
    pub severity: Severity,
}

const fn error(id: &'static str) -> Code {
    Code { id, severity: Severity::Error }
}

const fn warning(id: &'static str) -> Code {
    Code { id, severity: Severity::Warning }
}

pub(super) static FLOW_NOBODY_BEGINS: Code = warning("G0310");
pub(super) static CIRCLE_THROUGH_CALLS: Code = error("G0311");
pub(super) static FLOWS_CALL_IN_A_CIRCLE: Code = error("G0312");
pub(super) static CALLS_TOO_DEEP: Code = error("G0313");
pub(super) static NO_WAY_OUT: Code = error("G0314");
pub(super) static NEVER_RETURNS: Code = error("G0315");
pub(super) static OUTCOME_NEVER_COMES: Code = warning("G0316");
pub(super) static NOTHING_LEFT_FOR_ELSE: Code = warning("G0317");
pub(super) static READ_BEFORE_SET: Code = error("G0250");
pub(super) static SECRET_IS_GONE: Code = error("G0251");
pub(super) static NEVER_READ: Code = warning("G0252");
pub(super) static NEVER_TRUE: Code = error("G0253");
pub(super) static CASES_TAKEN_BEFORE: Code = error("G0254");
pub(super) static NOTHING_LEFT_FOR_LAST: Code = error("G0255");
pub(super) static BELOW_LEVEL: Code = error("G0605");
pub(super) static TELLS_WITHOUT_PROOF: Code = error("G0606");
pub(super) static NO_ADVISOR_FROM_HERE: Code = error("G0318");
pub(super) static ENDS_WITHOUT_A_WORD: Code = error("G0319");
pub(super) static HANGS_UP_WITHOUT_A_WORD: Code = warning("G0320");
pub(super) static LONG_CHOICE_OF_LANGUAGE: Code = error("G0510");
pub(super) static HUMAN_TOO_FAR: Code = error("G0321");
pub(super) static WORDS_BY_VOICE: Code = error("G0511");
pub(super) static OUTCOME_ON_ONE_CHANNEL: Code = error("G0512");
