//! Reads a session: Get onboarding and Get step-up.

use signicat_reuseid_api as api;

use crate::{
    client::Client,
    error::Error,
    execute::CallOptions,
    model::{Flow, Operation, State, TransactionId, response},
};

/// Reads the state of a session.
pub(crate) async fn get_state(
    client: &Client,
    flow: Flow,
    id: &TransactionId,
    options: CallOptions,
) -> Result<State, Error> {
    match flow {
        Flow::Onboarding => get_onboarding(client, id, options).await,
        Flow::StepUp => get_step_up(client, id, options).await,
    }
}

async fn get_onboarding(
    client: &Client,
    id: &TransactionId,
    options: CallOptions,
) -> Result<State, Error> {
    let core = &*client.core;
    let send = |api: api::Client| async move {
        let request = api.get_onboarding().transaction_id(id.as_str());
        request.send().await
    };
    let parse = |body| response::get_onboarding(body, &core.statuses, id);
    core.run(Operation::GetOnboarding, options, send, parse)
        .await
}

async fn get_step_up(
    client: &Client,
    id: &TransactionId,
    options: CallOptions,
) -> Result<State, Error> {
    let core = &*client.core;
    let send = |api: api::Client| async move {
        let request = api.get_step_up().transaction_id(id.as_str());
        request.send().await
    };
    let parse = |body| response::get_step_up(body, &core.statuses, id);
    core.run(Operation::GetStepUp, options, send, parse).await
}
