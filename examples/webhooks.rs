//! Receives events and onboards a person, in one program against the emulator:
//!
//! ```text
//! cargo run --example webhooks --features axum
//! ```
//!
//! To run it against the vendor, use `Client::from_env()`, register the URL of the route in the Dashboard (Settings >
//! Events > Subscriptions), and pass the secret that the Dashboard shows to the verifier.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use signicat_reuseid::{
    Client, Provider,
    events::{EventHub, EventReceiver, WebhookVerifier, router},
};
use signicat_reuseid_emulator::{Emulator, Handle, Proofing, Webhook};
use tokio::{net::TcpListener, sync::oneshot};

const SECRET: &str = "a-secret-of-this-example";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .build()?;

    // The receiver: verified events wake the waits of `client`.
    let receiver = EventReceiver::builder(EventHub::new(&client))
        .verifier(
            WebhookVerifier::builder()
                .secret("current", SECRET)
                .build()?,
        )
        .handler(|event| async move { println!("event {}", event.name()) })
        .build();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/webhooks/signicat", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let routes = router("/webhooks/signicat", receiver.clone());
    let server = tokio::spawn(async move {
        axum::serve(listener, routes)
            .with_graceful_shutdown(async { drop(stopped.await) })
            .await
    });
    emulator.handle().add_webhook(Webhook::new(url, SECRET))?;

    // The onboarding: the same code as without events.
    let session = client
        .onboarding()
        .external_ref("Empl10300469")
        .provider(Provider::SignicatVideoId)
        .start()
        .await?;
    let code = session.activation_code().ok_or("no activation code")?;
    println!("confirm this code in the app: {code}");
    let user = end_user(
        emulator.handle(),
        session.id().as_str().to_owned(),
        code.to_owned(),
    );
    let user = tokio::spawn(user);
    let state = session.wait().timeout(Duration::from_secs(60)).await?;
    let finished = user.await?;
    println!(
        "{}, seen {:?} after the end user finished",
        state.status(),
        finished.elapsed()
    );

    let _ = stop.send(());
    server.await??;
    receiver.shutdown().await;
    println!("{:?}", receiver.counts());
    Ok(())
}

/// Acts as the end user; returns when they finished.
async fn end_user(emulator: Handle, id: String, code: String) -> Instant {
    tokio::time::sleep(Duration::from_secs(2)).await;
    emulator
        .activate_device(&id, &code)
        .expect("the session waits for its code");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let finished = Instant::now();
    emulator
        .finish_proofing(&id, Proofing::Accepted)
        .expect("the session waits for its proofing");
    finished
}
