//! Downloads a document: what an address answers with is distrusted until it has been read to its end.
//!
//! https only, except from this machine, and also after a redirect. Status, media type and coding are looked
//! at before the body; time, redirects and bytes after decompression are bounded. The validators of the last
//! download make the request conditional, so that an unchanged document costs one small answer.

mod body;
mod validators;

use std::{error::Error as _, sync::Arc, time::Duration};

use reqwest::{
    Client, Response, StatusCode, Url,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE},
    redirect::Policy,
};
use rustls::{ClientConfig, crypto::ring::default_provider};
use rustls_platform_verifier::BuilderVerifierExt;

pub use validators::Validators;

/// What a download may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the document after decompression; [`crate::load::MAX_BYTES`] by default.
    pub bytes: usize,
    /// From the first connection to the last byte; a minute by default.
    pub time: Duration,
    /// Redirects followed; five by default.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: crate::load::MAX_BYTES,
            time: Duration::from_secs(60),
            redirects: 5,
        }
    }
}

/// What came of a request.
#[derive(Debug)]
pub enum Fetched {
    /// The document is still the one that the validators belong to.
    NotModified,
    /// A document.
    Document {
        /// Its bytes, decompressed.
        bytes: Vec<u8>,
        /// What makes the next request conditional.
        validators: Validators,
    },
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Not an address.
    #[error("`{0}` is not an address: it begins neither with https:// nor with http://")]
    Address(String),
    /// Plain http to another machine, at once or after a redirect.
    #[error("{0}: only https is taken, or http from this machine")]
    Insecure(String),
    /// A name and password in the address, which would end up in the lock.
    #[error("the address carries a name or a password; they would be written into the lock")]
    Credentials,
    /// No TLS on this machine.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// Nobody listens, the name leads nowhere, or the certificate is not trusted.
    #[error("could not connect: {0}")]
    Connect(String),
    /// A redirect that is not followed.
    #[error("a redirect is not followed: {0}")]
    Redirect(String),
    /// Not the status of a document.
    #[error("the answer is {0}, not the document")]
    Status(StatusCode),
    /// "Not modified", though the request set no condition.
    #[error("the answer is 304 Not Modified, but nothing was asked under a condition")]
    NotAsked,
    /// A media type that no document has.
    #[error("the answer is `{0}`, neither JSON nor YAML")]
    MediaType(String),
    /// A coding that was not asked for.
    #[error("the answer is coded as `{0}`, which was not asked for")]
    Coding(String),
    /// The compressed bytes are broken or end early.
    #[error("the answer cannot be decompressed: {0}")]
    Compressed(String),
    /// Longer than allowed.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// Too slow.
    #[error("no whole answer within {0:?}")]
    TooSlow(Duration),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(String),
}

/// Downloads from `source`, under the condition that it is not what `known` belongs to.
///
/// `progress` is told the bytes so far, as they come over the wire, and how many there will be where the
/// answer says so.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(
    source: &str,
    known: &Validators,
    limits: &Limits,
    mut progress: impl FnMut(u64, Option<u64>),
) -> Result<Fetched, FetchError> {
    let url = address(source)?;
    let said = |error: reqwest::Error| failure(&error, limits);
    let request = client(&url, limits)?
        .get(url)
        .header(ACCEPT, "application/json, application/yaml, */*;q=0.5")
        .header(ACCEPT_ENCODING, "gzip");
    let answer = known.ask(request).send().await.map_err(said)?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if known.is_empty() => return Err(FetchError::NotAsked),
        StatusCode::NOT_MODIFIED => return Ok(Fetched::NotModified),
        status => return Err(FetchError::Status(status)),
    }
    media_type(&answer)?;
    let validators = Validators::of(answer.headers());
    let bytes = body::read(answer, limits, &mut progress, said).await?;
    Ok(Fetched::Document { bytes, validators })
}

fn address(source: &str) -> Result<Url, FetchError> {
    let shown = || source.chars().take(200).collect();
    let url = Url::parse(source).map_err(|_| FetchError::Address(shown()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Address(shown()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    if !is_safe(&url) {
        return Err(FetchError::Insecure(shown()));
    }
    Ok(url)
}

/// https, or anything that does not leave this machine.
fn is_safe(url: &Url) -> bool {
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
    let most = limits.redirects;
    let began_safe = url.scheme() == "https";
    let redirects = Policy::custom(move |attempt| {
        if attempt.previous().len() > most {
            return attempt.error(format!("it is number {}, the limit is {most}", most + 1));
        }
        // Whoever was reached over https must not send us to a plain port of this machine.
        if !is_safe(attempt.url()) || began_safe && attempt.url().scheme() != "https" {
            let to = format!("{} is not https", attempt.url());
            return attempt.error(to);
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
        .map_err(|error| FetchError::Tls(innermost(&error)))
}

/// JSON and YAML by any of their names, text, and bytes of which nothing is said. A web page is none.
fn media_type(answer: &Response) -> Result<(), FetchError> {
    let Some(value) = answer.headers().get(CONTENT_TYPE) else {
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

fn failure(error: &reqwest::Error, limits: &Limits) -> FetchError {
    let why = innermost(error);
    if error.is_timeout() {
        FetchError::TooSlow(limits.time)
    } else if error.is_redirect() {
        FetchError::Redirect(why)
    } else if error.is_connect() {
        FetchError::Connect(why)
    } else {
        FetchError::Broken(why)
    }
}

/// The last of an error's causes: the ones above repeat the address.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_leaves_this_machine_never() {
        for good in [
            "https://example.com/a",
            "http://127.0.0.1:1/a",
            "http://[::1]/a",
            "http://localhost/a",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/a",
            "http://localhost.example.com/a",
            "http://127.0.0.1.example.com/",
        ] {
            assert!(
                matches!(address(bad), Err(FetchError::Insecure(_))),
                "{bad}"
            );
        }
        assert!(matches!(
            address("file:///etc/passwd"),
            Err(FetchError::Address(_))
        ));
        assert!(matches!(
            address("https://me:secret@example.com/"),
            Err(FetchError::Credentials)
        ));
    }
}
