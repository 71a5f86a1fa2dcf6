//! What cannot be read changes nothing, and what can breaks nothing.

use guichet::{
    provider::{
        form,
        signature::{self, Payload},
    },
    simulator::reply,
    web,
};

use crate::bench::{AWA, Bench, FORM, Params, ROUTES, exchange, fitting, params, ring, text};

/// The method, the target, the content type, the signature, the body, and the status it gets.
type Misshapen<'a> = (&'a str, &'a str, &'a str, &'a str, &'a [u8], u16);

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_gets_the_right_status_and_changes_nothing() {
    let bench = Bench::start().await;
    let before = bench.rows().await;
    for route in ROUTES {
        let all = fitting(route, "ID1");
        let signature = bench.signed(route, &all);
        let hashed = format!("{route}?{}", signature::body_hash(b"{\"a\":1}"));
        let json = signature::sign(&bench.token, &format!("{}{hashed}", bench.url), Payload::Raw(b"{\"a\":1}"));
        let body = form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let huge = format!("{body}&Filler={}", "x".repeat(web::LARGEST_BODY));
        let cases: [Misshapen<'_>; 12] = [
            ("POST", &hashed, "application/json", &json, b"{\"a\":1}", 415),
            ("POST", &hashed, "application/json", &json, b"{\"a\":2}", 403),
            ("POST", route, "text/plain", &signature, body.as_bytes(), 415),
            ("POST", route, "", &signature, body.as_bytes(), 415),
            ("POST", route, "multipart/form-data; boundary=x", &signature, body.as_bytes(), 415),
            ("POST", route, FORM, &signature, b"Body=%FF", 400),
            ("POST", route, FORM, &signature, b"Body=\xc3\x28", 400),
            ("POST", route, FORM, &signature, b"Body=%4", 400),
            ("POST", &format!("{route}?a=%zz"), FORM, &signature, body.as_bytes(), 400),
            ("POST", route, FORM, &signature, huge.as_bytes(), 413),
            ("GET", route, "", &signature, b"", 405),
            ("DELETE", route, FORM, &signature, body.as_bytes(), 405),
        ];
        for (method, target, kind, signature, body, status) in cases {
            let answer = bench.send(method, target, kind, Some(signature), body).await;
            assert_eq!(answer.status, status, "{method} {target} {kind}: {}", answer.text());
        }
        let required: &[&str] = match route {
            "/twilio/sms" => &["MessageSid", "From", "To", "Body"],
            "/twilio/voice" => &["CallSid", "To", "CallStatus"],
            "/twilio/sms-status" => &["MessageSid", "MessageStatus"],
            _ => &["CallSid", "CallStatus"],
        };
        for missing in required {
            let rest: Params = all.iter().filter(|(name, _)| name != missing).cloned().collect();
            let answer = bench.post(route, &rest).await;
            assert_eq!(answer.status, 422, "{route} without {missing}");
            assert!(answer.text().contains(missing), "{}", answer.text());
        }
    }
    let chunked = b"POST /twilio/sms HTTP/1.1\r\nHost: g\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", 70_000, "x".repeat(70_000));
    assert_eq!(exchange(bench.address, &[chunked.as_slice(), chunk.as_bytes()].concat()).await.status, 413);
    for path in ["/", "/twilio", "/twilio/sms/", "/twilio/SMS", "/twilio//sms", "/twilio/fax"] {
        assert_eq!(bench.post(path, &text("ID1", AWA, "DOSSIER")).await.status, 404, "{path}");
    }
    let strange = [("Digits", "1; DROP"), ("Digits", "é"), ("CallSid", "a b"), ("CallSid", "é"), ("From", "\u{0}")];
    for (name, value) in &strange[..4] {
        let mut all = ring("ID1", AWA, None);
        all.retain(|(known, _)| known != name);
        all.extend(params(&[(name, value)]));
        assert_eq!(bench.post("/twilio/voice", &all).await.status, 422, "{name}={value}");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_character_of_a_text_breaks_the_answer() {
    let bench = Bench::start().await;
    let controls: String = (0..0x20).filter_map(char::from_u32).collect();
    let bodies = [
        controls.as_str(),
        "]]></Message><Message>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>&b;",
        "\u{fffe}\u{ffff}\u{feff}\u{202e}\u{2028}\u{85}\u{7f}",
        "&#0;&amp;&lt;",
        "12\u{0}3",
        "\r\n\r\n",
        "",
    ];
    for (at, body) in bodies.into_iter().enumerate() {
        // At the first word, and where what is typed is read back.
        for (step, before) in [&[][..], &["RAPPEL", "2"][..]].into_iter().enumerate() {
            let from = format!("+3363998{:04}", at * 10 + step);
            for (nth, word) in before.iter().enumerate() {
                assert_eq!(bench.sms(&format!("C{at}-{step}-{nth}"), &from, word).await.status, 200);
            }
            let answer = bench.sms(&format!("C{at}-{step}"), &from, body).await;
            assert_eq!(answer.status, 200, "{body:?}");
            let messages = reply::messages(&answer.text()).expect("the answer is TwiML");
            assert_eq!(messages.len(), 1, "{body:?}");
            assert!(!answer.body.iter().any(|byte| *byte < 0x20 && *byte != b'\n'), "{body:?}");
        }
    }
    bench.world.stop().await;
}
