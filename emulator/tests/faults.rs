//! Each fault as a caller meets it, over a real connection where the connection is what breaks.

mod support;

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use signicat_reuseid_emulator::{
    ConnectionFault, Delay, Emulator, Fault, FaultKind, Operation, RetryAfter, RetryAfterForm,
};
use support::Caller;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

async fn with(kind: FaultKind) -> (Emulator, Caller, String) {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let id = caller.start_onboarding().await.data("transactionId");
    emulator.handle().set_fault(Fault::new(kind)).unwrap();
    (emulator, caller, id)
}

#[tokio::test(start_paused = true)]
async fn latency_holds_the_answer_back_for_exactly_as_long_as_told() {
    let (_emulator, caller, id) = with(FaultKind::Latency {
        delay: Delay::Fixed { ms: 2_500 },
    })
    .await;
    let begun = tokio::time::Instant::now();
    assert_eq!(caller.get_onboarding(&id).await.status, StatusCode::OK);
    assert_eq!(begun.elapsed(), Duration::from_millis(2_500));
}

#[tokio::test(start_paused = true)]
async fn retry_after_comes_in_seconds_and_as_a_date_that_fits_the_header_date() {
    for (form, status) in [(RetryAfterForm::Seconds, 429), (RetryAfterForm::Date, 503)] {
        let (_emulator, caller, id) = with(FaultKind::Status {
            status,
            retry_after: Some(RetryAfter { seconds: 7, form }),
            after_commit: false,
        })
        .await;
        let reply = caller.get_onboarding(&id).await;
        assert_eq!(reply.status.as_u16(), status);
        let value = reply.headers["retry-after"].to_str().unwrap();
        match form {
            RetryAfterForm::Seconds => assert_eq!(value, "7"),
            RetryAfterForm::Date => {
                let date = reply.headers["date"].to_str().unwrap();
                let date = httpdate::parse_http_date(date).unwrap();
                assert_eq!(
                    httpdate::parse_http_date(value)
                        .unwrap()
                        .duration_since(date)
                        .unwrap(),
                    Duration::from_secs(7)
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_before_commit_starts_nothing_and_one_after_commit_does() {
    for (after_commit, sessions) in [(false, 1), (true, 2)] {
        let (emulator, caller, _) = with(FaultKind::Status {
            status: 502,
            retry_after: None,
            after_commit,
        })
        .await;
        assert_eq!(
            caller.start_onboarding().await.status,
            StatusCode::BAD_GATEWAY
        );
        assert_eq!(emulator.handle().session_count(), sessions);
        assert_eq!(
            emulator.handle().requests().pop().unwrap().fault.as_deref(),
            Some("status")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_body_can_be_anything_but_what_the_document_promises() {
    let (_emulator, caller, id) = with(FaultKind::StatusValue {
        value: "OnHold".into(),
    })
    .await;
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "OnHold");

    let (_emulator, caller, id) = with(FaultKind::ExtraFields {}).await;
    let body = caller.get_onboarding(&id).await.json();
    assert!(body["emulatorExtra"].is_object() && body["data"]["emulatorExtra"].is_object());
    assert_eq!(body["data"]["status"], "Pending");

    let (_emulator, caller, id) = with(FaultKind::NullField {
        field: "transactionId".into(),
    })
    .await;
    assert_eq!(
        caller.get_onboarding(&id).await.json()["data"]["transactionId"],
        Value::Null
    );

    let (_emulator, caller, id) = with(FaultKind::FieldValue {
        field: "userId".into(),
        value: json!({ "nested": [1] }),
    })
    .await;
    assert_eq!(
        caller.get_onboarding(&id).await.json()["data"]["userId"],
        json!({ "nested": [1] })
    );

    let (emulator, caller, _) = with(FaultKind::Status {
        status: 202,
        retry_after: Some(RetryAfter {
            seconds: 3,
            form: RetryAfterForm::Seconds,
        }),
        after_commit: false,
    })
    .await;
    let reply = caller.start_onboarding().await;
    assert_eq!(
        (reply.status.as_u16(), &reply.headers["retry-after"]),
        (202, &http::HeaderValue::from_static("3"))
    );
    assert_eq!(reply.data("status"), "Pending");
    assert_eq!(emulator.handle().session_count(), 2);

    let (_emulator, caller, id) = with(FaultKind::MediaType {
        value: "text/html".into(),
    })
    .await;
    assert_eq!(
        caller.get_onboarding(&id).await.headers["content-type"],
        "text/html"
    );

    let (_emulator, caller, id) = with(FaultKind::InvalidJson {}).await;
    let reply = caller.get_onboarding(&id).await;
    assert_eq!(
        (reply.status, reply.headers["content-type"].as_bytes()),
        (StatusCode::OK, &b"application/json"[..])
    );
    assert!(serde_json::from_str::<Value>(&reply.text).is_err());

    let (_emulator, caller, id) = with(FaultKind::OversizeBody { bytes: 3 << 20 }).await;
    let reply = caller.get_onboarding(&id).await;
    assert!(reply.text.len() > 3 << 20);
    assert_eq!(reply.data("status"), "Pending");
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_brings_one_byte_a_second() {
    let (_emulator, caller, id) = with(FaultKind::SlowBody { pause_ms: 1_000 }).await;
    let begun = tokio::time::Instant::now();
    let reply = caller.get_onboarding(&id).await;
    assert_eq!(begun.elapsed().as_secs(), reply.text.len() as u64);
    assert_eq!(
        reply.headers["content-length"],
        reply.text.len().to_string()
    );
}

#[tokio::test(start_paused = true)]
async fn the_token_endpoint_has_its_faults_too_and_several_add_up() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let handle = emulator.handle();
    let null = FaultKind::NullField {
        field: "access_token".into(),
    };
    handle
        .set_fault(Fault::new(null).on(Operation::Token))
        .unwrap();
    let late = FaultKind::Latency {
        delay: Delay::Fixed { ms: 300 },
    };
    handle
        .set_fault(Fault::new(late).on(Operation::Token))
        .unwrap();
    let begun = tokio::time::Instant::now();
    let reply = caller
        .fetch_token(&emulator.client_id(), &emulator.client_secret())
        .await;
    assert_eq!(
        (begun.elapsed().as_millis(), &reply.json()["access_token"]),
        (300, &Value::Null)
    );
    assert_eq!(
        handle.requests().pop().unwrap().fault.as_deref(),
        Some("null_field, latency")
    );
}

#[tokio::test(start_paused = true)]
async fn in_process_a_broken_connection_is_told_by_an_extension() {
    for (kind, expected) in [
        (
            FaultKind::Reset {
                after_commit: false,
            },
            ConnectionFault::Reset,
        ),
        (
            FaultKind::EmptyReply { after_commit: true },
            ConnectionFault::EmptyReply,
        ),
    ] {
        let (emulator, caller, id) = with(kind).await;
        let request = caller.request("get_onboarding", &id, None);
        let response = tower::ServiceExt::oneshot(emulator.router(), request)
            .await
            .unwrap();
        assert_eq!(response.extensions().get(), Some(&expected));
        assert_eq!(emulator.handle().requests().pop().unwrap().status, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_meets_very_many_faults_has_a_short_line_in_the_log() {
    let (emulator, caller, id) = with(FaultKind::ExtraFields {}).await;
    for _ in 0..99 {
        let fault = Fault::new(FaultKind::ExtraFields {});
        emulator.handle().set_fault(fault).unwrap();
    }
    caller.get_onboarding(&id).await;
    let record = emulator.handle().requests().pop().unwrap();
    assert!(record.fault.unwrap().ends_with("extra_fields and 84 more"));
}

/// Sends one start over a socket of its own; what came before the end, and how it ended.
async fn raw_start(emulator: &Emulator) -> (Vec<u8>, std::io::Result<usize>) {
    let caller = Caller::of(emulator).await;
    raw(emulator, &caller).await
}

async fn raw(emulator: &Emulator, caller: &Caller) -> (Vec<u8>, std::io::Result<usize>) {
    let body = json!({ "externalRef": "Empl10300469" });
    let request = caller.request("start_onboarding", "", Some(body.clone()));
    let mut text = format!(
        "{} {} HTTP/1.1\r\nhost: x\r\n",
        request.method(),
        request.uri()
    );
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    text += &format!(
        "content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.to_string().len()
    );
    let mut stream = TcpStream::connect(emulator.address().unwrap())
        .await
        .unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).await;
    (answer, end)
}

#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_call_took_effect() {
    for (after_commit, sessions) in [(false, 0), (true, 1)] {
        let emulator = Emulator::start().await.unwrap();
        let caller = Caller::of(&emulator).await;
        emulator
            .handle()
            .set_fault(Fault::new(FaultKind::Reset { after_commit }))
            .unwrap();
        let (answer, end) = raw(&emulator, &caller).await;
        assert!(answer.is_empty());
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
        assert_eq!(emulator.handle().session_count(), sessions);
    }
}

#[tokio::test]
async fn an_empty_reply_ends_the_connection_in_an_orderly_way() {
    for (after_commit, sessions) in [(false, 0), (true, 1)] {
        let emulator = Emulator::start().await.unwrap();
        let caller = Caller::of(&emulator).await;
        emulator
            .handle()
            .set_fault(Fault::new(FaultKind::EmptyReply { after_commit }))
            .unwrap();
        let (answer, end) = raw(&emulator, &caller).await;
        assert_eq!((answer.len(), end.unwrap()), (0, 0));
        assert_eq!(emulator.handle().session_count(), sessions);
    }
}

#[tokio::test]
async fn a_truncated_body_ends_short_of_its_announced_length() {
    let emulator = Emulator::start().await.unwrap();
    let fault =
        Fault::new(FaultKind::TruncatedBody { keep_bytes: 20 }).on(Operation::StartOnboarding);
    emulator.handle().set_fault(fault).unwrap();
    let (answer, _) = raw_start(&emulator).await;
    let text = String::from_utf8(answer).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let announced: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(body.len(), 20);
    assert!(announced > 20);
    assert_eq!(emulator.handle().session_count(), 1);
}

#[tokio::test]
async fn a_call_without_a_fault_is_answered_on_the_same_kind_of_connection() {
    let emulator = Emulator::start().await.unwrap();
    let (answer, end) = raw_start(&emulator).await;
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n") && end.is_ok());
}

#[tokio::test]
async fn a_fault_refuses_connections_from_the_call_on_that_it_meets() {
    let emulator = Emulator::start().await.unwrap();
    let caller = Caller::of(&emulator).await;
    let fault = Fault::new(FaultKind::RefuseConnections { for_ms: 60_000 });
    let fault = fault.on(Operation::StartOnboarding).nth(2);
    emulator.handle().set_fault(fault).unwrap();
    let (first, end) = raw(&emulator, &caller).await;
    assert!(first.starts_with(b"HTTP/1.1 200 OK\r\n") && end.is_ok());
    // The second call is answered, too; with its answer the listener is closed.
    let (second, end) = raw(&emulator, &caller).await;
    assert!(second.starts_with(b"HTTP/1.1 200 OK\r\n") && end.is_ok());
    let refused = TcpStream::connect(emulator.address().unwrap()).await;
    assert_eq!(
        refused.unwrap_err().kind(),
        std::io::ErrorKind::ConnectionRefused
    );
    assert_eq!(emulator.handle().session_count(), 2);
}

#[tokio::test]
async fn connections_are_refused_for_a_while_open_ones_end_and_then_all_is_well_again() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.address().unwrap();
    let mut open = TcpStream::connect(address).await.unwrap();
    let ask = b"GET /_emulator/health HTTP/1.1\r\nhost: x\r\n\r\n";
    open.write_all(ask).await.unwrap();
    let mut some = [0; 1_024];
    assert!(open.read(&mut some).await.unwrap() > 0);

    emulator
        .handle()
        .refuse_connections(Duration::from_secs(60));
    // The idle connection ends: that is when the refusal is in force.
    assert_eq!(open.read(&mut some).await.unwrap(), 0);
    let refused = loop {
        // The listener closes in another task; a connection that slipped in before is not served.
        match TcpStream::connect(address).await {
            Err(error) => break error,
            Ok(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);

    emulator.handle().refuse_connections(Duration::ZERO);
    let mut again = loop {
        match TcpStream::connect(address).await {
            Err(_) => tokio::task::yield_now().await,
            Ok(stream) => break stream,
        }
    };
    again.write_all(ask).await.unwrap();
    assert!(again.read(&mut some).await.unwrap() > 0);
}
