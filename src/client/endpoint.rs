//! Validates the URLs of the API and of the token endpoint.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::InvalidInput;

/// A URL that requests may be sent to.
#[derive(Debug)]
pub(super) struct Endpoint(Url);

/// What is allowed beside https URLs with a host.
#[derive(Clone, Copy)]
pub(super) struct Allowed {
    /// Plain http to hosts other than loopback.
    pub(super) plain_http: bool,
    /// A query, as RFC 6749, section 3.2, allows for a token endpoint.
    pub(super) query: bool,
}

impl Endpoint {
    /// `name` is the setting's, for the error.
    pub(super) fn parse(
        name: &'static str,
        text: &str,
        allowed: Allowed,
    ) -> Result<Self, InvalidInput> {
        // The parser would strip or encode some of them silently.
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(InvalidInput::WhiteSpace(name));
        }
        let url: Url = text.parse().map_err(|_| InvalidInput::Url(name))?;
        let is_usable = url.has_host()
            && (allowed.query || url.query().is_none())
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let endpoint = Self(url);
        match endpoint.0.scheme() {
            "https" if is_usable => Ok(endpoint),
            "http" if is_usable && (allowed.plain_http || endpoint.is_loopback()) => Ok(endpoint),
            "http" if is_usable => Err(InvalidInput::PlainHttp(name)),
            _ => Err(InvalidInput::Url(name)),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(super) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub(super) fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Endpoint, InvalidInput> {
        let allowed = Allowed {
            plain_http: false,
            query: false,
        };
        Endpoint::parse("base_url", url, allowed)
    }

    #[test]
    fn allows_plain_http_to_loopback_only() {
        for url in ["http://api.example.com", "http://localhost.example.com"] {
            assert_eq!(
                parse(url).unwrap_err(),
                InvalidInput::PlainHttp("base_url"),
                "{url}"
            );
        }
        for url in [
            "http://127.0.0.1:1",
            "http://localhost:1/x",
            "http://[::1]:1",
            "https://api.example.com",
        ] {
            parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }

    #[test]
    fn rejects_invalid_urls() {
        for url in [
            "",
            "api.example.com",
            "ftp://x",
            "https://",
            "https://u:p@x/",
            "https://:p@x/",
            "https://x/?a=b",
            "https://x/#a",
        ] {
            assert_eq!(
                parse(url).unwrap_err(),
                InvalidInput::Url("base_url"),
                "{url:?}"
            );
        }
    }

    #[test]
    fn rejects_white_space_anywhere() {
        for url in [
            "https://x/a ",
            " https://x/a",
            "https://x/a\n",
            "https://x/a b",
            "https://x\t/a",
        ] {
            assert_eq!(
                parse(url).unwrap_err(),
                InvalidInput::WhiteSpace("base_url"),
                "{url:?}"
            );
        }
    }

    #[test]
    fn allows_a_query_where_it_is_asked_to() {
        let allowed = Allowed {
            plain_http: false,
            query: true,
        };
        let url = "https://x/token?tenant=1";
        let endpoint = Endpoint::parse("token_url", url, allowed).unwrap();
        assert_eq!(endpoint.as_str(), url);
    }
}
