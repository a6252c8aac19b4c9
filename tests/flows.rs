//! The main job over real HTTP: onboard, step up, resume, wait.

mod support;

use signicat_reuseid::{
    DeviceId, Error, Flow, Outcome, Phase, Provider, Status, TransactionId, UserId,
};
use signicat_reuseid_emulator::{Emulator, Fault, FaultKind, Operation, Proofing};
use support::over_http;

#[tokio::test]
async fn completes_onboarding_and_step_up() {
    let emulator = Emulator::start().await.unwrap();
    let end_user = emulator.handle();
    let client = over_http(&emulator).build().unwrap();

    let session = client
        .onboarding()
        .external_ref("Empl10300469")
        .provider(Provider::SignicatVideoId)
        .document_types([138, 123])
        .default_document_type(138)
        .start()
        .await
        .unwrap();
    let id = session.id().as_str();
    assert_eq!(session.started().unwrap().flow(), Flow::Onboarding);
    assert!(matches!(
        session.get().await.unwrap().status(),
        Status::Running(_)
    ));
    end_user
        .activate_device(id, session.activation_code().unwrap())
        .unwrap();
    end_user.finish_proofing(id, Proofing::Accepted).unwrap();
    let done = session.wait().await.unwrap();
    assert!(done.status().is_success());

    let (user, device) = (
        done.user_id().unwrap().clone(),
        done.device_id().unwrap().clone(),
    );
    let session = client
        .step_up(user.clone(), device)
        .provider(Provider::ReadId)
        .start()
        .await
        .unwrap();
    end_user.authenticate(session.id().as_str()).unwrap();
    end_user
        .finish_proofing(session.id().as_str(), Proofing::Accepted)
        .unwrap();
    let done = session.wait().await.unwrap();
    assert_eq!((done.flow(), done.user_id()), (Flow::StepUp, Some(&user)));
}

#[tokio::test]
async fn another_process_resumes_a_session_from_its_id_alone() {
    let emulator = Emulator::start().await.unwrap();
    let session = over_http(&emulator)
        .build()
        .unwrap()
        .onboarding()
        .start()
        .await
        .unwrap();
    let (id, code) = (
        session.id().as_str().to_owned(),
        session.activation_code().unwrap().to_owned(),
    );
    drop(session);

    let elsewhere = over_http(&emulator).build().unwrap();
    let session = elsewhere.resume(Flow::Onboarding, TransactionId::new(id.as_str()).unwrap());
    assert!(session.activation_code().is_none());
    emulator.handle().activate_device(&id, &code).unwrap();
    emulator
        .handle()
        .finish_proofing(&id, Proofing::Accepted)
        .unwrap();
    assert!(session.wait().await.unwrap().status().is_success());
}

#[tokio::test]
async fn a_session_that_fails_is_a_typed_error_with_its_last_state() {
    for (result, word) in [
        (Proofing::Rejected, "Rejected"),
        (Proofing::Inconclusive, "Inconclusive"),
        (Proofing::Failed, "Failed"),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let session = over_http(&emulator)
            .build()
            .unwrap()
            .onboarding()
            .start()
            .await
            .unwrap();
        let id = session.id().as_str();
        emulator
            .handle()
            .activate_device(id, session.activation_code().unwrap())
            .unwrap();
        emulator.handle().finish_proofing(id, result).unwrap();
        let error = session.wait().await.unwrap_err();
        assert!(matches!(error, Error::SessionFailed(_)), "{error}");
        assert_eq!(error.last_state().unwrap().status().as_str(), word);
    }
}

#[tokio::test]
async fn an_unknown_user_is_rejected_and_not_named_in_the_error() {
    let emulator = Emulator::start().await.unwrap();
    let client = over_http(&emulator).build().unwrap();
    let (user, device) = (
        UserId::new("nobody").unwrap(),
        DeviceId::new("nothing").unwrap(),
    );
    let error = client.step_up(user, device).start().await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.code().is_some() && error.trace_id().is_some());
    assert!(!format!("{error} {error:?}").contains("nobody"));
}

#[tokio::test]
async fn an_unknown_status_counts_as_running_until_the_builder_knows_it() {
    let emulator = Emulator::start().await.unwrap();
    let word = || FaultKind::StatusValue {
        value: "Verified".to_owned(),
    };
    emulator
        .handle()
        .set_fault(Fault::new(word()).on(Operation::GetOnboarding))
        .unwrap();
    let client = over_http(&emulator).build().unwrap();
    let session = client.onboarding().start().await.unwrap();
    assert_eq!(
        session.get().await.unwrap().status(),
        &Status::Unknown("Verified".into())
    );

    let knowing = over_http(&emulator)
        .map_status("verified", Phase::Succeeded)
        .build()
        .unwrap();
    let done = knowing
        .resume(Flow::Onboarding, session.id().clone())
        .wait()
        .await
        .unwrap();
    assert!(done.status().is_success());
}

#[tokio::test]
async fn fields_that_the_document_does_not_know_are_readable() {
    let emulator = Emulator::start().await.unwrap();
    let session = over_http(&emulator)
        .build()
        .unwrap()
        .onboarding()
        .start()
        .await
        .unwrap();
    assert!(session.get().await.unwrap().unknown_fields().is_empty());
    emulator
        .handle()
        .set_fault(Fault::new(FaultKind::ExtraFields {}))
        .unwrap();
    assert!(!session.get().await.unwrap().unknown_fields().is_empty());
}
