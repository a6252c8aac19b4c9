//! The token endpoint, its metadata, and the check of bearer tokens.

mod support;

use std::time::Duration;

use axum::body::Body;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use signicat_reuseid_emulator::{ApiClient, Emulator, Operation};
use support::{Caller, Reply, last_request, last_rule};

const GRANT: &str = "grant_type=client_credentials&scope=signicat-api";

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

#[tokio::test(start_paused = true)]
async fn issues_tokens_by_basic_authentication_and_by_form() {
    let emulator = Emulator::builder()
        .token_lifetime(Duration::from_secs(90))
        .in_process()
        .unwrap();
    let caller = Caller::of(&emulator).await;
    let (id, secret) = (emulator.client_id(), emulator.client_secret());
    let by_form = caller.fetch_token(&id, &secret).await;
    let by_basic = caller
        .token_request(GRANT, Some(&basic(&id, &secret)))
        .await;
    let same_id = format!("{GRANT}&client_id={id}");
    let with_id = caller
        .token_request(&same_id, Some(&basic(&id, &secret)))
        .await;
    for reply in [by_form, by_basic, with_id] {
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers["cache-control"], "no-store");
        let body = reply.json();
        assert_eq!(
            (&body["expires_in"], &body["token_type"]),
            (&json!(90), &json!("Bearer"))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn decodes_form_encoded_basic_credentials() {
    let emulator = Emulator::builder()
        .client(ApiClient::new("sandbox-odd-1", "a+b%c&d=e:f", "a-sdge-odd"))
        .in_process()
        .unwrap();
    let caller = Caller::of(&emulator).await;
    let reply = caller
        .token_request(
            GRANT,
            Some(&basic("sandbox-odd-1", "a%2Bb%25c%26d%3De%3Af")),
        )
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
}

#[tokio::test(start_paused = true)]
async fn invalid_token_requests_get_their_oauth_errors() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let (id, secret) = (emulator.client_id(), emulator.client_secret());
    let with = |rest: &str| format!("client_id={id}&client_secret={secret}&{rest}");
    let cases = [
        (
            with("grant_type=password&scope=signicat-api"),
            None,
            400,
            "unsupported_grant_type",
        ),
        (with("scope=signicat-api"), None, 400, "invalid_request"),
        (
            with("grant_type=client_credentials&scope=openid"),
            None,
            400,
            "invalid_scope",
        ),
        (
            with("grant_type=client_credentials"),
            None,
            400,
            "invalid_scope",
        ),
        (
            with(&format!("{GRANT}&scope=signicat-api")),
            None,
            400,
            "invalid_request",
        ),
        (
            with(GRANT),
            Some(basic(&id, &secret)),
            400,
            "invalid_request",
        ),
        (GRANT.to_owned(), None, 401, "invalid_client"),
        (
            format!("{GRANT}&client_id={id}&client_secret=wrong"),
            None,
            401,
            "invalid_client",
        ),
        (
            format!("{GRANT}&client_id=sandbox-another-1"),
            Some(basic(&id, &secret)),
            401,
            "invalid_client",
        ),
        (
            GRANT.to_owned(),
            Some(basic(&id, "wrong")),
            401,
            "invalid_client",
        ),
        (
            GRANT.to_owned(),
            Some(basic("sandbox-nobody-1", &secret)),
            401,
            "invalid_client",
        ),
        (
            GRANT.to_owned(),
            Some("Basic !".to_owned()),
            401,
            "invalid_client",
        ),
        (
            GRANT.to_owned(),
            Some(basic("prod-round-apple-123", &secret)),
            401,
            "invalid_client",
        ),
    ];
    for (form, authorization, status, error) in cases {
        let reply = caller.token_request(&form, authorization.as_deref()).await;
        assert_eq!(
            (reply.status.as_u16(), reply.json()["error"].as_str()),
            (status, Some(error)),
            "{form}"
        );
        // RFC 6749, section 5.2: only where the client used the Authorization header.
        assert_eq!(
            reply.headers.contains_key("www-authenticate"),
            status == 401 && authorization.is_some(),
            "{form}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn rejects_production_clients_and_does_not_log_them() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let reply = caller
        .token_request(GRANT, Some(&basic("prod-round-apple-123", "real-secret")))
        .await;
    assert!(
        reply.text.contains("looks like a production one"),
        "{}",
        reply.text
    );
    let log = format!("{:?}", emulator.handle().requests());
    assert!(!log.contains("round-apple") && !log.contains("real-secret"));
    let client = ApiClient::new("sandbox-a-1", "x", "a-spge-IL9J9flqic18sh4TsUAo");
    assert!(emulator.handle().register_client(client.clone()).is_err());
    assert!(Emulator::builder().client(client).in_process().is_err());
}

/// Calls an operation and checks which rule rejects it.
async fn rejected(emulator: &Emulator, caller: &Caller, rule: &str) -> Reply {
    let reply = caller.get_onboarding("x").await;
    assert_eq!(last_rule(emulator), rule);
    reply
}

#[tokio::test(start_paused = true)]
async fn each_invalid_token_is_rejected_by_its_rule() {
    let emulator = Emulator::builder().seed(1).in_process().unwrap();
    let handle = emulator.handle();
    let mut caller = Caller::of(&emulator).await;
    assert_eq!(
        rejected(&emulator, &caller, "transaction.exists")
            .await
            .status,
        404
    );

    tokio::time::advance(Duration::from_millis(600_001)).await;
    let expired = rejected(&emulator, &caller, "token.expired").await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    assert!(expired.has_code("invalid_token"), "{}", expired.text);
    assert_eq!(
        expired.headers["www-authenticate"],
        "Bearer error=\"invalid_token\""
    );

    let mut caller2 = Caller::of(&emulator).await;
    handle.revoke_tokens();
    assert_eq!(
        rejected(&emulator, &caller2, "token.revoked").await.status,
        401
    );
    caller2 = Caller::of(&emulator).await;
    assert_eq!(
        rejected(&emulator, &caller2, "transaction.exists")
            .await
            .status,
        404
    );

    caller.token = "garbage".into();
    assert_eq!(
        rejected(&emulator, &caller, "token.known").await.status,
        401
    );
    caller.token.clear();
    let missing = rejected(&emulator, &caller, "token.present").await;
    // RFC 6750, section 3.1: no error code where no authentication came.
    assert_eq!(missing.status, StatusCode::UNAUTHORIZED);
    assert_eq!(missing.headers["www-authenticate"], "Bearer");
    assert_eq!(missing.json().get("code"), None);

    handle.set_seed(2);
    assert_eq!(
        rejected(&emulator, &caller2, "token.known").await.status,
        401
    );
    let caller3 = Caller::of(&emulator).await;
    handle.remove_client(&emulator.client_id());
    assert_eq!(
        rejected(&emulator, &caller3, "token.client").await.status,
        401
    );
}

#[tokio::test(start_paused = true)]
async fn old_tokens_stay_invalid_after_reset_and_registration() {
    let emulator = Emulator::in_process();
    let account = emulator.handle().for_account("a-sdge-mine");
    let before = Caller::in_account(&emulator, "a-sdge-mine").await;
    tokio::time::advance(Duration::from_secs(1)).await;
    account.reset();
    let after = Caller::in_account(&emulator, "a-sdge-mine").await;
    rejected(&emulator, &before, "token.known").await;
    assert_eq!(
        after.get_onboarding("x").await.status,
        StatusCode::NOT_FOUND
    );

    emulator.handle().remove_client("sandbox-a-sdge-mine-1");
    tokio::time::advance(Duration::from_secs(1)).await;
    let second = Caller::in_account(&emulator, "a-sdge-mine").await;
    rejected(&emulator, &after, "token.revoked").await;
    assert_eq!(
        second.get_onboarding("x").await.status,
        StatusCode::NOT_FOUND
    );

    let moved = ApiClient::new("sandbox-a-sdge-mine-1", "secret", "a-sdge-elsewhere");
    emulator.handle().register_client(moved).unwrap();
    rejected(&emulator, &second, "token.revoked").await;
}

#[tokio::test(start_paused = true)]
async fn client_without_permission_gets_403() {
    let emulator = Emulator::builder()
        .client(ApiClient::new("sandbox-poor-1", "s", "a-sdge-poor").without_permissions())
        .in_process()
        .unwrap();
    let caller = Caller::with(&emulator, "sandbox-poor-1", "s").await;
    let reply = caller.start_onboarding().await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    let rejection = last_request(&emulator).rejection.unwrap();
    let text = format!("{rejection:?}");
    assert!(text.contains("ReuseID Onboarding API"), "{text}");
    assert_eq!(emulator.handle().session_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn revoking_one_account_keeps_tokens_of_others() {
    let emulator = Emulator::in_process();
    let (one, two) = (
        Caller::in_account(&emulator, "a-sdge-one").await,
        Caller::in_account(&emulator, "a-sdge-two").await,
    );
    emulator.handle().for_account("a-sdge-one").revoke_tokens();
    assert_eq!(
        one.get_onboarding("x").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(two.get_onboarding("x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn rejects_token_lifetimes_out_of_bounds() {
    for seconds in [0, 3601] {
        let lifetime = Duration::from_secs(seconds);
        assert!(
            Emulator::builder()
                .token_lifetime(lifetime)
                .in_process()
                .is_err()
        );
        let client = ApiClient::new("sandbox-a-1", "s", "a-sdge-a").token_lifetime(lifetime);
        assert!(
            Emulator::in_process()
                .handle()
                .register_client(client)
                .is_err()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn counts_token_requests_and_names_allowed_methods() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    caller.fetch_token("nobody", "x").await;
    assert_eq!(emulator.handle().token_request_count(), 2);
    assert_eq!(
        emulator.handle().requests()[0].operation,
        Operation::Token.as_str()
    );
    let mut request = caller.request("get_onboarding", "x", None);
    *request.method_mut() = Method::DELETE;
    let reply = caller.send_as("get_onboarding", request).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.headers["allow"], "GET,HEAD");
    assert!(reply.has_code("method_not_allowed"), "{}", reply.text);
}

#[tokio::test(start_paused = true)]
async fn log_explains_credentials_that_are_not_form_encoded() {
    for secret in ["a+b", "a%41b", "100%2B"] {
        let emulator = Emulator::builder()
            .client(ApiClient::new("sandbox-odd-1", secret, "a-sdge-odd"))
            .in_process()
            .unwrap();
        let caller = Caller::of(&emulator).await;
        let form = format!("{GRANT}&client_id=sandbox-odd-1&client_secret={secret}");
        for (form, authorization) in [
            (GRANT, Some(basic("sandbox-odd-1", secret))),
            (form.as_str(), None),
        ] {
            let reply = caller.token_request(form, authorization.as_deref()).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{secret}");
            let record = last_request(&emulator);
            assert!(record.notes[0].contains("not form-encoded"), "{record:?}");
            assert!(!format!("{record:?}").contains(secret));
        }
        caller
            .token_request(GRANT, Some(&basic("sandbox-odd-1", "another")))
            .await;
        assert!(last_request(&emulator).notes.is_empty());
    }
}

/// A generated client sends a token only if the document says that operations need one.
#[test]
fn the_document_says_that_every_operation_needs_a_token() {
    let document: Value = serde_json::from_str(signicat_reuseid_api::OPENAPI).unwrap();
    let requirements = document["security"].as_array().unwrap();
    assert_eq!(requirements.len(), 1);
    let (name, scopes) = requirements[0].as_object().unwrap().iter().next().unwrap();
    assert_eq!(scopes, &json!(["signicat-api"]));
    let scheme = &document["components"]["securitySchemes"][name];
    assert_eq!(scheme["type"], "oauth2");
    let flow = &scheme["flows"]["clientCredentials"];
    assert!(flow["scopes"]["signicat-api"].is_string());
    let token_url = flow["tokenUrl"].as_str().unwrap();
    assert!(
        token_url.ends_with(signicat_reuseid_emulator::TOKEN_PATH),
        "{token_url}"
    );
    let paths = document["paths"].as_object().unwrap().values();
    let mut operations = paths.flat_map(|path| path.as_object().unwrap().values());
    assert!(operations.all(|operation| operation.get("security").is_none()));
}

#[tokio::test(start_paused = true)]
async fn serves_oauth_metadata_for_the_host_that_was_called() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    for host in ["localhost:8317", "127.0.0.1:9000"] {
        let request = Request::get("/auth/open/.well-known/openid-configuration")
            .header("host", host)
            .body(Body::empty())
            .unwrap();
        let metadata: Value = caller.send(request).await.json();
        assert_eq!(metadata["issuer"], format!("http://{host}/auth/open"));
        assert_eq!(
            metadata["token_endpoint"],
            format!("http://{host}/auth/open/connect/token")
        );
        assert_eq!(
            metadata["grant_types_supported"],
            json!(["client_credentials"])
        );
    }
}

#[tokio::test(start_paused = true)]
async fn compressed_token_requests_are_rejected_and_the_encoding_is_named() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let request = Request::post(signicat_reuseid_emulator::TOKEN_PATH)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-encoding", "gzip")
        .body(Body::from(GRANT))
        .unwrap();
    let reply = caller.send(request).await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(reply.text.contains("content encoding gzip"));
    assert_eq!(reply.json()["error"], "invalid_request");
    assert_eq!(last_rule(&emulator), "token.encoding");
}
