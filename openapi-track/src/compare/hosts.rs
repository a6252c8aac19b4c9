//! The hosts that a document sends requests and credentials to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::{Host, Url};

use super::document::{Object, items, member, text};
use crate::pointer::join;

/// Most URLs that the variables of one server expand to.
const MAX_EXPANSIONS: usize = 1_000;

/// The members of security schemes and their flows that contain a URL.
const SCHEME_URLS: [&str; 4] = [
    "tokenUrl",
    "authorizationUrl",
    "refreshUrl",
    "openIdConnectUrl",
];

/// Stands for the host of the document itself, which relative URLs keep.
const OWN_HOST: &str = "relative.invalid";

/// A URL that requests, tokens or client secrets are sent to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RequestUrl<'a> {
    /// JSON pointer to the server's URL or to the URL of the security scheme.
    pub pointer: String,
    /// The URL, with one value of each variable.
    pub url: String,
    /// Whether it still has a variable, in braces, because that may have any value besides its default.
    pub is_template: bool,
    /// The server or security scheme.
    pub(super) owner: &'a Value,
}

/// The host that a URL leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Destination {
    /// The URL is relative: the host that the document comes from.
    Relative,
    /// An address of this machine.
    Loopback(String),
    /// Any other host, in lower case, without a port and without a dot at the end.
    Remote {
        /// The host's name or address.
        host: String,
        /// `https`, or another scheme.
        scheme: String,
    },
    /// Not a URL with a host, or one with a variable in its host.
    Invalid,
}

/// All URLs that a client of the document sends requests, tokens or client secrets to: the servers of the
/// document, of its paths and of its operations, with their variables expanded, and the URLs of its security
/// schemes.
#[must_use]
pub fn urls(document: &Value) -> Vec<RequestUrl<'_>> {
    let mut found = Vec::new();
    servers(document, "", &mut found);
    for at in ["/paths", "/components/pathItems"] {
        for (path, item) in members(document.pointer(at)) {
            let at = join(at, path);
            servers(item, &at, &mut found);
            for (method, operation) in members(Some(item)) {
                servers(operation, &join(&at, method), &mut found);
            }
        }
    }
    let at = "/components/securitySchemes";
    for (name, scheme) in members(document.pointer(at)) {
        let at = join(at, name);
        scheme_urls(scheme, scheme, &at, &mut found);
        for (flow, content) in members(scheme.get("flows")) {
            scheme_urls(
                content,
                scheme,
                &join(&format!("{at}/flows"), flow),
                &mut found,
            );
        }
    }
    found
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn servers<'a>(holder: &'a Value, at: &str, found: &mut Vec<RequestUrl<'a>>) {
    let listed = holder.get("servers").and_then(Value::as_array);
    for (index, owner) in listed.into_iter().flatten().enumerate() {
        let urls = owner.as_object().map(expansions).unwrap_or_default();
        found.extend(urls.into_iter().map(|(url, is_template)| RequestUrl {
            pointer: format!("{at}/servers/{index}/url"),
            url,
            is_template,
            owner,
        }));
    }
}

fn scheme_urls<'a>(holder: &'a Value, owner: &'a Value, at: &str, found: &mut Vec<RequestUrl<'a>>) {
    found.extend(SCHEME_URLS.into_iter().filter_map(|key| {
        Some(RequestUrl {
            pointer: join(at, key),
            url: holder.get(key)?.as_str()?.to_owned(),
            is_template: false,
            owner,
        })
    }));
}

/// The names of `hosts`, each with the values of the document that name it.
pub(super) fn named_by(document: &Value) -> BTreeMap<String, Vec<&Value>> {
    let mut found: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for RequestUrl { url, owner, .. } in urls(document) {
        if let Some(host) = host(&url) {
            found.entry(host).or_default().push(owner);
        }
    }
    found
}

/// The hosts that a client of the document sends requests, tokens or client secrets to ([`urls`]). A host
/// is in lower case and has no port; one that is reached without TLS has `http://` before it, unless it is
/// a loopback address; a server variable that may be anything stays in the name, in braces.
#[must_use]
pub fn hosts(document: &Value) -> BTreeSet<String> {
    named_by(document).into_keys().collect()
}

/// Where a URL leads to.
#[must_use]
pub fn destination(url: &str) -> Destination {
    let base = Url::parse(&format!("https://{OWN_HOST}"));
    let Ok(url) = base.and_then(|base| base.join(url.trim())) else {
        return Destination::Invalid;
    };
    let Some(host) = url.host_str().map(|host| host.trim_end_matches('.')) else {
        return Destination::Invalid;
    };
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => host == "localhost",
    };
    match host {
        OWN_HOST => Destination::Relative,
        _ if is_loopback => Destination::Loopback(host.to_owned()),
        _ => Destination::Remote {
            host: host.to_owned(),
            scheme: url.scheme().to_owned(),
        },
    }
}

/// The name of a URL's host as `hosts` has it; `None` for a relative URL.
pub(super) fn host(url: &str) -> Option<String> {
    match destination(url) {
        Destination::Relative => None,
        Destination::Loopback(host) => Some(host),
        Destination::Remote { host, scheme } if scheme == "https" || scheme == "wss" => Some(host),
        Destination::Remote { host, scheme } => Some(format!("{scheme}://{host}")),
        Destination::Invalid => {
            // A variable in the host, or no URL at all: shown as it is.
            let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
            Some(rest.split('/').next().unwrap_or(rest).to_lowercase())
        }
    }
}

/// The URLs of a server, the default first, without a slash at the end. A variable without an `enum` may be
/// anything and stays in braces beside its default.
pub(super) fn expanded(server: &Object) -> Vec<String> {
    expansions(server).into_iter().map(|(url, _)| url).collect()
}

/// The same, and whether the URL keeps a variable beside that variable's default.
fn expansions(server: &Object) -> Vec<(String, bool)> {
    let Some(template) = text(server, "url") else {
        return Vec::new();
    };
    let mut urls = vec![(template.to_owned(), false)];
    for (name, variable) in member(server, "variables").into_iter().flatten() {
        let placeholder = format!("{{{name}}}");
        let mut values: Vec<_> = variable
            .get("default")
            .and_then(Value::as_str)
            .into_iter()
            .collect();
        let listed = variable
            .as_object()
            .map(|variable| items(variable, "enum"))
            .unwrap_or_default();
        values.extend(
            listed
                .iter()
                .filter_map(Value::as_str)
                .filter(|value| Some(*value) != values.first().copied())
                .collect::<Vec<_>>(),
        );
        let has_default = !values.is_empty();
        if listed.is_empty() {
            values.push(&placeholder);
        }
        if urls.len().saturating_mul(values.len()) > MAX_EXPANSIONS {
            continue;
        }
        urls = urls
            .iter()
            .flat_map(|(url, is_template)| {
                values.iter().map(|value| {
                    let kept = *value == placeholder && has_default && url.contains(&placeholder);
                    (url.replace(&placeholder, value), *is_template || kept)
                })
            })
            .collect();
        urls.dedup();
    }
    urls.iter()
        .map(|(url, is_template)| (url.trim_end_matches('/').to_owned(), *is_template))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_the_host_that_a_client_connects_to() {
        for (url, expected) in [
            ("https://API.Example.com/v1", Some("api.example.com")),
            ("https://api.example.com:8443", Some("api.example.com")),
            ("https://api.example.com./", Some("api.example.com")),
            (
                "https://api.example.com@evil.example/",
                Some("evil.example"),
            ),
            (
                "https:\\\\evil.example\\api.example.com",
                Some("evil.example"),
            ),
            ("//evil.example/v1", Some("evil.example")),
            ("https://evil%2eexample", Some("evil.example")),
            ("http://api.example.com", Some("http://api.example.com")),
            ("http://127.0.0.1:8080", Some("127.0.0.1")),
            ("http://[::1]:8080", Some("[::1]")),
            ("http://localhost", Some("localhost")),
            (
                "https://{region}.example.com/v1",
                Some("{region}.example.com"),
            ),
            ("/v1", None),
            ("v1", None),
            ("", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn expands_server_variables() {
        let server = json!({"url": "https://{region}.example/{base}/", "variables": {
            "region": {"enum": ["eu", "us"], "default": "us"}, "base": {"default": "v1"}}});
        let urls = expanded(server.as_object().unwrap());
        let expected = [
            "https://us.example/v1",
            "https://eu.example/v1",
            "https://us.example/{base}",
            "https://eu.example/{base}",
        ];
        assert_eq!(urls.first().map(String::as_str), Some(expected[0]));
        let sorted = |urls: &mut dyn Iterator<Item = String>| urls.collect::<BTreeSet<_>>();
        assert_eq!(
            sorted(&mut urls.into_iter()),
            sorted(&mut expected.map(str::to_owned).into_iter())
        );
    }

    #[test]
    fn lists_hosts_of_servers_and_oauth_flows() {
        let document = json!({
            "servers": [{"url": "https://api.example"}, {"url": "/relative"}],
            "paths": {"/a": {"servers": [{"url": "https://path.example"}],
                "get": {"servers": [{"url": "https://{r}.operation.example", "variables": {"r": {"enum": ["eu"], "default": "eu"}}}]}}},
            "components": {"securitySchemes": {"o": {"flows": {"clientCredentials": {"tokenUrl": "https://token.example/t"}}}}}
        });
        let expected = [
            "api.example",
            "eu.operation.example",
            "path.example",
            "token.example",
        ];
        assert_eq!(hosts(&document), expected.map(str::to_owned).into());
    }
}
