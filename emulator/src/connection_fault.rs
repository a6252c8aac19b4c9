//! Faults that break the connection instead of sending a response.

use std::io;

use axum::{body::Body, response::Response};

/// How a connection breaks. The router returns it as an extension of an empty response; the server breaks
/// the socket, and the in-process service returns an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionFault {
    /// The connection is reset.
    Reset,
    /// The connection is closed without a response.
    EmptyReply,
}

impl ConnectionFault {
    pub fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }

    pub fn of(response: &Response) -> Option<Self> {
        response.extensions().get().copied()
    }
}

impl From<ConnectionFault> for io::Error {
    fn from(fault: ConnectionFault) -> Self {
        match fault {
            ConnectionFault::Reset => io::Error::new(
                io::ErrorKind::ConnectionReset,
                "connection reset by a fault",
            ),
            ConnectionFault::EmptyReply => io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "connection closed without a response by a fault",
            ),
        }
    }
}
