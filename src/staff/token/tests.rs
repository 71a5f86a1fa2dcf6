//! Which tokens are believed: each rule broken once, with keys made here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use super::*;

const ISSUER: &str = "https://identity.example";
const NONCE: &str = "the-nonce-of-this-try";

/// A provider's key pair, under a name.
struct Pair {
    id: &'static str,
    key: EcdsaKeyPair,
}

impl Pair {
    fn new(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Pair { id, key }
    }

    fn jwk(&self) -> Value {
        let point = self.key.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id, "x": text(&point[1..33]), "y": text(&point[33..]) })
    }

    fn keys(&self) -> Keys {
        keys(&[self.jwk()])
    }

    fn token(&self, claims: &Value) -> String {
        self.signs(&json!({ "alg": "ES256", "kid": self.id }), claims)
    }

    fn signs(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", text(signature.as_ref()))
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", text(header.to_string().as_bytes()), text(claims.to_string().as_bytes()))
}

fn keys(set: &[Value]) -> Keys {
    Keys::read(json!({ "keys": set }).to_string().as_bytes()).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

/// Claims that are right in everything.
fn right() -> Value {
    json!({
        "iss": ISSUER, "sub": "4711", "aud": "guichet", "exp": 1_800_000_300, "iat": 1_800_000_000, "nonce": NONCE,
        "acr": "eidas2", "email": "Claire@CCAS.example", "email_verified": true,
    })
}

/// Right claims with one of them otherwise; with null it is left out.
fn but(name: &str, value: Value) -> Value {
    let mut claims = right();
    match value {
        Value::Null => claims.as_object_mut().unwrap().remove(name),
        value => claims.as_object_mut().unwrap().insert(name.to_owned(), value),
    };
    claims
}

fn expected() -> Expected<'static> {
    Expected { issuer: ISSUER, client_id: "guichet", now: now() }
}

fn judged(token: &str, keys: &Keys) -> Result<Identity, Untrusted> {
    id_token(token, keys, expected(), NONCE, &[])
}

#[test]
fn a_token_that_is_right_names_somebody_and_their_address() {
    let pair = Pair::new("a");
    let identity = judged(&pair.token(&right()), &pair.keys()).unwrap();
    assert_eq!(identity.subject, "4711");
    assert_eq!(identity.address.email.unwrap().reveal(), "claire@ccas.example");
    assert!(identity.address.verified);
    let several = but("aud", json!(["guichet"]));
    assert!(judged(&pair.token(&several), &pair.keys()).is_ok());
}

#[test]
fn each_claim_that_is_wrong_or_missing_is_refused_for_what_it_is() {
    let pair = Pair::new("a");
    let skew = SKEW.as_secs();
    let rows = [
        ("iss", json!("https://evil.example"), Untrusted::Issuer),
        ("iss", json!("https://identity.example/"), Untrusted::Issuer),
        ("iss", Value::Null, Untrusted::Issuer),
        ("aud", json!("another"), Untrusted::Audience),
        ("aud", json!(["another"]), Untrusted::Audience),
        ("aud", json!(["guichet", "another"]), Untrusted::Audience),
        ("aud", Value::Null, Untrusted::Audience),
        ("azp", json!("another"), Untrusted::Audience),
        ("exp", json!(1_800_000_000 - skew), Untrusted::Time),
        ("exp", Value::Null, Untrusted::Time),
        ("iat", json!(1_800_000_001 + skew), Untrusted::Time),
        ("nbf", json!(1_800_000_001 + skew), Untrusted::Time),
        ("nonce", json!("the-nonce-of-another-try"), Untrusted::Nonce),
        ("nonce", json!(""), Untrusted::Nonce),
        ("nonce", Value::Null, Untrusted::Nonce),
        ("sub", json!(""), Untrusted::Subject),
        ("sub", json!("s".repeat(256)), Untrusted::Subject),
        ("sub", Value::Null, Untrusted::Subject),
    ];
    for (name, value, why) in rows {
        assert_eq!(judged(&pair.token(&but(name, value.clone())), &pair.keys()), Err(why), "{name} {value}");
    }
    for last in [1_800_000_001 - skew, 1_800_000_001] {
        assert!(judged(&pair.token(&but("exp", json!(last))), &pair.keys()).is_ok(), "clocks may differ a little");
    }
}

#[test]
fn a_weaker_proof_than_is_asked_for_is_refused() {
    let pair = Pair::new("a");
    let levels = ["eidas2".to_owned(), "eidas3".to_owned()];
    let with = |claims: &Value| id_token(&pair.token(claims), &pair.keys(), expected(), NONCE, &levels).map(drop);
    assert_eq!(with(&right()), Ok(()));
    assert_eq!(with(&but("acr", json!("eidas1"))), Err(Untrusted::Level));
    assert_eq!(with(&but("acr", Value::Null)), Err(Untrusted::Level));
}

#[test]
fn no_signature_and_one_by_what_everybody_knows_are_refused() {
    let pair = Pair::new("a");
    for alg in ["none", "None", "NONE", ""] {
        let token = format!("{}.", unsigned(&json!({ "alg": alg, "kid": "a" }), &right()));
        assert_eq!(judged(&token, &pair.keys()), Err(Untrusted::Algorithm), "{alg}");
    }
    // The public key as the shared secret, in each form in which it is published.
    let jwk = pair.jwk();
    let forms =
        [pair.key.public_key().as_ref().to_vec(), jwk.to_string().into_bytes(), jwk["x"].to_string().into_bytes()];
    for secret in forms {
        let signed = unsigned(&json!({ "alg": "HS256", "kid": "a" }), &right());
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&secret).unwrap();
        mac.update(signed.as_bytes());
        let token = format!("{signed}.{}", text(&mac.finalize().into_bytes()));
        assert_eq!(judged(&token, &pair.keys()), Err(Untrusted::Algorithm));
    }
    // A shared secret among the keys is none of them.
    let secret = json!({ "kty": "oct", "kid": "a", "alg": "HS256", "k": "AAAA" });
    assert_eq!(judged(&pair.token(&right()), &keys(&[secret])), Err(Untrusted::UnknownKey));
}

#[test]
fn a_key_is_the_one_the_token_names_for_what_it_is_published_for() {
    let (old, new) = (Pair::new("old"), Pair::new("new"));
    let token = new.token(&right());
    assert_eq!(judged(&token, &old.keys()), Err(Untrusted::UnknownKey), "not published yet");
    assert!(judged(&token, &keys(&[old.jwk(), new.jwk()])).is_ok(), "published");
    let forged = old.signs(&json!({ "alg": "ES256", "kid": "new" }), &right());
    assert_eq!(judged(&forged, &keys(&[old.jwk(), new.jwk()])), Err(Untrusted::Signature));
    // Without a name, any of them.
    let nameless = new.signs(&json!({ "alg": "ES256" }), &right());
    assert!(judged(&nameless, &keys(&[old.jwk(), new.jwk()])).is_ok());
    // A key that the token brings with it is not looked at.
    let own = old.signs(&json!({ "alg": "ES256", "kid": "old", "jwk": old.jwk() }), &right());
    assert_eq!(judged(&own, &new.keys()), Err(Untrusted::UnknownKey));
    for (name, value) in [("use", "enc"), ("alg", "ES384"), ("crv", "P-384"), ("kty", "RSA"), ("x", "AAAA")] {
        let mut jwk = new.jwk();
        jwk[name] = json!(value);
        assert_eq!(judged(&token, &keys(&[jwk])), Err(Untrusted::UnknownKey), "{name}");
    }
    assert!(Keys::read(b"{}").is_none() && Keys::read(b"[]").is_none());
}

#[test]
fn what_was_changed_after_it_was_signed_or_cannot_be_read_is_refused() {
    let pair = Pair::new("a");
    let token = pair.token(&right());
    let mut parts = token.split('.');
    let (head, _, signature) = (parts.next().unwrap(), parts.next(), parts.next().unwrap());
    let other = text(but("sub", json!("4712")).to_string().as_bytes());
    assert_eq!(judged(&format!("{head}.{other}.{signature}"), &pair.keys()), Err(Untrusted::Signature));
    let critical = pair.signs(&json!({ "alg": "ES256", "kid": "a", "crit": ["b64"], "b64": false }), &right());
    for broken in ["", ".", "..", "a.b", &format!("{token}.more"), &token.replace('.', ","), &critical, "é.é.é"] {
        assert_eq!(judged(broken, &pair.keys()), Err(Untrusted::Form), "{broken}");
    }
    assert_eq!(judged(&format!("{token}="), &pair.keys()), Err(Untrusted::Form));
}

/// RFC 7515, appendix A.2: a signature by RSA that everybody can compute again. Its claims are none of ours.
#[test]
fn a_signature_by_rsa_is_that_of_the_standard() {
    let jwk = json!({
        "kty": "RSA", "e": "AQAB",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    });
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    assert_eq!(judged(token, &keys(std::slice::from_ref(&jwk))), Err(Untrusted::Issuer), "signed rightly, by joe");
    let cut = format!("{}A{}", &token[..200], &token[201..]);
    assert_eq!(judged(&cut, &keys(&[jwk])), Err(Untrusted::Signature));
}

#[test]
fn what_is_said_of_somebody_is_used_for_that_very_person_alone() {
    let pair = Pair::new("a");
    let said = but("nonce", Value::Null);
    let address = |claims: &Value, of| signed_address(&pair.token(claims), &pair.keys(), expected(), of);
    assert!(address(&said, "4711").unwrap().verified);
    assert_eq!(address(&said, "4712"), Err(Untrusted::Subject));
    assert_eq!(address(&but("iss", json!("joe")), "4711"), Err(Untrusted::Issuer));
    assert_eq!(address(&but("aud", json!("joe")), "4711"), Err(Untrusted::Audience));
    assert_eq!(address(&but("exp", json!(1)), "4711"), Err(Untrusted::Time));
    assert!(address(&but("exp", Value::Null), "4711").is_ok());
    let plain = |claims: &Value, of| plain_address(claims.to_string().as_bytes(), of);
    assert!(plain(&said, "4711").unwrap().verified);
    assert_eq!(plain(&said, "4712"), Err(Untrusted::Subject));
    for unsure in [Value::Null, json!(false), json!("true"), json!(1)] {
        assert!(!plain(&but("email_verified", unsure), "4711").unwrap().verified);
    }
    assert_eq!(plain(&but("email", json!("nobody")), "4711").unwrap().email, None);
}
