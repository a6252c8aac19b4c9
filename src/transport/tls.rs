//! Configures TLS by feature: rustls on ring with the platform's roots, rustls on the caller's provider, or
//! the operating system's library. No process-wide crypto provider is installed.

use crate::error::InvalidInput;

/// Whether a TLS feature is enabled.
pub(crate) const IS_AVAILABLE: bool = cfg!(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
));

/// Configures TLS, with additional root certificates (DER) besides the platform's.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, InvalidInput> {
    use std::sync::Arc;

    use rustls::{ClientConfig, crypto::CryptoProvider, pki_types::CertificateDer};
    use rustls_platform_verifier::Verifier;

    let installed = CryptoProvider::get_default().map(Arc::clone);
    #[cfg(feature = "rustls")]
    let provider = installed.unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(feature = "rustls"))]
    let provider = installed.ok_or(InvalidInput::Tls)?;

    let roots = roots.iter().map(|der| CertificateDer::from(der.clone()));
    let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))
        .map_err(|_| InvalidInput::Tls)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| InvalidInput::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(http.tls_backend_preconfigured(config))
}

/// Configures TLS, with additional root certificates (DER) besides the platform's.
#[cfg(all(
    feature = "native-tls",
    not(any(feature = "rustls", feature = "rustls-no-provider"))
))]
pub(crate) fn configure(
    mut http: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, InvalidInput> {
    for der in roots {
        let root = reqwest::Certificate::from_der(der).map_err(|_| InvalidInput::Tls)?;
        http = http.add_root_certificate(root);
    }
    Ok(http)
}

/// Rejects root certificates, which have no use without TLS.
#[cfg(not(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
)))]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, InvalidInput> {
    if roots.is_empty() {
        Ok(http)
    } else {
        Err(InvalidInput::Tls)
    }
}
