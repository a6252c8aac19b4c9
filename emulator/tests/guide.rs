//! Checks `docs/emulator.md`: its faults can be set, its bounds are those of the code, its paths exist.

mod support;

use http::Method;
use serde_json::{Value, json};
use signicat_reuseid_emulator::{Emulator, TOKEN_PATH, control_api};
use support::Caller;

fn guide() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/emulator.md")).unwrap()
}

/// Every JSON object of the guide that starts with `start`.
fn objects(guide: &str, start: &str) -> Vec<Value> {
    guide
        .match_indices(start)
        .map(|(at, _)| {
            let mut values = serde_json::Deserializer::from_str(&guide[at..]).into_iter::<Value>();
            values
                .next()
                .unwrap()
                .unwrap_or_else(|error| panic!("{error}: {}", &guide[at..at + 60]))
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn guide_shows_every_fault_and_its_faults_can_be_set() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let mut kinds = std::collections::BTreeSet::new();
    let faults = objects(&guide(), "{\"kind\"");
    for fault in &faults {
        let reply = caller
            .control(Method::POST, "/faults", Some(json!({ "fault": fault })))
            .await;
        assert_eq!(reply.status, 201, "{fault} {}", reply.text);
        kinds.insert(fault["kind"].as_str().unwrap().to_owned());
    }
    for scoped in objects(&guide(), "{\"fault\"") {
        assert_eq!(
            caller
                .control(Method::POST, "/faults", Some(scoped))
                .await
                .status,
            201
        );
    }
    let document: Value = serde_json::from_str(&control_api()).unwrap();
    let known = document["components"]["schemas"]["FaultKind"]["oneOf"]
        .as_array()
        .unwrap();
    for variant in known {
        let kind = variant["properties"]["kind"]["enum"][0].as_str().unwrap();
        assert!(kinds.contains(kind), "the guide does not show {kind}");
    }
}

#[test]
fn bounds_of_the_guide_match_the_code() {
    use signicat_reuseid_emulator as emulator;
    let limits = emulator::StoreLimits::default();
    assert_eq!(limits.sessions, emulator::MAX_SESSIONS_PER_ACCOUNT);
    assert_eq!(limits.tokens, emulator::MAX_TOKENS_PER_ACCOUNT);
    assert_eq!(limits.requests, emulator::MAX_REQUESTS_PER_ACCOUNT);
    let guide = guide().replace('\n', " ");
    for (bound, what) in [
        (limits.sessions, "sessions"),
        (limits.tokens, "tokens"),
        (limits.requests, "logged requests"),
        (emulator::MAX_CLIENTS, "clients"),
        (emulator::MAX_FAULTS, "faults"),
    ] {
        let line = format!("{},{:03} {what}", bound / 1_000, bound % 1_000);
        assert!(guide.contains(&line), "{line}");
    }
}

#[test]
fn guide_names_the_default_lifetimes() {
    let lifetimes = signicat_reuseid_emulator::Lifetimes::default();
    let guide = guide();
    for (what, lifetime) in [
        ("access token", lifetimes.token),
        ("activation code", lifetimes.code),
        ("session", lifetimes.session),
    ] {
        let row = format!("| {what} | {} s ", lifetime.as_secs());
        assert!(guide.contains(&row), "{row}");
    }
}

#[test]
fn examples_of_the_guide_remove_the_faults_that_they_set() {
    let guide = guide();
    // Every second part is a code block.
    let blocks = guide.split("```").skip(1).step_by(2);
    let setting: Vec<_> = blocks
        .filter(|block| block.contains("{\"fault\""))
        .collect();
    assert!(setting.len() >= 2);
    for block in setting {
        assert!(block.contains("DELETE"), "{block}");
    }
}

#[test]
fn paths_of_the_guide_exist() {
    let api: Value = serde_json::from_str(signicat_reuseid_api::OPENAPI).unwrap();
    let control: Value = serde_json::from_str(&control_api()).unwrap();
    let base = Emulator::in_process()
        .base_url()
        .replace("http://localhost", "");
    let metadata = "/auth/open/.well-known/openid-configuration";
    let mut known = vec![TOKEN_PATH.to_owned(), metadata.to_owned()];
    known.extend(
        api["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(|path| format!("{base}{path}")),
    );
    known.extend(
        control["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(|path| format!("/_emulator{path}")),
    );
    let guide = guide();
    let mut seen = 0;
    for (at, _) in guide.match_indices("$E/") {
        let path: String = guide[at + 2..]
            .chars()
            .take_while(|it| !it.is_whitespace() && !"?\"'`".contains(*it))
            .collect();
        let exists = known.iter().any(|template| {
            let (template, path) = (template.split('/'), path.split('/'));
            template.clone().count() == path.clone().count()
                && template
                    .zip(path)
                    .all(|(expected, actual)| expected.starts_with('{') || expected == actual)
        });
        assert!(exists, "{path}");
        seen += 1;
    }
    assert!(seen > 10);
}
