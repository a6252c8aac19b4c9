//! Rejects requests that a web page of another origin may have sent.
//!
//! Any page that the user opens can send requests to a local server, and can read its responses through DNS
//! rebinding: the page's own host name then resolves to this machine. The host name in the request reveals
//! that. The `Host` of every request must be a loopback name, the listening address or an allowed name, and
//! the `Origin` of every changing request must be the emulator itself.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, Method, StatusCode, header};

use crate::response::ApiResponse;

/// The hosts and origins that may send requests.
#[derive(Clone, Debug)]
pub(crate) struct HostGuard {
    hosts: Vec<String>,
    /// Whether a request needs a `Host`; in process it may have none.
    is_required: bool,
    /// Path of the control API, whose own page may send preflights.
    preflight_prefix: &'static str,
}

impl HostGuard {
    pub fn new(
        listen: Option<SocketAddr>,
        allowed: &[String],
        preflight_prefix: &'static str,
    ) -> Self {
        let mut hosts: Vec<_> = ["localhost", "127.0.0.1", "[::1]"]
            .map(str::to_owned)
            .into();
        hosts.extend(listen.map(|address| match address {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        }));
        hosts.extend(allowed.iter().cloned());
        Self {
            hosts,
            is_required: listen.is_some(),
            preflight_prefix,
        }
    }

    /// For `axum::middleware::from_fn`.
    pub async fn check(self, request: Request, next: Next) -> Response {
        match self.verdict(&request) {
            Verdict::Pass => next.run(request).await,
            Verdict::Preflight(origin) => (
                StatusCode::NO_CONTENT,
                [
                    (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.as_str()),
                    (
                        header::ACCESS_CONTROL_ALLOW_METHODS,
                        "GET, POST, PUT, DELETE",
                    ),
                    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
                    (header::VARY, "origin"),
                ],
            )
                .into_response(),
            Verdict::Reject(code, detail) => {
                let mut response =
                    ApiResponse::problem(StatusCode::FORBIDDEN, code, "Forbidden", detail);
                let body = Body::from(response.take_body(None));
                response.into_response_with(body)
            }
        }
    }

    fn verdict(&self, request: &Request) -> Verdict {
        let Ok(host) = single(request.headers(), header::HOST) else {
            return WRONG_HOST;
        };
        // In absolute form the target has a host of its own.
        let target = request.uri().authority().map(|it| it.as_str());
        let authorities = [host, target];
        if !authorities.iter().flatten().all(|it| self.allows(it))
            || (self.is_required && host.is_none())
        {
            return WRONG_HOST;
        }
        let Ok(origin) = single(request.headers(), header::ORIGIN) else {
            return WRONG_ORIGIN;
        };
        let Some(origin) = origin else {
            return Verdict::Pass;
        };
        let is_own = authorities.iter().flatten().any(|authority| {
            origin
                .strip_prefix("http://")
                .is_some_and(|it| it.eq_ignore_ascii_case(authority))
        });
        let is_read = [Method::GET, Method::HEAD].contains(request.method());
        let is_preflight = request.method() == Method::OPTIONS
            && request
                .headers()
                .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if !is_own && !is_read {
            WRONG_ORIGIN
        } else if is_preflight && request.uri().path().starts_with(self.preflight_prefix) {
            Verdict::Preflight(origin.to_owned())
        } else {
            Verdict::Pass
        }
    }

    /// Whether `authority` is an allowed host with any port or none. The comparison is exact: no trailing dot,
    /// no subdomain, no user.
    fn allows(&self, authority: &str) -> bool {
        self.hosts.iter().any(|host| {
            let Some((name, rest)) = authority.split_at_checked(host.len()) else {
                return false;
            };
            let is_port = |port: &str| {
                (1..=5).contains(&port.len()) && port.bytes().all(|it| it.is_ascii_digit())
            };
            name.eq_ignore_ascii_case(host)
                && (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
        })
    }
}

enum Verdict {
    Pass,
    Preflight(String),
    Reject(&'static str, &'static str),
}

const WRONG_HOST: Verdict = Verdict::Reject(
    "host_not_allowed",
    "The request's Host is not a name of this emulator. Call it as localhost or by its listening address, \
     or start it with --allowed-host.",
);

const WRONG_ORIGIN: Verdict = Verdict::Reject(
    "origin_not_allowed",
    "The request's Origin is another web page. Only the emulator's own page may send this request.",
);

/// The header's value; `Err` when there are several or it is not text.
fn single(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> HostGuard {
        let listen = SocketAddr::from(([127, 0, 0, 2], 8317));
        HostGuard::new(Some(listen), &["emulator".to_owned()], "/_emulator")
    }

    #[test]
    fn allows_exactly_the_names_of_the_emulator() {
        for host in [
            "localhost",
            "LOCALHOST:8317",
            "127.0.0.1:8317",
            "[::1]:8317",
            "127.0.0.2:8317",
            "emulator:80",
        ] {
            assert!(guard().allows(host), "{host}");
        }
        for host in [
            "",
            "localhost.",
            "localhost.:8317",
            "localhost.example.com",
            "localhost.example.com:8317",
            "evil.example",
            "a.localhost",
            "localhost:",
            "localhost:8317.evil.example",
            "localhost:80:80",
            "localhost@evil.example",
            "evil@localhost",
            "127.0.0.10",
            "127.0.0.1.evil.example",
            "::1",
            "0.0.0.0",
        ] {
            assert!(!guard().allows(host), "{host}");
        }
    }
}
