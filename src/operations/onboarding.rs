//! Start onboarding: creates a user and starts device registration and identity proofing.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use signicat_reuseid_api::{Client as ApiClient, RequestInput, roles::start_onboarding};

use super::proofing::{Proofing, proofing_setters};
use crate::{
    client::Client,
    error::{Error, InvalidInput},
    execute::CallOptions,
    model::{
        Flow, Operation, Provider,
        response::{self, Started},
    },
};

/// A request to start an onboarding. Every setting is optional; `start` sends the request.
#[derive(Clone)]
#[must_use = "nothing is sent before `start`"]
pub struct StartOnboarding {
    client: Client,
    external_ref: Option<Result<Value, InvalidInput>>,
    proofing: Proofing,
    options: CallOptions,
}

impl Client {
    /// Returns a request for a new onboarding; [`start`](StartOnboarding::start) sends it.
    pub fn onboarding(&self) -> StartOnboarding {
        StartOnboarding {
            client: self.clone(),
            external_ref: None,
            proofing: Proofing::default(),
            options: CallOptions::default(),
        }
    }
}

impl StartOnboarding {
    /// Your own reference for the person or case: a string, a number, or any other JSON value. Store it: if
    /// the outcome of a start is unknown, use it to find the session in the vendor's audit log.
    pub fn external_ref(mut self, reference: impl Serialize) -> Self {
        let reference = serde_json::to_value(reference).map_err(|_| InvalidInput::ExternalRef);
        self.external_ref = Some(reference);
        self
    }

    proofing_setters!();

    fn request(&self) -> Result<start_onboarding::Request, InvalidInput> {
        let external_ref = self.external_ref.as_ref().map(Result::as_ref).transpose();
        let input = RequestInput {
            external_ref: external_ref.map_err(|error| *error)?,
            ..self.proofing.input()?
        };
        Ok(start_onboarding::Request::new(&input)?)
    }

    pub(crate) async fn send(self) -> Result<(Client, Started), Error> {
        let request = self.request()?;
        let core = &*self.client.core;
        let send = |api: ApiClient| {
            let request = request.clone();
            async move { request.send(&api).await }
        };
        let parse = |fields| response::start(fields, Flow::Onboarding, &core.statuses);
        let started = core
            .run(Operation::StartOnboarding, self.options, send, parse)
            .await?;
        Ok((self.client, started))
    }
}

impl fmt::Debug for StartOnboarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartOnboarding(..)")
    }
}
