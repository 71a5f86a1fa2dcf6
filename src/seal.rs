//! Sealing: how personal columns are encrypted, and how a sealed value is found again.
//!
//! A value is encrypted and bound to its place (table, column, row), so that it cannot be moved to another. What must be
//! searched for has a blind index beside it: a keyed hash, equal for equal values and meaningless without the key.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Random bytes needed for each value sealed. So many never repeat by chance.
pub const NONCE: usize = 24;
/// Random bytes needed for a key.
pub const KEY: usize = 32;
/// Random bytes needed for a new ring of keys.
pub const FRESH: usize = 2 * KEY;
/// Parts of a place, or of an indexed value, are told apart by this character, which none of them holds.
const BETWEEN: &str = "\u{1f}";
/// The name of the line that holds the key of the blind indexes.
const INDEX: &str = "index";
/// The name of the line that tells which key seals, where it is not the one with the highest number.
const SEALS: &str = "seals";

/// Where a sealed value stands.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What tells the row: its identifier, or what it is unique by.
    pub row: &'a str,
}

impl Cell<'_> {
    fn bytes(&self) -> Vec<u8> {
        [self.table, self.column, self.row].join(BETWEEN).into_bytes()
    }
}

/// The keys of an installation: one that seals, others that open too, and one for indexes and tags.
#[derive(Clone)]
pub struct Keyring {
    sealing: BTreeMap<u8, XChaCha20Poly1305>,
    /// The number of the key that seals.
    present: u8,
    index: Hmac<Sha256>,
}

/// Why a text is no ring of keys. Never the text itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A line that is not a name and a key.
    #[error("line {0} is not a name and 32 bytes in base64")]
    Line(usize),
    /// A name that stands twice.
    #[error("line {0} repeats a name")]
    Twice(usize),
    /// The line `index` or every numbered one is missing.
    #[error("a line `index` and a line `1` are needed")]
    Missing,
    /// The line `seals` names a key that is not there.
    #[error("line {0} names a key that has no line of its own; write for example `seals 1`")]
    Seals(usize),
}

/// A value that no key of ours opens, or that was moved from another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value cannot be opened with these keys")]
pub struct NotOpened;

impl Keyring {
    /// Reads keys as [`Keyring::fresh`] writes them: a name and 32 bytes in base64 on each line. All numbered ones open. The
    /// highest number seals, or the one that a line `seals` names.
    ///
    /// # Errors
    /// The first line that cannot be read, or what is missing.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut sealing = BTreeMap::new();
        let mut index = None;
        let mut seals = None;
        let lines = text.lines().map(str::trim).enumerate().map(|(at, line)| (at + 1, line));
        for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (name, key) = line.split_once(char::is_whitespace).ok_or(KeyError::Line(at))?;
            if name == SEALS {
                let number = key.trim().parse::<u8>().map_err(|_| KeyError::Seals(at))?;
                if seals.replace((at, number)).is_some() {
                    return Err(KeyError::Twice(at));
                }
                continue;
            }
            let key = STANDARD.decode(key.trim()).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
            let key = key.ok_or(KeyError::Line(at))?;
            let twice = if name == INDEX {
                let hmac = Hmac::new_from_slice(&key).map_err(|_| KeyError::Line(at))?;
                index.replace(hmac).is_some()
            } else {
                let number = name.parse::<u8>().map_err(|_| KeyError::Line(at))?;
                sealing.insert(number, XChaCha20Poly1305::new(&key.into())).is_some()
            };
            if twice {
                return Err(KeyError::Twice(at));
            }
        }
        let (Some(index), Some(highest)) = (index, sealing.keys().next_back().copied()) else {
            return Err(KeyError::Missing);
        };
        let present = match seals {
            Some((at, number)) if !sealing.contains_key(&number) => return Err(KeyError::Seals(at)),
            Some((_, number)) => number,
            None => highest,
        };
        Ok(Keyring { sealing, present, index })
    }

    /// The number of the key that seals.
    pub fn present(&self) -> u8 {
        self.present
    }

    /// The numbers of the keys that open.
    pub fn numbers(&self) -> impl Iterator<Item = u8> {
        self.sealing.keys().copied()
    }

    /// The line of a further key for this ring; none where every number is taken.
    pub fn another(&self, random: &[u8; KEY]) -> Option<String> {
        let number = self.sealing.keys().next_back()?.checked_add(1)?;
        Some(format!("{number} {}", STANDARD.encode(random)))
    }

    /// The number of the key that sealed a value.
    pub fn sealed_by(sealed: &[u8]) -> Option<u8> {
        sealed.first().copied()
    }

    /// The text of a new ring, made of random bytes.
    pub fn fresh(random: &[u8; FRESH]) -> String {
        let (index, first) = random.split_at(KEY);
        format!(
            "# The keys of a Guichet. Without them nobody can read its database: keep a copy in another place.\n\
             {INDEX} {}\n1 {}\n",
            STANDARD.encode(index),
            STANDARD.encode(first)
        )
    }

    /// Seals a value: the key's number, the nonce, and the encrypted value with its tag. None only where the value is
    /// longer than the cipher allows (256 GiB).
    pub fn seal(&self, cell: Cell<'_>, nonce: [u8; NONCE], plain: &[u8]) -> Option<Vec<u8>> {
        let cipher = self.sealing.get(&self.present)?;
        let payload = Payload { msg: plain, aad: &cell.bytes() };
        let encrypted = cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        let mut sealed = Vec::with_capacity(1 + NONCE + encrypted.len());
        sealed.push(self.present);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&encrypted);
        Some(sealed)
    }

    /// Opens a sealed value.
    ///
    /// # Errors
    /// [`NotOpened`] where it was sealed elsewhere, with a key we do not have, or was changed.
    pub fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let (number, rest) = sealed.split_first().ok_or(NotOpened)?;
        let (nonce, encrypted) = rest.split_first_chunk::<NONCE>().ok_or(NotOpened)?;
        let cipher = self.sealing.get(number).ok_or(NotOpened)?;
        let payload = Payload { msg: encrypted, aad: &cell.bytes() };
        cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| NotOpened)
    }

    /// The blind index of a value: 16 bytes, the same for the same kind and value.
    pub fn index(&self, kind: &'static str, value: &str) -> Vec<u8> {
        self.tag(&[kind, value])[..16].to_vec()
    }

    /// A tag over texts that only a holder of the keys can make (HMAC-SHA-256).
    pub fn tag(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = self.index.clone();
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(BETWEEN.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("numbers", &self.sealing.keys()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Cell<'_> = Cell { table: "answer", column: "value", row: "a1" };

    fn ring(byte: u8) -> Keyring {
        Keyring::parse(&Keyring::fresh(&[byte; FRESH])).expect("a ring")
    }

    #[test]
    fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
        let ring = ring(7);
        let sealed = ring.seal(HERE, [1; NONCE], "12 bis".as_bytes()).expect("sealed");
        assert!(!sealed.windows(6).any(|part| part == b"12 bis"));
        assert_eq!(ring.open(HERE, &sealed).as_deref(), Ok("12 bis".as_bytes()));
        for moved in [
            Cell { table: "note", ..HERE },
            Cell { column: "other", ..HERE },
            Cell { row: "a2", ..HERE },
            Cell { table: "answer\u{1f}value", column: "a1", row: "" },
        ] {
            assert_eq!(ring.open(moved, &sealed), Err(NotOpened), "{moved:?}");
        }
    }

    #[test]
    fn a_changed_byte_or_another_key_opens_nothing() {
        let sealed = ring(7).seal(HERE, [1; NONCE], b"12").expect("sealed");
        assert_eq!(ring(8).open(HERE, &sealed), Err(NotOpened));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(ring(7).open(HERE, &changed), Err(NotOpened), "byte {at}");
            assert_eq!(ring(7).open(HERE, &sealed[..at]), Err(NotOpened), "cut at {at}");
        }
    }

    #[test]
    fn a_second_key_seals_and_the_first_still_opens() {
        let old = Keyring::fresh(&[7; FRESH]);
        let both = Keyring::parse(&format!("{old}2 {}\n", STANDARD.encode([9; 32]))).expect("two keys");
        let sealed = ring(7).seal(HERE, [1; NONCE], b"12").expect("sealed");
        assert_eq!(both.open(HERE, &sealed).as_deref(), Ok(&b"12"[..]));
        let anew = both.seal(HERE, [1; NONCE], b"12").expect("sealed");
        assert_eq!((sealed[0], anew[0]), (1, 2));
        assert_eq!(ring(7).open(HERE, &anew), Err(NotOpened));
        assert_eq!(both.index("phone", "x"), ring(7).index("phone", "x"));
    }

    #[test]
    fn a_further_key_opens_before_it_seals_where_the_ring_says_so() {
        let old = Keyring::fresh(&[7; FRESH]);
        let line = ring(7).another(&[9; KEY]).expect("there is room");
        assert!(line.starts_with("2 "), "{line}");
        let reader = Keyring::parse(&format!("{old}{line}\nseals 1\n")).expect("two keys");
        assert_eq!((reader.present(), reader.numbers().collect::<Vec<_>>()), (1, vec![1, 2]));
        assert_eq!(reader.seal(HERE, [1; NONCE], b"12").expect("sealed")[0], 1);
        let writer = Keyring::parse(&format!("{old}{line}\n")).expect("two keys");
        let sealed = writer.seal(HERE, [1; NONCE], b"12").expect("sealed");
        assert_eq!(reader.open(HERE, &sealed).as_deref(), Ok(&b"12"[..]));
        let text = |seals: &str| Keyring::parse(&format!("{old}seals {seals}\n")).err();
        assert_eq!((text("2"), text("x"), text("1")), (Some(KeyError::Seals(4)), Some(KeyError::Seals(4)), None));
    }

    #[test]
    fn an_index_tells_equal_values_of_one_kind_and_nothing_else() {
        assert_eq!(ring(7).index("phone", "x"), ring(7).index("phone", "x"));
        assert_ne!(ring(7).index("phone", "x"), ring(7).index("file", "x"));
        assert_ne!(ring(7).index("phone", "x"), ring(8).index("phone", "x"));
        assert_ne!(ring(7).tag(&["ab", "c"]), ring(7).tag(&["a", "bc"]));
    }

    #[test]
    fn a_ring_that_cannot_be_read_is_refused_by_its_line_and_not_printed() {
        let key = STANDARD.encode([1; 32]);
        for (text, error) in [
            (String::new(), KeyError::Missing),
            (format!("1 {key}"), KeyError::Missing),
            (format!("index {key}\nx {key}"), KeyError::Line(2)),
            ("index short".to_owned(), KeyError::Line(1)),
            ("alone".to_owned(), KeyError::Line(1)),
            (format!("index {key}\n1 {key}\n1 {key}"), KeyError::Twice(3)),
        ] {
            assert_eq!(Keyring::parse(&text).err(), Some(error));
        }
        assert_eq!(format!("{:?}", ring(7)), "Keyring { numbers: [1], .. }");
    }
}
