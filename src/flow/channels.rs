//! A set of channels: on which of them something can happen.

use std::ops::{BitAnd, BitOr, BitOrAssign};

use crate::channel::Channel;

/// A set of channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels(u8);

impl Channels {
    /// On none.
    pub const NONE: Channels = Channels(0);
    /// By text alone.
    pub const SMS: Channels = Channels(1);
    /// By voice alone.
    pub const VOICE: Channels = Channels(2);
    /// By text and by voice.
    pub const BOTH: Channels = Channels(3);
    /// Each of them alone.
    pub const EACH: [Channels; 2] = [Channels::SMS, Channels::VOICE];

    /// Whether it is on none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those of these that are not among others.
    pub fn without(self, other: Channels) -> Self {
        Channels(self.0 & !other.0)
    }

    /// How people come on these channels alone.
    pub fn words(self) -> &'static str {
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
