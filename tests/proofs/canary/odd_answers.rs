//! Provokes every error that a response can cause, with canaries in each response.

use std::time::Duration;

use signicat_reuseid::{
    CallOptions, Client, Error, Flow, Phase, TransactionId, TransportError, Unreadable,
};

use super::{
    detector::Detector,
    service::{self, CannedResponses, Tls, response},
    shown::{Shown, show},
};

const TOKEN: &str = "canary-token-Zk3.payload_x~";
const TRANSACTION: &str = "canary-transaction-51b2";
const NAME: &str = "Canary Nordmann-Ås";
const DOCUMENT: &str = "CANARY0099887";
const DETAIL: &str = "canary detail: born 1964-02-29";
const SECRET: &str = "canary-secret-of-odd-responses";

pub async fn run(tls: &Tls, detector: &mut Detector, shown: &mut Shown) {
    for (canary, value) in [
        ("token", TOKEN),
        ("transaction id in a path", TRANSACTION),
        ("name", NAME),
        ("document number", DOCUMENT),
        ("detail", DETAIL),
        ("secret", SECRET),
    ] {
        detector.add(canary, value);
    }
    let (server, canned) = service::canned(tls).await;
    let origin = format!("https://localhost:{}", server.address.port());
    let builder = || {
        Client::builder()
            .client_credentials("an-id", SECRET)
            .base_url(format!("{origin}/api"))
            .token_url(format!("{origin}/token"))
            .root_certificate(tls.certificate.clone())
            .attempt_timeout(Duration::from_millis(400))
            .max_attempts(1)
    };
    let good = token(&format!(r#"{{"access_token":"{TOKEN}","expires_in":600}}"#));
    let client = builder().build().unwrap();
    let id = TransactionId::new(TRANSACTION).unwrap();
    for operation in operation_responses() {
        let hang = operation.is_empty();
        *canned.lock().unwrap() = CannedResponses {
            token: good.clone(),
            operation,
            hang,
        };
        let session = client.resume(Flow::Onboarding, id.clone());
        let (get, start) = (session.get().await, client.onboarding().start().await);
        for error in [get.map(drop), start.map(drop)]
            .into_iter()
            .filter_map(Result::err)
        {
            print(&error, shown);
        }
    }
    // Unknown fields are returned by their accessor, and printed nowhere.
    let state = format!(
        r#"{{"data":{{"status":"Completed","transactionId":"{TRANSACTION}","fullName":"{NAME}","number":"{DOCUMENT}"}}}}"#
    );
    *canned.lock().unwrap() = CannedResponses {
        token: good,
        operation: response("200 OK", &state),
        hang: false,
    };
    let session = client.resume(Flow::StepUp, id.clone());
    let state = session.get_with(CallOptions::new()).await.unwrap();
    assert_eq!(state.unknown_fields()["fullName"], NAME);
    show!(shown, State: &state, Session: &session, CallOptions: &CallOptions::new());
    show!(shown, Phase: &Phase::Running, TransportError: &TransportError::Interrupted);

    for token in token_responses() {
        let hang = token.is_empty();
        *canned.lock().unwrap() = CannedResponses {
            token,
            hang,
            ..CannedResponses::default()
        };
        let client = builder().build().unwrap();
        print(&client.onboarding().start().await.unwrap_err(), shown);
    }
    // A port that refuses connections, and a server whose certificate is not trusted.
    drop(server);
    let untrusted = service::canned(&Tls::new()).await.0;
    for port in [9, untrusted.address.port()] {
        let origin = format!("https://localhost:{port}");
        let client = builder()
            .token_url(format!("{origin}/token"))
            .build()
            .unwrap();
        print(
            &client
                .resume(Flow::Onboarding, id.clone())
                .get()
                .await
                .unwrap_err(),
            shown,
        );
        let client = builder()
            .base_url(&origin)
            .token_source(CanaryTokenSource)
            .build()
            .unwrap();
        print(
            &client
                .resume(Flow::Onboarding, id.clone())
                .get()
                .await
                .unwrap_err(),
            shown,
        );
    }
}

struct CanaryTokenSource;

impl signicat_reuseid::TokenSource for CanaryTokenSource {
    fn fetch(&self) -> signicat_reuseid::TokenFuture<'_> {
        let lifetime = Duration::from_secs(60);
        let token = signicat_reuseid::AccessToken::bearer(TOKEN, lifetime);
        Box::pin(async { token.map_err(|_| signicat_reuseid::TokenError::permanent(TOKEN)) })
    }
}

fn print(error: &Error, shown: &mut Shown) {
    shown.error(error);
    show!(shown, Error: error, Outcome: &error.outcome());
    if let Some(operation) = error.operation() {
        show!(shown, Operation: &operation);
    }
    for param in error.invalid_params() {
        show!(shown, InvalidParam: param);
    }
    match error {
        Error::Token(failure, why) => show!(shown, Failure: &**failure, TokenError: why),
        Error::Unreadable(failure, why) => show!(shown, Failure: &**failure, Unreadable: why),
        Error::Api(failure) | Error::Timeout(failure) => show!(shown, Failure: &**failure),
        _ => show!(shown, Unreadable: &Unreadable::Status),
    }
}

fn token(body: &str) -> Vec<u8> {
    response("200 OK\r\nContent-Type: application/json", body)
}

/// The responses to an operation. The last is empty: the server sends nothing and keeps the connection open.
fn operation_responses() -> Vec<Vec<u8>> {
    let problem = format!(
        r#"{{"title":"Invalid request parameter","code":"invalid_request_parameter","traceId":"4bf239c0","detail":"{DETAIL}",
        "instance":"/x/{TRANSACTION}","name":"{NAME}","invalidParams":[{{"name":"{NAME}","reason":"{DOCUMENT} is no number"}}]}}"#
    );
    let mut responses = vec![
        response("422 Unprocessable Entity", &problem),
        response("500 Internal Server Error", &problem),
        response("403 Forbidden", &format!("<html>{NAME} {DETAIL}</html>")),
        response(
            &format!("503 {NAME}\r\nRetry-After: 1\r\nX-Name: {DOCUMENT}"),
            &format!(r#"{{"error":"{DETAIL}"}}"#),
        ),
        response(
            &format!("302 Found\r\nLocation: https://x/{TRANSACTION}?name={DOCUMENT}"),
            "",
        ),
        response("202 Accepted", &format!(r#"<name>{NAME}</name>"#)),
        response(
            "200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip",
            &format!(r#"{{"name":"{NAME}"}}"#),
        ),
        response("200 OK", &DETAIL.repeat(60_000)),
        // Not HTTP, an invalid header, and a truncated body.
        format!("{DETAIL} {TOKEN}\r\n\r\n").into_bytes(),
        format!("HTTP/1.1 200 {NAME}\r\nX-Na\u{0}me: {DOCUMENT}\r\n\r\n").into_bytes(),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{{\"data\":\"{NAME}").into_bytes(),
    ];
    for body in [
        format!("{DETAIL} is not JSON"),
        format!(r#"{{"data":{{"status":["{NAME}"]}}}}"#),
        format!(r#"{{"data":{{"transactionId":{{"{TRANSACTION}":1}}}}}}"#),
        format!(r#"{{"data":{{"transactionId":"{NAME}/{DOCUMENT}"}}}}"#),
        format!(r#"{{"data":null,"name":"{NAME}"}}"#),
    ] {
        responses.push(response("200 OK\r\nContent-Type: application/json", &body));
    }
    responses.push(Vec::new());
    responses
}

/// The responses of the token endpoint. The last is empty, as above.
fn token_responses() -> Vec<Vec<u8>> {
    let refused = format!(
        r#"{{"error":"invalid_client","error_description":"{SECRET} is wrong","error_uri":"https://x/{DETAIL}"}}"#
    );
    vec![
        response("401 Unauthorized", &refused),
        response("400 Bad Request", &refused),
        response(
            "500 Internal Server Error",
            &format!("<html>{SECRET}</html>"),
        ),
        response(
            &format!("302 Found\r\nLocation: https://x/?secret={SECRET}"),
            "",
        ),
        token(&format!(r#"{{"token":"{TOKEN}","secret":"{SECRET}"}}"#)),
        token(&format!("{TOKEN} {SECRET}")),
        token(&format!(r#"{{"access_token":["{TOKEN}"]}}"#)),
        token(&format!(
            r#"{{"access_token":"{TOKEN}\n","expires_in":"{SECRET}"}}"#
        )),
        token(&format!(
            r#"{{"access_token":"{TOKEN}","expires_in":0,"scope":"{SECRET}"}}"#
        )),
        token(&TOKEN.repeat(60_000)),
        format!("{SECRET}\r\n\r\n").into_bytes(),
        Vec::new(),
    ]
}
