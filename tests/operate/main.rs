//! What those who run the service rely on: readiness, metrics, the service manager, a stop that cuts nothing, overload,
//! the doctor, and backups that send nothing twice.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]
#![expect(clippy::disallowed_methods, reason = "a program is started with the path of the machine")]

mod backup;
mod doctor;
mod home;
mod monitoring;
mod overload;
mod stop;
