//! Who is believed: what the provider signed, and nobody else.

use guichet::provider::{
    form,
    signature::{self, Payload},
};
use secrecy::SecretString;

use crate::bench::{Bench, FORM, Params, ROUTES, fitting, params};

/// What is wrong, the target, the signature, the body, and the status it gets.
type Forged<'a> = (&'a str, &'a str, Option<&'a str>, &'a [u8], u16);

#[tokio::test(flavor = "multi_thread")]
async fn without_a_valid_signature_nothing_changes() {
    let bench = Bench::start().await;
    let before = bench.rows().await;
    let stranger = SecretString::from("a-strangers-token");
    for route in ROUTES {
        let all = fitting(route, "ID1");
        let body = form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str()))).into_bytes();
        let right = bench.signed(route, &all);
        let wrong = signature::sign(&stranger, &format!("{}{route}", bench.url), Payload::Form(&all));
        let elsewhere = signature::sign(&bench.token, &format!("{}/elsewhere", bench.url), Payload::Form(&all));
        let nobody = signature::sign(&SecretString::from(""), &format!("{}{route}", bench.url), Payload::Form(&all));
        let mut changed = body.clone();
        *changed.last_mut().unwrap() ^= 1;
        let longer = [body.as_slice(), b"&Extra=1"].concat();
        let query = format!("{route}?turn=1&tag=0");
        let cases: [Forged<'_>; 12] = [
            ("no signature", route, None, &body, 400),
            ("an empty signature", route, Some(""), &body, 400),
            ("a stranger's signature", route, Some(&wrong), &body, 403),
            ("an empty token's signature", route, Some(&nobody), &body, 403),
            ("another address's signature", route, Some(&elsewhere), &body, 403),
            ("a changed parameter", route, Some(&right), &changed, 403),
            ("one parameter more", route, Some(&right), &longer, 403),
            ("an added query", &query, Some(&right), &body, 403),
            ("no body", route, Some(&right), b"", 403),
            ("no base64", route, Some("%%%"), &body, 403),
            ("a cut signature", route, Some(&right[..20]), &body, 403),
            ("a long signature", route, Some(&"QUJD".repeat(1000)), &body, 403),
        ];
        for (what, target, signature, body, status) in cases {
            assert_eq!(bench.send("POST", target, FORM, signature, body).await.status, status, "{route}: {what}");
        }
        let json = bench.send("POST", route, "application/json", Some(&right), b"{}").await;
        assert_eq!(json.status, 403, "{route}: JSON whose hash stands nowhere");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_signs_in_its_own_way_is_believed() {
    let bench = Bench::start().await;
    for (at, route) in ROUTES.into_iter().enumerate() {
        let accepted = if route.contains("status") { 204 } else { 200 };
        let encode = |all: &Params| form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let url = format!("{}{route}", bench.url);
        let all = fitting(route, &format!("A{at}"));
        let older = signature::sign(&bench.older, &url, Payload::Form(&all));
        let (without_port, _) = bench.url.rsplit_once(':').unwrap();
        let portless = signature::sign(&bench.token, &format!("{without_port}{route}"), Payload::Form(&all));
        for (what, signature) in [("the older token", older), ("no port", portless)] {
            let answer = bench.send("POST", route, FORM, Some(&signature), encode(&all).as_bytes()).await;
            assert_eq!(answer.status, accepted, "{route}: {what}");
        }
        let mut odd = fitting(route, &format!("B{at}"));
        odd.extend(params(&[
            ("MediaUrl", "b"),
            ("MediaUrl", "a"),
            ("MediaUrl", "a"),
            ("Empty", ""),
            ("Neu.é & =", "+%é"),
        ]));
        assert_eq!(bench.post(route, &odd).await.status, accepted, "{route}: repeated, empty and unknown parameters");
        let quoted = format!("{route}?note=l'eau");
        let node = signature::sign(&bench.token, &format!("{}{route}?note=l%27eau", bench.url), Payload::Form(&all));
        let answer = bench.send("POST", &quoted, FORM, Some(&node), encode(&all).as_bytes()).await;
        assert_eq!(answer.status, accepted, "{route}: a quote in the query");
        let charset = bench.signed(route, &all);
        let kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        let answer = bench.send("POST", route, kind, Some(&charset), encode(&all).as_bytes()).await;
        assert_eq!(answer.status, accepted, "{route}: a charset");
    }
    bench.world.stop().await;
}
