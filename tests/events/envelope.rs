//! Reading the envelope of an event.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use signicat_reuseid::events::{Event, EventSubject, InvalidEvent, MAX_BODY};

/// The vendor's sample, with data.
fn sample() -> Value {
    json!({
        "id": "82fa52a9bc7549438b8c6aee71569fa7",
        "timestamp": "2023-11-13T11:38:10.7302363Z",
        "sender": "signature-api",
        "eventName": "order.completed",
        "eventData": {"processId": "8be8325a-9654-4165-a56f-0d1ccdc3bd3e", "name": "Ola"},
        "accountId": "a-spge-IL9J9flqic18sh4TsUAo",
        "organizationId": null,
        "expiresAt": "2023-11-13T11:38:40.7302345Z",
        "tags": ["mock"]
    })
}

fn read(value: &Value) -> Result<Event, InvalidEvent> {
    Event::from_verified_bytes(value.to_string().as_bytes())
}

fn with(name: &str, value: Value) -> Value {
    let mut sample = sample();
    sample[name] = value;
    sample
}

#[test]
fn reads_the_vendors_sample() {
    let event = read(&sample()).unwrap();
    assert_eq!(event.id(), "82fa52a9bc7549438b8c6aee71569fa7");
    assert_eq!(event.name(), "order.completed");
    assert_eq!(event.sender(), Some("signature-api"));
    assert_eq!(event.account_id(), Some("a-spge-IL9J9flqic18sh4TsUAo"));
    assert_eq!(event.organization_id(), None);
    assert_eq!(event.tags().collect::<Vec<_>>(), ["mock"]);
    let created = UNIX_EPOCH + Duration::new(1_699_875_490, 730_236_300);
    assert_eq!(event.timestamp(), Some(created));
    let end = UNIX_EPOCH + Duration::new(1_699_875_520, 730_234_500);
    assert_eq!(event.expires_at(), Some(end));
    let process = "8be8325a-9654-4165-a56f-0d1ccdc3bd3e".parse().unwrap();
    assert_eq!(event.subjects(), [EventSubject::Process(process)]);
    assert_eq!(event.unknown_fields().count(), 0);
}

#[test]
fn keeps_unknown_names_and_fields_and_serializes_to_what_it_read() {
    let mut value = with("eventName", json!("tomorrow.invented"));
    value["specVersion"] = json!({"major": 2, "userId": "u-1"});
    value["tags"] = json!("not a list");
    value["eventData"] = json!([1.5, null, "x"]);
    let event = read(&value).unwrap();
    assert_eq!(event.name(), "tomorrow.invented");
    let unknown: Vec<_> = event.unknown_fields().map(|(name, _)| name).collect();
    assert_eq!(unknown, ["specVersion"]);
    assert_eq!(event.tags().count(), 0);
    assert_eq!(event.subjects().len(), 1);
    assert_eq!(serde_json::to_value(&event).unwrap(), value);
    assert_eq!(serde_json::from_value::<Event>(value).unwrap(), event);
}

#[test]
fn needs_only_an_id_and_a_name() {
    let event = read(&json!({"id": "e-1", "eventName": "x"})).unwrap();
    assert_eq!((event.timestamp(), event.expires_at()), (None, None));
    assert_eq!(event.data(), &Value::Null);
    for (value, reason) in [
        (json!({"eventName": "x"}), InvalidEvent::MissingField("id")),
        (json!({"id": "x"}), InvalidEvent::MissingField("eventName")),
        (
            json!({"id": null, "eventName": "x"}),
            InvalidEvent::MissingField("id"),
        ),
        (
            json!({"id": 5, "eventName": "x"}),
            InvalidEvent::InvalidField("id"),
        ),
        (
            json!({"id": "", "eventName": "x"}),
            InvalidEvent::InvalidField("id"),
        ),
        (
            with("id", "x".repeat(257).into()),
            InvalidEvent::InvalidField("id"),
        ),
        (
            with("expiresAt", json!("soon")),
            InvalidEvent::InvalidField("expiresAt"),
        ),
        (
            with("expiresAt", json!(1_699_875_520)),
            InvalidEvent::InvalidField("expiresAt"),
        ),
        (
            with("timestamp", json!("")),
            InvalidEvent::InvalidField("timestamp"),
        ),
        (json!([]), InvalidEvent::NotAnObject),
        (json!("x"), InvalidEvent::NotAnObject),
    ] {
        assert_eq!(read(&value), Err(reason), "{value}");
    }
}

#[test]
fn refuses_what_is_not_json_and_shows_nothing_of_it() {
    let error = Event::from_verified_bytes(br#"{"id": canary}"#).unwrap_err();
    assert_eq!(error, InvalidEvent::NotJson { line: 1, column: 8 });
    assert!(!format!("{error} {error:?}").contains("canary"));
    for bytes in [
        &b""[..],
        b"\xff",
        &[b'['; 100_000],
        b"{\"id\":\"e\",\"eventName\":\"x\"} x",
    ] {
        let error = Event::from_verified_bytes(bytes).unwrap_err();
        assert!(matches!(error, InvalidEvent::NotJson { .. }), "{error:?}");
    }
    let large = vec![b' '; MAX_BODY + 1];
    assert_eq!(
        Event::from_verified_bytes(&large),
        Err(InvalidEvent::TooLarge)
    );
}

#[test]
fn expires_after_expires_at_plus_the_tolerance() {
    let event = read(&sample()).unwrap();
    let (end, tolerance) = (event.expires_at().unwrap(), Duration::from_secs(300));
    let second = Duration::from_secs(1);
    assert!(!event.is_expired(end + tolerance, tolerance));
    assert!(event.is_expired(end + tolerance + second, tolerance));
    assert!(!event.is_expired(UNIX_EPOCH, tolerance));
    let created = event.timestamp().unwrap();
    assert!(!event.is_from_future(created - tolerance, tolerance));
    assert!(event.is_from_future(created - tolerance - second, tolerance));
}

#[test]
fn compares_times_at_both_ends_without_overflow() {
    let (early, late) = ("0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z");
    let mut value = with("expiresAt", json!(late));
    value["timestamp"] = json!(early);
    let event = read(&value).unwrap();
    for tolerance in [Duration::ZERO, Duration::MAX] {
        for now in [UNIX_EPOCH, SystemTime::now()] {
            assert!(!event.is_expired(now, tolerance));
            assert!(!event.is_from_future(now, tolerance));
        }
    }
    let mut value = with("expiresAt", json!(early));
    value["timestamp"] = json!(late);
    let event = read(&value).unwrap();
    assert!(event.is_expired(SystemTime::now(), Duration::ZERO));
    assert!(event.is_from_future(SystemTime::now(), Duration::ZERO));
    assert!(!event.is_expired(SystemTime::now(), Duration::MAX));
    assert!(!event.is_from_future(SystemTime::now(), Duration::MAX));
}

#[test]
fn prints_no_data() {
    let event = read(&sample()).unwrap();
    let printed = format!("{event:?} {event:#?}");
    assert!(printed.contains("order.completed"), "{printed}");
    for personal in ["Ola", "8be8325a"] {
        assert!(!printed.contains(personal), "{printed}");
    }
}
