//! TLS by the feature chosen: rustls on ring with the platform's roots, rustls on the caller's provider, or
//! the operating system's library. Nothing is installed for the whole process.

use crate::error::Invalid;

/// Sets TLS up, with further root certificates (DER) beside the platform's.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
pub(crate) fn configured(
    http: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Invalid> {
    use std::sync::Arc;

    use rustls::{ClientConfig, crypto::CryptoProvider, pki_types::CertificateDer};
    use rustls_platform_verifier::Verifier;

    let installed = CryptoProvider::get_default().map(Arc::clone);
    #[cfg(feature = "rustls")]
    let provider = installed.unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(feature = "rustls"))]
    let provider = installed.ok_or(Invalid::Tls)?;

    let roots = roots.iter().map(|der| CertificateDer::from(der.clone()));
    let verifier =
        Verifier::new_with_extra_roots(roots, Arc::clone(&provider)).map_err(|_| Invalid::Tls)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Invalid::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(http.tls_backend_preconfigured(config))
}

/// Sets TLS up, with further root certificates (DER) beside the platform's.
#[cfg(all(
    feature = "native-tls",
    not(any(feature = "rustls", feature = "rustls-no-provider"))
))]
pub(crate) fn configured(
    mut http: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Invalid> {
    for der in roots {
        let root = reqwest::Certificate::from_der(der).map_err(|_| Invalid::Tls)?;
        http = http.add_root_certificate(root);
    }
    Ok(http)
}

/// Without TLS there is no root certificate to trust.
#[cfg(not(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
)))]
pub(crate) fn configured(
    http: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Invalid> {
    if roots.is_empty() {
        Ok(http)
    } else {
        Err(Invalid::Tls)
    }
}
