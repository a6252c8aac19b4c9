//! Checks the hosts that a document sends requests and access tokens to.
//!
//! A client takes the host from the document, so whoever changes the document could redirect every access
//! token. Hosts that are neither built in nor accepted by name are refused.

use std::fmt;

use openapi_track::compare::{Destination, destination, hosts, urls};
use serde_json::Value;

/// Hosts that need no acceptance, besides loopback addresses.
const BUILT_IN: [&str; 1] = ["api.signicat.com"];

/// A URL that no request may go to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedUrl {
    /// JSON pointer into the prepared document.
    pointer: String,
    url: String,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// Can be accepted by name.
    UnknownHost(String),
    Unencrypted,
    Invalid,
}

impl RefusedUrl {
    /// The host that `--accept-host` would accept.
    pub fn acceptable_host(&self) -> Option<&str> {
        match &self.reason {
            Reason::UnknownHost(host) => Some(host),
            Reason::Unencrypted | Reason::Invalid => None,
        }
    }
}

impl fmt::Display for RefusedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self
            .url
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        write!(f, "{}: {shown}: ", self.pointer)?;
        match &self.reason {
            Reason::UnknownHost(host) => {
                write!(f, "requests and access tokens would go to `{host}`")
            }
            Reason::Unencrypted => {
                f.write_str("requests and access tokens would not be encrypted; expected https")
            }
            Reason::Invalid => f.write_str("invalid URL"),
        }
    }
}

/// The URLs of a prepared document that are not allowed, sorted.
pub fn refused(document: &Value, accepted: &[String]) -> Vec<RefusedUrl> {
    let urls = urls(document).into_iter().filter(|url| !url.is_template);
    let refused = urls.filter_map(|url| {
        Some(RefusedUrl {
            reason: reason(&url.url, accepted)?,
            pointer: url.pointer,
            url: url.url,
        })
    });
    let mut refused: Vec<_> = refused.collect();
    refused.sort();
    refused.dedup();
    refused
}

fn reason(url: &str, accepted: &[String]) -> Option<Reason> {
    // A variable that the document does not define, or one of too many.
    if url.contains(['{', '}']) {
        return Some(Reason::Invalid);
    }
    match destination(url) {
        Destination::Relative | Destination::Loopback(_) => None,
        Destination::Remote { scheme, .. } if scheme != "https" => Some(Reason::Unencrypted),
        Destination::Remote { host, .. } => {
            let accepted = accepted.iter().map(String::as_str);
            let is_known = BUILT_IN
                .into_iter()
                .chain(accepted)
                .any(|name| name.eq_ignore_ascii_case(&host));
            (!is_known).then_some(Reason::UnknownHost(host))
        }
        _ => Some(Reason::Invalid),
    }
}

/// Which hosts requests and tokens go to, where that differs between two documents.
pub fn change(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (shown_hosts(old), shown_hosts(new));
    (old != new).then(|| format!("requests and access tokens go to {new}; before: {old}"))
}

fn shown_hosts(document: &Value) -> String {
    let hosts: Vec<_> = hosts(document).into_iter().collect();
    match hosts.is_empty() {
        true => "no host".to_owned(),
        false => hosts.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused_servers(servers: Value) -> Vec<String> {
        let document = json!({ "servers": servers });
        refused(&document, &["Eu.Example.com".to_owned()])
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn accepts_built_in_accepted_loopback_and_relative_servers() {
        for url in [
            "https://api.signicat.com/reuseid",
            "https://API.Signicat.com:8443",
            "https://eu.example.com",
            "http://localhost:8080/",
            "http://127.0.0.1",
            "http://[::1]:1/x",
            "/v1",
            "v1",
            "",
        ] {
            let refused = refused_servers(json!([{ "url": url }]));
            assert!(refused.is_empty(), "{refused:?}");
        }
    }

    #[test]
    fn refuses_every_other_host() {
        for (url, reason) in [
            ("https://evil.example", "would go to `evil.example`"),
            ("//evil.example/reuseid", "would go to `evil.example`"),
            ("https://api.signicat.com@evil.example", "`evil.example`"),
            (
                "https://api.signicat.com.evil.example",
                "`api.signicat.com.evil.example`",
            ),
            (
                "https://api.signicat.com.evil.example.",
                "`api.signicat.com.evil.example`",
            ),
            ("https:\\\\evil.example/", "`evil.example`"),
            ("http://api.signicat.com", "would not be encrypted"),
            ("ftp://api.signicat.com", "would not be encrypted"),
            ("https://localhost.evil.example", "`localhost.evil.example`"),
            ("https://{host}/", "invalid URL"),
            ("data:text/plain,x", "invalid URL"),
        ] {
            let refused = refused_servers(json!([{ "url": url }]));
            assert!(
                refused.len() == 1 && refused[0].contains(reason),
                "{url}: {refused:?}"
            );
        }
    }

    #[test]
    fn expands_server_variables() {
        let server = |values: &[&str]| {
            let variable = json!({"default": "api", "enum": values});
            json!([{"url": "https://{host}.signicat.com", "variables": {"host": variable}}])
        };
        assert!(refused_servers(server(&["api"])).is_empty());
        assert_eq!(
            refused_servers(server(&["api", "other"])),
            [
                "/servers/0/url: https://other.signicat.com: requests and access tokens would go to \
              `other.signicat.com`"
            ]
        );
        let values: Vec<_> = (0..2_000).map(|n| n.to_string()).collect();
        let names: Vec<_> = values.iter().map(String::as_str).collect();
        let refused = refused_servers(server(&names));
        assert!(
            refused.len() == 1 && refused[0].ends_with("invalid URL"),
            "{refused:?}"
        );
    }

    #[test]
    fn takes_the_default_of_a_variable_without_a_list() {
        let server = |variable: Value| json!([{"url": "https://{host}.signicat.com", "variables": {"host": variable}}]);
        assert!(refused_servers(server(json!({"default": "api"}))).is_empty());
        for variable in [json!({"default": "other"}), json!({})] {
            assert_eq!(refused_servers(server(variable)).len(), 1);
        }
    }

    #[test]
    fn finds_servers_of_paths_and_operations_and_token_urls() {
        let evil = json!([{"url": "https://evil.example"}]);
        let document = json!({
            "paths": {"/a": {"servers": evil, "get": {"servers": evil}}},
            "components": {"securitySchemes": {
                "a/b": {"flows": {"clientCredentials": {"tokenUrl": "https://evil.example/token"}}},
                "c": {"openIdConnectUrl": "https://evil.example/c"},
            }},
        });
        let found = refused(&document, &[]);
        let pointers: Vec<_> = found.iter().map(|url| url.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/components/securitySchemes/a~1b/flows/clientCredentials/tokenUrl",
                "/components/securitySchemes/c/openIdConnectUrl",
                "/paths/~1a/get/servers/0/url",
                "/paths/~1a/servers/0/url",
            ]
        );
        assert!(
            found
                .iter()
                .all(|url| url.acceptable_host() == Some("evil.example"))
        );
    }

    #[test]
    fn names_changed_hosts() {
        let server = |url: &str| json!({"servers": [{"url": url}]});
        let old = server("https://api.signicat.com/a");
        assert_eq!(change(&old, &server("https://api.signicat.com/b")), None);
        assert_eq!(
            change(&old, &server("https://evil.example")).unwrap(),
            "requests and access tokens go to evil.example; before: api.signicat.com"
        );
    }
}
