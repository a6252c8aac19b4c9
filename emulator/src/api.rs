//! The four operations: authorization, validation against the document, and the responses.

mod body_check;
mod call;
mod operations;
mod request_body;
mod select;

pub(crate) use call::{Call, Parameters};
pub(crate) use operations::respond;
pub(crate) use select::select;
