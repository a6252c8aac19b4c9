//! Turns any bytes into a delivery and checks what must hold for all of them. The fuzz target calls it too.

use std::{sync::LazyLock, time::SystemTime};

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;
use signicat_reuseid::events::{
    DeliveryError, Event, KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme,
    VerifiedEvent, WebhookSecret, WebhookVerifier, probe,
};

const SECRET: &str = "00112233445566778899aabbccddeeff";

static SECRETS: LazyLock<[WebhookSecret; 2]> = LazyLock::new(|| {
    let secret = |name, value| WebhookSecret::new(name, value).unwrap();
    [secret("a", SECRET), secret("b", "another")]
});

/// The default scheme comes first.
static VERIFIERS: LazyLock<Vec<WebhookVerifier>> = LazyLock::new(|| {
    let base = SignatureScheme::default;
    let schemes = [
        base(),
        base()
            .with_encoding(SignatureEncoding::Base64)
            .with_prefix("sha256="),
        base().with_method(SignatureMethod::HmacSha512),
        base().with_method(SignatureMethod::SharedSecret),
        base().with_key_encoding(KeyEncoding::Hex),
    ];
    let build = |scheme| {
        let builder = WebhookVerifier::builder().secret("a", SECRET);
        builder.scheme(scheme).build().unwrap()
    };
    schemes.into_iter().map(build).collect()
});

/// What was reached, so that a test can say that it reached everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Unverified,
    Invalid,
    Event,
}

/// Checks one input: a byte of choices, a byte for the number of signature bytes, those, and the body.
pub fn check(input: &[u8]) -> Reached {
    let (choices, rest) = input
        .split_first()
        .map_or((0, input), |(it, rest)| (*it, rest));
    let (len, rest) = rest
        .split_first()
        .map_or((0, rest), |(it, rest)| (usize::from(*it), rest));
    let (signature, body) = rest.split_at(len.min(rest.len()));
    let verifier = &VERIFIERS[usize::from(choices & 7) % VERIFIERS.len()];

    let right = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    let right = const_hex::encode(right.chain_update(body).finalize().into_bytes());
    let mut headers = HeaderMap::new();
    let name = match choices >> 3 & 3 {
        0 | 1 => SignatureScheme::SIGNICAT_HEADER,
        2 => SignatureScheme::IDFY_HEADER,
        // Any name, the secret or the signature itself included.
        _ => HeaderName::from_bytes(signature).unwrap_or(SignatureScheme::SIGNICAT_HEADER),
    };
    // Half of the inputs are signed, so that what comes after the signature is reached.
    let signed = choices & 0x80 != 0;
    let value = if signed { right.as_bytes() } else { signature };
    if let Ok(value) = HeaderValue::from_bytes(value) {
        headers.append(name.clone(), value.clone());
        if choices & 0x40 != 0 {
            headers.append(name, value);
        }
    }

    let verified = verifier.verify(&headers, body);
    let printed = format!("{verified:?}");
    assert!(!printed.contains(SECRET) && !printed.contains(&right));
    // The default scheme against an independent computation.
    if verifier.scheme() == &SignatureScheme::default() {
        let mut values = headers.get_all(SignatureScheme::SIGNICAT_HEADER).iter();
        let expected = match (values.next(), values.next()) {
            (Some(value), None) => value
                .as_bytes()
                .trim_ascii()
                .eq_ignore_ascii_case(right.as_bytes()),
            _ => false,
        };
        assert_eq!(verified.is_ok(), expected, "{headers:?}");
    }
    if signed && name_is_right(&headers) {
        assert!(!probe(&headers, body, &SECRETS[..]).is_empty());
    } else if choices & 0x20 != 0 {
        let _ = probe(&headers, body, &SECRETS[..]);
    }

    match VerifiedEvent::from_delivery(verifier, &headers, body) {
        Ok(VerifiedEvent { event, .. }) => {
            assert!(verified.is_ok());
            check_event(&event);
            Reached::Event
        }
        Err(DeliveryError::Invalid(_)) => {
            assert!(verified.is_ok());
            Reached::Invalid
        }
        Err(error) => {
            assert!(verified.is_err());
            assert!(error.status().is_client_error());
            if let Ok(event) = Event::from_verified_bytes(body) {
                check_event(&event);
            }
            Reached::Unverified
        }
    }
}

fn name_is_right(headers: &HeaderMap) -> bool {
    headers.contains_key(SignatureScheme::SIGNICAT_HEADER)
}

fn check_event(event: &Event) {
    let text = serde_json::to_vec(event).unwrap();
    assert_eq!(&Event::from_verified_bytes(&text).unwrap(), event);
    assert!(!event.id().is_empty() && event.id().len() <= 256);
    assert!(event.subjects().len() <= 64);
    let now = SystemTime::now();
    for tolerance in [std::time::Duration::ZERO, std::time::Duration::MAX] {
        let _ = (
            event.is_expired(now, tolerance),
            event.is_from_future(now, tolerance),
        );
    }
}
