//! Checks the hosts that a document sends requests and access tokens to.
//!
//! A client takes the host from the document, so whoever changes the document could redirect every access
//! token. Hosts that are neither built in nor accepted by name are refused.

use std::fmt;

use serde_json::Value;
use url::{Host, Url};

/// Hosts that need no acceptance, besides loopback addresses.
const BUILT_IN: [&str; 1] = ["api.signicat.com"];
/// URLs that the variables of one server are expanded to; further ones are refused.
const MAX_EXPANSIONS: usize = 100;
/// The members that contain a URL for tokens, below `components/securitySchemes`.
const TOKEN_URLS: [&str; 4] = [
    "tokenUrl",
    "refreshUrl",
    "authorizationUrl",
    "openIdConnectUrl",
];

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
    let refused = urls(document).into_iter().filter_map(|(pointer, url)| {
        let reason = match target(&url) {
            Target::Relative | Target::Loopback => return None,
            Target::Remote { host, encrypted } => {
                let mut known = BUILT_IN
                    .into_iter()
                    .chain(accepted.iter().map(String::as_str));
                match (
                    encrypted,
                    known.any(|name| name.eq_ignore_ascii_case(&host)),
                ) {
                    (true, true) => return None,
                    (true, false) => Reason::UnknownHost(host),
                    (false, _) => Reason::Unencrypted,
                }
            }
            Target::Invalid => Reason::Invalid,
        };
        Some(RefusedUrl {
            pointer,
            url,
            reason,
        })
    });
    let mut refused: Vec<_> = refused.collect();
    refused.sort();
    refused.dedup();
    refused
}

/// Which hosts requests and tokens go to, where that differs between two documents.
pub fn change(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (hosts(old), hosts(new));
    (old != new).then(|| format!("requests and access tokens go to {new}; before: {old}"))
}

fn hosts(document: &Value) -> String {
    let hosts = urls(document)
        .into_iter()
        .filter_map(|(_, url)| match target(&url) {
            Target::Remote { host, .. } => Some(host),
            Target::Loopback => Some("a loopback address".to_owned()),
            Target::Relative | Target::Invalid => None,
        });
    let mut hosts: Vec<_> = hosts.collect();
    hosts.sort();
    hosts.dedup();
    match hosts.is_empty() {
        true => "no host".to_owned(),
        false => hosts.join(", "),
    }
}

enum Target {
    /// Resolved against the place of the document, which the client does not know.
    Relative,
    Loopback,
    Remote {
        host: String,
        encrypted: bool,
    },
    Invalid,
}

fn target(text: &str) -> Target {
    // A variable that the document does not define.
    if text.contains(['{', '}']) {
        return Target::Invalid;
    }
    const BASE: &str = "relative.invalid";
    let base = Url::parse(&format!("https://{BASE}/"));
    let Ok(url) = base.and_then(|base| base.join(text)) else {
        return Target::Invalid;
    };
    let is_loopback = match url.host() {
        None => return Target::Invalid,
        Some(Host::Domain(BASE)) => return Target::Relative,
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
    };
    if is_loopback {
        return Target::Loopback;
    }
    Target::Remote {
        host: url.host_str().unwrap_or_default().to_owned(),
        encrypted: url.scheme() == "https",
    }
}

/// All URLs that requests or tokens go to, with their places: servers of the document, of paths and of
/// operations, and the URLs of security schemes.
fn urls(document: &Value) -> Vec<(String, String)> {
    let mut urls = Vec::new();
    servers(document, "", &mut urls);
    for (path, item) in members(document.get("paths")) {
        let at = format!("/paths/{}", escaped(path));
        servers(item, &at, &mut urls);
        for (method, operation) in members(Some(item)) {
            servers(operation, &format!("{at}/{method}"), &mut urls);
        }
    }
    for (name, scheme) in members(document.pointer("/components/securitySchemes")) {
        let at = format!("/components/securitySchemes/{}", escaped(name));
        token_urls(scheme, &at, &mut urls);
        for (flow, content) in members(scheme.get("flows")) {
            token_urls(content, &format!("{at}/flows/{}", escaped(flow)), &mut urls);
        }
    }
    urls
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn token_urls(owner: &Value, at: &str, urls: &mut Vec<(String, String)>) {
    let found = TOKEN_URLS.into_iter().filter_map(|name| {
        let url = owner.get(name)?.as_str()?;
        Some((format!("{at}/{name}"), url.to_owned()))
    });
    urls.extend(found);
}

fn servers(owner: &Value, at: &str, urls: &mut Vec<(String, String)>) {
    let servers = owner.get("servers").and_then(Value::as_array);
    for (index, server) in servers.into_iter().flatten().enumerate() {
        let Some(url) = server.get("url").and_then(Value::as_str) else {
            continue;
        };
        let expanded = expansions(url, server.get("variables"));
        let place = format!("{at}/servers/{index}/url");
        urls.extend(expanded.into_iter().map(|url| (place.clone(), url)));
    }
}

/// A server's URL with every value that its variables may have.
fn expansions(url: &str, variables: Option<&Value>) -> Vec<String> {
    let mut expanded = vec![url.to_owned()];
    for (name, variable) in members(variables) {
        let placeholder = format!("{{{name}}}");
        let values = variable.get("enum").and_then(Value::as_array);
        let values = values.into_iter().flatten().chain(variable.get("default"));
        let values: Vec<_> = values.filter_map(Value::as_str).collect();
        let all = expanded
            .iter()
            .flat_map(|url| values.iter().map(|value| url.replace(&placeholder, value)));
        // One more than allowed, which the remaining placeholder makes an invalid URL.
        let mut all: Vec<_> = all.take(MAX_EXPANSIONS).collect();
        if expanded.len().saturating_mul(values.len()) > MAX_EXPANSIONS {
            all.push(format!("https://{placeholder}/"));
        }
        expanded = all;
    }
    expanded
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
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
            ("https://api.signicat.com.", "`api.signicat.com.`"),
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
        let values: Vec<_> = (0..200).map(|n| n.to_string()).collect();
        let names: Vec<_> = values.iter().map(String::as_str).collect();
        let refused = refused_servers(server(&names));
        assert_eq!(refused.len(), MAX_EXPANSIONS + 1);
        assert!(refused.iter().any(|line| line.ends_with("invalid URL")));
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
