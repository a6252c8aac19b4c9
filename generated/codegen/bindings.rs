//! Runs progenitor with this crate's settings.

/// The type of `generated/src/transport.rs` that the generated client holds.
const TRANSPORT: &str = "crate::transport::SharedTransport";

/// Progenitor's bindings of an OpenAPI 3.0 document, as a syntax tree.
pub fn generate(document: &serde_json::Value) -> Result<syn::File, String> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document.clone())
        .map_err(|error| format!("not an OpenAPI 3.0 document: {error}"))?;

    let transport: proc_macro2::TokenStream = TRANSPORT
        .parse()
        .map_err(|error| format!("{TRANSPORT}: {error}"))?;
    let mut settings = progenitor::GenerationSettings::new();
    settings
        .with_interface(progenitor::InterfaceStyle::Builder)
        .with_hooks(progenitor::HooksMode::Expected)
        .with_inner_type(transport)
        // Sorted, so that a request's bytes and a snapshot do not change from run to run.
        .with_map_type("::std::collections::BTreeMap");

    let tokens = progenitor::Generator::new(&settings)
        .generate_tokens(&document)
        .map_err(|error| format!("progenitor: {error}"))?;
    syn::parse2(tokens).map_err(|error| format!("the generated code does not parse: {error}"))
}
