//! Makes signed deliveries, valid and invalid ones, for tests of a receiver.

use std::time::{Duration, SystemTime};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Request};
use serde_json::{Map, Value, json};

use super::{
    event_time,
    keyed_mac::KeyedMac,
    scheme::{KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme},
    secret::{InvalidSecret, WebhookSecret},
};

/// Signs bodies as the vendor would.
#[derive(Clone)]
pub struct TestSigner {
    scheme: SignatureScheme,
    secret: WebhookSecret,
    key: KeyedMac,
}

impl TestSigner {
    /// A signer by the default scheme.
    ///
    /// # Errors
    /// [`InvalidSecret`] if no [`WebhookVerifier`](super::WebhookVerifier) can be built with the secret.
    pub fn new(secret: &str) -> Result<Self, InvalidSecret> {
        Self::with_scheme(secret, SignatureScheme::default())
    }

    /// A signer by another scheme.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_scheme(secret: &str, scheme: SignatureScheme) -> Result<Self, InvalidSecret> {
        let secret = WebhookSecret::new("test", secret)?;
        let encoding = match scheme.method() {
            SignatureMethod::SharedSecret => KeyEncoding::Text,
            _ => scheme.key_encoding(),
        };
        let key = KeyedMac::new(scheme.method(), &secret.key(encoding)?);
        Ok(Self {
            scheme,
            secret,
            key,
        })
    }

    /// The value of the signature header; `None` when the prefix or the secret cannot be in a header.
    pub fn header_value(&self, body: &[u8]) -> Option<HeaderValue> {
        let signature = match self.key.sign(body) {
            None => self.secret.text().to_owned(),
            Some(bytes) => match self.scheme.encoding() {
                SignatureEncoding::Hex => const_hex::encode(bytes),
                SignatureEncoding::Base64 => BASE64_STANDARD.encode(bytes),
            },
        };
        HeaderValue::try_from(format!("{}{signature}", self.scheme.prefix())).ok()
    }

    /// A delivery of any body, signed.
    ///
    /// # Panics
    /// When the prefix or the secret cannot be in a header.
    #[must_use]
    pub fn deliver(&self, body: impl Into<Bytes>) -> Request<Bytes> {
        let body = body.into();
        let value = self
            .header_value(&body)
            .expect("a prefix and a secret of visible ASCII");
        let mut request = Request::new(body);
        *request.method_mut() = http::Method::POST;
        request
            .headers_mut()
            .insert(self.scheme.header().clone(), value);
        let json = HeaderValue::from_static("application/json");
        request
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        request
    }
}

/// Prints the scheme, not the secret.
impl std::fmt::Debug for TestSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestSigner")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// Builds an event and its deliveries.
///
/// ```
/// use signicat_reuseid::events::{TestEvent, TestSigner, WebhookVerifier};
///
/// let verifier = WebhookVerifier::builder().secret("current", "a-secret").build()?;
/// let signer = TestSigner::new("a-secret")?;
/// let event = TestEvent::new("e-1", "process.complete").data("processId", "p-1");
///
/// let (parts, body) = event.deliver(&signer).into_parts();
/// assert!(verifier.verify(&parts.headers, &body).is_ok());
///
/// let (parts, body) = event.deliver_tampered(&signer).into_parts();
/// assert!(verifier.verify(&parts.headers, &body).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TestEvent {
    envelope: Map<String, Value>,
    data: Map<String, Value>,
}

impl TestEvent {
    /// An event created now that expires in 30 s, as in the vendor's sample.
    #[must_use]
    pub fn new(id: &str, name: &str) -> Self {
        let envelope = json!({
            "id": id,
            "sender": "mobileid",
            "eventName": name,
            "accountId": "a-test",
            "organizationId": null,
            "tags": ["test"],
        });
        let Value::Object(envelope) = envelope else {
            unreachable!("it is an object");
        };
        Self {
            envelope,
            data: Map::new(),
        }
        .created_at(SystemTime::now())
    }

    /// Sets when it was created; it expires 30 s later.
    #[must_use]
    pub fn created_at(self, time: SystemTime) -> Self {
        let end = time.checked_add(Duration::from_secs(30)).unwrap_or(time);
        self.time("timestamp", time).time("expiresAt", end)
    }

    /// Sets when it expires.
    #[must_use]
    pub fn expires_at(self, time: SystemTime) -> Self {
        self.time("expiresAt", time)
    }

    /// Makes it an event that expired an hour ago, beyond the default tolerance.
    #[must_use]
    pub fn expired(self) -> Self {
        let past = SystemTime::now().checked_sub(Duration::from_secs(3_630));
        match past {
            Some(past) => self.created_at(past),
            None => self,
        }
    }

    /// Adds a member to its data.
    #[must_use]
    pub fn data(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }

    /// Adds or replaces a member of the envelope.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.envelope.insert(name.to_owned(), value.into());
        self
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Bytes {
        let mut envelope = self.envelope.clone();
        envelope
            .entry("eventData")
            .or_insert_with(|| self.data.clone().into());
        Value::Object(envelope).to_string().into()
    }

    /// A valid delivery. Clone it for a duplicate; sign with the old secret's signer for a rotation.
    #[must_use]
    pub fn deliver(&self, signer: &TestSigner) -> Request<Bytes> {
        signer.deliver(self.body())
    }

    /// A delivery whose body was changed after it was signed.
    #[must_use]
    pub fn deliver_tampered(&self, signer: &TestSigner) -> Request<Bytes> {
        let mut delivery = self.deliver(signer);
        let changed = self.clone().field("eventName", "tampered");
        *delivery.body_mut() = changed.body();
        delivery
    }

    /// A delivery without a signature.
    #[must_use]
    pub fn deliver_unsigned(&self, signer: &TestSigner) -> Request<Bytes> {
        let mut delivery = self.deliver(signer);
        delivery.headers_mut().remove(signer.scheme.header());
        delivery
    }

    fn time(self, name: &str, time: SystemTime) -> Self {
        match event_time::format(time) {
            Some(text) => self.field(name, text),
            None => self,
        }
    }
}

/// Prints the number of members in its data, not their values.
impl std::fmt::Debug for TestEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestEvent")
            .field("data", &self.data.len())
            .finish_non_exhaustive()
    }
}

/// The deliveries in another order, each `copies` times, from a seed: what an at-least-once sender may do.
#[must_use]
pub fn reordered(deliveries: &[Request<Bytes>], copies: usize, seed: u64) -> Vec<Request<Bytes>> {
    let mut all: Vec<_> = (0..copies)
        .flat_map(|_| deliveries.iter().cloned())
        .collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut all);
    all
}
