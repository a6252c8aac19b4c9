//! Serves an [`EventReceiver`] with axum.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Response,
    routing::any,
};

use super::receiver::EventReceiver;

/// Returns a router with one route, to serve or to merge into your own.
///
/// ```no_run
/// use signicat_reuseid::{Client, events::{EventHub, EventReceiver, WebhookVerifier, router}};
///
/// # async fn example(client: Client, secret: String) -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = EventReceiver::builder(EventHub::new(&client))
///     .verifier(WebhookVerifier::builder().secret("current", secret).build()?)
///     .build();
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// axum::serve(listener, router("/webhooks/signicat", receiver.clone()))
///     .with_graceful_shutdown(async { tokio::signal::ctrl_c().await.unwrap_or_default() })
///     .await?;
/// receiver.shutdown().await;
/// # Ok(()) }
/// ```
///
/// # Panics
/// As `axum::Router::route` does, when `path` does not start with a slash.
pub fn router<S>(path: &str, receiver: EventReceiver) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    // Any method: the receiver responds 405 to all but POST, and counts them.
    Router::new().route(path, any(receive)).with_state(receiver)
}

async fn receive(State(receiver): State<EventReceiver>, request: Request) -> Response {
    receiver.receive_body(request).await.map(Body::from)
}
