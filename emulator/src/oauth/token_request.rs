//! Reads a token request: form fields and client credentials.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, header};

use crate::{media_type::is_media_type, store::Store};

/// Client id and secret.
pub(crate) struct Credentials {
    pub id: String,
    pub secret: String,
}

/// The `Authorization` header of a token request.
pub(crate) enum Authorization {
    None,
    /// Not readable as basic authentication.
    Invalid,
    Basic {
        /// Form-decoded after base64, as RFC 6749, section 2.3.1 requires.
        decoded: Credentials,
        /// As they came, to recognize clients that do not encode.
        raw: Credentials,
    },
}

/// A token request, as far as it could be read.
pub(crate) struct TokenRequest {
    pub authorization: Authorization,
    pub is_form: bool,
    form: Vec<(String, String)>,
}

impl TokenRequest {
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let authorization = match headers.get(header::AUTHORIZATION) {
            None => Authorization::None,
            Some(value) => value
                .to_str()
                .ok()
                .and_then(basic)
                .unwrap_or(Authorization::Invalid),
        };
        Self {
            authorization,
            is_form: is_media_type(headers, "application/x-www-form-urlencoded"),
            form: url::form_urlencoded::parse(body).into_owned().collect(),
        }
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.form.iter();
        fields
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a field of a token request is given twice.
    pub fn has_repeated_field(&self) -> bool {
        ["grant_type", "scope", "client_id", "client_secret"]
            .iter()
            .any(|name| self.form.iter().filter(|(key, _)| key == name).count() > 1)
    }

    /// Client id and secret, from the header if there is one.
    pub fn credentials(&self) -> Option<(&str, &str)> {
        match &self.authorization {
            Authorization::Basic { decoded, .. } => Some((&decoded.id, &decoded.secret)),
            _ => Some((self.field("client_id")?, self.field("client_secret")?)),
        }
    }

    /// The account of the client, whether the secret is correct or not: faults are scoped by it.
    pub fn account(&self, store: &Store) -> Option<String> {
        let (id, _) = self.credentials()?;
        store
            .clients
            .get(id)
            .map(|client| client.account_id.clone())
    }
}

fn basic(value: &str) -> Option<Authorization> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Authorization::Basic {
        decoded: Credentials {
            id: form_decode(id),
            secret: form_decode(secret),
        },
        raw: Credentials {
            id: id.to_owned(),
            secret: secret.to_owned(),
        },
    })
}

fn form_decode(text: &str) -> String {
    // One value: `&` and `=` in it are not separators.
    let text = text.replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(text.as_bytes())
        .next()
        .map_or_else(String::new, |(key, _)| key.into_owned())
}
