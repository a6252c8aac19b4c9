//! Tests each rule of the lint against the generator: what happens to a minimal document without the rule,
//! and that the rule reports it.
//!
//! "Does not compile" is shown by code that the compiler must reject: an item, a method or a parameter
//! defined twice in one place, found in the generated code with syn.

mod documents;
mod outcome;

use openapi_track::lint::{Severity, lint};
use serde_json::{Value, json};

use crate::bindings::bindings;
use documents::{OPERATION, body, clean, object, parameter, reference, text, with};
use outcome::{Happens, defines_twice, prove};

#[test]
fn a_clean_document_has_no_findings_and_generates() {
    assert_eq!(lint(&clean()), []);
    let code = bindings(&clean()).unwrap();
    assert!(!defines_twice(&code));
    assert!(code.contains("pub status:") && code.contains("pub code:"));
}

#[test]
fn operations() {
    use Severity::{Decide as Error, Lost as Warning};
    prove(
        "openapi-version",
        Error,
        "/openapi",
        &with(&[("//openapi", "3.1.0".into())]),
        &Happens::Refuses,
    );
    prove(
        "operation-id-missing",
        Error,
        OPERATION,
        &with(&[("/operationId", Value::Null)]),
        &Happens::Refuses,
    );
    let other = json!({"operationId": "getA", "responses": {"200": body(reference("A"))}});
    let document = with(&[("//paths/~1b", json!({"get": other}))]);
    prove(
        "operation-id-collision",
        Error,
        "/paths/~1b/get/operationId",
        &document,
        &Happens::DoesNotCompile,
    );

    let json = json!({"schema": reference("A")});
    let optional = with(&[(
        "/requestBody",
        json!({"content": {"application/json": json}}),
    )]);
    // The method that sets the body has no way to leave it out.
    prove(
        "request-body-optional",
        Warning,
        &format!("{OPERATION}/requestBody"),
        &optional,
        &Happens::Has("body: Result<types::builder::A, String>"),
    );
    let two = json!({"required": true, "content": {"application/json": json, "text/plain": {"schema": text()}}});
    prove(
        "request-media-types",
        Error,
        &format!("{OPERATION}/requestBody/content"),
        &with(&[("/requestBody", two)]),
        &Happens::Panics,
    );
    let multipart = json!({"required": true, "content": {"multipart/form-data": json}});
    let pointer = format!("{OPERATION}/requestBody/content/multipart~1form-data");
    prove(
        "request-media-type",
        Error,
        &pointer,
        &with(&[("/requestBody", multipart)]),
        &Happens::Refuses,
    );
}

#[test]
fn parameters() {
    use Severity::Decide as Error;
    let at = format!("{OPERATION}/parameters/1");
    let query_only = |name| with(&[("/parameters/1", parameter(name, "query"))]);
    let twin = with(&[("/parameters/1", parameter("id", "query"))]);
    prove("parameter-name-twice", Error, &at, &twin, &Happens::Panics);
    let mut turned = twin;
    turned
        .pointer_mut(&format!("{OPERATION}/parameters"))
        .unwrap()
        .as_array_mut()
        .unwrap()
        .reverse();
    prove(
        "parameter-name-twice",
        Error,
        &at,
        &turned,
        &Happens::Lacks("QueryParam::new(", query_only("other")),
    );
    let header = with(&[
        ("/parameters/1", parameter("x", "query")),
        ("/parameters/2", parameter("x", "header")),
    ]);
    prove(
        "parameter-name-twice",
        Error,
        &format!("{OPERATION}/parameters/2"),
        &header,
        &Happens::Lacks("QueryParam::new(", query_only("x")),
    );
    let mut above = with(&[("/parameters/1", parameter("id", "query"))]);
    let path = above
        .pointer_mut(&format!("{OPERATION}/parameters"))
        .unwrap()
        .as_array_mut()
        .unwrap()
        .remove(0);
    above["paths"]["/a/{id}"]["parameters"] = json!([path]);
    prove(
        "parameter-name-twice",
        Error,
        &format!("{OPERATION}/parameters/0"),
        &above,
        &Happens::Panics,
    );

    let snake = with(&[
        ("/parameters/1", parameter("fromDay", "query")),
        ("/parameters/2", parameter("from_day", "query")),
    ]);
    prove(
        "parameter-name-collision",
        Error,
        &format!("{OPERATION}/parameters/2"),
        &snake,
        &Happens::DoesNotCompile,
    );
    let optional = with(&[("/parameters/0/required", false.into())]);
    prove(
        "path-parameter-optional",
        Error,
        &format!("{OPERATION}/parameters/0"),
        &optional,
        &Happens::Panics,
    );
    for parameters in [
        json!([]),
        json!([parameter("id", "path"), parameter("more", "path")]),
    ] {
        prove(
            "path-parameter-unmatched",
            Error,
            OPERATION,
            &with(&[("/parameters", parameters)]),
            &Happens::Panics,
        );
    }
    prove(
        "path-parameter-object",
        Error,
        &format!("{OPERATION}/parameters/0/schema"),
        &with(&[("/parameters/0/schema", reference("A"))]),
        &Happens::Panics,
    );
    let cookie = with(&[("/parameters/1", parameter("c", "cookie"))]);
    prove("cookie-parameter", Error, &at, &cookie, &Happens::Refuses);
    let mut deep = parameter("d", "query");
    deep["style"] = "deepObject".into();
    prove(
        "deep-object",
        Error,
        &format!("{at}/style"),
        &with(&[("/parameters/1", deep)]),
        &Happens::Refuses,
    );
    let array = json!({"name": "q", "in": "query", "explode": false, "schema": {"type": "array", "items": text()}});
    let mut exploded = array.clone();
    exploded["explode"] = true.into();
    prove(
        "explode-ignored",
        Error,
        &format!("{at}/explode"),
        &with(&[("/parameters/1", array)]),
        &Happens::SameAs(with(&[("/parameters/1", exploded)])),
    );
}

#[test]
fn responses() {
    use Severity::Decide as Error;
    let at = |status: &str| format!("{OPERATION}/responses/{status}");
    let empty = || json!({"description": "d"});
    let cases = [
        ("success-types", "202", with(&[("/responses/202", empty())])),
        ("error-types", "5XX", with(&[("/responses/5XX", empty())])),
        (
            "error-types",
            "5XX",
            with(&[("/responses/5XX", body(reference("A")))]),
        ),
        (
            "default-response",
            "default",
            with(&[
                ("/responses/4XX", Value::Null),
                ("/responses/5XX", Value::Null),
                ("/responses/default", body(reference("B"))),
            ]),
        ),
    ];
    for (rule, status, document) in cases {
        prove(rule, Error, &at(status), &document, &Happens::Panics);
    }
    for media_type in ["application/problem+json", "*/*", "application/hal+json"] {
        let response =
            json!({"description": "d", "content": {media_type: {"schema": reference("A")}}});
        let pointer = format!("{}/content/{}", at("200"), media_type.replace('/', "~1"));
        prove(
            "response-media-type",
            Error,
            &pointer,
            &with(&[("/responses/200", response)]),
            &Happens::Has("ResponseValue<ByteStream>"),
        );
    }
    let untyped = json!({"description": "d", "content": {"application/json": {}}});
    let pointer = format!("{}/content/application~1json", at("200"));
    prove(
        "response-schema-missing",
        Error,
        &pointer,
        &with(&[("/responses/200", untyped)]),
        &Happens::Panics,
    );
    let silent = with(&[("/responses/200/description", Value::Null)]);
    prove(
        "response-description",
        Error,
        &at("200"),
        &silent,
        &Happens::Refuses,
    );
    let inline = with(&[
        ("/responses/200", body(object(json!({"status": text()})))),
        (
            "/responses/4XX",
            body(object(json!({"code": text(), "traceId": text()}))),
        ),
        ("/responses/5XX", Value::Null),
    ]);
    let named = with(&[("//components/schemas/B", object(json!({"traceId": text()})))]);
    prove(
        "inline-schemas",
        Error,
        &at("4XX"),
        &inline,
        &Happens::Lacks("trace_id", named),
    );
}

#[test]
fn schemas() {
    use Severity::{Decide as Error, Lost as Warning};
    let at = "/components/schemas/A";
    let a = |schema: Value| with(&[("//components/schemas/A", schema)]);
    let status = |schema: Value| a(object(json!({"status": schema})));
    let inside = |keyword: &str| format!("{at}/properties/status/{keyword}");

    let twins = with(&[
        ("//components/schemas/my_type", object(json!({}))),
        ("//components/schemas/MyType", object(json!({}))),
    ]);
    let finding = lint(&twins)
        .into_iter()
        .find(|finding| finding.code == "schema-name-collision")
        .unwrap();
    prove(
        "schema-name-collision",
        Error,
        &finding.pointer,
        &twins,
        &Happens::DoesNotCompile,
    );
    prove(
        "unknown-type",
        Error,
        &inside("type"),
        &status(json!({"type": "text"})),
        &Happens::Panics,
    );
    prove(
        "reference-elsewhere",
        Error,
        &inside("$ref"),
        &status(json!({"$ref": "#/components/schemas/B/properties/code"})),
        &Happens::Panics,
    );
    prove(
        "enum-value-collision",
        Error,
        &inside("enum/1"),
        &status(json!({"type": "string", "enum": ["a", "A"]})),
        &Happens::Panics,
    );
    prove(
        "default-outside-enum",
        Error,
        &inside("default"),
        &status(json!({"type": "string", "enum": ["a"], "default": "b"})),
        &Happens::Refuses,
    );
    prove(
        "closed-enum-received",
        Warning,
        &inside("enum"),
        &status(json!({"type": "string", "enum": ["on", "off"]})),
        &Happens::Has("_ => Err(\"invalid value\""),
    );
    prove(
        "constraint-received",
        Warning,
        &inside("maxLength"),
        &status(json!({"type": "string", "maxLength": 3})),
        &Happens::Has("longer than 3 characters"),
    );
    prove(
        "number-is-f64",
        Warning,
        &inside("type"),
        &status(json!({"type": "number"})),
        &Happens::Has("pub status: ::std::option::Option<f64>"),
    );
    let array = json!({"type": "array", "items": text()});
    prove(
        "null-array-received",
        Warning,
        &format!("{at}/properties/status"),
        &status(array),
        &Happens::Has("pub status: ::std::vec::Vec<::std::string::String>"),
    );
    let mut closed = object(json!({"status": text()}));
    closed["additionalProperties"] = false.into();
    prove(
        "closed-object-received",
        Warning,
        &format!("{at}/additionalProperties"),
        &a(closed),
        &Happens::Has("deny_unknown_fields"),
    );
    let mut document = a(
        json!({"oneOf": [reference("B"), reference("C")], "discriminator": {"propertyName": "kind"}}),
    );
    document["components"]["schemas"]["C"] = object(json!({"kind": text()}));
    prove(
        "discriminator-ignored",
        Error,
        &format!("{at}/discriminator"),
        &document,
        &Happens::Has("serde(untagged)"),
    );
}

#[test]
fn the_exact_code_beside_its_range_is_fine_with_one_schema() {
    let document = with(&[("/responses/403", body(reference("B")))]);
    assert_eq!(lint(&document), []);
    assert!(bindings(&document).is_ok());
}
