//! The hosts that a document sends requests and credentials to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use super::document::{Object, items, member, text};

/// Most URLs that the variables of one server expand to.
const MAX_EXPANSIONS: usize = 1_000;

/// Stands for the host of the document itself, which relative URLs keep.
const OWN_HOST: &str = "relative.invalid";

/// The hosts that a client of the document sends requests, tokens or client secrets to, each with the
/// values of the document that name it: the servers of the document, of its paths and of its operations,
/// with their variables expanded, and the URLs of its OAuth flows.
///
/// A host is in lower case and has no port. One reached without TLS has its scheme before it
/// (`http://api.example`), so that a list of allowed hosts does not accept it by accident; loopback
/// addresses have none. A variable without an `enum` may be anything and stays in the name, in braces.
/// Relative URLs have no host.
pub(super) fn named_by(document: &Value) -> BTreeMap<String, Vec<&Value>> {
    let mut found: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    let mut add = |url: &str, at| {
        if let Some(host) = host(url) {
            found.entry(host).or_default().push(at);
        }
    };
    let mut holders: Vec<_> = document.as_object().into_iter().collect();
    let components = ["pathItems"]
        .iter()
        .filter_map(|key| document.get("components")?.get(key)?.as_object());
    let sections = document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .chain(components);
    for item in sections
        .flat_map(Object::values)
        .filter_map(Value::as_object)
    {
        holders.push(item);
        holders.extend(item.values().filter_map(Value::as_object));
    }
    for server in holders
        .into_iter()
        .flat_map(|holder| items(holder, "servers"))
    {
        for url in server.as_object().map(expanded).unwrap_or_default() {
            add(&url, server);
        }
    }
    let schemes = document.get("components").and_then(Value::as_object);
    for scheme in schemes
        .and_then(|all| member(all, "securitySchemes"))
        .into_iter()
        .flat_map(Object::values)
    {
        let flows = scheme.get("flows").and_then(Value::as_object);
        for holder in flows.into_iter().flat_map(Object::values).chain([scheme]) {
            for key in [
                "tokenUrl",
                "authorizationUrl",
                "refreshUrl",
                "openIdConnectUrl",
            ] {
                if let Some(url) = holder.get(key).and_then(Value::as_str) {
                    add(url, scheme);
                }
            }
        }
    }
    found
}

/// The names of `named_by`: the hosts that a document sends requests, tokens or client secrets to. A host
/// is in lower case and has no port; one that is reached without TLS has `http://` before it, unless it is
/// a loopback address; a server variable that may be anything stays in the name, in braces.
#[must_use]
pub fn hosts(document: &Value) -> BTreeSet<String> {
    named_by(document).into_keys().collect()
}

/// The host that a URL leads to; `None` for a relative one.
pub(super) fn host(url: &str) -> Option<String> {
    let base = Url::parse(&format!("https://{OWN_HOST}")).ok()?;
    let Ok(url) = base.join(url.trim()) else {
        // A variable in the host, or no URL at all: shown as it is.
        let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
        return Some(rest.split('/').next().unwrap_or(rest).to_lowercase());
    };
    let host = url.host_str()?.trim_end_matches('.').to_owned();
    let loopback = match url.host()? {
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
        url::Host::Domain(name) => name == "localhost" || name == OWN_HOST,
    };
    match url.scheme() {
        _ if host == OWN_HOST => None,
        "https" | "wss" => Some(host),
        _ if loopback => Some(host),
        scheme => Some(format!("{scheme}://{host}")),
    }
}

/// The URLs of a server, the default first, without a slash at the end. A variable without an `enum` may be
/// anything and stays in braces beside its default.
pub(super) fn expanded(server: &Object) -> Vec<String> {
    let Some(template) = text(server, "url") else {
        return Vec::new();
    };
    let mut urls = vec![template.to_owned()];
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
        if listed.is_empty() {
            values.push(&placeholder);
        }
        if urls.len().saturating_mul(values.len()) > MAX_EXPANSIONS {
            continue;
        }
        urls = urls
            .iter()
            .flat_map(|url| values.iter().map(|value| url.replace(&placeholder, value)))
            .collect();
        urls.dedup();
    }
    urls.iter()
        .map(|url| url.trim_end_matches('/').to_owned())
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
