//! The four operations: authorization, validation against the document, and the responses.

mod body_check;
mod call;
mod operations;
mod request_body;

pub(crate) use call::Call;
pub(crate) use operations::respond;
