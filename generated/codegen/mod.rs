//! Turns the prepared OpenAPI document into Rust: the one function that runs progenitor.

mod bindings;
mod operations;
mod roles;
mod rust_items;
mod schemas;
mod wire;

use serde_json::Value;

const HEADER: &str = "// Generated from openapi.json by `cargo xtask generate`. Do not edit.\n\n";

/// Generates the bindings for a prepared OpenAPI 3.0 document (JSON text).
///
/// The output is progenitor's, plus the module `operations` with the method and path of each operation.
/// The same text gives the same bytes; prettyplease formats it, so that no rustfmt is needed.
///
/// # Errors
/// A text that is not an OpenAPI 3.0 document, and whatever progenitor rejects. Some documents make
/// progenitor panic instead; the lint of `openapi-track` reports those beforehand.
pub fn generate(document: &str) -> Result<String, String> {
    Ok(print(&syntax_tree(document)?))
}

/// The text that [`generate`] returns for a syntax tree.
pub fn print(file: &syn::File) -> String {
    format!("{HEADER}{}", prettyplease::unparse(file))
}

/// The bindings before they are printed.
///
/// # Errors
/// Those of [`generate`].
pub fn syntax_tree(document: &str) -> Result<syn::File, String> {
    let mut value: Value = serde_json::from_str(document)
        .map_err(|error| format!("not an OpenAPI 3.0 document: {error}"))?;
    let adaptations = wire::take(&mut value);
    let mut file = bindings::generate(&value)?;
    adaptations.apply(&mut file);
    let schemas = schemas::make_json_schema_optional(&mut file, &value);
    file.items.push(schemas);
    file.items.push(operations::module(&value));
    Ok(file)
}

/// Generates the adapters between the client and the bindings from the document's `x-roles`.
///
/// `bindings` is the output of [`generate`] for the same document.
///
/// # Errors
/// Roles that are missing, unknown or point nowhere, one line each.
pub fn generate_roles(document: &str, bindings: &str) -> Result<String, String> {
    let document: Value =
        serde_json::from_str(document).map_err(|error| format!("not a JSON document: {error}"))?;
    let bindings =
        syn::parse_file(bindings).map_err(|error| format!("the bindings do not parse: {error}"))?;
    let file = roles::generate(&document, &bindings)?;
    Ok(print(&file))
}
