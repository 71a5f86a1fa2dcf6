//! How much of an attack is made: a little with every change, all of it when asked for.

/// Whether all of it is wanted.
pub fn is_long() -> bool {
    std::env::var_os("GUICHET_ATTACK").is_some_and(|form| form == "long")
}

/// The first number in the short form, the second in the long one.
pub fn pick<T>(short: T, long: T) -> T {
    if is_long() { long } else { short }
}
