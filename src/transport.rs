//! The bottom floor: sends one attempt and records what came back, as far as anybody needs it later.
//!
//! The generated code forgets status and headers when a body is not the JSON it expects, so everything that
//! a decision needs is recorded here before the generated code sees the answer. Bodies are read up to a
//! limit; redirects are not followed; a caller may put a transport of its own in the network's place.

use std::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use signicat_reuseid_api as api;

use crate::{error::one_line, retry::retry_after};

/// Limit of an answer's body: 1 MiB. The documented answers have less than 1 KiB.
pub(crate) const MAX_BODY: usize = 1024 * 1024;
/// Limit of an error's body: 64 KiB; what is longer is cut.
pub(crate) const MAX_ERROR_BODY: usize = 64 * 1024;
/// Most values in an answer, for each costs up to hundreds of bytes where its text has two. The documented
/// answers have ten.
const MAX_VALUES: usize = 4 * 1024;
/// A body that is passed on unread: too small for its values to matter.
const SMALL_BODY: u64 = 16 * 1024;
/// Longest trace id kept, in bytes; the vendor's have 32 hexadecimal digits.
const MAX_TRACE_ID: usize = 64;
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// What a [`HttpTransport`] returns.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Sends HTTP requests in the network's place: for tests that run against a service in the same process,
/// or for programs that have to send through something of their own.
///
/// The requests carry the access token and personal data, those to the token endpoint the client secret.
pub trait HttpTransport: Send + Sync {
    /// Sends one request and returns the whole answer.
    ///
    /// Where the head of an answer came and its body broke, return the head with what came of the body: a
    /// success status says that the request was processed, though nobody can read the answer.
    ///
    /// # Errors
    /// [`TransportError`] says whether the request may have been processed; a start is repeated only
    /// after [`TransportError::Connect`].
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_>;
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// The request was surely not sent.
    Connect,
    /// The request may have been sent.
    Interrupted,
    /// The answer is larger than the limit.
    TooLarge,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "could not connect",
            Self::Interrupted => "the connection broke",
            Self::TooLarge => "the answer is too large",
        })
    }
}

impl std::error::Error for TransportError {}

/// Stands in an answer's extensions where its head came and its body did not: the head says that the request
/// was processed, which the error alone does not.
#[derive(Clone, Copy)]
pub(crate) struct NoBody(pub(crate) TransportError);

/// What sends: the network, or what the caller put in its place.
#[derive(Clone)]
pub(crate) enum Wire {
    Network(reqwest::Client),
    Custom(Arc<dyn HttpTransport>),
}

impl Wire {
    /// Sends `request` and returns the answer's head, its body unread. The request is handed on at once, so
    /// that the future does not carry it.
    fn send(
        &self,
        request: reqwest::Request,
    ) -> impl Future<Output = Result<reqwest::Response, TransportError>> + Send + '_ {
        enum Sending<N, C> {
            Network(N),
            Custom(C),
        }
        let sending = match self {
            Self::Network(client) => Sending::Network(client.execute(request)),
            Self::Custom(transport) => {
                Sending::Custom(into_http(request).map(|request| transport.send(request)))
            }
        };
        async move {
            match sending {
                Sending::Network(sending) => sending.await.map_err(|error| fault(&error)),
                Sending::Custom(sending) => Ok(sending?.await?.map(reqwest::Body::from).into()),
            }
        }
    }

    /// Sends `request` and returns the whole answer, as far as it keeps to the limits.
    pub(crate) async fn exchange(
        &self,
        request: reqwest::Request,
    ) -> Result<http::Response<Bytes>, TransportError> {
        whole(self.send(request).await?).await
    }
}

async fn whole(answer: reqwest::Response) -> Result<http::Response<Bytes>, TransportError> {
    let (head, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
    if let Some(NoBody(error)) = head.extensions.get() {
        return Err(*error);
    }
    let body = read(body, limit(head.status), !head.status.is_success()).await?;
    if head.status.is_success() && values(&body) > MAX_VALUES {
        return Err(TransportError::TooLarge);
    }
    Ok(http::Response::from_parts(head, body))
}

/// How many values a JSON text has at most, from the marks outside its strings that a value begins with or
/// follows. In a text that is no JSON the number means nothing, and nothing will be made of that text.
fn values(text: &[u8]) -> usize {
    let (mut values, mut quoted, mut escaped) = (1, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => values += 1,
            _ => {}
        }
    }
    values
}

/// Whether the answer promises a small body, to which the HTTP library then holds it. What is larger is read
/// here, for the HTTP library's way of gathering a body needs room for it twice.
fn is_surely_small(answer: &reqwest::Response) -> bool {
    let length = answer.content_length();
    length.is_some_and(|length| length <= SMALL_BODY)
        && answer.extensions().get::<NoBody>().is_none()
}

pub(crate) fn limit(status: http::StatusCode) -> usize {
    if status.is_success() {
        MAX_BODY
    } else {
        MAX_ERROR_BODY
    }
}

/// reqwest's error with everything but its kind taken away: its text holds the URL.
fn fault(error: &reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::Connect
    } else {
        TransportError::Interrupted
    }
}

fn into_http(request: reqwest::Request) -> Result<http::Request<Bytes>, TransportError> {
    let body = request
        .body()
        .and_then(|body| body.as_bytes())
        .map(Bytes::copy_from_slice);
    // The generated code and the token request send nothing but bytes.
    let mut converted = http::Request::new(body.unwrap_or_default());
    *converted.method_mut() = request.method().clone();
    *converted.uri_mut() = request
        .url()
        .as_str()
        .parse()
        .map_err(|_| TransportError::Connect)?;
    *converted.headers_mut() = request.headers().clone();
    Ok(converted)
}

/// Reads a body up to `limit`. What is longer or breaks is an error, unless `cut` says that a part will do:
/// an error's status is worth more than the rest of its body.
pub(crate) async fn read(
    body: impl http_body::Body,
    limit: usize,
    cut: bool,
) -> Result<Bytes, TransportError> {
    use bytes::Buf as _;
    use http_body_util::BodyExt as _;

    let mut body = pin!(body);
    // What says that it is too large need not be read.
    let promised = http_body::Body::size_hint(&*body).lower();
    if !cut && usize::try_from(promised).is_ok_and(|promised| promised > limit) {
        return Err(TransportError::TooLarge);
    }
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            if cut {
                break;
            }
            return Err(TransportError::Interrupted);
        };
        let Ok(mut data) = frame.into_data() else {
            continue;
        };
        let room = limit - first.len() - whole.len();
        let full = data.remaining() > room;
        if full && !cut {
            return Err(TransportError::TooLarge);
        }
        let data = data.copy_to_bytes(room.min(data.remaining()));
        if first.is_empty() && whole.is_empty() {
            // The usual answer is one frame, which needs no copy.
            first = data;
        } else {
            // Doubling to the last would hold the body one and a half times over while it is moved.
            if first.len() + whole.len() + data.len() > limit / 16 {
                whole.reserve(limit - whole.len());
            }
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&data);
        }
        if full {
            break;
        }
    }
    if whole.is_empty() {
        return Ok(first);
    }
    Ok(whole.freeze())
}

/// What an attempt left behind.
#[derive(Default)]
pub(crate) struct Record {
    /// There from the moment the answer's head arrived.
    pub(crate) status: Option<http::StatusCode>,
    /// As it came; `trace_id()` makes it fit to print.
    pub(crate) trace_id: Option<HeaderValue>,
    pub(crate) retry_after: Option<Duration>,
    /// The body of an error answer, cut to its limit.
    pub(crate) error_body: Bytes,
    pub(crate) error: Option<TransportError>,
}

impl Record {
    fn head(&mut self, answer: &reqwest::Response) {
        self.status = Some(answer.status());
        self.trace_id = answer.headers().get(TRACE_ID).cloned();
        if !answer.status().is_success() {
            self.retry_after = retry_after::from_headers(answer.headers(), SystemTime::now());
        }
    }

    pub(crate) fn trace_id(&self) -> Option<Box<str>> {
        let text = self.trace_id.as_ref()?.to_str().ok()?;
        let text = one_line(text, MAX_TRACE_ID);
        (!text.is_empty()).then(|| text.into_boxed_str())
    }
}

/// Adds headers to every attempt, for example a trace context.
pub(crate) type HeaderHook = dyn Fn(&mut HeaderMap) + Send + Sync;

/// One attempt of one call, as the transport of the generated client.
pub(crate) struct Attempt {
    pub(crate) wire: Wire,
    pub(crate) authorization: HeaderValue,
    pub(crate) headers: Option<Arc<HeaderHook>>,
    pub(crate) record: Mutex<Record>,
}

impl Attempt {
    pub(crate) fn take_record(&self) -> Record {
        std::mem::take(&mut *self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, change: impl FnOnce(&mut Record)) {
        change(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt(..)")
    }
}

impl api::Transport for Attempt {
    fn execute<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        _operation_id: &'static str,
        mut request: reqwest::Request,
    ) -> api::ResponseFuture<'a> {
        if let Some(add) = &self.headers {
            add(request.headers_mut());
        }
        request
            .headers_mut()
            .insert(AUTHORIZATION, self.authorization.clone());
        let sending = self.wire.send(request);
        Box::pin(async move {
            let answer = match sending.await {
                Ok(answer) => {
                    self.note(|record| record.head(&answer));
                    if answer.status().is_success() && is_surely_small(&answer) {
                        return Ok(answer);
                    }
                    // Boxed, so that the usual answer does not carry the room for it.
                    Box::pin(whole(answer)).await
                }
                Err(error) => Err(error),
            };
            let answer = answer.unwrap_or_else(|error| {
                self.note(|record| record.error = Some(error));
                // The generated code can only be told of an error of reqwest's. The record is what counts.
                let mut stand_in = http::Response::new(Bytes::new());
                *stand_in.status_mut() = http::StatusCode::IM_A_TEAPOT;
                stand_in
            });
            if !answer.status().is_success() {
                let body = answer.body().clone();
                self.note(|record| record.error_body = body);
            }
            Ok(answer.map(reqwest::Body::from).into())
        })
    }
}
