//! A set of channels: on which of them something can happen.

use std::ops::{BitAnd, BitOr, BitOrAssign};

use crate::channel::Channel;

/// A set of channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Channels(u8);

impl Channels {
    pub(super) const NONE: Channels = Channels(0);
    pub(super) const SMS: Channels = Channels(1);
    pub(super) const VOICE: Channels = Channels(2);
    pub(super) const BOTH: Channels = Channels(3);
    /// Each of them alone.
    pub(super) const EACH: [Channels; 2] = [Channels::SMS, Channels::VOICE];

    /// By text, by voice.
    pub(super) fn of([sms, voice]: [bool; 2]) -> Self {
        Channels(u8::from(sms) | u8::from(voice) << 1)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn without(self, other: Channels) -> Self {
        Channels(self.0 & !other.0)
    }

    /// How people come on these channels alone.
    pub(super) fn words(self) -> &'static str {
        match self {
            Channels::SMS => "by text",
            Channels::VOICE => "by voice",
            _ => "by text and by voice",
        }
    }
}

impl From<Channel> for Channels {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Sms => Channels::SMS,
            Channel::Voice => Channels::VOICE,
        }
    }
}

impl BitAnd for Channels {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Channels(self.0 & other.0)
    }
}

impl BitOr for Channels {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Channels(self.0 | other.0)
    }
}

impl BitOrAssign for Channels {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
