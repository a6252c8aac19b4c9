//! What tells one state of a document from another (RFC 9110, section 8.8).

use reqwest::{
    RequestBuilder,
    header::{ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED},
};

/// Longest validator kept, in bytes: it goes into a file that people read.
const LONGEST: usize = 256;

/// An answer's `ETag` and `Last-Modified`, as they were sent.
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

    /// What can be kept of an answer's validators.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let kept = |name: HeaderName| {
            let value = headers.get(name)?.to_str().ok()?;
            (value.len() <= LONGEST).then(|| value.to_owned())
        };
        Self {
            etag: kept(ETAG),
            last_modified: kept(LAST_MODIFIED),
        }
    }

    /// A request that is answered with 304 while the document is the same.
    pub(super) fn ask(&self, request: RequestBuilder) -> RequestBuilder {
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
