//! Accounts of the console: what is made for somebody who is to sign in, by a command or by an administrator.

use crate::{
    connector::codes::Codes,
    identity::NotHashed,
    staff::{code, password},
    store::staff::NewProof,
};

/// What is handed to somebody, once: a password for one use, and the secret that their app makes codes of.
#[derive(Clone)]
pub struct Handed {
    /// The password.
    pub password: String,
    /// The secret, in base 32.
    pub secret: String,
}

/// Nobody prints it by accident.
impl std::fmt::Debug for Handed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handed")
    }
}

/// Makes both, to be handed over and to be kept.
///
/// # Errors
/// Where the machine has no memory or randomness left for it.
pub async fn fresh(passwords: &Codes) -> Result<(Handed, NewProof), NotHashed> {
    let (mut letters, mut bytes) = ([0u8; password::RANDOM], [0u8; code::SECRET]);
    getrandom::fill(&mut letters).and_then(|()| getrandom::fill(&mut bytes)).map_err(|_| NotHashed)?;
    let handed = Handed { password: password::one_time(letters), secret: code::secret(bytes) };
    let password_hash = passwords.hash(handed.password.clone()).await?;
    let proof = NewProof { password_hash, for_one_use: true, totp: handed.secret.clone() };
    Ok((handed, proof))
}
