//! Which numbers we ring and write to: landlines and mobiles of France, and what an operator allows by name.

use rlibphonenumber::PHONE_NUMBER_UTIL;

use super::{Line, NATIONAL, PhoneNumber, Region};

/// Country codes that several countries share: alone they name none of them.
const SHARED: [&str; 2] = ["+1", "+7"];
/// The fewest and the most digits of a prefix.
const DIGITS: std::ops::RangeInclusive<usize> = 1..=14;

/// The numbers that we ring and write to beside those of France: none, unless somebody says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Countries, of which landlines and mobiles are meant.
    countries: Vec<Region>,
    /// Beginnings of numbers, of which every line is meant.
    prefixes: Vec<String>,
}

/// Why a name allows nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct NotAllowed {
    /// The name as it was written.
    pub name: String,
    /// Why.
    pub reason: &'static str,
}

impl Reach {
    /// What these names allow: countries by their two letters (`BE`), and beginnings of numbers with their country code
    /// (`+352`).
    ///
    /// # Errors
    /// The first name that is neither, or that would allow more than whoever wrote it can mean.
    pub fn of(names: &[String]) -> Result<Reach, NotAllowed> {
        let mut reach = Reach::default();
        for name in names {
            let refuse = |reason| NotAllowed { name: name.clone(), reason };
            match name.strip_prefix('+') {
                Some(digits) => reach.prefixes.push(prefix(name, digits).map_err(refuse)?),
                None => reach.countries.push(country(name).map_err(refuse)?),
            }
        }
        Ok(reach)
    }

    /// Whether we ring this number and write to it.
    pub fn includes(&self, number: &PhoneNumber) -> bool {
        if number.may_be_called_back() || self.prefixes.iter().any(|prefix| number.0.starts_with(prefix)) {
            return true;
        }
        number.line() != Line::Other && number.region().is_some_and(|region| self.countries.contains(&region))
    }
}

fn country(name: &str) -> Result<Region, &'static str> {
    let known = PHONE_NUMBER_UTIL.get_supported_regions().find(|region| format!("{region:?}") == name);
    let region = known.ok_or("it is no country (two capital letters) and no beginning of a number (with its +)")?;
    let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region).unwrap_or_default();
    if NATIONAL.contains(&format!("+{code}").as_str()) {
        return Err("landlines and mobiles of France are rung and written to without being named");
    }
    Ok(region)
}

fn prefix(name: &str, digits: &str) -> Result<String, &'static str> {
    if !DIGITS.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("after the + stand the digits of the country code, without spaces");
    }
    if NATIONAL.iter().any(|code| code.starts_with(name)) {
        return Err("it would allow the premium numbers of France too");
    }
    if SHARED.contains(&name) {
        return Err("several countries share this code; name each by its two letters");
    }
    let mut codes = PHONE_NUMBER_UTIL.get_supported_calling_codes();
    if !codes.any(|code| name.starts_with(&format!("+{code}"))) {
        return Err("no country code stands at its beginning");
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{super::Numbering, *};

    fn reach(names: &[&str]) -> Result<Reach, NotAllowed> {
        Reach::of(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    fn number(text: &str) -> PhoneNumber {
        Numbering { fiction: true }.parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn without_a_name_only_landlines_and_mobiles_of_france_are_reached() {
        let reach = Reach::default();
        for (text, expected) in [
            ("+33639980012", true),
            ("+33199001234", true),
            ("+262262123456", true),
            ("+33892123456", false),
            ("+33805204805", false),
            ("+3223456789", false),
            ("+352621123456", false),
        ] {
            assert_eq!(reach.includes(&number(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_country_means_its_landlines_and_mobiles_and_a_prefix_every_line() {
        let belgium = reach(&["BE"]).unwrap();
        for (text, expected) in
            [("+3223456789", true), ("+32470123456", true), ("+3290012345", false), ("+352621123456", false)]
        {
            assert_eq!(belgium.includes(&number(text)), expected, "{text}");
        }
        let named = reach(&["+352", "+33805"]).unwrap();
        for (text, expected) in
            [("+352621123456", true), ("+33805204805", true), ("+33892123456", false), ("+3223456789", false)]
        {
            assert_eq!(named.includes(&number(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_or_too_much_is_refused() {
        for name in
            ["", "be", "BEL", "XX", "FR", "RE", "GP", "+", "+33", "+3", "+262", "+1", "+7", "+0", "+32 2", "32", "+210"]
        {
            let refused = reach(&["LU", name]).expect_err(name);
            assert_eq!(refused.name, name);
        }
        assert!(reach(&["US", "CA", "+1514", "+881"]).is_ok());
    }
}
