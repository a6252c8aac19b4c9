//! The response headers that identify one version of a document (RFC 9110, section 8.8).

use reqwest::{
    RequestBuilder,
    header::{ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED},
};

/// Longest validator kept, in bytes: it is written into a lock file that people read.
const MAX_LENGTH: usize = 256;

/// `ETag` and `Last-Modified` of a response, unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The entity tag, quotes included.
    pub etag: Option<String>,
    /// The date of the last change.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to make a request conditional with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }

    /// The validators of a response; one that is longer than 256 bytes or not ASCII is dropped.
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let value = |name: HeaderName| {
            let value = headers.get(name)?.to_str().ok()?;
            (value.len() <= MAX_LENGTH).then(|| value.to_owned())
        };
        Self {
            etag: value(ETAG),
            last_modified: value(LAST_MODIFIED),
        }
    }

    /// The request as a conditional one: 304 while the document is the same.
    pub(super) fn add_to(&self, request: RequestBuilder) -> RequestBuilder {
        let conditions = [
            (IF_NONE_MATCH, &self.etag),
            (IF_MODIFIED_SINCE, &self.last_modified),
        ];
        conditions
            .into_iter()
            .fold(request, |request, (name, value)| match value {
                Some(value) => request.header(name, value),
                None => request,
            })
    }
}
