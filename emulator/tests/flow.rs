//! Both flows from start to finish, and the errors on the way.

mod support;

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use signicat_reuseid_api::{RequestInput, roles};
use signicat_reuseid_emulator::{ActionError, Emulator, Proofing, State};
use support::Caller;

async fn onboarded(emulator: &Emulator, caller: &Caller) -> (String, String) {
    let started = caller.start_onboarding().await;
    let (id, user) = (started.data("transactionId"), started.data("userId"));
    let device = emulator
        .handle()
        .activate_device(&id, &started.data("activationCode"))
        .unwrap();
    emulator
        .handle()
        .finish_proofing(&id, Proofing::Accepted)
        .unwrap();
    (user, device)
}

#[tokio::test(start_paused = true)]
async fn onboarding_creates_a_user_with_device_and_identity() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let user = emulator.handle();

    let started = caller.start_onboarding().await;
    assert!(started.status.is_success(), "{}", started.status);
    assert_eq!(started.data("status"), "Pending");
    let id = started.data("transactionId");
    assert_eq!(
        user.activation_code(&id).unwrap(),
        started.data("activationCode")
    );

    let waiting = caller.get_onboarding(&id).await;
    assert_eq!(waiting.data("status"), "Pending");
    assert!(waiting.value("deviceId").is_none_or(|id| id.is_null()));

    let device = user
        .activate_device(&id, &started.data("activationCode"))
        .unwrap();
    assert_eq!(caller.get_onboarding(&id).await.data("deviceId"), device);
    user.submit_proofing(&id).unwrap();
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "Pending");
    user.finish_proofing(&id, Proofing::Accepted).unwrap();

    let done = caller.get_onboarding(&id).await;
    assert_eq!(done.data("status"), "Completed");
    assert_eq!(done.data("userId"), started.data("userId"));
    let users = user.users();
    assert_eq!(users[0].devices[0].device_id, device);
    assert!(users[0].identity.is_some());
    let states: Vec<_> = user
        .session(&id)
        .unwrap()
        .history
        .iter()
        .map(|it| it.state)
        .collect();
    assert_eq!(
        states,
        [
            State::Started,
            State::CodeIssued,
            State::DeviceRegistered,
            State::ProofingPending,
            State::Processing,
            State::Accepted
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn step_up_requires_authentication_and_keeps_the_identity() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let (user, device) = onboarded(&emulator, &caller).await;
    let before = emulator.handle().users()[0].identity.clone();

    let started = caller.start_step_up(&user, &device).await;
    let id = started.data("transactionId");
    assert_eq!(started.data("deviceId"), device);
    assert!(
        started
            .value("activationCode")
            .is_none_or(|code| code.is_null())
    );
    let error = emulator.handle().finish_proofing(&id, Proofing::Accepted);
    assert!(matches!(
        error,
        Err(ActionError::InvalidState {
            state: State::AuthenticationPending,
            ..
        })
    ));
    emulator.handle().authenticate(&id).unwrap();
    emulator
        .handle()
        .finish_proofing(&id, Proofing::Accepted)
        .unwrap();
    assert_eq!(
        caller.call("get_step_up", &id, None).await.data("status"),
        "Completed"
    );
    let after = &emulator.handle().users()[0];
    assert_eq!((after.accepted_proofings, &after.identity), (2, &before));
}

#[tokio::test(start_paused = true)]
async fn each_proofing_result_has_its_status_and_only_accepted_stores_an_identity() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    for (result, status) in [
        (Proofing::Accepted, "Completed"),
        (Proofing::Rejected, "Rejected"),
        (Proofing::Inconclusive, "Inconclusive"),
        (Proofing::Failed, "Failed"),
    ] {
        let started = caller.start_onboarding().await;
        let id = started.data("transactionId");
        emulator
            .handle()
            .activate_device(&id, &started.data("activationCode"))
            .unwrap();
        emulator.handle().finish_proofing(&id, result).unwrap();
        assert_eq!(caller.get_onboarding(&id).await.data("status"), status);
        let user = emulator.handle().users().pop().unwrap();
        assert_eq!(user.identity.is_some(), result == Proofing::Accepted);
    }
}

#[tokio::test(start_paused = true)]
async fn third_wrong_code_fails_the_session() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let started = caller.start_onboarding().await;
    let (id, code) = (
        started.data("transactionId"),
        started.data("activationCode"),
    );
    let user = emulator.handle();
    assert_eq!(
        user.activate_device(&id, "0"),
        Err(ActionError::WrongCredential { attempts_left: 2 })
    );
    assert_eq!(
        user.activate_device(&id, "0"),
        Err(ActionError::WrongCredential { attempts_left: 1 })
    );
    assert_eq!(
        user.activate_device(&id, "0"),
        Err(ActionError::DeviceLocked)
    );
    assert!(matches!(
        user.activate_device(&id, &code),
        Err(ActionError::InvalidState { .. })
    ));
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "Failed");
}

#[tokio::test(start_paused = true)]
async fn third_wrong_pin_locks_the_device() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let (user, device) = onboarded(&emulator, &caller).await;
    let id = caller
        .start_step_up(&user, &device)
        .await
        .data("transactionId");
    let handle = emulator.handle();
    for expected in [
        ActionError::WrongCredential { attempts_left: 2 },
        ActionError::WrongCredential { attempts_left: 1 },
        ActionError::DeviceLocked,
    ] {
        assert_eq!(handle.authenticate_with_wrong_pin(&id), Err(expected));
    }
    assert_eq!(
        caller.call("get_step_up", &id, None).await.data("status"),
        "Failed"
    );
    let error = caller.start_step_up(&user, &device).await;
    assert_eq!(error.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(error.has_code("device_locked"), "{}", error.text);
}

#[tokio::test(start_paused = true)]
async fn step_up_requires_user_and_device_of_the_account() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let (user, device) = onboarded(&emulator, &caller).await;
    for (user, device, code) in [
        ("nobody", device.as_str(), "user_does_not_exist"),
        (&user, "none", "device_does_not_exist"),
    ] {
        let error = caller.start_step_up(user, device).await;
        assert_eq!(error.status, StatusCode::NOT_FOUND);
        assert!(error.has_code(code), "{}", error.text);
    }
    let stranger = Caller::in_account(&emulator, "a-sdge-other").await;
    assert_eq!(
        stranger.start_step_up(&user, &device).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(start_paused = true)]
async fn codes_and_sessions_expire_on_time() {
    let emulator = Emulator::builder()
        .code_lifetime(Duration::from_secs(60))
        .session_lifetime(Duration::from_secs(300))
        .token_lifetime(Duration::from_secs(3600))
        .in_process()
        .unwrap();
    let caller = Caller::of(&emulator).await;
    let late = caller.start_onboarding().await;
    let in_time = caller.start_onboarding().await.data("transactionId");
    let code = emulator.handle().activation_code(&in_time).unwrap();
    tokio::time::advance(Duration::from_millis(59_900)).await;
    emulator.handle().activate_device(&in_time, &code).unwrap();
    tokio::time::advance(Duration::from_millis(101)).await;
    let id = late.data("transactionId");
    let error = emulator
        .handle()
        .activate_device(&id, &late.data("activationCode"));
    assert!(matches!(
        error,
        Err(ActionError::InvalidState {
            state: State::Expired,
            ..
        })
    ));
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "Expired");
    assert_eq!(
        caller.get_onboarding(&in_time).await.data("status"),
        "Pending"
    );
    tokio::time::advance(Duration::from_secs(240)).await;
    assert_eq!(
        caller.get_onboarding(&in_time).await.data("status"),
        "Expired"
    );
}

#[tokio::test(start_paused = true)]
async fn frozen_clock_stops_lifetimes_and_advancing_it_ends_them() {
    let emulator = Emulator::builder()
        .frozen_at_ms(1_800_000_000_000)
        .in_process()
        .unwrap();
    let caller = Caller::of(&emulator).await;
    let id = caller.start_onboarding().await.data("transactionId");
    tokio::time::advance(Duration::from_secs(86_400)).await;
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "Pending");
    emulator.handle().advance_clock(Duration::from_secs(599));
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "Pending");
    emulator.handle().advance_clock(Duration::from_secs(1));
    // The lifetimes of code and token are both 600 s.
    assert_eq!(
        caller.get_onboarding(&id).await.status,
        StatusCode::UNAUTHORIZED
    );
    let caller = Caller::of(&emulator).await;
    assert_eq!(caller.get_onboarding(&id).await.data("status"), "Expired");
}

#[tokio::test(start_paused = true)]
async fn sessions_are_visible_to_their_account_and_flow_only() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let stranger = Caller::in_account(&emulator, "a-sdge-other").await;
    let id = caller.start_onboarding().await.data("transactionId");
    assert_eq!(
        stranger.get_onboarding(&id).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        caller.call("get_step_up", &id, None).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(caller.get_onboarding(&id).await.status, StatusCode::OK);
    assert_eq!(
        emulator
            .handle()
            .for_account("a-sdge-other")
            .session_count(),
        0
    );
}

#[tokio::test(start_paused = true)]
async fn every_response_has_a_trace_id_and_error_objects_repeat_it() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let fine = caller.start_onboarding().await;
    let missing = caller.get_onboarding("none").await;
    for reply in [&fine, &missing] {
        let trace = reply.headers["x-trace-id"].to_str().unwrap();
        assert!(
            trace.len() == 32 && trace.bytes().all(|it| it.is_ascii_hexdigit()),
            "{trace}"
        );
    }
    let trace = missing.headers["x-trace-id"].to_str().unwrap();
    assert!(missing.has_error(|errors| errors.trace_id, trace));
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn serves_over_a_socket_until_dropped() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let emulator = Emulator::start().await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let token: serde_json::Value = http
        .post(emulator.token_url())
        .basic_auth(emulator.client_id(), Some(emulator.client_secret()))
        .form(&[
            ("grant_type", "client_credentials"),
            ("scope", "signicat-api"),
        ])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let headers = [(http::header::AUTHORIZATION, bearer.parse().unwrap())];
    let authorized = reqwest::Client::builder()
        .no_proxy()
        .default_headers(headers.into_iter().collect())
        .build()
        .unwrap();
    let api = signicat_reuseid_api::Client::direct(&emulator.base_url(), authorized);
    let reference = json!("Empl10300469");
    let input = RequestInput {
        external_ref: Some(&reference),
        ..RequestInput::default()
    };
    let request = roles::start_onboarding::Request::new(&input).unwrap();
    request.send(&api).await.unwrap();
    // The document need not return the id.
    let session = emulator.handle().sessions().pop().unwrap();
    let input = RequestInput {
        transaction_id: Some(&session.transaction_id),
        ..RequestInput::default()
    };
    let request = roles::get_onboarding::Request::new(&input).unwrap();
    let fields = request.send(&api).await.unwrap().into_inner();
    assert_eq!(fields.status.as_deref(), Some("Pending"));

    let url = emulator.token_url();
    drop(emulator);
    // The listening task ends when it runs next.
    tokio::task::yield_now().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(client.get(url).send().await.unwrap_err().is_connect());
}
