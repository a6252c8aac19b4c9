//! Adds what the feature `schemars` offers, for tests of any document: `JsonSchema` for each type, a table of
//! all schemas, and a function that sends any operation with JSON.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Attribute, Item, parse_quote};

use super::{
    operations,
    rust_items::{RustItems, last_segment},
};

/// Derives `JsonSchema` for the types of the bindings under the feature `schemars`, and returns the module
/// `schemas`.
pub fn make_json_schema_optional(file: &mut syn::File, document: &Value) -> Item {
    let mut names = Vec::new();
    for item in types(file) {
        let (attributes, name) = match item {
            Item::Struct(item) => (&mut item.attrs, &item.ident),
            Item::Enum(item) => (&mut item.attrs, &item.ident),
            _ => continue,
        };
        if let Some(position) = attributes.iter().position(derives_deserialize) {
            let derive =
                parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]);
            attributes.insert(position, derive);
            names.push(name.clone());
        }
    }
    let entries = names.iter().map(|name| {
        let text = name.to_string();
        quote!((#text, ::schemars::schema_for!(types::#name)))
    });
    let items = RustItems::read(file);
    let arms = operations::all(document).filter_map(|operation| arm(operation, &items));
    let parent = format_ident!("super");
    parse_quote! {
        /// What tests need to treat all operations and types alike (feature `schemars`).
        #[cfg(feature = "schemars")]
        pub mod schemas {
            #[allow(unused_imports)]
            use #parent::types;

            /// Name and schema of each type in `types`, sorted by name.
            pub fn all() -> Vec<(&'static str, ::schemars::schema::RootSchema)> {
                vec![#(#entries),*]
            }

            /// Sends an operation with parameters and a body from JSON, and returns the status code and the
            /// typed body as JSON, of an error as of a success.
            ///
            /// # Errors
            /// An unknown operation, values that do not fit the types, and a response that cannot be read.
            pub async fn send(
                client: &#parent::Client,
                operation: &str,
                parameters: &::serde_json::Map<String, ::serde_json::Value>,
                body: ::serde_json::Value,
            ) -> Result<(u16, ::serde_json::Value), String> {
                fn read<T: ::serde::de::DeserializeOwned>(
                    value: &::serde_json::Value,
                ) -> Result<T, String> {
                    T::deserialize(value).map_err(|error| error.to_string())
                }
                fn json<T: ::serde::Serialize, E: ::serde::Serialize + ::std::fmt::Debug>(
                    result: Result<#parent::ResponseValue<T>, #parent::Error<E>>,
                ) -> Result<(u16, ::serde_json::Value), String> {
                    let (status, body) = match result {
                        Ok(response) => (
                            response.status().as_u16(),
                            ::serde_json::to_value(response.into_inner()),
                        ),
                        Err(#parent::Error::ErrorResponse(response)) => (
                            response.status().as_u16(),
                            ::serde_json::to_value(response.into_inner()),
                        ),
                        Err(error) => return Err(format!("{error:?}")),
                    };
                    Ok((status, body.map_err(|error| error.to_string())?))
                }
                match operation {
                    #(#arms)*
                    other => Err(format!("no operation {other}")),
                }
            }
        }
    }
}

/// The arm of one operation; `None` for one whose bodies are not JSON.
fn arm(operation: operations::Placed<'_>, items: &RustItems) -> Option<TokenStream> {
    let rust = items.operation(operation.id)?;
    let is_stream = |ty| last_segment(ty).as_deref() == Some("ByteStream");
    if is_stream(&rust.success) || is_stream(&rust.error) {
        return None;
    }
    let (id, method) = (operation.id, &rust.method);
    let parameters = operation.operation.get("parameters");
    let parameters = parameters.and_then(Value::as_array).into_iter().flatten();
    let setters = parameters.filter_map(|parameter| {
        let name = parameter.get("name")?.as_str()?;
        let (setter, ty) = rust.parameter(name)?;
        Some(quote! {
            if let Some(value) = parameters.get(#name) {
                call = call.#setter(read::<#ty>(value)?);
            }
        })
    });
    let body = rust
        .body
        .as_ref()
        .map(|ty| quote!(call = call.body(read::<#ty>(&body)?);));
    Some(quote! {
        #id => {
            #[allow(unused_mut)]
            let mut call = client.#method();
            #(#setters)*
            #body
            json(call.send().await)
        }
    })
}

/// The items of the module `types`.
fn types(file: &mut syn::File) -> impl Iterator<Item = &mut Item> {
    file.items
        .iter_mut()
        .filter_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => module.content.as_mut(),
            _ => None,
        })
        .flat_map(|(_, items)| items)
}

fn derives_deserialize(attribute: &Attribute) -> bool {
    attribute.path().is_ident("derive")
        && attribute
            .meta
            .require_list()
            .is_ok_and(|list| list.tokens.to_string().contains("Deserialize"))
}
