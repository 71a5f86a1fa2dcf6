//! How every page looks: what its layout needs to know, and the headers that everything is sent with.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::{
    Console, assets,
    session::Signed,
    words::{PageWords, Shown},
};
use crate::staff::{ConsoleLanguage, Permission, Theme};

/// Only our own files run, and nothing is sent or shown elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pages in the order in which they stand in the header: path, id of the name in `shared.ftl`, what they need. The first
/// that somebody may see is where they begin.
pub(super) const NAVIGATION: &[(&str, &str, Permission)] = &[
    ("/console/queue", "nav-queue", Permission::SeeQueue),
    ("/console/work", "nav-work", Permission::WorkCallbacks),
    ("/console/files", "nav-files", Permission::SeeFile),
    ("/console/messages", "nav-messages", Permission::SeeMessages),
    ("/console/wall", "nav-wall", Permission::SeeWall),
    ("/console/flows", "nav-flows", Permission::SeeFlows),
    ("/console/people", "nav-people", Permission::ManagePeople),
    ("/console/audit", "nav-audit", Permission::SeeAudit),
    ("/console/settings", "nav-settings", Permission::OwnAccount),
];

/// The single keys, with the ids of what they do in `shared.ftl`; the script finds what each presses by `data-key`.
const KEYS: &[(&str, &str)] = &[
    ("n", "key-n"),
    ("c", "key-c"),
    ("m", "key-m"),
    ("0–9", "key-digits"),
    ("s", "key-s"),
    ("e", "key-e"),
    ("r", "key-r"),
    ("Esc", "key-escape"),
    ("?", "key-question"),
];

/// What the layout and the page ask for words, rights and looks. One is made for each answer.
pub struct View {
    words: PageWords,
    signed: Option<Signed>,
    form_token: String,
    /// The page's own entry of [`NAVIGATION`].
    here: &'static str,
}

/// An entry of the navigation, as it is drawn.
pub struct Entry {
    /// Where it leads.
    pub path: &'static str,
    /// What it says.
    pub name: String,
    /// Whether it is the page shown.
    pub current: bool,
}

/// A choice of a list, as it is drawn.
pub struct Choice {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub name: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl View {
    /// A page for somebody who is signed in. `page` names the file of its words, `here` the path of its entry in the
    /// navigation.
    pub fn new(console: &Console, signed: &Signed, page: &str, here: &'static str) -> Self {
        let words = console.0.words.of(page, signed.advisor.console.language);
        View { words, form_token: signed.form_token(console), signed: Some(signed.clone()), here }
    }

    /// A page for whoever comes, before they are known.
    pub(super) fn at_the_door(console: &Console, language: ConsoleLanguage, page: &str, form_token: String) -> Self {
        View { words: console.0.words.of(page, language), signed: None, form_token, here: "" }
    }

    /// A message of the page or of `shared.ftl`.
    pub fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A message with one value.
    pub fn with(&self, id: &str, name: &'static str, value: impl Shown) -> String {
        self.words.with(id, &[(name, &value)])
    }

    /// A message with two values.
    pub fn with_two(
        &self,
        id: &str,
        (first, one): (&'static str, &dyn Shown),
        (second, two): (&'static str, &dyn Shown),
    ) -> String {
        self.words.with(id, &[(first, one), (second, two)])
    }

    /// The words, for what is not said in a template.
    pub fn words(&self) -> &PageWords {
        &self.words
    }

    /// The tag of the page's language.
    pub fn lang(&self) -> &'static str {
        self.words.language().as_str()
    }

    /// The other language, to change to: its tag and its own name.
    pub fn other_language(&self) -> (&'static str, &'static str) {
        let other = ConsoleLanguage::ALL.into_iter().find(|language| *language != self.words.language());
        other.map_or(("", ""), |other| (other.as_str(), other.own_name()))
    }

    /// The theme, as the style sheet knows it.
    pub fn theme(&self) -> &'static str {
        self.signed.as_ref().map_or(Theme::System, |signed| signed.advisor.console.theme).as_str()
    }

    /// Whether one key alone does something.
    pub fn single_keys(&self) -> bool {
        self.signed.as_ref().is_some_and(|signed| signed.advisor.console.single_keys)
    }

    /// The single keys of the desk, each with what it does.
    pub fn keys(&self) -> Vec<(&'static str, String)> {
        KEYS.iter().map(|(key, id)| (*key, self.say(id))).collect()
    }

    /// The token that every form of the page carries, in a field named `csrf`.
    pub fn csrf(&self) -> &str {
        &self.form_token
    }

    /// The address of this page, for a form to come back to.
    pub fn back(&self) -> &str {
        self.signed.as_ref().map_or("", |signed| signed.at.as_str())
    }

    /// Whether somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.signed.is_some()
    }

    /// What colleagues call whoever is signed in.
    pub fn own_name(&self) -> &str {
        self.signed.as_ref().map_or("", |signed| signed.advisor.name.as_str())
    }

    /// The name of their role.
    pub fn own_role(&self) -> String {
        let role = self.signed.as_ref().map_or("", |signed| signed.advisor.role.as_str());
        self.say(&format!("role-{role}"))
    }

    /// Whether whoever is signed in may.
    pub fn may(&self, permission: Permission) -> bool {
        self.signed.as_ref().is_some_and(|signed| signed.advisor.may(permission))
    }

    /// The entries of the navigation that whoever is signed in may follow. Before a password of one's own, there are none.
    pub fn navigation(&self) -> Vec<Entry> {
        let free = self.signed.as_ref().is_some_and(|signed| !signed.must_change);
        let entries = NAVIGATION.iter().filter(|(_, _, needs)| free && self.may(*needs));
        let entry = |(path, name, _): &(&'static str, &'static str, Permission)| Entry {
            path,
            name: self.say(name),
            current: *path == self.here,
        };
        entries.map(entry).collect()
    }

    /// The address of a file that pages are drawn with, another one for each version of it.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// A template as an answer.
pub fn page(template: &impl Template) -> Response {
    page_as(StatusCode::OK, template)
}

/// A template as an answer with this status.
pub fn page_as(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the console cannot be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The headers of everything the console sends. What says nothing of how long it may be kept is not kept.
pub(super) async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
