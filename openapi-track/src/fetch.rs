//! Downloads a document over HTTP and checks the response before it is read as a document.
//!
//! Only https is accepted, except from a loopback address, and the same holds after each redirect. Status,
//! media type and content coding are checked before the body; time, redirects and decompressed bytes are
//! bounded. `ETag` and `Last-Modified` of the last download make the request conditional, so an unchanged
//! document costs one small response.

mod body;
mod error;
mod limits;
mod validators;

use std::{error::Error as _, sync::Arc};

use reqwest::{
    Client, Response, StatusCode, Url,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE},
    redirect::Policy,
};
use rustls::{ClientConfig, crypto::ring::default_provider};
use rustls_platform_verifier::BuilderVerifierExt;

pub use error::FetchError;
pub use limits::Limits;
pub use validators::Validators;

/// The result of a request.
#[derive(Debug)]
pub enum Fetched {
    /// The document is still the one that the validators belong to.
    NotModified,
    /// A document.
    Document {
        /// Its bytes, decompressed.
        bytes: Vec<u8>,
        /// Make the next request conditional.
        validators: Validators,
    },
}

/// Downloads `source`, unless it is unchanged since the response that `known` was taken from.
///
/// `progress` is called with the bytes received so far, before decompression, and with the `Content-Length`
/// where the response has one.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(
    source: &str,
    known: &Validators,
    limits: &Limits,
    mut progress: impl FnMut(u64, Option<u64>),
) -> Result<Fetched, FetchError> {
    let url = parse_url(source)?;
    let to_error = |error: reqwest::Error| classify(&error, limits);
    let request = client(&url, limits)?
        .get(url)
        .header(ACCEPT, "application/json, application/yaml, */*;q=0.5")
        .header(ACCEPT_ENCODING, "gzip");
    let response = known.add_to(request).send().await.map_err(to_error)?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if known.is_empty() => {
            return Err(FetchError::UnexpectedNotModified);
        }
        StatusCode::NOT_MODIFIED => return Ok(Fetched::NotModified),
        status => return Err(FetchError::Status(status)),
    }
    check_media_type(&response)?;
    let validators = Validators::from_headers(response.headers());
    let bytes = body::read(response, limits, &mut progress, to_error).await?;
    Ok(Fetched::Document { bytes, validators })
}

fn parse_url(source: &str) -> Result<Url, FetchError> {
    let shown = || source.chars().take(200).collect();
    let url = Url::parse(source).map_err(|_| FetchError::InvalidUrl(shown()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::InvalidUrl(shown()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    if !is_secure(&url) {
        return Err(FetchError::Insecure(shown()));
    }
    Ok(url)
}

/// Whether the connection is encrypted or does not leave this machine.
fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || url.scheme() == "http" && is_loopback(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn client(url: &Url, limits: &Limits) -> Result<Client, FetchError> {
    let tls = |error: rustls::Error| FetchError::Tls(error.to_string());
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(tls)?
        .with_no_client_auth();
    let limit = limits.redirects;
    let started_with_https = url.scheme() == "https";
    let redirects = Policy::custom(move |attempt| {
        if attempt.previous().len() > limit {
            return attempt.error(format!(
                "redirect {} exceeds the limit of {limit}",
                limit + 1
            ));
        }
        // A server reached over https must not redirect to a plain http port of this machine.
        if !is_secure(attempt.url()) || started_with_https && attempt.url().scheme() != "https" {
            let reason = format!("{} is not https", attempt.url());
            return attempt.error(reason);
        }
        attempt.follow()
    });
    let client = Client::builder()
        .tls_backend_preconfigured(config)
        .redirect(redirects)
        .user_agent(concat!("openapi-track/", env!("CARGO_PKG_VERSION")))
        .timeout(limits.time);
    let client = if is_loopback(url) {
        client.no_proxy()
    } else {
        client
    };
    client
        .build()
        .map_err(|error| FetchError::Tls(root_cause(&error)))
}

/// Accepts JSON and YAML by any of their names, plain text, untyped bytes, and a missing media type.
fn check_media_type(response: &Response) -> Result<(), FetchError> {
    let Some(value) = response.headers().get(CONTENT_TYPE) else {
        return Ok(());
    };
    let value = String::from_utf8_lossy(value.as_bytes());
    let name = value.split(';').next().unwrap_or_default().trim();
    let name = name.to_ascii_lowercase();
    let known = [
        "application/json",
        "application/yaml",
        "application/x-yaml",
        "text/json",
        "text/yaml",
        "text/x-yaml",
        "text/plain",
        "application/octet-stream",
        "binary/octet-stream",
    ];
    if known.contains(&name.as_str()) || name.ends_with("+json") || name.ends_with("+yaml") {
        Ok(())
    } else {
        Err(FetchError::MediaType(
            name.chars().filter(|c| !c.is_control()).take(64).collect(),
        ))
    }
}

fn classify(error: &reqwest::Error, limits: &Limits) -> FetchError {
    let cause = root_cause(error);
    if error.is_timeout() {
        FetchError::Timeout(limits.time)
    } else if error.is_redirect() {
        FetchError::Redirect(cause)
    } else if error.is_connect() {
        FetchError::Connect(cause)
    } else {
        FetchError::Interrupted(cause)
    }
}

/// The last of an error's sources: those above repeat the URL.
fn root_cause(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut text = error.to_string();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_https_and_plain_http_from_loopback_only() {
        for good in [
            "https://example.com/a",
            "http://127.0.0.1:1/a",
            "http://[::1]/a",
            "http://localhost/a",
        ] {
            assert!(parse_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/a",
            "http://localhost.example.com/a",
            "http://127.0.0.1.example.com/",
        ] {
            assert!(
                matches!(parse_url(bad), Err(FetchError::Insecure(_))),
                "{bad}"
            );
        }
        assert!(matches!(
            parse_url("file:///etc/passwd"),
            Err(FetchError::InvalidUrl(_))
        ));
        assert!(matches!(
            parse_url("https://me:secret@example.com/"),
            Err(FetchError::Credentials)
        ));
    }
}
