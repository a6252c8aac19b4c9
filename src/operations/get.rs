//! Reads a session: Get onboarding and Get step-up.

use signicat_reuseid_api::{
    Client as ApiClient, RequestInput,
    roles::{get_onboarding, get_step_up},
};

use crate::{
    client::Client,
    error::{Error, InvalidInput},
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
    let core = &*client.core;
    let parse = |fields| response::get(fields, flow, &core.statuses, id);
    let input = RequestInput {
        transaction_id: Some(id.as_str()),
        ..RequestInput::default()
    };
    match flow {
        Flow::Onboarding => {
            let request = get_onboarding::Request::new(&input).map_err(InvalidInput::from)?;
            let send = |api: ApiClient| {
                let request = request.clone();
                async move { request.send(&api).await }
            };
            core.run(Operation::GetOnboarding, options, send, parse)
                .await
        }
        Flow::StepUp => {
            let request = get_step_up::Request::new(&input).map_err(InvalidInput::from)?;
            let send = |api: ApiClient| {
                let request = request.clone();
                async move { request.send(&api).await }
            };
            core.run(Operation::GetStepUp, options, send, parse).await
        }
    }
}
