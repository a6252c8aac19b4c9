//! Start step-up: an existing user authenticates on a device and proves the identity again.

use std::fmt;

use signicat_reuseid_api::{self as api, types::StartStepUpRequest};

use super::proofing::{Proofing, proofing_setters};
use crate::{
    client::Client,
    error::{Error, InvalidInput},
    execute::CallOptions,
    model::{
        DeviceId, Operation, Provider, UserId,
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
    /// Describes a step-up of a user on one of their devices; [`start`](StartStepUp::start) sends it.
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

    fn request_body(&self) -> Result<StartStepUpRequest, InvalidInput> {
        Ok(StartStepUpRequest {
            user_id: self.user.as_str().to_owned(),
            device_id: self.device.as_str().to_owned(),
            provider: self.proofing.provider_name(),
            videoid_provider_options: self.proofing.options()?,
        })
    }

    pub(crate) async fn send(self) -> Result<(Client, Started), Error> {
        let body = self.request_body()?;
        let core = &*self.client.core;
        let send = |api: api::Client| {
            let body = body.clone();
            async move { api.start_step_up().body(body).send().await }
        };
        let parse = |body| response::start_step_up(body, &core.statuses);
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
