//! Each fault as a caller sees it, over a socket where the connection breaks.

mod support;

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use signicat_reuseid_emulator::{
    Emulator, Fault, FaultKind, Operation, RetryAfter, RetryAfterForm,
};
use support::{Caller, last_request};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

async fn with(fault: Fault) -> (Emulator, Caller, String) {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let id = caller.start_onboarding().await.data("transactionId");
    emulator.handle().set_fault(fault).unwrap();
    (emulator, caller, id)
}

#[tokio::test(start_paused = true)]
async fn latency_delays_the_response() {
    let (_emulator, caller, id) = with(Fault::latency(Duration::from_millis(2_500))).await;
    let start = tokio::time::Instant::now();
    assert_eq!(caller.get_onboarding(&id).await.status, StatusCode::OK);
    assert_eq!(start.elapsed(), Duration::from_millis(2_500));
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_seconds_or_a_date_by_the_header_date() {
    for (form, status) in [(RetryAfterForm::Seconds, 429), (RetryAfterForm::Date, 503)] {
        let (_emulator, caller, id) =
            with(Fault::status(status).retry_after(RetryAfter { seconds: 7, form })).await;
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
async fn error_takes_effect_only_after_commit() {
    for (after_commit, sessions) in [(false, 1), (true, 2)] {
        let mut fault = Fault::status(502);
        if after_commit {
            fault = fault.after_commit();
        }
        let (emulator, caller, _) = with(fault).await;
        assert_eq!(
            caller.start_onboarding().await.status,
            StatusCode::BAD_GATEWAY
        );
        assert_eq!(emulator.handle().session_count(), sessions);
        assert_eq!(last_request(&emulator).fault.as_deref(), Some("status"));
    }
}

#[tokio::test(start_paused = true)]
async fn body_faults_change_the_response() {
    let (_emulator, caller, id) = with(Fault::status_value("OnHold")).await;
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "OnHold");

    let (_emulator, caller, id) = with(Fault::extra_fields()).await;
    let reply = caller.get_onboarding(&id).await;
    let body = reply.json();
    let status = reply.pointer("status").unwrap();
    let (parent, _) = status.rsplit_once('/').unwrap();
    let around = body.pointer(parent).unwrap();
    assert!(body["emulatorExtra"].is_object() && around["emulatorExtra"].is_object());
    assert_eq!(reply.data("status"), "Pending");

    let (_emulator, caller, id) = with(Fault::null_field("transactionId")).await;
    assert_eq!(
        caller.get_onboarding(&id).await.value("transactionId"),
        Some(Value::Null)
    );

    let (_emulator, caller, id) =
        with(Fault::field_value("userId", json!({ "nested": [1] }))).await;
    assert_eq!(
        caller.get_onboarding(&id).await.value("userId"),
        Some(json!({ "nested": [1] }))
    );

    let (emulator, caller, _) = with(Fault::status(202).retry_after(Duration::from_secs(3))).await;
    let reply = caller.start_onboarding().await;
    assert_eq!(
        (reply.status.as_u16(), &reply.headers["retry-after"]),
        (202, &http::HeaderValue::from_static("3"))
    );
    assert_eq!(reply.data("status"), "Pending");
    assert_eq!(emulator.handle().session_count(), 2);

    let (_emulator, caller, id) = with(Fault::media_type("text/html")).await;
    assert_eq!(
        caller.get_onboarding(&id).await.headers["content-type"],
        "text/html"
    );

    let (_emulator, caller, id) = with(Fault::invalid_json()).await;
    let reply = caller.get_onboarding(&id).await;
    assert_eq!(
        (reply.status, reply.headers["content-type"].as_bytes()),
        (StatusCode::OK, &b"application/json"[..])
    );
    assert!(serde_json::from_str::<Value>(&reply.text).is_err());

    let (_emulator, caller, id) = with(Fault::oversize_body(3 << 20)).await;
    let reply = caller.get_onboarding(&id).await;
    assert!(reply.text.len() > 3 << 20);
    assert_eq!(reply.data("status"), "Pending");
}

#[tokio::test(start_paused = true)]
async fn slow_body_sends_one_byte_a_second() {
    let (_emulator, caller, id) = with(Fault::slow_body(Duration::from_secs(1))).await;
    let start = tokio::time::Instant::now();
    let reply = caller.get_onboarding(&id).await;
    assert_eq!(start.elapsed().as_secs(), reply.text.len() as u64);
    assert_eq!(
        reply.headers["content-length"],
        reply.text.len().to_string()
    );
}

#[tokio::test(start_paused = true)]
async fn several_faults_apply_to_one_token_request() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let handle = emulator.handle();
    let null = Fault::null_field("access_token").on(Operation::Token);
    handle.set_fault(null).unwrap();
    let late = Fault::latency(Duration::from_millis(300)).on(Operation::Token);
    handle.set_fault(late).unwrap();
    let start = tokio::time::Instant::now();
    let reply = caller
        .fetch_token(&emulator.client_id(), &emulator.client_secret())
        .await;
    assert_eq!(
        (start.elapsed().as_millis(), &reply.json()["access_token"]),
        (300, &Value::Null)
    );
    assert_eq!(
        handle.requests().pop().unwrap().fault.as_deref(),
        Some("null_field, latency")
    );
}

#[tokio::test(start_paused = true)]
async fn invalid_params_fault_is_a_422_without_effect() {
    let fields = [
        ("externalRef", "is too long"),
        ("provider", "is not enabled"),
    ];
    let (emulator, caller, _) = with(Fault::invalid_params(fields)).await;
    let reply = caller.start_onboarding().await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    if let Some(params) = reply.invalid_params() {
        let expected = fields.map(|(name, reason)| (name.to_owned(), reason.to_owned()));
        assert_eq!(params, expected);
    }
    assert!(reply.has_code("invalid_request_parameter"));
    assert_eq!(emulator.handle().session_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn in_process_connection_faults_are_io_errors() {
    use std::io::ErrorKind;
    for (fault, expected, sessions) in [
        (Fault::reset(), ErrorKind::ConnectionReset, 1),
        (Fault::reset().after_commit(), ErrorKind::ConnectionReset, 2),
        (Fault::empty_reply(), ErrorKind::UnexpectedEof, 1),
        (
            Fault::empty_reply().after_commit(),
            ErrorKind::UnexpectedEof,
            2,
        ),
    ] {
        let (emulator, caller, _) = with(fault).await;
        let request = caller.start_request().await;
        let error = tower::ServiceExt::oneshot(emulator.service(), request)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), expected);
        assert_eq!(emulator.handle().session_count(), sessions);
        assert_eq!(last_request(&emulator).status, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn in_process_connections_are_refused_for_a_while() {
    let fault = Fault::refuse_connections(Duration::from_secs(5)).on(Operation::StartOnboarding);
    let (emulator, caller, id) = with(fault).await;
    assert!(caller.start_onboarding().await.status.is_success());
    let refused = || {
        let request = caller.request("get_onboarding", &id, None);
        tower::ServiceExt::oneshot(emulator.service(), request)
    };
    for _ in 0..2 {
        let error = refused().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
        tokio::time::advance(Duration::from_millis(2_400)).await;
    }
    tokio::time::advance(Duration::from_millis(200)).await;
    assert_eq!(caller.get_onboarding(&id).await.status, StatusCode::OK);
    assert_eq!(emulator.handle().session_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn log_names_a_bounded_number_of_faults() {
    let (emulator, caller, id) = with(Fault::extra_fields()).await;
    for _ in 0..99 {
        emulator.handle().set_fault(Fault::extra_fields()).unwrap();
    }
    caller.get_onboarding(&id).await;
    let record = last_request(&emulator);
    assert!(record.fault.unwrap().ends_with("extra_fields and 84 more"));
}

/// Sends one start over a new connection; returns what came and how the connection ended.
async fn raw_start(emulator: &Emulator) -> (Vec<u8>, std::io::Result<usize>) {
    let caller = Caller::of(emulator).await;
    raw(emulator, &caller).await
}

async fn raw(emulator: &Emulator, caller: &Caller) -> (Vec<u8>, std::io::Result<usize>) {
    let request = caller.start_request().await;
    let mut text = format!(
        "{} {} HTTP/1.1\r\nhost: localhost\r\n",
        request.method(),
        request.uri()
    );
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    let body = axum::body::to_bytes(request.into_body(), 1 << 20)
        .await
        .unwrap();
    text += &format!(
        "content-length: {}\r\nconnection: close\r\n\r\n{}",
        body.len(),
        std::str::from_utf8(&body).unwrap()
    );
    let mut stream = TcpStream::connect(emulator.address().unwrap())
        .await
        .unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    let end = stream.read_to_end(&mut response).await;
    (response, end)
}

#[tokio::test]
async fn reset_resets_the_connection() {
    for (after_commit, sessions) in [(false, 0), (true, 1)] {
        let emulator = Emulator::start().await.unwrap();
        let caller = Caller::of(&emulator).await;
        emulator
            .handle()
            .set_fault(FaultKind::Reset { after_commit })
            .unwrap();
        let (response, end) = raw(&emulator, &caller).await;
        assert!(response.is_empty());
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
        assert_eq!(emulator.handle().session_count(), sessions);
    }
}

#[tokio::test]
async fn empty_reply_closes_the_connection() {
    for (after_commit, sessions) in [(false, 0), (true, 1)] {
        let emulator = Emulator::start().await.unwrap();
        let caller = Caller::of(&emulator).await;
        emulator
            .handle()
            .set_fault(FaultKind::EmptyReply { after_commit })
            .unwrap();
        let (response, end) = raw(&emulator, &caller).await;
        assert_eq!((response.len(), end.unwrap()), (0, 0));
        assert_eq!(emulator.handle().session_count(), sessions);
    }
}

#[tokio::test]
async fn truncated_body_is_shorter_than_its_content_length() {
    let emulator = Emulator::start().await.unwrap();
    let fault = Fault::truncated_body(20).on(Operation::StartOnboarding);
    emulator.handle().set_fault(fault).unwrap();
    let (response, _) = raw_start(&emulator).await;
    let text = String::from_utf8(response).unwrap();
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
async fn call_without_a_fault_succeeds_over_the_same_kind_of_connection() {
    let emulator = Emulator::start().await.unwrap();
    let (response, end) = raw_start(&emulator).await;
    assert!(response.starts_with(b"HTTP/1.1 20") && end.is_ok());
}

#[tokio::test]
async fn refuse_connections_fault_applies_after_its_call() {
    let emulator = Emulator::start().await.unwrap();
    let caller = Caller::of(&emulator).await;
    let fault = Fault::refuse_connections(Duration::from_secs(60))
        .on(Operation::StartOnboarding)
        .nth(2);
    emulator.handle().set_fault(fault).unwrap();
    let (first, end) = raw(&emulator, &caller).await;
    assert!(first.starts_with(b"HTTP/1.1 20") && end.is_ok());
    // The second call gets its response, and then the listener is closed.
    let (second, end) = raw(&emulator, &caller).await;
    assert!(second.starts_with(b"HTTP/1.1 20") && end.is_ok());
    let refused = TcpStream::connect(emulator.address().unwrap()).await;
    assert_eq!(
        refused.unwrap_err().kind(),
        std::io::ErrorKind::ConnectionRefused
    );
    assert_eq!(emulator.handle().session_count(), 2);
}

#[tokio::test]
async fn connections_are_refused_for_a_while_and_open_ones_closed() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.address().unwrap();
    let mut open = TcpStream::connect(address).await.unwrap();
    let ask = b"GET /_emulator/health HTTP/1.1\r\nhost: localhost\r\n\r\n";
    open.write_all(ask).await.unwrap();
    let mut some = [0; 1_024];
    assert!(open.read(&mut some).await.unwrap() > 0);

    emulator
        .handle()
        .refuse_connections(Duration::from_secs(60));
    // The idle connection is closed when the refusal takes effect.
    assert_eq!(open.read(&mut some).await.unwrap(), 0);
    let refused = loop {
        // The listener closes in another task; a connection accepted before that is not served.
        match TcpStream::connect(address).await {
            Err(error) => break error,
            Ok(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);

    emulator.handle().refuse_connections(Duration::ZERO);
    let mut reopened = loop {
        match TcpStream::connect(address).await {
            Err(_) => tokio::task::yield_now().await,
            Ok(stream) => break stream,
        }
    };
    reopened.write_all(ask).await.unwrap();
    assert!(reopened.read(&mut some).await.unwrap() > 0);
}
