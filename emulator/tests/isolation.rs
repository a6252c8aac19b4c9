//! Isolation of accounts, reproducible runs, and bounds of the stores.

mod support;

use std::{fmt::Write as _, time::Duration};

use cpu_time::ThreadTime;
use http::StatusCode;
use serde_json::json;
use signicat_reuseid_emulator::{
    ApiClient, Emulator, Fault, MAX_CLIENTS, MAX_FAULTS, Operation, Proofing, StoreLimits,
};
use support::Caller;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_accounts_do_not_affect_each_other() {
    let emulator = std::sync::Arc::new(Emulator::in_process());
    let tests: Vec<_> = (0..200)
        .map(|number| {
            let emulator = emulator.clone();
            tokio::spawn(async move {
                let account = format!("a-sdge-test-{number}");
                let caller = Caller::in_account(&emulator, &account).await;
                let mine = emulator.handle().for_account(&account);
                let faulty = number % 2 == 0;
                if faulty {
                    let fault = Fault::status(503).on(Operation::GetOnboarding).nth(2);
                    mine.set_fault(fault.once()).unwrap();
                }
                let started = caller.start_onboarding().await;
                let id = started.data("transactionId");
                mine.activate_device(&id, &started.data("activationCode"))
                    .unwrap();
                let results = [Proofing::Accepted, Proofing::Rejected, Proofing::Failed];
                mine.finish_proofing(&id, results[number % 3]).unwrap();
                let statuses = ["Completed", "Rejected", "Failed"];
                assert_eq!(
                    caller.get_onboarding(&id).await.data("status"),
                    statuses[number % 3]
                );
                let second = caller.get_onboarding(&id).await.status;
                let expected = if faulty {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::OK
                };
                assert_eq!(second, expected);
                if number % 5 == 0 {
                    mine.revoke_tokens();
                    assert_eq!(
                        caller.get_onboarding(&id).await.status,
                        StatusCode::UNAUTHORIZED
                    );
                } else {
                    assert_eq!(caller.get_onboarding(&id).await.status, StatusCode::OK);
                }
                assert_eq!(
                    (
                        mine.session_count(),
                        mine.user_count(),
                        mine.token_request_count()
                    ),
                    (1, 1, 1)
                );
                assert_eq!(mine.requests().len(), 5);
                if number % 7 == 0 {
                    mine.reset();
                    assert_eq!((mine.session_count(), mine.requests().len()), (0, 0));
                }
            })
        })
        .collect();
    for test in tests {
        test.await.unwrap();
    }
}

/// All responses of a script with both flows, errors, expiry and random faults.
async fn transcript(seed: u64) -> String {
    let emulator = Emulator::builder()
        .seed(seed)
        .frozen_at_ms(1_800_000_000_000)
        .in_process()
        .unwrap();
    let handle = emulator.handle();
    let caller = Caller::of(&emulator).await;
    let fault = Fault::status(500).on(Operation::GetOnboarding);
    handle.set_fault(fault.probability(0.5)).unwrap();
    let mut text = caller.token.clone();
    let mut write = |reply: support::Reply| {
        // The order of headers is not defined.
        let mut headers: Vec<_> = reply
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        writeln!(
            text,
            "{} {} {}",
            reply.status,
            headers.join("\n"),
            reply.text
        )
        .unwrap();
        reply
    };
    let started = write(caller.start_onboarding().await);
    let id = started.data("transactionId");
    for _ in 0..8 {
        write(caller.get_onboarding(&id).await);
    }
    let device = handle
        .activate_device(&id, &started.data("activationCode"))
        .unwrap();
    handle.finish_proofing(&id, Proofing::Accepted).unwrap();
    write(caller.get_onboarding(&id).await);
    let step_up = write(caller.start_step_up(&started.data("userId"), &device).await);
    handle.authenticate(&step_up.data("transactionId")).unwrap();
    write(caller.start_step_up("nobody", &device).await);
    write(caller.call("start_step_up", "", Some(json!({}))).await);
    handle.advance_clock(Duration::from_secs(599));
    write(
        caller
            .call("get_step_up", &step_up.data("transactionId"), None)
            .await,
    );
    write(caller.control(http::Method::GET, "/sessions", None).await);
    write(caller.control(http::Method::GET, "/users", None).await);
    write(caller.control(http::Method::GET, "/requests", None).await);
    text
}

#[tokio::test(start_paused = true)]
async fn same_seed_gives_identical_responses() {
    let first = transcript(7).await;
    assert!(first.contains("500") && first.contains("200") && first.contains("422"));
    for _ in 1..100 {
        assert!(transcript(7).await == first);
    }
    assert!(transcript(8).await != first);
}

#[tokio::test(start_paused = true)]
async fn reset_account_gets_the_same_ids_again() {
    let emulator = Emulator::in_process();
    let mine = emulator.handle().for_account("a-sdge-mine");
    let mut ids = Vec::new();
    for round in 0..3 {
        let caller = Caller::in_account(&emulator, "a-sdge-mine").await;
        for _ in 0..round {
            Caller::in_account(&emulator, "a-sdge-noise")
                .await
                .start_onboarding()
                .await;
        }
        ids.push(caller.start_onboarding().await.data("transactionId"));
        mine.reset();
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test(start_paused = true)]
async fn stores_evict_their_oldest_entries() {
    let limits = StoreLimits {
        sessions: 30,
        tokens: 10,
        requests: 20,
    };
    let emulator = Emulator::builder()
        .store_limits(limits)
        .in_process()
        .unwrap();
    let mut caller = Caller::of(&emulator).await;
    let neighbour = Caller::in_account(&emulator, "a-sdge-other").await;
    let theirs = neighbour.start_onboarding().await.data("transactionId");
    let mine = emulator
        .handle()
        .for_account(signicat_reuseid_emulator::DEFAULT_ACCOUNT);
    let first = caller.start_onboarding().await.data("transactionId");
    for _ in 1..limits.sessions {
        caller.start_onboarding().await;
    }
    assert_eq!(caller.get_onboarding(&first).await.status, StatusCode::OK);
    caller.start_onboarding().await;
    assert_eq!((mine.session_count(), mine.user_count()), (30, 30));
    assert_eq!(mine.requests().len(), 20);
    let gone = caller.get_onboarding(&first).await.status;
    assert_eq!(gone, StatusCode::NOT_FOUND);
    let untouched = neighbour.get_onboarding(&theirs).await.status;
    assert_eq!(untouched, StatusCode::OK);

    let (id, secret) = (emulator.client_id(), emulator.client_secret());
    let oldest = caller.token.clone();
    for _ in 0..limits.tokens {
        assert_eq!(caller.get_onboarding("x").await.status.as_u16(), 404);
        caller.fetch_token(&id, &secret).await;
    }
    assert_eq!(caller.get_onboarding("x").await.status.as_u16(), 401);
    caller = Caller::of(&emulator).await;
    assert_ne!(caller.token, oldest);
    assert_eq!(caller.get_onboarding("x").await.status.as_u16(), 404);

    let handle = emulator.handle();

    let fault = Fault::invalid_json().on(Operation::GetStepUp);
    for _ in 0..MAX_FAULTS {
        handle.set_fault(fault.clone()).unwrap();
    }
    assert!(handle.set_fault(fault).is_err());

    for limits in [
        StoreLimits {
            sessions: 10_001,
            ..limits
        },
        StoreLimits {
            tokens: 1_001,
            ..limits
        },
        StoreLimits {
            requests: 0,
            ..limits
        },
    ] {
        assert!(
            Emulator::builder()
                .store_limits(limits)
                .in_process()
                .is_err()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn accounts_of_removed_clients_are_bounded() {
    let emulator = Emulator::in_process();
    let handle = emulator.handle();
    let stays = Caller::of(&emulator).await;
    let id = stays.start_onboarding().await.data("transactionId");
    for number in 0..MAX_CLIENTS + 50 {
        let client = format!("sandbox-passing-{number}");
        let account = format!("a-sdge-passing-{number}");
        handle
            .register_client(ApiClient::new(&client, "s", account))
            .unwrap();
        let caller = Caller::with(&emulator, &client, "s").await;
        caller.start_onboarding().await;
        assert!(handle.remove_client(&client));
    }
    assert_eq!(handle.session_count(), MAX_CLIENTS + 1);
    assert_eq!(stays.get_onboarding(&id).await.status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn reset_of_a_full_instance_takes_less_than_a_millisecond() {
    let emulator = Emulator::in_process();
    let account = emulator.handle().for_account("a-sdge-mine");
    for handle in [emulator.handle(), account] {
        let caller = Caller::in_account(&emulator, "a-sdge-mine").await;
        for _ in 0..800 {
            caller.start_onboarding().await;
        }
        // The CPU time of this thread, since the machine may be busy.
        let start = ThreadTime::now();
        handle.reset();
        let elapsed = start.elapsed();
        assert_eq!(handle.session_count(), 0);
        assert!(elapsed < Duration::from_millis(1), "{elapsed:?}");
    }
}
