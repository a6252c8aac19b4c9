//! Security requirements and schemes.

use serde_json::{Value, json};

use crate::{Pair, pair};

fn schemes() -> Value {
    let flow = json!({"clientCredentials": {"tokenUrl": "https://api.example/token", "scopes": {"a": "", "b": ""}}});
    json!({"oauth": {"type": "oauth2", "flows": flow}, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}})
}

fn requirement(
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    let all = |security: Value| {
        [
            ("/components/securitySchemes", schemes()),
            ("/security", security),
        ]
    };
    pair(name, &all(old), &all(new), expected, id)
}

fn scheme(
    name: &'static str,
    old: (&'static str, Value),
    new: (&'static str, Value),
    expected: &'static str,
    id: &'static str,
) -> Pair {
    let all = |(name, scheme): (&'static str, Value)| {
        [
            ("/components/securitySchemes", json!({name: scheme})),
            ("/security", json!([{name: []}])),
        ]
    };
    pair(name, &all(old), &all(new), expected, id)
}

#[rustfmt::skip]
pub fn pairs() -> Vec<Pair> {
    let (oauth, key) = (json!({"oauth": ["a"]}), json!({"key": []}));
    let bearer = json!({"type": "http", "scheme": "bearer"});
    vec![
        requirement("requests without credentials became possible", json!([oauth]), json!([{}, oauth]), "safe", "api-global-security-anonymous-added"),
        requirement("requests without credentials were possible", json!([{}, oauth]), json!([oauth]), "breaking", "api-global-security-anonymous-removed"),
        requirement("requirement added", json!([]), json!([oauth]), "breaking", "api-global-security-added"),
        requirement("requirement removed", json!([oauth]), json!([]), "safe", "api-global-security-removed"),
        requirement("alternative added", json!([oauth]), json!([oauth, key]), "safe", "api-global-security-added"),
        requirement("alternative removed", json!([oauth, key]), json!([oauth]), "breaking", "api-global-security-removed"),
        requirement("alternatives in another order", json!([oauth, key]), json!([key, oauth]), "safe", ""),
        requirement("second scheme needed", json!([oauth]), json!([{"oauth": ["a"], "key": []}]), "breaking", "api-global-security-added"),
        requirement("scope added", json!([oauth]), json!([{"oauth": ["a", "b"]}]), "warning", "api-global-security-scope-added"),
        requirement("scope removed", json!([{"oauth": ["a", "b"]}]), json!([oauth]), "safe", "api-global-security-scope-removed"),
        requirement("scopes in another order", json!([{"oauth": ["a", "b"]}]), json!([{"oauth": ["b", "a"]}]), "safe", ""),
        pair("global requirement moved to each operation",
            &[("/components/securitySchemes", schemes()), ("/security", json!([key]))],
            &[("/components/securitySchemes", schemes()), ("/paths/~1pets/post/security", json!([key])), ("/paths/~1pets~1{id}/get/security", json!([key]))], "safe", ""),
        pair("operation without a requirement", &[("/components/securitySchemes", schemes()), ("/security", json!([key]))],
            &[("/components/securitySchemes", schemes()), ("/security", json!([key])), ("/paths/~1pets/post/security", json!([]))], "safe", "api-security-removed"),
        scheme("scheme renamed", ("a", bearer.clone()), ("b", bearer.clone()), "safe", "api-security-component-removed"),
        scheme("scheme renamed and changed", ("a", bearer.clone()), ("b", json!({"type": "http", "scheme": "basic"})), "breaking", ""),
        scheme("scheme of another type", ("a", bearer.clone()), ("a", json!({"type": "apiKey", "in": "header", "name": "X"})), "breaking", "api-security-component-type-changed"),
        scheme("scheme in another case", ("a", bearer), ("a", json!({"type": "http", "scheme": "Bearer"})), "safe", ""),
        scheme("token URL moved", ("a", json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://api.example/t", "scopes": {}}}})),
            ("a", json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://other.example/t", "scopes": {}}}})), "warning", "server-host-added"),
    ]
}
