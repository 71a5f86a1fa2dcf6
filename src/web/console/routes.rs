//! Every route of the console: its method, its path, what it needs, who answers. There is no other way to add one.

use axum::routing::{MethodRouter, get, post};

use super::{
    Console, alerts, assets, audit, callback, files, flows, live, mandates, messages, open_id, password, people,
    person, queue, session, settings, sign_in, steps, wall, work, writing,
};
use crate::staff::Permission;

/// How a route is asked for. A GET changes nothing, save the one by which a provider of identities sends a browser back.
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
use Permission::{
    HearRecording, ManagePeople, OwnAccount, Reveal, SeeAudit, SeeCallback, SeeFile, SeeFlows, SeeMessages, SeePerson,
    SeeQueue, SeeWall, SettleMessages, WorkCallbacks, WorkFiles, WorkMandates,
};

/// The table.
pub const ROUTES: &[Route] = &[
    row(Get, "/console/assets/{file}", Anyone, || get(assets::file)),
    row(Get, "/console/sign-in", Anyone, || get(sign_in::page)),
    row(Post, "/console/sign-in", Anyone, || post(sign_in::sign_in)),
    row(Get, "/console/open-id/begin", Anyone, || get(open_id::begin)),
    row(Get, "/console/open-id", Anyone, || get(open_id::back)),
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
    row(Post, "/console/people/{id}/email", Needs(ManagePeople), || post(people::email)),
    row(Get, "/console/audit", Needs(SeeAudit), || get(audit::page)),
    row(Get, "/console/queue", Needs(SeeQueue), || get(queue::list)),
    row(Post, "/console/queue/next", Needs(WorkCallbacks), || post(queue::next)),
    row(Post, "/console/alerts/{id}/ring", Needs(WorkCallbacks), || post(alerts::ring)),
    row(Post, "/console/alerts/{id}/seen", Needs(WorkCallbacks), || post(alerts::seen)),
    row(Get, live::PATH, Needs(SeeQueue), || get(live::stream_of)),
    row(Get, "/console/callbacks/{id}", Needs(SeeCallback), || get(callback::show)),
    row(Post, "/console/callbacks/{id}/claim", Needs(WorkCallbacks), || post(callback::claim)),
    row(Post, "/console/callbacks/{id}/extend", Needs(WorkCallbacks), || post(callback::extend)),
    row(Post, "/console/callbacks/{id}/release", Needs(WorkCallbacks), || post(callback::release)),
    row(Post, "/console/callbacks/{id}/note", Needs(WorkCallbacks), || post(callback::note)),
    row(Post, "/console/callbacks/{id}/write", Needs(WorkCallbacks), || post(writing::write)),
    row(Post, "/console/callbacks/{id}/call", Needs(WorkCallbacks), || post(callback::call)),
    row(Get, "/console/callbacks/{id}/recording", Needs(HearRecording), || get(callback::sound)),
    row(Post, "/console/callbacks/{id}/finish", Needs(WorkCallbacks), || post(callback::finish)),
    row(Post, "/console/callbacks/{id}/reveal", Needs(Reveal), || post(callback::reveal)),
    row(Get, "/console/callbacks/{id}/print", Needs(SeeFile), || get(steps::sheet)),
    row(Get, "/console/callbacks/{id}/person", Needs(SeePerson), || get(person::page_of)),
    row(Post, "/console/callbacks/{id}/person/deadline", Needs(WorkFiles), || post(person::tick)),
    row(Post, "/console/callbacks/{id}/person/mandate", Needs(WorkMandates), || post(mandates::ask)),
    row(Post, "/console/callbacks/{id}/person/mandate/end", Needs(WorkMandates), || post(mandates::end)),
    row(Post, "/console/callbacks/{id}/person/consent", Needs(WorkCallbacks), || post(person::consent)),
    row(Get, "/console/work", Needs(WorkCallbacks), || get(work::list)),
    row(Post, "/console/work/absent", Needs(WorkCallbacks), || post(work::absent)),
    row(Get, "/console/files", Needs(SeeFile), || get(files::list)),
    row(Post, "/console/files/find", Needs(SeeFile), || post(files::find)),
    row(Get, "/console/files/{id}", Needs(SeeFile), || get(files::one)),
    row(Post, "/console/files/{id}/status", Needs(WorkFiles), || post(files::status)),
    row(Post, "/console/files/{id}/ask", Needs(WorkFiles), || post(files::ask)),
    row(Post, "/console/files/{id}/confirm", Needs(WorkFiles), || post(files::confirm)),
    row(Get, "/console/files/{id}/person", Needs(SeePerson), || get(person::page_of)),
    row(Post, "/console/files/{id}/person/deadline", Needs(WorkFiles), || post(person::tick)),
    row(Post, "/console/files/{id}/person/mandate", Needs(WorkMandates), || post(mandates::ask)),
    row(Post, "/console/files/{id}/person/mandate/end", Needs(WorkMandates), || post(mandates::end)),
    row(Post, "/console/files/{id}/person/consent", Needs(WorkFiles), || post(person::consent)),
    row(Get, "/console/messages", Needs(SeeMessages), || get(messages::list)),
    row(Post, "/console/messages/{id}/retry", Needs(SettleMessages), || post(messages::retry)),
    row(Post, "/console/messages/{id}/discard", Needs(SettleMessages), || post(messages::discard)),
    row(Get, "/console/wall", Needs(SeeWall), || get(wall::show)),
    row(Get, "/console/wall.csv", Needs(SeeWall), || get(wall::export)),
    row(Get, "/console/flows", Needs(SeeFlows), || get(flows::first)),
    row(Get, "/console/flows/{flow}", Needs(SeeFlows), || get(flows::one)),
];

/// One row, as narrow as the table.
const fn row(method: Method, path: &'static str, access: Access, handler: fn() -> MethodRouter<Console>) -> Route {
    Route { method, path, access, handler }
}
