//! What leaves the client, and what each error says: snapshots, with secrets masked.

mod support;

use std::fmt::Write as _;

use bytes::Bytes;
use serde_json::Value;
use signicat_reuseid::{
    DeviceId, Error, Flow, Outcome, Provider, TransactionId, TransportError, UserId,
};
use signicat_reuseid_api::roles::start_onboarding;
use signicat_reuseid_emulator::{Operation, error_body};
use support::{Answer, Scripted, add_field, answer, session_body, started, without_paths};

fn shown(request: &http::Request<Bytes>) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    let mut headers: Vec<_> = request.headers().iter().collect();
    headers.sort_by_key(|(name, _)| name.as_str());
    for (name, value) in headers {
        let value = if value.is_sensitive() {
            "(masked)"
        } else {
            value.to_str().unwrap()
        };
        writeln!(text, "{name}: {value}").unwrap();
    }
    write!(text, "\n{}", std::str::from_utf8(request.body()).unwrap()).unwrap();
    text
}

#[tokio::test]
async fn the_request_of_each_operation() {
    let (client, seen) = Scripted::new(|request| {
        let body = match request {
            1 | 3 => started(),
            _ => session_body("Pending").to_string(),
        };
        Ok(answer(200, &[], &body))
    })
    .client();
    let ids = || (UserId::new("u-1").unwrap(), DeviceId::new("d-1").unwrap());
    let (user, device) = ids();
    client
        .onboarding()
        .external_ref("Empl10300469")
        .provider(Provider::SignicatVideoId)
        .document_types([138, 123])
        .default_document_type(138)
        .start()
        .await
        .unwrap();
    client
        .resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
        .get()
        .await
        .unwrap();
    client
        .step_up(user, device)
        .document_types([138])
        .start()
        .await
        .unwrap();
    client
        .resume(Flow::StepUp, TransactionId::new("t-1").unwrap())
        .get()
        .await
        .unwrap();
    let text: Vec<_> = seen.lock().unwrap().iter().map(shown).collect();
    assert!(!text.concat().contains("a-token") && !text.concat().contains("api-version"));
    insta::assert_snapshot!(without_paths(&text.join("\n\n")));
}

async fn text_of(answer: impl Fn() -> Answer + Send + Sync + 'static, start: bool) -> String {
    let (client, _) = Scripted::new(move |_| answer()).client();
    let error = if start {
        client.onboarding().start().await.unwrap_err()
    } else {
        client
            .resume(Flow::Onboarding, TransactionId::new("canary-id").unwrap())
            .get()
            .await
            .unwrap_err()
    };
    let text = error.to_string();
    assert!(!text.contains('\n'), "{text}");
    for printed in [text.clone(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!printed.contains("canary"), "{printed}");
    }
    text
}

const TRACE: (&str, &str) = ("X-TRACE-ID", "4bf239c088089f2bca77d3a413909f1d");

fn problem() -> String {
    let values = [
        ("code", "invalid_request_parameter"),
        ("title", "Invalid request parameter"),
        ("detail", "canary detail"),
        ("traceId", TRACE.1),
    ];
    let params = [("canary", "canary")];
    let body = error_body(Operation::StartOnboarding, 422, &values, &params);
    body.unwrap().to_string()
}

#[tokio::test(start_paused = true)]
async fn the_text_of_each_error() {
    // One attempt each, or the jitter of the pauses would show in the time elapsed: errors that a get
    // would be retried for are shown on a start.
    let texts = [
        (
            "typed",
            text_of(|| Ok(answer(422, &[], &problem())), true).await,
        ),
        (
            "empty 403",
            text_of(|| Ok(answer(403, &[TRACE], "")), false).await,
        ),
        (
            "HTML 503",
            text_of(
                || {
                    Ok(answer(
                        503,
                        &[TRACE, ("Retry-After", "120")],
                        "<html>canary</html>",
                    ))
                },
                true,
            )
            .await,
        ),
        (
            "of another shape",
            text_of(|| Ok(answer(400, &[TRACE], r#"{"error":"canary"}"#)), false).await,
        ),
        (
            "redirect",
            text_of(
                || Ok(answer(302, &[("Location", "https://canary/")], "")),
                true,
            )
            .await,
        ),
        (
            "broken connection",
            text_of(|| Err(TransportError::Interrupted), true).await,
        ),
        (
            "unreadable",
            text_of(|| Ok(answer(200, &[TRACE], r#"{"canary"#)), true).await,
        ),
        (
            "too large",
            text_of(|| Ok(answer(200, &[], &"x".repeat(2 << 20))), true).await,
        ),
        (
            "undocumented status",
            text_of(|| Ok(answer(202, &[], "")), true).await,
        ),
    ];
    let lines: Vec<_> = texts
        .iter()
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn an_html_503_keeps_its_status_its_trace_and_its_retry_after() {
    let (client, seen) = Scripted::new(|_| {
        Ok(answer(
            503,
            &[TRACE, ("Retry-After", "3600")],
            "<html>busy</html>",
        ))
    })
    .client();
    let error = client
        .resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
        .get()
        .await
        .unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(error.trace_id(), Some(TRACE.1));
    assert_eq!(error.retry_after().unwrap().as_secs(), 3600);
    assert_eq!(error.raw_body(), Some(&b"<html>busy</html>"[..]));
    // The wish is beyond the deadline, so the caller is told at once.
    assert_eq!((error.attempts(), seen.lock().unwrap().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_get_is_sent_three_times_and_a_forbidden_one_once() {
    let id = || TransactionId::new("t-1").unwrap();
    let (client, seen) = Scripted::new(|_| Ok(answer(502, &[], ""))).client();
    assert_eq!(
        client
            .resume(Flow::StepUp, id())
            .get()
            .await
            .unwrap_err()
            .attempts(),
        3
    );
    assert_eq!(seen.lock().unwrap().len(), 3);
    let (client, seen) = Scripted::new(|_| Ok(answer(403, &[], ""))).client();
    client.resume(Flow::StepUp, id()).get().await.unwrap_err();
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_parameters_that_were_refused_are_named_to_whoever_asks() {
    let (client, _) = Scripted::new(|_| Ok(answer(422, &[], &problem()))).client();
    let error = client.onboarding().start().await.unwrap_err();
    let [param] = error.invalid_params() else {
        panic!("{error}")
    };
    assert_eq!((param.name(), param.reason()), ("canary", "canary"));
    assert_eq!(error.detail(), Some("canary detail"));
}

#[tokio::test]
async fn an_answer_may_be_large_but_not_be_made_of_countless_values() {
    let of = |unknown: String| {
        let mut body: Value = serde_json::from_str(&started()).unwrap();
        add_field(&mut body, &start_onboarding::ROLES, "unknown", "?".into());
        let body = body.to_string().replace("\"?\"", &unknown);
        let (client, _) = Scripted::new(move |_| Ok(answer(200, &[], &body))).client();
        async move { client.onboarding().start().await }
    };
    let text = r#"\",[{"#.repeat(200_000);
    let session = of(format!("\"{text}\"")).await.unwrap();
    assert_eq!(
        session.started().unwrap().unknown_fields()["unknown"],
        text.replace('\\', "")
    );
    of(format!("[0{}]", ",0".repeat(4_000))).await.unwrap();
    let error = of(format!("[0{}]", ",0".repeat(100_000)))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::ProcessedUnreadable);
}
