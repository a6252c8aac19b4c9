//! The identity proofing part of a start, the same in both flows.

use signicat_reuseid_api::RequestInput;

use crate::{error::InvalidInput, model::Provider};

#[derive(Clone, Default)]
pub(super) struct Proofing {
    pub(super) provider: Option<Provider>,
    pub(super) document_types: Vec<u32>,
    pub(super) default_document_type: Option<u32>,
}

impl Proofing {
    /// The identity proofing fields of a request.
    pub(super) fn input(&self) -> Result<RequestInput<'_>, InvalidInput> {
        let types = &self.document_types;
        let is_allowed = |default| types.is_empty() || types.contains(&default);
        if !self.default_document_type.is_none_or(is_allowed) {
            return Err(InvalidInput::DefaultDocumentType);
        }
        Ok(RequestInput {
            provider: self.provider.as_ref().map(Provider::as_str),
            document_types: types,
            default_document: self.default_document_type,
            ..RequestInput::default()
        })
    }
}

/// The setters that [`StartOnboarding`](super::onboarding::StartOnboarding) and
/// [`StartStepUp`](super::step_up::StartStepUp) share.
macro_rules! proofing_setters {
    () => {
        /// The identity proofing provider; the service's default is `signicatvideoid`.
        pub fn provider(mut self, provider: impl Into<Provider>) -> Self {
            self.proofing.provider = Some(provider.into());
            self
        }

        /// The document types that the end user may choose from, as VideoID's numeric ids (`docType` or
        /// `docTypes` on the wire); every supported type if none is given.
        pub fn document_types(mut self, types: impl IntoIterator<Item = u32>) -> Self {
            self.proofing.document_types = types.into_iter().collect();
            self
        }

        /// The document type that is preselected (`defaultId` on the wire); one of
        /// [`document_types`](Self::document_types), if those are given.
        pub fn default_document_type(mut self, document_type: u32) -> Self {
            self.proofing.default_document_type = Some(document_type);
            self
        }

        /// Settings for this call, which take precedence over the client's.
        pub fn options(mut self, options: CallOptions) -> Self {
            self.options = options;
            self
        }
    };
}
pub(super) use proofing_setters;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_document_type_must_be_among_the_types() {
        let input = |types: &[u32], default| {
            let proofing = Proofing {
                provider: None,
                document_types: types.to_vec(),
                default_document_type: Some(default),
            };
            proofing.input().map(|_| ())
        };
        assert_eq!(input(&[138], 123), Err(InvalidInput::DefaultDocumentType));
        assert_eq!(input(&[138, 123], 123), Ok(()));
        assert_eq!(input(&[], 123), Ok(()));
    }
}
