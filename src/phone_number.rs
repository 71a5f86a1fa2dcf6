//! Telephone numbers: one normal form, what kind of line, and which ones we may call back.

mod reach;

use std::fmt;

pub use reach::{NotAllowed, Reach};
pub use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, enums::PhoneNumberType};
use serde::{Deserialize, Serialize};

/// A valid telephone number in E.164 form. It has no `Display` and a masked `Debug`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

/// What a number leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A mobile telephone: it can receive texts.
    Mobile,
    /// A landline, box lines (09) included.
    Fixed,
    /// Anything else: premium rate, shared cost, free of charge, pager.
    Other,
}

/// How numbers are read: the two settings that decide what is a number here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// Whether the French mobile numbers reserved for fiction count as numbers: in the demo and in
    /// tests only, never where a real provider is behind.
    pub fiction: bool,
}

/// Mobile numbers the regulator reserves for films and examples (Arcep 2018-0881, §2.5.12). The
/// library calls them invalid, so this table lets the demo use them.
const FICTION: [&str; 1] = ["+3363998"];
/// Fixed and mobile prefixes of France that lead nowhere: fiction as well, yet valid to the library.
const FICTION_FIXED: [&str; 6] = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3399900"];
/// The country codes that count as national: mainland, then the overseas territories.
const NATIONAL: [&str; 9] = ["+33", "+262", "+508", "+590", "+594", "+596", "+681", "+687", "+689"];

/// Compiles what the library knows of French numbers, which it else does at the first number: a good part of a start,
/// so that whoever starts does it beside other work.
pub fn make_ready() {
    let _ = Numbering { fiction: false }.parse("+33199000001").map(|number| number.line());
}

impl Numbering {
    /// The number a text names, as typed or as a provider sends it: `06 39 98 00 12`,
    /// `0033639980012`, `+33639980012`. `None` for anything that is no dialable number.
    pub fn parse(self, text: &str) -> Option<PhoneNumber> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '/' | '\u{a0}')).collect();
        let digits = digits.replace("(0)", "");
        if digits.len() > 20 || !digits.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let international = if let Some(rest) = digits.strip_prefix("00") { format!("+{rest}") } else { digits };
        let parsed = PHONE_NUMBER_UTIL.parse(&international, Some(Region::FR)).ok()?;
        let number = PhoneNumber(parsed.format_as(PhoneNumberFormat::E164).into_owned());
        if number.is_fiction_mobile() {
            return self.fiction.then_some(number);
        }
        parsed.is_valid().then_some(number)
    }
}

impl PhoneNumber {
    /// The number in E.164 form: for providers, the database and an advisor who calls.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The number as a person in France writes it, in pairs (`06 39 98 00 12`); abroad with its code.
    pub fn in_pairs(&self) -> String {
        let national = match self.0.strip_prefix("+33") {
            Some(rest) => format!("0{rest}"),
            None => self.0.clone(),
        };
        let (plus, digits) = national.strip_prefix('+').map_or(("", national.as_str()), |rest| ("+", rest));
        let pairs: Vec<&str> =
            digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default()).collect();
        format!("{plus}{}", pairs.join(" "))
    }

    /// What the numbering plan says of the line.
    pub fn line(&self) -> Line {
        if self.is_fiction_mobile() {
            return Line::Mobile;
        }
        let Ok(parsed) = PHONE_NUMBER_UTIL.parse(&self.0, Some(Region::FR)) else { return Line::Other };
        match PHONE_NUMBER_UTIL.get_number_type(&parsed) {
            PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => Line::Mobile,
            PhoneNumberType::FixedLine | PhoneNumberType::VoIP => Line::Fixed,
            _ => Line::Other,
        }
    }

    /// The part of the world that the numbering plan gives it to; overseas territories are parts of their own.
    pub fn region(&self) -> Option<Region> {
        // No number abroad begins so, and those for fiction are unknown to the library.
        if self.0.starts_with("+33") {
            return Some(Region::FR);
        }
        PHONE_NUMBER_UTIL.get_region_for_number(&PHONE_NUMBER_UTIL.parse(&self.0, Some(Region::FR)).ok()?)
    }

    /// Whether an advisor may ring it at our cost: a national fixed or mobile line.
    pub fn may_be_called_back(&self) -> bool {
        NATIONAL.iter().any(|code| self.0.starts_with(code)) && self.line() != Line::Other
    }

    /// Whether it is reserved for fiction: no provider ever sends to it.
    pub fn is_fiction(&self) -> bool {
        self.is_fiction_mobile() || FICTION_FIXED.iter().any(|prefix| self.0.starts_with(prefix))
    }

    fn is_fiction_mobile(&self) -> bool {
        FICTION.iter().any(|prefix| self.0.len() == 12 && self.0.starts_with(prefix))
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail = self.0.len().saturating_sub(2);
        write!(f, "PhoneNumber(…{})", &self.0[tail..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: Numbering = Numbering { fiction: true };
    const LIVE: Numbering = Numbering { fiction: false };

    #[test]
    fn every_way_of_writing_a_number_has_one_form() {
        for text in
            ["0639980012", "06 39 98 00 12", "06.39.98.00.12", "+33639980012", "0033639980012", "+33 (0)6 39 98 00 12"]
        {
            assert_eq!(DEMO.parse(text).map(|n| n.reveal().to_owned()).as_deref(), Some("+33639980012"), "{text}");
        }
    }

    #[test]
    fn a_number_reserved_for_fiction_is_none_outside_the_demo() {
        assert_eq!(LIVE.parse("0639980012"), None);
        assert!(LIVE.parse("0199001234").is_some_and(|n| n.is_fiction()));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["anonymous", "unknown", "", "12", "+266696687", "sip:a@b", "15", "3230", "06399800121", "CAF"] {
            assert_eq!(DEMO.parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_national_fixed_and_mobile_lines_may_be_called_back() {
        let rows = [
            ("+33639980012", true),
            ("+33199001234", true),
            ("+33972123456", true),
            ("+262262123456", true),
            ("+33892123456", false),
            ("+33899123456", false),
            ("+33810123456", false),
            ("+33805204805", false),
            ("+3223456789", false),
        ];
        for (text, expected) in rows {
            let number = DEMO.parse(text);
            assert_eq!(number.is_some_and(|n| n.may_be_called_back()), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_pairs_and_masked_in_logs() {
        let number = DEMO.parse("+33639980012").unwrap_or_else(|| unreachable!());
        assert_eq!(number.in_pairs(), "06 39 98 00 12");
        assert_eq!(format!("{number:?}"), "PhoneNumber(…12)");
    }
}
