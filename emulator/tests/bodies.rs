//! Requests against the document: what is refused, how each field is named, and what is let through.

mod support;

use axum::body::Body;
use http::{StatusCode, header};
use serde_json::{Value, json};
use signicat_reuseid_emulator::Emulator;
use support::Caller;

fn names(reply: &support::Reply) -> Vec<String> {
    let body = reply.json();
    let params = body["invalidParams"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut names: Vec<_> = params
        .iter()
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_fit_is_refused_and_every_field_is_named() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let cases: [(&str, Value, &[&str]); 6] = [
        ("start_onboarding", json!({ "provider": 7 }), &["provider"]),
        (
            "start_onboarding",
            json!({ "videoidProviderOptions": { "docTypes": [138, "x"], "docType": 1.5 } }),
            &[
                "videoidProviderOptions.docType",
                "videoidProviderOptions.docTypes[1]",
            ],
        ),
        ("start_onboarding", json!([]), &["body"]),
        ("start_step_up", json!({}), &["deviceId", "userId"]),
        (
            "start_step_up",
            json!({ "userId": null, "deviceId": "x" }),
            &["userId"],
        ),
        ("start_step_up", json!("text"), &["body"]),
    ];
    for (operation, body, expected) in cases {
        let reply = caller.call(operation, "", Some(body.clone())).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(reply.json()["code"], "invalid_request_parameter");
        assert_eq!(names(&reply), expected, "{}", reply.text);
    }
    assert_eq!(emulator.handle().session_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_log_says_which_rule_failed_and_never_quotes_what_came() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let body = json!({ "userId": ["Jane Doe"], "provider": { "passport": "X1234567" } });
    let reply = caller.call("start_step_up", "", Some(body)).await;
    let record = emulator.handle().requests().pop().unwrap();
    let refused = record.refused.clone().unwrap();
    assert_eq!(refused.rule, "body.schema");
    assert!(refused.expected.contains("deviceId"), "{refused:?}");
    assert!(refused.came.contains("userId: an array"), "{refused:?}");
    for secret in ["Jane", "X1234567"] {
        assert!(!format!("{record:?}{}", reply.text).contains(secret));
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_wrong_everywhere_does_not_fill_the_answer_nor_the_log() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let body = json!({
        "provider": "x".repeat(10_000),
        "videoidProviderOptions": { "docTypes": vec!["x"; 10_000] }
    });
    let reply = caller.call("start_onboarding", "", Some(body)).await;
    assert_eq!(names(&reply).len(), 100);
    let refused = emulator.handle().requests().pop().unwrap().refused.unwrap();
    assert!(refused.expected.len() + refused.came.len() < 4_000);
    assert!(refused.expected.ends_with("and more"));

    let body = json!({ "provider": "x".repeat(10_000), "externalRef": "y".repeat(10_000) });
    let reply = caller.call("start_onboarding", "", Some(body)).await;
    let kept = emulator
        .handle()
        .session(&reply.data("transactionId"))
        .unwrap();
    assert_eq!((kept.provider.len(), kept.external_ref), (64, None));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_json_at_all_is_refused_with_the_place() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let send = |text: &'static str, media: &'static str| {
        let mut request = caller.request("start_onboarding", "", Some(json!({})));
        *request.body_mut() = Body::from(text);
        request
            .headers_mut()
            .insert(header::CONTENT_TYPE, media.parse().unwrap());
        caller.send(request)
    };
    let broken = send("{\"externalRef\": Jane}", "application/json").await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert!(broken.text.contains("line 1 column") && !broken.text.contains("Jane"));
    assert_eq!(
        send("{}", "text/plain").await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    assert_eq!(
        send("{}", "application/json; charset=utf-8").await.status,
        StatusCode::OK
    );
    let large = json!({ "externalRef": "x".repeat(70_000) });
    let reply = caller.call("start_onboarding", "", Some(large)).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(start_paused = true)]
async fn older_spellings_are_checked_like_the_present_ones_unless_switched_off() {
    let older =
        json!({ "input": { "eidProviderOptions": { "docTypes": [138, 169], "defaultId": 138 } } });
    let wrong = json!({ "input": { "eidProviderOptions": { "defaultId": "138" } } });

    let lenient = Emulator::in_process();
    let caller = Caller::of(&lenient).await;
    assert_eq!(
        caller
            .call("start_onboarding", "", Some(older.clone()))
            .await
            .status,
        200
    );
    let reply = caller.call("start_onboarding", "", Some(wrong)).await;
    assert_eq!(names(&reply), ["videoidProviderOptions.defaultId"]);

    let strict = Emulator::builder()
        .older_bodies(false)
        .in_process()
        .unwrap();
    let caller = Caller::of(&strict).await;
    let reply = caller.call("start_onboarding", "", Some(older)).await;
    assert_eq!(
        (reply.status.as_u16(), names(&reply)),
        (422, vec!["input".to_owned()])
    );
    let reply = caller
        .call(
            "start_onboarding",
            "",
            Some(json!({ "eidProviderOptions": {} })),
        )
        .await;
    assert_eq!(names(&reply), ["eidProviderOptions"]);
}
