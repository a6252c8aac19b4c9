//! The control API: an onboarding over it, its errors, its stream, and which hosts and origins may call it.

mod support;

use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt as _;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use signicat_reuseid_emulator::{Emulator, control_api};
use support::Caller;

#[tokio::test(start_paused = true)]
async fn end_user_actions_follow_next_actions() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let started = caller.start_onboarding().await;
    let id = started.data("transactionId");
    let at = |what: &str| format!("/sessions/{id}{what}");

    let session = caller.control(Method::GET, &at(""), None).await.json();
    assert_eq!(session["nextActions"], json!(["activate"]));
    assert_eq!(session["externalRef"], "Empl10300469");
    let code = session["activationCode"].as_str().unwrap();
    let wrong = caller
        .control(Method::POST, &at("/activate"), Some(json!({ "code": "0" })))
        .await;
    assert_eq!(
        (wrong.status.as_u16(), &wrong.json()["code"]),
        (409, &json!("wrong_credential"))
    );
    let active = caller
        .control(
            Method::POST,
            &at("/activate"),
            Some(json!({ "code": code })),
        )
        .await;
    assert_eq!(
        active.json()["session"]["nextActions"],
        json!(["submit", "finish"])
    );
    let second = caller
        .control(
            Method::POST,
            &at("/activate"),
            Some(json!({ "code": code })),
        )
        .await;
    assert_eq!(second.json()["state"], "proofing_pending");
    assert_eq!(second.json()["nextActions"], json!(["submit", "finish"]));
    caller.control(Method::POST, &at("/submit"), None).await;
    let done = caller
        .control(
            Method::POST,
            &at("/finish"),
            Some(json!({ "result": "accepted" })),
        )
        .await;
    assert_eq!(
        (&done.json()["status"], &done.json()["nextActions"]),
        (&json!("Completed"), &json!([]))
    );

    let users = caller.control(Method::GET, "/users", None).await.json();
    assert_eq!(
        users[0]["devices"][0]["deviceId"],
        active.json()["deviceId"]
    );
    assert!(users[0]["identity"]["lastName"].is_string());

    let step_up = caller
        .start_step_up(
            &started.data("userId"),
            active.json()["deviceId"].as_str().unwrap(),
        )
        .await
        .data("transactionId");
    let path = format!("/sessions/{step_up}/authenticate");
    let reply = caller
        .control(Method::POST, &path, Some(json!({ "correct": true })))
        .await;
    assert_eq!(reply.json()["state"], "proofing_pending");
}

#[tokio::test(start_paused = true)]
async fn served_document_lists_every_route() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let served = caller.control(Method::GET, "/openapi.json", None).await;
    assert_eq!(served.text, control_api());
    for (path, item) in served.json()["paths"].as_object().unwrap() {
        for method in item
            .as_object()
            .unwrap()
            .keys()
            .filter(|it| *it != "parameters")
        {
            if path == "/changes" {
                continue;
            }
            let path = path
                .replace("{transactionId}", "x")
                .replace("{clientId}", "x")
                .replace("{id}", "0");
            let method: Method = method.to_ascii_uppercase().parse().unwrap();
            let reply = caller.control(method.clone(), &path, None).await;
            assert_ne!(
                reply.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
            let unrouted = reply.status == 404 && reply.json()["detail"] == "there is no such path";
            assert!(!unrouted, "{method} {path}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn controls_clock_seed_clients_tokens_and_faults() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    caller.start_onboarding().await;
    let turn = json!({ "frozen": true, "setMs": 1_000_000, "advanceMs": 5 });
    let reading = caller
        .control(Method::POST, "/clock", Some(turn))
        .await
        .json();
    assert_eq!(reading, json!({ "nowMs": 1_000_005, "frozen": true }));
    assert_eq!(emulator.handle().clock(), (1_000_005, true));
    caller
        .control(Method::PUT, "/seed", Some(json!({ "seed": 42 })))
        .await;
    assert_eq!(
        (emulator.handle().seed(), emulator.handle().session_count()),
        (42, 0)
    );

    let new =
        json!({ "clientId": "sandbox-new-1", "clientSecret": "hush", "accountId": "a-sdge-new" });
    let created = caller.control(Method::POST, "/clients", Some(new)).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let other = Caller::with(&emulator, "sandbox-new-1", "hush").await;
    assert!(other.start_onboarding().await.status.is_success());
    let listed = caller
        .control(Method::GET, "/clients?account=a-sdge-new", None)
        .await;
    assert_eq!(listed.json().as_array().unwrap().len(), 1);
    assert!(!listed.text.contains("hush"));
    caller.control(Method::POST, "/tokens/revoke", None).await;
    assert_eq!(
        other.start_onboarding().await.status,
        StatusCode::UNAUTHORIZED
    );

    let fault = json!({ "fault": { "kind": "status", "status": 503 }, "operation": "token" });
    let set = caller
        .control(Method::POST, "/faults", Some(fault.clone()))
        .await;
    assert_eq!(set.status, StatusCode::CREATED);
    assert_eq!(other.fetch_token("sandbox-new-1", "hush").await.status, 503);
    let faults = caller.control(Method::GET, "/faults", None).await.json();
    assert_eq!(
        (&faults[0]["applied"], &faults[0]["fault"]),
        (
            &json!(1),
            &json!({ "kind": "status", "status": 503, "afterCommit": false })
        )
    );
    let path = format!("/faults/{}", set.json()["id"]);
    assert_eq!(
        caller.control(Method::DELETE, &path, None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        caller.control(Method::DELETE, &path, None).await.status,
        StatusCode::NOT_FOUND
    );

    caller.control(Method::POST, "/reset", None).await;
    let health = caller.control(Method::GET, "/health", None).await.json();
    assert_eq!(
        (&health["sessions"], &health["status"]),
        (&json!(0), &json!("ready"))
    );
    assert_eq!(
        (emulator.handle().seed(), emulator.handle().clock().1),
        (1, false)
    );
    assert_eq!(emulator.handle().clients().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn rejects_values_out_of_bounds_with_a_reason() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let cases = [
        (
            "/faults",
            json!({ "fault": { "kind": "status", "status": 199 } }),
            422,
        ),
        (
            "/faults",
            json!({ "fault": { "kind": "invalid_params", "params": [] } }),
            422,
        ),
        ("/faults", json!({ "fault": { "kind": "unheard_of" } }), 422),
        (
            "/faults",
            json!({ "fault": { "kind": "refuse_connections", "forMs": 60_001 } }),
            422,
        ),
        (
            "/faults",
            json!({ "fault": { "kind": "field_value", "field": "x", "value": "y".repeat(1_023) } }),
            422,
        ),
        (
            "/faults",
            json!({ "fault": { "kind": "invalid_json" }, "nth": 0 }),
            422,
        ),
        (
            "/faults",
            json!({ "fault": { "kind": "invalid_json" }, "probability": 1.5 }),
            422,
        ),
        (
            "/faults",
            json!({ "fault": { "kind": "invalid_json" }, "opration": "token" }),
            422,
        ),
        ("/clock", json!({ "setMs": -1 }), 422),
        ("/refuse-connections", json!({ "forMs": 60_001 }), 422),
        (
            "/clients",
            json!({ "clientId": "prod-a-1", "clientSecret": "s", "accountId": "a" }),
            422,
        ),
        ("/sessions/x/activate", json!({ "code": "1" }), 404),
        ("/nowhere", json!({}), 404),
    ];
    for (path, body, status) in cases {
        let reply = caller.control(Method::POST, path, Some(body.clone())).await;
        assert_eq!(
            reply.status.as_u16(),
            status,
            "{path} {body} {}",
            reply.text
        );
        assert!(reply.json()["detail"].is_string());
    }
    let no_body = caller.control(Method::POST, "/clock", None).await;
    assert_eq!(no_body.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let gzip = Request::post("/_emulator/clock")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(Body::from("{}"))
        .unwrap();
    let reply = caller.send(gzip).await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(reply.text.contains("gzip"));
}

#[tokio::test(start_paused = true)]
async fn stream_reports_changes_and_expiry_of_its_account_only() {
    let emulator = Emulator::builder()
        .code_lifetime(Duration::from_secs(30))
        .in_process()
        .unwrap();
    let caller = Caller::in_account(&emulator, "a-sdge-one").await;
    let other = Caller::in_account(&emulator, "a-sdge-two").await;
    let request = Request::get("/_emulator/changes?account=a-sdge-one")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(emulator.service(), request)
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events = response.into_body().into_data_stream();

    other.start_onboarding().await;
    let id = caller.start_onboarding().await.data("transactionId");
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let chunk = events.next().await.unwrap().unwrap();
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
            seen.push(serde_json::from_str::<Value>(line).unwrap());
        }
    }
    let short: Vec<_> = seen
        .iter()
        .map(|it| {
            (
                it["change"].as_str().unwrap(),
                it["state"].as_str(),
                it["accountId"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            ("session", Some("code_issued"), Some("a-sdge-one")),
            ("request", None, Some("a-sdge-one")),
            ("session", Some("expired"), Some("a-sdge-one")),
        ]
    );
    assert_eq!(seen[2]["transactionId"], id.as_str());
}

/// Sends a request with these headers and returns its status.
async fn status(caller: &Caller, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    caller.send(request).await.status.as_u16()
}

#[tokio::test(start_paused = true)]
async fn every_request_must_have_a_host_of_the_emulator() {
    let emulator = Emulator::builder()
        .allowed_host("emulator")
        .in_process()
        .unwrap();
    let caller = Caller::of(&emulator).await;
    let hosts = [
        ("localhost:8317", true),
        ("127.0.0.1", true),
        ("[::1]:8317", true),
        ("emulator:8317", true),
        ("localhost.", false),
        ("localhost.example.com", false),
        ("evil.example:8317", false),
        ("", false),
    ];
    let token_path = signicat_reuseid_emulator::TOKEN_PATH;
    for path in ["/_emulator/sessions", "/_emulator/health", token_path, "/"] {
        for (host, allowed) in hosts {
            let status = status(&caller, "GET", path, &[("host", host)]).await;
            assert_eq!(status != 403, allowed, "{path} {host}");
        }
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(status(&caller, "GET", path, &twice).await, 403);
        let target = format!("http://evil.example{path}");
        let absolute = status(&caller, "GET", &target, &[("host", "localhost")]).await;
        assert_eq!(absolute, 403);
    }
}

#[tokio::test(start_paused = true)]
async fn allowed_hosts_are_names_without_scheme_and_port() {
    for (host, allowed) in [
        ("emulator", true),
        ("emulator.internal", true),
        ("10.0.0.7", true),
        ("[fd00::7]", true),
        ("fd00::7", false),
        ("emulator:8317", false),
        ("http://emulator", false),
        ("", false),
    ] {
        let built = Emulator::builder().allowed_host(host).in_process();
        assert_eq!(built.is_ok(), allowed, "{host}");
    }
}

#[tokio::test(start_paused = true)]
async fn changing_requests_must_not_come_from_another_origin() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let host = ("host", "localhost:8317");
    for (origin, allowed) in [
        ("http://localhost:8317", true),
        ("http://localhost:3000", false),
        ("http://localhost", false),
        ("https://localhost:8317", false),
        ("http://localhost:8317.evil.example", false),
        ("http://127.0.0.1:8317", false),
        ("https://evil.example", false),
        ("null", false),
        ("", false),
    ] {
        let headers = [host, ("origin", origin)];
        for (method, path) in [
            ("POST", "/_emulator/reset"),
            ("DELETE", "/_emulator/faults"),
            ("PUT", "/_emulator/seed"),
            ("POST", signicat_reuseid_emulator::TOKEN_PATH),
            ("BREW", "/_emulator/reset"),
        ] {
            let status = status(&caller, method, path, &headers).await;
            assert_eq!(status != 403, allowed, "{method} {path} {origin}");
        }
        // Without CORS headers in the response, a browser does not show it to the page.
        assert_eq!(
            status(&caller, "GET", "/_emulator/sessions", &headers).await,
            200
        );
    }
    assert_eq!(
        status(&caller, "POST", "/_emulator/reset", &[host]).await,
        204
    );
}

#[tokio::test(start_paused = true)]
async fn only_the_own_page_gets_a_preflight_response_and_only_for_the_control_api() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let token_path = signicat_reuseid_emulator::TOKEN_PATH;
    for (origin, path, expected) in [
        ("http://localhost:8317", "/_emulator/seed", 204),
        ("http://evil.example", "/_emulator/seed", 403),
        ("http://localhost:8317", token_path, 405),
        ("http://evil.example", token_path, 403),
    ] {
        let request = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header("host", "localhost:8317")
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .body(Body::empty())
            .unwrap();
        let reply = caller.send(request).await;
        assert_eq!(reply.status.as_u16(), expected, "{origin} {path}");
        let allowed = reply.headers.get("access-control-allow-origin");
        assert_eq!(
            allowed.map(|it| it.to_str().unwrap()),
            (expected == 204).then_some(origin)
        );
    }
}

#[tokio::test]
async fn requests_over_a_socket_must_have_a_host() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.address().unwrap();
    for (head, expected) in [
        (format!("HTTP/1.1\r\nhost: {address}"), "HTTP/1.1 200"),
        ("HTTP/1.1\r\nhost: evil.example".to_owned(), "HTTP/1.1 403"),
        ("HTTP/1.0\r\nx-none: x".to_owned(), "HTTP/1.0 403"),
    ] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET /_emulator/health {head}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        assert!(response.starts_with(expected), "{head}: {response}");
    }
}
