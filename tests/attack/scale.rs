//! How much of an attack is made: a little with every change, all of it when asked for.

/// The first number in the short form, the second in the long one.
pub fn pick<T>(short: T, long: T) -> T {
    let wanted = std::env::var_os("GUICHET_ATTACK").is_some_and(|form| form == "long");
    if wanted { long } else { short }
}
