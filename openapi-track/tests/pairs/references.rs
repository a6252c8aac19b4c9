//! References: anchors, cycles, path items beside their `$ref`, and what cannot be followed.

use serde_json::{Value, json};

use crate::{Pair, edited, from_base, pair};

fn schemas(mut more: Value) -> (&'static str, Value) {
    let mut all = edited(&[])["components"]["schemas"].take();
    all.as_object_mut()
        .unwrap()
        .append(more.as_object_mut().unwrap());
    ("/components/schemas", all)
}

/// Schemas beside the base document's, of which `X` is received.
fn received(
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    let uses_x = |more: Value| {
        let (at, mut all) = schemas(more);
        all["Pet"]["properties"]["x"] = json!({"$ref": "#/components/schemas/X"});
        [(at, all)]
    };
    pair(name, &uses_x(old), &uses_x(new), expected, id)
}

#[rustfmt::skip]
pub fn pairs() -> Vec<Pair> {
    let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let text = json!({"type": "string"});
    let integer = json!({"type": "integer"});
    vec![
        received("anchor leads to another type", json!({"X": {"$ref": "#a"}, "A": {"$anchor": "a", "type": "string"}}),
            json!({"X": {"$ref": "#a"}, "A": {"$anchor": "a", "type": "integer"}}), "breaking", "response-property-type-changed"),
        received("anchor and pointer to the same schema", json!({"X": {"$ref": "#a"}, "A": {"$anchor": "a", "type": "string"}}),
            json!({"X": to("A"), "A": {"type": "string"}}), "safe", ""),
        received("two schemas with one anchor", json!({"X": {"$ref": "#a"}, "A": {"$anchor": "a"}, "B": {"$anchor": "a"}}),
            json!({"X": {"$ref": "#a"}, "A": {"$anchor": "a"}, "B": {"$anchor": "a"}}), "warning", "reference-not-followed"),
        received("$id leads to another type", json!({"X": {"$ref": "https://a.example/s"}, "A": {"$id": "https://a.example/s", "type": "string"}}),
            json!({"X": {"$ref": "https://a.example/s"}, "A": {"$id": "https://a.example/s", "type": "integer"}}), "breaking", "response-property-type-changed"),
        received("$dynamicRef leads to another type", json!({"X": {"$dynamicRef": "#d"}, "A": {"$dynamicAnchor": "d", "type": "string"}}),
            json!({"X": {"$dynamicRef": "#d"}, "A": {"$dynamicAnchor": "d", "type": "integer"}}), "breaking", "response-property-type-changed"),
        received("external reference, unchanged", json!({"X": {"$ref": "other.yaml#/A"}}), json!({"X": {"$ref": "other.yaml#/A"}}), "warning", "reference-not-followed"),
        received("external reference, changed", json!({"X": {"$ref": "a.yaml#/A"}}), json!({"X": {"$ref": "b.yaml#/A"}}), "warning", "reference-not-followed"),
        received("reference to nothing", json!({"X": text}), json!({"X": {"$ref": "#/components/schemas/None"}}), "not-safe", "reference-not-followed"),
        received("alias cycle", json!({"X": to("Y"), "Y": to("X")}), json!({"X": to("Y"), "Y": to("X")}), "warning", "reference-not-followed"),
        received("alias of itself", json!({"X": to("X")}), json!({"X": to("X")}), "warning", "reference-not-followed"),
        received("alias inlined", json!({"X": to("Y"), "Y": to("Z"), "Z": text}), json!({"X": text}), "safe", "api-schema-removed"),
        received("recursion through allOf", json!({"X": {"allOf": [to("X"), {"properties": {"n": integer}}]}}),
            json!({"X": {"allOf": [to("X"), {"properties": {"n": text}}]}}), "breaking", "response-property-type-changed"),
        received("recursion through items", json!({"X": {"type": "array", "items": to("X"), "maxItems": 3}}),
            json!({"X": {"type": "array", "items": to("X"), "maxItems": 4}}), "breaking", "response-property-max-items-increased"),
        received("percent-encoded pointer", json!({"X": {"$ref": "#/components/schemas/A%20b"}, "A b": text}),
            json!({"X": {"$ref": "#/components/schemas/A%20b"}, "A b": integer}), "breaking", "response-property-type-changed"),
        received("keyword beside a reference", json!({"X": to("Y"), "Y": text}), json!({"X": {"$ref": "#/components/schemas/Y", "maxLength": 3}, "Y": text}),
            "safe", "response-property-max-length-set"),
        received("reference in an example is data", json!({"X": {"type": "string", "example": {"$ref": "#/nowhere"}}}),
            json!({"X": {"type": "string"}}), "safe", ""),
        from_base("reference into a path", &[("/components/schemas/Problem", json!({"$ref": "#/paths/~1pets/post/responses/201/content/application~1json/schema"}))],
            "not-safe", ""),
        pair("operation beside the reference of a path item removed",
            &[("/components/pathItems", json!({"P": {"get": {"operationId": "listPets", "responses": {"204": {"description": "n"}}}}})),
                ("/paths/~1all", json!({"$ref": "#/components/pathItems/P", "post": {"operationId": "x", "responses": {"204": {"description": "n"}}}}))],
            &[("/components/pathItems", json!({"P": {"get": {"operationId": "listPets", "responses": {"204": {"description": "n"}}}}})),
                ("/paths/~1all", json!({"$ref": "#/components/pathItems/P"}))], "breaking", "api-removed-without-deprecation"),
        pair("path item inlined",
            &[("/components/pathItems", json!({"P": {"get": {"responses": {"204": {"description": "n"}}}}})), ("/paths/~1all", json!({"$ref": "#/components/pathItems/P"}))],
            &[("/paths/~1all", json!({"get": {"responses": {"204": {"description": "n"}}}}))], "safe", ""),
        pair("response component changed",
            &[("/components/responses", json!({"R": {"description": "d", "content": {"application/json": {"schema": integer}}}})),
                ("/paths/~1pets~1{id}/get/responses/404", json!({"$ref": "#/components/responses/R"}))],
            &[("/components/responses", json!({"R": {"description": "d", "content": {"application/json": {"schema": text}}}})),
                ("/paths/~1pets~1{id}/get/responses/404", json!({"$ref": "#/components/responses/R"}))], "breaking", "response-body-type-changed"),
        from_base("external parameter", &[("/paths/~1pets/parameters", json!([{"$ref": "p.yaml#/q"}]))], "warning", "reference-not-followed"),
        from_base("external path item", &[("/paths/~1all", json!({"$ref": "paths.yaml"}))], "warning", "reference-not-followed"),
    ]
}
