//! The official vectors, what must be refused, and that no single byte can be changed.

use proptest::prelude::*;

use super::*;
use crate::provider::form::Params;

/// A base, the parameters and the signature.
type Vector = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const CALL: [(&str, &str); 5] = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
];
const REPEATED: [(&str, &str); 5] =
    [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")];
const TARGET: &str = "/myapp.php?foo=1&bar=2";
const BASE: &str = "https://mycompany.com";
const GOOD: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
const EMPTY_JSON: &str =
    "/myapp.php?foo=1&bar=2&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn owned(pairs: &[(&str, &str)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn tokens(texts: &[&str]) -> Vec<SecretString> {
    texts.iter().map(|text| SecretString::from(*text)).collect()
}

fn check(base: &str, target: &str, params: &Params, signature: &str) -> Result<(), Refused> {
    let base = base.parse().unwrap();
    verify(&tokens(&["12345"]), &base, target, Payload::Form(params), Some(signature))
}

#[test]
fn the_official_vectors_are_accepted() {
    let rows: [Vector; 9] = [
        (BASE, &CALL, GOOD),
        ("https://mycompany.com:443", &CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:80", &CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:1234", &CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("https://user:pass@mycompany.com", &CALL, "CukzLTc1tT5dXEDIHm/tKBanW10="),
        (BASE, &REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        // With and without a port.
        ("https://mycompany.com:1234", &CALL, GOOD),
        (BASE, &CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com", &CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ];
    for (base, params, signature) in rows {
        assert_eq!(check(base, TARGET, &owned(params), signature), Ok(()), "{base} {signature}");
    }
}

#[test]
fn the_official_vectors_are_made() {
    let rows: [Vector; 4] = [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", &CALL, GOOD),
        ("https://mycompany.com/myapp.php?foo=1&bar=2#rc=2", &CALL, GOOD),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", &CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("https://mycompany.com/myapp.php?foo=1&bar=2", &REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    ];
    for (url, params, signature) in rows {
        assert_eq!(sign(&"12345".into(), url, Payload::Form(&owned(params))), signature, "{url}");
    }
}

#[test]
fn a_json_body_is_bound_by_its_hash() {
    let base = BASE.parse().unwrap();
    let tokens = tokens(&["12345"]);
    for signature in ["Ldidvp12m26NI7eqEvxnEpkd9Hc=", "rw/jVviOgicj2+kHZULvebnA4ag="] {
        let check = |target: &str, body: &[u8]| verify(&tokens, &base, target, Payload::Raw(body), Some(signature));
        assert_eq!(check(EMPTY_JSON, b"{}"), Ok(()));
        assert_eq!(check(EMPTY_JSON, b"{ }"), Err(Refused::Mismatch));
        assert_eq!(check(EMPTY_JSON, b""), Err(Refused::Mismatch));
    }
    let unbound = sign(&"12345".into(), &base.join(TARGET), Payload::Raw(b"{}"));
    assert_eq!(verify(&tokens, &base, TARGET, Payload::Raw(b"{}"), Some(&unbound)), Err(Refused::Mismatch));
}

#[test]
fn what_was_not_signed_is_refused() {
    let mut extra = owned(&CALL);
    extra.push(("Extra".to_owned(), String::new()));
    assert_eq!(check(BASE, TARGET, &extra, GOOD), Err(Refused::Mismatch));
    let rows = [
        (BASE, TARGET, "WRONG_SIGNATURE"),
        (BASE, TARGET, "RSOYDt4T1cUTdK1PDd93/VVr8B9="),
        (BASE, TARGET, "RSOYDt4T1cUTdK1PDd93/VVr"),
        ("https://mycompany.org", TARGET, GOOD),
        ("http://mycompany.com", TARGET, GOOD),
        (BASE, "/myapp.php?bar=2&foo=1", GOOD),
        (BASE, "/./myapp.php?foo=1&bar=2", GOOD),
        (BASE, "\\myapp.php?foo=1&bar=2", GOOD),
    ];
    for (base, target, signature) in rows {
        assert_eq!(check(base, target, &owned(&CALL), signature), Err(Refused::Mismatch), "{base}{target} {signature}");
    }
}

#[test]
fn a_request_without_a_signature_is_told_from_a_forged_one() {
    let base = BASE.parse().unwrap();
    for header in [None, Some("")] {
        let refused = verify(&tokens(&["12345"]), &base, TARGET, Payload::Form(&[]), header);
        assert_eq!(refused, Err(Refused::Missing));
    }
    assert_eq!((Refused::Missing.status(), Refused::Mismatch.status()), (400, 403));
}

#[test]
fn both_tokens_count_while_one_replaces_the_other() {
    let base = BASE.parse().unwrap();
    let rows: [(&[&str], bool); 5] =
        [(&["12345"], true), (&["new", "12345"], true), (&["12345", "new"], true), (&["new"], false), (&[], false)];
    for (texts, accepted) in rows {
        let answer = verify(&tokens(texts), &base, TARGET, Payload::Form(&owned(&CALL)), Some(GOOD));
        assert_eq!(answer.is_ok(), accepted, "{texts:?}");
    }
}

#[test]
fn an_empty_token_signs_nothing() {
    let base: PublicUrl = BASE.parse().unwrap();
    let forged = sign(&"".into(), &base.join(TARGET), Payload::Form(&[]));
    assert_eq!(verify(&tokens(&[""]), &base, TARGET, Payload::Form(&[]), Some(&forged)), Err(Refused::Mismatch));
}

#[test]
fn a_quote_in_the_query_may_be_signed_raw_or_escaped() {
    let base: PublicUrl = BASE.parse().unwrap();
    for signed in ["/sms?to=l'eau", "/sms?to=l%27eau"] {
        let signature = sign(&"12345".into(), &base.join(signed), Payload::Form(&[]));
        assert_eq!(check(BASE, "/sms?to=l'eau", &Params::new(), &signature), Ok(()), "{signed}");
    }
}

proptest! {
    #[test]
    fn no_byte_of_a_signed_request_can_be_changed(
        path in "/[a-z/']{0,12}", query in "[a-z0-9=&'%]{1,12}",
        params in prop::collection::vec(("[A-Za-z]{1,6}", "[ -~é]{1,8}"), 1..5),
        place in any::<prop::sample::Index>(), part in 0..4usize, bit in 0..7u32,
    ) {
        let base: PublicUrl = BASE.parse().unwrap();
        let target = format!("{path}?{query}");
        let params: Params = params;
        let signature = sign(&"12345".into(), &base.join(&target), Payload::Form(&params));
        prop_assert_eq!(check(BASE, &target, &params, &signature), Ok(()));

        let (mut target, mut signature, mut changed) = (target, signature, params.clone());
        let which = place.index(changed.len());
        let text = match part {
            0 => &mut target,
            1 => &mut signature,
            2 => &mut changed[which].0,
            _ => &mut changed[which].1,
        };
        let at = place.index(text.len());
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1 << bit;
        let Ok(flipped) = String::from_utf8(bytes) else { return Ok(()) };
        *text = flipped;
        // What follows a `#` is never signed, and a form that says the same in another order is the same form.
        prop_assume!(!target.contains('#'));
        prop_assume!(part < 2 || suffix(Payload::Form(&changed)) != suffix(Payload::Form(&params)));
        prop_assert_eq!(check(BASE, &target, &changed, &signature), Err(Refused::Mismatch));
    }
}
