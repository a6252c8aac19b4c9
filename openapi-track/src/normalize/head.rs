//! Rewrites the parts of a document besides paths and schemas: title and version, servers, tags, security.

use serde_json::{Map, Value, json};

use super::rewriter::{Rewriter, extensions};
use crate::pointer::join;

/// The version that a prepared document names.
const VERSION: &str = "3.0.3";

impl Rewriter<'_> {
    /// The document without paths and schemas.
    pub fn head(&mut self) -> Map<String, Value> {
        let source = self.source;
        let mut head = Map::from_iter([("openapi".to_owned(), VERSION.into())]);
        head.extend(source.as_object().into_iter().flat_map(extensions));
        let info = self.info();
        head.insert("info".into(), info);
        if source
            .get("webhooks")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty())
        {
            self.lost(
                "webhooks",
                "/webhooks",
                "the bindings do not receive webhooks; types are generated for their schemas",
                "receive them with a server of your own",
            );
        }
        let servers = source.get("servers").and_then(Value::as_array);
        let mut written = Vec::new();
        for (n, server) in servers.into_iter().flatten().enumerate() {
            let at = join("/servers", n);
            match self.server(server, &at) {
                Some(server) => written.push(server),
                None => self.absorbed(
                    "server-without-url",
                    &at,
                    "the server has no URL; it is left out",
                ),
            }
        }
        if !written.is_empty() {
            head.insert("servers".into(), written.into());
        }
        let tags = source.get("tags").and_then(Value::as_array);
        let mut tags: Vec<Value> = tags.into_iter().flatten().filter_map(tag).collect();
        if !tags.is_empty() {
            tags.sort_by_cached_key(|tag| tag.get("name").map(Value::to_string));
            head.insert("tags".into(), tags.into());
        }
        if let Some(security) = source.get("security").and_then(security) {
            head.insert("security".into(), security);
        }
        head
    }

    fn info(&mut self) -> Value {
        let source = self.source.get("info").and_then(Value::as_object);
        let mut info: Map<String, Value> = source.into_iter().flat_map(extensions).collect();
        for (name, default) in [("title", "API"), ("version", "0")] {
            let value = source.and_then(|source| source.get(name));
            let text = match value {
                Some(Value::String(text)) => text.clone(),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => {
                    self.absorbed(
                        "info-not-text",
                        &join("/info", name),
                        "this is not a string; its JSON text is used",
                    );
                    value.to_string()
                }
                _ => {
                    self.absorbed(
                        "info-missing",
                        "/info",
                        format!("`{name}` is missing; it is `{default}`"),
                    );
                    default.to_owned()
                }
            };
            info.insert(name.into(), text.into());
        }
        for name in ["description", "termsOfService"] {
            if let Some(text) = source
                .and_then(|source| source.get(name))
                .filter(|text| text.is_string())
            {
                info.insert(name.into(), text.clone());
            }
        }
        for (name, needed) in [("contact", None), ("license", Some("name"))] {
            let members = source
                .and_then(|source| source.get(name))
                .and_then(Value::as_object);
            let mut written: Map<String, Value> =
                members.into_iter().flat_map(extensions).collect();
            for key in ["name", "url", "email"] {
                if let Some(text) = members
                    .and_then(|members| members.get(key))
                    .filter(|text| text.is_string())
                {
                    written.insert(key.into(), text.clone());
                }
            }
            if name == "license" {
                written.remove("email");
            }
            if !written.is_empty() && needed.is_none_or(|needed| written.contains_key(needed)) {
                info.insert(name.into(), written.into());
            }
        }
        info.into()
    }

    fn server(&mut self, source: &Value, at: &str) -> Option<Value> {
        let url = source.get("url").and_then(Value::as_str)?;
        if !url.contains("://") {
            self.lost(
                "server-relative",
                &join(at, "url"),
                "the URL is relative, so the document does not say which host to send to",
                "give the client the base URL",
            );
        }
        let mut server: Map<String, Value> = source
            .as_object()
            .into_iter()
            .flat_map(extensions)
            .collect();
        server.insert("url".into(), url.into());
        if let Some(text) = source.get("description").filter(|text| text.is_string()) {
            server.insert("description".into(), text.clone());
        }
        let variables = source.get("variables").and_then(Value::as_object);
        let variables: Map<String, Value> = variables
            .into_iter()
            .flatten()
            .filter_map(|(name, variable)| {
                let default = match variable.get("default")? {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let mut written = Map::from_iter([("default".to_owned(), default.into())]);
                let listed = variable.get("enum").and_then(Value::as_array);
                let listed: Vec<_> = listed
                    .into_iter()
                    .flatten()
                    .filter(|value| value.is_string())
                    .cloned()
                    .collect();
                if !listed.is_empty() {
                    written.insert("enum".into(), listed.into());
                }
                if let Some(text) = variable.get("description").filter(|text| text.is_string()) {
                    written.insert("description".into(), text.clone());
                }
                Some((name.clone(), written.into()))
            })
            .collect();
        if !variables.is_empty() {
            server.insert("variables".into(), variables.into());
        }
        Some(server.into())
    }

    /// The security schemes that OpenAPI 3.0 knows.
    pub fn security_schemes(&mut self) -> Map<String, Value> {
        let schemes = self
            .source
            .pointer("/components/securitySchemes")
            .and_then(Value::as_object);
        let mut written = Map::new();
        for (name, scheme) in schemes.into_iter().flatten() {
            let at = join("/components/securitySchemes", name);
            let Some((scheme, at)) = self.follow(scheme, at) else {
                continue;
            };
            match security_scheme(scheme) {
                Some(scheme) => drop(written.insert(name.clone(), scheme)),
                None => self.lost(
                    "security-scheme-unknown",
                    &at,
                    "OpenAPI 3.0 has no such security scheme; it is left out",
                    "authenticate in the transport",
                ),
            }
        }
        written
    }
}

fn tag(source: &Value) -> Option<Value> {
    let members = source.as_object()?;
    let mut tag: Map<String, Value> = extensions(members).collect();
    tag.insert(
        "name".into(),
        members.get("name").filter(|name| name.is_string())?.clone(),
    );
    if let Some(text) = members.get("description").filter(|text| text.is_string()) {
        tag.insert("description".into(), text.clone());
    }
    Some(tag.into())
}

/// Security requirements: schemes with lists of scopes.
pub(super) fn security(source: &Value) -> Option<Value> {
    let all = source.as_array()?.iter().map(|requirement| {
        let members = requirement.as_object().into_iter().flatten();
        let members = members.map(|(name, scopes)| {
            let scopes = scopes
                .as_array()
                .into_iter()
                .flatten()
                .filter(|scope| scope.is_string());
            (
                name.clone(),
                Value::from(scopes.cloned().collect::<Vec<_>>()),
            )
        });
        Value::from(members.collect::<Map<_, _>>())
    });
    Some(all.collect::<Vec<_>>().into())
}

fn security_scheme(source: &Value) -> Option<Value> {
    let members = source.as_object()?;
    let text = |name| members.get(name).and_then(Value::as_str);
    let mut scheme: Map<String, Value> = extensions(members).collect();
    if let Some(description) = text("description") {
        scheme.insert("description".into(), description.into());
    }
    let mut put = |name: &str, value: Value| drop(scheme.insert(name.to_owned(), value));
    put("type", text("type")?.into());
    match text("type")? {
        "apiKey" => {
            put("name", text("name")?.into());
            put(
                "in",
                text("in")
                    .filter(|place| ["query", "header", "cookie"].contains(place))?
                    .into(),
            );
        }
        "http" => {
            put("scheme", text("scheme")?.into());
            if let Some(format) = text("bearerFormat") {
                put("bearerFormat", format.into());
            }
        }
        "openIdConnect" => put("openIdConnectUrl", text("openIdConnectUrl")?.into()),
        "oauth2" => {
            let flows = members.get("flows")?.as_object()?;
            let flows = flows
                .iter()
                .filter_map(|(name, flow)| Some((name.clone(), oauth_flow(name, flow)?)));
            put("flows", flows.collect::<Map<_, _>>().into());
        }
        _ => return None,
    }
    Some(scheme.into())
}

fn oauth_flow(name: &str, source: &Value) -> Option<Value> {
    let needed: &[&str] = match name {
        "implicit" => &["authorizationUrl"],
        "password" | "clientCredentials" => &["tokenUrl"],
        "authorizationCode" => &["authorizationUrl", "tokenUrl"],
        _ => return None,
    };
    let members = source.as_object()?;
    let mut flow: Map<String, Value> = extensions(members).collect();
    for name in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
        match members.get(name).filter(|url| url.is_string()) {
            Some(url) => drop(flow.insert(name.into(), url.clone())),
            None if needed.contains(&name) => return None,
            None => {}
        }
    }
    let scopes = members
        .get("scopes")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let scopes: Map<_, _> = scopes
        .map(|(name, text)| (name.clone(), json!(text.as_str().unwrap_or_default())))
        .collect();
    flow.insert("scopes".into(), scopes.into());
    Some(flow.into())
}
