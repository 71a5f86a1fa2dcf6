//! The real program under faults: killed, paused, cut off, overloaded; judged by what others saw of it.

#[path = "../support/postgres.rs"]
mod postgres;
mod servers;
