//! The address by which somebody is known to the provider of identities before they first sign in with it.

use std::fmt;

/// The longest address (RFC 5321, section 4.5.3.1.3: a path of 256 characters, brackets included).
const LONGEST: usize = 254;

/// An e-mail address, in small letters. It is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

/// What is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an e-mail address has one @, a name before it and a domain after it, such as c.martin@ccas.example")]
pub struct NoEmail;

impl Email {
    /// Reads an address. Whoever writes it in capital letters means the same one.
    ///
    /// # Errors
    /// [`NoEmail`] where it can be none.
    pub fn read(text: &str) -> Result<Self, NoEmail> {
        let text = text.trim().to_lowercase();
        let (name, domain) = text.split_once('@').ok_or(NoEmail)?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | '<' | '>' | ',' | ';' | '"');
        let fits = text.len() <= LONGEST
            && !name.is_empty()
            && name.chars().all(plain)
            && domain.split('.').all(|part| !part.is_empty())
            && domain.contains('.')
            && domain.chars().all(plain);
        if fits { Ok(Email(text)) } else { Err(NoEmail) }
    }

    /// The address itself: to seal it, to find it, to show it to who looks after accounts.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_whatever_its_case_and_never_printed() {
        let email = Email::read(" Claire.Martin@CCAS.example ").unwrap();
        assert_eq!(email.reveal(), "claire.martin@ccas.example");
        assert_eq!(format!("{email:?}"), "Email");
        let long = format!("{}@ccas.example", "a".repeat(250));
        for text in
            ["", "claire", "@ccas.example", "claire@", "claire@ccas", "a@b@c.example", "a b@c.example", "a@c..d", &long]
        {
            assert_eq!(Email::read(text), Err(NoEmail), "{text}");
        }
    }
}
