//! One call of an operation of the document.

use http::HeaderMap;

use crate::{document::Route, oauth::Bearer};

/// One call of an operation of the document.
pub(crate) struct Call<'a> {
    pub route: &'a Route,
    pub bearer: &'a Bearer<'a>,
    pub headers: &'a HeaderMap,
    pub transaction_id: &'a str,
    pub body: &'a [u8],
}
