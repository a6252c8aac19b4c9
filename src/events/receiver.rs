//! Receives deliveries over HTTP, for any framework: verifies, parses, stores, and responds in time.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use tokio::{sync::Semaphore, time::timeout};

use super::{
    body_reader,
    delivery_error::DeliveryError,
    event::Event,
    event_counts::{Counters, EventCounts},
    handler_queue::HandlerQueue,
    sink::{Acceptance, EventSink},
    webhook_verifier::WebhookVerifier,
};

/// Time limit for reading a body. Together with that for storing, it is below the vendor's limit of 10 s.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(5);
/// Time limit for storing an event.
const SINK_TIMEOUT: Duration = Duration::from_secs(3);

/// Receives deliveries and responds to them as the vendor expects.
///
/// | response | when |
/// |---|---|
/// | 200 | accepted, duplicate, expired, unknown name or unknown session |
/// | 400 | signed, but not a valid event; body cut off |
/// | 401 | no signature, or none by one of the secrets |
/// | 405 | not a POST |
/// | 408 | the body took more than 5 s |
/// | 413 | the body is over 256 KiB |
/// | 503 | queue full, too many in progress, no secret yet, shutting down, sink unavailable, event from the future |
///
/// With the feature `axum`, `events::router` serves it. Cloning is cheap. Needs a tokio runtime.
///
/// ```
/// use bytes::Bytes;
/// use signicat_reuseid::{Client, events::{EventHub, EventReceiver, WebhookVerifier}};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let client = Client::builder().client_credentials("id", "secret").build()?;
/// let receiver = EventReceiver::builder(EventHub::new(&client))
///     .verifier(WebhookVerifier::builder().secret("current", "the-secret").build()?)
///     .handler(|event| async move { println!("{}", event.name()) })
///     .build();
/// let forged = http::Request::post("/webhooks").body(Bytes::from_static(b"{}"))?;
/// assert_eq!(receiver.receive(forged).await.status(), 401);
/// receiver.shutdown().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct EventReceiver {
    inner: Arc<Inner>,
}

struct Inner {
    sink: Box<dyn EventSink>,
    verifier: RwLock<Option<WebhookVerifier>>,
    queue: Option<HandlerQueue>,
    in_flight: Semaphore,
    counters: Arc<Counters>,
}

impl EventReceiver {
    /// Builds a receiver that passes verified events to `sink`: an [`EventHub`](super::EventHub), or a store
    /// of your own.
    pub fn builder(sink: impl EventSink + 'static) -> EventReceiverBuilder {
        EventReceiverBuilder {
            sink: Box::new(sink),
            verifier: None,
            handler: None,
            queue_capacity: 1_024,
            handler_concurrency: 4,
            max_in_flight: 256,
        }
    }

    /// Replaces the verifier, to rotate secrets without a restart, or to set the first secret, which the
    /// vendor shows only after you have registered the receiver's URL. Without a verifier the response is 503.
    pub fn set_verifier(&self, verifier: WebhookVerifier) {
        let mut current = self
            .inner
            .verifier
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Some(verifier);
    }

    /// Receives a delivery whose body has already been read, as raw bytes.
    pub async fn receive(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let body = async move { Ok(body) };
        response(
            self.receive_parts(&parts.method, &parts.headers, body)
                .await,
        )
    }

    /// Receives a delivery and reads its body, within the size and time limits.
    pub async fn receive_body<B>(&self, request: Request<B>) -> Response<Bytes>
    where
        B: http_body::Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let body = body_reader::read(body, BODY_TIMEOUT);
        response(
            self.receive_parts(&parts.method, &parts.headers, body)
                .await,
        )
    }

    /// The number of deliveries so far, by result.
    pub fn counts(&self) -> EventCounts {
        self.inner.counters.snapshot()
    }

    /// Rejects new deliveries with 503, and returns when the handler has processed every event in the queue.
    /// Call it after the HTTP server has stopped.
    pub async fn shutdown(&self) {
        self.inner.in_flight.close();
        if let Some(queue) = &self.inner.queue {
            queue.drain().await;
        }
    }

    async fn receive_parts(
        &self,
        method: &Method,
        headers: &HeaderMap,
        body: impl Future<Output = Result<Bytes, DeliveryError>>,
    ) -> Result<Acceptance, DeliveryError> {
        let outcome = self.accept(method, headers, body).await;
        self.inner.counters.count(&outcome);
        match &outcome {
            Ok(acceptance) => tracing::debug!(?acceptance, "event received"),
            Err(error) => {
                let source = std::error::Error::source(error);
                let reason = source.map(tracing::field::display);
                tracing::warn!(status = error.status().as_u16(), reason, "{error}");
            }
        }
        outcome
    }

    async fn accept(
        &self,
        method: &Method,
        headers: &HeaderMap,
        body: impl Future<Output = Result<Bytes, DeliveryError>>,
    ) -> Result<Acceptance, DeliveryError> {
        if method != Method::POST {
            return Err(DeliveryError::Method);
        }
        let inner = &*self.inner;
        let _in_flight = inner.in_flight.try_acquire().map_err(|error| match error {
            tokio::sync::TryAcquireError::NoPermits => DeliveryError::TooMany,
            tokio::sync::TryAcquireError::Closed => DeliveryError::ShuttingDown,
        })?;
        let verifier = {
            let verifier = inner
                .verifier
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            verifier.clone().ok_or(DeliveryError::NoSecret)?
        };
        verifier.check_header(headers)?;
        let body = body.await?;
        let _ = verifier.verify(headers, &body)?;
        let event = Event::from_verified_bytes(&body)?;
        drop(body);
        let place = inner
            .queue
            .as_ref()
            .map(HandlerQueue::reserve)
            .transpose()?;
        let acceptance = timeout(SINK_TIMEOUT, inner.sink.accept(&event))
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(DeliveryError::Unavailable)?;
        if acceptance == Acceptance::FromFuture {
            return Err(DeliveryError::FromFuture);
        }
        if let Some(place) = place.filter(|_| acceptance.is_new()) {
            place.send(event);
        }
        Ok(acceptance)
    }
}

impl fmt::Debug for EventReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReceiver")
            .field("queue", &self.inner.queue)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

/// The response has only the status. The reason is only logged, because it would help a forger.
fn response(outcome: Result<Acceptance, DeliveryError>) -> Response<Bytes> {
    let status = match &outcome {
        Ok(_) => StatusCode::OK,
        Err(error) => error.status(),
    };
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let post = HeaderValue::from_static("POST");
        response.headers_mut().insert(header::ALLOW, post);
    }
    response
}

type Handler = dyn Fn(Event) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

/// Builds an [`EventReceiver`].
#[must_use]
pub struct EventReceiverBuilder {
    sink: Box<dyn EventSink>,
    verifier: Option<WebhookVerifier>,
    handler: Option<Arc<Handler>>,
    queue_capacity: usize,
    handler_concurrency: usize,
    max_in_flight: usize,
}

impl EventReceiverBuilder {
    /// Sets the verifier; [`EventReceiver::set_verifier`] sets it later.
    pub fn verifier(mut self, verifier: WebhookVerifier) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// Sets a handler that is called once for each new event, whether or not a wait has one of its ids.
    ///
    /// The response does not wait for the handler: events are queued. On tokio's multi-thread runtime the
    /// handler may block its thread. A panic is counted and ends only that call.
    pub fn handler<F>(mut self, handler: impl Fn(Event) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.handler = Some(Arc::new(move |event| Box::pin(handler(event))));
        self
    }

    /// Sets how many events wait for the handler, 1 to 65,536; 1,024 by default. Above that, the response is
    /// 503 and the vendor delivers again.
    pub fn queue_capacity(mut self, capacity: usize) -> Self {
        self.queue_capacity = capacity.clamp(1, 65_536);
        self
    }

    /// Sets how many handlers run at a time, 1 to 256; 4 by default.
    pub fn handler_concurrency(mut self, concurrency: usize) -> Self {
        self.handler_concurrency = concurrency.clamp(1, 256);
        self
    }

    /// Sets how many deliveries may be in progress at a time, 1 to 65,536; 256 by default, which limits the
    /// memory for their bodies to 64 MiB. Above that, the response is 503.
    pub fn max_in_flight(mut self, number: usize) -> Self {
        self.max_in_flight = number.clamp(1, 65_536);
        self
    }

    /// Builds the receiver.
    #[must_use]
    pub fn build(self) -> EventReceiver {
        let counters = Arc::<Counters>::default();
        let queue = self.handler.map(|handler| {
            HandlerQueue::new(
                handler,
                self.queue_capacity,
                self.handler_concurrency,
                counters.clone(),
            )
        });
        EventReceiver {
            inner: Arc::new(Inner {
                sink: self.sink,
                verifier: RwLock::new(self.verifier),
                queue,
                in_flight: Semaphore::new(self.max_in_flight),
                counters,
            }),
        }
    }
}

impl fmt::Debug for EventReceiverBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReceiverBuilder")
            .field("verifier", &self.verifier)
            .field("handler", &self.handler.is_some())
            .field("queue_capacity", &self.queue_capacity)
            .field("handler_concurrency", &self.handler_concurrency)
            .field("max_in_flight", &self.max_in_flight)
            .finish_non_exhaustive()
    }
}
