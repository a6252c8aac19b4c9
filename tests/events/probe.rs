//! The probe finds the scheme of one delivery, and none for a forged one.

use http::{HeaderMap, HeaderName, HeaderValue};
use signicat_reuseid::events::{
    KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme, TestEvent, TestSigner,
    WebhookSecret, WebhookVerifier, probe,
};

const SECRET: &str = "c2VjcmV0IGtleSBvZiAyOCBieXRlcyBsb25n";

fn secrets() -> Vec<WebhookSecret> {
    let secret = |name, value| WebhookSecret::new(name, value).unwrap();
    vec![secret("other", "another-secret"), secret("right", SECRET)]
}

fn schemes() -> Vec<SignatureScheme> {
    let mut schemes = Vec::new();
    for header in [
        "x-signicat-signature",
        "x-idfy-signature",
        "x-anything-at-all",
    ] {
        let header = HeaderName::from_static(header);
        schemes.push(SignatureScheme::shared_secret(header.clone()));
        schemes.push(SignatureScheme::shared_secret(header.clone()).with_prefix("Bearer "));
        for method in [SignatureMethod::HmacSha256, SignatureMethod::HmacSha512] {
            for encoding in [SignatureEncoding::Hex, SignatureEncoding::Base64] {
                for prefix in ["", "sha256=", "v1="] {
                    for key in [KeyEncoding::Text, KeyEncoding::Base64] {
                        let scheme = SignatureScheme::default().with_header(header.clone());
                        let scheme = scheme.with_method(method).with_encoding(encoding);
                        schemes.push(scheme.with_prefix(prefix).with_key_encoding(key));
                    }
                }
            }
        }
    }
    schemes
}

fn delivery(scheme: &SignatureScheme) -> (HeaderMap, Vec<u8>) {
    let signer = TestSigner::with_scheme(SECRET, scheme.clone()).unwrap();
    let event = TestEvent::new("e-1", "process.complete").data("processId", "p-1");
    let (mut parts, body) = event.deliver(&signer).into_parts();
    for (name, value) in [
        ("host", "localhost"),
        ("user-agent", "a b=c d=="),
        (
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
        (
            "x-request-id",
            "0af7651916cd43dd8448eb211c80319c0af7651916cd43dd8448eb211c80319c",
        ),
    ] {
        parts.headers.append(name, HeaderValue::from_static(value));
    }
    (parts.headers, body.to_vec())
}

#[test]
fn finds_every_scheme_and_what_it_finds_verifies() {
    assert_eq!(schemes().len(), 78);
    for scheme in schemes() {
        let (headers, body) = delivery(&scheme);
        let matches = probe(&headers, &body, &secrets());
        let [found] = &*matches else {
            panic!("{scheme}: {matches:?}");
        };
        assert_eq!((found.scheme(), found.secret_name()), (&scheme, "right"));
        assert!(!found.is_trimmed());
        let builder = WebhookVerifier::builder().secret("it", SECRET);
        let verifier = builder.scheme(found.scheme().clone()).build().unwrap();
        assert!(verifier.verify(&headers, &body).is_ok());
    }
}

#[test]
fn finds_nothing_for_a_forged_delivery() {
    for scheme in schemes() {
        let (headers, mut body) = delivery(&scheme);
        let stranger = [WebhookSecret::new("stranger", "c3RyYW5nZXI=").unwrap()];
        assert_eq!(probe(&headers, &body, &stranger), [], "{scheme}");
        assert_eq!(probe(&headers, &body, &[]), [], "{scheme}");
        if scheme.method() != SignatureMethod::SharedSecret {
            body[0] = b'[';
            assert_eq!(probe(&headers, &body, &secrets()), [], "{scheme}");
        }
    }
}

#[test]
fn finds_a_delivery_that_was_saved_with_a_line_break_at_its_end() {
    let (headers, mut body) = delivery(&SignatureScheme::default());
    body.extend(b"\r\n");
    let matches = probe(&headers, &body, &secrets());
    assert!(matches[0].is_trimmed());
}

#[test]
fn prefers_an_hmac_in_a_header_that_is_named_a_signature() {
    let (mut headers, body) = delivery(&SignatureScheme::default());
    let secret = SignatureScheme::shared_secret(HeaderName::from_static("a-secret"));
    let odd = SignatureScheme::default().with_header(HeaderName::from_static("a-digest"));
    headers.extend(delivery(&secret).0);
    let signer = TestSigner::with_scheme(SECRET, odd.clone()).unwrap();
    headers.insert("a-digest", signer.header_value(&body).unwrap());
    let matches = probe(&headers, &body, &secrets());
    let found: Vec<_> = matches.iter().map(|it| it.scheme().clone()).collect();
    assert_eq!(found, [SignatureScheme::default(), odd, secret]);
}
