//! The token endpoint, its metadata, and the check of bearer tokens.

mod bearer;
mod metadata;
mod token_endpoint;
mod token_request;

pub(crate) use bearer::{Bearer, authorize};
pub(crate) use metadata::{METADATA_PATH, metadata};
pub use token_endpoint::SCOPE;
pub(crate) use token_endpoint::issue_token;
pub(crate) use token_request::TokenRequest;
