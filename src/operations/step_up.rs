//! Start step-up: an existing user authenticates on a device and repeats identity proofing.

use std::fmt;

use signicat_reuseid_api::{Client as ApiClient, RequestInput, roles::start_step_up};

use super::proofing::{Proofing, proofing_setters};
use crate::{
    client::Client,
    error::{Error, InvalidInput},
    execute::CallOptions,
    model::{
        DeviceId, Flow, Operation, Provider, UserId,
        response::{self, Started},
    },
};

/// A request to start a step-up of an existing user; `start` sends it.
#[derive(Clone)]
#[must_use = "nothing is sent before `start`"]
pub struct StartStepUp {
    client: Client,
    user: UserId,
    device: DeviceId,
    proofing: Proofing,
    options: CallOptions,
}

impl Client {
    /// Returns a request for a step-up: the user authenticates on one of their devices and repeats identity
    /// proofing. [`start`](StartStepUp::start) sends it.
    pub fn step_up(&self, user: UserId, device: DeviceId) -> StartStepUp {
        StartStepUp {
            client: self.clone(),
            user,
            device,
            proofing: Proofing::default(),
            options: CallOptions::default(),
        }
    }
}

impl StartStepUp {
    proofing_setters!();

    fn request(&self) -> Result<start_step_up::Request, InvalidInput> {
        let input = RequestInput {
            user: Some(self.user.as_str()),
            device: Some(self.device.as_str()),
            ..self.proofing.input()?
        };
        Ok(start_step_up::Request::new(&input)?)
    }

    pub(crate) async fn send(self) -> Result<(Client, Started), Error> {
        let request = self.request()?;
        let core = &*self.client.core;
        let send = |api: ApiClient| {
            let request = request.clone();
            async move { request.send(&api).await }
        };
        let parse = |fields| response::start(fields, Flow::StepUp, &core.statuses);
        let started = core
            .run(Operation::StartStepUp, self.options, send, parse)
            .await?;
        Ok((self.client, started))
    }
}

impl fmt::Debug for StartStepUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartStepUp(..)")
    }
}
