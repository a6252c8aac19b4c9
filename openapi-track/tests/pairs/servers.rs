//! Servers of the document, of paths and of operations, and their variables.

use openapi_track::compare::{Severity, hosts};
use openapi_track::report::Report;
use serde_json::{Value, json};

use crate::{Pair, edited, from_base, pair};

fn servers(
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    pair(
        name,
        &[("/servers", old)],
        &[("/servers", new)],
        expected,
        id,
    )
}

#[rustfmt::skip]
pub fn pairs() -> Vec<Pair> {
    let url = |url: &str| json!([{ "url": url }]);
    let variable = |values: Value, default: &str| json!([{"url": "https://{region}.example", "variables": {"region": {"enum": values, "default": default}}}]);
    vec![
        servers("host changed", url("https://a.example"), url("https://b.example"), "warning", "server-host-added"),
        servers("path changed", url("https://a.example/v1"), url("https://a.example/v2"), "warning", "api-server-removed"),
        servers("server added", url("https://a.example"), json!([{"url": "https://a.example"}, {"url": "https://a.example/v2"}]), "safe", "api-server-added"),
        servers("server of a new host added", url("https://a.example"), json!([{"url": "https://a.example"}, {"url": "https://b.example"}]), "warning", "server-host-added"),
        servers("server removed", json!([{"url": "https://a.example"}, {"url": "https://a.example/v2"}]), url("https://a.example"), "warning", "api-server-removed"),
        servers("default server changed", json!([{"url": "https://a.example"}, {"url": "https://a.example/v2"}]),
            json!([{"url": "https://a.example/v2"}, {"url": "https://a.example"}]), "warning", "api-server-default-changed"),
        servers("slash at the end", url("https://a.example"), url("https://a.example/"), "safe", ""),
        servers("TLS dropped", url("https://a.example"), url("http://a.example"), "warning", "server-host-added"),
        servers("host hidden behind user information", url("https://a.example"), url("https://a.example@b.example"), "warning", "server-host-added"),
        servers("variable expanded", variable(json!(["eu"]), "eu"), url("https://eu.example"), "safe", ""),
        servers("value of a variable removed", variable(json!(["eu", "us"]), "eu"), variable(json!(["eu"]), "eu"), "warning", "api-server-removed"),
        servers("value of a variable added", variable(json!(["eu"]), "eu"), variable(json!(["eu", "us"]), "eu"), "warning", "server-host-added"),
        servers("default of a variable changed", variable(json!(["eu", "us"]), "eu"), variable(json!(["eu", "us"]), "us"), "warning", "api-server-default-changed"),
        from_base("servers removed", &[("/servers", Value::Null)], "warning", "api-server-removed"),
        from_base("servers of a path", &[("/paths/~1pets/servers", url("https://files.example"))], "warning", "server-host-added"),
        from_base("servers of an operation", &[("/paths/~1pets/post/servers", url("https://files.example"))], "warning", "server-host-added"),
        from_base("servers of an operation, as in the document", &[("/paths/~1pets/post/servers", url("https://api.example/v1"))], "safe", ""),
        pair("servers moved from the document to its operations", &[("/servers", url("https://a.example"))],
            &[("/servers", Value::Null), ("/paths/~1pets/servers", url("https://a.example")), ("/paths/~1pets~1{id}/servers", url("https://a.example"))], "safe", ""),
    ]
}

#[test]
fn a_new_host_is_one_change_of_its_own_severity_with_its_operations() {
    let moved = edited(&[
        (
            "/paths/~1pets/post/servers",
            json!([{"url": "https://evil.example/v1"}]),
        ),
        (
            "/paths/~1pets~1{id}/get/servers",
            json!([{"url": "https://evil.example/v1"}]),
        ),
    ]);
    let report = Report::compare(&edited(&[]), &moved);
    let hosts_added: Vec<_> = report
        .changes
        .iter()
        .filter(|change| change.severity() == Severity::Host)
        .collect();
    assert_eq!(hosts_added.len(), 1, "{}", report.text());
    let operations: Vec<_> = hosts_added[0]
        .operations
        .iter()
        .map(AsRef::as_ref)
        .collect();
    assert_eq!(operations, ["GET /pets/{id}", "POST /pets"]);
    assert_eq!(report.new_hosts(), ["evil.example"]);
    assert!(
        report
            .text()
            .contains("\nhost: requests or credentials go to the host `evil.example`")
    );
    let names: Vec<_> = hosts(&moved).into_iter().collect();
    assert_eq!(names, ["api.example", "evil.example"]);
}
