//! Tokens: how they are fetched, what they say, and each way in which one is refused.

mod support;

use std::time::Duration;

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use signicat_reuseid_emulator::{ApiClient, DEFAULT_ACCOUNT, Emulator, Operation};
use support::{Caller, Reply};

const GRANT: &str = "grant_type=client_credentials&scope=signicat-api";

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

fn last_rule(emulator: &Emulator) -> String {
    emulator
        .handle()
        .requests()
        .pop()
        .unwrap()
        .refused
        .unwrap()
        .rule
}

#[tokio::test(start_paused = true)]
async fn a_token_is_given_by_basic_and_by_post_and_names_the_account() {
    let emulator = Emulator::builder()
        .token_lifetime(Duration::from_secs(90))
        .in_process()
        .unwrap();
    let caller = Caller::of(&emulator).await;
    let by_post = caller
        .fetch_token(&emulator.client_id(), &emulator.client_secret())
        .await;
    let by_basic = caller
        .token_request(
            GRANT,
            Some(&basic(&emulator.client_id(), &emulator.client_secret())),
        )
        .await;
    for reply in [by_post, by_basic] {
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers["cache-control"], "no-store");
        let body = reply.json();
        assert_eq!(
            (&body["expires_in"], &body["token_type"]),
            (&json!(90), &json!("Bearer"))
        );
        let token = body["access_token"].as_str().unwrap();
        let claims = BASE64_URL_SAFE_NO_PAD
            .decode(token.split('.').nth(1).unwrap())
            .unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["account_id"], DEFAULT_ACCOUNT);
        assert_eq!(
            claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(),
            90
        );
    }
}

#[tokio::test(start_paused = true)]
async fn basic_credentials_are_form_encoded_as_the_standard_asks() {
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
async fn each_wrong_token_request_gets_its_own_error() {
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
        assert_eq!(
            reply.headers.contains_key("www-authenticate"),
            status == 401
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_production_client_is_refused_by_name_and_never_logged() {
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

async fn refused(emulator: &Emulator, caller: &Caller, rule: &str) -> Reply {
    let reply = caller.get_onboarding("x").await;
    assert_eq!(last_rule(emulator), rule);
    reply
}

#[tokio::test(start_paused = true)]
async fn each_token_that_is_no_good_is_refused_with_the_rule_it_broke() {
    let emulator = Emulator::builder().seed(1).in_process().unwrap();
    let handle = emulator.handle();
    let mut caller = Caller::of(&emulator).await;
    assert_eq!(
        refused(&emulator, &caller, "transaction.exists")
            .await
            .status,
        404
    );

    tokio::time::advance(Duration::from_millis(600_001)).await;
    let expired = refused(&emulator, &caller, "token.expired").await;
    assert_eq!(
        (expired.status.as_u16(), &expired.json()["code"]),
        (401, &json!("invalid_token"))
    );
    assert_eq!(
        expired.headers["www-authenticate"],
        "Bearer error=\"invalid_token\""
    );

    let mut caller2 = Caller::of(&emulator).await;
    handle.revoke_tokens();
    assert_eq!(
        refused(&emulator, &caller2, "token.revoked").await.status,
        401
    );
    caller2 = Caller::of(&emulator).await;
    assert_eq!(
        refused(&emulator, &caller2, "transaction.exists")
            .await
            .status,
        404
    );

    caller.token = "garbage".into();
    assert_eq!(
        refused(&emulator, &caller, "token.signature").await.status,
        401
    );
    caller.token.clear();
    assert_eq!(
        refused(&emulator, &caller, "token.present").await.status,
        401
    );

    handle.set_seed(2);
    assert_eq!(
        refused(&emulator, &caller2, "token.signature").await.status,
        401
    );
    let caller3 = Caller::of(&emulator).await;
    handle.remove_client(&emulator.client_id());
    assert_eq!(
        refused(&emulator, &caller3, "token.client").await.status,
        401
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ended_does_not_come_back_with_the_next_one() {
    let emulator = Emulator::in_process();
    let account = emulator.handle().for_account("a-sdge-mine");
    let before = Caller::in_account(&emulator, "a-sdge-mine").await;
    tokio::time::advance(Duration::from_secs(1)).await;
    account.reset();
    let after = Caller::in_account(&emulator, "a-sdge-mine").await;
    refused(&emulator, &before, "token.revoked").await;
    assert_eq!(
        after.get_onboarding("x").await.status,
        StatusCode::NOT_FOUND
    );

    emulator.handle().remove_client("sandbox-a-sdge-mine-1");
    tokio::time::advance(Duration::from_secs(1)).await;
    let again = Caller::in_account(&emulator, "a-sdge-mine").await;
    refused(&emulator, &after, "token.revoked").await;
    assert_eq!(
        again.get_onboarding("x").await.status,
        StatusCode::NOT_FOUND
    );

    let moved = ApiClient::new("sandbox-a-sdge-mine-1", "secret", "a-sdge-elsewhere");
    emulator.handle().register_client(moved).unwrap();
    refused(&emulator, &again, "token.revoked").await;
}

#[tokio::test(start_paused = true)]
async fn a_client_without_the_permission_gets_a_token_but_403() {
    let emulator = Emulator::builder()
        .client(ApiClient::new("sandbox-poor-1", "s", "a-sdge-poor").without_permissions())
        .in_process()
        .unwrap();
    let caller = Caller::with(&emulator, "sandbox-poor-1", "s").await;
    let reply = caller.start_onboarding().await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(reply.text.contains("ReuseID Onboarding API"));
    assert_eq!(emulator.handle().session_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn revoking_for_one_account_leaves_the_tokens_of_others() {
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
async fn lifetimes_outside_the_vendors_bounds_are_refused() {
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
async fn token_requests_are_counted_and_wrong_methods_named() {
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
    let reply = caller.send(request).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.headers["allow"], "GET,HEAD");
    assert_eq!(reply.json()["code"], "method_not_allowed");
}
