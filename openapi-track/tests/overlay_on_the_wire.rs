//! What an overlay changes on the wire is reported; an overlay that only names things changes nothing there.

use openapi_track::{compare::wire_changes, overlay::Overlay};
use serde_json::{Value, json};

const USER: &str = "$.components.schemas.User";

fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/users": {"post": {
            "requestBody": {"required": true, "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/User"}}}},
            "responses": {"200": {"description": "d", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/User"}}}}}
        }}},
        "components": {"schemas": {"User": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "maxLength": 10},
                "created": {"type": "string", "format": "date-time"},
                "state": {"type": "string", "enum": ["on", "off"]}
            }
        }}}
    })
}

/// Id and location of every change that an overlay with this action makes.
fn changes(target: &str, change: &Value) -> Vec<(String, String)> {
    let mut action = json!({"target": target, "description": "Corrects a fault: test."});
    for (key, value) in change.as_object().unwrap() {
        action[key] = value.clone();
    }
    let overlay = json!({
        "overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [action]
    });
    let overlay = Overlay::parse(overlay.to_string().as_bytes()).unwrap();
    let before = document();
    let mut after = before.clone();
    overlay.apply(&mut after).unwrap();
    let changes = wire_changes(&before, &after);
    for change in &changes {
        assert!(change.location.starts_with("#/"), "{}", change.location);
        assert!(!change.operations.is_empty(), "{}", change.text);
    }
    let identity = |change: openapi_track::compare::Change| (change.id, change.location);
    changes.into_iter().map(identity).collect()
}

#[track_caller]
fn assert_reported(changes: &[(String, String)], property: &str) {
    let at = format!("#/components/schemas/User/properties/{property}");
    for message in ["request-", "response-"] {
        let of_message = |(id, _): &&(String, String)| id.starts_with(message);
        assert!(
            changes.iter().any(|change| of_message(&change)),
            "no {message} in {changes:?}"
        );
    }
    assert!(
        changes
            .iter()
            .all(|(_, location)| location.starts_with(&at)),
        "{changes:?}"
    );
}

#[test]
fn reports_deleted_fields_enums_and_formats() {
    for (property, keyword) in [
        ("created", ""),
        ("state", ".enum"),
        ("created", ".format"),
        ("name", ".maxLength"),
    ] {
        let target = format!("{USER}.properties.{property}{keyword}");
        assert_reported(&changes(&target, &json!({"remove": true})), property);
    }
}

#[test]
fn reports_properties_that_are_no_longer_required() {
    let found = changes(&format!("{USER}.required"), &json!({"remove": true}));
    let ids: Vec<_> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids.len(), 2, "{found:?}");
    assert!(
        ids.iter().all(|id| id.contains("became-optional")),
        "{found:?}"
    );
}

#[test]
fn reports_values_and_types_that_the_overlay_changes() {
    let found = changes(
        &format!("{USER}.properties.created"),
        &json!({"update": {"type": "integer"}}),
    );
    assert_reported(&found, "created");
    let found = changes(
        "$.servers[0]",
        &json!({"update": {"url": "https://api.example.com/v2"}}),
    );
    assert!(!found.is_empty());
}

#[test]
fn names_and_descriptions_are_not_on_the_wire() {
    for (target, update) in [
        (USER, json!({"x-rust-name": "Person"})),
        (USER, json!({"description": "A person."})),
        (
            "$.paths['/users'].post",
            json!({"operationId": "create_user", "tags": ["users"]}),
        ),
        ("$.paths['/users'].post", json!({"deprecated": true})),
    ] {
        assert_eq!(
            changes(target, &json!({"update": update})),
            [],
            "{target} {update}"
        );
    }
}
