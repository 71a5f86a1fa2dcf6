//! Good inputs made bad: bytes turned, pieces doubled, left out, moved from one to another, words of the language and
//! characters that nobody expects put in.

use guichet::id::Seed;

/// The longest input made: long enough for every limit of depth and number, short enough for many a second.
const LONGEST: usize = 48 * 1024;
/// Changes made to one input.
const MOST_CHANGES: u64 = 6;
/// Characters that were not thought of.
const STRANGE: &[&str] = &[
    "\0",
    "\r",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200f}",
    "\u{202e}",
    "\u{2028}",
    "\u{2066}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f642}",
    "\u{10ffff}",
    "é",
    "e\u{301}",
    "م",
    "١",
    "\u{1b}[31m",
    "'",
    "\"",
    "\\",
];
/// Numbers at the ends of what fits.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "127",
    "128",
    "255",
    "256",
    "65536",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "1e999",
];

/// What inputs are made from.
pub struct Source {
    /// Good inputs.
    pub texts: Vec<Vec<u8>>,
    /// Words of the language they are written in.
    pub words: &'static [&'static str],
}

impl Source {
    /// The input of a seed: the same each time.
    pub fn input(&self, seed: u64) -> Vec<u8> {
        let mut dice = Seed::new(seed);
        let mut input = self.text(&mut dice).to_vec();
        for _ in 0..=dice.below(MOST_CHANGES) {
            self.change(&mut input, &mut dice);
            input.truncate(LONGEST);
        }
        input
    }

    fn text(&self, dice: &mut Seed) -> &[u8] {
        self.texts.get(index(dice, self.texts.len())).map_or(&[], Vec::as_slice)
    }

    fn change(&self, input: &mut Vec<u8>, dice: &mut Seed) {
        let at = index(dice, input.len() + 1);
        match dice.below(12) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            1 => insert(input, at, &[u8::try_from(dice.below(256)).unwrap_or(0)]),
            2 | 3 => insert(input, at, self.word(dice).as_bytes()),
            4 => insert(input, at, STRANGE[index(dice, STRANGE.len())].as_bytes()),
            5 => insert(input, at, NUMBERS[index(dice, NUMBERS.len())].as_bytes()),
            6 => {
                let gone = piece(input, at, dice);
                input.drain(gone);
            }
            7 => {
                let doubled = input[piece(input, at, dice)].to_vec();
                insert(input, at, &doubled);
            }
            8 => {
                let other = self.text(dice);
                let from = index(dice, other.len() + 1);
                insert(input, at, &other[piece(other, from, dice)]);
            }
            9 => {
                // A word many times over: brackets that nest, names without an end.
                let times = 1 << dice.below(13);
                let many = self.word(dice).as_bytes().repeat(times);
                insert(input, at, &many[..many.len().min(LONGEST)]);
            }
            10 => swap_lines(input, dice),
            _ => input.truncate(at),
        }
    }

    fn word(&self, dice: &mut Seed) -> &'static str {
        self.words[index(dice, self.words.len())]
    }
}

fn index(dice: &mut Seed, limit: usize) -> usize {
    usize::try_from(dice.below(limit as u64)).unwrap_or(0)
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}

/// A piece that begins here: a few bytes, or many.
fn piece(input: &[u8], at: usize, dice: &mut Seed) -> std::ops::Range<usize> {
    let most = 1 << dice.below(11);
    at..(at + index(dice, most) + 1).min(input.len()).max(at)
}

fn swap_lines(input: &mut Vec<u8>, dice: &mut Seed) {
    let mut lines: Vec<&[u8]> = input.split_inclusive(|byte| *byte == b'\n').collect();
    if lines.len() > 1 {
        let (one, other) = (index(dice, lines.len()), index(dice, lines.len()));
        lines.swap(one, other);
    }
    *input = lines.concat();
}
