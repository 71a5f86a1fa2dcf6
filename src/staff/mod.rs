//! The people who work in the console: who they are, what their role lets them do, and how they prove who they are.

pub mod advisor;
pub mod code;
pub mod email;
pub mod name;
pub mod password;
pub mod permission;
pub mod reveal;
pub mod role;
pub mod session;
pub mod token;

pub use self::{
    advisor::{Advisor, ConsoleLanguage, Taste, Theme, Ways},
    email::Email,
    permission::Permission,
    role::Role,
};
