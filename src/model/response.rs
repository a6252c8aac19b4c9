//! Turns the generated response types into [`State`]: one function per operation.
//!
//! Only `data.transactionId` is required. An empty optional id counts as absent, and one that is not a valid
//! id is kept among the unknown fields, so that it costs neither the session nor a wait.

use serde_json::{Map, Value};
use signicat_reuseid_api::types;

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

/// A response that cannot be used, and what could be read of it.
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

/// The members of `data` that all four operations share; the generated types differ per operation.
struct Data {
    status: Option<String>,
    transaction_id: Option<String>,
    user_id: Option<String>,
    device_id: Option<String>,
    dossier_id: Option<String>,
    process_id: Option<String>,
    unknown_fields: Map<String, Value>,
}

pub(crate) fn start_onboarding(
    response: types::StartOnboardingResponse,
    statuses: &StatusTable,
) -> Result<Started, Unusable> {
    let data = response.data.ok_or(Unreadable::Missing("data"))?;
    let activation_code = data.activation_code.and_then(ActivationCode::new);
    let data = Data {
        status: data.status,
        transaction_id: data.transaction_id,
        user_id: data.user_id,
        device_id: None,
        dossier_id: data.dossier_id,
        process_id: data.process_id,
        unknown_fields: data.extra,
    };
    match data.into_state(Flow::Onboarding, statuses, None) {
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

pub(crate) fn start_step_up(
    response: types::StartStepUpResponse,
    statuses: &StatusTable,
) -> Result<Started, Unusable> {
    let data = response.data.ok_or(Unreadable::Missing("data"))?;
    let data = Data {
        status: data.status,
        transaction_id: data.transaction_id,
        user_id: data.user_id,
        device_id: data.device_id,
        dossier_id: data.dossier_id,
        process_id: data.process_id,
        unknown_fields: data.extra,
    };
    Ok(Started {
        state: data.into_state(Flow::StepUp, statuses, None)?,
        activation_code: None,
    })
}

pub(crate) fn get_onboarding(
    response: types::GetOnboardingResponse,
    statuses: &StatusTable,
    requested: &TransactionId,
) -> Result<State, Unusable> {
    let data = response.data.ok_or(Unreadable::Missing("data"))?;
    let data = Data {
        status: data.status,
        transaction_id: data.transaction_id,
        user_id: data.user_id,
        device_id: data.device_id,
        dossier_id: data.dossier_id,
        process_id: data.process_id,
        unknown_fields: data.extra,
    };
    Ok(data.into_state(Flow::Onboarding, statuses, Some(requested))?)
}

pub(crate) fn get_step_up(
    response: types::GetStepUpResponse,
    statuses: &StatusTable,
    requested: &TransactionId,
) -> Result<State, Unusable> {
    let data = response.data.ok_or(Unreadable::Missing("data"))?;
    let data = Data {
        status: data.status,
        transaction_id: data.transaction_id,
        user_id: data.user_id,
        device_id: data.device_id,
        dossier_id: data.dossier_id,
        process_id: data.process_id,
        unknown_fields: data.extra,
    };
    Ok(data.into_state(Flow::StepUp, statuses, Some(requested))?)
}

impl Data {
    /// `requested` is the id that a get asked for, used if the response does not repeat it.
    fn into_state(
        self,
        flow: Flow,
        statuses: &StatusTable,
        requested: Option<&TransactionId>,
    ) -> Result<State, Unreadable> {
        const NAME: &str = "data.transactionId";
        let transaction_id = match self.transaction_id.filter(|id| !id.is_empty()) {
            Some(id) => TransactionId::new(id).map_err(|_| Unreadable::Id(NAME))?,
            None => requested.cloned().ok_or(Unreadable::Missing(NAME))?,
        };
        let mut unknown_fields = self.unknown_fields;
        let unknown = &mut unknown_fields;
        Ok(State {
            flow,
            status: statuses.classify(self.status.as_deref()),
            transaction_id,
            user_id: optional_id("userId", self.user_id, unknown),
            device_id: optional_id("deviceId", self.device_id, unknown),
            dossier_id: optional_id("dossierId", self.dossier_id, unknown),
            process_id: optional_id("processId", self.process_id, unknown),
            unknown_fields,
        })
    }
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

    fn started(data: Value) -> Result<Started, Unusable> {
        let response = serde_json::from_value(serde_json::json!({ "data": data })).unwrap();
        start_onboarding(response, &StatusTable::default())
    }

    #[test]
    fn unusable_optional_ids_do_not_cost_the_session() {
        let started = started(serde_json::json!({
            "transactionId": "t-1",
            "userId": "",
            "dossierId": "a/b",
            "processId": "p-1",
            "activationCode": "42",
        }))
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
        let unusable = started(serde_json::json!({"activationCode": "42"}));
        let Err(unusable) = unusable else {
            panic!("usable")
        };
        assert_eq!(unusable.reason, Unreadable::Missing("data.transactionId"));
        assert_eq!(unusable.recovered.activation_code.unwrap().as_str(), "42");
        let Err(unusable) = started(serde_json::json!({"transactionId": "a/b"})) else {
            panic!("usable")
        };
        assert_eq!(unusable.reason, Unreadable::Id("data.transactionId"));
    }

    #[test]
    fn get_takes_the_requested_id_where_the_response_has_none() {
        let requested = TransactionId::new("t-1").unwrap();
        let statuses = StatusTable::default();
        for data in [
            serde_json::json!({}),
            serde_json::json!({"transactionId": ""}),
        ] {
            let response = serde_json::from_value(serde_json::json!({ "data": data })).unwrap();
            let state = get_onboarding(response, &statuses, &requested).unwrap();
            assert_eq!(state.transaction_id(), &requested);
        }
    }
}
