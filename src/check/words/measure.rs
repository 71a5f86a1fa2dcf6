//! How long a message is with the longest plausible values, as a text and as speech, with the options that follow it.

use std::{borrow::Cow, collections::BTreeMap};

use fluent_syntax::ast::Pattern;

use super::{
    line::Found,
    longest::Longest,
    said::{Follows, Role, Use},
};
use crate::{
    channel::Channel,
    language::Language,
    problem::code,
    render::{fold::fold, script::Encoding, segments},
    words::{
        Catalogue, Facts,
        spoken::seconds,
        variant::{Piece, Variant},
        wording::Wordings,
    },
};

/// Most segments of a text. Each is paid for, and some networks deliver a third one late or not at all.
const MOST_SEGMENTS: usize = 2;
/// The same outside the GSM alphabet, where a segment holds 67 characters in place of 153: two would be a sentence.
const MOST_SEGMENTS_DEAR: usize = 3;
/// Longest speech before somebody can answer, in seconds: what was said first is forgotten after half a minute.
pub const MOST_SECONDS: f64 = 30.0;

/// One text of a message, measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The message's id.
    pub id: String,
    /// The attribute, such as `sms-unclear-1`; none for the text for both channels.
    pub attribute: Option<String>,
    /// As a text, where it is sent as one.
    pub text: Option<TextMeasure>,
    /// As speech, where it is spoken, in seconds.
    pub seconds: Option<f64>,
}

/// The length of a text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMeasure {
    /// How many segments are paid for.
    pub segments: usize,
    /// The most there should be.
    pub most: usize,
    /// Its characters, in UTF-16 units.
    pub characters: usize,
    /// Whether it is outside the cheap alphabet.
    pub dear: bool,
    /// The text itself, with the longest values.
    pub sent: String,
}

/// What a language brings to a measure.
pub(super) struct Tongue<'a> {
    longest: Longest<'a>,
    shared: Option<Wordings<'a>>,
    dear: bool,
}

/// Measures messages in every language.
pub(super) struct Meter<'a> {
    catalogue: &'a Catalogue,
    tongues: BTreeMap<Language, Tongue<'a>>,
}

/// A message to be measured.
struct Subject<'s, 'a, 'f> {
    flow: Option<&'s str>,
    id: &'s str,
    told: &'s Use<'f>,
    wordings: &'s Wordings<'a>,
    tongue: &'s Tongue<'a>,
}

impl<'a> Meter<'a> {
    pub fn new(catalogue: &'a Catalogue, facts: &'a Facts) -> Self {
        let tongue = |language: &Language| Tongue {
            longest: Longest::new(catalogue, language, facts),
            shared: catalogue.wordings(language, None),
            dear: is_dear(catalogue, language),
        };
        let languages = catalogue.languages();
        let tongues = languages.into_iter().map(|language| (language.clone(), tongue(&language))).collect();
        Meter { catalogue, tongues }
    }

    /// Whether a language is written outside the GSM alphabet.
    pub fn is_dear(&self, language: &Language) -> bool {
        self.tongues.get(language).is_some_and(|tongue| tongue.dear)
    }

    /// Every text of a message, measured on the channels it is said on.
    pub fn measure(
        &self,
        language: &Language,
        flow: Option<&str>,
        id: &str,
        told: &Use<'_>,
        wordings: &Wordings<'a>,
    ) -> Vec<Measure> {
        let Some(tongue) = self.tongues.get(language).filter(|_| told.role == Role::Sentence) else {
            return Vec::new();
        };
        let subject = Subject { flow, id, told, wordings, tongue };
        let mut measures: BTreeMap<Option<&str>, Measure> = BTreeMap::new();
        for (channel, said) in [(Channel::Sms, told.by_text), (Channel::Voice, told.by_voice)] {
            if !said {
                continue;
            }
            let options = self.options(&subject, channel);
            // A choice between languages holds every alphabet.
            let dear = tongue.dear || self.offers_dear(told);
            for (attribute, texts) in subject.texts(channel) {
                let empty = || Measure {
                    id: id.to_owned(),
                    attribute: attribute.map(str::to_owned),
                    text: None,
                    seconds: None,
                };
                let measure = measures.entry(attribute).or_insert_with(empty);
                for text in texts {
                    let joined = joined(&text, &options, channel);
                    match channel {
                        Channel::Sms => measure.longer(sent(&joined, dear)),
                        Channel::Voice => {
                            let seconds = seconds(&joined, language);
                            measure.seconds = Some(measure.seconds.map_or(seconds, |longer| longer.max(seconds)));
                        }
                    }
                }
            }
        }
        measures.into_values().collect()
    }

    /// Whether an option is said in a language outside the GSM alphabet.
    fn offers_dear(&self, told: &Use<'_>) -> bool {
        let Follows::Menu(options) = &told.follows else { return false };
        options.iter().filter_map(|(_, language)| *language).any(|language| self.is_dear(language))
    }

    /// The options that follow a question, each with its key.
    fn options(&self, subject: &Subject<'_, 'a, '_>, channel: Channel) -> Vec<String> {
        let own = subject.tongue;
        let keyed = |tongue: &Tongue<'a>, option: String, key: usize| {
            let key = key.to_string();
            tongue.frame("menu-option", channel, &|name| match name {
                "option" => Some(Cow::Borrowed(option.as_str())),
                "key" => Some(Cow::Borrowed(key.as_str())),
                _ => None,
            })
        };
        match &subject.told.follows {
            Follows::Nothing => Vec::new(),
            Follows::Menu(options) => {
                let option = |(key, (id, language)): (usize, &(&str, Option<&Language>))| {
                    let (tongue, foreign) = match language {
                        Some(language) => (
                            self.tongues.get(*language).unwrap_or(own),
                            self.catalogue.wordings(language, subject.flow),
                        ),
                        None => (own, None),
                    };
                    let wordings = foreign.as_ref().unwrap_or(subject.wordings);
                    let texts = tongue.fill(wordings, wordings.first(id, channel), subject.told, channel);
                    keyed(tongue, longest_of(texts), key)
                };
                (1..).zip(options).map(option).collect()
            }
            Follows::Shared(ids) => {
                let Some(shared) = &own.shared else { return Vec::new() };
                let option = |(key, id): (usize, &&str)| {
                    let texts = own.fill(shared, shared.first(id, channel), subject.told, channel);
                    keyed(own, longest_of(texts), key)
                };
                (1..).zip(ids).map(option).collect()
            }
            Follows::List(sample) => {
                let option = |(key, value): (usize, String)| {
                    let named = own.frame("choice-option", channel, &|_| Some(Cow::Borrowed(value.as_str())));
                    keyed(own, named, key)
                };
                (1..).zip(own.longest.offered(sample, channel)).map(option).collect()
            }
        }
    }
}

impl<'a> Subject<'_, 'a, '_> {
    /// The texts said on a channel, by the attribute they stand in: each in all the ways it can come out.
    fn texts(&self, channel: Channel) -> Vec<(Option<&'a str>, Vec<String>)> {
        let fill = |pattern| self.tongue.fill(self.wordings, pattern, self.told, channel);
        let attributes = self.wordings.attributes(self.id);
        let own = attributes.iter().map(String::as_str).find(|name| *name == channel.as_str());
        let mut first = fill(self.wordings.first(self.id, channel));
        let mut texts = Vec::new();
        for event in ["silence", "unclear"] {
            if !self.told.waits || (event == "silence" && channel == Channel::Sms) {
                continue;
            }
            let mut rungs =
                attributes.iter().map(String::as_str).filter(|name| is_rung(name, channel, event)).peekable();
            if rungs.peek().is_none() {
                let remark = self.tongue.frame(event, channel, &|_| None);
                first.extend(fill(self.wordings.first(self.id, channel)).into_iter().map(|t| format!("{remark} {t}")));
            }
            texts.extend(rungs.map(|name| (Some(name), fill(self.wordings.attribute(self.id, name)))));
        }
        texts.push((own, first));
        texts
    }
}

/// Whether an attribute is a rung of a channel: `sms-unclear-1`, `unclear-1`.
fn is_rung(name: &str, channel: Channel, event: &str) -> bool {
    let own = name.strip_prefix(channel.as_str()).and_then(|rest| rest.strip_prefix('-')).unwrap_or(name);
    own.strip_prefix(event).is_some_and(|rest| rest.starts_with('-'))
}

impl<'a> Tongue<'a> {
    /// A text in every way it can come out, with the longest values.
    fn fill(
        &self,
        wordings: &Wordings<'a>,
        pattern: Option<&'a Pattern<&'a str>>,
        told: &Use<'_>,
        channel: Channel,
    ) -> Vec<String> {
        let Some(pattern) = pattern else { return Vec::new() };
        let value = |name: &str| {
            let plain = name.strip_suffix("-words").unwrap_or(name);
            match told.with.get(plain) {
                Some(sample) => Some(self.longest.value(sample, plain != name, channel)),
                None => self.longest.fact(name, channel).map(Cow::Owned),
            }
        };
        wordings.variants(pattern).iter().map(|variant| write(variant, &value)).collect()
    }

    /// A shared message with these values.
    fn frame<'v>(&self, id: &str, channel: Channel, value: &dyn Fn(&str) -> Option<Cow<'v, str>>) -> String {
        let Some(shared) = &self.shared else { return String::new() };
        let variants = shared.first(id, channel).map(|pattern| shared.variants(pattern)).unwrap_or_default();
        longest_of(variants.iter().map(|variant| write(variant, value)).collect())
    }
}

fn write<'v>(variant: &Variant<'_>, value: &dyn Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut text = String::with_capacity(96);
    for piece in &variant.pieces {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Quoted(words, _) => text.push_str(words),
            Piece::Value(name) => text.push_str(&value(name).unwrap_or_default()),
        }
    }
    text
}

fn longest_of(texts: Vec<String>) -> String {
    texts.into_iter().max_by_key(|text| text.chars().count()).unwrap_or_default()
}

/// What is said in one go: each thing on a line of its own by text.
fn joined(text: &str, options: &[String], channel: Channel) -> String {
    let between = if channel == Channel::Sms { "\n" } else { " " };
    let mut joined = text.trim().to_owned();
    for option in options {
        joined.push_str(between);
        joined.push_str(option.trim());
    }
    joined
}

fn sent(text: &str, dear: bool) -> TextMeasure {
    let sent = fold(text).into_owned();
    let (encoding, segments) = segments::count(&sent);
    let most = if dear { MOST_SEGMENTS_DEAR } else { MOST_SEGMENTS };
    let characters = sent.encode_utf16().count();
    TextMeasure { segments, most, characters, dear: encoding == Encoding::Ucs2, sent }
}

impl Measure {
    /// Keeps the longer of two texts.
    fn longer(&mut self, text: TextMeasure) {
        let longer = |old: &TextMeasure| (text.segments, text.characters) > (old.segments, old.characters);
        if self.text.as_ref().is_none_or(longer) {
            self.text = Some(text);
        }
    }
}

/// Tells of texts of too many segments and of speech that is too long.
pub(super) fn check(measures: &[Measure], wordings: &Wordings<'_>, found: &Found) {
    for measure in measures {
        let long = measure.text.as_ref().filter(|text| text.segments > text.most);
        let slow = measure.seconds.filter(|seconds| *seconds > MOST_SECONDS);
        if long.is_none() && slow.is_none() {
            continue;
        }
        let same = |wording: &super::Wording<'_>| {
            wording.id == measure.id && wording.attribute == measure.attribute.as_deref()
        };
        let Some(wording) = wordings.iter().find(same) else { continue };
        if let Some(text) = long {
            found
                .tell(&code::LONG_TEXT, &wording, wording.place(), || (too_long(&wording.name(), text), shorter(text)));
        }
        if let Some(seconds) = slow {
            found.tell(&code::LONG_SPEECH, &wording, wording.place(), || {
                let message = format!("`{}` takes {seconds:.0} seconds to say, its options included", wording.name());
                (message, format!("say it in {MOST_SECONDS:.0} seconds or less: what comes first is forgotten"))
            });
        }
    }
}

fn too_long(name: &str, text: &TextMeasure) -> String {
    format!("`{name}` takes {} segments by text, with the longest values; {} are the most", text.segments, text.most)
}

fn shorter(text: &TextMeasure) -> String {
    let room = text.most * if text.dear { 67 } else { 153 };
    let over = text.characters.saturating_sub(room).max(1);
    let own = "shorten it, or give it or its options a shorter text with `.sms = …`";
    format!("{own}: {over} characters are too many in “{}”", text.sent.replace('\n', " / "))
}

/// Whether most letters of a language are outside the GSM alphabet.
fn is_dear(catalogue: &Catalogue, language: &Language) -> bool {
    let Some(shared) = catalogue.wordings(language, None) else { return false };
    let (mut letters, mut dear) = (0_usize, 0_usize);
    for wording in shared.iter() {
        for variant in shared.variants(wording.pattern).iter().take(1) {
            let text = write(variant, &|_| None);
            for c in text.chars().filter(|c| c.is_alphabetic()) {
                letters += 1;
                dear += usize::from(super::alphabet::is_dear(c));
            }
        }
        if letters > 400 {
            break;
        }
    }
    dear * 2 > letters
}
