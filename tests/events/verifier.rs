//! What the verifier accepts and how it refuses.

use http::{HeaderMap, HeaderName, HeaderValue};
use signicat_reuseid::events::{
    InvalidSecret, KeyEncoding, MAX_BODY, MalformedSignature, MismatchHint, SignatureEncoding,
    SignatureMethod, SignatureScheme, TestSigner, VerifyError, WebhookVerifier,
};

const BODY: &[u8] = br#"{"id":"e-1","eventName":"process.complete","eventData":{}}"#;
const HEADER: HeaderName = SignatureScheme::SIGNICAT_HEADER;

fn verifier() -> WebhookVerifier {
    let builder = WebhookVerifier::builder().secret("current", "the-new-secret");
    builder
        .secret("previous", "the-old-secret")
        .build()
        .unwrap()
}

fn signed(secret: &str, scheme: SignatureScheme) -> HeaderMap {
    let header = scheme.header().clone();
    let signer = TestSigner::with_scheme(secret, scheme).unwrap();
    HeaderMap::from_iter([(header, signer.header_value(BODY).unwrap())])
}

fn with_value(value: &[u8]) -> HeaderMap {
    HeaderMap::from_iter([(HEADER, HeaderValue::from_bytes(value).unwrap())])
}

fn refusal(verifier: &WebhookVerifier, value: impl AsRef<[u8]>) -> VerifyError {
    verifier
        .verify(&with_value(value.as_ref()), BODY)
        .unwrap_err()
}

fn malformed(verifier: &WebhookVerifier, value: impl AsRef<[u8]>) -> MalformedSignature {
    match refusal(verifier, value) {
        VerifyError::MalformedHeader { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn says_which_secret_matched() {
    for (secret, name) in [
        ("the-new-secret", "current"),
        ("the-old-secret", "previous"),
    ] {
        let headers = signed(secret, SignatureScheme::default());
        assert_eq!(
            verifier().verify(&headers, BODY).unwrap().secret_name(),
            name
        );
    }
    let headers = signed("another-secret", SignatureScheme::default());
    let mismatch = VerifyError::Mismatch { hint: None };
    assert_eq!(verifier().verify(&headers, BODY), Err(mismatch));
}

#[test]
fn cannot_be_built_without_a_usable_secret() {
    let builder = WebhookVerifier::builder;
    assert_eq!(builder().build().unwrap_err(), InvalidSecret::None);
    let empty = builder().secret("a", "good").secret("b", "").build();
    assert_eq!(empty.unwrap_err(), InvalidSecret::Empty("b".into()));
    let spaced = builder().secret("a", "from-a-file\n").build();
    assert_eq!(spaced.unwrap_err(), InvalidSecret::WhiteSpace("a".into()));
    let twice = builder().secret("a", "1").secret("a", "2").build();
    assert_eq!(twice.unwrap_err(), InvalidSecret::RepeatedName("a".into()));
    let scheme = SignatureScheme::default().with_key_encoding(KeyEncoding::Base64);
    let text = builder().secret("a", "not base64!").scheme(scheme).build();
    let reason = InvalidSecret::Encoding("a".into(), KeyEncoding::Base64);
    assert_eq!(text.unwrap_err(), reason);
    let many = (0..17).fold(builder(), |it, n| it.secret(n.to_string(), "x"));
    assert_eq!(many.build().unwrap_err(), InvalidSecret::TooMany);
}

#[test]
fn refuses_a_missing_header_and_names_one_that_may_hold_the_signature() {
    let missing = |headers: &HeaderMap| verifier().verify(headers, BODY).unwrap_err();
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    let none = VerifyError::MissingHeader {
        expected: HEADER,
        found: None,
    };
    assert_eq!(missing(&headers), none);

    headers.extend(signed("the-new-secret", SignatureScheme::idfy()));
    let error = missing(&headers);
    let found = VerifyError::MissingHeader {
        expected: HEADER,
        found: Some(SignatureScheme::IDFY_HEADER),
    };
    assert_eq!(error, found);
    assert!(error.to_string().contains("x-idfy-signature"), "{error}");
}

#[test]
fn does_not_print_the_name_of_a_header_that_the_sender_chose() {
    let mut headers = HeaderMap::new();
    let name = HeaderName::from_static("canary-signature-hmac");
    headers.insert(name, HeaderValue::from_static("x"));
    let error = verifier().verify(&headers, BODY).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
}

#[test]
fn refuses_a_repeated_header_even_when_one_value_is_right() {
    let mut headers = signed("the-new-secret", SignatureScheme::default());
    let value = headers[HEADER].clone();
    headers.append(HEADER, value);
    let repeated = VerifyError::RepeatedHeader { header: HEADER };
    assert_eq!(verifier().verify(&headers, BODY), Err(repeated));
}

#[test]
fn says_what_is_wrong_with_a_malformed_header() {
    let hex = verifier();
    for (value, reason) in [
        (&b""[..], MalformedSignature::Empty),
        (b"  ", MalformedSignature::Empty),
        (b"\xff\xfe", MalformedSignature::NotAscii),
        (b"zz", MalformedSignature::NotHex),
        (b"abc", MalformedSignature::OddLength),
        (b"sha256=00ff", MalformedSignature::UnexpectedPrefix),
        (b"t=1,v1=00ff", MalformedSignature::UnexpectedPrefix),
    ] {
        assert_eq!(malformed(&hex, value), reason, "{value:?}");
    }
    let scheme = SignatureScheme::default().with_encoding(SignatureEncoding::Base64);
    let headers = signed("the-new-secret", scheme.clone());
    let reason = malformed(&hex, &headers[HEADER]);
    assert_eq!(reason, MalformedSignature::Base64InsteadOfHex);

    let base64 = WebhookVerifier::builder()
        .secret("it", "the-new-secret")
        .scheme(scheme);
    let base64 = base64.build().unwrap();
    let headers = signed("the-new-secret", SignatureScheme::default());
    let reason = malformed(&base64, &headers[HEADER]);
    assert_eq!(reason, MalformedSignature::HexInsteadOfBase64);
    assert_eq!(malformed(&base64, "a?b"), MalformedSignature::NotBase64);

    let scheme = SignatureScheme::default().with_prefix("sha256=");
    let prefixed = WebhookVerifier::builder()
        .secret("it", "the-new-secret")
        .scheme(scheme);
    let reason = malformed(&prefixed.build().unwrap(), &headers[HEADER]);
    assert_eq!(reason, MalformedSignature::MissingPrefix);
}

#[test]
fn refuses_a_signature_of_another_length() {
    for bytes in [1, 31, 33, 64, 100_000] {
        let error = refusal(&verifier(), "ab".repeat(bytes));
        let expected = VerifyError::WrongLength {
            header: HEADER,
            expected: 32,
            found: bytes,
        };
        assert_eq!(error, expected);
    }
    let scheme = SignatureScheme::default().with_encoding(SignatureEncoding::Base64);
    let base64 = WebhookVerifier::builder()
        .secret("it", "the-new-secret")
        .scheme(scheme);
    let base64 = base64.build().unwrap();
    for text in ["QUJD".to_owned(), "QUJD".repeat(20_000)] {
        let error = refusal(&base64, text);
        assert!(
            matches!(error, VerifyError::WrongLength { .. }),
            "{error:?}"
        );
    }
}

#[test]
fn refuses_a_body_over_256_kib_whatever_its_signature() {
    let signer = TestSigner::new("the-new-secret").unwrap();
    for (len, ok) in [(MAX_BODY, true), (MAX_BODY + 1, false)] {
        let (parts, body) = signer.deliver(vec![b'x'; len]).into_parts();
        let result = verifier().verify(&parts.headers, &body);
        assert_eq!(result.is_ok(), ok);
        assert!(ok || result == Err(VerifyError::BodyTooLarge));
    }
}

#[test]
fn hints_at_a_body_that_was_parsed_and_written_again() {
    let body = r#"{"id":"e-1","timestamp":"2023-11-13T11:38:10.7302363Z","accountId":"a"}"#;
    let headers = TestSigner::new("the-new-secret").unwrap();
    let headers = headers.deliver(body).into_parts().0.headers;
    let value: serde_json::Value = serde_json::from_str(body).unwrap();
    for (changed, hint) in [
        (
            serde_json::to_vec(&value).unwrap(),
            Some(MismatchHint::Reserialized),
        ),
        (
            serde_json::to_vec_pretty(&value).unwrap(),
            Some(MismatchHint::Reserialized),
        ),
        (
            body.replace("\":", "\": ").into(),
            Some(MismatchHint::Reserialized),
        ),
        (Vec::new(), Some(MismatchHint::EmptyBody)),
        (body.replace("e-1", "e-2").into(), None),
    ] {
        let error = verifier().verify(&headers, &changed).unwrap_err();
        assert_eq!(error, VerifyError::Mismatch { hint });
    }
    assert!(verifier().verify(&headers, body.as_bytes()).is_ok());
}

#[test]
fn verifies_every_scheme_that_can_be_set() {
    let bearer = HeaderName::from_static("authorization");
    let mut schemes = vec![
        SignatureScheme::idfy(),
        SignatureScheme::shared_secret(bearer.clone()),
        SignatureScheme::shared_secret(bearer).with_prefix("Bearer "),
    ];
    for method in [SignatureMethod::HmacSha256, SignatureMethod::HmacSha512] {
        for encoding in [SignatureEncoding::Hex, SignatureEncoding::Base64] {
            for prefix in ["", "sha256=", "v1="] {
                for key in [KeyEncoding::Text, KeyEncoding::Base64, KeyEncoding::Hex] {
                    let scheme = SignatureScheme::default().with_method(method);
                    let scheme = scheme.with_encoding(encoding).with_prefix(prefix);
                    schemes.push(scheme.with_key_encoding(key));
                }
            }
        }
    }
    for scheme in schemes {
        let builder = WebhookVerifier::builder().secret("it", "0123456789abcdef");
        let verifier = builder.scheme(scheme.clone()).build().unwrap();
        let headers = signed("0123456789abcdef", scheme.clone());
        assert!(verifier.verify(&headers, BODY).is_ok(), "{scheme}");
        let headers = signed("0123456789abcdee", scheme.clone());
        assert!(verifier.verify(&headers, BODY).is_err(), "{scheme}");
    }
}

#[test]
fn compares_the_whole_shared_secret() {
    let header = HeaderName::from_static("x-webhook-secret");
    let scheme = SignatureScheme::shared_secret(header.clone());
    let builder = WebhookVerifier::builder()
        .secret("it", "the-secret")
        .scheme(scheme);
    let verifier = builder.build().unwrap();
    for (value, ok) in [
        ("the-secret", true),
        ("the-secre", false),
        ("the-secret2", false),
        ("THE-SECRET", false),
        ("x", false),
    ] {
        let value = HeaderValue::from_static(value);
        let headers = HeaderMap::from_iter([(header.clone(), value)]);
        assert_eq!(verifier.verify(&headers, BODY).is_ok(), ok);
    }
}
