//! Turns the values of a response into [`State`].
//!
//! Only the id of a started session is required. An empty optional id counts as absent, and one that is not
//! a valid id is kept among the unknown fields, so that it fails neither a start nor a wait.

use serde_json::{Map, Value};
use signicat_reuseid_api::SessionFields;

use super::{
    activation_code::ActivationCode,
    flow::Flow,
    ids::{InvalidId, TransactionId},
    recovered::Recovered,
    state::State,
    status_table::StatusTable,
    unreadable::Unreadable,
};

/// A started session.
#[derive(Clone)]
pub(crate) struct Started {
    pub(crate) state: State,
    pub(crate) activation_code: Option<ActivationCode>,
}

/// Why a response cannot be used, and the parts of it that could be read.
#[derive(Debug)]
pub(crate) struct Unusable {
    pub(crate) reason: Unreadable,
    pub(crate) recovered: Recovered,
}

impl From<Unreadable> for Unusable {
    fn from(reason: Unreadable) -> Self {
        let recovered = Recovered::default();
        Self { reason, recovered }
    }
}

/// Reads the response of a start.
pub(crate) fn start(
    mut fields: SessionFields,
    flow: Flow,
    statuses: &StatusTable,
) -> Result<Started, Unusable> {
    let activation_code = fields.activation_code.take().and_then(ActivationCode::new);
    match state(fields, flow, statuses, None) {
        Ok(state) => Ok(Started {
            state,
            activation_code,
        }),
        Err(reason) => Err(Unusable {
            reason,
            recovered: Recovered {
                transaction_id: None,
                activation_code,
            },
        }),
    }
}

/// Reads the response of a get.
pub(crate) fn get(
    fields: SessionFields,
    flow: Flow,
    statuses: &StatusTable,
    requested: &TransactionId,
) -> Result<State, Unusable> {
    if !fields.is_present {
        return Err(Unreadable::Missing("status").into());
    }
    Ok(state(fields, flow, statuses, Some(requested))?)
}

/// `requested` is the id that a get asked for, used if the response does not repeat it.
fn state(
    fields: SessionFields,
    flow: Flow,
    statuses: &StatusTable,
    requested: Option<&TransactionId>,
) -> Result<State, Unreadable> {
    const NAME: &str = "transactionId";
    let transaction_id = match fields.transaction_id.filter(|id| !id.is_empty()) {
        Some(id) => TransactionId::new(id).map_err(|_| Unreadable::Id(NAME))?,
        None => requested.cloned().ok_or(Unreadable::Missing(NAME))?,
    };
    let mut unknown_fields = fields.unknown_fields;
    let unknown = &mut unknown_fields;
    Ok(State {
        flow,
        status: statuses.classify(fields.status.as_deref()),
        transaction_id,
        user_id: optional_id("userId", fields.user_id, unknown),
        device_id: optional_id("deviceId", fields.device_id, unknown),
        dossier_id: optional_id("dossierId", fields.dossier_id, unknown),
        process_id: optional_id("processId", fields.process_id, unknown),
        unknown_fields,
    })
}

fn optional_id<T>(name: &str, text: Option<String>, unknown: &mut Map<String, Value>) -> Option<T>
where
    T: for<'a> TryFrom<&'a str, Error = InvalidId>,
{
    let text = text.filter(|text| !text.is_empty())?;
    let id = T::try_from(&text).ok();
    if id.is_none() {
        unknown.insert(name.to_owned(), Value::String(text));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(set: impl FnOnce(&mut SessionFields)) -> SessionFields {
        let mut fields = SessionFields::default();
        fields.is_present = true;
        set(&mut fields);
        fields
    }

    fn started(set: impl FnOnce(&mut SessionFields)) -> Result<Started, Unusable> {
        start(fields(set), Flow::Onboarding, &StatusTable::default())
    }

    #[test]
    fn unusable_optional_ids_do_not_cost_the_session() {
        let started = started(|fields| {
            fields.transaction_id = Some("t-1".into());
            fields.user_id = Some(String::new());
            fields.dossier_id = Some("a/b".into());
            fields.process_id = Some("p-1".into());
            fields.activation_code = Some("42".into());
        })
        .unwrap();
        let state = started.state;
        assert_eq!(state.transaction_id().as_str(), "t-1");
        assert!(state.user_id().is_none() && state.dossier_id().is_none());
        assert_eq!(state.process_id().unwrap().as_str(), "p-1");
        assert_eq!(state.unknown_fields()["dossierId"], "a/b");
        assert_eq!(state.unknown_fields().len(), 1);
        assert_eq!(started.activation_code.unwrap().as_str(), "42");
    }

    #[test]
    fn start_requires_a_transaction_id_and_keeps_the_code() {
        let Err(unusable) = started(|fields| fields.activation_code = Some("42".into())) else {
            panic!("usable")
        };
        assert_eq!(unusable.reason, Unreadable::Missing("transactionId"));
        assert_eq!(unusable.recovered.activation_code.unwrap().as_str(), "42");
        let Err(unusable) = started(|fields| fields.transaction_id = Some("a/b".into())) else {
            panic!("usable")
        };
        assert_eq!(unusable.reason, Unreadable::Id("transactionId"));
    }

    #[test]
    fn get_takes_the_requested_id_where_the_response_has_none() {
        let requested = TransactionId::new("t-1").unwrap();
        let statuses = StatusTable::default();
        for id in [None, Some(String::new())] {
            let fields = fields(|fields| fields.transaction_id = id);
            let state = get(fields, Flow::Onboarding, &statuses, &requested).unwrap();
            assert_eq!(state.transaction_id(), &requested);
        }
    }

    #[test]
    fn get_without_the_object_that_holds_the_status_is_unusable() {
        let requested = TransactionId::new("t-1").unwrap();
        let statuses = StatusTable::default();
        let fields = SessionFields::default();
        let Err(unusable) = get(fields, Flow::StepUp, &statuses, &requested) else {
            panic!("usable")
        };
        assert_eq!(unusable.reason, Unreadable::Missing("status"));
    }
}
