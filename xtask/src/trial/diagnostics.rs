//! Reads cargo's JSON messages: compiler errors, by whose code is at fault.

use std::collections::BTreeSet;

use serde::Deserialize;

/// The crate whose failure to compile is the document's fault and not that of handwritten code.
pub const RAW: &str = "signicat-reuseid-api";

/// Compiler errors, one line each, sorted.
#[derive(Debug, Default)]
pub struct Errors {
    /// In the raw bindings.
    pub raw: Vec<String>,
    /// In handwritten code.
    pub handwritten: Vec<String>,
}

#[derive(Deserialize)]
struct Message {
    package_id: Option<String>,
    target: Option<Target>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

/// The errors in the output of `cargo build --message-format json-diagnostic-short`.
pub fn errors(stdout: &str) -> Errors {
    let (mut raw, mut handwritten) = (BTreeSet::new(), BTreeSet::new());
    for line in stdout.lines() {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            continue;
        };
        let (Some(diagnostic), Some(target)) = (message.message, message.target) else {
            continue;
        };
        let rendered = diagnostic.rendered.unwrap_or_default();
        let text = rendered.lines().next().unwrap_or_default().to_owned();
        if diagnostic.level != "error" || text.contains("aborting due to") || text.is_empty() {
            continue;
        }
        let package = message.package_id.unwrap_or_default();
        let is_raw = package.contains(&format!("#{RAW}@")) || package.contains("/generated#");
        let is_test = target.kind.iter().any(|kind| kind == "test");
        if is_raw && !is_test {
            raw.insert(text);
        } else {
            handwritten.insert(text);
        }
    }
    Errors {
        raw: raw.into_iter().collect(),
        handwritten: handwritten.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_errors_of_the_raw_bindings_from_others() {
        let line = |package: &str, kind: &str, text: &str| {
            serde_json::json!({"reason": "compiler-message", "package_id": package,
                "target": {"kind": [kind]}, "message": {"level": "error", "rendered": text}})
            .to_string()
        };
        let raw = "path+file:///x/generated#signicat-reuseid-api@0.1.0";
        let client = "path+file:///x#signicat-reuseid@0.1.0";
        let out = [
            line(raw, "lib", "generated/a.rs:1:1: error: a\nmore"),
            line(raw, "test", "generated/t.rs:1:1: error: b"),
            line(client, "lib", "src/c.rs:1:1: error: c"),
            line(client, "lib", "error: aborting due to 1 previous error"),
            "not JSON".to_owned(),
        ];
        let errors = errors(&out.join("\n"));
        assert_eq!(errors.raw, ["generated/a.rs:1:1: error: a"]);
        assert_eq!(
            errors.handwritten,
            ["generated/t.rs:1:1: error: b", "src/c.rs:1:1: error: c"]
        );
    }
}
