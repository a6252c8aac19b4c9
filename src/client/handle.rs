//! The client: a shared handle.

use std::{fmt, sync::Arc};

use crate::execute::Core;

/// A client of the ReuseID Onboarding API. It is cheap to clone; clones share one access token, one
/// connection pool, one retry budget and one rate limit of polls.
#[derive(Clone)]
pub struct Client {
    pub(crate) core: Arc<Core>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.core.base_url)
            .finish_non_exhaustive()
    }
}
