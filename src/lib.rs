//! Guichet: an SMS and voice front end for people without internet access.
//!
//! A person texts or calls; the telephony provider tells us by a webhook; a scripted dialogue, kept as data, decides what
//! is said and asked; everything a turn decides is saved before the webhook is answered.
//!
//! The modules in the order in which they may import one another (`tests/architecture.rs` holds them to it). Those above
//! the line are pure: no clock, no randomness, no network, no file, no database.
//!
//! | module | what it holds |
//! |---|---|
//! | [`phone_number`] [`national_number`] [`language`] [`channel`] [`clock`] [`id`] [`level`] [`case`] [`mandate`] [`problem`] [`holiday`] | small words everything shares |
//! | [`flow`] | a dialogue's definition, its loader, and the engine: one turn decided |
//! | [`words`] | the Fluent catalogue; dates, numbers, money and phone numbers as read and as heard |
//! | [`render`] | what the engine says, as a text message or as a neutral call script |
//! | [`identity`] | posted codes and how often they may be tried |
//! | [`reminder`] | deadlines as data: when they fall, on which days a person is told, and what an answer means |
//! | [`callback`] | who is rung next and why, when, how often; what an outcome brings with it; how long people wait |
//! | [`staff`] | the people of the console: roles, what each may do, how they prove who they are |
//! | [`seal`] | how personal columns are encrypted, and found again |
//! | [`breaker`] [`limiter`] | whether a service outside is asked again, and how often |
//! | [`outgoing`] | what goes out: when it is tried again, given up, known to be sent, and what it costs |
//! | [`check`] | what can be proved of flows and words before anyone calls |
//! | [`picture`] | a flow drawn, as Mermaid and as SVG |
//! | [`difference`] | what differs between two versions of the dialogues, in words |
//! | ─────── | ─────── |
//! | [`settings`] | the settings file and the environment |
//! | [`metrics`] | what the operator's monitoring counts |
//! | [`store`] | the database: one file per subject, one task that writes |
//! | [`provider`] | Twilio's dialect: signatures, webhooks, TwiML, texts and calls of ours, what it knows of them |
//! | [`open_id`] | the provider of identities that advisors sign in with |
//! | [`connector`] | where case files come from: our own table, by CSV; a remote case system |
//! | [`service`] | a turn from a webhook to a saved state; the worker that sends |
//! | [`simulator`] | a phone and a provider in miniature, and conversation files |
//! | [`web`] | the routes, and the console where advisors work |
//! | [`cli`] | the commands |
//!
//! **A text arrives.** [`web`] reads the raw request and checks its signature. [`service`] finds the reply it gave before,
//! if the webhook is a repeat; else it loads the conversation and runs [`flow::step`], answering its queries. The reply is
//! rendered by [`render`] and [`provider`], and committed by [`store`] together with the state and everything ordered.
//! Only then is the webhook answered.

pub mod phone_number;
pub mod national_number;
pub mod language;
pub mod channel;
pub mod clock;
pub mod id;
pub mod level;
pub mod case;
pub mod mandate;
pub mod problem;
pub mod holiday;

pub mod flow;
pub mod words;
pub mod render;
pub mod identity;
pub mod reminder;
pub mod callback;
pub mod staff;
pub mod seal;
pub mod breaker;
pub mod limiter;
pub mod outgoing;
pub mod check;
pub mod picture;
pub mod difference;

pub mod settings;
pub mod metrics;
pub mod store;
pub mod provider;
pub mod open_id;
pub mod connector;
pub mod service;
pub mod simulator;
pub mod web;
pub mod cli;
