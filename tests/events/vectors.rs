//! Signatures made without this crate: published by the vendor's predecessor, by Python and by Node.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use signicat_reuseid::events::{
    KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme, WebhookSecret,
    WebhookVerifier, probe,
};

#[derive(Debug, Deserialize)]
pub struct Vector {
    made_with: String,
    pub secret: String,
    key: String,
    method: String,
    encoding: String,
    body: String,
    signature: String,
}

impl Vector {
    pub fn scheme(&self) -> SignatureScheme {
        SignatureScheme::default()
            .with_method(match &*self.method {
                "sha256" => SignatureMethod::HmacSha256,
                _ => SignatureMethod::HmacSha512,
            })
            .with_encoding(match &*self.encoding {
                "hex" => SignatureEncoding::Hex,
                _ => SignatureEncoding::Base64,
            })
            .with_key_encoding(match &*self.key {
                "text" => KeyEncoding::Text,
                "hex" => KeyEncoding::Hex,
                _ => KeyEncoding::Base64,
            })
    }

    pub fn headers(&self) -> HeaderMap {
        let signature = HeaderValue::from_str(&self.signature).unwrap();
        HeaderMap::from_iter([(SignatureScheme::SIGNICAT_HEADER, signature)])
    }

    pub fn body(&self) -> Vec<u8> {
        BASE64_STANDARD.decode(&self.body).unwrap()
    }
}

pub fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../data/webhook-vectors.json")).unwrap()
}

#[test]
fn verifies_every_vector_and_none_after_a_change_of_one_bit() {
    let makers: std::collections::HashSet<_> =
        vectors().into_iter().map(|it| it.made_with).collect();
    assert_eq!(makers.len(), 3);
    for vector in vectors() {
        let builder = WebhookVerifier::builder().scheme(vector.scheme());
        let verifier = builder.secret("it", &*vector.secret).build().unwrap();
        let mut body = vector.body();
        let verified = verifier.verify(&vector.headers(), &body);
        assert!(verified.is_ok(), "{vector:?} {verified:?}");
        match body.last_mut() {
            Some(byte) => *byte ^= 1,
            None => body.push(0),
        }
        assert!(
            verifier.verify(&vector.headers(), &body).is_err(),
            "{vector:?}"
        );
    }
}

#[test]
fn the_probe_finds_the_scheme_of_every_vector() {
    for vector in vectors() {
        let secrets = [WebhookSecret::new("it", &*vector.secret).unwrap()];
        let matches = probe(&vector.headers(), &vector.body(), &secrets);
        assert_eq!(matches.len(), 1, "{vector:?} {matches:?}");
        assert_eq!(*matches[0].scheme(), vector.scheme(), "{vector:?}");
    }
}
