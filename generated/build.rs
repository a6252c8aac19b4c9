//! Turns the prepared OpenAPI document into Rust: the one function that runs progenitor.
//!
//! As a build script it writes `bindings.rs` for the feature `codegen`. The workspace's `xtask` takes
//! this file in as a module, so the checked-in bindings, the build and the lint's proofs can never come
//! from two different generators.

/// Generates the raw bindings for a prepared OpenAPI 3.0 document (JSON text).
///
/// The same text gives the same bytes. Formatting is prettyplease's, which needs no rustfmt.
///
/// # Errors
/// A text that is no OpenAPI 3.0 document, and whatever progenitor refuses. Some documents make
/// progenitor panic instead; the lint of `openapi-track` names those beforehand.
#[cfg(feature = "codegen")]
pub fn generate(document: &str) -> Result<String, String> {
    let document: openapiv3::OpenAPI = serde_json::from_str(document)
        .map_err(|error| format!("not an OpenAPI 3.0 document: {error}"))?;

    let mut settings = progenitor_impl::GenerationSettings::new();
    settings
        .with_interface(progenitor_impl::InterfaceStyle::Builder)
        .with_hooks(progenitor_impl::HooksMode::Expected)
        .with_inner_type(syn::parse_quote!(crate::SharedTransport))
        // Sorted, so that a request's bytes and a snapshot do not change from run to run.
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("::schemars::JsonSchema");

    let tokens = progenitor_impl::Generator::new(&settings)
        .generate_tokens(&document)
        .map_err(|error| format!("progenitor: {error}"))?;
    let file = syn::parse2(tokens)
        .map_err(|error| format!("the generated code does not parse: {error}"))?;
    Ok(format!(
        "// Generated from openapi.json by `cargo xtask generate`. Do not edit.\n\n{}",
        prettyplease::unparse(&file)
    ))
}

#[cfg(feature = "codegen")]
#[allow(
    dead_code,
    reason = "xtask takes this file in as a module and has its own main"
)]
fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=openapi.json");
    println!("cargo::rerun-if-changed=build.rs");
    let document = std::fs::read_to_string("openapi.json")
        .map_err(|error| format!("openapi.json: {error}"))?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let path = std::path::Path::new(&out).join("bindings.rs");
    std::fs::write(&path, generate(&document)?)
        .map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(not(feature = "codegen"))]
#[allow(
    dead_code,
    reason = "xtask takes this file in as a module and has its own main"
)]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
