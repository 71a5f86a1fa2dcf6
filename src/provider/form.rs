//! Form bodies as providers post them, read strictly: what cannot be decoded is refused, never guessed at.

use url::form_urlencoded::Serializer;

/// The parameters of a form, in order, repeats included.
pub type Params = Vec<(String, String)>;

/// Why a body is no form. It names no value, for values are personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    /// A `%` that two hexadecimal digits do not follow.
    #[error("a percent sign in the form is not followed by two hexadecimal digits")]
    Escape,
    /// Bytes that are no text.
    #[error("the form is not UTF-8")]
    NotUtf8,
}

/// Reads `application/x-www-form-urlencoded`. The `url` crate's reader would replace what it cannot decode,
/// and the signature would then be checked over a text nobody sent.
pub fn parse(body: &[u8]) -> Result<Params, BadForm> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs.map(pair).collect()
}

/// Writes a form, as a provider does.
pub fn encode<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    Serializer::new(String::new()).extend_pairs(params).finish()
}

/// The first value of a parameter.
pub fn value<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn pair(bytes: &[u8]) -> Result<(String, String), BadForm> {
    let mut halves = bytes.splitn(2, |byte| *byte == b'=');
    let name = decode(halves.next().unwrap_or_default())?;
    Ok((name, decode(halves.next().unwrap_or_default())?))
}

fn decode(bytes: &[u8]) -> Result<String, BadForm> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => decoded.push(b' '),
            b'%' => {
                let (digits, tail) = rest.split_first_chunk::<2>().ok_or(BadForm::Escape)?;
                decoded.push(hex(digits[0])? * 16 + hex(digits[1])?);
                rest = tail;
            }
            other => decoded.push(other),
        }
    }
    String::from_utf8(decoded).map_err(|_| BadForm::NotUtf8)
}

fn hex(digit: u8) -> Result<u8, BadForm> {
    let value = char::from(digit).to_digit(16).ok_or(BadForm::Escape)?;
    u8::try_from(value).map_err(|_| BadForm::Escape)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn owned(pairs: &[(&str, &str)]) -> Params {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_keeps_its_order_its_repeats_and_its_empty_values() {
        let rows: [(&str, &[(&str, &str)]); 7] = [
            ("", &[]),
            ("Body=Bonjour+%C3%A0+tous", &[("Body", "Bonjour à tous")]),
            ("b=2&a=1&b=1", &[("b", "2"), ("a", "1"), ("b", "1")]),
            ("a=&b", &[("a", ""), ("b", "")]),
            ("&&a=1&", &[("a", "1")]),
            ("a=b=c", &[("a", "b=c")]),
            ("From=%2B33199001234", &[("From", "+33199001234")]),
        ];
        for (body, expected) in rows {
            assert_eq!(parse(body.as_bytes()), Ok(owned(expected)), "{body}");
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_refused() {
        let rows: [(&[u8], BadForm); 7] = [
            (b"a=%", BadForm::Escape),
            (b"a=%4", BadForm::Escape),
            (b"a=%zz", BadForm::Escape),
            (b"a=%+1", BadForm::Escape),
            (b"a=%FF", BadForm::NotUtf8),
            (b"a=\xff", BadForm::NotUtf8),
            (b"%C3=1", BadForm::NotUtf8),
        ];
        for (body, expected) in rows {
            assert_eq!(parse(body), Err(expected), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(pairs in prop::collection::vec((".+", ".*"), 0..6)) {
            let body = encode(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            prop_assert_eq!(parse(body.as_bytes()), Ok(pairs));
        }

        #[test]
        fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&body);
        }
    }
}
