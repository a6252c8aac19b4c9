//! Nothing secret and nothing personal is printed, logged or thrown; and the proof of it would notice.

#[path = "proofs/canary/mod.rs"]
mod canary;
mod scripted_server;

use canary::{
    detector::{Detector, forms},
    recorder,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prints_logs_and_panics_with_no_secret_or_personal_data() {
    recorder::listen();
    let found = canary::run().await;
    assert_eq!(found.missing, [""; 0], "not covered");
    assert_eq!(found.leaks, [""; 0], "leaks");

    // The twin: what is let slip in each of the ways is heard.
    for (planted, slip) in [
        (
            "an event's",
            (|text| tracing::trace!(field = text)) as fn(&'static str),
        ),
        ("a span's", |text| {
            drop(tracing::trace_span!("x", field = %text))
        }),
        ("a record's", |text| log::trace!("{text}")),
        ("a panic's", |text| {
            drop(std::panic::catch_unwind(|| panic!("{text}")))
        }),
    ] {
        let text = format!("canary of {planted} own").leak();
        slip(text);
        let mut detector = Detector::default();
        detector.add(planted, text);
        assert_eq!(detector.find(&recorder::all()).len(), 1, "{planted}");
    }
}

#[test]
fn a_canary_is_found_in_each_form_and_at_each_place() {
    let canary = "canary~Straße+1";
    let mut detector = Detector::default();
    detector.add("it", canary);
    assert!(detector.find("nothing of the kind").is_empty());
    for (name, any_case, form) in forms(canary) {
        let text = format!("before{form}after");
        assert!(!detector.find(&text).is_empty(), "{name}");
        if any_case {
            assert!(
                !detector
                    .find(&text.to_uppercase().replace("STRASSE", "Straße"))
                    .is_empty(),
                "{name}"
            );
        }
    }
    use base64::Engine as _;
    for before in ["", "i", "id", "id:", "a-longer-id:"] {
        let encoded = base64::prelude::BASE64_STANDARD.encode(format!("{before}{canary}:after"));
        assert!(
            !detector.find(&format!("Basic {encoded}")).is_empty(),
            "{before:?}"
        );
    }
}
