//! Reads a token request: form fields and client credentials.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, header};

use crate::{
    media_type::{is_media_type, unsupported_encoding},
    store::Store,
};

/// Client id and secret.
#[derive(Clone)]
pub(crate) struct Credentials {
    id: String,
    secret: String,
}

impl Credentials {
    fn new(id: &str, secret: &str) -> Self {
        Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
        }
    }

    fn pair(&self) -> (&str, &str) {
        (&self.id, &self.secret)
    }
}

/// The `Authorization` header of a token request.
pub(crate) enum Authorization {
    None,
    /// Not readable as basic authentication.
    Invalid,
    /// Id and secret, still form-encoded after base64, as RFC 6749, section 2.3.1 requires.
    Basic(Credentials),
}

/// A token request, as far as it could be read.
pub(crate) struct TokenRequest {
    pub authorization: Authorization,
    pub is_form: bool,
    /// The `Content-Encoding` if it is not supported.
    pub encoding: Option<String>,
    form: Vec<(String, String)>,
    /// Id and secret, decoded, from the header if there is one.
    credentials: Option<Credentials>,
    /// The same before decoding, to recognize clients that do not encode.
    raw_credentials: Option<Credentials>,
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
        let form: Vec<_> = url::form_urlencoded::parse(body).into_owned().collect();
        let raw_credentials = match &authorization {
            Authorization::Basic(credentials) => Some(credentials.clone()),
            _ => std::str::from_utf8(body).ok().and_then(raw_form),
        };
        let credentials = match &authorization {
            Authorization::Basic(raw) => Some(Credentials {
                id: form_decode(&raw.id),
                secret: form_decode(&raw.secret),
            }),
            _ => find(&form, "client_id")
                .zip(find(&form, "client_secret"))
                .map(|(id, secret)| Credentials::new(id, secret)),
        };
        Self {
            authorization,
            is_form: is_media_type(headers, "application/x-www-form-urlencoded"),
            encoding: unsupported_encoding(headers).map(str::to_owned),
            form,
            credentials,
            raw_credentials,
        }
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        find(&self.form, name)
    }

    /// Whether a field of a token request is given twice.
    pub fn has_repeated_field(&self) -> bool {
        ["grant_type", "scope", "client_id", "client_secret"]
            .iter()
            .any(|name| self.form.iter().filter(|(key, _)| key == name).count() > 1)
    }

    /// Client id and secret, from the header if there is one.
    pub fn credentials(&self) -> Option<(&str, &str)> {
        self.credentials.as_ref().map(Credentials::pair)
    }

    /// Id and secret as they came, before form-decoding.
    pub fn raw_credentials(&self) -> Option<(&str, &str)> {
        self.raw_credentials.as_ref().map(Credentials::pair)
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
    Some(Authorization::Basic(Credentials::new(id, secret)))
}

/// Id and secret of a form before decoding.
fn raw_form(body: &str) -> Option<Credentials> {
    let field = |name: &str| {
        body.split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    Some(Credentials::new(
        field("client_id")?,
        field("client_secret")?,
    ))
}

fn find<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut fields = form.iter();
    fields
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

fn form_decode(text: &str) -> String {
    // One value: `&` and `=` in it are not separators.
    let text = text.replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(text.as_bytes())
        .next()
        .map_or_else(String::new, |(key, _)| key.into_owned())
}
