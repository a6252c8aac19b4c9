//! Operations, parameters, responses, headers, webhooks and callbacks.

use serde_json::{Value, json};

use crate::{Pair, edited, from_base, pair};

const GET: &str = "/paths/~1pets~1{id}/get";

fn ok() -> Value {
    json!({"200": {"description": "ok"}})
}

fn get(member: &str) -> String {
    format!("{GET}/{member}")
}

fn responses(
    old: Value,
    new: Value,
    name: &'static str,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    let at = get("responses");
    pair(name, &[(&at, old)], &[(&at, new)], expected, id)
}

fn parameters(
    old: Value,
    new: Value,
    name: &'static str,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    let path = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
    let all = |mut more: Value| {
        more.as_array_mut().unwrap().push(path.clone());
        more
    };
    let at = get("parameters");
    pair(name, &[(&at, all(old))], &[(&at, all(new))], expected, id)
}

/// The base document with the operation under another path, its path parameter called `key`.
fn at_path(path: &str, id: &str) -> Value {
    let mut document = edited(&[]);
    let paths = document["paths"].as_object_mut().unwrap();
    let mut item = paths.remove("/pets/{id}").unwrap();
    item["get"]["operationId"] = json!(id);
    item["get"]["parameters"][0]["name"] = json!("key");
    paths.insert(path.to_owned(), item);
    document
}

fn moved(
    name: &'static str,
    path: &str,
    id: &str,
    expected: &'static str,
    change: &'static str,
) -> Pair {
    Pair {
        name,
        old: edited(&[]),
        new: at_path(path, id),
        expected,
        id: change,
    }
}

/// A webhook or a callback whose request has this schema.
fn called(
    name: &'static str,
    [old, new]: [Value; 2],
    expected: &'static str,
    id: &'static str,
) -> [Pair; 2] {
    let operation = |schema: &Value| json!({"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": ok()}});
    let webhooks = |schema: &Value| [("/webhooks", json!({"petSold": operation(schema)}))];
    let callbacks = |schema: &Value| {
        [(
            "/paths/~1pets/post/callbacks",
            json!({"sold": {"{$request.body#/url}": operation(schema)}}),
        )]
    };
    [
        pair(
            name,
            &webhooks(&old),
            &webhooks(&new),
            expected,
            id.replace("CALLER", "webhook").leak(),
        ),
        pair(
            name,
            &callbacks(&old),
            &callbacks(&new),
            expected,
            id.replace("CALLER", "callback").leak(),
        ),
    ]
}

#[rustfmt::skip]
pub fn pairs() -> Vec<Pair> {
    let text = || json!({"type": "string"});
    let query = |extra: Value| {
        let mut parameter = json!({"name": "q", "in": "query", "schema": {"type": "string"}});
        parameter.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!([parameter])
    };
    let body = json!({"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}});
    let headers = |header: Value| json!({"200": {"description": "ok", "headers": {"X-Rate": header}}});
    let event = |properties: Value| json!({"type": "object", "properties": properties});
    let mut pairs = vec![
        // Paths: what a client sends is the path and the method, never the names in the template.
        moved("renamed path parameter", "/pets/{key}", "getPet", "safe", ""),
        moved("renamed path parameter and operation", "/pets/{key}", "readPet", "safe", "api-operation-id-added"),
        moved("path with another prefix, same id", "/animals/{key}", "getPet", "breaking", "api-path-removed-without-deprecation"),
        moved("path with another prefix and id", "/animals/{key}", "readPet", "breaking", "endpoint-added"),
        moved("slash added to the path", "/pets/{key}/", "getPet", "breaking", "api-path-removed-without-deprecation"),
        from_base("method changed, same id", &[("/paths/~1pets", json!({"put": edited(&[])["paths"]["/pets"]["post"]}))],
            "breaking", "api-removed-without-deprecation"),
        pair("operations exchange ids", &[], &[("/paths/~1pets/post/operationId", json!("getPet")), (&get("operationId"), json!("createPet"))],
            "safe", "api-operation-id-added"),
        pair("two paths of one shape merged", &[("/paths/~1pets~1{name}", json!({"delete": {"operationId": "deletePet", "responses": ok(),
                "parameters": [{"name": "name", "in": "path", "required": true, "schema": text()}]}}))],
            &[(&format!("{}/delete", GET.trim_end_matches("/get")), json!({"operationId": "deletePet", "responses": ok(),
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": text()}]}))], "safe", ""),
        pair("deprecated operation removed", &[(&get("deprecated"), json!(true))], &[("/paths/~1pets~1{id}", json!({}))],
            "warning", "api-removed-with-deprecation"),
        // Parameters.
        parameters(query(json!({})), json!([]), "query parameter removed", "warning", "request-parameter-removed"),
        parameters(query(json!({})), query(json!({"required": true})), "query parameter became required", "breaking", "request-parameter-became-required"),
        parameters(json!([{"name": "X-Trace", "in": "header", "schema": text()}]), json!([{"name": "x-trace", "in": "header", "schema": text()}]),
            "header in another case", "safe", ""),
        parameters(json!([{"name": "Authorization", "in": "header", "schema": text()}]), json!([]), "Authorization is described elsewhere", "safe", ""),
        parameters(query(json!({})), json!([{"name": "q", "in": "cookie", "schema": text()}]), "query parameter became a cookie", "warning", "new-optional-request-parameter"),
        parameters(query(json!({})), query(json!({"style": "form", "explode": true})), "defaults of style and explode written out", "safe", ""),
        parameters(query(json!({"schema": {"type": "integer", "enum": [1]}})), query(json!({"schema": {"type": "string", "enum": ["1"]}})),
            "integer and string of one spelling", "safe", ""),
        parameters(query(json!({"schema": {"type": "array", "items": text()}})), query(json!({"schema": {"type": "array", "items": text()}, "explode": false})),
            "list joined by commas", "breaking", "request-parameter-explode-changed"),
        parameters(query(json!({})), query(json!({"schema": {"type": "string", "default": "a"}})), "default added to a parameter", "breaking", "request-parameter-default-value-added"),
        parameters(query(json!({"schema": null, "content": {"application/json": {"schema": text()}}})),
            query(json!({"schema": null, "content": {"application/json": {"schema": {"type": "integer"}}}})), "parameter as JSON", "breaking", "request-parameter-type-changed"),
        pair("parameter moved to the path and into a component", &[(&get("parameters"), json!([
                {"name": "id", "in": "path", "required": true, "schema": text()}, {"name": "q", "in": "query", "schema": text()}]))],
            &[("/components/parameters", json!({"q": {"name": "q", "in": "query", "schema": text()}})),
                ("/paths/~1pets~1{id}/parameters", json!([{"$ref": "#/components/parameters/q"}]))], "safe", ""),
        pair("shared parameter overridden by the operation", &[("/paths/~1pets~1{id}/parameters", json!([{"name": "q", "in": "query", "schema": text()}]))],
            &[("/paths/~1pets~1{id}/parameters", json!([{"name": "q", "in": "query", "schema": text()}])),
                (&get("parameters"), json!([{"name": "id", "in": "path", "required": true, "schema": text()},
                    {"name": "q", "in": "query", "required": true, "schema": text()}]))], "breaking", "request-parameter-became-required"),
        // Responses.
        responses(json!({"200": body.clone()}), json!({"2XX": body.clone()}), "200 became 2XX", "warning", "response-success-status-added"),
        responses(json!({"2XX": body.clone()}), json!({"200": body.clone()}), "2XX became 200", "safe", ""),
        responses(json!({"2xx": body.clone()}), json!({"2XX": body.clone()}), "range in another case", "safe", ""),
        responses(json!({"200": body.clone()}), json!({"202": body.clone()}), "200 became 202", "breaking", "response-success-status-removed"),
        responses(json!({"200": body.clone(), "default": body.clone()}), json!({"200": body.clone()}), "default removed", "safe", ""),
        responses(json!({"200": body.clone()}), json!({"200": body.clone(), "429": {"description": "slow down"}}), "error status added", "safe", "response-non-success-status-added"),
        responses(json!({"200": body.clone()}), json!({"200": {"description": "ok"}}), "content removed", "breaking", "response-media-type-removed"),
        responses(json!({"200": {"description": "ok", "content": {"application/json": {"schema": text()}}}}),
            json!({"200": {"description": "ok", "content": {"Application/JSON": {"schema": text()}}}}), "media type in another case", "safe", ""),
        // Headers.
        responses(headers(json!({"required": true, "schema": text()})), headers(json!({"schema": text()})), "header became optional", "breaking", "response-header-became-optional"),
        responses(headers(json!({"schema": {"type": "integer"}})), headers(json!({"schema": text()})), "header type changed", "breaking", "response-header-type-changed"),
        responses(headers(json!({"schema": text()})), headers(json!({"content": {"text/plain": {"schema": text()}}})), "header schema under content", "safe", ""),
        responses(headers(json!({"schema": {"type": "integer"}})), headers(json!({})), "header without a schema", "breaking", "response-header-schema-removed"),
        responses(headers(json!({"required": true, "schema": text()})), json!({"200": {"description": "ok", "headers": {"x-rate": {"required": true, "schema": text()}}}}),
            "header name in another case", "safe", ""),
        // Request bodies.
        from_base("encoding of a part", &[("/paths/~1pets/post/requestBody/content/application~1json/encoding", json!({"name": {"contentType": "text/plain"}}))],
            "warning", "request-body-media-type-encoding-changed"),
        from_base("request body became optional", &[("/paths/~1pets/post/requestBody/required", json!(false))], "safe", "request-body-became-optional"),
        from_base("request media type with a parameter", &[("/paths/~1pets/post/requestBody/content", json!({"application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/NewPet"}}}))],
            "safe", "request-body-media-type-name-changed"),
    ];
    // The client receives what a webhook or callback sends.
    let (narrow, wide) = (event(json!({"n": {"type": "integer"}})), event(json!({"n": {"type": "number"}})));
    pairs.extend(called("received type widened", [narrow.clone(), wide.clone()], "breaking", "CALLER-request-property-type-generalized"));
    pairs.extend(called("received type narrowed", [wide, narrow.clone()], "safe", "CALLER-request-property-type-specialized"));
    pairs.extend(called("received property added", [event(json!({})), narrow], "safe", "new-optional-CALLER-request-property"));
    pairs
}
