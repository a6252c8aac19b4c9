//! A web service that starts onboardings, survives a restart, and maps errors to HTTP responses.
//!
//! `cargo run --example web_service` runs one onboarding against the emulator: it starts the service, starts an
//! onboarding through it, replaces the service by a second instance with the same store, as after a restart, and reads
//! the result from that. The store is a map here; in your program it is a database table.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State as Shared},
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use signicat_reuseid::{Client, Error, Flow, Outcome, Session, TransactionId};
use signicat_reuseid_emulator::{Emulator, Proofing};
use tower::ServiceExt as _;

type BoxError = Box<dyn std::error::Error>;

/// What is stored across restarts. The activation code is not: it is shown once.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    flow: Flow,
    id: TransactionId,
    /// The final status; `None` while the session is open.
    result: Option<String>,
}

type Store = Arc<Mutex<HashMap<String, Stored>>>;

#[derive(Clone)]
struct App {
    client: Client,
    store: Store,
}

impl App {
    /// The service after a start or a restart: every session that is still open is resumed.
    fn new(client: Client, store: Store) -> Self {
        let app = Self { client, store };
        let open: Vec<_> = app
            .store
            .lock()
            .unwrap()
            .iter()
            .filter(|(_, stored)| stored.result.is_none())
            .map(|(reference, stored)| (reference.clone(), stored.clone()))
            .collect();
        for (reference, stored) in open {
            let session = app.client.resume(stored.flow, stored.id);
            tokio::spawn(finish(app.clone(), reference, session));
        }
        app
    }

    fn router(self) -> Router {
        Router::new()
            .route("/onboardings/{reference}", post(start))
            .route("/onboardings/{reference}", get(read))
            .with_state(self)
    }
}

/// Starts a session and responds with the activation code.
async fn start(
    Shared(app): Shared<App>,
    Path(reference): Path<String>,
) -> Result<Response, ServiceError> {
    // In a task of its own: if the browser disconnects, this handler is dropped, and a dropped start would lose the
    // id of a session that may exist.
    let task = tokio::spawn(async move {
        let session = app
            .client
            .onboarding()
            .external_ref(&reference)
            .start()
            .await?;
        let stored = Stored {
            flow: session.flow(),
            id: session.id().clone(),
            result: None,
        };
        app.store.lock().unwrap().insert(reference.clone(), stored);
        tokio::spawn(finish(app.clone(), reference, session.clone()));
        Ok::<Session, Error>(session)
    });
    let session = task.await.expect("the task does not panic")?;
    let code = session.activation_code().unwrap_or_default();
    Ok((
        StatusCode::CREATED,
        Json(serde_json::json!({ "activation_code": code })),
    )
        .into_response())
}

/// Waits for the session and stores its result.
async fn finish(app: App, reference: String, session: Session) {
    let result = match session.wait().timeout(Duration::from_secs(3_600)).await {
        Ok(state) => state.status().to_string(),
        Err(Error::SessionFailed(state)) => state.status().to_string(),
        // The session may still be running: it stays open and is resumed at the next start.
        Err(error) => return eprintln!("{error}"),
    };
    if let Some(stored) = app.store.lock().unwrap().get_mut(&reference) {
        stored.result = Some(result);
    }
}

/// The result, or 202 while the session is open.
async fn read(Shared(app): Shared<App>, Path(reference): Path<String>) -> Response {
    match app.store.lock().unwrap().get(&reference) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Stored { result: None, .. }) => StatusCode::ACCEPTED.into_response(),
        Some(Stored {
            result: Some(result),
            ..
        }) => result.clone().into_response(),
    }
}

/// An error of the client as a response of this service; see docs/web-service.md.
struct ServiceError(Error);

impl From<Error> for ServiceError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let error = self.0;
        eprintln!("{error}"); // one line without personal data
        let status = match &error {
            error if error.is_validation() => StatusCode::UNPROCESSABLE_ENTITY,
            error if error.is_auth() => StatusCode::INTERNAL_SERVER_ERROR,
            Error::InvalidInput(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Error::SessionFailed(_) => StatusCode::OK,
            error if error.outcome() == Outcome::SessionOpen => StatusCode::ACCEPTED,
            error if error.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        let params: Vec<_> = error
            .invalid_params()
            .iter()
            .map(|param| param.name())
            .collect();
        let body = Json(serde_json::json!({ "invalid": params }));
        match error.retry_after() {
            Some(after) => (
                status,
                [(header::RETRY_AFTER, after.as_secs().to_string())],
                body,
            )
                .into_response(),
            None => (status, body).into_response(),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .build()?;
    let store = Store::default();

    let first = App::new(client.clone(), store.clone()).router();
    let response = call(&first, "POST", "/onboardings/case-7").await?;
    println!("started: HTTP {}", response.status());
    let body = axum::body::to_bytes(response.into_body(), 4096).await?;
    let body: serde_json::Value = serde_json::from_slice(&body)?;
    let code = body["activation_code"]
        .as_str()
        .ok_or("no activation code")?;
    drop(first);
    println!("the service stops; the session stays open");

    let id = store.lock().unwrap()["case-7"].id.clone();
    emulator.handle().activate_device(id.as_str(), code)?;
    emulator
        .handle()
        .finish_proofing(id.as_str(), Proofing::Accepted)?;

    // The stored text is all that the next process gets.
    let stored = serde_json::to_string(&*store.lock().unwrap())?;
    let restored: HashMap<String, Stored> = serde_json::from_str(&stored)?;
    let second = App::new(client, Arc::new(Mutex::new(restored))).router();
    loop {
        let response = call(&second, "GET", "/onboardings/case-7").await?;
        if response.status() != StatusCode::ACCEPTED {
            let body = axum::body::to_bytes(response.into_body(), 4096).await?;
            println!("after the restart: {}", String::from_utf8_lossy(&body));
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A request to the service, without a socket. `axum::serve` takes the same router.
async fn call(service: &Router, method: &str, path: &str) -> Result<Response, BoxError> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .body(Body::empty())?;
    Ok(service.clone().oneshot(request).await?)
}
