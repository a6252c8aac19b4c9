//! Finds the ids of sessions, users and devices anywhere in the data of an event.
//!
//! The vendor shows the schema of each event in its Dashboard only, so an event is matched to a session by the
//! ids that it contains, not by its name.

use std::{collections::VecDeque, fmt};

use serde_json::Value;

use crate::model::{DeviceId, DossierId, ProcessId, TransactionId, UserId};

/// Most subjects of one event.
pub(super) const MAX_SUBJECTS: usize = 64;

/// An id that an event contains. `Debug` prints the kind of the id, not the id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventSubject {
    /// `transactionId`: an onboarding or step-up session.
    Transaction(TransactionId),
    /// `processId`: the identity proofing process of a session.
    Process(ProcessId),
    /// `dossierId`, or `externalReference` in events of identity proofing: the dossier of a session.
    Dossier(DossierId),
    /// `userId`: a MobileID user.
    User(UserId),
    /// `deviceId`: a user's device.
    Device(DeviceId),
}

impl EventSubject {
    /// The id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Transaction(id) => id.as_str(),
            Self::Process(id) => id.as_str(),
            Self::Dossier(id) => id.as_str(),
            Self::User(id) => id.as_str(),
            Self::Device(id) => id.as_str(),
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Transaction,
    Process,
    Dossier,
    User,
    Device,
}

impl Kind {
    fn subject(self, id: &str) -> Option<EventSubject> {
        Some(match self {
            Self::Transaction => EventSubject::Transaction(id.parse().ok()?),
            Self::Process => EventSubject::Process(id.parse().ok()?),
            Self::Dossier => EventSubject::Dossier(id.parse().ok()?),
            Self::User => EventSubject::User(id.parse().ok()?),
            Self::Device => EventSubject::Device(id.parse().ok()?),
        })
    }
}

/// What a member's name says of the value below it.
#[derive(Clone, Copy)]
enum Place {
    /// The value is an id, or a list of ids.
    Id(Kind),
    /// The value is an object whose `id` is one, such as `{"process": {"id": ".."}}`.
    Of(Kind),
    Other,
}

impl Place {
    /// `transactionId`, `TransactionID`, `transaction_id`, `transaction-ids` all mean the same.
    fn named(name: &str, parent: Self) -> Self {
        const LONGEST: usize = 24;
        if name.len() > LONGEST {
            return Self::Other;
        }
        let mut name: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if name.ends_with("ids") {
            name.pop();
        }
        match (&*name, parent) {
            ("transactionid", _) => Self::Id(Kind::Transaction),
            ("processid", _) => Self::Id(Kind::Process),
            ("dossierid" | "externalreference", _) => Self::Id(Kind::Dossier),
            ("userid", _) => Self::Id(Kind::User),
            ("deviceid", _) => Self::Id(Kind::Device),
            ("transaction", _) => Self::Of(Kind::Transaction),
            ("process", _) => Self::Of(Kind::Process),
            ("dossier", _) => Self::Of(Kind::Dossier),
            ("user", _) => Self::Of(Kind::User),
            ("device", _) => Self::Of(Kind::Device),
            ("id", Self::Of(kind)) => Self::Id(kind),
            _ => Self::Other,
        }
    }
}

/// The first 64 different subjects below `value`, those nearest to the root first.
pub(super) fn find(value: &Value) -> Vec<EventSubject> {
    let mut found: Vec<EventSubject> = Vec::new();
    // A queue instead of recursion: the depth of the data is the sender's choice.
    let mut queue = VecDeque::from([(Place::Other, value)]);
    while let Some((place, value)) = queue.pop_front() {
        match (value, place) {
            (Value::Object(members), _) => {
                let members = members.iter();
                queue.extend(members.map(|(name, value)| (Place::named(name, place), value)));
            }
            (Value::Array(items), _) => queue.extend(items.iter().map(|item| (place, item))),
            (Value::String(id), Place::Id(kind)) => {
                let new = kind.subject(id).filter(|it| !found.contains(it));
                found.extend(new);
                if found.len() == MAX_SUBJECTS {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

/// The kind of subject, without the id: the text of a metric's label.
impl fmt::Display for EventSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Transaction(_) => "transaction",
            Self::Process(_) => "process",
            Self::Dossier(_) => "dossier",
            Self::User(_) => "user",
            Self::Device(_) => "device",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(value: Value) -> Vec<String> {
        let subjects = find(&value);
        subjects
            .iter()
            .map(|it| format!("{it} {}", it.as_str()))
            .collect()
    }

    #[test]
    fn finds_ids_at_any_depth_and_in_any_spelling() {
        let data = json!({
            "transactionId": "t-1",
            "deep": [{"er": {"Process_ID": "p-1"}}],
            "user": {"id": "u-1", "name": "id"},
            "device-ids": ["d-1", "d-2"],
            "externalReference": "o-1",
        });
        let mut found = found(data);
        found.sort();
        let expected = [
            "device d-1",
            "device d-2",
            "dossier o-1",
            "process p-1",
            "transaction t-1",
            "user u-1",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn ignores_what_is_not_an_id() {
        let data = json!({
            "transactionId": "../x", "processId": 5, "userId": null, "dossierId": "", "id": "x",
            "deviceId": {"value": "x"}, "note": "transactionId",
        });
        assert_eq!(found(data), [""; 0]);
    }

    #[test]
    fn finds_at_most_64_different_ids() {
        let ids: Vec<_> = (0..200)
            .map(|n| json!({"userId": format!("u-{}", n / 2)}))
            .collect();
        let found = found(ids.into());
        assert_eq!(found.len(), MAX_SUBJECTS);
        assert_eq!(found.last().unwrap(), "user u-63");
    }

    #[test]
    fn accepts_any_depth_of_nesting() {
        let mut data = json!({"transactionId": "t-1"});
        for _ in 0..1_000 {
            data = json!([data]);
        }
        assert_eq!(found(data), ["transaction t-1"]);
    }
}
