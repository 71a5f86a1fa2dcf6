//! Whether a service that answers by itself may use its numbers.

use super::Finding;
use crate::settings::Settings;

const CHECK: &str = "numbers";
/// For people alone since 1 January 2023 (Arcep, decision 2022-1583).
const PERSONAL: [&str; 2] = ["+336", "+337"];
/// For advertising calls (the same decision): phones may show or block them as such.
const COMMERCIAL: [&str; 12] = [
    "+33162", "+33163", "+33270", "+33271", "+33377", "+33378", "+33424", "+33425", "+33568", "+33569", "+33948",
    "+33949",
];
/// Never given to anyone (the same plan), so no provider can have given them.
const FICTION: [&str; 6] = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+336399800"];

pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let findings: Vec<Finding> = settings.numbers.keys().filter_map(|number| finding(number)).collect();
    if findings.is_empty() && !settings.numbers.is_empty() {
        return vec![Finding::ok(CHECK, "a service may use them")];
    }
    findings
}

fn finding(number: &str) -> Option<Finding> {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| number.starts_with(prefix));
    let automatic = "ask the provider for a number in 09 37 to 09 39, which is for such services, texts included";
    if begins(&FICTION) {
        let says = format!("{number} is kept for fiction: no provider can have given it");
        Some(Finding::warning(CHECK, says, "set the number that the provider gave (GUICHET_NUMBER)"))
    } else if begins(&PERSONAL) {
        let says = format!("{number} is a mobile number: a service that answers by itself may not use it in France");
        Some(Finding::warning(CHECK, says, automatic))
    } else if begins(&COMMERCIAL) {
        let says = format!("{number} is a number for advertising calls: people may not answer it, or have it blocked");
        Some(Finding::warning(CHECK, says, automatic))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_service_may_not_use_are_told() {
        let rows = [
            ("+33937000001", None),
            ("+33939123456", None),
            ("+33112345678", None),
            ("36123", None),
            ("+33612345678", Some("mobile")),
            ("+33712345678", Some("mobile")),
            ("+33162000000", Some("advertising")),
            ("+33949000000", Some("advertising")),
            ("+33947000000", None),
            ("+33199000001", Some("fiction")),
            ("+33639980012", Some("fiction")),
            ("+447700900000", None),
        ];
        for (number, expected) in rows {
            let found = finding(number);
            assert_eq!(found.is_some(), expected.is_some(), "{number}");
            assert!(found.is_none_or(|found| found.says.contains(expected.unwrap_or_default())), "{number}");
        }
    }
}
