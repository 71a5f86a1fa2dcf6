//! Recordings that lie at the provider: a tone stands for what was said, as long as it was said.

use std::collections::BTreeMap;

/// Samples a second, as a telephone line has them.
const RATE: u32 = 8_000;
/// The tone: so many samples for one wave of 400 Hz.
const WAVE: u32 = 20;
/// Half a second of tone, half a second of silence.
const BEAT: u32 = RATE / 2;
const LOUD: i16 = 6_000;
/// No recording is longer.
const LONGEST: u32 = 120;

/// Recordings by their identifiers.
#[derive(Default)]
pub struct Recordings {
    seconds: BTreeMap<String, u32>,
}

impl Recordings {
    /// Keeps one of so many seconds.
    pub fn add(&mut self, id: String, seconds: u32) {
        self.seconds.insert(id, seconds.min(LONGEST));
    }

    /// Its sound, as WAV; none where there is none.
    pub fn sound(&self, id: &str) -> Option<Vec<u8>> {
        self.seconds.get(id).map(|seconds| wave_file(*seconds))
    }

    /// Forgets one; false where there is none.
    pub fn forget(&mut self, id: &str) -> bool {
        self.seconds.remove(id).is_some()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.seconds.len()
    }
}

/// A WAV file (RIFF, PCM, one channel, 16 bit) of so many seconds.
fn wave_file(seconds: u32) -> Vec<u8> {
    let samples = RATE * seconds;
    let length = samples * 2;
    let mut file = Vec::with_capacity(44 + length as usize);
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    file.extend([1u16, 1].iter().flat_map(|field| field.to_le_bytes()));
    file.extend([RATE, RATE * 2].iter().flat_map(|field| field.to_le_bytes()));
    file.extend([2u16, 16].iter().flat_map(|field| field.to_le_bytes()));
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    for at in 0..samples {
        let sample = match (at / BEAT % 2, at % WAVE < WAVE / 2) {
            (0, true) => LOUD,
            (0, false) => -LOUD,
            _ => 0,
        };
        file.extend(sample.to_le_bytes());
    }
    file
}
