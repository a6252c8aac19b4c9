//! How the identity is proven: by which provider, from which documents. The same for both flows.

use signicat_reuseid_api::types::VideoidProviderOptions;

use crate::error::Invalid;

/// Who proves the identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// `signicatvideoid`, which the service takes where none is given.
    SignicatVideoId,
    /// `readid`.
    ReadId,
    /// Any other that the vendor enables; the service knows no closed list.
    Other(String),
}

impl Provider {
    /// The provider's name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::SignicatVideoId => "signicatvideoid",
            Self::ReadId => "readid",
            Self::Other(name) => name,
        }
    }
}

/// What a start says of identity proofing.
#[derive(Clone, Default)]
pub(crate) struct Proofing {
    pub(crate) provider: Option<Provider>,
    pub(crate) documents: Vec<u32>,
    pub(crate) shown_first: Option<u32>,
}

impl Proofing {
    /// The options on the wire: one document is `docType`, several are `docTypes`, as the vendor's
    /// reference page tells them apart.
    pub(crate) fn options(&self) -> Result<Option<VideoidProviderOptions>, Invalid> {
        if self
            .shown_first
            .is_some_and(|first| !self.documents.is_empty() && !self.documents.contains(&first))
        {
            return Err(Invalid::ShownFirst);
        }
        if self.documents.is_empty() && self.shown_first.is_none() {
            return Ok(None);
        }
        let mut options = VideoidProviderOptions {
            doc_type: None,
            doc_types: Vec::new(),
            default_id: self.shown_first.map(i64::from),
        };
        match *self.documents {
            [only] => options.doc_type = Some(only.into()),
            ref several => options.doc_types = several.iter().copied().map(i64::from).collect(),
        }
        Ok(Some(options))
    }

    pub(crate) fn provider_name(&self) -> Option<String> {
        self.provider
            .as_ref()
            .map(|provider| provider.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(
        documents: &[u32],
        shown_first: Option<u32>,
    ) -> Result<Option<VideoidProviderOptions>, Invalid> {
        Proofing {
            provider: None,
            documents: documents.to_vec(),
            shown_first,
        }
        .options()
    }

    #[test]
    fn one_document_and_several_are_spelled_apart() {
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
    fn what_is_shown_first_must_be_allowed() {
        assert!(matches!(
            options(&[138], Some(123)),
            Err(Invalid::ShownFirst)
        ));
    }
}
