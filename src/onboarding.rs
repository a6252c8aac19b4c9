//! Starting an onboarding: a new user, a device registration, and identity proofing.

use std::{fmt, marker::PhantomData};

use serde_json::Value;
use signicat_reuseid_api::types::StartOnboardingRequest;

use crate::{
    call_options::CallOptions,
    client::Client,
    error::Error,
    operation::Operation,
    proofing::{Proofing, Provider},
    session::{OnboardingSession, Session, Started, onboarding_started},
};

/// A new onboarding, to be [`start`](Self::start)ed. Everything has a default.
#[derive(Clone)]
#[must_use = "nothing is sent before `start`"]
pub struct StartOnboarding {
    client: Client,
    external_ref: Option<Value>,
    proofing: Proofing,
    options: CallOptions,
}

impl StartOnboarding {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            external_ref: None,
            proofing: Proofing::default(),
            options: CallOptions::default(),
        }
    }

    /// Your own reference of this person or case; the document allows any JSON value. Keep it: it is what
    /// you look for in the vendor's audit log when the outcome of a start is unknown.
    pub fn external_ref(mut self, reference: impl Into<Value>) -> Self {
        self.external_ref = Some(reference.into());
        self
    }

    /// Who proves the identity; `signicatvideoid` where none is given.
    pub fn provider(mut self, provider: Provider) -> Self {
        self.proofing.provider = Some(provider);
        self
    }

    /// The document types that the end user may choose from, by VideoID's numbers; every supported one where
    /// none is given.
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

    /// Creates the user and starts the session.
    ///
    /// It is sent again only when it surely was not processed: no connection could be made, or the token
    /// was refused.
    ///
    /// # Errors
    /// [`Error`]; ask its [`outcome`](Error::outcome) before starting again.
    pub async fn start(self) -> Result<OnboardingSession, Error> {
        let body = StartOnboardingRequest {
            external_ref: self.external_ref,
            provider: self.proofing.provider_name(),
            videoid_provider_options: self.proofing.options().map_err(Error::Invalid)?,
        };
        let core = &*self.client.core;
        let send = |api: signicat_reuseid_api::Client| {
            let body = body.clone();
            async move { api.start_onboarding().body(body).send().await }
        };
        let read = |answer| onboarding_started(answer, &core.statuses);
        let (state, activation_code) = core
            .call(Operation::StartOnboarding, self.options, send, read)
            .await?;
        Ok(Session {
            id: state.transaction_id.clone(),
            started: Some(Box::new(Started {
                state,
                activation_code,
            })),
            client: self.client,
            kind: PhantomData,
        })
    }
}

impl fmt::Debug for StartOnboarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartOnboarding(..)")
    }
}
