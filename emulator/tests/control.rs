//! The control API: a whole onboarding over it, what it refuses, and its stream.

mod support;

use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt as _;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use signicat_reuseid_emulator::{Emulator, control_api};
use support::Caller;

#[tokio::test(start_paused = true)]
async fn a_page_can_play_the_end_user_from_what_the_api_says_is_possible() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let started = caller.start_onboarding().await;
    let id = started.data("transactionId");
    let at = |what: &str| format!("/sessions/{id}{what}");

    let session = caller.control(Method::GET, &at(""), None).await.json();
    assert_eq!(session["possible"], json!(["activate"]));
    assert_eq!(session["externalRef"], "Empl10300469");
    let code = session["activationCode"].as_str().unwrap();
    let wrong = caller
        .control(Method::POST, &at("/activate"), Some(json!({ "code": "0" })))
        .await;
    assert_eq!(
        (wrong.status.as_u16(), &wrong.json()["code"]),
        (409, &json!("wrong"))
    );
    let active = caller
        .control(
            Method::POST,
            &at("/activate"),
            Some(json!({ "code": code })),
        )
        .await;
    assert_eq!(
        active.json()["session"]["possible"],
        json!(["submit", "finish"])
    );
    let again = caller
        .control(
            Method::POST,
            &at("/activate"),
            Some(json!({ "code": code })),
        )
        .await;
    assert_eq!(again.json()["state"], "proofing_pending");
    assert_eq!(again.json()["possible"], json!(["submit", "finish"]));
    caller.control(Method::POST, &at("/submit"), None).await;
    let done = caller
        .control(
            Method::POST,
            &at("/finish"),
            Some(json!({ "result": "accepted" })),
        )
        .await;
    assert_eq!(
        (&done.json()["status"], &done.json()["possible"]),
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
        .control(Method::POST, &path, Some(json!({ "right": true })))
        .await;
    assert_eq!(reply.json()["state"], "proofing_pending");
}

#[tokio::test(start_paused = true)]
async fn the_document_that_is_served_names_every_route_and_every_route_answers() {
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
async fn clock_seed_reset_clients_faults_and_tokens_answer_to_it() {
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
    assert_eq!(other.start_onboarding().await.status, StatusCode::OK);
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
        (&faults[0]["met"], &faults[0]["fault"]),
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
async fn what_makes_no_sense_is_refused_with_a_reason() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let cases = [
        (
            "/faults",
            json!({ "fault": { "kind": "status", "status": 199 } }),
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
}

#[tokio::test(start_paused = true)]
async fn the_stream_tells_of_moves_and_of_what_expires_by_itself_in_its_own_account_only() {
    let emulator = Emulator::builder()
        .code_lifetime(Duration::from_secs(30))
        .in_process()
        .unwrap();
    let caller = Caller::in_account(&emulator, "a-sdge-one").await;
    let other = Caller::in_account(&emulator, "a-sdge-two").await;
    let request = Request::get("/_emulator/changes?account=a-sdge-one")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(emulator.router(), request)
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
            ("session", Some("code_given"), Some("a-sdge-one")),
            ("request", None, Some("a-sdge-one")),
            ("session", Some("expired"), Some("a-sdge-one")),
        ]
    );
    assert_eq!(seen[2]["transactionId"], id.as_str());
}
