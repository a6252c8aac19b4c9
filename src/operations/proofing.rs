//! The identity proofing part of a start, the same in both flows.

use signicat_reuseid_api::types::VideoidProviderOptions;

use crate::{error::InvalidInput, model::Provider};

#[derive(Clone, Default)]
pub(super) struct Proofing {
    pub(super) provider: Option<Provider>,
    pub(super) document_types: Vec<u32>,
    pub(super) default_document_type: Option<u32>,
}

impl Proofing {
    pub(super) fn provider_name(&self) -> Option<String> {
        self.provider
            .as_ref()
            .map(|provider| provider.as_str().to_owned())
    }

    /// One document type is `docType`, several are `docTypes`, as the vendor's reference page
    /// distinguishes them.
    pub(super) fn options(&self) -> Result<Option<VideoidProviderOptions>, InvalidInput> {
        let types = &self.document_types;
        let is_allowed = |default| types.is_empty() || types.contains(&default);
        if !self.default_document_type.is_none_or(is_allowed) {
            return Err(InvalidInput::DefaultDocumentType);
        }
        if types.is_empty() && self.default_document_type.is_none() {
            return Ok(None);
        }
        let mut options = VideoidProviderOptions {
            doc_type: None,
            doc_types: Vec::new(),
            default_id: self.default_document_type.map(i64::from),
        };
        match **types {
            [only] => options.doc_type = Some(only.into()),
            ref several => options.doc_types = several.iter().copied().map(i64::from).collect(),
        }
        Ok(Some(options))
    }
}

/// The setters that [`StartOnboarding`](super::onboarding::StartOnboarding) and
/// [`StartStepUp`](super::step_up::StartStepUp) share.
macro_rules! proofing_setters {
    () => {
        /// Who proves the identity; the service's default is `signicatvideoid`.
        pub fn provider(mut self, provider: impl Into<Provider>) -> Self {
            self.proofing.provider = Some(provider.into());
            self
        }

        /// The document types that the end user may choose from, by VideoID's numbers (`docType` or
        /// `docTypes` on the wire); every supported type if none is given.
        pub fn document_types(mut self, types: impl IntoIterator<Item = u32>) -> Self {
            self.proofing.document_types = types.into_iter().collect();
            self
        }

        /// The document type that is selected at first (`defaultId` on the wire); one of
        /// [`document_types`](Self::document_types), if those are given.
        pub fn default_document_type(mut self, document_type: u32) -> Self {
            self.proofing.default_document_type = Some(document_type);
            self
        }

        /// Settings of this call, instead of the client's.
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

    fn options(
        types: &[u32],
        default: Option<u32>,
    ) -> Result<Option<VideoidProviderOptions>, InvalidInput> {
        Proofing {
            provider: None,
            document_types: types.to_vec(),
            default_document_type: default,
        }
        .options()
    }

    #[test]
    fn one_document_type_and_several_have_different_fields() {
        let one = options(&[138], None).unwrap().unwrap();
        assert_eq!((one.doc_type, one.doc_types.len()), (Some(138), 0));
        let two = options(&[138, 123], Some(138)).unwrap().unwrap();
        assert_eq!(
            (two.doc_type, two.doc_types, two.default_id),
            (None, vec![138, 123], Some(138))
        );
        assert!(options(&[], None).unwrap().is_none());
    }

    #[test]
    fn default_document_type_must_be_among_the_types() {
        assert!(matches!(
            options(&[138], Some(123)),
            Err(InvalidInput::DefaultDocumentType)
        ));
    }
}
