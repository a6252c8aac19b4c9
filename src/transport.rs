//! Sends one HTTP request within limits and records what came back.

pub(crate) mod body;
pub(crate) mod content_coding;
pub(crate) mod http_sender;
pub(crate) mod http_transport;
pub(crate) mod in_process;
pub(crate) mod record;
pub(crate) mod recording;
pub(crate) mod retry_after;
pub(crate) mod tls;

pub(crate) use http_sender::HttpSender;
pub use http_transport::{HttpTransport, TransportError, TransportFuture};
