//! Starting a step-up: an existing user authenticates on a device and proves the identity again.

use std::{fmt, marker::PhantomData};

use signicat_reuseid_api::types::StartStepUpRequest;

use crate::{
    call_options::CallOptions,
    client::Client,
    error::Error,
    ids::{DeviceId, UserId},
    operation::Operation,
    proofing::{Proofing, Provider},
    session::{Session, Started, StepUpSession, step_up_started},
};

/// A step-up of an existing user, to be [`start`](Self::start)ed.
#[derive(Clone)]
#[must_use = "nothing is sent before `start`"]
pub struct StartStepUp {
    client: Client,
    user: UserId,
    device: DeviceId,
    proofing: Proofing,
    options: CallOptions,
}

impl StartStepUp {
    pub(crate) fn new(client: Client, user: UserId, device: DeviceId) -> Self {
        Self {
            client,
            user,
            device,
            proofing: Proofing::default(),
            options: CallOptions::default(),
        }
    }

    /// Who proves the identity; `signicatvideoid` where none is given.
    pub fn provider(mut self, provider: Provider) -> Self {
        self.proofing.provider = Some(provider);
        self
    }

    /// The document types that the end user may choose from; every supported one where none is given.
    pub fn documents(mut self, documents: impl IntoIterator<Item = u32>) -> Self {
        self.proofing.documents = documents.into_iter().collect();
        self
    }

    /// The document type that is shown first; one of those allowed.
    pub fn shown_first(mut self, document: u32) -> Self {
        self.proofing.shown_first = Some(document);
        self
    }

    /// Settings of this call, in place of the client's.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Starts the session. It is sent again only when it surely was not processed.
    ///
    /// # Errors
    /// [`Error`]; ask its [`outcome`](Error::outcome) before starting again.
    pub async fn start(self) -> Result<StepUpSession, Error> {
        let body = StartStepUpRequest {
            user_id: self.user.as_str().to_owned(),
            device_id: self.device.as_str().to_owned(),
            provider: self.proofing.provider_name(),
            videoid_provider_options: self.proofing.options().map_err(Error::Invalid)?,
        };
        let core = &*self.client.core;
        let send = |api: signicat_reuseid_api::Client| {
            let body = body.clone();
            async move { api.start_step_up().body(body).send().await }
        };
        let read = |answer| step_up_started(answer, &core.statuses);
        let state = core
            .call(Operation::StartStepUp, self.options, send, read)
            .await?;
        Ok(Session {
            id: state.transaction_id.clone(),
            started: Some(Box::new(Started {
                state,
                activation_code: None,
            })),
            client: self.client,
            kind: PhantomData,
        })
    }
}

impl fmt::Debug for StartStepUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartStepUp(..)")
    }
}
