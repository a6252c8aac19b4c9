//! The client and its settings.

pub(crate) mod builder;
pub(crate) mod endpoint;
#[cfg(feature = "client-credentials")]
pub(crate) mod from_env;
pub(crate) mod handle;
pub(crate) mod http_client;

pub use builder::ClientBuilder;
pub use handle::Client;
