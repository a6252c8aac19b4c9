//! Validation of request bodies: what is rejected, how fields are named, what is noted.

mod support;

use axum::body::Body;
use http::{StatusCode, header};
use serde_json::{Value, json};
use signicat_reuseid_emulator::Emulator;
use support::{Caller, last_request};

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
async fn invalid_bodies_are_rejected_with_every_field_named() {
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
async fn log_names_the_rule_and_omits_values() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let body = json!({ "userId": ["Jane Doe"], "provider": { "passport": "X1234567" } });
    let reply = caller.call("start_step_up", "", Some(body)).await;
    let record = last_request(&emulator);
    let rejection = record.rejection.clone().unwrap();
    assert_eq!(rejection.rule, "body.schema");
    assert!(rejection.expected.contains("deviceId"), "{rejection:?}");
    assert!(
        rejection.actual.contains("userId: an array"),
        "{rejection:?}"
    );
    for secret in ["Jane", "X1234567"] {
        assert!(!format!("{record:?}{}", reply.text).contains(secret));
    }
}

#[tokio::test(start_paused = true)]
async fn response_and_log_name_a_bounded_number_of_fields() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let body = json!({
        "provider": "x".repeat(10_000),
        "videoidProviderOptions": { "docTypes": vec!["x"; 10_000] }
    });
    let reply = caller.call("start_onboarding", "", Some(body)).await;
    assert_eq!(names(&reply).len(), 100);
    let rejection = last_request(&emulator).rejection.unwrap();
    assert!(rejection.expected.len() + rejection.actual.len() < 4_000);
    assert!(rejection.expected.ends_with("and more"));

    let body = json!({ "provider": "x".repeat(10_000), "externalRef": "y".repeat(10_000) });
    let reply = caller.call("start_onboarding", "", Some(body)).await;
    let kept = emulator
        .handle()
        .session(&reply.data("transactionId"))
        .unwrap();
    assert_eq!((kept.provider.len(), kept.external_ref), (64, None));
}

#[tokio::test(start_paused = true)]
async fn malformed_json_is_rejected_with_its_position() {
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
async fn legacy_spellings_are_accepted_with_a_note_unless_strict() {
    let legacy =
        json!({ "input": { "eidProviderOptions": { "docTypes": [138, 169], "defaultId": 138 } } });
    let invalid = json!({ "input": { "eidProviderOptions": { "defaultId": "138" } } });

    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let start = |body| caller.call("start_onboarding", "", Some(body));
    assert_eq!(start(legacy.clone()).await.status, StatusCode::OK);
    assert_eq!(
        last_request(&emulator).notes,
        [
            "`input` is a legacy spelling",
            "`eidProviderOptions` is a legacy spelling"
        ]
    );
    assert_eq!(
        names(&start(invalid).await),
        ["videoidProviderOptions.defaultId"]
    );

    let strict = Emulator::builder().strict(true).in_process().unwrap();
    let caller = Caller::of(&strict).await;
    let start = |body| caller.call("start_onboarding", "", Some(body));
    let reply = start(legacy).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(names(&reply), ["eidProviderOptions", "input"]);
    let reply = start(json!({ "eidProviderOptions": {} })).await;
    assert_eq!(names(&reply), ["eidProviderOptions"]);
}

#[tokio::test(start_paused = true)]
async fn misspelled_fields_and_impossible_values_are_noted_and_rejected_when_strict() {
    let cases = [
        (
            json!({ "externalref": "Jane Doe" }),
            "externalref",
            "`externalref` is not a field of the document; did you mean `externalRef`?",
        ),
        (
            json!({ "videoIdProviderOptions": {} }),
            "videoIdProviderOptions",
            "`videoIdProviderOptions` is not a field of the document; did you mean \
             `videoidProviderOptions`?",
        ),
        (
            json!({ "videoidProviderOptions": { "doctype": 1 } }),
            "videoidProviderOptions.doctype",
            "`videoidProviderOptions.doctype` is not a field of the document; did you mean `docType`?",
        ),
        (
            json!({ "colour": "blue" }),
            "colour",
            "`colour` is not a field of the document",
        ),
        (
            json!({ "videoidProviderOptions": { "docType": -5 } }),
            "videoidProviderOptions.docType",
            "`videoidProviderOptions.docType` must be a positive number",
        ),
        (
            json!({ "videoidProviderOptions": { "docTypes": [138, 0] } }),
            "videoidProviderOptions.docTypes",
            "`videoidProviderOptions.docTypes` must be positive numbers",
        ),
        (
            json!({ "provider": "Jane Doe" }),
            "provider",
            "`provider` is not a provider of the document: `readid` or `signicatvideoid`",
        ),
    ];
    let lenient = Emulator::in_process();
    let strict = Emulator::builder().strict(true).in_process().unwrap();
    let (tolerant_caller, strict_caller) = (Caller::of(&lenient).await, Caller::of(&strict).await);
    for (body, field, note) in cases {
        let reply = tolerant_caller
            .call("start_onboarding", "", Some(body.clone()))
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{body}");
        let record = last_request(&lenient);
        assert_eq!(record.notes, [note]);
        assert!(!format!("{record:?}").contains("Jane"));

        let reply = strict_caller
            .call("start_onboarding", "", Some(body.clone()))
            .await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(names(&reply), [field]);
        assert!(!format!("{:?}{}", last_request(&strict), reply.text).contains("Jane"));
    }
    let body = json!({
        "provider": "readid",
        "externalRef": { "any": [null, -1], "docType": -1 },
        "videoidProviderOptions": { "docType": 138, "docTypes": [138, 123], "defaultId": 138 },
    });
    for (emulator, caller) in [(&lenient, &tolerant_caller), (&strict, &strict_caller)] {
        let reply = caller
            .call("start_onboarding", "", Some(body.clone()))
            .await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(last_request(emulator).notes.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn notes_are_bounded() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let fields = (0..3_000).map(|number| (format!("{number}{}", "ä".repeat(5)), json!(1)));
    let body = Value::Object(fields.collect());
    let reply = caller.call("start_onboarding", "", Some(body)).await;
    assert_eq!(reply.status, StatusCode::OK);
    let long = json!({ "x".repeat(60_000): 1 });
    caller.call("start_onboarding", "", Some(long)).await;
    for record in emulator.handle().requests() {
        assert!(record.notes.len() <= 10);
        assert!(record.notes.iter().all(|note| note.len() < 200));
    }
}

#[tokio::test(start_paused = true)]
async fn null_counts_as_absent_for_optional_fields_unless_strict() {
    let body = json!({
        "externalRef": null,
        "provider": null,
        "videoidProviderOptions": { "docType": null, "docTypes": null },
    });
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let reply = caller
        .call("start_onboarding", "", Some(body.clone()))
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let id = reply.data("transactionId");
    assert_eq!(
        emulator.handle().session(&id).unwrap().provider,
        "signicatvideoid"
    );
    assert_eq!(
        last_request(&emulator).notes[0],
        "`provider` is null, which counts as absent"
    );
    let whole = json!({ "videoidProviderOptions": null });
    let reply = caller.call("start_onboarding", "", Some(whole)).await;
    assert_eq!(reply.status, StatusCode::OK);

    let strict = Emulator::builder().strict(true).in_process().unwrap();
    let caller = Caller::of(&strict).await;
    let reply = caller.call("start_onboarding", "", Some(body)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        names(&reply),
        [
            "provider",
            "videoidProviderOptions.docType",
            "videoidProviderOptions.docTypes"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn compressed_bodies_are_rejected_and_the_encoding_is_named() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let send = |encoding: &'static str| {
        let mut request = caller.request("start_onboarding", "", Some(json!({})));
        let value = http::HeaderValue::from_static(encoding);
        request
            .headers_mut()
            .insert(header::CONTENT_ENCODING, value);
        caller.send(request)
    };
    let reply = send("gzip").await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(reply.text.contains("content encoding gzip"));
    let rejection = last_request(&emulator).rejection.unwrap();
    assert_eq!(
        (rejection.rule.as_str(), rejection.actual.as_str()),
        ("body.encoding", "gzip")
    );
    assert_eq!(send("identity").await.status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn log_names_the_operation_that_an_unknown_path_was_probably_meant_for() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let start = caller
        .request("start_onboarding", "", None)
        .uri()
        .to_string();
    let get = caller
        .request("get_onboarding", "t-1", None)
        .uri()
        .to_string();
    let base = emulator.base_url().replace("http://localhost", "");
    let encoded = format!("%{:02X}", start.as_bytes()[start.len() - 1]);
    let cases = [
        (
            format!("{start}/"),
            "start_onboarding: the path has a trailing slash",
        ),
        (
            format!("{get}/"),
            "get_onboarding: the path has a trailing slash",
        ),
        (
            start.replacen(&base, &format!("{base}/"), 1),
            "start_onboarding: the path has an empty segment",
        ),
        (
            format!("{}{encoded}", &start[..start.len() - 1]),
            "start_onboarding: the path is percent-encoded",
        ),
        (
            start.replacen(&base, "", 1),
            "start_onboarding: the path lacks the base path",
        ),
        (
            start.to_uppercase(),
            "start_onboarding: the path has other upper and lower case",
        ),
        (
            "/auth/open/connect/token/".to_owned(),
            "token: the path has a trailing slash",
        ),
    ];
    let mut noted = 0;
    for (path, note) in cases {
        let request = http::Request::post(&path).body(Body::empty()).unwrap();
        let status = caller.send(request).await.status;
        if status == StatusCode::METHOD_NOT_ALLOWED {
            // The path is also that of another operation, whose last segment is a parameter.
            continue;
        }
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        noted += 1;
        let record = last_request(&emulator);
        assert_eq!(record.notes, [format!("probably meant {note}")], "{path}");
    }
    assert!(noted >= 5, "{noted}");
    let request = http::Request::get("/favicon.ico")
        .body(Body::empty())
        .unwrap();
    caller.send(request).await;
    assert!(last_request(&emulator).notes.is_empty());
}
