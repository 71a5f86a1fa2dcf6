//! Traces over OTLP: they arrive, and hold nothing of anyone. In a build without the feature, asking for them is refused.

#![cfg_attr(feature = "otlp", expect(clippy::unwrap_used, reason = "a test fails where its own tools fail"))]

use std::process::Command;

/// The program with a collector's address, and nothing else in its environment.
fn program(command: &str, endpoint: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_guichet"));
    program.arg(command).env_clear().env("GUICHET_OTLP_ENDPOINT", endpoint);
    program
}

#[cfg(not(feature = "otlp"))]
#[test]
fn a_build_without_traces_says_so_where_they_are_asked_for() {
    let output = program("check", "http://127.0.0.1:9/v1/traces").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("GUICHET_OTLP_ENDPOINT") && said.contains("--features otlp"), "{said}");
}

#[cfg(feature = "otlp")]
mod with_traces {
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
        process::Stdio,
        sync::mpsc,
        time::{Duration, Instant},
    };

    use guichet::provider::{
        form,
        signature::{self, Payload},
    };

    const TOKEN: &str = "a-token-for-tests";
    const PATIENCE: Duration = Duration::from_secs(30);

    /// A collector that says yes and hands on what it was sent.
    fn collector() -> (String, mpsc::Receiver<Vec<u8>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let (sender, received) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let body = request(&mut stream.unwrap());
                if sender.send(body).is_err() {
                    return;
                }
            }
        });
        (url, received)
    }

    fn request(stream: &mut TcpStream) -> Vec<u8> {
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            let read = stream.read(&mut piece).unwrap();
            bytes.extend(&piece[..read]);
            let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if read == 0 || bytes.len() >= head + 4 + length.unwrap_or(0_usize) {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
                return bytes;
            }
        }
    }

    fn holds(bytes: &[u8], text: &str) -> bool {
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    #[test]
    fn a_turns_span_arrives_and_holds_nothing_of_anyone() {
        let (endpoint, received) = collector();
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let public_url = format!("http://127.0.0.1:{port}");
        let mut service = super::program("serve", &endpoint)
            .envs([
                ("GUICHET_LISTEN", format!("127.0.0.1:{port}").as_str()),
                ("GUICHET_PUBLIC_URL", &public_url),
                ("GUICHET_DATABASE_URL", &format!("sqlite:{}", folder.path().join("guichet.db").display())),
                ("GUICHET_TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"),
                ("GUICHET_TWILIO_AUTH_TOKEN", TOKEN),
                ("GUICHET_TWILIO_API", "http://127.0.0.1:9"),
                ("GUICHET_OFFICE_NUMBER", "0199000002"),
                ("GUICHET_NUMBER", "+33199000001"),
            ])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let params =
            [("MessageSid", "SM1"), ("From", "+33199000013"), ("To", "+33199000001"), ("Body", "canary of mine")];
        let owned: Vec<(String, String)> = params.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let signature = signature::sign(&TOKEN.into(), &format!("{public_url}/twilio/sms"), Payload::Form(&owned));
        let body = form::encode(params);
        let begun = Instant::now();
        let mut stream = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => break stream,
                Err(error) => assert!(begun.elapsed() < PATIENCE, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        write!(
            stream,
            "POST /twilio/sms HTTP/1.1\r\nHost: g\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        // Told to end, it hands over what it still has.
        let asked = std::process::Command::new("kill").args(["-TERM", &service.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let spans = received.recv_timeout(PATIENCE).unwrap();
        assert!(service.wait().unwrap().success());
        assert!(holds(&spans, "turn") && holds(&spans, "guichet") && holds(&spans, "sms"), "a turn's span");
        for personal in ["19900", "canary", "SM1", TOKEN] {
            assert!(!holds(&spans, personal), "{personal} is in a span");
        }
    }
}
