//! Changes outside the keywords of a schema: operations, parameters, bodies, properties, responses, headers
//! and security. Each pair of documents is compared in both directions.

use openapi_track::compare::Wire::{self, Breaking, Safe, Warning};
use openapi_track::report::Report;
use serde_json::{Value, json};

use crate::directions;
use crate::place::document;

type Side = (&'static str, Wire);

/// The id and the verdict from the first to the second, and back.
pub struct Case {
    pub old: Value,
    pub new: Value,
    pub forward: Side,
    pub backward: Side,
}

fn ok() -> Value {
    json!({"200": {"description": "ok"}})
}

fn request(schema: Value) -> Value {
    document(json!({
        "requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": ok()
    }))
}

fn response(schema: Value) -> Value {
    document(json!({"responses": {"200": {
        "description": "ok", "content": {"application/json": {"schema": schema}}
    }}}))
}

fn parameters(parameters: Value) -> Value {
    document(json!({"parameters": parameters, "responses": ok()}))
}

fn parameter(extra: Value) -> Value {
    let mut parameter = json!({"name": "q", "in": "query", "schema": {"type": "array"}});
    let extra = extra.as_object().unwrap().clone();
    parameter.as_object_mut().unwrap().extend(extra);
    parameters(json!([parameter]))
}

fn operation(extra: Value) -> Value {
    let mut operation = json!({"responses": ok()});
    let extra = extra.as_object().unwrap().clone();
    operation.as_object_mut().unwrap().extend(extra);
    document(operation)
}

fn property(schema: Value, required: bool) -> Value {
    let required = if required { json!(["p"]) } else { json!([]) };
    json!({"type": "object", "properties": {"p": schema}, "required": required})
}

fn responses(responses: Value) -> Value {
    document(json!({ "responses": responses }))
}

fn header(extra: Value) -> Value {
    responses(json!({"200": {"description": "ok", "headers": extra}}))
}

fn media(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!({"schema": {"type": "string"}})))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn secured(extra: Value, flows: Value) -> Value {
    let mut document = operation(extra);
    document["components"]["securitySchemes"] = json!({"a": {"type": "oauth2", "flows": flows}});
    document
}

fn at(document: Value, pointer: &str, value: Value) -> Value {
    let mut document = document;
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap()[key.replace("~1", "/")] = value;
    document
}

pub fn case(old: Value, new: Value, forward: Side, backward: Side) -> Case {
    Case {
        old,
        new,
        forward,
        backward,
    }
}

#[rustfmt::skip]
fn of_parameters() -> Vec<Case> {
    let header = |properties: Value, required: Value| parameters(json!([{"name": "h", "in": "header",
        "schema": {"type": "object", "properties": properties, "required": required}}]));
    let shared = |required: bool| at(parameters(json!([])), "/paths/~1things/parameters",
        json!([{"name": "q", "in": "query", "required": required, "schema": {"type": "string"}}]));
    let (text, empty) = (json!({"type": "string"}), json!([]));
    vec![
        case(parameters(json!([])), parameter(json!({"required": true})),
            ("new-required-request-parameter", Breaking), ("request-parameter-removed", Warning)),
        case(parameters(json!([])), parameter(json!({"deprecated": true})),
            ("new-optional-request-parameter", Safe), ("request-parameter-removed-with-deprecation", Warning)),
        case(parameters(json!([])), parameters(json!([{"name": "id", "in": "path", "required": true, "schema": {}}])),
            ("new-request-path-parameter", Breaking), ("request-parameter-removed", Warning)),
        case(parameters(json!([])), shared(true),
            ("new-required-request-default-parameter-to-existing-path", Breaking), ("request-parameter-removed", Warning)),
        case(parameters(json!([])), shared(false),
            ("new-optional-request-default-parameter-to-existing-path", Safe), ("request-parameter-removed", Warning)),
        case(parameter(json!({})), parameter(json!({"required": true})),
            ("request-parameter-became-required", Breaking), ("request-parameter-became-optional", Safe)),
        case(parameter(json!({})), parameter(json!({"deprecated": true})),
            ("request-parameter-deprecated", Safe), ("request-parameter-reactivated", Safe)),
        case(parameter(json!({})), parameter(json!({"style": "pipeDelimited"})),
            ("request-parameter-style-changed", Breaking), ("request-parameter-style-changed", Breaking)),
        case(parameter(json!({})), parameter(json!({"explode": false})),
            ("request-parameter-explode-changed", Breaking), ("request-parameter-explode-changed", Breaking)),
        case(parameter(json!({"schema": {"type": "integer"}})), parameter(json!({"schema": {"type": "integer", "default": 1}})),
            ("request-parameter-default-value-added", Breaking), ("request-parameter-default-value-removed", Breaking)),
        case(parameter(json!({"schema": {"default": 1}})), parameter(json!({"schema": {"default": 2}})),
            ("request-parameter-default-value-changed", Breaking), ("request-parameter-default-value-changed", Breaking)),
        case(parameter(json!({"schema": {"type": "integer"}})), parameter(json!({"schema": {"type": "string"}})),
            ("request-parameter-type-generalized", Safe), ("request-parameter-type-changed", Breaking)),
        case(parameter(json!({"schema": {"x-extensible-enum": ["a"]}})), parameter(json!({"schema": {"x-extensible-enum": []}})),
            ("request-parameter-x-extensible-enum-value-removed", Breaking), ("", Safe)),
        case(header(json!({}), empty.clone()), header(json!({"p": text}), json!(["p"])),
            ("new-required-request-header-property", Breaking), ("request-header-property-removed", Warning)),
        case(header(json!({"p": text}), empty.clone()), header(json!({"p": text}), json!(["p"])),
            ("request-header-property-became-required", Breaking), ("request-parameter-property-became-optional", Safe)),
        case(header(json!({"p": text}), empty.clone()), header(json!({"p": {"type": "string", "enum": ["a"]}}), empty.clone()),
            ("request-header-property-became-enum", Breaking), ("request-parameter-property-became-not-enum", Safe)),
    ]
}

#[rustfmt::skip]
fn of_properties() -> Vec<Case> {
    let text = json!({"type": "string"});
    let none = json!({"type": "object"});
    let mut cases = Vec::new();
    let read_only = |extra: Value| json!({"type": "string", "readOnly": true, "enum": extra});
    for required in [true, false] {
        let need = if required { "required" } else { "optional" };
        let id = |pattern: &str| -> &'static str { pattern.replace("NEED", need).leak() };
        let traits = |name: &str| json!({"type": "string", name: true});
        let plain = property(text.clone(), required);
        for word in ["read-only", "write-only"] {
            let key = if word == "read-only" { "readOnly" } else { "writeOnly" };
            let marked = property(traits(key), required);
            let (came, went) = (id(&format!("NEED-property-became-{word}")), id(&format!("NEED-property-became-not-{word}")));
            let name = |message: &str, rest: &str| -> &'static str { format!("{message}-{rest}").leak() };
            // Sent: what the client sends is ignored, or what it did not have to send is now required.
            let sent = match (word, required) {
                ("read-only", true) => (Warning, Breaking),
                ("read-only", false) => (Warning, Safe),
                _ => (Safe, Safe),
            };
            let received = match (word, required) {
                ("write-only", true) => (Breaking, Safe),
                ("write-only", false) => (Warning, Safe),
                _ => (Safe, Safe),
            };
            cases.push(case(request(plain.clone()), request(marked.clone()), (name("request", came), sent.0), (name("request", went), sent.1)));
            cases.push(case(response(plain.clone()), response(marked), (name("response", came), received.0), (name("response", went), received.1)));
        }
        cases.push(case(request(none.clone()), request(plain.clone()),
            (id("new-NEED-request-property"), if required { Breaking } else { Safe }), ("request-property-removed", Warning)));
        cases.push(case(response(none.clone()), response(plain.clone()),
            (id("response-NEED-property-added"), Safe), (id("response-NEED-property-removed"), if required { Breaking } else { Warning })));
        cases.push(case(response(none.clone()), response(property(traits("writeOnly"), required)),
            (id("response-NEED-write-only-property-added"), Safe), (id("response-NEED-write-only-property-removed"), Safe)));
    }
    let with_default = json!({"type": "string", "default": "a"});
    let write_only = json!({"type": "string", "writeOnly": true});
    cases.extend([
        case(request(none.clone()), request(property(with_default.clone(), true)),
            ("new-required-request-property-with-default", Breaking), ("request-property-removed", Warning)),
        case(request(property(text.clone(), false)), request(property(text.clone(), true)),
            ("request-property-became-required", Breaking), ("request-property-became-optional", Safe)),
        case(request(property(with_default.clone(), false)), request(property(with_default.clone(), true)),
            ("request-property-became-required-with-default", Breaking), ("request-property-became-optional", Safe)),
        case(response(property(text.clone(), false)), response(property(text.clone(), true)),
            ("response-property-became-required", Safe), ("response-property-became-optional", Breaking)),
        case(response(property(write_only.clone(), false)), response(property(write_only, true)),
            ("response-write-only-property-became-required", Safe), ("response-write-only-property-became-optional", Safe)),
        case(request(property(text.clone(), false)), request(property(json!({"type": "string", "deprecated": true}), false)),
            ("request-property-deprecated", Safe), ("request-property-reactivated", Safe)),
        case(response(property(text.clone(), false)), response(property(json!({"type": "string", "deprecated": true}), false)),
            ("response-property-deprecated", Safe), ("response-property-reactivated", Safe)),
        case(request(property(read_only(json!(["a", "b"])), false)), request(property(read_only(json!(["a"])), false)),
            ("request-read-only-property-enum-value-removed", Safe), ("request-read-only-property-enum-value-added", Safe)),
        case(response(json!({"enum": ["a"]})), response(json!({"enum": ["a", "b"]})),
            ("response-mediatype-enum-value-added", Breaking), ("response-mediatype-enum-value-removed", Safe)),
    ]);
    cases
}

#[rustfmt::skip]
fn of_messages() -> Vec<Case> {
    let body = |required: bool| operation(json!({"requestBody": {"required": required, "content": media(&["application/json"])}}));
    let carries = |names: &[&str]| operation(json!({"requestBody": {"content": media(names)}}));
    let response = |names: &[&str]| responses(json!({"200": {"description": "ok", "content": media(names)}}));
    let bare = |schema: Value| operation(json!({"requestBody": {"content": {"application/json": schema}}}));
    let bare_response = |schema: Value| responses(json!({"200": {"description": "ok", "content": {"application/json": schema}}}));
    let schema = json!({"schema": {"type": "string"}});
    let text = json!({"X-A": {"required": false, "schema": {"type": "string"}}});
    let number = json!({"X-A": {"required": false, "schema": {"type": "number"}}});
    let integer = json!({"X-A": {"required": false, "schema": {"type": "integer"}}});
    let must = json!({"X-A": {"required": true, "schema": {"type": "string"}}});
    let status = |code: &str| responses(json!({"200": {"description": "ok"}, code: {"description": "more"}}));
    vec![
        case(operation(json!({})), body(true), ("request-body-added-required", Breaking), ("request-body-removed", Breaking)),
        case(operation(json!({})), body(false), ("request-body-added-optional", Safe), ("request-body-removed", Breaking)),
        case(body(false), body(true), ("request-body-became-required", Breaking), ("request-body-became-optional", Safe)),
        case(carries(&["application/json"]), carries(&["application/json", "text/csv"]),
            ("request-body-media-type-added", Safe), ("request-body-media-type-removed", Breaking)),
        case(carries(&["application/json"]), carries(&["application/problem+json"]),
            ("request-body-media-type-removed", Breaking), ("request-body-media-type-added", Breaking)),
        case(bare(json!({})), bare(schema.clone()),
            ("request-body-media-type-schema-added", Breaking), ("request-body-media-type-schema-removed", Safe)),
        case(bare_response(json!({})), bare_response(schema),
            ("response-body-media-type-schema-added", Safe), ("response-body-media-type-schema-removed", Breaking)),
        case(response(&["application/json"]), response(&["application/json", "text/csv"]),
            ("response-media-type-added", Safe), ("response-media-type-removed", Breaking)),
        case(response(&["application/json"]), response(&["application/problem+json"]),
            ("response-media-type-name-changed", Warning), ("response-media-type-name-changed", Warning)),
        case(response(&["application/json"]), response(&["application/json; charset=utf-8"]),
            ("response-media-type-name-changed", Safe), ("response-media-type-name-changed", Safe)),
        case(response(&["application/json"]), response(&["application/*"]),
            ("response-media-type-name-generalized", Breaking), ("response-media-type-name-specialized", Safe)),
        case(header(json!({})), header(must.clone()), ("response-header-added", Safe), ("required-response-header-removed", Breaking)),
        case(header(json!({})), header(text.clone()), ("response-header-added", Safe), ("optional-response-header-removed", Warning)),
        case(header(must), header(text.clone()), ("response-header-became-optional", Breaking), ("response-header-became-required", Safe)),
        case(header(text), header(integer.clone()), ("response-header-type-compatible", Safe), ("response-header-type-changed", Breaking)),
        case(header(number), header(integer), ("response-header-type-specialized", Safe), ("response-header-type-generalized", Breaking)),
        case(responses(ok()), status("201"), ("response-success-status-added", Warning), ("response-success-status-removed", Breaking)),
        case(responses(ok()), status("404"), ("response-non-success-status-added", Safe), ("response-non-success-status-removed", Safe)),
    ]
}

#[rustfmt::skip]
fn of_documents() -> Vec<Case> {
    let plain = || operation(json!({}));
    let asks = |scopes: Value| json!({"security": [{"a": scopes}]});
    let flow = |key: &str, url: &str| json!({"implicit": {key: url, "scopes": {}}});
    let used = |flows: Value| secured(asks(json!([])), flows);
    let global = |scopes: Value| at(secured(json!({}), json!({})), "/security", json!([{"a": scopes}]));
    let gone = |deprecated: bool, method: &str| {
        let mut document = plain();
        document["paths"]["/things"][method] = json!({"deprecated": deprecated, "responses": ok()});
        document
    };
    let path = |deprecated: bool| at(plain(), "/paths/~1more", json!({"get": {"deprecated": deprecated, "responses": ok()}}));
    let kind = |kind: &str| at(used(json!({})), "/components/securitySchemes/a/type", json!(kind));
    vec![
        case(plain(), gone(false, "get"), ("endpoint-added", Safe), ("api-removed-without-deprecation", Breaking)),
        case(plain(), gone(true, "get"), ("endpoint-added", Safe), ("api-removed-with-deprecation", Warning)),
        case(plain(), path(false), ("endpoint-added", Safe), ("api-path-removed-without-deprecation", Breaking)),
        case(plain(), path(true), ("endpoint-added", Safe), ("api-path-removed-with-deprecation", Warning)),
        case(plain(), operation(json!({"deprecated": true})), ("endpoint-deprecated", Safe), ("endpoint-reactivated", Safe)),
        case(plain(), operation(json!({"operationId": "a"})), ("api-operation-id-added", Safe), ("api-operation-id-removed", Safe)),
        case(plain(), operation(json!({"tags": ["a"]})), ("api-tag-added", Safe), ("api-tag-removed", Safe)),
        case(plain(), at(plain(), "/components/schemas/More", json!({})), ("", Safe), ("api-schema-removed", Safe)),
        case(at(plain(), "/webhooks", json!({})), at(plain(), "/webhooks", json!({"w": {"post": {"responses": ok()}}})),
            ("webhook-added", Safe), ("webhook-removed", Breaking)),
        case(secured(json!({}), json!({})), secured(asks(json!([])), json!({})), ("api-security-added", Breaking), ("api-security-removed", Safe)),
        case(secured(asks(json!([])), json!({})), secured(asks(json!(["s"])), json!({})), ("api-security-scope-added", Warning), ("api-security-scope-removed", Safe)),
        case(secured(json!({}), json!({})), global(json!([])), ("api-global-security-added", Breaking), ("api-global-security-removed", Safe)),
        case(global(json!([])), global(json!(["s"])), ("api-global-security-scope-added", Warning), ("api-global-security-scope-removed", Safe)),
        case(plain(), secured(json!({}), json!({})), ("api-security-component-added", Safe), ("api-security-component-removed", Safe)),
        case(used(flow("authorizationUrl", "a")), used(flow("authorizationUrl", "b")),
            ("api-security-component-oauth-url-changed", Warning), ("api-security-component-oauth-url-changed", Warning)),
        case(used(flow("tokenUrl", "a")), used(flow("tokenUrl", "b")),
            ("api-security-component-oauth-token-url-changed", Warning), ("api-security-component-oauth-token-url-changed", Warning)),
        case(used(json!({"implicit": {"scopes": {}}})), used(json!({"implicit": {"scopes": {"s": "t"}}})),
            ("api-security-component-oauth-scope-added", Safe), ("api-security-component-oauth-scope-removed", Safe)),
        case(used(json!({"implicit": {"scopes": {"s": "a"}}})), used(json!({"implicit": {"scopes": {"s": "b"}}})),
            ("api-security-component-oauth-scope-changed", Safe), ("api-security-component-oauth-scope-changed", Safe)),
        case(kind("http"), kind("apiKey"), ("api-security-component-type-changed", Breaking), ("api-security-component-type-changed", Breaking)),
    ]
}

pub fn cases() -> Vec<Case> {
    let groups = [
        of_parameters(),
        of_properties(),
        of_messages(),
        of_documents(),
        directions::cases(),
    ];
    groups.into_iter().flatten().collect()
}

#[test]
fn ids_and_verdicts_are_as_listed() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (old, new, (id, verdict)) in [
            (&case.old, &case.new, case.forward),
            (&case.new, &case.old, case.backward),
        ] {
            let report = Report::compare(old, new);
            let named = id.is_empty() || crate::ids(&report).contains(id);
            if !named || report.wire() != verdict {
                wrong.push(format!("{id}, {verdict:?}: {}", report.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
