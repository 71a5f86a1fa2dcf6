//! Identifiers and the randomness they are made from.

use jiff::Timestamp;
use uuid::Builder;

/// Randomness given to a turn: the same seed gives the same turn (SplitMix64, Steele et al. 2014).
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// A seed with a known value, for tests and replays.
    pub fn new(value: u64) -> Self {
        Seed(value)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, for short references people read out. The bias is under `bound` / 2^64.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next_u64() % bound.max(1)
    }

    /// An identifier that sorts by time (UUID version 7, RFC 9562).
    pub fn id(&mut self, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let mut bytes = [0u8; 10];
        bytes[..8].copy_from_slice(&self.next_u64().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next_u64().to_be_bytes()[..2]);
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
    }
}
