//! Runs an onboarding and a step-up of one person, and prints each status change.
//!
//! `cargo run --example onboarding` runs against the emulator, and acts as the end user. With
//! `SIGNICAT_CLIENT_ID` and `SIGNICAT_CLIENT_SECRET` in the environment it calls the vendor instead, and you
//! act as the end user.

use std::{error::Error, time::Duration};

use signicat_reuseid::{Client, Provider, Session, State, Updates};
use signicat_reuseid_emulator::{Emulator, Handle, Proofing};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, emulator) = if std::env::var_os("SIGNICAT_CLIENT_ID").is_some() {
        (Client::from_env()?, None)
    } else {
        let emulator = Emulator::start().await?;
        let client = Client::builder()
            .client_credentials(emulator.client_id(), emulator.client_secret())
            .base_url(emulator.base_url())
            .token_url(emulator.token_url())
            .build()?;
        (client, Some(emulator))
    };
    let side = emulator
        .as_ref()
        .map_or("the vendor".to_owned(), |emulator| {
            format!("the emulator at {}", emulator.base_url())
        });
    println!("onboarding against {side}");
    let end_user = emulator.as_ref().map(Emulator::handle);

    let session = client
        .onboarding()
        .external_ref("Empl10300469")
        .provider(Provider::SignicatVideoId)
        .document_types([138, 123])
        .default_document_type(138)
        .start()
        .await?;
    println!("started: session {}", session.id().as_str());
    println!(
        "show this code to the end user: {}",
        session.activation_code().unwrap_or("(none)")
    );
    let (onboarded, ()) = tokio::try_join!(
        follow(session.updates()),
        onboard(end_user.as_ref(), &session)
    )?;
    if !onboarded.status().is_success() {
        return Err(format!("the onboarding ended as {}", onboarded.status()).into());
    }

    let (Some(user), Some(device)) = (onboarded.user_id(), onboarded.device_id()) else {
        return Err("the onboarding returned no user id or no device id".into());
    };
    println!(
        "onboarded: user {}, device {}",
        user.as_str(),
        device.as_str()
    );

    let session = client.step_up(user.clone(), device.clone()).start().await?;
    println!("step-up started: session {}", session.id().as_str());
    let (stepped_up, ()) = tokio::try_join!(
        follow(session.updates()),
        step_up(end_user.as_ref(), &session)
    )?;

    println!(
        "finished: onboarding {}, step-up {}",
        onboarded.status(),
        stepped_up.status()
    );
    if stepped_up.status().is_success() {
        Ok(())
    } else {
        Err("the step-up failed".into())
    }
}

/// Prints each change as it is seen and returns the last.
async fn follow(mut changes: Updates) -> Result<State, Box<dyn Error>> {
    let mut last = None;
    while let Some(change) = changes.next().await {
        let state = change?;
        println!("  status: {}", state.status());
        last = Some(state);
    }
    last.ok_or_else(|| "no state was received".into())
}

/// Acts as the end user of an onboarding: confirms the code in the app, then shows document and face.
async fn onboard(end_user: Option<&Handle>, session: &Session) -> Result<(), Box<dyn Error>> {
    let Some(end_user) = end_user else {
        return Ok(());
    };
    let id = session.id().as_str();
    pause().await;
    end_user.activate_device(id, session.activation_code().ok_or("no activation code")?)?;
    println!("  the end user activated the device with the code");
    pause().await;
    end_user.finish_proofing(id, Proofing::Accepted)?;
    println!("  the end user proved their identity");
    Ok(())
}

/// Acts as the end user of a step-up: authenticates, then shows document and face again.
async fn step_up(end_user: Option<&Handle>, session: &Session) -> Result<(), Box<dyn Error>> {
    let Some(end_user) = end_user else {
        return Ok(());
    };
    let id = session.id().as_str();
    pause().await;
    end_user.authenticate(id)?;
    println!("  the end user authenticated on the device");
    pause().await;
    end_user.finish_proofing(id, Proofing::Accepted)?;
    println!("  the end user proved their identity");
    Ok(())
}

/// Slows the example down, so that the steps can be followed by eye.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}
