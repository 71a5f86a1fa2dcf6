//! Every route of the console: its method, its path, what it needs, who answers. There is no other way to add one.

use axum::routing::{MethodRouter, get, post};

use super::{Console, assets, audit, password, people, session, settings, sign_in};
use crate::staff::Permission;

/// How a route is asked for. A GET changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Looks.
    Get,
    /// Changes something: only from a form of ours.
    Post,
}

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the way in, and what every page is drawn with.
    Anyone,
    /// Somebody who is signed in and may.
    Needs(Permission),
}

/// A route.
pub struct Route {
    /// How it is asked for.
    pub method: Method,
    /// Its path, as axum writes it.
    pub path: &'static str,
    /// What it needs.
    pub access: Access,
    /// Who answers.
    pub handler: fn() -> MethodRouter<Console>,
}

use Access::{Anyone, Needs};
use Method::{Get, Post};
use Permission::{ManagePeople, OwnAccount, SeeAudit};

/// The table.
pub const ROUTES: &[Route] = &[
    row(Get, "/console/assets/{file}", Anyone, || get(assets::file)),
    row(Get, "/console/sign-in", Anyone, || get(sign_in::page)),
    row(Post, "/console/sign-in", Anyone, || post(sign_in::sign_in)),
    row(Post, "/console/sign-out", Needs(OwnAccount), || post(session::sign_out)),
    row(Get, "/console", Needs(OwnAccount), || get(session::home)),
    row(Get, "/console/{*anything}", Needs(OwnAccount), || get(session::nowhere)),
    row(Get, "/console/password", Needs(OwnAccount), || get(password::page)),
    row(Post, "/console/password", Needs(OwnAccount), || post(password::change)),
    row(Get, "/console/settings", Needs(OwnAccount), || get(settings::page)),
    row(Post, "/console/settings", Needs(OwnAccount), || post(settings::change)),
    row(Post, "/console/language", Needs(OwnAccount), || post(settings::language)),
    row(Get, "/console/people", Needs(ManagePeople), || get(people::page)),
    row(Post, "/console/people", Needs(ManagePeople), || post(people::add)),
    row(Post, "/console/people/{id}/role", Needs(ManagePeople), || post(people::role)),
    row(Post, "/console/people/{id}/active", Needs(ManagePeople), || post(people::active)),
    row(Post, "/console/people/{id}/reset", Needs(ManagePeople), || post(people::reset)),
    row(Get, "/console/audit", Needs(SeeAudit), || get(audit::page)),
];

/// One row, as narrow as the table.
const fn row(method: Method, path: &'static str, access: Access, handler: fn() -> MethodRouter<Console>) -> Route {
    Route { method, path, access, handler }
}
